/* SPDX-License-Identifier: MIT
 *
 * Sector chains, [MS-CFB] 2.3. All are walked once, when the file is opened, and
 * kept as runs of consecutive sectors. A hostile file could lead each of many
 * chains through all sectors; so sectors that another chain has already may be
 * walked again only within a budget.
 */
#include "cfb/cfb-private.h"

CfbMap
cfb_map_fat (const OxCfb *cfb)
{
    return (CfbMap){ cfb->fat, cfb->n_sectors, cfb->owned };
}

CfbMap
cfb_map_mini (const OxCfb *cfb)
{
    return (CfbMap){ cfb->mini_fat, cfb->n_mini, cfb->mini_owned };
}

static gboolean
take_sector (const CfbMap *map, guint32 sector)
{
    guint8 bit = (guint8) (1u << (sector & 7));
    gboolean was_free = (map->owned[sector >> 3] & bit) == 0;
    map->owned[sector >> 3] |= bit;
    return was_free;
}

static void
append_sector (OxCfb *cfb, CfbChain *chain, guint32 sector)
{
    CfbRun *last = chain->n_runs > 0
                       ? &g_array_index (cfb->runs, CfbRun, chain->first_run + chain->n_runs - 1)
                       : NULL;
    if (last != NULL && sector == last->first + last->count) {
        last->count++;
    } else {
        CfbRun run = { sector, 1, chain->n_sectors };
        g_array_append_val (cfb->runs, run);
        chain->n_runs++;
    }
    chain->n_sectors++;
}

/* Where the FAT is missing, writers have mostly put the next sector behind. */
static guint32
next_sector (const CfbMap *map, guint32 sector)
{
    return map->next[sector] == UNKNOWNSECT ? sector + 1 : map->next[sector];
}

static CfbChainEnd
end_of (guint32 sector)
{
    return sector == ENDOFCHAIN ? CHAIN_ENDED : CHAIN_OUTSIDE;
}

/* Where a chain that runs in a circle of `length` sectors enters it: so many
 * sectors stand before. */
static guint32
sectors_before_circle (const CfbMap *map, guint32 start, guint32 length)
{
    guint32 behind = start;
    guint32 ahead = start;
    guint32 n = 0;
    for (guint32 i = 0; i < length; i++)
        ahead = next_sector (map, ahead);
    for (; behind != ahead; n++) {
        behind = next_sector (map, behind);
        ahead = next_sector (map, ahead);
    }
    return n;
}

static void
cut_chain (OxCfb *cfb, CfbChain *chain, guint32 n_sectors)
{
    while (chain->n_runs > 0 && chain->n_sectors > n_sectors) {
        CfbRun *last = &g_array_index (cfb->runs, CfbRun, chain->first_run + chain->n_runs - 1);
        guint32 cut = MIN (last->count, chain->n_sectors - n_sectors);
        last->count -= cut;
        chain->n_sectors -= cut;
        if (last->count > 0)
            break;
        g_array_set_size (cfb->runs, cfb->runs->len - 1);
        chain->n_runs--;
    }
}

CfbChain
cfb_chain_follow (OxCfb *cfb, const CfbMap *map, guint32 start, guint32 most, CfbChainEnd *end,
                  gboolean *shared)
{
    CfbChain chain = { cfb->runs->len, 0, 0 };
    guint32 mark = FREESECT; /* Brent: a sector once passed, moved on at powers of two */
    guint32 until_move = 1;
    guint32 since_move = 0;
    guint32 sector = start;
    *end = CHAIN_WHOLE;
    *shared = FALSE;
    while (chain.n_sectors < most) {
        if (sector >= map->n) {
            *end = end_of (sector);
            break;
        }
        if (sector == mark) {
            /* What was passed twice is no part of the stream, and nobody else's. */
            *end = CHAIN_CYCLE;
            *shared = FALSE;
            cut_chain (cfb, &chain, sectors_before_circle (map, start, since_move + 1) + since_move + 1);
            break;
        }
        if (!take_sector (map, sector)) {
            *shared = TRUE;
            if (cfb->shared_budget == 0) {
                *end = CHAIN_BUDGET;
                break;
            }
            cfb->shared_budget--;
        }
        append_sector (cfb, &chain, sector);
        if (++since_move == until_move) {
            mark = sector;
            since_move = 0;
            until_move *= 2;
        }
        sector = next_sector (map, sector);
    }
    return chain;
}
