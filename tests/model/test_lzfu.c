/* SPDX-License-Identifier: MIT
 *
 * Compressed RTF: the examples of the specification, both ways; damage; bombs.
 */
#include "testing.h"

#include "base/builder.h"
#include "base/crc.h"
#include "base/diag.h"
#include "model/lzfu.h"

#include <oxcart/error.h>
#include <string.h>

static GBytes *
from_hex (const char *hex)
{
    GByteArray *bytes = g_byte_array_new ();
    for (; *hex != '\0'; hex += 2) {
        guint8 b = (guint8) (g_ascii_xdigit_value (hex[0]) << 4 | g_ascii_xdigit_value (hex[1]));
        g_byte_array_append (bytes, &b, 1);
    }
    return g_byte_array_free_to_bytes (bytes);
}

static GBytes *
decompress (GBytes *bytes, OxDiagnostics *d)
{
    g_autoptr (GError) error = NULL;
    GBytes *out = ox_lzfu_decompress (ox_slice_from_bytes (bytes), NULL, d, &error);
    assert_true ((out == NULL) == (error != NULL));
    return out;
}

static void
assert_bytes (GBytes *bytes, const char *text, gsize n)
{
    gsize length = 0;
    const char *data = g_bytes_get_data (bytes, &length);
    assert_int_equal (length, n);
    if (n > 0)
        assert_memory_equal (data, text, n);
}

static gboolean
has (OxDiagnostics *d, const char *code)
{
    for (guint i = 0; i < ox_diagnostics_get_size (d); i++)
        if (strcmp (ox_diagnostics_get (d, i)->code, code) == 0)
            return TRUE;
    return FALSE;
}

/* A header with these fields, then the contents. */
static GBytes *
build (guint32 comp_size, guint32 raw_size, const char *magic, guint32 crc, const char *hex)
{
    g_auto (OxBuilder) b;
    gsize n = 0;
    g_autoptr (GBytes) contents = from_hex (hex);
    const guint8 *data = g_bytes_get_data (contents, &n);
    ox_builder_init (&b);
    ox_builder_u32 (&b, comp_size);
    ox_builder_u32 (&b, raw_size);
    ox_builder_bytes (&b, (const guint8 *) magic, 4);
    ox_builder_u32 (&b, crc);
    ox_builder_bytes (&b, data, n);
    return ox_builder_finish (&b);
}

#define HELLO_CONTENTS "03000a007263706731323542320af32068656c090020627705b06c647d0a800fa0"
#define HELLO          "{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"
#define HELLO_CRC      0xA7C7C5F1u

/* --- the specification's examples ---------------------------------------------------------- */

static void
examples (void **state)
{
    static const struct {
        const char *compressed;
        const char *rtf;
        gboolean both_ways;
    } cases[] = {
        /* [MS-OXRTFCP] 3.1.1 and 3.2.1 */
        { "2d0000002b0000004c5a4675f1c5c7a7" HELLO_CONTENTS, HELLO, TRUE },
        /* 3.1.2 and 3.2.2: a reference that runs into what it writes */
        { "1a0000001c0000004c5a4675e2d44b51410004205758595a0d6e7d010eb0",
          "{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}", TRUE },
        { "2e000000220000004d454c41000000007b5c727466315c616e73695c616e7369637067313235325c70617264"
          "20746573747d",
          "{\\rtf1\\ansi\\ansicpg1252\\pard test}", FALSE },
    };
    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
        g_autoptr (GBytes) compressed = from_hex (cases[i].compressed);
        g_autoptr (GBytes) rtf = decompress (compressed, d);
        assert_non_null (rtf);
        assert_bytes (rtf, cases[i].rtf, strlen (cases[i].rtf));
        assert_int_equal (ox_diagnostics_get_size (d), 0);
        if (cases[i].both_ways) {
            g_autoptr (GBytes) again = ox_lzfu_compress (ox_slice_from_bytes (rtf));
            assert_true (g_bytes_equal (again, compressed));
        }
    }
}

static void
nothing_is_one_nul (void **state)
{
    g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
    g_autoptr (GBytes) compressed = ox_lzfu_compress (ox_slice (NULL, 0, 0));
    OxSlice contents = ox_slice_from_bytes (compressed);
    ox_slice_skip (&contents, 16);
    assert_int_equal (contents.left, 4);
    assert_memory_equal (ox_slice_data (&contents), "\x02\x00\x0D\x00", 4);
    g_autoptr (GBytes) rtf = decompress (compressed, d);
    assert_bytes (rtf, "", 0);
    assert_int_equal (ox_diagnostics_get_size (d), 0);
}

static void
what_is_nothing_is_refused (void **state)
{
    static const struct {
        const char *hex;
        int code;
    } cases[] = {
        { "", OX_ERROR_DAMAGED },
        { "303132333435363738396162636465", OX_ERROR_DAMAGED },
        { "100000001100000041424344ffffffff", OX_ERROR_FORMAT },
        { "10000000110000004c5a4675ffffffff", OX_ERROR_DAMAGED },
        { "10000000ffffffff4c5a4675ffffffff", OX_ERROR_DAMAGED },
        { "12000000110000004c5a4675ffffffff01", OX_ERROR_DAMAGED },
    };
    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autoptr (GError) error = NULL;
        g_autoptr (GBytes) bytes = from_hex (cases[i].hex);
        assert_null (ox_lzfu_decompress (ox_slice_from_bytes (bytes), NULL, NULL, &error));
        assert_true (g_error_matches (error, OX_ERROR, cases[i].code));
    }
}

/* --- damage ------------------------------------------------------------------------------------ */

static void
wrong_headers_are_survived (void **state)
{
    static const struct {
        guint32 comp_size;
        guint32 raw_size;
        guint32 crc;
        const char *code;
    } cases[] = {
        { 0x2D, 0x2B, HELLO_CRC, NULL },          { 0, 0x2B, HELLO_CRC, "rtf-header" },
        { 0x7FFFFFFF, 0x2B, HELLO_CRC, "rtf-header" }, { 0x2D, 0, HELLO_CRC, "rtf-header" },
        { 0x2D, 5, HELLO_CRC, "rtf-header" },     { 0x2D, 0x80000000u, HELLO_CRC, "rtf-header" },
        { 0x2D, 0xFFFFFFFFu, HELLO_CRC, "rtf-header" }, { 0x2D, 0x2B, 0, "rtf-crc" },
    };
    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
        g_autoptr (GBytes) bytes = build (cases[i].comp_size, cases[i].raw_size, "LZFu",
                                          cases[i].crc, HELLO_CONTENTS);
        g_autoptr (GBytes) rtf = decompress (bytes, d);
        assert_non_null (rtf);
        assert_bytes (rtf, HELLO, strlen (HELLO));
        assert_int_equal (ox_diagnostics_get_size (d), cases[i].code != NULL ? 1 : 0);
        assert_true (cases[i].code == NULL || has (d, cases[i].code));
    }
}

/* MELA writers disagree about the second size; the text is what is there. */
static void
sizes_of_plain_rtf_do_not_matter (void **state)
{
    g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
    g_autoptr (GBytes) bytes = build (0, 0xFFFFFFFFu, "MELA", 7, "7b5c727466317d");
    g_autoptr (GBytes) rtf = decompress (bytes, d);
    assert_bytes (rtf, "{\\rtf1}", 7);
    assert_int_equal (ox_diagnostics_get_size (d), 1);
    assert_true (has (d, "rtf-header"));
    g_autoptr (OxDiagnostics) none = ox_diagnostics_new ();
    g_autoptr (GBytes) right = build (12 + 7, 0xFFFFFFFFu, "MELA", 7, "7b5c727466317d");
    g_autoptr (GBytes) again = decompress (right, none);
    assert_bytes (again, "{\\rtf1}", 7);
    assert_int_equal (ox_diagnostics_get_size (none), 0);
}

static void
padding_is_no_text (void **state)
{
    static const char contents[] = HELLO_CONTENTS "0000";
    g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
    g_autoptr (GBytes) raw = from_hex (contents);
    guint32 crc = ox_crc32 (0, ox_slice_from_bytes (raw));
    g_autoptr (GBytes) bytes = build (0x2F, 0x2B, "LZFu", crc, contents);
    g_autoptr (GBytes) rtf = decompress (bytes, d);
    assert_bytes (rtf, HELLO, strlen (HELLO));
    assert_int_equal (ox_diagnostics_get_size (d), 0);
}

/* Cut anywhere, the beginning comes out, and a diagnostic says that more is missing. */
static void
cut_short_gives_the_beginning (void **state)
{
    g_autoptr (GBytes) whole = from_hex ("2d0000002b0000004c5a4675f1c5c7a7" HELLO_CONTENTS);
    gsize before = 0;
    for (gsize n = 19; n < g_bytes_get_size (whole); n++) {
        g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
        g_autoptr (GBytes) part = g_bytes_new_from_bytes (whole, 0, n);
        g_autoptr (GBytes) rtf = decompress (part, d);
        assert_non_null (rtf);
        gsize size = g_bytes_get_size (rtf);
        assert_true (size >= before && size <= strlen (HELLO));
        assert_memory_equal (g_bytes_get_data (rtf, NULL), HELLO, size);
        assert_true (has (d, size < strlen (HELLO) ? "rtf-truncated" : "rtf-end-marker"));
        before = size;
    }
    assert_int_equal (before, strlen (HELLO));
}

/* References to what was never written give zeros, as the empty dictionary holds. */
static void
references_ahead_give_zeros (void **state)
{
    g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
    g_autoptr (GBytes) bytes = build (0x11, 2, "LZFu", 0, "0380000D10");
    g_autoptr (GBytes) rtf = decompress (bytes, d);
    assert_bytes (rtf, "\0\0", 2);
}

/* --- bombs --------------------------------------------------------------------------------------- */

static void
bombs_stop_at_the_limits (void **state)
{
    g_autoptr (GString) hex = g_string_new (NULL);
    OxLimits limits;
    /* 16 bytes each, so that the place never is the end marker. */
    for (guint i = 0; i < 20000; i++)
        g_string_append (hex, "FF000E000E000E000E000E000E000E000E");
    g_autoptr (GBytes) bytes = build (0x1234, 0xFFFFFFFFu, "LZFu", 0, hex->str);
    static const struct {
        guint64 value_bytes;
        guint32 expansion;
        gsize most;
        gboolean full;
    } cases[] = {
        { 1u << 20, 1000, 1u << 20, TRUE },
        { 1u << 30, 1, 340000, TRUE },
        { 1u << 30, 1000, 20000 * 8 * 16, FALSE },
        { 0, 1000, 0, TRUE },
    };
    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
        g_autoptr (GError) error = NULL;
        ox_limits_init (&limits);
        limits.value_bytes = cases[i].value_bytes;
        limits.expansion = cases[i].expansion;
        g_autoptr (GBytes) rtf = ox_lzfu_decompress (ox_slice_from_bytes (bytes), &limits, d, &error);
        if (cases[i].most == 0) {
            assert_null (rtf);
            continue;
        }
        assert_non_null (rtf);
        assert_true (g_bytes_get_size (rtf) <= cases[i].most);
        assert_true (g_bytes_get_size (rtf) > cases[i].most / 2);
        assert_true (has (d, cases[i].full ? "rtf-limit" : "rtf-truncated"));
    }
}

/* --- both ways ------------------------------------------------------------------------------------- */

static void
assert_round_trip (const guint8 *data, gsize n)
{
    g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
    g_autoptr (GBytes) compressed = ox_lzfu_compress (ox_slice (data, n, 0));
    g_autoptr (GBytes) again = ox_lzfu_compress (ox_slice (data, n, 0));
    g_autoptr (GBytes) back = decompress (compressed, d);
    assert_non_null (back);
    assert_bytes (back, (const char *) data, n);
    assert_int_equal (ox_diagnostics_get_size (d), 0);
    assert_true (g_bytes_equal (compressed, again));
    assert_true (g_bytes_get_size (compressed) <= 16 + n + n / 8 + 8);
}

/* Texts that repeat after any distance, the edge of the dictionary above all, and noise. */
static void
round_trips (void **state)
{
    enum { N = 20000 };
    g_autofree guint8 *data = g_malloc (N);
    static const guint periods[] = { 1, 2, 3, 16, 17, 18, 207, 3888, 3889, 3890, 4078, 4079, 4080,
                                     4094, 4095, 4096, 4097, 4113, 8192, N };
    for (guint i = 0; i < G_N_ELEMENTS (periods); i++) {
        guint32 seed = 12345;
        for (guint j = 0; j < N; j++) {
            seed = seed * 1664525u + 1013904223u;
            data[j] = j < periods[i] ? (guint8) (seed >> 24) : data[j - periods[i]];
        }
        assert_round_trip (data, N);
    }
    for (guint alphabet = 1; alphabet < 8; alphabet++) {
        guint32 seed = alphabet;
        for (guint j = 0; j < N; j++) {
            seed = seed * 1664525u + 1013904223u;
            data[j] = (guint8) ('a' + (seed >> 24) % alphabet);
        }
        assert_round_trip (data, N);
    }
    for (guint n = 1; n < 40; n++)
        assert_round_trip (data, n);
}

/* A program of the field wrote these: the text comes back, and in no more tokens. */
static void
real_files_come_back (void **state)
{
    g_autofree char *contents = NULL;
    gsize n = 0;
    if (!g_file_get_contents (SHARED "/rtf/Sicos1977-MSGReader/LZFu.bin", &contents, &n, NULL)) {
        print_message ("%s is not there\n", SHARED);
        skip ();
    }
    g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
    g_autoptr (GBytes) compressed = g_bytes_new (contents, n);
    g_autoptr (GBytes) rtf = decompress (compressed, d);
    assert_non_null (rtf);
    assert_int_equal (g_bytes_get_size (rtf), 0x113);
    assert_int_equal (ox_diagnostics_get_size (d), 0);
    g_autoptr (GBytes) again = ox_lzfu_compress (ox_slice_from_bytes (rtf));
    assert_int_equal (g_bytes_get_size (again), n);
}

/* --- the code page ----------------------------------------------------------------------------------- */

static void
code_pages (void **state)
{
    static const struct {
        const char *rtf;
        guint page;
    } cases[] = {
        { "{\\rtf1\\ansi\\ansicpg932\\deff0}", 932 },
        { "{\\rtf1\\ansi\\ansicpg65001 x}", 65001 },
        { "{\\rtf1\\\\ansi\\ansicpg1251", 1251 },
        { "{\\rtf1\\ansi\\ansicpg0}", 0 },
        { "{\\rtf1\\ansi\\ansicpg99999999999}", 0 },
        { "{\\rtf1\\ansi\\ansicpg-5}", 0 },
        { "{\\rtf1\\ansi\\ansicp", 0 },
        { "{\\rtf1\\ansi}", 0 },
        { "", 0 },
    };
    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        OxSlice rtf = ox_slice ((const guint8 *) cases[i].rtf, strlen (cases[i].rtf), 0);
        g_autoptr (GBytes) compressed = ox_lzfu_compress (rtf);
        assert_int_equal (ox_rtf_ansicpg (rtf), cases[i].page);
        assert_int_equal (ox_lzfu_ansicpg (ox_slice_from_bytes (compressed)), cases[i].page);
    }
    assert_int_equal (ox_lzfu_ansicpg (LITERAL ("no")), 0);
    g_autoptr (GBytes) mela = build (0, 0, "MELA", 0, "7b5c727466315c616e73696370673934397d");
    assert_int_equal (ox_lzfu_ansicpg (ox_slice_from_bytes (mela)), 949);
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (examples),
        cmocka_unit_test (nothing_is_one_nul),
        cmocka_unit_test (what_is_nothing_is_refused),
        cmocka_unit_test (wrong_headers_are_survived),
        cmocka_unit_test (sizes_of_plain_rtf_do_not_matter),
        cmocka_unit_test (padding_is_no_text),
        cmocka_unit_test (cut_short_gives_the_beginning),
        cmocka_unit_test (references_ahead_give_zeros),
        cmocka_unit_test (bombs_stop_at_the_limits),
        cmocka_unit_test (round_trips),
        cmocka_unit_test (real_files_come_back),
        cmocka_unit_test (code_pages),
    };
    return cmocka_run_group_tests (tests, NULL, NULL);
}
