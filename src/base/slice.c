/* SPDX-License-Identifier: MIT */
#include "base/slice.h"

#include <oxcart/error.h>
#include <string.h>

OxSlice
ox_slice_from_bytes (GBytes *bytes)
{
    gsize n = 0;
    const guint8 *data = bytes != NULL ? g_bytes_get_data (bytes, &n) : NULL;
    return ox_slice (data, n, 0);
}

void
ox_slice_u16s (OxSlice *s, guint16 *out, gsize n)
{
    if (!ox_slice_need (s, n * 2)) {
        memset (out, 0, n * 2);
        return;
    }
    memcpy (out, s->p, n * 2);
    for (gsize i = 0; i < n; i++)
        out[i] = GUINT16_FROM_LE (out[i]);
    ox_slice_advance (s, n * 2);
}

guint16
ox_slice_u16_be (OxSlice *s)
{
    guint16 v = ox_slice_u16 (s); /* the macro may evaluate its argument twice */
    return GUINT16_SWAP_LE_BE (v);
}

guint32
ox_slice_u32_be (OxSlice *s)
{
    guint32 v = ox_slice_u32 (s);
    return GUINT32_SWAP_LE_BE (v);
}

gboolean
ox_slice_copy (OxSlice *s, guint8 *out, gsize n)
{
    if (!ox_slice_need (s, n)) {
        if (n > 0)
            memset (out, 0, n);
        return FALSE;
    }
    if (n > 0)
        memcpy (out, s->p, n);
    ox_slice_advance (s, n);
    return TRUE;
}

OxGuid
ox_slice_guid (OxSlice *s)
{
    OxGuid guid;
    ox_slice_copy (s, guid.bytes, sizeof guid.bytes);
    return guid;
}

GBytes *
ox_slice_take_bytes (OxSlice *s, gsize n)
{
    OxSlice sub = ox_slice_take (s, n);
    return sub.left > 0 ? g_bytes_new (sub.p, sub.left) : NULL;
}

OxSlice
ox_slice_at (const OxSlice *s, gsize offset)
{
    OxSlice copy = *s;
    ox_slice_skip (&copy, offset);
    return copy;
}

gboolean
ox_slice_skip_utf8_mark (OxSlice *s)
{
    static const guint8 mark[] = { 0xEF, 0xBB, 0xBF };
    if (s->left < sizeof mark || memcmp (s->p, mark, sizeof mark) != 0)
        return FALSE;
    ox_slice_advance (s, sizeof mark);
    return TRUE;
}

gsize
ox_slice_find (const OxSlice *s, const char *what)
{
    gsize n = strlen (what);
    /* Its last byte is looked for: of the short strings that are asked for, the rarest one. */
    for (gsize end = n - 1; end < s->left; end++) {
        const guint8 *last = memchr (s->p + end, what[n - 1], s->left - end);
        if (last == NULL)
            break;
        end = (gsize) (last - s->p);
        if (memcmp (s->p + end + 1 - n, what, n) == 0)
            return end + 1 - n;
    }
    return s->left;
}

gboolean
ox_slice_check (const OxSlice *s, const char *what, GError **error)
{
    if (ox_slice_ok (s))
        return TRUE;
    g_set_error (error, OX_ERROR, OX_ERROR_DAMAGED, "%s is cut short", what);
    return FALSE;
}

gsize
ox_slice_strnlen (const OxSlice *s)
{
    const guint8 *nul = s->left > 0 ? memchr (s->p, '\0', s->left) : NULL;
    return nul != NULL ? (gsize) (nul - s->p) : s->left;
}

gboolean
ox_slice_is_ascii (const OxSlice *s)
{
    const guint8 *p = s->p;
    gsize n = s->left;
    guint64 high = 0;
    for (; n >= sizeof high; p += sizeof high, n -= sizeof high) {
        guint64 word;
        memcpy (&word, p, sizeof word);
        high |= word;
    }
    for (; n > 0; p++, n--)
        high |= *p;
    return (high & G_GUINT64_CONSTANT (0x8080808080808080)) == 0;
}

gsize
ox_slice_text_length (const OxSlice *s, gboolean *is_ascii)
{
    const guint64 ones = G_GUINT64_CONSTANT (0x0101010101010101), highs = ones << 7;
    const guint8 *p = s->p;
    guint64 high = 0;
    gsize n = 0;
    for (; s->left - n >= sizeof high; n += sizeof high) {
        guint64 word;
        memcpy (&word, p + n, sizeof word);
        word = GUINT64_FROM_LE (word);
        /* The lowest of these bits is that of the first NUL. */
        guint64 nuls = (word - ones) & ~word & highs;
        if (nuls != 0) {
            guint length = (guint) __builtin_ctzll (nuls) / 8;
            guint64 before = ((guint64) 1 << (8 * length)) - 1;
            *is_ascii = ((high | (word & before)) & highs) == 0;
            return n + length;
        }
        high |= word;
    }
    for (; n < s->left && p[n] != '\0'; n++)
        high |= p[n];
    *is_ascii = (high & highs) == 0;
    return n;
}
