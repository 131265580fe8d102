/* SPDX-License-Identifier: MIT
 *
 * Version 4 Full Details files, [MS-OXOAB] 2.9: one file holds all of an address list.
 */
#ifndef OX_OAB_DETAILS4_H
#define OX_OAB_DETAILS4_H

#include "model/address-private.h"

#include <oxcart/addressbook.h>
#include <oxcart/stream.h>

gboolean ox_oab4_sniff (OxStream *stream);
OxAddressList *ox_oab4_open (OxStream *stream, OxOptions *options, OxDiagnostics *diagnostics,
                             GError **error);
/* What a compressed file holds whose beginning is lost: records are found by what they look like in the columns that
 * servers write. */
OxAddressList *ox_oab4_open_rest (OxStream *stream, OxOptions *options, OxDiagnostics *diagnostics,
                                  GError **error);
gboolean ox_oab4_is_list (OxAddressList *list);
gboolean ox_oab4_write (OxAddressList *list, OxSink *sink, OxOptions *options, OxDiagnostics *diagnostics,
                        GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* OxAddressColumn, 2.9.2.2. */
GArray *ox_oab4_default_columns (void);

#endif
