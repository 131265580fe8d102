/* SPDX-License-Identifier: MIT
 *
 * Any bytes as the files of an address book of version 2 or 3, each behind its size in two bytes.
 */
#include "base/slice.h"
#include "oab/set2.h"

#include <oxcart/oxcart.h>

#define MOST_INPUT (64u << 10)
#define MOST_FILES 8

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
read_all (OxAddressList *list, OxDiagnostics *d)
{
    for (guint32 j = 0; j < ox_address_list_get_n_entries (list); j++) {
        g_autoptr (OxEntry) entry = ox_address_list_read_entry (list, j, d, NULL);
    }
}

/* What leads from a list to what came of its changes has as many entries, where it can be said. */
static void
make_changes (OxAddressList *list, OxAddressList *changed)
{
    g_autoptr (OxSink) sink = ox_sink_new_memory ();
    if (!ox_oab_make_changes (list, changed, sink, NULL, NULL, NULL) || !ox_sink_finish (sink, NULL))
        return;
    g_autoptr (GBytes) bytes = ox_sink_steal_bytes (sink);
    g_autoptr (OxStream) stream = ox_stream_new_bytes (bytes);
    g_autoptr (OxAddressList) again = ox_oab_apply_changes (list, stream, NULL, NULL, NULL);
    g_assert (again != NULL);
    g_assert_cmpuint (ox_address_list_get_n_entries (again), ==, ox_address_list_get_n_entries (changed));
}

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
    for (guint i = 0; i < MOST_FILES && s.left > 2; i++) {
        gsize n = ox_slice_u16 (&s);
        OxSlice file = ox_slice_take (&s, MIN (n, s.left));
        g_autoptr (GBytes) bytes = g_bytes_new (ox_slice_data (&file), file.left);
        g_autoptr (OxStream) stream = ox_stream_new_bytes (bytes);
        Oab2Part part = oab2_part_of (stream);
        oab2_set_add (set, stream);
        if (part == OAB2_CHANGES && changes == NULL)
            changes = ox_stream_ref (stream);
        if (part == OAB2_RDN || part == OAB2_ANR)
            oab2_index_check (stream, part, d);
    }
    oab2_set_open (set, NULL, d, book);
    oab2_set_free (set);
    g_autoptr (OxOptions) options = ox_options_new (); /* changes for any list */
    ox_options_set_policy (options, OX_POLICY_SALVAGE);
    for (guint i = 0; i < ox_address_book_get_n_lists (book); i++) {
        OxAddressList *list = ox_address_book_get_list (book, i);
        read_all (list, d);
        g_autoptr (OxAddressList) changed = changes != NULL ? ox_oab_apply_changes (list, changes, options, d, NULL)
                                                            : NULL;
        if (changed != NULL) {
            read_all (changed, d);
            make_changes (list, changed);
        }
        g_autoptr (GArray) found = ox_address_list_search (list, OX_LOOKUP_ANR, "lisa", 10, NULL);
    }
    return 0;
}
