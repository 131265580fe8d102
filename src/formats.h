/* SPDX-License-Identifier: MIT */
#ifndef OX_FORMATS_H
#define OX_FORMATS_H

#include <oxcart/stream.h>

/* Whether the input is of a format that holds one message. */
gboolean ox_formats_hold_message (OxStream *stream);

#endif
