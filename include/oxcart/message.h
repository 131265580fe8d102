/* SPDX-License-Identifier: MIT */
#ifndef OXCART_MESSAGE_H
#define OXCART_MESSAGE_H

#include <glib-object.h>
#include <oxcart/props.h>
#include <oxcart/storage.h>

G_BEGIN_DECLS

#define OX_TYPE_MESSAGE (ox_message_get_type ())
/**
 * OxMessage:
 *
 * A message object: mail, appointment, contact, anything with a message class.
 * Properties, recipients and attachments, whatever format they came from. A message and all that
 * is opened from it belong to one thread at a time; different files may be read in different
 * threads.
 */
OX_API G_DECLARE_FINAL_TYPE (OxMessage, ox_message, OX, MESSAGE, GObject)

#define OX_TYPE_RECIPIENT (ox_recipient_get_type ())
/**
 * OxRecipient:
 *
 * One recipient of a message: a bag of properties.
 */
OX_API G_DECLARE_FINAL_TYPE (OxRecipient, ox_recipient, OX, RECIPIENT, GObject)

#define OX_TYPE_ATTACHMENT (ox_attachment_get_type ())
/**
 * OxAttachment:
 *
 * One attachment: a bag of properties, and content that is read when asked for.
 */
OX_API G_DECLARE_FINAL_TYPE (OxAttachment, ox_attachment, OX, ATTACHMENT, GObject)

/**
 * ox_message_new:
 *
 * Returns: (transfer full): a message without properties
 */
OX_API OxMessage *ox_message_new (void);

/**
 * ox_message_get_props:
 * @message: a message
 *
 * Returns: (transfer none): its properties
 */
OX_API OxProps *ox_message_get_props (OxMessage *message);

/**
 * ox_message_get_names:
 * @message: a message
 *
 * Returns: (transfer none): the names its local keys refer to
 */
OX_API OxNames *ox_message_get_names (OxMessage *message);

/**
 * ox_message_get_class:
 * @message: a message
 *
 * Returns: (transfer none): its message class; "IPM.Note" where it has none
 */
OX_API const char *ox_message_get_class (OxMessage *message);

/**
 * ox_message_get_depth:
 * @message: a message
 *
 * Returns: 0 for a message on its own, 1 for one embedded in it, and so on
 */
OX_API guint ox_message_get_depth (OxMessage *message);

/**
 * ox_message_get_n_recipients:
 * @message: a message
 *
 * Returns: how many recipients it has
 */
OX_API guint ox_message_get_n_recipients (OxMessage *message);

/**
 * ox_message_get_recipient:
 * @message: a message
 * @index: below ox_message_get_n_recipients()
 *
 * Returns: (transfer none): one recipient, in the order of the source
 */
OX_API OxRecipient *ox_message_get_recipient (OxMessage *message, guint index);

/**
 * ox_message_get_n_attachments:
 * @message: a message
 *
 * Returns: how many attachments it has
 */
OX_API guint ox_message_get_n_attachments (OxMessage *message);

/**
 * ox_message_get_attachment:
 * @message: a message
 * @index: below ox_message_get_n_attachments()
 *
 * Returns: (transfer none): one attachment, in the order of the source
 */
OX_API OxAttachment *ox_message_get_attachment (OxMessage *message, guint index);

/**
 * ox_recipient_get_props:
 * @recipient: a recipient
 *
 * Returns: (transfer none): its properties
 */
OX_API OxProps *ox_recipient_get_props (OxRecipient *recipient);

/**
 * OxAttachmentKind:
 * @OX_ATTACHMENT_NONE: there is no content
 * @OX_ATTACHMENT_BYTES: bytes: a file
 * @OX_ATTACHMENT_MESSAGE: an embedded message
 * @OX_ATTACHMENT_STORAGE: an OLE object: a tree of streams
 * @OX_ATTACHMENT_REFERENCE: a path or an address elsewhere, never opened
 *
 * What an attachment holds: decided by what is there, not by what
 * PidTagAttachMethod claims.
 */
typedef enum {
    OX_ATTACHMENT_NONE,
    OX_ATTACHMENT_BYTES,
    OX_ATTACHMENT_MESSAGE,
    OX_ATTACHMENT_STORAGE,
    OX_ATTACHMENT_REFERENCE
} OxAttachmentKind;

/**
 * ox_attachment_get_props:
 * @attachment: an attachment
 *
 * Returns: (transfer none): its properties
 */
OX_API OxProps *ox_attachment_get_props (OxAttachment *attachment);

/**
 * ox_attachment_get_kind:
 * @attachment: an attachment
 *
 * Returns: what it holds
 */
OX_API OxAttachmentKind ox_attachment_get_kind (OxAttachment *attachment);

/**
 * ox_attachment_open:
 * @attachment: an attachment
 * @error: return location for an error
 *
 * Opens the content as bytes: of a file as they are; of an OLE object as a
 * compound file of its own.
 *
 * Returns: (transfer full) (nullable): the bytes; %OX_ERROR_NOT_FOUND for other kinds
 */
OX_API OxStream *ox_attachment_open (OxAttachment *attachment, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/**
 * ox_attachment_open_message:
 * @attachment: an attachment
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the embedded message, read anew at each call;
 *   %OX_ERROR_LIMIT where it is nested too deep, %OX_ERROR_NOT_FOUND for other kinds
 */
OX_API OxMessage *ox_attachment_open_message (OxAttachment *attachment, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/**
 * ox_attachment_open_storage:
 * @attachment: an attachment
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the streams of an OLE object; %OX_ERROR_NOT_FOUND for
 *   other kinds
 */
OX_API OxStorage *ox_attachment_open_storage (OxAttachment *attachment, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

#endif
