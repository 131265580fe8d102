/* SPDX-License-Identifier: MIT
 *
 * The entries of a named-property map, the same in .msg files ([MS-OXMSG] 2.2.3) and in stores ([MS-PST]
 * 2.4.7).
 */
#ifndef OX_MODEL_NAME_MAP_H
#define OX_MODEL_NAME_MAP_H

#include "base/slice.h"

#include <oxcart/key.h>

typedef struct {
    OxSlice guids;   /* 16 bytes each */
    OxSlice strings; /* each after its length */
} OxNamePools;

/* One entry: FALSE where it has no usable name. `*string` (transfer full, nullable) is what
 * name->string points to. */
gboolean ox_name_read (const OxNamePools *pools, guint32 name_or_offset, guint16 flags, OxName *name,
                       char **string);

#endif
