/* SPDX-License-Identifier: MIT */
#include "base/inflate.h"

#include <zlib.h>

#define HISTORY 0x8000u /* what matches can reach */

static int
set_history (z_stream *z, OxSlice history)
{
    if (history.left > HISTORY)
        ox_slice_skip (&history, history.left - HISTORY);
    return inflateSetDictionary (z, ox_slice_data (&history), (uInt) history.left);
}

gboolean
ox_inflate (OxInflateForm form, OxSlice in, OxSlice history, guint8 *out, gsize size, OxInflated *result)
{
    z_stream z = { 0 };
    *result = (OxInflated){ 0 };
    if (in.left > G_MAXUINT || size > G_MAXUINT || inflateInit2 (&z, (int) form) != Z_OK)
        return FALSE;
    z.next_in = (Bytef *) ox_slice_data (&in);
    z.avail_in = (uInt) in.left;
    z.next_out = out;
    z.avail_out = (uInt) size;
    int status = history.left > 0 ? set_history (&z, history) : Z_OK;
    if (status == Z_OK)
        status = inflate (&z, Z_FINISH);
    result->done = z.total_out;
    result->used = in.left - z.avail_in;
    result->ended = status == Z_STREAM_END;
    /* Z_BUF_ERROR: the end of the input, or of the room for output, came before that of the stream. */
    result->damaged = status != Z_STREAM_END && status != Z_BUF_ERROR && status != Z_OK;
    inflateEnd (&z);
    return TRUE;
}
