/* SPDX-License-Identifier: MIT
 *
 * Building messages: for readers.
 */
#ifndef OX_MODEL_MESSAGE_PRIVATE_H
#define OX_MODEL_MESSAGE_PRIVATE_H

#include <oxcart/message.h>

/* PidTagMessageFlags, [MS-OXCMSG] 2.2.1.6 */
enum { OX_MESSAGE_READ = 0x01, OX_MESSAGE_UNSENT = 0x08, OX_MESSAGE_HAS_ATTACHMENTS = 0x10, OX_MESSAGE_ASSOCIATED = 0x40 };

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
/* Which property says in what code page 8-bit text is: where the file has such text, beyond ASCII,
 * another value would have given another one. 0 where none did. */
void ox_message_set_codepage_key (OxMessage *message, OxKey key);
OxKey ox_message_get_codepage_key (OxMessage *message);
/* These take the object over. */
void ox_message_take_recipient (OxMessage *message, OxRecipient *recipient);
void ox_message_take_attachment (OxMessage *message, OxAttachment *attachment);

#endif
