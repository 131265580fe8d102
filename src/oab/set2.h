/* SPDX-License-Identifier: MIT
 *
 * Address books of versions 2 and 3: Browse, RDN index, ANR index and Details belong together, [MS-OXOAB]
 * 2.3 to 2.6.
 */
#ifndef OX_OAB_SET2_H
#define OX_OAB_SET2_H

#include "base/slice.h"

#include <oxcart/addressbook.h>
#include <oxcart/stream.h>

typedef enum {
    OAB2_NONE,
    OAB2_BROWSE,
    OAB2_RDN,
    OAB2_ANR,
    OAB2_DETAILS,
    OAB2_CHANGES,
    OAB2_N_PARTS
} Oab2Part;

/* What an uncompressed file is; told by its content, since all but Details and Changes begin alike. */
Oab2Part oab2_part_of (OxStream *stream);
/* In words; NULL for OAB2_NONE. */
const char *oab2_part_to_string (Oab2Part part);

typedef struct _Oab2Set Oab2Set;

Oab2Set *oab2_set_new (void);
void oab2_set_free (Oab2Set *set);
/* Takes a reference of a file that is one of these; nothing comes of any other. */
void oab2_set_add (Oab2Set *set, OxStream *stream);
/* Adds a list to the book for each Browse file. */
void oab2_set_open (Oab2Set *set, OxOptions *options, OxDiagnostics *diagnostics, OxAddressBook *book);

/* What a list of version 2 or 3 is read from; FALSE for any other list. Nothing of it is the caller's. */
typedef struct {
    OxStream *rdn; /* NULL where it is missing */
    gboolean version3;
    guint32 serial; /* of the Browse file */
} Oab2List;

gboolean oab2_list_get (OxAddressList *list, Oab2List *of);
/* The names of parents and domains at the top of an RDN index, each ended by NUL, 2.4; NULL where they are damaged.
 * The first stands at RDN_HDR_SIZE. */
GBytes *oab2_parents_read (OxStream *rdn);

/* Walks the tree of an index and its thread, 2.4.2 and 2.5.2; what leads nowhere or in a circle is recorded.
 * Gives how many records the tree reaches. */
guint32 oab2_index_check (OxStream *stream, Oab2Part part, OxDiagnostics *diagnostics);

#endif
