/* SPDX-License-Identifier: MIT */
#include <oxcart/guid.h>

/* Where each byte of the file stands in the text, two digits a byte: the first
 * three fields are little-endian. */
static const guint8 order[16] = { 3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15 };

char *
ox_guid_to_string (const OxGuid *guid)
{
    GString *s = g_string_sized_new (39);
    g_string_append_c (s, '{');
    for (guint i = 0; i < 16; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            g_string_append_c (s, '-');
        guint8 byte = guid->bytes[order[i]];
        g_string_append_c (s, "0123456789ABCDEF"[byte >> 4]);
        g_string_append_c (s, "0123456789ABCDEF"[byte & 15]);
    }
    g_string_append_c (s, '}');
    return g_string_free (s, FALSE);
}

gboolean
ox_guid_from_string (OxGuid *guid, const char *text)
{
    gboolean brace = *text == '{';
    text += brace;
    for (guint i = 0; i < 16; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10) {
            if (*text++ != '-')
                return FALSE;
        }
        int hi = g_ascii_xdigit_value (text[0]);
        int lo = hi >= 0 ? g_ascii_xdigit_value (text[1]) : -1;
        if (lo < 0)
            return FALSE;
        guid->bytes[order[i]] = (guint8) (hi << 4 | lo);
        text += 2;
    }
    return brace ? text[0] == '}' && text[1] == '\0' : text[0] == '\0';
}
