/* SPDX-License-Identifier: MIT
 *
 * oxcart cat: one attachment to stdout.
 */
#include "cli.h"

#include <string.h>
#include <unistd.h>

static gboolean
copy (OxStream *stream, OxSink *sink, GError **error)
{
    g_autofree guint8 *buffer = g_malloc (64u << 10);
    guint64 at = 0;
    while (at < ox_stream_get_size (stream) && ox_sink_is_ok (sink)) {
        gssize got = ox_stream_pread (stream, at, buffer, 64u << 10, error);
        if (got < 0)
            return FALSE;
        if (got == 0) {
            g_set_error_literal (error, OX_ERROR, OX_ERROR_DAMAGED, "the content is cut short");
            return FALSE;
        }
        ox_sink_write (sink, buffer, (gsize) got);
        at += (guint64) got;
    }
    return TRUE;
}

gboolean
cli_write_attachment (Cli *cli, OxAttachment *attachment, OxSink *sink, OxDiagnostics *diagnostics,
                      GError **error)
{
    if (ox_attachment_get_kind (attachment) == OX_ATTACHMENT_MESSAGE) {
        g_autoptr (OxMessage) inner = ox_attachment_open_message (attachment, error);
        return inner != NULL
               && ox_message_write_mime (inner, sink, cli->options, diagnostics, NULL, error);
    }
    g_autoptr (OxStream) stream = ox_attachment_open (attachment, error);
    return stream != NULL && copy (stream, sink, error);
}

static gboolean
cat (Cli *cli, OxMessage *root, const char *path, OxDiagnostics *diagnostics, GError **error)
{
    g_autoptr (OxMessage) owner = NULL;
    g_autoptr (OxSink) sink = ox_sink_new_fd (STDOUT_FILENO);
    OxAttachment *attachment = cli_find_attachment (root, path, &owner, error);
    return attachment != NULL && cli_write_attachment (cli, attachment, sink, diagnostics, error)
           && ox_sink_finish (sink, error);
}

int
cmd_cat (int argc, char **argv)
{
    static const GOptionEntry entries[] = {
        { NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL },
    };
    Cli cli = { .command = "cat" };
    int status = EXIT_USAGE;
    gboolean parsed = cli_parse (&cli, argc, argv, "INPUT N: write attachment N to stdout", entries);
    if (parsed && g_strv_length (cli.inputs) == 2) {
        g_autoptr (OxDiagnostics) diagnostics = ox_diagnostics_new ();
        g_autoptr (GError) error = NULL;
        g_autoptr (OxMessage) root = cli_open (&cli, cli.inputs[0], diagnostics);
        if (root != NULL && cat (&cli, root, cli.inputs[1], diagnostics, &error))
            cli_done (&cli, cli.inputs[0], diagnostics);
        else if (root != NULL)
            cli_failed (&cli, cli.inputs[0], error);
        status = cli_status (&cli);
    } else if (parsed) {
        cli_message ("usage: oxcart cat INPUT N, with N as \"oxcart ls\" lists it");
    }
    cli_clear (&cli);
    return status;
}
