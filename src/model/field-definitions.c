/* SPDX-License-Identifier: MIT */
#include "model/field-definitions.h"

#include "base/builder.h"
#include "base/charset.h"
#include "base/slice.h"

#define VERSION_1 0x0102
#define VERSION_2 0x0103
#define LONG_STRING 0xFF /* in place of a length: it follows in two bytes */
#define MOST_FIELDS 4096
#define MOST_BLOCKS 64   /* of one field; Outlook writes one */

static void
unref_bytes (gpointer data)
{
    g_bytes_unref (data);
}

static void
field_free (gpointer data)
{
    OxFieldDefinition *field = data;
    g_clear_pointer (&field->name, g_bytes_unref);
    for (guint i = 0; i < OX_FIELD_N_STRINGS; i++)
        g_clear_pointer (&field->strings[i], g_bytes_unref);
    g_clear_pointer (&field->blocks, g_ptr_array_unref);
    g_free (field);
}

void
ox_field_definitions_free (OxFieldDefinitions *definitions)
{
    g_ptr_array_unref (definitions->fields);
    g_clear_pointer (&definitions->tail, g_bytes_unref);
    g_free (definitions);
}

/* --- reading ----------------------------------------------------------------------------------------- */

/* The characters of a PackedAnsiString or PackedUnicodeString. The long form of what fits into the short one is
 * read, but not written again. */
static gsize
packed_length (OxSlice *s, gboolean *is_exact)
{
    guint8 length = ox_slice_u8 (s);
    if (length != LONG_STRING)
        return length;
    guint16 longer = ox_slice_u16 (s);
    *is_exact &= longer >= LONG_STRING;
    return longer;
}

/* The last block is empty and ends the series. */
static void
read_blocks (OxFieldDefinitions *definitions, OxFieldDefinition *field, OxSlice *s)
{
    field->blocks = g_ptr_array_new_with_free_func (unref_bytes);
    for (guint32 n; (n = ox_slice_u32 (s)) != 0;) {
        g_autoptr (GBytes) block = ox_slice_take_bytes (s, n);
        if (block != NULL && field->blocks->len < MOST_BLOCKS)
            g_ptr_array_add (field->blocks, g_steal_pointer (&block));
        else
            definitions->is_exact = FALSE;
    }
}

static OxFieldDefinition *
read_field (OxFieldDefinitions *definitions, OxSlice *s)
{
    OxFieldDefinition *field = g_new0 (OxFieldDefinition, 1);
    field->flags = ox_slice_u32 (s);
    field->type = ox_slice_u16 (s);
    field->dispatch = ox_slice_u32 (s);
    field->name = ox_slice_take_bytes (s, (gsize) ox_slice_u16 (s) * 2);
    for (guint i = 0; i < OX_FIELD_N_STRINGS; i++)
        field->strings[i] = ox_slice_take_bytes (s, packed_length (s, &definitions->is_exact));
    if (definitions->has_kinds) {
        field->kind = ox_slice_u32 (s);
        read_blocks (definitions, field, s);
    }
    if (!ox_slice_ok (s))
        g_clear_pointer (&field, field_free);
    return field;
}

OxFieldDefinitions *
ox_field_definitions_parse (GBytes *bytes)
{
    OxSlice s = ox_slice_from_bytes (bytes);
    guint16 version = ox_slice_u16 (&s);
    guint32 count = ox_slice_u32 (&s);
    if (!ox_slice_ok (&s) || (version != VERSION_1 && version != VERSION_2))
        return NULL;
    OxFieldDefinitions *definitions = g_new0 (OxFieldDefinitions, 1);
    definitions->has_kinds = version == VERSION_2;
    definitions->is_exact = TRUE;
    definitions->count = count;
    definitions->fields = g_ptr_array_new_with_free_func (field_free);
    for (guint32 i = 0; i < MIN (count, MOST_FIELDS) && ox_slice_ok (&s); i++) {
        OxFieldDefinition *field = read_field (definitions, &s);
        if (field != NULL)
            g_ptr_array_add (definitions->fields, field);
    }
    definitions->is_exact &= definitions->fields->len == count;
    if (definitions->is_exact)
        definitions->tail = ox_slice_take_bytes (&s, s.left);
    return definitions;
}

/* --- writing ----------------------------------------------------------------------------------------- */

static void
put_bytes (OxBuilder *b, GBytes *bytes)
{
    gsize n = 0;
    const guint8 *data = bytes != NULL ? g_bytes_get_data (bytes, &n) : NULL;
    if (n > 0)
        ox_builder_bytes (b, data, n);
}

static void
put_packed (OxBuilder *b, GBytes *bytes)
{
    gsize n = bytes != NULL ? g_bytes_get_size (bytes) : 0;
    if (n >= LONG_STRING) {
        ox_builder_u8 (b, LONG_STRING);
        ox_builder_u16 (b, (guint16) n);
    } else {
        ox_builder_u8 (b, (guint8) n);
    }
    put_bytes (b, bytes);
}

static void
put_field (OxBuilder *b, const OxFieldDefinition *field, gboolean has_kinds)
{
    ox_builder_u32 (b, field->flags);
    ox_builder_u16 (b, field->type);
    ox_builder_u32 (b, field->dispatch);
    ox_builder_u16 (b, field->name != NULL ? (guint16) (g_bytes_get_size (field->name) / 2) : 0);
    put_bytes (b, field->name);
    for (guint i = 0; i < OX_FIELD_N_STRINGS; i++)
        put_packed (b, field->strings[i]);
    if (!has_kinds)
        return;
    ox_builder_u32 (b, field->kind);
    for (guint i = 0; field->blocks != NULL && i < field->blocks->len; i++) {
        ox_builder_u32 (b, (guint32) g_bytes_get_size (field->blocks->pdata[i]));
        put_bytes (b, field->blocks->pdata[i]);
    }
    ox_builder_u32 (b, 0);
}

GBytes *
ox_field_definitions_serialize (const OxFieldDefinitions *definitions)
{
    g_auto (OxBuilder) b;
    ox_builder_init (&b);
    ox_builder_u16 (&b, definitions->has_kinds ? VERSION_2 : VERSION_1);
    ox_builder_u32 (&b, definitions->fields->len);
    for (guint i = 0; i < definitions->fields->len; i++)
        put_field (&b, definitions->fields->pdata[i], definitions->has_kinds);
    put_bytes (&b, definitions->tail);
    return ox_builder_finish (&b);
}

/* --- what they say ------------------------------------------------------------------------------------- */

static char *
decode_utf16 (OxSlice s)
{
    gsize n = 0;
    guint n_bad = 0;
    char *text = s.left > 0 ? ox_utf16_decode (s, &n, &n_bad) : NULL;
    if (text != NULL && *text == '\0')
        g_clear_pointer (&text, g_free);
    return text;
}

static char *
decode_8bit (GBytes *bytes, guint codepage)
{
    gsize n = 0;
    guint n_bad = 0;
    guint page = ox_codepage_or_western (codepage);
    return bytes != NULL ? ox_charset_decode (page, ox_slice_from_bytes (bytes), &n, &n_bad) : NULL;
}

/* The first SkipBlock is the name once more: FirstSkipBlockContent. */
static char *
name_in_block (const OxFieldDefinition *field)
{
    gboolean is_exact = TRUE;
    if (field->blocks == NULL || field->blocks->len == 0)
        return NULL;
    OxSlice s = ox_slice_from_bytes (field->blocks->pdata[0]);
    gsize length = packed_length (&s, &is_exact) * 2;
    OxSlice name = ox_slice_take (&s, length);
    return ox_slice_ok (&name) ? decode_utf16 (name) : NULL;
}

char *
ox_field_definition_name (const OxFieldDefinition *field, guint codepage)
{
    char *name = field->name != NULL ? decode_utf16 (ox_slice_from_bytes (field->name)) : NULL;
    if (name == NULL)
        name = name_in_block (field);
    if (name == NULL)
        name = decode_8bit (field->strings[OX_FIELD_NAME], codepage);
    return name != NULL ? name : g_strdup ("");
}

char *
ox_field_definition_text (const OxFieldDefinition *field, guint which, guint codepage)
{
    return decode_8bit (field->strings[which], codepage);
}

/* The older form has the type of the value alone. */
static const char *
kind_of_type (const OxFieldDefinition *field)
{
    static const struct {
        guint16 type;
        const char *kind;
    } kinds[] = { { 2, "integer" }, { 3, "integer" }, { 4, "number" }, { 5, "number" },
                  { 6, "currency" }, { 7, "date" }, { 8, "text" }, { 11, "boolean" } };
    if ((field->flags & (OX_FIELD_JOINS | OX_FIELD_TAKES_FIRST)) != 0)
        return "combination";
    for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
        if (kinds[i].type == field->type)
            return kinds[i].kind;
    return NULL;
}

const char *
ox_field_definition_kind (const OxFieldDefinitions *definitions, const OxFieldDefinition *field)
{
    static const char *const kinds[] = {
        [OX_FIELD_TEXT] = "text",         [OX_FIELD_NUMBER] = "number",
        [OX_FIELD_PERCENT] = "percent",   [OX_FIELD_CURRENCY] = "currency",
        [OX_FIELD_BOOLEAN] = "boolean",   [OX_FIELD_DATE] = "date",
        [OX_FIELD_DURATION] = "duration", [OX_FIELD_COMBINATION] = "combination",
        [OX_FIELD_FORMULA_KIND] = "formula", [OX_FIELD_JOINED] = "combination",
        [OX_FIELD_KEYWORDS] = "keywords", [OX_FIELD_INTEGER] = "integer",
    };
    if (!definitions->has_kinds)
        return kind_of_type (field);
    return field->kind < G_N_ELEMENTS (kinds) ? kinds[field->kind] : NULL;
}
