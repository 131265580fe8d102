/* SPDX-License-Identifier: MIT
 *
 * Patches applied, [MS-OXOAB] 2.10: each block has some bytes of the old file as its reference data,
 * those that follow the bytes that the block before had.
 */
#include "oab/compress.h"

#include "base/crc.h"
#include "oab/lzx.h"

#include <oxcart/error.h>

typedef struct {
    OxStream *base;
    OxStream *patch;
    const OxLimits *limits;
    OxOabPatchInfo info;
    guint64 at;     /* in the patch */
    guint64 source; /* in the base */
    guint64 target; /* bytes written */
    guint32 crc;    /* of those behind the header */
    guint8 *buffer; /* reference data and output of a block */
    gsize room;
} Apply;

typedef struct {
    guint32 patch_size;
    guint32 target_size;
    guint32 source_size;
    guint32 crc;
} PatchBlock;

static gboolean
damaged (const Apply *a, GError **error, const char *what)
{
    g_set_error (error, OX_ERROR, OX_ERROR_DAMAGED, "the patch is damaged: %s, at byte %" G_GUINT64_FORMAT,
                 what, a->at);
    return FALSE;
}

gboolean
ox_oab_patch_info (OxStream *patch, OxOabPatchInfo *info, GError **error)
{
    guint8 buffer[OAB_PATCH_HEADER];
    gssize got = ox_stream_pread (patch, 0, buffer, sizeof buffer, error);
    if (got < 0)
        return FALSE;
    OxSlice s = ox_slice (buffer, (gsize) got, 0);
    guint32 high = ox_slice_u32 (&s), low = ox_slice_u32 (&s);
    info->block_max = ox_slice_u32 (&s);
    info->source_size = ox_slice_u32 (&s);
    info->target_size = ox_slice_u32 (&s);
    info->source_crc = ox_slice_u32 (&s);
    info->target_crc = ox_slice_u32 (&s);
    if (ox_slice_ok (&s) && high == OAB_VERSION_LZX && low == OAB_PATCH)
        return TRUE;
    g_set_error_literal (error, OX_ERROR, OX_ERROR_FORMAT, "not a patch of an address book");
    return FALSE;
}

/* Whether this is the file that the patch is for: better said here than found out by bad checksums. */
static gboolean
check_base (const Apply *a, GError **error)
{
    guint64 size = ox_stream_get_size (a->base);
    if (size != a->info.source_size) {
        g_set_error (error, OX_ERROR, OX_ERROR_ARGUMENT,
                     "the patch is for another file: one of %u bytes, not %" G_GUINT64_FORMAT,
                     a->info.source_size, size);
        return FALSE;
    }
    guint32 crc = 0;
    if (!ox_oab_crc (a->base, OAB_PLAIN_HEADER, &crc, error))
        return FALSE;
    if (crc == a->info.source_crc)
        return TRUE;
    g_set_error (error, OX_ERROR, OX_ERROR_ARGUMENT,
                 "the patch is for another file: one with the checksum 0x%08X, not 0x%08X", a->info.source_crc, crc);
    return FALSE;
}

/* What a patch can give is bounded by the patch and the file that it is for, together. */
static gboolean
check_limits (const Apply *a, GError **error)
{
    guint64 most = (ox_stream_get_size (a->base) + ox_stream_get_size (a->patch)) * a->limits->expansion;
    if (a->info.target_size <= most && a->info.block_max <= a->limits->value_bytes)
        return TRUE;
    g_set_error (error, OX_ERROR, OX_ERROR_LIMIT, "the patch makes a file of %u bytes, in blocks of %u: more than allowed",
                 a->info.target_size, a->info.block_max);
    return FALSE;
}

static gboolean
read_header (Apply *a, PatchBlock *block, GError **error)
{
    guint8 buffer[OAB_LZX_BLOCK];
    gssize got = ox_stream_pread (a->patch, a->at, buffer, sizeof buffer, error);
    if (got < 0)
        return FALSE;
    OxSlice s = ox_slice (buffer, (gsize) got, a->at);
    block->patch_size = ox_slice_u32 (&s);
    block->target_size = ox_slice_u32 (&s);
    block->source_size = ox_slice_u32 (&s);
    block->crc = ox_slice_u32 (&s);
    if (!ox_slice_ok (&s))
        return damaged (a, error, "it ends too early");
    if (block->target_size > a->info.block_max || block->source_size > a->info.block_max
        || block->target_size > a->info.target_size - a->target)
        return damaged (a, error, "a block is larger than the header allows");
    if (block->source_size > a->info.source_size - a->source)
        return damaged (a, error, "a block goes beyond the end of the old file");
    return TRUE;
}

static gboolean
make_room (Apply *a, gsize n, GError **error)
{
    if (n <= a->room)
        return TRUE;
    g_free (a->buffer);
    a->buffer = g_try_malloc (n);
    a->room = a->buffer != NULL ? n : 0;
    if (a->buffer == NULL)
        g_set_error (error, OX_ERROR, OX_ERROR_LIMIT, "%" G_GSIZE_FORMAT " bytes do not fit memory", n);
    return a->buffer != NULL;
}

/* The checksum of the whole leaves the first 12 bytes out. */
static void
update_crc (Apply *a, OxSlice s)
{
    if (a->target < OAB_PLAIN_HEADER)
        ox_slice_skip (&s, MIN (s.left, OAB_PLAIN_HEADER - a->target));
    a->crc = ox_crc32 (a->crc, s);
}

static gboolean
apply_block (Apply *a, OxSink *out, GError **error)
{
    PatchBlock block;
    gsize done = 0;
    if (!read_header (a, &block, error))
        return FALSE;
    gsize reference = block.source_size, size = block.target_size;
    if (!make_room (a, reference + size + LZX_SLACK, error))
        return FALSE;
    gssize got = ox_stream_pread (a->base, a->source, a->buffer, reference, error);
    if (got < 0)
        return FALSE;
    g_autoptr (GBytes) data = ox_stream_read_bytes (a->patch, a->at + OAB_LZX_BLOCK, block.patch_size, error);
    if (data == NULL)
        return FALSE;
    if ((gsize) got < reference || g_bytes_get_size (data) < block.patch_size)
        return damaged (a, error, "it ends too early");
    if (!lzx_decode (ox_slice_from_bytes (data), a->buffer, reference, size, &done, error)) {
        g_prefix_error (error, "the patch is damaged at byte %" G_GUINT64_FORMAT ": ", a->at);
        return FALSE;
    }
    OxSlice s = ox_slice (a->buffer, reference + size, 0);
    ox_slice_skip (&s, reference);
    if (ox_crc32 (OAB_CRC_SEED, s) != block.crc)
        return damaged (a, error, "the checksum of a block is wrong");
    update_crc (a, s);
    ox_sink_write (out, ox_slice_data (&s), s.left);
    a->at += OAB_LZX_BLOCK + (guint64) block.patch_size;
    a->source += reference;
    a->target += size;
    return TRUE;
}

gboolean
ox_oab_patch_apply (OxStream *base, OxStream *patch, const OxLimits *limits, OxSink *out, GError **error)
{
    Apply a = { .base = base, .patch = patch, .limits = limits, .at = OAB_PATCH_HEADER, .crc = OAB_CRC_SEED };
    gboolean ok = ox_oab_patch_info (patch, &a.info, error) && check_base (&a, error)
                  && check_limits (&a, error);
    while (ok && a.target < a.info.target_size)
        ok = ox_sink_is_ok (out) ? apply_block (&a, out, error) : ox_sink_finish (out, error);
    g_free (a.buffer);
    if (!ok)
        return FALSE;
    if (a.crc != a.info.target_crc)
        return damaged (&a, error, "the checksum of the new file is wrong");
    return ox_sink_finish (out, error);
}
