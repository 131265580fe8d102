/* SPDX-License-Identifier: MIT */
#include "base/translate.h"

#include <string.h>

#if defined(__x86_64__) && (defined(__GNUC__) || defined(__clang__))
#include <immintrin.h>
#define HAVE_VECTORS 1
#endif

void
ox_translate_portable (guint8 *data, gsize n, const guint8 table[256])
{
    for (gsize i = 0; i < n; i++)
        data[i] = table[data[i]];
}

#ifdef HAVE_VECTORS

#define LANES sizeof (__m256i)

/* A shuffle looks up 16 bytes of the table: 32 bytes of data pass each of its 16 rows. Saturation lets only those of the
 * row through, for a byte above 0x7F makes the shuffle give 0. */
__attribute__ ((target ("avx2"))) static void
translate_vectors (guint8 *data, gsize n, const guint8 table[256])
{
    __m256i rows[16];
    for (guint row = 0; row < G_N_ELEMENTS (rows); row++) {
        __m128i half;
        memcpy (&half, table + 16 * row, sizeof half);
        rows[row] = _mm256_broadcastsi128_si256 (half);
    }
    const __m256i limit = _mm256_set1_epi8 (0x70);
    const __m256i step = _mm256_set1_epi8 (16);
    gsize i = 0;
    for (; i + LANES <= n; i += LANES) {
        __m256i bytes, out = _mm256_setzero_si256 ();
        memcpy (&bytes, data + i, sizeof bytes);
        for (guint row = 0; row < G_N_ELEMENTS (rows); row++) {
            out = _mm256_or_si256 (out, _mm256_shuffle_epi8 (rows[row], _mm256_adds_epu8 (bytes, limit)));
            bytes = _mm256_sub_epi8 (bytes, step);
        }
        memcpy (data + i, &out, sizeof out);
    }
    ox_translate_portable (data + i, n - i, table);
}

#endif

void
ox_translate (guint8 *data, gsize n, const guint8 table[256])
{
#ifdef HAVE_VECTORS
    if (n >= 2 * LANES && __builtin_cpu_supports ("avx2")) {
        translate_vectors (data, n, table);
        return;
    }
#endif
    ox_translate_portable (data, n, table);
}
