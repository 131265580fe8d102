/* SPDX-License-Identifier: MIT
 *
 * Writes tests/model/calendar-vectors.inc: days of months that are not Gregorian, by ICU alone, day by day:
 * no arithmetic of months is used, so that it shares nothing with what it checks.
 *
 *   cmake --build --preset debug --target calendar-vectors && build/debug/tests/calendar-vectors
 */
#include <stdio.h>
#include <unicode/ucal.h>

#define DAY 86400000.0

typedef struct {
    int calendar, pattern, frequency, period, day;
    const char *name;
    int year, month, of_month;
} Case;

static const Case cases[] = {
    { 0x6, 2, 0x200C, 1, 1, "islamic-civil", 2020, 1, 1 },   { 0x0, 0xA, 0x200C, 1, 30, "islamic-civil", 2020, 1, 1 },
    { 0x6, 2, 0x200D, 12, 10, "islamic-civil", 2020, 8, 1 }, { 0x17, 2, 0x200C, 1, 30, "islamic-umalqura", 2020, 1, 1 },
    { 0x8, 2, 0x200C, 1, 15, "hebrew", 2019, 1, 1 },         { 0x8, 2, 0x200D, 12, 1, "hebrew", 2019, 9, 30 },
    { 0xF, 2, 0x200C, 1, 1, "chinese", 2020, 3, 1 },         { 0xF, 2, 0x200D, 12, 15, "chinese", 2019, 9, 1 },
    { 0x14, 2, 0x200C, 1, 30, "dangi", 2020, 1, 10 },        { 0x10, 2, 0x200C, 2, 31, "indian", 2021, 3, 25 },
};

/* The month of its year, so that a leap month is another one. */
static int
month_of (UCalendar *c, double t)
{
    UErrorCode status = U_ZERO_ERROR;
    ucal_setMillis (c, t, &status);
    return ucal_get (c, UCAL_MONTH, &status) * 2 + ucal_get (c, UCAL_IS_LEAP_MONTH, &status);
}

static int
day_of (UCalendar *c, double t)
{
    UErrorCode status = U_ZERO_ERROR;
    ucal_setMillis (c, t, &status);
    return ucal_get (c, UCAL_DAY_OF_MONTH, &status);
}

static void
print_case (const Case *k)
{
    UErrorCode status = U_ZERO_ERROR;
    char locale[64];
    static const UChar utc[] = { 'U', 'T', 'C', 0 };
    snprintf (locale, sizeof locale, "root@calendar=%s", k->name);
    UCalendar *c = ucal_open (utc, -1, locale, UCAL_DEFAULT, &status);
    UCalendar *g = ucal_open (utc, -1, "root@calendar=gregorian", UCAL_DEFAULT, &status);
    ucal_clear (g);
    ucal_setDateTime (g, k->year, k->month - 1, k->of_month, 12, 0, 0, &status);
    double t = ucal_getMillis (g, &status), begin = t;
    int wanted = month_of (c, t), n = 0, months = 0, found = 0;
    printf ("{ 0x%X, 0x%X, 0x%X, %d, %d, %d, %d, %d,\n  \"", k->calendar, k->pattern, k->frequency, k->period, k->day,
            k->year, k->month, k->of_month);
    for (; n < 6 && t < begin + 4000 * DAY; t += DAY) {
        if (t > begin && day_of (c, t) == 1)
            months++;
        int counts = k->frequency == 0x200D ? month_of (c, t) == wanted : months % k->period == 0;
        int is_last = day_of (c, t + DAY) == 1;
        found = day_of (c, t) == k->day || (is_last && day_of (c, t) < k->day);
        if (!counts || !found)
            continue;
        ucal_setMillis (g, t, &status);
        printf ("%s%04d%02d%02d", n++ > 0 ? " " : "", ucal_get (g, UCAL_YEAR, &status),
                ucal_get (g, UCAL_MONTH, &status) + 1, ucal_get (g, UCAL_DAY_OF_MONTH, &status));
    }
    printf ("\" },\n");
    ucal_close (c);
    ucal_close (g);
}

int
main (void)
{
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++)
        print_case (&cases[i]);
    return 0;
}
