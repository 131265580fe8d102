/* SPDX-License-Identifier: MIT
 *
 * Lines, dates and times.
 */
#include "convert/ical/ical-private.h"

#include "base/civil.h"

void
ox_ical_put (OxLineWriter *w, const char *name, const char *value)
{
    ox_line_begin (w, name);
    ox_line_value (w);
    ox_line_put_ascii (w, value);
    ox_line_end (w);
}

void
ox_ical_begin (OxLineWriter *w, const char *component)
{
    ox_ical_put (w, "BEGIN", component);
}

void
ox_ical_end (OxLineWriter *w, const char *component)
{
    ox_ical_put (w, "END", component);
}

char *
ox_ical_format_date (gint64 local)
{
    local = CLAMP (local, 0, OX_ICAL_LAST_TIME);
    OxCivil c = ox_civil_from_days (local / OX_DAY_SECONDS);
    return g_strdup_printf ("%04d%02d%02d", c.year, c.month, c.day);
}

char *
ox_ical_format_time (gint64 local, gboolean is_utc)
{
    local = CLAMP (local, 0, OX_ICAL_LAST_TIME);
    g_autofree char *date = ox_ical_format_date (local);
    int seconds = (int) (local % OX_DAY_SECONDS);
    return g_strdup_printf ("%sT%02d%02d%02d%s", date, seconds / 3600, seconds / 60 % 60, seconds % 60,
                            is_utc ? "Z" : "");
}

void
ox_ical_put_utc (OxLineWriter *w, const char *name, gint64 time)
{
    g_autofree char *value = ox_ical_format_time (time, TRUE);
    ox_ical_put (w, name, value);
}

void
ox_ical_put_date (OxLineWriter *w, const char *name, gint64 local)
{
    g_autofree char *value = ox_ical_format_date (local);
    ox_line_begin (w, name);
    ox_line_parameter (w, "VALUE", "DATE");
    ox_line_value (w);
    ox_line_put_ascii (w, value);
    ox_line_end (w);
}

void
ox_ical_put_local (OxLineWriter *w, const char *name, const OxIcalZone *zone, gint64 local)
{
    g_autofree char *value = ox_ical_format_time (local, zone == NULL);
    ox_line_begin (w, name);
    if (zone != NULL)
        ox_line_parameter (w, "TZID", zone->tzid);
    ox_line_value (w);
    ox_line_put_ascii (w, value);
    ox_line_end (w);
}
