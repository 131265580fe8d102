/* SPDX-License-Identifier: MIT
 *
 * Table contexts, [MS-PST] 2.3.4.
 */
#include "base/diag.h"
#include "pst/ltp.h"

#include <oxcart/error.h>

#define COLUMN  8    /* bytes of a TCOLDESC */
#define ROW     4    /* bytes of a store that a row takes at least */
#define SPARE   4096 /* rows that are looked at in the smallest store */

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
        if (!pst_heap_item (t->heap, hnid, &t->item)) {
            ox_diag (t->heap->d, OX_DIAG_PST_TABLE, OX_DIAG_NO_OFFSET, "the rows are not in the heap");
            t->heap->damaged = TRUE;
        }
        return;
    }
    if (pst_heap_subnode (t->heap, hnid, &node))
        t->rows = pst_heap_open_data (t->heap, &node, &error);
    if (t->rows != NULL)
        return;
    ox_diag (t->heap->d, OX_DIAG_PST_TABLE, OX_DIAG_NO_OFFSET, "the rows: %s",
             error != NULL ? error->message : "their subnode is missing");
    t->heap->damaged = TRUE;
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

/* No row stands in two blocks. */
static void
count_starts (PstTable *t)
{
    guint64 n = 0;
    for (guint i = 0; t->rows != NULL && i < t->rows->leaves->len; i++) {
        guint32 start = (guint32) MIN (n, G_MAXUINT32);
        g_array_append_val (t->starts, start);
        n += block_size (t, i) / t->row_size;
    }
    guint32 end = (guint32) MIN (t->rows != NULL ? n : t->item.left / t->row_size, G_MAXUINT32);
    g_array_append_val (t->starts, end);
}

guint
pst_table_count_rows (const PstTable *t)
{
    return g_array_index (t->starts, guint32, t->starts->len - 1);
}

/* The block that has a row, which is one of those there are. */
static guint
block_of_row (const PstTable *t, guint32 number)
{
    guint low = 0, high = t->rows->leaves->len;
    while (low < high) {
        guint middle = (low + high) / 2;
        if (g_array_index (t->starts, guint32, middle) <= number)
            low = middle + 1;
        else
            high = middle;
    }
    return low - 1;
}

/* The bytes of a row. `block` keeps them. */
static gboolean
find_row (PstTable *t, guint32 number, GBytes **block, OxSlice *row)
{
    OxSlice s = t->item;
    *block = NULL;
    if (number >= pst_table_count_rows (t))
        return FALSE;
    if (t->rows != NULL) {
        guint i = block_of_row (t, number);
        *block = pst_data_block (t->rows, i, t->heap->d, NULL);
        s = ox_slice_from_bytes (*block);
        number -= g_array_index (t->starts, guint32, i);
    }
    OxSlice at = ox_slice_at (&s, (gsize) number * t->row_size);
    *row = ox_slice_take (&at, t->row_size);
    return ox_slice_ok (&at);
}

static void
read_index (PstTable *t, guint32 hid)
{
    g_auto (PstTree) tree = { 0 };
    guint n_rows = pst_table_count_rows (t);
    if (hid == 0)
        return;
    if (!pst_tree_read (t->heap, hid, &tree) || tree.key != 4 || tree.width < 2) {
        t->heap->damaged = TRUE;
        return;
    }
    g_array_set_size (t->index, tree.records->len);
    g_array_set_size (t->index, 0);
    for (guint i = 0; i < tree.records->len; i++) {
        OxSlice s = g_array_index (tree.records, OxSlice, i);
        PstRow row = { .id = ox_slice_u32 (&s) };
        row.number = tree.width >= 4 ? ox_slice_u32 (&s) : ox_slice_u16 (&s);
        if (row.number < n_rows)
            g_array_append_val (t->index, row);
        else
            ox_diag (t->heap->d, OX_DIAG_PST_TABLE, OX_DIAG_NO_OFFSET,
                     "row %u of 0x%X is beyond the %u rows there are", row.number, row.id, n_rows);
        t->heap->damaged |= row.number >= n_rows;
    }
}

/* Where the index is broken the rows tell whose they are. Rows that were deleted are still there, so a
 * sound index that is empty is right. */
static void
read_rows_themselves (PstTable *t)
{
    guint n = pst_table_count_rows (t);
    g_autoptr (GHashTable) known = g_hash_table_new (NULL, NULL);
    for (guint i = 0; i < t->index->len; i++)
        g_hash_table_add (known, GUINT_TO_POINTER (g_array_index (t->index, PstRow, i).id));
    guint n_before = t->index->len;
    for (guint i = 0; i < n; i++) {
        g_autoptr (GBytes) block = NULL;
        OxSlice row;
        if (!find_row (t, i, &block, &row))
            continue;
        PstRow found = { ox_slice_u32 (&row), i };
        if (found.id != 0 && g_hash_table_add (known, GUINT_TO_POINTER (found.id)))
            g_array_append_val (t->index, found);
    }
    ox_diag (t->heap->d, OX_DIAG_PST_TABLE, OX_DIAG_NO_OFFSET,
             "the index of the table is damaged: %u rows were read one by one", t->index->len - n_before);
}

/* `only` (nullable) is a row that is known: the index is not read then. */
static PstTable *
table_new (PstHeap *heap, const PstRow *only, GError **error)
{
    guint32 index = 0, rows = 0;
    PstTable *t = g_new0 (PstTable, 1);
    t->heap = heap;
    t->index = g_array_new (FALSE, FALSE, sizeof (PstRow));
    t->starts = g_array_new (FALSE, FALSE, sizeof (guint32));
    t->item = ox_slice (NULL, 0, 0);
    if (!read_info (t, &index, &rows)) {
        g_set_error_literal (error, OX_ERROR, OX_ERROR_DAMAGED, "the node holds no table");
        pst_table_free (t);
        return NULL;
    }
    open_rows (t, rows);
    count_starts (t);
    if (only != NULL) {
        g_array_append_val (t->index, *only);
        return t;
    }
    read_index (t, index);
    if (t->heap->damaged)
        read_rows_themselves (t);
    return t;
}

PstTable *
pst_table_new (PstHeap *heap, GError **error)
{
    return table_new (heap, NULL, error);
}

PstTable *
pst_table_open_row (PstFile *file, const PstNode *node, const PstRow *row)
{
    PstHeap *heap = pst_heap_open (file, node, NULL, NULL);
    return heap != NULL ? table_new (heap, row, NULL) : NULL;
}

PstTable *
pst_table_open (PstFile *file, const PstNode *node, OxDiagnostics *d, GError **error)
{
    PstHeap *heap = pst_heap_open (file, node, d, error);
    return heap != NULL ? pst_table_new (heap, error) : NULL;
}

void
pst_table_free (PstTable *t)
{
    g_clear_pointer (&t->rows, pst_data_free);
    g_array_unref (t->index);
    g_array_unref (t->starts);
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
    if (width < 4 || type == OX_TYPE_OBJECT
        || !pst_value_read (t->heap, id, type, ox_slice_u32 (&fixed), pages, memory, &value))
        return;
    if (id == OX_TAG_SUBJECT)
        pst_subject_add (props, value);
    else
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

guint64
pst_table_most_rows (const PstFile *file)
{
    return file->ndb.size * pst_ndb_expansion (&file->ndb) / ROW + SPARE;
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
