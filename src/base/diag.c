/* SPDX-License-Identifier: MIT */
#include "base/diag.h"

#include <oxcart/error.h>
#include <oxcart/limits.h>

struct _OxDiagnostics {
    gatomicrefcount refs;
    GArray *entries; /* OxDiagnostic */
    GString *place;
    guint64 counts[OX_SEVERITY_LOST + 1];
    guint limit;
};

static const struct {
    const char *word;
    OxSeverity severity;
    const char *section;
} codes[] = {
#define OX_DIAG(name, word, severity, section, meaning) { word, OX_SEVERITY_##severity, section },
#include "base/diag-codes.h"
#undef OX_DIAG
};

G_DEFINE_BOXED_TYPE (OxDiagnostics, ox_diagnostics, ox_diagnostics_ref, ox_diagnostics_unref)

static void
entry_clear (gpointer data)
{
    OxDiagnostic *entry = data;
    g_free (entry->place);
    g_free (entry->text);
}

OxDiagnostics *
ox_diagnostics_new (void)
{
    OxDiagnostics *d = g_new0 (OxDiagnostics, 1);
    OxLimits limits;
    g_atomic_ref_count_init (&d->refs);
    ox_limits_init (&limits);
    d->limit = limits.diagnostics;
    d->entries = g_array_new (FALSE, FALSE, sizeof (OxDiagnostic));
    g_array_set_clear_func (d->entries, entry_clear);
    d->place = g_string_new (NULL);
    return d;
}

OxDiagnostics *
ox_diagnostics_ref (OxDiagnostics *d)
{
    g_atomic_ref_count_inc (&d->refs);
    return d;
}

void
ox_diagnostics_unref (OxDiagnostics *d)
{
    if (!g_atomic_ref_count_dec (&d->refs))
        return;
    g_array_unref (d->entries);
    g_string_free (d->place, TRUE);
    g_free (d);
}

guint
ox_diagnostics_get_size (OxDiagnostics *d)
{
    return d->entries->len;
}

const OxDiagnostic *
ox_diagnostics_get (OxDiagnostics *d, guint index)
{
    g_return_val_if_fail (index < d->entries->len, NULL);
    return &g_array_index (d->entries, OxDiagnostic, index);
}

guint64
ox_diagnostics_count (OxDiagnostics *d, OxSeverity severity)
{
    g_return_val_if_fail (severity <= OX_SEVERITY_LOST, 0);
    return d->counts[severity];
}

const char *
ox_severity_to_string (OxSeverity severity)
{
    static const char *const words[] = { "info", "warn", "lost" };
    g_return_val_if_fail (severity <= OX_SEVERITY_LOST, "");
    return words[severity];
}

void
ox_diag_set_limit (OxDiagnostics *d, guint limit)
{
    if (d != NULL)
        d->limit = limit;
}

void
ox_diag (OxDiagnostics *d, OxDiagCode code, guint64 offset, const char *format, ...)
{
    if (d == NULL)
        return;
    d->counts[codes[code].severity]++;
    if (d->entries->len >= d->limit)
        return;
    va_list args;
    va_start (args, format);
    OxDiagnostic entry = { codes[code].severity,
                           codes[code].word,
                           codes[code].section,
                           g_strdup (d->place->str),
                           offset,
                           g_strdup_vprintf (format, args) };
    va_end (args);
    g_array_append_val (d->entries, entry);
}

void
ox_diag_push (OxDiagnostics *d, const char *format, ...)
{
    if (d == NULL)
        return;
    if (d->place->len > 0)
        g_string_append_c (d->place, '/');
    va_list args;
    va_start (args, format);
    g_string_append_vprintf (d->place, format, args);
    va_end (args);
}

void
ox_diag_pop (OxDiagnostics *d)
{
    if (d == NULL)
        return;
    const char *slash = strrchr (d->place->str, '/');
    g_string_truncate (d->place, slash != NULL ? (gsize) (slash - d->place->str) : 0);
}

const char *
ox_diag_place (OxDiagnostics *d)
{
    return d != NULL ? d->place->str : "";
}

char *
ox_diag_swap_place (OxDiagnostics *d, const char *place)
{
    if (d == NULL)
        return NULL;
    char *old = g_strdup (d->place->str);
    g_string_assign (d->place, place != NULL ? place : "");
    return old;
}

gboolean
ox_diag_check_strict (OxDiagnostics *d, GError **error)
{
    if (d == NULL || d->counts[OX_SEVERITY_WARN] + d->counts[OX_SEVERITY_LOST] == 0)
        return TRUE;
    for (guint i = 0; i < d->entries->len; i++) {
        const OxDiagnostic *entry = &g_array_index (d->entries, OxDiagnostic, i);
        if (entry->severity == OX_SEVERITY_INFO)
            continue;
        g_set_error (error, OX_ERROR, OX_ERROR_STRICT, "%s: %s", entry->code, entry->text);
        return FALSE;
    }
    g_set_error_literal (error, OX_ERROR, OX_ERROR_STRICT, "there were warnings");
    return FALSE;
}
