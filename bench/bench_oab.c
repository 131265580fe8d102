/* SPDX-License-Identifier: MIT
 *
 * Compressed address books, in megabytes of uncompressed data a second of processor time, the best of
 * some rounds, beside memcpy and libmspack.
 *
 * bench_oab make ENTRIES FILE       a made-up book
 * bench_oab pack FILE PACKED        compresses it
 * bench_oab encode FILE             how fast
 * bench_oab decode PACKED           how fast, and libmspack, memcpy and the checksum alone
 * bench_oab patch ENTRIES           five edits of such a book, as patches made and applied
 */
#include "../tests/oab/book.h"
#include "../tests/oab/oracle.h"
#include "oab/compress.h"

#include <oxcart/oxcart.h>
#include <stdlib.h>
#include <time.h>

#define ROUNDS 5

static double
cpu_seconds (void)
{
    struct timespec t;
    clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double) t.tv_sec + (double) t.tv_nsec / 1e9;
}

static void
fail (const char *what)
{
    fprintf (stderr, "bench_oab: %s\n", what);
    exit (1);
}

static GBytes *
load (const char *path)
{
    char *contents = NULL;
    gsize n = 0;
    if (!g_file_get_contents (path, &contents, &n, NULL))
        fail (path);
    return g_bytes_new_take (contents, n);
}

static void
save (const char *path, GBytes *bytes)
{
    gsize n;
    const char *data = g_bytes_get_data (bytes, &n);
    if (!g_file_set_contents (path, data, (gssize) n, NULL))
        fail (path);
}

static void
print_rate (const char *what, gsize n, double seconds)
{
    printf ("%-24s %8.1f MB/s\n", what, (double) n / 1e6 / seconds);
}

/* --- compressed files ---------------------------------------------------------------------- */

static GBytes *
encode (GBytes *bytes)
{
    g_autoptr (OxStream) in = ox_stream_new_bytes (bytes);
    g_autoptr (OxSink) sink = ox_sink_new_memory ();
    if (!ox_oab_deflate (in, OX_OAB_CONTAINER_LZX, 0, sink, NULL))
        fail ("encode");
    return ox_sink_steal_bytes (sink);
}

/* Everything, a quarter of a megabyte at a time, and checksums are checked. */
static gsize
decode (GBytes *bytes)
{
    OxLimits limits;
    ox_limits_init (&limits);
    g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
    g_autoptr (OxStream) in = ox_stream_new_bytes (bytes);
    g_autoptr (OxStream) out = ox_oab_inflate (in, &limits, d, NULL);
    if (out == NULL)
        fail ("decode");
    g_autofree guint8 *buffer = g_malloc (1u << 18);
    gsize at = 0;
    for (gssize n; (n = ox_stream_pread (out, at, buffer, 1u << 18, NULL)) > 0;)
        at += (gsize) n;
    if (ox_diagnostics_get_size (d) > 0)
        fail ("decode: damaged");
    return at;
}

static gsize
decode_by_libmspack (GBytes *bytes)
{
    g_autoptr (GBytes) out = oracle_decompress (bytes, NULL);
    if (out == NULL)
        fail ("libmspack");
    return g_bytes_get_size (out);
}

static gsize
copy_only (GBytes *bytes)
{
    static guint8 *to;
    gsize n;
    const guint8 *from = g_bytes_get_data (bytes, &n);
    if (to == NULL)
        to = memset (g_malloc (n), 1, n);
    memcpy (to, from, n);
    return to[n / 2] == from[n / 2] ? n : 0;
}

static gsize
crc_only (GBytes *bytes)
{
    return ox_crc32 (OAB_CRC_SEED, ox_slice_from_bytes (bytes)) != 1 ? g_bytes_get_size (bytes) : 0;
}

static void
rate (const char *what, gsize (*function) (GBytes *), GBytes *bytes)
{
    double best = 1e9;
    gsize n = 0;
    for (guint i = 0; i < ROUNDS; i++) {
        double start = cpu_seconds ();
        n = function (bytes);
        best = MIN (best, cpu_seconds () - start);
    }
    print_rate (what, n, best);
}

static void
bench_decode (GBytes *packed)
{
    OxLimits limits;
    ox_limits_init (&limits);
    g_autoptr (OxStream) in = ox_stream_new_bytes (packed);
    g_autoptr (OxStream) out = ox_oab_inflate (in, &limits, NULL, NULL);
    g_autoptr (GBytes) plain = out != NULL ? ox_stream_read_bytes (out, 0, ox_stream_get_size (out), NULL) : NULL;
    if (plain == NULL)
        fail ("decode");
    rate ("memcpy", copy_only, plain);
    rate ("checksum", crc_only, plain);
    rate ("oxcart, with checksums", decode, packed);
    rate ("libmspack", decode_by_libmspack, packed);
}

static void
bench_encode (GBytes *bytes)
{
    double start = cpu_seconds ();
    g_autoptr (GBytes) out = encode (bytes);
    print_rate ("oxcart, encode", g_bytes_get_size (bytes), cpu_seconds () - start);
    printf ("%-24s %zu of %zu bytes\n", "", g_bytes_get_size (out), g_bytes_get_size (bytes));
}

/* --- patches ------------------------------------------------------------------------------- */

/* A book of which one entry in `rare` is gone, and others are changed or new. */
static GBytes *
edited (guint entries, guint64 seed, guint rare)
{
    OxBuilder b;
    guint n = 0;
    book_begin (&b);
    for (guint i = 0; i < entries; i++) {
        guint what = book_below (&seed, 3 * rare);
        if (what == 0)
            continue;
        book_entry (&b, i, what == 1);
        n++;
        if (what == 2) {
            book_entry (&b, 1000000 + book_below (&seed, 1u << 30), 0);
            n++;
        }
    }
    return book_end (&b, n);
}

static void
bench_patch (guint entries)
{
    static const guint rare[] = { 10000, 1000, 100, 20, 5 };
    OxLimits limits;
    ox_limits_init (&limits);
    g_autoptr (GBytes) old_bytes = book_make (entries);
    g_autoptr (OxStream) old_file = ox_stream_new_bytes (old_bytes);
    for (guint i = 0; i < G_N_ELEMENTS (rare); i++) {
        g_autoptr (GBytes) new_bytes = edited (entries, i + 1, rare[i]);
        g_autoptr (OxStream) new_file = ox_stream_new_bytes (new_bytes);
        g_autoptr (OxSink) patch_sink = ox_sink_new_memory ();
        double start = cpu_seconds ();
        if (!ox_oab_patch_make (old_file, new_file, 0, patch_sink, NULL))
            fail ("patch");
        double made = cpu_seconds ();
        g_autoptr (GBytes) patch = ox_sink_steal_bytes (patch_sink);
        g_autoptr (OxStream) patch_file = ox_stream_new_bytes (patch);
        g_autoptr (OxSink) sink = ox_sink_new_memory ();
        if (!ox_oab_patch_apply (old_file, patch_file, &limits, sink, NULL))
            fail ("patch: not applied");
        double applied = cpu_seconds ();
        g_autoptr (GBytes) again = ox_sink_steal_bytes (sink);
        if (!g_bytes_equal (again, new_bytes))
            fail ("patch: another file");
        gsize n = g_bytes_get_size (new_bytes);
        printf ("1 of %-6u changed: %9zu bytes for %zu, made %.1f MB/s, applied %.1f MB/s\n", rare[i],
                g_bytes_get_size (patch), n, (double) n / 1e6 / (made - start), (double) n / 1e6 / (applied - made));
    }
}

int
main (int argc, char **argv)
{
    const char *what = argc > 2 ? argv[1] : "";
    if (strcmp (what, "patch") == 0) {
        bench_patch ((guint) atoi (argv[2]));
        return 0;
    }
    g_autoptr (GBytes) bytes = strcmp (what, "make") == 0 ? book_make ((guint32) atoi (argv[2]))
                               : argc > 2                 ? load (argv[2])
                                                          : NULL;
    if (strcmp (what, "make") == 0 && argc > 3) {
        save (argv[3], bytes);
    } else if (strcmp (what, "pack") == 0 && argc > 3) {
        g_autoptr (GBytes) packed = encode (bytes);
        save (argv[3], packed);
    } else if (strcmp (what, "encode") == 0) {
        bench_encode (bytes);
    } else if (strcmp (what, "decode") == 0) {
        bench_decode (bytes);
    } else {
        fprintf (stderr, "usage: bench_oab make ENTRIES FILE | pack FILE PACKED | encode FILE | decode PACKED | patch ENTRIES\n");
        return 1;
    }
    return 0;
}
