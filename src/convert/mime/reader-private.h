/* SPDX-License-Identifier: MIT
 *
 * What the parts of the reader share.
 */
#ifndef OX_MIME_READER_PRIVATE_H
#define OX_MIME_READER_PRIVATE_H

#include "convert/mime/entity.h"

#include <oxcart/message.h>
#include <oxcart/options.h>

/* One message: attachments that are opened later keep it. */
typedef struct {
    gatomicrefcount refs;
    OxEntities *entities;
    OxOptions *options;
    OxDiagnostics *diagnostics; /* nullable */
    guint depth;
} OxEml;

OxEml *ox_eml_ref (OxEml *eml);
void ox_eml_unref (OxEml *eml);

/* reader-fields.c: the header of the message. */
void ox_eml_read_fields (OxEml *eml, OxMessage *message);

/* reader-parts.c: bodies and attachments. */
void ox_eml_read_parts (OxEml *eml, OxMessage *message);

/* Text in a named charset, as UTF-8; where the name says nothing, what the bytes look like. `page` (nullable) is
 * the code page they are in. */
char *ox_eml_decode (OxEml *eml, const OxEntity *entity, GBytes *bytes, gsize *length, guint *page);

#endif
