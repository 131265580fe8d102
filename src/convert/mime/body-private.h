/* SPDX-License-Identifier: MIT
 *
 * What the files that read bodies share.
 */
#ifndef OX_MIME_BODY_PRIVATE_H
#define OX_MIME_BODY_PRIVATE_H

#include "convert/mime/body.h"

/* body-html.c: HTML whose page is known (html: transfer full), and HTML whose page is to be found. */
void ox_bodies_set_html (OxBodies *bodies, GBytes *html, guint page);
/* HTML that was text: what it says of its own bytes is made true. */
void ox_bodies_set_text_html (OxBodies *bodies, const char *text, gsize length);
void ox_bodies_label_html (OxMimeContext *c, OxBodies *bodies, GBytes *html);

/* body-rtf.c: takes from decompressed RTF the HTML, or the text where it holds text alone. */
void ox_bodies_read_rtf (OxMimeContext *c, OxBodies *bodies, GBytes *rtf);

#endif
