/* SPDX-License-Identifier: MIT
 *
 * From files to books: what a file is, and which files of a folder belong together.
 */
#include "base/diag.h"
#include "base/stream-private.h"
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
#define MOST_SNIFFED (4u << 20) /* of a block; servers make those of 256 KiB */

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

/* Whether the table of columns of a compressed file is lost, or part of it; what is lost reads as zeros. */
static gboolean
is_headless (OxStream *inner)
{
    guint8 bytes[OAB_HDR_SIZE + 8];
    if (!ox_oab_inflate_is_lzx (inner) || ox_stream_pread (inner, 0, bytes, sizeof bytes, NULL) < (gssize) sizeof bytes)
        return FALSE;
    OxSlice s = ox_slice (bytes, sizeof bytes, 0);
    ox_slice_skip (&s, OAB_HDR_SIZE);
    guint32 meta = ox_slice_u32 (&s);
    return ox_oab_inflate_lost (inner, OAB_HDR_SIZE + (guint64) MAX (meta, 8) - 1, NULL)
           || ox_oab_inflate_lost (inner, sizeof bytes - 1, NULL);
}

/* Details of version 4: a whole file, or a compressed one without its beginning. */
static gboolean
is_details4 (OxStream *inner)
{
    return ox_oab4_sniff (inner) || is_headless (inner);
}

static OxAddressList *
open_details4 (OxStream *inner, OxOptions *options, OxDiagnostics *diagnostics, GError **error)
{
    return is_headless (inner) ? ox_oab4_open_rest (inner, options, diagnostics, error)
                               : ox_oab4_open (inner, options, diagnostics, error);
}

/* To tell what a file is no more is decompressed than a block as servers make them, or one some times as large. */
static OxStream *
open_to_sniff (OxStream *stream)
{
    OxLimits limits;
    ox_limits_init (&limits);
    limits.value_bytes = MOST_SNIFFED;
    g_autoptr (OxOptions) options = ox_options_new ();
    ox_options_set_limits (options, &limits);
    return ox_oab_open_uncompressed (stream, options, NULL, NULL);
}

gboolean
ox_oab_sniff (OxStream *stream)
{
    OxOabContainer container = ox_oab_container (stream);
    if (container == OX_OAB_CONTAINER_PATCH)
        return FALSE;
    g_autoptr (OxStream) inner = open_to_sniff (stream);
    if (inner == NULL) /* who opens it is told why */
        return container == OX_OAB_CONTAINER_LZX || container == OX_OAB_CONTAINER_MSZIP;
    Oab2Part part = !is_details4 (inner) ? oab2_part_of (inner) : OAB2_NONE;
    return (is_details4 (inner) || part == OAB2_BROWSE || part == OAB2_RDN || part == OAB2_ANR
               || (part == OAB2_DETAILS && !oab_template_sniff (inner)));
}

OxAddressBook *
ox_oab_open (OxStream *stream, OxOptions *options, OxDiagnostics *diagnostics, GError **error)
{
    g_autoptr (OxStream) inner = ox_oab_open_uncompressed (stream, options, diagnostics, error);
    g_autoptr (OxAddressBook) book = ox_address_book_new ();
    if (inner == NULL)
        return NULL;
    if (!is_details4 (inner)) { /* one file of a set tells what it can */
        Oab2Set *set = oab2_set_new ();
        oab2_set_add (set, inner);
        oab2_set_open (set, options, diagnostics, book);
        oab2_set_free (set);
        return g_steal_pointer (&book);
    }
    g_autoptr (OxAddressList) list = open_details4 (inner, options, diagnostics, error);
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

/* A Changes file, [MS-OXOAB] 2.7.1. */
static char *
describe_changes (OxStream *stream)
{
    guint8 bytes[OAB_HDR_SIZE];
    g_autoptr (OxStream) inner = ox_oab_open_uncompressed (stream, NULL, NULL, NULL);
    gssize n = inner != NULL ? ox_stream_pread (inner, 0, bytes, sizeof bytes, NULL) : 0;
    if (n != sizeof bytes || oab2_part_of (inner) != OAB2_CHANGES)
        return NULL;
    OxSlice s = ox_slice (bytes, sizeof bytes, 0);
    OabHdr hdr = oab_hdr_read (&s);
    return g_strdup_printf ("version %u, %u changes for the set with the serial number 0x%08X",
                            hdr.version == OAB_VERSION_3_CHANGES ? 3 : 2, hdr.total, hdr.serial);
}

char *
ox_oab_describe_update (OxStream *stream)
{
    OxOabPatchInfo info;
    if (ox_oab_container (stream) != OX_OAB_CONTAINER_PATCH)
        return describe_changes (stream);
    if (!ox_oab_patch_info (stream, &info, NULL))
        return NULL;
    return g_strdup_printf ("version 4, from details of %u bytes with the serial number 0x%08X to %u bytes with 0x%08X",
                            info.source_size, info.source_crc, info.target_size, info.target_crc);
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

/* Templates belong to all versions, and begin as details of versions 2 and 3 do. */
static gboolean
is_version4 (OxStream *stream)
{
    return ox_oab4_sniff (stream) || oab2_part_of (stream) == OAB2_NONE || oab_template_sniff (stream);
}

gboolean
ox_oab_compress (OxStream *stream, OxSink *sink, GError **error)
{
    OxOabContainer container = is_version4 (stream) ? OX_OAB_CONTAINER_LZX : OX_OAB_CONTAINER_MSZIP;
    return ox_oab_deflate (stream, container, 0, sink, error);
}

/* Details of version 4, as they are inside. */
static OxStream *
open_generation (OxStream *file, OxDiagnostics *diagnostics, GError **error)
{
    g_autoptr (OxStream) inner = ox_oab_open_uncompressed (file, NULL, diagnostics, error);
    if (inner != NULL && !ox_oab4_sniff (inner)) {
        g_set_error_literal (error, OX_ERROR, OX_ERROR_FORMAT, "a patch leads from details of version 4 to others");
        return NULL;
    }
    return g_steal_pointer (&inner);
}

gboolean
ox_oab_make_patch (OxStream *old_file, OxStream *new_file, OxSink *sink, GError **error)
{
    g_autoptr (OxDiagnostics) damage = ox_diagnostics_new ();
    g_autoptr (OxStream) from = open_generation (old_file, damage, error);
    g_autoptr (OxStream) to = from != NULL ? open_generation (new_file, damage, error) : NULL;
    if (to == NULL || !ox_oab_patch_make (from, to, 0, sink, error))
        return FALSE;
    /* What is lost reads as zeros: nobody wants a patch that makes these, or one from what no client has. */
    for (guint i = 0; i < ox_diagnostics_get_size (damage); i++) {
        const char *code = ox_diagnostics_get (damage, i)->code;
        if (strcmp (code, "oab-block") == 0 || strcmp (code, "oab-block-crc") == 0 || strcmp (code, "oab-truncated") == 0) {
            g_set_error_literal (error, OX_ERROR, OX_ERROR_DAMAGED, "a block of one of the files is damaged");
            return FALSE;
        }
    }
    return TRUE;
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
    GHashTable *opened; /* names of files that lists are made of */
    Oab2Set *set;       /* files of versions 2 and 3 */
} Folder;

/* No link leads out of a folder: what it holds may have come from anywhere. */
static OxStream *
open_file (const Folder *folder, const char *name, GError **error)
{
    g_autoptr (OxStream) stream = ox_stream_new_below (folder->path, name, error);
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
open_said_file (Folder *folder, const OxOabList *said, const OxOabFile *file)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (OxStream) stream = open_file (folder, file->name, &error);
    g_autoptr (OxAddressList) list = stream != NULL ? open_details4 (stream, folder->options, folder->diagnostics, &error)
                                                    : NULL;
    if (list != NULL) {
        complete_props (ox_address_list_get_props (list), said);
        ox_address_book_add_list (folder->book, list);
    } else {
        ox_diag (folder->diagnostics, OX_DIAG_OAB_RECORD, OX_DIAG_NO_OFFSET, "the list cannot be read: %s",
                 error->message);
    }
}

/* A list has one details file, and that is of no other list, [MS-OXWOAB] 3.1.5.1: however often a manifest names a file,
 * it is read once. */
static void
open_said_list (Folder *folder, const OxOabList *said)
{
    for (guint i = 0; i < said->files->len; i++) {
        const OxOabFile *file = said->files->pdata[i];
        if (file->kind != OX_OAB_FULL)
            continue;
        ox_diag_push (folder->diagnostics, "%s", file->name);
        if (g_hash_table_add (folder->opened, g_strdup (file->name)))
            open_said_file (folder, said, file);
        else
            ox_diag (folder->diagnostics, OX_DIAG_OAB_MANIFEST, OX_DIAG_NO_OFFSET, "a details file that is named twice");
        ox_diag_pop (folder->diagnostics);
    }
}

/* FALSE where there is no manifest that can be used. */
static gboolean
open_by_manifest (Folder *folder)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (OxStream) stream = ox_stream_new_below (folder->path, "oab.xml", NULL);
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
names_in (const Folder *folder)
{
    GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
    g_autoptr (GDir) dir = g_dir_open (folder->path, 0, NULL);
    for (const char *name; dir != NULL && (name = g_dir_read_name (dir)) != NULL;) {
        g_autofree char *full = g_build_filename (folder->path, name, NULL);
        if (g_file_test (full, G_FILE_TEST_IS_REGULAR))
            g_ptr_array_add (names, g_strdup (name));
    }
    g_ptr_array_sort (names, compare_names);
    if (names->len > MOST_FILES) {
        ox_diag (folder->diagnostics, OX_DIAG_OAB_LIMIT, OX_DIAG_NO_OFFSET, "the first %u of %u files", MOST_FILES,
                 names->len);
        g_ptr_array_set_size (names, MOST_FILES);
    }
    return names;
}

static void
open_by_content (Folder *folder)
{
    g_autoptr (GPtrArray) names = names_in (folder);
    for (guint i = 0; i < names->len; i++) {
        g_autoptr (GError) error = NULL;
        g_autoptr (OxAddressList) list = NULL;
        ox_diag_push (folder->diagnostics, "%s", (const char *) names->pdata[i]);
        g_autoptr (OxStream) stream = open_file (folder, names->pdata[i], &error);
        if (g_error_matches (error, OX_ERROR, OX_ERROR_UNSUPPORTED))
            g_clear_error (&error); /* a patch */
        if (stream != NULL && is_details4 (stream))
            list = open_details4 (stream, folder->options, folder->diagnostics, &error);
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
    g_autoptr (GHashTable) opened = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    Folder folder = { path, options, diagnostics, book, opened, oab2_set_new () };
    if (!open_by_manifest (&folder))
        open_by_content (&folder);
    oab2_set_free (folder.set);
    if (ox_address_book_get_n_lists (book) > 0)
        return g_steal_pointer (&book);
    g_set_error (error, OX_ERROR, OX_ERROR_FORMAT, "%s holds no address book", path);
    return NULL;
}
