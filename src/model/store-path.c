/* SPDX-License-Identifier: MIT
 *
 * Folders by path and by number, and walking over all of them.
 */
#include "model/store-private.h"

#include <oxcart/error.h>
#include <string.h>

#define ID_MARK "~0x"

/* --- walking ------------------------------------------------------------------------------------------ */

/* Where the walk is: in each folder from the top on, the next of the folders in it. */
typedef struct {
    OxFolder *folder;
    guint next;
} Step;

struct _OxWalk {
    GObject parent;
    OxStore *store;
    OxFolder *top;
    GArray *steps;
    gboolean begun;
};

G_DEFINE_FINAL_TYPE (OxWalk, ox_walk, G_TYPE_OBJECT)

static void
ox_walk_finalize (GObject *object)
{
    OxWalk *walk = OX_WALK (object);
    g_array_unref (walk->steps);
    g_clear_object (&walk->top);
    g_clear_object (&walk->store);
    G_OBJECT_CLASS (ox_walk_parent_class)->finalize (object);
}

static void
ox_walk_class_init (OxWalkClass *klass)
{
    G_OBJECT_CLASS (klass)->finalize = ox_walk_finalize;
}

static void
ox_walk_init (OxWalk *walk)
{
    walk->steps = g_array_new (FALSE, FALSE, sizeof (Step));
}

OxWalk *
ox_walk_new (OxFolder *top)
{
    OxWalk *walk = g_object_new (OX_TYPE_WALK, NULL);
    walk->top = g_object_ref (top);
    walk->store = g_object_ref (ox_folder_get_store (top));
    return walk;
}

static OxFolder *
enter (OxWalk *walk, OxFolder *folder)
{
    const Step step = { folder, 0 };
    g_array_append_val (walk->steps, step);
    return folder;
}

OxFolder *
ox_walk_next (OxWalk *walk)
{
    if (!walk->begun) {
        walk->begun = TRUE;
        return enter (walk, walk->top);
    }
    while (walk->steps->len > 0) {
        Step *step = &g_array_index (walk->steps, Step, walk->steps->len - 1);
        if (step->next < ox_folder_get_n_folders (step->folder))
            return enter (walk, ox_folder_get_folder (step->folder, step->next++));
        g_array_set_size (walk->steps, walk->steps->len - 1);
    }
    return NULL;
}

guint
ox_walk_get_depth (OxWalk *walk)
{
    return walk->steps->len > 0 ? walk->steps->len - 1 : 0;
}

char *
ox_walk_get_position (OxWalk *walk)
{
    if (!walk->begun)
        return g_strdup ("start");
    if (walk->steps->len == 0)
        return g_strdup ("end");
    OxFolder *here = g_array_index (walk->steps, Step, walk->steps->len - 1).folder;
    return g_strdup_printf ("0x%x", ox_folder_get_id (here));
}

gboolean
ox_walk_set_position (OxWalk *walk, const char *position, GError **error)
{
    guint64 id;
    gboolean number = g_str_has_prefix (position, "0x")
                      && g_ascii_string_to_unsigned (position + 2, 16, 0, G_MAXUINT32, &id, NULL);
    g_array_set_size (walk->steps, 0);
    walk->begun = strcmp (position, "start") != 0;
    if (!walk->begun || strcmp (position, "end") == 0)
        return TRUE;
    walk->begun = FALSE;
    for (OxFolder *folder; number && (folder = ox_walk_next (walk)) != NULL;)
        if (ox_folder_get_id (folder) == (guint32) id)
            return TRUE;
    g_set_error (error, OX_ERROR, OX_ERROR_NOT_FOUND, "no folder here has the position \"%s\"", position);
    return FALSE;
}

/* --- numbers -------------------------------------------------------------------------------------------- */

#define FOLDER_ID 0x67F4 /* of the folders of an .ost: replica and counter, [MS-OXCDATA] 2.2.1.1 */

/* All folders by number, and by the counter of their EntryIDs; and how many of a folder's have one name, by number and name. */
typedef struct {
    GHashTable *by_id;
    GHashTable *by_counter;
    GHashTable *names;
} Folders;

static void
folders_free (gpointer data)
{
    Folders *folders = data;
    g_hash_table_unref (folders->by_id);
    g_hash_table_unref (folders->by_counter);
    g_hash_table_unref (folders->names);
    g_free (folders);
}

static char *
name_of (OxFolder *folder, OxFolder *parent)
{
    return g_strdup_printf ("%x/%s", ox_folder_get_id (parent), ox_folder_get_name (folder));
}

/* 6 bytes of counter behind 2 of the replica. */
static void
add_counter (Folders *folders, OxFolder *folder)
{
    guint64 id = (guint64) ox_props_get_integer (ox_folder_get_props (folder), FOLDER_ID, 0);
    guint64 counter = id >> 16;
    if (counter != 0 && !g_hash_table_contains (folders->by_counter, &counter))
        g_hash_table_insert (folders->by_counter, g_memdup2 (&counter, sizeof counter), folder);
}

static gpointer
make_folders (OxStore *store)
{
    Folders *folders = g_new (Folders, 1);
    folders->by_id = g_hash_table_new (NULL, NULL);
    folders->by_counter = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
    folders->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr (OxWalk) walk = ox_walk_new (ox_store_get_root (store));
    for (OxFolder *folder; (folder = ox_walk_next (walk)) != NULL;) {
        OxFolder *parent = ox_folder_get_parent (folder);
        g_hash_table_insert (folders->by_id, GUINT_TO_POINTER (ox_folder_get_id (folder)), folder);
        add_counter (folders, folder);
        if (parent == NULL)
            continue;
        char *name = name_of (folder, parent);
        guint n = GPOINTER_TO_UINT (g_hash_table_lookup (folders->names, name));
        g_hash_table_insert (folders->names, name, GUINT_TO_POINTER (n + 1));
    }
    return folders;
}

static const Folders *
get_folders (OxStore *store)
{
    return ox_store_get_once (store, OX_ONCE_FOLDERS, make_folders, folders_free);
}

OxFolder *
ox_store_get_folder (OxStore *store, guint32 id)
{
    return g_hash_table_lookup (get_folders (store)->by_id, GUINT_TO_POINTER (id));
}

OxFolder *
ox_store_find_counter (OxStore *store, guint64 counter)
{
    return g_hash_table_lookup (get_folders (store)->by_counter, &counter);
}

/* --- paths: writing --------------------------------------------------------------------------------------- */

/* "Name~0x8022": the number that tells folders of one name apart. */
static gboolean
split_id (const char *name, gsize *length, guint32 *id)
{
    guint64 number;
    const char *mark = g_strrstr (name, ID_MARK);
    if (mark == NULL
        || !g_ascii_string_to_unsigned (mark + strlen (ID_MARK), 16, 0, G_MAXUINT32, &number, NULL))
        return FALSE;
    *length = (gsize) (mark - name);
    *id = (guint32) number;
    return TRUE;
}

static gboolean
needs_id (OxFolder *folder, OxFolder *parent)
{
    const char *name = ox_folder_get_name (folder);
    gsize length;
    guint32 id;
    if (*name == '\0' || *name == '@' || split_id (name, &length, &id)
        || g_ascii_string_to_unsigned (name, 10, 0, G_MAXUINT32, NULL, NULL))
        return TRUE;
    g_autofree char *full = name_of (folder, parent);
    return GPOINTER_TO_UINT (g_hash_table_lookup (get_folders (ox_folder_get_store (folder))->names, full)) > 1;
}

static char *
step_name (OxFolder *folder, OxFolder *parent)
{
    GString *out = g_string_new (NULL);
    for (const char *p = ox_folder_get_name (folder); *p != '\0'; p++) {
        if (*p == '/' || *p == '\\')
            g_string_append_c (out, '\\');
        g_string_append_c (out, *p);
    }
    if (needs_id (folder, parent))
        g_string_append_printf (out, "~0x%x", ox_folder_get_id (folder));
    return g_string_free (out, FALSE);
}

char *
ox_folder_get_path (OxFolder *folder)
{
    OxStore *store = ox_folder_get_store (folder);
    OxFolder *top = ox_store_get_top (store), *root = ox_store_get_root (store);
    g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
    GString *path = g_string_new (NULL);
    OxFolder *parent;
    for (; folder != top && (parent = ox_folder_get_parent (folder)) != NULL; folder = parent)
        g_ptr_array_add (names, step_name (folder, parent));
    /* What is beside the folders that people see, or above them. */
    if (folder != top && folder == root)
        g_string_append_c (path, '/');
    for (guint i = names->len; i > 0; i--)
        g_string_append_printf (path, "/%s", (const char *) names->pdata[i - 1]);
    if (names->len == 0)
        g_string_append_c (path, '/');
    return g_string_free (path, FALSE);
}

/* --- paths: reading --------------------------------------------------------------------------------------- */

/* The next name of a path, without its backslashes. */
static char *
take_step (const char **path)
{
    GString *name = g_string_new (NULL);
    while (**path != '\0' && **path != '/') {
        if (**path == '\\' && (*path)[1] != '\0')
            (*path)++;
        g_string_append_c (name, **path);
        (*path)++;
    }
    while (**path == '/')
        (*path)++;
    return g_string_free (name, FALSE);
}

static OxFolder *
find_by_id (OxFolder *parent, const char *name)
{
    gsize length;
    guint32 id;
    if (!split_id (name, &length, &id))
        return NULL;
    for (guint i = 0; i < ox_folder_get_n_folders (parent); i++) {
        OxFolder *folder = ox_folder_get_folder (parent, i);
        const char *own = ox_folder_get_name (folder);
        if (ox_folder_get_id (folder) == id && strlen (own) == length && strncmp (own, name, length) == 0)
            return folder;
    }
    return NULL;
}

/* The exact name first, then one that differs in case alone. */
static OxFolder *
find_child (OxFolder *parent, const char *name)
{
    OxFolder *found = find_by_id (parent, name);
    if (found != NULL)
        return found;
    g_autofree char *folded = g_utf8_casefold (name, -1);
    for (int exact = 1; exact >= 0; exact--) {
        for (guint i = 0; i < ox_folder_get_n_folders (parent); i++) {
            OxFolder *folder = ox_folder_get_folder (parent, i);
            const char *own = ox_folder_get_name (folder);
            g_autofree char *own_folded = g_utf8_casefold (own, -1);
            if (exact ? strcmp (own, name) == 0 : strcmp (own_folded, folded) == 0)
                return folder;
        }
    }
    return NULL;
}

/* Where a path begins: "//" at the root, "@role" at a special folder, all else at the top. */
static OxFolder *
find_start (OxStore *store, const char **path)
{
    OxFolder *start = ox_store_get_top (store);
    if (**path == '@') {
        (*path)++;
        g_autofree char *role = take_step (path);
        return ox_store_get_folder_by_role (store, ox_folder_role_from_string (role));
    }
    if (g_str_has_prefix (*path, "//"))
        start = ox_store_get_root (store);
    while (**path == '/')
        (*path)++;
    return start;
}

OxFolder *
ox_store_find_folder (OxStore *store, const char *path, GError **error)
{
    const char *left = path;
    OxFolder *folder = find_start (store, &left);
    while (folder != NULL && *left != '\0') {
        g_autofree char *name = take_step (&left);
        folder = find_child (folder, name);
    }
    if (folder == NULL)
        g_set_error (error, OX_ERROR, OX_ERROR_NOT_FOUND, "there is no folder %s", path);
    return folder;
}
