/* SPDX-License-Identifier: MIT
 *
 * Compressed RTF, the form of PidTagRtfCompressed, [MS-OXRTFCP].
 */
#ifndef OX_MODEL_LZFU_H
#define OX_MODEL_LZFU_H

#include "base/slice.h"

#include <oxcart/diagnostics.h>
#include <oxcart/limits.h>

/*
 * Decompresses LZFu and MELA. Wrong sizes, a wrong checksum, a missing end marker and missing
 * bytes are diagnostics: what could be decoded is the result. Errors: OX_ERROR_FORMAT where it is
 * neither, OX_ERROR_DAMAGED where nothing could be decoded, OX_ERROR_LIMIT without memory.
 */
GBytes *ox_lzfu_decompress (OxSlice compressed, const OxLimits *limits, OxDiagnostics *diagnostics,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Compresses as LZFu: the longest match each time and the farthest of those, as the procedure of
 * [MS-OXRTFCP] 2.3.3.2.1 finds it. Outlook takes other ones of the longest; its output has the
 * same length.
 */
GBytes *ox_lzfu_compress (OxSlice rtf);

/* The \ansicpg of RTF, looked for in its header only; 0 where it says none. */
guint ox_rtf_ansicpg (OxSlice rtf);

/* The same of compressed RTF, decompressing no more than its header. */
guint ox_lzfu_ansicpg (OxSlice compressed);

#endif
