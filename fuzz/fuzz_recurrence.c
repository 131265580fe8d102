/* SPDX-License-Identifier: MIT
 *
 * Series: what can be read is written again, reads the same, and expands within its bounds.
 */
#include <oxcart/recurrence.h>

#include "base/slice.h"

#define MOST 100

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
try_form (GBytes *bytes, gboolean is_appointment)
{
    g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
    g_autoptr (OxRecurrence) r = ox_recurrence_parse (bytes, is_appointment, 1252, NULL, d, NULL);
    if (r == NULL)
        return;
    g_autoptr (GBytes) written = ox_recurrence_serialize (r);
    g_autoptr (OxRecurrence) again = ox_recurrence_parse (written, is_appointment, 1252, NULL, NULL, NULL);
    g_assert (again != NULL);
    g_autoptr (GBytes) twice = ox_recurrence_serialize (again);
    g_assert (g_bytes_equal (written, twice));
    g_autoptr (GArray) days = ox_recurrence_expand (r, MOST);
    g_assert_cmpuint (days->len, <=, MOST);
    for (guint i = 1; i < days->len; i++)
        g_assert_cmpuint (g_array_index (days, guint32, i - 1), <, g_array_index (days, guint32, i));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
    if (size > 1u << 16)
        return 0;
    g_autoptr (GBytes) bytes = g_bytes_new (data, size);
    try_form (bytes, TRUE);
    try_form (bytes, FALSE);
    return 0;
}
