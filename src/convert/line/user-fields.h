/* SPDX-License-Identifier: MIT
 *
 * Fields that a user or a form added to an item: named properties of PS_PUBLIC_STRINGS, [MS-OXCPRPT] 4.5, and
 * what PidLidPropertyDefinitionStream says of them.
 */
#ifndef OX_LINE_USER_FIELDS_H
#define OX_LINE_USER_FIELDS_H

#include "convert/line/line.h"
#include "convert/mime/context.h"

/* X-OXCART-FIELD-DEFINITION, a line a definition: the name and the formulas are parameters, the value is the kind. */
void ox_user_fields_write_definitions (OxLineWriter *w, OxMimeContext *c, const char *field);
/* X-OXCART-FIELD, a line a property that has a value: the name goes into a parameter, since as the name of a line
 * anybody could write anything. */
void ox_user_fields_write (OxLineWriter *w, OxMimeContext *c, const char *field);

#endif
