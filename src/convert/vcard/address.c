/* SPDX-License-Identifier: MIT
 *
 * Physical addresses, [MS-OXOCNTC] 2.2.1.3 and [MS-OXVCARD] 2.1.3.3.
 */
#include "convert/vcard/card.h"

#include <string.h>

/* In the order of ADR, RFC 6350 6.3.1, then what goes with it. */
enum { PART_BOX, PART_STREET, PART_CITY, PART_STATE, PART_CODE, PART_COUNTRY, N_PARTS, COUNTRY_CODE = N_PARTS,
       WHOLE, N_KEYS };

enum { ID_NONE, ID_HOME, ID_WORK, ID_OTHER }; /* PidLidPostalAddressId, 2.2.1.3.9 */

typedef struct {
    gint id; /* what PidLidPostalAddressId calls it */
    OxKey keys[N_KEYS];
} Address;

static const Address addresses[] = {
    { ID_WORK,
      { OX_LID_WORK_ADDRESS_POST_OFFICE_BOX, OX_LID_WORK_ADDRESS_STREET, OX_LID_WORK_ADDRESS_CITY,
        OX_LID_WORK_ADDRESS_STATE, OX_LID_WORK_ADDRESS_POSTAL_CODE, OX_LID_WORK_ADDRESS_COUNTRY,
        OX_LID_WORK_ADDRESS_COUNTRY_CODE, OX_LID_WORK_ADDRESS } },
    { ID_HOME,
      { OX_TAG_HOME_ADDRESS_POST_OFFICE_BOX, OX_TAG_HOME_ADDRESS_STREET, OX_TAG_HOME_ADDRESS_CITY,
        OX_TAG_HOME_ADDRESS_STATE_OR_PROVINCE, OX_TAG_HOME_ADDRESS_POSTAL_CODE, OX_TAG_HOME_ADDRESS_COUNTRY,
        OX_LID_HOME_ADDRESS_COUNTRY_CODE, OX_LID_HOME_ADDRESS } },
    { ID_OTHER,
      { OX_TAG_OTHER_ADDRESS_POST_OFFICE_BOX, OX_TAG_OTHER_ADDRESS_STREET, OX_TAG_OTHER_ADDRESS_CITY,
        OX_TAG_OTHER_ADDRESS_STATE_OR_PROVINCE, OX_TAG_OTHER_ADDRESS_POSTAL_CODE, OX_TAG_OTHER_ADDRESS_COUNTRY,
        OX_LID_OTHER_ADDRESS_COUNTRY_CODE, OX_LID_OTHER_ADDRESS } },
};

static const Address mailing = {
    ID_NONE,
    { OX_TAG_POST_OFFICE_BOX, OX_TAG_STREET_ADDRESS, OX_TAG_LOCALITY, OX_TAG_STATE_OR_PROVINCE,
      OX_TAG_POSTAL_CODE, OX_TAG_COUNTRY, OX_LID_ADDRESS_COUNTRY_CODE, OX_TAG_POSTAL_ADDRESS }
};

static gboolean
is_there (OxCard *card, const Address *address)
{
    for (guint i = 0; i < N_KEYS; i++) {
        const char *text = ox_props_get_text (card->c.props, address->keys[i]);
        if (i != COUNTRY_CODE && text != NULL && *text != '\0')
            return TRUE;
    }
    return FALSE;
}

/* The label as Outlook shows it, by the locale it was made in; else one of the parts, [MS-OXVCARD] 2.1.3.3.2. */
static char *
make_label (OxCard *card, const Address *address)
{
    const char *whole = ox_card_text (card, address->keys[WHOLE]);
    if (whole != NULL)
        return g_strdup (whole);
    static const struct {
        guint part;
        const char *before;
    } order[] = { { PART_BOX, "\n" }, { PART_STREET, "\n" }, { PART_CITY, "\n" }, { PART_STATE, ", " },
                  { PART_CODE, " " }, { PART_COUNTRY, "\n" } };
    GString *out = g_string_new (NULL);
    for (guint i = 0; i < G_N_ELEMENTS (order); i++) {
        const char *text = ox_card_text (card, address->keys[order[i].part]);
        if (text != NULL)
            g_string_append_printf (out, "%s%s", out->len > 0 ? order[i].before : "", text);
    }
    return g_string_free (out, FALSE);
}

/* The empty one is the extended address, which readers ask people not to fill, RFC 6350 6.3.1. */
static void
put_parts (OxCard *card, const Address *address)
{
    OxLineWriter *w = &card->w;
    for (guint i = 0; i < N_PARTS; i++) {
        const char *text = ox_card_text (card, address->keys[i]);
        if (i > 0)
            ox_line_put_ascii (w, i == PART_STREET ? ";;" : ";");
        ox_line_put_text (w, text != NULL ? text : "");
    }
}

static void
write_address (OxCard *card, const OxCardRow *row, const Address *address, gboolean is_preferred)
{
    OxLineWriter *w = &card->w;
    g_autofree char *label = make_label (card, address);
    const char *code = ox_card_text (card, address->keys[COUNTRY_CODE]);
    if (!ox_card_begin (card, row))
        return;
    if (is_preferred)
        ox_card_types (card, "pref");
    if (code != NULL) /* RFC 8605 3.1 */
        ox_card_parameter (card, card->v4 ? "CC" : "X-CC", code);
    if (card->v4 && *label != '\0')
        ox_card_parameter (card, "LABEL", label);
    ox_line_value (w);
    put_parts (card, address);
    ox_line_end (w);
    if (card->v4 || *label == '\0')
        return;
    ox_line_begin (w, "LABEL");
    ox_card_types (card, row->types_3 != NULL ? row->types_3 : row->types);
    if (is_preferred)
        ox_card_types (card, "pref");
    ox_line_value (w);
    ox_line_put_text (w, label);
    ox_line_end (w);
}

static const Address *
find_address (OxKey key)
{
    for (guint i = 0; i < G_N_ELEMENTS (addresses); i++)
        if (addresses[i].keys[PART_STREET] == key)
            return &addresses[i];
    return NULL;
}

static void
write_own (OxCard *card, const OxCardRow *row)
{
    const Address *address = find_address (row->key);
    if (!is_there (card, address))
        return;
    gint64 id = ox_mime_integer (&card->c, card->c.props, OX_LID_POSTAL_ADDRESS_ID, ID_NONE);
    write_address (card, row, address, id == address->id);
}

const OxCardCodec ox_card_codec_address = { write_own };

/* --- the mailing address --------------------------------------------------------------------------- */

static gboolean
is_copy (OxCard *card, const Address *address)
{
    for (guint i = 0; i < N_PARTS; i++) {
        const char *a = ox_props_get_text (card->c.props, address->keys[i]);
        const char *b = ox_props_get_text (card->c.props, mailing.keys[i]);
        if (strcmp (a != NULL ? a : "", b != NULL ? b : "") != 0)
            return FALSE;
    }
    return TRUE;
}

/* It is a copy of the one that PidLidPostalAddressId names, 2.2.1.3.9. Where it is not, and where it is all
 * there is (as in exports of address lists), it is an address of its own. */
static void
write_mailing (OxCard *card, const OxCardRow *row)
{
    gint64 id = ox_props_get_integer (card->c.props, OX_LID_POSTAL_ADDRESS_ID, ID_NONE);
    OxFate fate = OX_FATE_MAPPED;
    gboolean copy = FALSE;
    if (!is_there (card, &mailing))
        return;
    for (guint i = 0; i < G_N_ELEMENTS (addresses); i++) {
        gboolean there = is_there (card, &addresses[i]);
        if (there && addresses[i].id == id)
            fate = OX_FATE_NOT_APPLICABLE;
        copy |= there && is_copy (card, &addresses[i]);
    }
    if (fate == OX_FATE_MAPPED && !copy)
        write_address (card, row, &mailing, TRUE);
    /* What a copy has beside its parts would show only if it were none. */
    for (guint i = 0; i < N_KEYS; i++)
        if (i < N_PARTS)
            ox_card_mark (card, mailing.keys[i], fate);
        else if (copy || fate == OX_FATE_NOT_APPLICABLE)
            ox_card_mark (card, mailing.keys[i], OX_FATE_NOT_APPLICABLE);
}

const OxCardCodec ox_card_codec_mailing = { write_mailing };
