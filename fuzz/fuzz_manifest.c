/* SPDX-License-Identifier: MIT
 *
 * Any bytes as a manifest of an address book: what is read is written, and reads to as many lists.
 */
#include <oxcart/oxcart.h>

#define MOST_INPUT (64u << 10)

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
    if (size > MOST_INPUT)
        return 0;
    g_autoptr (GBytes) bytes = g_bytes_new (data, size);
    g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
    g_autoptr (OxOabManifest) manifest = ox_oab_manifest_parse (bytes, d, NULL);
    if (manifest == NULL)
        return 0;
    for (guint i = 0; i < ox_oab_manifest_get_n_lists (manifest); i++) {
        g_autoptr (GPtrArray) plan = ox_oab_list_plan (ox_oab_manifest_get_list (manifest, i), 1);
        g_assert (plan->len <= MOST_INPUT);
    }
    g_autoptr (OxSink) sink = ox_sink_new_memory ();
    ox_oab_manifest_write (manifest, sink);
    g_assert (ox_sink_finish (sink, NULL));
    return 0;
}
