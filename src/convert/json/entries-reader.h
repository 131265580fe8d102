/* SPDX-License-Identifier: MIT
 *
 * Address lists in JSON, one object a line.
 */
#ifndef OX_CONVERT_JSON_ENTRIES_READER_H
#define OX_CONVERT_JSON_ENTRIES_READER_H

#include <oxcart/addressbook.h>
#include <oxcart/stream.h>

gboolean ox_json_entries_sniff (OxStream *stream);
OxAddressBook *ox_json_entries_open (OxStream *stream, OxOptions *options, OxDiagnostics *diagnostics,
                                     GError **error);

#endif
