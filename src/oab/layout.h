/* SPDX-License-Identifier: MIT
 *
 * The layouts of address book files that readers and writers share, [MS-OXOAB] 2.
 */
#ifndef OX_OAB_LAYOUT_H
#define OX_OAB_LAYOUT_H

#include "base/slice.h"

#define OAB_HDR_SIZE 12u
#define OAB_CRC_SEED 0xFFFFFFFFu

/* ulVersion of OAB_HDR, 2.2.1 to 2.9.1. */
#define OAB_VERSION_DETAILS 0x07u /* of versions 2 and 3; of display templates too */
#define OAB_VERSION_2 0x0Au
#define OAB_VERSION_2_CHANGES 0x0Bu
#define OAB_VERSION_3 0x0Eu
#define OAB_VERSION_3_CHANGES 0x0Fu
#define OAB_VERSION_4 0x20u

typedef struct {
    guint32 version;
    guint32 serial;
    guint32 total;
} OabHdr;

static inline OabHdr
oab_hdr_read (OxSlice *s)
{
    OabHdr hdr;
    hdr.version = ox_slice_u32 (s);
    hdr.serial = ox_slice_u32 (s);
    hdr.total = ox_slice_u32 (s);
    return hdr;
}

#endif
