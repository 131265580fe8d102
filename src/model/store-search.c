/* SPDX-License-Identifier: MIT
 *
 * Search folders of a store: where their definitions are, what they search, [MS-OXOSRCH].
 */
#include "base/diag.h"
#include "model/key-private.h"
#include "model/search-folder.h"
#include "model/store-private.h"

#include <oxcart/table.h>

#define DEFINITION_CLASS "IPM.Microsoft.WunderBar.SFInfo"
#define MOST_DEFINITION (16u << 20)

G_DEFINE_BOXED_TYPE (OxSearchFolder, ox_search_folder, ox_search_folder_copy, ox_search_folder_free)

OxSearchFolder *
ox_search_folder_copy (const OxSearchFolder *search)
{
    OxSearchFolder *copy = g_new (OxSearchFolder, 1);
    *copy = *search;
    copy->name = g_strdup (search->name);
    copy->restriction = search->restriction != NULL ? ox_restriction_ref (search->restriction) : NULL;
    copy->folders = g_ptr_array_ref (search->folders);
    return copy;
}

void
ox_search_folder_free (OxSearchFolder *search)
{
    if (search == NULL)
        return;
    g_free (search->name);
    g_clear_pointer (&search->restriction, ox_restriction_unref);
    g_ptr_array_unref (search->folders);
    g_free (search);
}

/* --- what is searched for ------------------------------------------------------------------------------ */

static OxKey
key_of_id (gpointer self, guint16 id)
{
    const OxRowSource *rows = ox_store_get_rows (self);
    return rows != NULL && rows->key_of_id != NULL ? rows->key_of_id (ox_store_get_self (self), id)
                                                   : OX_KEY_UNNAMED | id;
}

OxRestriction *
ox_store_parse_restriction (OxStore *store, GBytes *bytes, OxRestrictionForm form, GError **error)
{
    const OxKeyMap map = { key_of_id, store, ox_store_get_names (store) };
    OxSlice s = ox_slice_from_bytes (bytes);
    return ox_restriction_read (&s, form, 1, &map, error);
}

/* No message stores the EntryID of its folder: those that a definition names become what tables say of it. */
static OxRestriction *
resolve (OxStore *store, OxRestriction *r)
{
    if (r->kind == OX_RESTRICTION_PROPERTY && r->prop.key == OX_TAG_PARENT_ENTRY_ID
        && r->value.form == OX_FORM_BYTES) {
        OxFolder *folder = ox_store_find_entryid (store, r->value.u.bytes);
        if (folder != NULL)
            return ox_restriction_new_property (r->prop, r->op,
                                                ox_value_bytes (r->value.type, ox_folder_make_entryid (folder)));
    }
    if (r->kind > OX_RESTRICTION_NOT)
        return ox_restriction_ref (r);
    OxRestriction *copy = ox_restriction_new (r->kind);
    for (guint i = 0; i < r->children->len; i++)
        ox_restriction_take_child (copy, resolve (store, r->children->pdata[i]));
    return copy;
}

/* --- where it is searched for ------------------------------------------------------------------------------ */

/* One walk, whatever the definition names: a folder is searched where it is named, or where the one that it is in
 * is searched with all below. */
static GPtrArray *
folders_of (OxStore *store, GHashTable *named, gboolean deep)
{
    GPtrArray *folders = g_ptr_array_new ();
    g_autoptr (GHashTable) within = g_hash_table_new (NULL, NULL);
    g_autoptr (OxWalk) walk = ox_walk_new (ox_store_get_root (store));
    for (OxFolder *folder; (folder = ox_walk_next (walk)) != NULL;) {
        gboolean below = deep && g_hash_table_contains (within, ox_folder_get_parent (folder));
        if (!below && !g_hash_table_contains (named, folder))
            continue;
        g_hash_table_add (within, folder);
        if (!ox_folder_is_search (folder))
            g_ptr_array_add (folders, folder);
    }
    return folders;
}

/* Where none of the folders that it names is in the store, it is all that people see. */
static GPtrArray *
find_folders (OxStore *store, const OxSearchDefinition *def, const char *name, OxDiagnostics *d)
{
    g_autoptr (GHashTable) named = g_hash_table_new (NULL, NULL);
    guint n_missing = 0;
    for (guint i = 0; i < def->ids->len; i++) {
        OxFolder *folder = ox_store_find_entryid (store, def->ids->pdata[i]);
        if (folder != NULL)
            g_hash_table_add (named, folder);
        else
            n_missing++;
    }
    if (n_missing > 0)
        ox_diag (d, OX_DIAG_STORE_SEARCH, OX_DIAG_NO_OFFSET, "\"%s\" searches %u folders that are not in the store",
                 name, n_missing);
    if (g_hash_table_size (named) > 0)
        return folders_of (store, named, def->deep);
    g_hash_table_add (named, ox_store_get_top (store));
    return folders_of (store, named, TRUE);
}

/* --- reading ------------------------------------------------------------------------------------------------- */

static OxSearchFolder *
read_search (OxStore *store, OxMessage *message, guint32 id, OxDiagnostics *d)
{
    const OxKeyMap map = { key_of_id, store, ox_store_get_names (store) };
    OxProps *props = ox_message_get_props (message);
    g_autoptr (GError) error = NULL;
    const char *name = ox_props_get_text (props, OX_TAG_DISPLAY_NAME);
    g_autoptr (OxStream) stream = ox_props_open (props, OX_TAG_SEARCH_FOLDER_DEFINITION);
    g_autoptr (GBytes) bytes = NULL;
    if (stream == NULL)
        return NULL;
    if (name == NULL)
        name = ox_props_get_text (props, OX_TAG_SUBJECT);
    name = name != NULL ? name : "";
    bytes = ox_stream_read_bytes (stream, 0, (gsize) MIN (MOST_DEFINITION, ox_stream_get_size (stream)), &error);
    g_autoptr (OxSearchDefinition) def = bytes != NULL ? ox_search_definition_parse (bytes, &map, &error) : NULL;
    if (def == NULL) {
        ox_diag (d, OX_DIAG_STORE_SEARCH, OX_DIAG_NO_OFFSET, "\"%s\": %s", name, error->message);
        return NULL;
    }
    OxSearchFolder *search = g_new0 (OxSearchFolder, 1);
    search->name = g_strdup (name);
    search->id = id;
    search->template_id = (guint32) ox_props_get_integer (props, OX_TAG_SEARCH_FOLDER_TEMPLATE_ID, 0);
    search->restriction = def->restriction != NULL ? resolve (store, def->restriction) : NULL;
    search->folders = find_folders (store, def, name, d);
    return search;
}

/* Programs write them to Common Views; any other folder will do. */
static void
read_folder (OxFolder *folder, OxRestriction *is_definition, GPtrArray *searches, OxDiagnostics *d)
{
    g_autoptr (OxTable) table = ox_folder_open_table (folder, OX_FOLDER_ASSOCIATED, NULL);
    ox_table_set_restriction (table, is_definition);
    for (OxProps *row; (row = ox_table_next (table)) != NULL; ox_props_unref (row)) {
        g_autoptr (OxMessage) message = ox_table_open_message (table, NULL);
        OxSearchFolder *search = NULL;
        if (message != NULL)
            search = read_search (ox_folder_get_store (folder), message, ox_table_get_id (table), d);
        if (search != NULL)
            g_ptr_array_add (searches, search);
    }
}

GPtrArray *
ox_store_list_searches (OxStore *store, OxDiagnostics *diagnostics)
{
    static const char klass[] = DEFINITION_CLASS;
    GPtrArray *searches = g_ptr_array_new_with_free_func ((GDestroyNotify) ox_search_folder_free);
    const OxPropRef ref = { OX_TAG_MESSAGE_CLASS, NULL, OX_TYPE_STRING };
    g_autoptr (OxRestriction) is_definition = ox_restriction_new_property (
        ref, OX_RELOP_EQ, ox_value_text (OX_TYPE_STRING, g_strdup (klass), sizeof klass - 1));
    g_autoptr (OxWalk) walk = ox_walk_new (ox_store_get_root (store));
    for (OxFolder *folder; (folder = ox_walk_next (walk)) != NULL;)
        if (!ox_folder_is_search (folder))
            read_folder (folder, is_definition, searches, diagnostics);
    return searches;
}
