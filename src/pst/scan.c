/* SPDX-License-Identifier: MIT
 *
 * What the bytes of a store hold, whatever its trees say: pages and blocks tell what they are and where
 * they stand, so that all of them are found by reading the file once. For stores whose trees are damaged
 * or cut off, and for what was deleted and not yet written over.
 */
#include "base/crc.h"
#include "base/diag.h"
#include "pst/ndb.h"

#define CHUNK        (1u << 20)
#define MOST_FOUND   (1u << 23) /* blocks, and nodes: 200 MB each */
#define PTYPE_NBT    0x81
#define INTERNAL_4K  2 /* what the trailer of a block of the 4 KiB dialect says before its second size */

typedef struct {
    guint64 bid;
    guint64 ib;
    guint16 stored;
    guint16 inflated;
    guint8 head[4]; /* of what is stored */
} FoundBlock;

typedef struct {
    PstNode node;
    guint64 page; /* BID of the page: the larger, the later */
} FoundNode;

struct PstScan {
    const PstLayout *layout;
    GArray *blocks; /* FoundBlock, by BID */
    GArray *nodes;  /* FoundNode, by NID */
    gboolean full;
};

/* --- what stands at one place ---------------------------------------------------------------------- */

/* Both trailers end with the BID, or with BID and CRC. */
typedef struct {
    guint16 signature;
    guint32 crc;
    guint64 bid;
} Trailer;

static Trailer
read_trailer (OxSlice *s, const PstLayout *layout)
{
    Trailer t = { .signature = ox_slice_u16 (s) };
    guint32 first = ox_slice_u32 (s);
    t.crc = layout->id == 8 ? first : ox_slice_u32 (s);
    t.bid = layout->id == 8 ? ox_slice_u64 (s) : first;
    return t;
}

/* A leaf of the tree of nodes, of whatever age. */
static void
look_for_page (PstScan *scan, OxSlice page, guint64 ib)
{
    const PstLayout *layout = scan->layout;
    OxSlice s = ox_slice_at (&page, layout->page_trailer);
    guint8 type = ox_slice_u8 (&s);
    if (type != PTYPE_NBT || ox_slice_u8 (&s) != type)
        return;
    Trailer t = read_trailer (&s, layout);
    OxSlice covered = ox_slice_at (&page, 0);
    covered = ox_slice_take (&covered, layout->page_trailer);
    OxSlice counts = ox_slice_at (&page, layout->page_counts);
    guint n = layout->compressed ? ox_slice_u16 (&counts) : ox_slice_u8 (&counts);
    ox_slice_skip (&counts, layout->compressed ? 2 : 1);
    gsize width = ox_slice_u8 (&counts);
    if (ox_slice_u8 (&counts) != 0 || width < 3u * layout->id + 4 || n * width > layout->page_counts
        || t.signature != pst_signature (ib, t.bid) || ox_crc32 (0, covered) != t.crc)
        return;
    for (guint i = 0; i < n && scan->nodes->len < MOST_FOUND; i++) {
        OxSlice entry = ox_slice_at (&page, i * width);
        FoundNode found = { .page = t.bid };
        found.node.nid = (guint32) pst_read_id (&entry, layout);
        pst_node_read (entry, layout, &found.node);
        g_array_append_val (scan->nodes, found);
    }
    scan->full |= scan->nodes->len >= MOST_FOUND;
}

/* A block that ends where `window` has read `end` bytes; `ib` is where the window begins in the file. */
static void
look_for_block (PstScan *scan, OxSlice window, gsize end, guint64 ib)
{
    const PstLayout *layout = scan->layout;
    OxSlice s = ox_slice_at (&window, end - layout->block_trailer);
    guint16 stored = ox_slice_u16 (&s);
    if (stored == 0 || stored > layout->block_most)
        return;
    Trailer t = read_trailer (&s, layout);
    gsize size = pst_block_size (layout, stored);
    if (t.bid == 0 || size > end || pst_signature (ib + end - size, t.bid) != t.signature)
        return;
    OxSlice data = ox_slice_at (&window, end - size);
    data = ox_slice_take (&data, stored);
    if (ox_crc32 (0, data) != t.crc)
        return;
    FoundBlock found = { t.bid & ~(guint64) 1, ib + end - size, stored, stored, { 0 } };
    ox_slice_copy (&data, found.head, MIN (sizeof found.head, stored));
    if (layout->compressed && ox_slice_u16 (&s) == INTERNAL_4K)
        found.inflated = ox_slice_u16 (&s);
    if (scan->blocks->len < MOST_FOUND)
        g_array_append_val (scan->blocks, found);
    scan->full |= scan->blocks->len >= MOST_FOUND;
}

/* --- all of the file --------------------------------------------------------------------------------- */

/* `skip` bytes of the window were looked at before: they are there for blocks that reach into it. */
static void
look_through (PstScan *scan, OxSlice window, gsize skip, guint64 ib)
{
    const PstLayout *layout = scan->layout;
    for (gsize end = skip + layout->block_align; end <= window.left && !scan->full;
         end += layout->block_align) {
        look_for_block (scan, window, end, ib);
        if ((ib + end) % layout->page == 0 && end >= layout->page)
            look_for_page (scan, ox_slice_at (&window, end - layout->page), ib + end - layout->page);
    }
}

static void
read_all (PstScan *scan, PstNdb *ndb)
{
    gsize most = MAX (pst_block_size (ndb->layout, ndb->layout->block_most), ndb->layout->page);
    gsize overlap = (most + ndb->layout->page - 1) / ndb->layout->page * ndb->layout->page;
    for (guint64 at = 0; at < ndb->size && !scan->full; at += CHUNK) {
        gsize skip = at > 0 ? overlap : 0;
        g_autoptr (GBytes) bytes = ox_stream_read_bytes (ndb->stream, at - skip, CHUNK + skip, NULL);
        if (bytes != NULL)
            look_through (scan, ox_slice_from_bytes (bytes), skip, at - skip);
    }
}

static gint
compare_blocks (gconstpointer a, gconstpointer b)
{
    const FoundBlock *x = a, *y = b;
    if (x->bid != y->bid)
        return x->bid < y->bid ? -1 : 1;
    return x->ib < y->ib ? -1 : x->ib > y->ib;
}

/* The last one written comes first. */
static gint
compare_nodes (gconstpointer a, gconstpointer b)
{
    const FoundNode *x = a, *y = b;
    if (x->node.nid != y->node.nid)
        return x->node.nid < y->node.nid ? -1 : 1;
    return x->page > y->page ? -1 : x->page < y->page;
}

static void
drop_older_nodes (GArray *nodes)
{
    guint kept = 0;
    for (guint i = 0; i < nodes->len; i++) {
        FoundNode now = g_array_index (nodes, FoundNode, i);
        if (kept > 0 && g_array_index (nodes, FoundNode, kept - 1).node.nid == now.node.nid)
            continue;
        g_array_index (nodes, FoundNode, kept++) = now;
    }
    g_array_set_size (nodes, kept);
}

PstScan *
pst_scan_get (PstNdb *ndb, OxDiagnostics *d)
{
    g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&ndb->lock);
    if (ndb->scan != NULL)
        return ndb->scan;
    PstScan *scan = g_new0 (PstScan, 1);
    scan->layout = ndb->layout;
    scan->blocks = g_array_new (FALSE, FALSE, sizeof (FoundBlock));
    scan->nodes = g_array_new (FALSE, FALSE, sizeof (FoundNode));
    read_all (scan, ndb);
    g_array_sort (scan->blocks, compare_blocks);
    g_array_sort (scan->nodes, compare_nodes);
    drop_older_nodes (scan->nodes);
    if (scan->full)
        ox_diag (d, OX_DIAG_PST_LIMIT, OX_DIAG_NO_OFFSET, "more than %u blocks or nodes", MOST_FOUND);
    ndb->scan = scan;
    return scan;
}

void
pst_scan_free (PstScan *scan)
{
    g_array_unref (scan->blocks);
    g_array_unref (scan->nodes);
    g_free (scan);
}

/* --- what was found ------------------------------------------------------------------------------------ */

gboolean
pst_scan_node (const PstScan *scan, guint32 nid, PstNode *node)
{
    guint low = 0, high = scan->nodes->len;
    while (low < high) {
        guint middle = low + (high - low) / 2;
        if (g_array_index (scan->nodes, FoundNode, middle).node.nid < nid)
            low = middle + 1;
        else
            high = middle;
    }
    if (low >= scan->nodes->len || g_array_index (scan->nodes, FoundNode, low).node.nid != nid)
        return FALSE;
    *node = g_array_index (scan->nodes, FoundNode, low).node;
    return TRUE;
}

guint
pst_scan_index (const PstScan *scan, guint64 bid)
{
    guint low = 0, high = scan->blocks->len;
    bid &= ~(guint64) 1;
    while (low < high) {
        guint middle = low + (high - low) / 2;
        if (g_array_index (scan->blocks, FoundBlock, middle).bid < bid)
            low = middle + 1;
        else
            high = middle;
    }
    gboolean there = low < scan->blocks->len && g_array_index (scan->blocks, FoundBlock, low).bid == bid;
    return there ? low : G_MAXUINT;
}

gboolean
pst_scan_block (const PstScan *scan, guint64 bid, PstBlock *block)
{
    PstFound found;
    guint i = pst_scan_index (scan, bid);
    if (i == G_MAXUINT)
        return FALSE;
    pst_scan_nth (scan, i, &found);
    *block = found.block;
    return TRUE;
}

guint
pst_scan_count (const PstScan *scan)
{
    return scan->blocks->len;
}

void
pst_scan_nth (const PstScan *scan, guint i, PstFound *found)
{
    const FoundBlock *f = &g_array_index (scan->blocks, FoundBlock, i);
    *found = (PstFound){ f->bid, { f->ib, f->stored, f->inflated, 0 }, { f->head[0], f->head[1], f->head[2], f->head[3] } };
}

void
pst_scan_each (const PstScan *scan, PstNodeVisit visit, gpointer user)
{
    for (guint i = 0; i < scan->nodes->len; i++)
        visit (&g_array_index (scan->nodes, FoundNode, i).node, user);
}
