/* SPDX-License-Identifier: MIT */
#include "base/normalize.h"
#include "testing.h"

#include <oxcart/text.h>
#include <string.h>

static void
file_names (void **state)
{
    static const struct {
        const char *name;
        const char *safe;
    } cases[] = {
        { "note.txt", "note.txt" },
        { "../../etc/passwd", "passwd" },
        { "..\\..\\evil.txt", "evil.txt" },
        { "/absolute", "absolute" },
        { "C:\\boot.ini", "boot.ini" },
        { "C:", "C_" },
        { "..", "fallback" },
        { "", "fallback" },
        { " ", "fallback" },
        { "con", "_con" },
        { "CON.txt", "_CON.txt" },
        { "com1.log", "_com1.log" },
        { "LPT\xC2\xB2.x", "_LPT\xC2\xB2.x" },
        { "com10", "com10" },
        { "console", "console" },
        { "trailing. .", "trailing" },
        { ".hidden", "hidden" },
        { "-rf", "_rf" },
        { "a\xE2\x80\xAEtxt.exe", "atxt.exe" },
        { "a\x01\x1b[2Jb", "a[2Jb" },
        { "a<b>c:d\"e|f?g*h", "a_b_c_d_e_f_g_h" },
        { "zero\xE2\x80\x8Bwidth", "zerowidth" },
        { "dir/", "dir_" },
        { "bad\xff.txt", "bad\xEF\xBF\xBD.txt" },
    };
    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autofree char *safe = ox_filename_sanitize (cases[i].name, "fallback");
        assert_string_equal (safe, cases[i].safe);
    }
}

static void
long_file_names_keep_their_extension (void **state)
{
    g_autofree char *name = g_malloc0 (5001);
    for (guint i = 0; i < 4990; i += 2)
        memcpy (name + i, "\xC3\xA9", 2);
    strcpy (name + 4990, ".docx");
    g_autofree char *safe = ox_filename_sanitize (name, "fallback");
    assert_true (strlen (safe) <= 200);
    assert_true (g_str_has_suffix (safe, "\xC3\xA9.docx"));
    assert_true (g_utf8_validate (safe, -1, NULL));
}

static void
terminal_text (void **state)
{
    static const struct {
        const char *text;
        gboolean multiline;
        const char *safe;
    } cases[] = {
        { "plain é", FALSE, "plain é" },
        { "\x1b[31mred", FALSE, "\\x1b[31mred" },
        { "a\nb\tc", FALSE, "a\\x0ab\\x09c" },
        { "a\r\nb\tc", TRUE, "a\nb\tc" },
        { "\xC2\x9B", TRUE, "\\x9b" },
        { "\xE2\x80\xAE", TRUE, "\\u202e" },
        { "\x07\x7f", TRUE, "\\x07\\x7f" },
        { "a\rb", TRUE, "a\\x0db" },
    };
    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autofree char *safe = ox_text_sanitize (cases[i].text, cases[i].multiline);
        assert_string_equal (safe, cases[i].safe);
    }
}

/* The same as GLib's own, of texts with all that combines. */
static void
normal_forms (void **state)
{
    static const char *const bits[] = { "a", "E", " ", "\xC3\x94", "\xCC\x81", "\xCC\xA3", "\xE1\x84\x80", "\xE1\x85\xA1",
                                        "\xE1\x86\xA8", "\xEA\xB0\x80", "\xE7\xB9\xBE", "\xEF\xAC\x81" };
    static const GNormalizeMode modes[] = { G_NORMALIZE_NFC, G_NORMALIZE_NFD, G_NORMALIZE_ALL };
    guint32 seed = 1;
    for (guint round = 0; round < 300; round++) {
        g_autoptr (GString) text = g_string_new (NULL);
        for (guint n = round * 3; n > 0; n--) {
            seed = seed * 1103515245u + 12345u;
            g_string_append (text, bits[(seed >> 16) % G_N_ELEMENTS (bits)]);
        }
        g_autofree char *own = ox_utf8_normalize (text->str, modes[round % 3]);
        g_autofree char *theirs = g_utf8_normalize (text->str, -1, modes[round % 3]);
        assert_string_equal (own, theirs);
    }
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (normal_forms),
        cmocka_unit_test (file_names),
        cmocka_unit_test (long_file_names_keep_their_extension),
        cmocka_unit_test (terminal_text),
    };
    return cmocka_run_group_tests (tests, NULL, NULL);
}
