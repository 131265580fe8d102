/* SPDX-License-Identifier: MIT */
#ifndef OXCART_JSON_H
#define OXCART_JSON_H

#include <oxcart/account.h>
#include <oxcart/diagnostics.h>
#include <oxcart/message.h>
#include <oxcart/options.h>
#include <oxcart/sink.h>

G_BEGIN_DECLS

/**
 * ox_message_write_json:
 * @message: a message
 * @sink: where the bytes go; not finished by this call
 * @options: (nullable): how to convert
 * @diagnostics: (nullable): where to record what was changed or lost
 * @account: (nullable): where to record what became of each property: all that can be read is preserved
 * @error: return location for an error
 *
 * Writes everything a message holds as one JSON object on one line, UTF-8: each property under
 * its name with its type and value, recipients, attachments, embedded messages. Bytes are
 * base64. docs/json.md describes the schema.
 *
 * Returns: whether the message was written
 */
OX_API gboolean ox_message_write_json (OxMessage *message, OxSink *sink, OxOptions *options,
                                       OxDiagnostics *diagnostics, OxAccount *account,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

#endif
