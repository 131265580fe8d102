/* SPDX-License-Identifier: MIT
 *
 * Changes files of versions 2 and 3: what makes the next generation of a set, [MS-OXOAB] 2.7.
 */
#ifndef OX_OAB_CHANGES2_H
#define OX_OAB_CHANGES2_H

#include <oxcart/addressbook.h>
#include <oxcart/stream.h>

/* The list that comes of a list of version 2 or 3 and the changes to it. `rdn`: the RDN index of that list, into
 * which the changes point for parents and domains; NULL where it is not there. Serial numbers are not compared:
 * who has both files does. */
OxAddressList *oab2_changes_apply (OxAddressList *list, OxStream *changes, OxStream *rdn, OxOptions *options,
                                   OxDiagnostics *diagnostics, GError **error);

#endif
