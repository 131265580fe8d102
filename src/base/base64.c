/* SPDX-License-Identifier: MIT */
#include "base/base64.h"

#include <string.h>

#if defined(__x86_64__) && (defined(__GNUC__) || defined(__clang__))
#include <tmmintrin.h>
#define HAVE_VECTORS 1
#endif

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/* The two characters of each 12 bits: half the look-ups of one character each. */
static const guint16 *
digit_pairs (void)
{
    static guint16 pairs[4096];
    static gsize once;
    if (g_once_init_enter (&once)) {
        for (guint i = 0; i < G_N_ELEMENTS (pairs); i++) {
            guint8 two[2] = { (guint8) digits[i >> 6], (guint8) digits[i & 63] };
            memcpy (&pairs[i], two, sizeof two);
        }
        g_once_init_leave (&once, 1);
    }
    return pairs;
}

static guint8 *
encode_tail (guint8 *out, const guint8 *in, gsize n)
{
    guint32 bits = (guint32) in[0] << 16 | (n > 1 ? (guint32) in[1] << 8 : 0);
    *out++ = (guint8) digits[bits >> 18];
    *out++ = (guint8) digits[bits >> 12 & 63];
    *out++ = n > 1 ? (guint8) digits[bits >> 6 & 63] : '=';
    *out++ = '=';
    return out;
}

guint8 *
ox_base64_encode_portable (guint8 *out, const guint8 *in, gsize n)
{
    const guint16 *pairs = digit_pairs ();
    gsize i = 0;
    for (; i + 8 <= n; i += 6, out += 8) {
        guint64 bits;
        memcpy (&bits, in + i, sizeof bits);
        bits = GUINT64_FROM_BE (bits);
        const guint16 four[4] = { pairs[bits >> 52], pairs[bits >> 40 & 0xFFF],
                                  pairs[bits >> 28 & 0xFFF], pairs[bits >> 16 & 0xFFF] };
        memcpy (out, four, sizeof four);
    }
    for (; i + 3 <= n; i += 3, out += 4) {
        guint32 bits = (guint32) in[i] << 16 | (guint32) in[i + 1] << 8 | in[i + 2];
        memcpy (out, &pairs[bits >> 12], 2);
        memcpy (out + 2, &pairs[bits & 0xFFF], 2);
    }
    return i < n ? encode_tail (out, in + i, n - i) : out;
}

#ifdef HAVE_VECTORS

/* 12 bytes to 16 numbers of 6 bits: each 32 bits of the vector get three bytes as b a c b, and two
 * multiplications shift the four numbers into the bytes they belong to. */
__attribute__ ((target ("ssse3"))) static inline __m128i
split_sixes (__m128i bytes)
{
    bytes = _mm_shuffle_epi8 (
        bytes, _mm_setr_epi8 (1, 0, 2, 1, 4, 3, 5, 4, 7, 6, 8, 7, 10, 9, 11, 10));
    __m128i first_and_third = _mm_mulhi_epu16 (
        _mm_and_si128 (bytes, _mm_set1_epi32 (0x0FC0FC00)), _mm_set1_epi32 (0x04000040));
    __m128i second_and_fourth = _mm_mullo_epi16 (
        _mm_and_si128 (bytes, _mm_set1_epi32 (0x003F03F0)), _mm_set1_epi32 (0x01000010));
    return _mm_or_si128 (first_and_third, second_and_fourth);
}

/* The digit is the number plus what its range begins at: 0 for a-z, 1 to 10 for a digit, 11 and 12
 * for + and /, 13 for A-Z. */
__attribute__ ((target ("ssse3"))) static inline __m128i
digits_of_sixes (__m128i sixes)
{
    const __m128i offsets = _mm_setr_epi8 ('a' - 26, '0' - 52, '0' - 52, '0' - 52, '0' - 52,
                                           '0' - 52, '0' - 52, '0' - 52, '0' - 52, '0' - 52,
                                           '0' - 52, '+' - 62, '/' - 63, 'A', 0, 0);
    __m128i is_upper = _mm_cmpgt_epi8 (_mm_set1_epi8 (26), sixes);
    __m128i range = _mm_or_si128 (_mm_subs_epu8 (sixes, _mm_set1_epi8 (51)),
                                  _mm_and_si128 (is_upper, _mm_set1_epi8 (13)));
    return _mm_add_epi8 (sixes, _mm_shuffle_epi8 (offsets, range));
}

__attribute__ ((target ("ssse3"))) static guint8 *
encode_vectors (guint8 *out, const guint8 *in, gsize n)
{
    gsize i = 0;
    for (; i + 12 <= n; i += 12, out += 16) {
        __m128i bytes;
        memcpy (&bytes, in + i, sizeof bytes);
        bytes = digits_of_sixes (split_sixes (bytes));
        memcpy (out, &bytes, sizeof bytes);
    }
    if (i + 9 == n) { /* the end of a line of 57 bytes: the last four characters are slack */
        __m128i bytes;
        memcpy (&bytes, in + i, sizeof bytes);
        bytes = digits_of_sixes (split_sixes (bytes));
        memcpy (out, &bytes, sizeof bytes);
        return out + 12;
    }
    return ox_base64_encode_portable (out, in + i, n - i);
}

#endif

guint8 *
ox_base64_encode (guint8 *out, const guint8 *in, gsize n)
{
#ifdef HAVE_VECTORS
    if (__builtin_cpu_supports ("ssse3"))
        return encode_vectors (out, in, n);
#endif
    return ox_base64_encode_portable (out, in, n);
}
