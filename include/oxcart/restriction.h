/* SPDX-License-Identifier: MIT */
#ifndef OXCART_RESTRICTION_H
#define OXCART_RESTRICTION_H

#include <oxcart/message.h>

G_BEGIN_DECLS

/**
 * OxRestriction:
 *
 * A condition on items, [MS-OXCDATA] 2.12: what rules, views and search folders are made of, and what
 * ox_query_parse() makes of a query. Immutable and refcounted; threads may share it.
 */
typedef struct _OxRestriction OxRestriction;

#define OX_TYPE_RESTRICTION_BOXED (ox_restriction_get_type ())
OX_API GType ox_restriction_get_type (void);

/**
 * OxRestrictionKind:
 * @OX_RESTRICTION_AND: all of its children hold
 * @OX_RESTRICTION_OR: one of its children holds
 * @OX_RESTRICTION_NOT: its child does not hold
 * @OX_RESTRICTION_CONTENT: text or bytes hold a piece
 * @OX_RESTRICTION_PROPERTY: a property compares with a value
 * @OX_RESTRICTION_COMPARE: two properties compare
 * @OX_RESTRICTION_BITMASK: some or none of the bits of a number are set
 * @OX_RESTRICTION_SIZE: the size of a value compares with a number
 * @OX_RESTRICTION_EXIST: the property is there
 * @OX_RESTRICTION_SUBOBJECT: its child holds for one of the recipients or attachments
 * @OX_RESTRICTION_COMMENT: its child holds; the rest is notes
 * @OX_RESTRICTION_COUNT: its child holds, for the first so many items
 *
 * The kinds of restrictions, with their numbers of [MS-OXCDATA] 2.12.
 */
typedef enum {
    OX_RESTRICTION_AND,
    OX_RESTRICTION_OR,
    OX_RESTRICTION_NOT,
    OX_RESTRICTION_CONTENT,
    OX_RESTRICTION_PROPERTY,
    OX_RESTRICTION_COMPARE,
    OX_RESTRICTION_BITMASK,
    OX_RESTRICTION_SIZE,
    OX_RESTRICTION_EXIST,
    OX_RESTRICTION_SUBOBJECT,
    OX_RESTRICTION_COMMENT,
    OX_RESTRICTION_COUNT
} OxRestrictionKind;

/**
 * OxRestrictionForm:
 * @OX_RESTRICTION_FORM_16: counts of 16 bits: of tables and standard rules, [MS-OXCDATA] 2.12
 * @OX_RESTRICTION_FORM_32: counts of 32 bits: of extended rules, [MS-OXORULE] 2.2.4
 * @OX_RESTRICTION_FORM_SEARCH: kinds, counts and operators of 32 bits, lengths of 16: of the definitions of
 *   search folders, [MS-OXOSRCH] 2.2.1.2.8.2
 *
 * How a restriction is laid out in bytes.
 */
typedef enum {
    OX_RESTRICTION_FORM_16,
    OX_RESTRICTION_FORM_32,
    OX_RESTRICTION_FORM_SEARCH
} OxRestrictionForm;

/**
 * ox_restriction_parse:
 * @bytes: a restriction
 * @form: its layout
 * @used: (out) (optional): how many bytes of @bytes it is
 * @error: return location for an error
 *
 * Takes a restriction apart. 8-bit text is read as Windows-1252. Numbers of named properties mean
 * something only in their store: ox_store_parse_restriction() knows them.
 *
 * Returns: (transfer full) (nullable): the restriction. %OX_ERROR_DAMAGED where it is none,
 *   %OX_ERROR_LIMIT where it is nested deeper than 256 or has more than 10,000 parts
 */
OX_API OxRestriction *ox_restriction_parse (GBytes *bytes, OxRestrictionForm form, gsize *used,
                                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * ox_restriction_build:
 * @restriction: a restriction
 * @form: the layout
 * @error: return location for an error
 *
 * The other direction. What was parsed comes out the same, but for text, which is Unicode.
 *
 * Returns: (transfer full) (nullable): the bytes; %OX_ERROR_UNSUPPORTED where the layout cannot say it: a
 *   named property, or more than its counts can count
 */
OX_API GBytes *ox_restriction_build (const OxRestriction *restriction, OxRestrictionForm form,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * ox_restriction_ref:
 * @restriction: a restriction
 *
 * Returns: (transfer full): @restriction
 */
OX_API OxRestriction *ox_restriction_ref (OxRestriction *restriction);

/**
 * ox_restriction_unref:
 * @restriction: a restriction
 */
OX_API void ox_restriction_unref (OxRestriction *restriction);

/**
 * ox_restriction_get_kind:
 * @restriction: a restriction
 *
 * Returns: its kind
 */
OX_API OxRestrictionKind ox_restriction_get_kind (const OxRestriction *restriction);

/**
 * ox_restriction_get_n_children:
 * @restriction: a restriction
 *
 * Returns: how many restrictions it is made of
 */
OX_API guint ox_restriction_get_n_children (const OxRestriction *restriction);

/**
 * ox_restriction_get_child:
 * @restriction: a restriction
 * @index: below ox_restriction_get_n_children()
 *
 * Returns: (transfer none): one of them
 */
OX_API OxRestriction *ox_restriction_get_child (const OxRestriction *restriction, guint index);

/**
 * ox_restriction_get_count:
 * @restriction: a restriction
 *
 * Returns: of a count, for how many items it holds; the largest number for any other
 */
OX_API guint32 ox_restriction_get_count (const OxRestriction *restriction);

/**
 * ox_restriction_equal:
 * @a: a restriction
 * @b: another
 *
 * Returns: whether they are made of the same parts in the same order
 */
OX_API gboolean ox_restriction_equal (const OxRestriction *a, const OxRestriction *b);

/**
 * ox_restriction_matches:
 * @restriction: a restriction
 * @message: a message
 *
 * Whether a message meets a condition. A property that is absent equals nothing, is neither less nor more
 * than anything, holds no text and has no bit set; so "not equal" is always the opposite of "equal". Of
 * several values one that fits is enough. Text compares by its folded characters, in the order of their
 * code points. Membership of a distribution list cannot be known here, and is not.
 *
 * Returns: whether it does
 */
OX_API gboolean ox_restriction_matches (const OxRestriction *restriction, OxMessage *message);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OxRestriction, ox_restriction_unref)

/**
 * ox_query_parse:
 * @text: a query, such as `from~"smith" and date>=2020-01-01`; UTF-8
 * @error: return location for an error
 *
 * Reads a query; docs/query.md describes the language.
 *
 * Returns: (transfer full) (nullable): the condition; %OX_ERROR_ARGUMENT, naming the column, where the text is
 *   no query
 */
OX_API OxRestriction *ox_query_parse (const char *text, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * ox_query_print:
 * @restriction: a condition
 *
 * Writes a condition as a query. Whatever the condition came from, ox_query_parse() makes the same condition
 * of it again.
 *
 * Returns: (transfer full): the query
 */
OX_API char *ox_query_print (const OxRestriction *restriction);

G_END_DECLS

#endif
