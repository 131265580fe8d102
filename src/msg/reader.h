/* SPDX-License-Identifier: MIT */
#ifndef OX_MSG_READER_H
#define OX_MSG_READER_H

#include <oxcart/diagnostics.h>
#include <oxcart/message.h>
#include <oxcart/options.h>

/* Whether the bytes begin like a compound file. */
gboolean ox_msg_sniff (OxStream *stream);

/* Opens a .msg or .oft. OX_ERROR_FORMAT: not a compound file, or no message in it. */
OxMessage *ox_msg_open (OxStream *stream, OxOptions *options, OxDiagnostics *diagnostics,
                        guint depth, GError **error) G_GNUC_WARN_UNUSED_RESULT;

#endif
