/* SPDX-License-Identifier: MIT */
#include "model/message-private.h"

#include <oxcart/error.h>
#include <string.h>

struct _OxMessage {
    GObject parent;
    OxProps *props;
    OxNames *names;
    GPtrArray *recipients;
    GPtrArray *attachments;
    guint depth;
    OxKey codepage_key;
};

struct _OxRecipient {
    GObject parent;
    OxProps *props;
};

struct _OxAttachment {
    GObject parent;
    OxProps *props;
    OxAttachmentKind kind;
    const OxAttachmentSource *source;
    gpointer self;
};

G_DEFINE_FINAL_TYPE (OxMessage, ox_message, G_TYPE_OBJECT)
G_DEFINE_FINAL_TYPE (OxRecipient, ox_recipient, G_TYPE_OBJECT)
G_DEFINE_FINAL_TYPE (OxAttachment, ox_attachment, G_TYPE_OBJECT)

/* --- message ---------------------------------------------------------------- */

static void
ox_message_finalize (GObject *object)
{
    OxMessage *message = OX_MESSAGE (object);
    ox_props_unref (message->props);
    g_clear_pointer (&message->names, ox_names_unref);
    g_ptr_array_unref (message->recipients);
    g_ptr_array_unref (message->attachments);
    G_OBJECT_CLASS (ox_message_parent_class)->finalize (object);
}

static void
ox_message_class_init (OxMessageClass *klass)
{
    G_OBJECT_CLASS (klass)->finalize = ox_message_finalize;
}

static void
ox_message_init (OxMessage *message)
{
    message->props = ox_props_new ();
    message->recipients = g_ptr_array_new_with_free_func (g_object_unref);
    message->attachments = g_ptr_array_new_with_free_func (g_object_unref);
}

OxMessage *
ox_message_new_with_names (OxNames *names, guint depth)
{
    OxMessage *message = g_object_new (OX_TYPE_MESSAGE, NULL);
    message->names = ox_names_ref (names);
    message->depth = depth;
    return message;
}

OxMessage *
ox_message_new (void)
{
    g_autoptr (OxNames) names = ox_names_new ();
    return ox_message_new_with_names (names, 0);
}

OxProps *
ox_message_get_props (OxMessage *message)
{
    return message->props;
}

OxNames *
ox_message_get_names (OxMessage *message)
{
    return message->names;
}

const char *
ox_message_get_class (OxMessage *message)
{
    const char *klass = ox_props_get_text (message->props, OX_TAG_MESSAGE_CLASS);
    /* A bare "IPM" occurs and means mail, as an absent class does. */
    if (klass == NULL || *klass == '\0' || g_ascii_strcasecmp (klass, "IPM") == 0
        || g_ascii_strcasecmp (klass, "IPM.") == 0)
        return "IPM.Note";
    return klass;
}

guint
ox_message_get_depth (OxMessage *message)
{
    return message->depth;
}

guint
ox_message_get_n_recipients (OxMessage *message)
{
    return message->recipients->len;
}

OxRecipient *
ox_message_get_recipient (OxMessage *message, guint index)
{
    g_return_val_if_fail (index < message->recipients->len, NULL);
    return message->recipients->pdata[index];
}

guint
ox_message_get_n_attachments (OxMessage *message)
{
    return message->attachments->len;
}

OxAttachment *
ox_message_get_attachment (OxMessage *message, guint index)
{
    g_return_val_if_fail (index < message->attachments->len, NULL);
    return message->attachments->pdata[index];
}

void
ox_message_set_codepage_key (OxMessage *message, OxKey key)
{
    message->codepage_key = key;
}

OxKey
ox_message_get_codepage_key (OxMessage *message)
{
    return message->codepage_key;
}

void
ox_message_take_recipient (OxMessage *message, OxRecipient *recipient)
{
    g_ptr_array_add (message->recipients, recipient);
}

void
ox_message_take_attachment (OxMessage *message, OxAttachment *attachment)
{
    g_ptr_array_add (message->attachments, attachment);
}

/* --- recipient -------------------------------------------------------------- */

static void
ox_recipient_finalize (GObject *object)
{
    g_clear_pointer (&OX_RECIPIENT (object)->props, ox_props_unref);
    G_OBJECT_CLASS (ox_recipient_parent_class)->finalize (object);
}

static void
ox_recipient_class_init (OxRecipientClass *klass)
{
    G_OBJECT_CLASS (klass)->finalize = ox_recipient_finalize;
}

static void
ox_recipient_init (OxRecipient *recipient)
{
}

OxRecipient *
ox_recipient_new (OxProps *props)
{
    OxRecipient *recipient = g_object_new (OX_TYPE_RECIPIENT, NULL);
    recipient->props = ox_props_ref (props);
    return recipient;
}

OxProps *
ox_recipient_get_props (OxRecipient *recipient)
{
    return recipient->props;
}

/* --- attachment ------------------------------------------------------------- */

static void
ox_attachment_finalize (GObject *object)
{
    OxAttachment *attachment = OX_ATTACHMENT (object);
    g_clear_pointer (&attachment->props, ox_props_unref);
    if (attachment->source != NULL && attachment->source->free_self != NULL)
        attachment->source->free_self (attachment->self);
    G_OBJECT_CLASS (ox_attachment_parent_class)->finalize (object);
}

static void
ox_attachment_class_init (OxAttachmentClass *klass)
{
    G_OBJECT_CLASS (klass)->finalize = ox_attachment_finalize;
}

static void
ox_attachment_init (OxAttachment *attachment)
{
}

OxAttachment *
ox_attachment_new (OxAttachmentKind kind, const OxAttachmentSource *source, gpointer self,
                   OxProps *props)
{
    OxAttachment *attachment = g_object_new (OX_TYPE_ATTACHMENT, NULL);
    attachment->props = ox_props_ref (props);
    attachment->kind = kind;
    attachment->source = source;
    attachment->self = self;
    return attachment;
}

OxProps *
ox_attachment_get_props (OxAttachment *attachment)
{
    return attachment->props;
}

OxAttachmentKind
ox_attachment_get_kind (OxAttachment *attachment)
{
    return attachment->kind;
}

static gboolean
check_kind (gboolean fits, const char *what, GError **error)
{
    if (!fits)
        g_set_error (error, OX_ERROR, OX_ERROR_NOT_FOUND, "the attachment holds no %s", what);
    return fits;
}

OxStream *
ox_attachment_open (OxAttachment *attachment, GError **error)
{
    gboolean fits = attachment->kind == OX_ATTACHMENT_BYTES
                    || attachment->kind == OX_ATTACHMENT_STORAGE;
    return check_kind (fits, "bytes", error) ? attachment->source->open (attachment->self, error)
                                             : NULL;
}

OxMessage *
ox_attachment_open_message (OxAttachment *attachment, GError **error)
{
    gboolean fits = attachment->kind == OX_ATTACHMENT_MESSAGE;
    return check_kind (fits, "message", error)
               ? attachment->source->open_message (attachment->self, error)
               : NULL;
}

OxStorage *
ox_attachment_open_storage (OxAttachment *attachment, GError **error)
{
    gboolean fits = attachment->kind == OX_ATTACHMENT_STORAGE;
    return check_kind (fits, "OLE object", error)
               ? attachment->source->open_storage (attachment->self, error)
               : NULL;
}
