/* SPDX-License-Identifier: MIT
 *
 * Looking for what is wrong with a store.
 */
#ifndef OX_PST_CHECK_H
#define OX_PST_CHECK_H

#include "pst/ltp.h"

/* check.c: header, trees, blocks, references, maps. `nodes` (PstNode) becomes all nodes there are. */
void pst_check_ndb (PstNdb *ndb, GArray *nodes, OxDiagnostics *d);
/* check-objects.c: folders, messages, attachments; `nodes` in the order of their NIDs. */
void pst_check_objects (PstFile *file, GArray *nodes, OxDiagnostics *d);

/* check-ltp.c: all heaps of a node and what is below it, but for the BIDs in `seen` (guint64), which it adds to; the map of names; tables that others are copied from. */
void pst_check_heaps (PstFile *file, const PstNode *top, GHashTable *seen, OxDiagnostics *d);
void pst_check_names (PstFile *file, OxDiagnostics *d);
void pst_check_templates (PstFile *file, OxDiagnostics *d);

/* The properties of a node; empty where it has none. */
OxProps *pst_props_read (PstFile *file, guint32 nid, OxDiagnostics *d);

#endif
