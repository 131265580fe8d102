/* SPDX-License-Identifier: MIT
 *
 * The store and its folders, [MS-PST] 2.4.3 and 2.4.4.
 */
#include "base/diag.h"
#include "base/sort.h"
#include "model/store-private.h"
#include "pst/carve.h"
#include "pst/check.h"
#include "pst/message.h"
#include "pst/reader.h"

#include <oxcart/error.h>

#define MOST_FOLDERS  (1u << 20)
#define MOST_FINDINGS (1u << 20)

PstFile *
pst_file_ref (PstFile *file)
{
    g_atomic_ref_count_inc (&file->refs);
    return file;
}

void
pst_file_unref (PstFile *file)
{
    if (!g_atomic_ref_count_dec (&file->refs))
        return;
    pst_ndb_clear (&file->ndb);
    g_clear_object (&file->options);
    g_clear_pointer (&file->keys, g_hash_table_unref);
    g_clear_pointer (&file->by_parent, g_array_unref);
    g_clear_pointer (&file->listed, g_array_unref);
    g_clear_pointer (&file->carved, g_array_unref);
    g_clear_pointer (&file->carved_nids, g_hash_table_unref);
    ox_names_unref (file->names);
    g_mutex_clear (&file->lock);
    g_mutex_clear (&file->carving);
    g_free (file);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PstFile, pst_file_unref)

gboolean
ox_pst_sniff (OxStream *stream)
{
    return pst_ndb_sniff (stream);
}

/* --- what the nodes themselves say of whose they are ------------------------------------------------ */

static void
gather (const PstNode *node, gpointer user)
{
    GArray *children = user;
    guint type = pst_nid_type (node->nid);
    PstChild child = { node->parent, node->nid };
    if (node->data != 0 && (type == PST_TYPE_MESSAGE || type == PST_TYPE_ASSOCIATED || type == PST_TYPE_FOLDER
                            || type == PST_TYPE_SEARCH_FOLDER))
        g_array_append_val (children, child);
}

static void
gather_message (const PstNode *node, gpointer user)
{
    GArray *ids = user;
    if (node->data != 0 && pst_nid_type (node->nid) == PST_TYPE_MESSAGE)
        g_array_append_val (ids, node->nid);
}

static gint
compare_children (gconstpointer a, gconstpointer b)
{
    const PstChild *x = a, *y = b;
    if (x->parent != y->parent)
        return x->parent < y->parent ? -1 : 1;
    return x->nid < y->nid ? -1 : x->nid > y->nid;
}

/* All messages and folders, by their parents. What a broken tree has lost is looked for. */
static GArray *
children_by_parent (PstFile *file, OxDiagnostics *d)
{
    g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&file->lock);
    if (file->by_parent != NULL)
        return file->by_parent;
    GArray *children = g_array_new (FALSE, FALSE, sizeof (PstChild));
    if (!pst_node_each (&file->ndb, d, gather, children))
        pst_scan_each (pst_scan_get (&file->ndb, d), gather, children);
    g_array_sort (children, compare_children);
    file->by_parent = children;
    return file->by_parent;
}

/* Adds the children of a folder, of one type, that are not among `ids`. */
static void
add_by_parent (PstFile *file, guint32 folder, PstType type, GArray *ids, OxDiagnostics *d)
{
    GArray *all = children_by_parent (file, d);
    g_autoptr (GHashTable) known = g_hash_table_new (NULL, NULL);
    guint low = 0, high = all->len, n_before = ids->len;
    for (guint i = 0; i < ids->len; i++)
        g_hash_table_add (known, GUINT_TO_POINTER (g_array_index (ids, guint32, i)));
    while (low < high) {
        guint middle = low + (high - low) / 2;
        if (g_array_index (all, PstChild, middle).parent < folder)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < all->len && g_array_index (all, PstChild, low).parent == folder; low++) {
        guint32 nid = g_array_index (all, PstChild, low).nid;
        if (pst_nid_type (nid) == (guint) type && nid != folder
            && g_hash_table_add (known, GUINT_TO_POINTER (nid)))
            g_array_append_val (ids, nid);
    }
    if (ids->len > n_before)
        ox_diag (d, OX_DIAG_PST_ORPHAN, OX_DIAG_NO_OFFSET,
                 "%u objects of folder 0x%X, whose table is damaged, were found by their parent",
                 ids->len - n_before, folder);
}

/* --- what the model asks for ------------------------------------------------------------------------ */

static OxMessage *
open_message (gpointer self, guint32 id, OxDiagnostics *d, GError **error)
{
    PstFile *file = self;
    PstNode node;
    gboolean carved = pst_nid_type (id) == PST_TYPE_CARVED;
    gboolean there = !carved && pst_node_find (&file->ndb, id, d, &node);
    if (carved || (!there && pst_nid_type (id) == PST_TYPE_MESSAGE && pst_carve_may_help (file)))
        if (pst_carved_find (file, id, d, &node))
            return pst_message_read (file, &node, d, error);
    if (!there)
        g_set_error (error, OX_ERROR, OX_ERROR_DAMAGED, "node 0x%X is not in the store", id);
    else if (pst_nid_type (id) != PST_TYPE_MESSAGE && pst_nid_type (id) != PST_TYPE_ASSOCIATED)
        g_set_error (error, OX_ERROR, OX_ERROR_DAMAGED, "node 0x%X is no message", id);
    else
        return pst_message_read (file, &node, d, error);
    return NULL;
}

/* The row numbers of a table node, and whether there is a table that is sound. */
static gboolean
list_rows (PstFile *file, guint32 nid, GArray *ids, OxDiagnostics *d)
{
    g_autoptr (GError) error = NULL;
    PstNode node;
    if (!pst_node_find (&file->ndb, nid, d, &node) || node.data == 0)
        return FALSE;
    g_autoptr (PstTable) table = pst_table_open (file, &node, d, &error);
    if (table == NULL) {
        ox_diag (d, OX_DIAG_PST_FOLDER, OX_DIAG_NO_OFFSET, "table 0x%X: %s", nid, error->message);
        return FALSE;
    }
    for (guint i = 0; i < table->index->len; i++)
        g_array_append_val (ids, g_array_index (table->index, PstRow, i).id);
    return !table->heap->damaged;
}

static GArray *
list_messages (gpointer self, guint32 folder, OxFolderTable table, OxDiagnostics *d)
{
    GArray *ids = g_array_new (FALSE, FALSE, sizeof (guint32));
    if (pst_nid_type (folder) == PST_TYPE_SEARCH_FOLDER) {
        /* What it shows stands elsewhere, so that nothing is lost with its list. */
        if (table == OX_FOLDER_MESSAGES
            && !list_rows (self, pst_nid_sibling (folder, PST_TYPE_SEARCH_CONTENTS), ids, d))
            ox_diag (d, OX_DIAG_PST_SEARCH, OX_DIAG_NO_OFFSET, "search folder 0x%X has no sound list", folder);
        return ids;
    }
    gboolean associated = table == OX_FOLDER_ASSOCIATED;
    PstType type = associated ? PST_TYPE_ASSOCIATED_CONTENTS : PST_TYPE_CONTENTS;
    if (!list_rows (self, pst_nid_sibling (folder, type), ids, d))
        add_by_parent (self, folder, associated ? PST_TYPE_ASSOCIATED : PST_TYPE_MESSAGE, ids, d);
    return ids;
}

static void
note_data (const PstNode *node, gpointer user)
{
    if (pst_nid_type (node->nid) == PST_TYPE_MESSAGE)
        g_hash_table_add (user, g_memdup2 (&node->data, sizeof node->data));
}

typedef struct {
    PstFile *file;
    OxDiagnostics *d;
    GHashTable *data; /* BIDs that messages which are still there have */
    GHashTable *known;
    GArray *ids;
} Deleted;

/* A message that was: its node is in an older page, its block not yet written over. A message that was
 * moved has its data still. */
static void
take_deleted (const PstNode *node, gpointer user)
{
    const Deleted *deleted = user;
    PstBlock block;
    if (pst_nid_type (node->nid) != PST_TYPE_MESSAGE || node->data == 0
        || g_hash_table_contains (deleted->known, GUINT_TO_POINTER (node->nid))
        || g_hash_table_contains (deleted->data, &node->data)
        || !pst_block_find (&deleted->file->ndb, node->data, NULL, &block))
        return;
    g_autoptr (GBytes) bytes = pst_block_read (&deleted->file->ndb, node->data, &block, NULL, NULL);
    if (bytes == NULL)
        return;
    g_hash_table_add (deleted->known, GUINT_TO_POINTER (node->nid));
    g_hash_table_add (deleted->data, g_memdup2 (&node->data, sizeof node->data));
    g_array_append_val (deleted->ids, node->nid);
}

/* Messages of which only their blocks are left. */
static void
add_carved (PstFile *file, GArray *ids, OxDiagnostics *d)
{
    const GArray *carved = pst_carve (file, d);
    for (guint i = 0; i < carved->len; i++) {
        guint32 known = g_array_index (carved, PstCarved, i).nid;
        guint32 nid = known != 0 ? known : i << 5 | PST_TYPE_CARVED;
        g_array_append_val (ids, nid);
    }
}

/* What only a scan of all pages and blocks finds. */
static void
add_deleted (PstFile *file, GArray *ids, OxDiagnostics *d)
{
    g_autoptr (GHashTable) known = g_hash_table_new (NULL, NULL);
    g_autoptr (GHashTable) data = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
    Deleted deleted = { file, d, data, known, ids };
    for (guint i = 0; i < ids->len; i++)
        g_hash_table_add (known, GUINT_TO_POINTER (g_array_index (ids, guint32, i)));
    pst_node_each (&file->ndb, NULL, note_data, data);
    pst_scan_each (pst_scan_get (&file->ndb, d), take_deleted, &deleted);
    add_carved (file, ids, d);
}

/* Of a sound store nothing but the ids is held: there may be very many. */
static GArray *
all_messages (gpointer self, OxDiagnostics *d)
{
    PstFile *file = self;
    GArray *ids = g_array_new (FALSE, FALSE, sizeof (guint32));
    gboolean sound = pst_node_each (&file->ndb, d, gather_message, ids);
    if (!sound || file->ndb.salvage)
        add_deleted (file, ids, d);
    ox_ids_order (ids);
    return ids;
}

static void
free_self (gpointer self)
{
    pst_file_unref (self);
}

static void add_lost_folders (gpointer self, OxStore *store, OxFolder *recovered, OxDiagnostics *d);

static const OxStoreSource source = { open_message, list_messages, all_messages, add_lost_folders, free_self };

/* --- folders ------------------------------------------------------------------------------------------ */

OxProps *
pst_props_read (PstFile *file, guint32 nid, OxDiagnostics *d)
{
    g_autoptr (GError) error = NULL;
    PstNode node;
    OxCodepages pages = { 0 };
    OxProps *props = ox_props_new ();
    g_autoptr (PstHeap) heap = NULL;
    if (pst_node_find (&file->ndb, nid, d, &node))
        heap = pst_heap_open (file, &node, d, &error);
    if (heap != NULL)
        pst_properties_read (heap, props, &pages, TRUE, NULL);
    else
        ox_diag (d, OX_DIAG_PST_FOLDER, OX_DIAG_NO_OFFSET, "node 0x%X: %s", nid,
                 error != NULL ? error->message : "it is not in the store");
    return props;
}

static OxFolder *
read_folder (OxStore *store, PstFile *file, guint32 nid, OxDiagnostics *d)
{
    g_autoptr (OxProps) props = pst_props_read (file, nid, d);
    const char *name = ox_props_get_text (props, OX_TAG_DISPLAY_NAME);
    return ox_folder_new (store, nid, name != NULL ? name : "", props,
                          pst_nid_type (nid) == PST_TYPE_SEARCH_FOLDER);
}

static gboolean
is_folder (guint32 nid)
{
    return pst_nid_type (nid) == PST_TYPE_FOLDER || pst_nid_type (nid) == PST_TYPE_SEARCH_FOLDER;
}

static GArray *
list_children (PstFile *file, guint32 nid, OxDiagnostics *d)
{
    GArray *ids = g_array_new (FALSE, FALSE, sizeof (guint32));
    if (list_rows (file, pst_nid_sibling (nid, PST_TYPE_HIERARCHY), ids, d)
        || pst_nid_type (nid) != PST_TYPE_FOLDER)
        return ids;
    add_by_parent (file, nid, PST_TYPE_FOLDER, ids, d);
    add_by_parent (file, nid, PST_TYPE_SEARCH_FOLDER, ids, d);
    return ids;
}

/* Each folder once, wherever it is listed first: no way leads round in a circle. */
static void
add_children (OxStore *store, PstFile *file, OxFolder *folder, GHashTable *seen, GPtrArray *pending,
              OxDiagnostics *d)
{
    g_autoptr (GArray) ids = list_children (file, ox_folder_get_id (folder), d);
    for (guint i = 0; i < ids->len && g_hash_table_size (seen) < MOST_FOLDERS; i++) {
        guint32 id = g_array_index (ids, guint32, i);
        if (!is_folder (id))
            continue;
        if (!g_hash_table_add (seen, GUINT_TO_POINTER (id))) {
            ox_diag (d, OX_DIAG_PST_FOLDER, OX_DIAG_NO_OFFSET, "folder 0x%X is listed twice", id);
            continue;
        }
        OxFolder *child = read_folder (store, file, id, d);
        ox_folder_take_folder (folder, child);
        g_ptr_array_add (pending, child);
    }
}

static void
walk (OxStore *store, PstFile *file, OxFolder *top, GHashTable *seen, OxDiagnostics *d)
{
    g_autoptr (GPtrArray) pending = g_ptr_array_new ();
    g_ptr_array_add (pending, top);
    while (pending->len > 0) {
        OxFolder *folder = g_ptr_array_steal_index (pending, pending->len - 1);
        add_children (store, file, folder, seen, pending, d);
    }
}

static void
note_folders (OxFolder *root, GHashTable *seen)
{
    g_autoptr (GPtrArray) pending = g_ptr_array_new ();
    g_ptr_array_add (pending, root);
    while (pending->len > 0) {
        OxFolder *folder = g_ptr_array_steal_index (pending, pending->len - 1);
        g_hash_table_add (seen, GUINT_TO_POINTER (ox_folder_get_id (folder)));
        for (guint i = 0; i < ox_folder_get_n_folders (folder); i++)
            g_ptr_array_add (pending, ox_folder_get_folder (folder, i));
    }
}

/* Folders that no other lists. Of those that are in one another the outer one comes first, since it is what
 * lists the inner one. */
static void
add_lost_folders (gpointer self, OxStore *store, OxFolder *recovered, OxDiagnostics *d)
{
    PstFile *file = self;
    g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
    g_autoptr (GHashTable) lost = g_hash_table_new (NULL, NULL);
    GArray *all = children_by_parent (file, d);
    note_folders (ox_store_get_root (store), seen);
    for (guint i = 0; i < all->len; i++) {
        guint32 nid = g_array_index (all, PstChild, i).nid;
        if (pst_nid_type (nid) == PST_TYPE_FOLDER && !g_hash_table_contains (seen, GUINT_TO_POINTER (nid)))
            g_hash_table_add (lost, GUINT_TO_POINTER (nid));
    }
    for (guint round = 0; round < 2; round++) {
        for (guint i = 0; i < all->len; i++) {
            const PstChild *child = &g_array_index (all, PstChild, i);
            gpointer key = GUINT_TO_POINTER (child->nid);
            gboolean inner = g_hash_table_contains (lost, GUINT_TO_POINTER (child->parent));
            if (!g_hash_table_contains (lost, key) || (round == 0 && inner) || !g_hash_table_add (seen, key))
                continue;
            ox_diag (d, OX_DIAG_PST_ORPHAN, OX_DIAG_NO_OFFSET, "folder 0x%X is in no other", child->nid);
            OxFolder *folder = read_folder (store, file, child->nid, d);
            ox_folder_take_folder (recovered, folder);
            walk (store, file, folder, seen, d);
        }
    }
}

static void
read_folders (OxStore *store, PstFile *file, OxDiagnostics *d)
{
    g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
    g_autoptr (OxFolder) root = read_folder (store, file, PST_NID_ROOT, d);
    g_hash_table_add (seen, GUINT_TO_POINTER (PST_NID_ROOT));
    ox_store_set_root (store, root);
    walk (store, file, root, seen, d);
}

/* 2.4.3.3: a checksum of it, which keys nothing. */
static void
note_password (OxProps *props, OxDiagnostics *d)
{
    guint32 crc = (guint32) ox_props_get_integer (props, OX_TAG_PST_PASSWORD, 0);
    if (crc != 0)
        ox_diag (d, OX_DIAG_PST_PASSWORD, OX_DIAG_NO_OFFSET,
                 "the store has a password, of which it keeps the checksum 0x%08X", crc);
}

static PstFile *
open_file (OxStream *stream, OxOptions *options, OxDiagnostics *d, GError **error)
{
    g_autoptr (PstFile) file = g_new0 (PstFile, 1);
    g_atomic_ref_count_init (&file->refs);
    g_mutex_init (&file->lock);
    g_mutex_init (&file->carving);
    file->names = ox_names_new ();
    file->options = options != NULL ? g_object_ref (options) : ox_options_new ();
    if (!pst_ndb_open (&file->ndb, stream, options, d, error))
        return NULL;
    file->keys = g_hash_table_new (NULL, NULL);
    pst_names_read (file, d);
    return g_steal_pointer (&file);
}

OxStore *
ox_pst_open (OxStream *stream, OxOptions *options, OxDiagnostics *diagnostics, GError **error)
{
    g_autoptr (PstFile) file = open_file (stream, options, diagnostics, error);
    if (file == NULL)
        return NULL;
    g_autoptr (OxProps) props = pst_props_read (file, PST_NID_STORE, diagnostics);
    note_password (props, diagnostics);
    OxStore *store = ox_store_new (&source, pst_file_ref (file), file->ndb.layout->name, props);
    ox_store_set_rows (store, &pst_rows, file->names);
    read_folders (store, file, diagnostics);
    return store;
}

gboolean
ox_pst_check (OxStream *stream, OxOptions *options, OxDiagnostics *diagnostics, GError **error)
{
    ox_diag_set_limit (diagnostics, MOST_FINDINGS);
    g_autoptr (PstFile) file = open_file (stream, options, diagnostics, error);
    if (file == NULL)
        return FALSE;
    g_autoptr (GArray) nodes = g_array_new (FALSE, FALSE, sizeof (PstNode));
    pst_check_ndb (&file->ndb, nodes, diagnostics);
    pst_check_objects (file, nodes, diagnostics);
    return TRUE;
}
