/* SPDX-License-Identifier: MIT
 *
 * Building stores: for readers.
 */
#ifndef OX_MODEL_STORE_PRIVATE_H
#define OX_MODEL_STORE_PRIVATE_H

#include <oxcart/store.h>

/* What a format does for its stores. Any thread may call these, all but free_self at any time. */
typedef struct {
    OxMessage *(*open_message) (gpointer self, guint32 id, OxDiagnostics *d, GError **error);
    /* Numbers of the messages that a folder lists. */
    GArray *(*list_messages) (gpointer self, guint32 folder, OxFolderTable table, OxDiagnostics *d);
    /* Numbers of the messages that are in the store; those that no folder lists are among them. */
    GArray *(*all_messages) (gpointer self, OxDiagnostics *d);
    /* Nullable: puts folders that no other lists into `recovered`. */
    void (*add_lost_folders) (gpointer self, OxStore *store, OxFolder *recovered, OxDiagnostics *d);
    void (*free_self) (gpointer self);
} OxStoreSource;

/* What a format knows about items without reading them; any of these may be NULL, or the first four together. Rows
 * belong to one thread at a time. */
typedef struct {
    /* NULL where the folder has no table. */
    gpointer (*open_rows) (gpointer self, guint32 folder, OxFolderTable table, OxDiagnostics *d);
    gboolean (*has_column) (gpointer rows, OxKey key);
    /* Those of `keys` that are columns; FALSE where the message itself should be asked. */
    gboolean (*read_row) (gpointer rows, guint index, guint32 id, const OxKey *keys, guint n, OxProps *props);
    void (*close_rows) (gpointer rows);
    /* Of `self`: the key of a property number from 0x8000 on; the folder of a role that no property names, or 0. */
    OxKey (*key_of_id) (gpointer self, guint16 id);
    guint32 (*find_special) (gpointer self, OxFolderRole role);
    /* Of `self`: the name that an item has outside the store. */
    const char *(*item_name) (gpointer self, guint32 id);
    /* Of `self`: the bytes of an item that does not say its size itself. */
    guint64 (*item_size) (gpointer self, guint32 id);
} OxRowSource;

/* Takes `self` over. */
OxStore *ox_store_new (const OxStoreSource *source, gpointer self, const char *format, OxProps *props);
void ox_store_set_root (OxStore *store, OxFolder *root);
/* Nullable for stores that have no tables, and none of a name map. */
void ox_store_set_rows (OxStore *store, const OxRowSource *rows, OxNames *names);
const OxRowSource *ox_store_get_rows (OxStore *store);
gpointer ox_store_get_self (OxStore *store);

OxFolder *ox_folder_new (OxStore *store, guint32 id, const char *name, OxProps *props,
                         gboolean is_search);
/* Takes `child` over. */
void ox_folder_take_folder (OxFolder *folder, OxFolder *child);

/* store-roles.c: the folder of an EntryID, of whatever form; NULL where there is none. */
OxFolder *ox_store_find_entryid (OxStore *store, GBytes *entryid);
/* store-path.c: the folder with this counter in its server's EntryID, [MS-OXCDATA] 2.2.4.1. */
OxFolder *ox_store_find_counter (OxStore *store, guint64 counter);
/* The EntryID of a folder as this library makes it: for comparing. */
GBytes *ox_folder_make_entryid (OxFolder *folder);

/* What is worked out of a store's folders once, when it is first asked for. */
typedef enum { OX_ONCE_FOLDERS, OX_ONCE_ROLES, OX_ONCE_N } OxOnce;

/* Kept by the store; `make` may ask for another. */
gpointer ox_store_get_once (OxStore *store, OxOnce what, gpointer (*make) (OxStore *store),
                            GDestroyNotify free_made);

#endif
