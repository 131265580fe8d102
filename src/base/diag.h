/* SPDX-License-Identifier: MIT
 *
 * Recording diagnostics. NULL is a valid OxDiagnostics everywhere here: the
 * caller of the library did not ask.
 */
#ifndef OX_BASE_DIAG_H
#define OX_BASE_DIAG_H

#include <oxcart/diagnostics.h>

typedef enum {
#define OX_DIAG(name, word, severity, section, meaning) OX_DIAG_##name,
#include "base/diag-codes.h"
#undef OX_DIAG
    OX_DIAG_N_CODES
} OxDiagCode;

#define OX_DIAG_NO_OFFSET G_MAXUINT64

/* Records one; `offset` is absolute in the input, or OX_DIAG_NO_OFFSET. */
void ox_diag (OxDiagnostics *d, OxDiagCode code, guint64 offset, const char *format, ...)
    G_GNUC_PRINTF (4, 5);

/* The place that diagnostics are recorded under: a path, pushed and popped. */
void ox_diag_push (OxDiagnostics *d, const char *format, ...) G_GNUC_PRINTF (2, 3);
void ox_diag_pop (OxDiagnostics *d);
const char *ox_diag_place (OxDiagnostics *d);
/* Goes back to a place that ox_diag_place() gave: for what is read later. */
char *ox_diag_swap_place (OxDiagnostics *d, const char *place);

void ox_diag_set_limit (OxDiagnostics *d, guint limit);

/* OX_ERROR_STRICT naming the first WARN or LOST, where there is one. */
gboolean ox_diag_check_strict (OxDiagnostics *d, GError **error) G_GNUC_WARN_UNUSED_RESULT;

#endif
