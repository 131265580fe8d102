/* SPDX-License-Identifier: MIT */
#ifndef OXCART_DIAGNOSTICS_H
#define OXCART_DIAGNOSTICS_H

#include <glib-object.h>
#include <oxcart/export.h>

G_BEGIN_DECLS

/**
 * OxSeverity:
 * @OX_SEVERITY_INFO: something odd was normalised; no value changed
 * @OX_SEVERITY_WARN: a value was changed, or may be wrong
 * @OX_SEVERITY_LOST: something was dropped
 *
 * How bad a diagnostic is. What has no result at all is a GError instead.
 */
typedef enum { OX_SEVERITY_INFO, OX_SEVERITY_WARN, OX_SEVERITY_LOST } OxSeverity;

/**
 * OxDiagnostic:
 * @severity: how bad it is
 * @code: a stable word, listed in docs/diagnostics.md
 * @section: the section of the specification concerned, or ""
 * @place: where, as a path of containers from the input inwards
 * @offset: byte offset in the input, or G_MAXUINT64 where there is none
 * @text: one line for a person, UTF-8
 *
 * What was odd but survivable. Owned by its #OxDiagnostics.
 */
typedef struct {
    OxSeverity severity;
    const char *code;
    const char *section;
    char *place;
    guint64 offset;
    char *text;
} OxDiagnostic;

/**
 * OxDiagnostics:
 *
 * The list of what was odd about one item: refcounted, for one thread at a
 * time.
 */
typedef struct _OxDiagnostics OxDiagnostics;

#define OX_TYPE_DIAGNOSTICS (ox_diagnostics_get_type ())
OX_API GType ox_diagnostics_get_type (void);

/**
 * ox_diagnostics_new:
 *
 * Returns: (transfer full): an empty list
 */
OX_API OxDiagnostics *ox_diagnostics_new (void);

/**
 * ox_diagnostics_ref:
 * @diagnostics: a list
 *
 * Returns: (transfer full): @diagnostics
 */
OX_API OxDiagnostics *ox_diagnostics_ref (OxDiagnostics *diagnostics);

/**
 * ox_diagnostics_unref:
 * @diagnostics: a list
 */
OX_API void ox_diagnostics_unref (OxDiagnostics *diagnostics);

/**
 * ox_diagnostics_get_size:
 * @diagnostics: a list
 *
 * Returns: how many diagnostics are kept in full
 */
OX_API guint ox_diagnostics_get_size (OxDiagnostics *diagnostics);

/**
 * ox_diagnostics_get:
 * @diagnostics: a list
 * @index: below ox_diagnostics_get_size()
 *
 * Returns: (transfer none): one diagnostic, valid as long as the list
 */
OX_API const OxDiagnostic *ox_diagnostics_get (OxDiagnostics *diagnostics, guint index);

/**
 * ox_diagnostics_count:
 * @diagnostics: a list
 * @severity: a severity
 *
 * Returns: how many diagnostics of exactly @severity were recorded, those
 *   over the limit included
 */
OX_API guint64 ox_diagnostics_count (OxDiagnostics *diagnostics, OxSeverity severity);

/**
 * ox_severity_to_string:
 * @severity: a severity
 *
 * Returns: (transfer none): "info", "warn" or "lost"
 */
OX_API const char *ox_severity_to_string (OxSeverity severity);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OxDiagnostics, ox_diagnostics_unref)

G_END_DECLS

#endif
