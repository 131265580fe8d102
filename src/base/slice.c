/* SPDX-License-Identifier: MIT */
#include "base/slice.h"

#include <oxcart/error.h>
#include <string.h>

OxSlice
ox_slice_from_bytes (GBytes *bytes)
{
    gsize n = 0;
    const guint8 *data = bytes != NULL ? g_bytes_get_data (bytes, &n) : NULL;
    return ox_slice (data, n, 0);
}

guint16
ox_slice_u16_be (OxSlice *s)
{
    guint16 v = ox_slice_u16 (s); /* the macro may evaluate its argument twice */
    return GUINT16_SWAP_LE_BE (v);
}

guint32
ox_slice_u32_be (OxSlice *s)
{
    guint32 v = ox_slice_u32 (s);
    return GUINT32_SWAP_LE_BE (v);
}

gboolean
ox_slice_copy (OxSlice *s, guint8 *out, gsize n)
{
    if (!ox_slice_need (s, n)) {
        if (n > 0)
            memset (out, 0, n);
        return FALSE;
    }
    if (n > 0)
        memcpy (out, s->p, n);
    ox_slice_advance (s, n);
    return TRUE;
}

OxGuid
ox_slice_guid (OxSlice *s)
{
    OxGuid guid;
    ox_slice_copy (s, guid.bytes, sizeof guid.bytes);
    return guid;
}

OxSlice
ox_slice_take (OxSlice *s, gsize n)
{
    if (!ox_slice_need (s, n))
        return (OxSlice){ NULL, 0, s->at, TRUE };
    OxSlice sub = ox_slice (s->p, n, s->at);
    ox_slice_advance (s, n);
    return sub;
}

OxSlice
ox_slice_at (const OxSlice *s, gsize offset)
{
    OxSlice copy = *s;
    ox_slice_skip (&copy, offset);
    return copy;
}

void
ox_slice_skip (OxSlice *s, gsize n)
{
    if (ox_slice_need (s, n))
        ox_slice_advance (s, n);
}

gsize
ox_slice_find (const OxSlice *s, const char *what)
{
    gsize n = strlen (what);
    const guint8 *at = NULL;
    if (s->left > 0)
        at = n == 1 ? memchr (s->p, what[0], s->left) : memmem (s->p, s->left, what, n);
    return at != NULL ? (gsize) (at - s->p) : s->left;
}

gboolean
ox_slice_check (const OxSlice *s, const char *what, GError **error)
{
    if (ox_slice_ok (s))
        return TRUE;
    g_set_error (error, OX_ERROR, OX_ERROR_DAMAGED, "%s is cut short", what);
    return FALSE;
}
