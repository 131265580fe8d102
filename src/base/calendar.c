/* SPDX-License-Identifier: MIT */
#include "base/calendar.h"

#include "base/civil.h"
#include "base/icu.h"

#include <stdlib.h>
#include <string.h>

#define TO_1970 134774 /* days from 1601 */

struct _OxCalendar {
    UCalendar *ucal;
    gboolean is_hebrew;
    gboolean is_lunar; /* leap months are marked, not counted */
};

/* --- calendars ------------------------------------------------------------------------------------ */

OxCalendar *
ox_calendar_new (const char *name)
{
    UErrorCode status = U_ZERO_ERROR;
    static const UChar utc[] = { 'U', 'T', 'C', 0 };
    g_autofree char *locale = g_strconcat ("root@calendar=", name, NULL);
    UCalendar *ucal = ox_icu ()->ucal_open (utc, -1, locale, UCAL_DEFAULT, &status);
    if (U_FAILURE (status) || g_strcmp0 (ox_icu ()->ucal_getType (ucal, &status), name) != 0) {
        if (ucal != NULL)
            ox_icu ()->ucal_close (ucal);
        return NULL;
    }
    OxCalendar *calendar = g_new0 (OxCalendar, 1);
    calendar->ucal = ucal;
    calendar->is_hebrew = strcmp (name, "hebrew") == 0;
    calendar->is_lunar = strcmp (name, "chinese") == 0 || strcmp (name, "dangi") == 0;
    return calendar;
}

void
ox_calendar_free (OxCalendar *calendar)
{
    if (calendar == NULL)
        return;
    ox_icu ()->ucal_close (calendar->ucal);
    g_free (calendar);
}

/* At noon, so that nothing of the time of day matters. */
static void
go_to (UCalendar *ucal, gint64 day)
{
    UErrorCode status = U_ZERO_ERROR;
    ox_icu ()->ucal_setMillis (ucal, (double) (day - TO_1970) * 86400000.0 + 43200000.0, &status);
}

static gint64
where (UCalendar *ucal)
{
    UErrorCode status = U_ZERO_ERROR;
    return ox_floor_div ((gint64) ox_icu ()->ucal_getMillis (ucal, &status), 86400000) + TO_1970;
}

gint64
ox_calendar_month_of (OxCalendar *calendar, gint64 day)
{
    UErrorCode status = U_ZERO_ERROR;
    if (calendar == NULL)
        return day - ox_civil_from_days (day).day + 1;
    go_to (calendar->ucal, day);
    return day - ox_icu ()->ucal_get (calendar->ucal, UCAL_DAY_OF_MONTH, &status) + 1;
}

static gint64
add (OxCalendar *calendar, gint64 first, UCalendarDateFields field, gint n)
{
    UErrorCode status = U_ZERO_ERROR;
    go_to (calendar->ucal, first);
    ox_icu ()->ucal_add (calendar->ucal, field, n, &status);
    return where (calendar->ucal);
}

gint64
ox_calendar_add_months (OxCalendar *calendar, gint64 first, gint n)
{
    if (calendar != NULL)
        return add (calendar, first, UCAL_MONTH, n);
    OxCivil c = ox_civil_from_days (first);
    gint64 month = (gint64) c.year * 12 + c.month - 1 + n;
    return ox_civil_to_days ((gint) ox_floor_div (month, 12), (gint) ox_floor_mod (month, 12) + 1, 1);
}

gint64
ox_calendar_add_years (OxCalendar *calendar, gint64 first, gint n)
{
    if (calendar == NULL)
        return ox_calendar_add_months (NULL, first, n * 12);
    return ox_calendar_month_of (calendar, add (calendar, first, UCAL_YEAR, n));
}

gint
ox_calendar_month_number (OxCalendar *calendar, gint64 day, gboolean *is_leap)
{
    UErrorCode status = U_ZERO_ERROR;
    *is_leap = FALSE;
    if (calendar == NULL)
        return ox_civil_from_days (day).month;
    go_to (calendar->ucal, day);
    gint month = ox_icu ()->ucal_get (calendar->ucal, UCAL_MONTH, &status);
    if (calendar->is_lunar)
        *is_leap = ox_icu ()->ucal_get (calendar->ucal, UCAL_IS_LEAP_MONTH, &status) != 0;
    if (!calendar->is_hebrew)
        return month + 1;
    /* Adar I stands between the fifth month and Adar, and is "5L". */
    *is_leap = month == 5;
    return month < 5 ? month + 1 : month;
}

/* --- zones ---------------------------------------------------------------------------------------- */

/* Times that the table tells of, in seconds since 1970: 1990 to 2037. What mail tells of needs no ICU. */
#define TABLE_FIRST G_GINT64_CONSTANT (631152000)
#define TABLE_LAST  G_GINT64_CONSTANT (2145916800)

typedef struct {
    guint32 time;  /* seconds since 1970 */
    gint32 offset; /* seconds east of UTC from then on */
} IanaChange;

typedef struct {
    const char *name;
    gint32 offset; /* at the beginning */
    guint16 first; /* of its changes */
    guint16 n;
} IanaRow;

#include "iana-changes.inc"

struct _OxIanaZone {
    const IanaRow *row; /* NULL: not of the table */
    UCalendar *ucal;    /* NULL: not needed yet */
    char name[];
};

static int
compare_zones (const void *key, const void *element)
{
    return strcmp (key, ((const IanaRow *) element)->name);
}

static UCalendar *
open_zone (const char *name)
{
    UChar id[64];
    UChar canonical[64];
    UBool is_known = 0;
    UErrorCode status = U_ZERO_ERROR;
    gsize n = strlen (name);
    if (n == 0 || n >= G_N_ELEMENTS (id))
        return NULL;
    for (gsize i = 0; i <= n; i++)
        id[i] = (guchar) name[i];
    /* ICU takes any other name for UTC. */
    ox_icu ()->ucal_getCanonicalTimeZoneID (id, (int32_t) n, canonical, G_N_ELEMENTS (canonical), &is_known, &status);
    if (U_FAILURE (status) || !is_known)
        return NULL;
    UCalendar *ucal = ox_icu ()->ucal_open (id, (int32_t) n, "root", UCAL_GREGORIAN, &status);
    return U_SUCCESS (status) ? ucal : NULL;
}

OxIanaZone *
ox_iana_zone_new (const char *name)
{
    const IanaRow *row = bsearch (name, zones, G_N_ELEMENTS (zones), sizeof *zones, compare_zones);
    UCalendar *ucal = row == NULL ? open_zone (name) : NULL;
    if (row == NULL && ucal == NULL)
        return NULL;
    gsize n = strlen (name) + 1;
    OxIanaZone *zone = g_malloc (sizeof *zone + n);
    zone->row = row;
    zone->ucal = ucal;
    g_strlcpy (zone->name, name, n);
    return zone;
}

void
ox_iana_zone_free (OxIanaZone *zone)
{
    if (zone == NULL)
        return;
    if (zone->ucal != NULL)
        ox_icu ()->ucal_close (zone->ucal);
    g_free (zone);
}

/* By halving: the last change that is not later. */
static gint
offset_by_table (const IanaRow *row, guint32 time)
{
    guint low = 0, high = row->n;
    while (low < high) {
        guint middle = (low + high) / 2;
        if (changes[row->first + middle].time <= time)
            low = middle + 1;
        else
            high = middle;
    }
    return low > 0 ? changes[row->first + low - 1].offset : row->offset;
}

gint
ox_iana_zone_offset_by_icu (OxIanaZone *zone, gint64 time)
{
    UErrorCode status = U_ZERO_ERROR;
    if (zone->ucal == NULL)
        zone->ucal = open_zone (zone->name);
    if (zone->ucal == NULL)
        return 0;
    ox_icu ()->ucal_setMillis (zone->ucal, (double) (time - TO_1970 * OX_DAY_SECONDS) * 1000.0, &status);
    gint ms = ox_icu ()->ucal_get (zone->ucal, UCAL_ZONE_OFFSET, &status)
              + ox_icu ()->ucal_get (zone->ucal, UCAL_DST_OFFSET, &status);
    return ms / 1000;
}

gint
ox_iana_zone_offset (OxIanaZone *zone, gint64 time)
{
    gint64 since_1970 = time - TO_1970 * OX_DAY_SECONDS;
    if (zone->row != NULL && since_1970 >= TABLE_FIRST && since_1970 < TABLE_LAST)
        return offset_by_table (zone->row, (guint32) since_1970);
    return ox_iana_zone_offset_by_icu (zone, time);
}

const char *
ox_iana_zone_version (void)
{
    return IANA_CHANGES_VERSION;
}
