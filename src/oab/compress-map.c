/* SPDX-License-Identifier: MIT
 *
 * Where the blocks of a compressed file are. Their headers are a chain: a size that lies in one of them loses all that is
 * behind. So a header is believed only where it leads to another; else what its block gives tells how long it is.
 */
#include "oab/compress.h"

#include "base/diag.h"
#include "base/stream-private.h"

#include <oxcart/error.h>

#define HARMLESS     (64u << 20)  /* output up to here may come out of any input */
#define MSZIP_GROWTH 12u          /* a block of MSZIP is larger than what it holds by no more, [MS-MCI] 2.2 */

guint32
oab_map_most (const OabMap *map)
{
    if (map->mszip)
        return OAB_MSZIP_MAX;
    gboolean sane = map->block_max >= OAB_LZX_LEAST && map->block_max <= OAB_LZX_MOST;
    return (guint32) MIN (sane ? map->block_max : OAB_LZX_MOST, map->limits.value_bytes);
}

/* MDI_BLK and LZX_BLK begin alike; the latter has a checksum. */
gboolean
oab_map_header (OabMap *map, guint64 at, OabBlock *block, GError **error)
{
    guint8 buffer[OAB_LZX_BLOCK];
    gsize n = map->mszip ? OAB_MSZIP_BLOCK : OAB_LZX_BLOCK;
    if (map->ahead.at == at + n) { /* it was looked at when the block before was */
        *block = map->ahead;
        return TRUE;
    }
    gssize got = ox_stream_pread (map->stream, at, buffer, n, error);
    OxSlice s = ox_slice (buffer, got > 0 ? (gsize) got : 0, at);
    *block = (OabBlock){ .at = at + n };
    block->flags = ox_slice_u32 (&s);
    block->comp = ox_slice_u32 (&s);
    block->size = ox_slice_u32 (&s);
    block->crc = map->mszip ? 0 : ox_slice_u32 (&s);
    if (ox_slice_ok (&s))
        map->ahead = *block;
    return ox_slice_ok (&s);
}

static gboolean
is_there (const OabMap *map, const OabBlock *block)
{
    return block->at + block->comp <= ox_stream_get_size (map->stream);
}

gboolean
oab_map_is_plain (const OabMap *map, const OabBlock *block)
{
    guint32 most = oab_map_most (map);
    if (block->flags > 1 || block->size > most || block->comp > most + (map->mszip ? MSZIP_GROWTH : 0)
        || !is_there (map, block))
        return FALSE;
    if (block->flags == 0 || block->size == 0)
        return block->comp == block->size;
    return block->comp > 0;
}

gboolean
oab_map_leads_on (OabMap *map, guint64 at)
{
    OabBlock block;
    if (at >= ox_stream_get_size (map->stream))
        return at == ox_stream_get_size (map->stream);
    return oab_map_header (map, at, &block, NULL) && oab_map_is_plain (map, &block);
}

static gboolean
check_limits (const OabMap *map, const OabBlock *block, GError **error)
{
    guint64 total = map->size + block->size;
    guint64 most = MAX (HARMLESS, ox_stream_get_size (map->stream) * map->limits.expansion);
    guint64 index_bytes = ((guint64) map->blocks->len + 1) * sizeof *block;
    if (block->size <= map->limits.value_bytes && total <= most && index_bytes <= map->limits.item_bytes)
        return TRUE;
    g_set_error (error, OX_ERROR, OX_ERROR_LIMIT, "the block at %" G_GUINT64_FORMAT
                 " expands to %u bytes, all so far to %" G_GUINT64_FORMAT ": more than allowed",
                 block->at, block->size, total);
    return FALSE;
}

static gboolean
add_block (OabMap *map, OabBlock *block, GError **error)
{
    if (!check_limits (map, block, error))
        return FALSE;
    block->start = map->size;
    /* Blocks without output are not kept: files that are full of them cost nothing. */
    if (block->size > 0)
        g_array_append_val (map->blocks, *block);
    map->size += block->size;
    return TRUE;
}

static void
tell_size (const OabMap *map, guint64 at, guint64 next)
{
    ox_diag (map->d, OX_DIAG_OAB_SIZE, at, "a size of block %u is wrong; the next block begins at %" G_GUINT64_FORMAT,
             map->blocks->len, next);
}

/* --- blocks that cannot be measured ------------------------------------------------------- */

/* A size that no writer would write, but that may be one. */
static gboolean
may_be_size (const OabMap *map, const OabBlock *block)
{
    return block->size > 0 && block->size <= MAX (map->block_max, OAB_LZX_MOST)
           && block->size <= map->limits.value_bytes;
}

/* All that follows is not known to be a block: it is the last one as far as it may be. */
static gboolean
take_rest (OabMap *map, OabBlock *block, guint64 *at, GError **error)
{
    guint64 end = ox_stream_get_size (map->stream);
    guint64 header = *at;
    if (may_be_size (map, block) && is_there (map, block)) {
        *at = block->at + block->comp;
        return add_block (map, block, error);
    }
    *at = end;
    if (map->size == map->target) { /* all is there already */
        ox_diag (map->d, OX_DIAG_OAB_SIZE, header, "%" G_GUINT64_FORMAT " bytes behind the last block", end - header);
        return TRUE;
    }
    if (map->blocks->len == 0 && !check_limits (map, block, error))
        return FALSE;
    ox_diag (map->d, OX_DIAG_OAB_TRUNCATED, header, "block %u has %" G_GUINT64_FORMAT " bytes of %u", map->blocks->len,
             end - block->at, block->comp);
    if (!may_be_size (map, block))
        block->size = (guint32) MIN (map->target - MIN (map->target, map->size), oab_map_most (map));
    block->comp = (guint32) MIN (end - block->at, G_MAXUINT32);
    return add_block (map, block, error);
}

/* What is up to the next block, at `next`: the block that its header says, longer or shorter, or one of which nothing is
 * known; that reads as a hole of the size that most have, so that all behind it stays in its place. */
static gboolean
take_up_to (OabMap *map, OabBlock *block, guint64 next, guint64 *at, GError **error)
{
    guint64 claimed = block->at + block->comp;
    /* A whole header whose block ends far before: the next header is what is damaged. */
    if (oab_map_is_plain (map, block) && next > claimed && next - claimed > block->comp / 2) {
        *at = claimed;
        return add_block (map, block, error);
    }
    if (claimed != next || !may_be_size (map, block))
        tell_size (map, *at, next);
    *at = next;
    if (next <= block->at)
        return TRUE; /* no room for a block */
    if (!may_be_size (map, block))
        block->size = oab_map_most (map);
    block->comp = (guint32) MIN (next - block->at, G_MAXUINT32);
    return add_block (map, block, error);
}

/* --- the chain ------------------------------------------------------------------------------ */

static gboolean
read_block (OabMap *map, guint64 *at, GError **error)
{
    OabBlock block;
    g_autoptr (GError) failure = NULL;
    gboolean whole = oab_map_header (map, *at, &block, &failure);
    if (failure != NULL) {
        g_propagate_error (error, g_steal_pointer (&failure));
        return FALSE;
    }
    if (!whole) {
        ox_diag (map->d, OX_DIAG_OAB_TRUNCATED, *at, "within the header of block %u", map->blocks->len);
        *at = ox_stream_get_size (map->stream);
        return TRUE;
    }
    guint64 claimed = block.at + block.comp;
    if (oab_map_is_plain (map, &block) && oab_map_leads_on (map, claimed)) {
        *at = claimed;
        return add_block (map, &block, error);
    }
    guint32 size = block.size;
    if (oab_block_measure (map, &block)) {
        if (block.at + block.comp != claimed || block.size != size)
            tell_size (map, *at, block.at + block.comp);
        *at = block.at + block.comp;
        return add_block (map, &block, error);
    }
    guint64 next = oab_block_search (map, *at + 1);
    return next != G_MAXUINT64 ? take_up_to (map, &block, next, at, error) : take_rest (map, &block, at, error);
}

/* Where the sum is not what the file says, a size lies that could be one: not that of the blocks that are as large as
 * most are, unless it is the last. */
static void
measure_uneven (OabMap *map)
{
    guint64 start = 0;
    for (guint i = 0; i < map->blocks->len; i++) {
        OabBlock *block = &g_array_index (map->blocks, OabBlock, i);
        guint32 size = block->size;
        gboolean even = size == map->block_max && i + 1 < map->blocks->len;
        map->size -= size;
        if (!even && !block->measured && map->size + size != map->target && oab_block_measure (map, block)
            && block->size != size)
            ox_diag (map->d, OX_DIAG_OAB_SIZE, block->at, "block %u gives %u bytes, not %u", i, block->size, size);
        map->size += block->size;
        block->start = start;
        start += block->size;
    }
}

static void
check_sizes (const OabMap *map)
{
    if (map->size != map->target)
        ox_diag (map->d, OX_DIAG_OAB_SIZE, 12, "%u bytes by the header, %" G_GUINT64_FORMAT " by the blocks",
                 map->target, map->size);
    for (guint i = 0; i < map->blocks->len; i++) {
        const OabBlock *block = &g_array_index (map->blocks, OabBlock, i);
        if (block->size > map->block_max) {
            ox_diag (map->d, OX_DIAG_OAB_SIZE, 8, "blocks of at most %u bytes by the header, but one of %u",
                     map->block_max, block->size);
            return;
        }
    }
}

gboolean
oab_map_read (OabMap *map, GError **error)
{
    guint64 end = ox_stream_get_size (map->stream);
    for (guint64 at = OAB_HEADER; at < end;)
        if (!read_block (map, &at, error))
            return FALSE;
    if (map->size != map->target)
        measure_uneven (map);
    check_sizes (map);
    return TRUE;
}
