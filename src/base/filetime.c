/* SPDX-License-Identifier: MIT */
#include <oxcart/filetime.h>

#define TICKS G_GUINT64_CONSTANT (10000000)
#define EPOCH G_GINT64_CONSTANT (11644473600) /* seconds from 1601 to 1970 */

/* 1 January 4501, which Outlook stores for "none", [MS-OXOCAL] 2.2.1.30. */
#define NEVER G_GUINT64_CONSTANT (0x0CB34557A3DD4000)
/* 1 January 10000: beyond it no calendar format can write the year. */
#define YEAR_10000 G_GUINT64_CONSTANT (2650467744000000000)

gint64
ox_filetime_to_unix (guint64 filetime)
{
    return (gint64) (filetime / TICKS) - EPOCH;
}

guint64
ox_filetime_from_unix (gint64 seconds)
{
    return seconds < -EPOCH ? 0 : (guint64) (seconds + EPOCH) * TICKS;
}

gboolean
ox_filetime_is_set (guint64 filetime)
{
    return filetime != 0 && filetime != NEVER && filetime < YEAR_10000;
}

char *
ox_filetime_to_iso8601 (guint64 filetime)
{
    if (filetime >= YEAR_10000)
        return g_strdup_printf ("%" G_GUINT64_FORMAT, filetime);
    g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc (ox_filetime_to_unix (filetime));
    guint64 fraction = filetime % TICKS;
    g_autofree char *seconds = g_date_time_format (date, "%Y-%m-%dT%H:%M:%S");
    if (fraction == 0)
        return g_strconcat (seconds, "Z", NULL);
    return g_strdup_printf ("%s.%07" G_GUINT64_FORMAT "Z", seconds, fraction);
}
