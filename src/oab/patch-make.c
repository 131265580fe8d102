/* SPDX-License-Identifier: MIT
 *
 * Patches made, [MS-OXOAB] 2.10. A block takes as much of the new file as it may, and as its reference
 * data what the old file has there.
 */
#include "oab/compress.h"

#include "base/builder.h"
#include "base/crc.h"
#include "oab/lzx.h"
#include "oab/patch-align.h"

#include <oxcart/error.h>

typedef struct {
    OxStream *old_file;
    OxStream *new_file;
    guint32 old_size;
    guint32 new_size;
    guint32 block_max;
    guint32 source; /* bytes of the old file that blocks have had */
    guint32 target; /* bytes of the new file that are written */
    PatchAlign *align;
    LzxEncoder *encoder;
    OxBuilder b;
} Make;

static void
make_clear (Make *m)
{
    g_clear_pointer (&m->align, patch_align_free);
    g_clear_pointer (&m->encoder, lzx_encoder_free);
    ox_builder_clear (&m->b);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Make, make_clear)

static gboolean
check_make (OxStream *old_file, OxStream *new_file, guint32 *block_max, GError **error)
{
    if (*block_max == 0)
        *block_max = OAB_LZX_DEFAULT_MAX;
    if (*block_max < OAB_LZX_LEAST || *block_max > OAB_LZX_MOST) {
        g_set_error (error, OX_ERROR, OX_ERROR_ARGUMENT, "blocks of %u bytes; from %u to %u can be written",
                     *block_max, OAB_LZX_LEAST, OAB_LZX_MOST);
        return FALSE;
    }
    if (ox_stream_get_size (old_file) > G_MAXUINT32 || ox_stream_get_size (new_file) > G_MAXUINT32) {
        g_set_error_literal (error, OX_ERROR, OX_ERROR_LIMIT, "an address book of 4 GiB or more has no patches");
        return FALSE;
    }
    return TRUE;
}

static gboolean
put_header (Make *m, GError **error)
{
    guint32 source_crc = 0, target_crc = 0;
    if (!ox_oab_crc (m->old_file, OAB_PLAIN_HEADER, &source_crc, error)
        || !ox_oab_crc (m->new_file, OAB_PLAIN_HEADER, &target_crc, error))
        return FALSE;
    ox_builder_u32 (&m->b, OAB_VERSION_LZX);
    ox_builder_u32 (&m->b, OAB_PATCH);
    ox_builder_u32 (&m->b, m->block_max);
    ox_builder_u32 (&m->b, m->old_size);
    ox_builder_u32 (&m->b, m->new_size);
    ox_builder_u32 (&m->b, source_crc);
    ox_builder_u32 (&m->b, target_crc);
    return TRUE;
}

/* How much of the old file a block has that ends at `end` in the new one; what the block before
 * had too much cannot be had again. The last block has what is left, if it may. */
static guint64
source_for (const Make *m, guint32 end)
{
    guint64 source = end == m->new_size ? m->old_size : patch_align_get (m->align, end);
    return source > m->source ? source - m->source : 0;
}

/*
 * Chooses the next block: at most `most` bytes of the new file, fewer where those need more of the old
 * file than fits a block. Where the very next byte does, much was deleted: it has to be read, a block
 * at a time, and each block has to give something.
 */
static void
choose_block (const Make *m, guint32 most, guint32 *target, guint32 *source)
{
    guint32 low = 1, high = MIN (most, m->new_size - m->target);
    if (source_for (m, m->target + high) > m->block_max) {
        /* At the end of the new file nothing more of the old one is needed. */
        gboolean last = m->target + high == m->new_size
                        && patch_align_get (m->align, m->new_size - 1) < (guint64) m->source + m->block_max;
        while (low < high && !last) {
            guint32 middle = low + (high - low + 1) / 2;
            if (source_for (m, m->target + middle) <= m->block_max)
                low = middle;
            else
                high = middle - 1;
        }
    }
    *target = high;
    *source = (guint32) MIN (source_for (m, m->target + high), m->block_max);
}

/* Reads both ranges, one behind the other. */
static GBytes *
read_ranges (const Make *m, guint32 target, guint32 source, GError **error)
{
    g_autofree guint8 *data = g_try_malloc ((gsize) source + target);
    if (data == NULL) {
        g_set_error_literal (error, OX_ERROR, OX_ERROR_LIMIT, "a block does not fit memory");
        return NULL;
    }
    gssize got = source > 0 ? ox_stream_pread (m->old_file, m->source, data, source, error) : 0;
    if (got < 0)
        return NULL;
    gssize more = ox_stream_pread (m->new_file, m->target, &data[source], target, error);
    if (more < 0)
        return NULL;
    if ((gsize) got < source || (gsize) more < target) {
        g_set_error_literal (error, OX_ERROR, OX_ERROR_FAILED, "a file is shorter than it said");
        return NULL;
    }
    return g_bytes_new_take (g_steal_pointer (&data), (gsize) source + target);
}

static gboolean
put_block (Make *m, GError **error)
{
    guint32 target, source;
    gsize start = ox_builder_size (&m->b);
    for (guint32 most = m->block_max;; most = target / 2) {
        choose_block (m, most, &target, &source);
        g_autoptr (GBytes) data = read_ranges (m, target, source, error);
        if (data == NULL)
            return FALSE;
        OxSlice s = ox_slice_from_bytes (data);
        OxSlice output = ox_slice_at (&s, source);
        ox_builder_u32 (&m->b, 0);
        ox_builder_u32 (&m->b, target);
        ox_builder_u32 (&m->b, source);
        ox_builder_u32 (&m->b, ox_crc32 (OAB_CRC_SEED, output));
        lzx_encode (m->encoder, ox_slice_data (&s), source, target, m->b.bytes);
        guint32 size = (guint32) (ox_builder_size (&m->b) - start - OAB_LZX_BLOCK);
        ox_builder_put_u32 (&m->b, start, size);
        /* What does not compress is larger than it was, and must fit a block, too. */
        if (size <= m->block_max)
            break;
        g_byte_array_set_size (m->b.bytes, (guint) start);
    }
    m->target += target;
    m->source += source;
    return TRUE;
}

gboolean
ox_oab_patch_make (OxStream *old_file, OxStream *new_file, guint32 block_max, OxSink *out, GError **error)
{
    if (!check_make (old_file, new_file, &block_max, error))
        return FALSE;
    g_auto (Make) m = { .old_file = old_file, .new_file = new_file, .block_max = block_max };
    m.old_size = (guint32) ox_stream_get_size (old_file);
    m.new_size = (guint32) ox_stream_get_size (new_file);
    m.encoder = lzx_encoder_new ();
    ox_builder_init (&m.b);
    m.align = patch_align_new (old_file, new_file, error);
    if (m.align == NULL || !put_header (&m, error))
        return FALSE;
    while (m.target < m.new_size && ox_sink_is_ok (out)) {
        if (!put_block (&m, error))
            return FALSE;
        ox_sink_write (out, m.b.bytes->data, m.b.bytes->len);
        g_byte_array_set_size (m.b.bytes, 0);
    }
    ox_sink_write (out, m.b.bytes->data, m.b.bytes->len);
    return ox_sink_finish (out, error);
}
