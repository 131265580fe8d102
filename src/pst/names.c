/* SPDX-License-Identifier: MIT
 *
 * The map of named properties of a store, [MS-PST] 2.4.7.
 */
#include "base/diag.h"
#include "model/key-private.h"
#include "model/name-map.h"
#include "pst/carve.h"

#define FIRST_NAMED 0x8000
#define ENTRY       8

enum { STREAM_GUIDS = 2, STREAM_ENTRIES = 3, STREAM_STRINGS = 4 };

static void
read_entries (PstFile *file, const OxNamePools *pools, OxSlice s, OxDiagnostics *d)
{
    guint n_bad = 0;
    while (s.left >= ENTRY && g_hash_table_size (file->keys) < file->ndb.limits.names) {
        g_autofree char *string = NULL;
        OxName name;
        guint32 name_or_offset = ox_slice_u32 (&s);
        guint16 flags = ox_slice_u16 (&s);
        guint id = FIRST_NAMED + (guint) ox_slice_u16 (&s);
        /* Of two entries for one id the first counts. */
        if (id > 0xFFFE || g_hash_table_contains (file->keys, GUINT_TO_POINTER (id)))
            n_bad++;
        else if (ox_name_read (pools, name_or_offset, flags, &name, &string))
            g_hash_table_insert (file->keys, GUINT_TO_POINTER (id),
                                 GUINT_TO_POINTER (ox_names_intern (file->names, &name)));
        else
            n_bad++;
    }
    if (n_bad > 0)
        ox_diag (d, OX_DIAG_PST_NAMES, OX_DIAG_NO_OFFSET, "%u entries name nothing, or again", n_bad);
}

static GBytes *
pool (PstFile *file, OxProps *props, OxKey key)
{
    g_autoptr (OxStream) stream = ox_props_open (props, key);
    if (stream == NULL)
        return NULL;
    guint64 size = MIN (file->ndb.limits.value_bytes, ox_stream_get_size (stream));
    return ox_stream_read_bytes (stream, 0, (gsize) size, NULL);
}

/* The heap of the map. Where its node is gone, or leads to what is gone, a block may still be there: entries are only
 * ever added, so that an earlier map names less, but nothing wrongly. */
static PstHeap *
open_map (PstFile *file, OxDiagnostics *d)
{
    g_autoptr (GError) error = NULL;
    PstNode node;
    PstHeap *heap = NULL;
    gboolean there = pst_node_find (&file->ndb, PST_NID_NAMES, d, &node);
    if (there)
        heap = pst_heap_open (file, &node, d, &error);
    gboolean may_be_lost = there || pst_carve_may_help (file);
    if (heap == NULL && may_be_lost && pst_carved_names (file, d, &node))
        heap = pst_heap_open (file, &node, d, NULL);
    if (heap == NULL)
        ox_diag (d, OX_DIAG_PST_NAMES, OX_DIAG_NO_OFFSET, "%s",
                 error != NULL ? error->message : "the store has no map of names");
    return heap;
}

void
pst_names_read (PstFile *file, OxDiagnostics *d)
{
    g_autoptr (PstHeap) heap = open_map (file, d);
    if (heap == NULL)
        return;
    g_autoptr (OxProps) props = ox_props_new ();
    OxCodepages pages = { 0 };
    pst_properties_read (heap, props, &pages, FALSE, NULL);
    g_autoptr (GBytes) guids = pool (file, props, STREAM_GUIDS);
    g_autoptr (GBytes) entries = pool (file, props, STREAM_ENTRIES);
    g_autoptr (GBytes) strings = pool (file, props, STREAM_STRINGS);
    const OxNamePools pools = { ox_slice_from_bytes (guids), ox_slice_from_bytes (strings) };
    read_entries (file, &pools, ox_slice_from_bytes (entries), d);
}

OxKey
pst_names_key (PstFile *file, guint16 id)
{
    if (id < FIRST_NAMED || file->keys == NULL)
        return id;
    gpointer key = g_hash_table_lookup (file->keys, GUINT_TO_POINTER (id));
    return key != NULL ? GPOINTER_TO_UINT (key) : OX_KEY_UNNAMED | id;
}
