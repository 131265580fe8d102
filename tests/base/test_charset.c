/* SPDX-License-Identifier: MIT */
#include "testing.h"

#include "base/charset.h"

#include <string.h>

/* What Windows makes of some bytes in each page. */
static const struct {
    guint page;
    const char *bytes;
    const char *text;
} cases[] = {
    { 437, "\x80\x9c", "Ç£" },
    { 720, "\x98", "ء" },
    { 737, "\x80", "Α" },
    { 850, "\xd5", "ı" },
    { 866, "\x8f\xe0", "Пр" },
    { 874, "\xa1", "ก" },
    { 932, "\x93\xfa\x96\x7b\x81\x60\x5c", "日本～\\" },
    { 932, "\xb1\x87\x40", "ｱ①" },
    { 936, "\xd6\xd0\xce\xc4", "中文" },
    { 949, "\xc7\xd1\xb1\xb9", "한국" },
    { 950, "\xa4\xa4\xa4\xe5", "中文" },
    { 1250, "\xb9", "ą" },
    { 1251, "\xcf\xf0", "Пр" },
    { 1252, "\x80\x93", "€“" },
    { 1252, "\x81", "\xC2\x81" },
    { 1253, "\xc1", "Α" },
    { 1254, "\xfd", "ı" },
    { 1255, "\xf9", "ש" },
    { 1256, "\xc7", "ا" },
    { 1257, "\xe0", "ą" },
    { 1258, "\xf0", "đ" },
    { 1361, "\xd0\x65", "한" },
    { 10000, "\x8e", "é" },
    { 10006, "\xe1", "α" },
    { 10007, "\x80", "А" },
    { 10029, "\x88", "ą" },
    { 10081, "\xdd", "ı" },
    { 20127, "abc\x93", "abc“" },
    { 20866, "\xf0", "П" },
    { 20932, "\xc6\xfc\xcb\xdc", "日本" },
    { 21866, "\xa4", "є" },
    { 28591, "\xe9", "é" },
    { 28592, "\xb1", "ą" },
    { 28595, "\xbf", "П" },
    { 28597, "\xc1", "Α" },
    { 28598, "\xf9", "ש" },
    { 28599, "\xfd", "ı" },
    { 28603, "\xe0", "ą" },
    { 28605, "\xa4", "€" },
    { 28606, "\xa4", "€" },
    { 38596, "\xc7", "ا" },
    { 38598, "\xf9", "ש" },
    { 50220, "\x1b$BF|K\\\x1b(B", "日本" },
    { 50221, "\x1b(I1\x1b(B", "ｱ" },
    { 50222, "\x1b$BF|K\\\x1b(Bx", "日本x" },
    { 50225, "\x1b$)C\x0eGQ19\x0f", "한국" },
    { 51932, "\xc6\xfc\xcb\xdc", "日本" },
    { 51949, "\xc7\xd1\xb1\xb9", "한국" },
    { 52936, "~{VPND~}", "中文" },
    { 54936, "\xd6\xd0\x81\x30\x81\x30", "中\xC2\x80" },
    { 65000, "+AOk-", "é" },
    { 65001, "\xEF\xBB\xBF\xC3\xA9", "é" },
};

static void
decodes_each_page (void **state)
{
    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        gsize length = 0;
        guint n_bad = 9;
        OxSlice s = ox_slice ((const guint8 *) cases[i].bytes, strlen (cases[i].bytes), 0);
        g_autofree char *text = ox_charset_decode (cases[i].page, s, &length, &n_bad);
        if (g_strcmp0 (text, cases[i].text) != 0)
            fail_msg ("page %u gives \"%s\", not \"%s\"", cases[i].page, text, cases[i].text);
        assert_int_equal (length, strlen (cases[i].text));
        assert_int_equal (n_bad, 0);
    }
}

static void
every_page_decodes_every_byte (void **state)
{
    /* The pages that Outlook writes. */
    static const guint pages[] = {
        437,   720,   737,   775,   850,   852,   855,   857,   858,   860,   861,   862,   863,   864,
        865,   866,   869,   874,   932,   936,   949,   950,   1250,  1251,  1252,  1253,  1254,  1255,
        1256,  1257,  1258,  1361,  10000, 10001, 10002, 10003, 10004, 10005, 10006, 10007, 10008, 10010,
        10017, 10021, 10029, 10079, 10081, 10082, 20127, 20866, 20932, 21866, 28591, 28592, 28593, 28594,
        28595, 28596, 28597, 28598, 28599, 28600, 28601, 28603, 28604, 28605, 28606, 38596, 38598, 50220,
        50221, 50222, 50225, 50227, 51932, 51936, 51949, 52936, 54936, 65000, 65001, 1200,  1201,
    };
    guint8 all[2 * 256];
    for (guint i = 0; i < sizeof all; i++)
        all[i] = (guint8) (i < 256 ? i : (i * 7) ^ 0x5A);
    for (guint i = 0; i < G_N_ELEMENTS (pages); i++) {
        gsize length = 0;
        guint n_bad = 0;
        assert_true (ox_charset_known (pages[i]));
        assert_non_null (ox_charset_name (pages[i]));
        g_autofree char *text = ox_charset_decode (pages[i], ox_slice (all, sizeof all, 0), &length,
                                                   &n_bad);
        assert_non_null (text);
        /* GLib's validator takes a NUL for an error. */
        for (gsize j = 0; j < length; j++)
            if (text[j] == '\0')
                text[j] = ' ';
        assert_true (g_utf8_validate_len (text, length, NULL));
    }
    gsize length = 0;
    guint n_bad = 0;
    assert_null (ox_charset_decode (4711, LITERAL ("x"), &length, &n_bad));
    assert_false (ox_charset_known (4711));
}

static void
single_byte_pages_round_trip (void **state)
{
    static const guint pages[] = { 437,  737,  775,  850,  852,  866,   1250,  1251,  1252,
                                   1253, 1254, 1256, 1257, 1258, 20866, 28591, 28605, 10007 };
    for (guint i = 0; i < G_N_ELEMENTS (pages); i++) {
        for (guint byte = 0x80; byte < 0x100; byte++) {
            guint8 one = (guint8) byte;
            gsize length = 0;
            guint n_bad = 0;
            g_autofree char *text = ox_charset_decode (pages[i], ox_slice (&one, 1, 0), &length,
                                                       &n_bad);
            g_autoptr (GBytes) back = ox_charset_encode (pages[i], text, length);
            gboolean c1 = (guchar) text[0] == 0xC2 && (guchar) text[1] < 0xA0;
            if (n_bad > 0 || (c1 && back == NULL))
                continue;
            assert_non_null (back);
            assert_int_equal (*(const guint8 *) g_bytes_get_data (back, NULL), byte);
        }
    }
}

static void
undefined_bytes_are_counted (void **state)
{
    static const struct {
        guint page;
        const char *bytes;
        const char *text;
        guint n_bad;
    } bad[] = {
        { 65001, "a\xff\xfe"
                 "b",
          "a\xEF\xBF\xBD\xEF\xBF\xBD"
          "b",
          2 },
        { 932, "a\xff", "a\xEF\xBF\xBD", 1 },
        { 936, "a\xd6", "a\xEF\xBF\xBD", 1 },
        { 28597, "\xff", "\xEF\xBF\xBD", 1 },
    };
    for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
        gsize length = 0;
        guint n_bad = 0;
        OxSlice s = ox_slice ((const guint8 *) bad[i].bytes, strlen (bad[i].bytes), 0);
        g_autofree char *text = ox_charset_decode (bad[i].page, s, &length, &n_bad);
        assert_string_equal (text, bad[i].text);
        assert_int_equal (n_bad, bad[i].n_bad);
        assert_null (strchr (text, '?'));
    }
}

static void
utf16 (void **state)
{
    gsize length = 0;
    guint n_bad = 0;
    g_autofree char *text = ox_utf16_decode (LITERAL ("\xff\xfe"
                                                      "a\0\xe9\0\x2d\x4e\x3d\xd8\x02\xdc"),
                                             &length, &n_bad);
    assert_string_equal (text, "aé中\xF0\x9F\x90\x82");
    assert_int_equal (n_bad, 0);
    g_autofree char *lone = ox_utf16_decode (LITERAL ("\x3d\xd8"
                                                      "a\0\x02\xdcx"),
                                             &length, &n_bad);
    assert_string_equal (lone, "\xEF\xBF\xBD"
                               "a\xEF\xBF\xBD");
    assert_int_equal (n_bad, 3);
}

static void
names_and_locales (void **state)
{
    assert_int_equal (ox_charset_from_name ("UTF-8"), 65001);
    assert_int_equal (ox_charset_from_name ("Latin1"), 28591);
    assert_int_equal (ox_charset_from_name ("gb2312"), 936);
    assert_int_equal (ox_charset_from_name ("x-sjis"), 932);
    assert_int_equal (ox_charset_from_name (""), 0);
    assert_int_equal (ox_charset_from_name ("no-such"), 0);
    assert_int_equal (ox_codepage_from_lcid (0x0407), 1252);
    assert_int_equal (ox_codepage_from_lcid (0x0411), 932);
    assert_int_equal (ox_codepage_from_lcid (0x0404), 950);
    assert_int_equal (ox_codepage_from_lcid (0x0804), 936);
    assert_int_equal (ox_codepage_from_lcid (0x0419), 1251);
    assert_int_equal (ox_codepage_from_lcid (0x0C1A), 1251);
    assert_int_equal (ox_codepage_from_lcid (0x081A), 1250);
    assert_int_equal (ox_codepage_from_lcid (0), 0);
    assert_int_equal (ox_codepage_windows (28591), 1252);
    assert_int_equal (ox_codepage_windows (50220), 932);
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (decodes_each_page),
        cmocka_unit_test (every_page_decodes_every_byte),
        cmocka_unit_test (single_byte_pages_round_trip),
        cmocka_unit_test (undefined_bytes_are_counted),
        cmocka_unit_test (utf16),
        cmocka_unit_test (names_and_locales),
    };
    return cmocka_run_group_tests (tests, NULL, NULL);
}
