/* SPDX-License-Identifier: MIT */
#include "model/store-private.h"

#include "base/diag.h"
#include "base/sort.h"

struct _OxStore {
    GObject parent;
    const OxStoreSource *source;
    gpointer self;
    const char *format;
    OxProps *props;
    OxFolder *root;
    const OxRowSource *rows; /* nullable */
    OxNames *names;
    GRecMutex lock;
    gpointer made[OX_ONCE_N];
    GDestroyNotify free_made[OX_ONCE_N];
};

struct _OxFolder {
    GObject parent;
    OxStore *store; /* not owned: the store owns its folders */
    OxFolder *up; /* the folder it is in; nullable, not owned */
    guint32 id;
    char *name;
    OxProps *props;
    GPtrArray *folders;
    gboolean is_search;
    GArray *recovered; /* of a folder that was made up: its messages */
};

G_DEFINE_FINAL_TYPE (OxStore, ox_store, G_TYPE_OBJECT)
G_DEFINE_FINAL_TYPE (OxFolder, ox_folder, G_TYPE_OBJECT)

/* --- stores ------------------------------------------------------------------------------------ */

static void
ox_store_finalize (GObject *object)
{
    OxStore *store = OX_STORE (object);
    g_clear_object (&store->root);
    g_clear_pointer (&store->props, ox_props_unref);
    g_clear_pointer (&store->names, ox_names_unref);
    for (guint i = 0; i < OX_ONCE_N; i++)
        if (store->made[i] != NULL)
            store->free_made[i](store->made[i]);
    g_rec_mutex_clear (&store->lock);
    if (store->source != NULL)
        store->source->free_self (store->self);
    G_OBJECT_CLASS (ox_store_parent_class)->finalize (object);
}

static void
ox_store_class_init (OxStoreClass *klass)
{
    G_OBJECT_CLASS (klass)->finalize = ox_store_finalize;
}

static void
ox_store_init (OxStore *store)
{
    g_rec_mutex_init (&store->lock);
    store->names = ox_names_new ();
}

OxStore *
ox_store_new (const OxStoreSource *source, gpointer self, const char *format, OxProps *props)
{
    OxStore *store = g_object_new (OX_TYPE_STORE, NULL);
    store->source = source;
    store->self = self;
    store->format = format;
    store->props = ox_props_ref (props);
    return store;
}

void
ox_store_set_root (OxStore *store, OxFolder *root)
{
    g_set_object (&store->root, root);
}

void
ox_store_set_rows (OxStore *store, const OxRowSource *rows, OxNames *names)
{
    store->rows = rows;
    if (names == NULL)
        return;
    ox_names_unref (store->names);
    store->names = ox_names_ref (names);
}

const OxRowSource *
ox_store_get_rows (OxStore *store)
{
    return store->rows;
}

gpointer
ox_store_get_self (OxStore *store)
{
    return store->self;
}

const char *
ox_store_get_item_name (OxStore *store, guint32 id)
{
    return store->rows != NULL && store->rows->item_name != NULL ? store->rows->item_name (store->self, id) : NULL;
}

OxNames *
ox_store_get_names (OxStore *store)
{
    return store->names;
}

gpointer
ox_store_get_once (OxStore *store, OxOnce what, gpointer (*make) (OxStore *store), GDestroyNotify free_made)
{
    g_autoptr (GRecMutexLocker) locker = g_rec_mutex_locker_new (&store->lock);
    if (store->made[what] == NULL) {
        store->made[what] = make (store);
        store->free_made[what] = free_made;
    }
    return store->made[what];
}

OxProps *
ox_store_get_props (OxStore *store)
{
    return store->props;
}

const char *
ox_store_get_format (OxStore *store)
{
    return store->format;
}

OxFolder *
ox_store_get_root (OxStore *store)
{
    return store->root;
}

OxMessage *
ox_store_open_message (OxStore *store, guint32 id, OxDiagnostics *diagnostics, GError **error)
{
    return store->source->open_message (store->self, id, diagnostics, error);
}

/* --- recovery ------------------------------------------------------------------------------------ */

static void
add_listed (OxFolder *top, GArray *listed)
{
    g_autoptr (GPtrArray) pending = g_ptr_array_new ();
    if (top != NULL)
        g_ptr_array_add (pending, top);
    while (pending->len > 0) {
        OxFolder *folder = g_ptr_array_steal_index (pending, pending->len - 1);
        for (guint i = 0; i < folder->folders->len; i++)
            g_ptr_array_add (pending, folder->folders->pdata[i]);
        for (guint table = OX_FOLDER_MESSAGES; table <= OX_FOLDER_ASSOCIATED; table++) {
            g_autoptr (GArray) ids = ox_folder_list_messages (folder, (OxFolderTable) table, NULL);
            if (!folder->is_search && ids->len > 0)
                g_array_append_vals (listed, ids->data, ids->len);
        }
    }
}

OxFolder *
ox_store_get_recovered (OxStore *store, OxDiagnostics *diagnostics)
{
    g_autoptr (OxProps) props = ox_props_new ();
    g_autoptr (GArray) listed = g_array_new (FALSE, FALSE, sizeof (guint32));
    g_autoptr (GArray) all = store->source->all_messages (store->self, diagnostics);
    OxFolder *folder = ox_folder_new (store, 0, "Recovered", props, FALSE);
    folder->recovered = g_array_new (FALSE, FALSE, sizeof (guint32));
    if (store->source->add_lost_folders != NULL)
        store->source->add_lost_folders (store->self, store, folder, diagnostics);
    add_listed (store->root, listed);
    add_listed (folder, listed);
    ox_ids_order (listed);
    for (guint i = 0; i < all->len; i++) {
        guint32 id = g_array_index (all, guint32, i);
        if (!g_array_binary_search (listed, &id, ox_compare_ids, NULL))
            g_array_append_val (folder->recovered, id);
    }
    if (folder->recovered->len > 0)
        ox_diag (diagnostics, OX_DIAG_PST_ORPHAN, OX_DIAG_NO_OFFSET, "%u messages that no folder lists",
                 folder->recovered->len);
    return folder;
}

/* --- folders -------------------------------------------------------------------------------------- */

static void
ox_folder_finalize (GObject *object)
{
    OxFolder *folder = OX_FOLDER (object);
    g_free (folder->name);
    g_clear_pointer (&folder->props, ox_props_unref);
    g_ptr_array_unref (folder->folders);
    g_clear_pointer (&folder->recovered, g_array_unref);
    G_OBJECT_CLASS (ox_folder_parent_class)->finalize (object);
}

static void
ox_folder_class_init (OxFolderClass *klass)
{
    G_OBJECT_CLASS (klass)->finalize = ox_folder_finalize;
}

static void
ox_folder_init (OxFolder *folder)
{
    folder->folders = g_ptr_array_new_with_free_func (g_object_unref);
}

OxFolder *
ox_folder_new (OxStore *store, guint32 id, const char *name, OxProps *props, gboolean is_search)
{
    OxFolder *folder = g_object_new (OX_TYPE_FOLDER, NULL);
    folder->store = store;
    folder->id = id;
    folder->name = g_strdup (name);
    folder->props = ox_props_ref (props);
    folder->is_search = is_search;
    return folder;
}

void
ox_folder_take_folder (OxFolder *folder, OxFolder *child)
{
    child->up = folder;
    g_ptr_array_add (folder->folders, child);
}

OxFolder *
ox_folder_get_parent (OxFolder *folder)
{
    return folder->up;
}

OxStore *
ox_folder_get_store (OxFolder *folder)
{
    return folder->store;
}

const char *
ox_folder_get_name (OxFolder *folder)
{
    return folder->name;
}

guint32
ox_folder_get_id (OxFolder *folder)
{
    return folder->id;
}

OxProps *
ox_folder_get_props (OxFolder *folder)
{
    return folder->props;
}

gboolean
ox_folder_is_search (OxFolder *folder)
{
    return folder->is_search;
}

guint
ox_folder_get_n_folders (OxFolder *folder)
{
    return folder->folders->len;
}

OxFolder *
ox_folder_get_folder (OxFolder *folder, guint index)
{
    g_return_val_if_fail (index < folder->folders->len, NULL);
    return folder->folders->pdata[index];
}

GArray *
ox_folder_list_messages (OxFolder *folder, OxFolderTable table, OxDiagnostics *diagnostics)
{
    OxStore *store = folder->store;
    if (folder->recovered == NULL)
        return store->source->list_messages (store->self, folder->id, table, diagnostics);
    return table == OX_FOLDER_MESSAGES ? g_array_copy (folder->recovered)
                                       : g_array_new (FALSE, FALSE, sizeof (guint32));
}
