/* SPDX-License-Identifier: MIT
 *
 * Tags of HTML, as browsers read them.
 */
#ifndef OX_BODY_HTML_TAG_H
#define OX_BODY_HTML_TAG_H

#include "base/slice.h"

typedef struct {
    OxSlice name;
    OxSlice value;     /* as it stands, entities and all */
    gboolean unclosed; /* a quote that nothing closes: the value is all the rest */
} OxHtmlAttribute;

/* The next attribute of a tag; FALSE at its end, when the '>' is taken too. */
gboolean ox_html_next_attribute (OxSlice *s, OxHtmlAttribute *a);

/* Whether a slice is, or begins with, ASCII text, without case. */
gboolean ox_html_is (OxSlice s, const char *what);
gboolean ox_html_starts (const OxSlice *s, const char *what);

gboolean ox_html_is_space (int c);
void ox_html_skip_space (OxSlice *s);

/* Takes up to one of the bytes that end a word. */
OxSlice ox_html_take_until (OxSlice *s, const char *ends);

#endif
