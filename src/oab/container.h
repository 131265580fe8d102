/* SPDX-License-Identifier: MIT
 *
 * What address book files are wrapped in: compressed files of versions 2 and 3 (MSZIP) and of
 * version 4 (LZX DELTA), and differential patches. [MS-OXOAB] 2.8, 2.10, 2.11;
 * docs/oab-compression.md.
 * What is inside is the same uncompressed file either way.
 */
#ifndef OX_OAB_CONTAINER_H
#define OX_OAB_CONTAINER_H

#include <oxcart/diagnostics.h>
#include <oxcart/limits.h>
#include <oxcart/sink.h>
#include <oxcart/stream.h>

typedef enum {
    OX_OAB_CONTAINER_NONE,  /* not wrapped, or no address book at all */
    OX_OAB_CONTAINER_MSZIP, /* versions 2 and 3: details, browse, changes, templates */
    OX_OAB_CONTAINER_LZX,   /* version 4: details, templates */
    OX_OAB_CONTAINER_PATCH, /* version 4: makes one details file out of another */
} OxOabContainer;

/* What the first bytes say. A stream that cannot be read is no container. */
OxOabContainer ox_oab_container (OxStream *stream);

/*
 * The uncompressed bytes of a file in MSZIP or LZX. Blocks are decompressed when they are read, a
 * few are kept. The size of the stream is the sum of its blocks, whatever the header says.
 *
 * Damage costs one block: what stands before the damage is given, the rest of the block reads as
 * zeros, LOST is recorded in `d` the first time, and ox_oab_inflate_lost () tells. A wrong checksum
 * alone is WARN, and the bytes are used. A read fails only where `stream` does.
 *
 * OX_ERROR_FORMAT where it is no compressed file, OX_ERROR_UNSUPPORTED for a patch,
 * OX_ERROR_LIMIT where it expands beyond the limits.
 *
 * May be read from several threads at once, where `d` is NULL.
 */
OxStream *ox_oab_inflate (OxStream *stream, const OxLimits *limits, OxDiagnostics *d,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Whether the byte at `offset` of a stream by ox_oab_inflate () is lost; then `end`, where not
 * NULL, is where bytes begin again. FALSE for any other stream, so readers need not know
 * what theirs is. Reads the block, as pread would.
 */
gboolean ox_oab_inflate_lost (OxStream *stream, guint64 offset, guint64 *end);

/* Whether a stream is what a file of version 4 holds, by ox_oab_inflate (). */
gboolean ox_oab_inflate_is_lzx (OxStream *stream);

/*
 * Writes a compressed file: MSZIP or LZX. `block_max` is how many bytes a block may have, compressed
 * or not: 0x1000 to 0x1000000 for LZX, 0x8000 for MSZIP; 0 stands for what servers use, 0x40000 and
 * 0x8000. The same bytes in give the same bytes out. OX_ERROR_ARGUMENT for a block_max out
 * of range, OX_ERROR_LIMIT for an input of 4 GiB or more.
 */
gboolean ox_oab_deflate (OxStream *in, OxOabContainer container, guint32 block_max, OxSink *out,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The header of a patch. The checksums are those of all that follows the first 12 bytes of a
 * details file: what its ulSerial says. */
typedef struct {
    guint32 block_max;
    guint32 source_size;
    guint32 target_size;
    guint32 source_crc;
    guint32 target_crc;
} OxOabPatchInfo;

gboolean ox_oab_patch_info (OxStream *patch, OxOabPatchInfo *info,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Makes the new file out of the uncompressed old one. Nothing is salvaged: OX_ERROR_ARGUMENT, and
 * nothing written, where `base` is not what the patch was made from, OX_ERROR_DAMAGED where the patch
 * is damaged; what was written up to there is of no use.
 */
gboolean ox_oab_patch_apply (OxStream *base, OxStream *patch, const OxLimits *limits, OxSink *out,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Writes what makes `new_file` out of `old_file`, both uncompressed. `block_max` as above. */
gboolean ox_oab_patch_make (OxStream *old_file, OxStream *new_file, guint32 block_max, OxSink *out,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The checksum of all bytes of a stream from `offset` on: the ulSerial of a details file is that from
 * byte 12. */
gboolean ox_oab_crc (OxStream *stream, guint64 offset, guint32 *crc,
                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

#endif
