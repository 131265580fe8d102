/* SPDX-License-Identifier: MIT
 *
 * The parts of a restriction, [MS-OXCDATA] 2.12.
 */
#ifndef OX_MODEL_RESTRICTION_PRIVATE_H
#define OX_MODEL_RESTRICTION_PRIVATE_H

#include "base/slice.h"
#include "model/props-private.h"

#include <oxcart/restriction.h>

/* What an input may claim; recursion over a restriction is bounded by its depth. */
#define OX_RESTRICTION_MOST_DEPTH 256
#define OX_RESTRICTION_MOST_PARTS 10000

/* A property. One whose name no well-known set has goes by the name, since each store numbers it in a way
 * of its own. */
typedef struct {
    OxKey key;    /* OX_KEY_NONE: `name` counts */
    OxName *name; /* owned */
    guint16 type; /* 0 for any; with OX_TYPE_MULTIPLE where several values are meant */
} OxPropRef;

/* [MS-OXCDATA] 2.12.5.1 */
typedef enum {
    OX_RELOP_LT,
    OX_RELOP_LE,
    OX_RELOP_GT,
    OX_RELOP_GE,
    OX_RELOP_EQ,
    OX_RELOP_NE,
    OX_RELOP_MEMBER = 0x64
} OxRelop;

/* [MS-OXCDATA] 2.12.4.1: the low and the high word of the fuzzy level. */
enum { OX_FUZZY_FULL, OX_FUZZY_SUBSTRING, OX_FUZZY_PREFIX };
enum { OX_FUZZY_CASE = 1, OX_FUZZY_NONSPACE = 2, OX_FUZZY_LOOSE = 4 };

struct _OxRestriction {
    gatomicrefcount refs;
    OxRestrictionKind kind;
    guint depth;
    OxPropRef prop;  /* of a SUBOBJECT: PidTagMessageRecipients or PidTagMessageAttachments */
    OxPropRef other; /* COMPARE: the second */
    guint32 op;      /* OxRelop; of CONTENT the low word; of BITMASK whether a bit must be set */
    guint32 number;  /* of CONTENT the high word; mask, size or count */
    OxValue value;   /* CONTENT, PROPERTY */
    char *folded;    /* of a value that is text: what it compares by */
    GPtrArray *children;
    GPtrArray *notes; /* of a COMMENT: PROPERTY restrictions, never evaluated; or NULL */
};

void ox_prop_ref_clear (OxPropRef *ref);
OxPropRef ox_prop_ref_copy (const OxPropRef *ref);

OxRestriction *ox_restriction_new (OxRestrictionKind kind);
/* These take what they are given over. */
OxRestriction *ox_restriction_new_content (OxPropRef prop, guint32 fuzzy, guint32 flags, OxValue value);
OxRestriction *ox_restriction_new_property (OxPropRef prop, guint32 relop, OxValue value);
OxRestriction *ox_restriction_new_exist (OxPropRef prop);
OxRestriction *ox_restriction_new_bitmask (OxPropRef prop, gboolean set, guint32 mask);
void ox_restriction_take_child (OxRestriction *restriction, OxRestriction *child);
void ox_restriction_take_note (OxRestriction *restriction, OxRestriction *note);

/* --- restriction-wire.c --- */

/* Whose property has the number `id`, from 0x8000 on: `*key`, or OX_KEY_NONE and `*name`. */
typedef struct {
    OxKey (*key) (gpointer self, guint16 id);
    gpointer self;
    OxNames *names; /* of its local keys */
} OxKeyMap;

/* `map` nullable. Moves `s` behind the restriction. */
OxRestriction *ox_restriction_read (OxSlice *s, OxRestrictionForm form, guint boolean_width,
                                    const OxKeyMap *map, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* --- restriction-match.c --- */

typedef enum { OX_TRUTH_NO, OX_TRUTH_YES, OX_TRUTH_UNKNOWN } OxTruth;

/* What is asked about an item: some of it may not be known yet. */
typedef struct {
    /* NULL: absent, or (*known FALSE) not known. */
    const OxValue *(*value) (gpointer self, OxKey key, gboolean *known);
    /* The item's key of a name; OX_KEY_NONE: it has none such. */
    OxKey (*find_name) (gpointer self, const OxName *name);
    /* Recipients or attachments; FALSE where not known. */
    gboolean (*n_parts) (gpointer self, OxKey which, guint *n);
    OxProps *(*part) (gpointer self, OxKey which, guint index);
} OxSubject;

OxTruth ox_restriction_test (const OxRestriction *restriction, const OxSubject *subject, gpointer self);

/* What text compares by: NULL where `flags` ask for the text itself. */
char *ox_text_fold (const char *text, guint32 flags);
/* Orders two single values; FALSE where they have no order. */
gboolean ox_value_compare (const OxValue *a, const OxValue *b, int *order);

/* The bag of a message as a subject; `self` is the OxMessage. */
extern const OxSubject ox_subject_message;

/* A value of a message that it need not store: whether it has attachments, [MS-OXCMSG] 2.2.1.2. Below 0
 * `n_attachments` is not known, and the flags of the message are believed. */
gboolean ox_value_computed (OxKey key, OxProps *props, gint n_attachments, OxValue *value);

#endif
