/* SPDX-License-Identifier: MIT */
#include "base/locale.h"

#define SORT_BITS 0xFFF00000u /* of an LCID, beyond language and sort order: always 0 */
#define OTHERS    0xFC00      /* the sublanguage whose row stands for all that have none of their own */

static const struct {
    guint16 lcid;
    const char *tag;
} languages[] = {
#include "languages.inc"
};

static const char *
find (guint lcid)
{
    guint low = 0, high = G_N_ELEMENTS (languages);
    while (low < high) {
        guint middle = low + (high - low) / 2;
        if (languages[middle].lcid < lcid)
            low = middle + 1;
        else
            high = middle;
    }
    return low < G_N_ELEMENTS (languages) && languages[low].lcid == lcid ? languages[low].tag : NULL;
}

char *
ox_language_from_lcid (guint lcid)
{
    /* 0, 0x400 and 0x800 are the locale of whoever reads, [MS-LCID] 2.1. */
    if ((lcid & SORT_BITS) != 0 || (lcid & 0x3FF) == 0)
        return NULL;
    const char *tag = find (lcid & 0xFFFF);
    return g_strdup (tag != NULL ? tag : find ((lcid & 0xFFFF) | OTHERS));
}
