/* SPDX-License-Identifier: MIT
 *
 * Sorted indexes over the entries of an address list: 16 bytes a key, and the folded key itself where
 * order counts. Built on demand by reading all of the list once.
 */
#ifndef OX_MODEL_ADDRESS_INDEX_H
#define OX_MODEL_ADDRESS_INDEX_H

#include "model/address-private.h"

typedef enum { OX_INDEX_NAME, OX_INDEX_ANR, OX_INDEX_EXACT, OX_INDEX_N } OxIndexKind;

typedef struct _OxAddressIndex OxAddressIndex;

OxAddressIndex *ox_address_index_build (OxAddressList *list, OxIndexKind kind, GError **error);
void ox_address_index_free (OxAddressIndex *index);

/* The entry at a place of the order; the index is one of names. */
gboolean ox_address_index_nth (const OxAddressIndex *index, guint32 position, guint32 *entry);
/* Entries whose key begins with, or is, what is looked for. */
GArray *ox_address_index_search (const OxAddressIndex *index, OxAddressList *list, OxLookup search,
                                 const char *text, guint32 most, GError **error);

/* Text as it is compared: without case, accents and doubled spaces. */
char *ox_address_fold (const char *text);

#endif
