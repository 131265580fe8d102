/* SPDX-License-Identifier: MIT */
#include "oab/compress.h"

#include "base/inflate.h"

#include <oxcart/error.h>
#include <zlib.h>

#define MEMORY_LEVEL 8

static gboolean
damaged (GError **error, const char *what, gsize done)
{
    g_set_error (error, OX_ERROR, OX_ERROR_DAMAGED, "MSZIP: %s, after %" G_GSIZE_FORMAT " bytes",
                 what, done);
    return FALSE;
}

gboolean
mszip_inflate (OxSlice in, OxSlice history, guint8 *out, gsize size, gsize *done, GError **error)
{
    OxInflated got;
    *done = 0;
    if (ox_slice_u16 (&in) != MSZIP_SIGNATURE)
        return damaged (error, "no signature", 0);
    if (!ox_inflate (OX_INFLATE_RAW, in, history, out, size, &got))
        return damaged (error, "out of memory", 0);
    *done = got.done;
    if (got.done == size && !got.damaged)
        return TRUE;
    return damaged (error, got.damaged ? "damaged" : "cut short", got.done);
}

gboolean
mszip_measure (OxSlice in, guint8 *out, gsize most, gsize *done, gsize *used)
{
    OxInflated got;
    gsize all = in.left;
    *done = *used = 0;
    if (ox_slice_u16 (&in) != MSZIP_SIGNATURE
        || !ox_inflate (OX_INFLATE_RAW, in, ox_slice (NULL, 0, 0), out, most, &got))
        return FALSE;
    *done = got.done;
    *used = all - in.left + got.used;
    return got.ended && got.done > 0;
}

void
mszip_deflate (OxSlice in, GByteArray *out)
{
    z_stream z = { 0 };
    /* As everywhere in GLib, no memory is the end; a level and a window that zlib knows are not. */
    if (deflateInit2 (&z, Z_BEST_COMPRESSION, Z_DEFLATED, OX_INFLATE_RAW, MEMORY_LEVEL,
                      Z_DEFAULT_STRATEGY) != Z_OK)
        g_error ("zlib: out of memory");
    guint start = out->len;
    gsize bound = deflateBound (&z, in.left);
    g_byte_array_append (out, (const guint8 *) "CK", 2);
    g_byte_array_set_size (out, (guint) (start + 2 + bound));
    z.next_in = (Bytef *) ox_slice_data (&in);
    z.avail_in = (uInt) in.left;
    z.next_out = out->data + start + 2;
    z.avail_out = (uInt) bound;
    deflate (&z, Z_FINISH);
    g_byte_array_set_size (out, (guint) (start + 2 + z.total_out));
    deflateEnd (&z);
}
