/* SPDX-License-Identifier: MIT
 *
 * Writes data/iana-changes.tsv from the zone data that ICU carries: of each zone that data/windows-zones.tsv names,
 * the offset at the beginning and each change of it, 1990 to 2037.
 *
 *   cmake --build --preset debug --target iana-changes
 *   build/debug/tools/iana-changes data/windows-zones.tsv > data/iana-changes.tsv
 */
#include <glib.h>
#include <stdio.h>
#include <string.h>
#include <unicode/ucal.h>
#include <unicode/ustring.h>

#define FIRST 631152000.0  /* 1990-01-01, seconds since 1970 */
#define LAST  2145916800.0 /* 2038-01-01 */

static int
offset_at (UCalendar *zone, double seconds, UErrorCode *status)
{
    ucal_setMillis (zone, seconds * 1000.0, status);
    return (ucal_get (zone, UCAL_ZONE_OFFSET, status) + ucal_get (zone, UCAL_DST_OFFSET, status)) / 1000;
}

static void
print_zone (const char *name, UErrorCode *status)
{
    UChar id[128];
    u_charsToUChars (name, id, (int32_t) strlen (name) + 1);
    UCalendar *zone = ucal_open (id, -1, "root", UCAL_GREGORIAN, status);
    int offset = offset_at (zone, FIRST, status);
    printf ("%s\t%d\t", name, offset);
    UDate next = 0;
    const char *separator = "";
    while (ucal_getTimeZoneTransitionDate (zone, UCAL_TZ_TRANSITION_NEXT, &next, status) && next < LAST * 1000.0) {
        int after = offset_at (zone, next / 1000.0, status);
        if (after != offset)
            printf ("%s%.0f:%d", separator, next / 1000.0, after);
        separator = after != offset ? " " : separator;
        offset = after;
    }
    printf ("\n");
    ucal_close (zone);
}

static int
compare (const void *a, const void *b)
{
    return strcmp (*(const char *const *) a, *(const char *const *) b);
}

int
main (int argc, char **argv)
{
    UErrorCode status = U_ZERO_ERROR;
    g_autofree char *text = NULL;
    if (argc != 2 || !g_file_get_contents (argv[1], &text, NULL, NULL))
        return 1;
    g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
    g_autoptr (GPtrArray) names = g_ptr_array_new ();
    for (guint i = 0; lines[i] != NULL; i++)
        if (*lines[i] != '#' && strchr (lines[i], '\t') != NULL)
            g_ptr_array_add (names, strchr (lines[i], '\t') + 1);
    g_ptr_array_sort (names, compare);
    printf ("# zone, seconds east of UTC in 1990, changes as seconds since 1970:seconds east; zone data %s\n",
            ucal_getTZDataVersion (&status));
    for (guint i = 0; i < names->len; i++)
        if (i == 0 || strcmp (names->pdata[i - 1], names->pdata[i]) != 0)
            print_zone (names->pdata[i], &status);
    return U_FAILURE (status);
}
