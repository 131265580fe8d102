/* SPDX-License-Identifier: MIT */
#ifndef OXCART_STORE_H
#define OXCART_STORE_H

#include <oxcart/diagnostics.h>
#include <oxcart/message.h>
#include <oxcart/options.h>
#include <oxcart/props.h>
#include <oxcart/restriction.h>

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
 * ox_open_store_path:
 * @path: a file that holds a store, or a folder of files that hold messages
 * @options: (nullable): how to read it; %NULL for the defaults
 * @diagnostics: (nullable): where to record what was odd about the store as a whole
 * @error: return location for an error
 *
 * Opens a mailbox, or a folder of messages (.msg, .oft, .eml) as one: its folders are the folders of the store, what is
 * no message by its content is passed over. No link below @path is followed. The numbers of messages and folders
 * are made of their relative paths, so that they stay while other files come and go.
 *
 * Returns: (transfer full) (nullable): the store
 */
OX_API OxStore *ox_open_store_path (const char *path, OxOptions *options, OxDiagnostics *diagnostics,
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

/**
 * ox_folder_get_parent:
 * @folder: a folder
 *
 * Returns: (transfer none) (nullable): the folder it is in; %NULL for the root
 */
OX_API OxFolder *ox_folder_get_parent (OxFolder *folder);

/**
 * ox_folder_get_store:
 * @folder: a folder
 *
 * Returns: (transfer none): its store
 */
OX_API OxStore *ox_folder_get_store (OxFolder *folder);

/**
 * OxFolderRole:
 * @OX_ROLE_NONE: a folder like any other
 * @OX_ROLE_TOP: the folder of all that people see; the root where the store names none
 * @OX_ROLE_INBOX: the Inbox
 * @OX_ROLE_OUTBOX: the Outbox
 * @OX_ROLE_SENT: Sent Items
 * @OX_ROLE_DELETED: Deleted Items
 * @OX_ROLE_DRAFTS: Drafts
 * @OX_ROLE_CALENDAR: the default calendar
 * @OX_ROLE_CONTACTS: the default folder of contacts
 * @OX_ROLE_JOURNAL: the journal
 * @OX_ROLE_NOTES: sticky notes
 * @OX_ROLE_TASKS: the default folder of tasks
 * @OX_ROLE_REMINDERS: the search folder of reminders
 * @OX_ROLE_JUNK: Junk E-mail
 * @OX_ROLE_SYNC_ISSUES: Sync Issues
 * @OX_ROLE_CONFLICTS: Conflicts, in Sync Issues
 * @OX_ROLE_LOCAL_FAILURES: Local Failures, in Sync Issues
 * @OX_ROLE_SERVER_FAILURES: Server Failures, in Sync Issues
 * @OX_ROLE_RSS: RSS Feeds
 * @OX_ROLE_TRACKED_MAIL: the search folder of tracked mail
 * @OX_ROLE_TODO: the search folder of things to do
 * @OX_ROLE_CONVERSATION_ACTIONS: Conversation Action Settings
 * @OX_ROLE_SUGGESTED_CONTACTS: Suggested Contacts
 * @OX_ROLE_CONTACT_SEARCH: the search folder of contacts
 * @OX_ROLE_IM_CONTACTS: contacts of instant messaging
 * @OX_ROLE_QUICK_CONTACTS: Quick Contacts
 * @OX_ROLE_SEARCH_FOLDERS: the folder of search folders
 * @OX_ROLE_VIEWS: Views
 * @OX_ROLE_COMMON_VIEWS: Common Views: definitions of views and of search folders
 * @OX_ROLE_FREE_BUSY: Freebusy Data
 *
 * What a special folder is for, [MS-OXOSFLD] 2.2.1.
 */
typedef enum {
    OX_ROLE_NONE,
    OX_ROLE_TOP,
    OX_ROLE_INBOX,
    OX_ROLE_OUTBOX,
    OX_ROLE_SENT,
    OX_ROLE_DELETED,
    OX_ROLE_DRAFTS,
    OX_ROLE_CALENDAR,
    OX_ROLE_CONTACTS,
    OX_ROLE_JOURNAL,
    OX_ROLE_NOTES,
    OX_ROLE_TASKS,
    OX_ROLE_REMINDERS,
    OX_ROLE_JUNK,
    OX_ROLE_SYNC_ISSUES,
    OX_ROLE_CONFLICTS,
    OX_ROLE_LOCAL_FAILURES,
    OX_ROLE_SERVER_FAILURES,
    OX_ROLE_RSS,
    OX_ROLE_TRACKED_MAIL,
    OX_ROLE_TODO,
    OX_ROLE_CONVERSATION_ACTIONS,
    OX_ROLE_SUGGESTED_CONTACTS,
    OX_ROLE_CONTACT_SEARCH,
    OX_ROLE_IM_CONTACTS,
    OX_ROLE_QUICK_CONTACTS,
    OX_ROLE_SEARCH_FOLDERS,
    OX_ROLE_VIEWS,
    OX_ROLE_COMMON_VIEWS,
    OX_ROLE_FREE_BUSY
} OxFolderRole;

/**
 * ox_folder_get_role:
 * @folder: a folder
 *
 * What a folder is for, by the EntryIDs that the store, its Inbox and its root hold, never by its name, which is
 * of a language.
 *
 * Returns: its role, which no other folder of the store has, or %OX_ROLE_NONE
 */
OX_API OxFolderRole ox_folder_get_role (OxFolder *folder);

/**
 * ox_folder_role_to_string:
 * @role: a role
 *
 * Returns: (transfer none): one word, such as "inbox" or "sync-issues"; "" for none
 */
OX_API const char *ox_folder_role_to_string (OxFolderRole role);

/**
 * ox_folder_role_from_string:
 * @name: the word, in any case
 *
 * Returns: the role; %OX_ROLE_NONE where there is none such
 */
OX_API OxFolderRole ox_folder_role_from_string (const char *name);

/**
 * ox_store_get_folder_by_role:
 * @store: a store
 * @role: a role
 *
 * Returns: (transfer none) (nullable): the folder
 */
OX_API OxFolder *ox_store_get_folder_by_role (OxStore *store, OxFolderRole role);

/**
 * ox_store_get_top:
 * @store: a store
 *
 * Returns: (transfer none): where paths begin: the folder of all that people see, or the root
 */
OX_API OxFolder *ox_store_get_top (OxStore *store);

/**
 * ox_store_get_folder:
 * @store: a store
 * @id: a folder's number
 *
 * Returns: (transfer none) (nullable): the folder
 */
OX_API OxFolder *ox_store_get_folder (OxStore *store, guint32 id);

/**
 * ox_folder_get_path:
 * @folder: a folder
 *
 * The names of the folders from the top on, each behind a slash: "/Inbox/Sub"; "//Common Views" for what is not
 * below the top, where the first slash is the root. A slash or a backslash in a name has a backslash before it.
 * Folders of one name are told apart by their numbers, "/Inbox~0x8082", and so is a folder whose name is empty, a
 * number, begins with "@" or ends like that itself.
 *
 * Returns: (transfer full): a path, by which ox_store_find_folder() finds this folder
 */
OX_API char *ox_folder_get_path (OxFolder *folder);

/**
 * ox_store_find_folder:
 * @store: a store
 * @path: as ox_folder_get_path() gives it; "@inbox/Sub" begins at the folder of a role. Case counts only where
 *   two names differ in nothing else
 * @error: return location for an error
 *
 * Returns: (transfer none) (nullable): the folder; %OX_ERROR_NOT_FOUND where there is none
 */
OX_API OxFolder *ox_store_find_folder (OxStore *store, const char *path, GError **error);

/**
 * OxWalk:
 *
 * A walk over a folder and all folders below, each before those in it, in the order of the store.
 */
#define OX_TYPE_WALK (ox_walk_get_type ())
OX_API G_DECLARE_FINAL_TYPE (OxWalk, ox_walk, OX, WALK, GObject)

/**
 * ox_walk_new:
 * @top: where it begins
 *
 * Returns: (transfer full): a walk, which keeps the store
 */
OX_API OxWalk *ox_walk_new (OxFolder *top);

/**
 * ox_walk_next:
 * @walk: a walk
 *
 * Returns: (transfer none) (nullable): the next folder, @top at first; %NULL at the end
 */
OX_API OxFolder *ox_walk_next (OxWalk *walk);

/**
 * ox_walk_get_depth:
 * @walk: a walk
 *
 * Returns: how far below @top the folder is that was given last
 */
OX_API guint ox_walk_get_depth (OxWalk *walk);

/**
 * ox_walk_get_position:
 * @walk: a walk
 *
 * Returns: (transfer full): where the walk is, as text that can be kept
 */
OX_API char *ox_walk_get_position (OxWalk *walk);

/**
 * ox_walk_set_position:
 * @walk: a walk
 * @position: of a walk over the same folders
 * @error: return location for an error
 *
 * Goes where another walk was.
 *
 * Returns: whether there is such a place; %OX_ERROR_NOT_FOUND
 */
OX_API gboolean ox_walk_set_position (OxWalk *walk, const char *position, GError **error);

/**
 * ox_store_get_names:
 * @store: a store
 *
 * Returns: (transfer none): the names that local keys of the store's own properties and of its folders refer to
 */
OX_API OxNames *ox_store_get_names (OxStore *store);

/**
 * ox_store_get_item_name:
 * @store: a store
 * @id: a message's number
 *
 * Returns: (transfer none) (nullable): of a folder of files the file that the message is, relative to the folder
 */
OX_API const char *ox_store_get_item_name (OxStore *store, guint32 id);

/**
 * ox_store_parse_restriction:
 * @store: the store that the restriction was found in
 * @bytes: a restriction
 * @form: its layout
 * @error: return location for an error
 *
 * As ox_restriction_parse(), with the store's names for properties from 0x8000 on.
 *
 * Returns: (transfer full) (nullable): the restriction
 */
OX_API OxRestriction *ox_store_parse_restriction (OxStore *store, GBytes *bytes, OxRestrictionForm form,
                                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * OxSearchFolder:
 * @name: what the search folder is called
 * @id: the number of the message that defines it
 * @template_id: which of Outlook's searches it is, [MS-OXOSRCH] 2.2.3
 * @restriction: (nullable): what it searches for; %NULL where its definition does not say
 * @folders: (element-type OxFolder): the folders it searches, each once; those below are among them where it
 *   searches them, too
 *
 * The definition of a search folder, [MS-OXOSRCH] 2.2.1, whether or not the store has the folder itself. It must
 * not be used longer than its store.
 */
typedef struct {
    char *name;
    guint32 id;
    guint32 template_id;
    OxRestriction *restriction;
    GPtrArray *folders;
} OxSearchFolder;

#define OX_TYPE_SEARCH_FOLDER (ox_search_folder_get_type ())
OX_API GType ox_search_folder_get_type (void);

/**
 * ox_search_folder_copy:
 * @search: a definition
 *
 * Returns: (transfer full): a copy
 */
OX_API OxSearchFolder *ox_search_folder_copy (const OxSearchFolder *search);

/**
 * ox_search_folder_free:
 * @search: (nullable): a definition
 */
OX_API void ox_search_folder_free (OxSearchFolder *search);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OxSearchFolder, ox_search_folder_free)

/**
 * ox_store_list_searches:
 * @store: a store
 * @diagnostics: (nullable): where to record what was odd about them
 *
 * Reads the definitions of search folders: associated messages of class IPM.Microsoft.WunderBar.SFInfo.
 *
 * Returns: (transfer full) (element-type OxSearchFolder): the definitions, in the order of the store
 */
OX_API GPtrArray *ox_store_list_searches (OxStore *store, OxDiagnostics *diagnostics);

G_END_DECLS

#endif
