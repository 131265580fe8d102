/* SPDX-License-Identifier: MIT
 *
 * Details records of versions 2 and 3, [MS-OXOAB] 2.6.
 */
#ifndef OX_OAB_DETAILS2_H
#define OX_OAB_DETAILS2_H

#include "base/builder.h"
#include "base/slice.h"
#include "model/props-private.h"

#include <oxcart/diagnostics.h>

typedef struct {
    gboolean version3; /* else version 2: text in the code page of the server */
    guint codepage;
    OxDiagnostics *diagnostics;
} Oab2Decoder;

/* Adds what a record holds; FALSE where it ends before its last field. Gives what is behind in *rest. */
gboolean oab2_details_read (const Oab2Decoder *decoder, OxSlice s, OxProps *props, gsize *rest);
/* The text of this version up to a NUL; NULL where none ends it. */
char *oab2_text_read (const Oab2Decoder *decoder, OxSlice *s);

/* Writes a record; what has no place, or does not fit, is recorded. */
void oab2_details_write (OxBuilder *b, gboolean version3, guint codepage, OxProps *props,
                         OxDiagnostics *diagnostics);

#endif
