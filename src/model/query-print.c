/* SPDX-License-Identifier: MIT
 *
 * A restriction as a query, which reads back as the same restriction.
 */
#include "model/query-private.h"

static void put (GString *out, const OxRestriction *r);

static const char *
relop_text (guint32 op)
{
    static const char *const texts[] = { "<", "<=", ">", ">=", "=", "!=" };
    return op < G_N_ELEMENTS (texts) ? texts[op] : " in ";
}

/* Midnight stands for its day where that means the same. */
static void
put_test (GString *out, const QueryTest *test, const QueryField *field)
{
    static const char *const fuzzies[] = { "~=", "~", "^" };
    gboolean coarse = test->op == OX_RELOP_GE || test->op == OX_RELOP_LT;
    if (test->kind == OX_RESTRICTION_EXIST) {
        g_string_append (out, " exists");
        return;
    }
    if (test->kind == OX_RESTRICTION_CONTENT) {
        g_string_append (out, fuzzies[test->op]);
        gboolean is_text = test->value->form == OX_FORM_TEXT || test->value->form == OX_FORM_BYTES;
        if (is_text && test->number == 0)
            g_string_append (out, "{case}");
        else if (!is_text || test->number != OX_FUZZY_CASE)
            g_string_append_printf (out, "{0x%x}", test->number);
        coarse = FALSE;
    } else {
        g_string_append (out, relop_text (test->op));
    }
    query_put_value (out, test->value, field, coarse);
}

static const QueryField *
put_prop (GString *out, const OxPropRef *ref)
{
    const QueryField *field = query_field_of (ref);
    if (field != NULL)
        g_string_append (out, field->name);
    else
        query_put_prop (out, ref);
    return field;
}

static void
put_leaf (GString *out, const OxRestriction *r)
{
    const QueryTest test = { .kind = r->kind, .op = r->op, .number = r->number, .value = &r->value };
    switch (r->kind) {
    case OX_RESTRICTION_COMPARE:
        query_put_prop (out, &r->prop);
        g_string_append (out, relop_text (r->op));
        g_string_append (out, "@");
        query_put_prop (out, &r->other);
        break;
    case OX_RESTRICTION_BITMASK:
        put_prop (out, &r->prop);
        g_string_append_printf (out, " %s 0x%x", r->op != 0 ? "has" : "lacks", r->number);
        break;
    case OX_RESTRICTION_SIZE:
        g_string_append (out, "sizeof(");
        put_prop (out, &r->prop);
        g_string_append_printf (out, ")%s%u", relop_text (r->op), r->number);
        break;
    default:
        put_test (out, &test, put_prop (out, &r->prop));
        break;
    }
}

static void
put_list (GString *out, const char *name, const GPtrArray *list)
{
    g_string_append (out, name);
    for (guint i = 0; list != NULL && i < list->len; i++) {
        if (i > 0)
            g_string_append (out, ", ");
        put (out, list->pdata[i]);
    }
}

static gboolean
is_chain (const OxRestriction *r)
{
    QueryTest test;
    return (r->kind == OX_RESTRICTION_AND || r->kind == OX_RESTRICTION_OR) && r->children->len > 1
           && query_composite_of (r, &test) == NULL;
}

static void
put_nested (GString *out, const OxRestriction *r)
{
    gboolean chain = is_chain (r);
    if (chain)
        g_string_append_c (out, '(');
    put (out, r);
    if (chain)
        g_string_append_c (out, ')');
}

static void
put_group (GString *out, const OxRestriction *r)
{
    gboolean all = r->kind == OX_RESTRICTION_AND;
    if (r->children->len < 2) {
        put_list (out, all ? "all(" : "any(", r->children);
        g_string_append_c (out, ')');
        return;
    }
    for (guint i = 0; i < r->children->len; i++) {
        if (i > 0)
            g_string_append (out, all ? " and " : " or ");
        put_nested (out, r->children->pdata[i]);
    }
}

static void
put_comment (GString *out, const OxRestriction *r)
{
    put_list (out, "comment(", r->children);
    if (r->notes != NULL)
        put_list (out, "; ", r->notes);
    g_string_append_c (out, ')');
}

static void
put (GString *out, const OxRestriction *r)
{
    QueryTest test;
    const char *word = query_flag_of (r);
    const char *name = word == NULL ? query_composite_of (r, &test) : NULL;
    if (word != NULL || name != NULL) {
        g_string_append (out, word != NULL ? word : name);
        if (name != NULL)
            put_test (out, &test, NULL);
        return;
    }
    switch (r->kind) {
    case OX_RESTRICTION_AND:
    case OX_RESTRICTION_OR:
        put_group (out, r);
        break;
    case OX_RESTRICTION_NOT:
        g_string_append (out, "not ");
        put_nested (out, r->children->pdata[0]);
        break;
    case OX_RESTRICTION_SUBOBJECT:
        put_list (out, r->prop.key == OX_TAG_MESSAGE_RECIPIENTS ? "recipients(" : "attachments(", r->children);
        g_string_append_c (out, ')');
        break;
    case OX_RESTRICTION_COMMENT:
        put_comment (out, r);
        break;
    case OX_RESTRICTION_COUNT:
        g_string_append_printf (out, "first(%u, ", r->number);
        put (out, r->children->pdata[0]);
        g_string_append_c (out, ')');
        break;
    default:
        put_leaf (out, r);
        break;
    }
}

char *
ox_query_print (const OxRestriction *restriction)
{
    GString *out = g_string_new (NULL);
    put (out, restriction);
    return g_string_free (out, FALSE);
}
