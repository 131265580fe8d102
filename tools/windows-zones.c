/* SPDX-License-Identifier: MIT
 *
 * Writes data/windows-zones.tsv from the mapping of CLDR that ICU carries: the names of time zones
 * in Windows, and the zone of the IANA that stands for each of them everywhere (territory 001).
 *
 *   cmake --build --preset debug --target windows-zones
 *   build/debug/tools/windows-zones > data/windows-zones.tsv
 */
#include <glib.h>
#include <stdio.h>
#include <string.h>
#include <unicode/ucal.h>
#include <unicode/ures.h>
#include <unicode/ustring.h>

static int
compare (const void *a, const void *b)
{
    return g_ascii_strcasecmp (*(const char *const *) a, *(const char *const *) b);
}

int
main (void)
{
    UErrorCode status = U_ZERO_ERROR;
    UResourceBundle *top = ures_openDirect (NULL, "windowsZones", &status);
    UResourceBundle *all = ures_getByKey (top, "mapTimezones", NULL, &status);
    UResourceBundle *one = NULL;
    GPtrArray *lines = g_ptr_array_new ();
    while (U_SUCCESS (status) && ures_hasNext (all)) {
        UChar name[128], iana[128];
        char utf8[256];
        one = ures_getNextResource (all, one, &status);
        const char *windows = ures_getKey (one);
        u_charsToUChars (windows, name, (int32_t) strlen (windows) + 1);
        UErrorCode found = U_ZERO_ERROR;
        int32_t n = ucal_getTimeZoneIDForWindowsID (name, -1, NULL, iana, 128, &found);
        if (U_SUCCESS (found) && n > 0)
            g_ptr_array_add (lines, g_strdup_printf ("%s\t%s", windows, u_austrcpy (utf8, iana)));
    }
    ures_close (one);
    ures_close (all);
    ures_close (top);
    g_ptr_array_sort (lines, compare);
    printf ("# Windows\tIANA\n");
    for (guint i = 0; i < lines->len; i++)
        printf ("%s\n", (char *) lines->pdata[i]);
    return U_FAILURE (status) || lines->len == 0;
}
