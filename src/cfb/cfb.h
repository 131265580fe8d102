/* SPDX-License-Identifier: MIT
 *
 * Compound files, [MS-CFB]: our own reader. It never recurses, never trusts a
 * count, and reads what is there however broken the rest is.
 */
#ifndef OX_CFB_CFB_H
#define OX_CFB_CFB_H

#include <oxcart/diagnostics.h>
#include <oxcart/limits.h>
#include <oxcart/options.h>
#include <oxcart/storage.h>
#include <oxcart/stream.h>

/* An open compound file: refcounted, immutable, readable from several threads.
 * Its entries are numbers: the place of each in the directory. */
typedef struct _OxCfb OxCfb;

#define OX_CFB_NONE 0xFFFFFFFFu

typedef enum { OX_CFB_EMPTY = 0, OX_CFB_STORAGE = 1, OX_CFB_STREAM = 2, OX_CFB_ROOT = 5 } OxCfbType;

/* OX_ERROR_FORMAT: no compound file; OX_ERROR_DAMAGED: nothing in it can be reached. */
OxCfb *ox_cfb_open (OxStream *source, const OxLimits *limits, OxPolicy policy, OxDiagnostics *d,
                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
OxCfb *ox_cfb_ref (OxCfb *cfb);
void ox_cfb_unref (OxCfb *cfb);

guint32 ox_cfb_root (const OxCfb *cfb);
/* UTF-8, owned by the file. */
const char *ox_cfb_get_name (const OxCfb *cfb, guint32 entry);
OxCfbType ox_cfb_get_type (const OxCfb *cfb, guint32 entry);
const OxGuid *ox_cfb_get_clsid (const OxCfb *cfb, guint32 entry);
/* Bytes a stream has, cut to what its sectors can hold. */
guint64 ox_cfb_get_size (const OxCfb *cfb, guint32 entry);
/* Where the directory entry stands in the file, for diagnostics. */
guint64 ox_cfb_get_offset (const OxCfb *cfb, guint32 entry);

/* The children of a storage in the order of [MS-CFB] 2.6.4; none for a stream. */
const guint32 *ox_cfb_children (const OxCfb *cfb, guint32 storage, guint *n);
/* The child of that name, without case; OX_CFB_NONE. */
guint32 ox_cfb_find (const OxCfb *cfb, guint32 storage, const char *name);
/* Entries that no tree reaches. Looked for under OX_POLICY_SALVAGE, and by default where a tree
 * is broken. */
const guint32 *ox_cfb_orphans (const OxCfb *cfb, guint *n);

/* A stream's bytes as a stream of ours. What its chain does not give is reported to `d`
 * (nullable), and the stream is cut to what there is. */
OxStream *ox_cfb_open_stream (OxCfb *cfb, guint32 entry, OxDiagnostics *d,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The same in memory; at most `max` bytes. */
GBytes *ox_cfb_read (OxCfb *cfb, guint32 entry, guint64 max, OxDiagnostics *d,
                     GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* A storage with all below it, as the model has it. */
OxStorage *ox_cfb_to_storage (OxCfb *cfb, guint32 entry, const OxLimits *limits, OxDiagnostics *d,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OxCfb, ox_cfb_unref)

#endif
