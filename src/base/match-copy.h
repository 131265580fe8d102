/* SPDX-License-Identifier: MIT
 *
 * The copy at the heart of every LZ77 decoder, over a buffer of our own.
 */
#ifndef OX_BASE_MATCH_COPY_H
#define OX_BASE_MATCH_COPY_H

#include <glib.h>
#include <string.h>

/*
 * Copies n bytes within buffer from `offset` bytes back to `at`, as if byte by
 * byte: the two may overlap. The caller has checked 1 <= offset <= at and
 * at + n <= size. Whole words are copied where they fit into size.
 */
static inline void
ox_match_copy (guint8 *buffer, gsize size, gsize at, gsize offset, gsize n)
{
    guint8 *to = buffer + at;
    const guint8 *from = to - offset;
    if (offset >= 8 && size - at >= n + 7) {
        for (gsize i = 0; i < n; i += 8)
            memcpy (to + i, from + i, 8);
        return;
    }
    for (gsize i = 0; i < n; i++)
        to[i] = from[i];
}

#endif
