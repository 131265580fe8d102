/* SPDX-License-Identifier: MIT
 *
 * Files of vCards as address lists: of any version, one card an entry.
 */
#ifndef OX_CONVERT_VCARD_ENTRY_READER_H
#define OX_CONVERT_VCARD_ENTRY_READER_H

#include <oxcart/addressbook.h>
#include <oxcart/stream.h>

gboolean ox_vcard_entries_sniff (OxStream *stream);
OxAddressBook *ox_vcard_entries_open (OxStream *stream, OxOptions *options, OxDiagnostics *diagnostics,
                                      GError **error);

#endif
