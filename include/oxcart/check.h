/* SPDX-License-Identifier: MIT */
#ifndef OXCART_CHECK_H
#define OXCART_CHECK_H

#include <oxcart/diagnostics.h>
#include <oxcart/options.h>
#include <oxcart/stream.h>

G_BEGIN_DECLS

/**
 * ox_check_store:
 * @stream: an input that holds a store
 * @options: (nullable): how to read it; %NULL for the defaults
 * @diagnostics: where to record what is wrong with it
 * @error: return location for an error
 *
 * Reads all of a store, and records every violation of its format: checksums, signatures, trees, references,
 * allocation maps, counters; tables and objects that do not say the same; counts and sizes; what is missing,
 * [MS-PST]. Takes memory with the number of its blocks: 32 bytes each.
 *
 * Returns: whether there is a store to look at; %OX_ERROR_FORMAT where there is none
 */
OX_API gboolean ox_check_store (OxStream *stream, OxOptions *options, OxDiagnostics *diagnostics,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

#endif
