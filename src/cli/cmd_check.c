/* SPDX-License-Identifier: MIT
 *
 * oxcart check: what is wrong with a mailbox.
 */
#include "cli.h"

#include <stdio.h>

#define SCHEMA 1

typedef struct {
    Cli cli; /* first: option callbacks are given it */
    gboolean json;
} Check;

static void
print_json (const char *input, const OxDiagnostic *d)
{
    g_autoptr (GString) out = g_string_new (NULL);
    g_string_append_printf (out, "{\"schema\":%d", SCHEMA);
    cli_json_field (out, "input", input);
    g_string_append_c (out, ',');
    cli_json_diagnostic (out, d);
    puts (g_string_append_c (out, '}')->str);
}

static void
print_line (const char *input, const OxDiagnostic *d)
{
    GString *line = g_string_new (input);
    if (*d->place != '\0')
        g_string_append_printf (line, ": %s", d->place);
    if (d->offset != G_MAXUINT64)
        g_string_append_printf (line, ": at 0x%" G_GINT64_MODIFIER "X", d->offset);
    g_string_append_printf (line, ": %s: %s [%s, %s]\n", ox_severity_to_string (d->severity), d->text, d->code,
                            d->section);
    cli_print_safe (line->str, TRUE);
    g_string_free (line, TRUE);
}

static void
check_one (Check *c, const char *input)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (OxDiagnostics) found = ox_diagnostics_new ();
    g_autoptr (OxDiagnostics) none = ox_diagnostics_new ();
    g_autoptr (OxStream) stream = ox_stream_new_path (input, &error);
    if (stream == NULL || !ox_check_store (stream, c->cli.options, found, &error)) {
        cli_failed (&c->cli, input, error);
        return;
    }
    guint64 n = 0, n_wrong = 0;
    for (guint i = 0; i < ox_diagnostics_get_size (found); i++) {
        const OxDiagnostic *d = ox_diagnostics_get (found, i);
        if (c->json)
            print_json (input, d);
        else
            print_line (input, d);
    }
    for (guint s = OX_SEVERITY_INFO; s <= OX_SEVERITY_LOST; s++) {
        n += ox_diagnostics_count (found, (OxSeverity) s);
        n_wrong += s > OX_SEVERITY_INFO ? ox_diagnostics_count (found, (OxSeverity) s) : 0;
    }
    if (!c->cli.quiet)
        cli_message ("%s: %" G_GUINT64_FORMAT " findings, %" G_GUINT64_FORMAT " of them violations", input, n, n_wrong);
    cli_done (&c->cli, input, none);
    c->cli.n_lossy += n_wrong > 0;
}

int
cmd_check (int argc, char **argv)
{
    Check c = { .cli.command = "check" };
    const GOptionEntry entries[] = {
        { "json", 0, 0, G_OPTION_ARG_NONE, &c.json, "One JSON object a finding and line", NULL },
        { NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL },
    };
    int status = EXIT_USAGE;
    if (cli_parse (&c.cli, argc, argv, "list what is wrong with a mailbox", entries)) {
        for (guint i = 0; c.cli.inputs[i] != NULL; i++)
            check_one (&c, c.cli.inputs[i]);
        status = cli_status (&c.cli);
    }
    cli_clear (&c.cli);
    return status;
}
