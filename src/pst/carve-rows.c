/* SPDX-License-Identifier: MIT
 *
 * Which message of which only its blocks are left stood in which folder: the table of the folder has the number of a node
 * that is gone, and times that the message has as well. They are told to 100 ns; what does not tell one message from all
 * others is no evidence.
 */
#include "pst/carve.h"

#define NONE    G_MAXUINT
#define SEVERAL (G_MAXUINT - 1)

const guint16 pst_carve_times[PST_N_TIMES] = { OX_TAG_CLIENT_SUBMIT_TIME, OX_TAG_MESSAGE_DELIVERY_TIME,
                                               OX_TAG_LAST_MODIFICATION_TIME };

typedef struct {
    guint32 nid;
    guint64 times[PST_N_TIMES];
} LostRow;

typedef struct {
    PstFile *file;
    GArray *rows;     /* LostRow */
    GHashTable *nids; /* of them */
    guint64 budget;   /* rows that may yet be looked at */
} Gathering;

/* --- rows whose node is gone -------------------------------------------------------------------------- */

/* Where a table has those times. */
typedef struct {
    guint n;
    guint places[PST_N_TIMES];
} Columns;

static Columns
find_columns (const PstTable *table)
{
    Columns found = { 0 };
    g_autoptr (GArray) columns = pst_table_columns (table);
    for (guint k = 0; k < PST_N_TIMES; k++)
        for (guint c = 0; c < columns->len; c++)
            if (g_array_index (columns, OxKey, c) == pst_carve_times[k]) {
                found.places[found.n++] = c;
                break;
            }
    return found;
}

static void
take_row (Gathering *g, PstTable *table, guint i, const Columns *columns)
{
    LostRow row = { .nid = g_array_index (table->index, PstRow, i).id };
    const OxCodepages pages = { 0 };
    PstNode node;
    if (pst_nid_type (row.nid) != PST_TYPE_MESSAGE || g_hash_table_contains (g->nids, GUINT_TO_POINTER (row.nid))
        || pst_node_find (&g->file->ndb, row.nid, NULL, &node))
        return;
    g_autoptr (OxProps) props = ox_props_new ();
    pst_table_read_cells (table, i, columns->places, columns->n, &pages, props);
    for (guint k = 0; k < PST_N_TIMES; k++)
        ox_props_get_time (props, pst_carve_times[k], &row.times[k]);
    g_hash_table_add (g->nids, GUINT_TO_POINTER (row.nid));
    g_array_append_val (g->rows, row);
}

static void
take_table (const PstNode *node, gpointer user)
{
    Gathering *g = user;
    if (pst_nid_type (node->nid) != PST_TYPE_CONTENTS || node->data == 0 || g->budget == 0)
        return;
    g_autoptr (PstTable) table = pst_table_open (g->file, node, NULL, NULL);
    g->budget -= MIN (g->budget, 1 + (table != NULL ? table->heap->blocks->len : 0));
    if (table == NULL)
        return;
    const Columns columns = find_columns (table);
    for (guint i = 0; i < table->index->len && g->budget > 0; i++, g->budget--)
        take_row (g, table, i, &columns);
}

/* --- which message is meant --------------------------------------------------------------------------- */

static gint64
key_of (guint64 time, guint k)
{
    return (gint64) (time * PST_N_TIMES + k);
}

static GHashTable *
index_times (GArray *carved)
{
    GHashTable *index = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
    for (guint i = 0; i < carved->len; i++)
        for (guint k = 0; k < PST_N_TIMES; k++) {
            guint64 time = g_array_index (carved, PstCarved, i).times[k];
            gint64 key = key_of (time, k);
            gpointer value = GUINT_TO_POINTER (g_hash_table_contains (index, &key) ? SEVERAL : i);
            if (time != 0)
                g_hash_table_insert (index, g_memdup2 (&key, sizeof key), value);
        }
    return index;
}

static gboolean
agree (const guint64 *a, const guint64 *b)
{
    for (guint k = 0; k < PST_N_TIMES; k++)
        if (a[k] != 0 && b[k] != 0 && a[k] != b[k])
            return FALSE;
    return TRUE;
}

static guint
message_of (const LostRow *row, GArray *carved, GHashTable *index)
{
    guint found = NONE;
    for (guint k = 0; k < PST_N_TIMES; k++) {
        gint64 key = key_of (row->times[k], k);
        gpointer value;
        if (row->times[k] == 0 || !g_hash_table_lookup_extended (index, &key, NULL, &value))
            continue;
        guint i = GPOINTER_TO_UINT (value);
        if (i == SEVERAL || !agree (row->times, g_array_index (carved, PstCarved, i).times))
            continue;
        if (found != NONE && found != i)
            return NONE;
        found = i;
    }
    return found;
}

/* A message that two rows mean is neither's. */
static void
match (GArray *rows, GArray *carved)
{
    g_autoptr (GHashTable) index = index_times (carved);
    g_autoptr (GHashTable) doubtful = g_hash_table_new (NULL, NULL);
    for (guint r = 0; r < rows->len; r++) {
        const LostRow *row = &g_array_index (rows, LostRow, r);
        guint i = message_of (row, carved, index);
        if (i == NONE)
            continue;
        PstCarved *one = &g_array_index (carved, PstCarved, i);
        if (one->nid != 0)
            g_hash_table_add (doubtful, GUINT_TO_POINTER (i));
        one->nid = row->nid;
    }
    for (guint i = 0; i < carved->len; i++)
        if (g_hash_table_contains (doubtful, GUINT_TO_POINTER (i)))
            g_array_index (carved, PstCarved, i).nid = 0;
}

void
pst_carve_match_rows (PstFile *file, PstScan *scan, GArray *carved)
{
    if (carved->len == 0)
        return;
    g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (LostRow));
    g_autoptr (GHashTable) nids = g_hash_table_new (NULL, NULL);
    Gathering g = { file, rows, nids, pst_table_most_rows (file) };
    pst_node_each (&file->ndb, NULL, take_table, &g);
    pst_scan_each (scan, take_table, &g);
    match (rows, carved);
}
