/* SPDX-License-Identifier: MIT
 *
 * A folder of files as a store: its folders, and the messages among its files. When there is a reader of another
 * format of single messages its row in formats.c is all that this needs.
 */
#include "base/diag.h"
#include "base/stream-private.h"
#include "formats.h"
#include "model/store-private.h"

#include <dirent.h>
#include <errno.h>
#include <oxcart/error.h>
#include <oxcart/open.h>
#include <string.h>
#include <sys/stat.h>

#define MOST_DEPTH 128
#define MOST_FILES (1u << 22)

typedef struct {
    char *top;
    OxOptions *options;
    GHashTable *paths; /* number to relative path; files only */
    GHashTable *lists; /* number of a folder to GArray of numbers of files */
} Files;

static void
files_free (gpointer self)
{
    Files *files = self;
    g_free (files->top);
    g_clear_object (&files->options);
    g_hash_table_unref (files->paths);
    g_hash_table_unref (files->lists);
    g_free (files);
}

/* --- what the model asks for ------------------------------------------------------------------------- */

static OxMessage *
open_message (gpointer self, guint32 id, OxDiagnostics *d, GError **error)
{
    Files *files = self;
    const char *path = g_hash_table_lookup (files->paths, GUINT_TO_POINTER (id));
    if (path == NULL) {
        g_set_error (error, OX_ERROR, OX_ERROR_NOT_FOUND, "no file has the number 0x%x", id);
        return NULL;
    }
    g_autoptr (OxStream) stream = ox_stream_new_below (files->top, path, error);
    OxMessage *message = stream != NULL ? ox_open_message (stream, files->options, d, error) : NULL;
    if (message == NULL)
        g_prefix_error (error, "%s: ", path);
    return message;
}

static GArray *
list_messages (gpointer self, guint32 folder, OxFolderTable table, OxDiagnostics *d)
{
    Files *files = self;
    GArray *list = g_hash_table_lookup (files->lists, GUINT_TO_POINTER (folder));
    return list != NULL && table == OX_FOLDER_MESSAGES ? g_array_copy (list)
                                                       : g_array_new (FALSE, FALSE, sizeof (guint32));
}

/* No file is in no folder. */
static GArray *
all_messages (gpointer self, OxDiagnostics *d)
{
    return g_array_new (FALSE, FALSE, sizeof (guint32));
}

static const OxStoreSource source = { .open_message = open_message,
                                      .list_messages = list_messages,
                                      .all_messages = all_messages,
                                      .free_self = files_free };

static const char *
item_name (gpointer self, guint32 id)
{
    return g_hash_table_lookup (((Files *) self)->paths, GUINT_TO_POINTER (id));
}

static guint64
item_size (gpointer self, guint32 id)
{
    const char *path = item_name (self, id);
    g_autoptr (OxStream) stream = path != NULL ? ox_stream_new_below (((Files *) self)->top, path, NULL) : NULL;
    return stream != NULL ? ox_stream_get_size (stream) : 0;
}

static const OxRowSource no_rows = { .item_name = item_name, .item_size = item_size };

/* --- numbers ---------------------------------------------------------------------------------------------- */

/* 31 bits of a hash of the relative path. Of two paths with the same, the one that is found later takes the next
 * number that is free. */
static guint32
make_id (GHashTable *taken, const char *relative)
{
    g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, relative, -1);
    guint64 id = 0;
    hash[8] = '\0';
    g_ascii_string_to_unsigned (hash, 16, 0, G_MAXUINT32, &id, NULL);
    for (id &= G_MAXINT32; id == 0 || !g_hash_table_add (taken, GUINT_TO_POINTER ((guint32) id));)
        id = (id + 1) & G_MAXINT32;
    return (guint32) id;
}

/* --- walking -------------------------------------------------------------------------------------------------- */

typedef struct {
    OxStore *store;
    Files *files;
    GHashTable *taken; /* numbers */
    GQueue *pending;   /* Pending */
    guint n_files;
    OxDiagnostics *d;
} Walk;

typedef struct {
    OxFolder *folder;
    char *relative; /* "" for the top */
    guint depth;
} Pending;

static void
add_pending (Walk *w, OxFolder *folder, const char *relative, guint depth)
{
    Pending *p = g_new (Pending, 1);
    *p = (Pending){ folder, g_strdup (relative), depth };
    g_queue_push_tail (w->pending, p);
}

static OxFolder *
make_folder (Walk *w, const char *relative, const char *name)
{
    g_autoptr (OxProps) props = ox_props_new ();
    g_autofree char *shown = g_utf8_make_valid (name, -1);
    ox_props_set_text (props, OX_TAG_DISPLAY_NAME, shown);
    guint32 id = make_id (w->taken, *relative != '\0' ? relative : ".");
    g_hash_table_insert (w->files->lists, GUINT_TO_POINTER (id), g_array_new (FALSE, FALSE, sizeof (guint32)));
    return ox_folder_new (w->store, id, shown, props, FALSE);
}

static gint
compare_names (gconstpointer a, gconstpointer b)
{
    return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static GPtrArray *
list_names (const char *path)
{
    GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
    g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
    for (const char *name; dir != NULL && (name = g_dir_read_name (dir)) != NULL;)
        g_ptr_array_add (names, g_strdup (name));
    g_ptr_array_sort (names, compare_names);
    return names;
}

static void
add_file (Walk *w, OxFolder *folder, const char *relative)
{
    GArray *list = g_hash_table_lookup (w->files->lists, GUINT_TO_POINTER (ox_folder_get_id (folder)));
    g_autoptr (OxStream) stream = ox_stream_new_below (w->files->top, relative, NULL);
    /* What cannot be read at all might be a message: it fails when it is opened. */
    if (stream != NULL && !ox_formats_hold_message (stream))
        return;
    guint32 id = make_id (w->taken, relative);
    g_hash_table_insert (w->files->paths, GUINT_TO_POINTER (id), g_strdup (relative));
    g_array_append_val (list, id);
    w->n_files++;
}

static void
add_entry (Walk *w, const Pending *p, const char *name)
{
    struct stat st;
    g_autofree char *relative = *p->relative != '\0' ? g_build_filename (p->relative, name, NULL) : g_strdup (name);
    g_autofree char *path = g_build_filename (w->files->top, relative, NULL);
    if (lstat (path, &st) != 0)
        return;
    if (S_ISLNK (st.st_mode)) {
        ox_diag (w->d, OX_DIAG_STORE_LINK, OX_DIAG_NO_OFFSET, "%s", relative);
    } else if ((S_ISDIR (st.st_mode) && p->depth >= MOST_DEPTH) || w->n_files >= MOST_FILES) {
        ox_diag (w->d, OX_DIAG_STORE_LIMIT, OX_DIAG_NO_OFFSET, "%s", relative);
    } else if (S_ISDIR (st.st_mode)) {
        OxFolder *folder = make_folder (w, relative, name);
        ox_folder_take_folder (p->folder, folder);
        add_pending (w, folder, relative, p->depth + 1);
    } else if (S_ISREG (st.st_mode)) {
        add_file (w, p->folder, relative);
    }
}

static void
walk (Walk *w)
{
    while (!g_queue_is_empty (w->pending)) {
        Pending *p = g_queue_pop_head (w->pending);
        g_autofree char *path = g_build_filename (w->files->top, p->relative, NULL);
        g_autoptr (GPtrArray) names = list_names (path);
        for (guint i = 0; i < names->len; i++)
            add_entry (w, p, names->pdata[i]);
        GArray *list = g_hash_table_lookup (w->files->lists, GUINT_TO_POINTER (ox_folder_get_id (p->folder)));
        ox_props_set_integer (ox_folder_get_props (p->folder), OX_TAG_CONTENT_COUNT, OX_TYPE_INTEGER32, list->len);
        g_free (p->relative);
        g_free (p);
    }
}

static OxStore *
open_folder (const char *path, OxOptions *options, OxDiagnostics *d)
{
    Files *files = g_new0 (Files, 1);
    g_autoptr (OxProps) props = ox_props_new ();
    g_autofree char *base = g_path_get_basename (path);
    files->top = g_strdup (path);
    files->options = options != NULL ? g_object_ref (options) : ox_options_new ();
    files->paths = g_hash_table_new_full (NULL, NULL, NULL, g_free);
    files->lists = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_array_unref);
    Walk w = { .files = files, .d = d, .taken = g_hash_table_new (NULL, NULL), .pending = g_queue_new () };
    w.store = ox_store_new (&source, files, "folder of messages", props);
    ox_store_set_rows (w.store, &no_rows, NULL);
    g_autoptr (OxFolder) root = make_folder (&w, "", base);
    ox_store_set_root (w.store, root);
    add_pending (&w, root, "", 0);
    walk (&w);
    g_hash_table_unref (w.taken);
    g_queue_free (w.pending);
    return w.store;
}

OxStore *
ox_open_store_path (const char *path, OxOptions *options, OxDiagnostics *diagnostics, GError **error)
{
    if (g_file_test (path, G_FILE_TEST_IS_DIR)) {
        g_autoptr (GDir) dir = g_dir_open (path, 0, error);
        return dir != NULL ? open_folder (path, options, diagnostics) : NULL;
    }
    g_autoptr (OxStream) stream = ox_stream_new_path (path, error);
    return stream != NULL ? ox_open_store (stream, options, diagnostics, error) : NULL;
}
