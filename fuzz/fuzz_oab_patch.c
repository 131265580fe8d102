/* SPDX-License-Identifier: MIT
 *
 * Patches of address books: the input in three parts is an old file, a new file and a patch. The
 * patch is applied to the old file as it is, and with the header that would fit; a patch that is made
 * makes the new file.
 */
#include "base/builder.h"
#include "base/slice.h"
#include "oab/container.h"

#include <oxcart/oxcart.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static OxStream *
take (OxSlice *s, gsize n)
{
    OxSlice part = ox_slice_take (s, MIN (n, s->left));
    g_autoptr (GBytes) bytes = g_bytes_new (ox_slice_data (&part), part.left);
    return ox_stream_new_bytes (bytes);
}

static GBytes *
apply (OxStream *base, OxStream *patch)
{
    OxLimits limits;
    ox_limits_init (&limits);
    limits.value_bytes = 1u << 20;
    limits.expansion = 100;
    g_autoptr (OxSink) sink = ox_sink_new_memory ();
    if (!ox_oab_patch_apply (base, patch, &limits, sink, NULL))
        return NULL;
    return ox_sink_steal_bytes (sink);
}

/* Blocks behind a header that names the right file. */
static void
apply_blocks (OxStream *base, OxStream *patch)
{
    g_auto (OxBuilder) b;
    ox_builder_init (&b);
    guint32 crc = 0;
    if (!ox_oab_crc (base, 12, &crc, NULL))
        return;
    ox_builder_u32 (&b, 3);
    ox_builder_u32 (&b, 2);
    ox_builder_u32 (&b, 0x8000);
    ox_builder_u32 (&b, (guint32) ox_stream_get_size (base));
    ox_builder_u32 (&b, 5000);
    ox_builder_u32 (&b, crc);
    ox_builder_u32 (&b, 0);
    g_autoptr (GBytes) blocks = ox_stream_read_bytes (patch, 0, 1u << 20, NULL);
    ox_builder_bytes (&b, g_bytes_get_data (blocks, NULL), g_bytes_get_size (blocks));
    g_autoptr (GBytes) whole = ox_builder_finish (&b);
    g_autoptr (OxStream) file = ox_stream_new_bytes (whole);
    g_autoptr (GBytes) out = apply (base, file);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
    if (size < 4 || size > 1u << 16)
        return 0;
    OxSlice s = ox_slice (data, size, 0);
    gsize n_old = ox_slice_u16 (&s), n_new = ox_slice_u16 (&s);
    g_autoptr (OxStream) old_file = take (&s, n_old);
    g_autoptr (OxStream) new_file = take (&s, n_new);
    g_autoptr (OxStream) patch = take (&s, s.left);
    g_autoptr (GBytes) unused = apply (old_file, patch);
    apply_blocks (old_file, patch);
    g_autoptr (OxSink) sink = ox_sink_new_memory ();
    g_assert (ox_oab_patch_make (old_file, new_file, 0x1000, sink, NULL));
    g_autoptr (GBytes) made = ox_sink_steal_bytes (sink);
    g_autoptr (OxStream) made_file = ox_stream_new_bytes (made);
    g_autoptr (GBytes) again = apply (old_file, made_file);
    g_autoptr (GBytes) expected = ox_stream_read_bytes (new_file, 0, 1u << 16, NULL);
    /* The limits may refuse what is made out of next to nothing. */
    g_assert (again == NULL ? ox_stream_get_size (new_file) > 50 * ox_stream_get_size (made_file)
                            : g_bytes_equal (again, expected));
    return 0;
}
