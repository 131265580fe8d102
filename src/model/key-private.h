/* SPDX-License-Identifier: MIT */
#ifndef OX_MODEL_KEY_PRIVATE_H
#define OX_MODEL_KEY_PRIVATE_H

#include <oxcart/key.h>

/* The number of a property without a name stands in the low 16 bits: keys of stores, whose names are
 * shared by threads and do not change once it is open. */
#define OX_KEY_UNNAMED 0xFFFF0000u

typedef struct {
    OxKey key;
    guint16 type;
    const char *canonical;
    const char *alternates; /* separated by ";" */
} OxPropertyRow;

/* The type that a property has by its definition; `name` (nullable) decides where several share an id. 0 where
 * the key is in no table. */
guint16 ox_key_natural_type (OxKey key, const char *name);
/* The property set of a name such as "PSETID_Common". */
gboolean ox_property_set_find (const char *name, OxGuid *set);

#endif
