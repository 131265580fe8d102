/* SPDX-License-Identifier: MIT
 *
 * Signed and encrypted mail, [MS-OXOSMIME] 2.1: an entity that must keep its bytes.
 */
#ifndef OX_MIME_SMIME_H
#define OX_MIME_SMIME_H

#include "convert/mime/context.h"

#include <oxcart/sink.h>

/* Writes from Content-Type on; FALSE, and nothing is written, where the message is none of S/MIME, or not
 * what its class says. `parts` are OxPart. */
gboolean ox_smime_write (OxMimeContext *c, OxSink *sink, GPtrArray *parts);

#endif
