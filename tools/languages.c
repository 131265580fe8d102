/* SPDX-License-Identifier: MIT
 *
 * Writes data/languages.tsv from what ICU knows: the language tag of each LCID, [MS-LCID] 2.2. The row of
 * sublanguage 0x3F, which none has, stands for all of its language that have no row of their own.
 *
 *   cmake --build --preset debug --target languages
 *   build/debug/tools/languages > data/languages.tsv
 */
#include <glib.h>
#include <stdio.h>
#include <unicode/uloc.h>

#define OTHERS 0xFC00

static char *
tag_of (guint lcid)
{
    char id[ULOC_FULLNAME_CAPACITY];
    char tag[ULOC_FULLNAME_CAPACITY];
    UErrorCode error = U_ZERO_ERROR;
    int32_t n = uloc_getLocaleForLCID (lcid, id, sizeof id, &error);
    if (U_FAILURE (error) || n <= 0 || n >= (int32_t) sizeof id)
        return NULL;
    n = uloc_toLanguageTag (id, tag, sizeof tag, TRUE, &error);
    return U_SUCCESS (error) && n > 0 && n < (int32_t) sizeof tag ? g_strdup (tag) : NULL;
}

int
main (void)
{
    printf ("# LCID\ttag\n");
    for (guint lcid = 1; lcid < 0x10000; lcid++) {
        g_autofree char *tag = (lcid & 0x3FF) != 0 ? tag_of (lcid) : NULL;
        g_autofree char *others = tag_of (lcid | OTHERS);
        if (tag != NULL && ((lcid & OTHERS) == OTHERS || g_strcmp0 (tag, others) != 0))
            printf ("%04X\t%s\n", lcid, tag);
        if (tag == NULL && others != NULL && (lcid & 0x3FF) != 0)
            return 1; /* src/base/locale.c knows no such row */
    }
    return 0;
}
