/* SPDX-License-Identifier: MIT */
#include "convert/line/user-fields.h"

#include "base/diag.h"
#include "model/field-definitions.h"

#include <oxcart/filetime.h>
#include <string.h>

#define CURRENCY_UNIT 10000             /* [MS-OXCDATA] 2.11.1: a PtypCurrency counts ten-thousandths */
#define MOST_DEFINITIONS (1u << 20)     /* bytes */

/* --- values ------------------------------------------------------------------------------------------ */

static char *
describe_currency (gint64 amount)
{
    guint64 size = amount < 0 ? 0 - (guint64) amount : (guint64) amount;
    return g_strdup_printf ("%s%" G_GUINT64_FORMAT ".%04u", amount < 0 ? "-" : "", size / CURRENCY_UNIT,
                            (guint) (size % CURRENCY_UNIT));
}

/* NULL for what is no single value that can be written as text. */
static char *
describe_value (const OxValue *value)
{
    char number[G_ASCII_DTOSTR_BUF_SIZE];
    gint64 integer;
    double real;
    if (ox_value_get_text (value, NULL) != NULL)
        return g_strdup (ox_value_get_text (value, NULL));
    if (ox_value_get_guid (value) != NULL)
        return ox_guid_to_string (ox_value_get_guid (value));
    if (ox_value_get_real (value, &real))
        return g_strdup (g_ascii_dtostr (number, sizeof number, real));
    if (!ox_value_get_integer (value, &integer))
        return NULL;
    switch (ox_value_get_type_code (value)) {
    case OX_TYPE_BOOLEAN:
        return g_strdup (integer != 0 ? "TRUE" : "FALSE");
    case OX_TYPE_TIME:
        return ox_filetime_to_iso8601 ((guint64) integer);
    case OX_TYPE_CURRENCY:
        return describe_currency (integer);
    default:
        return g_strdup_printf ("%" G_GINT64_FORMAT, integer);
    }
}

static void
put_values (OxLineWriter *w, const OxValue *value)
{
    for (guint i = 0; i < ox_value_get_n_items (value); i++) {
        g_autofree char *text = describe_value (ox_value_get_item (value, i));
        if (i > 0)
            ox_line_put_ascii (w, ",");
        ox_line_put_text (w, text != NULL ? text : "");
    }
}

static gboolean
is_users_own (OxMimeContext *c, OxKey key, OxName *name)
{
    return key >= OX_KEY_LOCAL && ox_names_get (ox_message_get_names (c->message), key, name)
           && name->kind == OX_NAME_KIND_STRING
           && g_strcmp0 (ox_property_set_name (&name->set), "PS_PUBLIC_STRINGS") == 0;
}

/* Nothing can be said of a line without a value: some readers take it for an error. */
static gboolean
says_something (OxLineWriter *w, const OxValue *value)
{
    g_autofree char *first = ox_value_get_n_items (value) > 0 ? describe_value (ox_value_get_item (value, 0)) : NULL;
    return first != NULL && (ox_line_has_text (w, first) || ox_value_get_n_items (value) > 1);
}

void
ox_user_fields_write (OxLineWriter *w, OxMimeContext *c, const char *field)
{
    for (guint i = 0; i < ox_props_get_size (c->props); i++) {
        OxKey key;
        OxName name;
        const OxValue *value = ox_props_get_nth (c->props, i, &key);
        if (!is_users_own (c, key, &name) || !says_something (w, value))
            continue;
        guint16 type = ox_value_get_type_code (value);
        ox_mime_mark (c, c->props, key, OX_FATE_MAPPED);
        ox_line_begin (w, field);
        ox_line_parameter (w, "X-NAME", name.string);
        if (type != OX_TYPE_STRING && type != OX_TYPE_STRING8)
            ox_line_parameter (w, "X-TYPE", ox_type_to_string (type));
        ox_line_value (w);
        put_values (w, value);
        ox_line_end (w);
    }
}

/* --- definitions -------------------------------------------------------------------------------------- */

static OxFieldDefinitions *
read_definitions (OxMimeContext *c)
{
    g_autoptr (OxStream) stream = ox_props_open (c->props, OX_LID_PROPERTY_DEFINITION_STREAM);
    guint64 size = stream != NULL ? ox_stream_get_size (stream) : 0;
    if (size == 0)
        return NULL;
    g_autoptr (GBytes) bytes = ox_stream_read_bytes (stream, 0, (gsize) MIN (size, MOST_DEFINITIONS), NULL);
    OxFieldDefinitions *definitions = bytes != NULL ? ox_field_definitions_parse (bytes) : NULL;
    if (definitions == NULL || definitions->fields->len < definitions->count)
        ox_diag (c->diagnostics, OX_DIAG_FIELD_DEFINITIONS, OX_DIAG_NO_OFFSET, "%u of %u can be read",
                 definitions != NULL ? definitions->fields->len : 0, definitions != NULL ? definitions->count : 0);
    return definitions;
}

static void
put_text (OxLineWriter *w, const char *parameter, char *text)
{
    if (text != NULL && *text != '\0')
        ox_line_parameter (w, parameter, text);
    g_free (text);
}

static void
put_definition (OxLineWriter *w, const OxFieldDefinitions *all, const OxFieldDefinition *one, guint codepage,
                const char *line)
{
    const char *kind = ox_field_definition_kind (all, one);
    g_autofree char *number = g_strdup_printf ("%u", all->has_kinds ? one->kind : one->type);
    g_autofree char *name = ox_field_definition_name (one, codepage);
    ox_line_begin (w, line);
    ox_line_parameter (w, "X-NAME", name);
    put_text (w, "X-FORMULA", ox_field_definition_text (one, OX_FIELD_FORMULA, codepage));
    put_text (w, "X-RULE", ox_field_definition_text (one, OX_FIELD_RULE, codepage));
    put_text (w, "X-RULE-TEXT", ox_field_definition_text (one, OX_FIELD_RULE_TEXT, codepage));
    if ((one->flags & OX_FIELD_IS_REQUIRED) != 0)
        ox_line_parameter (w, "X-REQUIRED", "TRUE");
    ox_line_value (w);
    ox_line_put_ascii (w, kind != NULL ? kind : number);
    ox_line_end (w);
}

/* What binds a field of Outlook's own to a control of a form says nothing of the item. */
void
ox_user_fields_write_definitions (OxLineWriter *w, OxMimeContext *c, const char *field)
{
    g_autoptr (OxFieldDefinitions) all = read_definitions (c);
    guint page = (guint) ox_props_get_integer (c->props, OX_TAG_MESSAGE_CODEPAGE,
                                               ox_options_get_codepage (c->options));
    guint n = 0;
    for (guint i = 0; all != NULL && i < all->fields->len; i++) {
        const OxFieldDefinition *one = all->fields->pdata[i];
        if ((one->flags & OX_FIELD_IS_CUSTOM) == 0)
            continue;
        put_definition (w, all, one, page, field);
        n++;
    }
    if (all != NULL)
        ox_mime_mark (c, c->props, OX_LID_PROPERTY_DEFINITION_STREAM,
                      n > 0 ? OX_FATE_MAPPED : OX_FATE_NOT_APPLICABLE);
}
