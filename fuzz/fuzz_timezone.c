/* SPDX-License-Identifier: MIT
 *
 * Time zones: what can be read is written again and reads the same, and tells some time in any year.
 */
#include <oxcart/timezone.h>

#include "base/civil.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
try_form (GBytes *bytes, OxTimeZoneForm form)
{
    g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
    g_autoptr (OxTimeZone) zone = ox_time_zone_parse (bytes, form, d, NULL);
    if (zone == NULL)
        return;
    g_autoptr (GBytes) written = ox_time_zone_serialize (zone);
    g_autoptr (OxTimeZone) again = ox_time_zone_parse (written, form, NULL, NULL);
    g_assert (again != NULL);
    g_autoptr (GBytes) twice = ox_time_zone_serialize (again);
    g_assert (form != OX_TIME_ZONE_DEFINITION || g_bytes_equal (written, twice));
    for (gint year = 1601; year < 4600; year += 37) {
        gint64 time = ox_civil_to_days (year, 6, 1) * OX_DAY_SECONDS;
        gint64 local = ox_time_zone_to_local (zone, time);
        g_assert (ABS (local - time) <= 26 * 3600);
        g_assert (ABS (ox_time_zone_to_utc (zone, local) - time) <= 53 * 3600);
    }
    ox_time_zone_iana (zone, 2000, 2003);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
    if (size > 1u << 14)
        return 0;
    g_autoptr (GBytes) bytes = g_bytes_new (data, size);
    try_form (bytes, OX_TIME_ZONE_STRUCT);
    try_form (bytes, OX_TIME_ZONE_DEFINITION);
    try_form (bytes, OX_TIME_ZONE_REGISTRY);
    return 0;
}
