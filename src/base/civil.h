/* SPDX-License-Identifier: MIT
 *
 * Dates as numbers: days and seconds since 1 January 1601, the day zero of FILETIME and of every
 * date in a recurrence. The calendar is the Gregorian one, backwards too.
 */
#ifndef OX_BASE_CIVIL_H
#define OX_BASE_CIVIL_H

#include <glib.h>

#define OX_DAY_SECONDS G_GINT64_CONSTANT (86400)
#define OX_DAY_MINUTES 1440

typedef struct {
    gint year;
    gint month; /* from 1 */
    gint day;   /* from 1 */
} OxCivil;

/* Days since 1601-01-01; a day beyond its month counts on into the next. */
gint64 ox_civil_to_days (gint year, gint month, gint day);
OxCivil ox_civil_from_days (gint64 days);
/* 0 is Sunday. */
gint ox_civil_weekday (gint64 days);
gint ox_civil_month_length (gint year, gint month);

/* Quotient and remainder that round down, whatever the sign. */
static inline gint64
ox_floor_div (gint64 a, gint64 b)
{
    return a / b - (a % b != 0 && (a < 0) != (b < 0));
}

static inline gint64
ox_floor_mod (gint64 a, gint64 b)
{
    return a - ox_floor_div (a, b) * b;
}

#endif
