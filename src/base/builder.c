/* SPDX-License-Identifier: MIT */
#include "base/builder.h"

void
ox_builder_init (OxBuilder *b)
{
    b->bytes = g_byte_array_new ();
}

void
ox_builder_clear (OxBuilder *b)
{
    g_clear_pointer (&b->bytes, g_byte_array_unref);
}

void
ox_builder_bytes (OxBuilder *b, const guint8 *data, gsize n)
{
    g_byte_array_append (b->bytes, data, (guint) n);
}

void
ox_builder_zeros (OxBuilder *b, gsize n)
{
    static const guint8 zeros[64];
    for (; n > sizeof zeros; n -= sizeof zeros)
        ox_builder_bytes (b, zeros, sizeof zeros);
    ox_builder_bytes (b, zeros, n);
}

void
ox_builder_u8 (OxBuilder *b, guint8 v)
{
    ox_builder_bytes (b, &v, 1);
}

void
ox_builder_u16 (OxBuilder *b, guint16 v)
{
    ox_builder_u8 (b, (guint8) v);
    ox_builder_u8 (b, (guint8) (v >> 8));
}

void
ox_builder_u32 (OxBuilder *b, guint32 v)
{
    ox_builder_u16 (b, (guint16) v);
    ox_builder_u16 (b, (guint16) (v >> 16));
}

void
ox_builder_u32_be (OxBuilder *b, guint32 v)
{
    ox_builder_u32 (b, GUINT32_SWAP_LE_BE (v));
}

void
ox_builder_u64 (OxBuilder *b, guint64 v)
{
    ox_builder_u32 (b, (guint32) v);
    ox_builder_u32 (b, (guint32) (v >> 32));
}

void
ox_builder_guid (OxBuilder *b, const OxGuid *guid)
{
    ox_builder_bytes (b, guid->bytes, sizeof guid->bytes);
}

void
ox_builder_utf16 (OxBuilder *b, const char *text, gboolean nul)
{
    for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p)) {
        gunichar c = g_utf8_get_char (p);
        if (c < 0x10000) {
            ox_builder_u16 (b, (guint16) c);
        } else {
            ox_builder_u16 (b, (guint16) (0xD800 + ((c - 0x10000) >> 10)));
            ox_builder_u16 (b, (guint16) (0xDC00 + ((c - 0x10000) & 0x3FF)));
        }
    }
    if (nul)
        ox_builder_u16 (b, 0);
}

void
ox_builder_put_u32 (OxBuilder *b, gsize offset, guint32 v)
{
    g_return_if_fail (offset + 4 <= b->bytes->len);
    for (guint i = 0; i < 4; i++)
        b->bytes->data[offset + i] = (guint8) (v >> (8 * i));
}

gsize
ox_builder_size (const OxBuilder *b)
{
    return b->bytes->len;
}

GBytes *
ox_builder_finish (OxBuilder *b)
{
    return g_byte_array_free_to_bytes (g_steal_pointer (&b->bytes));
}
