/* SPDX-License-Identifier: MIT */
#include "base/bits.h"

/* The last words one by one; then zeros. Half a word is none. */
OxBits
ox_bits_refill_end (OxBits b)
{
    while (b.n <= 48) {
        guint64 word = 0;
        if (b.left >= 2) {
            word = b.p[0] | (guint64) b.p[1] << 8;
            b.p += 2;
            b.left -= 2;
        } else if (b.made_up < 1u << 16) {
            b.made_up += 16;
        }
        b.buffer |= word << 48 >> b.n;
        b.n += 16;
    }
    return b;
}

OxSlice
ox_bits_rest (OxBits b)
{
    OxSlice s = ox_slice (b.p, b.left, b.end - b.left);
    if (ox_bits_spent (&b)) {
        ox_slice_skip (&s, s.left + 1);
        return s;
    }
    /* What is in the buffer stands right before the rest. */
    gsize ahead = (b.n - b.made_up) / 16 * 2;
    s.p -= ahead;
    s.left += ahead;
    s.at -= ahead;
    return s;
}
