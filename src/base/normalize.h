/* SPDX-License-Identifier: MIT
 *
 * Unicode normal forms in linear time.
 */
#ifndef OX_BASE_NORMALIZE_H
#define OX_BASE_NORMALIZE_H

#include <glib.h>

/* Valid UTF-8 in a normal form. GLib's own composes and orders in quadratic time: it is given pieces, which end where
 * a character of ASCII begins or, in text without any, after some hundred characters. */
char *ox_utf8_normalize (const char *text, GNormalizeMode mode);

#endif
