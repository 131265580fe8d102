/* SPDX-License-Identifier: MIT
 *
 * Which list of subnodes is which message's, where no node says it. A message tells how large it is with all that is
 * below it, and names subnodes among its properties; blocks that were written one after the other have BIDs near one
 * another. What does not fit is never taken, however near it is.
 */
#include "pst/carve.h"

#define LOOK_AROUND 64 /* lists on each side of a message */
#define MOST_EDGES  4  /* kept of those */
#define MOST_TRIES  16 /* lists whose subnodes are compared with those that a message names */

typedef struct {
    PstFile *file;
    GArray *messages;
    GArray *lists;
    GArray *order;   /* guint: lists by size, then by BID */
    guint64 *budget; /* blocks that may yet be looked at */
} Pairing;

typedef struct {
    guint64 distance;
    guint message;
    guint list;
} Edge;

/* --- whether they fit ------------------------------------------------------------------------------- */

/* Whether all subnodes are there that the properties name. */
static gboolean
has_all (Pairing *p, const PstLostMessage *m, const PstLostList *list)
{
    g_auto (PstTree) tree = { 0 };
    PstNode found;
    const PstNode node = { .data = m->data };
    g_autoptr (GArray) subnodes = pst_subnodes_read_within (&p->file->ndb, list->bid, p->budget, NULL);
    g_autoptr (PstHeap) heap = pst_heap_open (p->file, &node, NULL, NULL);
    *p->budget -= MIN (*p->budget, 1 + (heap != NULL ? heap->blocks->len : 0));
    if (heap == NULL || !pst_tree_read (heap, heap->user_root, &tree) || tree.key != 2)
        return FALSE;
    for (guint i = 0; i < tree.records->len; i++) {
        OxSlice s = g_array_index (tree.records, OxSlice, i);
        ox_slice_skip (&s, 2); /* the property */
        guint16 type = ox_slice_u16 (&s);
        guint32 value = ox_slice_u32 (&s);
        if (!pst_is_inline (type) && !pst_is_hid (value) && !pst_subnodes_find (subnodes, value, &found))
            return FALSE;
    }
    return TRUE;
}

/* At most `tries` are looked at closely. */
static gboolean
fits (Pairing *p, const PstLostMessage *m, const PstLostList *list, guint *tries)
{
    if (list->used || (m->mask & ~list->mask) != 0 || (m->has_attachments && !list->has_attachments)
        || (list->is_free && !m->is_names) || *tries == 0 || *p->budget == 0)
        return FALSE;
    if (m->n_refs == 0)
        return list->has_tables && !m->is_names;
    (*tries)--;
    return has_all (p, m, list);
}

static guint64
distance (guint64 a, guint64 b)
{
    return a > b ? a - b : b - a;
}

static void
take (PstLostMessage *m, PstLostList *list, PstEvidence how)
{
    m->subnodes = list->bid;
    m->how = how;
    list->used = TRUE;
}

/* --- by size --------------------------------------------------------------------------------------------- */

static gint
compare_sizes (gconstpointer a, gconstpointer b, gpointer user)
{
    GArray *lists = user;
    const PstLostList *x = &g_array_index (lists, PstLostList, *(const guint *) a);
    const PstLostList *y = &g_array_index (lists, PstLostList, *(const guint *) b);
    if (x->size != y->size)
        return x->size < y->size ? -1 : 1;
    return x->bid < y->bid ? -1 : x->bid > y->bid;
}

/* The first in the order of sizes that is not below (size, bid). */
static PstLostList *
in_order (const Pairing *p, guint i)
{
    return &g_array_index (p->lists, PstLostList, g_array_index (p->order, guint, i));
}

static guint
first_of (const Pairing *p, guint64 size, guint64 bid)
{
    guint low = 0, high = p->order->len;
    while (low < high) {
        guint middle = low + (high - low) / 2;
        const PstLostList *list = in_order (p, middle);
        if (list->size < size || (list->size == size && list->bid < bid))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Of the lists that have just the size that is missing the nearest one. */
static void
pair_by_size (Pairing *p, PstLostMessage *m)
{
    guint64 size = m->told - m->own;
    guint at = first_of (p, size, m->data);
    guint low = at, high = at, tries = MOST_TRIES;
    for (guint step = 0; step < 2 * LOOK_AROUND; step++) {
        PstLostList *below = low > 0 ? in_order (p, low - 1) : NULL;
        PstLostList *above = high < p->order->len ? in_order (p, high) : NULL;
        below = below != NULL && below->size == size ? below : NULL;
        above = above != NULL && above->size == size ? above : NULL;
        if (below == NULL && above == NULL)
            return;
        gboolean is_below = above == NULL || (below != NULL && m->data - below->bid < above->bid - m->data);
        PstLostList *list = is_below ? below : above;
        if (list->whole && fits (p, m, list, &tries)) {
            take (m, list, PST_BY_SIZE);
            return;
        }
        if (is_below)
            low--;
        else
            high++;
    }
}

/* --- by place ------------------------------------------------------------------------------------------------ */

/* Sizes that are told are off by some in real stores, seldom by much; what is not whole may be smaller. */
static gboolean
may_be_its_size (const PstLostMessage *m, const PstLostList *list)
{
    guint64 both = m->own + list->size;
    if (m->told == 0)
        return TRUE;
    return (both <= m->told && !list->whole) || distance (both, m->told) <= m->told / 2 + 2048;
}

static guint
first_list (GArray *lists, guint64 bid)
{
    guint low = 0, high = lists->len;
    while (low < high) {
        guint middle = low + (high - low) / 2;
        if (g_array_index (lists, PstLostList, middle).bid < bid)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void
add_edges (Pairing *p, guint i, GArray *edges)
{
    GArray *lists = p->lists;
    const PstLostMessage *m = &g_array_index (p->messages, PstLostMessage, i);
    guint at = first_list (lists, m->data);
    guint low = at, high = at, tries = MOST_TRIES;
    for (guint step = 0, n = 0; step < 2 * LOOK_AROUND && n < MOST_EDGES && (low > 0 || high < lists->len); step++) {
        gboolean is_below = high >= lists->len
                            || (low > 0
                                && m->data - g_array_index (lists, PstLostList, low - 1).bid
                                       < g_array_index (lists, PstLostList, high).bid - m->data);
        guint k = is_below ? --low : high++;
        const PstLostList *list = &g_array_index (lists, PstLostList, k);
        if (!may_be_its_size (m, list) || !fits (p, m, list, &tries))
            continue;
        const Edge edge = { distance (m->data, list->bid), i, k };
        g_array_append_val (edges, edge);
        n++;
    }
}

static gint
compare_edges (gconstpointer a, gconstpointer b)
{
    const Edge *x = a, *y = b;
    if (x->distance != y->distance)
        return x->distance < y->distance ? -1 : 1;
    if (x->message != y->message)
        return x->message < y->message ? -1 : 1;
    return x->list < y->list ? -1 : x->list > y->list;
}

/* The nearest pairs first, so that nobody gets what is nearer to somebody else. */
static void
pair_by_place (Pairing *p)
{
    g_autoptr (GArray) edges = g_array_new (FALSE, FALSE, sizeof (Edge));
    for (guint i = 0; i < p->messages->len; i++)
        if (g_array_index (p->messages, PstLostMessage, i).how == PST_NO_LIST)
            add_edges (p, i, edges);
    g_array_sort (edges, compare_edges);
    for (guint i = 0; i < edges->len; i++) {
        const Edge *edge = &g_array_index (edges, Edge, i);
        PstLostMessage *m = &g_array_index (p->messages, PstLostMessage, edge->message);
        PstLostList *list = &g_array_index (p->lists, PstLostList, edge->list);
        if (m->how == PST_NO_LIST && !list->used)
            take (m, list, PST_BY_PLACE);
    }
}

void
pst_carve_pair (PstFile *file, GArray *messages, GArray *lists, guint64 *budget)
{
    g_autoptr (GArray) order = g_array_new (FALSE, FALSE, sizeof (guint));
    Pairing p = { file, messages, lists, order, budget };
    for (guint i = 0; i < lists->len; i++)
        g_array_append_val (order, i);
    g_array_sort_with_data (order, compare_sizes, lists);
    for (guint i = 0; i < messages->len; i++) {
        PstLostMessage *m = &g_array_index (messages, PstLostMessage, i);
        if (m->told == m->own && m->n_refs == 0)
            m->how = PST_NEEDS_NONE;
        else if (m->told > m->own)
            pair_by_size (&p, m);
    }
    pair_by_place (&p);
}
