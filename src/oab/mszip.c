/* SPDX-License-Identifier: MIT */
#include "oab/compress.h"

#include <oxcart/error.h>
#include <zlib.h>

#define RAW_WINDOW   (-15) /* 32 KiB, and no header of zlib's own */
#define MEMORY_LEVEL 8
#define HISTORY      0x8000u

static gboolean
damaged (GError **error, const char *what, gsize done)
{
    g_set_error (error, OX_ERROR, OX_ERROR_DAMAGED, "MSZIP: %s, after %" G_GSIZE_FORMAT " bytes",
                 what, done);
    return FALSE;
}

/* The last 32 KiB of the history are what matches can reach. */
static int
set_history (z_stream *z, OxSlice history)
{
    if (history.left > HISTORY)
        ox_slice_skip (&history, history.left - HISTORY);
    return inflateSetDictionary (z, ox_slice_data (&history), (uInt) history.left);
}

gboolean
mszip_inflate (OxSlice in, OxSlice history, guint8 *out, gsize size, gsize *done, GError **error)
{
    *done = 0;
    if (ox_slice_u16 (&in) != MSZIP_SIGNATURE)
        return damaged (error, "no signature", 0);
    z_stream z = { 0 };
    if (in.left > G_MAXUINT || size > G_MAXUINT || inflateInit2 (&z, RAW_WINDOW) != Z_OK)
        return damaged (error, "out of memory", 0);
    z.next_in = (Bytef *) ox_slice_data (&in);
    z.avail_in = (uInt) in.left;
    z.next_out = out;
    z.avail_out = (uInt) size;
    int status = history.left > 0 ? set_history (&z, history) : Z_OK;
    if (status == Z_OK)
        status = inflate (&z, Z_FINISH);
    *done = z.total_out;
    gboolean data = status == Z_DATA_ERROR || status == Z_NEED_DICT;
    inflateEnd (&z);
    if (*done == size && !data)
        return TRUE;
    return damaged (error, data ? "damaged" : "cut short", *done);
}

gboolean
mszip_measure (OxSlice in, guint8 *out, gsize most, gsize *done, gsize *used)
{
    gsize all = in.left;
    *done = *used = 0;
    if (ox_slice_u16 (&in) != MSZIP_SIGNATURE)
        return FALSE;
    z_stream z = { 0 };
    if (in.left > G_MAXUINT || most > G_MAXUINT || inflateInit2 (&z, RAW_WINDOW) != Z_OK)
        return FALSE;
    z.next_in = (Bytef *) ox_slice_data (&in);
    z.avail_in = (uInt) in.left;
    z.next_out = out;
    z.avail_out = (uInt) most;
    int status = inflate (&z, Z_FINISH);
    *done = z.total_out;
    *used = all - z.avail_in;
    inflateEnd (&z);
    return status == Z_STREAM_END && *done > 0;
}

void
mszip_deflate (OxSlice in, GByteArray *out)
{
    z_stream z = { 0 };
    /* As everywhere in GLib, no memory is the end; a level and a window that zlib knows are not. */
    if (deflateInit2 (&z, Z_BEST_COMPRESSION, Z_DEFLATED, RAW_WINDOW, MEMORY_LEVEL,
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
