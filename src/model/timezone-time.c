/* SPDX-License-Identifier: MIT
 *
 * What time it is in a stored zone, and what the zone is called elsewhere.
 */
#include "model/timezone-private.h"

#include "base/calendar.h"
#include "base/civil.h"

#include <stdlib.h>
#include <string.h>

#define LAST_OF_MONTH 5
#define NO_LEAP_YEAR 2001
#define FIRST_COMPARED 1970 /* before it, what the IANA knows is not what Windows tells */
#define MOST_COMPARED 40    /* years */
#define MOST_AGREED 100     /* years */
#define MOST_BIAS (26 * 60) /* minutes; nobody lives further off */

/* --- rules ---------------------------------------------------------------------------------------- */

static gboolean
is_valid (const OxSystemTime *t)
{
    if (t->month < 1 || t->month > 12)
        return FALSE;
    gint most = t->year == OX_YEAR_OF_ALL ? ox_civil_month_length (NO_LEAP_YEAR, t->month) : t->year == 0 ? LAST_OF_MONTH : 31;
    return t->day >= 1 && t->day <= most && t->day_of_week <= 6 && t->hour < 24 && t->minute < 60 && t->second < 60;
}

gboolean
ox_time_zone_rule_has_daylight (const OxTimeZoneRule *rule)
{
    return is_valid (&rule->standard) && is_valid (&rule->daylight)
           && rule->standard_bias != rule->daylight_bias
           && memcmp (&rule->standard, &rule->daylight, sizeof rule->standard) != 0;
}

gboolean
ox_time_zone_change (const OxSystemTime *when, gint year, gint64 *local)
{
    gint64 day;
    if (when->year == OX_YEAR_OF_ALL) {
        day = ox_civil_to_days (year, when->month, when->day);
    } else if (when->year != 0) {
        if (when->year != year)
            return FALSE;
        day = ox_civil_to_days (year, when->month, when->day);
    } else {
        gint64 first = ox_civil_to_days (year, when->month, 1);
        day = first + ox_floor_mod (when->day_of_week - ox_civil_weekday (first), 7)
              + 7 * (when->day - 1);
        while (day >= first + ox_civil_month_length (year, when->month))
            day -= 7;
    }
    *local = day * OX_DAY_SECONDS + when->hour * 3600 + when->minute * 60 + when->second;
    /* Midnight is stored as the last millisecond before it. */
    *local += when->millisecond >= 500;
    return TRUE;
}

static gint64
offset (gint64 bias)
{
    return -60 * CLAMP (bias, -MOST_BIAS, MOST_BIAS);
}

gint64
ox_time_zone_standard_offset (const OxTimeZoneRule *rule)
{
    return offset ((gint64) rule->bias + rule->standard_bias);
}

gint64
ox_time_zone_daylight_offset (const OxTimeZoneRule *rule)
{
    return offset ((gint64) rule->bias + rule->daylight_bias);
}

/* The rule that is in force in a year: the last that began; the first of all before that. */
static const OxTimeZoneRule *
rule_of_year (const OxTimeZone *zone, gint year)
{
    const OxTimeZoneRule *best = NULL, *first = NULL;
    for (guint i = 0; i < zone->rules->len; i++) {
        const OxTimeZoneRule *rule = &g_array_index (zone->rules, OxTimeZoneRule, i);
        if (first == NULL || rule->year < first->year)
            first = rule;
        if (rule->year <= year && (best == NULL || rule->year >= best->year))
            best = rule;
    }
    return best != NULL ? best : first;
}

static gboolean
system_times_equal (const OxSystemTime *a, const OxSystemTime *b)
{
    return memcmp (a, b, sizeof *a) == 0;
}

gboolean
ox_time_zone_rules_equal (const OxTimeZoneRule *a, const OxTimeZoneRule *b)
{
    gboolean has_daylight = ox_time_zone_rule_has_daylight (a);
    if (has_daylight != ox_time_zone_rule_has_daylight (b)
        || ox_time_zone_standard_offset (a) != ox_time_zone_standard_offset (b))
        return FALSE;
    return !has_daylight
           || (ox_time_zone_daylight_offset (a) == ox_time_zone_daylight_offset (b)
               && system_times_equal (&a->standard, &b->standard)
               && system_times_equal (&a->daylight, &b->daylight));
}

gboolean
ox_time_zones_agree (const OxTimeZone *a, const OxTimeZone *b, gint first_year, gint last_year)
{
    for (gint year = first_year; year <= MIN (last_year, first_year + MOST_AGREED); year++)
        if (!ox_time_zone_rules_equal (rule_of_year (a, year), rule_of_year (b, year)))
            return FALSE;
    return TRUE;
}

/* --- times ---------------------------------------------------------------------------------------- */

static gint
year_of (gint64 time)
{
    return ox_civil_from_days (ox_floor_div (time, OX_DAY_SECONDS)).year;
}

static gint64
offset_by (const OxTimeZoneRule *rule, gint64 time)
{
    gint64 standard = ox_time_zone_standard_offset (rule);
    gint year = year_of (time + standard);
    gint64 daylight = ox_time_zone_daylight_offset (rule), begins, ends;
    if (!ox_time_zone_rule_has_daylight (rule) || !ox_time_zone_change (&rule->daylight, year, &begins)
        || !ox_time_zone_change (&rule->standard, year, &ends))
        return standard;
    begins -= standard;
    ends -= daylight;
    gboolean is_daylight = begins < ends ? time >= begins && time < ends : time >= begins || time < ends;
    return is_daylight ? daylight : standard;
}

static gint64
offset_at (const OxTimeZone *zone, gint64 time)
{
    const OxTimeZoneRule *rule = rule_of_year (zone, year_of (time));
    return offset_by (rule_of_year (zone, year_of (time + ox_time_zone_standard_offset (rule))), time);
}

gint64
ox_time_zone_to_local (const OxTimeZone *zone, gint64 time)
{
    return zone != NULL ? time + offset_at (zone, time) : time;
}

gint64
ox_time_zone_to_local_now (const OxTimeZone *zone, gint64 time)
{
    return zone != NULL ? time + offset_by (ox_time_zone_effective (zone), time) : time;
}

gint64
ox_time_zone_to_utc (const OxTimeZone *zone, gint64 local)
{
    if (zone == NULL)
        return local;
    const OxTimeZoneRule *rule = rule_of_year (zone, year_of (local));
    gint64 offsets[] = { ox_time_zone_daylight_offset (rule), ox_time_zone_standard_offset (rule) };
    gint64 best = G_MAXINT64;
    for (guint i = 0; i < G_N_ELEMENTS (offsets); i++)
        if (offset_at (zone, local - offsets[i]) == offsets[i])
            best = MIN (best, local - offsets[i]);
    return best != G_MAXINT64 ? best : local - offsets[1];
}

/* --- names ---------------------------------------------------------------------------------------- */

typedef struct {
    const char *windows;
    const char *iana;
} Name;

static const Name names[] = {
#include "windows-zones.inc"
};

static int
compare_names (const void *key, const void *element)
{
    return g_ascii_strcasecmp (key, ((const Name *) element)->windows);
}

static const Name *
find_name (const char *name)
{
    return bsearch (name, names, G_N_ELEMENTS (names), sizeof *names, compare_names);
}

/* "Europe/Berlin": what other names the IANA has are not asked for. */
static gboolean
has_area (const char *name)
{
    return strchr (name, '/') != NULL;
}

gboolean
ox_time_zone_is_known (const char *name)
{
    g_autoptr (OxIanaZone) iana = has_area (name) ? ox_iana_zone_new (name) : NULL;
    return iana != NULL || find_name (name) != NULL;
}

static gboolean
agree_at (const OxTimeZone *zone, OxIanaZone *iana, gint64 time)
{
    return offset_at (zone, time) == ox_iana_zone_offset (iana, time);
}

/* In each month, and on both sides of each change. */
static gboolean
agree_in (const OxTimeZone *zone, OxIanaZone *iana, gint year)
{
    const OxTimeZoneRule *rule = rule_of_year (zone, year);
    gint64 when;
    for (gint month = 1; month <= 12; month++)
        if (!agree_at (zone, iana, ox_civil_to_days (year, month, 15) * OX_DAY_SECONDS))
            return FALSE;
    if (!ox_time_zone_rule_has_daylight (rule))
        return TRUE;
    if (ox_time_zone_change (&rule->daylight, year, &when)) {
        when -= ox_time_zone_standard_offset (rule);
        if (!agree_at (zone, iana, when - 1) || !agree_at (zone, iana, when))
            return FALSE;
    }
    if (ox_time_zone_change (&rule->standard, year, &when)) {
        when -= ox_time_zone_daylight_offset (rule);
        return agree_at (zone, iana, when - 1) && agree_at (zone, iana, when);
    }
    return TRUE;
}

const char *
ox_time_zone_iana (const OxTimeZone *zone, gint first_year, gint last_year)
{
    const Name *found = find_name (zone->name);
    const char *name = found != NULL ? found->iana : has_area (zone->name) ? zone->name : NULL;
    g_autoptr (OxIanaZone) iana = name != NULL ? ox_iana_zone_new (name) : NULL;
    first_year = MAX (first_year, FIRST_COMPARED);
    last_year = CLAMP (last_year, first_year, first_year + MOST_COMPARED);
    for (gint year = first_year; iana != NULL && year <= last_year; year++)
        if (!agree_in (zone, iana, year))
            return NULL;
    return iana != NULL ? name : NULL;
}

/* --- numbers -------------------------------------------------------------------------------------- */

#define NO_DAYLIGHT 0x80000000u

/* {month, day of the week, which one, hour} */
typedef struct {
    guint8 month, day_of_week, nth, hour;
} OldDate;

/* Half hours west of UTC+12, when standard time begins, when daylight saving time does: [MS-OXOCAL] 2.2.5.6. Number
 * 0 is UTC, as the list of CDO has it that this one comes from (CdoTimeZoneId). */
static const struct {
    guint8 half_hours_west;
    OldDate standard, daylight;
} old_zones[] = {
    { 24, { 0 }, { 0 } },
    { 24, { 10, 0, 5, 2 }, { 3, 0, 5, 1 } },
    { 22, { 9, 0, 5, 2 }, { 3, 0, 5, 1 } },
    { 22, { 10, 0, 5, 3 }, { 3, 0, 5, 2 } },
    { 22, { 10, 0, 5, 3 }, { 3, 0, 5, 2 } },
    { 20, { 9, 0, 5, 1 }, { 3, 0, 5, 0 } },
    { 22, { 9, 0, 5, 1 }, { 3, 0, 5, 0 } },
    { 20, { 10, 0, 5, 4 }, { 3, 0, 5, 3 } },
    { 30, { 2, 0, 2, 2 }, { 10, 0, 3, 2 } },
    { 32, { 11, 0, 1, 2 }, { 3, 0, 2, 2 } },
    { 34, { 11, 0, 1, 2 }, { 3, 0, 2, 2 } }, /* 10 */
    { 36, { 11, 0, 1, 2 }, { 3, 0, 2, 2 } },
    { 38, { 11, 0, 1, 2 }, { 3, 0, 2, 2 } },
    { 40, { 11, 0, 1, 2 }, { 3, 0, 2, 2 } },
    { 42, { 11, 0, 1, 2 }, { 3, 0, 2, 2 } },
    { 44, { 0 }, { 0 } },
    { 46, { 0 }, { 0 } },
    { 0, { 4, 0, 1, 3 }, { 9, 0, 5, 2 } },
    { 4, { 3, 0, 5, 3 }, { 10, 0, 5, 2 } },
    { 5, { 3, 0, 5, 3 }, { 10, 0, 5, 2 } },
    { 6, { 0 }, { 0 } }, /* 20 */
    { 8, { 0 }, { 0 } },
    { 10, { 0 }, { 0 } },
    { 13, { 0 }, { 0 } },
    { 16, { 0 }, { 0 } },
    { 17, { 9, 2, 4, 2 }, { 3, 0, 1, 2 } },
    { 18, { 0 }, { 0 } },
    { 20, { 9, 0, 3, 2 }, { 3, 5, 5, 2 } },
    { 31, { 11, 0, 1, 0 }, { 3, 0, 2, 0 } },
    { 26, { 10, 0, 5, 1 }, { 3, 0, 5, 0 } },
    { 28, { 10, 0, 5, 1 }, { 3, 0, 5, 0 } }, /* 30 */
    { 24, { 0 }, { 0 } },
    { 30, { 0 }, { 0 } },
    { 32, { 0 }, { 0 } },
    { 34, { 0 }, { 0 } },
    { 34, { 0 }, { 0 } },
    { 36, { 0 }, { 0 } },
    { 36, { 10, 0, 5, 2 }, { 4, 0, 1, 2 } },
    { 38, { 0 }, { 0 } },
    { 48, { 0 }, { 0 } },
    { 0, { 0 }, { 0 } }, /* 40 */
    { 2, { 0 }, { 0 } },
    { 4, { 3, 0, 5, 2 }, { 10, 0, 1, 2 } },
    { 4, { 0 }, { 0 } },
    { 5, { 0 }, { 0 } },
    { 8, { 9, 0, 2, 2 }, { 4, 0, 2, 2 } },
    { 12, { 0 }, { 0 } },
    { 14, { 0 }, { 0 } },
    { 15, { 0 }, { 0 } },
    { 20, { 9, 4, 5, 2 }, { 5, 5, 1, 2 } },
    { 20, { 0 }, { 0 } }, /* 50 */
    { 18, { 10, 0, 5, 1 }, { 3, 0, 5, 0 } },
    { 4, { 3, 0, 5, 2 }, { 8, 0, 5, 2 } },
    { 4, { 4, 0, 1, 3 }, { 10, 0, 5, 2 } },
    { 5, { 4, 0, 1, 3 }, { 10, 0, 5, 2 } },
    { 4, { 4, 0, 1, 3 }, { 10, 0, 1, 2 } },
    { 32, { 3, 6, 2, 23 }, { 10, 6, 2, 23 } },
    { 8, { 3, 0, 5, 3 }, { 10, 0, 5, 2 } },
    { 38, { 10, 0, 5, 2 }, { 4, 0, 1, 2 } },
    { 40, { 10, 0, 5, 2 }, { 4, 0, 1, 2 } },
};

static OxSystemTime
old_date (const OldDate *d)
{
    return (OxSystemTime){ .month = d->month, .day_of_week = d->day_of_week, .day = d->nth, .hour = d->hour };
}

OxTimeZone *
ox_time_zone_from_index (guint32 index)
{
    guint32 n = index & 0xFFFF;
    if (n >= G_N_ELEMENTS (old_zones))
        return NULL;
    OxTimeZoneRule rule = { .flags = 2, .year = 1601, .bias = old_zones[n].half_hours_west * 30 - 720,
                            .daylight_bias = -60 };
    if ((index & NO_DAYLIGHT) == 0) {
        rule.standard = old_date (&old_zones[n].standard);
        rule.daylight = old_date (&old_zones[n].daylight);
    }
    return ox_time_zone_new ("", &rule);
}
