/* SPDX-License-Identifier: MIT
 *
 * Lists, tables and properties of a node, [MS-PST] 2.3: the heap, its B-trees, property and table contexts.
 */
#ifndef OX_PST_LTP_H
#define OX_PST_LTP_H

#include "model/decode.h"
#include "pst/ndb.h"

/* One store: the node database, and what its properties are called. */
typedef struct {
    gatomicrefcount refs;
    PstNdb ndb;
    OxOptions *options;
    OxNames *names;
    GHashTable *keys; /* id from 0x8000 on to OxKey */
    GMutex lock;       /* of `by_parent` */
    GArray *by_parent; /* PstChild, by parent; NULL: not needed yet */
    GArray *listed;    /* what tables of folders list, by NID; NULL: not needed yet. Of `lock` too */
    GMutex carving;    /* of `carved` */
    GArray *carved;    /* PstCarved; NULL: not needed yet */
    GHashTable *carved_nids; /* places in it, by NID */
    PstNode carved_names; /* data 0: none was found */
    gint may_carve; /* of pst_carve_may_help () */
} PstFile;

/* A message or folder, as its node says whose it is. */
typedef struct {
    guint32 parent;
    guint32 nid;
} PstChild;

PstFile *pst_file_ref (PstFile *file);
void pst_file_unref (PstFile *file);
/* names.c: reads the name map; and the key of a property id, which may be one without a name. */
void pst_names_read (PstFile *file, OxDiagnostics *d);
OxKey pst_names_key (PstFile *file, guint16 id);

/* --- heap.c, 2.3.1 and 2.3.2 --- */

typedef struct {
    PstFile *file;
    PstData *data;
    GArray *subnodes;  /* PstNode */
    GPtrArray *blocks; /* GBytes of blocks used so far; NULL: not yet */
    guint32 user_root;
    guint8 client;    /* what the heap is: 0xBC, 0x7C */
    gboolean damaged; /* not all of it can be read */
    OxDiagnostics *d;
} PstHeap;

enum { PST_CLIENT_TABLE = 0x7C, PST_CLIENT_TREE = 0xB5, PST_CLIENT_PROPERTIES = 0xBC };

/* NULL with `error` where the node holds no heap. */
PstHeap *pst_heap_open (PstFile *file, const PstNode *node, OxDiagnostics *d, GError **error);
/* Nothing but the subnodes, of a node whose heap is gone. */
PstHeap *pst_heap_open_rest (PstFile *file, const PstNode *node, OxDiagnostics *d);
/* A heap of one block that is in no store. */
PstHeap *pst_heap_open_bytes (PstFile *file, GBytes *block, OxDiagnostics *d, GError **error);
void pst_heap_free (PstHeap *heap);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PstHeap, pst_heap_free)

/* One of its blocks, for looking at its map. */
OxSlice pst_heap_block (PstHeap *heap, guint i);
/* An item; FALSE where it is not there. Borrowed from the heap. */
gboolean pst_heap_item (PstHeap *heap, guint32 hid, OxSlice *item);

/* What a HNID leads to: an item, or the data of a subnode. */
static inline gboolean
pst_is_hid (guint32 hnid)
{
    return (hnid & 0x1F) == 0;
}
gboolean pst_heap_subnode (PstHeap *heap, guint32 nid, PstNode *node);
/* The data of a subnode, decoded as the heap is. */
PstData *pst_heap_open_data (PstHeap *heap, const PstNode *node, GError **error);

/* The leaf records of a B-tree on the heap, in order: `key` bytes, then `width` of data, as slices. */
typedef struct {
    GArray *records; /* OxSlice, from the key on */
    guint8 key;
    guint8 width;
} PstTree;

gboolean pst_tree_read (PstHeap *heap, guint32 hid, PstTree *tree);
void pst_tree_clear (PstTree *tree);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PstTree, pst_tree_clear)

/* --- properties.c, 2.3.3 --- */

/* Whether the record itself holds the value: 4 bytes hold no more. Else it holds a HNID. */
static inline gboolean
pst_is_inline (guint16 type)
{
    return type == OX_TYPE_INTEGER16 || type == OX_TYPE_INTEGER32 || type == OX_TYPE_FLOATING32
           || type == OX_TYPE_BOOLEAN || type == OX_TYPE_ERROR_CODE || type == OX_TYPE_NULL;
}

/* A value that is an object: an embedded message or an OLE object. */
typedef struct {
    guint16 id;
    guint32 nid; /* of the subnode */
} PstObject;

/* Reads all properties of the heap into `props`. `pages` is filled where `is_message`. `object` (nullable)
 * is where the data of an attachment is. */
void pst_properties_read (PstHeap *heap, OxProps *props, OxCodepages *pages, gboolean is_message,
                          PstObject *object);
/* The value of a HNID, of any type but objects; FALSE where it cannot be read. */
gboolean pst_value_read (PstHeap *heap, guint16 id, guint16 type, guint32 hnid, const OxCodepages *pages,
                         guint64 *memory, OxValue *value);

/* A subject, without the mark of its prefix. Takes `value` over. */
void pst_subject_add (OxProps *props, OxValue value);

/* --- table.c, 2.3.4 --- */

typedef struct {
    guint32 id; /* of what the row describes */
    guint32 number;
} PstRow;

typedef struct {
    PstHeap *heap; /* owned */
    OxSlice columns;
    guint n_columns;
    guint16 row_size;
    guint16 bits_at; /* where the row says which cells there are */
    PstData *rows;   /* where they are in a subnode */
    OxSlice item;    /* where they are in the heap */
    GArray *starts;  /* guint32: the number of the first row in each block of `rows` */
    GArray *index;   /* PstRow, in the order of the table */
} PstTable;

/* Takes the heap over, also where it holds no table: NULL then, with `error`. */
PstTable *pst_table_new (PstHeap *heap, GError **error);
/* NULL with `error` where the node holds no table. */
PstTable *pst_table_open (PstFile *file, const PstNode *node, OxDiagnostics *d, GError **error);
/* A table that has one row alone, whose number is known. */
PstTable *pst_table_open_row (PstFile *file, const PstNode *node, const PstRow *row);
void pst_table_free (PstTable *table);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PstTable, pst_table_free)

/* How many rows the table has room for, whatever its index says. */
guint pst_table_count_rows (const PstTable *table);
/* All cells of a row; FALSE where it is not there. */
gboolean pst_table_read_row (PstTable *table, guint i, const OxCodepages *pages, OxProps *props);
/* How many rows all tables of a store can have: what it costs to look at them, where tables may share blocks. */
guint64 pst_table_most_rows (const PstFile *file);
/* The properties of its columns: OxKey. */
GArray *pst_table_columns (const PstTable *table);
/* The cells of some columns; FALSE where not all that are there can be read. */
gboolean pst_table_read_cells (PstTable *table, guint i, const guint *columns, guint n, const OxCodepages *pages,
                               OxProps *props);

/* --- lost-row.c --- */

/* What the table of its folder says of a message; FALSE where it has no row there. */
gboolean pst_row_read (PstFile *file, const PstNode *message, const OxCodepages *pages, OxProps *props);

#endif
