/* SPDX-License-Identifier: MIT
 *
 * Fields of RTF: what an instruction such as HYPERLINK "http://..." asks for.
 */
#ifndef OX_BODY_RTF_FIELD_H
#define OX_BODY_RTF_FIELD_H

#include <glib.h>

typedef struct {
    GString *instruction; /* as far as it is needed */
    char *url;            /* of a hyperlink, clean UTF-8; NULL where it is none */
    gboolean is_link;     /* the address may become a link */
    gunichar symbol;      /* of a SYMBOL field; 0 where it is none */
    GString *shown;       /* the text shown for a url, to compare */
    gboolean result;      /* the text to show has begun */
} OxRtfField;

/* A stack of the fields that are open; those nested too deep share the innermost. */
typedef struct {
    GPtrArray *stack; /* OxRtfField */
    guint too_deep;
} OxRtfFields;

void ox_rtf_fields_init (OxRtfFields *fields);
void ox_rtf_fields_clear (OxRtfFields *fields);
void ox_rtf_fields_push (OxRtfFields *fields);
void ox_rtf_fields_pop (OxRtfFields *fields);

/* The innermost field; NULL outside of any. */
OxRtfField *ox_rtf_fields_top (const OxRtfFields *fields);

/* More of the instruction. */
void ox_rtf_field_add (OxRtfField *field, const char *text, gsize n);

/* More of the text shown. */
void ox_rtf_field_show (OxRtfField *field, const char *text, gsize n);

/* The instruction is whole: fills url and symbol. */
void ox_rtf_field_parse (OxRtfField *field);

/* Whether the text shown says the address already. */
gboolean ox_rtf_field_says_url (const OxRtfField *field);

/* Whether an address has one of the schemes that are safe to make a link of. */
gboolean ox_url_is_link (const char *url);

/* Whether `text` is the address, but for "mailto:", "http://" and a final slash. */
gboolean ox_url_is_text (const char *url, const char *text, gsize n);

#endif
