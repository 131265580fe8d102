/* SPDX-License-Identifier: MIT
 *
 * What a calendar holds, for a person to read.
 */
#ifndef OX_ICAL_ITEM_LINES_H
#define OX_ICAL_ITEM_LINES_H

#include "convert/mime/context.h"

/* Whether a message is an item of a calendar itself, no mail about one. */
gboolean ox_ical_is_item (OxMessage *message);

/* Gives each line with its label, which is static; `text` may have line ends in it. Of a series the first `most`
 * occurrences, as they are after all exceptions. */
typedef void (*OxItemShow) (gpointer user, const char *label, const char *text);
void ox_ical_show (OxMimeContext *c, guint most, OxItemShow show, gpointer user);

/* A rule in words, as ox_ical_write_rule() has written it: "every 2 weeks on Monday, 10 times". */
char *ox_ical_rule_words (const char *rule);

#endif
