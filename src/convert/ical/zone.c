/* SPDX-License-Identifier: MIT
 *
 * Time zones: which of those stored is meant, and how it is written.
 */
#include "convert/ical/ical-private.h"

#include "base/civil.h"
#include "base/diag.h"
#include "model/timezone-private.h"

#include <string.h>

#define FIRST_YEAR 1601
#define LAST_YEAR 9998
#define MOST_TZID 200 /* characters */

const OxTimeZone *
ox_ical_zone_get (const OxIcalZone *zone)
{
    return zone != NULL ? zone->zone : NULL;
}

/* --- which is meant -------------------------------------------------------------------------------- */

static OxTimeZone *
read_zone (OxIcal *x, OxKey key, OxTimeZoneForm form)
{
    g_autoptr (GError) error = NULL;
    GBytes *bytes = ox_ical_bytes (x, key);
    OxDiagnostics *d = x->calendar->diagnostics;
    OxTimeZone *zone = bytes != NULL ? ox_time_zone_parse (bytes, form, d, &error) : NULL;
    if (error != NULL)
        ox_diag (d, OX_DIAG_TIME_ZONE_DAMAGED, OX_DIAG_NO_OFFSET, "%s", error->message);
    return zone;
}

/* The struct knows no name: the definition of the display has one, if it is the same zone; else there
 * is a text for people. */
static void
name_struct (OxIcal *x, OxTimeZone *zone)
{
    g_autoptr (OxTimeZone) display = read_zone (x, OX_LID_APPOINTMENT_TIME_ZONE_DEFINITION_START_DISPLAY,
                                                OX_TIME_ZONE_DEFINITION);
    const char *text = ox_ical_text (x, OX_LID_TIME_ZONE_DESCRIPTION);
    if (display != NULL
        && ox_time_zone_rules_equal (ox_time_zone_effective (display), ox_time_zone_effective (zone)))
        text = display->name;
    g_free (zone->name);
    zone->name = g_strdup (text != NULL ? text : "");
}

/* [MS-OXOCAL] 2.2.1.42: the definition counts where it says what the struct says, which older programs
 * change alone. */
OxTimeZone *
ox_ical_zone_of_series (OxIcal *x)
{
    g_autoptr (OxTimeZone) definition = read_zone (x, OX_LID_APPOINTMENT_TIME_ZONE_DEFINITION_RECUR,
                                                   OX_TIME_ZONE_DEFINITION);
    g_autoptr (OxTimeZone) old = read_zone (x, OX_LID_TIME_ZONE_STRUCT, OX_TIME_ZONE_STRUCT);
    if (definition != NULL && old != NULL
        && !ox_time_zone_rules_equal (ox_time_zone_effective (definition), ox_time_zone_effective (old))) {
        ox_diag (x->calendar->diagnostics, OX_DIAG_TIME_ZONE_DISAGREE, OX_DIAG_NO_OFFSET,
                 "\"%s\" is not what the struct says", definition->name);
        g_clear_pointer (&definition, ox_time_zone_free);
    }
    if (definition != NULL)
        return g_steal_pointer (&definition);
    if (old == NULL)
        return ox_ical_zone_of_start (x);
    name_struct (x, old);
    return g_steal_pointer (&old);
}

/* Very old meetings refer to a list. It counts for one that recurs, as long as nothing says how, [MS-OXOCAL] 2.2.5.6. */
static OxTimeZone *
old_zone (OxIcal *x)
{
    if (!ox_ical_has (x, OX_LID_TIME_ZONE) || ox_ical_has (x, OX_LID_APPOINTMENT_RECUR)
        || ox_ical_integer (x, OX_LID_IS_RECURRING, 0) == 0 || ox_ical_integer (x, OX_LID_IS_EXCEPTION, 0) != 0)
        return NULL;
    return ox_time_zone_from_index ((guint32) ox_ical_integer (x, OX_LID_TIME_ZONE, 0));
}

OxTimeZone *
ox_ical_zone_of_start (OxIcal *x)
{
    OxTimeZone *zone = read_zone (x, OX_LID_APPOINTMENT_TIME_ZONE_DEFINITION_START_DISPLAY,
                                  OX_TIME_ZONE_DEFINITION);
    if (zone != NULL)
        return zone;
    zone = read_zone (x, OX_LID_TIME_ZONE_STRUCT, OX_TIME_ZONE_STRUCT);
    if (zone != NULL) {
        name_struct (x, zone);
        return zone;
    }
    return old_zone (x);
}

OxTimeZone *
ox_ical_zone_of_end (OxIcal *x)
{
    return read_zone (x, OX_LID_APPOINTMENT_TIME_ZONE_DEFINITION_END_DISPLAY, OX_TIME_ZONE_DEFINITION);
}

/* --- names ----------------------------------------------------------------------------------------- */

static char *
digest (const OxTimeZone *zone)
{
    g_autoptr (GBytes) bytes = ox_time_zone_serialize (zone);
    g_autofree char *hash = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
    return g_strndup (hash, 8);
}

/* What stands the same in a parameter and in a value: no quotes, nothing that is escaped. */
static char *
clean_name (const char *name)
{
    static const char *const useless[] = { "Customized Time Zone", "tzone:", "Custom" };
    GString *out = g_string_new (NULL);
    for (guint i = 0; i < G_N_ELEMENTS (useless); i++)
        if (g_ascii_strncasecmp (name, useless[i], strlen (useless[i])) == 0)
            return g_string_free (out, FALSE);
    for (guint n = 0; *name != '\0' && n < MOST_TZID; name = g_utf8_next_char (name), n++) {
        gunichar c = g_utf8_get_char (name);
        if ((c == ' ' || (g_unichar_isprint (c) && !g_unichar_isspace (c))) && strchr (",;\\\"^", *name) == NULL)
            g_string_append_unichar (out, c);
    }
    g_strstrip (out->str);
    return g_string_free (out, FALSE);
}

static char *
choose_name (const OxTimeZone *zone, gint first_year, gint last_year)
{
    const char *iana = ox_time_zone_iana (zone, first_year, last_year);
    if (iana != NULL)
        return g_strdup (iana);
    g_autofree char *name = clean_name (zone->name);
    g_autofree char *hash = digest (zone);
    if (*name == '\0')
        return g_strdup_printf ("Custom %s", hash);
    /* Readers know these names, and would take their own rules for the stored ones. */
    return ox_time_zone_is_known (name) ? g_strdup_printf ("%s %s", name, hash)
                                          : g_steal_pointer (&name);
}

static gboolean
is_utc (const OxTimeZone *zone)
{
    const OxTimeZoneRule *rule = ox_time_zone_effective (zone);
    return zone->rules->len == 1 && !ox_time_zone_rule_has_daylight (rule)
           && ox_time_zone_standard_offset (rule) == 0
           && (*zone->name == '\0' || strstr (zone->name, "UTC") != NULL
               || strstr (zone->name, "Coordinated Universal Time") != NULL);
}

static void
zone_free (gpointer data)
{
    OxIcalZone *zone = data;
    g_free (zone->tzid);
    ox_time_zone_free (zone->zone);
    g_free (zone);
}

/* Readers may take names for one that differ in case alone, 2.1.3.1.1.19.1. */
static OxIcalZone *
find_zone (const OxIcalCalendar *calendar, const char *tzid)
{
    g_autofree char *folded = g_utf8_casefold (tzid, -1);
    return g_hash_table_lookup (calendar->zones_by_name, folded);
}

const OxIcalZone *
ox_ical_zone_use (OxIcalCalendar *calendar, const OxTimeZone *zone, gint first_year, gint last_year)
{
    if (zone == NULL || is_utc (zone))
        return NULL;
    if (calendar->zones == NULL) {
        calendar->zones = g_ptr_array_new_with_free_func (zone_free);
        calendar->zones_by_name = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    }
    g_autofree char *tzid = choose_name (zone, first_year, last_year);
    for (OxIcalZone *known; (known = find_zone (calendar, tzid)) != NULL;) {
        if (ox_time_zones_agree (known->zone, zone, first_year, last_year))
            return known;
        /* Two zones of one name in one calendar. */
        g_autofree char *hash = digest (zone);
        g_autofree char *other = g_strdup_printf ("%s (%s)", tzid, hash);
        g_free (tzid);
        tzid = g_steal_pointer (&other);
    }
    OxIcalZone *new = g_new0 (OxIcalZone, 1);
    new->tzid = g_steal_pointer (&tzid);
    new->zone = ox_time_zone_copy (zone);
    g_ptr_array_add (calendar->zones, new);
    g_hash_table_insert (calendar->zones_by_name, g_utf8_casefold (new->tzid, -1), new);
    return new;
}

/* --- VTIMEZONE, 2.1.3.1.1.19 ------------------------------------------------------------------------ */

static void
put_offset (OxLineWriter *w, const char *name, gint64 offset)
{
    gint64 minutes = ABS (offset) / 60;
    g_autofree char *value = g_strdup_printf ("%c%02d%02d", offset < 0 ? '-' : '+', (int) (minutes / 60),
                                              (int) (minutes % 60));
    ox_ical_put (w, name, value);
}

/* One change of the clock: once at `onset`, or by a rule until `until` (UTC, 0 for ever). */
static void
put_observance (OxLineWriter *w, gboolean is_daylight, gint64 onset, gint64 from, gint64 to,
                const char *rule)
{
    const char *name = is_daylight ? "DAYLIGHT" : "STANDARD";
    g_autofree char *start = ox_ical_format_time (onset, FALSE);
    ox_ical_begin (w, name);
    ox_ical_put (w, "DTSTART", start);
    if (rule != NULL)
        ox_ical_put (w, "RRULE", rule);
    put_offset (w, "TZOFFSETFROM", from);
    put_offset (w, "TZOFFSETTO", to);
    ox_ical_end (w, name);
}

typedef struct {
    const OxTimeZoneRule *rule;
    gint first; /* year */
    gint last;  /* LAST_YEAR where no other rule follows */
} Span;

static void
put_changes (OxLineWriter *w, const Span *span, gboolean is_daylight)
{
    static const char *const days[] = { "SU", "MO", "TU", "WE", "TH", "FR", "SA" };
    const OxTimeZoneRule *rule = span->rule;
    const OxSystemTime *when = is_daylight ? &rule->daylight : &rule->standard;
    gint64 standard = ox_time_zone_standard_offset (rule);
    gint64 daylight = ox_time_zone_daylight_offset (rule);
    gint64 from = is_daylight ? standard : daylight, to = is_daylight ? daylight : standard;
    gint64 rounded = when->millisecond >= 500; /* a line holds whole seconds */
    gint64 onset, last;
    gboolean is_once = when->year > OX_YEAR_OF_ALL;
    gint year = is_once ? when->year : span->first;
    if (year < span->first || year > span->last || !ox_time_zone_change (when, year, &onset))
        return;
    if (is_once || span->last == span->first) {
        put_observance (w, is_daylight, onset - rounded, from, to, NULL);
        return;
    }
    g_autoptr (GString) text = g_string_new ("FREQ=YEARLY;");
    if (when->year == OX_YEAR_OF_ALL)
        g_string_append_printf (text, "BYMONTH=%u;BYMONTHDAY=%u", when->month, when->day);
    else
        g_string_append_printf (text, "BYMONTH=%u;BYDAY=%d%s", when->month, when->day == 5 ? -1 : when->day,
                                days[when->day_of_week]);
    if (span->last < LAST_YEAR && ox_time_zone_change (when, span->last, &last)) {
        g_autofree char *until = ox_ical_format_time (last - rounded - from, TRUE);
        g_string_append_printf (text, ";UNTIL=%s", until);
    }
    put_observance (w, is_daylight, onset - rounded, from, to, text->str);
}

static gboolean
is_southern (const OxTimeZoneRule *rule, gint year)
{
    gint64 begins, ends;
    return ox_time_zone_rule_has_daylight (rule) && ox_time_zone_change (&rule->daylight, year, &begins)
           && ox_time_zone_change (&rule->standard, year, &ends) && begins > ends;
}

/* The offset with which a year begins, and with which it ends. */
static gint64
winter_offset (const OxTimeZoneRule *rule, gint year)
{
    return is_southern (rule, year) ? ox_time_zone_daylight_offset (rule)
                                    : ox_time_zone_standard_offset (rule);
}

static void
put_span (OxLineWriter *w, const Span *span, const Span *before)
{
    gint64 now = winter_offset (span->rule, span->first);
    gint64 then = before != NULL ? winter_offset (before->rule, before->last) : now;
    gboolean has_daylight = ox_time_zone_rule_has_daylight (span->rule);
    if (now != then || (before == NULL && !has_daylight) || (before != NULL && !has_daylight))
        put_observance (w, is_southern (span->rule, span->first),
                        ox_civil_to_days (span->first, 1, 1) * OX_DAY_SECONDS, then, now, NULL);
    if (!has_daylight)
        return;
    put_changes (w, span, TRUE);
    put_changes (w, span, FALSE);
}

static void
put_zone (OxLineWriter *w, const OxIcalZone *zone)
{
    g_autoptr (GArray) rules = ox_time_zone_sorted_rules (zone->zone);
    Span before = { 0 };
    ox_ical_begin (w, "VTIMEZONE");
    ox_line_text (w, "TZID", zone->tzid);
    for (guint i = 0; i < rules->len; i++) {
        const OxTimeZoneRule *rule = &g_array_index (rules, OxTimeZoneRule, i);
        const OxTimeZoneRule *next = i + 1 < rules->len ? rule + 1 : NULL;
        Span span = { rule, i == 0 ? FIRST_YEAR : rule->year,
                      next != NULL ? next->year - 1 : LAST_YEAR };
        if (span.first > span.last || span.last < FIRST_YEAR || span.first > LAST_YEAR)
            continue;
        if (before.rule == NULL)
            span.first = FIRST_YEAR;
        put_span (w, &span, before.rule != NULL ? &before : NULL);
        before = span;
    }
    ox_ical_end (w, "VTIMEZONE");
}

void
ox_ical_zones_write (OxIcalCalendar *calendar)
{
    for (; calendar->zones != NULL && calendar->n_written < calendar->zones->len; calendar->n_written++)
        put_zone (&calendar->w, calendar->zones->pdata[calendar->n_written]);
}

void
ox_ical_zones_clear (OxIcalCalendar *calendar)
{
    g_clear_pointer (&calendar->zones_by_name, g_hash_table_unref);
    g_clear_pointer (&calendar->zones, g_ptr_array_unref);
}
