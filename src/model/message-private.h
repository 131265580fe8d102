/* SPDX-License-Identifier: MIT
 *
 * Building messages: for readers.
 */
#ifndef OX_MODEL_MESSAGE_PRIVATE_H
#define OX_MODEL_MESSAGE_PRIVATE_H

#include <oxcart/message.h>

/* How the content of an attachment is got at, when somebody asks. */
typedef struct {
    OxStream *(*open) (gpointer self, GError **error);
    OxMessage *(*open_message) (gpointer self, GError **error);
    OxStorage *(*open_storage) (gpointer self, GError **error);
    void (*free_self) (gpointer self);
} OxAttachmentSource;

/* A message whose local keys are of `names`. */
OxMessage *ox_message_new_with_names (OxNames *names, guint depth);
OxRecipient *ox_recipient_new (OxProps *props);
/* Takes `self` over. */
OxAttachment *ox_attachment_new (OxAttachmentKind kind, const OxAttachmentSource *source,
                                 gpointer self, OxProps *props);
/* These take the object over. */
void ox_message_take_recipient (OxMessage *message, OxRecipient *recipient);
void ox_message_take_attachment (OxMessage *message, OxAttachment *attachment);

#endif
