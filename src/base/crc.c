/* SPDX-License-Identifier: MIT */
#include "base/crc.h"

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>
#define CLMUL 1
#define TARGET __attribute__ ((target ("pclmul,sse4.1")))
#endif

/* table[k][b]: the CRC of byte b followed by k zero bytes, so that eight bytes go in one step. */
static guint32 table[8][256];

static void
table_build (void)
{
    for (guint32 i = 0; i < 256; i++) {
        guint32 c = i;
        for (guint bit = 0; bit < 8; bit++)
            c = (c & 1) != 0 ? c >> 1 ^ 0xEDB88320u : c >> 1;
        table[0][i] = c;
    }
    for (guint k = 1; k < 8; k++)
        for (guint32 i = 0; i < 256; i++)
            table[k][i] = table[k - 1][i] >> 8 ^ table[0][table[k - 1][i] & 0xFF];
}

static guint32
by_table (guint32 crc, OxSlice *s)
{
    while (s->left >= 8) {
        guint64 v = ox_slice_u64 (s) ^ crc;
        crc = table[7][v & 0xFF] ^ table[6][v >> 8 & 0xFF] ^ table[5][v >> 16 & 0xFF]
              ^ table[4][v >> 24 & 0xFF] ^ table[3][v >> 32 & 0xFF] ^ table[2][v >> 40 & 0xFF]
              ^ table[1][v >> 48 & 0xFF] ^ table[0][v >> 56];
    }
    while (s->left > 0)
        crc = crc >> 8 ^ table[0][(crc ^ ox_slice_u8 (s)) & 0xFF];
    return crc;
}

#ifdef CLMUL
/* --- by carry-less products -----------------------------------------------------------------
 *
 * Sixteen bytes are a polynomial; what stands n bits before the end may be replaced by its product
 * with the rest of x^n, and added to what stands there. So four such pieces, and in the end one, are
 * carried through the data; its checksum is that of all. The constants are rests, in the
 * reflected order, of x to the powers of the distances of the two halves. */

static TARGET inline __m128i
load (OxSlice *s)
{
    OxSlice piece = ox_slice_take (s, 16);
    return _mm_loadu_si128 ((const __m128i *) (gconstpointer) piece.p);
}

static TARGET inline __m128i
fold (__m128i x, __m128i by, __m128i next)
{
    __m128i low = _mm_clmulepi64_si128 (x, by, 0x00);
    __m128i high = _mm_clmulepi64_si128 (x, by, 0x11);
    return _mm_xor_si128 (_mm_xor_si128 (low, high), next);
}

/* Takes at least 64 bytes, and leaves fewer than 16. */
static TARGET guint32
by_products (guint32 crc, OxSlice *s)
{
    const __m128i far = _mm_set_epi64x (0x1C6E41596, 0x154442BD4);  /* 64 bytes */
    const __m128i near = _mm_set_epi64x (0x0CCAA009E, 0x1751997D0); /* 16 bytes */
    __m128i a = _mm_xor_si128 (load (s), _mm_cvtsi32_si128 ((gint32) crc));
    __m128i b = load (s), c = load (s), d = load (s);
    while (s->left >= 64) {
        a = fold (a, far, load (s));
        b = fold (b, far, load (s));
        c = fold (c, far, load (s));
        d = fold (d, far, load (s));
    }
    a = fold (fold (fold (a, near, b), near, c), near, d);
    while (s->left >= 16)
        a = fold (a, near, load (s));
    guint8 bytes[16];
    _mm_storeu_si128 ((__m128i *) (gpointer) bytes, a);
    OxSlice rest = ox_slice (bytes, sizeof bytes, 0);
    return by_table (0, &rest);
}
#endif

guint32
ox_crc32 (guint32 seed, OxSlice s)
{
    static gsize once;
    if (g_once_init_enter (&once)) {
        table_build ();
        g_once_init_leave (&once, 1);
    }
#ifdef CLMUL
    if (s.left >= 64 && __builtin_cpu_supports ("pclmul") && __builtin_cpu_supports ("sse4.1"))
        seed = by_products (seed, &s);
#endif
    return by_table (seed, &s);
}
