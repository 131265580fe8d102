/* SPDX-License-Identifier: MIT
 *
 * Finds the messages of which only their blocks are left. A block is taken where nothing that is known leads to it,
 * neither a node nor a list of subnodes, and where it holds properties that have a message class, [MS-PST] 2.4.5.1.
 */
#include "pst/carve.h"

#include "base/diag.h"
#include "model/message-private.h"

#include <oxcart/key.h>

#define INTERNAL         2
#define TYPE_TREE        1
#define TYPE_SUBNODES    2
#define MOST_CARVED      (1u << 20)
#define BUDGET_FACTOR    64 /* times the blocks there are */
#define SIGNATURE        0xEC
#define FIRST_STREAM     1 /* of the map of names: how many buckets it has; sets, entries, texts, 2.4.7 */
#define LAST_STREAM      4
#define ALL_STREAMS      0x1E

/* What is known of a block: whether something that is known leads to it, and else how many lists do. */
enum { KNOWN = 0x80, MOST_WITHIN = 0x7F };

typedef struct {
    PstFile *file;
    PstScan *scan;
    guint8 *marks; /* a byte a block of the scan */
    PstMap map;
    GArray *messages;  /* PstLostMessage */
    GArray *lists;     /* PstLostList */
    GHashTable *keys;  /* OxHash of messages that are known */
    guint64 budget;    /* blocks that may yet be looked at */
} Carve;

/* --- what leads to what -------------------------------------------------------------------------- */

typedef void (*Follow) (Carve *c, guint64 bid, gpointer user);

static GBytes *
read_found (Carve *c, guint i, PstFound *found)
{
    pst_scan_nth (c->scan, i, found);
    return pst_block_read (&c->file->ndb, found->bid, &found->block, NULL, NULL);
}

/* All blocks that an internal block leads to, 2.2.2.8.3.2 and 2.2.2.8.3.3. */
static void
follow (Carve *c, OxSlice s, Follow visit, gpointer user)
{
    const PstLayout *layout = c->file->ndb.layout;
    guint8 type = ox_slice_u8 (&s);
    guint8 level = ox_slice_u8 (&s);
    guint16 n = ox_slice_u16 (&s);
    if (type == TYPE_TREE || layout->id == 8)
        ox_slice_skip (&s, 4);
    for (guint i = 0; i < n && s.left >= layout->id && (type == TYPE_TREE || type == TYPE_SUBNODES); i++) {
        if (type == TYPE_SUBNODES)
            pst_read_id (&s, layout); /* the NID */
        visit (c, pst_read_id (&s, layout), user);
        if (type == TYPE_SUBNODES && level == 0)
            visit (c, pst_read_id (&s, layout), user);
    }
}

/* Marks a block, once; internal ones wait to be followed. */
static void
mark_known (Carve *c, guint64 bid, gpointer user)
{
    GArray *pending = user;
    guint i = bid != 0 ? pst_scan_index (c->scan, bid) : G_MAXUINT;
    if (i == G_MAXUINT || (c->marks[i] & KNOWN) != 0)
        return;
    c->marks[i] |= KNOWN;
    if ((bid & INTERNAL) != 0)
        g_array_append_val (pending, i);
}

static void
mark_within (Carve *c, guint64 bid, G_GNUC_UNUSED gpointer user)
{
    guint i = bid != 0 ? pst_scan_index (c->scan, bid) : G_MAXUINT;
    if (i != G_MAXUINT && (c->marks[i] & MOST_WITHIN) < MOST_WITHIN)
        c->marks[i]++;
}

static void
claim (const PstNode *node, gpointer user)
{
    Carve *c = user;
    g_autoptr (GArray) pending = g_array_new (FALSE, FALSE, sizeof (guint));
    mark_known (c, node->data, pending);
    mark_known (c, node->subnodes, pending);
    while (pending->len > 0) {
        PstFound found;
        guint i = g_array_index (pending, guint, pending->len - 1);
        g_array_set_size (pending, pending->len - 1);
        g_autoptr (GBytes) bytes = read_found (c, i, &found);
        follow (c, ox_slice_from_bytes (bytes), mark_known, pending);
    }
}

/* What was deleted counts only where somebody looks for what was deleted. */
static gboolean
is_deleted (Carve *c, const PstFound *found)
{
    return !c->file->ndb.salvage && pst_map_says_free (&c->file->ndb, found->block.ib, &c->map);
}

/* What lists that are nobody's lead to is no message of a folder: it is part of what the list is of. */
static void
mark_parts (Carve *c)
{
    for (guint i = 0; i < pst_scan_count (c->scan); i++) {
        PstFound found;
        pst_scan_nth (c->scan, i, &found);
        if ((c->marks[i] & KNOWN) != 0 || (found.bid & INTERNAL) == 0 || is_deleted (c, &found))
            continue;
        g_autoptr (GBytes) bytes = read_found (c, i, &found);
        follow (c, ox_slice_from_bytes (bytes), mark_within, NULL);
    }
}

/* Whether a list leads to it, and no node as well: the store counts what leads to a block, itself included. */
static gboolean
is_within (Carve *c, guint i, const PstFound *found)
{
    PstBlock block;
    guint n = c->marks[i] & MOST_WITHIN;
    return n > 0
           && (n == MOST_WITHIN || !pst_block_find (&c->file->ndb, found->bid, NULL, &block)
               || block.refs <= n + 1);
}

/* --- properties --------------------------------------------------------------------------------------- */

/* Properties that change while a message stays the same. */
static gboolean
is_volatile (guint16 id)
{
    return id == OX_TAG_MESSAGE_FLAGS || id == OX_TAG_MESSAGE_STATUS || id == OX_TAG_LAST_MODIFICATION_TIME
           || (id >= 0x0E30 && id <= 0x0E3F);
}

/* What tells what kind of object the properties are of. */
typedef struct {
    gboolean has_class;
    guint32 flags;
    guint names; /* a bit each of the streams that a map of names has, 2.4.7 */
} Kind;

static void
take_record (PstHeap *heap, OxSlice s, PstLostMessage *m, Kind *kind)
{
    OxSlice item;
    guint16 id = ox_slice_u16 (&s);
    guint16 type = ox_slice_u16 (&s);
    guint32 value = ox_slice_u32 (&s);
    gboolean is_long = !pst_is_inline (type);
    if (id == OX_TAG_MESSAGE_CLASS && (type == OX_TYPE_STRING || type == OX_TYPE_STRING8))
        kind->has_class = TRUE;
    if (id <= LAST_STREAM && type == (id == FIRST_STREAM ? OX_TYPE_INTEGER32 : OX_TYPE_BINARY))
        kind->names |= 1u << id;
    if (id == OX_TAG_MESSAGE_FLAGS)
        kind->flags = value;
    m->is_unique |= id == OX_TAG_SEARCH_KEY && value != 0;
    if (id == OX_TAG_MESSAGE_SIZE)
        m->told = value;
    if (is_long && !pst_is_hid (value)) {
        m->mask |= pst_mask_of (value);
        m->n_refs++;
    }
    for (guint k = 0; k < PST_N_TIMES && type == OX_TYPE_TIME; k++)
        if (id == pst_carve_times[k] && pst_is_hid (value) && pst_heap_item (heap, value, &item))
            m->times[k] = ox_slice_u64 (&item);
    if (is_volatile (id))
        return;
    ox_hash_number (&m->key, (guint64) id << 16 | type);
    if (!is_long)
        ox_hash_number (&m->key, type == OX_TYPE_BOOLEAN ? value & 0xFF : value);
    else if (pst_is_hid (value) && value != 0 && pst_heap_item (heap, value, &item))
        ox_hash_update (&m->key, item);
}

/* FALSE where the node is no message that a folder shows, nor the map of names. */
static gboolean
look_at (PstFile *file, const PstNode *node, PstLostMessage *m)
{
    g_auto (PstTree) tree = { 0 };
    Kind kind = { 0 };
    *m = (PstLostMessage){ .data = node->data, .how = PST_NO_LIST };
    ox_hash_init (&m->key);
    const PstNode alone = { .data = node->data };
    g_autoptr (PstHeap) heap = pst_heap_open (file, &alone, NULL, NULL);
    if (heap == NULL || heap->client != PST_CLIENT_PROPERTIES || !pst_tree_read (heap, heap->user_root, &tree)
        || tree.key != 2 || tree.width != 6)
        return FALSE;
    for (guint i = 0; i < tree.records->len; i++)
        take_record (heap, g_array_index (tree.records, OxSlice, i), m, &kind);
    m->own = heap->data->size;
    m->has_attachments = kind.has_class && (kind.flags & OX_MESSAGE_HAS_ATTACHMENTS) != 0;
    m->is_names = !kind.has_class && kind.names == ALL_STREAMS;
    return m->is_names || (kind.has_class && (kind.flags & OX_MESSAGE_ASSOCIATED) == 0);
}

static gboolean
begins_heap (PstCrypt crypt, guint64 bid, const PstFound *found)
{
    guint8 head[sizeof found->head];
    for (guint i = 0; i < sizeof head; i++)
        head[i] = found->head[i];
    pst_crypt_decode (crypt, bid, head, sizeof head);
    return head[2] == SIGNATURE && head[3] == PST_CLIENT_PROPERTIES;
}

/* Whether the block may begin a heap of properties: most do not, and need not be read. */
static gboolean
may_be_properties (const PstNdb *ndb, const PstFound *found)
{
    if ((ndb->layout->compressed && found->block.inflated != found->block.stored)
        || begins_heap (ndb->crypt, found->bid, found))
        return TRUE;
    if (ndb->crypt == PST_CRYPT_CYCLIC) /* of which bit 0 of a BID is part */
        return begins_heap (ndb->crypt, found->bid | 1, found);
    return ndb->crypt == PST_CRYPT_NONE && begins_heap (PST_CRYPT_PERMUTE, found->bid, found);
}

/* --- lists ---------------------------------------------------------------------------------------------- */

static void
add_list (Carve *c, guint64 bid, gboolean is_free)
{
    PstNdb *ndb = &c->file->ndb;
    PstLostList list = { .bid = bid, .is_free = is_free, .whole = TRUE };
    const PstNode node = { .subnodes = bid };
    g_autoptr (GArray) subnodes = pst_subnodes_read_within (ndb, bid, &c->budget, NULL);
    for (guint i = 0; i < subnodes->len; i++) {
        guint32 nid = g_array_index (subnodes, PstNode, i).nid;
        list.mask |= pst_mask_of (nid);
        list.has_tables |= nid == PST_NID_RECIPIENTS || nid == PST_NID_ATTACHMENTS;
        list.has_attachments |= nid == PST_NID_ATTACHMENTS || pst_nid_type (nid) == PST_TYPE_ATTACHMENT;
    }
    list.size = pst_node_size (ndb, &node, &c->budget, &list.whole);
    if (subnodes->len > 0)
        g_array_append_val (c->lists, list);
}

/* A block that nothing leads to. */
static void
take_lost (Carve *c, guint i, const PstFound *found)
{
    PstLostMessage m;
    const PstNode node = { .data = found->bid };
    gboolean is_free = is_deleted (c, found);
    gboolean is_tree = FALSE;
    if ((found->bid & INTERNAL) != 0) {
        PstFound same;
        g_autoptr (GBytes) bytes = read_found (c, i, &same);
        OxSlice s = ox_slice_from_bytes (bytes);
        guint8 type = ox_slice_u8 (&s);
        is_tree = type == TYPE_TREE;
        if (type == TYPE_SUBNODES && c->budget > 0)
            add_list (c, found->bid, is_free);
    }
    if ((is_tree || ((found->bid & INTERNAL) == 0 && may_be_properties (&c->file->ndb, found)))
        && look_at (c->file, &node, &m) && (m.is_names || !is_free)) {
        m.is_used = !pst_map_says_free (&c->file->ndb, found->block.ib, &c->map) && c->map.bytes != NULL;
        g_array_append_val (c->messages, m);
    }
}

/* What nodes led to that are gone. */
static void
find_lost (Carve *c)
{
    for (guint i = 0; i < pst_scan_count (c->scan) && c->messages->len < MOST_CARVED; i++) {
        PstFound found;
        pst_scan_nth (c->scan, i, &found);
        if ((c->marks[i] & KNOWN) == 0 && !is_within (c, i, &found))
            take_lost (c, i, &found);
    }
}

/* --- each once ------------------------------------------------------------------------------------------ */

static guint
hash_of_key (gconstpointer key)
{
    const OxHash *h = key;
    return (guint) (h->a ^ h->b);
}

static gboolean
same_key (gconstpointer a, gconstpointer b)
{
    const OxHash *x = a, *y = b;
    return x->a == y->a && x->b == y->b;
}

static void
note_key (const PstNode *node, gpointer user)
{
    Carve *c = user;
    PstLostMessage m;
    if (pst_nid_type (node->nid) == PST_TYPE_MESSAGE && node->data != 0 && look_at (c->file, node, &m))
        g_hash_table_add (c->keys, g_memdup2 (&m.key, sizeof m.key));
}

/* Earlier states of messages are left in their store until something is written over them: what says the same as a
 * message that is known, or as a later one, is no other message. Of messages without a key, which programs have made,
 * many may say the same: those whose blocks are in use are there. */
static void
drop_known (Carve *c)
{
    if (c->messages->len == 0)
        return;
    pst_node_each (&c->file->ndb, NULL, note_key, c);
    pst_scan_each (c->scan, note_key, c);
    g_autoptr (GArray) kept = g_array_new (FALSE, FALSE, sizeof (PstLostMessage));
    for (guint i = c->messages->len; i-- > 0;) {
        const PstLostMessage *m = &g_array_index (c->messages, PstLostMessage, i);
        gboolean is_new = g_hash_table_add (c->keys, g_memdup2 (&m->key, sizeof m->key));
        if (is_new || (m->is_used && !m->is_unique))
            g_array_append_val (kept, *m);
    }
    g_array_set_size (c->messages, 0);
    for (guint i = kept->len; i-- > 0;)
        g_array_append_val (c->messages, g_array_index (kept, PstLostMessage, i));
}

/* --- messages within messages that are gone ------------------------------------------------------------- */

/* A message in a list of which nobody knows whose it is. What is within that message comes with it. */
static void
add_inner (Carve *c, const PstLostList *list, GArray *carved)
{
    PstNdb *ndb = &c->file->ndb;
    g_autoptr (GArray) pending = pst_subnodes_read_within (ndb, list->bid, &c->budget, NULL);
    g_autoptr (GHashTable) seen = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
    while (pending->len > 0 && c->budget > 0) {
        PstLostMessage m;
        PstNode now = g_array_index (pending, PstNode, pending->len - 1);
        g_array_set_size (pending, pending->len - 1);
        c->budget -= MIN (c->budget, 1);
        if (pst_nid_type (now.nid) == PST_TYPE_MESSAGE && now.data != 0 && carved->len < MOST_CARVED
            && look_at (c->file, &now, &m) && !m.is_names) {
            const PstCarved inner = { .data = now.data, .subnodes = now.subnodes, .how = PST_WITHIN_LOST };
            if (g_hash_table_add (c->keys, g_memdup2 (&m.key, sizeof m.key)))
                g_array_append_val (carved, inner);
            continue;
        }
        if (now.subnodes == 0 || !g_hash_table_add (seen, g_memdup2 (&now.subnodes, sizeof now.subnodes)))
            continue;
        g_autoptr (GArray) subnodes = pst_subnodes_read_within (ndb, now.subnodes, &c->budget, NULL);
        if (subnodes->len > 0)
            g_array_append_vals (pending, subnodes->data, subnodes->len);
    }
}

/* --- attachments of messages that are gone -------------------------------------------------------------- */

static void
claim_list (Carve *c, const PstLostList *list)
{
    const PstNode node = { .subnodes = list->bid };
    claim (&node, c);
}

static gboolean
is_attachment (Carve *c, const PstNode *node)
{
    g_autoptr (PstHeap) heap = NULL;
    const PstNode alone = { .data = node->data };
    if (pst_nid_type (node->nid) == PST_TYPE_ATTACHMENT && node->data != 0)
        heap = pst_heap_open (c->file, &alone, NULL, NULL);
    return heap != NULL && heap->client == PST_CLIENT_PROPERTIES;
}

/* Whether a list has an attachment that nothing else leads to: earlier lists of a message, and copies, have the same. */
static gboolean
has_lost_attachment (Carve *c, const PstLostList *list)
{
    gboolean found = FALSE;
    g_autoptr (GArray) subnodes = pst_subnodes_read_within (&c->file->ndb, list->bid, &c->budget, NULL);
    for (guint i = 0; i < subnodes->len && !found && c->budget > 0; i++) {
        const PstNode *node = &g_array_index (subnodes, PstNode, i);
        guint at = node->data != 0 ? pst_scan_index (c->scan, node->data) : G_MAXUINT;
        c->budget--;
        found = at != G_MAXUINT && (c->marks[at] & KNOWN) == 0 && is_attachment (c, node);
    }
    return found;
}

/* Lists whose messages were not found: the attachments in them come out as those of a message without properties. The
 * later of two that share some was that of the message in the end. */
static void
add_lists_alone (Carve *c, GArray *carved)
{
    g_autoptr (GArray) later_first = g_array_new (FALSE, FALSE, sizeof (PstCarved));
    for (guint i = 0; i < c->lists->len; i++)
        if (g_array_index (c->lists, PstLostList, i).used)
            claim_list (c, &g_array_index (c->lists, PstLostList, i));
    for (guint i = c->lists->len; i-- > 0 && carved->len + later_first->len < MOST_CARVED;) {
        PstLostList *list = &g_array_index (c->lists, PstLostList, i);
        if (list->used || list->is_free || !list->has_attachments || !has_lost_attachment (c, list))
            continue;
        const PstCarved one = { .subnodes = list->bid, .how = PST_NO_MESSAGE };
        g_array_append_val (later_first, one);
        list->used = TRUE;
        claim_list (c, list);
    }
    for (guint i = later_first->len; i-- > 0;)
        g_array_append_val (carved, g_array_index (later_first, PstCarved, i));
}

/* --- all ---------------------------------------------------------------------------------------------------- */

static GArray *
carve_all (Carve *c)
{
    GArray *carved = g_array_new (FALSE, FALSE, sizeof (PstCarved));
    pst_node_each (&c->file->ndb, NULL, claim, c);
    pst_scan_each (c->scan, claim, c);
    mark_parts (c);
    find_lost (c);
    drop_known (c);
    pst_carve_pair (c->file, c->messages, c->lists, &c->budget);
    for (guint i = 0; i < c->messages->len; i++) {
        const PstLostMessage *m = &g_array_index (c->messages, PstLostMessage, i);
        PstCarved one = { .data = m->data, .subnodes = m->subnodes, .how = m->how };
        for (guint k = 0; k < PST_N_TIMES; k++)
            one.times[k] = m->times[k];
        if (m->is_names) /* of several the one written last */
            c->file->carved_names = (PstNode){ PST_NID_NAMES, 0, m->data, m->subnodes };
        else
            g_array_append_val (carved, one);
    }
    add_lists_alone (c, carved);
    for (guint i = 0; i < c->lists->len; i++)
        if (!g_array_index (c->lists, PstLostList, i).used && !g_array_index (c->lists, PstLostList, i).is_free)
            add_inner (c, &g_array_index (c->lists, PstLostList, i), carved);
    pst_carve_match_rows (c->file, c->scan, carved);
    return carved;
}

static void
ignore (G_GNUC_UNUSED const PstNode *node, G_GNUC_UNUSED gpointer user)
{
}

gboolean
pst_carve_may_help (PstFile *file)
{
    enum { UNKNOWN, NO, YES };
    gint known = g_atomic_int_get (&file->may_carve);
    if (known == UNKNOWN) {
        known = file->ndb.salvage || !pst_node_each (&file->ndb, NULL, ignore, NULL) ? YES : NO;
        g_atomic_int_set (&file->may_carve, known);
    }
    return known == YES;
}

/* The places of those whose node is known, by its NID. */
static GHashTable *
index_nids (GArray *carved)
{
    GHashTable *index = g_hash_table_new (NULL, NULL);
    for (guint i = 0; i < carved->len; i++) {
        guint32 nid = g_array_index (carved, PstCarved, i).nid;
        if (nid != 0)
            g_hash_table_insert (index, GUINT_TO_POINTER (nid), GUINT_TO_POINTER (i));
    }
    return index;
}

GArray *
pst_carve (PstFile *file, OxDiagnostics *d)
{
    g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&file->carving);
    if (file->carved != NULL)
        return file->carved;
    Carve c = { .file = file, .scan = pst_scan_get (&file->ndb, d) };
    c.marks = g_try_malloc0 (MAX (pst_scan_count (c.scan), 1));
    c.messages = g_array_new (FALSE, FALSE, sizeof (PstLostMessage));
    c.lists = g_array_new (FALSE, FALSE, sizeof (PstLostList));
    c.keys = g_hash_table_new_full (hash_of_key, same_key, g_free, NULL);
    c.budget = BUDGET_FACTOR * (guint64) pst_scan_count (c.scan) + 4096;
    GArray *carved = c.marks != NULL ? carve_all (&c) : g_array_new (FALSE, FALSE, sizeof (PstCarved));
    file->carved_nids = index_nids (carved);
    file->carved = carved;
    if (file->carved->len > 0)
        ox_diag (d, OX_DIAG_PST_CARVED, OX_DIAG_NO_OFFSET, "%u messages", file->carved->len);
    pst_map_clear (&c.map);
    g_free (c.marks);
    g_array_unref (c.messages);
    g_array_unref (c.lists);
    g_hash_table_unref (c.keys);
    return file->carved;
}

gboolean
pst_carved_find (PstFile *file, guint32 nid, OxDiagnostics *d, PstNode *node)
{
    static const char *const said[] = {
        [PST_NEEDS_NONE] = "its size says that nothing belongs to it but its properties",
        [PST_BY_SIZE] = "what belongs to it was known by its size",
        [PST_BY_PLACE] = "what belongs to it was known by what it names, and by its place: it may be another's",
        [PST_WITHIN_LOST] = "it was within another one, which is gone",
        [PST_NO_LIST] = "what belongs to it was not found",
        [PST_NO_MESSAGE] = "the message is gone, what belonged to it is left",
    };
    GArray *carved = pst_carve (file, NULL);
    gpointer place = GUINT_TO_POINTER (nid >> 5);
    if (pst_nid_type (nid) != PST_TYPE_CARVED
        && !g_hash_table_lookup_extended (file->carved_nids, GUINT_TO_POINTER (nid), NULL, &place))
        return FALSE;
    if (GPOINTER_TO_UINT (place) >= carved->len)
        return FALSE;
    const PstCarved *one = &g_array_index (carved, PstCarved, GPOINTER_TO_UINT (place));
    *node = (PstNode){ .nid = nid, .data = one->data, .subnodes = one->subnodes };
    ox_diag (d, OX_DIAG_PST_CARVED, OX_DIAG_NO_OFFSET, "block 0x%" G_GINT64_MODIFIER "X: %s",
             one->data != 0 ? one->data : one->subnodes, said[one->how]);
    if (one->nid != 0)
        ox_diag (d, OX_DIAG_PST_CARVED, OX_DIAG_NO_OFFSET, "its folder was known by the times that its table has");
    return TRUE;
}

gboolean
pst_carved_names (PstFile *file, OxDiagnostics *d, PstNode *node)
{
    pst_carve (file, d);
    *node = file->carved_names;
    if (node->data != 0)
        ox_diag (d, OX_DIAG_PST_NAMES, OX_DIAG_NO_OFFSET,
                 "the map of names was found by its block 0x%" G_GINT64_MODIFIER "X alone", node->data);
    return node->data != 0;
}
