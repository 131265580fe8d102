/* SPDX-License-Identifier: MIT */
#include "convert/csv/reader.h"

#include "base/diag.h"
#include "convert/csv/rows.h"
#include "convert/ldif/field.h"
#include "model/address-private.h"

#include <oxcart/error.h>
#include <string.h>

#define MOST_COLUMNS 1024
#define MOST_HEADER (1u << 20)
#define OTHER_TAG 1u /* no property: the column of those without a column */

/* The tags of the columns, 0 for one that is not known. */
typedef struct {
    GArray *tags;
} Columns;

/* --- fields of a record ---------------------------------------------------------------------------------------- */

/* One field, quotes resolved; the comma behind it is taken, the end of the line is not. */
static gboolean
next_field (OxSlice *s, GString *out)
{
    gboolean quoted = FALSE;
    int c = ox_slice_peek (s);
    g_string_truncate (out, 0);
    if (c < 0)
        return FALSE;
    for (; c >= 0; c = ox_slice_peek (s)) {
        if (!quoted && (c == '\n' || c == '\r'))
            return TRUE;
        ox_slice_skip (s, 1);
        if (!quoted && c == ',')
            return TRUE;
        if (c != '"')
            g_string_append_c (out, (char) c);
        else if (quoted && ox_slice_peek (s) == '"')
            g_string_append_c (out, (char) ox_slice_u8 (s));
        else
            quoted = !quoted;
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

static GArray *
read_columns (OxSlice s)
{
    GArray *tags = g_array_new (FALSE, FALSE, sizeof (guint32));
    g_autoptr (GString) field = g_string_new (NULL);
    ox_slice_skip_utf8_mark (&s);
    while (tags->len < MOST_COLUMNS && !at_end_of_record (&s) && next_field (&s, field)) {
        guint32 tag = tag_of (field->str);
        g_array_append_val (tags, tag);
    }
    return tags;
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

gboolean
ox_csv_sniff (OxStream *stream)
{
    g_autoptr (GBytes) bytes = ox_stream_read_bytes (stream, 0, MOST_HEADER, NULL);
    if (bytes == NULL)
        return FALSE;
    g_autoptr (GArray) tags = read_columns (ox_slice_from_bytes (bytes));
    return tags->len > 1 && has_name_or_address (tags);
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

static void
parse_record (gpointer self, OxSlice s, OxProps *props, OxDiagnostics *d)
{
    const Columns *columns = self;
    OxFields fields;
    g_autoptr (GString) field = g_string_new (NULL);
    guint n = 0;
    ox_fields_init (&fields);
    for (; !at_end_of_record (&s) && next_field (&s, field); n++) {
        if (n < columns->tags->len)
            add_field (&fields, g_array_index (columns->tags, guint32, n), field->str);
        else if (field->len > 0)
            ox_diag (d, OX_DIAG_OAB_IMPORT, s.at, "a field without a column");
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
    guint64 start;
    gboolean quoted; /* the record goes on behind this line */
    gboolean header;
} Scan;

static gboolean
take_line (gpointer self, OxSlice line)
{
    Scan *scan = self;
    guint64 end = line.at + line.left;
    gboolean empty = line.left <= 2 && at_end_of_record (&line);
    if (!scan->quoted)
        scan->start = line.at;
    for (; line.left > 0; ox_slice_skip (&line, 1)) {
        gsize n = ox_slice_find (&line, "\"");
        if (n == line.left)
            break;
        ox_slice_skip (&line, n);
        scan->quoted = !scan->quoted; /* a doubled quote counts twice */
    }
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
    Columns *columns = g_new0 (Columns, 1);
    columns->tags = read_columns (ox_slice_from_bytes (bytes));
    OxRecords *records = ox_records_new (stream, parse_record, columns, columns_free);
    Scan scan = { records, 0, FALSE, TRUE };
    gboolean ok = ox_lines_read (stream, take_line, &scan, error);
    if (scan.quoted) {
        ox_diag (diagnostics, OX_DIAG_OAB_IMPORT, scan.start, "a quote is not closed");
        ox_records_add (records, scan.start, ox_stream_get_size (stream) - scan.start);
    }
    g_autoptr (OxAddressList) list = ox_records_list (records, "CSV", props);
    return ok ? ox_address_book_of_list (list) : NULL;
}
