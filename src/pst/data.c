/* SPDX-License-Identifier: MIT
 *
 * The data of a node, which is a block or a tree of them, and the list of its subnodes, [MS-PST] 2.2.2.8.3.
 */
#include "base/diag.h"
#include "pst/ndb.h"

#include <oxcart/error.h>
#include <string.h>

#define INTERNAL            2 /* the bit of a BID whose block the store itself uses */
#define TYPE_DATA_TREE      1
#define TYPE_SUBNODES       2
#define MOST_SUBNODE_BLOCKS (1u << 12) /* of one node: more than a million subnodes */

static gboolean
is_internal (guint64 bid)
{
    return (bid & INTERNAL) != 0;
}

/* --- the data of a node, 2.2.2.8.3.2 ------------------------------------------------------------- */

static void
add_leaf (PstData *data, guint64 bid, OxDiagnostics *d)
{
    PstLeaf leaf = { .bid = bid, .start = data->size };
    /* A tree is no data: it may be the one this leaf is in. */
    if (is_internal (bid))
        ox_diag (d, OX_DIAG_PST_DATA, OX_DIAG_NO_OFFSET,
                 "block 0x%" G_GINT64_MODIFIER "X is a tree, where data should be", bid);
    else if (!pst_block_find (data->ndb, bid, d, &leaf.block))
        ox_diag (d, OX_DIAG_PST_DATA, OX_DIAG_NO_OFFSET,
                 "block 0x%" G_GINT64_MODIFIER "X is not in the store", bid);
    data->size += leaf.block.inflated;
    g_array_append_val (data->leaves, leaf);
}

/* No node holds more than its store, but for what is compressed, and then not much more: leaves that are
 * listed again and again do not make a bomb. */
static gboolean
is_full (const PstData *data)
{
    const PstNdb *ndb = data->ndb;
    guint64 most = ndb->layout->compressed ? ndb->size * MIN (ndb->limits.expansion, 1000) : ndb->size;
    return data->size > most || data->leaves->len > ndb->size / ndb->layout->block_align;
}

/* An XBLOCK or XXBLOCK: its entries, and whether they are blocks of data. */
static gboolean
read_tree_block (PstNdb *ndb, guint64 bid, OxDiagnostics *d, GBytes **bytes, OxSlice *entries,
                 guint8 *level)
{
    g_autoptr (GError) error = NULL;
    *bytes = pst_block_read (ndb, bid, NULL, d, &error);
    if (*bytes == NULL) {
        ox_diag (d, OX_DIAG_PST_DATA, OX_DIAG_NO_OFFSET, "%s", error->message);
        return FALSE;
    }
    OxSlice s = ox_slice_from_bytes (*bytes);
    guint8 type = ox_slice_u8 (&s);
    *level = ox_slice_u8 (&s);
    guint16 n = ox_slice_u16 (&s);
    ox_slice_skip (&s, 4); /* lcbTotal: what is there counts */
    gsize size = MIN ((gsize) n * ndb->layout->id, s.left);
    *entries = ox_slice_take (&s, size);
    if (type == TYPE_DATA_TREE && (*level == 1 || *level == 2))
        return TRUE;
    ox_diag (d, OX_DIAG_PST_DATA, OX_DIAG_NO_OFFSET,
             "block 0x%" G_GINT64_MODIFIER "X is no tree of data: type %u, level %u", bid, type, *level);
    g_clear_pointer (bytes, g_bytes_unref);
    return FALSE;
}

static void
add_leaves (PstData *data, OxSlice entries, OxDiagnostics *d)
{
    while (entries.left >= data->ndb->layout->id && !is_full (data))
        add_leaf (data, pst_read_id (&entries, data->ndb->layout), d);
}

static void
add_tree (PstData *data, guint64 bid, OxDiagnostics *d)
{
    g_autoptr (GBytes) bytes = NULL;
    OxSlice entries;
    guint8 level;
    if (!read_tree_block (data->ndb, bid, d, &bytes, &entries, &level))
        return;
    if (level == 1) {
        add_leaves (data, entries, d);
        return;
    }
    while (entries.left >= data->ndb->layout->id && !is_full (data)) {
        g_autoptr (GBytes) inner_bytes = NULL;
        OxSlice inner;
        guint8 inner_level;
        guint64 child = pst_read_id (&entries, data->ndb->layout);
        if (read_tree_block (data->ndb, child, d, &inner_bytes, &inner, &inner_level) && inner_level == 1)
            add_leaves (data, inner, d);
    }
}

PstData *
pst_data_open (PstNdb *ndb, guint64 bid, OxDiagnostics *d, GError **error)
{
    PstBlock block;
    PstData *data = g_new0 (PstData, 1);
    data->ndb = ndb;
    data->leaves = g_array_new (FALSE, FALSE, sizeof (PstLeaf));
    if (bid == 0)
        return data;
    if (!pst_block_find (ndb, bid, d, &block)) {
        g_set_error (error, OX_ERROR, OX_ERROR_DAMAGED, "block 0x%" G_GINT64_MODIFIER "X is not in the store",
                     bid);
        pst_data_free (data);
        return NULL;
    }
    if (is_internal (bid))
        add_tree (data, bid, d);
    else
        add_leaf (data, bid, d);
    if (is_full (data))
        ox_diag (d, OX_DIAG_PST_LIMIT, OX_DIAG_NO_OFFSET, "a node claims to be larger than its store");
    return data;
}

void
pst_data_free (PstData *data)
{
    g_array_unref (data->leaves);
    g_free (data);
}

guint
pst_data_n_blocks (const PstData *data)
{
    return data->leaves->len;
}

GBytes *
pst_data_block (const PstData *data, guint i, OxDiagnostics *d, GError **error)
{
    const PstLeaf *leaf = &g_array_index (data->leaves, PstLeaf, i);
    if (is_internal (leaf->bid)) {
        g_set_error (error, OX_ERROR, OX_ERROR_DAMAGED, "block 0x%" G_GINT64_MODIFIER "X is no data", leaf->bid);
        return NULL;
    }
    GBytes *bytes = pst_block_read (data->ndb, leaf->bid, leaf->block.stored > 0 ? &leaf->block : NULL, d,
                                    error);
    if (bytes == NULL || !data->permuted)
        return bytes;
    g_autoptr (GBytes) stored = bytes;
    gsize n = 0;
    gconstpointer start = g_bytes_get_data (stored, &n);
    guint8 *plain = g_memdup2 (start, n);
    pst_crypt_decode (PST_CRYPT_PERMUTE, 0, plain, n);
    return g_bytes_new_take (plain, n);
}

/* Which leaf holds the byte; leaves without data hold none. */
static guint
leaf_of (const PstData *data, guint64 offset)
{
    guint low = 0, high = data->leaves->len;
    while (low < high) {
        guint middle = (low + high) / 2;
        if (g_array_index (data->leaves, PstLeaf, middle).start <= offset)
            low = middle + 1;
        else
            high = middle;
    }
    return low - 1;
}

/* What is not there are zeros, so that all behind it stays in its place. */
static void
fill (guint8 *buffer, gsize n, const PstLeaf *leaf, OxDiagnostics *d)
{
    memset (buffer, 0, n);
    pst_diag_once (d, OX_DIAG_PST_DATA, leaf->block.ib, "bytes of a block are gone: zeros are in their place");
}

/* What one block has from `offset` on, into the buffer: `n` bytes at most. */
static gsize
read_part (const PstData *data, guint64 offset, guint8 *buffer, gsize n, OxDiagnostics *d)
{
    guint i = leaf_of (data, offset);
    const PstLeaf *leaf = &g_array_index (data->leaves, PstLeaf, i);
    guint64 end = i + 1 < data->leaves->len ? g_array_index (data->leaves, PstLeaf, i + 1).start
                                            : data->size;
    gsize take = (gsize) MIN (n, end - offset);
    g_autoptr (GBytes) bytes = pst_data_block (data, i, d, NULL);
    OxSlice s = bytes != NULL ? ox_slice_from_bytes (bytes) : ox_slice (NULL, 0, 0);
    ox_slice_skip (&s, MIN (s.left, (gsize) (offset - leaf->start)));
    gsize there = MIN (take, s.left);
    ox_slice_copy (&s, buffer, there);
    if (there < take)
        fill (&buffer[there], take - there, leaf, d);
    return take;
}

static gsize
read_all (const PstData *data, guint64 offset, guint8 *buffer, gsize n, OxDiagnostics *d)
{
    gsize done = 0;
    while (done < n && offset + done < data->size)
        done += read_part (data, offset + done, &buffer[done], n - done, d);
    return done;
}

GBytes *
pst_data_bytes (const PstData *data, guint64 most, OxDiagnostics *d, GError **error)
{
    gsize n = (gsize) MIN (most, data->size);
    /* One block is there already. */
    if (data->leaves->len == 1 && most >= data->size)
        return pst_data_block (data, 0, d, error);
    guint8 *buffer = g_try_malloc (MAX (n, 1));
    if (buffer == NULL) {
        g_set_error (error, OX_ERROR, OX_ERROR_LIMIT, "no memory for %" G_GSIZE_FORMAT " bytes", n);
        return NULL;
    }
    return g_bytes_new_take (buffer, read_all (data, 0, buffer, n, d));
}

typedef struct {
    PstData *data;
    OxDiagnostics *d; /* of the message: what is wrong with a block is found when it is read */
    gpointer owner;
    void (*unref) (gpointer);
} StreamSelf;

static gssize
stream_pread (gpointer self, guint64 offset, guint8 *buffer, gsize n, GError **error)
{
    StreamSelf *s = self;
    return (gssize) read_all (s->data, offset, buffer, n, s->d);
}

static void
stream_free (gpointer self)
{
    StreamSelf *s = self;
    pst_data_free (s->data);
    g_clear_pointer (&s->d, ox_diagnostics_unref);
    if (s->unref != NULL)
        s->unref (s->owner);
    g_free (s);
}

OxStream *
pst_data_stream (PstData *data, OxDiagnostics *d, gpointer owner, gpointer (*ref) (gpointer), void (*unref) (gpointer))
{
    StreamSelf *self = g_new (StreamSelf, 1);
    *self = (StreamSelf){ data, d != NULL ? ox_diagnostics_ref (d) : NULL, ref != NULL ? ref (owner) : owner, unref };
    return ox_stream_new (stream_pread, self, stream_free, data->size);
}

/* --- subnodes, 2.2.2.8.3.3 ---------------------------------------------------------------------------- */

static gint
compare_nids (gconstpointer a, gconstpointer b)
{
    const PstNode *x = a, *y = b;
    return x->nid < y->nid ? -1 : x->nid > y->nid;
}

static void
take_subnodes (PstNdb *ndb, OxSlice s, guint n, GArray *subnodes)
{
    const PstLayout *layout = ndb->layout;
    for (guint i = 0; i < n && s.left >= 3u * layout->id; i++) {
        PstNode node = { .nid = (guint32) pst_read_id (&s, layout) };
        node.data = pst_read_id (&s, layout);
        node.subnodes = pst_read_id (&s, layout);
        g_array_append_val (subnodes, node);
    }
}

static void
take_children (PstNdb *ndb, OxSlice s, guint n, GArray *pending)
{
    const PstLayout *layout = ndb->layout;
    for (guint i = 0; i < n && s.left >= 2u * layout->id; i++) {
        pst_read_id (&s, layout);
        guint64 child = pst_read_id (&s, layout);
        g_array_append_val (pending, child);
    }
}

static void
read_subnode_block (PstNdb *ndb, guint64 bid, OxDiagnostics *d, GArray *pending, GArray *subnodes)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) bytes = pst_block_read (ndb, bid, NULL, d, &error);
    if (bytes == NULL) {
        ox_diag (d, OX_DIAG_PST_DATA, OX_DIAG_NO_OFFSET, "the list of subnodes: %s", error->message);
        return;
    }
    OxSlice s = ox_slice_from_bytes (bytes);
    guint8 type = ox_slice_u8 (&s);
    guint8 level = ox_slice_u8 (&s);
    guint16 n = ox_slice_u16 (&s);
    if (ndb->layout->id == 8)
        ox_slice_skip (&s, 4);
    if (type != TYPE_SUBNODES)
        ox_diag (d, OX_DIAG_PST_DATA, OX_DIAG_NO_OFFSET,
                 "block 0x%" G_GINT64_MODIFIER "X is no list of subnodes", bid);
    else if (level == 0)
        take_subnodes (ndb, s, n, subnodes);
    else
        take_children (ndb, s, n, pending);
}

GArray *
pst_subnodes_read (PstNdb *ndb, guint64 bid, OxDiagnostics *d)
{
    return pst_subnodes_read_within (ndb, bid, NULL, d);
}

static void
spend (guint64 *budget, guint64 n)
{
    if (budget != NULL)
        *budget -= MIN (*budget, n);
}

GArray *
pst_subnodes_read_within (PstNdb *ndb, guint64 bid, guint64 *budget, OxDiagnostics *d)
{
    GArray *subnodes = g_array_new (FALSE, FALSE, sizeof (PstNode));
    g_autoptr (GArray) pending = g_array_new (FALSE, FALSE, sizeof (guint64));
    g_autoptr (GHashTable) seen = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
    if (bid != 0)
        g_array_append_val (pending, bid);
    while (pending->len > 0 && g_hash_table_size (seen) < MOST_SUBNODE_BLOCKS) {
        guint64 now = g_array_index (pending, guint64, pending->len - 1);
        g_array_set_size (pending, pending->len - 1);
        if (g_hash_table_add (seen, g_memdup2 (&now, sizeof now)))
            read_subnode_block (ndb, now, d, pending, subnodes);
        else
            ox_diag (d, OX_DIAG_PST_DATA, OX_DIAG_NO_OFFSET, "the list of subnodes goes in a circle");
    }
    spend (budget, g_hash_table_size (seen));
    g_array_sort (subnodes, compare_nids);
    return subnodes;
}

gboolean
pst_subnodes_find (GArray *subnodes, guint32 nid, PstNode *node)
{
    const PstNode key = { .nid = nid };
    guint index = 0;
    if (!g_array_binary_search (subnodes, &key, compare_nids, &index))
        return FALSE;
    *node = g_array_index (subnodes, PstNode, index);
    return TRUE;
}

static gboolean
is_whole (const PstData *data)
{
    for (guint i = 0; i < data->leaves->len; i++)
        if (g_array_index (data->leaves, PstLeaf, i).block.stored == 0)
            return FALSE;
    return TRUE;
}

guint64
pst_node_size (PstNdb *ndb, const PstNode *top, guint64 *budget, gboolean *whole)
{
    guint64 size = 0;
    gboolean sound = TRUE;
    g_autoptr (GArray) pending = g_array_new (FALSE, FALSE, sizeof (PstNode));
    g_autoptr (GHashTable) seen = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
    g_array_append_val (pending, *top);
    while (pending->len > 0 && *budget > 0) {
        PstNode now = g_array_index (pending, PstNode, pending->len - 1);
        g_array_set_size (pending, pending->len - 1);
        g_autoptr (PstData) data = pst_data_open (ndb, now.data, NULL, NULL);
        size += data != NULL ? data->size : 0;
        sound = sound && data != NULL && is_whole (data);
        spend (budget, 1 + (data != NULL ? data->leaves->len : 0));
        if (now.subnodes == 0 || !g_hash_table_add (seen, g_memdup2 (&now.subnodes, sizeof now.subnodes)))
            continue;
        g_autoptr (GArray) subnodes = pst_subnodes_read_within (ndb, now.subnodes, budget, NULL);
        sound = sound && subnodes->len > 0;
        if (subnodes->len > 0)
            g_array_append_vals (pending, subnodes->data, subnodes->len);
    }
    if (whole != NULL)
        *whole = sound && pending->len == 0;
    return size;
}
