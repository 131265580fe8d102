/* SPDX-License-Identifier: MIT
 *
 * One conversion of one message to MIME: what its parts share.
 */
#ifndef OX_MIME_CONTEXT_H
#define OX_MIME_CONTEXT_H

#include <oxcart/account.h>
#include <oxcart/diagnostics.h>
#include <oxcart/message.h>
#include <oxcart/options.h>

#include "convert/mime/transport.h"

typedef struct {
    OxMessage *message;
    OxProps *props;
    OxOptions *options;         /* nullable */
    OxDiagnostics *diagnostics; /* nullable */
    OxAccount *account;         /* nullable */
    OxTransport *transport;     /* the stored header block; empty where there is none */
    GHashTable *addresses;      /* display name or DN, folded, to SMTP address; made on demand */
    const char *place;          /* of the message in the account: "" for the outermost */
    GArray *marks;              /* nullable: where marks wait until it shows what becomes of a value */
} OxMimeContext;

/* What a look-up would mark, if its value is used. */
typedef struct {
    OxProps *props;
    OxKey key;
    OxFate fate;
} OxMark;

/* Marks one property in the account, or keeps the mark in c->marks. */
void ox_mime_mark (OxMimeContext *c, OxProps *props, OxKey key, OxFate fate);
/* From here on marks wait in a new array; NULL where nobody wants an account. */
GArray *ox_mime_begin_marks (OxMimeContext *c);
/* They wait no longer; what waits goes to the account when ox_mime_apply_marks() says so. */
void ox_mime_end_marks (OxMimeContext *c);
void ox_mime_apply_marks (OxMimeContext *c, GArray *marks);

/* A property that shapes the output: looked up, and marked as mapped. */
const char *ox_mime_text (OxMimeContext *c, OxProps *props, OxKey key);
GBytes *ox_mime_bytes (OxMimeContext *c, OxProps *props, OxKey key);
gint64 ox_mime_integer (OxMimeContext *c, OxProps *props, OxKey key, gint64 fallback);
gboolean ox_mime_time (OxMimeContext *c, OxProps *props, OxKey key, guint64 *filetime);

#endif
