/* SPDX-License-Identifier: MIT
 *
 * Attributes of a directory and the properties they are: one table for both directions.
 */
#ifndef OX_CONVERT_LDIF_ROWS_H
#define OX_CONVERT_LDIF_ROWS_H

#include <glib.h>

typedef enum {
    OX_LDIF_PLAIN,
    OX_LDIF_DN,     /* an X.500 name here, a distinguished name of LDAP there */
    OX_LDIF_IMPORT, /* read only: another name of a property */
} OxLdifCodec;

typedef struct {
    const char *attribute;
    guint32 tag;
    OxLdifCodec codec;
    gboolean binary; /* written with ";binary" */
} OxLdifRow;

extern const OxLdifRow ox_ldif_rows[];
extern const guint ox_ldif_n_rows;

/* "/o=x/ou=y/cn=z" as "cn=z,ou=y,o=x", escaped (RFC 4514); a name that has no such parts as "cn=" and all of
 * it. And back. */
char *ox_ldif_dn_from_x500 (const char *dn);
char *ox_ldif_dn_to_x500 (const char *dn);

#endif
