/* SPDX-License-Identifier: MIT
 *
 * LZX DELTA. The first byte says what the rest is: a stream to decode, with reference data or
 * without; a compressed file; or data to encode, which must come back.
 */
#include "base/diag.h"
#include "oab/container.h"
#include "oab/lzx.h"

#include <oxcart/oxcart.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
decode_stream (OxSlice s)
{
    gsize reference = MIN (ox_slice_u8 (&s) * 16u, s.left);
    gsize size = ox_slice_u16 (&s) * 2u;
    g_autofree guint8 *buffer = g_malloc0 (reference + size + LZX_SLACK);
    ox_slice_copy (&s, buffer, MIN (reference, s.left));
    gsize done = 0;
    gboolean ok = lzx_decode (s, buffer, reference, size, &done, NULL);
    g_assert (ok ? done == size : done < size);
}

static void
inflate_file (OxSlice s)
{
    OxLimits limits;
    ox_limits_init (&limits);
    limits.value_bytes = 1u << 20;
    g_autoptr (GBytes) bytes = g_bytes_new (ox_slice_data (&s), s.left);
    g_autoptr (OxStream) in = ox_stream_new_bytes (bytes);
    g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
    g_autoptr (OxStream) out = ox_oab_inflate (in, &limits, d, NULL);
    guint8 buffer[5000];
    guint64 size = out != NULL ? MIN (ox_stream_get_size (out), 4u << 20) : 0;
    for (guint64 at = 0; at < size; at += sizeof buffer) {
        gssize got = ox_stream_pread (out, at, buffer, sizeof buffer, NULL);
        g_assert (got > 0);
        ox_oab_inflate_lost (out, at, NULL);
    }
}

/* With what stands before the middle as reference data. */
static void
encode_and_decode (OxSlice s, gboolean delta)
{
    gsize reference = delta ? s.left / 2 : 0, size = s.left - reference;
    g_autoptr (LzxEncoder) encoder = lzx_encoder_new ();
    g_autoptr (GByteArray) packed = g_byte_array_new ();
    const guint8 *data = ox_slice_data (&s);
    lzx_encode (encoder, data, reference, size, packed);
    g_autofree guint8 *buffer = g_malloc (reference + size + LZX_SLACK);
    OxSlice copy = s;
    ox_slice_copy (&copy, buffer, reference);
    gsize done = 0;
    g_assert (lzx_decode (ox_slice (packed->data, packed->len, 0), buffer, reference, size, &done, NULL));
    for (gsize i = 0; i < s.left; i++)
        g_assert (buffer[i] == data[i]);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
    if (size < 1 || size > 1u << 17)
        return 0;
    OxSlice s = ox_slice (data, size, 0);
    switch (ox_slice_u8 (&s) % 4) {
    case 0:
        decode_stream (s);
        break;
    case 1:
        encode_and_decode (s, FALSE);
        break;
    case 2:
        encode_and_decode (s, TRUE);
        break;
    default:
        inflate_file (s);
    }
    return 0;
}
