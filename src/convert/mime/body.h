/* SPDX-License-Identifier: MIT
 *
 * The bodies of a message, as they go into text parts.
 */
#ifndef OX_MIME_BODY_H
#define OX_MIME_BODY_H

#include "convert/mime/context.h"

/* A picture that stands in native RTF: a part of its own in MIME. */
typedef struct {
    char *content_id; /* without brackets */
    char *name;
    const char *type; /* static */
    GBytes *bytes;
} OxBodyPicture;

typedef struct {
    char *plain;         /* UTF-8; NULL where there is none */
    gsize plain_length;
    GBytes *html;        /* in html_charset; NULL where there is none */
    char *html_charset;  /* MIME name */
    gboolean is_derived; /* the plain text was made from the HTML: none is stored */
    GHashTable *cids;    /* Content-IDs that the HTML refers to */
    GHashTable *sources; /* addresses of pictures in it; NULL where no attachment has one */
    GPtrArray *pictures; /* OxBodyPicture */
    GHashTable *placed;  /* index of an attachment, plus 1, to the Content-ID of its place in RTF */
    GArray *marks;       /* of the properties they come from; nullable */
} OxBodies;

void ox_bodies_read (OxMimeContext *c, OxBodies *bodies);
void ox_bodies_clear (OxBodies *bodies);
/* The address by which the HTML shows an attachment, from its Content-Location; NULL where it does not. */
char *ox_bodies_find_source (const OxBodies *bodies, OxProps *props);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (OxBodies, ox_bodies_clear)

#endif
