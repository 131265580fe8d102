/* SPDX-License-Identifier: MIT */
#include "oab/lzx-parse.h"

#include "base/bits.h"

#define BIT      16u          /* a bit, in costs */
#define INFINITE G_MAXUINT32

/* --- costs --------------------------------------------------------------------------------- */

guint32
lzx_log2 (guint32 v)
{
    guint top = g_bit_storage (v) - 1;
    guint64 x = (guint64) v << (31 - top); /* 1 to 2, with 31 bits of fraction */
    guint32 result = top;
    for (guint i = 0; i < 16; i++) {
        x = x * x >> 31;
        guint bit = x >= G_GUINT64_CONSTANT (1) << 32;
        x >>= bit;
        result = result << 1 | bit;
    }
    return result;
}

void
lzx_count (LzxCounts *counts, const LzxToken *token)
{
    if (token->length == 1) {
        counts->main[token->formatted]++;
        return;
    }
    guint slot = lzx_slot (token->formatted);
    guint header = MIN (token->length - LZX_MIN_MATCH, 7);
    counts->main[LZX_LITERALS + 8 * slot + header]++;
    if (header == 7)
        counts->lengths[MIN (token->length, LZX_MAX_TOKEN) - 9]++;
    if (lzx_footer_bits (slot) >= 3)
        counts->aligned[token->formatted & 7]++;
}

/* What symbols cost by their entropy; one that has not occurred might still, once. */
static void
costs_from (guint32 *costs, const guint32 *counts, guint n)
{
    guint32 total = 0;
    for (guint i = 0; i < n; i++)
        total += counts[i];
    guint32 log_total = lzx_log2 (MAX (total, 2));
    for (guint i = 0; i < n; i++) {
        guint32 bits = log_total - lzx_log2 (MAX (counts[i], 1)) + (counts[i] == 0 ? 1u << 16 : 0);
        costs[i] = CLAMP (bits / (65536 / BIT), BIT, 16 * BIT);
    }
}

void
lzx_costs_from_counts (LzxCosts *costs, const LzxCounts *counts, guint slots)
{
    guint32 lengths[LZX_LENGTHS], total = 0;
    costs_from (costs->main, counts->main, LZX_LITERALS + 8 * slots);
    costs_from (lengths, counts->lengths, LZX_LENGTHS);
    costs_from (costs->aligned, counts->aligned, LZX_ALIGNED);
    for (guint i = 0; i <= LZX_MAX_TOKEN; i++)
        costs->lengths[i] = i < 9 ? 0 : lengths[i - 9];
    /* Whether the aligned symbols save more than their tree costs. */
    guint64 saved = 0;
    for (guint i = 0; i < LZX_ALIGNED; i++) {
        total += counts->aligned[i];
        saved += (guint64) counts->aligned[i] * costs->aligned[i];
    }
    costs->is_aligned = saved + 24 * BIT < (guint64) total * 3 * BIT;
}

/* --- parsing ------------------------------------------------------------------------------- */

static inline guint32
offset_cost (const LzxCosts *costs, guint slot, guint32 formatted)
{
    guint bits = lzx_footer_bits (slot);
    if (costs->is_aligned && bits >= 3)
        return (bits - 3) * BIT + costs->aligned[formatted & 7];
    return bits * BIT;
}

static inline guint32
length_cost (const LzxCosts *costs, const guint32 *main, guint32 length)
{
    if (length < LZX_MAX_TOKEN)
        return main[MIN (length - LZX_MIN_MATCH, 7)] + costs->lengths[length];
    guint32 bits;
    return main[7] + costs->lengths[LZX_MAX_TOKEN] + lzx_extra_length (length, &bits) * BIT;
}

static inline void
relax (LzxNode *node, guint32 cost, guint32 length, guint32 formatted)
{
    if (cost >= node->cost)
        return;
    node->cost = cost;
    node->length = length;
    node->formatted = formatted;
}

/* A formatted offset leads from a node to all nodes from `shortest` to `longest` bytes on. */
static void
relax_offset (LzxNode *node, const LzxCosts *costs, guint32 formatted, guint32 shortest,
              guint32 longest)
{
    guint slot = lzx_slot (formatted);
    const guint32 *main = &costs->main[LZX_LITERALS + 8 * slot];
    guint32 cost = node->cost + offset_cost (costs, slot, formatted);
    guint32 length = shortest;
    for (; length <= MIN (longest, 8); length++)
        relax (&node[length], cost + main[length - LZX_MIN_MATCH], length, formatted);
    cost += main[7];
    for (; length <= MIN (longest, LZX_MAX_TOKEN - 1); length++)
        relax (&node[length], cost + costs->lengths[length], length, formatted);
    if (longest >= LZX_MAX_TOKEN)
        relax (&node[longest], node->cost + offset_cost (costs, slot, formatted) + length_cost (costs, main, longest),
               longest, formatted);
}

static inline void
arrive (LzxNode *nodes, guint32 i)
{
    LzxNode *node = &nodes[i];
    const LzxNode *from = &nodes[i - node->length];
    for (guint k = 0; k < 3; k++)
        node->r[k] = from->r[k];
    if (node->length > 1)
        lzx_update_offsets (node->r, node->formatted);
}

/* The longest match by a repeated offset; those of equal offsets are tried once. */
static guint32
relax_repeated (const LzxPiece *piece, const LzxCosts *costs, guint32 i, guint32 most)
{
    LzxNode *node = &piece->nodes[i];
    gsize at = piece->start + i;
    guint32 best = 0;
    for (guint k = 0; k < 3; k++) {
        guint32 offset = node->r[k];
        if (offset > at || (k > 0 && offset == node->r[0]) || (k > 1 && offset == node->r[1]))
            continue;
        if (piece->data[at] != piece->data[at - offset])
            continue;
        guint32 length = ox_match_length (piece->data, at - offset, at, 1, most);
        if (length < LZX_MIN_MATCH)
            continue;
        relax_offset (node, costs, k, LZX_MIN_MATCH, length);
        best = MAX (best, length);
    }
    return best;
}

/* Everything that leads on from a position; returns how many positions need not be looked at. */
static guint32
relax_position (const LzxPiece *piece, const LzxCosts *costs, guint32 i, guint32 most)
{
    LzxNode *node = &piece->nodes[i];
    guint8 byte = piece->data[piece->start + i];
    relax (&node[1], node->cost + costs->main[byte], 1, byte);
    if (most < LZX_MIN_MATCH)
        return 1;
    guint32 longest = relax_repeated (piece, costs, i, most);
    guint32 shortest = LZX_MIN_MATCH;
    for (guint32 k = piece->first[i]; k < piece->first[i + 1]; k++) {
        LzxMatch match = piece->matches[k];
        guint32 length = MIN (match.length, most);
        if (length >= shortest)
            relax_offset (node, costs, match.offset + 2, shortest, length);
        shortest = MAX (shortest, length + 1);
        longest = MAX (longest, length);
    }
    return longest >= LZX_NICE ? longest : 1;
}

/* The path to `to`, as tokens from `from` on. */
static guint32
collect (LzxPiece *piece, guint32 from, guint32 to)
{
    guint32 n = 0;
    for (guint32 i = to; i > from; i -= piece->nodes[i].length)
        n++;
    guint32 out = from + n;
    for (guint32 i = to; i > from; i -= piece->nodes[i].length)
        piece->tokens[--out] = (LzxToken){ piece->nodes[i].length, piece->nodes[i].formatted };
    return n;
}

/* How many bytes from a position on may be in one token. */
static inline guint32
room_in_chunk (const LzxPiece *piece, guint32 i, guint32 to)
{
    guint32 in_chunk = LZX_CHUNK - (guint32) ((piece->start - piece->origin + i) % LZX_CHUNK);
    return MIN (in_chunk, to - i);
}

guint32
lzx_parse (LzxPiece *piece, const LzxCosts *costs, guint32 from, guint32 to, guint32 r[3])
{
    LzxNode *nodes = piece->nodes;
    for (guint32 i = from; i <= to; i++)
        nodes[i].cost = INFINITE;
    nodes[from].cost = 0;
    for (guint k = 0; k < 3; k++)
        nodes[from].r[k] = r[k];
    for (guint32 i = from; i < to;) {
        if (i > from)
            arrive (nodes, i);
        i += relax_position (piece, costs, i, room_in_chunk (piece, i, to));
    }
    arrive (nodes, to);
    for (guint k = 0; k < 3; k++)
        r[k] = nodes[to].r[k];
    return collect (piece, from, to);
}

guint32
lzx_parse_greedily (LzxPiece *piece, guint32 r[3])
{
    guint32 n = 0;
    for (guint32 i = 0; i < piece->n;) {
        gsize at = piece->start + i;
        guint32 most = room_in_chunk (piece, i, piece->n);
        guint32 length = r[0] <= at ? ox_match_length (piece->data, at - r[0], at, 0, most) : 0;
        LzxToken token = { length, 0 };
        if (piece->first[i] < piece->first[i + 1]) {
            LzxMatch match = piece->matches[piece->first[i + 1] - 1];
            if (match.length > MAX (length + 1, LZX_MIN_MATCH))
                token = (LzxToken){ match.length, match.offset + 2 };
        }
        if (token.length < LZX_MIN_MATCH)
            token = (LzxToken){ 1, piece->data[at] };
        else
            lzx_update_offsets (r, token.formatted);
        piece->tokens[n++] = token;
        i += token.length;
    }
    return n;
}
