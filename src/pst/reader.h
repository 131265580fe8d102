/* SPDX-License-Identifier: MIT */
#ifndef OX_PST_READER_H
#define OX_PST_READER_H

#include "model/store-private.h"

/* rows.c: the rows of its folders' tables. */
extern const OxRowSource pst_rows;

/* Whether the bytes begin like a store. */
gboolean ox_pst_sniff (OxStream *stream);

OxStore *ox_pst_open (OxStream *stream, OxOptions *options, OxDiagnostics *diagnostics,
                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* What is wrong with it; FALSE where it is none. */
gboolean ox_pst_check (OxStream *stream, OxOptions *options, OxDiagnostics *diagnostics,
                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

#endif
