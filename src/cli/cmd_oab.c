/* SPDX-License-Identifier: MIT
 *
 * oxcart oab: address books. A table of subcommands of its own; here those that only look.
 */
#include "oab.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const struct {
    const char *name;
    int (*run) (int argc, char **argv);
    const char *summary;
} commands[] = {
    { "info", cmd_oab_info, "tell what files and lists there are" },
    { "ls", cmd_oab_ls, "list entries" },
    { "search", cmd_oab_search, "find entries by name or address" },
    { "show", cmd_oab_show, "show all properties of entries" },
    { "export", cmd_oab_export, "write lists as LDIF, CSV, NDJSON, vCards or address books" },
    { "build", cmd_oab_build, "make an address book of lists" },
    { "diff", cmd_oab_diff, "make a patch from one generation to the next" },
    { "patch", cmd_oab_patch, "apply a patch" },
    { "check", cmd_oab_check, "compare files with their checksums and manifest" },
};

static void
print_usage (FILE *out)
{
    fprintf (out, "Usage: oxcart oab SUBCOMMAND [options] INPUT...\n\n");
    for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
        fprintf (out, "  %-7s %s\n", commands[i].name, commands[i].summary);
    fprintf (out, "\n\"man oxcart-oab\" explains.\n");
}

int
cmd_oab (int argc, char **argv)
{
    if (argc >= 2 && (strcmp (argv[1], "--help") == 0 || strcmp (argv[1], "-h") == 0)) {
        print_usage (stdout);
        return EXIT_OK;
    }
    for (guint i = 0; argc >= 2 && i < G_N_ELEMENTS (commands); i++) {
        if (strcmp (argv[1], commands[i].name) != 0)
            continue;
        g_autofree char *name = g_strconcat ("oab ", commands[i].name, NULL);
        argv[1] = name;
        return commands[i].run (argc - 1, argv + 1);
    }
    if (argc >= 2)
        cli_message ("there is no subcommand \"oab %s\"", argv[1]);
    print_usage (stderr);
    return EXIT_USAGE;
}

/* --- what they share ------------------------------------------------------------------------------------------ */

OxAddressBook *
oab_open (Cli *cli, const char *path, OxDiagnostics *diagnostics)
{
    g_autoptr (GError) error = NULL;
    OxAddressBook *book = NULL;
    if (strcmp (path, "-") == 0) {
        g_autoptr (OxStream) stream = ox_stream_new_fd (STDIN_FILENO, &error);
        book = stream != NULL ? ox_open_address_book (stream, cli->options, diagnostics, &error) : NULL;
    } else {
        book = ox_open_address_book_path (path, cli->options, diagnostics, &error);
    }
    if (book == NULL)
        cli_failed (cli, path, error);
    return book;
}

OxAddressList *
oab_choose_list (Cli *cli, const char *path, OxAddressBook *book, const char *name)
{
    guint n = ox_address_book_get_n_lists (book);
    guint64 number = 0;
    if (name == NULL && n == 1)
        return ox_address_book_get_list (book, 0);
    for (guint i = 0; name != NULL && i < n; i++) {
        const char *own = ox_address_list_get_name (ox_address_book_get_list (book, i));
        if (strcmp (own, name) == 0 || (*own == '\\' && strcmp (own + 1, name) == 0))
            return ox_address_book_get_list (book, i);
    }
    if (name != NULL && g_ascii_string_to_unsigned (name, 10, 0, n - 1, &number, NULL))
        return ox_address_book_get_list (book, (guint) number);
    g_autoptr (GError) error = g_error_new (OX_ERROR, OX_ERROR_NOT_FOUND,
                                            name != NULL ? "it has no such list; \"oxcart oab info\" tells"
                                                         : "it has %u lists: choose one with --list", n);
    cli_failed (cli, path, error);
    return NULL;
}

OxStream *
oab_write_aside (OabAside write, gpointer self, GError **error)
{
    g_autofree char *name = NULL;
    int fd = g_file_open_tmp ("oxcart-XXXXXX", &name, error);
    if (fd < 0)
        return NULL;
    g_autoptr (OxSink) sink = ox_sink_new_fd (fd);
    gboolean ok = write (self, sink, error) && ox_sink_finish (sink, error);
    OxStream *stream = ok ? ox_stream_new_path (name, error) : NULL;
    close (fd);
    unlink (name);
    return stream;
}

void
oab_print_entry (OxAddressList *list, guint32 index, OxEntry *entry)
{
    static const char *const resources[] = { NULL, "room", "equipment" };
    OxEntryResource resource = ox_entry_get_resource (entry);
    const char *name = ox_props_get_text (ox_entry_get_props (entry), OX_TAG_DISPLAY_NAME);
    g_autofree char *smtp = ox_entry_get_smtp (entry);
    printf ("%u\t%s\t", index,
            resource != OX_RESOURCE_NONE ? resources[resource] : ox_entry_kind_to_string (ox_entry_get_kind (entry)));
    cli_print_safe (name != NULL ? name : "", FALSE);
    putchar ('\t');
    cli_print_safe (smtp != NULL ? smtp : "", FALSE);
    putchar ('\n');
}

/* --- info ------------------------------------------------------------------------------------------------------ */

static void
print_list (OxAddressBook *book, OxAddressList *list, guint number)
{
    OxAddressList *parent = ox_address_book_get_parent (book, list);
    printf ("list %u\n", number);
    printf ("  %-40s ", "Format");
    cli_print_safe (ox_address_list_get_format (list), FALSE);
    printf ("\n  %-40s %u\n", "Entries", ox_address_list_get_n_entries (list));
    if (parent != NULL) {
        printf ("  %-40s ", "Below");
        cli_print_safe (ox_address_list_get_name (parent), FALSE);
        putchar ('\n');
    }
    cli_print_props (ox_address_list_get_props (list), NULL);
}

static gint
compare_names (gconstpointer a, gconstpointer b)
{
    return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
print_file (const char *path, const char *name)
{
    g_autoptr (OxStream) stream = ox_stream_new_path (path, NULL);
    if (stream == NULL)
        return;
    printf ("file ");
    cli_print_safe (name, FALSE);
    printf (": %s, %" G_GUINT64_FORMAT " bytes\n", ox_oab_describe (stream), ox_stream_get_size (stream));
}

static void
print_files (const char *path)
{
    g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
    g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
    if (dir == NULL && strcmp (path, "-") != 0)
        print_file (path, path);
    for (const char *name; dir != NULL && (name = g_dir_read_name (dir)) != NULL;)
        g_ptr_array_add (names, g_strdup (name));
    g_ptr_array_sort (names, compare_names);
    for (guint i = 0; i < names->len; i++) {
        g_autofree char *file = g_build_filename (path, names->pdata[i], NULL);
        print_file (file, names->pdata[i]);
    }
}

static void
print_template (const OxOabTemplate *t)
{
    printf ("template for %s: ", t->is_creation ? "new addresses" : ox_entry_kind_to_string (t->kind));
    cli_print_safe (t->display_name != NULL ? t->display_name : "", FALSE);
    printf (" %u controls%s\n", t->controls->len, t->script != NULL ? ", a script" : "");
    for (guint i = 0; i < t->controls->len; i++) {
        const OxOabControl *c = t->controls->pdata[i];
        printf ("  type %-2u tag 0x%08X at %u,%u size %ux%u ", c->type, c->tag, c->x, c->y, c->width, c->height);
        cli_print_safe (c->text, FALSE);
        putchar ('\n');
    }
}

/* A file of templates is no book, but something can be told of it. */
static gboolean
print_templates (Cli *cli, const char *path, OxDiagnostics *diagnostics)
{
    g_autoptr (OxStream) stream = ox_stream_new_path (path, NULL);
    g_autoptr (GPtrArray) templates = stream != NULL
                                          ? ox_oab_templates_read (stream, cli->options, diagnostics, NULL)
                                          : NULL;
    for (guint i = 0; templates != NULL && i < templates->len; i++)
        print_template (templates->pdata[i]);
    return templates != NULL;
}

/* Neither is what leads from one book to the next. */
static gboolean
print_update (const char *path)
{
    g_autoptr (OxStream) stream = ox_stream_new_path (path, NULL);
    g_autofree char *update = stream != NULL ? ox_oab_describe_update (stream) : NULL;
    if (update != NULL)
        printf ("  %s\n", update);
    return update != NULL;
}

static void
info_one (Cli *cli, const char *path)
{
    g_autoptr (OxDiagnostics) diagnostics = ox_diagnostics_new ();
    print_files (path);
    if (print_update (path) || print_templates (cli, path, diagnostics)) {
        cli_done (cli, path, diagnostics);
        return;
    }
    g_autoptr (OxAddressBook) book = oab_open (cli, path, diagnostics);
    if (book == NULL)
        return;
    for (guint i = 0; i < ox_address_book_get_n_lists (book); i++)
        print_list (book, ox_address_book_get_list (book, i), i);
    cli_done (cli, path, diagnostics);
}

static const GOptionEntry no_entries[] = { { NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL } };

int
cmd_oab_info (int argc, char **argv)
{
    Cli cli = { .command = "oab info" };
    int status = EXIT_USAGE;
    if (cli_parse (&cli, argc, argv, "tell what files and lists an address book has", no_entries)) {
        for (guint i = 0; cli.inputs[i] != NULL; i++)
            info_one (&cli, cli.inputs[i]);
        status = cli_status (&cli);
    }
    cli_clear (&cli);
    return status;
}

/* --- ls, search, show ------------------------------------------------------------------------------------------ */

typedef struct {
    Cli cli; /* first: option callbacks are given it */
    char *list_name;
    gboolean json;
    gboolean browse;
    gboolean by_dn;
    gboolean by_address;
    gboolean by_prefix;
    gint most;
    const char *path;
    OxAddressList *list;
    OxDiagnostics *diagnostics;
    OxSink *sink;
} Look;

static gboolean
print_one (Look *look, guint32 index, gboolean all, GError **error)
{
    g_autoptr (OxEntry) entry = ox_address_list_read_entry (look->list, index, look->diagnostics, error);
    if (entry == NULL)
        return FALSE;
    if (look->json) {
        ox_entry_write_json (entry, look->sink, look->diagnostics);
        return TRUE;
    }
    oab_print_entry (look->list, index, entry);
    if (all)
        cli_print_props (ox_entry_get_props (entry), NULL);
    return TRUE;
}

static void
ls_list (Look *look)
{
    guint32 n = ox_address_list_get_n_entries (look->list);
    for (guint32 i = 0; i < n; i++) {
        g_autoptr (GError) error = NULL;
        guint32 index = i;
        if ((look->browse && !ox_address_list_browse (look->list, i, &index, &error))
            || !print_one (look, index, FALSE, &error)) {
            cli_failed (&look->cli, look->path, error);
            return;
        }
    }
    cli_done (&look->cli, look->path, look->diagnostics);
}

/* A text that finds nothing counts as failed. */
static void
search_text (Look *look, const char *text)
{
    g_autoptr (GError) error = NULL;
    OxLookup how = look->by_dn        ? OX_LOOKUP_DN
                   : look->by_address ? OX_LOOKUP_ADDRESS
                   : look->by_prefix  ? OX_LOOKUP_PREFIX
                                      : OX_LOOKUP_ANR;
    g_autoptr (GArray) found = ox_address_list_search (look->list, how, text, (guint32) MAX (look->most, 0), &error);
    for (guint i = 0; found != NULL && i < found->len && error == NULL; i++)
        if (!print_one (look, g_array_index (found, guint32, i), FALSE, &error))
            break;
    if (found != NULL && found->len == 0)
        g_set_error_literal (&error, OX_ERROR, OX_ERROR_NOT_FOUND, "nothing is found");
    if (error != NULL)
        cli_failed (&look->cli, text, error);
    else
        cli_done (&look->cli, text, look->diagnostics);
}

/* An entry by its number, its address or its X.500 name. */
static void
show_text (Look *look, const char *text)
{
    g_autoptr (GError) error = NULL;
    guint64 number = 0;
    guint32 index = 0;
    gboolean known = g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT32, &number, NULL);
    if (known) {
        index = (guint32) number;
    } else {
        OxLookup how = *text == '/' ? OX_LOOKUP_DN : OX_LOOKUP_ADDRESS;
        g_autoptr (GArray) found = ox_address_list_search (look->list, how, text, 1, &error);
        known = found != NULL && found->len > 0;
        index = known ? g_array_index (found, guint32, 0) : 0;
        if (found != NULL && !known)
            g_set_error_literal (&error, OX_ERROR, OX_ERROR_NOT_FOUND, "there is no entry of this address");
    }
    if (known && print_one (look, index, TRUE, &error))
        cli_done (&look->cli, text, look->diagnostics);
    else
        cli_failed (&look->cli, text, error);
}

/* Opens the first input; the others are texts for `each`, or there are none. */
static int
look_with (Look *look, void (*each) (Look *look, const char *text))
{
    g_autoptr (OxDiagnostics) diagnostics = ox_diagnostics_new ();
    g_autoptr (GError) error = NULL;
    look->path = look->cli.inputs[0];
    look->diagnostics = diagnostics;
    g_autoptr (OxAddressBook) book = oab_open (&look->cli, look->path, diagnostics);
    look->list = book != NULL ? oab_choose_list (&look->cli, look->path, book, look->list_name) : NULL;
    if (look->list == NULL)
        return cli_status (&look->cli);
    look->sink = ox_sink_new_fd (STDOUT_FILENO);
    if (each == NULL)
        ls_list (look);
    for (guint i = 1; each != NULL && look->cli.inputs[i] != NULL; i++)
        each (look, look->cli.inputs[i]);
    if (!ox_sink_finish (look->sink, &error))
        cli_failed (&look->cli, "stdout", error);
    g_clear_pointer (&look->sink, ox_sink_unref);
    return cli_status (&look->cli);
}

static void
look_clear (Look *look)
{
    g_free (look->list_name);
    cli_clear (&look->cli);
}

int
cmd_oab_ls (int argc, char **argv)
{
    Look look = { .cli.command = "oab ls" };
    const GOptionEntry entries[] = {
        { "list", 'l', 0, G_OPTION_ARG_STRING, &look.list_name, "Of the list of this name or number", "LIST" },
        { "json", 0, 0, G_OPTION_ARG_NONE, &look.json, "One JSON object a line", NULL },
        { "browse", 'b', 0, G_OPTION_ARG_NONE, &look.browse, "In the order of names", NULL },
        { NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL },
    };
    int status = EXIT_USAGE;
    if (cli_parse (&look.cli, argc, argv, "list the entries of an address book", entries))
        status = look_with (&look, NULL);
    look_clear (&look);
    return status;
}

static gboolean
has_texts (const Look *look)
{
    if (look->cli.inputs[1] != NULL)
        return TRUE;
    cli_message ("name an address book, and then what to look for");
    return FALSE;
}

int
cmd_oab_search (int argc, char **argv)
{
    Look look = { .cli.command = "oab search" };
    const GOptionEntry entries[] = {
        { "list", 'l', 0, G_OPTION_ARG_STRING, &look.list_name, "In the list of this name or number", "LIST" },
        { "dn", 0, 0, G_OPTION_ARG_NONE, &look.by_dn, "By X.500 name, present or former", NULL },
        { "address", 'a', 0, G_OPTION_ARG_NONE, &look.by_address, "By address, SMTP or TYPE:ADDRESS", NULL },
        { "prefix", 'p', 0, G_OPTION_ARG_NONE, &look.by_prefix, "By how the name begins", NULL },
        { "most", 'n', 0, G_OPTION_ARG_INT, &look.most, "Find no more than N", "N" },
        { "json", 0, 0, G_OPTION_ARG_NONE, &look.json, "One JSON object a line", NULL },
        { NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL },
    };
    int status = EXIT_USAGE;
    if (cli_parse (&look.cli, argc, argv, "find entries: BOOK TEXT...", entries) && has_texts (&look))
        status = look_with (&look, search_text);
    look_clear (&look);
    return status;
}

int
cmd_oab_show (int argc, char **argv)
{
    Look look = { .cli.command = "oab show" };
    const GOptionEntry entries[] = {
        { "list", 'l', 0, G_OPTION_ARG_STRING, &look.list_name, "Of the list of this name or number", "LIST" },
        { "json", 0, 0, G_OPTION_ARG_NONE, &look.json, "One JSON object a line", NULL },
        { NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL },
    };
    int status = EXIT_USAGE;
    if (cli_parse (&look.cli, argc, argv, "show entries: BOOK NUMBER|ADDRESS|DN...", entries) && has_texts (&look))
        status = look_with (&look, show_text);
    look_clear (&look);
    return status;
}
