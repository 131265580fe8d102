/* SPDX-License-Identifier: MIT
 *
 * oxcart ls: the tree of attachments and embedded messages.
 */
#include "cli.h"

#include <stdio.h>

static void list_message (OxMessage *message, const char *prefix, guint depth);

static guint64
content_size (OxAttachment *attachment)
{
    g_autoptr (OxStream) stream = ox_attachment_open (attachment, NULL);
    return stream != NULL ? ox_stream_get_size (stream) : 0;
}

static void
list_attachment (OxAttachment *attachment, guint index, const char *prefix, guint depth)
{
    static const char *const kinds[] = { "none", "file", "message", "ole", "link" };
    OxAttachmentKind kind = ox_attachment_get_kind (attachment);
    g_autofree char *path = g_strdup_printf ("%s%u", prefix, index);
    g_autofree char *name = cli_attachment_name (attachment, index);
    gboolean has_bytes = kind == OX_ATTACHMENT_BYTES || kind == OX_ATTACHMENT_STORAGE;
    printf ("%-10s %-8s %12" G_GUINT64_FORMAT "  ", path, kinds[kind],
            has_bytes ? content_size (attachment) : 0);
    cli_print_safe (name, FALSE);
    putchar ('\n');
    if (kind != OX_ATTACHMENT_MESSAGE)
        return;
    g_autoptr (GError) error = NULL;
    g_autoptr (OxMessage) inner = ox_attachment_open_message (attachment, &error);
    if (inner == NULL) {
        cli_message ("attachment %s: %s", path, error->message);
        return;
    }
    g_autofree char *below = g_strconcat (path, "/", NULL);
    list_message (inner, below, depth + 1);
}

/* Embedded messages are nested no deeper than the limits allow. */
static void
list_message (OxMessage *message, const char *prefix, guint depth)
{
    for (guint i = 0; i < ox_message_get_n_attachments (message); i++)
        list_attachment (ox_message_get_attachment (message, i), i, prefix, depth);
}

int
cmd_ls (int argc, char **argv)
{
    static const GOptionEntry entries[] = {
        { NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL },
    };
    Cli cli = { .command = "ls" };
    int status = EXIT_USAGE;
    if (cli_parse (&cli, argc, argv, "list attachments and embedded messages", entries)) {
        for (guint i = 0; cli.inputs[i] != NULL; i++) {
            g_autoptr (OxDiagnostics) diagnostics = ox_diagnostics_new ();
            g_autoptr (OxMessage) message = cli_open (&cli, cli.inputs[i], diagnostics);
            if (message == NULL)
                continue;
            if (cli.inputs[1] != NULL) {
                cli_print_safe (cli.inputs[i], FALSE);
                puts (":");
            }
            list_message (message, "", 0);
            cli_done (&cli, cli.inputs[i], diagnostics);
        }
        status = cli_status (&cli);
    }
    cli_clear (&cli);
    return status;
}
