/* SPDX-License-Identifier: MIT
 *
 * Queries: a grammar of a few rules, read by functions that call one another no deeper than a restriction may
 * be nested. docs/query.md is the language.
 */
#include "model/query-private.h"

#include <oxcart/error.h>
#include <string.h>

#define MOST_BYTES (1u << 20)

typedef struct {
    const char *text;
    const char *at; /* behind `token` */
    QueryToken token;
    guint depth;
    guint n_parts;
    GError **error;
} Parser;

static OxRestriction *parse_or (Parser *p);

/* --- words ------------------------------------------------------------------------------------------- */

/* Columns count characters, from 1. */
static gpointer
fail_at (Parser *p, const char *where, const char *why)
{
    glong column = g_utf8_pointer_to_offset (p->text, where) + 1;
    if (*p->error == NULL)
        g_set_error (p->error, OX_ERROR, OX_ERROR_ARGUMENT, "column %ld: %s", column, why);
    return NULL;
}

static gpointer
fail (Parser *p, const char *why)
{
    return fail_at (p, p->token.at, p->token.kind == QUERY_BROKEN ? p->token.text : why);
}

static void
next (Parser *p)
{
    query_token_clear (&p->token);
    p->token = query_lex (&p->at);
}

static gboolean
is_sign (const Parser *p, const char *sign)
{
    return p->token.kind == QUERY_SIGN && strcmp (p->token.text, sign) == 0;
}

static gboolean
is_word (const Parser *p, const char *word)
{
    return p->token.kind == QUERY_WORD && g_ascii_strcasecmp (p->token.text, word) == 0;
}

static gboolean
take_sign (Parser *p, const char *sign, const char *why)
{
    gboolean there = is_sign (p, sign);
    if (there)
        next (p);
    else
        fail (p, why);
    return there;
}

/* What stands next, with nothing but space between, without taking it. */
static gboolean
opens (const Parser *p)
{
    const char *at = p->at;
    while (g_ascii_isspace (*at))
        at++;
    return *at == '(';
}

static gboolean
take_number (Parser *p, guint32 *number)
{
    OxValue value;
    const char *why = p->token.kind == QUERY_WORD
                          ? query_value_parse (&p->token, OX_TYPE_INTEGER64, NULL, &value)
                          : "a number is expected here";
    if (why == NULL && (value.u.integer < 0 || value.u.integer > G_MAXUINT32))
        why = "the number is out of range";
    if (why != NULL)
        return fail (p, why) != NULL;
    *number = (guint32) value.u.integer;
    next (p);
    return TRUE;
}

/* --- comparisons ------------------------------------------------------------------------------------------- */

/* What is compared: a property, or a word for several. */
typedef struct {
    OxPropRef prop;
    const QueryField *field;
    const QueryComposite *composite;
    const char *at;
} Subject;

static gboolean
take_subject (Parser *p, Subject *s)
{
    *s = (Subject){ .at = p->token.at };
    if (p->token.kind == QUERY_WORD) {
        s->field = query_field_find (p->token.text);
        s->composite = query_composite_find (p->token.text);
    }
    if (s->field != NULL)
        s->prop = (OxPropRef){ s->field->key, NULL, s->field->type };
    else if (s->composite == NULL
             && ((p->token.kind != QUERY_WORD && p->token.kind != QUERY_BRACKETS)
                 || !query_prop_from_text (p->token.text, p->token.kind == QUERY_BRACKETS, &s->prop)))
        return fail (p, p->token.kind == QUERY_WORD || p->token.kind == QUERY_BRACKETS
                            ? "no field or property has this name" : "a field or a condition is expected here") != NULL;
    next (p);
    return TRUE;
}

static gboolean
take_relop (Parser *p, guint32 *op)
{
    static const char *const relops[] = { "<", "<=", ">", ">=", "=", "!=" };
    for (guint i = 0; i < G_N_ELEMENTS (relops); i++)
        if (is_sign (p, relops[i]) || (i == OX_RELOP_EQ && is_sign (p, "=="))) {
            *op = i;
            next (p);
            return TRUE;
        }
    *op = OX_RELOP_MEMBER;
    gboolean member = is_word (p, "in");
    if (member)
        next (p);
    return member;
}

/* How text is compared, in braces: case, accents, or a number. */
static gboolean
take_flags (Parser *p, guint32 *flags, gboolean *is_literal)
{
    guint64 number = 0;
    *flags = OX_FUZZY_CASE;
    *is_literal = FALSE;
    if (p->token.kind != QUERY_BRACES)
        return TRUE;
    if (g_ascii_strcasecmp (p->token.text, "case") == 0)
        *flags = 0;
    else if (g_ascii_strcasecmp (p->token.text, "accents") == 0)
        *flags = OX_FUZZY_CASE | OX_FUZZY_NONSPACE;
    else if (!g_str_has_prefix (p->token.text, "0x")
             || !g_ascii_string_to_unsigned (p->token.text + 2, 16, 0, G_MAXUINT16, &number, NULL))
        return fail (p, "{case} or {accents} is expected here") != NULL;
    else
        *flags = (guint32) number;
    *is_literal = g_str_has_prefix (p->token.text, "0x");
    next (p);
    return TRUE;
}

static gboolean
take_operator (Parser *p, QueryTest *test)
{
    static const char *const fuzzies[] = { "~=", "~", "^" };
    *test = (QueryTest){ .kind = OX_RESTRICTION_PROPERTY };
    if (take_relop (p, &test->op))
        return TRUE;
    test->kind = OX_RESTRICTION_CONTENT;
    for (guint i = 0; i < G_N_ELEMENTS (fuzzies); i++)
        if (is_sign (p, fuzzies[i])) {
            test->op = i;
            next (p);
            return take_flags (p, &test->number, &test->is_literal);
        }
    return fail (p, "an operator is expected here: = != < <= > >= ~ ^ or exists") != NULL;
}

static gboolean
is_literal (const Parser *p)
{
    return p->token.kind == QUERY_WORD || p->token.kind == QUERY_TEXT || p->token.kind == QUERY_HEX
           || p->token.kind == QUERY_BRACES;
}

static gboolean
take_single (Parser *p, guint16 type, const QueryField *field, OxValue *value)
{
    if (!is_literal (p))
        return fail (p, "a value is expected here") != NULL;
    const char *why = query_value_parse (&p->token, type, field, value);
    if (why != NULL)
        return fail (p, why) != NULL;
    next (p);
    return TRUE;
}

static void
clear_item (gpointer data)
{
    ox_value_clear (data);
}

/* All values of a property that has several. */
static gboolean
take_several (Parser *p, guint16 type, OxValue *value)
{
    g_autoptr (GArray) items = g_array_new (FALSE, TRUE, sizeof (OxValue));
    gboolean more = TRUE;
    OxValue item;
    g_array_set_clear_func (items, clear_item);
    next (p);
    while (more && !is_sign (p, ")")) {
        if (!take_single (p, type, NULL, &item))
            return FALSE;
        g_array_append_val (items, item);
        type = item.type;
        more = is_sign (p, ",");
        if (more)
            next (p);
    }
    if (!take_sign (p, ")", "a comma or a closing parenthesis is expected here"))
        return FALSE;
    guint n = items->len;
    if (n == 0) {
        *value = ox_value_multiple (type | OX_TYPE_MULTIPLE, g_new0 (OxValue, 1), 0);
        return TRUE;
    }
    *value = ox_value_multiple (type | OX_TYPE_MULTIPLE, g_array_steal (items, NULL), n);
    return TRUE;
}

static OxRestriction *
build_test (const Subject *s, const QueryTest *test)
{
    if (s->composite != NULL)
        return query_composite_build (s->composite, test);
    OxPropRef ref = ox_prop_ref_copy (&s->prop);
    OxValue value = *test->value;
    if (value.form == OX_FORM_TEXT)
        value.u.text = g_strdup (value.u.text);
    ref.type = (ref.type & OX_TYPE_MULTIPLE) | value.type;
    return test->kind == OX_RESTRICTION_CONTENT
               ? ox_restriction_new_content (ref, test->op, test->number, value)
               : ox_restriction_new_property (ref, test->op, value);
}

static OxRestriction *
build_not (OxRestriction *child)
{
    OxRestriction *no = ox_restriction_new (OX_RESTRICTION_NOT);
    ox_restriction_take_child (no, child);
    return no;
}

/* A year, a month, a day: later than all of it, or within it. */
static OxRestriction *
build_date (const Subject *s, const QueryTest *test, guint64 until)
{
    OxValue end = ox_value_integer (OX_TYPE_TIME, (gint64) until);
    QueryTest from = *test, to = *test;
    to.value = &end;
    switch (test->op) {
    case OX_RELOP_GT:
        to.op = OX_RELOP_GE;
        return build_test (s, &to);
    case OX_RELOP_LE:
        to.op = OX_RELOP_LT;
        return build_test (s, &to);
    case OX_RELOP_EQ:
    case OX_RELOP_NE: {
        OxRestriction *within = ox_restriction_new (OX_RESTRICTION_AND);
        from.op = OX_RELOP_GE;
        to.op = OX_RELOP_LT;
        ox_restriction_take_child (within, build_test (s, &from));
        ox_restriction_take_child (within, build_test (s, &to));
        return test->op == OX_RELOP_EQ ? within : build_not (within);
    }
    default:
        return build_test (s, test);
    }
}

static OxRestriction *
parse_value (Parser *p, const Subject *s, QueryTest *test)
{
    guint16 type = s->composite != NULL ? query_composite_type (s->composite) : s->prop.type;
    guint16 base = type & (guint16) ~OX_TYPE_MULTIPLE;
    OxValue value;
    QueryDate date = { 0 };
    const char *at = p->token.at;
    if (is_sign (p, "(")) {
        if (s->composite != NULL)
            return fail (p, "one value is expected here");
        if (!take_several (p, base, &value))
            return NULL;
        OxPropRef ref = ox_prop_ref_copy (&s->prop);
        ref.type = value.type;
        return test->kind == OX_RESTRICTION_CONTENT
                   ? ox_restriction_new_content (ref, test->op, test->number, value)
                   : ox_restriction_new_property (ref, test->op, value);
    }
    if (p->token.kind == QUERY_WORD)
        query_date_parse (p->token.text, &date);
    if (!take_single (p, base, s->field, &value))
        return NULL;
    if (test->kind == OX_RESTRICTION_CONTENT && value.form != OX_FORM_TEXT && value.form != OX_FORM_BYTES
        && !test->is_literal && (s->field != NULL || s->composite != NULL)) {
        ox_value_clear (&value);
        return fail_at (p, at, "only text and bytes hold other text and bytes");
    }
    test->value = &value;
    gboolean coarse = value.type == OX_TYPE_TIME && date.until != 0 && test->kind == OX_RESTRICTION_PROPERTY;
    if (value.form != OX_FORM_TEXT && value.form != OX_FORM_INTEGER) /* hands its value over */
        return s->composite == NULL ? build_test (s, test) : NULL;
    OxRestriction *one;
    if (s->composite != NULL && test->kind == OX_RESTRICTION_PROPERTY && test->op == OX_RELOP_NE && !coarse) {
        test->op = OX_RELOP_EQ; /* none of them is */
        one = build_not (build_test (s, test));
    } else {
        one = coarse ? build_date (s, test, date.until) : build_test (s, test);
    }
    ox_value_clear (&value);
    return one;
}

/* [A]=@[B]: the second property follows the sign. */
static OxRestriction *
parse_second (Parser *p, const Subject *s, guint32 op)
{
    OxRestriction *r = ox_restriction_new (OX_RESTRICTION_COMPARE);
    gboolean bracketed;
    r->op = op;
    r->prop = ox_prop_ref_copy (&s->prop);
    const char *name = p->token.text + 1;
    bracketed = *name == '\0';
    if (bracketed)
        next (p);
    if ((bracketed && p->token.kind != QUERY_BRACKETS)
        || !query_prop_from_text (bracketed ? p->token.text : name, bracketed, &r->other)) {
        ox_restriction_unref (r);
        return fail (p, "no property has this name");
    }
    next (p);
    return r;
}

static OxRestriction *
parse_mask (Parser *p, const Subject *s, gboolean set)
{
    guint32 mask;
    next (p);
    return take_number (p, &mask) ? ox_restriction_new_bitmask (ox_prop_ref_copy (&s->prop), set, mask) : NULL;
}

static OxRestriction *
parse_rest (Parser *p, const Subject *s)
{
    static const QueryTest exists = { .kind = OX_RESTRICTION_EXIST };
    QueryTest test;
    if (is_word (p, "exists")) {
        next (p);
        return s->composite != NULL ? query_composite_build (s->composite, &exists)
                                    : ox_restriction_new_exist (ox_prop_ref_copy (&s->prop));
    }
    if (s->composite == NULL && (is_word (p, "has") || is_word (p, "lacks")))
        return parse_mask (p, s, is_word (p, "has"));
    if (!take_operator (p, &test))
        return NULL;
    if (s->composite == NULL && test.kind == OX_RESTRICTION_PROPERTY && p->token.kind == QUERY_WORD
        && p->token.text[0] == '@')
        return parse_second (p, s, test.op);
    return parse_value (p, s, &test);
}

static OxRestriction *
parse_comparison (Parser *p)
{
    Subject s;
    if (p->token.kind == QUERY_WORD) {
        OxRestriction *flag = query_flag_build (p->token.text);
        if (flag != NULL) {
            next (p);
            return flag;
        }
    }
    if (!take_subject (p, &s))
        return NULL;
    OxRestriction *r = parse_rest (p, &s);
    ox_prop_ref_clear (&s.prop);
    return r;
}

/* --- functions ----------------------------------------------------------------------------------------------- */

static gboolean
take_child (Parser *p, OxRestriction *parent)
{
    OxRestriction *child = parse_or (p);
    if (child != NULL)
        ox_restriction_take_child (parent, child);
    return child != NULL;
}

static gboolean
take_children (Parser *p, OxRestriction *parent)
{
    if (is_sign (p, ")"))
        return TRUE;
    while (take_child (p, parent)) {
        if (!is_sign (p, ","))
            return TRUE;
        next (p);
    }
    return FALSE;
}

static gboolean
take_notes (Parser *p, OxRestriction *comment)
{
    while (is_sign (p, ";") || is_sign (p, ",")) {
        next (p);
        OxRestriction *note = parse_comparison (p);
        if (note == NULL)
            return FALSE;
        if (note->kind != OX_RESTRICTION_PROPERTY || note->op != OX_RELOP_EQ) {
            ox_restriction_unref (note);
            return fail (p, "a note is a property and its value") != NULL;
        }
        ox_restriction_take_note (comment, note);
    }
    return TRUE;
}

static gboolean
take_sizeof (Parser *p, OxRestriction *r)
{
    Subject s;
    if (!take_subject (p, &s))
        return FALSE;
    r->prop = s.prop;
    if (s.composite != NULL)
        return fail_at (p, s.at, "one property is expected here") != NULL;
    if (!take_sign (p, ")", "a closing parenthesis is expected here"))
        return FALSE;
    return take_relop (p, &r->op) ? take_number (p, &r->number) : fail (p, "an operator is expected here") != NULL;
}

/* What stands in the parentheses; `sizeof` goes on behind them. */
static gboolean
take_arguments (Parser *p, OxRestriction *r)
{
    const char *close = "a closing parenthesis is expected here";
    switch (r->kind) {
    case OX_RESTRICTION_SIZE:
        return take_sizeof (p, r);
    case OX_RESTRICTION_COUNT:
        return take_number (p, &r->number) && take_sign (p, ",", "a comma is expected here") && take_child (p, r)
               && take_sign (p, ")", close);
    case OX_RESTRICTION_SUBOBJECT:
        return take_child (p, r) && take_sign (p, ")", close);
    case OX_RESTRICTION_COMMENT:
        return (is_sign (p, ")") || is_sign (p, ";") || take_child (p, r)) && take_notes (p, r)
               && take_sign (p, ")", close);
    default:
        return take_children (p, r) && take_sign (p, ")", close);
    }
}

static const struct {
    const char *name;
    OxRestrictionKind kind;
    OxKey key;
} functions[] = {
    { "all", OX_RESTRICTION_AND, 0 },
    { "any", OX_RESTRICTION_OR, 0 },
    { "recipients", OX_RESTRICTION_SUBOBJECT, OX_TAG_MESSAGE_RECIPIENTS },
    { "attachments", OX_RESTRICTION_SUBOBJECT, OX_TAG_MESSAGE_ATTACHMENTS },
    { "comment", OX_RESTRICTION_COMMENT, 0 },
    { "first", OX_RESTRICTION_COUNT, 0 },
    { "sizeof", OX_RESTRICTION_SIZE, 0 },
};

static OxRestriction *
parse_function (Parser *p, guint i)
{
    OxRestriction *r = ox_restriction_new (functions[i].kind);
    if (functions[i].key != 0)
        r->prop = (OxPropRef){ functions[i].key, NULL, OX_TYPE_OBJECT };
    next (p);
    next (p);
    if (take_arguments (p, r))
        return r;
    ox_restriction_unref (r);
    return NULL;
}

/* --- and, or, not ------------------------------------------------------------------------------------------------ */

static OxRestriction *
parse_primary (Parser *p)
{
    if (is_sign (p, "(")) {
        next (p);
        OxRestriction *r = parse_or (p);
        if (r == NULL || take_sign (p, ")", "a closing parenthesis is expected here"))
            return r;
        ox_restriction_unref (r);
        return NULL;
    }
    if (p->token.kind == QUERY_WORD && opens (p))
        for (guint i = 0; i < G_N_ELEMENTS (functions); i++)
            if (g_ascii_strcasecmp (p->token.text, functions[i].name) == 0)
                return parse_function (p, i);
    return parse_comparison (p);
}

/* One "not" after the other is a loop, but as deep as its restriction. */
static OxRestriction *
parse_not (Parser *p)
{
    guint n = 0;
    for (; is_word (p, "not") && p->depth + n <= OX_RESTRICTION_MOST_DEPTH; n++)
        next (p);
    if (p->depth + n > OX_RESTRICTION_MOST_DEPTH || ++p->n_parts > OX_RESTRICTION_MOST_PARTS)
        return fail (p, "the query is nested too deep, or too long");
    p->depth += n;
    OxRestriction *r = parse_primary (p);
    p->depth -= n;
    for (; n > 0 && r != NULL; n--)
        r = build_not (r);
    return r;
}

/* A chain of one is what it is made of. */
static OxRestriction *
parse_chain (Parser *p, OxRestrictionKind kind, const char *word, OxRestriction *(*parse) (Parser *p))
{
    OxRestriction *first = parse (p);
    if (first == NULL || !is_word (p, word))
        return first;
    g_autoptr (OxRestriction) chain = ox_restriction_new (kind);
    ox_restriction_take_child (chain, first);
    while (is_word (p, word)) {
        next (p);
        OxRestriction *more = parse (p);
        if (more == NULL)
            return NULL;
        ox_restriction_take_child (chain, more);
    }
    return g_steal_pointer (&chain);
}

static OxRestriction *
parse_and (Parser *p)
{
    return parse_chain (p, OX_RESTRICTION_AND, "and", parse_not);
}

static OxRestriction *
parse_or (Parser *p)
{
    if (p->depth >= OX_RESTRICTION_MOST_DEPTH)
        return fail (p, "the query is nested too deep");
    p->depth++;
    OxRestriction *r = parse_chain (p, OX_RESTRICTION_OR, "or", parse_and);
    p->depth--;
    return r;
}

OxRestriction *
ox_query_parse (const char *text, GError **error)
{
    g_autoptr (GError) own = NULL;
    if (!g_utf8_validate (text, -1, NULL) || strlen (text) > MOST_BYTES) {
        g_set_error_literal (error, OX_ERROR, OX_ERROR_ARGUMENT, "the query is no UTF-8, or too long");
        return NULL;
    }
    Parser p = { .text = text, .at = text, .error = &own };
    next (&p);
    g_autoptr (OxRestriction) r = parse_or (&p);
    if (r != NULL && p.token.kind != QUERY_END)
        fail (&p, "\"and\", \"or\" or the end of the query is expected here");
    if (r != NULL && r->depth > OX_RESTRICTION_MOST_DEPTH)
        fail (&p, "the query is nested too deep");
    query_token_clear (&p.token);
    if (own == NULL)
        return g_steal_pointer (&r);
    g_propagate_error (error, g_steal_pointer (&own));
    return NULL;
}
