/* SPDX-License-Identifier: MIT */
#include "testing.h"

#include "oab/book.h"
#include "oab/container.h"
#include "oab/lzx-tree.h"
#include "oab/oracle.h"

#include <oxcart/oxcart.h>
#include <stdlib.h>

static GBytes *
deflate_block (GBytes *bytes, guint32 block_max)
{
    g_autoptr (OxStream) in = ox_stream_new_bytes (bytes);
    g_autoptr (OxSink) sink = ox_sink_new_memory ();
    g_autoptr (GError) error = NULL;
    assert_true (ox_oab_deflate (in, OX_OAB_CONTAINER_LZX, block_max, sink, &error));
    return ox_sink_steal_bytes (sink);
}

static GBytes *
inflate (GBytes *bytes, OxDiagnostics *d)
{
    OxLimits limits;
    ox_limits_init (&limits);
    g_autoptr (OxStream) in = ox_stream_new_bytes (bytes);
    g_autoptr (OxStream) out = ox_oab_inflate (in, &limits, d, NULL);
    assert_non_null (out);
    return ox_stream_read_bytes (out, 0, ox_stream_get_size (out), NULL);
}

/* Ours and libmspack's decoder give back what was encoded. */
static void
check_round_trip (GBytes *bytes, guint32 block_max)
{
    g_autoptr (GBytes) compressed = deflate_block (bytes, block_max);
    g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
    g_autoptr (GBytes) ours = inflate (compressed, d);
    assert_int_equal (ox_diagnostics_get_size (d), 0);
    assert_true (g_bytes_equal (ours, bytes));
    g_autoptr (GBytes) theirs = oracle_decompress (compressed, NULL);
    assert_non_null (theirs);
    assert_true (g_bytes_equal (theirs, bytes));
}

/* --- generated inputs ---------------------------------------------------------------------- */

/* Stretches of what encoders stumble over: runs, repeats from near and far, few symbols, noise. */
static GBytes *
generate (guint64 seed, gsize most)
{
    guint64 s = seed;
    GByteArray *out = g_byte_array_new ();
    gsize size = book_random (&s) % (most + 1);
    size >>= book_below (&s, 16);
    while (out->len < size) {
        guint n = 1 + (book_below (&s, 60000) >> book_below (&s, 15));
        guint kind = book_below (&s, 6);
        guint8 byte = (guint8) book_random (&s);
        guint symbols = 1 + book_below (&s, 20);
        guint back = out->len > 0 ? 1 + book_below (&s, out->len) : 0;
        for (guint i = 0; i < n && out->len < size; i++) {
            guint8 v = kind == 0 ? byte : (guint8) book_random (&s);
            if (kind == 1)
                v = (guint8) (byte + v % symbols);
            if (kind >= 3 && back > 0)
                v = out->data[out->len - back];
            if (kind == 4 && i % 97 == 96)
                v ^= 1;
            g_byte_array_append (out, &v, 1);
        }
    }
    return g_byte_array_free_to_bytes (out);
}

static void
test_generated (void **state)
{
    guint n = g_getenv ("OX_FULL") != NULL ? 10000 : 200;
    static const guint32 sizes[] = { 0, 0, 1u << 15, 40000, 1u << 17, 1u << 20 };
    for (guint i = 0; i < n; i++) {
        g_autoptr (GBytes) bytes = generate (i + 1, 400000);
        check_round_trip (bytes, sizes[i % G_N_ELEMENTS (sizes)]);
    }
}

/* Sizes around everything that has one. */
static void
test_sizes (void **state)
{
    static const gsize sizes[] = { 0, 1, 2, 3, 4, 5, 10, 32767, 32768, 32769, 65536, 131072, 262143, 262144, 262145,
                                   524289 };
    g_autoptr (GBytes) book = book_make (1500);
    for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
        g_autoptr (GBytes) part = g_bytes_new_from_bytes (book, 0, MIN (sizes[i], g_bytes_get_size (book)));
        check_round_trip (part, 0);
        g_autofree guint8 *noise = g_malloc (sizes[i] + 1);
        guint64 s = 99;
        for (gsize k = 0; k < sizes[i]; k++)
            noise[k] = (guint8) book_random (&s);
        g_autoptr (GBytes) random = g_bytes_new (noise, sizes[i]);
        check_round_trip (random, 0);
        g_autofree guint8 *zeros = g_malloc0 (sizes[i] + 1);
        g_autoptr (GBytes) same = g_bytes_new (zeros, sizes[i]);
        check_round_trip (same, 0);
    }
}

/* One chunk of noise among chunks of nothing, in all places: its size must fit 16 bits. */
static void
test_uneven (void **state)
{
    for (guint i = 0; i < 8; i++) {
        guint8 *data = g_malloc0 (1u << 18);
        guint64 s = i;
        for (guint k = 0; k < LZX_CHUNK; k++)
            data[MIN (i * 32000 + k, (1u << 18) - 1)] = (guint8) (book_random (&s) >> (i % 3));
        g_autoptr (GBytes) bytes = g_bytes_new_take (data, 1u << 18);
        check_round_trip (bytes, 0);
    }
}

static void
test_large (void **state)
{
    if (g_getenv ("OX_FULL") == NULL)
        skip ();
    g_autoptr (GBytes) book = book_make (470000);
    assert_true (g_bytes_get_size (book) > 200000000);
    check_round_trip (book, 0);
}

/* --- single streams ------------------------------------------------------------------------ */

/* The example of [MS-PATCH]: an uncompressed block. */
static void
test_example (void **state)
{
    static const char stream[] = "\x14\x00\x00\x30\x30\x00\x01\x00\x00\x00\x01\x00\x00\x00\x01\x00\x00\x00"
                                 "abc\x00";
    guint8 out[3 + LZX_SLACK];
    gsize done = 0;
    assert_true (lzx_decode (LITERAL (stream), out, 0, 3, &done, NULL));
    assert_memory_equal (out, "abc", 3);
    g_autoptr (LzxEncoder) e = lzx_encoder_new ();
    g_autoptr (GByteArray) again = g_byte_array_new ();
    lzx_encode (e, (const guint8 *) "abc", 0, 3, again);
    assert_int_equal (again->len, sizeof stream - 1);
    assert_memory_equal (again->data, stream, again->len);
}

/* Bits, for streams that no encoder would write. */
static void
put (OxBitWriter *w, guint32 v, guint n)
{
    ox_bit_writer_put (w, v, n);
}

/* A tree of n elements of which all have no code: 18 (51 zeros), 17, or single zeros. */
static void
put_zero_tree (OxBitWriter *w, guint n)
{
    for (guint i = 0; i < 20; i++)
        put (w, i == 0 || i == 18 ? 1 : 0, 4);
    for (; n >= 51; n -= 51) {
        put (w, 1, 1);
        put (w, 31, 5);
    }
    for (; n > 0; n--)
        put (w, 0, 1);
}

/* A tree in which the elements a and b have a code of one bit: in n elements, where first <= a < b. */
static void
put_two_tree (OxBitWriter *w, guint n, guint a, guint b)
{
    /* 0: unchanged, 16: length 1 (0 + 17 - 16); both of one bit. */
    for (guint i = 0; i < 20; i++)
        put (w, i == 0 || i == 16 ? 1 : 0, 4);
    for (guint i = 0; i < n; i++)
        put (w, i == a || i == b, 1);
}

typedef struct {
    GByteArray *bytes;
    OxBitWriter w;
} Stream;

static Stream
stream_begin (guint type, guint32 size)
{
    Stream s = { g_byte_array_new (), { 0 } };
    s.w.bytes = s.bytes;
    put (&s.w, 0, 16); /* the size of the chunk */
    put (&s.w, 0, 1);
    put (&s.w, type, 3);
    put (&s.w, size, 24);
    return s;
}

/* Decodes, and says how far it came; frees. */
static gsize
stream_end (Stream *s, gsize size, gboolean expected)
{
    ox_bit_writer_align (&s->w);
    s->bytes->data[0] = (guint8) (s->bytes->len - 2);
    s->bytes->data[1] = (guint8) ((s->bytes->len - 2) >> 8);
    g_autofree guint8 *out = g_malloc (size + LZX_SLACK);
    gsize done = 0;
    g_autoptr (GError) error = NULL;
    assert_int_equal (lzx_decode (ox_slice (s->bytes->data, s->bytes->len, 0), out, 0, size, &done, &error), expected);
    assert_true (expected || g_error_matches (error, OX_ERROR, OX_ERROR_DAMAGED));
    g_byte_array_unref (s->bytes);
    return done;
}

#define MATCHES (8u * 34u)

static void
test_block_types (void **state)
{
    for (guint type = 0; type < 8; type++) {
        if (type >= 1 && type <= 3)
            continue;
        Stream s = stream_begin (type, 10);
        assert_int_equal (stream_end (&s, 10, FALSE), 0);
    }
}

/* No code at all, and a token. */
static void
test_empty_trees (void **state)
{
    Stream s = stream_begin (LZX_VERBATIM, 10);
    put_zero_tree (&s.w, 256);
    put_zero_tree (&s.w, MATCHES);
    put_zero_tree (&s.w, 249);
    put (&s.w, 0, 32);
    assert_int_equal (stream_end (&s, 10, FALSE), 0);
}

/* Three codes of one bit. */
static void
test_oversubscribed (void **state)
{
    Stream s = stream_begin (LZX_VERBATIM, 10);
    put_two_tree (&s.w, 256, 'a', 'b');
    put_two_tree (&s.w, MATCHES, 0, 1);
    put_zero_tree (&s.w, 249);
    put (&s.w, 0, 32);
    assert_int_equal (stream_end (&s, 10, FALSE), 0);
    s = stream_begin (LZX_VERBATIM, 10);
    for (guint i = 0; i < 20; i++)
        put (&s.w, 1, 4);
    put (&s.w, 0, 32);
    assert_int_equal (stream_end (&s, 10, FALSE), 0);
}

/* A literal and a match: of a repeated offset that was never set, it is 1; so it must not come first. */
static void
test_early_match (void **state)
{
    for (guint literals = 0; literals < 2; literals++) {
        Stream s = stream_begin (LZX_VERBATIM, 6);
        put_two_tree (&s.w, 256, 'a', 999);
        put_two_tree (&s.w, MATCHES, 3, 999); /* slot 0, five bytes */
        put_zero_tree (&s.w, 249);
        put (&s.w, 0, literals);
        put (&s.w, 1, 1);
        assert_int_equal (stream_end (&s, 6, literals > 0), literals * 6);
    }
    /* An offset of two, where one byte stands. */
    Stream s = stream_begin (LZX_VERBATIM, 6);
    put_two_tree (&s.w, 256, 'a', 999);
    put_two_tree (&s.w, MATCHES, 8 * 4 + 3, 999);
    put_zero_tree (&s.w, 249);
    put (&s.w, 2, 3); /* a; match, footer 0: formatted 4, offset 2 */
    assert_int_equal (stream_end (&s, 6, FALSE), 1);
}

/* A match that would leave its block. */
static void
test_long_match (void **state)
{
    Stream s = stream_begin (LZX_VERBATIM, 4);
    put_two_tree (&s.w, 256, 'a', 999);
    put_two_tree (&s.w, MATCHES, 3, 999);
    put_zero_tree (&s.w, 249);
    put (&s.w, 1, 2);
    assert_int_equal (stream_end (&s, 4, FALSE), 1);
}

/* Repeated offsets of zero come out of uncompressed blocks. */
static void
test_offset_zero (void **state)
{
    static const guint8 zeros[12];
    Stream s = stream_begin (LZX_UNCOMPRESSED, 2);
    put (&s.w, 0, 16 - s.w.n);
    g_byte_array_append (s.bytes, zeros, sizeof zeros);
    g_byte_array_append (s.bytes, (const guint8 *) "xy", 2);
    put (&s.w, LZX_VERBATIM, 3);
    put (&s.w, 6, 24);
    put_two_tree (&s.w, 256, 'a', 999);
    put_two_tree (&s.w, MATCHES, 3, 999);
    put_zero_tree (&s.w, 249);
    put (&s.w, 1, 2);
    assert_int_equal (stream_end (&s, 8, FALSE), 3);
}

/* An uncompressed block of an odd size, whose padding is skipped before the next one. */
static void
test_odd_block (void **state)
{
    static const guint8 offsets[12] = { 1, 0, 0, 0, 1, 0, 0, 0, 1 };
    Stream s = stream_begin (LZX_UNCOMPRESSED, 3);
    put (&s.w, 0, 16 - s.w.n);
    g_byte_array_append (s.bytes, offsets, sizeof offsets);
    g_byte_array_append (s.bytes, (const guint8 *) "xyz\xFF", 4);
    put (&s.w, LZX_VERBATIM, 3);
    put (&s.w, 6, 24);
    put_two_tree (&s.w, 256, 'a', 999);
    put_two_tree (&s.w, MATCHES, 3, 999);
    put_zero_tree (&s.w, 249);
    put (&s.w, 1, 2);
    assert_int_equal (stream_end (&s, 9, TRUE), 9);
}

/* Calls are translated back, whatever the size that the stream names; the last ten bytes are not. */
static void
test_e8 (void **state)
{
    static const guint8 raw[32] = { 'a', 0xE8, 0x10, 0, 0, 0, 'b', 0xE8, 0xF8, 0xFF, 0xFF, 0xFF, 'c',
                                    [20] = 0xE8, 0x10, [24] = 0xE8, 0x10 };
    static const guint32 sizes[] = { 0, 1, 1000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF };
    for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
        g_autoptr (GByteArray) bytes = g_byte_array_new ();
        OxBitWriter w = { bytes, 0, 0 };
        put (&w, 2 + 2 + 4 + 12 + sizeof raw, 16);
        put (&w, 1, 1);
        put (&w, sizes[i] >> 16, 16);
        put (&w, sizes[i] & 0xFFFF, 16);
        put (&w, LZX_UNCOMPRESSED, 3);
        put (&w, sizeof raw, 24);
        put (&w, 0, 16 - w.n);
        g_byte_array_append (bytes, (const guint8[12]){ 1 }, 12);
        g_byte_array_append (bytes, raw, sizeof raw);
        guint8 out[sizeof raw + LZX_SLACK];
        gsize done = 0;
        assert_true (lzx_decode (ox_slice (bytes->data, bytes->len, 0), out, 0, sizeof raw, &done, NULL));
        guint8 first = sizes[i] == 1000 || sizes[i] == 0x7FFFFFFF ? 0x10 - 1 : 0x10;
        assert_int_equal (out[2], first);
        assert_int_equal (out[25], 0x10);
    }
}

/* Chunks that name no bytes, or fewer than they need. */
static void
test_chunk_sizes (void **state)
{
    g_autoptr (GBytes) book = book_make (300);
    gsize n;
    const guint8 *data = g_bytes_get_data (book, &n);
    g_autoptr (LzxEncoder) e = lzx_encoder_new ();
    g_autoptr (GByteArray) bytes = g_byte_array_new ();
    lzx_encode (e, data, 0, n, bytes);
    g_autofree guint8 *out = g_malloc (n + LZX_SLACK);
    guint real = bytes->data[0] | bytes->data[1] << 8;
    for (guint size = 0; size < real; size += 1 + real / 50) {
        bytes->data[0] = (guint8) size;
        bytes->data[1] = (guint8) (size >> 8);
        gsize done = 0;
        assert_false (lzx_decode (ox_slice (bytes->data, bytes->len, 0), out, 0, n, &done, NULL));
        assert_true (done < LZX_CHUNK);
        /* What came out before the end of the chunk is right. */
        assert_memory_equal (out, data, done);
    }
}

/* Every prefix of a stream gives a prefix of its output. */
static void
test_truncated (void **state)
{
    g_autoptr (GBytes) book = book_make (100);
    gsize n;
    const guint8 *data = g_bytes_get_data (book, &n);
    g_autoptr (LzxEncoder) e = lzx_encoder_new ();
    g_autoptr (GByteArray) bytes = g_byte_array_new ();
    lzx_encode (e, data, 0, n, bytes);
    g_autofree guint8 *out = g_malloc (n + LZX_SLACK);
    for (guint cut = 0; cut < bytes->len; cut += 37) {
        g_autofree guint8 *part = g_memdup2 (bytes->data, cut);
        gsize done = 0;
        assert_false (lzx_decode (ox_slice (part, cut, 0), out, 0, n, &done, NULL));
        assert_memory_equal (out, data, done);
    }
}

/* --- codes --------------------------------------------------------------------------------- */

/* Lengths are bounded, and the tree is whole, for the counts that make deep trees, too. */
static void
test_code_lengths (void **state)
{
    guint32 counts[LZX_MAX_MAIN];
    guint8 lengths[LZX_MAX_MAIN];
    guint64 s = 5;
    for (guint round = 0; round < 2000; round++) {
        guint n = round % 3 == 0 ? LZX_ALIGNED : round % 3 == 1 ? LZX_PRETREE : LZX_LENGTHS;
        guint most = n == LZX_ALIGNED ? 7 : n == LZX_PRETREE ? 15 : 16;
        guint used = 0;
        guint32 a = 1, b = 1;
        for (guint i = 0; i < n; i++) {
            guint32 fibonacci = i < 40 ? a : 0;
            guint32 next = a + b;
            a = b;
            b = next;
            counts[i] = round % 2 == 0 ? fibonacci : book_below (&s, 3) == 0 ? book_below (&s, 1u << book_below (&s, 20)) : 0;
            used += counts[i] > 0;
        }
        lzx_code_lengths (counts, n, most, lengths);
        guint32 sum = 0;
        for (guint i = 0; i < n; i++) {
            assert_true (lengths[i] <= most);
            assert_true (counts[i] == 0 || lengths[i] > 0);
            sum += lengths[i] > 0 ? 1u << (most - lengths[i]) : 0;
        }
        assert_int_equal (sum, used > 0 ? 1u << most : 0);
    }
}

static void
test_slots (void **state)
{
    static const struct {
        gsize reference, size;
        guint slots;
    } cases[] = { { 0, 1, 34 }, { 0, 1u << 17, 34 }, { 0, (1u << 17) + 1, 36 }, { 0, 1u << 18, 36 },
                  { 1, 1u << 17, 36 }, { 1u << 18, 1u << 18, 38 }, { 0, 1u << 20, 42 }, { 0, 1u << 21, 50 },
                  { 0, 1u << 22, 66 }, { 0, 1u << 23, 98 }, { 0, 1u << 24, 162 }, { 0, 1u << 25, 290 } };
    for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
        assert_int_equal (lzx_slots (cases[i].reference, cases[i].size), cases[i].slots);
    for (guint slot = 3; slot < LZX_MAX_SLOTS; slot++) {
        assert_int_equal (lzx_slot (lzx_base (slot)), slot);
        assert_int_equal (lzx_base (slot) + (1u << lzx_footer_bits (slot)),
                          slot + 1 < LZX_MAX_SLOTS ? lzx_base (slot + 1) : LZX_MAX_DATA);
    }
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (test_example),       cmocka_unit_test (test_block_types),
        cmocka_unit_test (test_empty_trees),   cmocka_unit_test (test_oversubscribed),
        cmocka_unit_test (test_early_match),   cmocka_unit_test (test_long_match),
        cmocka_unit_test (test_offset_zero),   cmocka_unit_test (test_odd_block),
        cmocka_unit_test (test_e8),            cmocka_unit_test (test_chunk_sizes),
        cmocka_unit_test (test_truncated),     cmocka_unit_test (test_code_lengths),
        cmocka_unit_test (test_slots),         cmocka_unit_test (test_sizes),
        cmocka_unit_test (test_generated),     cmocka_unit_test (test_uneven),
        cmocka_unit_test (test_large),
    };
    return cmocka_run_group_tests (tests, NULL, NULL);
}
