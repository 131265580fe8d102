/* SPDX-License-Identifier: MIT
 *
 * Address lists as comma-separated values, RFC 4180.
 */
#include "base/diag.h"
#include "convert/csv/rows.h"
#include "convert/ldif/field.h"
#include "model/address-private.h"

#include <oxcart/directory.h>
#include <string.h>

/* A spreadsheet takes what begins so for a formula, which may run programs; a "'" in front makes it text. */
static gboolean
is_formula (const char *text)
{
    return *text != '\0' && strchr ("=+-@\t\r'", *text) != NULL;
}

static void
put_field (OxSink *sink, const char *text, gboolean first)
{
    if (!first)
        ox_sink_puts (sink, ",");
    g_autofree char *guarded = is_formula (text) ? g_strconcat ("'", text, NULL) : NULL;
    const char *value = guarded != NULL ? guarded : text;
    if (strpbrk (value, ",\"\r\n") == NULL && *value != ' ') {
        ox_sink_puts (sink, value);
        return;
    }
    g_auto (GStrv) parts = g_strsplit (value, "\"", -1);
    g_autofree char *doubled = g_strjoinv ("\"\"", parts);
    ox_sink_puts (sink, "\"");
    ox_sink_puts (sink, doubled);
    ox_sink_puts (sink, "\"");
}

/* Several values have "|" between them; one within a value has a "\" before it. */
static void
append_value (GString *out, const char *text, gboolean first)
{
    if (!first)
        g_string_append_c (out, '|');
    for (const char *p = text; *p != '\0'; p++) {
        if (*p == '|' || *p == '\\')
            g_string_append_c (out, '\\');
        g_string_append_c (out, *p);
    }
}

static char *
item_text (const OxValue *item)
{
    g_autoptr (GBytes) bytes = ox_field_bytes (item);
    gsize n = 0;
    const guint8 *data = bytes != NULL ? g_bytes_get_data (bytes, &n) : NULL;
    if (bytes == NULL)
        return NULL;
    return ox_value_get_type_code (item) == OX_TYPE_BINARY ? g_base64_encode (data, n)
                                                           : g_strndup ((const char *) data, n);
}

static void
put_column (OxSink *sink, const OxCsvRow *row, OxProps *props, gboolean first)
{
    const OxValue *value = ox_props_lookup (props, row->tag >> 16);
    gboolean several = (row->tag & OX_TYPE_MULTIPLE) != 0;
    g_autoptr (GString) out = g_string_new (NULL);
    gboolean fits = value != NULL && ox_value_get_type_code (value) == (guint16) row->tag;
    for (guint i = 0; fits && i < ox_value_get_n_items (value); i++) {
        g_autofree char *text = item_text (ox_value_get_item (value, i));
        if (text != NULL && several)
            append_value (out, text, i == 0);
        else if (text != NULL)
            g_string_append (out, text);
    }
    put_field (sink, out->str, first);
}

static gboolean
has_column (OxKey key, guint16 type)
{
    for (guint i = 0; i < G_N_ELEMENTS (ox_csv_rows); i++)
        if (ox_csv_rows[i].tag == ((guint32) key << 16 | type))
            return TRUE;
    return FALSE;
}

static void
put_others (OxSink *sink, OxProps *props, OxDiagnostics *d)
{
    g_autoptr (GString) out = g_string_new (NULL);
    for (guint i = 0; i < ox_props_get_size (props); i++) {
        OxKey key;
        const OxValue *value = ox_props_get_nth (props, i, &key);
        guint16 type = ox_value_get_type_code (value);
        if (has_column (key, type))
            continue;
        for (guint j = 0; j < ox_value_get_n_items (value); j++) {
            g_autofree char *other = ox_field_other (key, ox_value_get_item (value, j), type);
            if (other != NULL)
                append_value (out, other, out->len == 0);
            else
                ox_diag (d, OX_DIAG_OAB_WRITE, OX_DIAG_NO_OFFSET, "property 0x%X cannot be written", key);
        }
    }
    put_field (sink, out->str, FALSE);
}

gboolean
ox_address_list_write_csv (OxAddressList *list, OxSink *sink, OxOptions *options, OxDiagnostics *diagnostics,
                           GError **error)
{
    for (guint i = 0; i < G_N_ELEMENTS (ox_csv_rows); i++)
        put_field (sink, ox_csv_rows[i].column, i == 0);
    put_field (sink, OX_CSV_OTHER, FALSE);
    ox_sink_puts (sink, "\r\n");
    for (guint32 i = 0; i < ox_address_list_get_n_entries (list) && ox_sink_is_ok (sink); i++) {
        g_autoptr (OxEntry) entry = NULL;
        if (!ox_address_list_try_entry (list, i, diagnostics, &entry, error))
            return FALSE;
        if (entry == NULL)
            continue;
        OxProps *props = ox_entry_get_props (entry);
        for (guint j = 0; j < G_N_ELEMENTS (ox_csv_rows); j++)
            put_column (sink, &ox_csv_rows[j], props, j == 0);
        put_others (sink, props, diagnostics);
        ox_sink_puts (sink, "\r\n");
    }
    return ox_sink_is_ok (sink) || ox_sink_finish (sink, error);
}
