/* SPDX-License-Identifier: MIT */
#ifndef OXCART_KEY_H
#define OXCART_KEY_H

#include <glib-object.h>
#include <oxcart/guid.h>
#include <oxcart/properties.h>

G_BEGIN_DECLS

/**
 * OxKey:
 *
 * Names a property everywhere, whatever the format: below 0x10000 the id of a
 * tagged property; from 0x10000 a named property of a well-known set (the
 * OX_LID_ and OX_NAME_ constants); from 0x80000000 an index into the #OxNames
 * of the message or store. The type belongs to the value, not to the key.
 */
typedef guint32 OxKey;

/**
 * OX_KEY_NONE:
 *
 * No property.
 */
#define OX_KEY_NONE 0u

/**
 * OX_KEY_LOCAL:
 *
 * From here on a key is an index into an #OxNames.
 */
#define OX_KEY_LOCAL 0x80000000u

/**
 * OxType:
 * @OX_TYPE_UNSPECIFIED: any; never stored
 * @OX_TYPE_NULL: no value
 * @OX_TYPE_INTEGER16: 16-bit signed
 * @OX_TYPE_INTEGER32: 32-bit signed
 * @OX_TYPE_FLOATING32: IEEE single
 * @OX_TYPE_FLOATING64: IEEE double
 * @OX_TYPE_CURRENCY: 64-bit signed, in units of 1/10000
 * @OX_TYPE_FLOATING_TIME: double, days since 1899-12-30
 * @OX_TYPE_ERROR_CODE: 32-bit error code
 * @OX_TYPE_BOOLEAN: true or false
 * @OX_TYPE_OBJECT: an embedded object
 * @OX_TYPE_INTEGER64: 64-bit signed
 * @OX_TYPE_STRING8: text in a code page
 * @OX_TYPE_STRING: Unicode text
 * @OX_TYPE_TIME: FILETIME, 100 ns since 1601-01-01 UTC
 * @OX_TYPE_GUID: 16 bytes
 * @OX_TYPE_SERVER_ID: server-side id
 * @OX_TYPE_RESTRICTION: a restriction
 * @OX_TYPE_RULE_ACTION: rule actions
 * @OX_TYPE_BINARY: bytes
 * @OX_TYPE_MULTIPLE: flag: several values of the base type
 *
 * The types of property values, [MS-OXCDATA] 2.11.1.
 */
typedef enum {
    OX_TYPE_UNSPECIFIED = 0x0000,
    OX_TYPE_NULL = 0x0001,
    OX_TYPE_INTEGER16 = 0x0002,
    OX_TYPE_INTEGER32 = 0x0003,
    OX_TYPE_FLOATING32 = 0x0004,
    OX_TYPE_FLOATING64 = 0x0005,
    OX_TYPE_CURRENCY = 0x0006,
    OX_TYPE_FLOATING_TIME = 0x0007,
    OX_TYPE_ERROR_CODE = 0x000A,
    OX_TYPE_BOOLEAN = 0x000B,
    OX_TYPE_OBJECT = 0x000D,
    OX_TYPE_INTEGER64 = 0x0014,
    OX_TYPE_STRING8 = 0x001E,
    OX_TYPE_STRING = 0x001F,
    OX_TYPE_TIME = 0x0040,
    OX_TYPE_GUID = 0x0048,
    OX_TYPE_SERVER_ID = 0x00FB,
    OX_TYPE_RESTRICTION = 0x00FD,
    OX_TYPE_RULE_ACTION = 0x00FE,
    OX_TYPE_BINARY = 0x0102,
    OX_TYPE_MULTIPLE = 0x1000
} OxType;

/**
 * ox_type_to_string:
 * @type: a type, with or without %OX_TYPE_MULTIPLE
 *
 * Returns: (transfer none) (nullable): the specification's name, such as "PtypString"
 */
OX_API const char *ox_type_to_string (guint16 type);

/**
 * ox_key_from_lid:
 * @set: the property set
 * @lid: the long id
 *
 * Returns: the well-known key, or %OX_KEY_NONE where the set is not well known
 */
OX_API OxKey ox_key_from_lid (const OxGuid *set, guint32 lid);

/**
 * ox_key_from_name:
 * @set: the property set
 * @name: the string name; case matters, but for PS_INTERNET_HEADERS
 *
 * Returns: the well-known key, or %OX_KEY_NONE
 */
OX_API OxKey ox_key_from_name (const OxGuid *set, const char *name);

/**
 * ox_key_from_canonical:
 * @name: a canonical name such as "PidTagSubject", or an alternate one such as "PR_SUBJECT"
 *
 * Returns: the key, or %OX_KEY_NONE
 */
OX_API OxKey ox_key_from_canonical (const char *name);

/**
 * ox_key_get_canonical:
 * @key: a key below %OX_KEY_LOCAL
 * @type: the type of the value, which decides where two properties share an id; 0 for any
 *
 * Returns: (transfer none) (nullable): the canonical name, such as "PidTagSubject"
 */
OX_API const char *ox_key_get_canonical (OxKey key, guint16 type);

/**
 * OxNameKind:
 * @OX_NAME_KIND_LID: a 32-bit long id
 * @OX_NAME_KIND_STRING: a string
 * @OX_NAME_KIND_UNKNOWN: the file gives no usable name; @lid is the file's own id
 *
 * How a named property is named.
 */
typedef enum { OX_NAME_KIND_LID, OX_NAME_KIND_STRING, OX_NAME_KIND_UNKNOWN } OxNameKind;

/**
 * OxName:
 * @kind: which of @lid and @string counts
 * @set: the property set
 * @lid: the long id
 * @string: (nullable): the string name, UTF-8
 *
 * The identity of a named property, [MS-OXPROPS] 1.3.2.
 */
typedef struct {
    OxNameKind kind;
    OxGuid set;
    guint32 lid;
    const char *string;
} OxName;

/**
 * ox_key_get_name:
 * @key: a well-known key from 0x10000 and below %OX_KEY_LOCAL
 * @name: (out caller-allocates): the name; its string is owned by the library
 *
 * Returns: whether @key is such a key
 */
OX_API gboolean ox_key_get_name (OxKey key, OxName *name);

/**
 * ox_property_set_name:
 * @set: a property set
 *
 * Returns: (transfer none) (nullable): such as "PSETID_Common"
 */
OX_API const char *ox_property_set_name (const OxGuid *set);

/**
 * OxNames:
 *
 * The names of the properties that only one file knows. Refcounted.
 */
typedef struct _OxNames OxNames;

#define OX_TYPE_NAMES (ox_names_get_type ())
OX_API GType ox_names_get_type (void);

/**
 * ox_names_new:
 *
 * Returns: (transfer full): an empty table
 */
OX_API OxNames *ox_names_new (void);

/**
 * ox_names_ref:
 * @names: a table
 *
 * Returns: (transfer full): @names
 */
OX_API OxNames *ox_names_ref (OxNames *names);

/**
 * ox_names_unref:
 * @names: a table
 */
OX_API void ox_names_unref (OxNames *names);

/**
 * ox_names_intern:
 * @names: a table
 * @name: the name; copied
 *
 * Gives the key of a name: the well-known key where there is one, else that
 * of the table, which is added to.
 *
 * Returns: the key
 */
OX_API OxKey ox_names_intern (OxNames *names, const OxName *name);

/**
 * ox_names_add:
 * @names: a table
 * @name: the name; copied
 *
 * Adds a row even where the name is there already: files do define one name
 * twice, and both properties are kept.
 *
 * Returns: the new key, from %OX_KEY_LOCAL on
 */
OX_API OxKey ox_names_add (OxNames *names, const OxName *name);

/**
 * ox_names_find:
 * @names: a table
 * @name: a name
 *
 * Returns: the key, or %OX_KEY_NONE where neither the library nor the table knows it
 */
OX_API OxKey ox_names_find (OxNames *names, const OxName *name);

/**
 * ox_names_get:
 * @names: (nullable): a table
 * @key: any key from 0x10000 on
 * @name: (out caller-allocates): the name; its string lives as long as the table
 *
 * Returns: whether @key has a name
 */
OX_API gboolean ox_names_get (OxNames *names, OxKey key, OxName *name);

/**
 * ox_names_get_size:
 * @names: a table
 *
 * Returns: how many names the table itself holds
 */
OX_API guint ox_names_get_size (OxNames *names);

/**
 * ox_names_describe:
 * @names: (nullable): the table @key belongs to
 * @key: a key
 * @type: the type of the value, or 0
 *
 * What to print for a key: the canonical name where there is one, "0x6789" for
 * an unknown tag, "PSETID_Common:0x8501" or "{GUID}:name" for an unknown name.
 *
 * Returns: (transfer full): the text, UTF-8
 */
OX_API char *ox_names_describe (OxNames *names, OxKey key, guint16 type);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OxNames, ox_names_unref)

G_END_DECLS

#endif
