/* SPDX-License-Identifier: MIT
 *
 * What is wrong with the objects of a store: whether tables say what objects say, counts and sizes.
 */
#include "base/diag.h"
#include "model/props-private.h"
#include "pst/check.h"

#include <string.h>

#define BUDGET_FACTOR 16 /* times the blocks that a store has room for: what several objects share is summed up again */
#define MOST_COMPARE 256        /* bytes of a cell: tables cut long text off */

static gint
compare_nids (gconstpointer a, gconstpointer b)
{
    const PstNode *x = a, *y = b;
    return x->nid < y->nid ? -1 : x->nid > y->nid;
}

static const PstNode *
find_node (GArray *nodes, guint32 nid)
{
    const PstNode key = { .nid = nid };
    guint index = 0;
    return g_array_binary_search (nodes, &key, compare_nids, &index) ? &g_array_index (nodes, PstNode, index)
                                                                     : NULL;
}

/* The specification is of PSTs; what of it OSTs do not keep to is worth a note. */
static OxDiagCode
for_store (const PstFile *file, OxDiagCode code)
{
    return file->ndb.client == PST_CLIENT_OST ? OX_DIAG_PST_NOTE : code;
}

/* --- sizes ------------------------------------------------------------------------------------------------ */

static guint64
size_of_record (PstHeap *heap, guint16 type, guint32 value, guint64 *budget)
{
    PstNode node;
    OxSlice item;
    gsize width = ox_decode_width (type);
    if (type == OX_TYPE_BOOLEAN)
        return 1;
    if (width > 0 && (type & OX_TYPE_MULTIPLE) == 0)
        return width;
    if (type == OX_TYPE_OBJECT) {
        if (!pst_heap_item (heap, value, &item))
            return 0;
        value = ox_slice_u32 (&item);
        return pst_heap_subnode (heap, value, &node) ? pst_node_size (&heap->file->ndb, &node, budget, NULL) : 0;
    }
    if (pst_is_hid (value))
        return value != 0 && pst_heap_item (heap, value, &item) ? item.left : 0;
    g_autoptr (PstData) data = NULL;
    if (pst_heap_subnode (heap, value, &node))
        data = pst_data_open (&heap->file->ndb, node.data, NULL, NULL);
    return data != NULL ? data->size : 0;
}

/* PidTagAttachSize is the sum of the values. */
static void
check_attachment (PstHeap *message, guint32 nid, guint64 *budget, OxDiagnostics *d)
{
    g_auto (PstTree) tree = { 0 };
    guint64 size = 0, told = G_MAXUINT64;
    PstNode node;
    g_autoptr (PstHeap) heap = NULL;
    if (pst_heap_subnode (message, nid, &node))
        heap = pst_heap_open (message->file, &node, d, NULL);
    if (heap == NULL || !pst_tree_read (heap, heap->user_root, &tree) || tree.key != 2 || tree.width != 6) {
        ox_diag (d, OX_DIAG_PST_PART, OX_DIAG_NO_OFFSET, "attachment 0x%X has no properties", nid);
        return;
    }
    for (guint i = 0; i < tree.records->len; i++) {
        OxSlice s = g_array_index (tree.records, OxSlice, i);
        guint16 id = ox_slice_u16 (&s);
        guint16 type = ox_slice_u16 (&s);
        guint32 value = ox_slice_u32 (&s);
        size += size_of_record (heap, type, value, budget);
        told = id == OX_TAG_ATTACH_SIZE ? value : told;
    }
    if (told == G_MAXUINT64)
        ox_diag (d, OX_DIAG_PST_MANDATORY, OX_DIAG_NO_OFFSET, "attachment 0x%X tells no size", nid);
    else if (told != size && *budget > 0)
        ox_diag (d, OX_DIAG_PST_SIZE, OX_DIAG_NO_OFFSET,
                 "attachment 0x%X tells %" G_GUINT64_FORMAT " bytes, of %" G_GUINT64_FORMAT, nid, told, size);
}

/* --- rows ------------------------------------------------------------------------------------------------------ */

static gboolean
same_bytes (const OxValue *a, const OxValue *b)
{
    GBytes *x = ox_value_get_bytes (a);
    GBytes *y = ox_value_get_bytes (b);
    if (x == NULL || y == NULL)
        return TRUE; /* too long to hold: the table has less of it */
    gsize n = g_bytes_get_size (x);
    return n >= MOST_COMPARE || g_bytes_equal (x, y);
}

static gboolean
same_value (const OxValue *cell, const OxValue *value)
{
    gint64 m, n;
    const char *text = ox_value_get_text (cell, NULL);
    const char *other = ox_value_get_text (value, NULL);
    if (ox_value_get_integer (cell, &m))
        return ox_value_get_integer (value, &n) && m == n;
    if (text != NULL && other != NULL)
        return strlen (text) >= MOST_COMPARE / 2 ? g_str_has_prefix (other, text) : strcmp (text, other) == 0;
    return same_bytes (cell, value);
}

/* What only rows have: their own number and version, and what replication notes. */
static gboolean
is_of_rows (OxKey key)
{
    return key == OX_TAG_LTP_ROW_ID || key == OX_TAG_LTP_ROW_VER || (key >= 0x0E30 && key <= 0x0E3F);
}

/* Rows of the dialect with compressed blocks have something else where the sender's name should be. */
static GArray *
columns_to_compare (const PstTable *table)
{
    g_autoptr (GArray) keys = pst_table_columns (table);
    GArray *places = g_array_new (FALSE, FALSE, sizeof (guint));
    for (guint i = 0; i < keys->len; i++)
        if (!table->heap->file->ndb.layout->compressed
            || g_array_index (keys, OxKey, i) != OX_TAG_SENT_REPRESENTING_NAME)
            g_array_append_val (places, i);
    return places;
}

static void
check_row (PstTable *table, guint i, GArray *places, OxProps *object, OxDiagnostics *d)
{
    gboolean used = FALSE;
    const OxCodepages pages = { .text = 1252, .html = 1252, .used = &used };
    g_autoptr (OxProps) row = ox_props_new ();
    guint32 nid = g_array_index (table->index, PstRow, i).id;
    if (!pst_table_read_cells (table, i, (const guint *) (gpointer) places->data, places->len, &pages, row)) {
        ox_diag (d, OX_DIAG_PST_TABLE, OX_DIAG_NO_OFFSET, "the row of 0x%X cannot be read", nid);
        return;
    }
    for (guint k = 0; k < ox_props_get_size (row); k++) {
        OxKey key;
        const OxValue *cell = ox_props_get_nth (row, k, &key);
        const OxValue *value = ox_props_lookup (object, key);
        if (key < 0x10000 && !is_of_rows (key) && value != NULL && !same_value (cell, value))
            ox_diag (d, for_store (table->heap->file, OX_DIAG_PST_ROW), OX_DIAG_NO_OFFSET,
                     "the row of 0x%X does not have its value of property 0x%04X", nid, key);
    }
}

/* --- messages ---------------------------------------------------------------------------------------------------- */

static void
check_parts (PstHeap *heap, gboolean is_associated, guint64 *budget, OxDiagnostics *d)
{
    PstNode node;
    /* 2.4.5.3; Outlook writes none for associated messages. */
    if (!pst_heap_subnode (heap, PST_NID_RECIPIENTS, &node))
        ox_diag (d, is_associated ? OX_DIAG_PST_NOTE : for_store (heap->file, OX_DIAG_PST_MANDATORY), OX_DIAG_NO_OFFSET, "there is no table of recipients");
    guint n_attachments = 0, n_rows = 0;
    for (guint i = 0; i < heap->subnodes->len; i++) {
        guint32 nid = g_array_index (heap->subnodes, PstNode, i).nid;
        if (pst_nid_type (nid) != PST_TYPE_ATTACHMENT)
            continue;
        n_attachments++;
        check_attachment (heap, nid, budget, d);
    }
    if (pst_heap_subnode (heap, PST_NID_ATTACHMENTS, &node)) {
        g_autoptr (PstTable) table = pst_table_open (heap->file, &node, d, NULL);
        n_rows = table != NULL ? table->index->len : 0;
    }
    if (n_rows != n_attachments)
        ox_diag (d, OX_DIAG_PST_COUNT, OX_DIAG_NO_OFFSET, "%u attachments are listed, %u are there", n_rows,
                 n_attachments);
}

static OxProps *
check_message (PstFile *file, const PstNode *node, guint64 *budget, OxDiagnostics *d)
{
    /* 2.4.5.1.1, but for PidTagMessageStatus: 2.5.2.3 takes it from the row of the table. */
    static const guint16 needed[] = { OX_TAG_MESSAGE_CLASS, OX_TAG_MESSAGE_FLAGS,          OX_TAG_MESSAGE_SIZE,
                                      OX_TAG_CREATION_TIME, OX_TAG_LAST_MODIFICATION_TIME, OX_TAG_SEARCH_KEY };
    OxCodepages pages = { 0 };
    g_autoptr (GError) error = NULL;
    OxProps *props = ox_props_new ();
    g_autoptr (PstHeap) heap = pst_heap_open (file, node, d, &error);
    if (heap == NULL) {
        ox_diag (d, OX_DIAG_PST_MESSAGE, OX_DIAG_NO_OFFSET, "%s", error->message);
        return props;
    }
    pst_properties_read (heap, props, &pages, TRUE, NULL);
    for (guint i = 0; i < G_N_ELEMENTS (needed); i++)
        if (ox_props_lookup (props, needed[i]) == NULL)
            ox_diag (d, for_store (file, OX_DIAG_PST_MANDATORY), OX_DIAG_NO_OFFSET, "property 0x%04X is missing",
                     needed[i]);
    check_parts (heap, pst_nid_type (node->nid) == PST_TYPE_ASSOCIATED, budget, d);
    guint32 told = (guint32) ox_props_get_integer (props, OX_TAG_MESSAGE_SIZE, 0);
    guint64 size = pst_node_size (&file->ndb, node, budget, NULL);
    if (*budget > 0 && told != (guint32) size)
        ox_diag (d, OX_DIAG_PST_SIZE, OX_DIAG_NO_OFFSET, "it tells %u bytes, of %" G_GUINT64_FORMAT, told, size);
    return props;
}

/* --- folders --------------------------------------------------------------------------------------------------------- */

typedef struct {
    PstFile *file;
    GArray *nodes;
    GHashTable *listed; /* NIDs that a table lists */
    guint64 *budget;    /* blocks that may yet be looked at to sum up sizes */
    OxDiagnostics *d;
} Check;

static PstTable *
open_table (Check *c, guint32 folder, PstType type)
{
    g_autoptr (GError) error = NULL;
    guint32 nid = pst_nid_sibling (folder, type);
    const PstNode *node = find_node (c->nodes, nid);
    if (node == NULL || node->data == 0) {
        ox_diag (c->d, OX_DIAG_PST_MANDATORY, OX_DIAG_NO_OFFSET, "table 0x%X is missing", nid);
        return NULL;
    }
    PstTable *table = pst_table_open (c->file, node, c->d, &error);
    if (table == NULL)
        ox_diag (c->d, OX_DIAG_PST_FOLDER, OX_DIAG_NO_OFFSET, "table 0x%X: %s", nid, error->message);
    return table;
}

/* The rows of a table of a folder beside what they describe; how many there are. */
static guint
check_table (Check *c, guint32 folder, PstType type, guint *unread)
{
    g_autoptr (PstTable) table = open_table (c, folder, type);
    g_autoptr (GArray) places = table != NULL ? columns_to_compare (table) : NULL;
    for (guint i = 0; table != NULL && i < table->index->len; i++) {
        guint32 nid = g_array_index (table->index, PstRow, i).id;
        const PstNode *node = find_node (c->nodes, nid);
        g_hash_table_add (c->listed, GUINT_TO_POINTER (nid));
        ox_diag_push (c->d, "0x%X", nid);
        if (node == NULL)
            ox_diag (c->d, OX_DIAG_PST_MESSAGE, OX_DIAG_NO_OFFSET, "it is listed, and not in the store");
        g_autoptr (OxProps) props = node == NULL                  ? NULL
                                    : type == PST_TYPE_HIERARCHY ? pst_props_read (c->file, nid, c->d)
                                                                 : check_message (c->file, node, c->budget, c->d);
        if (props != NULL)
            check_row (table, i, places, props, c->d);
        *unread += props != NULL && (ox_props_get_integer (props, OX_TAG_MESSAGE_FLAGS, 1) & 1) == 0;
        ox_diag_pop (c->d);
    }
    return table != NULL ? table->index->len : 0;
}

static void
check_count (Check *c, OxProps *props, OxKey key, guint found, gboolean needed)
{
    gint64 told = ox_props_get_integer (props, key, -1);
    if (told < 0 && needed)
        ox_diag (c->d, OX_DIAG_PST_MANDATORY, OX_DIAG_NO_OFFSET, "property 0x%04X is missing", key);
    else if (told >= 0 && told != found)
        ox_diag (c->d, for_store (c->file, OX_DIAG_PST_COUNT), OX_DIAG_NO_OFFSET, "property 0x%04X says %d, of %u",
                 key, (int) told, found);
}

static void
check_folder (Check *c, guint32 nid)
{
    guint unread = 0, ignored = 0;
    ox_diag_push (c->d, "folder 0x%X", nid);
    g_autoptr (OxProps) props = pst_props_read (c->file, nid, c->d);
    guint n_folders = check_table (c, nid, PST_TYPE_HIERARCHY, &ignored);
    guint n = check_table (c, nid, PST_TYPE_CONTENTS, &unread);
    guint n_associated = check_table (c, nid, PST_TYPE_ASSOCIATED_CONTENTS, &ignored);
    check_count (c, props, OX_TAG_CONTENT_COUNT, n, TRUE);
    check_count (c, props, OX_TAG_CONTENT_UNREAD_COUNT, unread, TRUE);
    check_count (c, props, OX_TAG_ASSOCIATED_CONTENT_COUNT, n_associated, FALSE);
    check_count (c, props, OX_TAG_SUBFOLDERS, n_folders > 0, TRUE);
    if (ox_props_lookup (props, OX_TAG_DISPLAY_NAME) == NULL)
        ox_diag (c->d, OX_DIAG_PST_MANDATORY, OX_DIAG_NO_OFFSET, "the folder has no name");
    ox_diag_pop (c->d);
}

/* 2.7.1; of these the first ones are in an OST too. */
static void
check_mandatory (Check *c)
{
    static const guint32 nids[] = { PST_NID_STORE, PST_NID_NAMES, PST_NID_ROOT, 0x12D,  0x12E,  0x12F,  0x60D,  0x60E,
                                    0x60F,         0x610,         0x671,        0x692,  0x1E1,  0x201,  0x2223, 0x2226,
                                    0x2227,        0x2230,        0x8022,       0x802D, 0x802E, 0x802F, 0x8042, 0x804D,
                                    0x804E,        0x804F,        0x8062,       0x806D, 0x806E, 0x806F };
    static const guint16 of_store[] = { 0x0FF9, 0x3001, 0x35E0, 0x35E3, 0x35E7 }; /* 2.4.3.1 */
    g_autoptr (OxProps) props = pst_props_read (c->file, PST_NID_STORE, NULL);
    guint n_ost = 12;
    for (guint i = 0; i < G_N_ELEMENTS (nids); i++)
        if (find_node (c->nodes, nids[i]) == NULL)
            ox_diag (c->d, i < n_ost ? OX_DIAG_PST_MANDATORY : for_store (c->file, OX_DIAG_PST_MANDATORY),
                     OX_DIAG_NO_OFFSET, "node 0x%X is missing", nids[i]);
    for (guint i = 0; i < G_N_ELEMENTS (of_store); i++)
        if (ox_props_lookup (props, of_store[i]) == NULL)
            ox_diag (c->d, for_store (c->file, OX_DIAG_PST_MANDATORY), OX_DIAG_NO_OFFSET,
                     "the store has no property 0x%04X", of_store[i]);
    if (c->file->ndb.client != PST_CLIENT_OST)
        pst_check_templates (c->file, c->d);
}

static void
check_orphans (Check *c)
{
    for (guint i = 0; i < c->nodes->len; i++) {
        const PstNode *node = &g_array_index (c->nodes, PstNode, i);
        guint type = pst_nid_type (node->nid);
        gboolean may_be = type == PST_TYPE_MESSAGE || type == PST_TYPE_ASSOCIATED || type == PST_TYPE_FOLDER;
        if (!may_be || node->nid == PST_NID_ROOT || g_hash_table_contains (c->listed, GUINT_TO_POINTER (node->nid)))
            continue;
        ox_diag (c->d, OX_DIAG_PST_ORPHAN, OX_DIAG_NO_OFFSET, "0x%X is in the store, and in no table of folder 0x%X",
                 node->nid, node->parent);
    }
}

void
pst_check_objects (PstFile *file, GArray *nodes, OxDiagnostics *d)
{
    g_autoptr (GHashTable) listed = g_hash_table_new (NULL, NULL);
    g_autoptr (GHashTable) seen = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
    guint64 budget = BUDGET_FACTOR * (file->ndb.size / file->ndb.layout->block_align) + 4096;
    Check c = { file, nodes, listed, &budget, d };
    g_array_sort (nodes, compare_nids);
    check_mandatory (&c);
    pst_check_names (file, d);
    for (guint i = 0; i < nodes->len; i++) {
        guint32 nid = g_array_index (nodes, PstNode, i).nid;
        pst_check_heaps (file, &g_array_index (nodes, PstNode, i), seen, d);
        if (pst_nid_type (nid) == PST_TYPE_FOLDER)
            check_folder (&c, nid);
    }
    check_orphans (&c);
}
