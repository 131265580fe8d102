/* SPDX-License-Identifier: MIT
 *
 * The one way to read untrusted bytes. A slice is a window over memory that
 * somebody else owns, with a cursor. Sticky: a read past the end gives 0 and
 * marks the slice spent, so a record parser checks once, at its end.
 * Little-endian unless the name says otherwise.
 */
#ifndef OX_BASE_SLICE_H
#define OX_BASE_SLICE_H

#include <glib.h>
#include <oxcart/guid.h>

typedef struct {
    const guint8 *p;    /* private: only slice.h and slice.c touch it */
    gsize left;         /* bytes from the cursor to the end */
    guint64 at;         /* offset of the cursor in the whole input */
    gboolean spent;     /* a read went past the end */
} OxSlice;

static inline OxSlice
ox_slice (const guint8 *data, gsize n, guint64 at)
{
    /* Nothing at all has an address too: adding 0 to NULL is undefined. */
    return (OxSlice){ data != NULL ? data : (const guint8 *) "", n, at, FALSE };
}

OxSlice ox_slice_from_bytes (GBytes *bytes);

static inline gboolean
ox_slice_need (OxSlice *s, gsize n)
{
    if (G_LIKELY (!s->spent && s->left >= n))
        return TRUE;
    s->spent = TRUE;
    s->left = 0;
    return FALSE;
}

static inline void
ox_slice_advance (OxSlice *s, gsize n)
{
    if (n == 0) /* an empty slice may be over no memory at all */
        return;
    s->p += n;
    s->left -= n;
    s->at += n;
}

static inline guint8
ox_slice_u8 (OxSlice *s)
{
    if (!ox_slice_need (s, 1))
        return 0;
    guint8 v = s->p[0];
    ox_slice_advance (s, 1);
    return v;
}

static inline guint16
ox_slice_u16 (OxSlice *s)
{
    if (!ox_slice_need (s, 2))
        return 0;
    guint16 v = (guint16) (s->p[0] | s->p[1] << 8);
    ox_slice_advance (s, 2);
    return v;
}

static inline guint32
ox_slice_u32 (OxSlice *s)
{
    if (!ox_slice_need (s, 4))
        return 0;
    guint32 v = s->p[0] | (guint32) s->p[1] << 8 | (guint32) s->p[2] << 16
              | (guint32) s->p[3] << 24;
    ox_slice_advance (s, 4);
    return v;
}

static inline guint64
ox_slice_u64 (OxSlice *s)
{
    if (!ox_slice_need (s, 8))
        return 0;
    guint64 lo = ox_slice_u32 (s);
    return lo | (guint64) ox_slice_u32 (s) << 32;
}

/* n units of 16 bits at once; zeros where they are not there. */
void ox_slice_u16s (OxSlice *s, guint16 *out, gsize n);

guint16 ox_slice_u16_be (OxSlice *s);
guint32 ox_slice_u32_be (OxSlice *s);
OxGuid ox_slice_guid (OxSlice *s);

/* Copies n bytes to out; zeros out where they are not there. */
gboolean ox_slice_copy (OxSlice *s, guint8 *out, gsize n);

/* Takes the next n bytes as a slice of their own; spent where they are not there. */
static inline OxSlice
ox_slice_take (OxSlice *s, gsize n)
{
    if (!ox_slice_need (s, n))
        return (OxSlice){ NULL, 0, s->at, TRUE };
    OxSlice sub = ox_slice (s->p, n, s->at);
    ox_slice_advance (s, n);
    return sub;
}

/* The next bytes as bytes of their own; NULL where there are not as many, and for none. */
GBytes *ox_slice_take_bytes (OxSlice *s, gsize n);

/* A copy of s whose cursor stands `offset` bytes further on; s stays. */
OxSlice ox_slice_at (const OxSlice *s, gsize offset);

static inline void
ox_slice_skip (OxSlice *s, gsize n)
{
    if (ox_slice_need (s, n))
        ox_slice_advance (s, n);
}

/* Skips the mark that UTF-8 text may begin with; TRUE where there was one. */
gboolean ox_slice_skip_utf8_mark (OxSlice *s);

/* The next byte without taking it; -1 at the end. */
static inline int
ox_slice_peek (const OxSlice *s)
{
    return s->left > 0 ? s->p[0] : -1;
}

/* How many of the next bytes have a bit of `mask` in `classes`: for tokenizers. */
static inline gsize
ox_slice_span (const OxSlice *s, const guint8 classes[256], guint8 mask)
{
    const guint8 *p = s->p;
    gsize n = 0, left = s->left;
    while (n + 4 <= left
           && (classes[p[n]] & classes[p[n + 1]] & classes[p[n + 2]] & classes[p[n + 3]] & mask) != 0)
        n += 4;
    while (n < left && (classes[p[n]] & mask) != 0)
        n++;
    return n;
}

/* How many bytes stand before the first `what`; all that is left where there is none. */
gsize ox_slice_find (const OxSlice *s, const char *what);

/* How many bytes stand before the first NUL; all that is left where there is none. */
gsize ox_slice_strnlen (const OxSlice *s);

/* Whether all that is left is ASCII: a word at a time. */
gboolean ox_slice_is_ascii (const OxSlice *s);

/* Both in one pass, for many short texts: as ox_slice_strnlen (), and whether what it counts is ASCII. */
gsize ox_slice_text_length (const OxSlice *s, gboolean *is_ascii);

/* The bytes of what is left, for calls that take pointer and length (iconv, GBytes). */
static inline const guint8 *
ox_slice_data (const OxSlice *s)
{
    return s->p;
}

static inline gboolean
ox_slice_ok (const OxSlice *s)
{
    return !s->spent;
}

/* OX_ERROR_DAMAGED naming what was too short, if the slice is spent. */
gboolean ox_slice_check (const OxSlice *s, const char *what,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

#endif
