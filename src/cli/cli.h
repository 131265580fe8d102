/* SPDX-License-Identifier: MIT
 *
 * What the subcommands share.
 */
#ifndef OX_CLI_H
#define OX_CLI_H

#include <gio/gio.h>
#include <oxcart/oxcart.h>

/* Exit statuses; oxcart(1) documents them. */
enum {
    EXIT_OK = 0,
    EXIT_USAGE = 1,
    EXIT_LOSSES = 2,
    EXIT_SOME_FAILED = 3,
    EXIT_NOTHING_DONE = 4,
    EXIT_TRY_AGAIN = 75,
    EXIT_INTERRUPTED = 130
};

#define CLI_MAX_THREADS 64

/* What every subcommand takes, and what came of its inputs. */
typedef struct {
    const char *command;
    OxOptions *options;
    gboolean strict;
    gboolean salvage;
    gboolean quiet;
    gint verbose;
    gboolean no_warn;
    gboolean force;
    char *headers;
    char *vcard_version;
    char *address_book;
    gint codepage;
    char *files0_from;
    char *output;
    char **inputs;
    guint n_done;
    guint n_lossy;
    guint n_failed;
    guint n_skipped;
    gboolean io_error;
} Cli;

/* Options every subcommand has, for g_option_context_add_main_entries(). */
const GOptionEntry *cli_entries (Cli *cli);
/* Parses the arguments of a subcommand; FALSE (and a message) where they are off. */
gboolean cli_parse (Cli *cli, int argc, char **argv, const char *summary,
                    const GOptionEntry *own_entries);
void cli_clear (Cli *cli);

/* address.c: what an argument names: a file, or a store, a folder or a message in a store. */
typedef enum { ADDRESS_FILE, ADDRESS_STORE, ADDRESS_FOLDER, ADDRESS_ITEM } AddressKind;

typedef struct {
    AddressKind kind;
    char *path;     /* of the file, or of the folder of files */
    OxStore *store; /* NULL of a plain file */
    OxFolder *folder; /* of a FOLDER, and of an ITEM that was named by its place */
    guint32 id;     /* of an ITEM */
} CliAddress;

/* `want_store` opens a plain file that is a store, or a folder of files, as one. */
gboolean cli_address_open (const Cli *cli, const char *text, gboolean want_store, OxDiagnostics *diagnostics,
                           CliAddress *address, GError **error);
void cli_address_clear (CliAddress *address);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CliAddress, cli_address_clear)

/* One line of text that fits a terminal: a date, who a row is from, its subject. */
char *cli_row_date (OxProps *row);
/* Takes the sender's name for that of whom the message is from, where there is no other: tables have none. */
void cli_row_complete (OxTable *table, OxProps *row);
char *cli_row_from (OxProps *row);
char *cli_row_subject (OxProps *row);
/* The columns that these read. */
extern const OxKey cli_row_columns[];
extern const guint cli_n_row_columns;
/* ,"name":value pairs of a row, and of where it is. */
void cli_row_json (GString *out, OxProps *row);

/* Opens one message, "-" for stdin. */
OxMessage *cli_load (const Cli *cli, const char *path, OxDiagnostics *diagnostics, GError **error);
/* The same; errors are reported and counted. */
OxMessage *cli_open (Cli *cli, const char *path, OxDiagnostics *diagnostics);
/* Counts an input that is through, and prints its diagnostics as -v asks. */
void cli_done (Cli *cli, const char *path, OxDiagnostics *diagnostics);
void cli_failed (Cli *cli, const char *path, const GError *error);
/* How far a long run is, where stderr is a terminal; `total` 0 wipes it away. */
void cli_progress (const Cli *cli, guint done, guint total);
/* The exit status for what was counted. */
int cli_status (const Cli *cli);

/* A message for a person, on stderr; made safe for a terminal. */
void cli_message (const char *format, ...) G_GNUC_PRINTF (1, 2);
/* Text for stdout, made safe where stdout is a terminal or text is meant for one. */
void cli_print_safe (const char *text, gboolean multiline);

/* output.c: a file that appears only when it is complete. */
typedef struct {
    OxSink *sink;
    int fd;
    char *path; /* NULL: stdout, or a device that is written to directly */
    char *temporary;
    int slot; /* where a signal handler finds the temporary name; -1 for none */
    gboolean close;
} CliOutput;

gboolean cli_output_open (CliOutput *out, const char *path, GError **error);
/* Completes the file; an existing one is replaced only by `force`. */
gboolean cli_output_commit (CliOutput *out, gboolean force, GError **error);
void cli_output_discard (CliOutput *out);

/* output.c: SIGINT and SIGTERM end the command with a status of their own, and leave no
 * half-written file behind. */
void cli_handle_signals (void);

/* parallel.c: jobs for several threads. */
typedef struct {
    guint n_jobs;
    guint n_threads; /* below 2: all is done in the caller's */
    /* Does one job, in any thread; gives a result, never NULL. */
    gpointer (*work) (guint index, gpointer user);
    /* Takes a result, in any thread but one at a time, and in the order of the jobs; FALSE stops the rest. */
    gboolean (*take) (guint index, gpointer result, gpointer user);
} CliPool;

void cli_pool_run (const CliPool *pool, gpointer user);

/* attachments.c: finds an attachment by its path of numbers, such as "2/0". Follows embedded
 * messages; *message is the one the attachment is of. */
OxAttachment *cli_find_attachment (OxMessage *root, const char *path, OxMessage **message,
                                   GError **error);
/* The name to show or to save an attachment under. */
char *cli_attachment_name (OxAttachment *attachment, guint index);

/* cmd_cat.c: the content of an attachment; an embedded message as MIME. */
gboolean cli_write_attachment (Cli *cli, OxAttachment *attachment, OxSink *sink,
                               OxDiagnostics *diagnostics, GError **error);

/* report.c */
typedef enum { REPORT_NONE, REPORT_TEXT, REPORT_JSON } ReportKind;
void cli_report (FILE *out, ReportKind kind, const char *input, OxAccount *account,
                 OxDiagnostics *diagnostics);

/* cmd_props.c: one line a property. */
void cli_print_props (OxProps *props, OxNames *names);

void cli_json_string (GString *out, const char *text);
/* ,"name":"value" */
void cli_json_field (GString *out, const char *name, const char *value);
/* "severity":... and what else there is of it, without braces. */
void cli_json_diagnostic (GString *out, const OxDiagnostic *d);

int cmd_convert (int argc, char **argv);
int cmd_show (int argc, char **argv);
int cmd_props (int argc, char **argv);
int cmd_ls (int argc, char **argv);
int cmd_cat (int argc, char **argv);
int cmd_extract (int argc, char **argv);
int cmd_export (int argc, char **argv);
int cmd_check (int argc, char **argv);
int cmd_oab (int argc, char **argv);
int cmd_find (int argc, char **argv);

/* output.c: a message in one of the open standards. */
gboolean cli_write_format (OxMessage *message, OxTextFormat format, OxSink *sink, OxOptions *options,
                           OxDiagnostics *diagnostics, OxAccount *account, GError **error);

#endif
