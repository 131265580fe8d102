/* SPDX-License-Identifier: MIT
 *
 * oxcart props: every property with its canonical name.
 */
#include "cli.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define SHOWN_BYTES 32
#define SHOWN_TEXT 200

static char *
describe_bytes (const OxValue *value)
{
    g_autoptr (OxStream) stream = ox_value_open (value);
    if (stream == NULL)
        return g_strdup ("(object)");
    g_autoptr (GBytes) head = ox_stream_read_bytes (stream, 0, SHOWN_BYTES, NULL);
    gsize n = 0;
    const guint8 *data = head != NULL ? g_bytes_get_data (head, &n) : NULL;
    GString *out = g_string_new (NULL);
    g_string_append_printf (out, "%" G_GUINT64_FORMAT " bytes", ox_stream_get_size (stream));
    for (gsize i = 0; i < n; i++)
        g_string_append_printf (out, "%s%02x", i == 0 ? ": " : " ", data[i]);
    if (ox_stream_get_size (stream) > n)
        g_string_append (out, " ...");
    return g_string_free (out, FALSE);
}

static char *
describe_integer (guint16 type, gint64 integer)
{
    if (type == OX_TYPE_TIME)
        return ox_filetime_to_iso8601 ((guint64) integer);
    if (type == OX_TYPE_BOOLEAN)
        return g_strdup (integer != 0 ? "true" : "false");
    if (type == OX_TYPE_ERROR_CODE)
        return g_strdup_printf ("0x%08X", (guint) integer);
    return g_strdup_printf ("%" G_GINT64_FORMAT, integer);
}

/* One value on one line; long text is cut, and says so. */
static char *
describe_value (const OxValue *value)
{
    gint64 integer;
    double real;
    const char *text = ox_value_get_text (value, NULL);
    const OxGuid *guid = ox_value_get_guid (value);
    if (text != NULL && g_utf8_strlen (text, -1) > SHOWN_TEXT) {
        g_autofree char *head = g_utf8_substring (text, 0, SHOWN_TEXT);
        return g_strdup_printf ("%s ... (%" G_GUINT64_FORMAT " bytes)", head,
                                ox_value_get_size (value));
    }
    if (text != NULL)
        return g_strdup (text);
    if (guid != NULL)
        return ox_guid_to_string (guid);
    if (ox_value_get_integer (value, &integer))
        return describe_integer (ox_value_get_type_code (value), integer);
    if (ox_value_get_real (value, &real))
        return g_strdup_printf ("%g", real);
    return describe_bytes (value);
}

void
cli_print_props (OxProps *props, OxNames *names)
{
    for (guint i = 0; i < ox_props_get_size (props); i++) {
        OxKey key;
        const OxValue *value = ox_props_get_nth (props, i, &key);
        guint16 type = ox_value_get_type_code (value);
        const char *type_name = ox_type_to_string (type);
        g_autofree char *name = ox_names_describe (names, key, type);
        g_autofree char *safe = ox_text_sanitize (name, FALSE);
        printf ("  %-40s %-22s ", safe, type_name != NULL ? type_name : "?");
        for (guint j = 0; j < ox_value_get_n_items (value); j++) {
            g_autofree char *text = describe_value (ox_value_get_item (value, j));
            if (j > 0)
                fputs (" | ", stdout);
            cli_print_safe (text, FALSE);
        }
        putchar ('\n');
    }
}

static void
print_message (OxMessage *message)
{
    OxNames *names = ox_message_get_names (message);
    printf ("message\n");
    cli_print_props (ox_message_get_props (message), names);
    for (guint i = 0; i < ox_message_get_n_recipients (message); i++) {
        printf ("recipient %u\n", i);
        cli_print_props (ox_recipient_get_props (ox_message_get_recipient (message, i)), names);
    }
    for (guint i = 0; i < ox_message_get_n_attachments (message); i++) {
        printf ("attachment %u\n", i);
        cli_print_props (ox_attachment_get_props (ox_message_get_attachment (message, i)), names);
    }
}

static gboolean
print_json (Cli *cli, OxMessage *message, OxDiagnostics *diagnostics, GError **error)
{
    g_autoptr (OxSink) sink = ox_sink_new_fd (STDOUT_FILENO);
    return ox_message_write_json (message, sink, cli->options, diagnostics, NULL, error)
           && ox_sink_finish (sink, error);
}

/* The message itself, or one embedded in it. */
static OxMessage *
choose_message (OxMessage *root, const char *path, GError **error)
{
    if (path == NULL)
        return g_object_ref (root);
    g_autoptr (OxMessage) owner = NULL;
    OxAttachment *attachment = cli_find_attachment (root, path, &owner, error);
    return attachment != NULL ? ox_attachment_open_message (attachment, error) : NULL;
}

/* The properties of a store or of a folder in it. */
static gboolean
props_in_store (Cli *cli, const char *path)
{
    g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
    g_auto (CliAddress) a = { 0 };
    if (strcmp (path, "-") == 0 || !cli_address_open (cli, path, TRUE, d, &a, NULL)
        || (a.kind != ADDRESS_STORE && a.kind != ADDRESS_FOLDER))
        return FALSE;
    printf (a.kind == ADDRESS_STORE ? "store\n" : "folder\n");
    cli_print_props (a.kind == ADDRESS_STORE ? ox_store_get_props (a.store) : ox_folder_get_props (a.folder),
                     ox_store_get_names (a.store));
    cli_done (cli, path, d);
    return TRUE;
}

static void
props_one (Cli *cli, const char *path, const char *attachment, gboolean json)
{
    g_autoptr (OxDiagnostics) diagnostics = ox_diagnostics_new ();
    g_autoptr (GError) error = NULL;
    if (!json && attachment == NULL && props_in_store (cli, path))
        return;
    g_autoptr (OxMessage) root = cli_open (cli, path, diagnostics);
    if (root == NULL)
        return;
    g_autoptr (OxMessage) message = choose_message (root, attachment, &error);
    gboolean ok = message != NULL;
    if (ok && json)
        ok = print_json (cli, message, diagnostics, &error);
    else if (ok)
        print_message (message);
    if (ok)
        cli_done (cli, path, diagnostics);
    else
        cli_failed (cli, path, error);
}

int
cmd_props (int argc, char **argv)
{
    gboolean json = FALSE;
    g_autofree char *attachment = NULL;
    const GOptionEntry entries[] = {
        { "json", 0, 0, G_OPTION_ARG_NONE, &json, "One JSON object a line", NULL },
        { "attachment", 'a', 0, G_OPTION_ARG_STRING, &attachment,
          "Of the message embedded as attachment N, or N/M", "N" },
        { NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL },
    };
    Cli cli = { .command = "props" };
    int status = EXIT_USAGE;
    if (cli_parse (&cli, argc, argv, "list every property of a message", entries)) {
        for (guint i = 0; cli.inputs[i] != NULL; i++)
            props_one (&cli, cli.inputs[i], attachment, json);
        status = cli_status (&cli);
    }
    cli_clear (&cli);
    return status;
}
