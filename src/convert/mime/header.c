/* SPDX-License-Identifier: MIT */
#include "convert/mime/header.h"

#include "base/diag.h"

#include <oxcart/filetime.h>
#include <string.h>

#define PHRASE_LINE 50 /* characters of a phrase before it is folded */
#define FOLD_AT 78     /* RFC 5322 2.1.1: should */
#define LINE_LIMIT 998 /* must */
#define WORD_LIMIT 75  /* of an encoded word, RFC 2047 2 */

gboolean
ox_header_is_name (const char *name, gsize length)
{
    for (gsize i = 0; i < length; i++)
        if (name[i] < 33 || name[i] > 126 || name[i] == ':')
            return FALSE;
    return length > 0 && length < 200;
}

static gsize
printable_run (const char *text)
{
    gsize n = 0;
    while (text[n] >= ' ' && text[n] < 0x7F)
        n++;
    return n;
}

char *
ox_header_clean (const char *value)
{
    GString *clean = g_string_sized_new (strlen (value));
    gboolean space = FALSE;
    for (const char *p = value; *p != '\0'; p = g_utf8_next_char (p)) {
        gsize run = space ? 0 : printable_run (p);
        g_string_append_len (clean, p, (gssize) run);
        p += run;
        if (*p == '\0')
            break;
        gunichar c = g_utf8_get_char (p);
        if (c == '\r' || c == '\n' || c == '\t' || c == 0x85 || c == 0x2028 || c == 0x2029) {
            space = TRUE;
            continue;
        }
        if (c < 0x20 || c == 0x7F || (c >= 0x80 && c < 0xA0))
            continue;
        /* A line end and the white space around it are one space. */
        if (space && c == ' ')
            continue;
        if (space && clean->len > 0 && clean->str[clean->len - 1] != ' ')
            g_string_append_c (clean, ' ');
        space = FALSE;
        g_string_append_len (clean, p, g_utf8_next_char (p) - p);
    }
    return g_string_free (clean, FALSE);
}

/* --- encoded words -------------------------------------------------------------- */

/* What a phrase may hold in a Q word unencoded, RFC 2047 5 (3). */
static gboolean
is_q_literal (guchar c)
{
    return g_ascii_isalnum (c) || c == '!' || c == '*' || c == '+' || c == '-' || c == '/';
}

static gsize
q_length (const char *text, gsize n)
{
    gsize length = 0;
    for (gsize i = 0; i < n; i++)
        length += is_q_literal ((guchar) text[i]) || text[i] == ' ' ? 1 : 3;
    return length;
}

static void
append_q (GString *out, const char *text, gsize n)
{
    for (gsize i = 0; i < n; i++) {
        guchar c = (guchar) text[i];
        if (c == ' ')
            g_string_append_c (out, '_');
        else if (is_q_literal (c))
            g_string_append_c (out, (char) c);
        else
            g_string_append_printf (out, "=%02X", c);
    }
}

/* The longest run of whole characters whose encoded word fits `room` columns. In base64 a run
 * of whole groups is preferred: some readers join the digits of neighbouring words, and lose
 * what follows a padding. */
static gsize
take_run (const char *text, gboolean base64, gsize room)
{
    gsize overhead = strlen ("=?utf-8?q?" "?=");
    gsize budget = room > overhead + 4 ? room - overhead : 4;
    gsize taken = 0;
    gsize whole = 0;
    gsize cost = 0;
    while (text[taken] != '\0') {
        gsize step = (gsize) (g_utf8_next_char (text + taken) - (text + taken));
        gsize next = base64 ? (taken + step + 2) / 3 * 4 : cost + q_length (text + taken, step);
        if (next > budget && taken > 0)
            return base64 && whole > 0 ? whole : taken;
        cost = next;
        taken += step;
        whole = taken % 3 == 0 ? taken : whole;
    }
    return taken;
}

/* Encoded words for a whole text, folded between them. `column` is where the
 * line stands; the new column is returned. */
static gsize
append_encoded (GString *out, const char *text, gsize column)
{
    gsize n = strlen (text);
    gboolean base64 = q_length (text, n) > (n + 2) / 3 * 4;
    while (*text != '\0') {
        gsize room = FOLD_AT - MIN (column, FOLD_AT - 1);
        if (room < 24) {
            g_string_append (out, "\r\n ");
            column = 1;
            room = FOLD_AT - 1;
        }
        gsize taken = take_run (text, base64, MIN (room, WORD_LIMIT));
        gsize before = out->len;
        g_string_append (out, base64 ? "=?utf-8?B?" : "=?utf-8?Q?");
        if (base64) {
            g_autofree char *digits = g_base64_encode ((const guchar *) text, taken);
            g_string_append (out, digits);
        } else {
            append_q (out, text, taken);
        }
        g_string_append (out, "?=");
        column += out->len - before;
        text += taken;
        if (*text != '\0')
            column = FOLD_AT; /* the next word goes on a line of its own */
    }
    return column;
}

/* --- unstructured ---------------------------------------------------------------- */

static gsize
longest_word (const char *text)
{
    gsize longest = 0;
    for (gsize n; *text != '\0'; text += n + (text[n] == ' ')) {
        n = strcspn (text, " ");
        longest = MAX (longest, n);
    }
    return longest;
}

/* ASCII text folded before spaces; runs of spaces stay whole. */
static void
append_folded (GString *out, const char *text, gsize column)
{
    while (*text != '\0') {
        gsize spaces = strspn (text, " ");
        gsize word = strcspn (text + spaces, " ");
        if (column + spaces + word > FOLD_AT && spaces > 0 && word > 0 && column > 1) {
            g_string_append (out, "\r\n");
            column = 0;
        }
        g_string_append_len (out, text, (gssize) (spaces + word));
        column += spaces + word;
        text += spaces + word;
    }
}

/* printf would take a third of the time that headers need. */
static void
append_all (GString *out, const char *a, const char *b)
{
    g_string_append (out, a);
    g_string_append (out, b);
}

void
ox_header_text (GString *out, const char *name, const char *value)
{
    g_autofree char *clean = ox_header_clean (value);
    gsize n = strlen (clean);
    if (n == 0)
        return;
    append_all (out, name, ": ");
    gsize column = strlen (name) + 2;
    gboolean plain = g_str_is_ascii (clean) && strstr (clean, "=?") == NULL && clean[0] != ' '
                     && clean[n - 1] != ' ' && longest_word (clean) < LINE_LIMIT - FOLD_AT;
    if (plain)
        append_folded (out, clean, column);
    else
        append_encoded (out, clean, column);
    g_string_append (out, "\r\n");
}

void
ox_header_words (GString *out, const char *name, const char *value)
{
    g_autofree char *clean = ox_header_clean (value);
    g_auto (GStrv) words = g_strsplit (clean, " ", -1);
    gsize start = out->len;
    append_all (out, name, ":");
    gsize column = strlen (name) + 1;
    guint n_words = 0;
    for (guint i = 0; words[i] != NULL; i++) {
        gsize n = strlen (words[i]);
        if (n == 0 || n > LINE_LIMIT - 2 || !g_str_is_ascii (words[i]))
            continue;
        if (n_words > 0 && column + 1 + n > FOLD_AT) {
            g_string_append (out, "\r\n");
            column = 0;
        }
        append_all (out, " ", words[i]);
        column += n + 1;
        n_words++;
    }
    if (n_words == 0)
        g_string_truncate (out, start);
    else
        g_string_append (out, "\r\n");
}

/* --- stored headers --------------------------------------------------------------- */

/* Stored lines may be copied where each is clean ASCII of legal length, has
 * something on it, and continuation lines begin with white space. */
static gboolean
may_copy (const char *name, const char *raw)
{
    gsize column = strlen (name) + 2;
    gboolean visible = FALSE;
    for (const char *p = raw; *p != '\0'; p++) {
        if (*p == '\n') {
            if (!visible || (p[1] != ' ' && p[1] != '\t'))
                return FALSE;
            column = 0;
            visible = FALSE;
            continue;
        }
        if (((guchar) *p < 0x20 && *p != '\t') || (guchar) *p >= 0x7F)
            return FALSE;
        visible = visible || (*p != ' ' && *p != '\t');
        if (++column > LINE_LIMIT)
            return FALSE;
    }
    return visible;
}

void
ox_header_stored (GString *out, const char *name, const char *raw, OxDiagnostics *d)
{
    if (!may_copy (name, raw)) {
        if (*raw != '\0' && strspn (raw, " \t\n") != strlen (raw))
            ox_diag (d, OX_DIAG_MIME_HEADER, OX_DIAG_NO_OFFSET, "stored header %s was cleaned", name);
        ox_header_text (out, name, raw);
        return;
    }
    append_all (out, name, ": ");
    for (const char *p = raw; *p != '\0'; p++) {
        if (*p == '\n')
            g_string_append_c (out, '\r');
        g_string_append_c (out, *p);
    }
    g_string_append (out, "\r\n");
}

/* --- phrases and lists -------------------------------------------------------------- */

static gboolean
is_atoms (const char *text)
{
    for (; *text != '\0'; text++)
        if (!g_ascii_isalnum (*text) && strchr ("!#$%&'*+-/=?^_`{|}~ ", *text) == NULL)
            return FALSE;
    return TRUE;
}

/* Words of a phrase: white space may be a fold, in quotes as well (RFC 5322 3.2.4). */
static void
append_words (GString *out, const char *text)
{
    gsize column = 0;
    for (const char *p = text; *p != '\0'; p++) {
        if (*p == '"' || *p == '\\')
            g_string_append_c (out, '\\');
        /* A fold is followed by a word: a line of white space alone would end the header. */
        if (*p == ' ' && column >= PHRASE_LINE && p[1] != ' ' && p[1] != '\0') {
            g_string_append (out, "\r\n");
            column = 0;
        }
        g_string_append_c (out, *p);
        column++;
    }
}

void
ox_header_phrase (GString *out, const char *name)
{
    g_autofree char *clean = ox_header_clean (name);
    gsize n = strlen (clean);
    if (!g_str_is_ascii (clean) || strstr (clean, "=?") != NULL || longest_word (clean) > 200) {
        append_encoded (out, clean, 30);
        return;
    }
    gboolean quoted = n == 0 || !is_atoms (clean) || clean[0] == ' ' || clean[n - 1] == ' '
                      || strstr (clean, "  ") != NULL;
    if (quoted)
        g_string_append_c (out, '"');
    append_words (out, clean);
    if (quoted)
        g_string_append_c (out, '"');
}

OxHeaderList
ox_header_list_begin (GString *out, const char *name)
{
    append_all (out, name, ":");
    return (OxHeaderList){ out, strlen (name) + 1, 0 };
}

void
ox_header_list_add (OxHeaderList *list, const char *item)
{
    const char *fold = strstr (item, "\r\n");
    gsize first = fold != NULL ? (gsize) (fold - item) : strlen (item);
    if (list->n++ > 0) {
        g_string_append_c (list->out, ',');
        list->column++;
    }
    if (list->column + 2 + first > FOLD_AT && list->n > 1) {
        g_string_append (list->out, "\r\n");
        list->column = 0;
    }
    append_all (list->out, " ", item);
    const char *last = g_strrstr (item, "\n");
    list->column = last != NULL ? strlen (last + 1) : list->column + 1 + first;
}

void
ox_header_list_end (OxHeaderList *list)
{
    g_string_append (list->out, "\r\n");
}

/* --- parameters --------------------------------------------------------------------- */

static void
append_quoted (GString *out, const char *name, const char *value)
{
    append_all (out, ";\r\n ", name);
    g_string_append (out, "=\"");
    for (const char *p = value; *p != '\0'; p++) {
        if (*p == '"' || *p == '\\')
            g_string_append_c (out, '\\');
        g_string_append_c (out, *p);
    }
    g_string_append_c (out, '"');
}

/* RFC 2231 4.1: attribute characters stand for themselves. */
static void
append_percent (GString *out, guchar c)
{
    if (g_ascii_isalnum (c) || (c != 0 && strchr ("!#$&+-.^_`{|}~", c) != NULL))
        g_string_append_c (out, (char) c);
    else
        g_string_append_printf (out, "%%%02X", c);
}

/* RFC 2231 3 and 4.1: pieces of about 60 characters, numbered where there are several. None ends
 * within a character: some readers decode them one by one. */
static void
append_2231 (GString *out, const char *name, const char *value)
{
    g_autoptr (GString) piece = g_string_new ("utf-8''");
    g_autoptr (GString) pieces = g_string_new (NULL);
    guint n = 0;
    for (const char *p = value; *p != '\0'; p = g_utf8_next_char (p)) {
        if (piece->len > 60 - 3 * 4) {
            g_string_append_printf (pieces, ";\r\n %s*%u*=%s", name, n++, piece->str);
            g_string_truncate (piece, 0);
        }
        for (const char *byte = p; byte < g_utf8_next_char (p); byte++)
            append_percent (piece, (guchar) *byte);
    }
    g_string_append (out, pieces->str);
    if (n == 0)
        g_string_append_printf (out, ";\r\n %s*=%s", name, piece->str);
    else if (piece->len > 0)
        g_string_append_printf (out, ";\r\n %s*%u*=%s", name, n, piece->str);
}

void
ox_header_parameter (GString *out, const char *name, const char *value)
{
    g_autofree char *clean = ox_header_clean (value);
    if (g_str_is_ascii (clean) && strlen (clean) <= 200 && strstr (clean, "=?") == NULL)
        append_quoted (out, name, clean);
    else
        append_2231 (out, name, clean);
}

char *
ox_header_date (guint64 filetime)
{
    /* g_date_time_format would follow the locale. */
    static const char *const days[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
    static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
    g_autoptr (GDateTime) t = g_date_time_new_from_unix_utc (ox_filetime_to_unix (filetime));
    return g_strdup_printf ("%s, %02d %s %04d %02d:%02d:%02d +0000",
                            days[g_date_time_get_day_of_week (t) - 1],
                            g_date_time_get_day_of_month (t), months[g_date_time_get_month (t) - 1],
                            g_date_time_get_year (t), g_date_time_get_hour (t),
                            g_date_time_get_minute (t), g_date_time_get_second (t));
}
