/* SPDX-License-Identifier: MIT
 *
 * oxcart oab build: a folder that a client can load an address book from, [MS-OXWOAB]: details, templates, a
 * patch from the generation before, and the manifest that names them.
 */
#include "oab.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

typedef struct {
    Cli cli; /* first: option callbacks are given it */
    char *name;
    char *dn;
    char *langid;
    gint sequence;
    gboolean uncompressed;
    OxOabManifest *previous; /* NULL where the folder has none yet */
    OxOabManifest *manifest;
} Build;

/* One list that is built. */
typedef struct {
    Build *build;
    OxAddressList *list;
    OxDiagnostics *diagnostics;
    char *id;
    const OxOabList *before; /* the same list in the generation before, or NULL */
    guint32 sequence;
} Generation;

/* --- names ------------------------------------------------------------------------------------------------------- */

/* The GUID of a list stays the same in all generations: where the list does not say it, it is that of the list
 * of this name in the generation before, or follows from the name. */
static char *
list_id (const Build *b, OxAddressList *list, const char *name)
{
    const char *own = ox_props_get_text (ox_address_list_get_props (list), OX_TAG_OFFLINE_ADDRESS_BOOK_CONTAINER_GUID);
    if (own != NULL && strlen (own) == 36 && strspn (own, "0123456789abcdefABCDEF-") == 36)
        return g_strdup (own);
    for (guint i = 0; b->previous != NULL && i < ox_oab_manifest_get_n_lists (b->previous); i++) {
        const OxOabList *old = ox_oab_manifest_get_list (b->previous, i);
        if (strcmp (old->name, name) == 0)
            return g_strdup (old->id);
    }
    g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, name, -1);
    return g_strdup_printf ("%.8s-%.4s-%.4s-%.4s-%.12s", sum, sum + 8, sum + 12, sum + 16, sum + 20);
}

static char *
list_name (const Build *b, OxAddressList *list, const char *path)
{
    const char *own = ox_address_list_get_name (list);
    if (b->name != NULL)
        return g_strconcat (*b->name == '\\' ? "" : "\\", b->name, NULL);
    if (*own != '\0')
        return g_strdup (own);
    g_autofree char *base = g_path_get_basename (path);
    char *dot = strrchr (base, '.');
    if (dot != NULL && dot > base)
        *dot = '\0';
    return g_strconcat ("\\", base, NULL);
}

static const OxOabList *
list_before (const Build *b, const char *id)
{
    for (guint i = 0; b->previous != NULL && i < ox_oab_manifest_get_n_lists (b->previous); i++) {
        const OxOabList *list = ox_oab_manifest_get_list (b->previous, i);
        if (g_ascii_strcasecmp (list->id, id) == 0)
            return list;
    }
    return NULL;
}

static const OxOabFile *
full_file (const OxOabList *list)
{
    for (guint i = 0; list != NULL && i < list->files->len; i++) {
        const OxOabFile *file = list->files->pdata[i];
        if (file->kind == OX_OAB_FULL)
            return file;
    }
    return NULL;
}

/* --- files -------------------------------------------------------------------------------------------------------- */

static OxStream *
open_published (const Build *b, const char *name, GError **error)
{
    g_autofree char *path = g_build_filename (b->cli.output, name, NULL);
    return ox_stream_new_path (path, error);
}

static gboolean
put_template (gpointer self, OxSink *sink, GError **error)
{
    ox_oab_write_template (sink);
    return TRUE;
}

static gboolean
put_details (gpointer self, OxSink *sink, GError **error)
{
    const Generation *g = self;
    return ox_address_list_write_oab (g->list, sink, g->build->cli.options, g->diagnostics, error);
}

static gboolean
copy_stream (OxStream *in, OxSink *sink, GError **error)
{
    for (guint64 at = 0; at < ox_stream_get_size (in);) {
        g_autoptr (GBytes) bytes = ox_stream_read_bytes (in, at, 1u << 20, error);
        if (bytes == NULL)
            return FALSE;
        gsize n = 0;
        const guint8 *data = g_bytes_get_data (bytes, &n);
        if (n == 0)
            break;
        ox_sink_write (sink, data, n);
        at += n;
    }
    return ox_sink_finish (sink, error);
}

/* Writes `in`, compressed, or the patch that leads from `from` to it; adds it to the manifest. */
static gboolean
publish (const Generation *g, OxOabFile *file, OxStream *in, OxStream *from, GError **error)
{
    const Build *b = g->build;
    g_autofree char *path = g_build_filename (b->cli.output, file->name, NULL);
    CliOutput out;
    if (!cli_output_open (&out, path, error))
        return FALSE;
    gboolean ok = from != NULL      ? ox_oab_make_patch (from, in, out.sink, error)
                  : b->uncompressed ? copy_stream (in, out.sink, error)
                                    : ox_oab_compress (in, out.sink, error);
    if (!ok) {
        cli_output_discard (&out);
        return FALSE;
    }
    if (!cli_output_commit (&out, b->cli.force, error))
        return FALSE;
    g_autoptr (OxStream) written = ox_stream_new_path (path, error);
    g_autofree char *sha1 = written != NULL ? ox_oab_sha1 (written, error) : NULL;
    if (sha1 == NULL)
        return FALSE;
    file->sha1 = sha1;
    file->size = ox_stream_get_size (written);
    file->uncompressed_size = ox_stream_get_size (in);
    ox_oab_manifest_add_file (b->manifest, file);
    return TRUE;
}

/* ulSerial: equal files have equal ones, [MS-OXOAB] 2.9.1. */
static gboolean
same_content (OxStream *a, OxStream *b)
{
    guint8 x[12];
    guint8 y[12];
    return ox_stream_get_size (a) == ox_stream_get_size (b) && ox_stream_pread (a, 0, x, sizeof x, NULL) == sizeof x
           && ox_stream_pread (b, 0, y, sizeof y, NULL) == sizeof y && memcmp (x, y, sizeof x) == 0;
}

/* --- a list ------------------------------------------------------------------------------------------------------- */

static gboolean
publish_templates (const Generation *g, GError **error)
{
    static const char *const types[] = { "windows", "mac" };
    static const char *const prefixes[] = { "lng", "mac" };
    const Build *b = g->build;
    guint64 langid = 0x409;
    if (b->langid != NULL && !g_ascii_string_to_unsigned (b->langid, 16, 1, 0xFFFF, &langid, error))
        return FALSE;
    g_autoptr (OxStream) template = oab_write_aside (put_template, NULL, error);
    for (guint i = 0; template != NULL && i < G_N_ELEMENTS (types); i++) {
        g_autofree char *name = g_strdup_printf ("%s-%s%04x-%u.%s", g->id, prefixes[i], (guint) langid, g->sequence,
                                                 b->uncompressed ? "oab" : "lzx");
        OxOabFile file = { OX_OAB_TEMPLATE, name, NULL, (char *) types[i], g->sequence, 7, (guint32) langid, 0, 0 };
        if (!publish (g, &file, template, NULL, error))
            return FALSE;
    }
    return template != NULL;
}

/* The patch from the generation before, and those before that as long as their files are there. A client counts on it
 * that each leads one generation on, [MS-OXWOAB] 3.1.5.1: where numbers are left out there are none. */
static gboolean
publish_patches (const Generation *g, OxStream *details, OxStream *before, GError **error)
{
    if (g->sequence != full_file (g->before)->sequence + 1)
        return TRUE;
    for (guint i = 0; i < g->before->files->len; i++) {
        const OxOabFile *file = g->before->files->pdata[i];
        g_autoptr (OxStream) stream = file->kind == OX_OAB_DIFF ? open_published (g->build, file->name, NULL) : NULL;
        if (stream != NULL)
            ox_oab_manifest_add_file (g->build->manifest, file);
    }
    g_autofree char *name = g_strdup_printf ("%s-binpatch-%u.lzx", g->id, g->sequence);
    OxOabFile file = { OX_OAB_DIFF, name, NULL, NULL, g->sequence, 32, 0, 0, 0 };
    return publish (g, &file, details, before, error);
}

static OxStream *
write_details (const Generation *g, GError **error)
{
    ox_props_set_integer (ox_address_list_get_props (g->list), OX_TAG_OFFLINE_ADDRESS_BOOK_SEQUENCE,
                          OX_TYPE_INTEGER32, g->sequence);
    return oab_write_aside (put_details, (gpointer) g, error);
}

static guint64
n_odd (OxDiagnostics *diagnostics)
{
    return ox_diagnostics_count (diagnostics, OX_SEVERITY_WARN) + ox_diagnostics_count (diagnostics, OX_SEVERITY_LOST);
}

/* The details of the generation before; NULL where they are not what was published, which is told: no client could use
 * a patch that was made from them. */
static OxStream *
open_before (const Generation *g, const OxOabFile *full)
{
    g_autoptr (OxStream) stored = full != NULL ? open_published (g->build, full->name, NULL) : NULL;
    guint64 n = n_odd (g->diagnostics);
    if (stored == NULL || !ox_oab_check_file (full, stored, g->diagnostics, NULL) || n_odd (g->diagnostics) > n)
        return NULL;
    return ox_oab_open_uncompressed (stored, NULL, NULL, NULL);
}

static gboolean
publish_list (Generation *g, GError **error)
{
    const OxOabFile *full = full_file (g->before);
    g_autoptr (OxStream) before = open_before (g, full);
    gint wanted = g->build->sequence;
    g->sequence = wanted > 0 ? (guint32) wanted : full != NULL ? full->sequence : 1;
    g_autoptr (OxStream) details = write_details (g, error);
    if (details != NULL && before != NULL && same_content (before, details)) {
        for (guint i = 0; i < g->before->files->len; i++)
            ox_oab_manifest_add_file (g->build->manifest, g->before->files->pdata[i]);
        return TRUE; /* nothing is new */
    }
    if (details != NULL && full != NULL && wanted <= 0) {
        g->sequence = full->sequence + 1;
        g_clear_pointer (&details, ox_stream_unref);
        details = write_details (g, error);
    }
    if (details == NULL)
        return FALSE;
    g_autofree char *name = g_strdup_printf ("%s-data-%u.%s", g->id, g->sequence,
                                             g->build->uncompressed ? "oab" : "lzx");
    OxOabFile file = { OX_OAB_FULL, name, NULL, NULL, g->sequence, 32, 0, 0, 0 };
    return publish (g, &file, details, NULL, error) && publish_templates (g, error)
           && (before == NULL || publish_patches (g, details, before, error));
}

static void
build_list (Build *b, OxAddressList *list, const char *path, OxDiagnostics *diagnostics)
{
    OxProps *props = ox_address_list_get_props (list);
    const char *own_dn = ox_props_get_text (props, OX_TAG_OFFLINE_ADDRESS_BOOK_DISTINGUISHED_NAME);
    g_autofree char *dn = g_strdup (b->dn != NULL ? b->dn : own_dn != NULL ? own_dn : "/");
    g_autofree char *name = list_name (b, list, path);
    g_autoptr (GError) error = NULL;
    Generation g = { b, list, diagnostics, list_id (b, list, name), NULL, 0 };
    g.before = list_before (b, g.id);
    ox_props_set_text (props, OX_TAG_OFFLINE_ADDRESS_BOOK_NAME, name);
    ox_props_set_text (props, OX_TAG_OFFLINE_ADDRESS_BOOK_DISTINGUISHED_NAME, dn);
    ox_props_set_text (props, OX_TAG_OFFLINE_ADDRESS_BOOK_CONTAINER_GUID, g.id);
    ox_oab_manifest_add_list (b->manifest, g.id, dn, name);
    if (publish_list (&g, &error))
        cli_done (&b->cli, name, diagnostics);
    else
        cli_failed (&b->cli, name, error);
    g_free (g.id);
}

/* --- the folder ---------------------------------------------------------------------------------------------------- */

static gboolean
read_previous (Build *b, GError **error)
{
    g_autoptr (OxStream) stream = open_published (b, "oab.xml", NULL);
    if (stream == NULL)
        return TRUE;
    g_autoptr (GBytes) bytes = ox_stream_read_bytes (stream, 0, (gsize) ox_stream_get_size (stream), error);
    b->previous = bytes != NULL ? ox_oab_manifest_parse (bytes, NULL, error) : NULL;
    return b->previous != NULL;
}

/* Lists of the generation before that were not built anew stay. */
static void
keep_other_lists (Build *b)
{
    guint n = ox_oab_manifest_get_n_lists (b->manifest);
    for (guint i = 0; b->previous != NULL && i < ox_oab_manifest_get_n_lists (b->previous); i++) {
        const OxOabList *old = ox_oab_manifest_get_list (b->previous, i);
        gboolean built = FALSE;
        for (guint j = 0; j < n; j++)
            built |= g_ascii_strcasecmp (ox_oab_manifest_get_list (b->manifest, j)->id, old->id) == 0;
        if (built)
            continue;
        ox_oab_manifest_add_list (b->manifest, old->id, old->dn, old->name);
        for (guint j = 0; j < old->files->len; j++)
            ox_oab_manifest_add_file (b->manifest, old->files->pdata[j]);
    }
}

/* The manifest comes last: who sees it finds all files that it names. */
static void
write_manifest (Build *b)
{
    g_autoptr (GError) error = NULL;
    g_autofree char *path = g_build_filename (b->cli.output, "oab.xml", NULL);
    CliOutput out;
    gboolean ok = cli_output_open (&out, path, &error);
    if (ok)
        ox_oab_manifest_write (b->manifest, out.sink);
    if (!ok || !cli_output_commit (&out, b->cli.force || b->previous != NULL, &error))
        cli_failed (&b->cli, path, error);
}

static void
build_folder (Build *b)
{
    g_autoptr (GError) error = NULL;
    if (g_mkdir_with_parents (b->cli.output, 0777) != 0) {
        cli_message ("%s: %s", b->cli.output, g_strerror (errno));
        b->cli.n_failed++;
        return;
    }
    if (!read_previous (b, &error)) {
        cli_failed (&b->cli, b->cli.output, error);
        return;
    }
    b->manifest = ox_oab_manifest_new ();
    for (guint i = 0; b->cli.inputs[i] != NULL; i++) {
        g_autoptr (OxDiagnostics) diagnostics = ox_diagnostics_new ();
        g_autoptr (OxAddressBook) book = oab_open (&b->cli, b->cli.inputs[i], diagnostics);
        for (guint j = 0; book != NULL && j < ox_address_book_get_n_lists (book); j++)
            build_list (b, ox_address_book_get_list (book, j), b->cli.inputs[i], diagnostics);
    }
    keep_other_lists (b);
    if (b->cli.n_failed == 0)
        write_manifest (b);
}

int
cmd_oab_build (int argc, char **argv)
{
    Build b = { .cli.command = "oab build" };
    const GOptionEntry entries[] = {
        { "output", 'o', 0, G_OPTION_ARG_FILENAME, &b.cli.output, "Folder of the address book", "DIR" },
        { "name", 0, 0, G_OPTION_ARG_STRING, &b.name, "Name of the list, such as \"Global Address List\"", "NAME" },
        { "dn", 0, 0, G_OPTION_ARG_STRING, &b.dn, "Distinguished name of the list; \"/\" is the global one", "DN" },
        { "sequence", 0, 0, G_OPTION_ARG_INT, &b.sequence, "Number of the generation", "N" },
        { "langid", 0, 0, G_OPTION_ARG_STRING, &b.langid, "Language of the templates (0409)", "HEX" },
        { "uncompressed", 0, 0, G_OPTION_ARG_NONE, &b.uncompressed, "Do not compress details and templates", NULL },
        { "force", 'f', 0, G_OPTION_ARG_NONE, &b.cli.force, "Overwrite existing files", NULL },
        { NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL },
    };
    int status = EXIT_USAGE;
    if (!cli_parse (&b.cli, argc, argv, "make an address book of lists", entries)) {
        status = EXIT_USAGE;
    } else if (b.cli.output == NULL) {
        cli_message ("name a folder with -o");
    } else {
        build_folder (&b);
        status = cli_status (&b.cli);
    }
    g_clear_pointer (&b.previous, ox_oab_manifest_unref);
    g_clear_pointer (&b.manifest, ox_oab_manifest_unref);
    g_free (b.name);
    g_free (b.dn);
    g_free (b.langid);
    cli_clear (&b.cli);
    return status;
}
