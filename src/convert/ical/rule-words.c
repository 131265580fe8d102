/* SPDX-License-Identifier: MIT
 *
 * Rules in words.
 */
#include "convert/ical/item-lines.h"

#include <string.h>

#define MOST_PARTS 32
#define WEEKDAYS "MO,TU,WE,TH,FR"

/* The value of a part of the rule; NULL. */
static const char *
part_of (char **parts, const char *name)
{
    gsize n = strlen (name);
    for (guint i = 0; parts[i] != NULL; i++)
        if (strncmp (parts[i], name, n) == 0 && parts[i][n] == '=')
            return parts[i] + n + 1;
    return NULL;
}

static const char *
day_name (const char *day)
{
    static const char *const names[] = { "SU", "Sunday",   "MO", "Monday", "TU", "Tuesday",  "WE", "Wednesday",
                                         "TH", "Thursday", "FR", "Friday", "SA", "Saturday" };
    for (guint i = 0; i < G_N_ELEMENTS (names); i += 2)
        if (strcmp (names[i], day) == 0)
            return names[i + 1];
    return day;
}

/* What Outlook calls several days that one of is meant. */
static char *
describe_days (const char *days)
{
    static const char *const sets[] = { "SU,MO,TU,WE,TH,FR,SA", "day", WEEKDAYS, "weekday", "SU,SA",
                                        "weekend day" };
    for (guint i = 0; i < G_N_ELEMENTS (sets); i += 2)
        if (strcmp (sets[i], days) == 0)
            return g_strdup (sets[i + 1]);
    g_auto (GStrv) each = g_strsplit (days, ",", MOST_PARTS);
    GString *out = g_string_new (NULL);
    for (guint i = 0; each[i] != NULL; i++)
        g_string_append_printf (out, "%s%s", i > 0 ? ", " : "", day_name (each[i]));
    return g_string_free (out, FALSE);
}

static void
add_month (GString *out, char **parts)
{
    static const char *const names[] = { "January", "February", "March",     "April",   "May",      "June",
                                         "July",    "August",   "September", "October", "November", "December" };
    const char *month = part_of (parts, "BYMONTH");
    guint64 number = month != NULL ? g_ascii_strtoull (month, NULL, 10) : 0;
    if (number == 0)
        return;
    if (part_of (parts, "RSCALE") == NULL && number <= G_N_ELEMENTS (names))
        g_string_append_printf (out, " in %s", names[number - 1]);
    else
        g_string_append_printf (out, " in month %s", month);
}

/* A day that not all months have comes as a list, of which the last that there is counts. */
static void
add_day (GString *out, char **parts)
{
    static const char *const order[] = { "first", "second", "third", "fourth" };
    const char *days = part_of (parts, "BYDAY"), *of_month = part_of (parts, "BYMONTHDAY");
    const char *which = part_of (parts, "BYSETPOS");
    guint64 n = which != NULL && *which != '-' ? g_ascii_strtoull (which, NULL, 10) : 0;
    g_autofree char *names = days != NULL ? describe_days (days) : NULL;
    const char *comma = of_month != NULL ? strrchr (of_month, ',') : NULL;
    if (names != NULL && which != NULL)
        g_string_append_printf (out, " on the %s %s", n >= 1 && n <= 4 ? order[n - 1] : "last", names);
    else if (names != NULL)
        g_string_append_printf (out, " on %s", names);
    else if (of_month != NULL && *of_month == '-')
        g_string_append (out, " on the last day");
    else if (of_month != NULL)
        g_string_append_printf (out, " on day %s%s", comma != NULL ? comma + 1 : of_month,
                                comma != NULL ? " or the last" : "");
}

static void
add_end (GString *out, char **parts)
{
    const char *count = part_of (parts, "COUNT"), *until = part_of (parts, "UNTIL");
    if (count != NULL)
        g_string_append_printf (out, strcmp (count, "1") == 0 ? ", once" : ", %s times", count);
    else if (until != NULL && strlen (until) >= 8)
        g_string_append_printf (out, ", until %.4s-%.2s-%.2s", until, until + 4, until + 6);
}

char *
ox_ical_rule_words (const char *rule)
{
    static const char *const units[] = { "DAILY", "day", "WEEKLY", "week", "MONTHLY", "month", "YEARLY", "year" };
    g_auto (GStrv) parts = g_strsplit (rule, ";", MOST_PARTS);
    const char *frequency = part_of (parts, "FREQ"), *interval = part_of (parts, "INTERVAL");
    const char *scale = part_of (parts, "RSCALE"), *unit = NULL;
    for (guint i = 0; frequency != NULL && i < G_N_ELEMENTS (units); i += 2)
        if (strcmp (units[i], frequency) == 0)
            unit = units[i + 1];
    if (unit == NULL)
        return g_strdup (rule);
    GString *out = g_string_new ("every ");
    gboolean is_weekday = interval == NULL && g_strcmp0 (part_of (parts, "BYDAY"), WEEKDAYS) == 0
                          && strcmp (unit, "week") == 0;
    if (interval != NULL)
        g_string_append_printf (out, "%s %ss", interval, unit);
    else
        g_string_append (out, is_weekday ? "weekday" : unit);
    add_month (out, parts);
    if (!is_weekday)
        add_day (out, parts);
    if (scale != NULL)
        g_string_append_printf (out, " (%s calendar)", scale);
    add_end (out, parts);
    return g_string_free (out, FALSE);
}
