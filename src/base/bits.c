/* SPDX-License-Identifier: MIT */
#include "base/bits.h"

/* The last words one by one; then zeros. Half a word is none. */
void
ox_bits_refill_end (OxBits *b)
{
    while (b->n <= 48) {
        guint64 word = 0;
        if (b->rest.left >= 2)
            word = ox_slice_u16 (&b->rest);
        else if (b->made_up < 1u << 16)
            b->made_up += 16;
        b->buffer |= word << 48 >> b->n;
        b->n += 16;
    }
}

OxSlice
ox_bits_rest (const OxBits *b)
{
    OxSlice s = b->rest;
    if (ox_bits_spent (b)) {
        ox_slice_skip (&s, s.left + 1);
        return s;
    }
    /* What is in the buffer stands right before the rest. */
    gsize ahead = (b->n - b->made_up) / 16 * 2;
    s.p -= ahead;
    s.left += ahead;
    s.at -= ahead;
    return s;
}
