/* SPDX-License-Identifier: MIT
 *
 * Windows code pages to UTF-8, through iconv, an alias of it, or ICU where
 * glibc lacks the page. Decoding never invents a '?'.
 */
#ifndef OX_BASE_CHARSET_H
#define OX_BASE_CHARSET_H

#include "base/slice.h"

/* Whether bytes of this code page can be decoded here. */
gboolean ox_charset_known (guint codepage);

/* The page itself where it can be decoded; else 1252, which most text is in that does not say. */
guint ox_codepage_or_western (guint codepage);

/* The MIME name of a code page ("windows-1252"), or NULL. A static string. */
const char *ox_charset_name (guint codepage);

/* The code page of a MIME charset name or a common alias of it, without case; 0 if unknown. */
guint ox_charset_from_name (const char *name);

/* The ANSI code page of a Windows locale id (LCID); 0 if unknown. */
guint ox_codepage_from_lcid (guint lcid);

/* The Windows page that 8-bit text labelled with an internet page is really in:
 * 28591 and 20127 are 1252, 50220 is 932, and so on; the page itself where there is none. */
guint ox_codepage_windows (guint codepage);

/*
 * Decodes all of `s` to UTF-8 (NFC is not applied). Each byte or sequence that
 * the page does not define becomes U+FFFD and counts in *n_bad. NUL bytes come
 * out as NULs: the caller knows whether they end the text.
 * Returns NULL only where the code page is not known. *length excludes the NUL
 * that ends the result.
 */
char *ox_charset_decode (guint codepage, OxSlice s, gsize *length, guint *n_bad);

/*
 * The other way: encodes UTF-8 text. Returns NULL where a character does not
 * fit the page, or the page is not known.
 */
GBytes *ox_charset_encode (guint codepage, const char *text, gsize length);

/* UTF-16LE to UTF-8. A lone surrogate or an odd last byte counts in *n_bad; a
 * lone surrogate becomes U+FFFD. NULL where the text does not fit memory. */
char *ox_utf16_decode (OxSlice s, gsize *length, guint *n_bad);

/* Takes the NULs out of decoded text, so that it is a C string; its length then. */
gsize ox_text_drop_nuls (char *text, gsize length);

#endif
