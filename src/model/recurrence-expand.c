/* SPDX-License-Identifier: MIT
 *
 * The days of a series, [MS-OXOCAL] 2.2.1.44.1: what Outlook would show, before anything was deleted
 * or moved.
 */
#include <oxcart/recurrence.h>

#include "base/calendar.h"
#include "base/civil.h"

#define LAST_DAY 1059000     /* in the year 4500, where Outlook's calendar ends */
#define MOST_EMPTY 1000      /* periods in a row without an occurrence: there are none to come */
#define MOST_EMPTY_OTHER 100 /* of calendars that go by sun and moon, where each period costs ICU a millisecond */
#define MOST_PERIOD 120000   /* more weeks or months than the calendar has */
#define LAST_NTH 5
#define ALL_DAYS 0x7F

typedef struct {
    const OxRecurrence *r;
    OxCalendar *calendar;
    GArray *days; /* guint32, minutes */
    gint64 first;
    gint64 last;
    guint most;
} Expansion;

const char *
ox_recurrence_calendar (const OxRecurrence *recurrence)
{
    /* Japanese, Taiwanese, Korean and Thai years have the months of Gregorian ones. */
    static const char *const names[] = {
        [0x06] = "islamic-civil", [0x08] = "hebrew", [0x0E] = "chinese", [0x0F] = "chinese",
        [0x10] = "indian",        [0x11] = "chinese", [0x12] = "dangi",  [0x13] = "chinese",
        [0x14] = "dangi",         [0x17] = "islamic-umalqura",
    };
    if (recurrence->pattern_type <= OX_RECURRENCE_WEEK)
        return NULL;
    const char *name = recurrence->calendar_type < G_N_ELEMENTS (names) ? names[recurrence->calendar_type] : NULL;
    if (name == NULL && recurrence->pattern_type >= OX_RECURRENCE_HIJRI_MONTH)
        return names[0x06];
    return name;
}

/* FALSE when there are enough. */
static gboolean
take (Expansion *x, gint64 day)
{
    if (day > x->last || x->days->len >= x->most)
        return FALSE;
    guint32 minutes = (guint32) (day * OX_DAY_MINUTES);
    if (day >= x->first)
        g_array_append_val (x->days, minutes);
    return TRUE;
}

static void
expand_days (Expansion *x)
{
    gint64 step = MAX (x->r->period / OX_DAY_MINUTES, 1);
    for (gint64 day = x->first; take (x, day);)
        day += step;
}

static gboolean
take_week (Expansion *x, gint64 start)
{
    for (gint64 day = start; day < start + 7; day++)
        if ((x->r->days & 1u << ox_civil_weekday (day)) != 0 && !take (x, day))
            return FALSE;
    return start <= x->last;
}

static void
expand_weeks (Expansion *x)
{
    gint64 step = 7 * (gint64) CLAMP (x->r->period, 1, MOST_PERIOD);
    gint begins = (gint) (x->r->first_day_of_week % 7);
    gint64 start = x->first - ox_floor_mod (ox_civil_weekday (x->first) - begins, 7);
    if ((x->r->days & ALL_DAYS) == 0)
        return;
    while (take_week (x, start))
        start += step;
}

/* The nth day of a month of `length` days that is in the mask; -1 for none. */
static gint64
nth_day (const OxRecurrence *r, gint64 first, gint64 length)
{
    gint64 found = -1;
    guint32 n = 0, most = r->nth >= LAST_NTH ? G_MAXUINT32 : r->nth;
    for (gint64 day = first; day < first + length && n < most; day++)
        if ((r->days & 1u << ox_civil_weekday (day)) != 0) {
            found = day;
            n++;
        }
    return n == most || r->nth >= LAST_NTH ? found : -1;
}

static gint64
day_of_month (const OxRecurrence *r, gint64 first, gint64 length)
{
    gboolean is_nth = r->pattern_type == OX_RECURRENCE_MONTH_NTH
                      || r->pattern_type == OX_RECURRENCE_HIJRI_MONTH_NTH;
    /* A month that has not so many days has its occurrence on the last. */
    return is_nth ? nth_day (r, first, length) : first + CLAMP ((gint64) r->day, 1, length) - 1;
}

static void
expand_months (Expansion *x)
{
    const OxRecurrence *r = x->r;
    gint period = (gint) CLAMP (r->period, 1, MOST_PERIOD);
    gboolean is_yearly = period % 12 == 0; /* whatever the frequency says, [MS-OXCICAL] 2.1.3.2.2.1 */
    gint64 origin = ox_calendar_month_of (x->calendar, x->first);
    guint empty = 0, most_empty = x->calendar != NULL ? MOST_EMPTY_OTHER : MOST_EMPTY;
    for (gint i = 0; empty < most_empty; i++) {
        if ((gint64) i * period > MOST_PERIOD)
            return;
        gint64 first = is_yearly ? ox_calendar_add_years (x->calendar, origin, i * (period / 12))
                                 : ox_calendar_add_months (x->calendar, origin, i * period);
        gint64 next = ox_calendar_add_months (x->calendar, first, 1);
        gint64 day = day_of_month (r, first, next - first);
        empty = day < 0 ? empty + 1 : 0;
        if (first > x->last || (day >= 0 && !take (x, day)))
            return;
    }
}

GArray *
ox_recurrence_expand (const OxRecurrence *r, guint most)
{
    const char *name = ox_recurrence_calendar (r);
    g_autoptr (OxCalendar) calendar = name != NULL ? ox_calendar_new (name) : NULL;
    Expansion x = { r, calendar, g_array_new (FALSE, FALSE, sizeof (guint32)),
                    r->start_date / OX_DAY_MINUTES, LAST_DAY, most };
    if (r->end_type == OX_RECURRENCE_END_DATE)
        x.last = MIN (LAST_DAY, r->end_date / OX_DAY_MINUTES);
    if (r->end_type == OX_RECURRENCE_END_COUNT)
        x.most = MIN (most, r->occurrence_count);
    if (r->pattern_type == OX_RECURRENCE_DAY)
        expand_days (&x);
    else if (r->pattern_type == OX_RECURRENCE_WEEK)
        expand_weeks (&x);
    else
        expand_months (&x);
    return x.days;
}
