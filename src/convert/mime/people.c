/* SPDX-License-Identifier: MIT
 *
 * The header fields that hold addresses, [MS-OXCMAIL] 2.1.3.1.
 */
#include "convert/mime/rows.h"

#include "base/diag.h"
#include "base/slice.h"
#include "convert/mime/address.h"
#include "convert/mime/header-read.h"
#include "convert/mime/header.h"
#include "convert/mime/report.h"
#include "model/message-private.h"

#include <oxcart/entryid.h>
#include <string.h>

#define MOST_DISPLAYED 10000 /* recipients in one text */
#define BARE_NAME 4096   /* a stored sender longer than this is no mere name */

static char *
one_mailbox (const char *header, const OxMailbox *mailbox)
{
    g_autofree char *item = ox_mailbox_format (mailbox);
    GString *out = g_string_new (NULL);
    OxHeaderList list = ox_header_list_begin (out, header);
    ox_header_list_add (&list, item);
    ox_header_list_end (&list);
    return g_string_free (out, FALSE);
}

static gboolean
is_encapsulated (const OxMailbox *mailbox)
{
    return mailbox->address == NULL || g_str_has_prefix (mailbox->address, "IMCEA");
}

char *
ox_codec_from (OxMimeContext *c, const OxFieldRow *row)
{
    g_auto (OxMailbox) mailbox = { 0 };
    const OxAddressGroup *group = &ox_group_sent_representing;
    gboolean found = ox_address_resolve (c, c->props, group, &mailbox);
    if (!found) {
        group = &ox_group_sender;
        found = ox_address_resolve (c, c->props, group, &mailbox);
    }
    /* What was received says who sent it, where the properties know no address. */
    if ((!found || is_encapsulated (&mailbox)) && ox_transport_find (c->transport, "From") != NULL)
        return NULL;
    if (found) {
        ox_mailbox_mark (c, c->props, group, &mailbox);
        return one_mailbox (row->header, &mailbox);
    }
    /* A draft need not have a sender yet. */
    if ((ox_props_get_integer (c->props, OX_TAG_MESSAGE_FLAGS, 0) & OX_MESSAGE_UNSENT) == 0)
        ox_diag (c->diagnostics, OX_DIAG_MIME_NO_SENDER, OX_DIAG_NO_OFFSET, "no sender is stored");
    mailbox.name = g_strdup ("Unknown sender");
    return one_mailbox (row->header, &mailbox);
}

/* 2.1.3.1.2: only where somebody else sent it. */
char *
ox_codec_sender (OxMimeContext *c, const OxFieldRow *row)
{
    g_auto (OxMailbox) from = { 0 };
    g_auto (OxMailbox) sender = { 0 };
    if (!ox_address_resolve (c, c->props, &ox_group_sent_representing, &from)
        || !ox_address_resolve (c, c->props, &ox_group_sender, &sender))
        return NULL;
    if (from.address != NULL && ox_address_type_matters (c->props, &ox_group_sender, &sender))
        ox_mime_mark (c, c->props, ox_group_sender.type, OX_FATE_MAPPED);
    if (sender.address == NULL || from.address == NULL)
        return NULL;
    if (g_ascii_strcasecmp (from.address, sender.address) != 0) {
        ox_mailbox_mark (c, c->props, &ox_group_sender, &sender);
        return one_mailbox (row->header, &sender);
    }
    /* Another address would show; another name of the same one would not. */
    ox_mime_mark (c, c->props, from.address_key, OX_FATE_MAPPED);
    ox_mime_mark (c, c->props, sender.address_key, OX_FATE_MAPPED);
    if (g_strcmp0 (from.name, sender.name) == 0)
        ox_mime_mark (c, c->props, sender.name_key, OX_FATE_NOT_APPLICABLE);
    return NULL;
}

/* Whose mailbox the message came to. */
static char *
who_received (OxMimeContext *c, const OxFieldRow *row)
{
    g_auto (OxMailbox) mailbox = { 0 };
    const OxAddressGroup *group = &ox_group_received_representing;
    gboolean found = ox_address_resolve (c, c->props, group, &mailbox);
    if (!found) {
        group = &ox_group_received_by;
        found = ox_address_resolve (c, c->props, group, &mailbox);
    }
    if (!found)
        return NULL;
    ox_mailbox_mark (c, c->props, group, &mailbox);
    return one_mailbox (row->header, &mailbox);
}

/* Whose mailbox this copy was delivered to, by the key of the name. */
char *
ox_codec_received (OxMimeContext *c, const OxFieldRow *row)
{
    g_auto (OxMailbox) mailbox = { 0 };
    const OxAddressGroup *group = row->key == ox_group_received_by.name
                                      ? &ox_group_received_by
                                      : &ox_group_received_representing;
    if (ox_report_kind (c->message) == OX_REPORT_DELIVERY
        || !ox_address_resolve (c, c->props, group, &mailbox))
        return NULL;
    ox_mailbox_mark (c, c->props, group, &mailbox);
    return one_mailbox (row->header, &mailbox);
}

static const char *const recipient_types[] = { "", "To", "Cc", "Bcc", NULL };

/* No recipients, but the text that once was made of them: names alone. */
static char *
displayed_recipients (OxMimeContext *c, const OxFieldRow *row)
{
    OxKey key = strcmp (row->header, "To") == 0 ? OX_TAG_DISPLAY_TO : OX_TAG_DISPLAY_CC;
    const char *text = ox_props_get_text (c->props, key);
    if (ox_message_get_n_recipients (c->message) > 0 || text == NULL
        || strcmp (row->header, "Bcc") == 0 || ox_transport_find (c->transport, row->header) != NULL)
        return NULL;
    ox_mime_mark (c, c->props, key, OX_FATE_MAPPED);
    g_auto (GStrv) names = g_strsplit (text, ";", MOST_DISPLAYED);
    GString *out = g_string_new (NULL);
    OxHeaderList list = ox_header_list_begin (out, row->header);
    for (guint i = 0; names[i] != NULL; i++) {
        gboolean is_address = ox_address_is_smtp (g_strstrip (names[i]));
        OxMailbox mailbox = { .name = is_address ? NULL : names[i],
                              .address = is_address ? names[i] : NULL };
        g_autofree char *item = *names[i] != '\0' ? ox_mailbox_format (&mailbox) : NULL;
        if (item != NULL)
            ox_header_list_add (&list, item);
    }
    if (list.n == 0)
        return g_string_free (out, TRUE);
    ox_header_list_end (&list);
    return g_string_free (out, FALSE);
}

char *
ox_codec_recipients (OxMimeContext *c, const OxFieldRow *row)
{
    /* The recipients of a delivery report are those it reports on. */
    if (ox_report_kind (c->message) == OX_REPORT_DELIVERY)
        return strcmp (row->header, "To") == 0 ? who_received (c, row) : NULL;
    GString *out = g_string_new (NULL);
    OxHeaderList list = ox_header_list_begin (out, row->header);
    for (guint i = 0; i < ox_message_get_n_recipients (c->message); i++) {
        OxProps *props = ox_recipient_get_props (ox_message_get_recipient (c->message, i));
        /* The high bits mark copies that are sent again, [MS-OXOMSG] 2.2.3.1. */
        gint64 type = ox_props_get_integer (props, OX_TAG_RECIPIENT_TYPE, 1) & 0x0F;
        g_auto (OxMailbox) mailbox = { 0 };
        if (type < 1 || type > 3 || strcmp (recipient_types[type], row->header) != 0)
            continue;
        if (!ox_address_resolve (c, props, &ox_group_recipient, &mailbox)) {
            /* All there was to go by; it says nobody. */
            ox_mime_mark (c, props, OX_TAG_ENTRY_ID, OX_FATE_MAPPED);
            continue;
        }
        ox_mime_mark (c, props, OX_TAG_RECIPIENT_TYPE, OX_FATE_MAPPED);
        ox_mailbox_mark (c, props, &ox_group_recipient, &mailbox);
        g_autofree char *item = ox_mailbox_format (&mailbox);
        ox_header_list_add (&list, item);
    }
    if (list.n == 0) {
        g_string_free (out, TRUE);
        return displayed_recipients (c, row);
    }
    ox_header_list_end (&list);
    return g_string_free (out, FALSE);
}

/* PidTagReplyRecipientEntries is a FlatEntryList, [MS-OXCDATA] 2.3.3: each entry is padded to 4
 * bytes, though some writers forget it. */
static void
add_reply_entries (OxMimeContext *c, GBytes *bytes, OxHeaderList *list)
{
    OxSlice s = ox_slice_from_bytes (bytes);
    guint32 count = ox_slice_u32 (&s);
    ox_slice_skip (&s, 4);
    for (guint32 i = 0; i < count && ox_slice_ok (&s) && s.left >= 4; i++) {
        guint32 size = ox_slice_u32 (&s);
        OxSlice entry = ox_slice_take (&s, size);
        if (!ox_slice_ok (&entry))
            return;
        ox_slice_skip (&s, MIN ((4 - size % 4) % 4, s.left));
        g_autoptr (GBytes) id = g_bytes_new (ox_slice_data (&entry), entry.left);
        g_autoptr (OxEntryId) parsed = ox_entryid_parse (id, 1252);
        g_auto (OxMailbox) mailbox = { 0 };
        if (!ox_address_from_entryid (c, parsed, &mailbox))
            continue;
        if (mailbox.source != NULL)
            ox_mime_mark (c, mailbox.source, OX_TAG_EMAIL_ADDRESS, OX_FATE_MAPPED);
        g_autofree char *item = ox_mailbox_format (&mailbox);
        ox_header_list_add (list, item);
    }
}

char *
ox_codec_reply_to (OxMimeContext *c, const OxFieldRow *row)
{
    GBytes *bytes = ox_props_get_bytes (c->props, row->key);
    if (bytes == NULL)
        return NULL;
    GString *out = g_string_new (NULL);
    OxHeaderList list = ox_header_list_begin (out, row->header);
    add_reply_entries (c, bytes, &list);
    if (list.n == 0)
        return g_string_free (out, TRUE);
    ox_mime_mark (c, c->props, row->key, OX_FATE_MAPPED);
    ox_header_list_end (&list);
    return g_string_free (out, FALSE);
}

/* A receipt goes to who asked for it, 2.1.3.1.4. */
char *
ox_codec_receipt (OxMimeContext *c, const OxFieldRow *row)
{
    g_auto (OxMailbox) mailbox = { 0 };
    const OxAddressGroup *group = &ox_group_read_receipt;
    gboolean found = ox_address_resolve (c, c->props, group, &mailbox);
    if (!found) {
        group = &ox_group_sent_representing;
        found = ox_address_resolve (c, c->props, group, &mailbox);
    }
    if (!found || mailbox.address == NULL)
        return NULL;
    if (ox_mime_integer (c, c->props, row->key, 0) == 0)
        return NULL;
    ox_mailbox_mark (c, c->props, group, &mailbox);
    return one_mailbox (row->header, &mailbox);
}

char *
ox_field_bare_name (const OxStoredHeader *stored)
{
    if ((g_ascii_strcasecmp (stored->name, "From") != 0
         && g_ascii_strcasecmp (stored->name, "Sender") != 0)
        || strpbrk (stored->raw, "@:") != NULL || strlen (stored->raw) > BARE_NAME)
        return NULL;
    g_autofree char *decoded = ox_gmime ()->g_mime_utils_header_decode_phrase (NULL, stored->raw);
    g_strstrip (g_strdelimit (decoded, "\"", ' '));
    const OxMailbox mailbox = { .name = decoded };
    return one_mailbox (stored->name, &mailbox);
}
