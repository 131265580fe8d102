/* SPDX-License-Identifier: MIT */
#include "convert/csv/reader.h"

#include "base/charset.h"
#include "base/diag.h"
#include "convert/csv/rows.h"
#include "convert/ldif/field.h"
#include "model/address-private.h"

#include <oxcart/error.h>
#include <string.h>

#define MOST_COLUMNS 1024
#define MOST_HEADER (1u << 20)
#define OTHER_TAG 1u /* no property: the column of those without a column */

typedef struct {
    GArray *tags;   /* of the columns, 0 for one that is not known */
    char separator; /* of fields: what the first line has */
    guint codepage; /* of text that is not UTF-8 */
} Columns;

/* --- fields of a record ---------------------------------------------------------------------------------------- */

/* One field, quotes resolved; the separator behind it is taken, the end of the line is not. A quote that is not the first
 * character of its field is a character as any other: an inch. */
static gboolean
next_field (OxSlice *s, char separator, GString *out)
{
    g_string_truncate (out, 0);
    if (ox_slice_peek (s) < 0)
        return FALSE;
    gboolean quoted = ox_slice_peek (s) == '"';
    if (quoted)
        ox_slice_skip (s, 1);
    for (int c = ox_slice_peek (s); c >= 0; c = ox_slice_peek (s)) {
        if (!quoted && (c == '\n' || c == '\r'))
            return TRUE;
        ox_slice_skip (s, 1);
        if (!quoted && c == separator)
            return TRUE;
        if (!quoted || c != '"')
            g_string_append_c (out, (char) c);
        else if (ox_slice_peek (s) == '"')
            g_string_append_c (out, (char) ox_slice_u8 (s));
        else
            quoted = FALSE;
    }
    return TRUE;
}

static gboolean
at_end_of_record (const OxSlice *s)
{
    int c = ox_slice_peek (s);
    return c < 0 || c == '\n' || c == '\r';
}

static guint32
tag_of (const char *column)
{
    for (guint i = 0; i < G_N_ELEMENTS (ox_csv_rows); i++)
        if (g_ascii_strcasecmp (column, ox_csv_rows[i].column) == 0)
            return ox_csv_rows[i].tag;
    return g_ascii_strcasecmp (column, OX_CSV_OTHER) == 0 ? OTHER_TAG : 0;
}

static gboolean
has_name_or_address (const GArray *tags)
{
    for (guint i = 0; i < tags->len; i++) {
        guint32 key = g_array_index (tags, guint32, i) >> 16;
        if (key == OX_TAG_DISPLAY_NAME || key == OX_TAG_SMTP_ADDRESS)
            return TRUE;
    }
    return FALSE;
}

/* What has no place is told: a column that nobody knows is lost in every record. */
static GArray *
read_tags (OxSlice s, char separator, OxDiagnostics *d)
{
    GArray *tags = g_array_new (FALSE, FALSE, sizeof (guint32));
    g_autoptr (GString) field = g_string_new (NULL);
    ox_slice_skip_utf8_mark (&s);
    while (tags->len < MOST_COLUMNS && !at_end_of_record (&s)) {
        guint64 at = s.at;
        if (!next_field (&s, separator, field))
            break;
        guint32 tag = tag_of (field->str);
        g_array_append_val (tags, tag);
        if (tag == 0 && field->len > 0)
            ox_diag (d, OX_DIAG_OAB_IMPORT, at, "no property is known for the column \"%.64s\"", field->str);
    }
    return tags;
}

/* The separator that makes columns of the first line: where the comma is the decimal point, spreadsheets write ";".
 * NULL where none does. */
static GArray *
read_columns (OxSlice s, char *separator, OxDiagnostics *d)
{
    static const char separators[] = { ',', ';', '\t' };
    for (guint i = 0; i < G_N_ELEMENTS (separators); i++) {
        g_autoptr (GArray) tags = read_tags (s, separators[i], NULL);
        if (tags->len < 2 || !has_name_or_address (tags))
            continue;
        *separator = separators[i];
        return read_tags (s, *separator, d);
    }
    return NULL;
}

gboolean
ox_csv_sniff (OxStream *stream)
{
    char separator = 0;
    g_autoptr (GBytes) bytes = ox_stream_read_bytes (stream, 0, MOST_HEADER, NULL);
    if (bytes == NULL)
        return FALSE;
    g_autoptr (GArray) tags = read_columns (ox_slice_from_bytes (bytes), &separator, NULL);
    return tags != NULL;
}

/* --- records ---------------------------------------------------------------------------------------------------- */

static void
add_text (OxFields *fields, guint32 tag, const char *text)
{
    if ((tag & 0xFFFF & ~OX_TYPE_MULTIPLE) == OX_TYPE_BINARY) {
        gsize n = 0;
        g_autofree guchar *bytes = g_base64_decode (text, &n);
        ox_fields_add (fields, tag, bytes, n);
    } else {
        ox_fields_add_text (fields, tag, text);
    }
}

/* The values between "|" that have no "\" before them. */
static void
add_several (OxFields *fields, guint32 tag, const char *text)
{
    g_autoptr (GString) one = g_string_new (NULL);
    for (const char *p = text;; p++) {
        if (*p == '\\' && p[1] != '\0') {
            g_string_append_c (one, *++p);
        } else if (*p == '|' || *p == '\0') {
            if (one->len > 0 && tag == OTHER_TAG)
                ox_fields_add_other (fields, one->str);
            else if (one->len > 0)
                add_text (fields, tag, one->str);
            g_string_truncate (one, 0);
        } else {
            g_string_append_c (one, *p);
        }
        if (*p == '\0')
            return;
    }
}

static void
add_field (OxFields *fields, guint32 tag, const char *text)
{
    /* The "'" that keeps a spreadsheet from taking a text for a formula. */
    if (text[0] == '\'' && text[1] != '\0' && strchr ("=+-@\t\r'", text[1]) != NULL)
        text++;
    if (*text == '\0' || tag == 0)
        return;
    if (tag == OTHER_TAG || (tag & OX_TYPE_MULTIPLE) != 0)
        add_several (fields, tag, text);
    else
        add_text (fields, tag, text);
}

/* A field of a file that a spreadsheet wrote in its own code page. */
static void
make_utf8 (GString *field, guint codepage, guint64 at, OxDiagnostics *d)
{
    gsize n = 0;
    guint n_bad = 0;
    if (g_utf8_validate_len (field->str, field->len, NULL))
        return;
    OxSlice s = ox_slice ((const guint8 *) field->str, field->len, at);
    g_autofree char *text = ox_charset_decode (codepage, s, &n, &n_bad);
    if (text == NULL)
        return;
    ox_diag (d, OX_DIAG_OAB_TEXT, at, "a field is not UTF-8, and is taken for code page %u", codepage);
    g_string_truncate (field, 0);
    g_string_append_len (field, text, (gssize) n);
}

static void
parse_record (gpointer self, OxSlice s, OxProps *props, OxDiagnostics *d)
{
    const Columns *columns = self;
    OxFields fields;
    g_autoptr (GString) field = g_string_new (NULL);
    guint n = 0;
    ox_fields_init (&fields);
    for (; !at_end_of_record (&s); n++) {
        guint64 at = s.at;
        if (!next_field (&s, columns->separator, field))
            break;
        make_utf8 (field, columns->codepage, at, d);
        if (n < columns->tags->len)
            add_field (&fields, g_array_index (columns->tags, guint32, n), field->str);
        else if (field->len > 0)
            ox_diag (d, OX_DIAG_OAB_IMPORT, at, "a field without a column");
    }
    if (!ox_fields_have (&fields, OX_TAG_DISPLAY_TYPE))
        add_text (&fields, 0x39000003, "0");
    if (!ox_fields_have (&fields, OX_TAG_OBJECT_TYPE))
        add_text (&fields, 0x0FFE0003, "6");
    ox_fields_apply (&fields, props, d);
    ox_fields_clear (&fields);
}

typedef struct {
    OxRecords *records;
    char separator;
    guint64 start;
    gboolean quoted; /* the record goes on behind this line */
    gboolean header;
} Scan;

/* Whether a line ends within quotes; `quoted` says whether it begins there. */
static gboolean
ends_quoted (OxSlice line, char separator, gboolean quoted)
{
    OxSlice rest = line;
    if (ox_slice_find (&rest, "\"") == rest.left)
        return quoted; /* as nearly always */
    gboolean first = !quoted; /* at the beginning of a field */
    if (first)
        ox_slice_skip_utf8_mark (&line);
    while (line.left > 0) {
        int c = ox_slice_u8 (&line);
        if (quoted && c == '"' && ox_slice_peek (&line) == '"')
            ox_slice_skip (&line, 1);
        else if (c == '"' && (quoted || first))
            quoted = !quoted;
        first = !quoted && c == separator;
    }
    return quoted;
}

static gboolean
take_line (gpointer self, OxSlice line)
{
    Scan *scan = self;
    guint64 end = line.at + line.left;
    gboolean empty = line.left <= 2 && at_end_of_record (&line);
    if (!scan->quoted)
        scan->start = line.at;
    scan->quoted = ends_quoted (line, scan->separator, scan->quoted);
    if (scan->quoted)
        return TRUE;
    if (!scan->header && !empty)
        ox_records_add (scan->records, scan->start, end - scan->start);
    scan->header = FALSE;
    return TRUE;
}

static void
columns_free (gpointer data)
{
    Columns *columns = data;
    g_array_unref (columns->tags);
    g_free (columns);
}

OxAddressBook *
ox_csv_open (OxStream *stream, OxOptions *options, OxDiagnostics *diagnostics, GError **error)
{
    g_autoptr (GBytes) bytes = ox_stream_read_bytes (stream, 0, MOST_HEADER, error);
    if (bytes == NULL)
        return NULL;
    g_autoptr (OxProps) props = ox_props_new ();
    char separator = 0;
    GArray *tags = read_columns (ox_slice_from_bytes (bytes), &separator, diagnostics);
    if (tags == NULL) {
        g_set_error_literal (error, OX_ERROR, OX_ERROR_FORMAT, "the first line names no columns that are known");
        return NULL;
    }
    Columns *columns = g_new0 (Columns, 1);
    *columns = (Columns){ tags, separator, ox_options_get_codepage (options) };
    OxRecords *records = ox_records_new (stream, parse_record, columns, columns_free);
    Scan scan = { records, separator, 0, FALSE, TRUE };
    gboolean ok = ox_lines_read (stream, take_line, &scan, error);
    if (scan.quoted) {
        ox_diag (diagnostics, OX_DIAG_OAB_IMPORT, scan.start, "a quote is not closed");
        ox_records_add (records, scan.start, ox_stream_get_size (stream) - scan.start);
    }
    g_autoptr (OxAddressList) list = ox_records_list (records, "CSV", props);
    return ok ? ox_address_book_of_list (list) : NULL;
}
