/* SPDX-License-Identifier: MIT */
#include "model/props-private.h"

#include <string.h>

OxValue
ox_value_integer (guint16 type, gint64 integer)
{
    return (OxValue){ .type = type, .form = OX_FORM_INTEGER, .u.integer = integer };
}

OxValue
ox_value_real (guint16 type, double real)
{
    return (OxValue){ .type = type, .form = OX_FORM_REAL, .u.real = real };
}

OxValue
ox_value_text (guint16 type, char *text, gsize length)
{
    return (OxValue){ .type = type, .form = OX_FORM_TEXT, .n = (guint32) length, .u.text = text };
}

OxValue
ox_value_lent_text (guint16 type, const char *text, gsize length)
{
    OxValue value = ox_value_text (type, (char *) text, length);
    value.is_lent = TRUE;
    return value;
}

OxValue
ox_value_bytes (guint16 type, GBytes *bytes)
{
    return (OxValue){ .type = type, .form = OX_FORM_BYTES, .u.bytes = bytes };
}

OxValue
ox_value_stream (guint16 type, OxStream *stream)
{
    return (OxValue){ .type = type, .form = OX_FORM_STREAM, .u.stream = stream };
}

OxValue
ox_value_guid (const OxGuid *guid)
{
    OxGuid *copy = g_memdup2 (guid, sizeof *guid);
    return (OxValue){ .type = OX_TYPE_GUID, .form = OX_FORM_GUID, .u.guid = copy };
}

OxValue
ox_value_multiple (guint16 type, OxValue *items, guint n)
{
    return (OxValue){ .type = type, .form = OX_FORM_MULTIPLE, .n = n, .u.items = items };
}

void
ox_value_clear (OxValue *value)
{
    switch ((OxForm) value->form) {
    case OX_FORM_TEXT:
        if (!value->is_lent)
            g_free (value->u.text);
        break;
    case OX_FORM_BYTES:
        g_bytes_unref (value->u.bytes);
        break;
    case OX_FORM_STREAM:
        ox_stream_unref (value->u.stream);
        break;
    case OX_FORM_GUID:
        g_free (value->u.guid);
        break;
    case OX_FORM_MULTIPLE:
        /* Items are never multiple themselves, so this goes one level deep. */
        for (guint i = 0; i < value->n; i++)
            ox_value_clear (&value->u.items[i]);
        g_free (value->u.items);
        break;
    case OX_FORM_NONE:
    case OX_FORM_INTEGER:
    case OX_FORM_REAL:
        break;
    }
    value->form = OX_FORM_NONE;
}

guint16
ox_value_get_type_code (const OxValue *value)
{
    return value->type;
}

const char *
ox_value_get_text (const OxValue *value, gsize *length)
{
    gboolean is_text = value != NULL && value->form == OX_FORM_TEXT;
    if (length != NULL)
        *length = is_text ? value->n : 0;
    return is_text ? value->u.text : NULL;
}

gboolean
ox_value_get_integer (const OxValue *value, gint64 *integer)
{
    gboolean is_integer = value != NULL && value->form == OX_FORM_INTEGER;
    *integer = is_integer ? value->u.integer : 0;
    return is_integer;
}

gboolean
ox_value_get_real (const OxValue *value, double *real)
{
    gboolean is_real = value != NULL && value->form == OX_FORM_REAL;
    *real = is_real ? value->u.real : 0;
    return is_real;
}

const OxGuid *
ox_value_get_guid (const OxValue *value)
{
    return value != NULL && value->form == OX_FORM_GUID ? value->u.guid : NULL;
}

GBytes *
ox_value_get_bytes (const OxValue *value)
{
    return value != NULL && value->form == OX_FORM_BYTES ? value->u.bytes : NULL;
}

gboolean
ox_value_is_stream (const OxValue *value)
{
    return value != NULL && value->form == OX_FORM_STREAM;
}

OxStream *
ox_value_open (const OxValue *value)
{
    if (value == NULL)
        return NULL;
    if (value->form == OX_FORM_STREAM)
        return ox_stream_ref (value->u.stream);
    if (value->form == OX_FORM_BYTES)
        return ox_stream_new_bytes (value->u.bytes);
    if (value->form != OX_FORM_TEXT)
        return NULL;
    g_autoptr (GBytes) bytes = g_bytes_new (value->u.text, value->n);
    return ox_stream_new_bytes (bytes);
}

static guint64
fixed_size (guint16 type)
{
    switch (type) {
    case OX_TYPE_INTEGER16:
        return 2;
    case OX_TYPE_BOOLEAN:
        return 1;
    case OX_TYPE_INTEGER32:
    case OX_TYPE_FLOATING32:
    case OX_TYPE_ERROR_CODE:
        return 4;
    case OX_TYPE_GUID:
        return 16;
    case OX_TYPE_NULL:
    case OX_TYPE_UNSPECIFIED:
    case OX_TYPE_OBJECT:
        return 0;
    default:
        return 8;
    }
}

guint64
ox_value_get_size (const OxValue *value)
{
    if (value == NULL)
        return 0;
    guint64 total = 0;
    switch ((OxForm) value->form) {
    case OX_FORM_TEXT:
        return value->n;
    case OX_FORM_BYTES:
        return g_bytes_get_size (value->u.bytes);
    case OX_FORM_STREAM:
        return ox_stream_get_size (value->u.stream);
    case OX_FORM_MULTIPLE:
        for (guint i = 0; i < value->n; i++)
            total += ox_value_get_size (&value->u.items[i]);
        return total;
    default:
        return fixed_size (value->type);
    }
}

guint
ox_value_get_n_items (const OxValue *value)
{
    if (value == NULL)
        return 0;
    return value->form == OX_FORM_MULTIPLE ? value->n : 1;
}

const OxValue *
ox_value_get_item (const OxValue *value, guint index)
{
    if (value->form != OX_FORM_MULTIPLE)
        return value;
    g_return_val_if_fail (index < value->n, NULL);
    return &value->u.items[index];
}
