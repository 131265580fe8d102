/* SPDX-License-Identifier: MIT
 *
 * Media types and file names of attachments.
 */
#ifndef OX_MIME_MEDIA_H
#define OX_MIME_MEDIA_H

#include "base/slice.h"

/* An extension, without its dot, for a media type; NULL where unknown. Static. */
const char *ox_media_extension (const char *type);

/* The media type for a file name by its extension; NULL where unknown. Static. */
const char *ox_media_from_name (const char *name);

/* The media type that the first bytes of a file tell; NULL where they tell none. Static. */
const char *ox_media_from_content (OxSlice head);

/* A stored media type in lower case, without parameters; NULL where it is malformed or may not
 * stand on an attachment, [MS-OXCMAIL] 2.1.3.4.1. */
char *ox_media_clean (const char *stored);

#endif
