/* SPDX-License-Identifier: MIT
 *
 * The note of a contact, and fields that a person or a program made up.
 */
#include "convert/vcard/card.h"

#include "convert/line/user-fields.h"
#include "convert/mime/body.h"

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

static void
write_named (OxCard *card, const OxCardRow *row)
{
    ox_user_fields_write (&card->w, &card->c, row->field);
}

static void
write_definitions (OxCard *card, const OxCardRow *row)
{
    ox_user_fields_write_definitions (&card->w, &card->c, row->field);
}

const OxCardCodec ox_card_codec_named = { write_named };
const OxCardCodec ox_card_codec_definitions = { write_definitions };

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
