/* SPDX-License-Identifier: MIT
 *
 * A folder of a store as one file of lines: the walk over its items, and how writing ends.
 */
#ifndef OX_LINE_FOLDER_H
#define OX_LINE_FOLDER_H

#include "base/diag.h"

#include <oxcart/options.h>
#include <oxcart/sink.h>
#include <oxcart/store.h>

/* Writes an item; FALSE where it is none of those that such a file holds. */
typedef gboolean (*OxItemWriter) (gpointer data, OxMessage *message);

/* Each item of the folder, in its order; one that cannot be read costs itself, and a diagnostic of that code. How
 * many were written. */
guint ox_write_folder (OxStore *store, OxFolder *folder, OxSink *sink, OxDiagnostics *diagnostics, OxDiagCode unreadable,
                       OxItemWriter write, gpointer data);

/* FALSE with `error` where the policy does not take what was odd, or the sink failed. */
gboolean ox_write_finish (OxSink *sink, OxOptions *options, OxDiagnostics *diagnostics, GError **error);

#endif
