/* SPDX-License-Identifier: MIT
 *
 * Months of calendars other than the Gregorian one, and offsets of the zones of the IANA: what ICU
 * knows. Days are counted from 1 January 1601.
 */
#ifndef OX_BASE_CALENDAR_H
#define OX_BASE_CALENDAR_H

#include <glib.h>

/* The months of one calendar. NULL is the Gregorian one. */
typedef struct _OxCalendar OxCalendar;

/* By the name that RFC 7529 takes from CLDR, such as "hebrew"; NULL where ICU does not know it. */
OxCalendar *ox_calendar_new (const char *name);
void ox_calendar_free (OxCalendar *calendar);

/* The first day of the month that holds `day`. */
gint64 ox_calendar_month_of (OxCalendar *calendar, gint64 day);
/* The first day of the month `n` months after the one that begins at `first`. */
gint64 ox_calendar_add_months (OxCalendar *calendar, gint64 first, gint n);
/* The same month `n` years later: in calendars with leap months, years differ in months. */
gint64 ox_calendar_add_years (OxCalendar *calendar, gint64 first, gint n);
/* The number of a month in its year as RFC 7529 4.2 counts, and whether it is a leap month. */
gint ox_calendar_month_number (OxCalendar *calendar, gint64 day, gboolean *is_leap);

/* A zone of the IANA; NULL where there is none of that name. Zones that stand for those of Windows are a table, 1990 to
 * 2037, made of what ICU has: data/iana-changes.tsv. All else ICU is asked. */
typedef struct _OxIanaZone OxIanaZone;

OxIanaZone *ox_iana_zone_new (const char *name);
void ox_iana_zone_free (OxIanaZone *zone);
/* Seconds east of UTC at a time in seconds since 1601, UTC. */
gint ox_iana_zone_offset (OxIanaZone *zone, gint64 time);
/* The same as ICU has it, and which zone data the table is made of. */
gint ox_iana_zone_offset_by_icu (OxIanaZone *zone, gint64 time);
const char *ox_iana_zone_version (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OxCalendar, ox_calendar_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OxIanaZone, ox_iana_zone_free)

#endif
