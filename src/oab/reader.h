/* SPDX-License-Identifier: MIT
 *
 * Address book files of every version, [MS-OXOAB].
 */
#ifndef OX_OAB_READER_H
#define OX_OAB_READER_H

#include <oxcart/addressbook.h>
#include <oxcart/stream.h>

/* One file that is a book by itself: version 4 details, compressed or not. */
gboolean ox_oab_sniff (OxStream *stream);
OxAddressBook *ox_oab_open (OxStream *stream, OxOptions *options, OxDiagnostics *diagnostics, GError **error);
/* A folder: by its manifest, or by the content of its files. */
OxAddressBook *ox_oab_open_folder (const char *path, OxOptions *options, OxDiagnostics *diagnostics,
                                   GError **error);

#endif
