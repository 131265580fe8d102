/* SPDX-License-Identifier: MIT
 *
 * Reading streams of a compound file.
 */
#include "cfb/cfb-private.h"

#include "base/diag.h"
#include "base/stream-private.h"

#include <oxcart/error.h>

typedef struct {
    OxCfb *cfb;
    gboolean hold;
    CfbChain chain;
    OxStream *source; /* the file, or the mini stream; borrowed of the file */
    guint shift;
    guint header; /* sectors before sector 0 */
} ChainStream;

static void
chain_stream_free (gpointer self)
{
    ChainStream *s = self;
    if (s->hold)
        ox_cfb_unref (s->cfb);
    g_free (s);
}

/* The run that holds the sector at `at` of the chain. */
static const CfbRun *
find_run (const ChainStream *s, guint32 at)
{
    guint low = 0;
    guint high = s->chain.n_runs;
    while (high - low > 1) {
        guint middle = low + (high - low) / 2;
        if (g_array_index (s->cfb->runs, CfbRun, s->chain.first_run + middle).at <= at)
            low = middle;
        else
            high = middle;
    }
    return &g_array_index (s->cfb->runs, CfbRun, s->chain.first_run + low);
}

/* Where offset is in the source, and how many bytes follow it there. */
static guint64
locate (const ChainStream *s, guint64 offset, guint64 *left)
{
    const CfbRun *run = find_run (s, (guint32) (offset >> s->shift));
    guint64 in_run = offset - ((guint64) run->at << s->shift);
    *left = ((guint64) run->count << s->shift) - in_run;
    return (((guint64) run->first + s->header) << s->shift) + in_run;
}

/* One run at a time: ox_stream_pread() asks for the rest. */
static gssize
chain_pread (gpointer self, guint64 offset, guint8 *buffer, gsize n, GError **error)
{
    ChainStream *s = self;
    guint64 left;
    guint64 at = locate (s, offset, &left);
    return ox_stream_pread (s->source, at, buffer, (gsize) MIN (n, left), error);
}

OxStream *
cfb_stream_new (OxCfb *cfb, const CfbChain *chain, gboolean is_mini, guint64 size, gboolean hold)
{
    ChainStream *s = g_new (ChainStream, 1);
    *s = (ChainStream){ hold ? ox_cfb_ref (cfb) : cfb,
                        hold,
                        *chain,
                        is_mini ? cfb->mini : cfb->source,
                        is_mini ? MINI_SHIFT : cfb->shift,
                        is_mini ? 0 : 1 };
    return ox_stream_new (chain_pread, s, chain_stream_free, size);
}

static gboolean
check_stream (OxCfb *cfb, guint32 entry, GError **error)
{
    if (entry < cfb->entries->len && cfb_entry (cfb, entry)->type == OX_CFB_STREAM)
        return TRUE;
    g_set_error_literal (error, OX_ERROR, OX_ERROR_NOT_FOUND, "no stream");
    return FALSE;
}

/* A stream in one piece of memory needs no copy. */
static GBytes *
borrow (OxCfb *cfb, const CfbEntry *e, guint64 size)
{
    GBytes *memory = ox_stream_peek_bytes (e->is_mini ? cfb->mini : cfb->source);
    if (memory == NULL || e->chain.n_runs != 1)
        return NULL;
    CfbRun run = g_array_index (cfb->runs, CfbRun, e->chain.first_run);
    guint shift = e->is_mini ? MINI_SHIFT : cfb->shift;
    guint64 at = ((guint64) run.first + (e->is_mini ? 0 : 1)) << shift;
    return g_bytes_new_from_bytes (memory, (gsize) at, (gsize) size);
}

OxStream *
ox_cfb_open_stream (OxCfb *cfb, guint32 entry, OxDiagnostics *d, GError **error)
{
    if (!check_stream (cfb, entry, error))
        return NULL;
    const CfbEntry *e = cfb_entry (cfb, entry);
    g_autoptr (GBytes) whole = e->size > 0 ? borrow (cfb, e, e->size) : g_bytes_new (NULL, 0);
    if (whole != NULL)
        return ox_stream_new_bytes (whole);
    return cfb_stream_new (cfb, &e->chain, e->is_mini, e->size, TRUE);
}

GBytes *
ox_cfb_read (OxCfb *cfb, guint32 entry, guint64 max, OxDiagnostics *d, GError **error)
{
    if (!check_stream (cfb, entry, error))
        return NULL;
    const CfbEntry *e = cfb_entry (cfb, entry);
    guint64 size = MIN (e->size, max);
    if (size == 0)
        return g_bytes_new (NULL, 0);
    GBytes *bytes = borrow (cfb, e, size);
    if (bytes != NULL)
        return bytes;
    g_autoptr (OxStream) stream = cfb_stream_new (cfb, &e->chain, e->is_mini, size, FALSE);
    return ox_stream_read_bytes (stream, 0, (gsize) size, error);
}

/* --- storages -------------------------------------------------------------------------------- */

/* One storage still to be filled. */
typedef struct {
    guint32 entry;
    OxStorage *storage; /* owned by the tree that is being built */
    guint depth;
} Pending;

static void
fill_storage (OxCfb *cfb, const Pending *p, GArray *pending, guint depth_limit, OxDiagnostics *d)
{
    guint n = 0;
    const guint32 *children = ox_cfb_children (cfb, p->entry, &n);
    for (guint i = 0; i < n; i++) {
        const char *name = ox_cfb_get_name (cfb, children[i]);
        if (ox_cfb_get_type (cfb, children[i]) == OX_CFB_STREAM) {
            g_autoptr (OxStream) stream = ox_cfb_open_stream (cfb, children[i], d, NULL);
            ox_storage_add_stream (p->storage, name, stream);
            continue;
        }
        if (p->depth >= depth_limit) {
            ox_diag (d, OX_DIAG_MSG_LIMIT, ox_cfb_get_offset (cfb, children[i]),
                     "storages are nested deeper than %u", depth_limit);
            continue;
        }
        g_autoptr (OxStorage) sub = ox_storage_new (ox_cfb_get_clsid (cfb, children[i]));
        ox_storage_add_storage (p->storage, name, sub);
        Pending next = { children[i], sub, p->depth + 1 };
        g_array_append_val (pending, next);
    }
}

OxStorage *
ox_cfb_to_storage (OxCfb *cfb, guint32 entry, const OxLimits *limits, OxDiagnostics *d,
                   GError **error)
{
    if (entry >= cfb->entries->len || cfb_entry (cfb, entry)->type == OX_CFB_STREAM) {
        g_set_error_literal (error, OX_ERROR, OX_ERROR_NOT_FOUND, "no storage");
        return NULL;
    }
    g_autoptr (OxStorage) root = ox_storage_new (ox_cfb_get_clsid (cfb, entry));
    g_autoptr (GArray) pending = g_array_new (FALSE, FALSE, sizeof (Pending));
    Pending first = { entry, root, 0 };
    g_array_append_val (pending, first);
    for (guint i = 0; i < pending->len; i++) {
        Pending p = g_array_index (pending, Pending, i);
        fill_storage (cfb, &p, pending, limits->depth, d);
    }
    return g_steal_pointer (&root);
}
