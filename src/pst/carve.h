/* SPDX-License-Identifier: MIT
 *
 * Messages of which only their blocks are left: no page of the tree of nodes that has them is there any more.
 */
#ifndef OX_PST_CARVE_H
#define OX_PST_CARVE_H

#include "base/hash.h"
#include "pst/ltp.h"

/* Times of a message that the table of its folder has as well. */
enum { PST_N_TIMES = 3 };
extern const guint16 pst_carve_times[PST_N_TIMES];

/* What says which list of subnodes is a message's. */
typedef enum { PST_NEEDS_NONE, PST_BY_SIZE, PST_BY_PLACE, PST_WITHIN_LOST, PST_NO_LIST, PST_NO_MESSAGE } PstEvidence;

typedef struct {
    guint64 data; /* BID, 0: only what belonged to the message is left */
    guint64 subnodes;
    PstEvidence how;
    guint32 nid; /* of the node it had, 0: that is not known */
    guint64 times[PST_N_TIMES];
} PstCarved;

/* Nodes that no tree numbers are numbered in a type of their own, in the order of their blocks. */
enum { PST_TYPE_CARVED = 0x1E };

/* Whether messages may be left of which no page has the node. */
gboolean pst_carve_may_help (PstFile *file);
/* Found once, by whoever asks first: PstCarved, owned by the file. */
GArray *pst_carve (PstFile *file, OxDiagnostics *d);
/* FALSE where nothing was found that has the number. What is doubtful about it is said. */
gboolean pst_carved_find (PstFile *file, guint32 nid, OxDiagnostics *d, PstNode *node);

/* The map of named properties; FALSE where none was found. */
gboolean pst_carved_names (PstFile *file, OxDiagnostics *d, PstNode *node);

/* --- between carve.c, carve-pair.c and carve-rows.c --- */

/* The properties of a message that belong to no node. */
typedef struct {
    guint64 data;  /* BID */
    guint64 own;   /* bytes of the properties themselves */
    guint64 told;  /* PidTagMessageSize: with all that is below; 0 where it does not say */
    guint64 mask;  /* of the subnodes that it names, a bit a residue */
    guint n_refs;  /* how many it names */
    gboolean has_attachments;
    gboolean is_names; /* it is the map of named properties */
    gboolean is_unique; /* only copies say the same, since it has a key to be searched by */
    gboolean is_used;   /* a map says that its block is in use */
    OxHash key;    /* of what it says, to know it again */
    guint64 times[PST_N_TIMES];
    guint64 subnodes;
    PstEvidence how;
} PstLostMessage;

/* A list of subnodes that belongs to no node. */
typedef struct {
    guint64 bid;
    guint64 size; /* of all that is in it */
    guint64 mask;
    gboolean has_tables; /* of recipients or attachments: it is a message's */
    gboolean has_attachments;
    gboolean is_free; /* the store has no more use for it */
    gboolean whole; /* whether all that is in it is there */
    gboolean used;
} PstLostList;

static inline guint64
pst_mask_of (guint32 nid)
{
    return (guint64) 1 << nid / 32 % 64;
}

/* Gives messages (PstLostMessage) the lists (PstLostList) that are theirs; both by BID. `budget` is how many blocks may
 * be looked at for it. */
void pst_carve_pair (PstFile *file, GArray *messages, GArray *lists, guint64 *budget);

/* Says of each PstCarved which node it was, if a folder still lists that. */
void pst_carve_match_rows (PstFile *file, PstScan *scan, GArray *carved);

#endif
