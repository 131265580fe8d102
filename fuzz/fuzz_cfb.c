/* SPDX-License-Identifier: MIT
 *
 * Any bytes as a compound file: opened under both policies, everything read.
 */
#include "cfb/cfb.h"

#define MOST_INPUT (256u << 10)

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
read_all (OxCfb *cfb)
{
    guint8 buffer[512];
    guint n = 0;
    g_autoptr (GArray) pending = g_array_new (FALSE, FALSE, sizeof (guint32));
    guint32 root = ox_cfb_root (cfb);
    g_array_append_val (pending, root);
    const guint32 *orphans = ox_cfb_orphans (cfb, &n);
    g_array_append_vals (pending, orphans, n);
    for (guint i = 0; i < pending->len; i++) {
        guint32 entry = g_array_index (pending, guint32, i);
        if (ox_cfb_get_type (cfb, entry) == OX_CFB_STREAM) {
            g_autoptr (GBytes) bytes = ox_cfb_read (cfb, entry, MOST_INPUT, NULL, NULL);
            g_autoptr (OxStream) stream = ox_cfb_open_stream (cfb, entry, NULL, NULL);
            /* What a stream says it has, it has. */
            g_assert (bytes != NULL && stream != NULL);
            g_assert (g_bytes_get_size (bytes) == MIN (ox_cfb_get_size (cfb, entry), MOST_INPUT));
            guint64 end = ox_stream_get_size (stream);
            g_assert (end == 0
                      || ox_stream_pread (stream, end - 1, buffer, sizeof buffer, NULL) == 1);
            continue;
        }
        const guint32 *children = ox_cfb_children (cfb, entry, &n);
        for (guint j = 0; j < n; j++)
            g_assert (ox_cfb_find (cfb, entry, ox_cfb_get_name (cfb, children[j])) != OX_CFB_NONE
                      || g_utf8_strchr (ox_cfb_get_name (cfb, children[j]), -1, 0xFFFD) != NULL);
        g_array_append_vals (pending, children, n);
    }
    g_autoptr (OxStorage) storage = ox_cfb_to_storage (
        cfb, root, ox_options_get_limits (NULL), NULL, NULL);
    g_assert (storage != NULL);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
    if (size > MOST_INPUT)
        return 0;
    g_autoptr (GBytes) bytes = g_bytes_new (data, size);
    g_autoptr (OxStream) stream = ox_stream_new_bytes (bytes);
    for (guint policy = OX_POLICY_DEFAULT; policy <= OX_POLICY_SALVAGE; policy += 2) {
        g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
        g_autoptr (OxCfb) cfb = ox_cfb_open (stream, ox_options_get_limits (NULL), (OxPolicy) policy,
                                             d, NULL);
        if (cfb != NULL)
            read_all (cfb);
    }
    return 0;
}
