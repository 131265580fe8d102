/* SPDX-License-Identifier: MIT */
#include "base/normalize.h"

#include <string.h>

#define PIECE      256  /* bytes from which a piece ends at the next ASCII character, */
#define MOST_PIECE 2048 /* and in any case */

/* Nothing combines with an ASCII character across its front: pieces that begin with one are independent. */
static gsize
piece_length (const char *text)
{
    const char *p = text;
    while (*p != '\0') {
        gsize n = (gsize) (p - text);
        if ((n >= PIECE && (guchar) *p < 0x80) || n >= MOST_PIECE)
            break;
        p = g_utf8_next_char (p);
    }
    return (gsize) (p - text);
}

char *
ox_utf8_normalize (const char *text, GNormalizeMode mode)
{
    GString *out = g_string_sized_new (strlen (text));
    for (gsize n; *text != '\0'; text += n) {
        n = piece_length (text);
        g_autofree char *piece = g_utf8_normalize (text, (gssize) n, mode);
        if (piece != NULL)
            g_string_append (out, piece);
        else
            g_string_append_len (out, text, (gssize) n);
    }
    return g_string_free (out, FALSE);
}
