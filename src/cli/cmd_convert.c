/* SPDX-License-Identifier: MIT
 *
 * oxcart convert: messages to .eml, .ics, .vcf, .json, .html or .txt.
 */
#include "cli.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The first are the open standards; TO_NATURAL: what the class of each message calls for. */
typedef enum {
    TO_EML = OX_FORMAT_MIME,
    TO_ICS = OX_FORMAT_ICALENDAR,
    TO_VCF = OX_FORMAT_VCARD,
    TO_JSON,
    TO_HTML,
    TO_TXT,
    N_TARGETS,
    TO_NATURAL = N_TARGETS
} Target;

static const char *const target_names[N_TARGETS] = { "eml", "ics", "vcf", "json", "html", "txt" };

/* One file to convert, and the name it gets below the output folder. */
typedef struct {
    char *path;
    char *relative;
    gboolean from_folder; /* found in a folder: skipped where it is no message */
    OxStore *store;       /* of a message in a store; nullable */
    guint32 id;
} Job;

typedef struct {
    Cli cli; /* first: option callbacks are given it */
    char *to;
    Target target;
    ReportKind report;
    gint n_threads; /* 0: as many as there are processors */
    gboolean preserve; /* a .json beside each output */
    gboolean to_folder;
    gboolean in_order; /* all outputs go to one place, one after the other */
    GPtrArray *jobs;   /* Job */
    GHashTable *brief; /* how often each output name stands, without and with that of its input */
    GHashTable *whole;
} Convert;

/* What came of a job. */
typedef struct {
    gboolean is_other; /* no message, found in a folder */
    OxDiagnostics *diagnostics;
    OxAccount *account;
    GError *error;
} Outcome;

static void
job_free (gpointer data)
{
    Job *job = data;
    g_free (job->path);
    g_free (job->relative);
    g_clear_object (&job->store);
    g_free (job);
}

static void
add_job (Convert *c, const char *path, const char *relative, gboolean from_folder)
{
    Job *job = g_new (Job, 1);
    *job = (Job){ g_strdup (path), g_strdup (relative), from_folder, NULL, 0 };
    g_ptr_array_add (c->jobs, job);
}

/* --- finding the inputs --------------------------------------------------------------------- */

static gint
compare_strings (gconstpointer a, gconstpointer b)
{
    return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static GPtrArray *
list_folder (const char *path)
{
    GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
    g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
    for (const char *name; dir != NULL && (name = g_dir_read_name (dir)) != NULL;)
        g_ptr_array_add (names, g_strdup (name));
    g_ptr_array_sort (names, compare_strings);
    return names;
}

static gboolean
is_real_folder (const char *path)
{
    struct stat st;
    return lstat (path, &st) == 0 && S_ISDIR (st.st_mode);
}

/* Links to files are followed, dangling ones fail as inputs; links to folders, pipes and
 * devices count as what is no message. */
static void
add_entry (Convert *c, const char *path, const char *relative)
{
    struct stat st;
    if (stat (path, &st) != 0 || S_ISREG (st.st_mode))
        add_job (c, path, relative, TRUE);
    else
        c->cli.n_skipped++;
}

/* All files below a folder, in the order of their names; links to folders are
 * not followed, so there is no way round in a circle. */
static void
walk_folder (Convert *c, const char *top)
{
    g_autoptr (GQueue) pending = g_queue_new ();
    g_queue_push_tail (pending, g_strdup (""));
    while (!g_queue_is_empty (pending)) {
        g_autofree char *folder = g_queue_pop_head (pending);
        g_autofree char *full = g_build_filename (top, folder, NULL);
        g_autoptr (GPtrArray) names = list_folder (full);
        for (guint i = 0; i < names->len; i++) {
            g_autofree char *relative = g_build_filename (folder, names->pdata[i], NULL);
            g_autofree char *path = g_build_filename (top, relative, NULL);
            if (is_real_folder (path))
                g_queue_push_tail (pending, g_steal_pointer (&relative));
            else
                add_entry (c, path, relative);
        }
    }
}

/* The path of a folder below another, as names of folders: slashes within a name stay within it. */
static char *
relative_path (OxFolder *folder, const char *top)
{
    g_autofree char *path = ox_folder_get_path (folder);
    gsize skip = g_str_has_prefix (path, top) ? strlen (top) : 0;
    GString *out = g_string_new (NULL);
    for (const char *p = path + skip; *p != '\0'; p++) {
        gboolean escaped = *p == '\\' && p[1] != '\0';
        if (escaped || (*p == '/' && out->len == 0))
            p += escaped;
        if (escaped)
            g_string_append_c (out, '_');
        else if (*p != '/' || (out->len > 0 && out->str[out->len - 1] != '/'))
            g_string_append_c (out, *p);
    }
    return g_string_free (out, FALSE);
}

/* Each message is named by its number, which stays while others come and go. */
static void
add_folder_jobs (Convert *c, const CliAddress *a)
{
    g_autoptr (OxWalk) walk = ox_walk_new (a->folder);
    g_autofree char *top = ox_folder_get_path (a->folder);
    for (OxFolder *folder; (folder = ox_walk_next (walk)) != NULL;) {
        if (ox_folder_is_search (folder) && folder != a->folder)
            continue; /* it only shows what stands elsewhere */
        g_autofree char *below = relative_path (folder, top);
        g_autoptr (GArray) ids = ox_folder_list_messages (folder, OX_FOLDER_MESSAGES, NULL);
        for (guint i = 0; i < ids->len; i++) {
            guint32 id = g_array_index (ids, guint32, i);
            g_autofree char *name = g_strdup_printf ("%08x", id);
            g_autofree char *relative = *below != '\0' ? g_build_filename (below, name, NULL) : g_strdup (name);
            g_autofree char *path = g_strdup_printf ("%s#0x%x", a->path, id);
            add_job (c, path, relative, FALSE);
            Job *job = c->jobs->pdata[c->jobs->len - 1];
            job->store = g_object_ref (a->store);
            job->id = id;
        }
    }
}

/* Many cards or appointments may stand in one file: a folder of them becomes that file, where one is named. */
static gboolean
is_one_file (const Convert *c)
{
    const char *output = c->cli.output;
    if (c->target != TO_VCF && c->target != TO_ICS)
        return FALSE;
    return output == NULL || strcmp (output, "-") == 0
           || g_str_has_suffix (output, c->target == TO_VCF ? ".vcf" : ".ics");
}

/* A folder of files is a store whose topmost folder is meant. */
static void
add_folder_file (Convert *c, const char *input)
{
    g_autofree char *path = g_strconcat (input, ":/", NULL);
    g_autofree char *base = g_path_get_basename (input);
    add_job (c, path, base, FALSE);
}

/* Whether the input is a folder in a store. What is wrong with an address its job will say. */
static gboolean
collect_from_store (Convert *c, const char *input)
{
    g_auto (CliAddress) address = { 0 };
    if (strcmp (input, "-") == 0 || g_file_test (input, G_FILE_TEST_EXISTS) || is_one_file (c)
        || !cli_address_open (&c->cli, input, FALSE, NULL, &address, NULL) || address.kind != ADDRESS_FOLDER)
        return FALSE;
    add_folder_jobs (c, &address);
    return TRUE;
}

static gboolean
collect_jobs (Convert *c)
{
    gboolean folders = FALSE;
    c->jobs = g_ptr_array_new_with_free_func (job_free);
    for (guint i = 0; c->cli.inputs[i] != NULL; i++) {
        const char *input = c->cli.inputs[i];
        if (g_file_test (input, G_FILE_TEST_IS_DIR) && is_one_file (c)) {
            add_folder_file (c, input);
        } else if (g_file_test (input, G_FILE_TEST_IS_DIR)) {
            folders = TRUE;
            walk_folder (c, input);
        } else if (collect_from_store (c, input)) {
            folders = TRUE;
        } else {
            g_autofree char *base = strcmp (input, "-") == 0 ? g_strdup ("stdin")
                                                             : g_path_get_basename (input);
            add_job (c, input, base, FALSE);
        }
    }
    return folders;
}

/* --- naming the outputs ----------------------------------------------------------------------- */

/* Each part of a relative path is made safe; the last loses its extension. The one of the output comes
 * later: it may depend on the message. */
static char *
output_name (const char *relative, gboolean keep_extension)
{
    g_auto (GStrv) parts = g_strsplit (relative, "/", -1);
    guint last = g_strv_length (parts) - 1;
    char *dot = strrchr (parts[last], '.');
    if (!keep_extension && dot != NULL && dot != parts[last])
        *dot = '\0';
    for (guint i = 0; i <= last; i++) {
        char *safe = ox_filename_sanitize (parts[i], "unnamed");
        g_free (parts[i]);
        parts[i] = safe;
    }
    return g_strjoinv ("/", parts);
}

/* Names fold case and form: file systems that do so must not lose a file. */
static char *
fold_name (const char *name)
{
    g_autofree char *normal = g_utf8_normalize (name, -1, G_NORMALIZE_NFC);
    return g_utf8_casefold (normal != NULL ? normal : name, -1);
}

/* Inputs whose short names would be equal all keep their extension; those that
 * are still equal get a piece of a hash of their path. Order plays no part. */
static GHashTable *
count_names (const Convert *c, gboolean keep_extension)
{
    GHashTable *counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < c->jobs->len; i++) {
        const Job *job = c->jobs->pdata[i];
        g_autofree char *name = output_name (job->relative, keep_extension);
        char *folded = fold_name (name);
        guint n = GPOINTER_TO_UINT (g_hash_table_lookup (counts, folded));
        g_hash_table_insert (counts, folded, GUINT_TO_POINTER (n + 1));
    }
    return counts;
}

static gboolean
is_unique (GHashTable *counts, const char *name)
{
    g_autofree char *folded = fold_name (name);
    return GPOINTER_TO_UINT (g_hash_table_lookup (counts, folded)) < 2;
}

static char *
unique_name (const Convert *c, const Job *job)
{
    g_autofree char *name = output_name (job->relative, FALSE);
    if (is_unique (c->brief, name))
        return g_steal_pointer (&name);
    g_free (name);
    name = output_name (job->relative, TRUE);
    if (is_unique (c->whole, name))
        return g_steal_pointer (&name);
    g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, job->path, -1);
    return g_strdup_printf ("%s~%.8s", name, hash);
}

/* --- converting --------------------------------------------------------------------------------- */

/* What a message becomes. */
static Target
target_of (const Convert *c, OxMessage *message)
{
    return c->target == TO_NATURAL ? (Target) ox_message_natural_format (message) : c->target;
}

static gboolean
write_message (const Convert *c, OxMessage *message, OxSink *sink, OxDiagnostics *diagnostics,
               OxAccount *account, GError **error)
{
    Target target = target_of (c, message);
    switch (target) {
    case TO_JSON:
        return ox_message_write_json (message, sink, c->cli.options, diagnostics, account, error);
    case TO_HTML:
        return ox_message_write_html (message, sink, c->cli.options, diagnostics, error);
    case TO_TXT:
        return ox_message_write_text (message, sink, c->cli.options, diagnostics, error);
    default:
        return cli_write_format (message, (OxTextFormat) target, sink, c->cli.options, diagnostics, account, error);
    }
}

/* What the output has no place for, beside it: everything the message holds. */
static gboolean
preserve (const Convert *c, OxMessage *message, const char *path, OxAccount *account, GError **error)
{
    CliOutput out;
    g_autofree char *beside = g_strconcat (path, ".json", NULL);
    if (!cli_output_open (&out, beside, error))
        return FALSE;
    if (!ox_message_write_json (message, out.sink, c->cli.options, NULL, account, error)) {
        cli_output_discard (&out);
        return FALSE;
    }
    return cli_output_commit (&out, c->cli.force, error);
}

static gboolean
convert_to (const Convert *c, OxMessage *message, const char *path, OxDiagnostics *diagnostics,
            OxAccount *account, GError **error)
{
    CliOutput out;
    if (!cli_output_open (&out, path, error))
        return FALSE;
    if (!write_message (c, message, out.sink, diagnostics, account, error)) {
        cli_output_discard (&out);
        return FALSE;
    }
    return cli_output_commit (&out, c->cli.force, error)
           && (!c->preserve || preserve (c, message, path, account, error));
}

/* A folder holds other files too: what is no message there is passed over. What cannot be read at
 * all is not: it might be one. */
static gboolean
is_other_file (const Job *job)
{
    g_autoptr (OxStream) stream = job->from_folder ? ox_stream_new_path (job->path, NULL) : NULL;
    return stream != NULL && ox_sniff (stream) == NULL;
}

static gboolean
to_stdout (const Convert *c)
{
    return c->cli.output == NULL || strcmp (c->cli.output, "-") == 0;
}

/* The path of an output in the folder, whose own folder is made; NULL where it cannot be. */
static char *
path_in_folder (const Convert *c, const Job *job, OxMessage *message, GError **error)
{
    g_autofree char *stem = unique_name (c, job);
    g_autofree char *name = g_strconcat (stem, ".", target_names[target_of (c, message)], NULL);
    g_autofree char *path = g_build_filename (c->cli.output, name, NULL);
    g_autofree char *folder = g_path_get_dirname (path);
    if (g_mkdir_with_parents (folder, 0777) == 0)
        return g_steal_pointer (&path);
    int code = errno;
    g_set_error (error, OX_IO_ERROR, ox_io_error_from_errno (code), "%s: %s", folder,
                 g_strerror (code));
    return NULL;
}

static gboolean
write_folder (const Convert *c, const CliAddress *a, OxSink *sink, Outcome *outcome)
{
    if (c->target == TO_ICS)
        return ox_store_write_icalendar (a->store, a->folder, sink, c->cli.options, outcome->diagnostics, NULL,
                                         &outcome->error);
    return ox_store_write_vcards (a->store, a->folder, sink, c->cli.options, outcome->diagnostics, NULL,
                                  &outcome->error);
}

/* A folder of a store as one file. TRUE where the job names one, whatever came of it. */
static gboolean
convert_folder (const Convert *c, const Job *job, Outcome *outcome)
{
    CliOutput out;
    g_auto (CliAddress) address = { 0 };
    if (!is_one_file (c) || c->to_folder || strcmp (job->path, "-") == 0
        || !cli_address_open (&c->cli, job->path, FALSE, NULL, &address, NULL)
        || address.kind != ADDRESS_FOLDER)
        return FALSE;
    if (!cli_output_open (&out, c->cli.output, &outcome->error))
        return TRUE;
    if (write_folder (c, &address, out.sink, outcome)) {
        if (!cli_output_commit (&out, c->cli.force, &outcome->error))
            g_assert (outcome->error != NULL);
        return TRUE;
    }
    cli_output_discard (&out);
    return TRUE;
}

static OxMessage *
open_job (const Convert *c, const Job *job, Outcome *outcome)
{
    return job->store != NULL
               ? ox_store_open_message (job->store, job->id, outcome->diagnostics, &outcome->error)
               : cli_load (&c->cli, job->path, outcome->diagnostics, &outcome->error);
}

static void
convert_one (const Convert *c, const Job *job, Outcome *outcome)
{
    g_autofree char *path = NULL;
    if (convert_folder (c, job, outcome))
        return;
    if (is_other_file (job)) {
        outcome->is_other = TRUE;
        return;
    }
    g_autoptr (OxMessage) message = open_job (c, job, outcome);
    if (message != NULL && c->to_folder)
        path = path_in_folder (c, job, message, &outcome->error);
    if (message != NULL && outcome->error == NULL
        && !convert_to (c, message, path != NULL ? path : c->cli.output, outcome->diagnostics,
                        outcome->account, &outcome->error))
        g_assert (outcome->error != NULL);
}

static gpointer
work (guint index, gpointer user)
{
    const Convert *c = user;
    Outcome *outcome = g_new0 (Outcome, 1);
    outcome->diagnostics = ox_diagnostics_new ();
    outcome->account = c->report != REPORT_NONE ? ox_account_new () : NULL;
    convert_one (c, c->jobs->pdata[index], outcome);
    return outcome;
}

static void
count_outcome (Convert *c, const char *path, const Outcome *outcome)
{
    if (outcome->is_other) {
        c->cli.n_skipped++;
    } else if (outcome->error != NULL) {
        cli_failed (&c->cli, path, outcome->error);
    } else {
        cli_done (&c->cli, path, outcome->diagnostics);
        if (outcome->account != NULL)
            cli_report (to_stdout (c) ? stderr : stdout, c->report, path, outcome->account,
                        outcome->diagnostics);
    }
}

static gboolean
take (guint index, gpointer result, gpointer user)
{
    Convert *c = user;
    Outcome *outcome = result;
    const Job *job = c->jobs->pdata[index];
    count_outcome (c, job->path, outcome);
    if (c->to_folder)
        cli_progress (&c->cli, index + 1, c->jobs->len);
    g_clear_pointer (&outcome->diagnostics, ox_diagnostics_unref);
    g_clear_pointer (&outcome->account, ox_account_unref);
    g_clear_error (&outcome->error);
    g_free (outcome);
    return !c->cli.io_error;
}

static void
convert_all (Convert *c)
{
    guint n_threads = c->n_threads > 0 ? (guint) c->n_threads : g_get_num_processors ();
    const CliPool pool = { c->jobs->len, c->in_order ? 1 : MIN (n_threads, CLI_MAX_THREADS), work,
                           take };
    if (c->to_folder) {
        c->brief = count_names (c, FALSE);
        c->whole = count_names (c, TRUE);
    }
    cli_pool_run (&pool, c);
    if (c->to_folder)
        cli_progress (&c->cli, 0, 0);
    g_clear_pointer (&c->brief, g_hash_table_unref);
    g_clear_pointer (&c->whole, g_hash_table_unref);
}

/* --- the command ---------------------------------------------------------------------------------- */

static gboolean
set_report (const char *name, const char *value, gpointer data, GError **error)
{
    Convert *c = data; /* its Cli is its first member */
    if (strcmp (value, "text") == 0) {
        c->report = REPORT_TEXT;
        return TRUE;
    }
    if (strcmp (value, "json") == 0) {
        c->report = REPORT_JSON;
        return TRUE;
    }
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "--report=%s is not known", value);
    return FALSE;
}

static gboolean
choose_target (Convert *c)
{
    for (c->target = 0; c->target < N_TARGETS; c->target++)
        if (g_strcmp0 (c->to, target_names[c->target]) == 0)
            break;
    if (c->to != NULL && c->target == N_TARGETS)
        cli_message ("--to %s is not known: eml, ics, vcf, json, html or txt", c->to);
    else if (c->preserve && c->target == TO_JSON)
        cli_message ("--preserve adds what --to json writes: together they say the same twice");
    else if (c->report != REPORT_NONE && (c->target == TO_HTML || c->target == TO_TXT))
        cli_message ("--report tells of eml, ics, vcf and json: html and txt are for people to read");
    else
        return TRUE;
    return FALSE;
}

/* The one device where the order of outputs is no matter. */
static gboolean
is_null_device (const struct stat *st)
{
    struct stat null;
    return stat ("/dev/null", &null) == 0 && S_ISCHR (st->st_mode) && st->st_rdev == null.st_rdev;
}

/* One output is named: where nobody said what it shall be, its extension does. */
static void
choose_by_name (Convert *c)
{
    const char *dot = strrchr (c->cli.output, '.');
    for (guint i = 0; dot != NULL && c->target == TO_NATURAL && i < N_TARGETS; i++)
        if (g_ascii_strcasecmp (dot + 1, target_names[i]) == 0)
            c->target = (Target) i;
}

/* Several outputs need a folder, or a device that takes them all. */
static gboolean
choose_output (Convert *c, gboolean folders)
{
    const char *output = c->cli.output;
    struct stat st;
    gboolean exists = output != NULL && stat (output, &st) == 0;
    gboolean is_device = exists && !S_ISDIR (st.st_mode) && !S_ISREG (st.st_mode);
    if (to_stdout (c) || is_device) {
        if (!is_device && (folders || c->jobs->len > 1) && c->target != TO_JSON) {
            cli_message ("several inputs: name a folder with -o");
            return FALSE;
        }
        c->in_order = !is_device || !is_null_device (&st);
        if (c->preserve)
            cli_message ("--preserve writes beside each output: name one with -o");
        return !c->preserve;
    }
    c->to_folder = folders || c->jobs->len > 1 || g_str_has_suffix (output, "/")
                   || (exists && S_ISDIR (st.st_mode));
    if (c->to_folder && exists && !S_ISDIR (st.st_mode)) {
        cli_message ("%s: not a folder", output);
        return FALSE;
    }
    if (!c->to_folder)
        choose_by_name (c);
    return TRUE;
}

static int
run (Convert *c)
{
    gboolean folders = collect_jobs (c);
    if (!choose_output (c, folders))
        return EXIT_USAGE;
    convert_all (c);
    if (c->to_folder && !c->cli.quiet)
        cli_message ("%u inputs: %u converted, %u failed, %u are no messages",
                     c->cli.n_done + c->cli.n_failed + c->cli.n_skipped, c->cli.n_done,
                     c->cli.n_failed, c->cli.n_skipped);
    return cli_status (&c->cli);
}

/* GOption would take the next argument for the value of a bare --report. */
static void
complete_report (int argc, char **argv)
{
    for (int i = 1; i < argc && strcmp (argv[i], "--") != 0; i++)
        if (strcmp (argv[i], "--report") == 0)
            argv[i] = (char *) "--report=text";
}

int
cmd_convert (int argc, char **argv)
{
    Convert c = { .cli.command = "convert" };
    const GOptionEntry entries[] = {
        { "output", 'o', 0, G_OPTION_ARG_FILENAME, &c.cli.output,
          "Output file for one input, else folder; \"-\" is stdout", "PATH" },
        { "to", 't', 0, G_OPTION_ARG_STRING, &c.to,
          "Output format: eml, ics, vcf, json, html or txt; without it, what the class calls for", "FORMAT" },
        { "vcard-version", 0, 0, G_OPTION_ARG_STRING, &c.cli.vcard_version,
          "Which vCard is written: 4.0 (default) or 3.0", "VERSION" },
        { "headers", 0, 0, G_OPTION_ARG_STRING, &c.cli.headers,
          "Where headers come from: merge (default), original or properties", "MODE" },
        { "jobs", 'j', 0, G_OPTION_ARG_INT, &c.n_threads,
          "Convert so many inputs at a time; without it, one a processor", "N" },
        { "report", 0, 0, G_OPTION_ARG_CALLBACK,
          (gpointer) set_report, "Tell what became of each property: text (default) or json", "FORM" },
        { "preserve", 0, 0, G_OPTION_ARG_NONE, &c.preserve,
          "Beside each output, all properties as OUTPUT.json", NULL },
        { "address-book", 0, 0, G_OPTION_ARG_FILENAME, &c.cli.address_book,
          "Look up people there of whom only an X.500 name is known: a file or a folder", "PATH" },
        { "force", 'f', 0, G_OPTION_ARG_NONE, &c.cli.force, "Overwrite existing files", NULL },
        { NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL },
    };
    int status = EXIT_USAGE;
    complete_report (argc, argv);
    if (cli_parse (&c.cli, argc, argv, "write messages as .eml, .ics, .vcf, .json, .html or .txt", entries)
        && choose_target (&c))
        status = run (&c);
    g_clear_pointer (&c.jobs, g_ptr_array_unref);
    g_free (c.to);
    cli_clear (&c.cli);
    return status;
}
