/* SPDX-License-Identifier: MIT
 *
 * The definition of a search folder, [MS-OXOSRCH] 2.2.1.2.8.
 */
#ifndef OX_MODEL_SEARCH_FOLDER_H
#define OX_MODEL_SEARCH_FOLDER_H

#include "model/restriction-private.h"

typedef struct {
    guint32 flags;   /* PidTagSearchFolderStorageType */
    guint32 number;  /* a size or an age, where flag H is set */
    char *text;      /* nullable */
    gboolean deep;   /* with the folders below */
    char *folders;   /* nullable: FolderList1, names */
    GPtrArray *ids;  /* GBytes: FolderList2, EntryIDs */
    OxRestriction *restriction; /* nullable */
} OxSearchDefinition;

/* NULL with OX_ERROR_DAMAGED where the bytes are none; `map` (nullable) knows named properties. */
OxSearchDefinition *ox_search_definition_parse (GBytes *bytes, const OxKeyMap *map, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
void ox_search_definition_free (OxSearchDefinition *definition);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OxSearchDefinition, ox_search_definition_free)

#endif
