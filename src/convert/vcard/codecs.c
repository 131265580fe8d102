/* SPDX-License-Identifier: MIT
 *
 * What codecs of vCard share.
 */
#include "convert/vcard/card.h"

#include <oxcart/addressbook.h>
#include <string.h>

const char *
ox_card_text (OxCard *card, OxKey key)
{
    const char *text = ox_mime_text (&card->c, card->c.props, key);
    return ox_line_has_text (&card->w, text) ? text : NULL;
}

void
ox_card_mark (OxCard *card, OxKey key, OxFate fate)
{
    ox_mime_mark (&card->c, card->c.props, key, fate);
}

void
ox_card_parameter (OxCard *card, const char *name, const char *value)
{
    ox_line_parameter (&card->w, name, value);
}

void
ox_card_types (OxCard *card, const char *types)
{
    g_auto (GStrv) all = g_strsplit (types != NULL ? types : "", ",", -1);
    gboolean is_preferred = FALSE;
    for (guint i = 0; all[i] != NULL; i++) {
        gboolean pref = strcmp (all[i], "pref") == 0;
        is_preferred |= pref;
        if (!pref || !card->v4)
            ox_card_parameter (card, "TYPE", all[i]);
    }
    if (is_preferred && card->v4)
        ox_card_parameter (card, "PREF", "1");
}

gboolean
ox_card_begin (OxCard *card, const OxCardRow *row)
{
    const char *field = card->v4 || row->field_3 == NULL ? row->field : row->field_3;
    const char *types = card->v4 || row->types_3 == NULL ? row->types : row->types_3;
    if (field == NULL || *field == '\0')
        return FALSE;
    ox_line_begin (&card->w, field);
    ox_card_types (card, types);
    return TRUE;
}

void
ox_card_line (OxCard *card, const OxCardRow *row, const char *text)
{
    if (!ox_card_begin (card, row))
        return;
    ox_line_value (&card->w);
    ox_line_put_text (&card->w, text);
    ox_line_end (&card->w);
}

gboolean
ox_card_put_data (OxCard *card, OxStream *stream, const char *type, const char *type_3)
{
    OxLineWriter *w = &card->w;
    if (!card->v4) {
        ox_line_parameter (w, "ENCODING", "b");
        if (type_3 != NULL)
            ox_line_parameter (w, "TYPE", type_3);
    }
    ox_line_value (w);
    if (card->v4) {
        ox_line_put_ascii (w, "data:");
        ox_line_put_ascii (w, type);
        ox_line_put_ascii (w, ";base64,");
    }
    gint64 n = ox_line_put_base64 (w, stream);
    ox_line_end (w);
    return n >= 0 && (guint64) n == ox_stream_get_size (stream);
}

char *
ox_card_resolve (OxCard *card, const char *dn)
{
    OxAddressBook *book = ox_options_get_address_book (card->c.options);
    return book != NULL && dn != NULL && *dn != '\0' ? ox_address_book_resolve_dn (book, dn) : NULL;
}
