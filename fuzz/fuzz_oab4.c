/* SPDX-License-Identifier: MIT
 *
 * Any bytes as a version 4 address book: opened, every entry read, searched, and written again; what was
 * written reads to as many entries.
 */
#include "oab/details4.h"
#include "oab/reader.h"

#include <oxcart/oxcart.h>

#define MOST_INPUT (256u << 10)
#define MOST_BLOCK (1u << 20)
#define MOST_ENTRIES 5000u /* what is compressed may hold a million, each as the one before */

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
look_up (OxAddressList *list)
{
    for (guint search = OX_LOOKUP_ANR; search <= OX_LOOKUP_ADDRESS; search++) {
        g_autoptr (GArray) found = ox_address_list_search (list, (OxLookup) search, "lisa mil", 10, NULL);
        g_assert (found == NULL || found->len <= 10);
    }
}

/* Its blocks may lie about their sizes, and the first one may be lost. Large ones take time and show nothing. */
static OxAddressList *
open_compressed (OxStream *stream, OxDiagnostics *d)
{
    OxLimits limits;
    ox_limits_init (&limits);
    limits.value_bytes = MOST_BLOCK;
    g_autoptr (OxOptions) options = ox_options_new ();
    ox_options_set_limits (options, &limits);
    g_autoptr (OxAddressBook) book = ox_oab_sniff (stream) ? ox_oab_open (stream, options, d, NULL) : NULL;
    return book != NULL && ox_address_book_get_n_lists (book) > 0 ? g_object_ref (ox_address_book_get_list (book, 0))
                                                                   : NULL;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
    if (size > MOST_INPUT)
        return 0;
    g_autoptr (GBytes) bytes = g_bytes_new (data, size);
    g_autoptr (OxStream) stream = ox_stream_new_bytes (bytes);
    g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
    g_autoptr (OxAddressList) list = ox_oab4_open (stream, NULL, d, NULL);
    if (list == NULL)
        list = open_compressed (stream, d);
    if (list == NULL || ox_address_list_get_n_entries (list) > MOST_ENTRIES)
        return 0;
    for (guint32 i = 0; i < ox_address_list_get_n_entries (list); i++) {
        g_autoptr (OxEntry) entry = ox_address_list_read_entry (list, i, d, NULL);
        if (entry != NULL) {
            g_autofree char *smtp = ox_entry_get_smtp (entry);
            ox_entry_get_kind (entry);
        }
    }
    look_up (list);
    g_autoptr (OxSink) sink = ox_sink_new_memory ();
    if (!ox_oab4_write (list, sink, NULL, NULL, NULL) || !ox_sink_finish (sink, NULL))
        return 0;
    g_autoptr (GBytes) written = ox_sink_steal_bytes (sink);
    g_autoptr (OxStream) again = ox_stream_new_bytes (written);
    g_autoptr (OxAddressList) second = ox_oab4_open (again, NULL, NULL, NULL);
    g_assert (second != NULL);
    return 0;
}
