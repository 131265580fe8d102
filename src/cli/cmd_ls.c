/* SPDX-License-Identifier: MIT
 *
 * oxcart ls: the folders of a store, the items of a folder, the attachments of a message.
 */
#include "cli.h"

#include <stdio.h>

#define SCHEMA 1

typedef struct {
    Cli cli; /* first: option callbacks are given it */
    gboolean json;
    gboolean items;      /* of each folder of a tree, too */
    gboolean associated;
} Ls;

static void list_message (const Ls *ls, OxMessage *message, const char *prefix);

/* --- attachments ---------------------------------------------------------------------------------------- */

static guint64
content_size (OxAttachment *attachment)
{
    g_autoptr (OxStream) stream = ox_attachment_open (attachment, NULL);
    return stream != NULL ? ox_stream_get_size (stream) : 0;
}

static GString *
begin_json (const char *kind)
{
    GString *out = g_string_new (NULL);
    g_string_append_printf (out, "{\"schema\":%d", SCHEMA);
    cli_json_field (out, "kind", kind);
    return out;
}

static void
end_json (GString *out)
{
    puts (g_string_append (out, "}")->str);
    g_string_free (out, TRUE);
}

static void
print_attachment (const Ls *ls, const char *path, const char *kind, guint64 size, const char *name)
{
    if (ls->json) {
        GString *out = begin_json ("attachment");
        cli_json_field (out, "path", path);
        cli_json_field (out, "type", kind);
        g_string_append_printf (out, ",\"size\":%" G_GUINT64_FORMAT, size);
        cli_json_field (out, "name", name);
        end_json (out);
        return;
    }
    printf ("%-10s %-8s %12" G_GUINT64_FORMAT "  ", path, kind, size);
    cli_print_safe (name, FALSE);
    putchar ('\n');
}

static void
list_attachment (const Ls *ls, OxAttachment *attachment, guint index, const char *prefix)
{
    static const char *const kinds[] = { "none", "file", "message", "ole", "link" };
    OxAttachmentKind kind = ox_attachment_get_kind (attachment);
    g_autofree char *path = g_strdup_printf ("%s%u", prefix, index);
    g_autofree char *name = cli_attachment_name (attachment, index);
    gboolean has_bytes = kind == OX_ATTACHMENT_BYTES || kind == OX_ATTACHMENT_STORAGE;
    print_attachment (ls, path, kinds[kind], has_bytes ? content_size (attachment) : 0, name);
    if (kind != OX_ATTACHMENT_MESSAGE)
        return;
    g_autoptr (GError) error = NULL;
    g_autoptr (OxMessage) inner = ox_attachment_open_message (attachment, &error);
    if (inner == NULL) {
        cli_message ("attachment %s: %s", path, error->message);
        return;
    }
    g_autofree char *below = g_strconcat (path, "/", NULL);
    list_message (ls, inner, below);
}

/* Embedded messages are nested no deeper than the limits allow. */
static void
list_message (const Ls *ls, OxMessage *message, const char *prefix)
{
    for (guint i = 0; i < ox_message_get_n_attachments (message); i++)
        list_attachment (ls, ox_message_get_attachment (message, i), i, prefix);
}

/* --- items ------------------------------------------------------------------------------------------------- */

static void
print_item (const Ls *ls, OxTable *table, OxProps *row, const char *folder)
{
    cli_row_complete (table, row);
    if (ls->json) {
        GString *out = begin_json ("item");
        cli_json_field (out, "folder", folder);
        g_string_append_printf (out, ",\"place\":%u,\"id\":\"0x%x\"", ox_table_get_place (table),
                                ox_table_get_id (table));
        cli_row_json (out, row);
        end_json (out);
        return;
    }
    const char *klass = ox_props_get_text (row, OX_TAG_MESSAGE_CLASS);
    g_autofree char *date = cli_row_date (row);
    g_autofree char *from = cli_row_from (row);
    g_autofree char *subject = cli_row_subject (row);
    g_autofree char *safe_class = ox_text_sanitize (klass != NULL ? klass : "IPM.Note", FALSE);
    printf ("%6u  0x%-8x %-20s %10" G_GINT64_FORMAT "  %-18s %s\t%s\n", ox_table_get_place (table),
            ox_table_get_id (table), date, ox_props_get_integer (row, OX_TAG_MESSAGE_SIZE, 0), safe_class, from,
            subject);
}

static void
list_items (const Ls *ls, OxFolder *folder, OxDiagnostics *d)
{
    g_autofree char *path = ox_folder_get_path (folder);
    OxFolderTable which = ls->associated ? OX_FOLDER_ASSOCIATED : OX_FOLDER_MESSAGES;
    g_autoptr (OxTable) table = ox_folder_open_table (folder, which, d);
    ox_table_set_columns (table, cli_row_columns, cli_n_row_columns);
    for (OxProps *row; (row = ox_table_next (table)) != NULL; ox_props_unref (row))
        print_item (ls, table, row, path);
}

/* --- folders ------------------------------------------------------------------------------------------------ */

static void
print_folder (const Ls *ls, OxFolder *folder, OxDiagnostics *d)
{
    OxFolderTable which = ls->associated ? OX_FOLDER_ASSOCIATED : OX_FOLDER_MESSAGES;
    g_autoptr (GArray) ids = ox_folder_list_messages (folder, which, d);
    g_autofree char *path = ox_folder_get_path (folder);
    const char *role = ox_folder_role_to_string (ox_folder_get_role (folder));
    gint64 unread = ox_props_get_integer (ox_folder_get_props (folder), OX_TAG_CONTENT_UNREAD_COUNT, 0);
    if (ls->json) {
        GString *out = begin_json ("folder");
        cli_json_field (out, "path", path);
        g_string_append_printf (out, ",\"id\":\"0x%x\",\"items\":%u,\"unread\":%" G_GINT64_FORMAT ",\"search\":%s",
                                ox_folder_get_id (folder), ids->len, unread,
                                ox_folder_is_search (folder) ? "true" : "false");
        if (*role != '\0')
            cli_json_field (out, "role", role);
        end_json (out);
        return;
    }
    printf ("%8u %8" G_GINT64_FORMAT "  0x%-8x ", ids->len, unread, ox_folder_get_id (folder));
    cli_print_safe (path, FALSE);
    if (*role != '\0')
        printf ("  @%s", role);
    puts (ox_folder_is_search (folder) ? "  (search)" : "");
}

static void
list_tree (const Ls *ls, OxFolder *top, OxDiagnostics *d)
{
    g_autoptr (OxWalk) walk = ox_walk_new (top);
    for (OxFolder *folder; (folder = ox_walk_next (walk)) != NULL;) {
        print_folder (ls, folder, d);
        if (ls->items)
            list_items (ls, folder, d);
    }
}

static void
list_folder (const Ls *ls, OxFolder *folder, OxDiagnostics *d)
{
    for (guint i = 0; i < ox_folder_get_n_folders (folder); i++)
        print_folder (ls, ox_folder_get_folder (folder, i), d);
    list_items (ls, folder, d);
}

/* What search folders look for, whether the store has the folders or not. */
static void
list_searches (const Ls *ls, OxStore *store, OxDiagnostics *d)
{
    g_autoptr (GPtrArray) searches = ox_store_list_searches (store, d);
    for (guint i = 0; i < searches->len; i++) {
        const OxSearchFolder *search = searches->pdata[i];
        g_autofree char *query = search->restriction != NULL ? ox_query_print (search->restriction) : g_strdup ("");
        if (ls->json) {
            GString *out = begin_json ("search");
            cli_json_field (out, "name", search->name);
            g_string_append_printf (out, ",\"id\":\"0x%x\",\"folders\":%u", search->id, search->folders->len);
            cli_json_field (out, "query", query);
            end_json (out);
            continue;
        }
        printf ("search folder  0x%-8x ", search->id);
        cli_print_safe (search->name, FALSE);
        fputs (": ", stdout);
        cli_print_safe (query, FALSE);
        putchar ('\n');
    }
}

/* --- the command ---------------------------------------------------------------------------------------------- */

static gboolean
list_address (Ls *ls, const char *input, CliAddress *a, OxDiagnostics *d)
{
    if (a->kind == ADDRESS_FOLDER) {
        list_folder (ls, a->folder, d);
    } else if (a->kind == ADDRESS_STORE) {
        list_tree (ls, ox_store_get_root (a->store), d);
        list_searches (ls, a->store, d);
    } else {
        g_autoptr (OxMessage) message = NULL;
        g_autoptr (GError) error = NULL;
        message = a->store != NULL ? ox_store_open_message (a->store, a->id, d, &error)
                                   : cli_load (&ls->cli, input, d, &error);
        if (message == NULL) {
            cli_failed (&ls->cli, input, error);
            return FALSE;
        }
        list_message (ls, message, "");
    }
    return TRUE;
}

static void
list_input (Ls *ls, const char *input)
{
    g_autoptr (OxDiagnostics) diagnostics = ox_diagnostics_new ();
    g_autoptr (GError) error = NULL;
    g_auto (CliAddress) address = { 0 };
    if (!cli_address_open (&ls->cli, input, TRUE, diagnostics, &address, &error)) {
        cli_failed (&ls->cli, input, error);
        return;
    }
    if (ls->cli.inputs[1] != NULL && !ls->json) {
        cli_print_safe (input, FALSE);
        puts (":");
    }
    if (list_address (ls, input, &address, diagnostics))
        cli_done (&ls->cli, input, diagnostics);
}

int
cmd_ls (int argc, char **argv)
{
    Ls ls = { .cli.command = "ls" };
    const GOptionEntry entries[] = {
        { "json", 0, 0, G_OPTION_ARG_NONE, &ls.json, "One JSON object a line", NULL },
        { "long", 'l', 0, G_OPTION_ARG_NONE, &ls.items, "Of a store: the items of each folder, too", NULL },
        { "associated", 0, 0, G_OPTION_ARG_NONE, &ls.associated,
          "What programs keep in folders: views, rules, settings", NULL },
        { NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL },
    };
    int status = EXIT_USAGE;
    if (cli_parse (&ls.cli, argc, argv, "list folders, items or attachments", entries)) {
        for (guint i = 0; ls.cli.inputs[i] != NULL; i++)
            list_input (&ls, ls.cli.inputs[i]);
        status = cli_status (&ls.cli);
    }
    cli_clear (&ls.cli);
    return status;
}
