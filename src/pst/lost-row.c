/* SPDX-License-Identifier: MIT
 *
 * What the table of its folder says of a message whose own properties are gone, [MS-PST] 2.4.4.5. Which tables list what is
 * found out once: many messages may be lost of one large folder.
 */
#include "pst/ltp.h"

#include <oxcart/key.h>

#define MOST_LISTED (1u << 23) /* rows: 100 MB */

typedef struct {
    PstRow row;
    guint32 table; /* NID */
} Listed;

typedef struct {
    PstFile *file;
    GArray *rows;   /* Listed */
    guint64 budget; /* rows that may yet be looked at: tables may share what they are in */
} Listing;

static gint
compare (gconstpointer a, gconstpointer b)
{
    const Listed *x = a, *y = b;
    if (x->row.id != y->row.id)
        return x->row.id < y->row.id ? -1 : 1;
    return x->table < y->table ? -1 : x->table > y->table;
}

static void
list_table (const PstNode *node, gpointer user)
{
    Listing *l = user;
    guint type = pst_nid_type (node->nid);
    if ((type != PST_TYPE_CONTENTS && type != PST_TYPE_ASSOCIATED_CONTENTS) || node->data == 0 || l->budget == 0)
        return;
    g_autoptr (PstTable) table = pst_table_open (l->file, node, NULL, NULL);
    l->budget -= MIN (l->budget, 1 + (table != NULL ? table->heap->blocks->len : 0));
    for (guint i = 0; table != NULL && i < table->index->len && l->budget > 0; i++, l->budget--) {
        const Listed listed = { g_array_index (table->index, PstRow, i), node->nid };
        g_array_append_val (l->rows, listed);
    }
}

static GArray *
listed_rows (PstFile *file)
{
    g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&file->lock);
    if (file->listed != NULL)
        return file->listed;
    Listing l = { file, g_array_new (FALSE, FALSE, sizeof (Listed)), MIN (pst_table_most_rows (file), MOST_LISTED) };
    if (!pst_node_each (&file->ndb, NULL, list_table, &l))
        pst_scan_each (pst_scan_get (&file->ndb, NULL), list_table, &l);
    g_array_sort (l.rows, compare);
    file->listed = l.rows;
    return file->listed;
}

/* Columns that are of the row itself: its number, and what keeps copies of it in step. Where blocks may be compressed the
 * column of the sender's name holds something else, see rows.c. */
static gboolean
is_of_the_row (const PstFile *file, OxKey key)
{
    return (key >= 0x67F0 && key <= 0x67FF) || (key >= 0x0E30 && key <= 0x0E3F)
           || (file->ndb.layout->compressed && key == OX_TAG_SENT_REPRESENTING_NAME);
}

static void
read_cells (PstFile *file, PstTable *table, const OxCodepages *pages, OxProps *props)
{
    g_autoptr (GArray) columns = pst_table_columns (table);
    g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (guint));
    for (guint i = 0; i < columns->len; i++)
        if (!is_of_the_row (file, g_array_index (columns, OxKey, i)))
            g_array_append_val (places, i);
    pst_table_read_cells (table, 0, (const guint *) (gpointer) places->data, places->len, pages, props);
}

gboolean
pst_row_read (PstFile *file, const PstNode *message, const OxCodepages *pages, OxProps *props)
{
    gboolean associated = pst_nid_type (message->nid) == PST_TYPE_ASSOCIATED;
    PstType type = associated ? PST_TYPE_ASSOCIATED_CONTENTS : PST_TYPE_CONTENTS;
    const Listed key = { { .id = message->nid }, pst_nid_sibling (message->parent, type) };
    guint at = 0;
    PstNode node;
    if (pst_nid_type (message->parent) != PST_TYPE_FOLDER)
        return FALSE;
    GArray *listed = listed_rows (file);
    if (!g_array_binary_search (listed, &key, compare, &at) || !pst_node_find (&file->ndb, key.table, NULL, &node))
        return FALSE;
    g_autoptr (PstTable) table = pst_table_open_row (file, &node, &g_array_index (listed, Listed, at).row);
    if (table != NULL)
        read_cells (file, table, pages, props);
    return table != NULL;
}
