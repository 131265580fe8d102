/* SPDX-License-Identifier: MIT
 *
 * Table contexts, [MS-PST] 2.3.4.
 */
#include "base/diag.h"
#include "pst/ltp.h"

#include <oxcart/error.h>

#define COLUMN 8 /* bytes of a TCOLDESC */

static gboolean
read_info (PstTable *t, guint32 *index, guint32 *rows)
{
    OxSlice s;
    if (t->heap->client != PST_CLIENT_TABLE || !pst_heap_item (t->heap, t->heap->user_root, &s))
        return FALSE;
    guint8 type = ox_slice_u8 (&s);
    t->n_columns = ox_slice_u8 (&s);
    ox_slice_skip (&s, 4); /* where the cells of 4 and of 2 bytes end */
    t->bits_at = ox_slice_u16 (&s);
    t->row_size = ox_slice_u16 (&s);
    *index = ox_slice_u32 (&s);
    *rows = ox_slice_u32 (&s);
    ox_slice_skip (&s, 4);
    t->columns = ox_slice_take (&s, MIN (s.left, (gsize) t->n_columns * COLUMN));
    t->n_columns = (guint) (t->columns.left / COLUMN);
    return ox_slice_ok (&s) && type == PST_CLIENT_TABLE && t->row_size >= 8 && t->bits_at <= t->row_size;
}

static void
open_rows (PstTable *t, guint32 hnid)
{
    g_autoptr (GError) error = NULL;
    PstNode node;
    if (hnid == 0)
        return;
    if (pst_is_hid (hnid)) {
        if (!pst_heap_item (t->heap, hnid, &t->item))
            ox_diag (t->heap->d, OX_DIAG_PST_TABLE, OX_DIAG_NO_OFFSET, "the rows are not in the heap");
        return;
    }
    if (pst_heap_subnode (t->heap, hnid, &node))
        t->rows = pst_data_open (&t->heap->file->ndb, node.data, t->heap->d, &error);
    if (t->rows == NULL)
        ox_diag (t->heap->d, OX_DIAG_PST_TABLE, OX_DIAG_NO_OFFSET, "the rows: %s",
                 error != NULL ? error->message : "their subnode is missing");
}

/* --- rows ------------------------------------------------------------------------------------------ */

static guint64
block_size (const PstTable *t, guint i)
{
    const PstLeaf *leaf = &g_array_index (t->rows->leaves, PstLeaf, i);
    guint64 end = i + 1 < t->rows->leaves->len ? g_array_index (t->rows->leaves, PstLeaf, i + 1).start
                                               : t->rows->size;
    return end - leaf->start;
}

static guint
count_rows (const PstTable *t)
{
    guint64 n = 0;
    if (t->rows == NULL)
        return (guint) (t->item.left / t->row_size);
    for (guint i = 0; i < t->rows->leaves->len; i++)
        n += block_size (t, i) / t->row_size;
    return (guint) MIN (n, G_MAXUINT);
}

/* The bytes of a row: no row stands in two blocks. `block` keeps them. */
static gboolean
find_row (PstTable *t, guint32 number, GBytes **block, OxSlice *row)
{
    OxSlice s = t->item;
    *block = NULL;
    for (guint i = 0; t->rows != NULL; i++) {
        if (i >= t->rows->leaves->len)
            return FALSE;
        guint32 here = (guint32) (block_size (t, i) / t->row_size);
        if (number >= here) {
            number -= here;
            continue;
        }
        *block = pst_data_block (t->rows, i, t->heap->d, NULL);
        s = ox_slice_from_bytes (*block);
        break;
    }
    OxSlice at = ox_slice_at (&s, (gsize) number * t->row_size);
    *row = ox_slice_take (&at, t->row_size);
    return ox_slice_ok (&at);
}

static void
read_index (PstTable *t, guint32 hid)
{
    g_auto (PstTree) tree = { 0 };
    guint n_rows = count_rows (t);
    if (hid == 0 || !pst_tree_read (t->heap, hid, &tree) || tree.key != 4 || tree.width < 2)
        return;
    for (guint i = 0; i < tree.records->len; i++) {
        OxSlice s = g_array_index (tree.records, OxSlice, i);
        PstRow row = { .id = ox_slice_u32 (&s) };
        row.number = tree.width >= 4 ? ox_slice_u32 (&s) : ox_slice_u16 (&s);
        if (row.number < n_rows)
            g_array_append_val (t->index, row);
        else
            ox_diag (t->heap->d, OX_DIAG_PST_TABLE, OX_DIAG_NO_OFFSET,
                     "row %u of 0x%X is beyond the %u rows there are", row.number, row.id, n_rows);
    }
}

/* Where the index is broken the rows tell whose they are. */
static void
read_rows_themselves (PstTable *t)
{
    guint n = count_rows (t);
    for (guint i = 0; i < n; i++) {
        g_autoptr (GBytes) block = NULL;
        OxSlice row;
        if (!find_row (t, i, &block, &row))
            continue;
        PstRow found = { ox_slice_u32 (&row), i };
        if (found.id != 0)
            g_array_append_val (t->index, found);
    }
    if (t->index->len > 0)
        ox_diag (t->heap->d, OX_DIAG_PST_TABLE, OX_DIAG_NO_OFFSET,
                 "the index of the table is missing: its %u rows were read one by one", t->index->len);
}

PstTable *
pst_table_open (PstFile *file, const PstNode *node, OxDiagnostics *d, GError **error)
{
    guint32 index = 0, rows = 0;
    PstHeap *heap = pst_heap_open (file, node, d, error);
    if (heap == NULL)
        return NULL;
    PstTable *t = g_new0 (PstTable, 1);
    t->heap = heap;
    t->index = g_array_new (FALSE, FALSE, sizeof (PstRow));
    t->item = ox_slice (NULL, 0, 0);
    if (!read_info (t, &index, &rows)) {
        g_set_error_literal (error, OX_ERROR, OX_ERROR_DAMAGED, "the node holds no table");
        pst_table_free (t);
        return NULL;
    }
    open_rows (t, rows);
    read_index (t, index);
    if (t->index->len == 0)
        read_rows_themselves (t);
    return t;
}

void
pst_table_free (PstTable *t)
{
    g_clear_pointer (&t->rows, pst_data_free);
    g_array_unref (t->index);
    pst_heap_free (t->heap);
    g_free (t);
}

/* --- cells -------------------------------------------------------------------------------------------- */

static void
read_cell (PstTable *t, OxSlice row, OxSlice column, const OxCodepages *pages, guint64 *memory,
           OxProps *props)
{
    OxValue value;
    guint16 type = ox_slice_u16 (&column);
    guint16 id = ox_slice_u16 (&column);
    guint16 at = ox_slice_u16 (&column);
    guint8 width = ox_slice_u8 (&column);
    guint8 bit = ox_slice_u8 (&column);
    OxSlice bits = ox_slice_at (&row, t->bits_at + bit / 8u);
    OxSlice cell = ox_slice_at (&row, at);
    if ((ox_slice_u8 (&bits) & 0x80 >> bit % 8) == 0 || cell.left < width)
        return;
    OxKey key = pst_names_key (t->heap->file, id);
    if (type == OX_TYPE_BOOLEAN) {
        ox_props_add (props, key, ox_value_integer (type, ox_slice_u8 (&cell) != 0));
        return;
    }
    OxSlice fixed = ox_slice_take (&cell, width);
    if (ox_decode_width (type) > 0 && (type & OX_TYPE_MULTIPLE) == 0 && type != OX_TYPE_GUID) {
        if (width >= ox_decode_width (type) && ox_decode_fixed (type, fixed, &value))
            ox_props_add (props, key, value);
        return;
    }
    if (width >= 4 && type != OX_TYPE_OBJECT
        && pst_value_read (t->heap, id, type, ox_slice_u32 (&fixed), pages, memory, &value))
        ox_props_add (props, key, value);
}

gboolean
pst_table_read_row (PstTable *t, guint i, const OxCodepages *pages, OxProps *props)
{
    g_autoptr (GBytes) block = NULL;
    OxSlice row;
    guint64 memory = 0;
    if (!find_row (t, g_array_index (t->index, PstRow, i).number, &block, &row))
        return FALSE;
    for (guint c = 0; c < t->n_columns; c++)
        read_cell (t, row, ox_slice_at (&t->columns, c * COLUMN), pages, &memory, props);
    ox_props_seal (props, NULL);
    return TRUE;
}

/* Some cells of a row, by the places of their columns. FALSE where a cell that is there cannot be read. */
gboolean
pst_table_read_cells (PstTable *t, guint i, const guint *columns, guint n, const OxCodepages *pages,
                      OxProps *props)
{
    g_autoptr (GBytes) block = NULL;
    OxSlice row;
    guint64 memory = 0;
    gboolean whole = TRUE;
    if (!find_row (t, g_array_index (t->index, PstRow, i).number, &block, &row))
        return FALSE;
    for (guint c = 0; c < n; c++) {
        OxSlice column = ox_slice_at (&t->columns, columns[c] * COLUMN);
        OxSlice place = ox_slice_at (&column, 7); /* iBit */
        guint8 bit = ox_slice_u8 (&place);
        OxSlice bits = ox_slice_at (&row, t->bits_at + bit / 8u);
        gboolean there = (ox_slice_u8 (&bits) & 0x80 >> bit % 8) != 0;
        guint before = ox_props_get_size (props);
        read_cell (t, row, column, pages, &memory, props);
        whole = whole && (!there || ox_props_get_size (props) > before);
    }
    ox_props_seal (props, NULL);
    return whole;
}

/* The property of each column, as the store names it. */
GArray *
pst_table_columns (const PstTable *t)
{
    GArray *keys = g_array_new (FALSE, FALSE, sizeof (OxKey));
    for (guint c = 0; c < t->n_columns; c++) {
        OxSlice column = ox_slice_at (&t->columns, c * COLUMN);
        ox_slice_skip (&column, 2); /* the type */
        OxKey key = pst_names_key (t->heap->file, ox_slice_u16 (&column));
        g_array_append_val (keys, key);
    }
    return keys;
}
