/* SPDX-License-Identifier: MIT
 *
 * Compressed files read: the headers of all blocks at once, the blocks as they are asked for.
 */
#include "oab/compress.h"

#include "base/crc.h"
#include "base/diag.h"
#include "base/stream-private.h"
#include "oab/lzx.h"

#include <oxcart/error.h>

#define CACHED       16u          /* blocks kept at most, 4 MiB of those that servers write */
#define CACHED_BYTES (8u << 20)   /* and, if more than one, no more bytes than this */
#define PIN_EVERY    32u          /* of blocks that need the one before, every so many-th is kept */

typedef enum { BLOCK_UNREAD, BLOCK_READ, BLOCK_LOST } BlockState;

typedef struct {
    guint32 block;
    guint64 used; /* when, by a clock that counts calls */
    GBytes *bytes;
} Cached;

typedef struct {
    OxStream *stream;
    gboolean mszip;
    GArray *blocks; /* of OabBlock */
    guint64 size;
    GMutex lock; /* of what follows, and of state and good of the blocks */
    OxDiagnostics *d;
    char *place;
    guint64 clock;
    Cached cached[CACHED];
    GHashTable *pins; /* MSZIP: some blocks that need the block before, by number */
} Inflate;

static void
inflate_free (gpointer data)
{
    Inflate *f = data;
    for (guint i = 0; i < CACHED; i++)
        g_clear_pointer (&f->cached[i].bytes, g_bytes_unref);
    g_clear_pointer (&f->pins, g_hash_table_unref);
    g_clear_pointer (&f->blocks, g_array_unref);
    g_clear_pointer (&f->d, ox_diagnostics_unref);
    ox_stream_unref (f->stream);
    g_mutex_clear (&f->lock);
    g_free (f->place);
    g_free (f);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Inflate, inflate_free)

/* --- blocks, decompressed ------------------------------------------------------------------ */

static GBytes *
cache_get (Inflate *f, guint32 index)
{
    g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&f->lock);
    for (guint i = 0; i < CACHED; i++)
        if (f->cached[i].bytes != NULL && f->cached[i].block == index) {
            f->cached[i].used = ++f->clock;
            return g_bytes_ref (f->cached[i].bytes);
        }
    GBytes *pinned = f->pins != NULL ? g_hash_table_lookup (f->pins, GUINT_TO_POINTER (index)) : NULL;
    return pinned != NULL ? g_bytes_ref (pinned) : NULL;
}

/* The slot of the block that was not used for the longest time; makes room for n bytes. */
static Cached *
cache_slot (Inflate *f, gsize n)
{
    for (;;) {
        Cached *oldest = &f->cached[0];
        gsize held = 0;
        for (guint i = 0; i < CACHED; i++) {
            Cached *c = &f->cached[i];
            held += c->bytes != NULL ? g_bytes_get_size (c->bytes) : 0;
            if (oldest->bytes != NULL && (c->bytes == NULL || c->used < oldest->used))
                oldest = c;
        }
        if (oldest->bytes == NULL && (held == 0 || held + n <= CACHED_BYTES))
            return oldest;
        /* No slot is free, or too much is held: the oldest that holds something goes. */
        oldest = NULL;
        for (guint i = 0; i < CACHED; i++)
            if (f->cached[i].bytes != NULL && (oldest == NULL || f->cached[i].used < oldest->used))
                oldest = &f->cached[i];
        g_clear_pointer (&oldest->bytes, g_bytes_unref);
    }
}

static void
cache_put (Inflate *f, guint32 index, GBytes *bytes)
{
    g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&f->lock);
    for (guint i = 0; i < CACHED; i++)
        if (f->cached[i].bytes != NULL && f->cached[i].block == index)
            return;
    Cached *slot = cache_slot (f, g_bytes_get_size (bytes));
    *slot = (Cached){ index, ++f->clock, g_bytes_ref (bytes) };
}

/* Records what a block came to, the first time it is read. */
static void
block_done (Inflate *f, guint32 index, gsize good, const char *damage, gboolean crc_bad)
{
    g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&f->lock);
    OabBlock *block = &g_array_index (f->blocks, OabBlock, index);
    if (block->state != BLOCK_UNREAD)
        return;
    block->state = good < block->size ? BLOCK_LOST : BLOCK_READ;
    block->good = (guint32) good;
    if (f->d == NULL || (damage == NULL && !crc_bad))
        return;
    g_autofree char *place = ox_diag_swap_place (f->d, f->place);
    if (damage != NULL)
        ox_diag (f->d, OX_DIAG_OAB_BLOCK, block->at, "block %u, %u of %u bytes are lost: %s", index,
                 block->size - block->good, block->size, damage);
    else
        ox_diag (f->d, OX_DIAG_OAB_BLOCK_CRC, block->at, "block %u, %u bytes", index, block->size);
    g_free (ox_diag_swap_place (f->d, place));
}

static gboolean
decompress (const Inflate *f, const OabBlock *block, OxSlice in, OxSlice history, guint8 *out, gsize *good,
            GError **error)
{
    if (f->mszip)
        return mszip_inflate (in, history, out, block->size, good, error);
    return lzx_decode (in, out, 0, block->size, good, error);
}

/* Whether a block that says that it is compressed is what it holds: its checksum is right, or it has no signature. */
static gboolean
looks_stored (const Inflate *f, const OabBlock *block, OxSlice in)
{
    if (in.left != block->size)
        return FALSE;
    return f->mszip ? ox_slice_u16 (&in) != MSZIP_SIGNATURE : ox_crc32 (OAB_CRC_SEED, in) == block->crc;
}

/* Outlook does not look at the flag, and it may be damaged: what is shorter than what it holds may be compressed whatever
 * the flag says, and the other way round. */
static gboolean
decode_block (const Inflate *f, const OabBlock *block, OxSlice in, OxSlice history, guint8 *out, gsize *good,
              GError **error)
{
    g_autoptr (GError) damage = NULL;
    if ((block->flags != 0 || in.left < block->size) && decompress (f, block, in, history, out, good, &damage))
        return TRUE;
    if (block->flags != 0 && !looks_stored (f, block, in)) {
        g_propagate_error (error, g_steal_pointer (&damage));
        return FALSE;
    }
    *good = MIN (in.left, block->size);
    if (ox_slice_copy (&in, out, *good) && *good == block->size)
        return TRUE;
    g_set_error_literal (error, OX_ERROR, OX_ERROR_DAMAGED, "a stored block is cut short");
    return FALSE;
}

/* A whole block; after damage zeros. NULL only where the file cannot be read, or memory is short. */
static GBytes *
read_block (Inflate *f, guint32 index, GBytes *before, gboolean *wants_history, GError **error)
{
    OabBlock block = g_array_index (f->blocks, OabBlock, index);
    g_autoptr (GBytes) data = ox_stream_read_bytes (f->stream, block.at, block.comp, error);
    if (data == NULL)
        return NULL;
    guint8 *out = g_try_malloc ((gsize) block.size + LZX_SLACK);
    if (out == NULL) {
        g_set_error (error, OX_ERROR, OX_ERROR_LIMIT, "a block of %u bytes does not fit memory",
                     block.size);
        return NULL;
    }
    g_autoptr (GError) damage = NULL;
    gsize good = 0;
    gboolean ok = decode_block (f, &block, ox_slice_from_bytes (data), ox_slice_from_bytes (before), out,
                                &good, &damage);
    *wants_history = !ok && f->mszip && block.flags != 0 && before == NULL && index > 0;
    if (*wants_history) {
        g_free (out);
        return g_bytes_new (NULL, 0);
    }
    /* Behind the damage there is nothing that could be had by accident. */
    for (gsize i = good; i < block.size; i++)
        out[i] = 0;
    gboolean crc_bad = ok && !f->mszip && ox_crc32 (OAB_CRC_SEED, ox_slice (out, block.size, 0)) != block.crc;
    block_done (f, index, good, damage != NULL ? damage->message : NULL, crc_bad);
    return g_bytes_new_take (out, block.size);
}

/* --- MSZIP that needs the block before ------------------------------------------------------
 *
 * [MS-MCI] lets matches reach into the block before. No such address book is known, so blocks are
 * read alone first. One that cannot be read so is read after those before it, from the last
 * one on that is there or needs nothing; some are kept, so that this is never far. */

static void
pin (Inflate *f, guint32 index, GBytes *bytes)
{
    g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&f->lock);
    if (index % PIN_EVERY != 0)
        return;
    if (f->pins == NULL)
        f->pins = g_hash_table_new_full (g_direct_hash, g_direct_equal, NULL,
                                         (GDestroyNotify) g_bytes_unref);
    g_hash_table_replace (f->pins, GUINT_TO_POINTER (index), g_bytes_ref (bytes));
}

static GBytes *
read_chain (Inflate *f, guint32 index, GError **error)
{
    guint32 first = index;
    g_autoptr (GBytes) before = NULL;
    gboolean wants = TRUE;
    while (wants && first > 0) {
        first--;
        g_clear_pointer (&before, g_bytes_unref);
        before = cache_get (f, first);
        wants = before == NULL;
        if (wants)
            before = read_block (f, first, NULL, &wants, error);
        if (before == NULL)
            return NULL;
    }
    while (first < index) {
        g_autoptr (GBytes) next = read_block (f, ++first, before, &wants, error);
        if (next == NULL)
            return NULL;
        pin (f, first, next);
        g_clear_pointer (&before, g_bytes_unref);
        before = g_steal_pointer (&next);
    }
    return g_steal_pointer (&before);
}

static GBytes *
get_block (Inflate *f, guint32 index, GError **error)
{
    GBytes *bytes = cache_get (f, index);
    if (bytes != NULL)
        return bytes;
    gboolean wants_history = FALSE;
    bytes = read_block (f, index, NULL, &wants_history, error);
    if (wants_history) {
        g_clear_pointer (&bytes, g_bytes_unref);
        bytes = read_chain (f, index, error);
    }
    if (bytes != NULL)
        cache_put (f, index, bytes);
    return bytes;
}

/* --- the stream ---------------------------------------------------------------------------- */

/* The block that holds a byte of the output. */
static guint32
find_block (Inflate *f, guint64 offset)
{
    guint low = 0, high = f->blocks->len;
    while (high - low > 1) {
        guint middle = low + (high - low) / 2;
        if (g_array_index (f->blocks, OabBlock, middle).start <= offset)
            low = middle;
        else
            high = middle;
    }
    return low;
}

static gssize
inflate_pread (gpointer self, guint64 offset, guint8 *buffer, gsize n, GError **error)
{
    Inflate *f = self;
    guint32 index = find_block (f, offset);
    g_autoptr (GBytes) bytes = get_block (f, index, error);
    if (bytes == NULL)
        return -1;
    OxSlice s = ox_slice_from_bytes (bytes);
    ox_slice_skip (&s, offset - g_array_index (f->blocks, OabBlock, index).start);
    n = MIN (n, s.left);
    ox_slice_copy (&s, buffer, n);
    return (gssize) n;
}

gboolean
ox_oab_inflate_lost (OxStream *stream, guint64 offset, guint64 *end)
{
    Inflate *f = ox_stream_peek_self (stream, inflate_pread);
    if (f == NULL || offset >= f->size)
        return FALSE;
    guint32 index = find_block (f, offset);
    g_autoptr (GBytes) bytes = get_block (f, index, NULL);
    g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&f->lock);
    const OabBlock *block = &g_array_index (f->blocks, OabBlock, index);
    if (bytes == NULL || block->state != BLOCK_LOST || offset - block->start < block->good)
        return FALSE;
    if (end != NULL)
        *end = block->start + block->size;
    return TRUE;
}

gboolean
ox_oab_inflate_is_lzx (OxStream *stream)
{
    const Inflate *f = ox_stream_peek_self (stream, inflate_pread);
    return f != NULL && !f->mszip;
}

/* --- opening ------------------------------------------------------------------------------- */

OxStream *
ox_oab_inflate (OxStream *stream, const OxLimits *limits, OxDiagnostics *d, GError **error)
{
    OxOabContainer container = ox_oab_container (stream);
    if (container != OX_OAB_CONTAINER_LZX && container != OX_OAB_CONTAINER_MSZIP) {
        gboolean patch = container == OX_OAB_CONTAINER_PATCH;
        g_set_error_literal (error, OX_ERROR, patch ? OX_ERROR_UNSUPPORTED : OX_ERROR_FORMAT,
                             patch ? "a patch holds no address book by itself"
                                   : "not a compressed address book");
        return NULL;
    }
    g_autoptr (Inflate) f = g_new0 (Inflate, 1);
    g_mutex_init (&f->lock);
    f->stream = ox_stream_ref (stream);
    f->mszip = container == OX_OAB_CONTAINER_MSZIP;
    if (d != NULL) {
        f->d = ox_diagnostics_ref (d);
        f->place = g_strdup (ox_diag_place (d));
    }
    OabMap map = { .stream = stream, .mszip = f->mszip, .limits = *limits, .d = d };
    guint8 buffer[OAB_HEADER];
    gssize got = ox_stream_pread (stream, 0, buffer, sizeof buffer, error);
    if (got < 0)
        return NULL;
    OxSlice s = ox_slice (buffer, (gsize) got, 0);
    ox_slice_skip (&s, 8);
    map.block_max = ox_slice_u32 (&s);
    map.target = ox_slice_u32 (&s);
    map.blocks = f->blocks = g_array_new (FALSE, FALSE, sizeof (OabBlock));
    if (!oab_map_read (&map, error))
        return NULL;
    guint64 size = f->size = map.size;
    return ox_stream_new (inflate_pread, g_steal_pointer (&f), inflate_free, size);
}
