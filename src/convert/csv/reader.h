/* SPDX-License-Identifier: MIT
 *
 * Comma-separated files as address lists, RFC 4180: the first line names the columns.
 */
#ifndef OX_CONVERT_CSV_READER_H
#define OX_CONVERT_CSV_READER_H

#include <oxcart/addressbook.h>
#include <oxcart/stream.h>

gboolean ox_csv_sniff (OxStream *stream);
OxAddressBook *ox_csv_open (OxStream *stream, OxOptions *options, OxDiagnostics *diagnostics, GError **error);

#endif
