/* SPDX-License-Identifier: MIT
 *
 * What files of versions 2 and 3 hold of an entry, in their own encoding: what is written into them, and what
 * is compared to find out what changed.
 */
#ifndef OX_OAB_ROW2_H
#define OX_OAB_ROW2_H

#include "oab/details2.h"

/* Keys of the ANR index, [MS-OXOAB] 2.5. */
typedef enum { OAB2_NAME, OAB2_ALIAS, OAB2_LOCATION, OAB2_SURNAME, OAB2_N_KEYS } Oab2Key;

typedef struct {
    char *parent; /* of the X.500 name; with `rdn` NULL where there is none */
    char *rdn;
    char *domain; /* of the SMTP address; with `local` NULL where there is none */
    char *local;  /* with its "@" */
    char *keys[OAB2_N_KEYS];
    OxBuilder details;
    guint8 disp_type;
    guint8 obj_type; /* and RICH_CONTENT */
} Oab2Row;

/* The properties that the keys come from. */
extern const OxKey oab2_key_tags[OAB2_N_KEYS];

/* What cannot be said, or is cut, is recorded. */
void oab2_row_init (Oab2Row *row, const Oab2Decoder *coder, OxProps *props);
void oab2_row_clear (Oab2Row *row);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Oab2Row, oab2_row_clear)

#endif
