/* SPDX-License-Identifier: MIT
 *
 * Layouts of compressed files and patches, [MS-OXOAB] 2.8, 2.10 and 2.11, and MSZIP.
 */
#ifndef OX_OAB_COMPRESS_H
#define OX_OAB_COMPRESS_H

#include "base/slice.h"
#include "oab/container.h"

#define OAB_VERSION_MSZIP 2u /* the first number of a file; the second is 1, or 2 for a patch */
#define OAB_VERSION_LZX   3u
#define OAB_FULL          1u
#define OAB_PATCH         2u

#define OAB_HEADER       16u /* MDI_HDR, LZX_HDR */
#define OAB_PATCH_HEADER 28u /* PATCH_HDR */
#define OAB_MSZIP_BLOCK  12u /* MDI_BLK, without its data */
#define OAB_LZX_BLOCK    16u /* LZX_BLK, PATCH_BLK, without their data */
#define OAB_PLAIN_HEADER 12u /* OAB_HDR of what is inside: checksums leave it out */

#define OAB_MSZIP_MAX       0x8000u
#define OAB_LZX_DEFAULT_MAX 0x40000u
/* What we write at most: the memory of the encoder grows with it. */
#define OAB_LZX_MOST        0x1000000u
/* And at least: the repeated offsets and headers of what does not compress must fit, too. */
#define OAB_LZX_LEAST       0x1000u

#define OAB_CRC_SEED 0xFFFFFFFFu

/*
 * One block: "CK" and deflate, RFC 1951, [MS-MCI] 2.2. `done` bytes come out. Matches reach back
 * into `history`, the block before, where the writer has not begun anew.
 */
gboolean mszip_inflate (OxSlice in, OxSlice history, guint8 *out, gsize size, gsize *done,
                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Appends a block that needs no history. */
void mszip_deflate (OxSlice in, GByteArray *out);

/* The first header from `from` on whose block is whole and has the checksum that it says; G_MAXUINT64 where there is
 * none. `searched` counts what was looked at for it: a file is searched so far and no farther. */
guint64 oab_block_search (OxStream *stream, gboolean mszip, guint32 block_max, guint64 from, guint64 *searched);

#endif
