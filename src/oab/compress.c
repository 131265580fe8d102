/* SPDX-License-Identifier: MIT */
#include "oab/compress.h"

#include "base/builder.h"
#include "base/crc.h"
#include "oab/lzx.h"

#include <oxcart/error.h>

#define PIECE (256u << 10) /* bytes of a stream read at a time */

OxOabContainer
ox_oab_container (OxStream *stream)
{
    guint8 buffer[OAB_HEADER];
    gssize got = ox_stream_pread (stream, 0, buffer, sizeof buffer, NULL);
    OxSlice s = ox_slice (buffer, got > 0 ? (gsize) got : 0, 0);
    guint32 high = ox_slice_u32 (&s), low = ox_slice_u32 (&s);
    ox_slice_skip (&s, 8);
    if (!ox_slice_ok (&s))
        return OX_OAB_CONTAINER_NONE;
    if (high == OAB_VERSION_MSZIP && low == OAB_FULL)
        return OX_OAB_CONTAINER_MSZIP;
    if (high != OAB_VERSION_LZX)
        return OX_OAB_CONTAINER_NONE;
    if (low == OAB_PATCH)
        return ox_stream_get_size (stream) >= OAB_PATCH_HEADER ? OX_OAB_CONTAINER_PATCH
                                                               : OX_OAB_CONTAINER_NONE;
    return low == OAB_FULL ? OX_OAB_CONTAINER_LZX : OX_OAB_CONTAINER_NONE;
}

gboolean
ox_oab_crc (OxStream *stream, guint64 offset, guint32 *crc, GError **error)
{
    guint64 size = ox_stream_get_size (stream);
    *crc = OAB_CRC_SEED;
    while (offset < size) {
        g_autoptr (GBytes) piece = ox_stream_read_bytes (stream, offset, PIECE, error);
        if (piece == NULL)
            return FALSE;
        gsize n = g_bytes_get_size (piece);
        if (n == 0)
            break;
        *crc = ox_crc32 (*crc, ox_slice_from_bytes (piece));
        offset += n;
    }
    return TRUE;
}

/* --- writing ------------------------------------------------------------------------------- */

static void
put_header (OxBuilder *b, OxOabContainer container, guint32 block_max, guint32 size)
{
    ox_builder_u32 (b, container == OX_OAB_CONTAINER_MSZIP ? OAB_VERSION_MSZIP : OAB_VERSION_LZX);
    ox_builder_u32 (b, OAB_FULL);
    ox_builder_u32 (b, block_max);
    ox_builder_u32 (b, size);
}

/*
 * Flags are always 1: Outlook decompresses every block, whatever they say. What does not compress is
 * an uncompressed block of LZX, and larger than it was; where it is larger than a reader need make
 * room for, it becomes two. Gives how many bytes are in the block.
 */
static gsize
put_lzx_block (OxBuilder *b, LzxEncoder *encoder, OxSlice s, guint32 block_max)
{
    for (gsize n = s.left;; n /= 2) {
        gsize start = ox_builder_size (b);
        OxSlice part = ox_slice (ox_slice_data (&s), n, 0);
        ox_builder_u32 (b, 1);
        ox_builder_u32 (b, 0);
        ox_builder_u32 (b, (guint32) n);
        ox_builder_u32 (b, ox_crc32 (OAB_CRC_SEED, part));
        lzx_encode (encoder, ox_slice_data (&s), 0, n, b->bytes);
        gsize size = ox_builder_size (b) - start - OAB_LZX_BLOCK;
        ox_builder_put_u32 (b, start + 4, (guint32) size);
        if (size <= block_max)
            return n;
        g_byte_array_set_size (b->bytes, (guint) start);
    }
}

/* What does not compress is stored: [MS-OXOAB] 2.8.2 has a flag for that. */
static void
put_mszip_block (OxBuilder *b, OxSlice s)
{
    gsize start = ox_builder_size (b);
    ox_builder_u32 (b, 1);
    ox_builder_u32 (b, 0);
    ox_builder_u32 (b, (guint32) s.left);
    mszip_deflate (s, b->bytes);
    gsize size = ox_builder_size (b) - start - OAB_MSZIP_BLOCK;
    if (size > s.left) {
        g_byte_array_set_size (b->bytes, (guint) (start + OAB_MSZIP_BLOCK));
        ox_builder_bytes (b, ox_slice_data (&s), s.left);
        ox_builder_put_u32 (b, start, 0);
        size = s.left;
    }
    ox_builder_put_u32 (b, start + 4, (guint32) size);
}

static gboolean
check_deflate (OxStream *in, OxOabContainer container, guint32 *block_max, GError **error)
{
    gboolean mszip = container == OX_OAB_CONTAINER_MSZIP;
    guint32 least = mszip ? OAB_MSZIP_MAX : OAB_LZX_LEAST;
    guint32 most = mszip ? OAB_MSZIP_MAX : OAB_LZX_MOST;
    if (*block_max == 0)
        *block_max = mszip ? OAB_MSZIP_MAX : OAB_LZX_DEFAULT_MAX;
    if ((!mszip && container != OX_OAB_CONTAINER_LZX) || *block_max < least || *block_max > most) {
        g_set_error (error, OX_ERROR, OX_ERROR_ARGUMENT, "blocks of %u bytes; from %u to %u can be written",
                     *block_max, least, most);
        return FALSE;
    }
    if (ox_stream_get_size (in) > G_MAXUINT32) {
        g_set_error_literal (error, OX_ERROR, OX_ERROR_LIMIT,
                             "an address book of 4 GiB or more has no compressed form");
        return FALSE;
    }
    return TRUE;
}

gboolean
ox_oab_deflate (OxStream *in, OxOabContainer container, guint32 block_max, OxSink *out, GError **error)
{
    if (!check_deflate (in, container, &block_max, error))
        return FALSE;
    g_autoptr (LzxEncoder) encoder = container == OX_OAB_CONTAINER_LZX ? lzx_encoder_new () : NULL;
    g_auto (OxBuilder) b;
    ox_builder_init (&b);
    guint64 size = ox_stream_get_size (in);
    put_header (&b, container, block_max, (guint32) size);
    for (guint64 at = 0; at < size && ox_sink_is_ok (out);) {
        gsize n = (gsize) MIN (block_max, size - at);
        g_autoptr (GBytes) piece = ox_stream_read_bytes (in, at, n, error);
        if (piece == NULL)
            return FALSE;
        if (g_bytes_get_size (piece) < n) {
            g_set_error_literal (error, OX_ERROR, OX_ERROR_FAILED, "the input is shorter than it said");
            return FALSE;
        }
        if (encoder != NULL)
            n = put_lzx_block (&b, encoder, ox_slice_from_bytes (piece), block_max);
        else
            put_mszip_block (&b, ox_slice_from_bytes (piece));
        at += n;
        ox_sink_write (out, b.bytes->data, b.bytes->len);
        g_byte_array_set_size (b.bytes, 0);
    }
    ox_sink_write (out, b.bytes->data, b.bytes->len);
    return ox_sink_finish (out, error);
}
