/* SPDX-License-Identifier: MIT
 *
 * Any bytes as LDIF, CSV or NDJSON: what is read is written in each of these formats.
 */
#include <oxcart/oxcart.h>

#define MOST_INPUT (64u << 10)

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
    if (size > MOST_INPUT)
        return 0;
    g_autoptr (GBytes) bytes = g_bytes_new (data, size);
    g_autoptr (OxStream) stream = ox_stream_new_bytes (bytes);
    g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
    g_autoptr (OxAddressBook) book = ox_open_address_book (stream, NULL, d, NULL);
    for (guint i = 0; book != NULL && i < ox_address_book_get_n_lists (book); i++) {
        OxAddressList *list = ox_address_book_get_list (book, i);
        g_autoptr (OxSink) sink = ox_sink_new_memory ();
        g_assert (ox_address_list_write_ldif (list, sink, NULL, d, NULL));
        g_assert (ox_address_list_write_csv (list, sink, NULL, d, NULL));
        g_assert (ox_address_list_write_json (list, sink, NULL, d, NULL));
        g_assert (ox_address_list_write_oab (list, sink, NULL, d, NULL));
    }
    return 0;
}
