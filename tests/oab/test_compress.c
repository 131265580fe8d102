/* SPDX-License-Identifier: MIT */
#include "testing.h"

#include "oab/book.h"
#include "oab/compress.h"
#include "oab/oracle.h"

#include <oxcart/oxcart.h>
#include <zlib.h>

#define BLOCK 0x8000u

static GBytes *
deflate_book (GBytes *bytes, OxOabContainer container, guint32 block_max)
{
    g_autoptr (OxStream) in = ox_stream_new_bytes (bytes);
    g_autoptr (OxSink) sink = ox_sink_new_memory ();
    assert_true (ox_oab_deflate (in, container, block_max, sink, NULL));
    return ox_sink_steal_bytes (sink);
}

static OxStream *
open_bytes (GBytes *bytes, OxDiagnostics *d, GError **error)
{
    OxLimits limits;
    ox_limits_init (&limits);
    g_autoptr (OxStream) in = ox_stream_new_bytes (bytes);
    return ox_oab_inflate (in, &limits, d, error);
}

static GBytes *
read_all (OxStream *stream)
{
    return ox_stream_read_bytes (stream, 0, ox_stream_get_size (stream), NULL);
}

static guint
count_code (OxDiagnostics *d, const char *code)
{
    guint n = 0;
    for (guint i = 0; i < ox_diagnostics_get_size (d); i++)
        n += strcmp (ox_diagnostics_get (d, i)->code, code) == 0;
    return n;
}

static GBytes *
with_u32 (GBytes *bytes, gsize offset, guint32 v)
{
    gsize n = g_bytes_get_size (bytes);
    guint8 *copy = g_memdup2 (g_bytes_get_data (bytes, NULL), n);
    for (guint i = 0; i < 4; i++)
        copy[offset + i] = (guint8) (v >> (8 * i));
    return g_bytes_new_take (copy, n);
}

static void
assert_part (GBytes *whole, GBytes *part, gsize from, gsize to)
{
    assert_memory_equal ((const guint8 *) g_bytes_get_data (whole, NULL) + from,
                         (const guint8 *) g_bytes_get_data (part, NULL) + from, to - from);
}

/* --- both directions ----------------------------------------------------------------------- */

static void
test_round_trip (void **state)
{
    static const OxOabContainer containers[] = { OX_OAB_CONTAINER_LZX, OX_OAB_CONTAINER_MSZIP };
    g_autoptr (GBytes) book = book_make (1200);
    for (guint i = 0; i < 2; i++) {
        g_autoptr (GBytes) compressed = deflate_book (book, containers[i], 0);
        assert_true (g_bytes_get_size (compressed) < g_bytes_get_size (book) * 6 / 10);
        g_autoptr (OxStream) file = ox_stream_new_bytes (compressed);
        assert_int_equal (ox_oab_container (file), containers[i]);
        g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
        g_autoptr (OxStream) stream = open_bytes (compressed, d, NULL);
        g_autoptr (GBytes) back = read_all (stream);
        assert_true (g_bytes_equal (back, book));
        assert_int_equal (ox_diagnostics_get_size (d), 0);
        /* The same bytes each time. */
        g_autoptr (GBytes) again = deflate_book (book, containers[i], 0);
        assert_true (g_bytes_equal (again, compressed));
    }
}

/* Any place, any length, in any order. */
static void
test_random_access (void **state)
{
    g_autoptr (GBytes) book = book_make (3000);
    gsize n;
    const guint8 *data = g_bytes_get_data (book, &n);
    g_autoptr (GBytes) compressed = deflate_book (book, OX_OAB_CONTAINER_LZX, BLOCK);
    g_autoptr (OxStream) stream = open_bytes (compressed, NULL, NULL);
    guint8 buffer[100000];
    guint64 s = 1;
    for (guint i = 0; i < 300; i++) {
        gsize at = book_below (&s, (guint) n);
        gsize want = 1 + (book_below (&s, sizeof buffer - 1) >> book_below (&s, 12));
        gssize got = ox_stream_pread (stream, at, buffer, want, NULL);
        assert_int_equal (got, MIN (want, n - at));
        assert_memory_equal (buffer, data + at, (gsize) got);
    }
    assert_int_equal (ox_stream_pread (stream, n, buffer, 1, NULL), 0);
}

static gpointer
read_often (gpointer data)
{
    GBytes **pair = data;
    g_autoptr (OxStream) stream = ox_stream_ref ((OxStream *) pair[1]);
    guint8 buffer[5000];
    const guint8 *book = g_bytes_get_data (pair[0], NULL);
    for (guint i = 0; i < 200; i++) {
        gsize at = (i * 7919u * 4096u) % (g_bytes_get_size (pair[0]) - sizeof buffer);
        if (ox_stream_pread (stream, at, buffer, sizeof buffer, NULL) != sizeof buffer
            || memcmp (buffer, book + at, sizeof buffer) != 0)
            return GINT_TO_POINTER (1);
    }
    return NULL;
}

static void
test_threads (void **state)
{
    g_autoptr (GBytes) book = book_make (3000);
    g_autoptr (GBytes) compressed = deflate_book (book, OX_OAB_CONTAINER_LZX, BLOCK);
    g_autoptr (OxStream) stream = open_bytes (compressed, NULL, NULL);
    gpointer pair[2] = { book, stream };
    GThread *threads[4];
    for (guint i = 0; i < 4; i++)
        threads[i] = g_thread_new (NULL, read_often, pair);
    for (guint i = 0; i < 4; i++)
        assert_null (g_thread_join (threads[i]));
}

/* No block is larger than the header says, compressed or not: readers make that much room. */
static void
test_block_max (void **state)
{
    guint64 s = 7;
    guint8 *noise = g_malloc (700000);
    for (guint i = 0; i < 700000; i++)
        noise[i] = (guint8) book_random (&s);
    g_autoptr (GBytes) bytes = g_bytes_new_take (noise, 700000);
    for (guint k = 0; k < 2; k++) {
        g_autoptr (GBytes) out = deflate_book (bytes, k == 0 ? OX_OAB_CONTAINER_LZX : OX_OAB_CONTAINER_MSZIP, 0);
        OxSlice slice = ox_slice_from_bytes (out);
        ox_slice_skip (&slice, 8);
        guint32 block_max = ox_slice_u32 (&slice);
        ox_slice_skip (&slice, 4);
        while (slice.left > 0) {
            ox_slice_skip (&slice, 4);
            guint32 comp = ox_slice_u32 (&slice);
            assert_true (comp <= block_max);
            assert_true (ox_slice_u32 (&slice) <= block_max);
            ox_slice_skip (&slice, comp + (k == 0 ? 4 : 0));
            assert_true (ox_slice_ok (&slice));
        }
        g_autoptr (OxStream) stream = open_bytes (out, NULL, NULL);
        g_autoptr (GBytes) back = read_all (stream);
        assert_true (g_bytes_equal (back, bytes));
    }
    g_autoptr (OxStream) in = ox_stream_new_bytes (bytes);
    g_autoptr (OxSink) sink = ox_sink_new_memory ();
    static const guint32 bad[] = { 1, 0xFFF, 0x1000001, 0xFFFFFFFF };
    for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
        g_autoptr (GError) error = NULL;
        assert_false (ox_oab_deflate (in, OX_OAB_CONTAINER_LZX, bad[i], sink, &error));
        assert_true (g_error_matches (error, OX_ERROR, OX_ERROR_ARGUMENT));
    }
}

/* --- damage -------------------------------------------------------------------------------- */

/* One block is damaged: the others are whole, and of that one what stands before the damage. */
static void
test_damaged_block (void **state)
{
    g_autoptr (GBytes) book = book_make (1000);
    g_autoptr (GBytes) good = deflate_book (book, OX_OAB_CONTAINER_LZX, 2 * BLOCK);
    gsize size = g_bytes_get_size (book);
    /* Into the second block: its second chunk says that it has no bytes. */
    OxSlice s = ox_slice_from_bytes (good);
    OxSlice header = ox_slice_at (&s, 20);
    gsize second = 32 + ox_slice_u32 (&header);
    OxSlice chunk = ox_slice_at (&s, second + 16);
    gsize at = second + 16 + 2 + ox_slice_u16 (&chunk);
    guint8 *bytes = g_memdup2 (g_bytes_get_data (good, NULL), g_bytes_get_size (good));
    bytes[at] = bytes[at + 1] = 0;
    g_autoptr (GBytes) bad = g_bytes_new_take (bytes, g_bytes_get_size (good));
    g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
    g_autoptr (OxStream) stream = open_bytes (bad, d, NULL);
    assert_int_equal (ox_diagnostics_get_size (d), 0);
    for (guint round = 0; round < 2; round++) {
        g_autoptr (GBytes) out = read_all (stream);
        assert_int_equal (g_bytes_get_size (out), size);
        assert_part (book, out, 0, 3 * BLOCK);
        assert_part (book, out, 4 * BLOCK, size);
        const guint8 *data = g_bytes_get_data (out, NULL);
        for (gsize i = 3 * BLOCK; i < 4 * BLOCK; i++)
            assert_int_equal (data[i], 0);
        assert_int_equal (ox_diagnostics_get_size (d), 1);
    }
    const OxDiagnostic *entry = ox_diagnostics_get (d, 0);
    assert_string_equal (entry->code, "oab-block");
    assert_int_equal (entry->severity, OX_SEVERITY_LOST);
    assert_int_equal (entry->offset, second + 16);
    guint64 end = 0;
    assert_false (ox_oab_inflate_lost (stream, 3 * BLOCK - 1, &end));
    assert_true (ox_oab_inflate_lost (stream, 3 * BLOCK, &end));
    assert_int_equal (end, 4 * BLOCK);
    assert_false (ox_oab_inflate_lost (stream, end, NULL));
    assert_false (ox_oab_inflate_lost (stream, size, NULL));
    g_autoptr (OxStream) other = ox_stream_new_bytes (book);
    assert_false (ox_oab_inflate_lost (other, 0, NULL));
}

/* A wrong checksum alone, of a compressed block and of a stored one: the bytes are used. */
static void
test_crc (void **state)
{
    g_autoptr (GBytes) book = book_make (50);
    g_autoptr (GBytes) good = deflate_book (book, OX_OAB_CONTAINER_LZX, 0);
    g_autoptr (GBytes) bad = with_u32 (good, 28, 5);
    g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
    g_autoptr (OxStream) stream = open_bytes (bad, d, NULL);
    g_autoptr (GBytes) out = read_all (stream);
    assert_true (g_bytes_equal (out, book));
    assert_int_equal (count_code (d, "oab-block-crc"), 1);
    assert_int_equal (ox_diagnostics_count (d, OX_SEVERITY_LOST), 0);
    static const char stored[] = "\3\0\0\0\1\0\0\0\0\x80\0\0\3\0\0\0" "\0\0\0\0\3\0\0\0\3\0\0\0\1\2\3\4" "abc";
    g_autoptr (GBytes) file = g_bytes_new_static (stored, sizeof stored - 1);
    g_autoptr (OxDiagnostics) d2 = ox_diagnostics_new ();
    g_autoptr (OxStream) second = open_bytes (file, d2, NULL);
    g_autoptr (GBytes) abc = read_all (second);
    assert_memory_equal (g_bytes_get_data (abc, NULL), "abc", 3);
    assert_int_equal (count_code (d2, "oab-block-crc"), 1);
    g_autoptr (GBytes) right = with_u32 (file, 28, ox_crc32 (OAB_CRC_SEED, LITERAL ("abc")));
    g_autoptr (OxDiagnostics) d3 = ox_diagnostics_new ();
    g_autoptr (OxStream) third = open_bytes (right, d3, NULL);
    g_autoptr (GBytes) abc3 = read_all (third);
    assert_memory_equal (g_bytes_get_data (abc3, NULL), "abc", 3);
    assert_int_equal (ox_diagnostics_get_size (d3), 0);
}

/* Headers that lie about sizes: what the blocks give is used. */
static void
test_header_sizes (void **state)
{
    static const struct {
        gsize offset;
        guint32 value;
    } cases[] = { { 8, 0 }, { 8, 0xFFFFFFFF }, { 12, 0 }, { 12, 1 }, { 12, 0xFFFFFFFF } };
    g_autoptr (GBytes) book = book_make (50);
    g_autoptr (GBytes) good = deflate_book (book, OX_OAB_CONTAINER_LZX, 0);
    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autoptr (GBytes) bad = with_u32 (good, cases[i].offset, cases[i].value);
        g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
        g_autoptr (OxStream) stream = open_bytes (bad, d, NULL);
        g_autoptr (GBytes) out = read_all (stream);
        assert_true (g_bytes_equal (out, book));
        assert_int_equal (count_code (d, "oab-size"), cases[i].offset == 8 && cases[i].value > 0 ? 0 : 1);
    }
}

/* A block that claims to be larger than it is, or more than any limit: where it is whole, what it gives counts. */
static void
test_block_sizes (void **state)
{
    static const guint32 values[] = { 0x1000000, 0x4000001, 0x80000000, 0xFFFFFFFF };
    g_autoptr (GBytes) book = book_make (50);
    g_autoptr (GBytes) good = deflate_book (book, OX_OAB_CONTAINER_LZX, 0);
    for (guint i = 0; i < G_N_ELEMENTS (values); i++) {
        g_autoptr (GBytes) large = with_u32 (good, 24, values[i]);
        g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
        g_autoptr (OxStream) stream = open_bytes (large, d, NULL);
        g_autoptr (GBytes) out = read_all (stream);
        assert_true (g_bytes_equal (out, book));
        assert_int_equal (count_code (d, "oab-size"), 1);
        /* Damaged besides, nothing tells what it gives. */
        g_autoptr (GBytes) bad = with_u32 (large, 34, 0);
        g_autoptr (GError) error = NULL;
        g_autoptr (OxStream) none = open_bytes (bad, NULL, &error);
        if (values[i] == 0x1000000) {
            assert_int_equal (ox_stream_get_size (none), 0x1000000);
        } else {
            assert_null (none);
            assert_true (g_error_matches (error, OX_ERROR, OX_ERROR_LIMIT));
        }
    }
    /* A compressed size beyond the end of the file: what is there is enough. */
    g_autoptr (GBytes) longer = with_u32 (good, 20, 0xFFFFFFFF);
    g_autoptr (OxDiagnostics) d2 = ox_diagnostics_new ();
    g_autoptr (OxStream) stream2 = open_bytes (longer, d2, NULL);
    g_autoptr (GBytes) out2 = read_all (stream2);
    assert_true (g_bytes_equal (out2, book));
    assert_int_equal (count_code (d2, "oab-size"), 1);
    assert_int_equal (ox_diagnostics_count (d2, OX_SEVERITY_LOST), 0);
}

/* What a small file may expand to is limited, however true its sizes are. */
static void
test_expansion (void **state)
{
    gsize n = 2u << 20;
    g_autoptr (GBytes) zeros = g_bytes_new_take (g_malloc0 (n), n);
    g_autoptr (GBytes) one = deflate_book (zeros, OX_OAB_CONTAINER_LZX, (guint32) n);
    const guint8 *data = g_bytes_get_data (one, NULL);
    guint size = (guint) g_bytes_get_size (one);
    g_autoptr (GByteArray) many = g_byte_array_new ();
    g_byte_array_append (many, data, size);
    for (guint i = 0; i < 40; i++)
        g_byte_array_append (many, data + OAB_HEADER, size - OAB_HEADER);
    g_autoptr (GBytes) file = g_bytes_new (many->data, many->len);
    g_autoptr (GError) error = NULL;
    assert_null (open_bytes (file, NULL, &error));
    assert_true (g_error_matches (error, OX_ERROR, OX_ERROR_LIMIT));
}

/* Sizes of a block in the middle that lie, or of the first one: nothing is lost. */
static void
test_lying_blocks (void **state)
{
    static const struct {
        gsize offset; /* in the header of the block: 4 compressed, 8 size */
        guint32 value;
    } cases[] = { { 4, 0xFFFFFFFF }, { 4, 0x7FFFFFFF }, { 4, 0 },        { 4, 100 },
                  { 8, 0xFFFFFFFF }, { 8, 0x4000000 },  { 8, 0 } };
    static const OxOabContainer containers[] = { OX_OAB_CONTAINER_LZX, OX_OAB_CONTAINER_MSZIP };
    g_autoptr (GBytes) book = book_make (1000);
    for (guint c = 0; c < G_N_ELEMENTS (containers); c++) {
        guint32 block = containers[c] == OX_OAB_CONTAINER_LZX ? 2 * BLOCK : BLOCK;
        g_autoptr (GBytes) good = deflate_book (book, containers[c], block);
        OxSlice s = ox_slice_from_bytes (good);
        OxSlice header = ox_slice_at (&s, 20);
        gsize second = 16 + (c == 0 ? 16 : 12) + ox_slice_u32 (&header);
        for (guint i = 0; i < 2 * G_N_ELEMENTS (cases); i++) {
            gsize at = i < G_N_ELEMENTS (cases) ? second : 16;
            guint k = i % G_N_ELEMENTS (cases);
            g_autoptr (GBytes) bad = with_u32 (good, at + cases[k].offset, cases[k].value);
            g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
            g_autoptr (GError) error = NULL;
            g_autoptr (OxStream) stream = open_bytes (bad, d, &error);
            if (stream == NULL)
                fail_msg ("case %u of %u: %s", i, c, error->message);
            g_autoptr (GBytes) out = read_all (stream);
            if (!g_bytes_equal (out, book))
                fail_msg ("case %u of %u: %" G_GSIZE_FORMAT " bytes", i, c, g_bytes_get_size (out));
            assert_true (count_code (d, "oab-size") >= 1);
        }
    }
}

static gsize
next_header (GBytes *file, gsize at, gsize header)
{
    OxSlice s = ox_slice_from_bytes (file);
    ox_slice_skip (&s, at + 4);
    return at + header + ox_slice_u32 (&s);
}

/* Sizes that are wrong by a little, of each block: they might be right, and nothing is lost. */
static void
test_lies_by_a_little (void **state)
{
    static const gint deltas[] = { -1, 1, -2, 2, -3, 3, -4, 5, -12, 13, -16, 16, -17, 18, -100, 101, -255, 256 };
    static const OxOabContainer containers[] = { OX_OAB_CONTAINER_LZX, OX_OAB_CONTAINER_MSZIP };
    g_autoptr (GBytes) book = book_make (400);
    for (guint c = 0; c < G_N_ELEMENTS (containers); c++) {
        gsize header = c == 0 ? OAB_LZX_BLOCK : OAB_MSZIP_BLOCK;
        g_autoptr (GBytes) good = deflate_book (book, containers[c], BLOCK);
        OxSlice file = ox_slice_from_bytes (good);
        for (gsize at = OAB_HEADER; at < g_bytes_get_size (good); at = next_header (good, at, header)) {
            for (guint i = 0; i < 2 * G_N_ELEMENTS (deltas); i++) {
                gsize field = at + (i % 2 == 0 ? 4 : 8);
                OxSlice s = ox_slice_at (&file, field);
                g_autoptr (GBytes) bad = with_u32 (good, field, ox_slice_u32 (&s) + (guint32) deltas[i / 2]);
                g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
                g_autoptr (OxStream) stream = open_bytes (bad, d, NULL);
                g_autoptr (GBytes) out = stream != NULL ? read_all (stream) : g_bytes_new (NULL, 0);
                if (!g_bytes_equal (out, book))
                    fail_msg ("%u: %d at %" G_GSIZE_FORMAT ": %" G_GSIZE_FORMAT " bytes", c, deltas[i / 2], field,
                              g_bytes_get_size (out));
                assert_true (count_code (d, "oab-size") >= 1);
                assert_int_equal (ox_diagnostics_count (d, OX_SEVERITY_LOST), 0);
            }
        }
    }
}

static GBytes *
with_noise (GBytes *bytes, gsize offset, gsize n)
{
    guint64 s = 3;
    guint8 *copy = g_memdup2 (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
    for (gsize i = 0; i < n; i++)
        copy[offset + i] = (guint8) book_random (&s);
    return g_bytes_new_take (copy, g_bytes_get_size (bytes));
}

/* A header of which nothing is left costs nothing, with the data before and behind it no more than two blocks; what is
 * behind the last block costs nothing either. */
static void
test_lost_headers (void **state)
{
    g_autoptr (GBytes) book = book_make (1000);
    gsize size = g_bytes_get_size (book);
    g_autoptr (GBytes) good = deflate_book (book, OX_OAB_CONTAINER_LZX, BLOCK);
    gsize second = next_header (good, OAB_HEADER, OAB_LZX_BLOCK);
    g_autoptr (GBytes) bare = with_noise (good, second, OAB_LZX_BLOCK);
    g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
    g_autoptr (OxStream) stream = open_bytes (bare, d, NULL);
    g_autoptr (GBytes) out = read_all (stream);
    assert_true (g_bytes_equal (out, book));
    assert_int_equal (count_code (d, "oab-size"), 1);
    assert_int_equal (count_code (d, "oab-block-crc"), 1);
    g_autoptr (GBytes) wide = with_noise (good, second - 100, 300);
    g_autoptr (OxDiagnostics) d2 = ox_diagnostics_new ();
    g_autoptr (OxStream) stream2 = open_bytes (wide, d2, NULL);
    g_autoptr (GBytes) out2 = read_all (stream2);
    assert_int_equal (g_bytes_get_size (out2), size);
    assert_part (book, out2, 0, BLOCK / 2);
    assert_part (book, out2, 2 * BLOCK, size);
    assert_true (ox_diagnostics_count (d2, OX_SEVERITY_LOST) >= 1);
    g_autoptr (GByteArray) longer = g_byte_array_new ();
    g_byte_array_append (longer, g_bytes_get_data (good, NULL), (guint) g_bytes_get_size (good));
    g_byte_array_append (longer, g_bytes_get_data (book, NULL), 500);
    g_autoptr (GBytes) followed = g_bytes_new (longer->data, longer->len);
    g_autoptr (OxDiagnostics) d3 = ox_diagnostics_new ();
    g_autoptr (OxStream) stream3 = open_bytes (followed, d3, NULL);
    g_autoptr (GBytes) out3 = read_all (stream3);
    assert_true (g_bytes_equal (out3, book));
    assert_int_equal (count_code (d3, "oab-size"), 1);
    assert_int_equal (ox_diagnostics_count (d3, OX_SEVERITY_LOST), 0);
}

/* A piece that was taken out of a block or put into it costs no more than its block. */
static void
test_moved (void **state)
{
    g_autoptr (GBytes) book = book_make (1000);
    gsize size = g_bytes_get_size (book);
    g_autoptr (GBytes) good = deflate_book (book, OX_OAB_CONTAINER_LZX, BLOCK);
    gsize n = g_bytes_get_size (good);
    gsize at = next_header (good, OAB_HEADER, OAB_LZX_BLOCK) + 500;
    for (guint moved = 1; moved < 400; moved += 57) {
        for (guint taken = 0; taken < 2; taken++) {
            g_autoptr (GByteArray) bytes = g_byte_array_new ();
            const guint8 *data = g_bytes_get_data (good, NULL);
            g_byte_array_append (bytes, data, (guint) at);
            gsize from = taken ? at + moved : at - moved;
            g_byte_array_append (bytes, data + from, (guint) (n - from));
            g_autoptr (GBytes) bad = g_bytes_new (bytes->data, bytes->len);
            g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
            g_autoptr (OxStream) stream = open_bytes (bad, d, NULL);
            g_autoptr (GBytes) out = read_all (stream);
            assert_int_equal (g_bytes_get_size (out), size);
            assert_part (book, out, 0, BLOCK);
            assert_part (book, out, 2 * BLOCK, size);
            assert_true (ox_diagnostics_get_size (d) > 0);
        }
    }
}

/* A block whose flag says the opposite of what it is. */
static void
test_flag (void **state)
{
    static const OxOabContainer containers[] = { OX_OAB_CONTAINER_LZX, OX_OAB_CONTAINER_MSZIP };
    g_autoptr (GBytes) book = book_make (50);
    for (guint c = 0; c < G_N_ELEMENTS (containers); c++) {
        g_autoptr (GBytes) good = deflate_book (book, containers[c], 0);
        g_autoptr (GBytes) bad = with_u32 (good, 16, 0);
        g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
        g_autoptr (OxStream) stream = open_bytes (bad, d, NULL);
        g_autoptr (GBytes) out = read_all (stream);
        assert_true (g_bytes_equal (out, book));
        assert_int_equal (ox_diagnostics_get_size (d), 0);
        g_autoptr (GByteArray) stored = g_byte_array_new ();
        gsize head = OAB_HEADER + (c == 0 ? OAB_LZX_BLOCK : OAB_MSZIP_BLOCK);
        g_byte_array_append (stored, g_bytes_get_data (good, NULL), (guint) head);
        g_byte_array_append (stored, g_bytes_get_data (book, NULL), (guint) g_bytes_get_size (book));
        g_autoptr (GBytes) raw = g_bytes_new (stored->data, stored->len);
        g_autoptr (GBytes) sized = with_u32 (raw, 20, (guint32) g_bytes_get_size (book));
        g_autoptr (OxStream) second = open_bytes (sized, d, NULL);
        g_autoptr (GBytes) out2 = read_all (second);
        assert_true (g_bytes_equal (out2, book));
        assert_int_equal (ox_diagnostics_get_size (d), 0);
    }
}

/* Cut anywhere: what is before the cut comes out. */
static void
test_truncated (void **state)
{
    g_autoptr (GBytes) book = book_make (300);
    g_autoptr (GBytes) good = deflate_book (book, OX_OAB_CONTAINER_LZX, BLOCK);
    gsize last = 0;
    for (gsize cut = 0; cut < g_bytes_get_size (good); cut += 1 + cut / 16) {
        g_autoptr (GBytes) part = g_bytes_new_from_bytes (good, 0, cut);
        g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
        g_autoptr (GError) error = NULL;
        g_autoptr (OxStream) stream = open_bytes (part, d, &error);
        assert_int_equal (stream != NULL, cut >= OAB_HEADER);
        if (stream == NULL)
            continue;
        g_autoptr (GBytes) out = read_all (stream);
        guint64 lost = ox_stream_get_size (stream);
        for (guint64 i = 0; i < ox_stream_get_size (stream) && lost == ox_stream_get_size (stream); i++)
            if (ox_oab_inflate_lost (stream, i, NULL))
                lost = i;
        assert_part (book, out, 0, (gsize) lost);
        assert_true (lost >= last);
        last = (gsize) lost;
        assert_true (ox_diagnostics_get_size (d) > 0);
    }
    assert_true (last > 2 * BLOCK);
}

static void
test_not_compressed (void **state)
{
    g_autoptr (GBytes) book = book_make (3);
    g_autoptr (GError) error = NULL;
    assert_null (open_bytes (book, NULL, &error));
    assert_true (g_error_matches (error, OX_ERROR, OX_ERROR_FORMAT));
    static const char patch[28] = "\3\0\0\0\2\0\0\0";
    g_autoptr (GBytes) bytes = g_bytes_new_static (patch, sizeof patch);
    g_clear_error (&error);
    assert_null (open_bytes (bytes, NULL, &error));
    assert_true (g_error_matches (error, OX_ERROR, OX_ERROR_UNSUPPORTED));
}

/* --- MSZIP --------------------------------------------------------------------------------- */

/* Blocks that reach into the ones before, as [MS-MCI] allows; all of them, read from the end. */
static GBytes *
chained (GBytes *bytes)
{
    OxBuilder b;
    ox_builder_init (&b);
    ox_builder_u32 (&b, 2);
    ox_builder_u32 (&b, 1);
    ox_builder_u32 (&b, BLOCK);
    ox_builder_u32 (&b, (guint32) g_bytes_get_size (bytes));
    gsize n;
    const guint8 *data = g_bytes_get_data (bytes, &n);
    for (gsize at = 0; at < n; at += BLOCK) {
        guint8 out[2 * BLOCK];
        z_stream z = { 0 };
        assert_int_equal (deflateInit2 (&z, 9, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY), Z_OK);
        if (at > 0)
            deflateSetDictionary (&z, data + at - BLOCK, BLOCK);
        z.next_in = (Bytef *) data + at;
        z.avail_in = (uInt) MIN (BLOCK, n - at);
        guint32 size = z.avail_in;
        z.next_out = out;
        z.avail_out = sizeof out;
        assert_int_equal (deflate (&z, Z_FINISH), Z_STREAM_END);
        ox_builder_u32 (&b, 1);
        ox_builder_u32 (&b, (guint32) z.total_out + 2);
        ox_builder_u32 (&b, size);
        ox_builder_bytes (&b, (const guint8 *) "CK", 2);
        ox_builder_bytes (&b, out, z.total_out);
        deflateEnd (&z);
    }
    return ox_builder_finish (&b);
}

static void
test_mszip_history (void **state)
{
    g_autoptr (GBytes) book = book_make (9000);
    gsize n = g_bytes_get_size (book);
    g_autoptr (GBytes) file = chained (book);
    g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
    g_autoptr (OxStream) stream = open_bytes (file, d, NULL);
    for (gsize at = n / BLOCK * BLOCK;; at -= BLOCK) {
        guint8 buffer[BLOCK];
        gssize got = ox_stream_pread (stream, at, buffer, BLOCK, NULL);
        assert_int_equal (got, MIN (BLOCK, n - at));
        assert_memory_equal (buffer, (const guint8 *) g_bytes_get_data (book, NULL) + at, (gsize) got);
        if (at == 0)
            break;
    }
    assert_int_equal (ox_diagnostics_get_size (d), 0);
}

static void
test_mszip_damage (void **state)
{
    g_autoptr (GBytes) book = book_make (500);
    g_autoptr (GBytes) good = deflate_book (book, OX_OAB_CONTAINER_MSZIP, 0);
    OxSlice s = ox_slice_from_bytes (good);
    OxSlice header = ox_slice_at (&s, 20);
    gsize second = 28 + ox_slice_u32 (&header);
    g_autoptr (GBytes) bad = with_u32 (good, second + 12, 0x4B43 ^ 1);
    g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
    g_autoptr (OxStream) stream = open_bytes (bad, d, NULL);
    g_autoptr (GBytes) out = read_all (stream);
    assert_part (book, out, 0, BLOCK);
    assert_part (book, out, 2 * BLOCK, g_bytes_get_size (book));
    assert_int_equal (count_code (d, "oab-block"), 1);
    assert_true (ox_oab_inflate_lost (stream, BLOCK, NULL));
}

/* --- real files ---------------------------------------------------------------------------- */

static void
test_real (void **state)
{
    static const char folder[] = SHARED "/oab/msdn-forum/";
    g_autofree char *compressed = NULL, *plain = NULL;
    gsize n = 0, n_plain = 0;
    if (!g_file_get_contents (SHARED "/oab/msdn-forum/browse2.oab.compressed", &compressed, &n, NULL)
        || !g_file_get_contents (SHARED "/oab/msdn-forum/browse2.oab.decompressed", &plain, &n_plain, NULL)) {
        print_message ("%s is not here\n", folder);
        skip ();
    }
    g_autoptr (GBytes) bytes = g_bytes_new (compressed, n);
    g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
    g_autoptr (OxStream) stream = open_bytes (bytes, d, NULL);
    g_autoptr (GBytes) out = read_all (stream);
    assert_int_equal (g_bytes_get_size (out), n_plain);
    assert_memory_equal (g_bytes_get_data (out, NULL), plain, n_plain);
    assert_int_equal (ox_diagnostics_get_size (d), 0);
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (test_round_trip), cmocka_unit_test (test_random_access),
        cmocka_unit_test (test_threads), cmocka_unit_test (test_block_max),
        cmocka_unit_test (test_damaged_block), cmocka_unit_test (test_crc),
        cmocka_unit_test (test_header_sizes), cmocka_unit_test (test_block_sizes),
        cmocka_unit_test (test_expansion), cmocka_unit_test (test_lying_blocks),
        cmocka_unit_test (test_lies_by_a_little), cmocka_unit_test (test_lost_headers),
        cmocka_unit_test (test_moved), cmocka_unit_test (test_flag),
        cmocka_unit_test (test_truncated), cmocka_unit_test (test_not_compressed),
        cmocka_unit_test (test_mszip_history), cmocka_unit_test (test_mszip_damage),
        cmocka_unit_test (test_real),
    };
    return cmocka_run_group_tests (tests, NULL, NULL);
}
