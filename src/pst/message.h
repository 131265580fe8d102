/* SPDX-License-Identifier: MIT */
#ifndef OX_PST_MESSAGE_H
#define OX_PST_MESSAGE_H

#include "pst/ltp.h"

#include <oxcart/message.h>

/* The message of a node; NULL with `error` where the node holds none. */
OxMessage *pst_message_read (PstFile *file, const PstNode *node, OxDiagnostics *d, GError **error);

#endif
