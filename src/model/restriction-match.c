/* SPDX-License-Identifier: MIT
 *
 * Evaluating restrictions, [MS-OXCDATA] 2.12. Of an item of a table only the columns are known at first:
 * the answer has three values, and what the columns decide costs no look at the item itself.
 */
#include "model/restriction-private.h"

#include "base/charset.h"
#include "base/normalize.h"
#include "model/message-private.h"

#include <string.h>

#define MOST_SEARCHED (64u << 20) /* bytes of one value that stays in its source */

/* --- text ----------------------------------------------------------------------------------------- */

static void
drop_marks (char *text)
{
    char *out = text;
    for (const char *p = text; *p != '\0';) {
        const char *next = g_utf8_next_char (p);
        gboolean mark = g_unichar_type (g_utf8_get_char (p)) == G_UNICODE_NON_SPACING_MARK;
        while (p < next) {
            if (!mark)
                *out++ = *p;
            p++;
        }
    }
    *out = '\0';
}

char *
ox_text_fold (const char *text, guint32 flags)
{
    if ((flags & (OX_FUZZY_CASE | OX_FUZZY_NONSPACE | OX_FUZZY_LOOSE)) == 0)
        return NULL;
    if (g_str_is_ascii (text))
        return (flags & (OX_FUZZY_CASE | OX_FUZZY_LOOSE)) != 0 ? g_ascii_strdown (text, -1) : g_strdup (text);
    g_autofree char *valid = g_utf8_make_valid (text, -1);
    gboolean marks = (flags & (OX_FUZZY_NONSPACE | OX_FUZZY_LOOSE)) == 0;
    g_autofree char *cased = (flags & (OX_FUZZY_CASE | OX_FUZZY_LOOSE)) != 0 ? g_utf8_casefold (valid, -1)
                                                                            : g_strdup (valid);
    char *folded = ox_utf8_normalize (cased, marks ? G_NORMALIZE_NFC : G_NORMALIZE_NFD);
    if (!marks)
        drop_marks (folded);
    return folded;
}

/* The subject of a store begins with a mark and the length of its prefix, [MS-PST] 2.5.3.1.1.1. */
static const char *
shown_text (OxKey key, const char *text)
{
    return key == OX_TAG_SUBJECT && *text == 1 && text[1] != '\0' ? g_utf8_next_char (text + 1) : text;
}

/* Text that is too long to be held is read once more for each question, in part where it is huge. */
static char *
long_text (const OxValue *value)
{
    gsize length = 0;
    guint n_bad = 0;
    if (value->form != OX_FORM_STREAM || (value->type != OX_TYPE_STRING && value->type != OX_TYPE_STRING8))
        return NULL;
    gsize size = (gsize) MIN (ox_stream_get_size (value->u.stream), MOST_SEARCHED);
    g_autoptr (GBytes) bytes = ox_stream_read_bytes (value->u.stream, 0, size, NULL);
    if (bytes == NULL)
        return NULL;
    OxSlice s = ox_slice_from_bytes (bytes);
    return value->type == OX_TYPE_STRING ? ox_utf16_decode (s, &length, &n_bad)
                                         : ox_charset_decode (1252, s, &length, &n_bad);
}

static gboolean
text_holds (const char *text, const char *piece, guint32 fuzzy)
{
    if (fuzzy == OX_FUZZY_SUBSTRING)
        return strstr (text, piece) != NULL;
    return fuzzy == OX_FUZZY_PREFIX ? g_str_has_prefix (text, piece) : strcmp (text, piece) == 0;
}

static gboolean
bytes_hold (GBytes *bytes, GBytes *piece, guint32 fuzzy)
{
    gsize n = 0, m = 0;
    const guint8 *data = g_bytes_get_data (bytes, &n);
    const guint8 *find = g_bytes_get_data (piece, &m);
    if (m == 0)
        return fuzzy != OX_FUZZY_FULL || n == 0;
    if (m > n)
        return FALSE;
    if (fuzzy == OX_FUZZY_SUBSTRING)
        return memmem (data, n, find, m) != NULL;
    return (fuzzy == OX_FUZZY_PREFIX || n == m) && memcmp (data, find, m) == 0;
}

/* --- values ------------------------------------------------------------------------------------------ */

static gboolean
single_holds (const OxRestriction *r, OxKey key, const OxValue *value)
{
    GBytes *bytes = ox_value_get_bytes (value);
    if (r->value.form == OX_FORM_BYTES)
        return bytes != NULL && bytes_hold (bytes, r->value.u.bytes, r->op);
    g_autofree char *from_source = long_text (value);
    const char *text = from_source != NULL ? from_source : ox_value_get_text (value, NULL);
    if (text == NULL || r->value.form != OX_FORM_TEXT)
        return FALSE;
    text = shown_text (key, text);
    g_autofree char *folded = ox_text_fold (text, r->number);
    return folded != NULL ? text_holds (folded, r->folded, r->op)
                          : text_holds (text, r->value.u.text, r->op);
}

static int
order_integers (gint64 a, gint64 b)
{
    return a < b ? -1 : a > b;
}

static int
order_bytes (GBytes *a, GBytes *b)
{
    gint order = g_bytes_compare (a, b);
    return order < 0 ? -1 : order > 0;
}

gboolean
ox_value_compare (const OxValue *a, const OxValue *b, int *order)
{
    gint64 i, j;
    double x, y;
    gboolean a_integer = ox_value_get_integer (a, &i), b_integer = ox_value_get_integer (b, &j);
    gboolean a_real = ox_value_get_real (a, &x), b_real = ox_value_get_real (b, &y);
    const char *s = ox_value_get_text (a, NULL), *t = ox_value_get_text (b, NULL);
    if (a_integer && b_integer) {
        *order = order_integers (i, j);
    } else if ((a_integer || a_real) && (b_integer || b_real)) {
        x = a_integer ? (double) i : x;
        y = b_integer ? (double) j : y;
        *order = x < y ? -1 : x > y;
        return x == x && y == y; /* NaN has no order */
    } else if (s != NULL && t != NULL) {
        g_autofree char *s_folded = ox_text_fold (s, OX_FUZZY_CASE);
        g_autofree char *t_folded = ox_text_fold (t, OX_FUZZY_CASE);
        int c = strcmp (s_folded, t_folded);
        *order = c < 0 ? -1 : c > 0;
    } else if (ox_value_get_guid (a) != NULL && ox_value_get_guid (b) != NULL) {
        int c = memcmp (ox_value_get_guid (a), ox_value_get_guid (b), sizeof (OxGuid));
        *order = c < 0 ? -1 : c > 0;
    } else if (ox_value_get_bytes (a) != NULL && ox_value_get_bytes (b) != NULL) {
        *order = order_bytes (ox_value_get_bytes (a), ox_value_get_bytes (b));
    } else {
        return FALSE;
    }
    return TRUE;
}

static gboolean
fits (int order, guint32 relop)
{
    switch (relop) {
    case OX_RELOP_LT:
        return order < 0;
    case OX_RELOP_LE:
        return order <= 0;
    case OX_RELOP_GT:
        return order > 0;
    case OX_RELOP_GE:
        return order >= 0;
    default:
        return order == 0;
    }
}

/* As above, with the value's text folded before. */
static gboolean
single_fits (const OxRestriction *r, OxKey key, const OxValue *value, guint32 relop)
{
    int order;
    const char *text = ox_value_get_text (value, NULL);
    if (r->folded == NULL || text == NULL)
        return ox_value_compare (value, &r->value, &order) && fits (order, relop);
    g_autofree char *folded = ox_text_fold (shown_text (key, text), OX_FUZZY_CASE);
    return fits (strcmp (folded, r->folded), relop);
}

/* Several values on both sides: all of them are meant. */
static gboolean
all_equal (const OxValue *a, const OxValue *b)
{
    int order = 0;
    gboolean equal = a->form == OX_FORM_MULTIPLE && a->n == b->n;
    for (guint i = 0; i < b->n && equal; i++)
        equal = ox_value_compare (&a->u.items[i], &b->u.items[i], &order) && order == 0;
    return equal;
}

static gboolean
property_fits (const OxRestriction *r, OxKey key, const OxValue *value)
{
    guint32 relop = r->op == OX_RELOP_NE ? OX_RELOP_EQ : r->op;
    gboolean found = FALSE;
    if (value == NULL || relop == OX_RELOP_MEMBER)
        return r->op == OX_RELOP_NE;
    if (r->value.form == OX_FORM_MULTIPLE)
        found = relop == OX_RELOP_EQ && all_equal (value, &r->value);
    else
        for (guint i = 0; i < ox_value_get_n_items (value) && !found; i++)
            found = single_fits (r, key, ox_value_get_item (value, i), relop);
    return r->op == OX_RELOP_NE ? !found : found;
}

static gboolean
content_fits (const OxRestriction *r, OxKey key, const OxValue *value)
{
    gboolean found = FALSE;
    for (guint i = 0; value != NULL && i < ox_value_get_n_items (value) && !found; i++)
        found = single_holds (r, key, ox_value_get_item (value, i));
    return found;
}

static gboolean
compare_fits (const OxRestriction *r, const OxValue *a, const OxValue *b)
{
    int order;
    gboolean ordered = a != NULL && b != NULL && r->op != OX_RELOP_MEMBER && ox_value_compare (a, b, &order);
    if (r->op == OX_RELOP_NE)
        return !ordered || order != 0;
    return ordered && fits (order, r->op);
}

static gboolean
bits_fit (const OxRestriction *r, const OxValue *value)
{
    gint64 integer = 0;
    if (!ox_value_get_integer (value, &integer))
        integer = 0;
    return (((guint32) integer & r->number) != 0) == (r->op != 0);
}

/* Bytes of a value as protocols carry it: text with its terminator. */
static guint64
stored_size (const OxValue *value)
{
    const char *text = ox_value_get_text (value, NULL);
    guint64 n = 0;
    if (value->form == OX_FORM_MULTIPLE) {
        for (guint i = 0; i < value->n; i++)
            n += stored_size (&value->u.items[i]);
        return n;
    }
    if (value->type == OX_TYPE_BOOLEAN)
        return 1;
    if (text == NULL || value->type == OX_TYPE_STRING8)
        return ox_value_get_size (value) + (text != NULL);
    for (; *text != '\0'; text = g_utf8_next_char (text))
        n += g_utf8_get_char (text) >= 0x10000 ? 2 : 1;
    return 2 * (n + 1);
}

static gboolean
size_fits (const OxRestriction *r, const OxValue *value)
{
    if (value == NULL)
        return r->op == OX_RELOP_NE;
    int order = order_integers ((gint64) MIN (stored_size (value), G_MAXINT64), r->number);
    return r->op == OX_RELOP_NE ? order != 0 : r->op != OX_RELOP_MEMBER && fits (order, r->op);
}

/* --- recipients and attachments -------------------------------------------------------------------- */

typedef struct {
    const OxSubject *whole;
    gpointer self; /* of `whole` */
    OxProps *props;
} Part;

static const OxValue *
part_value (gpointer self, OxKey key, gboolean *known)
{
    return ox_props_lookup (((Part *) self)->props, key);
}

static OxKey
part_find_name (gpointer self, const OxName *name)
{
    Part *part = self;
    return part->whole->find_name (part->self, name);
}

static gboolean
part_n_parts (gpointer self, OxKey which, guint *n)
{
    *n = 0;
    return TRUE;
}

static const OxSubject part_subject = { part_value, part_find_name, part_n_parts, NULL };

static OxTruth
test_parts (const OxRestriction *r, const OxSubject *subject, gpointer self)
{
    guint n = 0;
    if (r->children->len == 0)
        return OX_TRUTH_NO;
    if (!subject->n_parts (self, r->prop.key, &n))
        return OX_TRUTH_UNKNOWN;
    for (guint i = 0; i < n; i++) {
        Part part = { subject, self, subject->part (self, r->prop.key, i) };
        if (ox_restriction_test (r->children->pdata[0], &part_subject, &part) == OX_TRUTH_YES)
            return OX_TRUTH_YES;
    }
    return OX_TRUTH_NO;
}

/* --- all kinds ---------------------------------------------------------------------------------------- */

static const OxValue *
find (const OxPropRef *ref, const OxSubject *subject, gpointer self, OxKey *key, gboolean *known)
{
    *key = ref->name != NULL ? subject->find_name (self, ref->name) : ref->key;
    return *key != OX_KEY_NONE ? subject->value (self, *key, known) : NULL;
}

static OxTruth
test_leaf (const OxRestriction *r, const OxSubject *subject, gpointer self)
{
    OxKey key, other_key;
    gboolean known = TRUE, holds;
    const OxValue *value = find (&r->prop, subject, self, &key, &known);
    const OxValue *other = NULL;
    if (r->kind == OX_RESTRICTION_COMPARE)
        other = find (&r->other, subject, self, &other_key, &known);
    if (!known)
        return OX_TRUTH_UNKNOWN;
    switch (r->kind) {
    case OX_RESTRICTION_CONTENT:
        holds = content_fits (r, key, value);
        break;
    case OX_RESTRICTION_PROPERTY:
        holds = property_fits (r, key, value);
        break;
    case OX_RESTRICTION_COMPARE:
        holds = compare_fits (r, value, other);
        break;
    case OX_RESTRICTION_BITMASK:
        holds = bits_fit (r, value);
        break;
    case OX_RESTRICTION_SIZE:
        holds = size_fits (r, value);
        break;
    default:
        holds = value != NULL;
        break;
    }
    return holds ? OX_TRUTH_YES : OX_TRUTH_NO;
}

/* `decisive` decides at once; what is not known leaves the rest a say. */
static OxTruth
test_group (const OxRestriction *r, const OxSubject *subject, gpointer self, OxTruth decisive)
{
    OxTruth truth = decisive == OX_TRUTH_YES ? OX_TRUTH_NO : OX_TRUTH_YES;
    for (guint i = 0; i < r->children->len; i++) {
        OxTruth one = ox_restriction_test (r->children->pdata[i], subject, self);
        if (one == decisive)
            return decisive;
        if (one == OX_TRUTH_UNKNOWN)
            truth = OX_TRUTH_UNKNOWN;
    }
    return truth;
}

static OxTruth
test_child (const OxRestriction *r, const OxSubject *subject, gpointer self)
{
    return r->children->len > 0 ? ox_restriction_test (r->children->pdata[0], subject, self) : OX_TRUTH_YES;
}

OxTruth
ox_restriction_test (const OxRestriction *r, const OxSubject *subject, gpointer self)
{
    OxTruth truth;
    switch (r->kind) {
    case OX_RESTRICTION_AND:
        return test_group (r, subject, self, OX_TRUTH_NO);
    case OX_RESTRICTION_OR:
        return test_group (r, subject, self, OX_TRUTH_YES);
    case OX_RESTRICTION_NOT:
        truth = test_child (r, subject, self);
        return truth == OX_TRUTH_UNKNOWN ? truth : truth == OX_TRUTH_YES ? OX_TRUTH_NO : OX_TRUTH_YES;
    case OX_RESTRICTION_COMMENT:
    case OX_RESTRICTION_COUNT: /* how many there were, the one that asks knows */
        return test_child (r, subject, self);
    case OX_RESTRICTION_SUBOBJECT:
        return test_parts (r, subject, self);
    default:
        return test_leaf (r, subject, self);
    }
}

/* --- messages ------------------------------------------------------------------------------------------- */

gboolean
ox_value_computed (OxKey key, OxProps *props, gint n_attachments, OxValue *value)
{
    if (key != OX_TAG_HAS_ATTACHMENTS)
        return FALSE;
    gint64 flags = ox_props_get_integer (props, OX_TAG_MESSAGE_FLAGS, 0);
    /* In files that did not come from a store the flag may say what was once true. */
    gboolean has = n_attachments >= 0 ? n_attachments > 0 : (flags & OX_MESSAGE_HAS_ATTACHMENTS) != 0;
    *value = ox_value_integer (OX_TYPE_BOOLEAN, has);
    return TRUE;
}

static const OxValue *
message_value (gpointer self, OxKey key, gboolean *known)
{
    static const OxValue booleans[] = { { .type = OX_TYPE_BOOLEAN, .form = OX_FORM_INTEGER, .u.integer = 0 },
                                        { .type = OX_TYPE_BOOLEAN, .form = OX_FORM_INTEGER, .u.integer = 1 } };
    OxMessage *message = self;
    OxProps *props = ox_message_get_props (message);
    const OxValue *value = ox_props_lookup (props, key);
    OxValue computed;
    if (ox_value_computed (key, props, (gint) ox_message_get_n_attachments (message), &computed))
        value = &booleans[computed.u.integer != 0];
    return value;
}

static OxKey
message_find_name (gpointer self, const OxName *name)
{
    return ox_names_find (ox_message_get_names (self), name);
}

static gboolean
message_n_parts (gpointer self, OxKey which, guint *n)
{
    *n = which == OX_TAG_MESSAGE_RECIPIENTS ? ox_message_get_n_recipients (self)
                                            : ox_message_get_n_attachments (self);
    return TRUE;
}

static OxProps *
message_part (gpointer self, OxKey which, guint index)
{
    return which == OX_TAG_MESSAGE_RECIPIENTS
               ? ox_recipient_get_props (ox_message_get_recipient (self, index))
               : ox_attachment_get_props (ox_message_get_attachment (self, index));
}

const OxSubject ox_subject_message = { message_value, message_find_name, message_n_parts, message_part };

gboolean
ox_restriction_matches (const OxRestriction *r, OxMessage *message)
{
    return ox_restriction_test (r, &ox_subject_message, message) == OX_TRUTH_YES;
}
