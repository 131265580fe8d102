/* SPDX-License-Identifier: MIT
 *
 * Attachments as MIME parts, [MS-OXCMAIL] 2.1.3.4.
 */
#ifndef OX_MIME_PART_H
#define OX_MIME_PART_H

#include "convert/mime/body.h"
#include "convert/mime/context.h"

#include <oxcart/sink.h>

/* One attachment, prepared. */
typedef struct {
    OxAttachment *attachment;
    guint index;
    char *name;       /* file name; never NULL */
    char *type;       /* media type */
    char *content_id; /* without brackets; NULL */
    char *source;     /* the address by which the HTML shows it; NULL */
    gboolean is_inline;
    GArray *marks;    /* of the properties that name and type come from; nullable */
} OxPart;

/* `bodies` say what the text refers to; NULL where that is no matter. */
OxPart *ox_part_new (OxMimeContext *c, guint index, OxAttachment *attachment,
                     const OxBodies *bodies);
void ox_part_free (OxPart *part);

/* Another type than the one the properties give. */
void ox_part_set_type (OxPart *part, const char *type);

/* The content of a part, to be written as base64: the file; the inner file of an OLE package;
 * the text of a link. NULL with `error`. May put better values into name and type. */
OxStream *ox_part_open (OxMimeContext *c, OxPart *part, GError **error);

/* The Content- fields of a part whose content is `size` bytes, in base64. */
void ox_part_write_header (OxMimeContext *c, const OxPart *part, guint64 size, GString *out);

/* The account of a part that is written: what its name, type and content come from. */
void ox_part_account (OxMimeContext *c, const OxPart *part);

#endif
