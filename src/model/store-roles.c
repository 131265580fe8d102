/* SPDX-License-Identifier: MIT
 *
 * What special folders are for, [MS-OXOSFLD] 2.2: EntryIDs in properties of the store, of the Inbox and of the
 * root say so.
 */
#include "base/slice.h"
#include "model/store-private.h"

#include <string.h>

#define ENTRYID_PST 24    /* [MS-PST] 2.4.3.2 */
#define ENTRYID_SERVER 46 /* [MS-OXCDATA] 2.2.4.1 */

/* --- names ------------------------------------------------------------------------------------------- */

static const char *const role_names[] = {
    [OX_ROLE_NONE] = "",
    [OX_ROLE_TOP] = "top",
    [OX_ROLE_INBOX] = "inbox",
    [OX_ROLE_OUTBOX] = "outbox",
    [OX_ROLE_SENT] = "sent",
    [OX_ROLE_DELETED] = "deleted",
    [OX_ROLE_DRAFTS] = "drafts",
    [OX_ROLE_CALENDAR] = "calendar",
    [OX_ROLE_CONTACTS] = "contacts",
    [OX_ROLE_JOURNAL] = "journal",
    [OX_ROLE_NOTES] = "notes",
    [OX_ROLE_TASKS] = "tasks",
    [OX_ROLE_REMINDERS] = "reminders",
    [OX_ROLE_JUNK] = "junk",
    [OX_ROLE_SYNC_ISSUES] = "sync-issues",
    [OX_ROLE_CONFLICTS] = "conflicts",
    [OX_ROLE_LOCAL_FAILURES] = "local-failures",
    [OX_ROLE_SERVER_FAILURES] = "server-failures",
    [OX_ROLE_RSS] = "rss",
    [OX_ROLE_TRACKED_MAIL] = "tracked-mail",
    [OX_ROLE_TODO] = "todo",
    [OX_ROLE_CONVERSATION_ACTIONS] = "conversation-actions",
    [OX_ROLE_SUGGESTED_CONTACTS] = "suggested-contacts",
    [OX_ROLE_CONTACT_SEARCH] = "contact-search",
    [OX_ROLE_IM_CONTACTS] = "im-contacts",
    [OX_ROLE_QUICK_CONTACTS] = "quick-contacts",
    [OX_ROLE_SEARCH_FOLDERS] = "search-folders",
    [OX_ROLE_VIEWS] = "views",
    [OX_ROLE_COMMON_VIEWS] = "common-views",
    [OX_ROLE_FREE_BUSY] = "free-busy",
};

const char *
ox_folder_role_to_string (OxFolderRole role)
{
    g_return_val_if_fail ((guint) role < G_N_ELEMENTS (role_names), "");
    return role_names[role];
}

OxFolderRole
ox_folder_role_from_string (const char *name)
{
    for (guint i = OX_ROLE_TOP; i < G_N_ELEMENTS (role_names); i++)
        if (g_ascii_strcasecmp (role_names[i], name) == 0)
            return (OxFolderRole) i;
    return OX_ROLE_NONE;
}

/* --- EntryIDs ---------------------------------------------------------------------------------------- */

/* Of a server's EntryID the counter of the folder is compared: a store has folders of one replica. */
OxFolder *
ox_store_find_entryid (OxStore *store, GBytes *entryid)
{
    OxSlice s = ox_slice_from_bytes (entryid);
    if (s.left == ENTRYID_PST) {
        ox_slice_skip (&s, 20);
        return ox_store_get_folder (store, ox_slice_u32 (&s));
    }
    if (s.left != ENTRYID_SERVER)
        return NULL;
    ox_slice_skip (&s, 38);
    guint64 low = ox_slice_u32 (&s);
    return ox_store_find_counter (store, low | (guint64) ox_slice_u16 (&s) << 32);
}

GBytes *
ox_folder_make_entryid (OxFolder *folder)
{
    guint8 id[ENTRYID_PST] = { 0 };
    GBytes *key = ox_props_get_bytes (ox_store_get_props (ox_folder_get_store (folder)), OX_TAG_RECORD_KEY);
    if (key != NULL && g_bytes_get_size (key) == 16) {
        OxSlice s = ox_slice_from_bytes (key);
        ox_slice_copy (&s, id + 4, 16);
    }
    for (guint i = 0; i < 4; i++)
        id[20 + i] = (guint8) (ox_folder_get_id (folder) >> 8 * i);
    return g_bytes_new (id, sizeof id);
}

/* --- working it out ---------------------------------------------------------------------------------- */

typedef struct {
    OxKey key;
    OxFolderRole role;
} Row;

/* On the store, [MS-PST] 2.4.3.1. */
static const Row store_rows[] = {
    { OX_TAG_IPM_SUBTREE_ENTRY_ID, OX_ROLE_TOP },          { OX_TAG_IPM_OUTBOX_ENTRY_ID, OX_ROLE_OUTBOX },
    { OX_TAG_IPM_WASTEBASKET_ENTRY_ID, OX_ROLE_DELETED },  { OX_TAG_IPM_SENT_MAIL_ENTRY_ID, OX_ROLE_SENT },
    { OX_TAG_VIEWS_ENTRY_ID, OX_ROLE_VIEWS },              { OX_TAG_COMMON_VIEWS_ENTRY_ID, OX_ROLE_COMMON_VIEWS },
    { OX_TAG_FINDER_ENTRY_ID, OX_ROLE_SEARCH_FOLDERS },
};

/* On the Inbox and on the root, [MS-OXOSFLD] 2.2.3 to 2.2.5. */
static const Row folder_rows[] = {
    { OX_TAG_IPM_APPOINTMENT_ENTRY_ID, OX_ROLE_CALENDAR }, { OX_TAG_IPM_CONTACT_ENTRY_ID, OX_ROLE_CONTACTS },
    { OX_TAG_IPM_JOURNAL_ENTRY_ID, OX_ROLE_JOURNAL },      { OX_TAG_IPM_NOTE_ENTRY_ID, OX_ROLE_NOTES },
    { OX_TAG_IPM_TASK_ENTRY_ID, OX_ROLE_TASKS },           { 0x36D5, OX_ROLE_REMINDERS },
    { OX_TAG_IPM_DRAFTS_ENTRY_ID, OX_ROLE_DRAFTS },
};

/* Places in PidTagAdditionalRenEntryIds, [MS-OXOSFLD] 2.2.4. */
static const OxFolderRole ren_roles[] = { OX_ROLE_CONFLICTS, OX_ROLE_SYNC_ISSUES, OX_ROLE_LOCAL_FAILURES,
                                          OX_ROLE_SERVER_FAILURES, OX_ROLE_JUNK };

/* Numbers in PidTagAdditionalRenEntryIdsEx, [MS-OXOSFLD] 2.2.5. */
static const struct {
    guint16 id;
    OxFolderRole role;
} ren_ex_roles[] = {
    { 0x8001, OX_ROLE_RSS },
    { 0x8002, OX_ROLE_TRACKED_MAIL },
    { 0x8004, OX_ROLE_TODO },
    { 0x8006, OX_ROLE_CONVERSATION_ACTIONS },
    { 0x8008, OX_ROLE_SUGGESTED_CONTACTS },
    { 0x8009, OX_ROLE_CONTACT_SEARCH },
    { 0x800A, OX_ROLE_IM_CONTACTS },
    { 0x800B, OX_ROLE_QUICK_CONTACTS },
};

/* A folder has one role, a role one folder. */
typedef struct {
    OxStore *store;
    GHashTable *roles; /* OxFolder to its role */
    OxFolder *folders[G_N_ELEMENTS (role_names)];
} Roles;

static void
roles_free (gpointer data)
{
    Roles *roles = data;
    g_hash_table_unref (roles->roles);
    g_free (roles);
}

static void
give (Roles *r, OxFolder *folder, OxFolderRole role)
{
    if (folder == NULL || r->folders[role] != NULL || g_hash_table_contains (r->roles, folder))
        return;
    g_hash_table_insert (r->roles, folder, GUINT_TO_POINTER ((guint) role));
    r->folders[role] = folder;
}

static void
give_entryid (Roles *r, const OxValue *value, OxFolderRole role)
{
    GBytes *bytes = ox_value_get_bytes (value);
    if (bytes != NULL)
        give (r, ox_store_find_entryid (r->store, bytes), role);
}

static void
give_rows (Roles *r, OxProps *props, const Row *rows, guint n)
{
    for (guint i = 0; i < n; i++)
        give_entryid (r, ox_props_lookup (props, rows[i].key), rows[i].role);
}

/* Records of { number, bytes, elements of { kind, bytes, data } }; kind 1 is the EntryID. */
static void
give_ren_ex (Roles *r, GBytes *bytes)
{
    OxSlice s = ox_slice_from_bytes (bytes);
    while (s.left >= 4) {
        guint16 id = ox_slice_u16 (&s);
        guint16 n = ox_slice_u16 (&s);
        OxSlice elements = ox_slice_take (&s, MIN (n, s.left));
        while (id != 0 && elements.left >= 4) {
            guint16 kind = ox_slice_u16 (&elements);
            guint16 size = ox_slice_u16 (&elements);
            OxSlice data = ox_slice_take (&elements, MIN (size, elements.left));
            g_autoptr (GBytes) entryid = g_bytes_new (ox_slice_data (&data), data.left);
            OxFolder *folder = kind == 1 ? ox_store_find_entryid (r->store, entryid) : NULL;
            for (guint i = 0; i < G_N_ELEMENTS (ren_ex_roles) && folder != NULL; i++)
                if (ren_ex_roles[i].id == id)
                    give (r, folder, ren_ex_roles[i].role);
        }
    }
}

static void
give_of_folder (Roles *r, OxFolder *folder)
{
    OxProps *props = ox_folder_get_props (folder);
    const OxValue *ren = ox_props_lookup (props, OX_TAG_ADDITIONAL_REN_ENTRY_IDS);
    GBytes *ren_ex = ox_props_get_bytes (props, OX_TAG_ADDITIONAL_REN_ENTRY_IDS_EX);
    const OxValue *free_busy = ox_props_lookup (props, OX_TAG_FREE_BUSY_ENTRY_IDS);
    give_rows (r, props, folder_rows, G_N_ELEMENTS (folder_rows));
    for (guint i = 0; ren != NULL && i < MIN (ox_value_get_n_items (ren), G_N_ELEMENTS (ren_roles)); i++)
        give_entryid (r, ox_value_get_item (ren, i), ren_roles[i]);
    if (ren_ex != NULL)
        give_ren_ex (r, ren_ex);
    if (free_busy != NULL && ox_value_get_n_items (free_busy) > 3)
        give_entryid (r, ox_value_get_item (free_busy, 3), OX_ROLE_FREE_BUSY);
}

/* What the format knows; the folder of all folders, and the Inbox, which lies below it, vouch for the rest. */
static OxFolder *
find_special (Roles *r, OxFolderRole role)
{
    const OxRowSource *rows = ox_store_get_rows (r->store);
    guint32 id = rows != NULL && rows->find_special != NULL
                     ? rows->find_special (ox_store_get_self (r->store), role) : 0;
    OxFolder *folder = id != 0 ? ox_store_get_folder (r->store, id) : NULL;
    return folder != ox_store_get_root (r->store) ? folder : NULL;
}

/* The Inbox: what the store says takes mail; else, of the folders that people see, the one that knows the
 * others. Names are of a language, and say nothing. */
static OxFolder *
find_inbox (Roles *r)
{
    OxFolder *top = r->folders[OX_ROLE_TOP];
    OxFolder *inbox = find_special (r, OX_ROLE_INBOX);
    if (inbox != NULL && inbox != top)
        return inbox;
    for (guint i = 0; top != NULL && i < ox_folder_get_n_folders (top); i++) {
        OxFolder *folder = ox_folder_get_folder (top, i);
        for (guint j = 0; j < G_N_ELEMENTS (folder_rows); j++)
            if (ox_props_lookup (ox_folder_get_props (folder), folder_rows[j].key) != NULL)
                return folder;
    }
    return NULL;
}

static void
give_store (Roles *r)
{
    OxFolder *root = ox_store_get_root (r->store);
    give_rows (r, ox_store_get_props (r->store), store_rows, G_N_ELEMENTS (store_rows));
    OxFolder *inbox = find_special (r, OX_ROLE_INBOX);
    OxFolder *top = find_special (r, OX_ROLE_TOP);
    gboolean vouched = r->folders[OX_ROLE_TOP] == NULL && inbox != NULL && ox_folder_get_parent (inbox) == top;
    for (guint i = 0; i < G_N_ELEMENTS (store_rows) && vouched; i++)
        give (r, find_special (r, store_rows[i].role), store_rows[i].role);
    if (r->folders[OX_ROLE_TOP] == NULL)
        give (r, root, OX_ROLE_TOP);
}

static gpointer
make_roles (OxStore *store)
{
    Roles *r = g_new0 (Roles, 1);
    r->store = store;
    r->roles = g_hash_table_new (NULL, NULL);
    give_store (r);
    OxFolder *inbox = find_inbox (r);
    give (r, inbox, OX_ROLE_INBOX);
    if (inbox != NULL)
        give_of_folder (r, inbox);
    if (ox_store_get_root (store) != NULL)
        give_of_folder (r, ox_store_get_root (store));
    return r;
}

static const Roles *
get_roles (OxStore *store)
{
    return ox_store_get_once (store, OX_ONCE_ROLES, make_roles, roles_free);
}

OxFolderRole
ox_folder_get_role (OxFolder *folder)
{
    const Roles *r = get_roles (ox_folder_get_store (folder));
    return (OxFolderRole) GPOINTER_TO_UINT (g_hash_table_lookup (r->roles, folder));
}

OxFolder *
ox_store_get_folder_by_role (OxStore *store, OxFolderRole role)
{
    g_return_val_if_fail ((guint) role < G_N_ELEMENTS (role_names), NULL);
    return get_roles (store)->folders[role];
}

OxFolder *
ox_store_get_top (OxStore *store)
{
    return get_roles (store)->folders[OX_ROLE_TOP];
}
