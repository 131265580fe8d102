/* SPDX-License-Identifier: MIT
 *
 * Electronic addresses of a contact, [MS-OXOCNTC] 2.2.1.2, and the people it names.
 */
#include "convert/vcard/card.h"

#include "base/diag.h"

#include <oxcart/entryid.h>
#include <string.h>

typedef struct {
    OxKey display_name;
    OxKey address_type;
    OxKey address;
    OxKey original_name;
    OxKey entryid;
} Slot;

static const Slot emails[] = {
    { OX_LID_EMAIL1_DISPLAY_NAME, OX_LID_EMAIL1_ADDRESS_TYPE, OX_LID_EMAIL1_EMAIL_ADDRESS,
      OX_LID_EMAIL1_ORIGINAL_DISPLAY_NAME, OX_LID_EMAIL1_ORIGINAL_ENTRY_ID },
    { OX_LID_EMAIL2_DISPLAY_NAME, OX_LID_EMAIL2_ADDRESS_TYPE, OX_LID_EMAIL2_EMAIL_ADDRESS,
      OX_LID_EMAIL2_ORIGINAL_DISPLAY_NAME, OX_LID_EMAIL2_ORIGINAL_ENTRY_ID },
    { OX_LID_EMAIL3_DISPLAY_NAME, OX_LID_EMAIL3_ADDRESS_TYPE, OX_LID_EMAIL3_EMAIL_ADDRESS,
      OX_LID_EMAIL3_ORIGINAL_DISPLAY_NAME, OX_LID_EMAIL3_ORIGINAL_ENTRY_ID },
};

/* --- e-mail ------------------------------------------------------------------------------------------ */

static char *
address_of_entryid (OxCard *card, const Slot *slot)
{
    GBytes *bytes = ox_props_get_bytes (card->c.props, slot->entryid);
    if (bytes == NULL)
        return NULL;
    g_autoptr (OxEntryId) id = ox_entryid_parse (bytes, ox_options_get_codepage (card->c.options));
    if (id->address == NULL || strchr (id->address, '@') == NULL)
        return NULL;
    ox_card_mark (card, slot->entryid, OX_FATE_MAPPED);
    return g_steal_pointer (&id->address);
}

/* The address of a slot that has none, or only one of a directory. 2.2.1.2.4: its original name is then the
 * SMTP form. */
static char *
other_address (OxCard *card, const Slot *slot)
{
    const char *original = ox_props_get_text (card->c.props, slot->original_name);
    if (original != NULL && strchr (original, '@') != NULL) {
        ox_card_mark (card, slot->original_name, OX_FATE_MAPPED);
        return g_strdup (original);
    }
    char *address = address_of_entryid (card, slot);
    return address != NULL ? address : ox_card_resolve (card, ox_card_text (card, slot->address));
}

/* What Outlook makes of a name and an address says nothing new, 2.2.1.2.1. */
static gboolean
is_usual_name (OxCard *card, const char *display, const char *address)
{
    g_autofree char *usual = g_strdup_printf ("%s (%s)", card->name, address);
    return strcmp (display, address) == 0 || strcmp (display, card->name) == 0 || strcmp (display, usual) == 0;
}

static void
write_email (OxCard *card, const OxCardRow *row, const Slot *slot, guint index, const char *address)
{
    static const char *const order[] = { "1", "2", "3" };
    const char *display = ox_card_text (card, slot->display_name);
    const char *type = ox_props_get_text (card->c.props, slot->address_type);
    if (!ox_card_begin (card, row))
        return;
    if (card->v4)
        ox_card_parameter (card, "PREF", order[index]);
    if (display != NULL && !is_usual_name (card, display, address))
        ox_card_parameter (card, "X-CN", display);
    if (strchr (address, '@') == NULL && type != NULL) {
        ox_card_mark (card, slot->address_type, OX_FATE_MAPPED);
        if (g_ascii_strcasecmp (type, "SMTP") != 0)
            ox_card_parameter (card, "X-ADDRESS-TYPE", type);
    }
    ox_line_value (&card->w);
    ox_line_put_text (&card->w, address);
    ox_line_end (&card->w);
}

/* A distinguished name means something in one organisation only; it is no EMAIL. */
static void
write_dn (OxCard *card, const Slot *slot, const char *dn, gboolean is_all)
{
    const char *display = is_all ? ox_card_text (card, slot->display_name) : NULL;
    ox_line_begin (&card->w, "X-MS-X500");
    if (display != NULL)
        ox_card_parameter (card, "X-CN", display);
    ox_line_value (&card->w);
    ox_line_put_text (&card->w, dn);
    ox_line_end (&card->w);
    if (is_all)
        ox_diag (card->c.diagnostics, OX_DIAG_VCARD_ADDRESS, OX_DIAG_NO_OFFSET,
                 "an address of the contact is known in its organisation only");
}

static void
write_email_slot (OxCard *card, const OxCardRow *row)
{
    guint i = 0;
    while (emails[i].address != row->key)
        i++;
    const Slot *slot = &emails[i];
    const char *type = ox_props_get_text (card->c.props, slot->address_type);
    const char *stored = ox_card_text (card, slot->address);
    gboolean is_dn = type != NULL && g_ascii_strcasecmp (type, "EX") == 0;
    g_autofree char *address = stored != NULL && !is_dn ? g_strdup (stored) : other_address (card, slot);
    ox_card_mark (card, slot->address_type, is_dn ? OX_FATE_MAPPED : OX_FATE_NOT_APPLICABLE);
    ox_card_mark (card, slot->original_name, OX_FATE_NOT_APPLICABLE);
    ox_card_mark (card, slot->entryid, OX_FATE_NOT_APPLICABLE);
    if (address != NULL)
        write_email (card, row, slot, i, address);
    if (is_dn && stored != NULL)
        write_dn (card, slot, stored, address == NULL);
}

const OxCardCodec ox_card_codec_email = { write_email_slot };

/* --- fax slots ---------------------------------------------------------------------------------------- */

/* The digits that dial within a country. */
static char *
local_digits (const char *number)
{
    GString *out = g_string_new (NULL);
    for (; *number != '\0'; number++)
        if (g_ascii_isdigit (*number) && (*number != '0' || out->len > 0))
            g_string_append_c (out, *number);
    return g_string_free (out, FALSE);
}

/* Whether both are one number, with the code of its country or without. */
static gboolean
is_same_number (const char *stored, const char *number)
{
    if (stored == NULL || *stored == '\0')
        return FALSE;
    g_autofree char *a = local_digits (stored);
    g_autofree char *b = local_digits (number);
    if (*a == '\0' || *b == '\0')
        return strcmp (stored, number) == 0;
    return g_str_has_suffix (a, b) || g_str_has_suffix (b, a);
}

/* "Name@number", 2.2.1.2.6: computed from a fax number, which is written as such; one that is none of the
 * contact's numbers has no other place. */
static void
write_fax_slot (OxCard *card, const OxCardRow *row)
{
    static const OxKey numbers[] = { OX_TAG_PRIMARY_FAX_NUMBER, OX_TAG_BUSINESS_FAX_NUMBER,
                                     OX_TAG_HOME_FAX_NUMBER };
    const char *address = ox_card_text (card, row->key);
    const char *number = address != NULL ? strrchr (address, '@') : NULL;
    number = number != NULL ? number + 1 : address;
    if (number == NULL || *number == '\0')
        return;
    for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
        if (is_same_number (ox_props_get_text (card->c.props, numbers[i]), number))
            return;
    ox_card_line (card, row, number);
}

const OxCardCodec ox_card_codec_fax_slot = { write_fax_slot };

/* --- messengers ----------------------------------------------------------------------------------------- */

static gboolean
has_scheme (const char *text)
{
    const char *p = text;
    while (g_ascii_isalnum (*p) || (p > text && strchr ("+-.", *p) != NULL && *p != '\0'))
        p++;
    return p > text && g_ascii_isalpha (*text) && *p == ':';
}

/* IMPP is a URI, RFC 6350 6.4.3; what has no scheme gets the general one, RFC 3860. */
static void
write_messenger (OxCard *card, const OxCardRow *row)
{
    const char *text = ox_card_text (card, row->key);
    if (text == NULL)
        return;
    if (!card->v4) {
        ox_card_line (card, row, text);
        return;
    }
    ox_card_begin (card, row);
    ox_line_value (&card->w);
    if (!has_scheme (text))
        ox_line_put_ascii (&card->w, "im:");
    ox_line_put_uri (&card->w, text);
    ox_line_end (&card->w);
}

const OxCardCodec ox_card_codec_messenger = { write_messenger };

/* --- relations ------------------------------------------------------------------------------------------ */

/* People that the contact names: by name only, so RELATED is a text, RFC 6350 6.6.6. */
static void
write_relation (OxCard *card, const OxCardRow *row)
{
    const OxValue *value = ox_props_lookup (card->c.props, row->key);
    ox_card_mark (card, row->key, OX_FATE_MAPPED);
    for (guint i = 0; value != NULL && i < ox_value_get_n_items (value); i++) {
        const char *name = ox_value_get_text (ox_value_get_item (value, i), NULL);
        if (!ox_line_has_text (&card->w, name) || !ox_card_begin (card, row))
            continue;
        if (card->v4)
            ox_card_parameter (card, "VALUE", "text");
        ox_line_value (&card->w);
        ox_line_put_text (&card->w, name);
        ox_line_end (&card->w);
    }
}

const OxCardCodec ox_card_codec_relation = { write_relation };
