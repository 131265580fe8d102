/* SPDX-License-Identifier: MIT
 *
 * A message as a GMimeMessage: what ox_message_write_mime() writes, read by GMime. So the two
 * cannot differ, and nothing reaches GMime's parser but lines we have written ourselves.
 */
#include <oxcart/mime.h>

#include "convert/mime/header-read.h"

#include <oxcart/error.h>

GMimeMessage *
ox_message_to_mime (OxMessage *message, OxOptions *options, OxDiagnostics *diagnostics,
                    GError **error)
{
    g_autoptr (OxSink) sink = ox_sink_new_memory ();
    if (!ox_message_write_mime (message, sink, options, diagnostics, NULL, error)
        || !ox_sink_finish (sink, error))
        return NULL;
    g_autoptr (GBytes) bytes = ox_sink_steal_bytes (sink);
    gsize n = 0;
    gconstpointer data = g_bytes_get_data (bytes, &n);
    GMimeStream *stream = ox_gmime ()->g_mime_stream_mem_new_with_buffer (data, n);
    GMimeParser *parser = ox_gmime ()->g_mime_parser_new_with_stream (stream);
    GMimeMessage *mime = ox_gmime ()->g_mime_parser_construct_message (parser, NULL);
    g_object_unref (parser);
    g_object_unref (stream);
    if (mime == NULL)
        g_set_error_literal (error, OX_ERROR, OX_ERROR_FAILED, "GMime could not read the message");
    return mime;
}
