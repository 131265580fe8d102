/* SPDX-License-Identifier: MIT
 *
 * Which fields a user or a form added to an item, and of what kinds: PidLidPropertyDefinitionStream, the
 * "PropertyDefinition stream structure" of Outlook's reference for developers; no [MS-OX...] text has it.
 */
#ifndef OX_MODEL_FIELD_DEFINITIONS_H
#define OX_MODEL_FIELD_DEFINITIONS_H

#include <glib.h>

#define OX_FIELD_IS_CUSTOM 0x01u     /* PDO_IS_CUSTOM; else it binds a built-in field to a form */
#define OX_FIELD_IS_REQUIRED 0x02u   /* PDO_REQUIRED */
#define OX_FIELD_JOINS 0x10u         /* PDO_FT_CONCAT: a combination that joins fields */
#define OX_FIELD_TAKES_FIRST 0x20u   /* PDO_FT_SWITCH: one that shows the first that is not empty */

/* The 8-bit texts, of a page that is not told. */
enum { OX_FIELD_NAME, OX_FIELD_FORMULA, OX_FIELD_RULE, OX_FIELD_RULE_TEXT, OX_FIELD_ERROR, OX_FIELD_N_STRINGS };

/* InternalType */
typedef enum {
    OX_FIELD_TEXT,
    OX_FIELD_NUMBER,
    OX_FIELD_PERCENT,
    OX_FIELD_CURRENCY,
    OX_FIELD_BOOLEAN,
    OX_FIELD_DATE,
    OX_FIELD_DURATION,
    OX_FIELD_COMBINATION,
    OX_FIELD_FORMULA_KIND,
    OX_FIELD_JOINED = 12,
    OX_FIELD_KEYWORDS,
    OX_FIELD_INTEGER
} OxFieldKind;

/* A FieldDefinition. */
typedef struct {
    guint32 flags;
    guint16 type;     /* a VARENUM */
    guint32 dispatch; /* 0 of a user's own */
    GBytes *name;     /* UTF-16; NULL for an empty one, as all below */
    GBytes *strings[OX_FIELD_N_STRINGS];
    guint32 kind;      /* of PropDefV2 only */
    GPtrArray *blocks; /* GBytes: its SkipBlocks but the empty one at their end; of PropDefV2 only */
} OxFieldDefinition;

typedef struct {
    gboolean has_kinds; /* PropDefV2 */
    guint32 count;      /* how many it says there are */
    GPtrArray *fields;  /* OxFieldDefinition, in their order */
    gboolean is_exact;  /* nothing was missing: written again it gives the same bytes */
    GBytes *tail;       /* what follows */
} OxFieldDefinitions;

/* As far as they can be read; NULL where they are none at all. The count that is claimed allocates nothing. */
OxFieldDefinitions *ox_field_definitions_parse (GBytes *bytes);
void ox_field_definitions_free (OxFieldDefinitions *definitions);
GBytes *ox_field_definitions_serialize (const OxFieldDefinitions *definitions);

/* What the field is called, which is the name of the named property too; valid UTF-8. */
char *ox_field_definition_name (const OxFieldDefinition *field, guint codepage);
/* One of its 8-bit texts; NULL. */
char *ox_field_definition_text (const OxFieldDefinition *field, guint which, guint codepage);
/* A word for its kind: "text", "currency"; NULL where none is known. */
const char *ox_field_definition_kind (const OxFieldDefinitions *definitions, const OxFieldDefinition *field);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OxFieldDefinitions, ox_field_definitions_free)

#endif
