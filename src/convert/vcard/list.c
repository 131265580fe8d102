/* SPDX-License-Identifier: MIT
 *
 * Personal distribution lists as groups, RFC 6350 6.1.4 and 6.6.5.
 */
#include "convert/vcard/card.h"

#include "base/diag.h"
#include "model/class.h"
#include "model/list-members.h"

#include <string.h>

gboolean
ox_card_is_list (OxMessage *message)
{
    return ox_class_is (ox_message_get_class (message), "IPM.DistList");
}

/* "mailto:" and an address, RFC 6068 2: what is more than letters, digits and the usual marks is encoded. */
static void
put_mailto (OxCard *card, const char *address)
{
    g_autofree char *encoded = g_uri_escape_string (address, "@!$'*+-._~", TRUE);
    ox_line_put_ascii (&card->w, "mailto:");
    ox_line_put_uri (&card->w, encoded);
}

static const char *
kind_word (OxMemberKind kind)
{
    switch (kind) {
    case OX_MEMBER_CONTACT:
        return "contact";
    case OX_MEMBER_LIST:
        return "list";
    case OX_MEMBER_DIRECTORY_USER:
        return "user";
    case OX_MEMBER_DIRECTORY_LIST:
        return "directory-list";
    default:
        return NULL;
    }
}

/* A member is a URI. Who has no address that everybody can use is kept in a field of ours: a distinguished
 * name in a MEMBER would be none, and a member without address would be gone. */
static void
write_member (OxCard *card, const OxCardRow *row, const OxListMember *member)
{
    OxLineWriter *w = &card->w;
    gboolean is_dn = member->address_type != NULL && g_ascii_strcasecmp (member->address_type, "EX") == 0;
    g_autofree char *resolved = is_dn ? ox_card_resolve (card, member->address) : NULL;
    const char *address = resolved != NULL ? resolved : member->address != NULL ? member->address : "";
    const char *name = member->name != NULL ? member->name : "";
    gboolean is_mail = strchr (address, '@') != NULL && (!is_dn || resolved != NULL);
    const char *kind = kind_word (member->kind);
    if (is_mail)
        ox_card_begin (card, row);
    else
        ox_line_begin (w, "X-OXCART-MEMBER");
    if (*name != '\0' && strcmp (name, address) != 0)
        ox_card_parameter (card, "X-CN", name);
    if (kind != NULL)
        ox_card_parameter (card, "X-KIND", kind);
    if (!is_mail && member->address_type != NULL && *member->address_type != '\0')
        ox_card_parameter (card, "X-ADDRESS-TYPE", member->address_type);
    ox_line_value (w);
    if (is_mail)
        put_mailto (card, address);
    else
        ox_line_put_text (w, address);
    ox_line_end (w);
}

static void
account_members (OxCard *card, OxMemberSource source)
{
    OxFate lists = source == OX_MEMBERS_STREAM ? OX_FATE_NOT_APPLICABLE : OX_FATE_MAPPED;
    if (source == OX_MEMBERS_NONE)
        return;
    ox_card_mark (card, OX_LID_DISTRIBUTION_LIST_MEMBERS, lists);
    ox_card_mark (card, OX_LID_DISTRIBUTION_LIST_ONE_OFF_MEMBERS, lists);
    if (source == OX_MEMBERS_STREAM)
        ox_card_mark (card, OX_LID_DISTRIBUTION_LIST_STREAM, OX_FATE_MAPPED);
}

static void
write_members (OxCard *card, const OxCardRow *row)
{
    OxMemberSource source;
    if (!ox_card_is_list (card->c.message))
        return;
    g_autoptr (GPtrArray) members = ox_list_members_read (
        card->c.props, ox_options_get_codepage (card->c.options),
        ox_options_get_limits (card->c.options)->value_bytes, card->c.diagnostics, &source);
    account_members (card, source);
    for (guint i = 0; i < members->len && ox_sink_is_ok (card->w.sink); i++)
        write_member (card, row, members->pdata[i]);
}

const OxCardCodec ox_card_codec_members = { write_members };
