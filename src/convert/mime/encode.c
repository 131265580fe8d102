/* SPDX-License-Identifier: MIT */
#include "convert/mime/encode.h"

#include "base/base64.h"
#include "base/slice.h"

#include <string.h>

#define LINE_BYTES 57 /* give 76 characters, RFC 2045 6.8 */
#define CHUNK (LINE_BYTES * 1024)
#define LINE_MAX_CHARS 998 /* RFC 5322 2.1.1 */
#define LINE_WINDOW 256
#define QP_LINE 76         /* RFC 2045 6.7 */

const char *
ox_cte_name (OxCte cte)
{
    static const char *const names[] = { "7bit", "8bit", "quoted-printable", "base64" };
    return names[cte];
}

/* --- base64 ------------------------------------------------------------------- */

gint64
ox_encode_base64 (OxSink *sink, OxStream *stream, GError **error)
{
    g_autofree guint8 *in = g_malloc (CHUNK + OX_BASE64_SLACK);
    g_autofree guint8 *out = g_malloc (CHUNK / LINE_BYTES * 78 + OX_BASE64_SLACK);
    guint64 done = 0;
    while (ox_sink_is_ok (sink)) {
        gssize got = ox_stream_pread (stream, done, in, CHUNK, error);
        if (got < 0)
            return done > 0 ? (gint64) done : -1;
        guint8 *end = out;
        for (gsize i = 0; i < (gsize) got; i += LINE_BYTES) {
            end = ox_base64_encode (end, in + i, MIN (LINE_BYTES, (gsize) got - i));
            *end++ = '\r';
            *end++ = '\n';
        }
        ox_sink_write (sink, out, (gsize) (end - out));
        done += (guint64) got;
        if (got < CHUNK)
            break;
    }
    return (gint64) done;
}

/* --- text --------------------------------------------------------------------- */

/* Where a line ends: at a CR or LF, or at the end. A window at a time: a search for the one to the
 * far end of the text, at each of the other, would be quadratic. */
static gsize
line_length (const guint8 *text, gsize left)
{
    for (gsize at = 0; at < left; at += LINE_WINDOW) {
        gsize window = MIN (LINE_WINDOW, left - at);
        const guint8 *lf = memchr (text + at, '\n', window);
        if (lf != NULL)
            window = (gsize) (lf - text) - at;
        const guint8 *cr = memchr (text + at, '\r', window);
        if (cr != NULL)
            return (gsize) (cr - text);
        if (lf != NULL)
            return (gsize) (lf - text);
    }
    return left;
}

/* One line of text that ends in any way: its length in *n, and the bytes up to
 * the next line. */
static gsize
next_line (const guint8 *text, gsize left, gsize *n)
{
    gsize end = line_length (text, left);
    *n = end;
    if (end < left && text[end] == '\r')
        end++;
    if (end < left && text[end] == '\n')
        end++;
    return end;
}

/* Bytes that quoted-printable would have to escape, line ends aside. In blocks whose count fits
 * a byte, so that a compiler can do many at a time. */
static gsize
count_escaped (const guint8 *text, gsize n)
{
    gsize escaped = 0;
    for (gsize at = 0; at < n;) {
        gsize end = at + MIN (n - at, 128);
        guint8 block = 0;
        for (; at < end; at++) {
            guint8 c = text[at];
            block += (guint8) (((guint8) (c - 0x20) >= 0x5F) & (c != '\t') & (c != '\r') & (c != '\n'));
        }
        escaped += block;
    }
    return escaped;
}

/* Whether text holds the beginning of a boundary of ours; '_' is the rarest of it. */
static gboolean
has_boundary (const guint8 *text, gsize n)
{
    OxSlice s = ox_slice (text, n, 0);
    return ox_slice_find (&s, "--=_") < n;
}

OxCte
ox_cte_for_text (const guint8 *text, gsize n)
{
    gsize escaped = count_escaped (text, n);
    gboolean clean = escaped == 0 && !has_boundary (text, n);
    for (gsize at = 0, length; at < n && clean;) {
        gsize step = next_line (text + at, n - at, &length);
        /* Mailbox formats change lines that begin with "From ". */
        if (length > LINE_MAX_CHARS || (length >= 5 && memcmp (text + at, "From ", 5) == 0))
            clean = FALSE;
        at += step;
    }
    if (clean)
        return OX_CTE_7BIT;
    /* Each escape costs two characters more; base64 costs a third of all. */
    return escaped * 2 > n / 3 ? OX_CTE_BASE64 : OX_CTE_QUOTED_PRINTABLE;
}

static void
write_7bit (OxSink *sink, const guint8 *text, gsize n)
{
    for (gsize at = 0, length; at < n;) {
        gsize step = next_line (text + at, n - at, &length);
        ox_sink_write (sink, text + at, length);
        ox_sink_write (sink, (const guint8 *) "\r\n", 2);
        at += step;
    }
}

/* How many of the next bytes need no thought in quoted-printable, at most n: no space (a line must
 * not end in one), nothing that is escaped, none that is first in its line. */
static gsize
qp_plain (const guint8 *text, gsize n)
{
    gsize i = 0;
    while (i < n && (guint8) (text[i] - 0x21) < 0x5E && text[i] != '=')
        i++;
    return i;
}

static gboolean
qp_needs_escape (const guint8 *line, gsize n, gsize i, gsize column)
{
    guint8 c = line[i];
    if (c == ' ' || c == '\t')
        return i + 1 == n;
    if (c < 0x21 || c > 0x7E || c == '=')
        return TRUE;
    /* A dot alone, "From " and what looks like a boundary are changed on the way. */
    if (column == 0 && (c == '.' || c == '-'))
        return TRUE;
    return column == 0 && c == 'F' && n - i >= 5 && memcmp (line + i, "From ", 5) == 0;
}

static void
write_qp_line (OxSink *sink, const guint8 *line, gsize n)
{
    static const char hex[] = "0123456789ABCDEF";
    guint8 out[QP_LINE + 8];
    gsize column = 0;
    for (gsize i = 0; i < n; i++) {
        gsize plain = column > 0 ? qp_plain (line + i, MIN (n - i, QP_LINE - 1 - column)) : 0;
        memcpy (out + column, line + i, plain);
        column += plain;
        i += plain;
        if (i == n)
            break;
        gboolean escape = qp_needs_escape (line, n, i, column);
        if (column + (escape ? 3 : 1) > QP_LINE - 1) {
            out[column++] = '=';
            out[column++] = '\r';
            out[column++] = '\n';
            ox_sink_write (sink, out, column);
            column = 0;
            escape = qp_needs_escape (line, n, i, column);
        }
        if (escape) {
            out[column++] = '=';
            out[column++] = (guint8) hex[line[i] >> 4];
            out[column++] = (guint8) hex[line[i] & 15];
        } else {
            out[column++] = line[i];
        }
    }
    out[column++] = '\r';
    out[column++] = '\n';
    ox_sink_write (sink, out, column);
}

static void
write_qp (OxSink *sink, const guint8 *text, gsize n)
{
    for (gsize at = 0, length; at < n;) {
        gsize step = next_line (text + at, n - at, &length);
        write_qp_line (sink, text + at, length);
        at += step;
    }
}

static void
write_base64_text (OxSink *sink, const guint8 *text, gsize n)
{
    g_autoptr (OxSink) lines = ox_sink_new_memory ();
    write_7bit (lines, text, n);
    g_autoptr (GBytes) bytes = ox_sink_steal_bytes (lines);
    g_autoptr (OxStream) stream = ox_stream_new_bytes (bytes);
    ox_encode_base64 (sink, stream, NULL);
}

void
ox_encode_text (OxSink *sink, OxCte cte, const guint8 *text, gsize n)
{
    switch (cte) {
    case OX_CTE_7BIT:
    case OX_CTE_8BIT:
        write_7bit (sink, text, n);
        break;
    case OX_CTE_QUOTED_PRINTABLE:
        write_qp (sink, text, n);
        break;
    case OX_CTE_BASE64:
        write_base64_text (sink, text, n);
        break;
    }
}
