/* SPDX-License-Identifier: MIT
 *
 * HTML bodies: which charset they say they are in, and their text.
 */
#ifndef OX_BODY_HTML_H
#define OX_BODY_HTML_H

#include "base/slice.h"

#include <oxcart/diagnostics.h>
#include <oxcart/limits.h>

/* The code page that HTML names, by a byte order mark or a <meta>; 0 where it names none, or one
 * that is not known. */
guint ox_html_charset (OxSlice html);

/* Where the name of a charset stands in a <meta>. */
gboolean ox_html_find_charset (OxSlice html, gsize *offset, gsize *length);

/* Makes a <meta> that names another charset say UTF-8; what it named, or NULL (transfer full). */
char *ox_html_say_utf8 (GString *html);

/*
 * The text that a person would read of UTF-8 HTML: paragraphs, lists, tables, quotations, links as
 * "text <address>". Linear in time, and bounded by the limits (NULL for the defaults) in memory.
 * Lines end with LF. What is over the limits is a diagnostic.
 */
char *ox_html_text (const char *html, gsize length, const OxLimits *limits,
                    OxDiagnostics *diagnostics);

#endif
