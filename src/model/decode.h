/* SPDX-License-Identifier: MIT
 *
 * Single values: from the bytes that the formats share, [MS-OXCDATA] 2.11.1, to an OxValue.
 */
#ifndef OX_MODEL_DECODE_H
#define OX_MODEL_DECODE_H

#include "base/slice.h"
#include "model/props-private.h"

#include <oxcart/diagnostics.h>

/* The code pages of the 8-bit text of one message, worked out once its numbers
 * are read; its recipients and attachments share them. */
typedef struct {
    guint text;      /* of PtypString8 */
    guint html;      /* of an HTML body */
    gboolean stored; /* whether the file says so, or it is the default */
    OxKey key;       /* the property that says it; 0 for none */
    gboolean *used;  /* nullable: becomes TRUE where text depends on it */
} OxCodepages;

/* The value of a fixed-size type from its bytes (8 will do). FALSE: the type is not fixed. */
gboolean ox_decode_fixed (guint16 type, OxSlice s, OxValue *value);

/* Bytes one element of a fixed-size array takes, or 0. */
gsize ox_decode_width (guint16 type);

/* An array of a fixed-size type. */
OxValue ox_decode_array (OxDiagnostics *d, guint16 type, GBytes *bytes);

/* 8-bit or UTF-16 text of property `id`. Takes `bytes` over. */
OxValue ox_decode_text (OxDiagnostics *d, guint16 id, guint16 type, GBytes *bytes,
                        const OxCodepages *pages);

#endif
