/* SPDX-License-Identifier: MIT */
#include "convert/page/page.h"

#include "convert/ical/item-lines.h"
#include "convert/ical/part.h"
#include "convert/mime/address.h"
#include "convert/mime/rows.h"
#include "convert/vcard/card-lines.h"

#include <oxcart/filetime.h>
#include <string.h>

#define MOST_OCCURRENCES 10
#define EXCEPTION_FLAG 2 /* of PidTagAttachmentFlags */

static void
line_free (gpointer data)
{
    OxPageLine *line = data;
    g_free (line->text);
    g_free (line);
}

/* Takes `text` over; nothing is added for none. */
static void
add_line (GPtrArray *lines, const char *label, char *text)
{
    if (text == NULL || *text == '\0') {
        g_free (text);
        return;
    }
    OxPageLine *line = g_new (OxPageLine, 1);
    *line = (OxPageLine){ label, text };
    g_ptr_array_add (lines, line);
}

static char *
mailbox_text (const OxMailbox *m)
{
    if (m->name == NULL || *m->name == '\0' || g_strcmp0 (m->name, m->address) == 0)
        return g_strdup (m->address);
    return m->address != NULL ? g_strdup_printf ("%s <%s>", m->name, m->address) : g_strdup (m->name);
}

static char *
person (OxMimeContext *c, OxProps *props, const OxAddressGroup *group)
{
    g_auto (OxMailbox) mailbox = { 0 };
    return ox_address_resolve (c, props, group, &mailbox) ? mailbox_text (&mailbox) : NULL;
}

static void
add_sender (OxMimeContext *c, GPtrArray *lines)
{
    g_autofree char *sender = person (c, c->props, &ox_group_sender);
    char *from = person (c, c->props, &ox_group_sent_representing);
    if (from == NULL)
        from = g_strdup (sender);
    gboolean other = from != NULL && sender != NULL && strcmp (from, sender) != 0;
    add_line (lines, "From", from);
    if (other)
        add_line (lines, "Sender", g_steal_pointer (&sender));
}

static void
add_recipients (OxMimeContext *c, GPtrArray *lines, gint64 type, const char *label)
{
    for (guint i = 0; i < ox_message_get_n_recipients (c->message); i++) {
        OxProps *props = ox_recipient_get_props (ox_message_get_recipient (c->message, i));
        /* The high bits mark copies that are sent again, [MS-OXOMSG] 2.2.3.1. */
        if ((ox_props_get_integer (props, OX_TAG_RECIPIENT_TYPE, 1) & 0x0F) == type)
            add_line (lines, label, person (c, props, &ox_group_recipient));
    }
}

static void
add_time (OxMimeContext *c, GPtrArray *lines, OxKey key, const char *label)
{
    guint64 time;
    if (ox_props_get_time (c->props, key, &time))
        add_line (lines, label, ox_filetime_to_iso8601 (time));
}

static void
add_subject (OxMimeContext *c, GPtrArray *lines)
{
    const char *subject = ox_props_get_text (c->props, OX_TAG_SUBJECT);
    /* The mark of a subject that was copied out of a store. */
    if (subject != NULL && *subject == 1 && subject[1] != '\0')
        subject = g_utf8_next_char (subject + 1);
    add_line (lines, "Subject", g_strdup (subject));
}

static char *
attachment_text (OxAttachment *attachment, guint index)
{
    static const OxKey keys[] = { OX_TAG_ATTACH_LONG_FILENAME, OX_TAG_ATTACH_FILENAME, OX_TAG_DISPLAY_NAME };
    OxProps *props = ox_attachment_get_props (attachment);
    const char *name = NULL;
    for (guint i = 0; i < G_N_ELEMENTS (keys) && (name == NULL || *name == '\0'); i++)
        name = ox_props_get_text (props, keys[i]);
    gboolean is_message = ox_attachment_get_kind (attachment) == OX_ATTACHMENT_MESSAGE;
    return g_strdup_printf ("%u: %s%s", index, name != NULL && *name != '\0' ? name : "(unnamed)",
                            is_message ? " (message)" : "");
}

/* What replaces an occurrence of a series is a message that nobody attached, [MS-OXOCAL] 2.2.10.1. */
static gboolean
is_exception (OxAttachment *attachment)
{
    OxProps *props = ox_attachment_get_props (attachment);
    return ox_attachment_get_kind (attachment) == OX_ATTACHMENT_MESSAGE
           && (ox_props_get_integer (props, OX_TAG_ATTACHMENT_FLAGS, 0) & EXCEPTION_FLAG) != 0;
}

static void
add_attachments (OxMimeContext *c, GPtrArray *lines)
{
    for (guint i = 0; i < ox_message_get_n_attachments (c->message); i++) {
        OxAttachment *attachment = ox_message_get_attachment (c->message, i);
        if (!is_exception (attachment))
            add_line (lines, "Attached", attachment_text (attachment, i));
    }
}

static void
take_line (gpointer user, const char *label, const char *text)
{
    add_line (user, label, g_strdup (text));
}

static void
add_mail_lines (OxMimeContext *c, GPtrArray *lines)
{
    add_sender (c, lines);
    add_recipients (c, lines, 1, "To");
    add_recipients (c, lines, 2, "Cc");
    add_recipients (c, lines, 3, "Bcc");
    add_time (c, lines, OX_TAG_CLIENT_SUBMIT_TIME, "Sent");
    add_time (c, lines, OX_TAG_MESSAGE_DELIVERY_TIME, "Received");
}

GPtrArray *
ox_page_lines (OxMimeContext *c)
{
    GPtrArray *lines = g_ptr_array_new_with_free_func (line_free);
    const char *klass = ox_message_get_class (c->message);
    if (ox_card_is_shown (c->message)) {
        ox_card_show (c, take_line, lines);
        add_attachments (c, lines);
        return lines;
    }
    if (!ox_ical_is_item (c->message))
        add_mail_lines (c, lines);
    add_subject (c, lines);
    if (ox_ical_handles (c->message))
        ox_ical_show (c, MOST_OCCURRENCES, take_line, lines);
    add_line (lines, "Vote", ox_votes_text (c->props, OX_LID_VERB_STREAM));
    if (g_ascii_strcasecmp (klass, "IPM.Note") != 0)
        add_line (lines, "Class", g_strdup (klass));
    add_attachments (c, lines);
    return lines;
}
