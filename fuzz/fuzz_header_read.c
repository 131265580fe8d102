/* SPDX-License-Identifier: MIT
 *
 * Stored fields: what is read without GMime is what GMime reads.
 */
#include "convert/mime/header-read.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
    g_autofree char *raw = g_strndup ((const char *) data, MIN (size, 200));
    g_autofree char *ours = ox_header_decode (raw);
    g_autofree char *theirs = ox_gmime ()->g_mime_utils_header_decode_text (NULL, raw);
    g_assert_cmpstr (ours, ==, theirs);
    gint64 time = 0;
    gboolean is_date = ox_header_read_date (raw, &time);
    g_autoptr (GDateTime) date = ox_gmime ()->g_mime_utils_header_decode_date (raw);
    g_assert (is_date == (date != NULL) && (!is_date || time == g_date_time_to_unix (date)));
    return 0;
}
