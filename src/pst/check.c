/* SPDX-License-Identifier: MIT
 *
 * What is wrong with the node database of a store: every page and block is read, every reference counted,
 * every allocation map compared with what stands there.
 */
#include "base/crc.h"
#include "base/diag.h"
#include "pst/check.h"

#define INTERNAL      2
#define TYPE_TREE     1
#define TYPE_SUBNODES 2
#define PTYPE_FIRST   0x82
#define PTYPE_FMAP    0x82
#define PTYPE_PMAP    0x83
#define PTYPE_MAP     0x84
#define PTYPE_FPMAP   0x85
#define PTYPE_LAST    0x85
#define PTYPE_LIST    0x86
#define LIST_AT       0x4200 /* of the list of maps with room, 2.2.2.7.4 */
#define MOST_UNITS    (G_MAXUINT32 / 2) /* of allocation, that are looked at: 128 GB of store */

typedef struct {
    guint64 bid; /* as it is stored */
    PstBlock block;
    guint32 found;
} Entry;

typedef struct {
    PstNdb *ndb;
    OxDiagnostics *d;
    GArray *entries; /* Entry, by BID */
    GArray *nodes;   /* PstNode */
    guint64 last;    /* key of a leaf */
    GHashTable *firsts; /* where a page stands to the key that leads to it, guint64 */
    guint8 *used;    /* a bit a unit of allocation */
    gsize n_units;
} Check;

/* --- trees ------------------------------------------------------------------------------------------- */

static void
mark (Check *c, guint64 ib, gsize size, const char *what)
{
    gboolean twice = FALSE;
    gsize unit = c->ndb->layout->block_align;
    for (guint64 i = ib / unit; i < (ib + size + unit - 1) / unit && i < c->n_units; i++) {
        twice |= (c->used[i / 8] & 1u << i % 8) != 0;
        c->used[i / 8] |= (guint8) (1u << i % 8);
    }
    if (twice)
        ox_diag (c->d, OX_DIAG_PST_MAP, ib, "%s stands where something else stands too", what);
}

/* What a page says of itself, 2.2.2.7.7.1: no more entries than it has room for, each as wide as its kind is, the first
 * not before the key that leads here. */
static void
check_counts (Check *c, const PstPage *page, gsize width)
{
    const guint64 *least = g_hash_table_lookup (c->firsts, &page->ib);
    OxSlice s = page->entries;
    guint64 first = page->n > 0 ? pst_read_id (&s, c->ndb->layout) : G_MAXUINT64;
    if (page->n == 0 && page->level > 0)
        ox_diag (c->d, OX_DIAG_PST_ORDER, page->ib, "an inner page has no entries");
    if (page->level == 0 ? page->width < width : page->width != 3u * c->ndb->layout->id)
        ox_diag (c->d, OX_DIAG_PST_ORDER, page->ib, "entries of %" G_GSIZE_FORMAT " bytes", page->width);
    if (page->n > page->most || page->most * page->width > c->ndb->layout->page_counts)
        ox_diag (c->d, OX_DIAG_PST_ORDER, page->ib, "%u entries, of %u of %" G_GSIZE_FORMAT " bytes", page->n,
                 page->most, page->width);
    if (least != NULL && first < *least)
        ox_diag (c->d, OX_DIAG_PST_ORDER, page->ib,
                 "key 0x%" G_GINT64_MODIFIER "X is below 0x%" G_GINT64_MODIFIER "X, which leads here", first, *least);
    s = page->entries;
    for (guint i = 0; i < page->n && page->level > 0; i++) {
        OxSlice entry = ox_slice_at (&page->entries, i * page->width);
        guint64 key = pst_read_id (&entry, c->ndb->layout);
        pst_read_id (&entry, c->ndb->layout);
        guint64 child = pst_read_id (&entry, c->ndb->layout);
        g_hash_table_insert (c->firsts, g_memdup2 (&child, sizeof child), g_memdup2 (&key, sizeof key));
    }
}

static void
check_order (Check *c, const PstPage *page)
{
    guint64 last = page->level == 0 ? c->last : 0;
    for (guint i = 0; i < page->n; i++) {
        OxSlice s = ox_slice_at (&page->entries, i * page->width);
        guint64 key = pst_read_id (&s, c->ndb->layout);
        if (key <= last && (i > 0 || page->level == 0))
            ox_diag (c->d, OX_DIAG_PST_ORDER, page->ib,
                     "key 0x%" G_GINT64_MODIFIER "X comes behind 0x%" G_GINT64_MODIFIER "X", key, last);
        last = key;
    }
    if (page->level == 0)
        c->last = last;
    mark (c, page->ib, c->ndb->layout->page, "a page of a tree");
}

static void
take_block_page (const PstPage *page, gpointer user)
{
    Check *c = user;
    const PstLayout *layout = c->ndb->layout;
    check_counts (c, page, layout->id == 8 ? 24 : 12);
    check_order (c, page);
    for (guint i = 0; i < page->n && page->level == 0; i++) {
        OxSlice s = ox_slice_at (&page->entries, i * page->width);
        Entry e = { .bid = pst_read_id (&s, layout) };
        e.block.ib = pst_read_id (&s, layout);
        e.block.stored = ox_slice_u16 (&s);
        e.block.inflated = layout->compressed ? ox_slice_u16 (&s) : e.block.stored;
        e.block.refs = ox_slice_u16 (&s);
        e.found = 1; /* the entry itself */
        g_array_append_val (c->entries, e);
        mark (c, e.block.ib, pst_block_size (layout, e.block.stored), "a block");
        if (e.block.ib % layout->block_align != 0 || e.block.stored > layout->block_most || e.block.stored == 0)
            ox_diag (c->d, OX_DIAG_PST_BLOCK, e.block.ib, "block 0x%" G_GINT64_MODIFIER "X: %u bytes do not stand there",
                     e.bid, e.block.stored);
        if (e.bid >= c->ndb->next_block)
            ox_diag (c->d, OX_DIAG_PST_COUNTER, page->ib,
                     "block 0x%" G_GINT64_MODIFIER "X is not below 0x%" G_GINT64_MODIFIER "X, which comes next",
                     e.bid, c->ndb->next_block);
    }
}

static void
take_node_page (const PstPage *page, gpointer user)
{
    Check *c = user;
    const PstLayout *layout = c->ndb->layout;
    check_counts (c, page, layout->id == 8 ? 32 : 16);
    check_order (c, page);
    for (guint i = 0; i < page->n && page->level == 0; i++) {
        OxSlice s = ox_slice_at (&page->entries, i * page->width);
        PstNode node = { .nid = (guint32) pst_read_id (&s, layout) };
        pst_node_read (s, layout, &node);
        g_array_append_val (c->nodes, node);
        guint32 last = c->ndb->last_nid[pst_nid_type (node.nid)];
        if (node.nid >> 5 > last)
            ox_diag (c->d, OX_DIAG_PST_COUNTER, page->ib, "node 0x%X is beyond 0x%X, the last of its type",
                     node.nid, last << 5 | pst_nid_type (node.nid));
    }
}

/* --- references ------------------------------------------------------------------------------------------ */

static gint
compare_entries (gconstpointer a, gconstpointer b)
{
    const Entry *x = a, *y = b;
    guint64 m = x->bid & ~(guint64) 1, n = y->bid & ~(guint64) 1;
    return m < n ? -1 : m > n;
}

static void
refer (Check *c, guint64 bid, const char *who, guint64 number)
{
    const Entry key = { .bid = bid };
    guint index = 0;
    if (bid == 0)
        return;
    if (g_array_binary_search (c->entries, &key, compare_entries, &index))
        g_array_index (c->entries, Entry, index).found++;
    else
        ox_diag (c->d, OX_DIAG_PST_DATA, OX_DIAG_NO_OFFSET,
                 "%s 0x%" G_GINT64_MODIFIER "X leads to block 0x%" G_GINT64_MODIFIER "X, which is not there", who,
                 number, bid);
}

static void
follow_internal (Check *c, guint64 bid, GBytes *bytes)
{
    const PstLayout *layout = c->ndb->layout;
    OxSlice s = ox_slice_from_bytes (bytes);
    guint8 type = ox_slice_u8 (&s);
    guint8 level = ox_slice_u8 (&s);
    guint16 n = ox_slice_u16 (&s);
    if (type == TYPE_TREE || layout->id == 8)
        ox_slice_skip (&s, 4);
    for (guint i = 0; i < n && ox_slice_ok (&s); i++) {
        if (type == TYPE_SUBNODES)
            pst_read_id (&s, layout); /* the NID */
        refer (c, pst_read_id (&s, layout), "block", bid);
        if (type == TYPE_SUBNODES && level == 0)
            refer (c, pst_read_id (&s, layout), "block", bid);
    }
    if (!ox_slice_ok (&s) || (type != TYPE_TREE && type != TYPE_SUBNODES))
        ox_diag (c->d, OX_DIAG_PST_DATA, OX_DIAG_NO_OFFSET,
                 "block 0x%" G_GINT64_MODIFIER "X is no list: type %u, %u entries", bid, type, n);
}

static void
read_blocks (Check *c)
{
    for (guint i = 0; i < c->entries->len; i++) {
        const Entry e = g_array_index (c->entries, Entry, i);
        g_autoptr (GError) error = NULL;
        ox_diag_push (c->d, "block 0x%" G_GINT64_MODIFIER "X", e.bid);
        g_autoptr (GBytes) bytes = pst_block_read (c->ndb, e.bid, &e.block, c->d, &error);
        if (bytes == NULL)
            ox_diag (c->d, OX_DIAG_PST_DATA, e.block.ib, "%s", error->message);
        else if ((e.bid & INTERNAL) != 0)
            follow_internal (c, e.bid, bytes);
        ox_diag_pop (c->d);
    }
}

static void
check_references (Check *c)
{
    for (guint i = 0; i < c->nodes->len; i++) {
        const PstNode *node = &g_array_index (c->nodes, PstNode, i);
        refer (c, node->data, "node", node->nid);
        refer (c, node->subnodes, "node", node->nid);
    }
    for (guint i = 0; i < c->entries->len; i++) {
        const Entry *e = &g_array_index (c->entries, Entry, i);
        if (e->found != e->block.refs)
            ox_diag (c->d, OX_DIAG_PST_REFERENCES, e->block.ib,
                     "block 0x%" G_GINT64_MODIFIER "X counts %u references, and has %u", e->bid, e->block.refs,
                     e->found);
    }
}

/* --- maps ---------------------------------------------------------------------------------------------------- */

typedef struct {
    gsize unused; /* that the map has as used */
    gsize taken;  /* that it has as free */
    gsize free;
} Difference;

static void
compare_map (Check *c, OxSlice bits, guint64 base, Difference *difference)
{
    gsize unit = c->ndb->layout->block_align;
    for (guint64 i = base / unit; bits.left > 0;) {
        guint8 byte = ox_slice_u8 (&bits);
        for (guint bit = 0; bit < 8; bit++, i++) {
            gboolean says = (byte & 0x80 >> bit) != 0;
            gboolean is = i < c->n_units && (c->used[i / 8] & 1u << i % 8) != 0;
            difference->unused += says && !is;
            difference->taken += !says && is;
            difference->free += !says;
        }
    }
}

/* Maps of other kinds stand behind the first, where they are due. */
static void
mark_maps (Check *c, guint64 base)
{
    const PstLayout *layout = c->ndb->layout;
    for (guint i = 0; i < 4; i++) {
        guint8 type[2] = { 0 };
        guint64 ib = base + i * layout->page;
        if (ox_stream_pread (c->ndb->stream, ib + layout->page_trailer, type, sizeof type, NULL) != sizeof type
            || type[0] != type[1] || type[0] < PTYPE_FIRST || type[0] > PTYPE_LAST)
            return;
        mark (c, ib, layout->page, "a map");
    }
}

static void
check_map (Check *c, guint64 base, guint64 *free)
{
    Difference difference = { 0 };
    g_autoptr (GBytes) bytes = NULL;
    OxSlice bits;
    gboolean sound = FALSE;
    if (!pst_map_read (c->ndb, base, &bytes, &bits, &sound)) {
        ox_diag (c->d, OX_DIAG_PST_MAP, base, "there is no allocation map where one must be");
        return;
    }
    if (!sound)
        ox_diag (c->d, OX_DIAG_PST_PAGE, base, "the checksum of the allocation map is wrong");
    compare_map (c, bits, base, &difference);
    if (difference.taken > 0)
        ox_diag (c->d, OX_DIAG_PST_MAP, base, "%" G_GSIZE_FORMAT " units are used and said to be free",
                 difference.taken);
    /* Room that nobody uses is lost to the store, and harms nothing. */
    if (difference.unused > 0)
        ox_diag (c->d, OX_DIAG_PST_NOTE, base, "%" G_GSIZE_FORMAT " units are said to be used and not",
                 difference.unused);
    *free += difference.free * c->ndb->layout->block_align;
}

/* A page that is no part of a tree: its trailer, 2.2.2.7.1. */
static void
check_plain_page (Check *c, guint64 ib, guint8 type, const char *what, gboolean needed)
{
    const PstLayout *layout = c->ndb->layout;
    g_autoptr (GBytes) bytes = ox_stream_read_bytes (c->ndb->stream, ib, layout->page, NULL);
    OxSlice page = ox_slice_from_bytes (bytes);
    OxSlice covered = ox_slice_at (&page, 0);
    OxSlice s = ox_slice_at (&page, layout->page_trailer);
    covered = ox_slice_take (&covered, layout->page_trailer);
    guint8 first = ox_slice_u8 (&s), second = ox_slice_u8 (&s);
    guint16 signature = ox_slice_u16 (&s);
    guint32 number = ox_slice_u32 (&s);
    guint32 crc = layout->id == 8 ? number : ox_slice_u32 (&s);
    guint64 bid = layout->id == 8 ? ox_slice_u64 (&s) : number;
    if (first != type || second != type) {
        if (needed)
            ox_diag (c->d, OX_DIAG_PST_MAP, ib, "there is no %s where one must be", what);
        return;
    }
    if (!ox_slice_ok (&s) || crc != ox_crc32 (0, covered))
        /* A list that is not sound is passed over. */
        ox_diag (c->d, type == PTYPE_LIST ? OX_DIAG_PST_NOTE : OX_DIAG_PST_PAGE, ib,
                 "the checksum of the %s is wrong", what);
    if (type != PTYPE_LIST && (signature != 0 || bid != ib))
        ox_diag (c->d, OX_DIAG_PST_PAGE, ib, "the %s does not say where it stands", what);
}

/* Maps that only take up their room any more, and the list, 2.2.2.7.3 to 2.2.2.7.5; stores of pages of 4 KiB have
 * none of them. */
static void
check_other_maps (Check *c, guint64 base)
{
    const PstLayout *layout = c->ndb->layout;
    guint64 i = (base - layout->map) / pst_map_interval (layout);
    guint64 ib = base + layout->page;
    if (layout->compressed)
        return;
    if (i % 8 == 0) {
        check_plain_page (c, ib, PTYPE_PMAP, "map of pages", TRUE);
        ib += layout->page;
    }
    if (i >= 128 && (i - 128) % 496 == 0) {
        check_plain_page (c, ib, PTYPE_FMAP, "map of free room", TRUE);
        ib += layout->page;
    }
    if (i >= 8192 && (i - 8192) % 31744 == 0)
        check_plain_page (c, ib, PTYPE_FPMAP, "map of maps of pages", layout->id == 8);
    if (i == 0)
        check_plain_page (c, LIST_AT, PTYPE_LIST, "list of maps with room", FALSE);
}

static void
check_maps (Check *c)
{
    const PstLayout *layout = c->ndb->layout;
    guint64 interval = pst_map_interval (layout);
    guint64 free = 0;
    guint64 end = MIN (c->ndb->size, c->n_units * layout->block_align);
    for (guint64 base = layout->map; base < end; base += interval)
        mark_maps (c, base);
    for (guint64 base = layout->map; base < end; base += interval)
        check_map (c, base, &free);
    for (guint64 base = layout->map; base < end; base += interval)
        check_other_maps (c, base);
    if (free != c->ndb->free && end == c->ndb->size)
        ox_diag (c->d, OX_DIAG_PST_MAP, OX_DIAG_NO_OFFSET,
                 "%" G_GUINT64_FORMAT " bytes are free by the maps, %" G_GUINT64_FORMAT " by the header", free,
                 c->ndb->free);
}

/* --- all --------------------------------------------------------------------------------------------------------- */

void
pst_check_ndb (PstNdb *ndb, GArray *nodes, OxDiagnostics *d)
{
    Check c = { .ndb = ndb, .d = d, .nodes = nodes };
    c.entries = g_array_new (FALSE, FALSE, sizeof (Entry));
    c.firsts = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
    c.n_units = (gsize) MIN (ndb->size / ndb->layout->block_align + 1, MOST_UNITS);
    c.used = g_try_malloc0 (c.n_units / 8 + 1);
    if (c.used == NULL)
        c.n_units = 0;
    if (pst_layout_named (ndb->version) != ndb->layout)
        ox_diag (d, OX_DIAG_PST_HEADER, 10, "the header says version %u, and the pages are those of %s", ndb->version,
                 ndb->layout->name);
    if (ndb->end != ndb->size)
        ox_diag (d, OX_DIAG_PST_HEADER, OX_DIAG_NO_OFFSET,
                 "the header says that the file has %" G_GUINT64_FORMAT " bytes, of %" G_GUINT64_FORMAT, ndb->end,
                 ndb->size);
    pst_page_each (ndb, FALSE, d, take_block_page, &c);
    c.last = 0;
    pst_page_each (ndb, TRUE, d, take_node_page, &c);
    g_array_sort (c.entries, compare_entries);
    read_blocks (&c);
    check_references (&c);
    if (c.used != NULL)
        check_maps (&c);
    g_array_unref (c.entries);
    g_hash_table_unref (c.firsts);
    g_free (c.used);
}
