/* SPDX-License-Identifier: MIT
 *
 * Reading content lines.
 */
#include "convert/line/line.h"

#include "base/charset.h"

#include <string.h>

enum { PAGE_UTF8 = 65001 };

void
ox_line_limits_init (OxLineLimits *limits)
{
    *limits = (OxLineLimits){ .line_bytes = 64u << 20, .lines = 1u << 20, .parameters = 256 };
}

void
ox_line_reader_init (OxLineReader *r, OxSlice s, OxDialect dialect, const OxLineLimits *limits)
{
    *r = (OxLineReader){ .s = s, .dialect = dialect, .buffer = g_string_new (NULL) };
    if (limits != NULL)
        r->limits = *limits;
    else
        ox_line_limits_init (&r->limits);
    ox_slice_skip_utf8_mark (&r->s);
}

void
ox_line_reader_clear (OxLineReader *r)
{
    if (r->buffer != NULL)
        g_string_free (r->buffer, TRUE);
    r->buffer = NULL;
}

static void
parameter_clear (gpointer data)
{
    OxLineParameter *parameter = data;
    g_free (parameter->name);
    g_free (parameter->value);
}

void
ox_line_clear (OxLine *line)
{
    g_free (line->group);
    g_free (line->name);
    g_free (line->value);
    g_clear_pointer (&line->parameters, g_array_unref);
    *line = (OxLine){ 0 };
}

/* --- physical lines --------------------------------------------------------------------------- */

/* Takes one up to its line end: CRLF, LF or a CR alone. */
static OxSlice
take_physical (OxSlice *s)
{
    /* All but the two that end a line. */
    static const guint8 inside[256] = { [0 ... 9] = 1, [11 ... 12] = 1, [14 ... 255] = 1 };
    OxSlice line = ox_slice_take (s, ox_slice_span (s, inside, 1));
    int first = ox_slice_peek (s);
    if (first >= 0)
        ox_slice_skip (s, 1);
    if (first == '\r' && ox_slice_peek (s) == '\n')
        ox_slice_skip (s, 1);
    return line;
}

/* Adds what there is room for; whether all of it fitted. */
static gboolean
add_bytes (OxLineReader *r, OxSlice s)
{
    gsize room = (gsize) (r->limits.line_bytes - MIN (r->limits.line_bytes, r->buffer->len));
    gsize n = MIN (room, s.left);
    if (n > 0)
        g_string_append_len (r->buffer, (const char *) ox_slice_data (&s), (gssize) n);
    return n == s.left;
}

static gboolean
is_folded (const OxSlice *s)
{
    int c = ox_slice_peek (s);
    return c == ' ' || c == '\t';
}

/* vCard 3.0 has no quoted-printable either, but programs have written it. */
static gboolean
may_be_quoted (const OxLineReader *r)
{
    return r->dialect == OX_DIALECT_VCARD_21 || r->dialect == OX_DIALECT_VCARD_3;
}

/* Whether a line of quoted-printable goes on: then a space on the next one is part of the value. What stands in
 * quotes is no parameter. */
static gboolean
ends_softly (const OxLineReader *r)
{
    static const char word[] = "QUOTED-PRINTABLE";
    const GString *line = r->buffer;
    gboolean quotes = FALSE;
    if (!may_be_quoted (r) || line->len == 0 || line->str[line->len - 1] != '=')
        return FALSE;
    for (gsize i = 0; i < MIN (line->len, 1000) && (quotes || line->str[i] != ':'); i++) {
        quotes ^= line->str[i] == '"';
        if (!quotes && g_ascii_strncasecmp (line->str + i, word, sizeof word - 1) == 0)
            return TRUE;
    }
    return FALSE;
}

/* A line and those that continue it, RFC 6350 3.2; FALSE where one is longer than allowed. */
static gboolean
unfold (OxLineReader *r)
{
    g_string_truncate (r->buffer, 0);
    gboolean whole = add_bytes (r, take_physical (&r->s));
    while (is_folded (&r->s) && !ends_softly (r)) {
        ox_slice_skip (&r->s, 1);
        whole &= add_bytes (r, take_physical (&r->s));
    }
    return whole;
}

/* --- the head of a line ------------------------------------------------------------------------- */

static gsize
skip_quoted (const char *head, gsize at, gsize n)
{
    const char *end = memchr (head + at + 1, '"', n - at - 1);
    return end != NULL ? (gsize) (end - head) : n - 1;
}

/* Where the colon stands; n where there is none. A quote that is not closed is none. */
static gsize
find_colon (const char *line, gsize n)
{
    for (gsize i = 0; i < n; i++) {
        if (line[i] == ':')
            return i;
        if (line[i] == '"' && memchr (line + i + 1, '"', n - i - 1) != NULL)
            i = skip_quoted (line, i, n);
    }
    return n;
}

/* RFC 6868 3.2. */
static char *
undo_carets (const char *text, gsize n)
{
    GString *out = g_string_sized_new (n);
    for (gsize i = 0; i < n; i++) {
        char next = text[i] == '^' && i + 1 < n ? text[i + 1] : '\0';
        if (next == 'n' || next == '^' || next == '\'') {
            g_string_append_c (out, next == 'n' ? '\n' : next == '^' ? '^' : '"');
            i++;
        } else {
            g_string_append_c (out, text[i]);
        }
    }
    g_autofree char *raw = g_string_free (out, FALSE);
    return g_utf8_make_valid (raw, -1);
}

static void
add_parameter (OxLineReader *r, OxLine *line, char *name, const char *value, gsize n)
{
    if (line->parameters->len >= r->limits.parameters) {
        g_free (name);
        return;
    }
    if (n >= 2 && value[0] == '"' && value[n - 1] == '"') {
        value++;
        n -= 2;
    }
    OxLineParameter parameter = { name, undo_carets (value, n) };
    g_array_append_val (line->parameters, parameter);
}

/* The end of a value that begins at `at`: the next `separator` outside quotes, or n. */
static gsize
find_end (const char *head, gsize at, gsize n, const char *separators)
{
    for (gsize i = at; i < n; i++) {
        if (head[i] == '"')
            i = skip_quoted (head, i, n);
        else if (strchr (separators, head[i]) != NULL)
            return i;
    }
    return n;
}

/* "NAME=a,b", or the bare "a" of vCard 2.1. */
static void
read_parameter (OxLineReader *r, OxLine *line, const char *text, gsize n)
{
    gsize equals = find_end (text, 0, n, "=");
    g_autofree char *name = equals < n ? g_ascii_strup (text, (gssize) equals) : g_strdup ("TYPE");
    g_strstrip (name);
    for (gsize at = equals < n ? equals + 1 : 0; at <= n;) {
        gsize end = find_end (text, at, n, ",");
        add_parameter (r, line, g_strdup (name), text + at, end - at);
        at = end + 1;
    }
}

/* Names are letters, digits and hyphens; some programs write underscores. */
static gboolean
is_name (const char *name)
{
    gsize n = 0;
    for (; name[n] != '\0'; n++)
        if (!g_ascii_isalnum (name[n]) && name[n] != '-' && name[n] != '_')
            return FALSE;
    return n > 0 && n <= 200;
}

static gboolean
read_head (OxLineReader *r, OxLine *line, const char *head, gsize n)
{
    gsize end = find_end (head, 0, n, ";");
    g_autofree char *name = g_ascii_strup (head, (gssize) end);
    g_strstrip (name);
    char *dot = strchr (name, '.');
    if (dot != NULL) {
        *dot = '\0';
        line->group = g_strndup (head, strlen (name));
    }
    line->name = g_strdup (dot != NULL ? dot + 1 : name);
    line->parameters = g_array_new (FALSE, FALSE, sizeof (OxLineParameter));
    g_array_set_clear_func (line->parameters, parameter_clear);
    if (!is_name (line->name))
        return FALSE;
    while (end < n) {
        gsize start = end + 1;
        end = find_end (head, start, n, ";");
        if (end > start)
            read_parameter (r, line, head + start, end - start);
    }
    return TRUE;
}

/* --- the value, as vCard 2.1 may have it ------------------------------------------------------------ */

/* In 2.1 a parameter may be its value alone: ";BASE64". */
static gboolean
says (const OxLine *line, const char *encoding)
{
    return ox_line_has_value (line, "ENCODING", encoding) || ox_line_has_value (line, "TYPE", encoding);
}

/* A line that ends with "=" goes on, whatever stands at the start of the next one. */
static gboolean
join_soft_breaks (OxLineReader *r)
{
    gboolean whole = TRUE;
    while (r->buffer->len > 0 && r->buffer->str[r->buffer->len - 1] == '=') {
        g_string_truncate (r->buffer, r->buffer->len - 1);
        if (r->s.left == 0)
            break;
        whole &= add_bytes (r, take_physical (&r->s));
    }
    return whole;
}

/* Lines of base64 that nobody folded: they go on up to an empty line, or one that has a colon. */
static gboolean
join_base64 (OxLineReader *r)
{
    gboolean whole = TRUE;
    while (r->s.left > 0) {
        OxSlice rest = r->s;
        OxSlice next = take_physical (&rest);
        if (next.left == 0 || ox_slice_find (&next, ":") < next.left)
            break;
        whole &= add_bytes (r, next);
        r->s = rest;
    }
    return whole;
}

static char *
undo_quoted_printable (const char *text, gsize n, gsize *length)
{
    GString *out = g_string_sized_new (n);
    for (gsize i = 0; i < n; i++) {
        int high = text[i] == '=' && i + 2 < n ? g_ascii_xdigit_value (text[i + 1]) : -1;
        int low = high >= 0 ? g_ascii_xdigit_value (text[i + 2]) : -1;
        if (low >= 0) {
            g_string_append_c (out, (char) (high << 4 | low));
            i += 2;
        } else {
            g_string_append_c (out, text[i]);
        }
    }
    *length = out->len;
    return g_string_free (out, FALSE);
}

/* To UTF-8 without NULs; of the character set that the line names, else UTF-8, else Windows-1252. */
static void
set_value (OxLine *line, const char *bytes, gsize n)
{
    const char *charset = ox_line_get_parameter (line, "CHARSET");
    guint page = charset != NULL ? ox_charset_from_name (charset) : 0;
    guint n_bad = 0;
    gsize length = 0;
    /* A decoder would take a mark of byte order for its own. */
    if ((page == 0 || page == PAGE_UTF8) && g_utf8_validate (bytes, (gssize) n, NULL)) {
        line->value = g_strndup (bytes, n);
        line->length = n;
        return;
    }
    if (page == 0)
        page = 1252;
    OxSlice s = ox_slice ((const guint8 *) bytes, n, 0);
    g_autofree char *text = ox_charset_decode (page, s, &length, &n_bad);
    if (text == NULL)
        text = ox_charset_decode (1252, s, &length, &n_bad);
    GString *clean = g_string_sized_new (length);
    for (gsize i = 0; i < length; i++)
        if (text[i] != '\0')
            g_string_append_c (clean, text[i]);
    line->length = clean->len;
    line->value = g_string_free (clean, FALSE);
}

static void
read_value (OxLineReader *r, OxLine *line, gsize colon)
{
    gboolean quoted = may_be_quoted (r) && says (line, "QUOTED-PRINTABLE");
    gboolean whole = TRUE;
    line->is_base64 = says (line, "BASE64") || says (line, "B");
    if (quoted)
        whole = join_soft_breaks (r);
    else if (line->is_base64 && r->dialect == OX_DIALECT_VCARD_21)
        whole = join_base64 (r);
    const char *value = r->buffer->str + colon + 1;
    gsize n = r->buffer->len - colon - 1;
    line->is_truncated |= !whole;
    if (quoted) {
        g_autofree char *decoded = undo_quoted_printable (value, n, &n);
        set_value (line, decoded, n);
    } else {
        set_value (line, value, n);
    }
}

gboolean
ox_line_reader_next (OxLineReader *r, OxLine *line)
{
    while (r->s.left > 0) {
        ox_line_clear (line);
        if (r->n_lines >= r->limits.lines) {
            r->limited = TRUE;
            return FALSE;
        }
        line->offset = r->s.at;
        line->is_truncated = !unfold (r);
        if (r->buffer->len == 0)
            continue;
        r->n_lines++;
        gsize colon = find_colon (r->buffer->str, r->buffer->len);
        if (colon == r->buffer->len || !read_head (r, line, r->buffer->str, colon)) {
            r->n_bad++;
            continue;
        }
        read_value (r, line, colon);
        return TRUE;
    }
    ox_line_clear (line);
    return FALSE;
}

/* --- what a line says ----------------------------------------------------------------------------- */

const char *
ox_line_get_parameter (const OxLine *line, const char *name)
{
    for (guint i = 0; i < line->parameters->len; i++) {
        const OxLineParameter *p = &g_array_index (line->parameters, OxLineParameter, i);
        if (strcmp (p->name, name) == 0)
            return p->value;
    }
    return NULL;
}

/* A list may stand in quotes as one: TYPE="work,voice". */
static gboolean
list_has (const char *list, const char *value)
{
    gsize n = strlen (value);
    for (;;) {
        gsize item = strcspn (list, ",");
        if (item == n && g_ascii_strncasecmp (list, value, n) == 0)
            return TRUE;
        if (list[item] == '\0')
            return FALSE;
        list += item + 1;
    }
}

gboolean
ox_line_has_value (const OxLine *line, const char *name, const char *value)
{
    for (guint i = 0; i < line->parameters->len; i++) {
        const OxLineParameter *p = &g_array_index (line->parameters, OxLineParameter, i);
        if (strcmp (p->name, name) == 0 && list_has (p->value, value))
            return TRUE;
    }
    return FALSE;
}

static char *
unescape (const char *text, gsize n)
{
    GString *out = g_string_sized_new (n);
    for (gsize i = 0; i < n; i++) {
        char c = text[i];
        if (c == '\\' && i + 1 < n) {
            c = text[++i];
            c = c == 'n' || c == 'N' ? '\n' : c;
        }
        g_string_append_c (out, c);
    }
    return g_string_free (out, FALSE);
}

char *
ox_line_get_text (const OxLine *line)
{
    return unescape (line->value, line->length);
}

char **
ox_line_split (const OxLine *line, char separator, guint most)
{
    GPtrArray *parts = g_ptr_array_new ();
    gsize start = 0;
    for (gsize i = 0; i < line->length && parts->len + 1 < most; i++) {
        if (line->value[i] == '\\') {
            i++;
        } else if (line->value[i] == separator) {
            g_ptr_array_add (parts, unescape (line->value + start, i - start));
            start = i + 1;
        }
    }
    g_ptr_array_add (parts, unescape (line->value + start, line->length - start));
    g_ptr_array_add (parts, NULL);
    return (char **) g_ptr_array_free (parts, FALSE);
}

GBytes *
ox_line_get_bytes (const OxLine *line)
{
    static const char mark[] = ";base64,";
    gsize n = 0;
    const char *text = line->is_base64 ? line->value : NULL;
    if (text == NULL && g_ascii_strncasecmp (line->value, "data:", 5) == 0) {
        const char *comma = strchr (line->value, ',');
        gsize head = comma != NULL ? (gsize) (comma - line->value) + 1 : 0;
        if (head >= sizeof mark - 1
            && g_ascii_strncasecmp (line->value + head - (sizeof mark - 1), mark, sizeof mark - 1) == 0)
            text = comma + 1;
    }
    if (text == NULL)
        return NULL;
    guint8 *bytes = g_base64_decode (text, &n);
    return g_bytes_new_take (bytes, n);
}
