/* SPDX-License-Identifier: MIT
 *
 * The bit order of LZX: 16-bit little-endian words, each read from its highest bit on
 * ([MS-PATCH] 2.2.1). A reader over a slice, sticky as the slice is: past the end come zeros, and
 * ox_bits_spent () tells. A writer into memory that grows. Also loads and comparisons of bytes of
 * our own, as finders of matches need them.
 */
#ifndef OX_BASE_BITS_H
#define OX_BASE_BITS_H

#include "base/slice.h"

#include <string.h>

/* --- reading ------------------------------------------------------------------------------- */

/* Small, and handed over by value where it is handed over at all: then a decoder has it in registers. */
typedef struct {
    const guint8 *p; /* private, as in a slice: what is not in the buffer yet */
    gsize left;
    guint64 end;     /* offset of the end of the slice in the whole input */
    guint64 buffer;  /* the next bit is the highest; what is behind n is or-ed in again later */
    guint n;         /* how many bits of the buffer count */
    guint made_up;   /* how many of those, at their end, stand behind the end of the input */
} OxBits;

/* What ox_bits_refill () leaves in the buffer at least. */
#define OX_BITS_REFILLED 49

static inline OxBits
ox_bits (OxSlice s)
{
    return (OxBits){ s.p, s.left, s.at + s.left, 0, 0, 0 };
}

/* Swaps the order of the four words of v. */
static inline guint64
ox_bits_words (guint64 v)
{
    v = v << 32 | v >> 32;
    return (v & G_GUINT64_CONSTANT (0x0000FFFF0000FFFF)) << 16
         | (v >> 16 & G_GUINT64_CONSTANT (0x0000FFFF0000FFFF));
}

OxBits ox_bits_refill_end (OxBits b);

static inline void
ox_bits_refill (OxBits *b)
{
    if (b->n >= OX_BITS_REFILLED)
        return;
    if (G_UNLIKELY (b->left < 8)) {
        *b = ox_bits_refill_end (*b);
        return;
    }
    guint64 v;
    memcpy (&v, b->p, 8);
    guint bytes = (64 - b->n) / 16 * 2;
    b->buffer |= ox_bits_words (GUINT64_FROM_LE (v)) >> b->n;
    b->n += 8 * bytes;
    b->p += bytes;
    b->left -= bytes;
}

/* The next n bits, 1 to 32, which a refill has brought. */
static inline guint32
ox_bits_peek (const OxBits *b, guint n)
{
    return (guint32) (b->buffer >> (64 - n));
}

static inline void
ox_bits_drop (OxBits *b, guint n)
{
    b->buffer <<= n;
    b->n -= n;
}

/* n bits, 0 to 17, which a refill has brought. */
static inline guint32
ox_bits_take (OxBits *b, guint n)
{
    guint32 v = (guint32) (b->buffer >> 1 >> (63 - n));
    ox_bits_drop (b, n);
    return v;
}

/* n bits, 0 to 32, wherever they are. */
static inline guint32
ox_bits_get (OxBits *b, guint n)
{
    ox_bits_refill (b);
    return ox_bits_take (b, n);
}

static inline gboolean
ox_bits_spent (const OxBits *b)
{
    return b->n < b->made_up;
}

/* Drops what is left of the word at hand. */
static inline void
ox_bits_align (OxBits *b)
{
    ox_bits_drop (b, b->n % 16);
}

/* The bytes from the next whole word on; spent where the bits are. */
OxSlice ox_bits_rest (OxBits b);

/* --- writing ------------------------------------------------------------------------------- */

typedef struct {
    GByteArray *bytes;
    guint64 buffer; /* the last bit written is the lowest */
    guint n;        /* below 16 between calls */
} OxBitWriter;

/* The lowest n bits of v, 0 to 32; the others are zero. */
static inline void
ox_bit_writer_put (OxBitWriter *w, guint32 v, guint n)
{
    w->buffer = w->buffer << n | v;
    w->n += n;
    while (w->n >= 16) {
        w->n -= 16;
        guint16 word = GUINT16_TO_LE ((guint16) (w->buffer >> w->n));
        g_byte_array_append (w->bytes, (const guint8 *) &word, 2);
    }
}

/* Fills the word at hand with zeros. */
static inline void
ox_bit_writer_align (OxBitWriter *w)
{
    if (w->n > 0)
        ox_bit_writer_put (w, 0, 16 - w->n);
}

/* --- bytes of our own ---------------------------------------------------------------------- */

/* Four bytes as a number, the same on every machine. */
static inline guint32
ox_load_u32 (const guint8 *data, gsize at)
{
    guint32 v;
    memcpy (&v, data + at, 4);
    return GUINT32_FROM_LE (v);
}

/* How many bytes, at most `most`, are alike from a and from b on; `from` are known to be. */
static inline guint
ox_match_length (const guint8 *data, gsize a, gsize b, guint from, guint most)
{
    guint n = from;
    while (n + 8 <= most) {
        guint64 x, y;
        memcpy (&x, data + a + n, 8);
        memcpy (&y, data + b + n, 8);
        x = GUINT64_FROM_LE (x ^ y);
        if (x != 0)
            return n + (guint) __builtin_ctzll (x) / 8;
        n += 8;
    }
    while (n < most && data[a + n] == data[b + n])
        n++;
    return n;
}

#endif
