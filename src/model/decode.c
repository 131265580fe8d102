/* SPDX-License-Identifier: MIT */
#include "model/decode.h"

#include "base/charset.h"
#include "base/diag.h"

#include <string.h>

gsize
ox_decode_width (guint16 type)
{
    switch (type & ~OX_TYPE_MULTIPLE) {
    case OX_TYPE_INTEGER16:
        return 2;
    case OX_TYPE_INTEGER32:
    case OX_TYPE_FLOATING32:
        return 4;
    case OX_TYPE_FLOATING64:
    case OX_TYPE_CURRENCY:
    case OX_TYPE_FLOATING_TIME:
    case OX_TYPE_INTEGER64:
    case OX_TYPE_TIME:
        return 8;
    case OX_TYPE_GUID:
        return 16;
    default:
        return 0;
    }
}

static double
real_from_bits (guint64 bits)
{
    union {
        guint64 bits;
        double real;
    } u = { .bits = bits };
    return u.real;
}

static double
float_from_bits (guint32 bits)
{
    union {
        guint32 bits;
        float real;
    } u = { .bits = bits };
    return (double) u.real;
}

/* Only the low bytes count: real files hold garbage in the rest of the field. */
gboolean
ox_decode_fixed (guint16 type, OxSlice s, OxValue *value)
{
    switch (type) {
    case OX_TYPE_NULL:
        *value = (OxValue){ .type = type };
        return TRUE;
    case OX_TYPE_INTEGER16:
        *value = ox_value_integer (type, (gint16) ox_slice_u16 (&s));
        return TRUE;
    case OX_TYPE_INTEGER32:
    case OX_TYPE_ERROR_CODE:
        *value = ox_value_integer (type, (gint32) ox_slice_u32 (&s));
        return TRUE;
    case OX_TYPE_BOOLEAN:
        *value = ox_value_integer (type, ox_slice_u16 (&s) != 0);
        return TRUE;
    case OX_TYPE_FLOATING32:
        *value = ox_value_real (type, float_from_bits (ox_slice_u32 (&s)));
        return TRUE;
    case OX_TYPE_FLOATING64:
    case OX_TYPE_FLOATING_TIME:
        *value = ox_value_real (type, real_from_bits (ox_slice_u64 (&s)));
        return TRUE;
    case OX_TYPE_CURRENCY:
    case OX_TYPE_INTEGER64:
    case OX_TYPE_TIME:
        *value = ox_value_integer (type, (gint64) ox_slice_u64 (&s));
        return TRUE;
    default:
        return FALSE;
    }
}

static OxValue
array_item (guint16 base, OxSlice *s)
{
    OxValue value = { .type = base };
    if (base == OX_TYPE_GUID) {
        OxGuid guid = ox_slice_guid (s);
        return ox_value_guid (&guid);
    }
    ox_decode_fixed (base, ox_slice_take (s, ox_decode_width (base)), &value);
    return value;
}

OxValue
ox_decode_array (OxDiagnostics *d, guint16 type, GBytes *bytes)
{
    guint16 base = type & (guint16) ~OX_TYPE_MULTIPLE;
    OxSlice s = ox_slice_from_bytes (bytes);
    gsize n = s.left / ox_decode_width (base);
    if (s.left % ox_decode_width (base) != 0)
        ox_diag (d, OX_DIAG_MSG_VALUE, OX_DIAG_NO_OFFSET,
                 "an array of type 0x%04X ends within an element", type);
    OxValue *items = g_try_new0 (OxValue, MAX (n, 1));
    if (items == NULL) {
        ox_diag (d, OX_DIAG_MSG_LIMIT, OX_DIAG_NO_OFFSET,
                 "an array of %" G_GSIZE_FORMAT " elements does not fit memory", n);
        n = 0;
    }
    for (gsize i = 0; i < n; i++)
        items[i] = array_item (base, &s);
    return ox_value_multiple (type, items, (guint) n);
}

/* --- text ------------------------------------------------------------------- */

/* Strings are stored without a terminator, but many writers add one; NULs
 * before the end are dropped, so that text is a C string everywhere. */
static gsize
drop_nuls (OxDiagnostics *d, char *text, gsize length)
{
    while (length > 0 && text[length - 1] == '\0')
        length--;
    if (memchr (text, '\0', length) == NULL)
        return length;
    gsize kept = ox_text_drop_nuls (text, length);
    ox_diag (d, OX_DIAG_TEXT_NUL, OX_DIAG_NO_OFFSET,
             "%" G_GSIZE_FORMAT " NUL characters within text", length - kept);
    return kept;
}

static gboolean
is_utf8_beyond_ascii (OxSlice s)
{
    return !ox_slice_is_ascii (&s) && g_utf8_validate_len ((const char *) ox_slice_data (&s), s.left, NULL);
}

/* 8-bit text, sheet order: the stored page; UTF-8 where that page is only the
 * default, or cannot decode the bytes, and they are valid UTF-8. */
static char *
decode_8bit (OxDiagnostics *d, guint page, gboolean stored, OxSlice s, gsize *length)
{
    guint n_bad = 0;
    gboolean utf8 = is_utf8_beyond_ascii (s);
    if (utf8 && !stored)
        page = 65001;
    char *text = ox_charset_decode (page, s, length, &n_bad);
    if (text != NULL && n_bad > 0 && utf8) {
        g_free (text);
        n_bad = 0;
        text = ox_charset_decode (65001, s, length, &n_bad);
        ox_diag (d, OX_DIAG_TEXT_GUESSED, OX_DIAG_NO_OFFSET,
                 "text is not in code page %u but UTF-8", page);
    }
    if (n_bad > 0)
        ox_diag (d, OX_DIAG_TEXT_INVALID, OX_DIAG_NO_OFFSET,
                 "%u bytes are not of code page %u", n_bad, page);
    return text;
}

OxValue
ox_decode_text (OxDiagnostics *d, guint16 id, guint16 type, GBytes *bytes, const OxCodepages *pages)
{
    g_autoptr (GBytes) owned = bytes;
    OxSlice s = ox_slice_from_bytes (bytes);
    gsize length = 0;
    guint n_bad = 0;
    char *text;
    guint page = id == OX_TAG_HTML ? pages->html : pages->text;
    if (type == OX_TYPE_STRING8) {
        if (pages->used != NULL && !*pages->used)
            *pages->used = !ox_slice_is_ascii (&s);
        text = decode_8bit (d, page, pages->stored, s, &length);
    } else {
        text = ox_utf16_decode (s, &length, &n_bad);
        if (n_bad > 0)
            ox_diag (d, OX_DIAG_TEXT_INVALID, OX_DIAG_NO_OFFSET,
                     "%u places of property 0x%04X are no valid UTF-16", n_bad, id);
    }
    if (text == NULL) {
        ox_diag (d, OX_DIAG_TEXT_CHARSET, OX_DIAG_NO_OFFSET,
                 "property 0x%04X is in code page %u, which cannot be decoded here", id, page);
        return ox_value_bytes (type, g_steal_pointer (&owned));
    }
    return ox_value_text (type, text, drop_nuls (d, text, length));
}
