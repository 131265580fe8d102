/* SPDX-License-Identifier: MIT */
#ifndef OXCART_ITEM_H
#define OXCART_ITEM_H

#include <oxcart/message.h>

G_BEGIN_DECLS

/**
 * OxItemFormat:
 * @OX_ITEM_MIME: mail: ox_message_write_mime()
 * @OX_ITEM_VCARD: a contact or a distribution list: ox_message_write_vcard()
 * @OX_ITEM_ICALENDAR: an appointment: ox_message_write_icalendar()
 *
 * The open standard that holds an item best.
 */
typedef enum { OX_ITEM_MIME, OX_ITEM_VCARD, OX_ITEM_ICALENDAR } OxItemFormat;

/**
 * ox_message_get_item_format:
 * @message: a message
 *
 * Which standard to write an item in where nobody asked for one: its message class decides, by whole parts
 * between dots and without regard to case, as [MS-OXCMSG] 2.2.1.3 has them.
 *
 * Returns: the format; %OX_ITEM_MIME for every class that no other is for
 */
OX_API OxItemFormat ox_message_get_item_format (OxMessage *message);

G_END_DECLS

#endif
