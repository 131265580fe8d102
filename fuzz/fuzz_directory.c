/* SPDX-License-Identifier: MIT
 *
 * Any bytes as LDIF, CSV, NDJSON or vCards: what is read is written in one of these formats, or as a book. Which one
 * follows from the size: each would cost a run as much as the reading, and the fuzzer changes sizes all the time.
 */
#include <oxcart/oxcart.h>

#define MOST_INPUT (64u << 10)

typedef gboolean (*Write) (OxAddressList *list, OxSink *sink, OxOptions *options, OxDiagnostics *d, GError **error);

static const Write writers[] = { ox_address_list_write_ldif, ox_address_list_write_csv, ox_address_list_write_json,
                                 ox_address_list_write_vcard, ox_address_list_write_oab };

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
        g_assert (writers[size % G_N_ELEMENTS (writers)](list, sink, NULL, d, NULL));
    }
    return 0;
}
