/* SPDX-License-Identifier: MIT
 *
 * What the parts of the compound-file reader share.
 */
#ifndef OX_CFB_PRIVATE_H
#define OX_CFB_PRIVATE_H

#include "base/slice.h"
#include "cfb/cfb.h"

/* Sector numbers that are none, [MS-CFB] 2.1. */
#define MAXREGSECT 0xFFFFFFFAu
#define ENDOFCHAIN 0xFFFFFFFEu
#define FREESECT 0xFFFFFFFFu
/* Ours: the FAT sector that would tell is not in the file. */
#define UNKNOWNSECT 0xFFFFFFFBu

#define NAME_UNITS 31 /* without the terminator, 2.6.1 */
#define ENTRY_SIZE 128
#define MINI_SHIFT 6
#define MINI_CUTOFF 4096

/* Consecutive sectors of a chain. */
typedef struct {
    guint32 first; /* sector number */
    guint32 count;
    guint32 at; /* how many sectors of the chain stand before */
} CfbRun;

/* A chain of sectors, or of mini sectors: a range of the file's run list. */
typedef struct {
    guint32 first_run;
    guint32 n_runs;
    guint32 n_sectors;
} CfbChain;

typedef struct {
    guint16 name[NAME_UNITS + 1];
    guint8 n_units;
    guint8 type;
    gboolean seen : 1;    /* a tree reaches it */
    gboolean is_mini : 1; /* its sectors are mini sectors */
    guint32 left, right, child;
    guint32 start;
    guint64 size;
    OxGuid clsid;
    guint64 offset;
    const char *utf8; /* of the file's names */
    CfbChain chain;
    guint32 first_child; /* into the file's list of children */
    guint32 n_children;
} CfbEntry;

/* Why a chain ended. */
typedef enum { CHAIN_WHOLE, CHAIN_ENDED, CHAIN_OUTSIDE, CHAIN_CYCLE, CHAIN_BUDGET } CfbChainEnd;

struct _OxCfb {
    gatomicrefcount refs;
    OxStream *source;
    guint shift; /* of a sector: 9 or 12 */
    gboolean is_v3;
    guint32 n_sectors; /* in the file, the last perhaps in part */
    guint32 *fat;      /* n_sectors numbers */
    guint32 *mini_fat;
    guint32 n_mini;
    GArray *runs;      /* CfbRun */
    GArray *entries;   /* CfbEntry */
    GStringChunk *names; /* of the entries, in UTF-8 */
    GArray *children;  /* guint32 */
    GArray *orphans;   /* guint32 */
    OxStream *mini;    /* the mini stream; in memory unless it is large */
    guint8 *owned;     /* a bit a sector: a chain has it; while opening */
    guint8 *mini_owned;
    gboolean broken_tree; /* a link of the directory led nowhere */
    guint64 shared_budget; /* steps still allowed through sectors that others own */
    const OxLimits *limits;
    OxDiagnostics *diagnostics; /* while opening */
};

/* A map of sectors to walk: the FAT or the mini FAT. */
typedef struct {
    const guint32 *next;
    guint32 n;
    guint8 *owned;
} CfbMap;

static inline CfbEntry *
cfb_entry (const OxCfb *cfb, guint32 entry)
{
    return &g_array_index (cfb->entries, CfbEntry, entry);
}

/* chain.c: follows a chain for at most `most` sectors, appending its runs. */
CfbChain cfb_chain_follow (OxCfb *cfb, const CfbMap *map, guint32 start, guint32 most,
                           CfbChainEnd *end, gboolean *shared);
CfbMap cfb_map_fat (const OxCfb *cfb);
CfbMap cfb_map_mini (const OxCfb *cfb);

/* directory.c: reads the entries, and the tree of each storage. */
gboolean cfb_directory_read (OxCfb *cfb, guint32 start, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* directory.c: works out which sectors each stream has. */
void cfb_directory_chain_streams (OxCfb *cfb, OxPolicy policy);

/* read.c: a stream over a chain. Holds no reference where `owner` is NULL. */
OxStream *cfb_stream_new (OxCfb *cfb, const CfbChain *chain, gboolean is_mini, guint64 size,
                          gboolean hold);

#endif
