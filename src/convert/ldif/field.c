/* SPDX-License-Identifier: MIT */
#include "convert/ldif/field.h"

#include "base/diag.h"

#include <oxcart/error.h>
#include <string.h>

#define MOST_RECORD (64u << 20)
#define MOST_LINE (32u << 20)
#define CHUNK (1u << 20)

/* --- fields ------------------------------------------------------------------------------------------------- */

static void
field_free (gpointer data)
{
    OxField *field = data;
    g_ptr_array_unref (field->values);
    g_free (field);
}

void
ox_fields_init (OxFields *fields)
{
    fields->fields = g_ptr_array_new_with_free_func (field_free);
}

void
ox_fields_clear (OxFields *fields)
{
    g_clear_pointer (&fields->fields, g_ptr_array_unref);
}

void
ox_fields_add (OxFields *fields, guint32 tag, GBytes *value)
{
    OxField *field = NULL;
    for (guint i = fields->fields->len; i > 0 && field == NULL; i--)
        if (((OxField *) fields->fields->pdata[i - 1])->tag >> 16 == tag >> 16)
            field = fields->fields->pdata[i - 1];
    if (field == NULL) {
        field = g_new0 (OxField, 1);
        field->tag = tag;
        field->values = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
        g_ptr_array_add (fields->fields, field);
    }
    g_ptr_array_add (field->values, value);
}

static gboolean
parse_single (guint16 type, GBytes *bytes, OxValue *value)
{
    gsize n = 0;
    const char *data = g_bytes_get_data (bytes, &n);
    gint64 integer = 0;
    if (type == OX_TYPE_BINARY) {
        *value = ox_value_bytes (type, g_bytes_ref (bytes));
        return n > 0;
    }
    g_autofree char *text = g_strndup (n > 0 ? data : "", n);
    if (strlen (text) != n || !g_utf8_validate (text, -1, NULL))
        return FALSE;
    switch (type) {
    case OX_TYPE_STRING:
    case OX_TYPE_STRING8:
        *value = ox_value_text (type, g_steal_pointer (&text), n);
        return n > 0;
    case OX_TYPE_BOOLEAN:
        *value = ox_value_integer (type, g_ascii_strcasecmp (text, "TRUE") == 0 || strcmp (text, "1") == 0);
        return TRUE;
    case OX_TYPE_INTEGER32:
        if (!g_ascii_string_to_signed (text, 10, G_MININT32, G_MAXUINT32, &integer, NULL))
            return FALSE;
        *value = ox_value_integer (type, (gint32) integer);
        return TRUE;
    default:
        return FALSE;
    }
}

static guint
parse_all (const OxField *field, OxValue *items)
{
    guint16 type = (guint16) field->tag & ~OX_TYPE_MULTIPLE;
    guint n = 0;
    for (guint i = 0; i < field->values->len; i++) {
        items[n] = (OxValue){ .type = type };
        if (parse_single (type, field->values->pdata[i], &items[n]))
            n++;
        else
            ox_value_clear (&items[n]);
    }
    return n;
}

void
ox_fields_apply (const OxFields *fields, OxProps *props, OxDiagnostics *d)
{
    for (guint i = 0; i < fields->fields->len; i++) {
        const OxField *field = fields->fields->pdata[i];
        guint16 type = (guint16) field->tag;
        OxValue *items = g_new0 (OxValue, field->values->len);
        guint n = parse_all (field, items);
        gboolean several = (type & OX_TYPE_MULTIPLE) != 0;
        if (n < field->values->len || (n > 1 && !several))
            ox_diag (d, OX_DIAG_OAB_IMPORT, OX_DIAG_NO_OFFSET, "property 0x%08X has values that it cannot have",
                     field->tag);
        if (several && n > 0) {
            ox_props_add (props, field->tag >> 16, ox_value_multiple (type, items, n));
            continue;
        }
        for (guint j = 1; j < n; j++)
            ox_value_clear (&items[j]);
        if (n > 0)
            ox_props_add (props, field->tag >> 16, items[0]);
        g_free (items);
    }
    ox_props_seal (props, NULL);
}

GBytes *
ox_field_bytes (const OxValue *value)
{
    gsize n = 0;
    gint64 integer = 0;
    const char *text = ox_value_get_text (value, &n);
    if (text != NULL)
        return g_bytes_new (text, n);
    if (ox_value_get_integer (value, &integer)) {
        char buffer[24];
        if (ox_value_get_type_code (value) == OX_TYPE_BOOLEAN)
            return integer != 0 ? g_bytes_new_static ("TRUE", 4) : g_bytes_new_static ("FALSE", 5);
        g_snprintf (buffer, sizeof buffer, "%" G_GINT64_FORMAT, integer);
        return g_bytes_new (buffer, strlen (buffer));
    }
    GBytes *bytes = ox_value_get_bytes (value);
    return bytes != NULL ? g_bytes_ref (bytes) : NULL;
}

char *
ox_field_other (OxKey key, const OxValue *item, guint16 type)
{
    g_autoptr (GBytes) bytes = key < 0x10000 ? ox_field_bytes (item) : NULL;
    if (bytes == NULL)
        return NULL;
    gsize n = 0;
    const guint8 *data = g_bytes_get_data (bytes, &n);
    g_autofree char *text = (type & ~OX_TYPE_MULTIPLE) == OX_TYPE_BINARY ? g_base64_encode (data, n)
                                                                        : g_strndup ((const char *) data, n);
    return g_strdup_printf ("%08X:%s", key << 16 | type, text);
}

gboolean
ox_field_parse_other (const char *text, guint32 *tag, GBytes **value)
{
    guint64 number = 0;
    if (strlen (text) < 9 || text[8] != ':')
        return FALSE;
    g_autofree char *digits = g_strndup (text, 8);
    if (!g_ascii_string_to_unsigned (digits, 16, 0x10000, G_MAXUINT32, &number, NULL))
        return FALSE; /* key 0 is no property */
    *tag = (guint32) number;
    if ((*tag & 0xFFFF & ~OX_TYPE_MULTIPLE) == OX_TYPE_BINARY) {
        gsize n = 0;
        guchar *bytes = g_base64_decode (text + 9, &n);
        *value = g_bytes_new_take (bytes, n);
    } else {
        *value = g_bytes_new (text + 9, strlen (text + 9));
    }
    return TRUE;
}

/* --- records ------------------------------------------------------------------------------------------------ */

typedef struct {
    guint64 offset;
    guint64 size;
} Place;

static void
records_free (gpointer self)
{
    OxRecords *records = self;
    ox_stream_unref (records->stream);
    g_array_unref (records->places);
    if (records->free_self != NULL)
        records->free_self (records->self);
    g_free (records);
}

OxRecords *
ox_records_new (OxStream *stream, OxRecordParse parse, gpointer self, GDestroyNotify free_self)
{
    OxRecords *records = g_new0 (OxRecords, 1);
    records->stream = ox_stream_ref (stream);
    records->places = g_array_new (FALSE, FALSE, sizeof (Place));
    records->parse = parse;
    records->self = self;
    records->free_self = free_self;
    return records;
}

void
ox_records_add (OxRecords *records, guint64 offset, guint64 size)
{
    Place place = { offset, size };
    g_array_append_val (records->places, place);
}

guint64
ox_records_place (const OxRecords *records, guint32 index, guint64 *size)
{
    const Place *place = &g_array_index (records->places, Place, index);
    *size = place->size;
    return place->offset;
}

static OxProps *
read_entry (gpointer self, guint32 index, const OxKey *wanted, OxDiagnostics *d, GError **error)
{
    OxRecords *records = self;
    const Place *place = &g_array_index (records->places, Place, index);
    if (place->size > MOST_RECORD) {
        g_set_error (error, OX_ERROR, OX_ERROR_LIMIT, "a record of %" G_GUINT64_FORMAT " bytes", place->size);
        return NULL;
    }
    g_autoptr (GBytes) bytes = ox_stream_read_bytes (records->stream, place->offset, (gsize) place->size, error);
    if (bytes == NULL)
        return NULL;
    OxProps *props = ox_props_new ();
    OxSlice s = ox_slice_from_bytes (bytes);
    s.at = place->offset;
    records->parse (records->self, s, props, d);
    return props;
}

static const OxAddressListSource source = { read_entry, records_free, FALSE };

OxAddressList *
ox_records_list (OxRecords *records, const char *format, OxProps *props)
{
    return ox_address_list_new (&source, records, format, records->places->len, props);
}

/* --- lines -------------------------------------------------------------------------------------------------- */

gboolean
ox_lines_read (OxStream *stream, OxLineTake take, gpointer self, GError **error)
{
    guint64 size = ox_stream_get_size (stream);
    gsize room = CHUNK;
    for (guint64 at = 0; at < size;) {
        g_autoptr (GBytes) bytes = ox_stream_read_bytes (stream, at, room, error);
        if (bytes == NULL)
            return FALSE;
        OxSlice s = ox_slice_from_bytes (bytes);
        s.at = at;
        gboolean last = at + s.left >= size;
        if (s.left == 0)
            return TRUE;
        while (s.left > 0) {
            gsize n = ox_slice_find (&s, "\n");
            if (n == s.left && !last && s.left < MOST_LINE && s.at > at)
                break; /* the rest of the line comes with the next chunk */
            if (n == s.left && !last && s.left < MOST_LINE) {
                room = MIN (room * 2, MOST_LINE);
                break;
            }
            if (!take (self, ox_slice_take (&s, MIN (n + 1, s.left))))
                return TRUE;
        }
        at = s.at;
    }
    return TRUE;
}
