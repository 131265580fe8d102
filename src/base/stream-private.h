/* SPDX-License-Identifier: MIT */
#ifndef OX_BASE_STREAM_PRIVATE_H
#define OX_BASE_STREAM_PRIVATE_H

#include "base/slice.h"

#include <oxcart/stream.h>

/* The bytes of a stream that is memory anyway, or NULL: readers use it to
 * spare a copy, and fall back to ox_stream_pread(). Borrowed. */
GBytes *ox_stream_peek_bytes (OxStream *stream);

/* What ox_stream_new() was given, where the stream reads by that function; NULL elsewhere. */
gpointer ox_stream_peek_self (OxStream *stream, OxStreamPread pread);
/* A file below a folder, by its relative path; no symbolic link below the folder is followed. */
OxStream *ox_stream_new_below (const char *top, const char *relative, GError **error);

#endif
