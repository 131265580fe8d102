/* SPDX-License-Identifier: MIT
 *
 * Building address lists: for readers.
 */
#ifndef OX_MODEL_ADDRESS_PRIVATE_H
#define OX_MODEL_ADDRESS_PRIVATE_H

#include "model/props-private.h"

#include <oxcart/addressbook.h>

/* What a format does for its lists. Any thread may call read_entry at any time. */
typedef struct {
    /* The properties of an entry. `wanted`: NULL for all, else the keys that are needed, ended by
     * OX_KEY_NONE; others may come too. */
    OxProps *(*read_entry) (gpointer self, guint32 index, const OxKey *wanted, OxDiagnostics *d,
                            GError **error);
    void (*free_self) (gpointer self);
    gboolean in_order; /* entries come in browse order, which is the server's */
} OxAddressListSource;

/* Takes `self` over. */
OxAddressList *ox_address_list_new (const OxAddressListSource *source, gpointer self, const char *format,
                                    guint32 n_entries, OxProps *props);
OxProps *ox_address_list_read_props (OxAddressList *list, guint32 index, const OxKey *wanted,
                                     OxDiagnostics *d, GError **error);

/* What a list is read from, for the format whose `source` it is; NULL for any other list. */
gpointer ox_address_list_get_self (OxAddressList *list, const OxAddressListSource *source);

/* An entry, for those who go through a whole list: *entry is NULL where it is damaged, which is said; FALSE
 * with `error` where the machine failed. */
gboolean ox_address_list_try_entry (OxAddressList *list, guint32 index, OxDiagnostics *d, OxEntry **entry,
                                    GError **error);

/* A book of one list. */
OxAddressBook *ox_address_book_of_list (OxAddressList *list);

/* A column of a version 4 file, [MS-OXOAB] 2.9.4: the columns that a list came with, for writing it again. */
typedef struct {
    guint32 tag;
    guint32 flags;
} OxAddressColumn;

#define OX_COLUMN_ANR 1u /* looked through by ambiguous name resolution */
#define OX_COLUMN_KEY 2u /* in every record */

/* Takes the array over; of OxAddressColumn. */
void ox_address_list_take_columns (OxAddressList *list, GArray *columns);
GArray *ox_address_list_get_columns (OxAddressList *list); /* NULL where it came with none */

#endif
