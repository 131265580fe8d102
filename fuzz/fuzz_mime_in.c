/* SPDX-License-Identifier: MIT
 *
 * Any bytes as a mail: what is read is written again, the same each time, and what is written can be read.
 */
#include "convert/mime/reader.h"

#include <oxcart/oxcart.h>

#define MOST_INPUT (64u << 10)

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static GBytes *
rewrite (GBytes *bytes, OxOptions *options)
{
    g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
    g_autoptr (OxStream) stream = ox_stream_new_bytes (bytes);
    g_autoptr (OxMessage) message = ox_eml_open (stream, options, d, 0, NULL);
    g_autoptr (OxSink) sink = ox_sink_new_memory ();
    g_assert (message != NULL);
    gboolean ok = ox_message_write_mime (message, sink, options, d, NULL, NULL);
    g_assert (ok);
    return ox_sink_steal_bytes (sink);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
    if (size > MOST_INPUT)
        return 0;
    g_autoptr (OxOptions) options = ox_options_new ();
    OxLimits limits = *ox_options_get_limits (options);
    limits.depth = 8;
    ox_options_set_limits (options, &limits);
    g_autoptr (GBytes) bytes = g_bytes_new (data, size);
    g_autoptr (OxStream) stream = ox_stream_new_bytes (bytes);
    ox_eml_sniff (stream);
    g_autoptr (GBytes) once = rewrite (bytes, options);
    g_autoptr (GBytes) twice = rewrite (bytes, options);
    g_assert (g_bytes_equal (once, twice));
    g_autoptr (OxStream) written = ox_stream_new_bytes (once);
    g_assert (ox_eml_sniff (written));
    g_autoptr (GBytes) again = rewrite (once, options);
    g_assert_cmpuint (g_bytes_get_size (again), >, 0);
    return 0;
}
