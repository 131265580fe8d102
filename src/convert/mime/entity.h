/* SPDX-License-Identifier: MIT
 *
 * A MIME message taken apart into entities, RFC 2045 to 2047, in one pass over its lines: which bytes are the header
 * of a part and which its content. What one part holds is decoded when somebody asks.
 *
 * Bounded in all directions: depth, number of parts, bytes of headers. What is beyond is content of the part
 * that it is in, and said.
 */
#ifndef OX_MIME_ENTITY_H
#define OX_MIME_ENTITY_H

#include <oxcart/diagnostics.h>
#include <oxcart/limits.h>
#include <oxcart/stream.h>

#include "convert/mime/transport.h"

#define OX_ENTITY_NONE G_MAXUINT32

typedef struct {
    guint32 parent;      /* OX_ENTITY_NONE for the message itself */
    guint32 depth;       /* 0 for the message itself */
    guint64 head;        /* where its header begins, */
    guint64 body;        /* its content begins, */
    guint64 end;         /* and ends */
    char *block;         /* the header, UTF-8, lines ended by CRLF */
    OxTransport *header; /* the same, field by field */
    char *type;          /* "text/plain", in lower case */
    char *boundary;      /* of a multipart; NULL */
} OxEntity;

typedef struct {
    OxStream *stream;
    GArray *all; /* OxEntity; the message first, then as they begin */
    guint codepage; /* of fields with bytes that are no UTF-8 */
} OxEntities;

/* Takes the message apart. Never NULL: whatever the bytes are, the first entity is there. */
OxEntities *ox_entities_read (OxStream *stream, guint codepage, OxDiagnostics *d);
void ox_entities_free (OxEntities *entities);
const OxEntity *ox_entities_get (const OxEntities *entities, guint index);

/* A field as text without folds, encoded words decoded (RFC 2047); NULL where there is none. */
char *ox_entity_text (const OxEntity *entity, const char *name);
/* The same of a stored value. */
char *ox_entity_decode (const char *raw);
/* A parameter of Content-Type or Content-Disposition, RFC 2231 and what others do instead; NULL. */
char *ox_entity_parameter (const OxEntity *entity, const char *field, const char *parameter);
/* The first word of a structured field in lower case; NULL where there is none. */
char *ox_entity_token (const OxEntity *entity, const char *name);

/* The content with its transfer encoding undone: a window where there is none, else in memory. */
OxStream *ox_entity_open (const OxEntities *entities, const OxEntity *entity, const OxLimits *limits,
                          OxDiagnostics *d, GError **error);
GBytes *ox_entity_read (const OxEntities *entities, const OxEntity *entity, const OxLimits *limits,
                        OxDiagnostics *d, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OxEntities, ox_entities_free)

#endif
