/* SPDX-License-Identifier: MIT
 *
 * Compressed RTF: whatever comes out of decompression compresses and comes back.
 */
#include "base/diag.h"
#include "model/lzfu.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
    if (size > 1u << 16)
        return 0;
    OxLimits limits;
    ox_limits_init (&limits);
    limits.value_bytes = 1u << 20;
    g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
    g_autoptr (GBytes) rtf = ox_lzfu_decompress (ox_slice (data, size, 0), &limits, d, NULL);
    ox_lzfu_ansicpg (ox_slice (data, size, 0));
    if (rtf == NULL)
        return 0;
    g_assert_cmpuint (g_bytes_get_size (rtf), <=, limits.value_bytes);
    g_autoptr (GBytes) again = ox_lzfu_compress (ox_slice_from_bytes (rtf));
    g_autoptr (GBytes) back = ox_lzfu_decompress (ox_slice_from_bytes (again), &limits, NULL, NULL);
    g_assert (back != NULL && g_bytes_equal (rtf, back));
    return 0;
}
