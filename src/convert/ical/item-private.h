/* SPDX-License-Identifier: MIT
 *
 * Components that are no events: tasks, journal entries, notes, free/busy times. No text of Microsoft's maps
 * them; what can be read as an event's field is one.
 */
#ifndef OX_ICAL_ITEM_PRIVATE_H
#define OX_ICAL_ITEM_PRIVATE_H

#include "convert/ical/ical-private.h"

/* A component of rows, in its calendar where that has not begun. */
void ox_ical_write_component (OxIcal *x, gboolean begin, const char *component, const OxIcalRow *rows, guint n);

/* Codecs of theirs. */
void ox_ical_codec_absolute (OxIcal *x, const OxIcalRow *row); /* VALARM at a time */

/* Writers, as in ical-private.h. */
void ox_ical_write_tasks (OxIcal *x, gboolean begin);
void ox_ical_write_task_message (OxIcal *x, gboolean begin);
void ox_ical_write_journal (OxIcal *x, gboolean begin);
void ox_ical_write_note (OxIcal *x, gboolean begin);
void ox_ical_write_free_busy (OxIcal *x, gboolean begin);

/* Their rows. */
const OxIcalRow *ox_ical_task_rows (guint *n);
const OxIcalRow *ox_ical_journal_rows (guint *n);
const OxIcalRow *ox_ical_note_rows (guint *n);
const OxIcalRow *ox_ical_free_busy_rows (guint *n);

/* The method of a task message, NONE for others. */
OxIcalMethod ox_ical_task_method (const char *klass);

#endif
