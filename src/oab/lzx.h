/* SPDX-License-Identifier: MIT
 *
 * LZX DELTA as address books use it: one block of the file is one stream. [MS-PATCH] 2.
 *
 * Reference data and output are one piece of memory, the output behind the reference: a match
 * into the window is a match within that memory, and no window ever wraps around.
 */
#ifndef OX_OAB_LZX_H
#define OX_OAB_LZX_H

#include "base/slice.h"

#define LZX_CHUNK        32768u /* no match crosses a multiple of this */
#define LZX_LITERALS     256u
#define LZX_LENGTHS      249u /* symbols of the length tree */
#define LZX_ALIGNED      8u
#define LZX_PRETREE      20u
#define LZX_MAX_SLOTS    290u
#define LZX_MAX_MAIN     (LZX_LITERALS + 8u * LZX_MAX_SLOTS)
#define LZX_MAX_BITS     16u /* of a code of the main and the length tree */
#define LZX_MIN_MATCH    2u
#define LZX_MAX_TOKEN    257u   /* the longest match without an extra length */
#define LZX_MAX_MATCH    32768u
#define LZX_MIN_WINDOW   17u
#define LZX_MAX_WINDOW   25u
#define LZX_MAX_BLOCK    0xFFFFFFu
#define LZX_VERBATIM     1u
#define LZX_ALIGNED_TYPE 2u
#define LZX_UNCOMPRESSED 3u

/* What stands behind the output, so that whole words can be copied. */
#define LZX_SLACK 8u

/* The most a stream can give, with its reference: the largest window. */
#define LZX_MAX_DATA (1u << LZX_MAX_WINDOW)

/* How many position slots a stream of `size` bytes behind `reference` bytes has: the window is
 * not stored, it is the least that holds both. */
guint lzx_slots (gsize reference, gsize size);

/* The first formatted offset of a slot, and how many bits follow it, [MS-PATCH] 2.6.2. */
static inline guint
lzx_footer_bits (guint slot)
{
    return slot < 4 ? 0 : slot < 36 ? slot / 2 - 1 : 17;
}

static inline guint32
lzx_base (guint slot)
{
    if (slot < 4)
        return slot;
    return slot < 36 ? (2u | (slot & 1)) << (slot / 2 - 1) : (slot - 34) << 17;
}

/* The slot of a formatted offset. */
static inline guint
lzx_slot (guint32 formatted)
{
    if (formatted < 4)
        return formatted;
    if (formatted >= 1u << 18)
        return 34 + (formatted >> 17);
    guint top = g_bit_storage (formatted) - 1;
    return 2 * top + (formatted >> (top - 1) & 1);
}

/*
 * Decodes into buffer[reference, reference + size), which LZX_SLACK bytes follow. `done` is how many
 * bytes came out before something was wrong: all of them, where it returns TRUE.
 */
gboolean lzx_decode (OxSlice in, guint8 *buffer, gsize reference, gsize size, gsize *done,
                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Decodes a stream of which neither end is known: `in` may go on behind it, and it gives `most` bytes at most, which
 * tell its window. `done` bytes came out of `used`; TRUE where a block of LZX ends there, as it does at the end of a stream.
 */
gboolean lzx_measure (OxSlice in, guint8 *buffer, gsize most, gsize *done, gsize *used) G_GNUC_WARN_UNUSED_RESULT;

/* An encoder keeps its memory from one stream to the next; what it kept does not show in the output. */
typedef struct _LzxEncoder LzxEncoder;

LzxEncoder *lzx_encoder_new (void);
void lzx_encoder_free (LzxEncoder *e);

/* Encodes data[reference, reference + size); appends to `out`. At most LZX_MAX_DATA bytes with the
 * reference. */
void lzx_encode (LzxEncoder *e, const guint8 *data, gsize reference, gsize size, GByteArray *out);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LzxEncoder, lzx_encoder_free)

#endif
