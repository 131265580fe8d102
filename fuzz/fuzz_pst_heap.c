/* SPDX-License-Identifier: MIT
 *
 * A first byte that chooses the dialect, then one block of a heap: its tree, its properties, its table.
 */
#include "pst/ltp.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
read_properties (PstFile *file, GBytes *block, OxDiagnostics *d)
{
    OxCodepages pages = { 0 };
    PstObject object = { 0 };
    g_autoptr (OxProps) props = ox_props_new ();
    g_autoptr (PstHeap) heap = pst_heap_open_bytes (file, block, d, NULL);
    if (heap != NULL)
        pst_properties_read (heap, props, &pages, TRUE, &object);
}

static void
read_table (PstFile *file, GBytes *block, OxDiagnostics *d)
{
    const OxCodepages pages = { .text = 1252, .html = 1252 };
    PstHeap *heap = pst_heap_open_bytes (file, block, d, NULL);
    g_autoptr (PstTable) table = heap != NULL ? pst_table_new (heap, NULL) : NULL;
    for (guint i = 0; table != NULL && i < MIN (table->index->len, 100); i++) {
        g_autoptr (OxProps) props = ox_props_new ();
        if (!pst_table_read_row (table, i, &pages, props))
            break;
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
    if (size < 2 || size > 65536)
        return 0;
    PstFile file = { .options = ox_options_new (), .names = ox_names_new () };
    ox_limits_init (&file.ndb.limits);
    file.ndb.layout = pst_layout (data[0] % PST_N_LAYOUTS);
    file.ndb.size = size;
    g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
    g_autoptr (GBytes) block = g_bytes_new_static (&data[1], size - 1);
    read_properties (&file, block, d);
    read_table (&file, block, d);
    g_object_unref (file.options);
    ox_names_unref (file.names);
    return 0;
}
