/* SPDX-License-Identifier: MIT
 *
 * HTML to text, and the charset that HTML names.
 */
#include "base/diag.h"
#include "convert/body/html.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
    if (size > 1u << 16)
        return 0;
    OxSlice s = ox_slice (data, size, 0);
    gsize offset = 0;
    gsize length = 0;
    g_autofree char *text = ox_html_text ((const char *) data, size, NULL, NULL);
    g_assert (g_utf8_validate (text, -1, NULL));
    ox_html_charset (s);
    if (ox_html_find_charset (s, &offset, &length))
        g_assert (offset + length <= size && length > 0);
    return 0;
}
