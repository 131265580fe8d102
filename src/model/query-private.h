/* SPDX-License-Identifier: MIT
 *
 * The query language of docs/query.md: words, fields and values, in both directions.
 */
#ifndef OX_MODEL_QUERY_PRIVATE_H
#define OX_MODEL_QUERY_PRIVATE_H

#include "model/restriction-private.h"

/* --- query-lex.c --- */

typedef enum {
    QUERY_END,
    QUERY_WORD,     /* letters, digits and what is no sign: field, keyword, number, date */
    QUERY_TEXT,     /* in double quotes */
    QUERY_HEX,      /* x"0A0B" */
    QUERY_BRACKETS, /* [property] */
    QUERY_BRACES,   /* {GUID}, or how text is compared */
    QUERY_SIGN,     /* ( ) , and operators */
    QUERY_BROKEN    /* `text` says why */
} QueryTokenKind;

typedef struct {
    QueryTokenKind kind;
    const char *at; /* where it begins in the query */
    char *text;     /* what is in it, owned */
} QueryToken;

void query_token_clear (QueryToken *token);
/* Reads the word at *at, and moves *at behind it. */
QueryToken query_lex (const char **at);
/* Text as it stands in double quotes; `closing` (0 for none) is another character to escape. */
void query_put_quoted (GString *out, const char *text);

/* --- query-names.c: properties --- */

/* FALSE where `text` names none. */
gboolean query_prop_from_text (const char *text, gboolean bracketed, OxPropRef *ref);
void query_put_prop (GString *out, const OxPropRef *ref);

/* --- query-fields.c --- */

/* One word for one property; values may have names. */
typedef struct {
    const char *name;
    OxKey key;
    guint16 type;
    const char *const *values; /* nullable; NULL-ended, from 0 on */
} QueryField;

const QueryField *query_field_find (const char *name);
const QueryField *query_field_of (const OxPropRef *ref);

/* A comparison without its property: what a word for several properties is asked. */
typedef struct {
    OxRestrictionKind kind; /* CONTENT, PROPERTY or EXIST */
    guint32 op;
    guint32 number;
    const OxValue *value; /* borrowed */
    gboolean is_literal;  /* its number is given as such: any value may follow */
} QueryTest;

/* Words for several properties: from, to, cc, bcc, attachment, date. */
typedef struct QueryComposite QueryComposite;
const QueryComposite *query_composite_find (const char *name);
guint16 query_composite_type (const QueryComposite *composite);
OxRestriction *query_composite_build (const QueryComposite *composite, const QueryTest *test);
/* Which word a restriction is made of, and what it asks; NULL: of none. */
const char *query_composite_of (const OxRestriction *restriction, QueryTest *test);

/* Conditions that are one word: is:unread, has:attachment. */
OxRestriction *query_flag_build (const char *word);
const char *query_flag_of (const OxRestriction *restriction);

/* --- query-values.c --- */

/* How exact a date was meant: `until` is the first moment that is not of it. */
typedef struct {
    guint64 from;
    guint64 until; /* 0: exact */
} QueryDate;

gboolean query_date_parse (const char *text, QueryDate *date);
/* A value of `type` (0: of what it looks like); NULL, or what is wrong with it. */
const char *query_value_parse (const QueryToken *token, guint16 type, const QueryField *field, OxValue *value);
/* `coarse`: midnight may stand for its day. */
void query_put_value (GString *out, const OxValue *value, const QueryField *field, gboolean coarse);

#endif
