/* SPDX-License-Identifier: MIT
 *
 * The words of a query that stand for properties, and those that stand for several.
 */
#include "model/query-private.h"

#include "model/message-private.h"

#include <string.h>

/* --- one property ------------------------------------------------------------------------------------- */

static const char *const importances[] = { "low", "normal", "high", NULL };
static const char *const flag_states[] = { "none", "complete", "flagged", NULL };
static const char *const sensitivities[] = { "normal", "personal", "private", "confidential", NULL };

static const QueryField fields[] = {
    { "subject", OX_TAG_SUBJECT, OX_TYPE_STRING, NULL },
    { "body", OX_TAG_BODY, OX_TYPE_STRING, NULL },
    { "class", OX_TAG_MESSAGE_CLASS, OX_TYPE_STRING, NULL },
    { "size", OX_TAG_MESSAGE_SIZE, OX_TYPE_INTEGER32, NULL },
    { "sent", OX_TAG_CLIENT_SUBMIT_TIME, OX_TYPE_TIME, NULL },
    { "received", OX_TAG_MESSAGE_DELIVERY_TIME, OX_TYPE_TIME, NULL },
    { "created", OX_TAG_CREATION_TIME, OX_TYPE_TIME, NULL },
    { "modified", OX_TAG_LAST_MODIFICATION_TIME, OX_TYPE_TIME, NULL },
    { "importance", OX_TAG_IMPORTANCE, OX_TYPE_INTEGER32, importances },
    { "sensitivity", OX_TAG_SENSITIVITY, OX_TYPE_INTEGER32, sensitivities },
    { "flag", OX_TAG_FLAG_STATUS, OX_TYPE_INTEGER32, flag_states },
    { "category", OX_NAME_KEYWORDS, OX_TYPE_STRING | OX_TYPE_MULTIPLE, NULL },
    { "message-id", OX_TAG_INTERNET_MESSAGE_ID, OX_TYPE_STRING, NULL },
};

const QueryField *
query_field_find (const char *name)
{
    for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
        if (g_ascii_strcasecmp (fields[i].name, name) == 0)
            return &fields[i];
    return NULL;
}

const QueryField *
query_field_of (const OxPropRef *ref)
{
    for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
        if (ref->name == NULL && fields[i].key == ref->key && fields[i].type == ref->type)
            return &fields[i];
    return NULL;
}

/* --- several properties ----------------------------------------------------------------------------------- */

#define MOST_KEYS 6

struct QueryComposite {
    const char *name;
    guint16 type;
    OxKey of;      /* recipients or attachments; 0: of the message itself */
    guint32 role;  /* PidTagRecipientType, [MS-OXOMSG] 2.2.3.1; 0 for any */
    gboolean first; /* the first that is there counts, and the others do not */
    OxKey keys[MOST_KEYS];
};

#define RECIPIENT_KEYS { OX_TAG_DISPLAY_NAME, OX_TAG_EMAIL_ADDRESS, OX_TAG_SMTP_ADDRESS }

static const QueryComposite composites[] = {
    { "from", OX_TYPE_STRING, 0, 0, FALSE,
      { OX_TAG_SENT_REPRESENTING_NAME, OX_TAG_SENT_REPRESENTING_EMAIL_ADDRESS,
        OX_TAG_SENT_REPRESENTING_SMTP_ADDRESS, OX_TAG_SENDER_NAME, OX_TAG_SENDER_EMAIL_ADDRESS,
        OX_TAG_SENDER_SMTP_ADDRESS } },
    { "to", OX_TYPE_STRING, OX_TAG_MESSAGE_RECIPIENTS, 1, FALSE, RECIPIENT_KEYS },
    { "cc", OX_TYPE_STRING, OX_TAG_MESSAGE_RECIPIENTS, 2, FALSE, RECIPIENT_KEYS },
    { "bcc", OX_TYPE_STRING, OX_TAG_MESSAGE_RECIPIENTS, 3, FALSE, RECIPIENT_KEYS },
    { "recipient", OX_TYPE_STRING, OX_TAG_MESSAGE_RECIPIENTS, 0, FALSE, RECIPIENT_KEYS },
    { "attachment", OX_TYPE_STRING, OX_TAG_MESSAGE_ATTACHMENTS, 0, FALSE,
      { OX_TAG_ATTACH_LONG_FILENAME, OX_TAG_ATTACH_FILENAME, OX_TAG_DISPLAY_NAME } },
    { "date", OX_TYPE_TIME, 0, 0, TRUE, { OX_TAG_CLIENT_SUBMIT_TIME, OX_TAG_MESSAGE_DELIVERY_TIME } },
};

const QueryComposite *
query_composite_find (const char *name)
{
    for (guint i = 0; i < G_N_ELEMENTS (composites); i++)
        if (g_ascii_strcasecmp (composites[i].name, name) == 0)
            return &composites[i];
    return NULL;
}

guint16
query_composite_type (const QueryComposite *c)
{
    return c->type;
}

static OxValue
copy_value (const OxValue *value)
{
    OxValue copy = *value;
    if (value->form == OX_FORM_TEXT)
        copy.u.text = g_strdup (value->u.text);
    return copy;
}

static OxRestriction *
build_leaf (const QueryComposite *c, OxKey key, const QueryTest *test)
{
    const OxPropRef ref = { key, NULL, c->type };
    if (test->kind == OX_RESTRICTION_CONTENT)
        return ox_restriction_new_content (ref, test->op, test->number, copy_value (test->value));
    if (test->kind == OX_RESTRICTION_PROPERTY)
        return ox_restriction_new_property (ref, test->op, copy_value (test->value));
    return ox_restriction_new_exist (ref);
}

/* `first`: A, or not A at all and B. */
static OxRestriction *
build_second (const QueryComposite *c, const QueryTest *test)
{
    OxRestriction *both = ox_restriction_new (OX_RESTRICTION_AND);
    OxRestriction *no = ox_restriction_new (OX_RESTRICTION_NOT);
    ox_restriction_take_child (no, ox_restriction_new_exist ((OxPropRef){ c->keys[0], NULL, c->type }));
    ox_restriction_take_child (both, no);
    ox_restriction_take_child (both, build_leaf (c, c->keys[1], test));
    return both;
}

static OxRestriction *
build_any (const QueryComposite *c, const QueryTest *test)
{
    OxRestriction *any = ox_restriction_new (OX_RESTRICTION_OR);
    for (guint i = 0; i < MOST_KEYS && c->keys[i] != OX_KEY_NONE; i++)
        ox_restriction_take_child (any, i > 0 && c->first ? build_second (c, test)
                                                          : build_leaf (c, c->keys[i], test));
    return any;
}

OxRestriction *
query_composite_build (const QueryComposite *c, const QueryTest *test)
{
    OxRestriction *any = build_any (c, test);
    if (c->of == 0)
        return any;
    OxRestriction *part = ox_restriction_new (OX_RESTRICTION_SUBOBJECT);
    part->prop = (OxPropRef){ c->of, NULL, OX_TYPE_OBJECT };
    if (c->role != 0) {
        const OxPropRef ref = { OX_TAG_RECIPIENT_TYPE, NULL, OX_TYPE_INTEGER32 };
        OxRestriction *both = ox_restriction_new (OX_RESTRICTION_AND);
        ox_restriction_take_child (both, ox_restriction_new_property (
                                             ref, OX_RELOP_EQ, ox_value_integer (OX_TYPE_INTEGER32, c->role)));
        ox_restriction_take_child (both, any);
        any = both;
    }
    ox_restriction_take_child (part, any);
    return part;
}

/* The last leaf of what was built above asks what all of them do. */
static const OxRestriction *
last_leaf (const OxRestriction *r)
{
    while (r->children->len > 0)
        r = r->children->pdata[r->children->len - 1];
    return r;
}

const char *
query_composite_of (const OxRestriction *r, QueryTest *test)
{
    if ((r->kind != OX_RESTRICTION_OR && r->kind != OX_RESTRICTION_SUBOBJECT) || r->depth > 5)
        return NULL;
    const OxRestriction *leaf = last_leaf (r);
    gboolean asks = leaf->kind == OX_RESTRICTION_EXIST || leaf->kind == OX_RESTRICTION_CONTENT
                    || leaf->kind == OX_RESTRICTION_PROPERTY;
    /* "Is not" is the opposite of "is": a query says it so. */
    asks = asks && (leaf->kind != OX_RESTRICTION_PROPERTY || leaf->op != OX_RELOP_NE);
    *test = (QueryTest){ leaf->kind, leaf->op, leaf->number, &leaf->value, FALSE };
    for (guint i = 0; i < G_N_ELEMENTS (composites) && asks; i++) {
        const QueryComposite *c = &composites[i];
        if (leaf->kind != OX_RESTRICTION_EXIST && leaf->value.type != c->type)
            continue;
        g_autoptr (OxRestriction) same = query_composite_build (c, test);
        if (ox_restriction_equal (r, same))
            return c->name;
    }
    return NULL;
}

/* --- conditions of one word -------------------------------------------------------------------------------- */

static const char *const flags[] = { "has:attachment", "is:unread", "is:read", "is:flagged" };

OxRestriction *
query_flag_build (const char *word)
{
    const OxPropRef bits = { OX_TAG_MESSAGE_FLAGS, NULL, OX_TYPE_INTEGER32 };
    guint i = 0;
    while (i < G_N_ELEMENTS (flags) && g_ascii_strcasecmp (word, flags[i]) != 0
           && (i == 0 || g_ascii_strcasecmp (word, flags[i] + strlen ("is:")) != 0))
        i++;
    if (i == 0)
        return ox_restriction_new_property ((OxPropRef){ OX_TAG_HAS_ATTACHMENTS, NULL, OX_TYPE_BOOLEAN },
                                            OX_RELOP_EQ, ox_value_integer (OX_TYPE_BOOLEAN, TRUE));
    if (i < 3)
        return ox_restriction_new_bitmask (bits, i == 2, OX_MESSAGE_READ);
    if (i == 3)
        return ox_restriction_new_property ((OxPropRef){ OX_TAG_FLAG_STATUS, NULL, OX_TYPE_INTEGER32 },
                                            OX_RELOP_EQ, ox_value_integer (OX_TYPE_INTEGER32, 2));
    return NULL;
}

const char *
query_flag_of (const OxRestriction *r)
{
    for (guint i = 0; i < G_N_ELEMENTS (flags) && r->depth == 1; i++) {
        g_autoptr (OxRestriction) same = query_flag_build (flags[i]);
        if (ox_restriction_equal (r, same))
            return flags[i];
    }
    return NULL;
}
