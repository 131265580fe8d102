/* SPDX-License-Identifier: MIT
 *
 * Header fields: everything that ends in a header passes here, so that no value
 * of a file can start a line of its own.
 */
#ifndef OX_MIME_HEADER_H
#define OX_MIME_HEADER_H

#include <oxcart/diagnostics.h>

/* Whether a name may stand before a colon, RFC 5322 3.6.8. */
gboolean ox_header_is_name (const char *name, gsize length);

/* A value without line ends and control characters; NULL where nothing is left. */
char *ox_header_clean (const char *value);

/* `Name: value` with an unstructured value, RFC 5322 3.6.5: encoded words where
 * it is not plain ASCII (RFC 2047), folded. Nothing is written for an empty value. */
void ox_header_text (GString *out, const char *name, const char *value);

/* `Name: value` with a value made of words that may not be encoded (message ids,
 * dates, tokens): cleaned, folded between words. Words that no line can hold are
 * left out. */
void ox_header_words (GString *out, const char *name, const char *value);

/* A header that was parsed from stored ones: its lines as they are where they may be. */
void ox_header_stored (GString *out, const char *name, const char *raw, OxDiagnostics *d);

/* A display name as a phrase, RFC 5322 3.2.5 and RFC 2047 5 (3). */
void ox_header_phrase (GString *out, const char *name);

/* An address list is built item by item. */
typedef struct {
    GString *out;
    gsize column;
    guint n;
} OxHeaderList;

OxHeaderList ox_header_list_begin (GString *out, const char *name);
/* `item` holds no line ends but its own folds. */
void ox_header_list_add (OxHeaderList *list, const char *item);
void ox_header_list_end (OxHeaderList *list);

/* `; name=value` on a line of its own: quoted where it is short ASCII, else as RFC 2231
 * has it. Encoded words within quotes, which some writers add for old readers, are
 * forbidden (RFC 2047 5) and a defect to strict ones. */
void ox_header_parameter (GString *out, const char *name, const char *value);

/* `FILETIME` as "Mon, 23 Nov 2026 18:45:00 +0000". */
char *ox_header_date (guint64 filetime);

#endif
