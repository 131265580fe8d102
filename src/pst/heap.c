/* SPDX-License-Identifier: MIT
 *
 * The heap on a node, [MS-PST] 2.3.1, and the B-trees that stand on it, 2.3.2.
 */
#include "base/diag.h"
#include "pst/ltp.h"

#include <oxcart/error.h>

#define SIGNATURE   0xEC
#define MOST_LEVELS 8

OxSlice
pst_heap_block (PstHeap *heap, guint i)
{
    g_autoptr (GError) error = NULL;
    if (i >= heap->blocks->len)
        return ox_slice (NULL, 0, 0);
    if (heap->blocks->pdata[i] == NULL) {
        heap->blocks->pdata[i] = pst_data_block (heap->data, i, heap->d, &error);
        if (error != NULL) {
            ox_diag (heap->d, OX_DIAG_PST_HEAP, OX_DIAG_NO_OFFSET, "%s", error->message);
            heap->damaged = TRUE;
            heap->blocks->pdata[i] = g_bytes_new (NULL, 0);
        }
    }
    return ox_slice_from_bytes (heap->blocks->pdata[i]);
}

static gboolean
read_header (PstHeap *heap)
{
    OxSlice s = pst_heap_block (heap, 0);
    ox_slice_skip (&s, 2);
    guint8 signature = ox_slice_u8 (&s);
    heap->client = ox_slice_u8 (&s);
    heap->user_root = ox_slice_u32 (&s);
    return ox_slice_ok (&s) && signature == SIGNATURE;
}

/* ExMerge wrote files that say of their blocks that they are not encoded, and are, some or all. */
static gboolean
try_permuted (PstHeap *heap)
{
    if (heap->file->ndb.crypt != PST_CRYPT_NONE || heap->blocks->len == 0)
        return FALSE;
    heap->data->permuted = TRUE;
    g_bytes_unref (g_steal_pointer (&heap->blocks->pdata[0]));
    if (!read_header (heap))
        return FALSE;
    pst_diag_once (heap->d, OX_DIAG_PST_HEADER, OX_DIAG_NO_OFFSET,
                   "blocks are encoded, though the header says that none is");
    return TRUE;
}

static void
bytes_unref (gpointer data)
{
    if (data != NULL)
        g_bytes_unref (data);
}

static PstHeap *
heap_new (PstFile *file, PstData *data, guint64 subnodes, OxDiagnostics *d)
{
    PstHeap *heap = g_new0 (PstHeap, 1);
    heap->file = file;
    heap->d = d;
    heap->data = data;
    heap->subnodes = pst_subnodes_read (&file->ndb, subnodes, d);
    heap->blocks = g_ptr_array_new_with_free_func (bytes_unref);
    return heap;
}

PstHeap *
pst_heap_open (PstFile *file, const PstNode *node, OxDiagnostics *d, GError **error)
{
    PstData *data = pst_data_open (&file->ndb, node->data, d, error);
    if (data == NULL)
        return NULL;
    PstHeap *heap = heap_new (file, data, node->subnodes, d);
    g_ptr_array_set_size (heap->blocks, (gint) pst_data_n_blocks (data));
    if (read_header (heap) || try_permuted (heap))
        return heap;
    g_set_error_literal (error, OX_ERROR, OX_ERROR_DAMAGED, "the node holds no heap");
    pst_heap_free (heap);
    return NULL;
}

PstHeap *
pst_heap_open_rest (PstFile *file, const PstNode *node, OxDiagnostics *d)
{
    PstHeap *heap = heap_new (file, pst_data_open (&file->ndb, 0, d, NULL), node->subnodes, d);
    heap->damaged = TRUE;
    return heap;
}

PstHeap *
pst_heap_open_bytes (PstFile *file, GBytes *block, OxDiagnostics *d, GError **error)
{
    PstHeap *heap = heap_new (file, pst_data_open (&file->ndb, 0, d, NULL), 0, d);
    heap->data->size = g_bytes_get_size (block);
    g_ptr_array_add (heap->blocks, g_bytes_ref (block));
    if (read_header (heap))
        return heap;
    g_set_error_literal (error, OX_ERROR, OX_ERROR_DAMAGED, "the bytes are no heap");
    pst_heap_free (heap);
    return NULL;
}

void
pst_heap_free (PstHeap *heap)
{
    pst_data_free (heap->data);
    g_array_unref (heap->subnodes);
    g_ptr_array_unref (heap->blocks);
    g_free (heap);
}

gboolean
pst_heap_item (PstHeap *heap, guint32 hid, OxSlice *item)
{
    guint bits = heap->file->ndb.layout->hid_bits;
    guint index = hid >> 5 & ((1u << bits) - 1);
    OxSlice block = pst_heap_block (heap, hid >> (5 + bits));
    OxSlice s = block;
    OxSlice map = ox_slice_at (&block, ox_slice_u16 (&s));
    guint16 n = ox_slice_u16 (&map);
    ox_slice_skip (&map, 2);
    if (index == 0 || index > n)
        return FALSE;
    ox_slice_skip (&map, (index - 1) * 2u);
    guint16 start = ox_slice_u16 (&map);
    guint16 end = ox_slice_u16 (&map);
    if (!ox_slice_ok (&map) || start > end)
        return FALSE;
    OxSlice at = ox_slice_at (&block, start);
    *item = ox_slice_take (&at, (gsize) (end - start));
    return ox_slice_ok (&at);
}

gboolean
pst_heap_subnode (PstHeap *heap, guint32 nid, PstNode *node)
{
    return pst_subnodes_find (heap->subnodes, nid, node);
}

PstData *
pst_heap_open_data (PstHeap *heap, const PstNode *node, GError **error)
{
    PstData *data = pst_data_open (&heap->file->ndb, node->data, heap->d, error);
    if (data != NULL)
        data->permuted = heap->data->permuted;
    return data;
}

/* --- trees -------------------------------------------------------------------------------------- */

typedef struct {
    guint32 hid;
    guint8 level;
} Pending;

static void
take_records (OxSlice s, gsize width, GArray *records)
{
    while (s.left >= width) {
        OxSlice record = ox_slice_take (&s, width);
        g_array_append_val (records, record);
    }
}

/* Children are pushed last first, so that the first is read first. */
static void
take_children (OxSlice s, guint8 key, guint8 level, GArray *pending)
{
    gsize width = key + 4u;
    for (gsize i = s.left / width; i-- > 0;) {
        OxSlice at = ox_slice_at (&s, i * width + key);
        Pending child = { ox_slice_u32 (&at), level - 1 };
        g_array_append_val (pending, child);
    }
}

static gboolean
read_tree_header (PstHeap *heap, guint32 hid, PstTree *tree, Pending *root)
{
    OxSlice s;
    *tree = (PstTree){ g_array_new (FALSE, FALSE, sizeof (OxSlice)), 0, 0 };
    if (!pst_heap_item (heap, hid, &s))
        return FALSE;
    guint8 type = ox_slice_u8 (&s);
    tree->key = ox_slice_u8 (&s);
    tree->width = ox_slice_u8 (&s);
    root->level = ox_slice_u8 (&s);
    root->hid = ox_slice_u32 (&s);
    return ox_slice_ok (&s) && type == PST_CLIENT_TREE && tree->key > 0 && root->level <= MOST_LEVELS;
}

/* The items of a tree are parts of its heap: who reads more than all of it goes in a circle. */
gboolean
pst_tree_read (PstHeap *heap, guint32 hid, PstTree *tree)
{
    Pending root;
    if (!read_tree_header (heap, hid, tree, &root))
        return FALSE;
    guint64 budget = heap->data->size + 16;
    g_autoptr (GArray) pending = g_array_new (FALSE, FALSE, sizeof (Pending));
    if (root.hid != 0)
        g_array_append_val (pending, root);
    while (pending->len > 0) {
        OxSlice s;
        Pending now = g_array_index (pending, Pending, pending->len - 1);
        g_array_set_size (pending, pending->len - 1);
        if (!pst_heap_item (heap, now.hid, &s) || s.left + 1 > budget) {
            ox_diag (heap->d, OX_DIAG_PST_HEAP, OX_DIAG_NO_OFFSET, "item 0x%X of a tree is missing", now.hid);
            heap->damaged = TRUE;
            if (budget <= 1)
                break;
            budget--;
            continue;
        }
        budget -= s.left + 1;
        if (now.level > 0)
            take_children (s, tree->key, now.level, pending);
        else
            take_records (s, (gsize) tree->key + tree->width, tree->records);
    }
    return TRUE;
}

void
pst_tree_clear (PstTree *tree)
{
    g_clear_pointer (&tree->records, g_array_unref);
}
