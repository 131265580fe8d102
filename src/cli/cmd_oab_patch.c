/* SPDX-License-Identifier: MIT
 *
 * oxcart oab diff and patch: from one generation to the next. Of version 4 a generation is a file, and what leads
 * to it a patch; of versions 2 and 3 it is a folder, and what leads to it a Changes file.
 */
#include "oab.h"

typedef gboolean (*Combine) (OxStream *a, OxStream *b, OxSink *sink, GError **error);

/* --- version 4 --------------------------------------------------------------------------------------------------- */

static void
combine_files (Cli *cli, Combine combine)
{
    g_autoptr (GError) error = NULL;
    CliOutput out;
    g_autoptr (OxStream) a = ox_stream_new_path (cli->inputs[0], &error);
    g_autoptr (OxStream) b = a != NULL ? ox_stream_new_path (cli->inputs[1], &error) : NULL;
    gboolean ok = b != NULL && cli_output_open (&out, cli->output, &error);
    if (ok && !combine (a, b, out.sink, &error)) {
        cli_output_discard (&out);
        ok = FALSE;
    }
    if (ok && cli_output_commit (&out, cli->force, &error))
        cli->n_done++;
    else
        cli_failed (cli, cli->inputs[a == NULL ? 0 : 1], error);
}

/* --- versions 2 and 3 -------------------------------------------------------------------------------------------- */

/* The one list of a book, with a reference of its own. */
static OxAddressList *
open_list (Cli *cli, const char *path, OxDiagnostics *diagnostics)
{
    g_autoptr (OxAddressBook) book = oab_open (cli, path, diagnostics);
    OxAddressList *list = book != NULL ? oab_choose_list (cli, path, book, NULL) : NULL;
    return list != NULL ? g_object_ref (list) : NULL;
}

typedef struct {
    Cli *cli;
    OxAddressList *old;
    OxAddressList *new;
    OxDiagnostics *diagnostics;
} Sets;

static gboolean
put_changes (gpointer self, OxSink *sink, GError **error)
{
    const Sets *sets = self;
    return ox_oab_make_changes (sets->old, sets->new, sink, sets->cli->options, sets->diagnostics, error);
}

/* A server compresses them as it does all files of these versions, [MS-OXOAB] 2.8. */
static gboolean
put_compressed_changes (gpointer self, OxSink *sink, GError **error)
{
    g_autoptr (OxStream) changes = oab_write_aside (put_changes, self, error);
    return changes != NULL && ox_oab_compress (changes, sink, error);
}

static void
diff_sets (Cli *cli, gboolean uncompressed, OxDiagnostics *diagnostics)
{
    g_autoptr (GError) error = NULL;
    CliOutput out;
    g_autoptr (OxAddressList) old = open_list (cli, cli->inputs[0], diagnostics);
    g_autoptr (OxAddressList) new = old != NULL ? open_list (cli, cli->inputs[1], diagnostics) : NULL;
    if (new == NULL)
        return; /* which is told already */
    Sets sets = { cli, old, new, diagnostics };
    gboolean ok = cli_output_open (&out, cli->output, &error);
    if (ok && !(uncompressed ? put_changes : put_compressed_changes) (&sets, out.sink, &error)) {
        cli_output_discard (&out);
        ok = FALSE;
    }
    if (ok && cli_output_commit (&out, cli->force, &error))
        cli_done (cli, cli->inputs[1], diagnostics);
    else
        cli_failed (cli, cli->inputs[1], error);
}

static void
patch_set (Cli *cli, gboolean uncompressed, OxDiagnostics *diagnostics)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (OxAddressList) old = open_list (cli, cli->inputs[0], diagnostics);
    if (old == NULL)
        return;
    g_autoptr (OxStream) changes = ox_stream_new_path (cli->inputs[1], &error);
    g_autoptr (OxAddressList) new = changes != NULL
                                        ? ox_oab_apply_changes (old, changes, cli->options, diagnostics, &error)
                                        : NULL;
    if (new != NULL)
        oab_write_set (cli, new, cli->inputs[1], ox_oab_get_version (new), diagnostics);
    else
        cli_failed (cli, cli->inputs[1], error);
}

/* --- the command ------------------------------------------------------------------------------------------------- */

static int
run (int argc, char **argv, const char *command, const char *summary, Combine combine,
     void (*sets) (Cli *cli, gboolean uncompressed, OxDiagnostics *diagnostics))
{
    gboolean uncompressed = FALSE;
    g_autoptr (OxDiagnostics) diagnostics = ox_diagnostics_new ();
    Cli cli = { .command = command };
    const GOptionEntry entries[] = { /* the first is of diff alone */
        { "uncompressed", 0, 0, G_OPTION_ARG_NONE, &uncompressed, "Do not compress changes of versions 2 and 3", NULL },
        { "output", 'o', 0, G_OPTION_ARG_FILENAME, &cli.output, "What to write", "PATH" },
        { "force", 'f', 0, G_OPTION_ARG_NONE, &cli.force, "Overwrite an existing file", NULL },
        { NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL },
    };
    int status = EXIT_USAGE;
    if (!cli_parse (&cli, argc, argv, summary, &entries[sets == diff_sets ? 0 : 1])) {
        status = EXIT_USAGE;
    } else if (g_strv_length (cli.inputs) != 2 || cli.output == NULL) {
        cli_message ("name two inputs, and what to write with -o");
    } else {
        if (g_file_test (cli.inputs[0], G_FILE_TEST_IS_DIR))
            sets (&cli, uncompressed, diagnostics);
        else
            combine_files (&cli, combine);
        status = cli_status (&cli);
    }
    cli_clear (&cli);
    return status;
}

int
cmd_oab_diff (int argc, char **argv)
{
    return run (argc, argv, "oab diff", "make a patch, or changes of a folder: OLD NEW -o PATCH", ox_oab_make_patch,
                diff_sets);
}

int
cmd_oab_patch (int argc, char **argv)
{
    return run (argc, argv, "oab patch", "apply a patch, or changes to a folder: OLD PATCH -o NEW", ox_oab_apply_patch,
                patch_set);
}
