/* SPDX-License-Identifier: MIT
 *
 * The two B-trees of a store, [MS-PST] 2.2.2.7.7: nodes by NID, blocks by BID.
 */
#include "base/crc.h"
#include "base/diag.h"
#include "pst/ndb.h"

#define MOST_LEVELS 8
#define MOST_PAGES  (1u << 22) /* a tree has; 80 million nodes */

/* One page, its entries as a slice. */
typedef struct {
    GBytes *bytes;
    OxSlice entries;
    guint n;
    guint most; /* that there is room for, as it says */
    gsize width; /* of an entry */
    guint8 level;
    PstState state;
} Page;

static void
page_clear (Page *page)
{
    g_clear_pointer (&page->bytes, g_bytes_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Page, page_clear)

static PstState
check_trailer (PstNdb *ndb, guint64 ib, OxSlice whole)
{
    const PstLayout *layout = ndb->layout;
    OxSlice s = ox_slice_at (&whole, layout->page_trailer + 2);
    OxSlice covered = ox_slice_take (&whole, layout->page_trailer);
    guint16 sig = ox_slice_u16 (&s);
    guint32 first = ox_slice_u32 (&s); /* CRC and BID change places in ANSI files */
    guint32 crc = layout->id == 8 ? first : ox_slice_u32 (&s);
    guint64 bid = layout->id == 8 ? ox_slice_u64 (&s) : first;
    if (ox_crc32 (0, covered) != crc)
        return PST_CHECKSUM;
    return pst_signature (ib, bid) == sig ? PST_SOUND : PST_PLACE;
}

static GBytes *
page_bytes (PstNdb *ndb, guint64 ib, OxDiagnostics *d, PstState *state)
{
    g_autoptr (GError) error = NULL;
    GBytes *bytes = pst_cache_get (ndb->pages, ib, state);
    if (bytes != NULL)
        return bytes;
    if (ib < ndb->size)
        bytes = ox_stream_read_bytes (ndb->stream, ib, ndb->layout->page, &error);
    if (bytes == NULL || g_bytes_get_size (bytes) < ndb->layout->page) {
        pst_diag_once (d, OX_DIAG_PST_TREE, ib,
                       error != NULL ? error->message : "a page of a tree is outside the file");
        g_clear_pointer (&bytes, g_bytes_unref);
        return NULL;
    }
    *state = check_trailer (ndb, ib, ox_slice_from_bytes (bytes));
    pst_cache_put (ndb->pages, ib, bytes, *state);
    return bytes;
}

/* The page at `ib`, which must be of `level`; G_MAXUINT8 for any. */
static gboolean
read_page (PstNdb *ndb, guint64 ib, guint8 level, gsize least, OxDiagnostics *d, Page *page)
{
    const PstLayout *layout = ndb->layout;
    *page = (Page){ 0 };
    page->bytes = page_bytes (ndb, ib, d, &page->state);
    if (page->bytes == NULL)
        return FALSE;
    OxSlice whole = ox_slice_from_bytes (page->bytes);
    OxSlice counts = ox_slice_at (&whole, layout->page_counts);
    page->n = layout->compressed ? ox_slice_u16 (&counts) : ox_slice_u8 (&counts);
    page->most = layout->compressed ? ox_slice_u16 (&counts) : ox_slice_u8 (&counts);
    page->width = ox_slice_u8 (&counts);
    page->level = ox_slice_u8 (&counts);
    page->entries = ox_slice_take (&whole, layout->page_counts);
    gsize needed = page->level > 0 ? 3u * layout->id : least;
    if (page->level > MOST_LEVELS || (level != G_MAXUINT8 && page->level != level)
        || page->width < needed || page->n * page->width > layout->page_counts) {
        g_autofree char *text = g_strdup_printf ("the page of a tree is none: level %u, %u entries of %u bytes",
                                                 page->level, page->n, (guint) page->width);
        pst_diag_once (d, OX_DIAG_PST_TREE, ib, text);
        page_clear (page);
        return FALSE;
    }
    if (page->state != PST_SOUND)
        pst_diag_once (d, OX_DIAG_PST_PAGE, ib,
                       page->state == PST_CHECKSUM ? "the checksum of the page is wrong"
                                                   : "the page is not where it was written to");
    return TRUE;
}

static OxSlice
entry_at (const Page *page, guint i)
{
    return ox_slice_at (&page->entries, i * page->width);
}

/* The last entry whose key is not above `key`; G_MAXUINT where there is none. */
static guint
search (const Page *page, const PstLayout *layout, guint64 key, guint64 mask)
{
    guint low = 0, high = page->n;
    while (low < high) {
        guint middle = (low + high) / 2;
        OxSlice s = entry_at (page, middle);
        if ((pst_read_id (&s, layout) & mask) <= key)
            low = middle + 1;
        else
            high = middle;
    }
    return low > 0 ? low - 1 : G_MAXUINT;
}

typedef struct {
    PstRef root;
    guint64 mask; /* of what counts of a key */
    gsize least;  /* bytes of a leaf's entry */
} Tree;

static Tree
tree_of_nodes (const PstNdb *ndb)
{
    return (Tree){ ndb->nbt, G_MAXUINT32, 3u * ndb->layout->id + 4 };
}

/* The leaf entry of a key, from behind the key on; FALSE where there is none. `page` keeps it. `doubtful`
 * tells of a broken page on the way. */
static gboolean
find (PstNdb *ndb, const Tree *tree, guint64 key, OxDiagnostics *d, Page *page, OxSlice *entry,
      gboolean *doubtful)
{
    guint64 ib = tree->root.ib;
    guint8 level = G_MAXUINT8;
    *doubtful = FALSE;
    for (guint step = 0; step <= MOST_LEVELS; step++) {
        gboolean there = read_page (ndb, ib, level, tree->least, d, page);
        *doubtful |= !there || page->state != PST_SOUND;
        guint i = there ? search (page, ndb->layout, key, tree->mask) : G_MAXUINT;
        if (i == G_MAXUINT)
            break;
        *entry = entry_at (page, i);
        guint64 found = pst_read_id (entry, ndb->layout) & tree->mask;
        if (page->level == 0)
            return found == key;
        pst_read_id (entry, ndb->layout); /* the BID of the child */
        ib = pst_read_id (entry, ndb->layout);
        level = page->level - 1;
        page_clear (page);
    }
    return FALSE;
}

/* --- nodes ---------------------------------------------------------------------------------- */

void
pst_node_read (OxSlice s, const PstLayout *layout, PstNode *node)
{
    node->data = pst_read_id (&s, layout);
    node->subnodes = pst_read_id (&s, layout);
    node->parent = ox_slice_u32 (&s);
}

gboolean
pst_node_find (PstNdb *ndb, guint32 nid, OxDiagnostics *d, PstNode *node)
{
    g_auto (Page) page = { 0 };
    OxSlice entry;
    gboolean doubtful;
    const Tree tree = tree_of_nodes (ndb);
    *node = (PstNode){ .nid = nid };
    if (!find (ndb, &tree, nid, d, &page, &entry, &doubtful))
        return (doubtful || ndb->salvage) && pst_scan_node (pst_scan_get (ndb, d), nid, node);
    pst_node_read (entry, ndb->layout, node);
    return TRUE;
}

typedef struct {
    guint64 ib;
    guint8 level;
} Pending;

static void
take_children (const Page *page, const PstLayout *layout, GArray *pending)
{
    for (guint i = page->n; i-- > 0;) {
        OxSlice s = entry_at (page, i);
        ox_slice_skip (&s, 2u * layout->id);
        Pending child = { pst_read_id (&s, layout), page->level - 1 };
        g_array_append_val (pending, child);
    }
}

/* Each page once: a tree that has a page twice is none. FALSE where pages are broken. */
static gboolean
each_page (PstNdb *ndb, const Tree *tree, OxDiagnostics *d, PstPageVisit visit, gpointer user)
{
    gboolean sound = TRUE;
    g_autoptr (GArray) pending = g_array_new (FALSE, FALSE, sizeof (Pending));
    g_autoptr (GHashTable) seen = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
    Pending root = { tree->root.ib, G_MAXUINT8 };
    g_array_append_val (pending, root);
    while (pending->len > 0 && g_hash_table_size (seen) < MOST_PAGES) {
        Pending now = g_array_index (pending, Pending, pending->len - 1);
        g_auto (Page) page = { 0 };
        g_array_set_size (pending, pending->len - 1);
        if (!g_hash_table_add (seen, g_memdup2 (&now.ib, sizeof now.ib))) {
            ox_diag (d, OX_DIAG_PST_TREE, now.ib, "a page stands twice in the tree");
            sound = FALSE;
            continue;
        }
        gboolean there = read_page (ndb, now.ib, now.level, tree->least, d, &page);
        sound &= there && page.state == PST_SOUND;
        if (!there)
            continue;
        const PstPage shown = { now.ib, page.n, page.most, page.level, page.width, page.entries };
        visit (&shown, user);
        if (page.level > 0)
            take_children (&page, ndb->layout, pending);
    }
    return sound;
}

gboolean
pst_page_each (PstNdb *ndb, gboolean of_nodes, OxDiagnostics *d, PstPageVisit visit, gpointer user)
{
    Tree tree = tree_of_nodes (ndb);
    if (!of_nodes)
        tree = (Tree){ ndb->bbt, ~(guint64) 1, 2u * ndb->layout->id + 4 };
    return each_page (ndb, &tree, d, visit, user);
}

typedef struct {
    const PstLayout *layout;
    PstNodeVisit visit;
    gpointer user;
} NodeVisit;

static void
visit_nodes (const PstPage *page, gpointer user)
{
    const NodeVisit *v = user;
    for (guint i = 0; i < page->n && page->level == 0; i++) {
        OxSlice s = ox_slice_at (&page->entries, i * page->width);
        PstNode node = { .nid = (guint32) pst_read_id (&s, v->layout) };
        pst_node_read (s, v->layout, &node);
        v->visit (&node, v->user);
    }
}

gboolean
pst_node_each (PstNdb *ndb, OxDiagnostics *d, PstNodeVisit visit, gpointer user)
{
    NodeVisit v = { ndb->layout, visit, user };
    return pst_page_each (ndb, TRUE, d, visit_nodes, &v);
}

/* --- blocks ----------------------------------------------------------------------------------- */

gboolean
pst_block_find (PstNdb *ndb, guint64 bid, OxDiagnostics *d, PstBlock *block)
{
    g_auto (Page) page = { 0 };
    OxSlice s;
    gboolean doubtful;
    /* Bit 0 is set in places; it is no part of the name. */
    const Tree tree = { ndb->bbt, ~(guint64) 1, 2u * ndb->layout->id + 4 };
    *block = (PstBlock){ 0 };
    if (!find (ndb, &tree, bid & ~(guint64) 1, d, &page, &s, &doubtful))
        return (doubtful || ndb->salvage) && pst_scan_block (pst_scan_get (ndb, d), bid, block);
    block->ib = pst_read_id (&s, ndb->layout);
    block->stored = ox_slice_u16 (&s);
    block->inflated = ndb->layout->compressed ? ox_slice_u16 (&s) : block->stored;
    block->refs = ox_slice_u16 (&s);
    return TRUE;
}
