/* SPDX-License-Identifier: MIT
 *
 * bench_oab make ENTRIES FILE | encode|decode|patch|crc|memcpy FILE [FILE]: megabytes of uncompressed data a
 * second, and sizes.
 */
#include "../tests/oab/book.h"
#include "oab/compress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static double
seconds_since (gint64 start)
{
    return (double) (g_get_monotonic_time () - start) / 1e6;
}

static GBytes *
load (const char *path)
{
    char *contents = NULL;
    gsize n = 0;
    if (!g_file_get_contents (path, &contents, &n, NULL))
        exit (1);
    return g_bytes_new_take (contents, n);
}

static GBytes *
encode (GBytes *bytes, guint32 block_max)
{
    g_autoptr (OxStream) in = ox_stream_new_bytes (bytes);
    g_autoptr (OxSink) sink = ox_sink_new_memory ();
    if (!ox_oab_deflate (in, OX_OAB_CONTAINER_LZX, block_max, sink, NULL))
        exit (1);
    return ox_sink_steal_bytes (sink);
}

static guint64
decode (GBytes *bytes)
{
    OxLimits limits;
    ox_limits_init (&limits);
    g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
    g_autoptr (OxStream) in = ox_stream_new_bytes (bytes);
    g_autoptr (OxStream) out = ox_oab_inflate (in, &limits, d, NULL);
    if (out == NULL)
        exit (1);
    guint8 *buffer = g_malloc (1u << 18);
    guint64 at = 0;
    for (gssize n; (n = ox_stream_pread (out, at, buffer, 1u << 18, NULL)) > 0;)
        at += (guint64) n;
    g_free (buffer);
    if (ox_diagnostics_get_size (d) > 0)
        exit (1);
    return at;
}

static void
report (const char *what, gsize in, gsize out, double seconds)
{
    printf ("%-8s %10zu %10zu  %8.1f MB/s\n", what, in, out, (double) MAX (in, out) / 1e6 / seconds);
}

static void
run (const char *what, GBytes *bytes, guint32 block_max)
{
    gsize n = g_bytes_get_size (bytes);
    gint64 start = g_get_monotonic_time ();
    if (strcmp (what, "encode") == 0) {
        g_autoptr (GBytes) out = encode (bytes, block_max);
        report (what, n, g_bytes_get_size (out), seconds_since (start));
    } else if (strcmp (what, "decode") == 0) {
        g_autoptr (GBytes) out = encode (bytes, block_max);
        start = g_get_monotonic_time ();
        guint64 size = decode (out);
        report (what, g_bytes_get_size (out), size, seconds_since (start));
    } else if (strcmp (what, "crc") == 0) {
        guint32 crc = ox_crc32 (OAB_CRC_SEED, ox_slice_from_bytes (bytes));
        report (what, n, crc != 1 ? n : 0, seconds_since (start));
    } else {
        guint8 *copy = g_malloc (n);
        memset (copy, 1, n);
        start = g_get_monotonic_time ();
        memcpy (copy, g_bytes_get_data (bytes, NULL), n);
        report ("memcpy", n, copy[n / 2] != 1 ? n : n, seconds_since (start));
        g_free (copy);
    }
}

int
main (int argc, char **argv)
{
    if (argc < 3)
        return 1;
    if (strcmp (argv[1], "make") == 0) {
        g_autoptr (GBytes) book = book_make ((guint32) atoi (argv[2]));
        gsize n;
        const void *data = g_bytes_get_data (book, &n);
        return !g_file_set_contents (argv[3], data, (gssize) n, NULL);
    }
    g_autoptr (GBytes) bytes = load (argv[2]);
    run (argv[1], bytes, argc > 3 ? (guint32) atoi (argv[3]) : 0);
    return 0;
}
