/* SPDX-License-Identifier: MIT
 *
 * The header of a message: which property gives which field, [MS-OXCMAIL] 2.1.3.2.
 */
#ifndef OX_MIME_FIELDS_H
#define OX_MIME_FIELDS_H

#include "convert/mime/context.h"

/* Appends all fields of the message but MIME-Version and the Content- ones. */
void ox_fields_write (OxMimeContext *c, GString *out);

/* 32 hex digits that depend on what the message holds and on nothing else. */
char *ox_message_digest (OxMessage *message);

#endif
