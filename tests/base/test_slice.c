/* SPDX-License-Identifier: MIT */
#include "testing.h"

#include "base/builder.h"
#include "base/crc.h"
#include "base/hash.h"
#include "base/slice.h"

#include <oxcart/error.h>
#include <oxcart/filetime.h>

static void
reads_little_endian (void **state)
{
    OxSlice s = LITERAL ("\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f");
    assert_int_equal (ox_slice_u8 (&s), 0x01);
    assert_int_equal (ox_slice_u16 (&s), 0x0302);
    assert_int_equal (ox_slice_u32 (&s), 0x07060504);
    assert_true (ox_slice_u64 (&s) == G_GUINT64_CONSTANT (0x0F0E0D0C0B0A0908));
    assert_true (ox_slice_ok (&s));
    assert_int_equal (s.left, 0);
    assert_int_equal (s.at, 15);
}

static void
reads_big_endian (void **state)
{
    OxSlice s = LITERAL ("\x01\x02\x03\x04\x05\x06");
    assert_int_equal (ox_slice_u16_be (&s), 0x0102);
    assert_int_equal (ox_slice_u32_be (&s), 0x03040506);
}

static void
is_spent_past_the_end (void **state)
{
    OxSlice s = LITERAL ("\x01\x02\x03");
    assert_int_equal (ox_slice_u32 (&s), 0);
    assert_false (ox_slice_ok (&s));
    /* Sticky: what would have fitted is not read either. */
    assert_int_equal (ox_slice_u8 (&s), 0);
    g_autoptr (GError) error = NULL;
    assert_false (ox_slice_check (&s, "a record", &error));
    assert_true (g_error_matches (error, OX_ERROR, OX_ERROR_DAMAGED));
}

static void
takes_windows (void **state)
{
    OxSlice s = LITERAL ("abcdef");
    OxSlice at = ox_slice_at (&s, 4);
    OxSlice head = ox_slice_take (&s, 2);
    assert_int_equal (ox_slice_u8 (&at), 'e');
    assert_int_equal (head.left, 2);
    assert_int_equal (s.left, 4);
    OxSlice beyond = ox_slice_take (&s, G_MAXSIZE);
    assert_false (ox_slice_ok (&beyond));
    assert_false (ox_slice_ok (&s));
    guint8 out[4] = { 1, 1, 1, 1 };
    assert_false (ox_slice_copy (&s, out, sizeof out));
    assert_int_equal (out[0], 0);
}

static void
builder_is_the_way_back (void **state)
{
    g_auto (OxBuilder) b;
    ox_builder_init (&b);
    ox_builder_u8 (&b, 1);
    ox_builder_u16 (&b, 0x0302);
    ox_builder_u32 (&b, 0);
    ox_builder_u64 (&b, G_GUINT64_CONSTANT (0x0F0E0D0C0B0A0908));
    ox_builder_utf16 (&b, "a\xF0\x9F\x90\x82", TRUE);
    ox_builder_zeros (&b, 100);
    ox_builder_put_u32 (&b, 3, 0x07060504);
    g_autoptr (GBytes) bytes = ox_builder_finish (&b);
    OxSlice s = ox_slice_from_bytes (bytes);
    ox_slice_skip (&s, 3);
    assert_int_equal (ox_slice_u32 (&s), 0x07060504);
    ox_slice_skip (&s, 8);
    assert_int_equal (ox_slice_u16 (&s), 'a');
    assert_int_equal (ox_slice_u16 (&s), 0xD83D);
    assert_int_equal (ox_slice_u16 (&s), 0xDC02);
    assert_int_equal (ox_slice_u16 (&s), 0);
    assert_int_equal (s.left, 100);
}

static void
crc_vectors (void **state)
{
    /* Names of properties, UTF-16LE, as real files hash them. */
    static const struct {
        const char *name;
        guint32 crc;
    } vectors[] = {
        { "Keywords", 0x2EDA4D3B },     { "content-class", 0xE6008F65 },
        { "x-mailer", 0xFF504E89 },     { "content-type", 0x0450B859 },
        { "Content-Type", 0x03F02475 },
    };
    assert_int_equal (ox_crc32 (0, LITERAL ("123456789")), 0x2DFD2D88);
    for (guint i = 0; i < G_N_ELEMENTS (vectors); i++) {
        g_auto (OxBuilder) b;
        ox_builder_init (&b);
        ox_builder_utf16 (&b, vectors[i].name, FALSE);
        g_autoptr (GBytes) bytes = ox_builder_finish (&b);
        assert_int_equal (ox_crc32 (0, ox_slice_from_bytes (bytes)), vectors[i].crc);
    }
}

static void
guids (void **state)
{
    OxGuid guid;
    assert_true (ox_guid_from_string (&guid, "{00020328-0000-0000-C000-000000000046}"));
    assert_int_equal (guid.bytes[0], 0x28);
    g_autofree char *text = ox_guid_to_string (&guid);
    assert_string_equal (text, "{00020328-0000-0000-C000-000000000046}");
    static const char *const bad[] = { "", "{", "00020328", "{00020328-0000-0000-C000-000000000046",
                                       "00020328-0000-0000-C000-00000000004g",
                                       "00020328+0000-0000-C000-000000000046" };
    for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
        assert_false (ox_guid_from_string (&guid, bad[i]));
}

static void
filetimes (void **state)
{
    assert_true (ox_filetime_to_unix (G_GUINT64_CONSTANT (116444736000000000)) == 0);
    assert_true (ox_filetime_from_unix (0) == G_GUINT64_CONSTANT (116444736000000000));
    assert_true (ox_filetime_from_unix (G_MININT64) == 0);
    g_autofree char *text = ox_filetime_to_iso8601 (G_GUINT64_CONSTANT (116444736000000005));
    assert_string_equal (text, "1970-01-01T00:00:00.0000005Z");
    assert_false (ox_filetime_is_set (0));
    assert_false (ox_filetime_is_set (G_GUINT64_CONSTANT (0x0CB34557A3DD4000)));
    assert_false (ox_filetime_is_set (G_MAXUINT64));
    assert_true (ox_filetime_is_set (1));
    g_autofree char *huge = ox_filetime_to_iso8601 (G_MAXUINT64);
    assert_string_equal (huge, "18446744073709551615");
}

/* Names of data that differs in one place: none is given twice. */
static void
hashes_differ (void **state)
{
    g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    guint8 data[40] = { 0 };
    for (guint i = 0; i < sizeof data * 256; i++) {
        OxHash h;
        data[i / 256] = (guint8) (i % 256);
        ox_hash_init (&h);
        ox_hash_update (&h, ox_slice (data, sizeof data, 0));
        assert_true (g_hash_table_add (seen, ox_hash_finish (&h)) || i % 256 == 0);
        if (i % 256 == 255)
            data[i / 256] = 0;
    }
    OxHash a, b;
    ox_hash_init (&a);
    ox_hash_init (&b);
    ox_hash_update (&a, LITERAL ("ab"));
    ox_hash_update (&a, LITERAL ("c"));
    ox_hash_update (&b, LITERAL ("a"));
    ox_hash_update (&b, LITERAL ("bc"));
    g_autofree char *x = ox_hash_finish (&a);
    g_autofree char *y = ox_hash_finish (&b);
    assert_string_not_equal (x, y);
    /* The same on every machine and in every version: names once given stay. */
    assert_string_equal (x, "d6f428b7224646b95a73209bb8dab76c");
}

/* Both answers of the one pass are those of the two. */
static void
lengths_of_texts (void **state)
{
    g_autoptr (GRand) random = g_rand_new_with_seed (7);
    for (guint round = 0; round < 20000; round++) {
        guint n = (guint) g_rand_int_range (random, 0, 40);
        g_autofree guint8 *bytes = g_malloc (n + 1); /* no byte behind it: the sanitizer sees */
        for (guint i = 0; i < n; i++) {
            guint kind = (guint) g_rand_int_range (random, 0, 60);
            bytes[i] = kind == 0 ? 0 : kind == 1 ? 0x80 : kind == 2 ? 0xFF : kind == 3 ? 0x01 : 0x7F;
        }
        g_autofree guint8 *tight = g_memdup2 (bytes, n);
        OxSlice s = ox_slice (tight, n, 0);
        gboolean is_ascii = FALSE;
        gsize length = ox_slice_text_length (&s, &is_ascii);
        assert_int_equal (length, ox_slice_strnlen (&s));
        OxSlice text = ox_slice_take (&s, length);
        assert_int_equal (is_ascii, ox_slice_is_ascii (&text));
    }
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (lengths_of_texts),
        cmocka_unit_test (reads_little_endian),     cmocka_unit_test (reads_big_endian),
        cmocka_unit_test (is_spent_past_the_end),   cmocka_unit_test (takes_windows),
        cmocka_unit_test (builder_is_the_way_back), cmocka_unit_test (crc_vectors),
        cmocka_unit_test (guids),                   cmocka_unit_test (filetimes),
        cmocka_unit_test (hashes_differ),
    };
    return cmocka_run_group_tests (tests, NULL, NULL);
}
