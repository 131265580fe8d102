/* SPDX-License-Identifier: MIT
 *
 * LDIF files as address lists, RFC 2849.
 */
#ifndef OX_CONVERT_LDIF_READER_H
#define OX_CONVERT_LDIF_READER_H

#include <oxcart/addressbook.h>
#include <oxcart/stream.h>

gboolean ox_ldif_sniff (OxStream *stream);
OxAddressBook *ox_ldif_open (OxStream *stream, OxOptions *options, OxDiagnostics *diagnostics, GError **error);

#endif
