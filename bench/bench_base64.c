/* SPDX-License-Identifier: MIT
 *
 * bench_base64 FILE: GMime's base64 filter over a file to nowhere: the floor for an attachment.
 */
#include <gmime/gmime.h>
#include <stdio.h>

int
main (int argc, char **argv)
{
    g_mime_init ();
    GMimeStream *in = g_mime_stream_file_open (argv[1], "r", NULL);
    GMimeStream *null = g_mime_stream_null_new ();
    GMimeStream *out = g_mime_stream_filter_new (null);
    g_mime_stream_filter_add (GMIME_STREAM_FILTER (out),
                              g_mime_filter_basic_new (GMIME_CONTENT_ENCODING_BASE64, TRUE));
    gint64 n = g_mime_stream_write_to_stream (in, out);
    g_mime_stream_flush (out);
    printf ("%" G_GINT64_FORMAT "\n", n);
    return n < 0;
}
