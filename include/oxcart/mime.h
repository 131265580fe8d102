/* SPDX-License-Identifier: MIT */
#ifndef OXCART_MIME_H
#define OXCART_MIME_H

#include <gmime/gmime.h>
#include <oxcart/diagnostics.h>
#include <oxcart/account.h>
#include <oxcart/message.h>
#include <oxcart/options.h>
#include <oxcart/sink.h>

G_BEGIN_DECLS

/**
 * ox_message_write_mime:
 * @message: a message
 * @sink: where the bytes go; not finished by this call
 * @options: (nullable): how to convert
 * @diagnostics: (nullable): where to record what was changed or lost
 * @account: (nullable): where to record what became of each property
 * @error: return location for an error
 *
 * Writes a message as RFC 5322 and MIME, lines ended by CRLF: the primary form, in which stored
 * entities (signed ones) stand byte for byte. The same message gives the same bytes.
 * [MS-OXCMAIL] 2.1.
 *
 * Returns: whether the message was written; what the sink failed at is its own error
 */
OX_API gboolean ox_message_write_mime (OxMessage *message, OxSink *sink, OxOptions *options,
                                       OxDiagnostics *diagnostics, OxAccount *account,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * ox_message_to_mime:
 * @message: a message
 * @options: (nullable): how to convert
 * @diagnostics: (nullable): where to record what was changed or lost
 * @error: return location for an error
 *
 * The same as a GMime object, to go on with in GMime's own functions. A convenience: when GMime
 * writes it again, stored entities need not keep their bytes.
 *
 *
 * Returns: (transfer full) (nullable): the message
 */
OX_API GMimeMessage *ox_message_to_mime (OxMessage *message, OxOptions *options,
                                         OxDiagnostics *diagnostics,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

#endif
