/* SPDX-License-Identifier: MIT
 *
 * Messages from RFC 5322 and MIME, [MS-OXCMAIL] 2.2.
 */
#ifndef OX_MIME_READER_H
#define OX_MIME_READER_H

#include <oxcart/diagnostics.h>
#include <oxcart/message.h>
#include <oxcart/options.h>

/* Whether the bytes begin with the header of a mail. */
gboolean ox_eml_sniff (OxStream *stream);
OxMessage *ox_eml_open (OxStream *stream, OxOptions *options, OxDiagnostics *diagnostics, guint depth,
                        GError **error);

#endif
