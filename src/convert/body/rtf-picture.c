/* SPDX-License-Identifier: MIT */
#include "convert/body/rtf-picture.h"

#include "base/builder.h"

#include <string.h>

#define MAX_PIXELS 20000

static const char *const mime_types[] = {
    [OX_RTF_PICTURE_OTHER] = "application/octet-stream",
    [OX_RTF_PICTURE_PNG] = "image/png",
    [OX_RTF_PICTURE_JPEG] = "image/jpeg",
    [OX_RTF_PICTURE_EMF] = "image/emf",
    [OX_RTF_PICTURE_WMF] = "image/wmf",
    [OX_RTF_PICTURE_BMP] = "image/bmp",
    [OX_RTF_PICTURE_PICT] = "image/x-pict",
};

void
ox_rtf_picture_begin (OxRtfPictureReader *p)
{
    g_clear_pointer (&p->data, g_byte_array_unref);
    p->data = g_byte_array_new ();
    p->type = OX_RTF_PICTURE_OTHER;
    p->nibble = -1;
    for (guint i = 0; i < OX_RTF_N_PICTURE; i++)
        p->values[i] = i < OX_RTF_PICTURE_SCALE_X ? 0 : 100;
}

void
ox_rtf_picture_word (OxRtfPictureReader *p, OxRtfKindOfWord kind, gint32 value,
                     const OxRtfToken *token)
{
    if (kind == OX_RTF_KIND_PICTURE_TYPE)
        p->type = (OxRtfPictureType) value;
    else if (kind == OX_RTF_KIND_PICTURE_SIZE && token->param > 0)
        p->values[value] = token->param;
}

void
ox_rtf_picture_hex (OxRtfPictureReader *p, const char *text, gsize n)
{
    if (p->data == NULL)
        return;
    for (gsize i = 0; i < n; i++) {
        int digit = g_ascii_xdigit_value (text[i]);
        if (digit < 0)
            continue;
        if (p->nibble < 0) {
            p->nibble = digit;
            continue;
        }
        guint8 byte = (guint8) (p->nibble << 4 | digit);
        g_byte_array_append (p->data, &byte, 1);
        p->nibble = -1;
    }
}

void
ox_rtf_picture_binary (OxRtfPictureReader *p, OxSlice data)
{
    if (p->data != NULL && data.left > 0)
        g_byte_array_append (p->data, ox_slice_data (&data), (guint) data.left);
}

/* What the bytes are outdoes what the words say. */
static OxRtfPictureType
sniff (OxSlice s, OxRtfPictureType type)
{
    static const struct {
        const char *magic;
        guint n;
        OxRtfPictureType type;
    } magics[] = {
        { "\x89PNG\r\n\x1A\n", 8, OX_RTF_PICTURE_PNG },
        { "\xFF\xD8\xFF", 3, OX_RTF_PICTURE_JPEG },
    };
    for (guint i = 0; i < G_N_ELEMENTS (magics); i++)
        if (s.left > magics[i].n
            && memcmp (ox_slice_data (&s), magics[i].magic, magics[i].n) == 0)
            return magics[i].type;
    return type;
}

/* A DIB becomes a file with the header in front that says where its pixels begin. */
static GBytes *
add_bmp_header (OxSlice dib)
{
    OxSlice s = dib;
    OxSlice dimensions;
    OxBuilder b;
    guint32 header = ox_slice_u32 (&s);
    dimensions = ox_slice_take (&s, 8);
    ox_slice_skip (&s, 2);
    guint bits = ox_slice_u16 (&s);
    guint32 compression = ox_slice_u32 (&s);
    ox_slice_skip (&s, 12);
    guint32 n_colors = ox_slice_u32 (&s);
    if (!ox_slice_ok (&s) || !ox_slice_ok (&dimensions) || header < 40 || header > 124)
        return g_bytes_new (ox_slice_data (&dib), dib.left);
    if (n_colors == 0 && bits <= 8)
        n_colors = 1u << bits;
    guint64 offset = 14 + (guint64) header + (guint64) MIN (n_colors, 256) * 4
                     + (compression == 3 && header == 40 ? 12 : 0);
    ox_builder_init (&b);
    ox_builder_u16 (&b, 0x4D42);
    ox_builder_u32 (&b, (guint32) (dib.left + 14));
    ox_builder_u32 (&b, 0);
    ox_builder_u32 (&b, (guint32) offset);
    ox_builder_bytes (&b, ox_slice_data (&dib), dib.left);
    GBytes *bytes = ox_builder_finish (&b);
    ox_builder_clear (&b);
    return bytes;
}

/* A metafile of RTF has no size of its own: the placeable header gives it that of the picture. */
static GBytes *
add_wmf_header (OxSlice wmf, gint32 width, gint32 height)
{
    OxBuilder b;
    OxSlice s = wmf;
    if (width <= 0 || height <= 0 || width > G_MAXINT16 || height > G_MAXINT16
        || ox_slice_u32 (&s) == 0x9AC6CDD7u)
        return g_bytes_new (ox_slice_data (&wmf), wmf.left);
    const guint16 words[10] = { 0xCDD7, 0x9AC6, 0, 0, 0, (guint16) width, (guint16) height, 1440,
                                0, 0 };
    guint16 checksum = 0;
    ox_builder_init (&b);
    for (guint i = 0; i < G_N_ELEMENTS (words); i++) {
        ox_builder_u16 (&b, words[i]);
        checksum ^= words[i];
    }
    ox_builder_u16 (&b, checksum);
    ox_builder_bytes (&b, ox_slice_data (&wmf), wmf.left);
    GBytes *bytes = ox_builder_finish (&b);
    ox_builder_clear (&b);
    return bytes;
}

/* Twips, 1440 a inch, and percent to pixels, 96 a inch. */
static guint
to_pixels (gint32 twips, gint32 percent)
{
    return (guint) MIN ((gint64) twips * MIN (percent, 10000) / 1500, MAX_PIXELS);
}

gboolean
ox_rtf_picture_end (OxRtfPictureReader *p, OxRtfPicture *picture)
{
    g_autoptr (GByteArray) data = g_steal_pointer (&p->data);
    if (data == NULL || data->len == 0)
        return FALSE;
    OxSlice s = ox_slice (data->data, data->len, 0);
    gint32 width = p->values[OX_RTF_PICTURE_WIDTH];
    gint32 height = p->values[OX_RTF_PICTURE_HEIGHT];
    *picture = (OxRtfPicture){ .type = sniff (s, p->type) };
    picture->mime_type = mime_types[picture->type];
    picture->width = to_pixels (width, p->values[OX_RTF_PICTURE_SCALE_X]);
    picture->height = to_pixels (height, p->values[OX_RTF_PICTURE_SCALE_Y]);
    if (picture->type == OX_RTF_PICTURE_BMP)
        picture->bytes = add_bmp_header (s);
    else if (picture->type == OX_RTF_PICTURE_WMF)
        picture->bytes = add_wmf_header (s, width, height);
    else
        picture->bytes = g_byte_array_free_to_bytes (g_steal_pointer (&data));
    return TRUE;
}
