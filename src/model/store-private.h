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

/* Takes `self` over. */
OxStore *ox_store_new (const OxStoreSource *source, gpointer self, const char *format, OxProps *props);
void ox_store_set_root (OxStore *store, OxFolder *root);

OxFolder *ox_folder_new (OxStore *store, guint32 id, const char *name, OxProps *props,
                         gboolean is_search);
/* Takes `child` over. */
void ox_folder_take_folder (OxFolder *folder, OxFolder *child);

#endif
