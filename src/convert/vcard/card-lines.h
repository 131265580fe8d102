/* SPDX-License-Identifier: MIT
 *
 * A contact for a person to read: the lines of its card, with words for names.
 */
#ifndef OX_VCARD_CARD_LINES_H
#define OX_VCARD_CARD_LINES_H

#include "convert/mime/context.h"

/* Whether a message is shown as a card. */
gboolean ox_card_is_shown (OxMessage *message);

/* Gives each line with its label, which is static; `text` may have line ends in it. */
typedef void (*OxCardShow) (gpointer user, const char *label, const char *text);
void ox_card_show (OxMimeContext *c, OxCardShow show, gpointer user);

#endif
