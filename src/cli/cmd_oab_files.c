/* SPDX-License-Identifier: MIT
 *
 * oxcart oab export and check: from address books to other files, and whether they are whole.
 */
#include "oab.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define MOST_MANIFEST (32u << 20) /* more than the library takes: it says so */

static const struct {
    const char *name;
    const char *extension;
    OabWrite write;
} formats[] = {
    { "ldif", ".ldif", ox_address_list_write_ldif },
    { "csv", ".csv", ox_address_list_write_csv },
    { "ndjson", ".ndjson", ox_address_list_write_json },
    { "vcf", ".vcf", ox_address_list_write_vcard },
    { "oab", ".oab", ox_address_list_write_oab },
};

OabWrite
oab_writer (const char *format)
{
    for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
        if (strcmp (formats[i].name, format) == 0)
            return formats[i].write;
    return NULL;
}

/* --- export ----------------------------------------------------------------------------------------------------- */

typedef struct {
    Cli cli; /* first: option callbacks are given it */
    char *format;
    char *list_name;
} Export;

static void
export_list (Export *e, OxAddressList *list, const char *label, const char *output)
{
    g_autoptr (OxDiagnostics) diagnostics = ox_diagnostics_new ();
    g_autoptr (GError) error = NULL;
    CliOutput out;
    gboolean ok = cli_output_open (&out, output, &error);
    if (ok && !oab_writer (e->format) (list, out.sink, e->cli.options, diagnostics, &error)) {
        cli_output_discard (&out);
        ok = FALSE;
    }
    if (ok && cli_output_commit (&out, e->cli.force, &error))
        cli_done (&e->cli, label, diagnostics);
    else
        cli_failed (&e->cli, label, error);
}

/* "oab2" and "oab3"; 0 for any other format. */
static guint
version_of (const char *format)
{
    return strcmp (format, "oab2") == 0 ? 2 : strcmp (format, "oab3") == 0 ? 3 : 0;
}

/* Versions 2 and 3 are four files, with the names that Outlook gives them. */
void
oab_write_set (Cli *cli, OxAddressList *list, const char *label, guint version, OxDiagnostics *diagnostics)
{
    static const char *const names[OX_OAB_N_PARTS] = { "browse.oab", "rdndex.oab", "anrdex.oab", "details.oab" };
    g_autoptr (GError) error = NULL;
    CliOutput outs[OX_OAB_N_PARTS];
    guint n = 0;
    gboolean ok = TRUE;
    if (g_mkdir_with_parents (cli->output, 0777) != 0) {
        int failure = errno;
        g_set_error_literal (&error, OX_IO_ERROR, ox_io_error_from_errno (failure), g_strerror (failure));
        ok = FALSE;
    }
    for (; n < OX_OAB_N_PARTS && ok; n += ok) {
        g_autofree char *name = g_strconcat (version == 3 ? "u" : "", names[n], NULL);
        g_autofree char *path = g_build_filename (cli->output, name, NULL);
        ok = cli_output_open (&outs[n], path, &error);
    }
    ok = ok && ox_address_list_write_oab_set (list, version, outs[0].sink, outs[1].sink, outs[2].sink, outs[3].sink,
                                              cli->options, diagnostics, &error);
    for (guint i = 0; i < n; i++) {
        if (ok)
            ok = cli_output_commit (&outs[i], cli->force, &error);
        else
            cli_output_discard (&outs[i]);
    }
    if (ok)
        cli_done (cli, label, diagnostics);
    else
        cli_failed (cli, label, error);
}

/* A file for each list, named after it. */
static void
export_lists (Export *e, OxAddressBook *book)
{
    if (g_mkdir_with_parents (e->cli.output, 0777) != 0) {
        cli_message ("%s: %s", e->cli.output, g_strerror (errno));
        e->cli.n_failed++;
        return;
    }
    for (guint i = 0; i < ox_address_book_get_n_lists (book); i++) {
        OxAddressList *list = ox_address_book_get_list (book, i);
        const char *own = ox_address_list_get_name (list);
        g_autofree char *fallback = g_strdup_printf ("list %u", i);
        g_autofree char *name = ox_filename_sanitize (own, fallback);
        g_autofree char *file = g_strdup_printf ("%u %s.%s", i, name, e->format);
        g_autofree char *path = g_build_filename (e->cli.output, file, NULL);
        export_list (e, list, *own != '\0' ? own : fallback, path);
    }
}

static void
export_book (Export *e, const char *path)
{
    g_autoptr (OxDiagnostics) diagnostics = ox_diagnostics_new ();
    g_autoptr (OxAddressBook) book = oab_open (&e->cli, path, diagnostics);
    if (book == NULL)
        return;
    guint version = version_of (e->format);
    if (version != 0) {
        OxAddressList *list = oab_choose_list (&e->cli, path, book, e->list_name);
        if (list == NULL)
            return;
        g_autoptr (OxDiagnostics) written = ox_diagnostics_new ();
        oab_write_set (&e->cli, list, path, version, written);
    } else if (e->list_name == NULL && e->cli.output != NULL && ox_address_book_get_n_lists (book) > 1) {
        export_lists (e, book);
    } else {
        OxAddressList *list = oab_choose_list (&e->cli, path, book, e->list_name);
        if (list == NULL)
            return;
        export_list (e, list, path, e->cli.output);
    }
    cli_done (&e->cli, path, diagnostics);
    e->cli.n_done--; /* the lists count */
}

int
cmd_oab_export (int argc, char **argv)
{
    Export e = { .cli.command = "oab export" };
    const GOptionEntry entries[] = {
        { "to", 't', 0, G_OPTION_ARG_STRING, &e.format, "Format: ldif (default), csv, ndjson, vcf, oab, oab2 or oab3", "FORMAT" },
        { "list", 'l', 0, G_OPTION_ARG_STRING, &e.list_name, "The list of this name or number", "LIST" },
        { "vcard-version", 0, 0, G_OPTION_ARG_STRING, &e.cli.vcard_version, "Of vCards: 4.0 (default) or 3.0", "V" },
        { "output", 'o', 0, G_OPTION_ARG_FILENAME, &e.cli.output, "File; a folder for several lists", "PATH" },
        { "force", 'f', 0, G_OPTION_ARG_NONE, &e.cli.force, "Overwrite existing files", NULL },
        { NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL },
    };
    int status = EXIT_USAGE;
    gboolean ok = cli_parse (&e.cli, argc, argv, "write an address book in another format", entries);
    if (ok && e.format == NULL)
        e.format = g_strdup ("ldif");
    if (ok && oab_writer (e.format) == NULL && version_of (e.format) == 0) {
        cli_message ("--to %s is not known: ldif, csv, ndjson, vcf, oab, oab2 or oab3", e.format);
    } else if (ok && version_of (e.format) != 0 && e.cli.output == NULL) {
        cli_message ("name a folder with -o");
    } else if (ok && e.cli.inputs[1] != NULL) {
        cli_message ("name one address book");
    } else if (ok) {
        export_book (&e, e.cli.inputs[0]);
        status = cli_status (&e.cli);
    }
    g_free (e.format);
    g_free (e.list_name);
    cli_clear (&e.cli);
    return status;
}

/* --- check ------------------------------------------------------------------------------------------------------- */

static gint
compare_names (gconstpointer a, gconstpointer b)
{
    return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static OxOabManifest *
read_manifest (const char *folder, OxDiagnostics *diagnostics, GError **error)
{
    g_autofree char *path = g_build_filename (folder, "oab.xml", NULL);
    g_autoptr (OxStream) stream = ox_stream_new_path (path, error);
    g_autoptr (GBytes) bytes = stream != NULL ? ox_stream_read_bytes (stream, 0,
                                                                      MOST_MANIFEST, error)
                                              : NULL;
    return bytes != NULL ? ox_oab_manifest_parse (bytes, diagnostics, error) : NULL;
}

static void
check_file (Cli *cli, const char *folder, const OxOabFile *file)
{
    g_autoptr (OxDiagnostics) diagnostics = ox_diagnostics_new ();
    g_autoptr (GError) error = NULL;
    g_autofree char *path = g_build_filename (folder, file->name, NULL);
    g_autoptr (OxStream) stream = ox_stream_new_path (path, &error);
    if (stream != NULL && ox_oab_check_file (file, stream, diagnostics, &error))
        cli_done (cli, file->name, diagnostics);
    else
        cli_failed (cli, file->name, error);
}

/* Reads every entry of every list, so that whatever is odd is told. */
static void
check_entries (Cli *cli, const char *path)
{
    g_autoptr (OxDiagnostics) diagnostics = ox_diagnostics_new ();
    g_autoptr (OxAddressBook) book = oab_open (cli, path, diagnostics);
    for (guint i = 0; book != NULL && i < ox_address_book_get_n_lists (book); i++) {
        OxAddressList *list = ox_address_book_get_list (book, i);
        for (guint32 j = 0; j < ox_address_list_get_n_entries (list); j++) {
            g_autoptr (GError) error = NULL;
            g_autoptr (OxEntry) entry = ox_address_list_read_entry (list, j, diagnostics, &error);
            if (entry == NULL)
                cli_failed (cli, path, error);
        }
        g_autoptr (GError) error = NULL;
        ox_oab_check_serial (list, cli->options, diagnostics);
        if (!ox_address_list_check_names (list, diagnostics, &error))
            cli_failed (cli, path, error);
        printf ("%s: ", path);
        cli_print_safe (ox_address_list_get_name (list), FALSE);
        printf (" %u entries\n", ox_address_list_get_n_entries (list));
    }
    if (book != NULL)
        cli_done (cli, path, diagnostics);
}

/* What is no list by itself, but has rules of its own: the indexes of versions 2 and 3, which are not needed for reading,
 * but a client needs them; and display templates. */
static gboolean
check_part (Cli *cli, const char *path)
{
    g_autoptr (OxDiagnostics) diagnostics = ox_diagnostics_new ();
    g_autoptr (OxStream) stream = ox_stream_new_path (path, NULL);
    if (stream == NULL)
        return FALSE;
    if (ox_oab_check_index (stream, diagnostics)) {
        cli_done (cli, path, diagnostics);
        return FALSE; /* its entries can be read as well */
    }
    g_autoptr (GPtrArray) templates = ox_oab_templates_read (stream, cli->options, diagnostics, NULL);
    if (templates == NULL)
        return FALSE;
    printf ("%s: %u templates\n", path, templates->len);
    cli_done (cli, path, diagnostics);
    return TRUE;
}

/* A patch is right or wrong only with the file it is for; its manifest knows its hash. */
static gboolean
check_update (Cli *cli, const char *path)
{
    g_autoptr (OxDiagnostics) diagnostics = ox_diagnostics_new ();
    g_autoptr (OxStream) stream = ox_stream_new_path (path, NULL);
    g_autofree char *update = stream != NULL ? ox_oab_describe_update (stream) : NULL;
    if (update == NULL)
        return FALSE;
    printf ("%s: %s\n", path, update);
    cli_done (cli, path, diagnostics);
    return TRUE;
}

static gboolean
check_parts (Cli *cli, const char *path)
{
    g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
    g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
    if (dir == NULL)
        return check_part (cli, path) || check_update (cli, path);
    for (const char *name; (name = g_dir_read_name (dir)) != NULL;)
        g_ptr_array_add (names, g_strdup (name));
    g_ptr_array_sort (names, compare_names);
    for (guint i = 0; i < names->len; i++) {
        g_autofree char *file = g_build_filename (path, names->pdata[i], NULL);
        check_part (cli, file);
    }
    return FALSE;
}

static void
check_one (Cli *cli, const char *path)
{
    g_autoptr (OxDiagnostics) diagnostics = ox_diagnostics_new ();
    g_autoptr (GError) error = NULL;
    g_autoptr (OxOabManifest) manifest = NULL;
    if (g_file_test (path, G_FILE_TEST_IS_DIR))
        manifest = read_manifest (path, diagnostics, &error);
    if (error != NULL && !g_error_matches (error, OX_IO_ERROR, G_IO_ERROR_NOT_FOUND))
        cli_failed (cli, path, error);
    for (guint i = 0; manifest != NULL && i < ox_oab_manifest_get_n_lists (manifest); i++) {
        const OxOabList *list = ox_oab_manifest_get_list (manifest, i);
        for (guint j = 0; j < list->files->len; j++)
            check_file (cli, path, list->files->pdata[j]);
    }
    if (!check_parts (cli, path))
        check_entries (cli, path);
}

int
cmd_oab_check (int argc, char **argv)
{
    static const GOptionEntry none[] = { { NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL } };
    Cli cli = { .command = "oab check" };
    int status = EXIT_USAGE;
    if (cli_parse (&cli, argc, argv, "compare files with their checksums and manifest", none)) {
        for (guint i = 0; cli.inputs[i] != NULL; i++)
            check_one (&cli, cli.inputs[i]);
        status = cli_status (&cli);
    }
    cli_clear (&cli);
    return status;
}
