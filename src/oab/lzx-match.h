/* SPDX-License-Identifier: MIT
 *
 * Finds matches: of each position all that are longer than any nearer one, nearly. Strings of four
 * bytes and more hang in binary trees, one a hash, sorted by what they are, the latest at the root;
 * of the shorter ones the last is remembered.
 */
#ifndef OX_OAB_LZX_MATCH_H
#define OX_OAB_LZX_MATCH_H

#include "oab/lzx.h"

/* A match this long is taken without weighing others. */
#define LZX_NICE 64u
/* So many matches a position has at most. */
#define LZX_MATCHES 48u

typedef struct {
    guint32 length;
    guint32 offset;
} LzxMatch;

typedef struct {
    const guint8 *data;
    gsize end;      /* of the data */
    gsize reference; /* bytes of it that only matches lead to */
    gsize next;      /* of those, the first that no search has needed to pass */
    guint32 *two;   /* the last position of two bytes */
    guint32 *three; /* of a hash of three */
    guint32 *roots; /* of a hash of four, the root of its tree */
    guint32 *nodes; /* two a position: smaller strings, larger strings */
    gsize room;     /* positions that nodes have room for */
} LzxFinder;

void lzx_finder_start (LzxFinder *f, const guint8 *data, gsize reference, gsize end);
void lzx_finder_clear (LzxFinder *f);

/* Passes the reference data around a position, where it has not been passed yet. In most of a patch old and new data are
 * alike, and nothing need be searched there. */
void lzx_finder_near (LzxFinder *f, gsize at, gsize around);

/* Passes n positions from `at` on. */
void lzx_finder_skip (LzxFinder *f, gsize at, gsize n);

/* Passes one position, which matches of at most `most` bytes may begin at. Their lengths ascend.
 * Returns how many there are. */
guint lzx_finder_find (LzxFinder *f, gsize at, guint most, LzxMatch matches[LZX_MATCHES]);

#endif
