/* SPDX-License-Identifier: MIT
 *
 * The header block a message was received with, PidTagTransportMessageHeaders,
 * taken apart line by line.
 */
#ifndef OX_MIME_TRANSPORT_H
#define OX_MIME_TRANSPORT_H

#include <glib.h>

typedef struct {
    char *name;
    char *raw; /* the value as stored, folds as "\n" and white space, no other line ends */
} OxStoredHeader;

typedef struct {
    GArray *headers; /* OxStoredHeader */
    guint n_broken;  /* lines that are no header */
} OxTransport;

/* `block` may be NULL. Stops at the first blank line that follows a header. */
OxTransport *ox_transport_parse (const char *block);
/* The same of PidTagMimeSkeleton, without the fields that are always made anew. */
OxTransport *ox_transport_parse_skeleton (const char *skeleton);
void ox_transport_free (OxTransport *transport);
guint ox_transport_size (const OxTransport *transport);
const OxStoredHeader *ox_transport_get (const OxTransport *transport, guint index);
/* The first header of a name, without case; NULL. */
const OxStoredHeader *ox_transport_find (const OxTransport *transport, const char *name);

#endif
