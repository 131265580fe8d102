/* SPDX-License-Identifier: MIT
 *
 * RTF bodies to HTML and text: HTML and text that were encapsulated in RTF come out as they went
 * in ([MS-OXRTFEX]); RTF that was composed as RTF is converted.
 */
#ifndef OX_BODY_RTF_H
#define OX_BODY_RTF_H

#include "base/slice.h"

#include <oxcart/diagnostics.h>
#include <oxcart/limits.h>

/* What RTF holds, [MS-OXRTFEX] 2.2.3.1. */
typedef enum {
    OX_RTF_NONE,   /* not RTF */
    OX_RTF_NATIVE, /* composed as RTF */
    OX_RTF_HTML,   /* encapsulates HTML */
    OX_RTF_PLAIN   /* encapsulates plain text */
} OxRtfKind;

/* The order is that of the rows PICTURE_TYPE in rtf-words.inc. */
typedef enum {
    OX_RTF_PICTURE_OTHER, /* a format that the RTF does not name, or an old one */
    OX_RTF_PICTURE_PNG,
    OX_RTF_PICTURE_JPEG,
    OX_RTF_PICTURE_EMF,
    OX_RTF_PICTURE_WMF,
    OX_RTF_PICTURE_BMP,
    OX_RTF_PICTURE_PICT
} OxRtfPictureType;

typedef struct {
    OxRtfPictureType type;
    const char *mime_type; /* "image/png"; a static string */
    GBytes *bytes;         /* a file of that type: a DIB has got its file header */
    guint width;           /* pixels at 96 a inch; 0 unknown */
    guint height;
} OxRtfPicture;

/* Takes a picture that stands in the RTF; the Content-ID, without "cid:", it can be had under
 * (transfer full), or NULL to leave it out. */
typedef char *(*OxRtfPictureFunc) (gpointer user_data, const OxRtfPicture *picture);

/*
 * Tells what stands at the ordinal-th (from 0) place for an attachment, [MS-OXRTFEX] 2.2.3.4: the
 * Content-ID of an image shown there (transfer full), or NULL and a name in *name (transfer full)
 * for text output, or NULL for nothing. The caller compares the number of places with that of
 * the attachments: ox_rtf_count_places() before, or n_places of #OxRtfInfo behind.
 */
typedef char *(*OxRtfPlaceFunc) (gpointer user_data, guint ordinal, char **name);

typedef struct {
    guint codepage;             /* of RTF that names none; 0 for 1252 */
    const OxLimits *limits;     /* NULL for the defaults */
    OxDiagnostics *diagnostics; /* may be NULL */
    OxRtfPictureFunc picture;   /* may be NULL: pictures are left out, with a diagnostic */
    OxRtfPlaceFunc place;       /* may be NULL: places of attachments are left out */
    gpointer user_data;
} OxRtfOptions;

typedef struct {
    OxRtfKind kind;
    guint codepage;      /* that the RTF names, else the one assumed */
    guint html_codepage; /* of HTML: the page that its own <meta> named, 0 where it named none */
    guint n_places;      /* for attachments, in native RTF */
} OxRtfInfo;

OxRtfKind ox_rtf_detect (OxSlice rtf);

/* How many places for attachments native RTF has; and how many it has at most, which is told without reading it. */
guint ox_rtf_count_places (OxSlice rtf);
guint ox_rtf_most_places (OxSlice rtf);

/*
 * RTF of any kind as HTML, UTF-8. A <meta> that names another charset is made to name UTF-8.
 * Lines end with CRLF where HTML was encapsulated, with LF where it is our own.
 * Errors: OX_ERROR_FORMAT where it is not RTF.
 */
GBytes *ox_rtf_to_html (OxSlice rtf, const OxRtfOptions *options, OxRtfInfo *info,
                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * RTF of any kind as plain text, UTF-8 without NULs, lines ended by CRLF; *length may be NULL.
 * Errors: OX_ERROR_FORMAT where it is not RTF.
 */
char *ox_rtf_to_text (OxSlice rtf, const OxRtfOptions *options, gsize *length, OxRtfInfo *info,
                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

#endif
