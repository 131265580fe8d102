/* SPDX-License-Identifier: MIT
 *
 * Pictures of RTF: hexadecimal digits or binary data, and words that say what they are.
 */
#ifndef OX_BODY_RTF_PICTURE_H
#define OX_BODY_RTF_PICTURE_H

#include "convert/body/rtf-read.h"

typedef struct {
    GByteArray *data;
    OxRtfPictureType type;
    gint32 values[OX_RTF_N_PICTURE];
    int nibble; /* half a byte that waits; -1 for none */
} OxRtfPictureReader;

void ox_rtf_picture_begin (OxRtfPictureReader *p);
void ox_rtf_picture_word (OxRtfPictureReader *p, OxRtfKindOfWord kind, gint32 value,
                          const OxRtfToken *token);
void ox_rtf_picture_hex (OxRtfPictureReader *p, const char *text, gsize n);
void ox_rtf_picture_binary (OxRtfPictureReader *p, OxSlice data);

/* The whole picture; FALSE where there is none. */
gboolean ox_rtf_picture_end (OxRtfPictureReader *p, OxRtfPicture *picture);

#endif
