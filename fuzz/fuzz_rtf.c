/* SPDX-License-Identifier: MIT
 *
 * RTF to HTML and to text: valid UTF-8 within the limits, the same bytes each time.
 */
#include "base/diag.h"
#include "convert/body/rtf.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static char *
picture (gpointer user_data, const OxRtfPicture *p)
{
    g_assert (p->mime_type != NULL && g_bytes_get_size (p->bytes) > 0);
    return p->type == OX_RTF_PICTURE_OTHER ? NULL : g_strdup ("picture@x");
}

static char *
place (gpointer user_data, guint ordinal, char **name)
{
    *name = g_strdup ("name");
    return ordinal % 2 == 0 ? g_strdup ("place@x") : NULL;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
    if (size > 1u << 16)
        return 0;
    OxLimits limits;
    ox_limits_init (&limits);
    limits.value_bytes = 1u << 22;
    g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
    OxRtfOptions options = { 0, &limits, d, picture, place, NULL };
    OxSlice s = ox_slice (data, size, 0);
    OxRtfInfo info;
    gsize n = 0;
    g_autoptr (GBytes) html = ox_rtf_to_html (s, &options, &info, NULL);
    g_autoptr (GBytes) again = ox_rtf_to_html (s, &options, NULL, NULL);
    g_autofree char *text = ox_rtf_to_text (s, &options, &n, NULL, NULL);
    ox_rtf_count_places (s);
    g_assert ((html == NULL) == (ox_rtf_detect (s) == OX_RTF_NONE));
    g_assert ((text == NULL) == (html == NULL));
    if (html == NULL)
        return 0;
    g_assert (g_bytes_equal (html, again));
    g_assert (g_utf8_validate_len (text, n, NULL));
    g_assert_cmpuint (g_bytes_get_size (html), <=, limits.value_bytes + 4096);
    /* Encapsulated HTML may hold a NUL; our own does not. */
    gsize length = 0;
    const char *bytes = g_bytes_get_data (html, &length);
    g_assert (info.kind == OX_RTF_HTML || g_utf8_validate_len (bytes, length, NULL));
    return 0;
}
