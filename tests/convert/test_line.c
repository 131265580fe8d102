/* SPDX-License-Identifier: MIT
 *
 * Content lines: what is written is one line whatever goes in; what is read is bounded whatever comes.
 */
#include "testing.h"

#include "convert/line/line.h"

#include <string.h>

/* --- writing -------------------------------------------------------------------------------------- */

typedef struct {
    OxDialect dialect;
    const char *parameter;
    const char *text;
    const char *expected;
} Written;

static char *
write_line (OxDialect dialect, const char *parameter, const char *text)
{
    g_autoptr (OxSink) sink = ox_sink_new_memory ();
    OxLineWriter w;
    ox_line_writer_init (&w, sink, dialect);
    ox_line_begin (&w, "NOTE");
    if (parameter != NULL)
        ox_line_parameter (&w, "TYPE", parameter);
    ox_line_value (&w);
    ox_line_put_text (&w, text);
    ox_line_end (&w);
    g_autoptr (GBytes) bytes = ox_sink_steal_bytes (sink);
    return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static void
texts_and_parameters (void **state)
{
    static const Written cases[] = {
        { OX_DIALECT_VCARD_4, NULL, "a;b,c\\d", "NOTE:a\\;b\\,c\\\\d\r\n" },
        { OX_DIALECT_VCARD_4, NULL, "a\r\nEND:VCARD\rb\nc", "NOTE:a\\nEND:VCARD\\nb\\nc\r\n" },
        { OX_DIALECT_VCARD_4, NULL, "a\xE2\x80\xA8" "b\xC2\x85" "c", "NOTE:a\\nb\\nc\r\n" },
        { OX_DIALECT_VCARD_4, NULL, "a\x01\x1B[0m\x7F\tb", "NOTE:a[0m\tb\r\n" },
        { OX_DIALECT_VCARD_4, "home", "", "NOTE;TYPE=home:\r\n" },
        { OX_DIALECT_VCARD_4, "", "", "NOTE;TYPE=\"\":\r\n" },
        { OX_DIALECT_VCARD_4, "a:b;c", "", "NOTE;TYPE=\"a:b;c\":\r\n" },
        { OX_DIALECT_VCARD_4, "a\"\n^", "", "NOTE;TYPE=\"a^'^n^^\":\r\n" },
        { OX_DIALECT_ICALENDAR, "a\"\n^", "", "NOTE;TYPE=\"a^'^n^^\":\r\n" },
        { OX_DIALECT_VCARD_3, "a\"\r\nX:y^", "", "NOTE;TYPE=\"a' X:y^\":\r\n" },
    };
    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autofree char *line = write_line (cases[i].dialect, cases[i].parameter, cases[i].text);
        assert_string_equal (line, cases[i].expected);
    }
}

/* No physical line is longer than 75 octets, and none begins within a character or an escape. */
static void
folds (void **state)
{
    static const char *const units[] = { "a", "\xC3\xA4", "\xE2\x82\xAC", "\xF0\x9F\x90\x82", ",", "\n" };
    for (guint u = 0; u < G_N_ELEMENTS (units); u++)
        for (guint lead = 0; lead < 6; lead++) {
            g_autoptr (GString) text = g_string_new (NULL);
            for (guint i = 0; i < lead; i++)
                g_string_append_c (text, 'x');
            for (guint i = 0; i < 200; i++)
                g_string_append (text, units[u]);
            g_autofree char *line = write_line (OX_DIALECT_VCARD_4, NULL, text->str);
            g_auto (GStrv) lines = g_strsplit (line, "\r\n", -1);
            for (guint i = 0; lines[i] != NULL; i++) {
                assert_true (strlen (lines[i]) <= OX_LINE_OCTETS);
                assert_true (g_utf8_validate (lines[i], -1, NULL));
                assert_true (i == 0 || lines[i + 1] == NULL || lines[i][0] == ' ');
                assert_true (lines[i + 1] == NULL || strlen (lines[i]) > OX_LINE_OCTETS - 4
                             || lines[i + 2] == NULL);
            }
        }
}

static void
names_and_addresses (void **state)
{
    g_autoptr (OxSink) sink = ox_sink_new_memory ();
    OxLineWriter w;
    ox_line_writer_init (&w, sink, OX_DIALECT_VCARD_4);
    ox_line_begin (&w, "U:R\r\nL");
    ox_line_parameter (&w, "TYPE", "work");
    ox_line_parameter (&w, "TYPE", "x y");
    ox_line_parameter (&w, "PREF", "1");
    ox_line_value (&w);
    ox_line_put_uri (&w, "http://a/ b\r\nEND:VCARD\"\\\xC3\xA4");
    ox_line_end (&w);
    g_autoptr (OxStream) stream = NULL;
    g_autoptr (GBytes) zeros = g_bytes_new_take (g_malloc0 (150000), 150000);
    stream = ox_stream_new_bytes (zeros);
    ox_line_begin (&w, "PHOTO");
    ox_line_value (&w);
    assert_int_equal (ox_line_put_base64 (&w, stream), 150000);
    ox_line_end (&w);
    g_autoptr (GBytes) bytes = ox_sink_steal_bytes (sink);
    g_autofree char *all = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
    assert_true (g_str_has_prefix (
        all, "URL;TYPE=work,\"x y\";PREF=1:http://a/%20b%0D%0AEND:VCARD%22%5C\xC3\xA4\r\nPHOTO:AAAA"));
    g_auto (GStrv) lines = g_strsplit (all, "\r\n", -1);
    for (guint i = 1; lines[i] != NULL; i++)
        assert_true (strlen (lines[i]) == 75 || lines[i + 1] == NULL || lines[i + 2] == NULL);

    g_auto (OxLineReader) r = { 0 };
    g_auto (OxLine) line = { 0 };
    ox_line_reader_init (&r, ox_slice_from_bytes (bytes), OX_DIALECT_VCARD_4, NULL);
    assert_true (ox_line_reader_next (&r, &line) && ox_line_has_value (&line, "TYPE", "X Y"));
    assert_true (ox_line_reader_next (&r, &line));
    assert_int_equal (line.length, 200000);
}

/* --- reading -------------------------------------------------------------------------------------- */

typedef struct {
    OxDialect dialect;
    const char *input;
    const char *expected; /* group.NAME|P=v|P=v:value of each line */
} Read;

static char *
describe (const Read *c)
{
    g_auto (OxLineReader) r = { 0 };
    g_auto (OxLine) line = { 0 };
    GString *out = g_string_new (NULL);
    ox_line_reader_init (&r, ox_slice ((const guint8 *) c->input, strlen (c->input), 0), c->dialect, NULL);
    while (ox_line_reader_next (&r, &line)) {
        g_string_append_printf (out, "%s%s%s", line.group != NULL ? line.group : "",
                                line.group != NULL ? "." : "", line.name);
        for (guint i = 0; i < line.parameters->len; i++) {
            const OxLineParameter *p = &g_array_index (line.parameters, OxLineParameter, i);
            g_string_append_printf (out, "|%s=%s", p->name, p->value);
        }
        g_autoptr (GBytes) bytes = ox_line_get_bytes (&line);
        if (bytes != NULL)
            g_string_append_printf (out, ":%zu bytes\n", g_bytes_get_size (bytes));
        else
            g_string_append_printf (out, ":%s\n", line.value);
    }
    return g_string_free (out, FALSE);
}

static void
lines (void **state)
{
    static const Read cases[] = {
        { OX_DIALECT_VCARD_4, "fn:A\r\n B\r\n\tC\n\r\nNOTE:x\rEND:VCARD", "FN:ABC\nNOTE:x\nEND:VCARD\n" },
        { OX_DIALECT_VCARD_4, "\xEF\xBB\xBF" "BEGIN:VCARD\n", "BEGIN:VCARD\n" },
        { OX_DIALECT_VCARD_4, "item1.TEL;type=\"a:b;c,d\",e;X=:1", "item1.TEL|TYPE=a:b;c,d|TYPE=e|X=:1\n" },
        { OX_DIALECT_VCARD_4, "ADR;LABEL=\"1^nTown ^'x^' ^^ ^z\":;;1", "ADR|LABEL=1\nTown \"x\" ^ ^z:;;1\n" },
        { OX_DIALECT_VCARD_4, "no colon\n=:x\n;;:\nX-OK:1\n", "X-OK:1\n" },
        { OX_DIALECT_VCARD_4, "N;X=\"open:value\n", "N|X=\"open:value\n" },
        { OX_DIALECT_VCARD_4, "KEY:data:x/y;base64,AAAA\nPHOTO;ENCODING=b:AAAAAAA=\n",
          "KEY:3 bytes\nPHOTO|ENCODING=b:5 bytes\n" },
        { OX_DIALECT_VCARD_21, "TEL;HOME;FAX:1\n", "TEL|TYPE=HOME|TYPE=FAX:1\n" },
        { OX_DIALECT_VCARD_21, "N;ENCODING=QUOTED-PRINTABLE;CHARSET=ISO-8859-1:M=FC=\nller=3B=\r\n x=\n",
          "N|ENCODING=QUOTED-PRINTABLE|CHARSET=ISO-8859-1:M\xC3\xBCller; x\n" },
        { OX_DIALECT_VCARD_21, "N;QUOTED-PRINTABLE:a=\n def=G1=\n", "N|TYPE=QUOTED-PRINTABLE:a def=G1\n" },
        { OX_DIALECT_VCARD_21, "N:M\xFCller\n", "N:M\xC3\xBCller\n" },
        { OX_DIALECT_VCARD_21, "PHOTO;BASE64:\nAAAA\nAAAA\n\nFN:x\n", "PHOTO|TYPE=BASE64:6 bytes\nFN:x\n" },
        { OX_DIALECT_VCARD_21, "PHOTO;BASE64:AAAA\nFN:x\n", "PHOTO|TYPE=BASE64:3 bytes\nFN:x\n" },
        { OX_DIALECT_VCARD_21, "PHOTO;ENCODING=BASE64:!!!!\n", "PHOTO|ENCODING=BASE64:0 bytes\n" },
    };
    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autofree char *said = describe (&cases[i]);
        assert_string_equal (said, cases[i].expected);
    }
}

static void
splits (void **state)
{
    static const char input[] = "N:a\\;b;c\\,d,e;\\nf;\\";
    g_auto (OxLineReader) r = { 0 };
    g_auto (OxLine) line = { 0 };
    ox_line_reader_init (&r, LITERAL (input), OX_DIALECT_VCARD_4, NULL);
    assert_true (ox_line_reader_next (&r, &line));
    g_auto (GStrv) parts = ox_line_split (&line, ';', 10);
    assert_int_equal (g_strv_length (parts), 4);
    assert_string_equal (parts[0], "a;b");
    assert_string_equal (parts[1], "c,d,e");
    assert_string_equal (parts[2], "\nf");
    assert_string_equal (parts[3], "\\");
    g_auto (GStrv) two = ox_line_split (&line, ';', 2);
    assert_string_equal (two[1], "c,d,e;\nf;\\");
}

static void
limits (void **state)
{
    static const OxLineLimits small = { .line_bytes = 10, .lines = 2, .parameters = 2 };
    static const char input[] = "A:0123456789012345\r\n 6789\r\nB;p=1,2,3,4:x\r\nC:3\r\n";
    g_auto (OxLineReader) r = { 0 };
    g_auto (OxLine) line = { 0 };
    ox_line_reader_init (&r, LITERAL (input), OX_DIALECT_VCARD_4, &small);
    assert_true (ox_line_reader_next (&r, &line));
    assert_string_equal (line.value, "01234567");
    assert_true (line.is_truncated);
    assert_false (ox_line_reader_next (&r, &line)); /* the head alone is longer than a line may be */
    assert_int_equal (r.n_bad, 1);
    assert_true (r.limited);

    static const OxLineLimits few = { .line_bytes = 1000, .lines = 10, .parameters = 2 };
    ox_line_reader_clear (&r);
    ox_line_reader_init (&r, LITERAL (input), OX_DIALECT_VCARD_4, &few);
    assert_true (ox_line_reader_next (&r, &line) && ox_line_reader_next (&r, &line));
    assert_int_equal (line.parameters->len, 2);
    assert_int_equal (line.offset, 27);
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (texts_and_parameters), cmocka_unit_test (folds),
        cmocka_unit_test (names_and_addresses),  cmocka_unit_test (lines),
        cmocka_unit_test (splits),               cmocka_unit_test (limits),
    };
    return cmocka_run_group_tests (tests, NULL, NULL);
}
