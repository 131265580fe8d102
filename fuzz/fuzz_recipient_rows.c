/* SPDX-License-Identifier: MIT
 *
 * Rows of recipients in a value: all that comes out is text.
 */
#include "model/recipient-rows.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
check_text (const char *text)
{
    g_assert (text == NULL || g_utf8_validate (text, -1, NULL));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
    static const guint pages[] = { 1252, 932, 65001, 7 };
    g_autoptr (GBytes) bytes = g_bytes_new (data, size);
    g_autoptr (GPtrArray) rows = ox_recipient_rows_parse (bytes, pages[size % G_N_ELEMENTS (pages)]);
    g_assert (rows == NULL || rows->len <= size / 4);
    for (guint i = 0; rows != NULL && i < rows->len; i++) {
        const OxRecipientRow *row = rows->pdata[i];
        check_text (row->address_type);
        check_text (row->address);
        check_text (row->name);
    }
    return 0;
}
