/* SPDX-License-Identifier: MIT */
#include "base/hash.h"

/* Odd numbers whose bits look random: the fractions of pi and of e. */
#define PI_BITS G_GUINT64_CONSTANT (0x243F6A8885A308D3)
#define E_BITS G_GUINT64_CONSTANT (0xB7E151628AED2A6B)

static inline guint64
rotate (guint64 x, guint n)
{
    return x << n | x >> (64 - n);
}

/* Spreads each bit over all of a word. */
static guint64
spread (guint64 x)
{
    x ^= x >> 32;
    x *= PI_BITS;
    x ^= x >> 29;
    x *= E_BITS;
    return x ^ x >> 32;
}

void
ox_hash_init (OxHash *h)
{
    *h = (OxHash){ PI_BITS, E_BITS };
}

static inline void
mix (OxHash *h, guint64 number)
{
    h->a = rotate (h->a ^ number, 29) * PI_BITS;
    h->b = (rotate (h->b, 23) + number) * E_BITS;
    h->b ^= h->a >> 31;
}

void
ox_hash_number (OxHash *h, guint64 number)
{
    mix (h, number);
}

void
ox_hash_update (OxHash *h, OxSlice s)
{
    OxHash mixed = *h; /* a copy that can live in registers */
    mix (&mixed, s.left);
    while (s.left >= 8)
        mix (&mixed, ox_slice_u64 (&s));
    guint64 tail = 0;
    for (guint shift = 0; s.left > 0; shift += 8)
        tail |= (guint64) ox_slice_u8 (&s) << shift;
    mix (&mixed, tail);
    *h = mixed;
}

char *
ox_hash_finish (const OxHash *h)
{
    guint64 a = spread (h->a + rotate (h->b, 17));
    guint64 b = spread (h->b ^ a);
    return g_strdup_printf ("%016" G_GINT64_MODIFIER "x%016" G_GINT64_MODIFIER "x", a, b);
}
