/* SPDX-License-Identifier: MIT
 *
 * Files of Macintosh computers: MacBinary in an attachment becomes multipart/appledouble,
 * [MS-OXCMAIL] 2.1.3.4.3 and RFC 1740.
 */
#ifndef OX_MIME_MAC_H
#define OX_MIME_MAC_H

#include "convert/mime/part.h"

typedef struct {
    OxStream *header; /* an AppleDouble file: name, dates, Finder information, resource fork */
    OxStream *data;   /* the data fork */
    char *type;       /* media type of the data fork */
} OxMacFile;

/* Takes the content of an attachment apart. FALSE where the attachment is not marked as MacBinary, or is
 * none whatever it is marked as: then it is a file like any other. */
gboolean ox_mac_open (OxMimeContext *c, const OxPart *part, OxStream *content, OxMacFile *mac);
void ox_mac_clear (OxMacFile *mac);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (OxMacFile, ox_mac_clear)

#endif
