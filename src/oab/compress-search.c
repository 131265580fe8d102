/* SPDX-License-Identifier: MIT
 *
 * What blocks are, where their headers lie: blocks are found by the sizes before them, and where one of these was
 * overwritten, what is behind it would be lost.
 */
#include "oab/compress.h"

#include "base/crc.h"
#include "oab/lzx.h"

#define WINDOW   (1u << 20)
#define MOST     (64u << 20) /* bytes that are decompressed in searching and measuring one file */
#define CHEAPER  16u         /* times, to look at a byte */
#define A_TRY    4096u       /* what it costs, at least, to decompress something */
#define GROWTH   16u         /* data that does not compress may be larger than what it holds, by one of so many bytes */

static gsize
header_size (const OabMap *map)
{
    return map->mszip ? OAB_MSZIP_BLOCK : OAB_LZX_BLOCK;
}

/* --- searching ----------------------------------------------------------------------------- */

/* Whether what follows a header is its block: it gives as many bytes as it should, and their checksum is right. */
static gboolean
is_block (const OabMap *map, const OabBlock *block)
{
    gsize good = 0;
    g_autofree guint8 *out = g_try_malloc ((gsize) block->size + LZX_SLACK);
    g_autoptr (GBytes) data = out != NULL ? ox_stream_read_bytes (map->stream, block->at, block->comp, NULL) : NULL;
    if (data == NULL || g_bytes_get_size (data) < block->comp)
        return FALSE;
    OxSlice in = ox_slice_from_bytes (data);
    if (map->mszip)
        return mszip_inflate (in, ox_slice (NULL, 0, 0), out, block->size, &good, NULL);
    return lzx_decode (in, out, 0, block->size, &good, NULL)
           && ox_crc32 (OAB_CRC_SEED, ox_slice (out, block->size, 0)) == block->crc;
}

static gboolean
is_header (OabMap *map, OxSlice s)
{
    OabBlock block = { .at = s.at + header_size (map) };
    guint32 most = oab_map_most (map);
    if (ox_slice_u32 (&s) != 1)
        return FALSE;
    block.comp = ox_slice_u32 (&s);
    block.size = ox_slice_u32 (&s);
    block.crc = map->mszip ? 0 : ox_slice_u32 (&s);
    if (!ox_slice_ok (&s) || block.comp < 2 || block.comp > most || block.size == 0 || block.size > most
        || block.at + block.comp > ox_stream_get_size (map->stream))
        return FALSE;
    /* The letters of MSZIP, or the size of the first chunk of LZX DELTA. */
    guint16 first = s.left >= 2 ? ox_slice_u16 (&s) : (guint16) block.comp;
    if (map->mszip ? first != MSZIP_SIGNATURE : first > block.comp)
        return FALSE;
    map->worked += block.size + A_TRY;
    return is_block (map, &block);
}

guint64
oab_block_search (OabMap *map, guint64 from)
{
    while (from < ox_stream_get_size (map->stream)) {
        g_autoptr (GBytes) bytes = ox_stream_read_bytes (map->stream, from, WINDOW, NULL);
        OxSlice s = ox_slice_from_bytes (bytes);
        s.at = from;
        if (s.left < header_size (map))
            break;
        map->worked += s.left / CHEAPER;
        for (; s.left >= header_size (map) && map->worked < MOST; ox_slice_skip (&s, 1))
            if (ox_slice_peek (&s) == 1 && is_header (map, s))
                return s.at;
        if (map->worked >= MOST)
            break;
        from = s.at;
    }
    return G_MAXUINT64;
}

/* --- measuring ----------------------------------------------------------------------------- */

typedef struct {
    OabMap *map;
    const OabBlock *block; /* as its header says */
    OxSlice in;            /* from its data on, maybe more than is its own */
    gsize done;
    gsize used;
} Measure;

static gboolean
has_crc (const Measure *m, const guint8 *out, gsize n)
{
    return !m->map->mszip && ox_crc32 (OAB_CRC_SEED, ox_slice (out, n, 0)) == m->block->crc;
}

/* Whether what is there are `most` bytes or fewer. Their checksum proves it; without one, the block has to end where the
 * next begins, or to have one of the sizes that it says. */
static gboolean
measure_as (Measure *m, guint32 most)
{
    const OabBlock *said = m->block;
    g_autofree guint8 *out = g_try_malloc ((gsize) most + LZX_SLACK);
    if (out == NULL || m->map->worked >= MOST)
        return FALSE;
    OxSlice stored = m->in;
    gboolean ends = m->map->mszip ? mszip_measure (m->in, out, most, &m->done, &m->used)
                                  : lzx_measure (m->in, out, most, &m->done, &m->used);
    m->map->worked += A_TRY + m->done;
    if (m->done > 0 && has_crc (m, out, m->done))
        return TRUE;
    if (ends && (oab_map_leads_on (m->map, said->at + m->used) || (m->map->mszip && (m->done == said->size || m->used == said->comp))))
        return TRUE;
    if (said->flags != 0 || stored.left < most || m->map->mszip)
        return FALSE;
    m->done = m->used = most;
    return has_crc (m, ox_slice_data (&stored), most);
}

gboolean
oab_block_measure (OabMap *map, OabBlock *block)
{
    guint64 rest = map->target > map->size ? map->target - map->size : 0;
    guint32 most = oab_map_most (map);
    const guint32 sizes[] = { block->size, most, rest < most ? (guint32) rest : most };
    g_autoptr (GBytes) data = NULL;
    if (map->worked < MOST)
        data = ox_stream_read_bytes (map->stream, block->at, (gsize) most + most / GROWTH + A_TRY, NULL);
    if (data == NULL)
        return FALSE;
    map->worked += g_bytes_get_size (data) / CHEAPER;
    Measure m = { map, block, ox_slice_from_bytes (data), 0, 0 };
    for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
        gboolean tried = sizes[i] == 0 || sizes[i] > most || (i > 0 && sizes[i] == sizes[0])
                         || (i > 1 && sizes[i] == sizes[1]);
        if (tried || !measure_as (&m, sizes[i]))
            continue;
        guint64 end = block->at + block->comp;
        if (block->comp < m.used || end > ox_stream_get_size (map->stream) || !oab_map_leads_on (map, end))
            block->comp = (guint32) m.used;
        block->size = (guint32) m.done;
        block->measured = TRUE;
        return TRUE;
    }
    return FALSE;
}
