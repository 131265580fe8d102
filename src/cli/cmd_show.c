/* SPDX-License-Identifier: MIT
 *
 * oxcart show: a message for a person to read.
 */
#include "cli.h"

#include <stdio.h>

static void
show (Cli *cli, const char *path)
{
    g_autoptr (OxDiagnostics) diagnostics = ox_diagnostics_new ();
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
