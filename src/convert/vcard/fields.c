/* SPDX-License-Identifier: MIT
 *
 * The note of a contact, and fields that a person or a program made up.
 */
#include "convert/vcard/card.h"

#include "convert/mime/body.h"

#include <oxcart/filetime.h>
#include <string.h>

/* --- user fields ------------------------------------------------------------------------------------- */

/* Readers fill their four fields in order, 2.1.3.9.3: the number says which one it was. */
static void
write_user_field (OxCard *card, const OxCardRow *row)
{
    const char *text = ox_card_text (card, row->key);
    if (text == NULL || !ox_card_begin (card, row))
        return;
    const char number[] = { (char) ('1' + (row->key - OX_LID_CONTACT_USER_FIELD1)), '\0' };
    ox_card_parameter (card, "X-NUMBER", number);
    ox_line_value (&card->w);
    ox_line_put_text (&card->w, text);
    ox_line_end (&card->w);
}

const OxCardCodec ox_card_codec_user_field = { write_user_field };

/* --- named fields -------------------------------------------------------------------------------------- */

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
    default:
        return g_strdup_printf ("%" G_GINT64_FORMAT, integer);
    }
}

static void
write_values (OxCard *card, const OxValue *value)
{
    for (guint i = 0; i < ox_value_get_n_items (value); i++) {
        g_autofree char *text = describe_value (ox_value_get_item (value, i));
        if (i > 0)
            ox_line_put_ascii (&card->w, ",");
        ox_line_put_text (&card->w, text != NULL ? text : "");
    }
}

static gboolean
is_users_own (OxCard *card, OxKey key, OxName *name)
{
    return key >= OX_KEY_LOCAL && ox_names_get (ox_message_get_names (card->c.message), key, name)
           && name->kind == OX_NAME_KIND_STRING
           && g_strcmp0 (ox_property_set_name (&name->set), "PS_PUBLIC_STRINGS") == 0;
}

/* Fields that a user or a form added are named properties of PS_PUBLIC_STRINGS, [MS-OXCPRPT] 4.5. The name
 * goes into a parameter: as the name of a field anybody could write anything. */
static void
write_named (OxCard *card, const OxCardRow *row)
{
    for (guint i = 0; i < ox_props_get_size (card->c.props); i++) {
        OxKey key;
        OxName name;
        const OxValue *value = ox_props_get_nth (card->c.props, i, &key);
        if (!is_users_own (card, key, &name) || ox_value_get_n_items (value) == 0)
            continue;
        guint16 type = ox_value_get_type_code (value);
        g_autofree char *first = describe_value (ox_value_get_item (value, 0));
        if (first == NULL || !ox_card_begin (card, row))
            continue;
        ox_card_mark (card, key, OX_FATE_MAPPED);
        ox_card_parameter (card, "X-NAME", name.string);
        if (type != OX_TYPE_STRING && type != OX_TYPE_STRING8)
            ox_card_parameter (card, "X-TYPE", ox_type_to_string (type));
        ox_line_value (&card->w);
        write_values (card, value);
        ox_line_end (&card->w);
    }
}

const OxCardCodec ox_card_codec_named = { write_named };

/* --- the note ---------------------------------------------------------------------------------------------- */

/* What is stored as text; else the text of the HTML or of the RTF. Outlook ends both with a line end of its
 * own, which is no part of what somebody wrote. */
static void
write_note (OxCard *card, const OxCardRow *row)
{
    g_auto (OxBodies) bodies = { 0 };
    const char *text = ox_card_text (card, row->key);
    if (text == NULL) {
        ox_bodies_read (&card->c, &bodies);
        ox_mime_apply_marks (&card->c, bodies.plain != NULL ? bodies.marks : NULL);
        text = bodies.plain;
    }
    g_autofree char *note = g_strdup (text != NULL ? text : "");
    g_strchomp (note);
    if (*note != '\0')
        ox_card_line (card, row, note);
}

const OxCardCodec ox_card_codec_note = { write_note };
