/* SPDX-License-Identifier: MIT
 *
 * Content-transfer-encodings, RFC 2045 6, written to a sink.
 */
#ifndef OX_MIME_ENCODE_H
#define OX_MIME_ENCODE_H

#include <oxcart/sink.h>
#include <oxcart/stream.h>

typedef enum { OX_CTE_7BIT, OX_CTE_8BIT, OX_CTE_QUOTED_PRINTABLE, OX_CTE_BASE64 } OxCte;

const char *ox_cte_name (OxCte cte);

/* The encoding that suits text: 7bit where it is clean, else the shorter of the
 * other two. Text that could be taken for a boundary of ours is not clean. */
OxCte ox_cte_for_text (const guint8 *text, gsize n);

/* Text whose lines end in any way, written with CRLF. It ends with a line end. */
void ox_encode_text (OxSink *sink, OxCte cte, const guint8 *text, gsize n);

/* A whole stream as base64, 76 characters a line, constant memory. Returns the
 * bytes read, less than the stream's size where it is damaged; -1 where nothing
 * could be read. A failed read ends the part cleanly. */
gint64 ox_encode_base64 (OxSink *sink, OxStream *stream, GError **error);

#endif
