/* SPDX-License-Identifier: MIT
 *
 * Content lines: any bytes as lines of each dialect; and any text through the writer and back. What is written
 * is one line, folded, and says the same when it is read.
 */
#include "convert/line/line.h"

#include <string.h>

#define MOST_INPUT (256u << 10)

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
read_lines (OxDialect dialect, const guint8 *data, gsize size)
{
    static const OxLineLimits limits = { .line_bytes = 32u << 10, .lines = 4096, .parameters = 32 };
    g_auto (OxLineReader) r = { 0 };
    g_auto (OxLine) line = { 0 };
    ox_line_reader_init (&r, ox_slice (data, size, 0), dialect, &limits);
    while (ox_line_reader_next (&r, &line)) {
        g_assert (strlen (line.value) == line.length && line.parameters->len <= limits.parameters);
        g_assert (g_utf8_validate (line.value, -1, NULL) && g_utf8_validate (line.name, -1, NULL));
        g_auto (GStrv) parts = ox_line_split (&line, ';', 8);
        g_autofree char *text = ox_line_get_text (&line);
        g_autoptr (GBytes) bytes = ox_line_get_bytes (&line);
        g_assert (g_strv_length (parts) <= 8 && strlen (text) <= line.length);
        ox_line_has_value (&line, "TYPE", "home");
    }
}

/* What the writer makes of text: line ends are all one, and control characters are gone. */
static char *
normal_text (const char *text)
{
    GString *out = g_string_new (NULL);
    for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p)) {
        gunichar c = g_utf8_get_char (p);
        if (c == '\r' && p[1] == '\n')
            continue;
        if (c == '\r' || c == '\n' || c == 0x85 || c == 0x2028 || c == 0x2029)
            g_string_append_c (out, '\n');
        else if ((c >= ' ' && c < 0x7F) || c == '\t' || c >= 0xA0)
            g_string_append_unichar (out, c);
    }
    return g_string_free (out, FALSE);
}

static void
check_folds (GBytes *bytes)
{
    gsize n = 0, column = 0;
    const guint8 *p = g_bytes_get_data (bytes, &n);
    for (gsize i = 0; i < n; i++) {
        if (p[i] == '\r') {
            g_assert (i + 1 < n && p[i + 1] == '\n');
            g_assert (i + 2 == n || p[i + 2] == ' ');
            i++;
            column = 0;
            /* The first byte behind a fold begins a character. */
            g_assert (i + 2 >= n || (p[i + 2] & 0xC0) != 0x80);
            continue;
        }
        g_assert (p[i] >= ' ' || p[i] == '\t');
        g_assert (++column <= OX_LINE_OCTETS);
    }
}

static void
round_trip (OxDialect dialect, const char *text)
{
    g_autoptr (OxSink) sink = ox_sink_new_memory ();
    OxLineWriter w;
    ox_line_writer_init (&w, sink, dialect);
    ox_line_begin (&w, "NOTE");
    ox_line_parameter (&w, "X-P", text);
    ox_line_parameter (&w, "X-P", "b");
    ox_line_value (&w);
    ox_line_put_text (&w, text);
    ox_line_put_ascii (&w, ";");
    ox_line_put_text (&w, "end");
    ox_line_end (&w);
    g_autoptr (GBytes) bytes = ox_sink_steal_bytes (sink);
    check_folds (bytes);

    g_auto (OxLineReader) r = { 0 };
    g_auto (OxLine) line = { 0 };
    ox_line_reader_init (&r, ox_slice_from_bytes (bytes), dialect, NULL);
    g_assert (ox_line_reader_next (&r, &line));
    g_auto (GStrv) parts = ox_line_split (&line, ';', 8);
    g_autofree char *normal = normal_text (text);
    g_assert_cmpstr (parts[0], ==, normal);
    g_assert_cmpstr (parts[1], ==, "end");
    g_assert (parts[2] == NULL && line.parameters->len == 2);
    if (dialect != OX_DIALECT_VCARD_3)
        g_assert_cmpstr (ox_line_get_parameter (&line, "X-P"), ==, normal);
    g_assert (!ox_line_reader_next (&r, &line) && r.n_bad == 0);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
    if (size > MOST_INPUT)
        return 0;
    for (OxDialect dialect = OX_DIALECT_VCARD_21; dialect <= OX_DIALECT_ICALENDAR; dialect++)
        read_lines (dialect, data, size);
    g_autofree char *raw = size > 0 ? g_strndup ((const char *) data, size) : g_strdup ("");
    g_autofree char *text = g_utf8_make_valid (raw, -1);
    for (OxDialect dialect = OX_DIALECT_VCARD_3; dialect <= OX_DIALECT_ICALENDAR; dialect++)
        round_trip (dialect, text);
    return 0;
}
