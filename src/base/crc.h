/* SPDX-License-Identifier: MIT
 *
 * The CRC-32 of the Microsoft formats: polynomial 0xEDB88320 reflected, no
 * final inversion. Seed 0 for named properties ([MS-OXMSG] 2.2.3.2.4) and
 * compressed RTF ([MS-OXRTFCP] 3.1.3.2), 0xFFFFFFFF in address books.
 */
#ifndef OX_BASE_CRC_H
#define OX_BASE_CRC_H

#include "base/slice.h"

guint32 ox_crc32 (guint32 seed, OxSlice s);

#endif
