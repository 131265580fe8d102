/* SPDX-License-Identifier: MIT */
#include "cli.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* --- messages ---------------------------------------------------------------------------- */

void
cli_message (const char *format, ...)
{
    va_list args;
    va_start (args, format);
    g_autofree char *raw = g_strdup_vprintf (format, args);
    va_end (args);
    g_autofree char *safe = ox_text_sanitize (raw, FALSE);
    fprintf (stderr, "oxcart: %s\n", safe);
}

void
cli_print_safe (const char *text, gboolean multiline)
{
    g_autofree char *safe = ox_text_sanitize (text, multiline);
    fputs (safe, stdout);
}

/* --- arguments ----------------------------------------------------------------------------- */

static GOptionEntry *
common_entries (Cli *cli)
{
    const GOptionEntry entries[] = {
        { "quiet", 'q', 0, G_OPTION_ARG_NONE, &cli->quiet, "Print no warnings", NULL },
        { "strict", 0, 0, G_OPTION_ARG_NONE, &cli->strict, "Treat warnings as errors", NULL },
        { "salvage", 0, 0, G_OPTION_ARG_NONE, &cli->salvage, "Look for what no index reaches", NULL },
        { "no-warn", 0, 0, G_OPTION_ARG_NONE, &cli->no_warn, "Exit with 0 in spite of losses", NULL },
        { "codepage", 0, 0, G_OPTION_ARG_INT, &cli->codepage,
          "Code page of 8-bit text whose file names none (1252)", "PAGE" },
        { "files0-from", 0, 0, G_OPTION_ARG_FILENAME, &cli->files0_from,
          "Read input names, each ended by a NUL, from a file", "FILE" },
        { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &cli->inputs, NULL, "INPUT..." },
        { NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL },
    };
    return g_memdup2 (entries, sizeof entries);
}

static gboolean
count_verbose (const char *name, const char *value, gpointer data, GError **error)
{
    ((Cli *) data)->verbose++;
    return TRUE;
}

static gboolean
read_files0 (Cli *cli, GError **error)
{
    g_autoptr (OxStream) stream = strcmp (cli->files0_from, "-") == 0
                                      ? ox_stream_new_fd (STDIN_FILENO, error)
                                      : ox_stream_new_path (cli->files0_from, error);
    if (stream == NULL)
        return FALSE;
    g_autoptr (GBytes) bytes = ox_stream_read_bytes (stream, 0, (gsize) ox_stream_get_size (stream),
                                                     error);
    if (bytes == NULL)
        return FALSE;
    GPtrArray *all = g_ptr_array_new ();
    for (guint i = 0; cli->inputs != NULL && cli->inputs[i] != NULL; i++)
        g_ptr_array_add (all, g_strdup (cli->inputs[i]));
    gsize n = 0;
    const char *data = g_bytes_get_data (bytes, &n);
    for (gsize at = 0; at < n;) {
        const char *nul = memchr (data + at, '\0', n - at);
        gsize length = nul != NULL ? (gsize) (nul - data) - at : n - at;
        if (length > 0)
            g_ptr_array_add (all, g_strndup (data + at, length));
        at += length + 1;
    }
    g_ptr_array_add (all, NULL);
    g_strfreev (cli->inputs);
    cli->inputs = (char **) g_ptr_array_free (all, FALSE);
    return TRUE;
}

static gboolean
choose_vcard (Cli *cli, GError **error)
{
    if (cli->vcard_version == NULL || strcmp (cli->vcard_version, "4.0") == 0)
        return TRUE;
    if (strcmp (cli->vcard_version, "3.0") != 0) {
        g_set_error (error, OX_ERROR, OX_ERROR_ARGUMENT, "--vcard-version=%s is not known: 4.0 or 3.0",
                     cli->vcard_version);
        return FALSE;
    }
    ox_options_set_vcard_version (cli->options, OX_VCARD_3);
    return TRUE;
}

static gboolean
apply_options (Cli *cli, GError **error)
{
    static const char *const modes[] = { "merge", "original", "properties" };
    cli->options = ox_options_new ();
    if (cli->strict)
        ox_options_set_policy (cli->options, OX_POLICY_STRICT);
    else if (cli->salvage)
        ox_options_set_policy (cli->options, OX_POLICY_SALVAGE);
    if (cli->codepage > 0)
        ox_options_set_codepage (cli->options, (guint) cli->codepage);
    for (guint i = 0; cli->headers != NULL; i++) {
        if (i == G_N_ELEMENTS (modes)) {
            g_set_error (error, OX_ERROR, OX_ERROR_ARGUMENT, "--headers=%s is not known",
                         cli->headers);
            return FALSE;
        }
        if (strcmp (cli->headers, modes[i]) == 0) {
            ox_options_set_headers (cli->options, (OxHeaders) i);
            break;
        }
    }
    if (cli->address_book != NULL) {
        g_autoptr (OxAddressBook) book = ox_open_address_book_path (cli->address_book, cli->options, NULL, error);
        if (book == NULL)
            return FALSE;
        ox_options_set_address_book (cli->options, book);
    }
    return choose_vcard (cli, error) && (cli->files0_from == NULL || read_files0 (cli, error));
}

gboolean
cli_parse (Cli *cli, int argc, char **argv, const char *summary, const GOptionEntry *own_entries)
{
    static const GOptionEntry verbose[] = {
        { "verbose", 'v', G_OPTION_FLAG_NO_ARG, G_OPTION_ARG_CALLBACK, (gpointer) count_verbose,
          "Print what was odd about each input; twice: also what was normalised", NULL },
        { NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL },
    };
    g_autoptr (GError) error = NULL;
    g_autofree char *parameters = g_strconcat ("- ", summary, NULL);
    g_autoptr (GOptionContext) context = g_option_context_new (parameters);
    g_autofree GOptionEntry *common = common_entries (cli);
    g_autofree char *name = g_strconcat ("oxcart ", argv[0], NULL);
    /* The group hands the callbacks of its entries their Cli. */
    GOptionGroup *group = g_option_group_new ("main", "", "", cli, NULL);
    g_option_group_add_entries (group, own_entries);
    g_option_group_add_entries (group, common);
    g_option_group_add_entries (group, verbose);
    g_option_context_set_main_group (context, group);
    g_set_prgname (name);
    if (!g_option_context_parse (context, &argc, &argv, &error) || !apply_options (cli, &error)) {
        cli_message ("%s", error->message);
        return FALSE;
    }
    if (cli->inputs == NULL || cli->inputs[0] == NULL) {
        cli_message ("no input; \"%s --help\" tells", name);
        return FALSE;
    }
    return TRUE;
}

void
cli_clear (Cli *cli)
{
    g_clear_object (&cli->options);
    g_free (cli->headers);
    g_free (cli->vcard_version);
    g_free (cli->address_book);
    g_free (cli->files0_from);
    g_free (cli->output);
    g_strfreev (cli->inputs);
}

/* --- inputs ---------------------------------------------------------------------------------- */

OxMessage *
cli_load (const Cli *cli, const char *path, OxDiagnostics *diagnostics, GError **error)
{
    if (strcmp (path, "-") == 0) {
        g_autoptr (OxStream) input = ox_stream_new_fd (STDIN_FILENO, error);
        return input != NULL ? ox_open_message (input, cli->options, diagnostics, error) : NULL;
    }
    g_auto (CliAddress) address = { 0 };
    if (!cli_address_open (cli, path, FALSE, diagnostics, &address, error))
        return NULL;
    if (address.kind == ADDRESS_ITEM)
        return ox_store_open_message (address.store, address.id, diagnostics, error);
    if (address.kind != ADDRESS_FILE) {
        g_set_error_literal (error, OX_ERROR, OX_ERROR_ARGUMENT, "a folder: name a message in it");
        return NULL;
    }
    g_autoptr (OxStream) stream = ox_stream_new_path (path, error);
    const char *format = stream != NULL ? ox_sniff (stream) : NULL;
    if (g_strcmp0 (format, "pst") != 0)
        return stream != NULL ? ox_open_message (stream, cli->options, diagnostics, error) : NULL;
    g_set_error_literal (error, OX_ERROR, OX_ERROR_ARGUMENT,
                         "a mailbox: name a message or a folder in it, as BOX:/Inbox/0, BOX#0x200024 or BOX:/Inbox");
    return NULL;
}

OxMessage *
cli_open (Cli *cli, const char *path, OxDiagnostics *diagnostics)
{
    g_autoptr (GError) error = NULL;
    OxMessage *message = cli_load (cli, path, diagnostics, &error);
    if (message == NULL)
        cli_failed (cli, path, error);
    return message;
}

/* Whether the machine failed, and the same may go well later: a full disk, a broken read. What
 * is wrong with one name or its rights concerns that input alone. */
static gboolean
is_passing (const GError *error)
{
    static const gint lasting[] = {
        G_IO_ERROR_NOT_FOUND,         G_IO_ERROR_PERMISSION_DENIED, G_IO_ERROR_NOT_REGULAR_FILE,
        G_IO_ERROR_IS_DIRECTORY,      G_IO_ERROR_NOT_DIRECTORY,     G_IO_ERROR_EXISTS,
        G_IO_ERROR_FILENAME_TOO_LONG, G_IO_ERROR_INVALID_FILENAME,  G_IO_ERROR_TOO_MANY_LINKS,
        G_IO_ERROR_READ_ONLY,
    };
    if (error->domain != OX_IO_ERROR)
        return FALSE;
    for (guint i = 0; i < G_N_ELEMENTS (lasting); i++)
        if (error->code == lasting[i])
            return FALSE;
    return TRUE;
}

void
cli_failed (Cli *cli, const char *path, const GError *error)
{
    cli->n_failed++;
    cli->io_error = cli->io_error || is_passing (error);
    cli_message ("%s: %s", path, error->message);
}

static void
print_diagnostics (const Cli *cli, const char *path, OxDiagnostics *diagnostics)
{
    for (guint i = 0; i < ox_diagnostics_get_size (diagnostics); i++) {
        const OxDiagnostic *d = ox_diagnostics_get (diagnostics, i);
        if (d->severity == OX_SEVERITY_INFO && cli->verbose < 2)
            continue;
        cli_message ("%s: %s%s%s: %s [%s]", path, d->place, *d->place != '\0' ? ": " : "",
                     ox_severity_to_string (d->severity), d->text, d->code);
    }
}

void
cli_done (Cli *cli, const char *path, OxDiagnostics *diagnostics)
{
    guint64 n_warn = ox_diagnostics_count (diagnostics, OX_SEVERITY_WARN);
    guint64 n_lost = ox_diagnostics_count (diagnostics, OX_SEVERITY_LOST);
    cli->n_done++;
    cli->n_lossy += n_warn + n_lost > 0;
    if (cli->verbose > 0)
        print_diagnostics (cli, path, diagnostics);
    else if (!cli->quiet && n_warn + n_lost > 0)
        cli_message ("%s: %" G_GUINT64_FORMAT " warnings, %" G_GUINT64_FORMAT
                     " losses (-v lists them)", path, n_warn, n_lost);
}

void
cli_progress (const Cli *cli, guint done, guint total)
{
    if (cli->quiet || !isatty (STDERR_FILENO))
        return;
    if (total == 0)
        fputs ("\r\033[K", stderr);
    else
        fprintf (stderr, "\r%u of %u, %u failed", done, total, cli->n_failed);
}

int
cli_status (const Cli *cli)
{
    if (cli->io_error)
        return EXIT_TRY_AGAIN;
    if (cli->n_failed > 0)
        return cli->n_done > 0 ? EXIT_SOME_FAILED : EXIT_NOTHING_DONE;
    return cli->n_lossy > 0 && !cli->no_warn ? EXIT_LOSSES : EXIT_OK;
}
