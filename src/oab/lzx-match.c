/* SPDX-License-Identifier: MIT */
#include "oab/lzx-match.h"

#include "base/bits.h"

#define NONE       G_MAXUINT32
#define TWO_BITS   16u
#define THREE_BITS 15u
#define ROOT_BITS  16u
#define DEPTH      12u          /* strings compared at most */
#define TWO_FAR    (1u << 11)   /* two bytes from farther away cost more than two literals */
#define THREE_FAR  (1u << 15)
#define NEAR       (32u << 10)  /* bytes of the reference, before and behind what is looked for */

void
lzx_finder_start (LzxFinder *f, const guint8 *data, gsize reference, gsize end)
{
    if (f->two == NULL) {
        f->two = g_new (guint32, 1u << TWO_BITS);
        f->three = g_new (guint32, 1u << THREE_BITS);
        f->roots = g_new (guint32, 1u << ROOT_BITS);
    }
    if (f->room < end) {
        g_free (f->nodes);
        f->nodes = g_new (guint32, 2 * end);
        f->room = end;
    }
    memset (f->two, 0xFF, sizeof (guint32) << TWO_BITS);
    memset (f->three, 0xFF, sizeof (guint32) << THREE_BITS);
    memset (f->roots, 0xFF, sizeof (guint32) << ROOT_BITS);
    f->data = data;
    f->end = end;
    f->reference = reference;
    f->next = 0;
}

void
lzx_finder_clear (LzxFinder *f)
{
    g_clear_pointer (&f->two, g_free);
    g_clear_pointer (&f->three, g_free);
    g_clear_pointer (&f->roots, g_free);
    g_clear_pointer (&f->nodes, g_free);
}

static inline guint32
swap_last (guint32 *table, guint32 hash, guint32 at)
{
    guint32 last = table[hash];
    table[hash] = at;
    return last;
}

static inline guint32
hash_bytes (guint32 bytes, guint bits)
{
    return bytes * 0x9E3779B1u >> (32 - bits);
}

/* Puts `at` at the root of its tree, and sorts what was there to its sides on the way down. Matches
 * longer than `best` are put into `out`, if that is there. */
static guint
descend (LzxFinder *f, guint32 at, guint32 node, guint best, LzxMatch *out, guint n)
{
    const guint8 *data = f->data;
    guint32 *nodes = f->nodes;
    guint most = (guint) MIN (LZX_NICE, f->end - at);
    guint32 *smaller = &nodes[2 * (gsize) at], *larger = smaller + 1;
    guint in_smaller = 0, in_larger = 0;
    for (guint depth = DEPTH; depth > 0 && node != NONE; depth--) {
        guint32 *pair = &nodes[2 * (gsize) node];
        guint length = ox_match_length (data, node, at, MIN (in_smaller, in_larger), most);
        if (length > best && out != NULL) {
            best = length;
            out[n++] = (LzxMatch){ length, at - node };
        }
        if (length == most) {
            *smaller = pair[0];
            *larger = pair[1];
            return n;
        }
        if (data[node + length] < data[at + length]) {
            *smaller = node;
            smaller = &pair[1];
            node = *smaller;
            in_smaller = length;
        } else {
            *larger = node;
            larger = &pair[0];
            node = *larger;
            in_larger = length;
        }
    }
    *smaller = *larger = NONE;
    return n;
}

void
lzx_finder_skip (LzxFinder *f, gsize at, gsize n)
{
    for (gsize end = at + n; at < end && f->end - at >= 4; at++) {
        guint32 bytes = ox_load_u32 (f->data, at);
        f->two[bytes & 0xFFFF] = (guint32) at;
        f->three[hash_bytes (bytes << 8, THREE_BITS)] = (guint32) at;
        guint32 root = swap_last (f->roots, hash_bytes (bytes, ROOT_BITS), (guint32) at);
        descend (f, (guint32) at, root, 0, NULL, 0);
    }
}

void
lzx_finder_near (LzxFinder *f, gsize at, gsize around)
{
    gsize from = MAX (f->next, around > NEAR ? around - NEAR : 0);
    gsize to = MIN (f->reference, around + NEAR);
    /* What is in the trees already may stand behind what is put there now: strings are compared up to LZX_NICE bytes. */
    if (from >= to || f->end - at < 2 * LZX_NICE)
        return;
    lzx_finder_skip (f, from, to - from);
    f->next = to;
}

guint
lzx_finder_find (LzxFinder *f, gsize position, guint most, LzxMatch matches[LZX_MATCHES])
{
    /* The last three bytes find nothing: an encoder does not need them to. */
    if (f->end - position < 4)
        return 0;
    guint n = 0, best = LZX_MIN_MATCH - 1;
    guint32 at = (guint32) position;
    guint32 bytes = ox_load_u32 (f->data, at);
    guint32 two = swap_last (f->two, bytes & 0xFFFF, at);
    guint32 three = swap_last (f->three, hash_bytes (bytes << 8, THREE_BITS), at);
    guint32 root = swap_last (f->roots, hash_bytes (bytes, ROOT_BITS), at);
    if (two != NONE && at - two <= TWO_FAR) {
        matches[n++] = (LzxMatch){ 2, at - two };
        best = 2;
    }
    if (three != NONE && at - three <= THREE_FAR
        && (ox_load_u32 (f->data, three) ^ bytes) << 8 == 0) {
        n -= n > 0 && two == three;
        matches[n++] = (LzxMatch){ 3, at - three };
        best = 3;
    }
    n = descend (f, at, root, best, matches, n);
    /* What is longer than it may be is cut; one that is long enough will do. */
    for (guint i = 0; i < n; i++)
        if (matches[i].length >= most) {
            matches[i].length = most;
            return most >= LZX_MIN_MATCH ? i + 1 : 0;
        }
    if (n > 0 && matches[n - 1].length >= LZX_NICE)
        matches[n - 1].length = ox_match_length (f->data, at - matches[n - 1].offset, at, LZX_NICE, most);
    return n;
}
