/* SPDX-License-Identifier: MIT
 *
 * Blocks one by one, [MS-PST] 2.2.2.8: found, checked, decoded, decompressed.
 */
#include "base/crc.h"
#include "base/diag.h"
#include "base/inflate.h"
#include "pst/ndb.h"

#include <oxcart/error.h>

#define INTERNAL 2 /* the bit of a BID whose block the store itself uses */

gsize
pst_block_size (const PstLayout *layout, gsize stored)
{
    return (stored + layout->block_trailer + layout->block_align - 1) / layout->block_align
           * layout->block_align;
}

/* What was read of a block. */
typedef struct {
    GBytes *whole; /* as much as there is, with its trailer */
    guint64 own;   /* the BID in the trailer */
    PstState state;
} Raw;

static void
raw_clear (Raw *raw)
{
    g_clear_pointer (&raw->whole, g_bytes_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Raw, raw_clear)

/* PST_PLACE only where another block stands there, and is sound: what is its own must not pass for this. */
static PstState
check_block (const PstLayout *layout, const PstBlock *block, guint64 bid, Raw *raw)
{
    OxSlice whole = ox_slice_from_bytes (raw->whole);
    OxSlice s = ox_slice_at (&whole, pst_block_size (layout, block->stored) - layout->block_trailer);
    guint16 cb = ox_slice_u16 (&s);
    guint16 sig = ox_slice_u16 (&s);
    guint32 first = ox_slice_u32 (&s); /* CRC and BID change places in ANSI files */
    guint32 crc = layout->id == 8 ? first : ox_slice_u32 (&s);
    guint64 own = layout->id == 8 ? ox_slice_u64 (&s) : first;
    OxSlice covered = ox_slice_take (&whole, MIN (cb, whole.left));
    gboolean same = ((own ^ bid) & ~(guint64) 1) == 0;
    gboolean sound = ox_slice_ok (&s) && cb > 0 && ox_crc32 (0, covered) == crc;
    raw->own = same && ox_slice_ok (&s) ? own : bid;
    if (sound && !same && sig == pst_signature (block->ib, own))
        return PST_PLACE;
    return sound && same && cb == block->stored && sig == pst_signature (block->ib, own) ? PST_SOUND
                                                                                         : PST_CHECKSUM;
}

/* What a damaged stream gave before the damage nobody has vouched for: it counts only where the end is missing. */
static GBytes *
inflate_by (OxInflateForm form, OxSlice s, gsize size)
{
    OxInflated got;
    guint8 *out = g_try_malloc (MAX (size, 1));
    if (out != NULL && ox_inflate (form, s, ox_slice (NULL, 0, 0), out, size, &got) && !got.damaged && got.done > 0)
        return g_bytes_new_take (out, got.done);
    g_free (out);
    return NULL;
}

/* At most what the tree says it gives, so no bomb goes off. */
static GBytes *
inflate_block (GBytes *stored, guint32 size)
{
    OxSlice s = ox_slice_from_bytes (stored);
    GBytes *bytes = inflate_by (OX_INFLATE_ZLIB, s, size);
    return bytes != NULL ? bytes : inflate_by (OX_INFLATE_RAW, s, size);
}

static gboolean
is_encoded (const PstNdb *ndb, const Raw *raw)
{
    return ndb->crypt != PST_CRYPT_NONE && (raw->own & INTERNAL) == 0;
}

static GBytes *
decipher (const PstNdb *ndb, const Raw *raw, GBytes *bytes)
{
    gsize n = 0;
    gconstpointer start = g_bytes_get_data (bytes, &n);
    if (!is_encoded (ndb, raw) || n == 0)
        return g_bytes_ref (bytes);
    guint8 *data = g_memdup2 (start, n);
    pst_crypt_decode (ndb->crypt, raw->own, data, n);
    return g_bytes_new_take (data, n);
}

/* What is stored as it is, and needs only to be decoded: in place, where nobody else has the bytes. */
static GBytes *
decode_in_place (const PstNdb *ndb, Raw *raw, gsize stored)
{
    gsize n = 0;
    guint8 *data = g_bytes_unref_to_data (g_steal_pointer (&raw->whole), &n);
    n = MIN (n, stored);
    pst_crypt_decode (ndb->crypt, raw->own, data, n);
    return g_bytes_new_take (data, n);
}

/* Which comes first where blocks are both encoded and compressed nobody has written down: both are tried. */
static GBytes *
decode (PstNdb *ndb, const PstBlock *block, Raw *raw, PstState *state)
{
    if (block->inflated == block->stored && is_encoded (ndb, raw))
        return decode_in_place (ndb, raw, block->stored);
    gsize n = MIN (g_bytes_get_size (raw->whole), block->stored);
    g_autoptr (GBytes) stored = g_bytes_new_from_bytes (raw->whole, 0, n);
    g_autoptr (GBytes) plain = decipher (ndb, raw, stored);
    if (block->inflated == block->stored)
        return g_steal_pointer (&plain);
    GBytes *bytes = inflate_block (plain, block->inflated);
    if (bytes == NULL && plain != stored) {
        g_autoptr (GBytes) inflated = inflate_block (stored, block->inflated);
        bytes = inflated != NULL ? decipher (ndb, raw, inflated) : NULL;
    }
    if (bytes == NULL || g_bytes_get_size (bytes) != block->inflated)
        *state = PST_CHECKSUM;
    return bytes;
}

/* The bytes at a place; FALSE where there are none, or those of another block. */
static gboolean
read_raw (PstNdb *ndb, const PstBlock *block, guint64 bid, Raw *raw, GError **error)
{
    *raw = (Raw){ 0 };
    if (block->ib < ndb->size && block->stored > 0) {
        raw->whole = ox_stream_read_bytes (ndb->stream, block->ib, pst_block_size (ndb->layout, block->stored),
                                           error);
        if (raw->whole == NULL)
            return FALSE;
        raw->state = check_block (ndb->layout, block, bid, raw);
        if (raw->state != PST_PLACE)
            return TRUE;
    }
    g_set_error (error, OX_ERROR, OX_ERROR_DAMAGED, "block 0x%" G_GINT64_MODIFIER "X is %s", bid,
                 raw->whole != NULL ? "not there: another one is" : "beyond the end of the store");
    return FALSE;
}

static void
say (OxDiagnostics *d, const PstBlock *block, PstState state)
{
    if (state != PST_SOUND)
        pst_diag_once (d, OX_DIAG_PST_BLOCK, block->ib, "the checksum, signature or size of the block is wrong");
}

static GBytes *
read_block (PstNdb *ndb, guint64 bid, const PstBlock *known, OxDiagnostics *d, PstState *state,
            GError **error)
{
    PstBlock block = { 0 };
    g_auto (Raw) raw = { 0 };
    if (known != NULL) {
        block = *known;
    } else if (!pst_block_find (ndb, bid, d, &block)) {
        g_set_error (error, OX_ERROR, OX_ERROR_DAMAGED, "block 0x%" G_GINT64_MODIFIER "X is not in the store",
                     bid);
        return NULL;
    }
    if (!read_raw (ndb, &block, bid, &raw, error))
        return NULL;
    *state = raw.state;
    GBytes *bytes = decode (ndb, &block, &raw, state);
    if (bytes == NULL)
        g_set_error (error, OX_ERROR, OX_ERROR_DAMAGED,
                     "block 0x%" G_GINT64_MODIFIER "X cannot be decompressed", bid);
    else if (g_bytes_get_size (bytes) < block.inflated)
        ox_diag (d, OX_DIAG_PST_DATA, block.ib,
                 "%" G_GSIZE_FORMAT " of %u bytes of block 0x%" G_GINT64_MODIFIER "X are there",
                 g_bytes_get_size (bytes), block.inflated, bid);
    say (d, &block, *state);
    return bytes;
}

GBytes *
pst_block_read (PstNdb *ndb, guint64 bid, const PstBlock *known, OxDiagnostics *d, GError **error)
{
    guint64 key = bid & ~(guint64) 1;
    PstState state = PST_SOUND;
    GBytes *bytes = pst_cache_get (ndb->blocks, key, &state);
    if (bytes != NULL) {
        if (state != PST_SOUND)
            pst_diag_once (d, OX_DIAG_PST_BLOCK, OX_DIAG_NO_OFFSET,
                           "the checksum, signature or size of a block is wrong");
        return bytes;
    }
    bytes = read_block (ndb, bid, known, d, &state, error);
    if (bytes != NULL)
        pst_cache_put (ndb->blocks, key, bytes, state);
    return bytes;
}
