/* SPDX-License-Identifier: MIT
 *
 * Any bytes as the files of an address book of version 2 or 3, each behind its size in two bytes.
 */
#include "base/slice.h"
#include "oab/changes2.h"
#include "oab/set2.h"

#include <oxcart/oxcart.h>

#define MOST_INPUT (64u << 10)
#define MOST_FILES 8

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
    if (size > MOST_INPUT)
        return 0;
    OxSlice s = ox_slice (data, size, 0);
    Oab2Set *set = oab2_set_new ();
    g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
    g_autoptr (OxAddressBook) book = ox_address_book_new ();
    g_autoptr (OxStream) changes = NULL;
    g_autoptr (OxStream) rdn = NULL;
    for (guint i = 0; i < MOST_FILES && s.left > 2; i++) {
        gsize n = ox_slice_u16 (&s);
        OxSlice file = ox_slice_take (&s, MIN (n, s.left));
        g_autoptr (GBytes) bytes = g_bytes_new (ox_slice_data (&file), file.left);
        g_autoptr (OxStream) stream = ox_stream_new_bytes (bytes);
        Oab2Part part = oab2_part_of (stream);
        oab2_set_add (set, stream);
        OxStream **keep = part == OAB2_CHANGES ? &changes : part == OAB2_RDN ? &rdn : NULL;
        if (keep != NULL && *keep == NULL)
            *keep = ox_stream_ref (stream);
        if (part == OAB2_RDN || part == OAB2_ANR)
            oab2_index_check (stream, part, d);
    }
    oab2_set_open (set, NULL, d, book);
    oab2_set_free (set);
    for (guint i = 0; i < ox_address_book_get_n_lists (book); i++) {
        OxAddressList *list = ox_address_book_get_list (book, i);
        for (guint32 j = 0; j < ox_address_list_get_n_entries (list); j++) {
            g_autoptr (OxEntry) entry = ox_address_list_read_entry (list, j, d, NULL);
        }
        g_autoptr (OxAddressList) changed = changes != NULL ? oab2_changes_apply (list, changes, rdn, NULL, d, NULL)
                                                            : NULL;
        for (guint32 j = 0; changed != NULL && j < ox_address_list_get_n_entries (changed); j++) {
            g_autoptr (OxEntry) entry = ox_address_list_read_entry (changed, j, d, NULL);
        }
        g_autoptr (GArray) found = ox_address_list_search (list, OX_LOOKUP_ANR, "lisa", 10, NULL);
    }
    return 0;
}
