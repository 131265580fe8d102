/* SPDX-License-Identifier: MIT
 *
 * oxcart extract: attachments as files, embedded messages as .eml.
 */
#include "cli.h"

#include <errno.h>
#include <string.h>

typedef struct {
    Cli cli;
    GHashTable *names; /* folded names given so far, in this folder */
} Extract;

/* A name that no other attachment of the message has: "a.txt", "a (2).txt". The
 * number follows from the order within the message, which is fixed. */
static char *
unique_name (Extract *e, const char *name)
{
    const char *dot = strrchr (name, '.');
    int stem = dot != NULL && dot != name ? (int) (dot - name) : (int) strlen (name);
    for (guint n = 1;; n++) {
        g_autofree char *candidate = n == 1 ? g_strdup (name)
                                            : g_strdup_printf ("%.*s (%u)%s", stem, name, n,
                                                               name + stem);
        g_autofree char *normal = g_utf8_normalize (candidate, -1, G_NORMALIZE_NFC);
        if (g_hash_table_add (e->names, g_utf8_casefold (normal, -1)))
            return g_steal_pointer (&candidate);
    }
}

static char *
file_name (Extract *e, OxAttachment *attachment, guint index)
{
    g_autofree char *raw = cli_attachment_name (attachment, index);
    g_autofree char *fallback = g_strdup_printf ("attachment-%u", index);
    g_autofree char *safe = ox_filename_sanitize (raw, fallback);
    if (ox_attachment_get_kind (attachment) != OX_ATTACHMENT_MESSAGE)
        return unique_name (e, safe);
    g_autofree char *eml = g_strconcat (safe, ".eml", NULL);
    return unique_name (e, eml);
}

static gboolean
save (Extract *e, OxAttachment *attachment, const char *path, OxDiagnostics *diagnostics,
      GError **error)
{
    CliOutput out;
    if (!cli_output_open (&out, path, error))
        return FALSE;
    if (!cli_write_attachment (&e->cli, attachment, out.sink, diagnostics, error)) {
        cli_output_discard (&out);
        return FALSE;
    }
    return cli_output_commit (&out, e->cli.force, error);
}

/* One attachment that fails does not stop the others. */
static gboolean
extract_all (Extract *e, OxMessage *message, const char *input, OxDiagnostics *diagnostics)
{
    gboolean ok = TRUE;
    for (guint i = 0; i < ox_message_get_n_attachments (message); i++) {
        OxAttachment *attachment = ox_message_get_attachment (message, i);
        OxAttachmentKind kind = ox_attachment_get_kind (attachment);
        if (kind == OX_ATTACHMENT_NONE || kind == OX_ATTACHMENT_REFERENCE) {
            cli_message ("%s: attachment %u has no content of its own", input, i);
            continue;
        }
        g_autoptr (GError) error = NULL;
        g_autofree char *name = file_name (e, attachment, i);
        g_autofree char *path = g_build_filename (e->cli.output, name, NULL);
        if (save (e, attachment, path, diagnostics, &error))
            continue;
        cli_failed (&e->cli, input, error);
        ok = FALSE;
    }
    return ok;
}

static int
run (Extract *e)
{
    if (e->cli.output == NULL || e->cli.inputs[1] != NULL) {
        cli_message ("usage: oxcart extract -o FOLDER INPUT");
        return EXIT_USAGE;
    }
    const char *input = e->cli.inputs[0];
    g_autoptr (OxDiagnostics) diagnostics = ox_diagnostics_new ();
    g_autoptr (OxMessage) message = cli_open (&e->cli, input, diagnostics);
    if (message == NULL)
        return cli_status (&e->cli);
    if (g_mkdir_with_parents (e->cli.output, 0777) != 0) {
        cli_message ("%s: %s", e->cli.output, g_strerror (errno));
        return EXIT_TRY_AGAIN;
    }
    e->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    if (extract_all (e, message, input, diagnostics))
        cli_done (&e->cli, input, diagnostics);
    else
        e->cli.n_done++;
    g_hash_table_unref (e->names);
    return cli_status (&e->cli);
}

int
cmd_extract (int argc, char **argv)
{
    Extract e = { .cli.command = "extract" };
    const GOptionEntry entries[] = {
        { "output", 'o', 0, G_OPTION_ARG_FILENAME, &e.cli.output, "The folder to save into",
          "FOLDER" },
        { "force", 'f', 0, G_OPTION_ARG_NONE, &e.cli.force, "Overwrite existing files", NULL },
        { NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL },
    };
    int status = EXIT_USAGE;
    if (cli_parse (&e.cli, argc, argv, "save attachments and embedded messages", entries))
        status = run (&e);
    cli_clear (&e.cli);
    return status;
}
