/* SPDX-License-Identifier: MIT */
#include "base/locale.h"

#include <unicode/uloc.h>

#define SORT_BITS 0xFFF00000u /* of an LCID, beyond language and sort order: always 0 */

char *
ox_language_from_lcid (guint lcid)
{
    char id[ULOC_FULLNAME_CAPACITY];
    char tag[ULOC_FULLNAME_CAPACITY];
    UErrorCode error = U_ZERO_ERROR;
    /* 0, 0x400 and 0x800 are the locale of whoever reads, [MS-LCID] 2.1. */
    if ((lcid & SORT_BITS) != 0 || (lcid & 0x3FF) == 0)
        return NULL;
    int32_t n = uloc_getLocaleForLCID (lcid & 0xFFFF, id, sizeof id, &error);
    if (U_FAILURE (error) || n <= 0 || n >= (int32_t) sizeof id)
        return NULL;
    n = uloc_toLanguageTag (id, tag, sizeof tag, TRUE, &error);
    if (U_FAILURE (error) || n <= 0 || n >= (int32_t) sizeof tag)
        return NULL;
    return g_strdup (tag);
}
