/* SPDX-License-Identifier: MIT */
#ifndef OXCART_PROPS_H
#define OXCART_PROPS_H

#include <glib-object.h>
#include <oxcart/key.h>
#include <oxcart/stream.h>

G_BEGIN_DECLS

/**
 * OxValue:
 *
 * One value of a property: a type and what it holds. Immutable; borrowed from
 * the #OxProps that holds it.
 */
typedef struct _OxValue OxValue;

/**
 * ox_value_get_type_code:
 * @value: a value
 *
 * Returns: the #OxType, with %OX_TYPE_MULTIPLE for several
 */
OX_API guint16 ox_value_get_type_code (const OxValue *value);

/**
 * ox_value_get_text:
 * @value: (nullable): a value
 * @length: (out) (optional): its length in bytes
 *
 * Returns: (transfer none) (nullable): the UTF-8 text of a String or String8 value held in
 *   memory, without NULs; %NULL for any other value
 */
OX_API const char *ox_value_get_text (const OxValue *value, gsize *length);

/**
 * ox_value_get_integer:
 * @value: (nullable): a value
 * @integer: (out): the number; a boolean is 0 or 1, a time is a FILETIME
 *
 * Returns: whether the value is of an integer type, boolean, error code, currency or time
 */
OX_API gboolean ox_value_get_integer (const OxValue *value, gint64 *integer);

/**
 * ox_value_get_real:
 * @value: (nullable): a value
 * @real: (out): the number
 *
 * Returns: whether the value is a floating-point number or floating time
 */
OX_API gboolean ox_value_get_real (const OxValue *value, double *real);

/**
 * ox_value_get_guid:
 * @value: (nullable): a value
 *
 * Returns: (transfer none) (nullable): the GUID of a value of that type
 */
OX_API const OxGuid *ox_value_get_guid (const OxValue *value);

/**
 * ox_value_get_bytes:
 * @value: (nullable): a value
 *
 * Returns: (transfer none) (nullable): the bytes of a binary value held in memory, or of a
 *   String8 value that no code page could decode
 */
OX_API GBytes *ox_value_get_bytes (const OxValue *value);

/**
 * ox_value_is_stream:
 * @value: (nullable): a value
 *
 * Returns: whether the value is long and stays in its source: ox_value_open() reads it
 */
OX_API gboolean ox_value_is_stream (const OxValue *value);

/**
 * ox_value_open:
 * @value: (nullable): a value
 *
 * Returns: (transfer full) (nullable): the bytes of a binary or text value (text as UTF-8
 *   while it is in memory, as stored when it is a stream)
 */
OX_API OxStream *ox_value_open (const OxValue *value);

/**
 * ox_value_get_size:
 * @value: (nullable): a value
 *
 * Returns: bytes of a binary or text value, else the size of its type
 */
OX_API guint64 ox_value_get_size (const OxValue *value);

/**
 * ox_value_get_n_items:
 * @value: (nullable): a value
 *
 * Returns: how many values a multivalued one has; 1 for any other
 */
OX_API guint ox_value_get_n_items (const OxValue *value);

/**
 * ox_value_get_item:
 * @value: a value
 * @index: below ox_value_get_n_items()
 *
 * Returns: (transfer none): one of several values; @value itself where it is single
 */
OX_API const OxValue *ox_value_get_item (const OxValue *value, guint index);

/**
 * OxProps:
 *
 * A bag of properties, ordered by key. A key stands once: when a file gives it
 * twice the first wins. Refcounted. Reading from several threads is safe once
 * nobody writes.
 */
typedef struct _OxProps OxProps;

#define OX_TYPE_PROPS (ox_props_get_type ())
OX_API GType ox_props_get_type (void);

/**
 * ox_props_new:
 *
 * Returns: (transfer full): an empty bag
 */
OX_API OxProps *ox_props_new (void);

/**
 * ox_props_ref:
 * @props: a bag
 *
 * Returns: (transfer full): @props
 */
OX_API OxProps *ox_props_ref (OxProps *props);

/**
 * ox_props_unref:
 * @props: a bag
 */
OX_API void ox_props_unref (OxProps *props);

/**
 * ox_props_get_size:
 * @props: a bag
 *
 * Returns: how many properties it holds
 */
OX_API guint ox_props_get_size (OxProps *props);

/**
 * ox_props_get_nth:
 * @props: a bag
 * @index: below ox_props_get_size(); properties stand in the order of their keys
 * @key: (out) (optional): the key
 *
 * Returns: (transfer none): the value
 */
OX_API const OxValue *ox_props_get_nth (OxProps *props, guint index, OxKey *key);

/**
 * ox_props_lookup:
 * @props: a bag
 * @key: a key
 *
 * Returns: (transfer none) (nullable): the value
 */
OX_API const OxValue *ox_props_lookup (OxProps *props, OxKey key);

/**
 * ox_props_get_text:
 * @props: a bag
 * @key: a key
 *
 * Returns: (transfer none) (nullable): the UTF-8 text; %NULL where the property is absent, not
 *   text, or too long for memory
 */
OX_API const char *ox_props_get_text (OxProps *props, OxKey key);

/**
 * ox_props_get_integer:
 * @props: a bag
 * @key: a key
 * @fallback: the answer where the property is absent or no integer
 *
 * Returns: the number
 */
OX_API gint64 ox_props_get_integer (OxProps *props, OxKey key, gint64 fallback);

/**
 * ox_props_get_boolean:
 * @props: a bag
 * @key: a key
 *
 * Returns: whether the property is there and not 0
 */
OX_API gboolean ox_props_get_boolean (OxProps *props, OxKey key);

/**
 * ox_props_get_time:
 * @props: a bag
 * @key: a key
 * @filetime: (out): 100 ns since 1601-01-01 UTC
 *
 * Returns: whether the property is there, a time, and not one of the values that mean none
 *   (0, 1 January 4501, negative ones)
 */
OX_API gboolean ox_props_get_time (OxProps *props, OxKey key, guint64 *filetime);

/**
 * ox_props_get_bytes:
 * @props: a bag
 * @key: a key
 *
 * Returns: (transfer none) (nullable): the bytes of a binary value held in memory
 */
OX_API GBytes *ox_props_get_bytes (OxProps *props, OxKey key);

/**
 * ox_props_open:
 * @props: a bag
 * @key: a key
 *
 * Returns: (transfer full) (nullable): the bytes of a binary or text value as a stream
 */
OX_API OxStream *ox_props_open (OxProps *props, OxKey key);

/**
 * ox_props_set_text:
 * @props: a bag
 * @key: a key
 * @text: valid UTF-8; copied
 *
 * Sets a value of type String.
 */
OX_API void ox_props_set_text (OxProps *props, OxKey key, const char *text);

/**
 * ox_props_set_integer:
 * @props: a bag
 * @key: a key
 * @type: an integer type, %OX_TYPE_BOOLEAN, %OX_TYPE_TIME, %OX_TYPE_CURRENCY or
 *   %OX_TYPE_ERROR_CODE
 * @integer: the number, cut to the width of @type
 *
 * Sets a number.
 */
OX_API void ox_props_set_integer (OxProps *props, OxKey key, OxType type, gint64 integer);

/**
 * ox_props_set_bytes:
 * @props: a bag
 * @key: a key
 * @bytes: the bytes
 *
 * Sets a value of type Binary.
 */
OX_API void ox_props_set_bytes (OxProps *props, OxKey key, GBytes *bytes);

/**
 * ox_props_set_stream:
 * @props: a bag
 * @key: a key
 * @stream: the bytes
 *
 * Sets a long value of type Binary.
 */
OX_API void ox_props_set_stream (OxProps *props, OxKey key, OxStream *stream);

/**
 * ox_props_remove:
 * @props: a bag
 * @key: a key
 *
 * Returns: whether it was there
 */
OX_API gboolean ox_props_remove (OxProps *props, OxKey key);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OxProps, ox_props_unref)

G_END_DECLS

#endif
