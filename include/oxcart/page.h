/* SPDX-License-Identifier: MIT */
#ifndef OXCART_PAGE_H
#define OXCART_PAGE_H

#include <oxcart/diagnostics.h>
#include <oxcart/message.h>
#include <oxcart/options.h>
#include <oxcart/sink.h>

G_BEGIN_DECLS

/**
 * ox_message_write_html:
 * @message: a message
 * @sink: where the bytes go; not finished by this call
 * @options: (nullable): how to convert
 * @diagnostics: (nullable): where to record what was changed or left out
 * @error: return location for an error
 *
 * Writes a message as one HTML page, UTF-8: who, when and what, then the body with its pictures within
 * the page. Nothing in it runs, and nothing is fetched from elsewhere, neither now nor when it is looked
 * at: scripts, frames, forms and remote references are taken out. For people; programs want MIME.
 *
 * Returns: whether the page was written; what the sink failed at is its own error
 */
OX_API gboolean ox_message_write_html (OxMessage *message, OxSink *sink, OxOptions *options,
                                       OxDiagnostics *diagnostics,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * ox_message_write_text:
 * @message: a message
 * @sink: where the bytes go; not finished by this call
 * @options: (nullable): how to convert
 * @diagnostics: (nullable): where to record what was changed or left out
 * @error: return location for an error
 *
 * Writes a message as plain text, UTF-8, lines ended by line feeds: who, when and what, then the body: the
 * text that is stored, else that of the HTML or the RTF. What the text says may hold control characters.
 *
 * Returns: whether the text was written; what the sink failed at is its own error
 */
OX_API gboolean ox_message_write_text (OxMessage *message, OxSink *sink, OxOptions *options,
                                       OxDiagnostics *diagnostics,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

#endif
