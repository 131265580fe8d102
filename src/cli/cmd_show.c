/* SPDX-License-Identifier: MIT
 *
 * oxcart show: a message for a person to read; what a folder or a search folder is.
 */
#include "cli.h"

#include <stdio.h>
#include <string.h>

static void
print_field (const char *name, const char *text)
{
    printf ("%-11s ", name);
    cli_print_safe (text, FALSE);
    putchar ('\n');
}

static void
print_search (const OxSearchFolder *search)
{
    g_autofree char *query = search->restriction != NULL ? ox_query_print (search->restriction) : g_strdup ("");
    print_field ("Search:", search->name);
    print_field ("Query:", query);
    for (guint i = 0; i < search->folders->len; i++) {
        g_autofree char *path = ox_folder_get_path (search->folders->pdata[i]);
        print_field (i == 0 ? "In:" : "", path);
    }
}

/* The definition of a search folder: by the message that defines it, or by the folder's name. */
static gboolean
show_searches (const CliAddress *a, OxDiagnostics *d)
{
    g_autoptr (GPtrArray) searches = ox_store_list_searches (a->store, d);
    gboolean found = FALSE;
    for (guint i = 0; i < searches->len; i++) {
        const OxSearchFolder *search = searches->pdata[i];
        gboolean same = a->kind == ADDRESS_ITEM
                            ? search->id == a->id
                            : ox_folder_is_search (a->folder)
                                  && g_strcmp0 (search->name, ox_folder_get_name (a->folder)) == 0;
        if (same)
            print_search (search);
        found = found || same;
    }
    return found;
}

static void
show_folder (const CliAddress *a, OxDiagnostics *d)
{
    OxFolder *folder = a->kind == ADDRESS_FOLDER ? a->folder : ox_store_get_top (a->store);
    g_autoptr (GArray) ids = ox_folder_list_messages (folder, OX_FOLDER_MESSAGES, d);
    g_autofree char *path = ox_folder_get_path (folder);
    g_autofree char *n = g_strdup_printf ("%u", ids->len);
    g_autofree char *n_folders = g_strdup_printf ("%u", ox_folder_get_n_folders (folder));
    if (a->kind == ADDRESS_STORE)
        print_field ("Store:", ox_store_get_format (a->store));
    print_field ("Folder:", path);
    print_field ("Role:", ox_folder_role_to_string (ox_folder_get_role (folder)));
    print_field ("Items:", n);
    print_field ("Folders:", n_folders);
    if (a->kind == ADDRESS_FOLDER)
        show_searches (a, d);
}

/* Whether the input is a store, or something in one that is no message for a person to read. */
static gboolean
show_in_store (Cli *cli, const char *path)
{
    g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
    g_auto (CliAddress) address = { 0 };
    if (strcmp (path, "-") == 0 || !cli_address_open (cli, path, TRUE, d, &address, NULL)
        || address.store == NULL)
        return FALSE;
    if (address.kind == ADDRESS_ITEM && !show_searches (&address, d))
        return FALSE;
    if (address.kind != ADDRESS_ITEM)
        show_folder (&address, d);
    cli_done (cli, path, d);
    return TRUE;
}

static void
show (Cli *cli, const char *path)
{
    g_autoptr (OxDiagnostics) diagnostics = ox_diagnostics_new ();
    if (show_in_store (cli, path))
        return;
    g_autoptr (OxMessage) message = cli_open (cli, path, diagnostics);
    if (message == NULL)
        return;
    g_autoptr (GError) error = NULL;
    g_autoptr (OxSink) sink = ox_sink_new_memory ();
    if (!ox_message_write_text (message, sink, cli->options, diagnostics, &error)) {
        cli_failed (cli, path, error);
        return;
    }
    g_autoptr (GBytes) bytes = ox_sink_steal_bytes (sink);
    gsize n = g_bytes_get_size (bytes);
    /* A message may say nothing at all. */
    g_autofree char *text = n > 0 ? g_strndup (g_bytes_get_data (bytes, NULL), n) : NULL;
    if (text != NULL)
        cli_print_safe (text, TRUE);
    cli_done (cli, path, diagnostics);
}

int
cmd_show (int argc, char **argv)
{
    static const GOptionEntry entries[] = {
        { NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL },
    };
    Cli cli = { .command = "show" };
    int status = EXIT_USAGE;
    if (cli_parse (&cli, argc, argv, "show a message to a person", entries)) {
        for (guint i = 0; cli.inputs[i] != NULL; i++) {
            if (i > 0)
                printf ("\n----\n\n");
            show (&cli, cli.inputs[i]);
        }
        status = cli_status (&cli);
    }
    cli_clear (&cli);
    return status;
}
