/* SPDX-License-Identifier: MIT
 *
 * Stored fields read: what most of them are is read here, the rest by GMime, which is opened for it.
 */
#ifndef OX_MIME_HEADER_READ_H
#define OX_MIME_HEADER_READ_H

#include "base/late.h"

#include <gmime/gmime.h>

#define OX_GMIME_FUNCTIONS(F)                                                                          \
    F (g_mime_init) F (g_mime_content_type_parse) F (g_mime_content_type_get_mime_type)                \
    F (g_mime_content_type_get_parameter) F (g_mime_encoding_init_decode) F (g_mime_encoding_outlen)   \
    F (g_mime_encoding_flush) F (g_mime_utils_header_decode_text) F (g_mime_utils_header_decode_phrase) \
    F (g_mime_utils_header_decode_date) F (g_mime_stream_mem_new_with_buffer)                          \
    F (g_mime_parser_new_with_stream) F (g_mime_parser_construct_message)

typedef struct {
    OX_GMIME_FUNCTIONS (OX_LATE_MEMBER)
} OxGMime;

/* What of GMime is called, bound late and initialised. */
const OxGMime *ox_gmime (void);

/* A value as a reader sees it, its encoded words decoded (RFC 2047). Free with g_free(). */
char *ox_header_decode (const char *raw);
/* Seconds since 1970 of a date, RFC 5322 3.3; FALSE where it is none. */
gboolean ox_header_read_date (const char *raw, gint64 *unix_time);

#endif
