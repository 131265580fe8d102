/* SPDX-License-Identifier: MIT
 *
 * What became of each property, and what was odd: for --report.
 */
#include "cli.h"

#include <stdio.h>

void
cli_json_string (GString *out, const char *text)
{
    g_autofree char *valid = g_utf8_make_valid (text, -1);
    g_string_append_c (out, '"');
    for (const char *p = valid; *p != '\0'; p++) {
        if (*p == '"' || *p == '\\')
            g_string_append_printf (out, "\\%c", *p);
        else if ((guchar) *p < 0x20)
            g_string_append_printf (out, "\\u%04x", *p);
        else
            g_string_append_c (out, *p);
    }
    g_string_append_c (out, '"');
}

void
cli_json_field (GString *out, const char *name, const char *value)
{
    g_string_append_printf (out, ",\"%s\":", name);
    cli_json_string (out, value);
}

void
cli_json_diagnostic (GString *out, const OxDiagnostic *d)
{
    g_string_append (out, "\"severity\":");
    cli_json_string (out, ox_severity_to_string (d->severity));
    cli_json_field (out, "code", d->code);
    cli_json_field (out, "place", d->place);
    if (d->offset != G_MAXUINT64)
        g_string_append_printf (out, ",\"offset\":%" G_GUINT64_FORMAT, d->offset);
    cli_json_field (out, "section", d->section);
    cli_json_field (out, "text", d->text);
}

static void
report_json (FILE *file, const char *input, OxAccount *account, OxDiagnostics *diagnostics)
{
    g_autoptr (GString) out = g_string_new ("{\"schema\":1,\"input\":");
    cli_json_string (out, input);
    g_string_append (out, ",\"properties\":[");
    for (guint i = 0; i < ox_account_get_size (account); i++) {
        const char *place;
        const char *name;
        OxKey key;
        guint64 size;
        OxFate fate = ox_account_get (account, i, &place, &key, &name, &size);
        g_string_append (out, i > 0 ? ",{\"place\":" : "{\"place\":");
        cli_json_string (out, place);
        cli_json_field (out, "name", name);
        cli_json_field (out, "fate", ox_fate_to_string (fate));
        g_string_append_printf (out, ",\"size\":%" G_GUINT64_FORMAT "}", size);
    }
    g_string_append (out, "],\"diagnostics\":[");
    for (guint i = 0; i < ox_diagnostics_get_size (diagnostics); i++) {
        g_string_append (out, i > 0 ? ",{" : "{");
        cli_json_diagnostic (out, ox_diagnostics_get (diagnostics, i));
        g_string_append_c (out, '}');
    }
    g_string_append (out, "]}\n");
    fputs (out->str, file);
}

static void
print_line (FILE *file, const char *text)
{
    g_autofree char *safe = ox_text_sanitize (text, FALSE);
    fprintf (file, "  %s\n", safe);
}

static void
report_text (FILE *file, const char *input, OxAccount *account, OxDiagnostics *diagnostics)
{
    g_autofree char *safe = ox_text_sanitize (input, FALSE);
    fprintf (file, "%s: %u properties: %u mapped, %u preserved, %u not applicable, %u lost\n", safe,
             ox_account_get_size (account), ox_account_count (account, OX_FATE_MAPPED),
             ox_account_count (account, OX_FATE_PRESERVED),
             ox_account_count (account, OX_FATE_NOT_APPLICABLE),
             ox_account_count (account, OX_FATE_LOST));
    for (guint i = 0; i < ox_account_get_size (account); i++) {
        const char *place;
        const char *name;
        OxKey key;
        guint64 size;
        if (ox_account_get (account, i, &place, &key, &name, &size) != OX_FATE_LOST)
            continue;
        g_autofree char *line = g_strdup_printf ("lost: %s%s%s (%" G_GUINT64_FORMAT " bytes)", place,
                                                 *place != '\0' ? ": " : "", name, size);
        print_line (file, line);
    }
    for (guint i = 0; i < ox_diagnostics_get_size (diagnostics); i++) {
        const OxDiagnostic *d = ox_diagnostics_get (diagnostics, i);
        g_autofree char *line = g_strdup_printf ("%s: %s%s%s [%s] %s",
                                                 ox_severity_to_string (d->severity), d->place,
                                                 *d->place != '\0' ? ": " : "", d->text, d->code,
                                                 d->section);
        print_line (file, line);
    }
}

void
cli_report (FILE *out, ReportKind kind, const char *input, OxAccount *account,
            OxDiagnostics *diagnostics)
{
    if (kind == REPORT_JSON)
        report_json (out, input, account, diagnostics);
    else if (kind == REPORT_TEXT)
        report_text (out, input, account, diagnostics);
}
