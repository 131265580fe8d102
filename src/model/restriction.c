/* SPDX-License-Identifier: MIT */
#include "model/restriction-private.h"

#include <math.h>
#include <string.h>

G_DEFINE_BOXED_TYPE (OxRestriction, ox_restriction, ox_restriction_ref, ox_restriction_unref)

/* --- properties -------------------------------------------------------------------------------- */

void
ox_prop_ref_clear (OxPropRef *ref)
{
    if (ref->name != NULL)
        g_free ((char *) ref->name->string);
    g_clear_pointer (&ref->name, g_free);
}

OxPropRef
ox_prop_ref_copy (const OxPropRef *ref)
{
    OxPropRef copy = *ref;
    if (ref->name != NULL) {
        copy.name = g_memdup2 (ref->name, sizeof *ref->name);
        copy.name->string = g_strdup (ref->name->string);
    }
    return copy;
}

static gboolean
prop_refs_equal (const OxPropRef *a, const OxPropRef *b)
{
    if (a->key != b->key || a->type != b->type || (a->name == NULL) != (b->name == NULL))
        return FALSE;
    return a->name == NULL
           || (a->name->kind == b->name->kind && a->name->lid == b->name->lid
               && memcmp (&a->name->set, &b->name->set, sizeof a->name->set) == 0
               && g_strcmp0 (a->name->string, b->name->string) == 0);
}

static gboolean
values_equal (const OxValue *a, const OxValue *b)
{
    if (a->type != b->type || a->form != b->form)
        return FALSE;
    switch ((OxForm) a->form) {
    case OX_FORM_NONE:
        return TRUE;
    case OX_FORM_INTEGER:
        return a->u.integer == b->u.integer;
    case OX_FORM_REAL:
        return memcmp (&a->u.real, &b->u.real, sizeof a->u.real) == 0
               || (isnan (a->u.real) && isnan (b->u.real));
    case OX_FORM_TEXT:
        return strcmp (a->u.text, b->u.text) == 0;
    case OX_FORM_BYTES:
        return g_bytes_equal (a->u.bytes, b->u.bytes);
    case OX_FORM_GUID:
        return memcmp (a->u.guid, b->u.guid, sizeof *a->u.guid) == 0;
    case OX_FORM_STREAM:
        return a->u.stream == b->u.stream;
    case OX_FORM_MULTIPLE:
        break;
    }
    gboolean equal = a->n == b->n;
    for (guint i = 0; i < a->n && equal; i++)
        equal = values_equal (&a->u.items[i], &b->u.items[i]);
    return equal;
}

/* --- building ------------------------------------------------------------------------------------ */

OxRestriction *
ox_restriction_new (OxRestrictionKind kind)
{
    OxRestriction *r = g_new0 (OxRestriction, 1);
    g_atomic_ref_count_init (&r->refs);
    r->kind = kind;
    r->depth = 1;
    r->children = g_ptr_array_new_with_free_func ((GDestroyNotify) ox_restriction_unref);
    return r;
}

OxRestriction *
ox_restriction_new_content (OxPropRef prop, guint32 fuzzy, guint32 flags, OxValue value)
{
    OxRestriction *r = ox_restriction_new (OX_RESTRICTION_CONTENT);
    r->prop = prop;
    r->op = fuzzy;
    r->number = flags;
    r->value = value;
    if (value.form == OX_FORM_TEXT)
        r->folded = ox_text_fold (value.u.text, flags);
    return r;
}

OxRestriction *
ox_restriction_new_property (OxPropRef prop, guint32 relop, OxValue value)
{
    OxRestriction *r = ox_restriction_new (OX_RESTRICTION_PROPERTY);
    r->prop = prop;
    r->op = relop;
    r->value = value;
    if (value.form == OX_FORM_TEXT)
        r->folded = ox_text_fold (value.u.text, OX_FUZZY_CASE);
    return r;
}

OxRestriction *
ox_restriction_new_exist (OxPropRef prop)
{
    OxRestriction *r = ox_restriction_new (OX_RESTRICTION_EXIST);
    r->prop = prop;
    return r;
}

OxRestriction *
ox_restriction_new_bitmask (OxPropRef prop, gboolean set, guint32 mask)
{
    OxRestriction *r = ox_restriction_new (OX_RESTRICTION_BITMASK);
    r->prop = prop;
    r->op = set;
    r->number = mask;
    return r;
}

void
ox_restriction_take_child (OxRestriction *r, OxRestriction *child)
{
    r->depth = MAX (r->depth, child->depth + 1);
    g_ptr_array_add (r->children, child);
}

void
ox_restriction_take_note (OxRestriction *r, OxRestriction *note)
{
    if (r->notes == NULL)
        r->notes = g_ptr_array_new_with_free_func ((GDestroyNotify) ox_restriction_unref);
    g_ptr_array_add (r->notes, note);
}

OxRestriction *
ox_restriction_ref (OxRestriction *r)
{
    g_atomic_ref_count_inc (&r->refs);
    return r;
}

void
ox_restriction_unref (OxRestriction *r)
{
    if (!g_atomic_ref_count_dec (&r->refs))
        return;
    ox_prop_ref_clear (&r->prop);
    ox_prop_ref_clear (&r->other);
    ox_value_clear (&r->value);
    g_free (r->folded);
    g_ptr_array_unref (r->children);
    g_clear_pointer (&r->notes, g_ptr_array_unref);
    g_free (r);
}

/* --- looking ----------------------------------------------------------------------------------------- */

OxRestrictionKind
ox_restriction_get_kind (const OxRestriction *r)
{
    return r->kind;
}

guint
ox_restriction_get_n_children (const OxRestriction *r)
{
    return r->children->len;
}

OxRestriction *
ox_restriction_get_child (const OxRestriction *r, guint index)
{
    g_return_val_if_fail (index < r->children->len, NULL);
    return r->children->pdata[index];
}

guint32
ox_restriction_get_count (const OxRestriction *r)
{
    return r->kind == OX_RESTRICTION_COUNT ? r->number : G_MAXUINT32;
}

static gboolean
lists_equal (const GPtrArray *a, const GPtrArray *b)
{
    guint n = a != NULL ? a->len : 0;
    gboolean equal = n == (b != NULL ? b->len : 0);
    for (guint i = 0; i < n && equal; i++)
        equal = ox_restriction_equal (a->pdata[i], b->pdata[i]);
    return equal;
}

gboolean
ox_restriction_equal (const OxRestriction *a, const OxRestriction *b)
{
    return a->kind == b->kind && a->depth == b->depth && a->op == b->op && a->number == b->number
           && prop_refs_equal (&a->prop, &b->prop) && prop_refs_equal (&a->other, &b->other)
           && values_equal (&a->value, &b->value) && lists_equal (a->children, b->children)
           && lists_equal (a->notes, b->notes);
}
