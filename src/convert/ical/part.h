/* SPDX-License-Identifier: MIT
 *
 * The calendar part of a mail about a meeting or a task, [MS-OXCMAIL] 2.1.3.3.8.
 */
#ifndef OX_ICAL_PART_H
#define OX_ICAL_PART_H

#include "convert/mime/body.h"
#include "convert/mime/context.h"

/* The message as an iCalendar object without attachments: those stand beside it. NULL where the class
 * is none that mail carries. *method is NULL where the object has none. */
GBytes *ox_ical_part (OxMimeContext *c, const OxBodies *bodies, const char **method);

/* The same of all that a calendar holds, without bodies: for who shows it to people. */
GBytes *ox_ical_lines (OxMimeContext *c);

/* When an item of a calendar is, in words: one line for when it begins and ends, and for a series one more for
 * each of its first occurrences, as they are after all exceptions. */
GPtrArray *ox_ical_describe (OxMimeContext *c, guint most);

/* Whether a message of this class becomes a component, and whether that is a VEVENT. */
gboolean ox_ical_handles (OxMessage *message);
gboolean ox_ical_is_event (OxMessage *message);

#endif
