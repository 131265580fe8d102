/* SPDX-License-Identifier: MIT */
#include "convert/ldif/field.h"

#include "base/diag.h"
#include "base/sort.h"

#include <oxcart/error.h>
#include <string.h>

#define MOST_RECORD (64u << 20)
#define MOST_LINE (32u << 20)
#define CHUNK (1u << 20)

/* --- fields ------------------------------------------------------------------------------------------------- */

void
ox_fields_init (OxFields *fields)
{
    *fields = (OxFields){ .fields = g_array_new (FALSE, FALSE, sizeof (OxField)), .bytes = g_byte_array_new () };
}

void
ox_fields_clear (OxFields *fields)
{
    g_clear_pointer (&fields->fields, g_array_unref);
    g_clear_pointer (&fields->bytes, g_byte_array_unref);
}

void
ox_fields_add (OxFields *fields, guint32 tag, gconstpointer bytes, gsize n)
{
    OxField field = { tag, (guint32) n, fields->bytes->len };
    OxKey key = tag >> 16;
    if (n > 0)
        g_byte_array_append (fields->bytes, bytes, (guint) n);
    g_byte_array_append (fields->bytes, (const guint8 *) "", 1);
    g_array_append_val (fields->fields, field);
    fields->has[key / 8] |= (guint8) (1u << key % 8);
}

void
ox_fields_add_text (OxFields *fields, guint32 tag, const char *text)
{
    ox_fields_add (fields, tag, text, strlen (text));
}

static const OxField *
field_at (const OxFields *fields, guint i)
{
    return &g_array_index (fields->fields, OxField, i);
}

static const char *
bytes_of (const OxFields *fields, const OxField *field)
{
    return (const char *) &fields->bytes->data[field->start];
}

const char *
ox_fields_get_text (const OxFields *fields, OxKey key)
{
    for (guint i = 0; i < fields->fields->len && ox_fields_have (fields, key); i++)
        if (field_at (fields, i)->tag >> 16 == key)
            return bytes_of (fields, field_at (fields, i));
    return NULL;
}

void
ox_fields_drop (OxFields *fields, OxKey key)
{
    guint kept = 0;
    for (guint i = 0; i < fields->fields->len; i++)
        if (field_at (fields, i)->tag >> 16 != key)
            g_array_index (fields->fields, OxField, kept++) = *field_at (fields, i);
    g_array_set_size (fields->fields, kept);
    fields->has[key / 8] &= (guint8) ~(1u << key % 8);
}

/* --- making properties -------------------------------------------------------------------------------------- */

typedef struct {
    const OxFields *fields;
    gboolean lends; /* the bag will hold the bytes */
} Maker;

static gboolean
make_single (const Maker *m, guint16 type, const OxField *field, OxValue *value)
{
    const char *text = bytes_of (m->fields, field);
    gsize n = field->size;
    gint64 integer = 0;
    if (type == OX_TYPE_BINARY) {
        *value = ox_value_bytes (type, g_bytes_new (text, n));
        return n > 0;
    }
    if (strlen (text) != n || !g_utf8_validate_len (text, n, NULL))
        return FALSE;
    switch (type) {
    case OX_TYPE_STRING:
    case OX_TYPE_STRING8:
        *value = m->lends ? ox_value_lent_text (type, text, n) : ox_value_text (type, g_strndup (text, n), n);
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

/* The values of one property: numbers of fields, in the lower halves of `order`. What it is called first is its type. */
static void
make_property (const Maker *m, const guint64 *order, guint n, OxProps *props, OxDiagnostics *d)
{
    guint32 tag = field_at (m->fields, (guint32) order[0])->tag;
    guint16 type = (guint16) tag;
    gboolean several = (type & OX_TYPE_MULTIPLE) != 0;
    OxValue single;
    OxValue *items = several ? g_new0 (OxValue, n) : &single;
    guint made = 0;
    for (guint i = 0; i < n && (several || made == 0); i++) {
        items[made] = (OxValue){ .type = type & ~OX_TYPE_MULTIPLE };
        if (make_single (m, type & ~OX_TYPE_MULTIPLE, field_at (m->fields, (guint32) order[i]), &items[made]))
            made++;
        else
            ox_value_clear (&items[made]);
    }
    if (made < n)
        ox_diag (d, OX_DIAG_OAB_IMPORT, OX_DIAG_NO_OFFSET, "property 0x%08X has values that it cannot have", tag);
    if (several && made > 0)
        ox_props_add (props, tag >> 16, ox_value_multiple (type, items, made));
    else if (several)
        g_free (items);
    else if (made > 0)
        ox_props_add (props, tag >> 16, single);
}

void
ox_fields_apply (OxFields *fields, OxProps *props, OxDiagnostics *d)
{
    guint n = fields->fields->len;
    guint before = ox_props_get_size (props);
    const Maker m = { fields, before == 0 };
    g_autofree guint64 *order = g_new (guint64, n + 1);
    for (guint i = 0; i < n; i++)
        order[i] = (guint64) (field_at (fields, i)->tag >> 16) << 32 | i;
    ox_sort_u64 (order, n);
    for (guint i = 0, end; i < n; i = end) {
        for (end = i + 1; end < n && order[end] >> 32 == order[i] >> 32;)
            end++;
        make_property (&m, &order[i], end - i, props, d);
    }
    if (m.lends && ox_props_get_size (props) > 0) {
        ox_props_hold (props, g_byte_array_free (fields->bytes, FALSE));
        fields->bytes = g_byte_array_new ();
    }
    g_array_set_size (fields->fields, 0);
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

void
ox_fields_add_other (OxFields *fields, const char *text)
{
    guint64 number = 0;
    if (strlen (text) < 9 || text[8] != ':')
        return;
    g_autofree char *digits = g_strndup (text, 8);
    if (!g_ascii_string_to_unsigned (digits, 16, 0x10000, G_MAXUINT32, &number, NULL))
        return; /* key 0 is no property */
    if (((guint32) number & 0xFFFF & ~OX_TYPE_MULTIPLE) == OX_TYPE_BINARY) {
        gsize n = 0;
        g_autofree guchar *bytes = g_base64_decode (text + 9, &n);
        ox_fields_add (fields, (guint32) number, bytes, n);
    } else {
        ox_fields_add_text (fields, (guint32) number, text + 9);
    }
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
