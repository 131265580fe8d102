/* SPDX-License-Identifier: MIT */
#ifndef OX_BASE_BASE64_H
#define OX_BASE_BASE64_H

#include <glib.h>

/* How many bytes behind `in` and `out` the vectors may read and write as well. */
#define OX_BASE64_SLACK 16

/* The characters of n bytes, padded (RFC 4648 4); returns the end of what was written, which is
 * (n + 2) / 3 * 4 characters. Writes no line ends. Both have OX_BASE64_SLACK bytes more. */
guint8 *ox_base64_encode (guint8 *out, const guint8 *in, gsize n);

/* The same without the processor's vectors and without slack: what other machines run. */
guint8 *ox_base64_encode_portable (guint8 *out, const guint8 *in, gsize n);

#endif
