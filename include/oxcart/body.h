/* SPDX-License-Identifier: MIT */
#ifndef OXCART_BODY_H
#define OXCART_BODY_H

#include <oxcart/message.h>
#include <oxcart/options.h>

G_BEGIN_DECLS

/**
 * ox_message_get_text_body:
 * @message: a message
 * @options: (nullable): limits
 *
 * The body of a message as plain text: the one it stores, else the text of its
 * HTML, else that of its RTF.
 *
 * Returns: (transfer full) (nullable): UTF-8; %NULL where the message has no body that can be read
 */
OX_API char *ox_message_get_text_body (OxMessage *message, OxOptions *options);

/**
 * ox_html_to_text:
 * @html: (array length=length) (element-type guint8): UTF-8 HTML
 * @length: how many bytes
 *
 * The text that a person would read of HTML: line breaks at paragraphs, list items and table
 * rows; styles, scripts and comments dropped. Linear in @length, whatever the nesting.
 *
 * Returns: (transfer full): UTF-8 text, lines ended by line feeds
 */
OX_API char *ox_html_to_text (const char *html, gsize length);

G_END_DECLS

#endif
