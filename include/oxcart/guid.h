/* SPDX-License-Identifier: MIT */
#ifndef OXCART_GUID_H
#define OXCART_GUID_H

#include <glib-object.h>
#include <oxcart/export.h>

G_BEGIN_DECLS

/**
 * OxGuid:
 * @bytes: the 16 bytes as they stand in a file: the first three fields little-endian
 *
 * A GUID, [MS-DTYP] 2.3.4.
 */
typedef struct {
    guint8 bytes[16];
} OxGuid;

/**
 * ox_guid_to_string:
 * @guid: a GUID
 *
 * Returns: (transfer full): "{00020328-0000-0000-C000-000000000046}", upper case
 */
OX_API char *ox_guid_to_string (const OxGuid *guid);

/**
 * ox_guid_from_string:
 * @guid: (out caller-allocates): the GUID
 * @text: 32 hex digits with hyphens, with or without braces
 *
 * Returns: whether @text is a GUID
 */
OX_API gboolean ox_guid_from_string (OxGuid *guid, const char *text);

G_END_DECLS

#endif
