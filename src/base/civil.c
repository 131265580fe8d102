/* SPDX-License-Identifier: MIT */
#include "base/civil.h"

#define DAYS_400_YEARS 146097
#define FROM_0000_03_01 584694 /* days from 1 March of the year 0 to 1 January 1601 */

/* Years begin in March, so that the day that some of them lack is the last of the year. */
gint64
ox_civil_to_days (gint year, gint month, gint day)
{
    gint64 y = year - (month <= 2);
    gint64 era = ox_floor_div (y, 400);
    gint64 of_era = y - era * 400;
    gint64 of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * DAYS_400_YEARS + of_era * 365 + of_era / 4 - of_era / 100 + of_year
           - FROM_0000_03_01;
}

OxCivil
ox_civil_from_days (gint64 days)
{
    gint64 z = days + FROM_0000_03_01;
    gint64 era = ox_floor_div (z, DAYS_400_YEARS);
    gint64 d = z - era * DAYS_400_YEARS;
    gint64 y = (d - d / 1460 + d / 36524 - d / (DAYS_400_YEARS - 1)) / 365;
    gint64 of_year = d - (365 * y + y / 4 - y / 100);
    gint month = (gint) ((5 * of_year + 2) / 153);
    gint day = (gint) (of_year - (153 * month + 2) / 5 + 1);
    month += month < 10 ? 3 : -9;
    return (OxCivil){ (gint) (y + era * 400) + (month <= 2), month, day };
}

gint
ox_civil_weekday (gint64 days)
{
    return (gint) ox_floor_mod (days + 1, 7); /* 1 January 1601 was a Monday */
}

gint
ox_civil_month_length (gint year, gint month)
{
    gint next_year = month == 12 ? year + 1 : year;
    gint next = month == 12 ? 1 : month + 1;
    return (gint) (ox_civil_to_days (next_year, next, 1) - ox_civil_to_days (year, month, 1));
}
