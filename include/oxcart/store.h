/* SPDX-License-Identifier: MIT */
#ifndef OXCART_STORE_H
#define OXCART_STORE_H

#include <oxcart/diagnostics.h>
#include <oxcart/message.h>
#include <oxcart/options.h>
#include <oxcart/props.h>

G_BEGIN_DECLS

/**
 * OxStore:
 *
 * A mailbox: folders of messages. It may be read by several threads at a time.
 */
#define OX_TYPE_STORE (ox_store_get_type ())
OX_API G_DECLARE_FINAL_TYPE (OxStore, ox_store, OX, STORE, GObject)

/**
 * OxFolder:
 *
 * A folder of a store; it lives as long as its store.
 */
#define OX_TYPE_FOLDER (ox_folder_get_type ())
OX_API G_DECLARE_FINAL_TYPE (OxFolder, ox_folder, OX, FOLDER, GObject)

/**
 * OxFolderTable:
 * @OX_FOLDER_MESSAGES: what a person sees in the folder
 * @OX_FOLDER_ASSOCIATED: what programs keep in it: views, rules, settings
 *
 * The lists of messages that a folder has.
 */
typedef enum { OX_FOLDER_MESSAGES, OX_FOLDER_ASSOCIATED } OxFolderTable;

/**
 * ox_open_store:
 * @stream: an input that holds a store; kept open
 * @options: (nullable): how to read it; %NULL for the defaults
 * @diagnostics: (nullable): where to record what was odd about the store as a whole
 * @error: return location for an error
 *
 * Opens a mailbox (.pst, .ost) and reads its tree of folders, [MS-PST]. A password is no hindrance: it
 * encrypts nothing.
 *
 * Returns: (transfer full) (nullable): the store. %OX_ERROR_FORMAT where it is none, %OX_ERROR_DAMAGED
 *   where nothing of it can be read
 */
OX_API OxStore *ox_open_store (OxStream *stream, OxOptions *options, OxDiagnostics *diagnostics,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * ox_store_get_props:
 * @store: a store
 *
 * Returns: (transfer none): the properties of the store itself
 */
OX_API OxProps *ox_store_get_props (OxStore *store);

/**
 * ox_store_get_format:
 * @store: a store
 *
 * Returns: (transfer none): its dialect, in words
 */
OX_API const char *ox_store_get_format (OxStore *store);

/**
 * ox_store_get_root:
 * @store: a store
 *
 * Returns: (transfer none): the folder that all others are in
 */
OX_API OxFolder *ox_store_get_root (OxStore *store);

/**
 * ox_store_get_recovered:
 * @store: a store
 * @diagnostics: (nullable): where to record what was found
 *
 * Looks through all of the store for messages that no folder lists: deleted ones, and those whose folder
 * is damaged. Takes as long as reading the store's index.
 *
 * Returns: (transfer full): a folder of them, which has no name in the store
 */
OX_API OxFolder *ox_store_get_recovered (OxStore *store, OxDiagnostics *diagnostics);

/**
 * ox_store_open_message:
 * @store: a store
 * @id: the message's number in the store, as ox_folder_list_messages() gives it
 * @diagnostics: (nullable): where to record what was odd about the message, also later, when an attachment
 *   of it is read
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the message
 */
OX_API OxMessage *ox_store_open_message (OxStore *store, guint32 id, OxDiagnostics *diagnostics,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * ox_folder_get_name:
 * @folder: a folder
 *
 * Returns: (transfer none): its name as it is shown; may be empty
 */
OX_API const char *ox_folder_get_name (OxFolder *folder);

/**
 * ox_folder_get_id:
 * @folder: a folder
 *
 * Returns: its number in the store
 */
OX_API guint32 ox_folder_get_id (OxFolder *folder);

/**
 * ox_folder_get_props:
 * @folder: a folder
 *
 * Returns: (transfer none): its properties
 */
OX_API OxProps *ox_folder_get_props (OxFolder *folder);

/**
 * ox_folder_is_search:
 * @folder: a folder
 *
 * Returns: whether it only shows messages of other folders
 */
OX_API gboolean ox_folder_is_search (OxFolder *folder);

/**
 * ox_folder_get_n_folders:
 * @folder: a folder
 *
 * Returns: how many folders are in it
 */
OX_API guint ox_folder_get_n_folders (OxFolder *folder);

/**
 * ox_folder_get_folder:
 * @folder: a folder
 * @index: which, from 0
 *
 * Returns: (transfer none): a folder in it
 */
OX_API OxFolder *ox_folder_get_folder (OxFolder *folder, guint index);

/**
 * ox_folder_list_messages:
 * @folder: a folder
 * @table: which of its lists
 * @diagnostics: (nullable): where to record what was odd about the list
 *
 * Returns: (transfer full) (element-type guint32): the numbers of its messages, in the order of the list
 */
OX_API GArray *ox_folder_list_messages (OxFolder *folder, OxFolderTable table,
                                        OxDiagnostics *diagnostics);

G_END_DECLS

#endif
