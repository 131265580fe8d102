/* SPDX-License-Identifier: MIT
 *
 * What zlib compressed, in one go: all of the input is there, and the output has a size that cannot be passed.
 */
#ifndef OX_BASE_INFLATE_H
#define OX_BASE_INFLATE_H

#include "base/slice.h"

typedef enum {
    OX_INFLATE_ZLIB = 15, /* RFC 1950, 32 KiB */
    OX_INFLATE_RAW = -15  /* RFC 1951: without a header */
} OxInflateForm;

typedef struct {
    gsize done;       /* bytes of output */
    gsize used;       /* bytes of input */
    gboolean ended;   /* the stream says that this was all */
    gboolean damaged; /* what was before that nobody has vouched for */
} OxInflated;

/* Writes up to `size` bytes; matches may reach into `history`, which may be empty. FALSE where nothing was begun: out of
 * memory, or more at once than zlib takes. */
gboolean ox_inflate (OxInflateForm form, OxSlice in, OxSlice history, guint8 *out, gsize size,
                     OxInflated *result) G_GNUC_WARN_UNUSED_RESULT;

#endif
