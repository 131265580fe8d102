/* SPDX-License-Identifier: MIT
 *
 * Restrictions as bytes, [MS-OXCDATA] 2.12 and [MS-OXOSRCH] 2.2.1.2.8.2. Where the second says nothing about
 * lengths (text and bytes have one of 16 bits, the terminator of text counted), files of Outlook did.
 */
#include "model/restriction-private.h"

#include "base/builder.h"
#include "base/charset.h"
#include "model/decode.h"
#include "model/key-private.h"

#include <oxcart/error.h>
#include <string.h>

#define FIRST_NAMED 0x8000
#define MULTIPLE_INSTANCE 0x2000 /* of a column, never of a value */

typedef struct {
    OxRestrictionForm form;
    guint boolean_width;
    const OxKeyMap *map;
    guint n_parts;
    GError **error;
} Reader;

static OxRestriction *read_one (Reader *r, OxSlice *s, guint depth);

/* --- reading values -------------------------------------------------------------------------------- */

static gboolean
fail (Reader *r, OxError code, const char *why)
{
    if (r->error == NULL || *r->error == NULL)
        g_set_error (r->error, OX_ERROR, code, "the restriction %s", why);
    return FALSE;
}

static guint32
read_count (Reader *r, OxSlice *s)
{
    return r->form == OX_RESTRICTION_FORM_16 ? ox_slice_u16 (s) : ox_slice_u32 (s);
}

/* Of bytes, and of text in the definition of a search folder. */
static guint32
read_length (Reader *r, OxSlice *s)
{
    return r->form == OX_RESTRICTION_FORM_32 ? ox_slice_u32 (s) : ox_slice_u16 (s);
}

static OxSlice
take_text (Reader *r, OxSlice *s, gboolean wide)
{
    if (r->form == OX_RESTRICTION_FORM_SEARCH)
        return ox_slice_take (s, read_length (r, s));
    OxSlice scan = *s;
    gsize n = 0;
    while (ox_slice_ok (&scan)) {
        guint unit = wide ? ox_slice_u16 (&scan) : ox_slice_u8 (&scan);
        if (unit == 0)
            break;
        n += wide ? 2 : 1;
    }
    OxSlice text = ox_slice_take (s, n);
    ox_slice_skip (s, wide ? 2 : 1);
    return text;
}

static gboolean
read_text (Reader *r, OxSlice *s, guint16 type, OxValue *value)
{
    gboolean wide = type == OX_TYPE_STRING;
    gsize length = 0;
    guint n_bad = 0;
    OxSlice bytes = take_text (r, s, wide);
    if (!ox_slice_ok (s))
        return fail (r, OX_ERROR_DAMAGED, "ends within text");
    char *text = wide ? ox_utf16_decode (bytes, &length, &n_bad)
                      : ox_charset_decode (1252, bytes, &length, &n_bad);
    if (text == NULL)
        return fail (r, OX_ERROR_LIMIT, "holds text that is too long");
    length = strlen (text);
    *value = ox_value_text (OX_TYPE_STRING, text, length);
    return TRUE;
}

static gboolean
read_single (Reader *r, OxSlice *s, guint16 type, OxValue *value)
{
    OxSlice bytes;
    switch (type) {
    case OX_TYPE_STRING:
    case OX_TYPE_STRING8:
        return read_text (r, s, type, value);
    case OX_TYPE_BOOLEAN:
        bytes = ox_slice_take (s, r->boolean_width);
        *value = ox_value_integer (type, ox_slice_u8 (&bytes) != 0);
        break;
    case OX_TYPE_GUID: {
        OxGuid guid = ox_slice_guid (s);
        *value = ox_value_guid (&guid);
        break;
    }
    case OX_TYPE_BINARY:
    case OX_TYPE_SERVER_ID:
        bytes = ox_slice_take (s, read_length (r, s));
        *value = ox_value_bytes (type, g_bytes_new (ox_slice_data (&bytes), bytes.left));
        break;
    case OX_TYPE_NULL:
        *value = (OxValue){ .type = type };
        break;
    default:
        if (ox_decode_width (type) == 0
            || !ox_decode_fixed (type, ox_slice_take (s, ox_decode_width (type)), value))
            return fail (r, OX_ERROR_DAMAGED, "holds a value of a type that none can have");
    }
    if (ox_slice_ok (s))
        return TRUE;
    ox_value_clear (value);
    return fail (r, OX_ERROR_DAMAGED, "ends within a value");
}

/* Each value takes two bytes at least, or one of text without any: so many there may be. */
static gboolean
read_value (Reader *r, OxSlice *s, guint16 type, OxValue *value)
{
    guint16 base = type & (guint16) ~OX_TYPE_MULTIPLE;
    if ((type & OX_TYPE_MULTIPLE) == 0)
        return read_single (r, s, type, value);
    guint32 n = r->form == OX_RESTRICTION_FORM_SEARCH ? ox_slice_u16 (s) : read_count (r, s);
    if (!ox_slice_ok (s) || n > s->left || n > OX_RESTRICTION_MOST_PARTS || base == OX_TYPE_NULL)
        return fail (r, OX_ERROR_DAMAGED, "claims more values than there are");
    OxValue *items = g_new0 (OxValue, MAX (n, 1));
    guint16 shown = base == OX_TYPE_STRING8 ? OX_TYPE_STRING : base;
    for (guint32 i = 0; i < n; i++)
        if (!read_single (r, s, base, &items[i])) {
            OxValue broken = ox_value_multiple (type, items, i);
            ox_value_clear (&broken);
            return FALSE;
        }
    *value = ox_value_multiple (shown | OX_TYPE_MULTIPLE, items, n);
    return TRUE;
}

/* --- reading restrictions ------------------------------------------------------------------------------ */

static OxPropRef
read_prop (Reader *r, OxSlice *s)
{
    guint16 type = ox_slice_u16 (s);
    guint16 id = ox_slice_u16 (s);
    guint16 base = type & (guint16) ~(OX_TYPE_MULTIPLE | MULTIPLE_INSTANCE);
    OxPropRef ref = { id, NULL, type & (guint16) ~MULTIPLE_INSTANCE };
    OxName name;
    if (base == OX_TYPE_STRING8)
        ref.type = (type & OX_TYPE_MULTIPLE) | OX_TYPE_STRING;
    if (id < FIRST_NAMED)
        return ref;
    ref.key = r->map != NULL ? r->map->key (r->map->self, id) : OX_KEY_UNNAMED | id;
    if (ref.key < OX_KEY_LOCAL || ref.key >= OX_KEY_UNNAMED || !ox_names_get (r->map->names, ref.key, &name))
        return ref;
    ref.key = name.kind == OX_NAME_KIND_UNKNOWN ? OX_KEY_UNNAMED | id : OX_KEY_NONE;
    if (name.kind == OX_NAME_KIND_UNKNOWN)
        return ref;
    ref.name = g_memdup2 (&name, sizeof name);
    ref.name->string = g_strdup (name.string);
    return ref;
}

static gboolean
add_children (Reader *r, OxSlice *s, OxRestriction *parent, guint32 n, guint depth)
{
    for (guint32 i = 0; i < n; i++) {
        OxRestriction *child = read_one (r, s, depth + 1);
        if (child == NULL)
            return FALSE;
        ox_restriction_take_child (parent, child);
    }
    return TRUE;
}

static gboolean
read_group (Reader *r, OxSlice *s, OxRestriction *group, guint depth)
{
    guint32 n = read_count (r, s);
    if (n > s->left)
        return fail (r, OX_ERROR_DAMAGED, "claims more parts than there are");
    return add_children (r, s, group, n, depth);
}

/* The tag before the value names the type; of the value's own tag only its type counts. */
static OxRestriction *
read_comparison (Reader *r, OxSlice *s, OxRestrictionKind kind)
{
    gboolean wide = r->form == OX_RESTRICTION_FORM_SEARCH || kind == OX_RESTRICTION_CONTENT;
    guint32 op = wide ? ox_slice_u32 (s) : ox_slice_u8 (s);
    guint32 low = kind == OX_RESTRICTION_CONTENT ? op & 0xFFFF : op;
    OxPropRef prop = read_prop (r, s);
    guint16 type = ox_slice_u16 (s);
    OxValue value;
    ox_slice_skip (s, 2);
    gboolean known = kind == OX_RESTRICTION_CONTENT ? low <= OX_FUZZY_PREFIX
                                                    : low <= OX_RELOP_NE || low == OX_RELOP_MEMBER;
    if (!known)
        fail (r, OX_ERROR_DAMAGED, "compares in a way that there is none");
    if (!known || !read_value (r, s, type & (guint16) ~MULTIPLE_INSTANCE, &value)) {
        ox_prop_ref_clear (&prop);
        return NULL;
    }
    prop.type = (prop.type & OX_TYPE_MULTIPLE) | value.type;
    return kind == OX_RESTRICTION_CONTENT ? ox_restriction_new_content (prop, low, op >> 16, value)
                                          : ox_restriction_new_property (prop, low, value);
}

/* 2.12.2.6 to 2.12.2.9: an operator, a property, a number or a second property. */
static gboolean
read_simple (Reader *r, OxSlice *s, OxRestriction *one)
{
    if (one->kind != OX_RESTRICTION_EXIST)
        one->op = r->form == OX_RESTRICTION_FORM_SEARCH ? ox_slice_u32 (s) : ox_slice_u8 (s);
    one->prop = read_prop (r, s);
    if (one->kind == OX_RESTRICTION_COMPARE)
        one->other = read_prop (r, s);
    else if (one->kind != OX_RESTRICTION_EXIST)
        one->number = ox_slice_u32 (s);
    if (one->kind == OX_RESTRICTION_BITMASK)
        return one->op <= 1 || fail (r, OX_ERROR_DAMAGED, "asks for bits in a way that there is none");
    return one->op <= OX_RELOP_NE || one->op == OX_RELOP_MEMBER
           || fail (r, OX_ERROR_DAMAGED, "compares in a way that there is none");
}

static gboolean
read_notes (Reader *r, OxSlice *s, guint32 n, OxRestriction *comment)
{
    if (n > s->left)
        return fail (r, OX_ERROR_DAMAGED, "claims more notes than there are");
    for (guint32 i = 0; i < n; i++) {
        OxValue value;
        OxPropRef prop = read_prop (r, s);
        if (!read_value (r, s, prop.type, &value)) {
            ox_prop_ref_clear (&prop);
            return FALSE;
        }
        prop.type = value.type;
        ox_restriction_take_note (comment, ox_restriction_new_property (prop, OX_RELOP_EQ, value));
    }
    return TRUE;
}

/* The definition of a search folder has the restriction first, and always. */
static gboolean
read_comment (Reader *r, OxSlice *s, OxRestriction *comment, guint depth)
{
    gboolean search = r->form == OX_RESTRICTION_FORM_SEARCH;
    guint32 n = search ? ox_slice_u32 (s) : ox_slice_u8 (s);
    if (search)
        return add_children (r, s, comment, 1, depth) && read_notes (r, s, n, comment);
    if (!read_notes (r, s, n, comment))
        return FALSE;
    return ox_slice_u8 (s) == 0 || add_children (r, s, comment, 1, depth);
}

static gboolean
read_subobject (Reader *r, OxSlice *s, OxRestriction *one, guint depth)
{
    one->prop = read_prop (r, s);
    if (one->prop.key != OX_TAG_MESSAGE_RECIPIENTS && one->prop.key != OX_TAG_MESSAGE_ATTACHMENTS)
        return fail (r, OX_ERROR_DAMAGED, "asks for parts that no message has");
    one->prop.type = OX_TYPE_OBJECT;
    return add_children (r, s, one, 1, depth);
}

static gboolean
read_body (Reader *r, OxSlice *s, OxRestriction *one, guint depth)
{
    switch (one->kind) {
    case OX_RESTRICTION_AND:
    case OX_RESTRICTION_OR:
        return read_group (r, s, one, depth);
    case OX_RESTRICTION_NOT:
        return add_children (r, s, one, 1, depth);
    case OX_RESTRICTION_SUBOBJECT:
        return read_subobject (r, s, one, depth);
    case OX_RESTRICTION_COMMENT:
        return read_comment (r, s, one, depth);
    case OX_RESTRICTION_COUNT: /* the definition of a search folder does not say how many */
        one->number = r->form == OX_RESTRICTION_FORM_SEARCH ? G_MAXUINT32 : ox_slice_u32 (s);
        return add_children (r, s, one, 1, depth);
    default:
        return read_simple (r, s, one);
    }
}

static OxRestriction *
read_one (Reader *r, OxSlice *s, guint depth)
{
    guint32 kind = r->form == OX_RESTRICTION_FORM_SEARCH ? ox_slice_u32 (s) : ox_slice_u8 (s);
    if (!ox_slice_ok (s) || kind > OX_RESTRICTION_COUNT) {
        fail (r, OX_ERROR_DAMAGED, ox_slice_ok (s) ? "is of a kind that there is none of" : "is cut short");
        return NULL;
    }
    if (depth > OX_RESTRICTION_MOST_DEPTH || ++r->n_parts > OX_RESTRICTION_MOST_PARTS) {
        fail (r, OX_ERROR_LIMIT, "is nested too deep, or has too many parts");
        return NULL;
    }
    if (kind == OX_RESTRICTION_CONTENT || kind == OX_RESTRICTION_PROPERTY)
        return read_comparison (r, s, (OxRestrictionKind) kind);
    OxRestriction *one = ox_restriction_new ((OxRestrictionKind) kind);
    if (read_body (r, s, one, depth) && ox_slice_ok (s))
        return one;
    fail (r, OX_ERROR_DAMAGED, "is cut short");
    ox_restriction_unref (one);
    return NULL;
}

OxRestriction *
ox_restriction_read (OxSlice *s, OxRestrictionForm form, guint boolean_width, const OxKeyMap *map,
                     GError **error)
{
    g_autoptr (GError) own = NULL;
    Reader r = { form, boolean_width, map, 0, &own };
    OxRestriction *restriction = read_one (&r, s, 1);
    if (restriction == NULL)
        g_propagate_error (error, g_steal_pointer (&own));
    return restriction;
}

OxRestriction *
ox_restriction_parse (GBytes *bytes, OxRestrictionForm form, gsize *used, GError **error)
{
    OxSlice s = ox_slice_from_bytes (bytes);
    OxRestriction *restriction = ox_restriction_read (&s, form, 1, NULL, error);
    if (used != NULL)
        *used = restriction != NULL ? g_bytes_get_size (bytes) - s.left : 0;
    return restriction;
}

/* --- writing --------------------------------------------------------------------------------------------- */

typedef struct {
    OxBuilder b;
    OxRestrictionForm form;
    const char *problem;
} Writer;

static void write_one (Writer *w, const OxRestriction *r);

static void
write_number (Writer *w, gboolean wide, guint64 n, guint64 most)
{
    if (n > most)
        w->problem = "has more of something than this layout can count";
    if (wide)
        ox_builder_u32 (&w->b, (guint32) n);
    else
        ox_builder_u16 (&w->b, (guint16) n);
}

static void
write_count (Writer *w, guint64 n)
{
    gboolean wide = w->form != OX_RESTRICTION_FORM_16;
    write_number (w, wide, n, wide ? G_MAXUINT32 : G_MAXUINT16);
}

static void
write_length (Writer *w, guint64 n)
{
    gboolean wide = w->form == OX_RESTRICTION_FORM_32;
    write_number (w, wide, n, wide ? G_MAXUINT32 : G_MAXUINT16);
}

static void
write_op (Writer *w, guint32 op)
{
    if (w->form == OX_RESTRICTION_FORM_SEARCH)
        ox_builder_u32 (&w->b, op);
    else
        ox_builder_u8 (&w->b, (guint8) op);
}

static void
write_prop (Writer *w, const OxPropRef *ref)
{
    gboolean unnamed = ref->key >= OX_KEY_UNNAMED;
    if (ref->name != NULL || (ref->key >= 0x10000 && !unnamed))
        w->problem = "names a property that has no number outside its store";
    ox_builder_u16 (&w->b, ref->type);
    ox_builder_u16 (&w->b, (guint16) ref->key);
}

static void
write_text (Writer *w, const char *text)
{
    g_auto (OxBuilder) b;
    ox_builder_init (&b);
    ox_builder_utf16 (&b, text, TRUE);
    if (w->form == OX_RESTRICTION_FORM_SEARCH)
        write_length (w, ox_builder_size (&b));
    ox_builder_bytes (&w->b, b.bytes->data, b.bytes->len);
}

/* The bits of a number, whatever it stands for. */
static guint64
bits_of (const OxValue *value)
{
    union {
        double real;
        guint64 bits;
    } u = { 0 };
    union {
        float real;
        guint32 bits;
    } v = { 0 };
    if (value->form == OX_FORM_INTEGER)
        return (guint64) value->u.integer;
    u.real = value->u.real;
    v.real = (float) value->u.real;
    return value->type == OX_TYPE_FLOATING32 ? v.bits : u.bits;
}

static void
write_single (Writer *w, const OxValue *value)
{
    guint64 bits;
    switch ((OxForm) value->form) {
    case OX_FORM_TEXT:
        write_text (w, value->u.text);
        break;
    case OX_FORM_BYTES:
        write_length (w, g_bytes_get_size (value->u.bytes));
        ox_builder_bytes (&w->b, g_bytes_get_data (value->u.bytes, NULL), g_bytes_get_size (value->u.bytes));
        break;
    case OX_FORM_GUID:
        ox_builder_guid (&w->b, value->u.guid);
        break;
    case OX_FORM_INTEGER:
    case OX_FORM_REAL:
        bits = bits_of (value);
        if (value->type == OX_TYPE_BOOLEAN)
            ox_builder_u8 (&w->b, bits != 0);
        else if (ox_decode_width (value->type) == 2)
            ox_builder_u16 (&w->b, (guint16) bits);
        else if (ox_decode_width (value->type) == 4)
            ox_builder_u32 (&w->b, (guint32) bits);
        else
            ox_builder_u64 (&w->b, bits);
        break;
    default: /* a value of no bytes */
        break;
    }
}

static void
write_value (Writer *w, const OxValue *value)
{
    if (value->form != OX_FORM_MULTIPLE) {
        write_single (w, value);
        return;
    }
    if (w->form == OX_RESTRICTION_FORM_SEARCH)
        write_length (w, value->n);
    else
        write_count (w, value->n);
    for (guint i = 0; i < value->n; i++)
        write_single (w, &value->u.items[i]);
}

static void
write_tagged (Writer *w, const OxPropRef *ref, const OxValue *value)
{
    OxPropRef tag = *ref;
    tag.type = value->type;
    write_prop (w, &tag);
    write_value (w, value);
}

static void
write_children (Writer *w, const OxRestriction *r)
{
    for (guint i = 0; i < r->children->len; i++)
        write_one (w, r->children->pdata[i]);
}

static void
write_comment (Writer *w, const OxRestriction *r)
{
    gboolean search = w->form == OX_RESTRICTION_FORM_SEARCH;
    guint n = r->notes != NULL ? r->notes->len : 0;
    if (n > 255 && !search)
        w->problem = "has more of something than this layout can count";
    if (search && r->children->len == 0)
        w->problem = "comments on nothing";
    write_op (w, n);
    if (search)
        write_children (w, r);
    for (guint i = 0; i < n; i++) {
        const OxRestriction *note = r->notes->pdata[i];
        write_tagged (w, &note->prop, &note->value);
    }
    if (search)
        return;
    ox_builder_u8 (&w->b, r->children->len > 0);
    write_children (w, r);
}

static void
write_simple (Writer *w, const OxRestriction *r)
{
    if (r->kind != OX_RESTRICTION_EXIST)
        write_op (w, r->op);
    write_prop (w, &r->prop);
    if (r->kind == OX_RESTRICTION_COMPARE)
        write_prop (w, &r->other);
    else if (r->kind != OX_RESTRICTION_EXIST)
        ox_builder_u32 (&w->b, r->number);
}

static void
write_one (Writer *w, const OxRestriction *r)
{
    write_op (w, r->kind);
    switch (r->kind) {
    case OX_RESTRICTION_AND:
    case OX_RESTRICTION_OR:
        write_count (w, r->children->len);
        write_children (w, r);
        break;
    case OX_RESTRICTION_CONTENT:
        ox_builder_u32 (&w->b, r->op | r->number << 16);
        write_prop (w, &r->prop);
        write_tagged (w, &r->prop, &r->value);
        break;
    case OX_RESTRICTION_PROPERTY:
        write_op (w, r->op);
        write_prop (w, &r->prop);
        write_tagged (w, &r->prop, &r->value);
        break;
    case OX_RESTRICTION_COMMENT:
        write_comment (w, r);
        break;
    case OX_RESTRICTION_COUNT:
        if (w->form != OX_RESTRICTION_FORM_SEARCH)
            ox_builder_u32 (&w->b, r->number);
        write_children (w, r);
        break;
    case OX_RESTRICTION_SUBOBJECT:
        write_prop (w, &r->prop);
        write_children (w, r);
        break;
    case OX_RESTRICTION_NOT:
        write_children (w, r);
        break;
    default:
        write_simple (w, r);
        break;
    }
}

GBytes *
ox_restriction_build (const OxRestriction *r, OxRestrictionForm form, GError **error)
{
    Writer w = { .form = form };
    ox_builder_init (&w.b);
    write_one (&w, r);
    g_autoptr (GBytes) bytes = ox_builder_finish (&w.b);
    ox_builder_clear (&w.b);
    if (w.problem == NULL)
        return g_steal_pointer (&bytes);
    g_set_error (error, OX_ERROR, OX_ERROR_UNSUPPORTED, "the restriction %s", w.problem);
    return NULL;
}
