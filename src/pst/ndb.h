/* SPDX-License-Identifier: MIT
 *
 * The node database of a store, [MS-PST] 2.2: header, B-trees, blocks. Every dialect (ANSI, Unicode, pages
 * of 4 KiB with compressed blocks) is a row of sizes.
 */
#ifndef OX_PST_NDB_H
#define OX_PST_NDB_H

#include "base/diag.h"
#include "base/slice.h"

#include <oxcart/diagnostics.h>
#include <oxcart/options.h>
#include <oxcart/stream.h>

/* What differs between the dialects. */
typedef struct {
    const char *name;
    gsize page;          /* bytes of a page */
    gsize page_trailer;  /* where its trailer stands */
    gsize page_counts;   /* where a B-tree page counts its entries */
    gsize block_trailer; /* bytes of a block's trailer */
    gsize block_most;    /* bytes of data in a block */
    gsize block_align;
    guint64 map;         /* where the first allocation map stands */
    guint8 id;           /* bytes of a BID, and of an offset */
    guint8 hid_bits;     /* of the index in a HID */
    gboolean compressed; /* blocks may be */
} PstLayout;

typedef enum { PST_CRYPT_NONE, PST_CRYPT_PERMUTE, PST_CRYPT_CYCLIC } PstCrypt;

typedef struct {
    guint64 bid;
    guint64 ib;
} PstRef;

typedef struct PstCache PstCache;
typedef struct PstScan PstScan;

/* What is known of a page or block that was read: the same for everyone who reads it again. */
typedef enum { PST_SOUND, PST_CHECKSUM, PST_PLACE } PstState;

/* One open store; read by any number of threads. */
typedef struct {
    OxStream *stream;
    guint64 size;
    const PstLayout *layout;
    OxLimits limits;
    guint16 version;
    guint16 client; /* wMagicClient: "SM" of a PST, "SO" of an OST */
    PstCrypt crypt;
    PstRef nbt;
    PstRef bbt;
    guint64 next_block; /* BIDs that the header says come next */
    guint64 next_page;
    guint64 end;  /* where the header says the file ends */
    guint64 free; /* bytes that it says the maps have free */
    guint32 last_nid[32]; /* by type: the index given out last */
    gboolean salvage; /* whether nodes and blocks are looked for that no tree has */
    PstCache *pages;
    PstCache *blocks;
    GMutex lock;   /* of `scan` */
    PstScan *scan; /* NULL: not needed yet */
} PstNdb;

/* How many times as large as the file what its blocks hold may be. */
static inline guint
pst_ndb_expansion (const PstNdb *ndb)
{
    return ndb->layout->compressed ? 16 : 1;
}

/* A node: what a NID leads to. */
typedef struct {
    guint32 nid;
    guint32 parent;
    guint64 data;     /* BID, 0 for none */
    guint64 subnodes; /* BID, 0 for none */
} PstNode;

enum { PST_CLIENT_OST = 0x4F53 }; /* wMagicClient, 2.2.2.6 */

enum { PST_NID_STORE = 0x21, PST_NID_NAMES = 0x61, PST_NID_ROOT = 0x122, PST_NID_ATTACHMENTS = 0x671,
       PST_NID_RECIPIENTS = 0x692 };

/* nidType, 2.2.2.1. */
typedef enum {
    PST_TYPE_INTERNAL = 0x01,
    PST_TYPE_FOLDER = 0x02,
    PST_TYPE_SEARCH_FOLDER = 0x03,
    PST_TYPE_MESSAGE = 0x04,
    PST_TYPE_ATTACHMENT = 0x05,
    PST_TYPE_ASSOCIATED = 0x08,
    PST_TYPE_HIERARCHY = 0x0D,
    PST_TYPE_CONTENTS = 0x0E,
    PST_TYPE_ASSOCIATED_CONTENTS = 0x0F,
    PST_TYPE_SEARCH_CONTENTS = 0x10,
    PST_TYPE_VALUE = 0x1F
} PstType;

static inline guint
pst_nid_type (guint32 nid)
{
    return nid & 0x1F;
}

static inline guint32
pst_nid_sibling (guint32 nid, PstType type)
{
    return (nid & ~0x1Fu) | (guint32) type;
}

enum { PST_LAYOUT_ANSI, PST_LAYOUT_UNICODE, PST_LAYOUT_4K, PST_N_LAYOUTS };
const PstLayout *pst_layout (guint which);
/* The one that a version says, wVer. */
const PstLayout *pst_layout_named (guint16 version);

gboolean pst_ndb_sniff (OxStream *stream);
/* Reads the header and finds the dialect by what the pages look like. A header that is gone costs a scan. */
gboolean pst_ndb_open (PstNdb *ndb, OxStream *stream, OxOptions *options, OxDiagnostics *d,
                       GError **error);
void pst_ndb_clear (PstNdb *ndb);
/* Says what is wrong about one place once, however many come by. */
void pst_diag_once (OxDiagnostics *d, OxDiagCode code, guint64 offset, const char *text);

/* --- btree.c --- */

typedef struct {
    guint64 ib;
    guint16 stored;   /* bytes in the file */
    guint16 inflated; /* bytes of data */
    guint16 refs;     /* what leads to it, as its entry counts; 0 where there is none */
} PstBlock;

static inline guint64
pst_read_id (OxSlice *s, const PstLayout *layout)
{
    return layout->id == 8 ? ox_slice_u64 (s) : ox_slice_u32 (s);
}

/* 5.5: what a page or block says of where it stands. */
static inline guint16
pst_signature (guint64 ib, guint64 bid)
{
    guint32 x = (guint32) (ib ^ bid);
    return (guint16) (x >> 16 ^ (x & 0xFFFF));
}

/* An entry of a page of the tree of nodes, from behind the NID on. */
void pst_node_read (OxSlice s, const PstLayout *layout, PstNode *node);

/* FALSE where the NID is not there. Where the tree is broken on the way to it, and always under the policy
 * of salvage, what a scan of the store found is looked through too. */
gboolean pst_node_find (PstNdb *ndb, guint32 nid, OxDiagnostics *d, PstNode *node);

/* All nodes that the tree has, in its order. FALSE where pages of it are broken: there may be more. */
typedef void (*PstNodeVisit) (const PstNode *node, gpointer user);
gboolean pst_node_each (PstNdb *ndb, OxDiagnostics *d, PstNodeVisit visit, gpointer user);

/* The pages of a tree, with their entries. */
typedef struct {
    guint64 ib;
    guint n;
    guint most; /* entries, that it says it has room for */
    guint8 level;
    gsize width; /* of an entry */
    OxSlice entries;
} PstPage;
typedef void (*PstPageVisit) (const PstPage *page, gpointer user);
gboolean pst_page_each (PstNdb *ndb, gboolean of_nodes, OxDiagnostics *d, PstPageVisit visit, gpointer user);


gboolean pst_block_find (PstNdb *ndb, guint64 bid, OxDiagnostics *d, PstBlock *block);

/* --- scan.c: what the bytes hold, whatever the trees say --- */

/* Reads all of the store, once. */
PstScan *pst_scan_get (PstNdb *ndb, OxDiagnostics *d);
void pst_scan_free (PstScan *scan);
/* Of several pages that have the node the last one written counts. */
gboolean pst_scan_node (const PstScan *scan, guint32 nid, PstNode *node);
gboolean pst_scan_block (const PstScan *scan, guint64 bid, PstBlock *block);
void pst_scan_each (const PstScan *scan, PstNodeVisit visit, gpointer user);

/* The blocks themselves, by BID. */
typedef struct {
    guint64 bid;
    PstBlock block;
    guint8 head[4]; /* of what is stored */
} PstFound;
guint pst_scan_count (const PstScan *scan);
void pst_scan_nth (const PstScan *scan, guint i, PstFound *found);
/* Which of them has the BID; G_MAXUINT for none. */
guint pst_scan_index (const PstScan *scan, guint64 bid);

/* --- maps.c, 2.2.2.7.2 --- */

/* How much of the file one allocation map tells of. */
guint64 pst_map_interval (const PstLayout *layout);
/* The bits of the map at `base`, a bit a unit, the highest first; FALSE where there is none. `sound` (nullable): whether
 * its checksum is right. `bytes` keeps them. */
gboolean pst_map_read (const PstNdb *ndb, guint64 base, GBytes **bytes, OxSlice *bits, gboolean *sound);

typedef struct {
    guint64 base;
    GBytes *bytes; /* NULL: no map, or not a sound one */
    OxSlice bits;
} PstMap;

/* Whether a sound map says that nothing is at `ib`. `map` keeps the last one read. */
gboolean pst_map_says_free (const PstNdb *ndb, guint64 ib, PstMap *map);
void pst_map_clear (PstMap *map);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PstMap, pst_map_clear)

/* --- block.c --- */

/* The data of one block, decoded and decompressed; NULL with `error`. `known` (nullable) is where it is. */
GBytes *pst_block_read (PstNdb *ndb, guint64 bid, const PstBlock *known, OxDiagnostics *d, GError **error);
/* The bytes a block of so many bytes of data takes in the file. */
gsize pst_block_size (const PstLayout *layout, gsize stored);

/* The blocks that a node's data is made of. */
typedef struct {
    PstNdb *ndb;
    GArray *leaves; /* PstLeaf */
    guint64 size;
    gboolean permuted; /* though the header says that nothing is encoded */
} PstData;

typedef struct {
    guint64 bid;
    guint64 start; /* of the block's data in that of the node */
    PstBlock block;
} PstLeaf;

PstData *pst_data_open (PstNdb *ndb, guint64 bid, OxDiagnostics *d, GError **error);
void pst_data_free (PstData *data);
guint pst_data_n_blocks (const PstData *data);
GBytes *pst_data_block (const PstData *data, guint i, OxDiagnostics *d, GError **error);
/* All of it, at most `most` bytes; zeros are in place of what cannot be read. NULL with `error` where there is nothing. */
GBytes *pst_data_bytes (const PstData *data, guint64 most, OxDiagnostics *d, GError **error);
/* A stream over it, which takes `data` over and keeps `owner` (nullable) alive. What is wrong is said to `d`
 * (nullable) when it is read. */
OxStream *pst_data_stream (PstData *data, OxDiagnostics *d, gpointer owner, gpointer (*ref) (gpointer),
                           void (*unref) (gpointer));

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PstData, pst_data_free)

/* The subnodes of a node, by rising NID: PstNode, of which `parent` is 0. Never NULL. */
GArray *pst_subnodes_read (PstNdb *ndb, guint64 bid, OxDiagnostics *d);
/* `budget` (nullable) is how many blocks may yet be looked at: it is spent by those that were. */
GArray *pst_subnodes_read_within (PstNdb *ndb, guint64 bid, guint64 *budget, OxDiagnostics *d);
gboolean pst_subnodes_find (GArray *subnodes, guint32 nid, PstNode *node);
/* All bytes of data of a node and what is below it; what is below itself, or in two places, counts once. `budget` is
 * how many blocks may be looked at; `whole` (nullable) becomes FALSE where some of it is not there. */
guint64 pst_node_size (PstNdb *ndb, const PstNode *top, guint64 *budget, gboolean *whole);

/* --- crypt.c, [MS-PST] 5.1 and 5.2 --- */
void pst_crypt_decode (PstCrypt crypt, guint64 bid, guint8 *data, gsize n);

/* --- cache.c --- */
PstCache *pst_cache_new (gsize bytes);
void pst_cache_free (PstCache *cache);
/* A new reference, or NULL. */
GBytes *pst_cache_get (PstCache *cache, guint64 key, PstState *state);
void pst_cache_put (PstCache *cache, guint64 key, GBytes *bytes, PstState state);

#endif
