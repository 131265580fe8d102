/* SPDX-License-Identifier: MIT
 *
 * oxcart find: the items of stores that meet a query.
 */
#include "cli.h"

#include <stdio.h>
#include <string.h>

#define SCHEMA 1

typedef struct {
    Cli cli; /* first: option callbacks are given it */
    gboolean json;
    gboolean count;
    gboolean nul;
    gboolean associated;
    char *folder;
    char *search;
    OxRestriction *query;
    const char *box;
    guint64 n_found;
    guint64 most; /* of a query that counts: how many are left */
} Find;

/* The address by which each subcommand finds the item again. */
static char *
item_address (const Find *f, OxStore *store, guint32 id)
{
    const char *name = ox_store_get_item_name (store, id);
    return name != NULL ? g_build_filename (f->box, name, NULL) : g_strdup_printf ("%s#0x%x", f->box, id);
}

static void
print_row (const Find *f, OxFolder *folder, OxTable *table, OxProps *row)
{
    OxStore *store = ox_folder_get_store (folder);
    guint32 id = ox_table_get_id (table);
    g_autofree char *path = ox_folder_get_path (folder);
    g_autofree char *address = item_address (f, store, id);
    if (f->nul) {
        fwrite (address, 1, strlen (address) + 1, stdout);
        return;
    }
    cli_row_complete (table, row);
    if (f->json) {
        g_autoptr (GString) out = g_string_new (NULL);
        g_string_append_printf (out, "{\"schema\":%d", SCHEMA);
        cli_json_field (out, "address", address);
        cli_json_field (out, "folder", path);
        g_string_append_printf (out, ",\"place\":%u,\"id\":\"0x%x\"", ox_table_get_place (table), id);
        cli_row_json (out, row);
        puts (g_string_append_c (out, '}')->str);
        return;
    }
    g_autofree char *date = cli_row_date (row);
    g_autofree char *from = cli_row_from (row);
    g_autofree char *subject = cli_row_subject (row);
    const char *name = ox_store_get_item_name (store, id);
    g_autofree char *where = name != NULL ? g_strdup (address)
                                          : g_strdup_printf ("%s:%s%s%u", f->box, path,
                                                             g_str_has_suffix (path, "/") ? "" : "/",
                                                             ox_table_get_place (table));
    cli_print_safe (where, FALSE);
    printf ("\t0x%x\t%s\t%s\t%s\n", id, date, from, subject);
}

/* --- searching ----------------------------------------------------------------------------------------- */

static void
search_folder (Find *f, OxFolder *folder, OxRestriction *restriction, OxDiagnostics *d)
{
    OxFolderTable which = f->associated ? OX_FOLDER_ASSOCIATED : OX_FOLDER_MESSAGES;
    g_autoptr (OxTable) table = ox_folder_open_table (folder, which, d);
    ox_table_set_restriction (table, restriction);
    ox_table_set_body (table, ox_message_get_text_body, f->cli.options);
    if (!f->count && !f->nul)
        ox_table_set_columns (table, cli_row_columns, cli_n_row_columns);
    while (f->most > 0) {
        g_autoptr (OxProps) row = ox_table_next (table);
        if (row == NULL)
            return;
        f->n_found++;
        f->most--;
        if (!f->count)
            print_row (f, folder, table, row);
    }
}

/* A search folder only shows what stands elsewhere. */
static void
search_below (Find *f, OxFolder *top, OxDiagnostics *d)
{
    g_autoptr (OxWalk) walk = ox_walk_new (top);
    for (OxFolder *folder; (folder = ox_walk_next (walk)) != NULL;)
        if (!ox_folder_is_search (folder) || folder == top)
            search_folder (f, folder, f->query, d);
}

static gboolean
search_as_defined (Find *f, OxStore *store, OxDiagnostics *d, GError **error)
{
    g_autoptr (GPtrArray) searches = ox_store_list_searches (store, d);
    for (guint i = 0; i < searches->len; i++) {
        const OxSearchFolder *search = searches->pdata[i];
        if (g_ascii_strcasecmp (search->name, f->search) != 0 || search->restriction == NULL)
            continue;
        for (guint j = 0; j < search->folders->len; j++)
            search_folder (f, search->folders->pdata[j], search->restriction, d);
        return TRUE;
    }
    g_set_error (error, OX_ERROR, OX_ERROR_NOT_FOUND, "no search folder \"%s\" is defined", f->search);
    return FALSE;
}

static gboolean
search_store (Find *f, CliAddress *a, OxDiagnostics *d, GError **error)
{
    OxFolder *top = a->kind == ADDRESS_FOLDER ? a->folder : ox_store_get_root (a->store);
    if (f->search != NULL)
        return search_as_defined (f, a->store, d, error);
    if (f->folder != NULL)
        top = ox_store_find_folder (a->store, f->folder, error);
    if (top != NULL)
        search_below (f, top, d);
    return top != NULL;
}

static void
search_input (Find *f, const char *input)
{
    g_autoptr (OxDiagnostics) diagnostics = ox_diagnostics_new ();
    g_autoptr (GError) error = NULL;
    g_auto (CliAddress) address = { 0 };
    f->n_found = 0;
    f->most = f->query != NULL ? ox_restriction_get_count (f->query) : G_MAXUINT32;
    if (f->most == G_MAXUINT32)
        f->most = G_MAXUINT64;
    gboolean ok = cli_address_open (&f->cli, input, TRUE, diagnostics, &address, &error);
    f->box = address.path;
    if (ok && address.kind != ADDRESS_STORE && address.kind != ADDRESS_FOLDER) {
        g_set_error_literal (&error, OX_ERROR, OX_ERROR_FORMAT, "no mailbox, no folder");
        ok = FALSE;
    }
    if (!ok || !search_store (f, &address, diagnostics, &error)) {
        cli_failed (&f->cli, input, error);
        return;
    }
    if (f->count) {
        if (f->cli.inputs[1] != NULL) {
            cli_print_safe (input, FALSE);
            fputs (": ", stdout);
        }
        printf ("%" G_GUINT64_FORMAT "\n", f->n_found);
    }
    cli_done (&f->cli, input, diagnostics);
}

/* The query is the last argument. */
static gboolean
take_query (Find *f)
{
    guint n = g_strv_length (f->cli.inputs);
    if (f->search != NULL)
        return TRUE;
    if (n < 2) {
        cli_message ("usage: oxcart find BOX... QUERY");
        return FALSE;
    }
    g_autoptr (GError) error = NULL;
    g_autofree char *text = g_steal_pointer (&f->cli.inputs[n - 1]);
    f->query = ox_query_parse (text, &error);
    if (f->query == NULL)
        cli_message ("the query, %s", error->message);
    return f->query != NULL;
}

int
cmd_find (int argc, char **argv)
{
    Find f = { .cli.command = "find" };
    const GOptionEntry entries[] = {
        { "json", 0, 0, G_OPTION_ARG_NONE, &f.json, "One JSON object a line", NULL },
        { "count", 'c', 0, G_OPTION_ARG_NONE, &f.count, "Print how many there are, and no more", NULL },
        { "null", '0', 0, G_OPTION_ARG_NONE, &f.nul, "Print addresses only, each ended by a NUL", NULL },
        { "folder", 0, 0, G_OPTION_ARG_STRING, &f.folder, "Search in this folder and those below", "PATH" },
        { "search-folder", 0, 0, G_OPTION_ARG_STRING, &f.search, "Search as the search folder NAME does", "NAME" },
        { "associated", 0, 0, G_OPTION_ARG_NONE, &f.associated,
          "Search what programs keep in folders: views, rules, settings", NULL },
        { NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL },
    };
    int status = EXIT_USAGE;
    if (cli_parse (&f.cli, argc, argv, "find the items that meet a query", entries) && take_query (&f)) {
        for (guint i = 0; f.cli.inputs[i] != NULL; i++)
            search_input (&f, f.cli.inputs[i]);
        status = cli_status (&f.cli);
    }
    g_clear_pointer (&f.query, ox_restriction_unref);
    g_free (f.folder);
    g_free (f.search);
    cli_clear (&f.cli);
    return status;
}
