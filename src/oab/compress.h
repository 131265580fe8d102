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
#define MSZIP_SIGNATURE     0x4B43u /* "CK" */
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

/* A block of which neither end is known: at most `most` bytes come out, `done` of `used`. FALSE where it does not end
 * within them, or needs history. */
gboolean mszip_measure (OxSlice in, guint8 *out, gsize most, gsize *done, gsize *used) G_GNUC_WARN_UNUSED_RESULT;

typedef struct {
    guint64 at;    /* of its data in the file */
    guint64 start; /* of its output */
    guint32 comp;  /* bytes of data that are there */
    guint32 size;  /* of its output */
    guint32 crc;   /* of LZX */
    guint32 good;  /* where it is lost: bytes before the damage */
    guint32 flags; /* 0: it is stored */
    guint8 state;  /* what the reader knows of it */
    gboolean measured; /* its sizes are what it gives, whatever its header says */
} OabBlock;

/* Where the blocks of a file are. */
typedef struct {
    OxStream *stream;
    gboolean mszip;
    guint32 block_max; /* by the header of the file */
    guint32 target;    /* likewise, bytes of all output */
    OxLimits limits;
    OxDiagnostics *d;
    GArray *blocks; /* of OabBlock, made by the caller */
    guint64 size;   /* of all their output */
    guint64 worked; /* bytes decompressed to find out what headers should have said */
    OabBlock ahead; /* the header that was read last */
} OabMap;

/*
 * Fills a map. Headers that agree with each other are believed; where one leads to a place where none is, what the block
 * gives is believed instead, where that is whole. OX_ERROR_LIMIT where more comes out than allowed.
 */
gboolean oab_map_read (OabMap *map, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The most bytes that a block of this file should have. */
guint32 oab_map_most (const OabMap *map);

/* The header at a place; FALSE where the file ends before, with an error only where it cannot be read. `at` of the block is
 * that of its data. */
gboolean oab_map_header (OabMap *map, guint64 at, OabBlock *block, GError **error);
/* Whether it is what a writer would write, and its block is in the file. */
gboolean oab_map_is_plain (const OabMap *map, const OabBlock *block);
/* Whether the file ends or goes on with such a header. */
gboolean oab_map_leads_on (OabMap *map, guint64 at);

/* The first header from `from` on whose block is whole and has the checksum that it says; G_MAXUINT64 where there is
 * none. A file is searched so far and no farther. */
guint64 oab_block_search (OabMap *map, guint64 from);

/* Sets both sizes of a block by what is there, whatever its header says. FALSE, and nothing is changed, where that
 * cannot be told. */
gboolean oab_block_measure (OabMap *map, OabBlock *block);

#endif
