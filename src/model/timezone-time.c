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
#define FIRST_COMPARED 1970 /* before it, what the IANA knows is not what Windows tells */
#define MOST_COMPARED 40    /* years */
#define MOST_AGREED 100     /* years */
#define MOST_BIAS (26 * 60) /* minutes; nobody lives further off */

/* --- rules ---------------------------------------------------------------------------------------- */

static gboolean
is_valid (const OxSystemTime *t)
{
    return t->month >= 1 && t->month <= 12 && t->day >= 1 && t->day <= (t->year == 0 ? LAST_OF_MONTH : 31)
           && t->day_of_week <= 6 && t->hour < 24 && t->minute < 60 && t->second < 60;
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
    if (when->year != 0) {
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

const OxTimeZoneRule *
ox_time_zone_rule_of_year (const OxTimeZone *zone, gint year)
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
        if (!ox_time_zone_rules_equal (ox_time_zone_rule_of_year (a, year), ox_time_zone_rule_of_year (b, year)))
            return FALSE;
    return TRUE;
}

/* --- times ---------------------------------------------------------------------------------------- */

static gint64
offset_at (const OxTimeZone *zone, gint64 time)
{
    gint year = ox_civil_from_days (ox_floor_div (time, OX_DAY_SECONDS)).year;
    const OxTimeZoneRule *rule = ox_time_zone_rule_of_year (zone, year);
    gint64 standard = ox_time_zone_standard_offset (rule);
    year = ox_civil_from_days (ox_floor_div (time + standard, OX_DAY_SECONDS)).year;
    rule = ox_time_zone_rule_of_year (zone, year);
    standard = ox_time_zone_standard_offset (rule);
    gint64 daylight = ox_time_zone_daylight_offset (rule), begins, ends;
    if (!ox_time_zone_rule_has_daylight (rule) || !ox_time_zone_change (&rule->daylight, year, &begins)
        || !ox_time_zone_change (&rule->standard, year, &ends))
        return standard;
    begins -= standard;
    ends -= daylight;
    gboolean is_daylight = begins < ends ? time >= begins && time < ends : time >= begins || time < ends;
    return is_daylight ? daylight : standard;
}

gint64
ox_time_zone_to_local (const OxTimeZone *zone, gint64 time)
{
    return zone != NULL ? time + offset_at (zone, time) : time;
}

gint64
ox_time_zone_to_utc (const OxTimeZone *zone, gint64 local)
{
    if (zone == NULL)
        return local;
    gint year = ox_civil_from_days (ox_floor_div (local, OX_DAY_SECONDS)).year;
    const OxTimeZoneRule *rule = ox_time_zone_rule_of_year (zone, year);
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

gboolean
ox_time_zone_is_windows (const char *name)
{
    return find_name (name) != NULL;
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
    const OxTimeZoneRule *rule = ox_time_zone_rule_of_year (zone, year);
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
    g_autoptr (OxIanaZone) iana = found != NULL ? ox_iana_zone_new (found->iana) : NULL;
    first_year = MAX (first_year, FIRST_COMPARED);
    last_year = CLAMP (last_year, first_year, first_year + MOST_COMPARED);
    for (gint year = first_year; iana != NULL && year <= last_year; year++)
        if (!agree_in (zone, iana, year))
            return NULL;
    return iana != NULL ? found->iana : NULL;
}

/* --- numbers -------------------------------------------------------------------------------------- */

/* Half hours west of UTC+12; [MS-OXOCAL] 2.2.5.6. */
static const guint8 half_hours_west[] = {
    24, 24, 22, 22, 20, 22, 20, 22, 30, 32, 34, 36, 38, 40, 42, 44, 46, 0,  4,  5,
    6,  8,  10, 13, 16, 17, 18, 20, 31, 26, 28, 24, 30, 32, 34, 34, 36, 36, 38, 48,
    0,  2,  4,  4,  5,  8,  12, 14, 15, 20, 20, 18, 4,  4,  5,  4,  32, 8,  38, 40,
};
#define NO_DAYLIGHT 0x80000000u

typedef struct {
    guint8 first, last; /* numbers of zones */
    OxSystemTime standard, daylight;
} OldDates;

/* Those dates that its table gives for zones still of use. */
static const OldDates old_dates[] = {
    { 1, 1, { 0, 10, 0, 5, 2, 0, 0, 0 }, { 0, 3, 0, 5, 1, 0, 0, 0 } },
    { 3, 4, { 0, 10, 0, 5, 3, 0, 0, 0 }, { 0, 3, 0, 5, 2, 0, 0, 0 } },
    { 7, 7, { 0, 10, 0, 5, 4, 0, 0, 0 }, { 0, 3, 0, 5, 3, 0, 0, 0 } },
    { 9, 14, { 0, 11, 0, 1, 2, 0, 0, 0 }, { 0, 3, 0, 2, 2, 0, 0, 0 } },
};

OxTimeZone *
ox_time_zone_from_index (guint32 index)
{
    guint32 n = index & 0xFFFF;
    if (n >= G_N_ELEMENTS (half_hours_west))
        return NULL;
    OxTimeZoneRule rule = { .flags = 2, .year = 1601, .bias = half_hours_west[n] * 30 - 720,
                            .daylight_bias = -60 };
    for (guint i = 0; i < G_N_ELEMENTS (old_dates) && (index & NO_DAYLIGHT) == 0; i++)
        if (n >= old_dates[i].first && n <= old_dates[i].last) {
            rule.standard = old_dates[i].standard;
            rule.daylight = old_dates[i].daylight;
        }
    return ox_time_zone_new ("", &rule);
}
