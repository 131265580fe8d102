/* SPDX-License-Identifier: MIT
 *
 * Lists of mailboxes, read.
 */
#ifndef OX_MIME_ADDRESS_READ_H
#define OX_MIME_ADDRESS_READ_H

#include "convert/mime/address.h"

typedef void (*OxPersonTaker) (gpointer self, const OxMailbox *person);

/* Calls for each mailbox of the value of a field, in its order: with a name, an address, or both. UTF-8. */
void ox_address_list_each (const char *value, OxPersonTaker taker, gpointer self);

#endif
