/* SPDX-License-Identifier: MIT
 *
 * What a page refers to: parts of its message by Content-ID (RFC 2392), and what its pictures' addresses are.
 */
#ifndef OX_BODY_HTML_LINKS_H
#define OX_BODY_HTML_LINKS_H

#include "base/slice.h"

/* Bytes of an address or a Content-ID; what is longer is none. */
#define OX_HTML_MOST_LINK 1000

/* Sets of text; whole to the caller. */
GHashTable *ox_html_find_cids (OxSlice html);
GHashTable *ox_html_find_sources (OxSlice html);

#endif
