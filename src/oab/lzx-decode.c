/* SPDX-License-Identifier: MIT */
#include "oab/lzx-tree.h"

#include "base/match-copy.h"

#include <oxcart/error.h>

#define E8_TAIL 10u /* the last bytes of a chunk, which are not translated, [MS-PATCH] 2.2.2 */
#define E8_MOST 32768u

typedef struct {
    guint8 *buffer;
    gsize at;       /* where the next byte goes, the reference counted */
    gsize start;    /* where the output begins */
    gsize end;      /* where it ends */
    gsize room;     /* end, and the slack */
    OxSlice in;     /* from the next chunk on */
    OxBits bits;    /* of the chunk at hand */
    guint slots;
    guint type;     /* of the block at hand */
    gsize left;     /* bytes that the block still gives */
    gboolean odd;   /* an uncompressed block of an odd size: a byte of padding follows it */
    guint32 r[3];   /* repeated offsets */
    guint32 e8_size;
    gboolean e8;
    guint8 main_lengths[LZX_MAX_MAIN];
    guint8 length_lengths[LZX_LENGTHS];
    LzxTree main;
    LzxTree lengths;
    LzxTree aligned;
    LzxTree pretree;
} Decoder;

static gboolean
damaged (const Decoder *d, GError **error, const char *what)
{
    g_set_error (error, OX_ERROR, OX_ERROR_DAMAGED, "LZX: %s, after %" G_GSIZE_FORMAT " bytes", what,
                 d->at - d->start);
    return FALSE;
}

/* --- trees --------------------------------------------------------------------------------- */

/* [MS-PATCH] 2.5: what a code other than 17 and 18 makes of the length before. */
static guint8
delta (guint8 before, guint code)
{
    return (guint8) ((before + 17 - code) % 17);
}

static gboolean
read_pretree (Decoder *d, GError **error)
{
    guint8 lengths[LZX_PRETREE];
    for (guint i = 0; i < LZX_PRETREE; i++)
        lengths[i] = (guint8) ox_bits_get (&d->bits, 4);
    if (!lzx_tree_build (&d->pretree, lengths, LZX_PRETREE))
        return damaged (d, error, "too many codes in a pretree");
    return TRUE;
}

/* Lengths of the elements from `first` to `last`, as differences to what they were in the block
 * before. */
static gboolean
read_lengths (Decoder *d, guint8 *lengths, guint first, guint last, GError **error)
{
    if (!read_pretree (d, error))
        return FALSE;
    for (guint i = first; i < last;) {
        ox_bits_refill (&d->bits);
        guint code = lzx_tree_take (&d->pretree, &d->bits);
        guint n = 1;
        guint8 value = 0;
        if (code == 17) {
            n = 4 + ox_bits_take (&d->bits, 4);
        } else if (code == 18) {
            n = 20 + ox_bits_take (&d->bits, 5);
        } else if (code != LZX_NO_SYMBOL) {
            if (code == 19) {
                n = 4 + ox_bits_take (&d->bits, 1);
                code = lzx_tree_take (&d->pretree, &d->bits);
            }
            value = code <= 16 ? delta (lengths[i], code) : 0;
        }
        if (code > 18 || (code > 16 && value != 0) || n > last - i || ox_bits_spent (&d->bits))
            return damaged (d, error, "a tree is damaged");
        while (n-- > 0)
            lengths[i++] = value;
    }
    return TRUE;
}

static gboolean
read_aligned_tree (Decoder *d, GError **error)
{
    guint8 lengths[LZX_ALIGNED];
    for (guint i = 0; i < LZX_ALIGNED; i++)
        lengths[i] = (guint8) ox_bits_get (&d->bits, 3);
    if (!lzx_tree_build (&d->aligned, lengths, LZX_ALIGNED))
        return damaged (d, error, "too many codes in the aligned offset tree");
    return TRUE;
}

static gboolean
read_trees (Decoder *d, GError **error)
{
    guint n_main = LZX_LITERALS + 8 * d->slots;
    if (d->type == LZX_ALIGNED_TYPE && !read_aligned_tree (d, error))
        return FALSE;
    if (!read_lengths (d, d->main_lengths, 0, LZX_LITERALS, error)
        || !read_lengths (d, d->main_lengths, LZX_LITERALS, n_main, error)
        || !read_lengths (d, d->length_lengths, 0, LZX_LENGTHS, error))
        return FALSE;
    if (!lzx_tree_build (&d->main, d->main_lengths, n_main)
        || !lzx_tree_build (&d->lengths, d->length_lengths, LZX_LENGTHS))
        return damaged (d, error, "too many codes in a tree");
    return TRUE;
}

/* --- blocks -------------------------------------------------------------------------------- */

/* After the header come 1 to 16 bits of padding, the repeated offsets, and bytes as they are. */
static gboolean
start_uncompressed (Decoder *d, GError **error)
{
    ox_bits_refill (&d->bits);
    if (d->bits.n % 16 == 0)
        ox_bits_drop (&d->bits, 16);
    ox_bits_align (&d->bits);
    OxSlice s = ox_bits_rest (d->bits);
    for (guint i = 0; i < 3; i++)
        d->r[i] = ox_slice_u32 (&s);
    d->bits = ox_bits (s);
    d->odd = d->left % 2 != 0;
    return ox_slice_ok (&s) || damaged (d, error, "an uncompressed block is cut short");
}

static gboolean
start_block (Decoder *d, GError **error)
{
    d->type = ox_bits_get (&d->bits, 3);
    d->left = ox_bits_get (&d->bits, 24);
    if (ox_bits_spent (&d->bits))
        return damaged (d, error, "the end of a chunk where a block should begin");
    if (d->type != LZX_VERBATIM && d->type != LZX_ALIGNED_TYPE && d->type != LZX_UNCOMPRESSED)
        return damaged (d, error, "a block of no known type");
    if (d->type == LZX_UNCOMPRESSED)
        return start_uncompressed (d, error);
    return read_trees (d, error);
}

static gboolean
copy_uncompressed (Decoder *d, gsize n, GError **error)
{
    OxSlice s = ox_bits_rest (d->bits);
    gsize there = MIN (n, s.left);
    ox_slice_copy (&s, d->buffer + d->at, there);
    d->at += there;
    d->left -= there;
    if (there < n)
        return damaged (d, error, "an uncompressed block is cut short");
    /* Where a chunk ends with the block, its last byte may be missing: nobody needs it. */
    if (d->left == 0 && d->odd && s.left > 0)
        ox_slice_skip (&s, 1);
    d->bits = ox_bits (s);
    return TRUE;
}

/* [MS-PATCH] 2.6.6. 18 bits are needed, and brought. */
static inline guint
extra_length (OxBits *bits)
{
    ox_bits_refill (bits);
    if (ox_bits_take (bits, 1) == 0)
        return ox_bits_take (bits, 8);
    if (ox_bits_take (bits, 1) == 0)
        return ox_bits_take (bits, 10) + 256;
    if (ox_bits_take (bits, 1) == 0)
        return ox_bits_take (bits, 12) + 256 + 1024;
    return ox_bits_take (bits, 15);
}

/* The offset that a slot begins, and the repeated offsets with it; 0 where there is none.
 * A footer of 3 bits in an aligned block is an aligned symbol alone: 2.6.3 says so, the
 * pseudocode of 2.7 does not, and decoders follow the former. */
static inline guint32
match_offset (const Decoder *d, OxBits *bits, guint32 *r, guint slot)
{
    if (slot < 3) {
        guint32 offset = r[slot];
        r[slot] = r[0];
        return r[0] = offset;
    }
    guint n = lzx_footer_bits (slot);
    guint32 formatted = lzx_base (slot);
    if (d->type == LZX_ALIGNED_TYPE && n >= 3) {
        formatted += ox_bits_take (bits, n - 3) << 3;
        guint symbol = lzx_tree_take (&d->aligned, bits);
        if (symbol == LZX_NO_SYMBOL)
            return 0;
        formatted += symbol;
    } else {
        formatted += ox_bits_take (bits, n);
    }
    r[2] = r[1];
    r[1] = r[0];
    return r[0] = formatted - 2;
}

/*
 * Tokens up to `end`, where a chunk or the block ends. The state is copied: what is written through a
 * byte pointer might be it, for all the compiler knows. A token takes at most 16 + 16 + 17 bits,
 * what a refill brings. Returns where it came to; that is before the end where something is wrong.
 */
static gsize
decode_tokens (Decoder *d, gsize end)
{
    guint8 *buffer = d->buffer;
    const gsize room = d->room;
    OxBits bits = d->bits;
    guint32 r[3] = { d->r[0], d->r[1], d->r[2] };
    gsize at = d->at;
    while (at < end) {
        ox_bits_refill (&bits);
        guint symbol = lzx_tree_take (&d->main, &bits);
        if (symbol < LZX_LITERALS) {
            if (ox_bits_spent (&bits))
                break;
            buffer[at++] = (guint8) symbol;
            continue;
        }
        if (symbol == LZX_NO_SYMBOL)
            break;
        guint length = (symbol & 7) + LZX_MIN_MATCH;
        if (length == 7 + LZX_MIN_MATCH)
            length += lzx_tree_take (&d->lengths, &bits);
        guint32 offset = match_offset (d, &bits, r, (symbol - LZX_LITERALS) >> 3);
        if (length == LZX_MAX_TOKEN)
            length += extra_length (&bits);
        if (offset - 1 >= at || length > end - at || ox_bits_spent (&bits))
            break;
        ox_match_copy (buffer, room, at, offset, length);
        at += length;
    }
    for (guint i = 0; i < 3; i++)
        d->r[i] = r[i];
    d->bits = bits;
    return at;
}

/* --- chunks -------------------------------------------------------------------------------- */

/* The first bit of a stream, and what follows it where it is set, [MS-PATCH] 2.2.2. */
static void
read_e8 (Decoder *d)
{
    d->e8 = ox_bits_get (&d->bits, 1) != 0;
    if (!d->e8)
        return;
    guint32 high = ox_bits_get (&d->bits, 16);
    d->e8_size = high << 16 | ox_bits_get (&d->bits, 16);
}

static gboolean
decode_chunk (Decoder *d, GError **error)
{
    guint16 size = ox_slice_u16 (&d->in);
    gsize end = d->at + MIN (LZX_CHUNK, d->end - d->at);
    /* A file that is cut short still gives what is there. */
    OxSlice chunk = ox_slice_take (&d->in, MIN (size, d->in.left));
    gboolean first = d->at == d->start;
    d->bits = ox_bits (chunk);
    if (first)
        read_e8 (d);
    while (d->at < end) {
        if (d->left == 0 && !start_block (d, error))
            return FALSE;
        gsize n = MIN (d->left, end - d->at);
        if (d->type == LZX_UNCOMPRESSED) {
            if (!copy_uncompressed (d, n, error))
                return FALSE;
            continue;
        }
        gsize before = d->at;
        d->at = decode_tokens (d, before + n);
        d->left -= d->at - before;
        if (d->at < before + n)
            return damaged (d, error, "a token is damaged");
    }
    return TRUE;
}

/* Undoes the translation of one chunk, `position` bytes into the output. */
static void
e8_chunk (guint8 *p, gsize n, gint32 position, gint32 size)
{
    for (gsize i = 0; i + E8_TAIL < n; i++) {
        if (p[i] != 0xE8)
            continue;
        gint32 here = position + (gint32) i;
        OxSlice s = ox_slice (p + i + 1, 4, 0);
        gint32 value = (gint32) ox_slice_u32 (&s);
        if (value >= -here && value < size) {
            guint32 back = (guint32) (value >= 0 ? value - here : value + size);
            for (guint k = 0; k < 4; k++)
                p[i + 1 + k] = (guint8) (back >> (8 * k));
        }
        i += 4;
    }
}

static void
undo_e8 (Decoder *d)
{
    guint chunks = 0;
    for (gsize at = d->start; at < d->at && chunks < E8_MOST; at += LZX_CHUNK, chunks++)
        e8_chunk (d->buffer + at, MIN (LZX_CHUNK, d->at - at), (gint32) (at - d->start),
                  (gint32) d->e8_size);
}

static void
decoder_init (Decoder *d, OxSlice in, guint8 *buffer, gsize reference, gsize size)
{
    d->buffer = buffer;
    d->start = d->at = reference;
    d->end = reference + size;
    d->room = d->end + LZX_SLACK;
    d->in = in;
    d->slots = lzx_slots (reference, size);
    d->left = 0;
    d->e8 = FALSE;
    d->odd = FALSE;
    d->r[0] = d->r[1] = d->r[2] = 1;
    memset (d->main_lengths, 0, sizeof d->main_lengths);
    memset (d->length_lengths, 0, sizeof d->length_lengths);
}

/* Chunk by chunk, until all is there or something is wrong; `used` is where the last chunk ends that gave something. */
static gboolean
decode_chunks (Decoder *d, gsize *used, GError **error)
{
    gsize all = d->in.left;
    gboolean ok = TRUE;
    *used = 0;
    while (ok && d->at < d->end) {
        gsize before = d->at;
        ok = decode_chunk (d, error);
        if (d->at > before)
            *used = all - d->in.left;
    }
    if (d->e8)
        undo_e8 (d);
    return ok;
}

gboolean
lzx_decode (OxSlice in, guint8 *buffer, gsize reference, gsize size, gsize *done, GError **error)
{
    g_autofree Decoder *d = g_new (Decoder, 1);
    gsize used = 0;
    decoder_init (d, in, buffer, reference, size);
    gboolean ok = decode_chunks (d, &used, error);
    *done = d->at - d->start;
    return ok;
}

gboolean
lzx_measure (OxSlice in, guint8 *buffer, gsize most, gsize *done, gsize *used)
{
    g_autofree Decoder *d = g_new (Decoder, 1);
    decoder_init (d, in, buffer, 0, most);
    (void) decode_chunks (d, used, NULL);
    *done = d->at - d->start;
    return *done > 0 && d->left == 0;
}
