/* SPDX-License-Identifier: MIT */
#ifndef OXCART_OPEN_H
#define OXCART_OPEN_H

#include <oxcart/diagnostics.h>
#include <oxcart/message.h>
#include <oxcart/options.h>

G_BEGIN_DECLS

/**
 * ox_sniff:
 * @stream: an input
 *
 * Finds out what an input is by its content.
 *
 * Returns: (transfer none) (nullable): the name of the format, such as "msg"; %NULL where none
 *   fits
 */
OX_API const char *ox_sniff (OxStream *stream);

/**
 * ox_open_message:
 * @stream: an input that holds one message
 * @options: (nullable): how to read it; %NULL for the defaults
 * @diagnostics: (nullable): where to record what was odd, also later, when an
 *   attachment of the message is read
 * @error: return location for an error
 *
 * Opens an input that holds one message, whatever its format.
 *
 * Returns: (transfer full) (nullable): the message. %OX_ERROR_FORMAT where no format fits,
 *   %OX_ERROR_DAMAGED where nothing can be read
 */
OX_API OxMessage *ox_open_message (OxStream *stream, OxOptions *options,
                                   OxDiagnostics *diagnostics,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

#endif
