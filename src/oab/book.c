/* SPDX-License-Identifier: MIT
 *
 * From files to books: what a file is, and which files of a folder belong together.
 */
#include "base/diag.h"
#include "oab/changes2.h"
#include "oab/container.h"
#include "oab/details4.h"
#include "oab/layout.h"
#include "oab/reader.h"
#include "oab/set2.h"
#include "oab/template.h"

#include <oxcart/error.h>
#include <oxcart/oab.h>
#include <string.h>

#define MOST_MANIFEST (16u << 20)
#define MOST_FILES 4096u

/* --- single files ------------------------------------------------------------------------------------------- */

OxStream *
ox_oab_open_uncompressed (OxStream *stream, OxOptions *options, OxDiagnostics *diagnostics, GError **error)
{
    switch (ox_oab_container (stream)) {
    case OX_OAB_CONTAINER_NONE:
        return ox_stream_ref (stream);
    case OX_OAB_CONTAINER_PATCH:
        g_set_error_literal (error, OX_ERROR, OX_ERROR_UNSUPPORTED,
                             "a patch is nothing without the file it is for");
        return NULL;
    default:
        return ox_oab_inflate (stream, ox_options_get_limits (options), diagnostics, error);
    }
}

gboolean
ox_oab_sniff (OxStream *stream)
{
    OxOabContainer container = ox_oab_container (stream);
    if (container == OX_OAB_CONTAINER_PATCH)
        return FALSE;
    g_autoptr (OxStream) inner = ox_oab_open_uncompressed (stream, NULL, NULL, NULL);
    Oab2Part part = inner != NULL && !ox_oab4_sniff (inner) ? oab2_part_of (inner) : OAB2_NONE;
    return inner != NULL
           && (ox_oab4_sniff (inner) || part == OAB2_BROWSE || part == OAB2_RDN || part == OAB2_ANR
               || (part == OAB2_DETAILS && !oab_template_sniff (inner)));
}

OxAddressBook *
ox_oab_open (OxStream *stream, OxOptions *options, OxDiagnostics *diagnostics, GError **error)
{
    g_autoptr (OxStream) inner = ox_oab_open_uncompressed (stream, options, diagnostics, error);
    g_autoptr (OxAddressBook) book = ox_address_book_new ();
    if (inner == NULL)
        return NULL;
    if (!ox_oab4_sniff (inner)) { /* one file of a set tells what it can */
        Oab2Set *set = oab2_set_new ();
        oab2_set_add (set, inner);
        oab2_set_open (set, options, diagnostics, book);
        oab2_set_free (set);
        return g_steal_pointer (&book);
    }
    g_autoptr (OxAddressList) list = ox_oab4_open (inner, options, diagnostics, error);
    if (list == NULL)
        return NULL;
    ox_address_book_add_list (book, list);
    return g_steal_pointer (&book);
}

gboolean
ox_oab_check_index (OxStream *stream, OxDiagnostics *diagnostics)
{
    g_autoptr (OxStream) inner = ox_oab_open_uncompressed (stream, NULL, NULL, NULL);
    Oab2Part part = inner != NULL && !ox_oab4_sniff (inner) ? oab2_part_of (inner) : OAB2_NONE;
    if (part == OAB2_RDN || part == OAB2_ANR)
        oab2_index_check (inner, part, diagnostics);
    return part == OAB2_RDN || part == OAB2_ANR;
}

static gboolean
is_manifest (OxStream *stream)
{
    if (ox_stream_get_size (stream) > MOST_MANIFEST)
        return FALSE;
    g_autoptr (GBytes) bytes = ox_stream_read_bytes (stream, 0, MOST_MANIFEST, NULL);
    g_autoptr (OxOabManifest) manifest = bytes != NULL ? ox_oab_manifest_parse (bytes, NULL, NULL) : NULL;
    return manifest != NULL;
}

const char *
ox_oab_describe (OxStream *stream)
{
    static const char *const containers[] = { NULL, "compressed (MSZIP)", "compressed (LZX)", "patch, version 4" };
    OxOabContainer container = ox_oab_container (stream);
    if (container == OX_OAB_CONTAINER_PATCH)
        return containers[container];
    g_autoptr (OxStream) inner = ox_oab_open_uncompressed (stream, NULL, NULL, NULL);
    if (inner == NULL)
        return containers[container] != NULL ? containers[container] : "unknown";
    if (ox_oab4_sniff (inner))
        return container == OX_OAB_CONTAINER_NONE ? "details, version 4" : "details, version 4, compressed (LZX)";
    if (oab_template_sniff (inner))
        return container == OX_OAB_CONTAINER_NONE ? "display templates" : "display templates, compressed";
    if (is_manifest (inner))
        return "manifest";
    const char *part = oab2_part_to_string (oab2_part_of (inner));
    return part != NULL ? part : containers[container] != NULL ? containers[container] : "unknown";
}

guint
ox_oab_get_version (OxAddressList *list)
{
    Oab2List of;
    OxAddressList *base = oab2_changes_get_base (list);
    if (ox_oab4_is_list (list))
        return 4;
    return oab2_list_get (base != NULL ? base : list, &of) ? (of.version3 ? 3 : 2) : 0;
}

gboolean
ox_address_list_write_oab (OxAddressList *list, OxSink *sink, OxOptions *options, OxDiagnostics *diagnostics,
                           GError **error)
{
    return ox_oab4_write (list, sink, options, diagnostics, error);
}

gboolean
ox_oab_compress (OxStream *stream, OxSink *sink, GError **error)
{
    return ox_oab_deflate (stream, OX_OAB_CONTAINER_LZX, 0, sink, error);
}

gboolean
ox_oab_make_patch (OxStream *old_file, OxStream *new_file, OxSink *sink, GError **error)
{
    g_autoptr (OxStream) from = ox_oab_open_uncompressed (old_file, NULL, NULL, error);
    g_autoptr (OxStream) to = from != NULL ? ox_oab_open_uncompressed (new_file, NULL, NULL, error) : NULL;
    return to != NULL && ox_oab_patch_make (from, to, 0, sink, error);
}

gboolean
ox_oab_apply_patch (OxStream *old_file, OxStream *patch, OxSink *sink, GError **error)
{
    g_autoptr (OxStream) from = ox_oab_open_uncompressed (old_file, NULL, NULL, error);
    return from != NULL && ox_oab_patch_apply (from, patch, ox_options_get_limits (NULL), sink, error);
}

/* --- folders ------------------------------------------------------------------------------------------------ */

typedef struct {
    const char *path;
    OxOptions *options;
    OxDiagnostics *diagnostics;
    OxAddressBook *book;
    Oab2Set *set; /* files of versions 2 and 3 */
} Folder;

static OxStream *
open_file (const Folder *folder, const char *name, GError **error)
{
    g_autofree char *path = g_build_filename (folder->path, name, NULL);
    g_autoptr (OxStream) stream = ox_stream_new_path (path, error);
    return stream != NULL ? ox_oab_open_uncompressed (stream, folder->options, folder->diagnostics, error) : NULL;
}

/* The manifest knows the name of a list where the file does not. */
static void
complete_props (OxProps *props, const OxOabList *said)
{
    if (ox_props_get_text (props, OX_TAG_OFFLINE_ADDRESS_BOOK_NAME) == NULL && *said->name != '\0')
        ox_props_set_text (props, OX_TAG_OFFLINE_ADDRESS_BOOK_NAME, said->name);
    if (ox_props_get_text (props, OX_TAG_OFFLINE_ADDRESS_BOOK_CONTAINER_GUID) == NULL && *said->id != '\0')
        ox_props_set_text (props, OX_TAG_OFFLINE_ADDRESS_BOOK_CONTAINER_GUID, said->id);
}

static void
open_said_list (Folder *folder, const OxOabList *said)
{
    for (guint i = 0; i < said->files->len; i++) {
        const OxOabFile *file = said->files->pdata[i];
        g_autoptr (GError) error = NULL;
        if (file->kind != OX_OAB_FULL)
            continue;
        ox_diag_push (folder->diagnostics, "%s", file->name);
        g_autoptr (OxStream) stream = open_file (folder, file->name, &error);
        g_autoptr (OxAddressList) list = stream != NULL ? ox_oab4_open (stream, folder->options, folder->diagnostics,
                                                                       &error)
                                                        : NULL;
        if (list != NULL) {
            complete_props (ox_address_list_get_props (list), said);
            ox_address_book_add_list (folder->book, list);
        } else {
            ox_diag (folder->diagnostics, OX_DIAG_OAB_RECORD, OX_DIAG_NO_OFFSET, "the list cannot be read: %s",
                     error->message);
        }
        ox_diag_pop (folder->diagnostics);
    }
}

/* FALSE where there is no manifest that can be used. */
static gboolean
open_by_manifest (Folder *folder)
{
    g_autoptr (GError) error = NULL;
    g_autofree char *path = g_build_filename (folder->path, "oab.xml", NULL);
    g_autoptr (OxStream) stream = ox_stream_new_path (path, NULL);
    g_autoptr (GBytes) bytes = stream != NULL ? ox_stream_read_bytes (stream, 0, MOST_MANIFEST, NULL) : NULL;
    if (bytes == NULL)
        return FALSE;
    g_autoptr (OxOabManifest) manifest = ox_oab_manifest_parse (bytes, folder->diagnostics, &error);
    if (manifest == NULL) {
        ox_diag (folder->diagnostics, OX_DIAG_OAB_MANIFEST, OX_DIAG_NO_OFFSET, "oab.xml: %s", error->message);
        return FALSE;
    }
    for (guint i = 0; i < ox_oab_manifest_get_n_lists (manifest); i++)
        open_said_list (folder, ox_oab_manifest_get_list (manifest, i));
    return ox_address_book_get_n_lists (folder->book) > 0;
}

static gint
compare_names (gconstpointer a, gconstpointer b)
{
    return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static GPtrArray *
names_in (const char *path)
{
    GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
    g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
    for (const char *name; dir != NULL && names->len < MOST_FILES && (name = g_dir_read_name (dir)) != NULL;) {
        g_autofree char *full = g_build_filename (path, name, NULL);
        if (g_file_test (full, G_FILE_TEST_IS_REGULAR))
            g_ptr_array_add (names, g_strdup (name));
    }
    g_ptr_array_sort (names, compare_names);
    return names;
}

static void
open_by_content (Folder *folder)
{
    g_autoptr (GPtrArray) names = names_in (folder->path);
    for (guint i = 0; i < names->len; i++) {
        g_autoptr (GError) error = NULL;
        g_autoptr (OxAddressList) list = NULL;
        ox_diag_push (folder->diagnostics, "%s", (const char *) names->pdata[i]);
        g_autoptr (OxStream) stream = open_file (folder, names->pdata[i], NULL);
        if (stream != NULL && ox_oab4_sniff (stream))
            list = ox_oab4_open (stream, folder->options, folder->diagnostics, &error);
        else if (stream != NULL)
            oab2_set_add (folder->set, stream);
        if (list != NULL)
            ox_address_book_add_list (folder->book, list);
        else if (error != NULL)
            ox_diag (folder->diagnostics, OX_DIAG_OAB_RECORD, OX_DIAG_NO_OFFSET, "the list cannot be read: %s",
                     error->message);
        ox_diag_pop (folder->diagnostics);
    }
    oab2_set_open (folder->set, folder->options, folder->diagnostics, folder->book);
}

OxAddressBook *
ox_oab_open_folder (const char *path, OxOptions *options, OxDiagnostics *diagnostics, GError **error)
{
    g_autoptr (OxAddressBook) book = ox_address_book_new ();
    Folder folder = { path, options, diagnostics, book, oab2_set_new () };
    if (!open_by_manifest (&folder))
        open_by_content (&folder);
    oab2_set_free (folder.set);
    if (ox_address_book_get_n_lists (book) > 0)
        return g_steal_pointer (&book);
    g_set_error (error, OX_ERROR, OX_ERROR_FORMAT, "%s holds no address book", path);
    return NULL;
}
