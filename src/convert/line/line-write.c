/* SPDX-License-Identifier: MIT
 *
 * Writing content lines.
 */
#include "convert/line/line.h"

#include "base/base64.h"

#include <string.h>

#define BASE64_CHUNK (48u * 1024) /* a multiple of 3: no padding within */

void
ox_line_writer_init (OxLineWriter *w, OxSink *sink, OxDialect dialect)
{
    *w = (OxLineWriter){ .sink = sink, .dialect = dialect };
}

/* What must stay together: a character, or an escape. */
static void
put_unit (OxLineWriter *w, const char *unit, gsize n)
{
    if (w->column + n > OX_LINE_OCTETS) {
        ox_sink_write (w->sink, (const guint8 *) "\r\n ", 3);
        w->column = 1;
    }
    ox_sink_write (w->sink, (const guint8 *) unit, n);
    w->column += n;
}

void
ox_line_put_ascii (OxLineWriter *w, const char *ascii)
{
    for (; *ascii != '\0'; ascii++)
        if (*ascii >= ' ' && *ascii < 0x7F)
            put_unit (w, ascii, 1);
}

void
ox_line_begin (OxLineWriter *w, const char *name)
{
    w->column = 0;
    w->parameter = NULL;
    for (; *name != '\0'; name++)
        if (g_ascii_isalnum (*name) || *name == '-' || *name == '.')
            put_unit (w, name, 1);
}

void
ox_line_value (OxLineWriter *w)
{
    put_unit (w, ":", 1);
}

void
ox_line_end (OxLineWriter *w)
{
    ox_sink_write (w->sink, (const guint8 *) "\r\n", 2);
    w->column = 0;
}

/* --- characters ----------------------------------------------------------------------------------- */

typedef enum { UNIT_PLAIN, UNIT_LINE_END, UNIT_CONTROL } Unit;

/* The kind of the character at `p`, and its length. What some readers take for the end of a line is one:
 * U+0085, U+2028 and U+2029 too. "\r\n" is one. */
static Unit
look (const char *p, gsize *length)
{
    guchar c = (guchar) *p;
    gunichar wide = c < 0x80 ? c : g_utf8_get_char (p);
    *length = c < 0x80 ? 1 : (gsize) g_unichar_to_utf8 (wide, NULL);
    if (c == '\r' && p[1] == '\n')
        *length = 2;
    if (c == '\n' || c == '\r' || wide == 0x85 || wide == 0x2028 || wide == 0x2029)
        return UNIT_LINE_END;
    return (c < ' ' && c != '\t') || (wide >= 0x7F && wide < 0xA0) ? UNIT_CONTROL : UNIT_PLAIN;
}

void
ox_line_put_text (OxLineWriter *w, const char *text)
{
    gsize n;
    for (; *text != '\0'; text += n) {
        Unit unit = look (text, &n);
        char escaped[2] = { '\\', *text };
        if (unit == UNIT_LINE_END)
            put_unit (w, "\\n", 2);
        else if (unit == UNIT_CONTROL)
            w->n_cleaned++;
        else if (strchr ("\\;,", *text) != NULL)
            put_unit (w, escaped, 2);
        else
            put_unit (w, text, n);
    }
}

gboolean
ox_line_has_text (OxLineWriter *w, const char *text)
{
    gsize n;
    guint n_controls = 0;
    for (; text != NULL && *text != '\0'; text += n) {
        Unit unit = look (text, &n);
        if (unit != UNIT_CONTROL && *text != ' ' && *text != '\t')
            return TRUE;
        n_controls += unit == UNIT_CONTROL;
    }
    w->n_cleaned += n_controls;
    return FALSE;
}

/* --- parameters ------------------------------------------------------------------------------------ */

static gboolean
has_carets (const OxLineWriter *w)
{
    return w->dialect == OX_DIALECT_VCARD_4 || w->dialect == OX_DIALECT_ICALENDAR;
}

/* RFC 6868 3; older readers are given an apostrophe and a space. */
static void
put_parameter_unit (OxLineWriter *w, Unit unit, const char *p, gsize n)
{
    gboolean carets = has_carets (w);
    if (unit == UNIT_CONTROL || (!carets && (unit == UNIT_LINE_END || *p == '"')))
        w->n_cleaned++;
    if (unit == UNIT_LINE_END)
        put_unit (w, carets ? "^n" : " ", carets ? 2 : 1);
    else if (*p == '"')
        put_unit (w, carets ? "^'" : "'", carets ? 2 : 1);
    else if (*p == '^' && carets)
        put_unit (w, "^^", 2);
    else if (unit == UNIT_PLAIN)
        put_unit (w, p, n);
}

static gboolean
is_token (const char *value)
{
    if (*value == '\0')
        return FALSE;
    for (; *value != '\0'; value++)
        if (!g_ascii_isalnum (*value) && strchr ("-./+", *value) == NULL)
            return FALSE;
    return TRUE;
}

void
ox_line_parameter (OxLineWriter *w, const char *name, const char *value)
{
    gsize n;
    const char *quote = is_token (value) ? "" : "\"";
    if (w->parameter != NULL && strcmp (w->parameter, name) == 0) {
        put_unit (w, ",", 1);
    } else {
        put_unit (w, ";", 1);
        ox_line_put_ascii (w, name);
        put_unit (w, "=", 1);
    }
    w->parameter = name;
    ox_line_put_ascii (w, quote);
    for (; *value != '\0'; value += n) {
        Unit unit = look (value, &n);
        put_parameter_unit (w, unit, value, n);
    }
    ox_line_put_ascii (w, quote);
}

/* --- other values ---------------------------------------------------------------------------------- */

void
ox_line_put_uri (OxLineWriter *w, const char *uri)
{
    static const char digits[] = "0123456789ABCDEF";
    gsize n;
    for (; *uri != '\0'; uri += n) {
        Unit unit = look (uri, &n);
        if (unit == UNIT_PLAIN && strchr ("\t \"<>\\^`{|}", *uri) == NULL) {
            put_unit (w, uri, n);
            continue;
        }
        for (gsize i = 0; i < n; i++) {
            guchar c = (guchar) uri[i];
            char encoded[3] = { '%', digits[c >> 4], digits[c & 15] };
            put_unit (w, encoded, sizeof encoded);
        }
    }
}

static void
put_base64_lines (OxLineWriter *w, const guint8 *text, gsize n)
{
    for (gsize at = 0; at < n;) {
        if (w->column >= OX_LINE_OCTETS)
            put_unit (w, (const char *) text + at++, 1);
        gsize some = MIN (n - at, OX_LINE_OCTETS - w->column);
        ox_sink_write (w->sink, text + at, some);
        w->column += some;
        at += some;
    }
}

gint64
ox_line_put_base64 (OxLineWriter *w, OxStream *stream)
{
    guint64 size = ox_stream_get_size (stream);
    guint64 at = 0;
    g_autofree guint8 *in = g_malloc (BASE64_CHUNK + OX_BASE64_SLACK);
    g_autofree guint8 *out = g_malloc (BASE64_CHUNK / 3 * 4 + OX_BASE64_SLACK);
    while (at < size && ox_sink_is_ok (w->sink)) {
        gssize got = ox_stream_pread (stream, at, in, (gsize) MIN (size - at, BASE64_CHUNK), NULL);
        if (got <= 0)
            return at > 0 ? (gint64) at : -1;
        const guint8 *end = ox_base64_encode (out, in, (gsize) got);
        put_base64_lines (w, out, (gsize) (end - out));
        at += (guint64) got;
    }
    return (gint64) at;
}

void
ox_line_text (OxLineWriter *w, const char *name, const char *text)
{
    ox_line_begin (w, name);
    ox_line_value (w);
    ox_line_put_text (w, text);
    ox_line_end (w);
}
