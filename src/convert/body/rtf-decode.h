/* SPDX-License-Identifier: MIT
 *
 * Bytes of RTF text to UTF-8, when the code page can change at any byte and a double-byte
 * character can come in pieces.
 */
#ifndef OX_BODY_RTF_DECODE_H
#define OX_BODY_RTF_DECODE_H

#include "base/slice.h"

#include <oxcart/diagnostics.h>

typedef struct _OxRtfPage OxRtfPage;

typedef void (*OxRtfDecoded) (gpointer user, const char *text, gsize n);

typedef struct {
    OxRtfDecoded decoded;
    gpointer user;
    OxDiagnostics *diagnostics;
    GPtrArray *pages;    /* OxRtfPage, those met so far */
    OxRtfPage *page;     /* of the bytes that wait */
    GByteArray *bytes;   /* of a multi-byte page, waiting */
    guint complete;      /* so many of them are whole characters */
    guint need;          /* bytes that the last character still lacks */
    gboolean apart;      /* something stood between the last byte and what comes */
    guint n_bad;
} OxRtfDecoder;

void ox_rtf_decoder_init (OxRtfDecoder *d, OxRtfDecoded decoded, gpointer user,
                          OxDiagnostics *diagnostics);
void ox_rtf_decoder_clear (OxRtfDecoder *d);

/* Bytes of text in a code page; `escaped` where they came as \'hh. */
void ox_rtf_decoder_bytes (OxRtfDecoder *d, guint codepage, OxSlice bytes, gboolean escaped);

/* Gives the whole characters that wait. The first bytes of a character may go on waiting: it is
 * split by formatting now and then. */
void ox_rtf_decoder_pause_slow (OxRtfDecoder *d);

static inline void
ox_rtf_decoder_pause (OxRtfDecoder *d)
{
    if (G_UNLIKELY (d->bytes->len > 0))
        ox_rtf_decoder_pause_slow (d);
}

/* Gives all that waits. */
void ox_rtf_decoder_flush (OxRtfDecoder *d);

#endif
