/* SPDX-License-Identifier: MIT
 *
 * A series as RRULE, [MS-OXCICAL] 2.1.3.2.2, and RFC 7529 for months that are not Gregorian.
 */
#include "convert/ical/ical-private.h"

#include "base/calendar.h"
#include "base/civil.h"
#include "base/diag.h"

#define ALL_DAYS 0x7F
#define LAST_NTH 5
#define MOST_COUNT 99999
#define MOST_INTERVAL 32767 /* that readers take */
#define FAR_AHEAD 60 /* years for which the zone of an endless series is looked at */

/* Numbers that no calendar program writes are taken for the nearest that one does. */
static void
check_numbers (const OxRecurrence *r, OxDiagnostics *d)
{
    guint32 unit = r->pattern_type == OX_RECURRENCE_DAY ? OX_DAY_MINUTES : 1;
    gboolean is_month = r->pattern_type > OX_RECURRENCE_WEEK;
    gboolean is_nth = r->pattern_type == OX_RECURRENCE_MONTH_NTH || r->pattern_type == OX_RECURRENCE_HIJRI_MONTH_NTH;
    if (r->period < unit || r->period / unit > MOST_INTERVAL)
        ox_diag (d, OX_DIAG_RECURRENCE_ODD, OX_DIAG_NO_OFFSET, "the period of a series is %u", r->period);
    if (r->end_type == OX_RECURRENCE_END_COUNT && (r->occurrence_count < 1 || r->occurrence_count > MOST_COUNT))
        ox_diag (d, OX_DIAG_RECURRENCE_ODD, OX_DIAG_NO_OFFSET, "a series has %u occurrences", r->occurrence_count);
    if (is_month && !is_nth && (r->day < 1 || r->day > 31))
        ox_diag (d, OX_DIAG_RECURRENCE_ODD, OX_DIAG_NO_OFFSET, "a series is on day %u", r->day);
    if (is_nth && (r->nth < 1 || r->nth > LAST_NTH))
        ox_diag (d, OX_DIAG_RECURRENCE_ODD, OX_DIAG_NO_OFFSET, "a series is on the day number %u of its kind", r->nth);
}

OxRecurrence *
ox_ical_series_read (OxIcal *x, OxKey key, gboolean is_appointment)
{
    g_autoptr (GError) error = NULL;
    OxDiagnostics *d = x->calendar->diagnostics;
    g_autoptr (OxStream) stream = ox_props_open (x->c->props, key);
    guint64 size = stream != NULL ? ox_stream_get_size (stream) : 0;
    const OxLimits *limits = ox_options_get_limits (x->calendar->options);
    if (size == 0)
        return NULL;
    ox_ical_mark (x, key);
    g_autoptr (GBytes) bytes = size <= limits->value_bytes
                                   ? ox_stream_read_bytes (stream, 0, (gsize) size, &error)
                                   : NULL;
    guint page = (guint) ox_props_get_integer (x->c->props, OX_TAG_MESSAGE_CODEPAGE,
                                               ox_options_get_codepage (x->calendar->options));
    OxRecurrence *r = bytes != NULL
                          ? ox_recurrence_parse (bytes, is_appointment, page, limits, d, &error)
                          : NULL;
    if (r == NULL)
        ox_diag (d, OX_DIAG_RECURRENCE_DAMAGED, OX_DIAG_NO_OFFSET, "%s",
                 error != NULL ? error->message : "it is larger than allowed");
    else
        check_numbers (r, d);
    return r;
}

gint
ox_ical_series_last_year (const OxRecurrence *r)
{
    gint first = ox_civil_from_days (r->start_date / OX_DAY_MINUTES).year;
    gint last = ox_civil_from_days (r->end_date / OX_DAY_MINUTES).year;
    return CLAMP (last, first, first + FAR_AHEAD);
}

/* --- parts of a rule ------------------------------------------------------------------------------- */

static void
add_days (GString *rule, guint32 mask, guint first)
{
    static const char *const names[] = { "SU", "MO", "TU", "WE", "TH", "FR", "SA" };
    const char *separator = ";BYDAY=";
    for (guint i = 0; i < 7; i++) {
        guint day = (first + i) % 7;
        if ((mask & 1u << day) == 0)
            continue;
        g_string_append_printf (rule, "%s%s", separator, names[day]);
        separator = ",";
    }
}

/* The fewest and the most days that the months of the rule have. */
static void
month_lengths (const OxRecurrence *r, OxCalendar *calendar, gboolean is_yearly, gint64 start, gint *fewest,
               gint *most)
{
    *fewest = calendar != NULL ? 29 : 28;
    *most = calendar != NULL ? 32 : 31;
    if (!is_yearly || calendar != NULL)
        return;
    OxCivil c = ox_civil_from_days (start / OX_DAY_SECONDS);
    *fewest = ox_civil_month_length (2001, c.month);
    *most = ox_civil_month_length (2000, c.month);
}

/* A month that lacks the day has its occurrence on the last one: RRULE would leave the month out. Outlook does
 * not, in its own words. */
static void
add_day_of_month (GString *rule, const OxRecurrence *r, OxCalendar *calendar, gboolean is_yearly,
                  gint64 start, gboolean is_own)
{
    gint fewest, most;
    gint day = (gint) CLAMP (r->day, 1, 32);
    if (is_own) {
        g_string_append_printf (rule, ";BYMONTHDAY=%d", day >= 31 ? -1 : day);
        return;
    }
    month_lengths (r, calendar, is_yearly, start, &fewest, &most);
    if (day <= fewest || (calendar != NULL && day < most)) {
        g_string_append_printf (rule, ";BYMONTHDAY=%d", MIN (day, 31));
        return;
    }
    if (day >= most) {
        g_string_append (rule, ";BYMONTHDAY=-1");
        return;
    }
    g_string_append_printf (rule, ";BYMONTHDAY=%d", fewest);
    for (gint i = fewest + 1; i <= day; i++)
        g_string_append_printf (rule, ",%d", i);
    g_string_append (rule, ";BYSETPOS=-1");
}

static void
add_months (GString *rule, const OxRecurrence *r, gint64 start, gboolean is_own)
{
    const char *name = ox_recurrence_calendar (r);
    g_autoptr (OxCalendar) calendar = name != NULL ? ox_calendar_new (name) : NULL;
    guint32 period = CLAMP (r->period, 1, MOST_INTERVAL);
    gboolean is_yearly = period % 12 == 0;
    gboolean is_leap = FALSE;
    gint64 day = start / OX_DAY_SECONDS;
    if (calendar != NULL && !is_own) {
        g_autofree char *scale = g_ascii_strup (name, -1);
        g_string_append_printf (rule, "RSCALE=%s;", scale);
    }
    g_string_append (rule, is_yearly ? "FREQ=YEARLY" : "FREQ=MONTHLY");
    guint32 interval = is_yearly ? period / 12 : period;
    if (interval > 1)
        g_string_append_printf (rule, ";INTERVAL=%u", interval);
    if (is_yearly) {
        gint month = ox_calendar_month_number (calendar, day, &is_leap);
        g_string_append_printf (rule, ";BYMONTH=%d%s", month, is_leap && !is_own ? "L" : "");
    }
    if (r->pattern_type == OX_RECURRENCE_MONTH_NTH || r->pattern_type == OX_RECURRENCE_HIJRI_MONTH_NTH) {
        add_days (rule, r->days, 0);
        g_string_append_printf (rule, ";BYSETPOS=%d", r->nth >= LAST_NTH ? -1 : MAX ((gint) r->nth, 1));
    } else {
        add_day_of_month (rule, r, calendar, is_yearly, start, is_own);
    }
    if (calendar != NULL && !is_own)
        g_string_append (rule, is_leap ? ";SKIP=FORWARD" : ";SKIP=BACKWARD");
}

static void
add_weeks (GString *rule, const OxRecurrence *r)
{
    static const char *const names[] = { "SU", "MO", "TU", "WE", "TH", "FR", "SA" };
    guint first = r->first_day_of_week % 7;
    guint32 period = CLAMP (r->period, 1, MOST_INTERVAL);
    g_string_append (rule, "FREQ=WEEKLY");
    if (period > 1)
        g_string_append_printf (rule, ";INTERVAL=%u", period);
    add_days (rule, r->days, first);
    /* Where each week counts, it is no matter when it begins. */
    if (period > 1)
        g_string_append_printf (rule, ";WKST=%s", names[first]);
}

static void
add_end (GString *rule, const OxRecurrence *r, gboolean is_date, const OxIcalZone *zone, gint64 start)
{
    gint64 last = (gint64) (r->end_date / OX_DAY_MINUTES) * OX_DAY_SECONDS;
    if (r->end_type == OX_RECURRENCE_END_COUNT) {
        g_string_append_printf (rule, ";COUNT=%u", CLAMP (r->occurrence_count, 1, MOST_COUNT));
    } else if (r->end_type == OX_RECURRENCE_END_DATE) {
        last += start % OX_DAY_SECONDS;
        g_autofree char *until = is_date ? ox_ical_format_date (last)
                                         : ox_ical_format_time (
                                               ox_time_zone_to_utc (ox_ical_zone_get (zone), last), TRUE);
        g_string_append_printf (rule, ";UNTIL=%s", until);
    }
}

static void
add_pattern (GString *rule, const OxRecurrence *r, gint64 start, gboolean is_own)
{
    if (r->pattern_type == OX_RECURRENCE_DAY) {
        guint32 days = CLAMP (r->period / OX_DAY_MINUTES, 1, MOST_INTERVAL);
        g_string_append (rule, "FREQ=DAILY");
        if (days > 1)
            g_string_append_printf (rule, ";INTERVAL=%u", days);
    } else if (r->pattern_type == OX_RECURRENCE_WEEK) {
        add_weeks (rule, r);
    } else {
        add_months (rule, r, start, is_own);
    }
}

void
ox_ical_write_rule (OxLineWriter *w, const char *field, const OxRecurrence *r, gboolean is_date,
                    const OxIcalZone *zone, gint64 start)
{
    g_autoptr (GString) rule = g_string_new (NULL);
    add_pattern (rule, r, start, FALSE);
    add_end (rule, r, is_date, zone, start);
    ox_ical_put (w, field, rule->str);
}

/* Whether the month that a yearly series is in is one that not all years have, 2.1.3.1.1.20.45.2. */
static gboolean
is_in_leap_month (const OxRecurrence *r, gint64 start)
{
    g_autoptr (OxCalendar) calendar = ox_calendar_new (ox_recurrence_calendar (r));
    gboolean is_leap = FALSE;
    ox_calendar_month_number (calendar, start / OX_DAY_SECONDS, &is_leap);
    return is_leap;
}

void
ox_ical_write_other_rule (OxLineWriter *w, const char *field, const OxRecurrence *r, gboolean is_date,
                          const OxIcalZone *zone, gint64 start)
{
    g_autoptr (GString) rule = g_string_new (NULL);
    add_pattern (rule, r, start, TRUE);
    add_end (rule, r, is_date, zone, start);
    ox_line_begin (w, field);
    ox_line_parameter (w, "VALUE", "RECUR");
    if (r->period % 12 == 0)
        ox_line_parameter (w, "X-MICROSOFT-ISLEAPMONTH", is_in_leap_month (r, start) ? "TRUE" : "FALSE");
    ox_line_value (w);
    ox_line_put_ascii (w, rule->str);
    ox_line_end (w);
}

/* --- other calendars -------------------------------------------------------------------------------- */

const char *
ox_ical_calscale (const OxRecurrence *r)
{
    /* 2.1.3.1.1.8, by CalendarType. */
    static const char *const names[] = {
        NULL, "Gregorian", "Gregorian_us", "Japan", "Taiwan", "Korea", "Hijri", "Thai", "Hebrew", "GregorianMeFrench",
        "GregorianArabic", "GregorianXlitEnglish", "GregorianXlitFrench", NULL, "JapanLunar", "ChineseLunar", "Saka",
        "LunarEtoChn", "LunarEtoKor", "LunarRokuyou", "KoreaLunar", NULL, NULL, "Umalqura",
    };
    const char *name = r->calendar_type < G_N_ELEMENTS (names) ? names[r->calendar_type] : NULL;
    return name == NULL && ox_recurrence_calendar (r) != NULL ? "Hijri" : name;
}
