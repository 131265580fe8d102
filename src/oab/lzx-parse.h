/* SPDX-License-Identifier: MIT
 *
 * Which tokens stand for a piece of data. Costs are in sixteenths of a bit, all of them
 * integers: every machine comes to the same tokens.
 */
#ifndef OX_OAB_LZX_PARSE_H
#define OX_OAB_LZX_PARSE_H

#include "oab/lzx-match.h"

/* A literal has length 1, and its byte is the formatted offset. */
typedef struct {
    guint32 length;
    guint32 formatted;
} LzxToken;

/* How often the symbols of a block occur. */
typedef struct {
    guint32 main[LZX_MAX_MAIN];
    guint32 lengths[LZX_LENGTHS];
    guint32 aligned[LZX_ALIGNED];
} LzxCounts;

typedef struct {
    guint32 main[LZX_MAX_MAIN];
    guint32 lengths[LZX_MAX_TOKEN + 1]; /* of what follows the main symbol, by the length of the match */
    guint32 aligned[LZX_ALIGNED];
    gboolean is_aligned;
} LzxCosts;

typedef struct {
    guint32 cost;
    guint32 length; /* of the token that leads here */
    guint32 formatted;
    guint32 r[3];
} LzxNode;

/* The matches of a piece of at most LZX_PIECE bytes, found once and parsed several times. */
#define LZX_PIECE (8u * LZX_CHUNK)

typedef struct {
    const guint8 *data;
    gsize start;      /* of the piece, in data */
    gsize origin;     /* of the stream, in data: chunks count from there */
    guint32 n;        /* bytes of the piece */
    guint32 *first;   /* [n + 1], of each position its first match */
    LzxMatch *matches;
    guint32 n_matches;
    guint32 room;     /* for so many matches */
    LzxNode *nodes;   /* [n + 1] */
    LzxToken *tokens; /* [n] */
} LzxPiece;

/* What a token adds to the counts of symbols. */
void lzx_count (LzxCounts *counts, const LzxToken *token);

/* Fixed-point logarithm to base 2, 16 bits of fraction. */
guint32 lzx_log2 (guint32 v);

/* Tokens before any costs are known: the longest match, or the last offset again. Only their statistics
 * matter. Returns how many. */
guint32 lzx_parse_greedily (LzxPiece *piece, guint32 r[3]);

void lzx_costs_from_counts (LzxCosts *costs, const LzxCounts *counts, guint slots);

/* Nearly the cheapest tokens for the bytes of the piece from `from` up to `to`, put into tokens from
 * `from` on; r are the repeated offsets, before and after. Returns how many tokens. */
guint32 lzx_parse (LzxPiece *piece, const LzxCosts *costs, guint32 from, guint32 to, guint32 r[3]);

/* The repeated offsets after a token. */
static inline void
lzx_update_offsets (guint32 r[3], guint32 formatted)
{
    if (formatted < 3) {
        guint32 offset = r[formatted];
        r[formatted] = r[0];
        r[0] = offset;
    } else {
        r[2] = r[1];
        r[1] = r[0];
        r[0] = formatted - 2;
    }
}

/* The extra length of a match of LZX_MAX_TOKEN bytes and more, [MS-PATCH] 2.6.6: how many bits with the
 * prefix, and which. */
static inline guint
lzx_extra_length (guint32 length, guint32 *bits)
{
    guint32 extra = length - LZX_MAX_TOKEN;
    if (extra < 256) {
        *bits = extra;
        return 9;
    }
    if (extra < 256 + 1024) {
        *bits = 2u << 10 | (extra - 256);
        return 12;
    }
    if (extra < 256 + 1024 + 4096) {
        *bits = 6u << 12 | (extra - 256 - 1024);
        return 15;
    }
    *bits = 7u << 15 | extra;
    return 18;
}

#endif
