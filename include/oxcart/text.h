/* SPDX-License-Identifier: MIT */
#ifndef OXCART_TEXT_H
#define OXCART_TEXT_H

#include <glib.h>
#include <oxcart/export.h>

G_BEGIN_DECLS

/**
 * ox_text_sanitize:
 * @text: UTF-8
 * @multiline: whether line feeds and tabs stay
 *
 * Makes text safe for a terminal: control characters (so escape sequences too), C1 controls and
 * bidirectional overrides become visible as "\x1b" or "\u202e".
 *
 * Returns: (transfer full): the safe text
 */
OX_API char *ox_text_sanitize (const char *text, gboolean multiline);

/**
 * ox_filename_sanitize:
 * @name: a file name as a message gives it, UTF-8
 * @fallback: the name to use where nothing is left of it
 *
 * Makes a name that is safe to create in a folder: no folder part, no control or bidirectional
 * characters, none that Windows forbids, no device name, no leading dot or hyphen, no trailing
 * dot or space, at most 200 bytes with the extension kept.
 *
 * Returns: (transfer full): the name
 */
OX_API char *ox_filename_sanitize (const char *name, const char *fallback);

G_END_DECLS

#endif
