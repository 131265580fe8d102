/* SPDX-License-Identifier: MIT
 *
 * Values of version 4 records, [MS-OXOAB] 2.9.6.
 */
#ifndef OX_OAB_VALUE4_H
#define OX_OAB_VALUE4_H

#include "base/builder.h"
#include "base/slice.h"
#include "model/address-private.h"

typedef struct {
    OxDiagnostics *diagnostics;
    guint codepage; /* of 8-bit text that is no UTF-8 */
    gboolean lends; /* the bag holds the record: texts stand in it */
} Oab4Decoder;

/* Reads one value; FALSE where it is damaged, and nothing behind it can be found. */
gboolean oab4_value_read (const Oab4Decoder *decoder, OxSlice *s, guint16 type, OxValue *value);
/* Goes past one without making it. */
gboolean oab4_value_skip (OxSlice *s, guint16 type);

/* Writes a value of a column; FALSE where it holds nothing, or nothing of that type. *cut becomes TRUE
 * where it was larger than a book may hold, 2.9.2.2.1. */
gboolean oab4_value_write (OxBuilder *b, guint32 tag, const OxValue *value, gboolean *cut);
void oab4_integer_write (OxBuilder *b, guint32 integer);

#endif
