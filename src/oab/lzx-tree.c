/* SPDX-License-Identifier: MIT */
#include "oab/lzx-tree.h"

#include "base/sort.h"

guint
lzx_slots (gsize reference, gsize size)
{
    guint64 need = ((guint64) reference + LZX_CHUNK - 1) / LZX_CHUNK * LZX_CHUNK + size;
    guint bits = LZX_MIN_WINDOW;
    while (bits < LZX_MAX_WINDOW && need > G_GUINT64_CONSTANT (1) << bits)
        bits++;
    /* [MS-PATCH] 2.1.6: two slots an octave up to 18 bits, then slots of 128 KiB each. */
    return bits <= 18 ? 2 * bits : 34 + (1u << (bits - 17));
}

/* --- decoding ------------------------------------------------------------------------------ */

static void
fill_table (LzxTree *tree, guint32 code, guint length, guint symbol)
{
    guint first = code >> (LZX_MAX_BITS - LZX_TABLE_BITS);
    guint n = 1u << (LZX_TABLE_BITS - length);
    for (guint i = 0; i < n; i++)
        tree->table[first + i] = (guint16) (symbol << 4 | length);
}

gboolean
lzx_tree_build (LzxTree *tree, const guint8 *lengths, guint n)
{
    guint counts[LZX_MAX_BITS + 1] = { 0 }, places[LZX_MAX_BITS + 2] = { 0 };
    for (guint i = 0; i < n; i++)
        counts[lengths[i]]++;
    counts[0] = 0;
    guint32 code = 0;
    for (guint length = 1; length <= LZX_MAX_BITS; length++) {
        places[length + 1] = places[length] + counts[length];
        tree->offset[length] = (gint32) places[length] - (gint32) (code >> (LZX_MAX_BITS - length));
        code += (guint32) counts[length] << (LZX_MAX_BITS - length);
        tree->limit[length] = code;
        if (code > 1u << LZX_MAX_BITS)
            return FALSE;
    }
    for (guint i = 0; i < n; i++)
        if (lengths[i] != 0)
            tree->sorted[places[lengths[i]]++] = (guint16) i;
    memset (tree->table, 0, sizeof tree->table);
    code = 0;
    for (guint length = 1, i = 0; length <= LZX_TABLE_BITS; length++)
        for (guint k = 0; k < counts[length]; k++, i++, code += 1u << (LZX_MAX_BITS - length))
            fill_table (tree, code, length, tree->sorted[i]);
    return TRUE;
}

guint32
lzx_tree_long (const LzxTree *tree, guint32 bits)
{
    for (guint n = LZX_TABLE_BITS + 1; n <= LZX_MAX_BITS; n++) {
        if (bits >= tree->limit[n])
            continue;
        return (guint32) tree->sorted[(gint32) (bits >> (LZX_MAX_BITS - n)) + tree->offset[n]] << 5 | n;
    }
    return (guint32) LZX_NO_SYMBOL << 5;
}

/* --- encoding ------------------------------------------------------------------------------ */

/* Depths of the leaves of a Huffman tree: `weights` ascend, and become the depths. By Moffat and
 * Katajainen's method the tree lives in the array of weights itself. */
static void
leaf_depths (guint32 *weights, guint n)
{
    guint leaf = 0, root = 0;
    for (guint next = 0; next < n - 1; next++) {
        guint32 sum = 0;
        for (guint k = 0; k < 2; k++) {
            if (leaf >= n || (root < next && weights[root] < weights[leaf])) {
                sum += weights[root];
                weights[root++] = next;
            } else {
                sum += weights[leaf++];
            }
        }
        weights[next] = sum;
    }
    weights[n - 2] = 0;
    for (guint next = n - 2; next-- > 0;)
        weights[next] = weights[weights[next]] + 1;
    guint available = 1, used = 0, depth = 0;
    guint out = n;
    gint inner = (gint) n - 2;
    while (available > 0) {
        while (inner >= 0 && weights[inner] == depth) {
            used++;
            inner--;
        }
        for (; available > used; available--)
            weights[--out] = depth;
        available = 2 * used;
        used = 0;
        depth++;
    }
}

/* Bounds depths: two leaves that are too deep leave their parent to one of them, the other goes
 * under a leaf that is higher up. The tree stays whole. */
static void
limit_depths (guint *counts, guint deepest, guint max_bits)
{
    for (guint depth = deepest; depth > max_bits; depth--) {
        while (counts[depth] > 0) {
            guint higher = depth - 2;
            while (counts[higher] == 0)
                higher--;
            counts[depth] -= 2;
            counts[depth - 1]++;
            counts[higher + 1] += 2;
            counts[higher]--;
        }
    }
}

#define MAX_DEPTH 48 /* sums of Fibonacci numbers up to 2^32 */

void
lzx_code_lengths (const guint32 *counts, guint n, guint max_bits, guint8 *lengths)
{
    guint64 keys[LZX_MAX_MAIN];
    guint32 weights[LZX_MAX_MAIN];
    guint used = 0;
    memset (lengths, 0, n);
    for (guint i = 0; i < n; i++)
        if (counts[i] > 0)
            keys[used++] = (guint64) counts[i] << 16 | i;
    if (used == 0)
        return;
    if (used == 1) {
        guint other = (keys[0] & 0xFFFF) == 0 ? 1 : 0;
        lengths[keys[0] & 0xFFFF] = lengths[other] = 1;
        return;
    }
    ox_sort_u64 (keys, used);
    for (guint i = 0; i < used; i++)
        weights[i] = (guint32) (keys[i] >> 16);
    leaf_depths (weights, used);
    guint depths[MAX_DEPTH + 1] = { 0 };
    for (guint i = 0; i < used; i++)
        depths[MIN (weights[i], MAX_DEPTH)]++;
    limit_depths (depths, MAX_DEPTH, max_bits);
    /* The rarest symbols get the longest codes. */
    for (guint depth = max_bits, i = 0; depth > 0; depth--)
        for (guint k = 0; k < depths[depth]; k++)
            lengths[keys[i++] & 0xFFFF] = (guint8) depth;
}

void
lzx_code_words (const guint8 *lengths, guint n, guint16 *words)
{
    guint32 next[LZX_MAX_BITS + 2] = { 0 };
    guint counts[LZX_MAX_BITS + 1] = { 0 };
    for (guint i = 0; i < n; i++)
        counts[lengths[i]]++;
    counts[0] = 0;
    for (guint length = 1; length <= LZX_MAX_BITS; length++)
        next[length + 1] = (next[length] + counts[length]) << 1;
    for (guint i = 0; i < n; i++)
        words[i] = lengths[i] != 0 ? (guint16) next[lengths[i]]++ : 0;
}
