/* SPDX-License-Identifier: MIT
 *
 * The store and its folders, [MS-PST] 2.4.3 and 2.4.4.
 */
#include "base/diag.h"
#include "model/store-private.h"
#include "pst/message.h"
#include "pst/reader.h"

#include <oxcart/error.h>

#define MOST_FOLDERS (1u << 20)

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
    ox_names_unref (file->names);
    g_free (file);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PstFile, pst_file_unref)

gboolean
ox_pst_sniff (OxStream *stream)
{
    return pst_ndb_sniff (stream);
}

/* --- what the model asks for ------------------------------------------------------------------------ */

static OxMessage *
open_message (gpointer self, guint32 id, OxDiagnostics *d, GError **error)
{
    PstFile *file = self;
    PstNode node;
    if (pst_node_find (&file->ndb, id, d, &node))
        return pst_message_read (file, &node, 0, d, error);
    g_set_error (error, OX_ERROR, OX_ERROR_DAMAGED, "node 0x%X is not in the store", id);
    return NULL;
}

/* The row numbers of a table node; of one that is not there, none. */
static GArray *
list_rows (PstFile *file, guint32 nid, OxDiagnostics *d)
{
    g_autoptr (GError) error = NULL;
    GArray *ids = g_array_new (FALSE, FALSE, sizeof (guint32));
    PstNode node;
    if (!pst_node_find (&file->ndb, nid, d, &node) || node.data == 0)
        return ids;
    g_autoptr (PstTable) table = pst_table_open (file, &node, d, &error);
    if (table == NULL) {
        ox_diag (d, OX_DIAG_PST_FOLDER, OX_DIAG_NO_OFFSET, "table 0x%X: %s", nid, error->message);
        return ids;
    }
    for (guint i = 0; i < table->index->len; i++)
        g_array_append_val (ids, g_array_index (table->index, PstRow, i).id);
    return ids;
}

static GArray *
list_messages (gpointer self, guint32 folder, OxFolderTable table, OxDiagnostics *d)
{
    gboolean is_search = pst_nid_type (folder) == PST_TYPE_SEARCH_FOLDER;
    PstType type = table == OX_FOLDER_ASSOCIATED ? PST_TYPE_ASSOCIATED_CONTENTS
                   : is_search                   ? PST_TYPE_SEARCH_CONTENTS
                                                 : PST_TYPE_CONTENTS;
    return list_rows (self, pst_nid_sibling (folder, type), d);
}

static GArray *
all_messages (gpointer self, OxDiagnostics *d)
{
    PstFile *file = self;
    GArray *ids = g_array_new (FALSE, FALSE, sizeof (guint32));
    g_autoptr (GArray) nodes = pst_node_all (&file->ndb, d);
    for (guint i = 0; i < nodes->len; i++) {
        const PstNode *node = &g_array_index (nodes, PstNode, i);
        if (pst_nid_type (node->nid) == PST_TYPE_MESSAGE && node->data != 0)
            g_array_append_val (ids, node->nid);
    }
    return ids;
}

static void
free_self (gpointer self)
{
    pst_file_unref (self);
}

static const OxStoreSource source = { open_message, list_messages, all_messages, free_self };

/* --- folders ------------------------------------------------------------------------------------------ */

static OxProps *
read_props (PstFile *file, guint32 nid, OxDiagnostics *d)
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
    g_autoptr (OxProps) props = read_props (file, nid, d);
    const char *name = ox_props_get_text (props, OX_TAG_DISPLAY_NAME);
    return ox_folder_new (store, nid, name != NULL ? name : "", props,
                          pst_nid_type (nid) == PST_TYPE_SEARCH_FOLDER);
}

/* Each folder once, wherever it is listed first: no way leads round in a circle. */
static void
add_children (OxStore *store, PstFile *file, OxFolder *folder, GHashTable *seen, GPtrArray *pending,
              OxDiagnostics *d)
{
    guint32 nid = ox_folder_get_id (folder);
    g_autoptr (GArray) ids = list_rows (file, pst_nid_sibling (nid, PST_TYPE_HIERARCHY), d);
    for (guint i = 0; i < ids->len && g_hash_table_size (seen) < MOST_FOLDERS; i++) {
        guint32 id = g_array_index (ids, guint32, i);
        if (pst_nid_type (id) != PST_TYPE_FOLDER && pst_nid_type (id) != PST_TYPE_SEARCH_FOLDER)
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

/* Folders that no hierarchy table lists hang from the root. */
static void
add_lost_folders (OxStore *store, PstFile *file, OxFolder *root, GHashTable *seen, OxDiagnostics *d)
{
    g_autoptr (GArray) nodes = pst_node_all (&file->ndb, d);
    for (guint i = 0; i < nodes->len; i++) {
        const PstNode *node = &g_array_index (nodes, PstNode, i);
        if (pst_nid_type (node->nid) != PST_TYPE_FOLDER || node->data == 0
            || !g_hash_table_add (seen, GUINT_TO_POINTER (node->nid)))
            continue;
        ox_diag (d, OX_DIAG_PST_ORPHAN, OX_DIAG_NO_OFFSET, "folder 0x%X is in no other", node->nid);
        OxFolder *folder = read_folder (store, file, node->nid, d);
        ox_folder_take_folder (root, folder);
        walk (store, file, folder, seen, d);
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
    add_lost_folders (store, file, root, seen, d);
}

OxStore *
ox_pst_open (OxStream *stream, OxOptions *options, OxDiagnostics *diagnostics, GError **error)
{
    g_autoptr (PstFile) file = g_new0 (PstFile, 1);
    g_atomic_ref_count_init (&file->refs);
    file->names = ox_names_new ();
    file->options = options != NULL ? g_object_ref (options) : ox_options_new ();
    if (!pst_ndb_open (&file->ndb, stream, options, diagnostics, error))
        return NULL;
    file->keys = g_hash_table_new (NULL, NULL);
    pst_names_read (file, diagnostics);
    g_autoptr (OxProps) props = read_props (file, PST_NID_STORE, diagnostics);
    OxStore *store = ox_store_new (&source, pst_file_ref (file), file->ndb.layout->name, props);
    ox_store_set_rows (store, &pst_rows, file->names);
    read_folders (store, file, diagnostics);
    return store;
}
