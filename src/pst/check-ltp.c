/* SPDX-License-Identifier: MIT
 *
 * What is wrong with lists, tables and properties, [MS-PST] 2.3: the map of each heap, the order of trees, the columns
 * of tables, the buckets of the map of names, and the tables that others are copied from.
 */
#include "base/crc.h"
#include "base/diag.h"
#include "pst/check.h"

#include <oxcart/guid.h>

#define SIGNATURE   0xEC
#define COLUMN      8
#define MOST_PARTS  (1u << 20) /* of one node that are looked at */
#define FIRST_BUCKET 0x1000

/* --- heaps, 2.3.1 -------------------------------------------------------------------------------- */

/* What stands before the first item: more in the first block, and in each that tells of the free room of others. */
static guint
first_item (guint block)
{
    return block == 0 ? 12 : block >= 8 && (block - 8) % 128 == 0 ? 66 : 2;
}

static void
check_block (PstHeap *heap, guint i, OxDiagnostics *d)
{
    OxSlice block = pst_heap_block (heap, i);
    OxSlice s = block;
    guint16 at = ox_slice_u16 (&s);
    OxSlice map = ox_slice_at (&block, at);
    guint16 n = ox_slice_u16 (&map);
    guint16 n_free = ox_slice_u16 (&map);
    guint16 last = ox_slice_u16 (&map), first = last;
    guint n_empty = 0;
    for (guint k = 0; k < n && ox_slice_ok (&map); k++) {
        guint16 end = ox_slice_u16 (&map);
        n_empty += end == last;
        if (end < last)
            ox_diag (d, OX_DIAG_PST_HEAP, OX_DIAG_NO_OFFSET, "item %u of block %u ends before it begins", k + 1, i);
        last = end;
    }
    if (!ox_slice_ok (&map) || first < first_item (i) || last > at)
        ox_diag (d, OX_DIAG_PST_HEAP, OX_DIAG_NO_OFFSET,
                 "the map of block %u does not lie within it: items from %u to %u, map at %u", i, first, last, at);
    if (n_empty != n_free)
        ox_diag (d, OX_DIAG_PST_NOTE, OX_DIAG_NO_OFFSET, "%u items of block %u are free, %u by its map", n_empty, i,
                 n_free);
}

/* --- trees and properties, 2.3.2 and 2.3.3 --------------------------------------------------------- */

static guint64
key_of (const PstTree *tree, guint i)
{
    OxSlice s = g_array_index (tree->records, OxSlice, i);
    return tree->key == 2 ? ox_slice_u16 (&s) : tree->key == 4 ? ox_slice_u32 (&s) : ox_slice_u64 (&s);
}

static void
check_order (const PstTree *tree, const char *what, OxDiagnostics *d)
{
    guint n = 0;
    for (guint i = 1; i < tree->records->len && tree->key <= 8; i++)
        n += key_of (tree, i - 1) >= key_of (tree, i);
    if (n > 0)
        ox_diag (d, OX_DIAG_PST_ORDER, OX_DIAG_NO_OFFSET, "%u keys of %s do not come behind the one before", n, what);
}

static void
check_properties (PstHeap *heap, OxDiagnostics *d)
{
    g_auto (PstTree) tree = { 0 };
    if (pst_tree_read (heap, heap->user_root, &tree) && tree.key == 2 && tree.width == 6)
        check_order (&tree, "the properties", d);
    else
        ox_diag (d, OX_DIAG_PST_HEAP, OX_DIAG_NO_OFFSET, "the heap holds no properties");
}

/* --- tables, 2.3.4 ------------------------------------------------------------------------------------ */

typedef struct {
    guint8 n;
    guint16 ends[4]; /* of the cells of 4 and 8 bytes, of 2, of 1, of the row */
} Info;

static void
check_columns (OxSlice columns, const Info *info, OxDiagnostics *d)
{
    guint32 last = 0;
    guint n_order = 0, n_place = 0;
    guint8 bits[32] = { 0 };
    for (guint i = 0; i < info->n; i++) {
        guint32 tag = ox_slice_u32 (&columns);
        guint16 at = ox_slice_u16 (&columns);
        guint8 width = ox_slice_u8 (&columns);
        guint8 bit = ox_slice_u8 (&columns);
        gboolean fixed = (tag != 0x67F20003 || (at == 0 && bit == 0)) && (tag != 0x67F30003 || (at == 4 && bit == 1));
        gboolean twice = (bits[bit / 8] & 1u << bit % 8) != 0;
        n_order += i > 0 && tag <= last;
        n_place += at + width > info->ends[2] || bit >= info->n || twice || !fixed;
        bits[bit / 8] |= (guint8) (1u << bit % 8);
        last = tag;
    }
    if (n_order > 0)
        ox_diag (d, OX_DIAG_PST_ORDER, OX_DIAG_NO_OFFSET, "%u columns do not come behind the one before", n_order);
    if (n_place > 0 || !ox_slice_ok (&columns))
        ox_diag (d, OX_DIAG_PST_TABLE, OX_DIAG_NO_OFFSET, "%u columns do not lie where columns may", n_place);
}

static void
check_table (PstHeap *heap, OxDiagnostics *d)
{
    OxSlice s;
    Info info = { 0 };
    g_auto (PstTree) tree = { 0 };
    if (!pst_heap_item (heap, heap->user_root, &s) || ox_slice_u8 (&s) != PST_CLIENT_TABLE) {
        ox_diag (d, OX_DIAG_PST_TABLE, OX_DIAG_NO_OFFSET, "the heap holds no table");
        return;
    }
    info.n = ox_slice_u8 (&s);
    for (guint i = 0; i < G_N_ELEMENTS (info.ends); i++)
        info.ends[i] = ox_slice_u16 (&s);
    guint32 index = ox_slice_u32 (&s);
    ox_slice_skip (&s, 8);
    if (info.ends[0] > info.ends[1] || info.ends[1] > info.ends[2] || info.ends[3] != info.ends[2] + (info.n + 7) / 8)
        ox_diag (d, OX_DIAG_PST_TABLE, OX_DIAG_NO_OFFSET, "cells end at %u, %u and %u of rows of %u bytes",
                 info.ends[0], info.ends[1], info.ends[2], info.ends[3]);
    check_columns (s, &info, d);
    if (!pst_tree_read (heap, index, &tree) || tree.key != 4)
        ox_diag (d, OX_DIAG_PST_TABLE, OX_DIAG_NO_OFFSET, "the index of rows is none");
    else
        check_order (&tree, "the index of rows", d);
}

/* --- all heaps of a node ---------------------------------------------------------------------------------- */

static void
check_heap (PstFile *file, const PstNode *node, OxDiagnostics *d)
{
    g_autoptr (PstHeap) heap = pst_heap_open (file, node, NULL, NULL);
    if (heap == NULL) /* raw values are none */
        return;
    for (guint i = 0; i < heap->blocks->len; i++)
        check_block (heap, i, d);
    if (heap->client == PST_CLIENT_PROPERTIES)
        check_properties (heap, d);
    else if (heap->client == PST_CLIENT_TABLE)
        check_table (heap, d);
}

/* Values are no heaps, whatever they begin with. */
static gboolean
may_be_heap (guint32 nid)
{
    return pst_nid_type (nid) != PST_TYPE_VALUE && pst_nid_type (nid) != PST_TYPE_INTERNAL;
}

/* TRUE the first time: what several nodes share is looked at once. */
static gboolean
is_new (GHashTable *seen, guint64 bid)
{
    return bid != 0 && g_hash_table_add (seen, g_memdup2 (&bid, sizeof bid));
}

void
pst_check_heaps (PstFile *file, const PstNode *top, GHashTable *seen, OxDiagnostics *d)
{
    g_autoptr (GArray) pending = g_array_new (FALSE, FALSE, sizeof (PstNode));
    g_array_append_val (pending, *top);
    for (guint budget = MOST_PARTS; pending->len > 0 && budget > 0; budget--) {
        PstNode now = g_array_index (pending, PstNode, pending->len - 1);
        g_array_set_size (pending, pending->len - 1);
        ox_diag_push (d, "node 0x%X", now.nid);
        if (may_be_heap (now.nid) && is_new (seen, now.data))
            check_heap (file, &now, d);
        ox_diag_pop (d);
        if (!is_new (seen, now.subnodes))
            continue;
        g_autoptr (GArray) subnodes = pst_subnodes_read (&file->ndb, now.subnodes, NULL);
        if (subnodes->len > 0)
            g_array_append_vals (pending, subnodes->data, subnodes->len);
    }
}

/* --- names, 2.4.7 -------------------------------------------------------------------------------------------- */

static GBytes *
stream_of (OxProps *props, OxKey key)
{
    const OxValue *value = ox_props_lookup (props, key);
    return value != NULL ? ox_value_get_bytes (value) : NULL;
}

/* What an entry is looked up by: its number, or the checksum of its text. */
static guint32
hash_of (OxSlice strings, guint32 name, guint16 flags)
{
    if ((flags & 1) == 0)
        return name;
    OxSlice s = ox_slice_at (&strings, name);
    guint32 size = ox_slice_u32 (&s);
    return ox_crc32 (0, ox_slice_take (&s, MIN (size, s.left)));
}

static gboolean
is_in_bucket (OxProps *props, guint32 n_buckets, guint32 hash, guint16 flags, guint16 index)
{
    GBytes *bytes = stream_of (props, FIRST_BUCKET + (hash ^ flags) % n_buckets);
    OxSlice s = ox_slice_from_bytes (bytes);
    while (s.left >= 8) {
        guint32 name = ox_slice_u32 (&s);
        guint16 its_flags = ox_slice_u16 (&s);
        if (ox_slice_u16 (&s) == index && its_flags == flags && name == hash)
            return TRUE;
    }
    return FALSE;
}

void
pst_check_names (PstFile *file, OxDiagnostics *d)
{
    g_autoptr (OxProps) props = pst_props_read (file, PST_NID_NAMES, NULL);
    OxSlice entries = ox_slice_from_bytes (stream_of (props, 3));
    OxSlice strings = ox_slice_from_bytes (stream_of (props, 4));
    gint64 n_buckets = ox_props_get_integer (props, 1, 0);
    guint n = (guint) (entries.left / 8), n_lost = 0;
    if (n_buckets <= 0) {
        ox_diag (d, OX_DIAG_PST_NAMES, OX_DIAG_NO_OFFSET, "the map does not say how many buckets it has");
        return;
    }
    for (guint i = 0; i < MIN (n, file->ndb.limits.names); i++) {
        guint32 name = ox_slice_u32 (&entries);
        guint16 flags = ox_slice_u16 (&entries);
        guint16 index = ox_slice_u16 (&entries);
        n_lost += !is_in_bucket (props, (guint32) n_buckets, hash_of (strings, name, flags), flags, index);
    }
    if (n_lost > 0)
        ox_diag (d, OX_DIAG_PST_NAMES, OX_DIAG_NO_OFFSET, "%u of %u names are not in their buckets", n_lost, n);
}

/* --- tables that others are copied from ---------------------------------------------------------------------- */

typedef struct {
    guint32 nid;
    const char *section;
    guint16 columns[26]; /* ends with 0 */
} Template;

static const Template templates[] = {
    { 0x60D, "2.4.4.4.1", { 0x0E30, 0x0E33, 0x0E34, 0x0E38, 0x3001, 0x3602, 0x3603, 0x360A, 0x3613, 0x6635, 0x6636 } },
    { 0x60E, "2.4.4.5.1", { 0x0017, 0x001A, 0x0036, 0x0037, 0x0039, 0x0042, 0x0057, 0x0058, 0x0070, 0x0071, 0x0E03, 0x0E04,
                            0x0E06, 0x0E07, 0x0E08, 0x0E17, 0x0E30, 0x0E33, 0x0E34, 0x0E38, 0x0E3C, 0x0E3D, 0x1097, 0x3008,
                            0x65C6 } },
    { 0x60F, "2.4.4.6.1", { 0x001A, 0x0E07, 0x0E17, 0x3001, 0x6800, 0x6803, 0x6805, 0x7003, 0x7004, 0x7005, 0x7006, 0x7007 } },
    { 0x692, "2.4.5.3.1", { 0x0C15, 0x0E0F, 0x0FF9, 0x0FFE, 0x0FFF, 0x3001, 0x3002, 0x3003, 0x300B, 0x3900, 0x39FF, 0x3A40 } },
    { 0x671, "2.4.6.1.1", { 0x0E20, 0x3704, 0x3705, 0x370B } },
};

static gboolean
has_column (GArray *keys, OxKey key)
{
    for (guint i = 0; i < keys->len; i++)
        if (g_array_index (keys, OxKey, i) == key)
            return TRUE;
    return FALSE;
}

static void
check_template (PstFile *file, const Template *t, OxDiagnostics *d)
{
    PstNode node;
    if (!pst_node_find (&file->ndb, t->nid, NULL, &node))
        return; /* said with the other nodes */
    g_autoptr (PstTable) table = pst_table_open (file, &node, NULL, NULL);
    if (table == NULL) {
        ox_diag (d, OX_DIAG_PST_MANDATORY, OX_DIAG_NO_OFFSET, "node 0x%X is no table, %s", t->nid, t->section);
        return;
    }
    g_autoptr (GArray) keys = pst_table_columns (table);
    if (table->index->len > 0)
        ox_diag (d, OX_DIAG_PST_MANDATORY, OX_DIAG_NO_OFFSET, "table 0x%X, which others are copied from, has %u rows",
                 t->nid, table->index->len);
    for (guint i = 0; i < G_N_ELEMENTS (t->columns) && t->columns[i] != 0; i++)
        if (!has_column (keys, t->columns[i]))
            ox_diag (d, OX_DIAG_PST_MANDATORY, OX_DIAG_NO_OFFSET, "table 0x%X has no column 0x%04X, %s", t->nid,
                     t->columns[i], t->section);
}

void
pst_check_templates (PstFile *file, OxDiagnostics *d)
{
    for (guint i = 0; i < G_N_ELEMENTS (templates); i++)
        check_template (file, &templates[i], d);
}
