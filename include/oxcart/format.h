/* SPDX-License-Identifier: MIT */
#ifndef OXCART_FORMAT_H
#define OXCART_FORMAT_H

#include <oxcart/message.h>

G_BEGIN_DECLS

/**
 * OxTextFormat:
 * @OX_FORMAT_MIME: RFC 5322 and MIME, ".eml"
 * @OX_FORMAT_ICALENDAR: RFC 5545, ".ics"
 * @OX_FORMAT_VCARD: RFC 6350, ".vcf"
 *
 * The open standards that a message can be written as.
 */
typedef enum { OX_FORMAT_MIME, OX_FORMAT_ICALENDAR, OX_FORMAT_VCARD } OxTextFormat;

/**
 * ox_message_natural_format:
 * @message: a message
 *
 * Returns: the format that other programs expect an object of its class in
 */
OX_API OxTextFormat ox_message_natural_format (OxMessage *message);

/**
 * ox_format_extension:
 * @format: a format
 *
 * Returns: (transfer none): the extension of its files, such as "ics"
 */
OX_API const char *ox_format_extension (OxTextFormat format);

G_END_DECLS

#endif
