/* SPDX-License-Identifier: MIT
 *
 * HTML of a stranger, made fit to stand in a page of ours: nothing runs, nothing is fetched.
 */
#ifndef OX_PAGE_HTML_SAFE_H
#define OX_PAGE_HTML_SAFE_H

#include "base/slice.h"

#include <oxcart/sink.h>

/* Writes `before` and the picture of a reference ("cid:" and a Content-ID, or an address) to the sink, as a
 * data: URI; FALSE, and nothing is written, where the message has none. */
typedef gboolean (*OxPageImageFunc) (gpointer user_data, const char *reference, const char *before);

typedef struct {
    OxSink *sink;
    OxPageImageFunc image;
    gpointer user_data;
    guint n_blocked; /* references to what is elsewhere, and code, that were taken out */
} OxHtmlSafe;

/*
 * Copies UTF-8 HTML to the sink without scripts, frames, plug-ins, event handlers, refreshes and
 * references that a browser would follow by itself; cid: references become pictures. What stays of a
 * reference is an attribute that no browser knows. Linear in time, one tag in memory.
 */
void ox_html_safe_write (OxHtmlSafe *safe, OxSlice html);

#endif
