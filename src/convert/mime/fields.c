/* SPDX-License-Identifier: MIT
 *
 * The header of a message: what its properties give, merged with the header it was received with.
 */
#include "convert/mime/fields.h"

#include "base/diag.h"
#include "convert/mime/address.h"
#include "convert/mime/header-read.h"
#include "convert/mime/header.h"
#include "convert/mime/rows.h"

#include <string.h>

/* Stored values longer than this are not decoded to be compared. */
#define COMPARED_HEADER (64u << 10)

/* --- putting them together ------------------------------------------------------------------ */

/* One field that properties give. */
typedef struct {
    const OxFieldRow *row;
    char *value; /* NULL where the properties give none */
    GArray *marks;
    gboolean done;
} Field;

static void
field_clear (gpointer data)
{
    Field *field = data;
    g_free (field->value);
    g_clear_pointer (&field->marks, g_array_unref);
}

static void
write_field (OxMimeContext *c, Field *field, GString *out)
{
    field->done = TRUE;
    ox_mime_apply_marks (c, field->marks);
    if (field->row->style == OX_STYLE_TEXT)
        ox_header_text (out, field->row->header, field->value);
    else if (field->row->style == OX_STYLE_WORDS)
        ox_header_words (out, field->row->header, field->value);
    else
        g_string_append (out, field->value);
}

static char *
squash (const char *text)
{
    GString *out = g_string_new (NULL);
    for (; *text != '\0'; text++)
        if (!g_ascii_isspace (*text))
            g_string_append_c (out, *text);
    return g_string_free (out, FALSE);
}

/* Whether a stored field says what the property says: then its bytes are kept. */
static gboolean
says_the_same (const Field *field, const OxStoredHeader *stored)
{
    if (strlen (stored->raw) > COMPARED_HEADER)
        return FALSE;
    /* Addresses with bytes that are not ASCII cannot stay as they are. */
    if (field->row->style == OX_STYLE_LINES)
        return g_str_is_ascii (stored->raw) && ox_address_lists_equal (strchr (field->value, ':') + 1, stored->raw);
    g_autofree char *decoded = field->row->style == OX_STYLE_TEXT
                                   ? ox_header_decode (stored->raw)
                                   : g_strdup (stored->raw);
    g_autofree char *clean = ox_header_clean (field->value);
    g_autofree char *a = squash (decoded);
    g_autofree char *b = squash (clean);
    return strcmp (a, b) == 0;
}

/* What describes the entity as it was on the wire, which is not the one written
 * here; Bcc comes from the recipients alone. */
static gboolean
is_structural (const char *name)
{
    if (g_ascii_strcasecmp (name, "Content-Language") == 0
        || g_ascii_strcasecmp (name, "Content-Class") == 0)
        return FALSE;
    return g_ascii_strncasecmp (name, "Content-", 8) == 0
           || g_ascii_strcasecmp (name, "MIME-Version") == 0
           || g_ascii_strcasecmp (name, "Bcc") == 0;
}

/* Fields that stand once, RFC 5322 3.6; of a second one nothing is to be made. */
static gboolean
stands_once (const char *name)
{
    static const char *const once[] = { "From", "Sender", "Reply-To", "To", "Cc", "Subject", "Date",
                                        "Message-ID", "In-Reply-To", "References" };
    for (guint i = 0; i < G_N_ELEMENTS (once); i++)
        if (g_ascii_strcasecmp (name, once[i]) == 0)
            return TRUE;
    return FALSE;
}

static Field *
find_field (GArray *fields, const char *name)
{
    for (guint i = 0; i < fields->len; i++) {
        Field *field = &g_array_index (fields, Field, i);
        if (g_ascii_strcasecmp (field->row->header, name) == 0)
            return field;
    }
    return NULL;
}

/* Where the properties give no field, that is what they were mapped to. */
static GArray *
collect_fields (OxMimeContext *c)
{
    guint n = 0;
    const OxFieldRow *rows = ox_field_rows (&n);
    GArray *fields = g_array_sized_new (FALSE, FALSE, sizeof (Field), n);
    g_array_set_clear_func (fields, field_clear);
    for (guint i = 0; i < n; i++) {
        Field field = { .row = &rows[i], .marks = ox_mime_begin_marks (c) };
        field.value = rows[i].codec (c, &rows[i]);
        ox_mime_end_marks (c);
        if (field.value != NULL && *field.value != '\0') {
            g_array_append_val (fields, field);
            continue;
        }
        ox_mime_apply_marks (c, field.marks);
        field_clear (&field);
    }
    return fields;
}

static void
write_raw (OxMimeContext *c, const OxStoredHeader *stored, GString *out)
{
    g_autofree char *name_alone = ox_field_bare_name (stored);
    if (name_alone != NULL)
        g_string_append (out, name_alone);
    else
        ox_header_stored (out, stored->name, stored->raw, c->diagnostics);
}

/* The stored field is written, not the one of the properties: which of them say the same? Another
 * value of the property would be written, unless the stored field always wins or the property
 * only says that there is a field. */
static void
account_for_stored (OxMimeContext *c, Field *field, gboolean same)
{
    const OxFieldRow *row = field->row;
    field->done = TRUE;
    for (guint i = 0; field->marks != NULL && i < field->marks->len; i++) {
        OxMark *mark = &g_array_index (field->marks, OxMark, i);
        gboolean idle = (row->flags & OX_ROW_STORED_WINS) != 0
                        || ((row->flags & OX_ROW_SWITCH) != 0 && mark->key == row->key);
        if (idle && mark->fate == OX_FATE_MAPPED)
            mark->fate = same ? OX_FATE_NOT_APPLICABLE : OX_FATE_LOST;
    }
    ox_mime_apply_marks (c, field->marks);
}

/* The stored headers in their order, with what the properties say in its place. */
static void
write_stored (OxMimeContext *c, GArray *fields, GHashTable *seen, GString *out)
{
    for (guint i = 0; i < ox_transport_size (c->transport); i++) {
        const OxStoredHeader *stored = ox_transport_get (c->transport, i);
        /* A line of some servers that is no field, and what others made of it. */
        if (is_structural (stored->name) || g_str_has_prefix (stored->raw, "Microsoft Mail Internet Headers"))
            continue;
        Field *field = find_field (fields, stored->name);
        gboolean first = g_hash_table_add (seen, g_ascii_strdown (stored->name, -1));
        if (!first && (field != NULL || stands_once (stored->name)))
            continue;
        gboolean same = field == NULL || says_the_same (field, stored);
        if (field != NULL && (same || (field->row->flags & OX_ROW_STORED_WINS) != 0))
            account_for_stored (c, field, same);
        if (field == NULL || field->done)
            write_raw (c, stored, out);
        else
            write_field (c, field, out);
    }
}

static gboolean
may_be_named_header (const char *name)
{
    return ox_header_is_name (name, strlen (name)) && !is_structural (name)
           && g_ascii_strncasecmp (name, "X-Microsoft-Exchange-", 21) != 0;
}

/* Whether one of the stored headers says it already. */
static gboolean
is_stored (OxMimeContext *c, const char *name, const char *text)
{
    g_autofree char *a = squash (text);
    for (guint i = 0; i < ox_transport_size (c->transport); i++) {
        const OxStoredHeader *stored = ox_transport_get (c->transport, i);
        if (g_ascii_strcasecmp (stored->name, name) != 0 || strlen (stored->raw) > COMPARED_HEADER)
            continue;
        g_autofree char *decoded = ox_header_decode (stored->raw);
        g_autofree char *b = squash (decoded);
        if (strcmp (a, b) == 0)
            return TRUE;
    }
    return FALSE;
}

/* String properties of PS_INTERNET_HEADERS are headers, 2.1.3.2.27. */
static void
write_named (OxMimeContext *c, GArray *fields, GHashTable *seen, GString *out)
{
    OxNames *names = ox_message_get_names (c->message);
    for (guint i = 0; i < ox_props_get_size (c->props); i++) {
        OxKey key;
        OxName name;
        const OxValue *value = ox_props_get_nth (c->props, i, &key);
        const char *text = ox_value_get_text (value, NULL);
        if (key < 0x10000 || text == NULL || !ox_names_get (names, key, &name)
            || name.kind != OX_NAME_KIND_STRING
            || g_strcmp0 (ox_property_set_name (&name.set), "PS_INTERNET_HEADERS") != 0
            || !may_be_named_header (name.string) || find_field (fields, name.string) != NULL)
            continue;
        if (g_hash_table_add (seen, g_ascii_strdown (name.string, -1))) {
            ox_mime_mark (c, c->props, key, OX_FATE_MAPPED);
            ox_header_text (out, name.string, text);
        } else if (c->account != NULL && is_stored (c, name.string, text)) {
            ox_mime_mark (c, c->props, key, OX_FATE_NOT_APPLICABLE);
        }
    }
}

void
ox_fields_write (OxMimeContext *c, GString *out)
{
    g_autoptr (GArray) fields = collect_fields (c);
    g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    if (ox_options_get_headers (c->options) != OX_HEADERS_PROPERTIES) {
        ox_mime_mark (c, c->props, OX_TAG_TRANSPORT_MESSAGE_HEADERS, OX_FATE_MAPPED);
        write_stored (c, fields, seen, out);
    }
    gboolean only_stored = ox_options_get_headers (c->options) == OX_HEADERS_ORIGINAL
                           && ox_transport_size (c->transport) > 0;
    for (guint i = 0; i < fields->len; i++) {
        Field *field = &g_array_index (fields, Field, i);
        if (!field->done && (!only_stored || stands_once (field->row->header)))
            write_field (c, field, out);
    }
    if (!only_stored)
        write_named (c, fields, seen, out);
}
