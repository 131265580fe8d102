/* SPDX-License-Identifier: MIT
 *
 * Canonical Huffman codes of LZX, [MS-PATCH] 2.4: decoding by tables, and codes of bounded length
 * out of how often symbols occur.
 */
#ifndef OX_OAB_LZX_TREE_H
#define OX_OAB_LZX_TREE_H

#include "base/bits.h"
#include "oab/lzx.h"

#define LZX_TABLE_BITS 11u

/* Codes of up to LZX_TABLE_BITS bits are looked up; the rare longer ones are found by their
 * place in the order of codes. */
typedef struct {
    guint16 table[1u << LZX_TABLE_BITS]; /* symbol << 4 | length; 0: longer, or no code at all */
    guint16 sorted[LZX_MAX_MAIN];        /* symbols in the order of their codes */
    guint32 limit[LZX_MAX_BITS + 1];     /* the first code, of 16 bits, that is longer */
    gint32 offset[LZX_MAX_BITS + 1];     /* from a code to its place in sorted */
} LzxTree;

/* FALSE where the lengths ask for more codes than there are. With fewer the others decode to nothing. */
gboolean lzx_tree_build (LzxTree *tree, const guint8 *lengths, guint n);

#define LZX_NO_SYMBOL G_MAXUINT16

/* The symbol << 5 | length of a code that is not in the table. */
guint32 lzx_tree_long (const LzxTree *tree, guint32 bits);

/* A symbol, for which 16 bits must be in the buffer; LZX_NO_SYMBOL where there is none. */
static inline guint
lzx_tree_take (const LzxTree *tree, OxBits *bits)
{
    guint entry = tree->table[ox_bits_peek (bits, LZX_TABLE_BITS)];
    guint length = entry & 15, symbol = entry >> 4;
    if (G_UNLIKELY (length == 0)) {
        guint32 found = lzx_tree_long (tree, ox_bits_peek (bits, 16));
        symbol = found >> 5;
        length = found & 31;
    }
    ox_bits_drop (bits, length);
    return symbol;
}

/*
 * Lengths of at most max_bits for n symbols that occur so often; a symbol that does not occur
 * has none. A code has two symbols at least, since decoders insist on a whole tree; where none
 * occurs there is no code.
 */
void lzx_code_lengths (const guint32 *counts, guint n, guint max_bits, guint8 *lengths);

/* The codes that go with lengths. */
void lzx_code_words (const guint8 *lengths, guint n, guint16 *words);

#endif
