/* SPDX-License-Identifier: MIT
 *
 * oxcart export: the messages of a mailbox as files, in folders like its own.
 */
#include "cli.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define MOST_SUBJECT 60 /* characters of a subject in a file name */

typedef struct {
    guint32 folder; /* where the file goes: of `folders` */
    guint32 id;
} Job;

typedef struct {
    Cli cli; /* first: option callbacks are given it */
    char *format;
    gboolean associated;
    gboolean count_only;
    gint n_threads;
    OxStore *store;
    const char *input;
    GArray *jobs;
    GPtrArray *folders; /* their paths */
    gint *made;         /* whether they are there, one each */
    OxFolder *recovered;
    guint n_seen;
} Export;

typedef struct {
    OxDiagnostics *diagnostics;
    GError *error;
} Outcome;

/* --- what there is to write ---------------------------------------------------------------------- */

/* The name of a folder among its siblings; those that fold to the same get their number behind it. */
static char *
folder_name (OxFolder *folder, GHashTable *taken)
{
    char *name = ox_filename_sanitize (ox_folder_get_name (folder), "unnamed");
    g_autofree char *folded = g_utf8_casefold (name, -1);
    if (g_hash_table_add (taken, g_steal_pointer (&folded)))
        return name;
    char *unique = g_strdup_printf ("%s~%x", name, ox_folder_get_id (folder));
    g_free (name);
    return unique;
}

static void
add_messages (Export *e, OxFolder *folder, const char *path, OxFolderTable table, OxDiagnostics *d)
{
    g_autoptr (GArray) ids = ox_folder_list_messages (folder, table, d);
    for (guint i = 0; i < ids->len; i++) {
        Job job = { e->folders->len, g_array_index (ids, guint32, i) };
        g_array_append_val (e->jobs, job);
    }
    if (ids->len > 0)
        g_ptr_array_add (e->folders, g_strdup (path));
}

typedef struct {
    OxFolder *folder;
    char *path;
} Pending;

static void
take_folders (OxFolder *folder, const char *path, GQueue *pending)
{
    g_autoptr (GHashTable) taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < ox_folder_get_n_folders (folder); i++) {
        Pending *next = g_new (Pending, 1);
        next->folder = ox_folder_get_folder (folder, i);
        g_autofree char *name = folder_name (next->folder, taken);
        next->path = g_build_filename (path, name, NULL);
        g_queue_push_tail (pending, next);
    }
}

/* A search folder only shows what stands elsewhere. */
static void
collect_tree (Export *e, OxFolder *top, const char *path, OxDiagnostics *d)
{
    g_autoptr (GQueue) pending = g_queue_new ();
    add_messages (e, top, path, OX_FOLDER_MESSAGES, d);
    if (e->associated)
        add_messages (e, top, path, OX_FOLDER_ASSOCIATED, d);
    take_folders (top, path, pending);
    while (!g_queue_is_empty (pending)) {
        Pending *now = g_queue_pop_head (pending);
        if (!ox_folder_is_search (now->folder)) {
            add_messages (e, now->folder, now->path, OX_FOLDER_MESSAGES, d);
            if (e->associated)
                add_messages (e, now->folder, now->path, OX_FOLDER_ASSOCIATED, d);
        }
        take_folders (now->folder, now->path, pending);
        g_free (now->path);
        g_free (now);
    }
}

static void
collect (Export *e, OxDiagnostics *d)
{
    const char *top = e->cli.output != NULL ? e->cli.output : ".";
    g_autofree char *path = g_build_filename (top, "Recovered", NULL);
    collect_tree (e, ox_store_get_root (e->store), top, d);
    e->recovered = ox_store_get_recovered (e->store, d);
    collect_tree (e, e->recovered, path, d);
}

/* --- writing ---------------------------------------------------------------------------------------- */

static char *
file_name (OxMessage *message, const char *folder, guint32 id)
{
    const char *subject = ox_props_get_text (ox_message_get_props (message), OX_TAG_SUBJECT);
    if (subject != NULL && *subject == 1 && subject[1] != '\0')
        subject = g_utf8_next_char (subject + 1);
    g_autofree char *brief = g_utf8_substring (subject != NULL ? subject : "", 0,
                                               MIN (MOST_SUBJECT, g_utf8_strlen (subject != NULL ? subject : "",
                                                                                 -1)));
    g_autofree char *raw = g_strdup_printf ("%x %s", id, brief);
    g_autofree char *safe = ox_filename_sanitize (raw, "message");
    g_autofree char *name = g_strconcat (safe, ".", ox_format_extension (ox_message_natural_format (message)), NULL);
    return g_build_filename (folder, name, NULL);
}

static gboolean
write_one (const Export *e, OxMessage *message, const char *path, OxDiagnostics *d, GError **error)
{
    CliOutput out;
    if (!cli_output_open (&out, path, error))
        return FALSE;
    if (!cli_write_format (message, ox_message_natural_format (message), out.sink, e->cli.options, d, NULL, error)) {
        cli_output_discard (&out);
        return FALSE;
    }
    return cli_output_commit (&out, e->cli.force, error);
}

static gboolean
make_folder (const Export *e, guint folder, GError **error)
{
    const char *path = e->folders->pdata[folder];
    if (g_atomic_int_get (&e->made[folder]))
        return TRUE;
    if (g_mkdir_with_parents (path, 0777) != 0) {
        int code = errno;
        g_set_error (error, OX_IO_ERROR, ox_io_error_from_errno (code), "%s: %s", path, g_strerror (code));
        return FALSE;
    }
    g_atomic_int_set (&e->made[folder], 1);
    return TRUE;
}

static gpointer
work (guint index, gpointer user)
{
    const Export *e = user;
    const Job *job = &g_array_index (e->jobs, Job, index);
    Outcome *outcome = g_new0 (Outcome, 1);
    outcome->diagnostics = ox_diagnostics_new ();
    const char *folder = e->folders->pdata[job->folder];
    if (!make_folder (e, job->folder, &outcome->error))
        return outcome;
    g_autoptr (OxMessage) message = ox_store_open_message (e->store, job->id, outcome->diagnostics,
                                                           &outcome->error);
    if (message == NULL)
        return outcome;
    g_autofree char *path = file_name (message, folder, job->id);
    if (!write_one (e, message, path, outcome->diagnostics, &outcome->error))
        g_assert (outcome->error != NULL);
    return outcome;
}

static gboolean
take (guint index, gpointer result, gpointer user)
{
    Export *e = user;
    Outcome *outcome = result;
    g_autofree char *name = g_strdup_printf ("%s#0x%x", e->input, g_array_index (e->jobs, Job, index).id);
    if (outcome->error != NULL)
        cli_failed (&e->cli, name, outcome->error);
    else
        cli_done (&e->cli, name, outcome->diagnostics);
    cli_progress (&e->cli, index + 1, e->jobs->len);
    g_clear_pointer (&outcome->diagnostics, ox_diagnostics_unref);
    g_clear_error (&outcome->error);
    g_free (outcome);
    return !e->cli.io_error;
}

static void
export_store (Export *e, const char *input)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (OxDiagnostics) diagnostics = ox_diagnostics_new ();
    e->input = input;
    e->store = ox_open_store_path (input, e->cli.options, diagnostics, &error);
    if (e->store == NULL) {
        cli_failed (&e->cli, input, error);
        return;
    }
    guint n_threads = e->n_threads > 0 ? (guint) e->n_threads : g_get_num_processors ();
    e->jobs = g_array_new (FALSE, FALSE, sizeof (Job));
    e->folders = g_ptr_array_new_with_free_func (g_free);
    collect (e, diagnostics);
    e->made = g_new0 (gint, MAX (e->folders->len, 1));
    const CliPool pool = { e->count_only ? 0 : e->jobs->len, MIN (n_threads, CLI_MAX_THREADS), work, take };
    cli_pool_run (&pool, e);
    cli_progress (&e->cli, 0, 0);
    e->n_seen += e->jobs->len;
    cli_done (&e->cli, input, diagnostics);
    e->cli.n_done--; /* the store is no item */
    g_clear_pointer (&e->jobs, g_array_unref);
    g_clear_pointer (&e->folders, g_ptr_array_unref);
    g_clear_pointer (&e->made, g_free);
    g_clear_object (&e->recovered);
    g_clear_object (&e->store);
}

int
cmd_export (int argc, char **argv)
{
    Export e = { .cli.command = "export" };
    const GOptionEntry entries[] = {
        { "output", 'o', 0, G_OPTION_ARG_FILENAME, &e.cli.output, "Folder for the messages", "DIR" },
        { "format", 0, 0, G_OPTION_ARG_STRING, &e.format, "Format of mail: eml; other items have the format of their kind", "FORMAT" },
        { "vcard-version", 0, 0, G_OPTION_ARG_STRING, &e.cli.vcard_version,
          "Which vCard is written: 4.0 (default) or 3.0", "VERSION" },
        { "associated", 0, 0, G_OPTION_ARG_NONE, &e.associated,
          "Also what programs keep in folders: views, rules, settings", NULL },
        { "count", 0, 0, G_OPTION_ARG_NONE, &e.count_only, "Only say how many messages there are", NULL },
        { "jobs", 'j', 0, G_OPTION_ARG_INT, &e.n_threads,
          "Convert so many messages at a time; without it, one a processor", "N" },
        { "address-book", 0, 0, G_OPTION_ARG_FILENAME, &e.cli.address_book,
          "Look up people there of whom only an X.500 name is known: a file or a folder", "PATH" },
        { "force", 'f', 0, G_OPTION_ARG_NONE, &e.cli.force, "Overwrite existing files", NULL },
        { NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL },
    };
    int status = EXIT_USAGE;
    if (!cli_parse (&e.cli, argc, argv, "write the messages of a mailbox as files", entries)) {
        status = EXIT_USAGE;
    } else if (e.cli.output == NULL && !e.count_only) {
        cli_message ("name a folder with -o");
    } else if (e.format != NULL && strcmp (e.format, "eml") != 0) {
        cli_message ("--format %s is not known: eml", e.format);
    } else {
        for (guint i = 0; e.cli.inputs[i] != NULL; i++)
            export_store (&e, e.cli.inputs[i]);
        if (e.count_only)
            cli_message ("%u messages seen", e.n_seen);
        else if (!e.cli.quiet)
            cli_message ("%u messages seen: %u written, %u failed", e.n_seen, e.cli.n_done, e.cli.n_failed);
        status = cli_status (&e.cli);
    }
    g_free (e.format);
    cli_clear (&e.cli);
    return status;
}
