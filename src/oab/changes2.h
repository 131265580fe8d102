/* SPDX-License-Identifier: MIT
 *
 * Changes files of versions 2 and 3: what makes the next generation of a set, [MS-OXOAB] 2.7.
 */
#ifndef OX_OAB_CHANGES2_H
#define OX_OAB_CHANGES2_H

#include "oab/layout.h"

#include <oxcart/addressbook.h>

#define CHG_REC_SIZE 12u

typedef enum { CHANGE_MODIFY = 0, CHANGE_ADD = 1, CHANGE_DELETE = 2 } ChangeType;

/* CHG_REC, 2.7.2: a bit for each field that a change may have, in the order in which the specification draws them,
 * the most significant bit of a byte first; the object type has one in the byte before. */
#define HAS_OBJECT_TYPE 0x100u
#define HAS_LOCAL_PART 0x80u
#define HAS_DOMAIN 0x40u
#define HAS_ALIAS 0x20u
#define HAS_LOCATION 0x10u
#define HAS_SURNAME 0x08u
#define HAS_DETAILS 0x04u
#define LARGER_DETAILS 0x02u /* than before, so that a client cannot write them over the old ones */
#define HAS_DISPLAY_TYPE 0x01u
#define HAS_ALL 0x1FFu
#define NO_VALUE " " /* of a text that is missing */

/* The list that changes were applied to; NULL for any other list. */
OxAddressList *oab2_changes_get_base (OxAddressList *list);

#endif
