/* SPDX-License-Identifier: MIT
 *
 * Rows of folders' tables, [MS-PST] 2.4.4.5 and 2.4.4.6: what they hold of a message need not be read from the
 * message.
 */
#include "pst/ltp.h"
#include "pst/reader.h"

#define NID_RECEIVE_FOLDERS 0x62B /* 2.4.5: which folder takes mail of which class */
#define TARGET_NID 0x6605

typedef struct {
    PstTable *table;
    GArray *columns; /* OxKey */
    GArray *places;  /* guint: columns of the row that is read */
    guint codepage;
} Rows;

/* Where blocks may be compressed (Outlook 2013 and later) the column of the sender's name holds 0x20, 0x40, 0x60
 * and so on: numbers of something else, though they look like items of the heap. */
static void
forget_numbered_senders (Rows *rows, const PstFile *file)
{
    const OxKey none = OX_KEY_NONE;
    for (guint i = 0; i < rows->columns->len && file->ndb.layout->compressed; i++)
        if (g_array_index (rows->columns, OxKey, i) == OX_TAG_SENT_REPRESENTING_NAME)
            g_array_index (rows->columns, OxKey, i) = none;
}

static gpointer
open_rows (gpointer self, guint32 folder, OxFolderTable which, OxDiagnostics *d)
{
    PstFile *file = self;
    gboolean is_search = pst_nid_type (folder) == PST_TYPE_SEARCH_FOLDER;
    PstType type = which == OX_FOLDER_ASSOCIATED ? PST_TYPE_ASSOCIATED_CONTENTS
                   : is_search                   ? PST_TYPE_SEARCH_CONTENTS
                                                 : PST_TYPE_CONTENTS;
    PstNode node;
    if (!pst_node_find (&file->ndb, pst_nid_sibling (folder, type), NULL, &node) || node.data == 0)
        return NULL;
    PstTable *table = pst_table_open (file, &node, NULL, NULL);
    if (table == NULL)
        return NULL;
    Rows *rows = g_new0 (Rows, 1);
    rows->table = table;
    rows->columns = pst_table_columns (table);
    forget_numbered_senders (rows, file);
    rows->places = g_array_new (FALSE, FALSE, sizeof (guint));
    rows->codepage = ox_options_get_codepage (file->options);
    return rows;
}

static void
close_rows (gpointer self)
{
    Rows *rows = self;
    pst_table_free (rows->table);
    g_array_unref (rows->columns);
    g_array_unref (rows->places);
    g_free (rows);
}

static gint
find_column (const Rows *rows, OxKey key)
{
    for (guint i = 0; i < rows->columns->len; i++)
        if (g_array_index (rows->columns, OxKey, i) == key)
            return (gint) i;
    return -1;
}

static gboolean
has_column (gpointer self, OxKey key)
{
    return find_column (self, key) >= 0;
}

/* A row does not say in what code page its 8-bit text is: such text is better read from the message. */
static gboolean
read_row (gpointer self, guint index, guint32 id, const OxKey *keys, guint n, OxProps *props)
{
    Rows *rows = self;
    gboolean used = FALSE;
    const OxCodepages pages = { .text = rows->codepage, .html = rows->codepage, .used = &used };
    GArray *listed = rows->table->index;
    if (index >= listed->len || g_array_index (listed, PstRow, index).id != id)
        return FALSE;
    g_array_set_size (rows->places, 0);
    for (guint i = 0; i < n; i++) {
        gint place = find_column (rows, keys[i]);
        if (place >= 0)
            g_array_append_val (rows->places, place);
    }
    return pst_table_read_cells (rows->table, index, (const guint *) (gpointer) rows->places->data,
                                 rows->places->len, &pages, props)
           && !used;
}

/* Columns that are of the row itself: its number, and what keeps copies of it in step. */
static gboolean
is_of_the_row (OxKey key)
{
    return key == OX_KEY_NONE || (key >= 0x67F0 && key <= 0x67FF) || (key >= 0x0E30 && key <= 0x0E3F);
}

gboolean
pst_row_read (PstFile *file, const PstNode *message, const OxCodepages *pages, OxProps *props)
{
    gboolean associated = pst_nid_type (message->nid) == PST_TYPE_ASSOCIATED;
    gboolean found = FALSE;
    Rows *rows = pst_nid_type (message->parent) == PST_TYPE_FOLDER
                     ? open_rows (file, message->parent, associated ? OX_FOLDER_ASSOCIATED : OX_FOLDER_MESSAGES, NULL)
                     : NULL;
    if (rows == NULL)
        return FALSE;
    for (guint i = 0; i < rows->columns->len; i++)
        if (!is_of_the_row (g_array_index (rows->columns, OxKey, i)))
            g_array_append_val (rows->places, i);
    for (guint i = 0; i < rows->table->index->len && !found; i++) {
        found = g_array_index (rows->table->index, PstRow, i).id == message->nid;
        if (found)
            pst_table_read_cells (rows->table, i, (const guint *) (gpointer) rows->places->data, rows->places->len, pages,
                                  props);
    }
    close_rows (rows);
    return found;
}

static OxKey
key_of_id (gpointer self, guint16 id)
{
    return pst_names_key (self, id);
}

/* Which folder takes mail of any class. */
static guint32
find_inbox (gpointer self)
{
    PstFile *file = self;
    PstNode node;
    const OxCodepages pages = { .text = 1252, .html = 1252 };
    if (!pst_node_find (&file->ndb, NID_RECEIVE_FOLDERS, NULL, &node) || node.data == 0)
        return 0;
    g_autoptr (PstTable) table = pst_table_open (file, &node, NULL, NULL);
    for (guint i = 0; table != NULL && i < table->index->len; i++) {
        g_autoptr (OxProps) props = ox_props_new ();
        if (!pst_table_read_row (table, i, &pages, props))
            continue;
        const char *klass = ox_props_get_text (props, OX_TAG_MESSAGE_CLASS);
        if (klass == NULL || *klass == '\0')
            return (guint32) ox_props_get_integer (props, TARGET_NID, 0);
    }
    return 0;
}

/* A copy of a server's mailbox has its first folders under the same numbers, in each file that was looked at; what
 * the server's store says of them is not in the file. */
static guint32
find_special (gpointer self, OxFolderRole role)
{
    static const guint32 numbers[] = {
        [OX_ROLE_TOP] = 0x2142,     [OX_ROLE_DELETED] = 0x2162,      [OX_ROLE_OUTBOX] = 0x21A2,
        [OX_ROLE_SENT] = 0x21C2,    [OX_ROLE_COMMON_VIEWS] = 0x20C2, [OX_ROLE_SEARCH_FOLDERS] = 0x20E2,
        [OX_ROLE_VIEWS] = 0x2122,
    };
    PstFile *file = self;
    if (role == OX_ROLE_INBOX)
        return find_inbox (self);
    return file->ndb.client == PST_CLIENT_OST && (guint) role < G_N_ELEMENTS (numbers) ? numbers[role] : 0;
}

const OxRowSource pst_rows = { .open_rows = open_rows,
                               .has_column = has_column,
                               .read_row = read_row,
                               .close_rows = close_rows,
                               .key_of_id = key_of_id,
                               .find_special = find_special };
