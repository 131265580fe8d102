/* SPDX-License-Identifier: MIT */
#include "testing.h"

#include "base/stream-private.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <oxcart/error.h>
#include <oxcart/sink.h>
#include <string.h>
#include <unistd.h>

static void
fill (guint8 *data, gsize n)
{
    for (gsize i = 0; i < n; i++)
        data[i] = (guint8) (i * 7 + i / 251);
}

static void
check (OxStream *stream, const guint8 *data, gsize n)
{
    static const struct {
        guint64 at;
        gsize n;
    } reads[] = { { 0, 1 }, { 0, 100000 }, { 12345, 5000 }, { 8000000, 100 } };
    assert_true (ox_stream_get_size (stream) == n);
    g_autofree guint8 *buffer = g_malloc (100000);
    for (guint i = 0; i < G_N_ELEMENTS (reads); i++) {
        gsize want = reads[i].at < n ? MIN (reads[i].n, n - reads[i].at) : 0;
        gssize got = ox_stream_pread (stream, reads[i].at, buffer, reads[i].n, NULL);
        assert_int_equal (got, want);
        if (want > 0)
            assert_memory_equal (buffer, data + reads[i].at, want);
    }
    assert_int_equal (ox_stream_pread (stream, n, buffer, 10, NULL), 0);
    assert_int_equal (ox_stream_pread (stream, G_MAXUINT64, buffer, 10, NULL), 0);
}

static void
files_small_and_large (void **state)
{
    static const gsize sizes[] = { 0, 1, 65536, (4u << 20) + 17, 9u << 20 };
    for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
        g_autofree guint8 *data = g_malloc (sizes[i] + 1);
        g_autofree char *path = NULL;
        int fd = g_file_open_tmp ("oxcart-test-XXXXXX", &path, NULL);
        fill (data, sizes[i]);
        assert_int_equal (write (fd, data, sizes[i]), sizes[i]);
        close (fd);
        g_autoptr (OxStream) stream = ox_stream_new_path (path, NULL);
        check (stream, data, sizes[i]);
        g_unlink (path);
    }
}

/* Ours for want of libgio: the same for every number. */
static void
errors_of_the_machine (void **state)
{
    assert_int_equal (OX_IO_ERROR, G_IO_ERROR);
    for (gint code = 0; code < 4096; code++)
        assert_int_equal (ox_io_error_from_errno (code), g_io_error_from_errno (code));
}

static void
windows (void **state)
{
    guint8 data[1000];
    fill (data, sizeof data);
    g_autoptr (GBytes) bytes = g_bytes_new (data, sizeof data);
    g_autoptr (OxStream) stream = ox_stream_new_bytes (bytes);
    g_autoptr (OxStream) window = ox_stream_new_window (stream, 100, 50);
    check (window, data + 100, 50);
    g_autoptr (OxStream) cut = ox_stream_new_window (stream, 990, G_MAXUINT64);
    check (cut, data + 990, 10);
    g_autoptr (OxStream) nothing = ox_stream_new_window (stream, 5000, 5);
    assert_true (ox_stream_get_size (nothing) == 0);
}

static void
not_a_file (void **state)
{
    static const struct {
        const char *path;
        gint code;
    } cases[] = { { "/nonexistent/x", G_IO_ERROR_NOT_FOUND },
                  { "/", G_IO_ERROR_NOT_REGULAR_FILE },
                  { "/dev/null", G_IO_ERROR_NOT_REGULAR_FILE } };
    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autoptr (GError) error = NULL;
        assert_null (ox_stream_new_path (cases[i].path, &error));
        assert_true (g_error_matches (error, G_IO_ERROR, cases[i].code));
    }
}

static gpointer
write_pipe (gpointer data)
{
    int fd = GPOINTER_TO_INT (data);
    g_autofree guint8 *buffer = g_malloc (70u << 20);
    fill (buffer, 70u << 20);
    for (gsize at = 0; at < 70u << 20;) {
        gssize put = write (fd, buffer + at, MIN ((70u << 20) - at, 1u << 20));
        assert_true (put > 0);
        at += (gsize) put;
    }
    close (fd);
    return NULL;
}

/* More than stays in memory: the rest goes through a temporary file. */
static void
pipes (void **state)
{
    int fds[2];
    assert_int_equal (pipe (fds), 0);
    GThread *thread = g_thread_new ("writer", write_pipe, GINT_TO_POINTER (fds[1]));
    g_autoptr (OxStream) stream = ox_stream_new_fd (fds[0], NULL);
    g_thread_join (thread);
    close (fds[0]);
    g_autofree guint8 *data = g_malloc (70u << 20);
    fill (data, 70u << 20);
    check (stream, data, 70u << 20);
}

static gboolean
failing_write (gpointer self, const guint8 *data, gsize n, GError **error)
{
    guint *calls = self;
    (*calls)++;
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, "full");
    return FALSE;
}

static void
sinks_are_sticky (void **state)
{
    guint calls = 0;
    g_autoptr (OxSink) sink = ox_sink_new (failing_write, &calls, NULL);
    g_autofree guint8 *data = g_malloc0 (200000);
    ox_sink_write (sink, data, 10);
    assert_true (ox_sink_is_ok (sink));
    ox_sink_write (sink, data, 200000);
    assert_false (ox_sink_is_ok (sink));
    ox_sink_write (sink, data, 200000);
    assert_int_equal (calls, 1);
    g_autoptr (GError) error = NULL;
    assert_false (ox_sink_finish (sink, &error));
    assert_true (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE));
}

static void
sinks_in_memory (void **state)
{
    g_autoptr (OxSink) sink = ox_sink_new_memory ();
    ox_sink_puts (sink, "abc");
    ox_sink_write (sink, (const guint8 *) "d", 1);
    assert_true (ox_sink_get_written (sink) == 4);
    assert_true (ox_sink_finish (sink, NULL));
    g_autoptr (GBytes) bytes = ox_sink_steal_bytes (sink);
    assert_int_equal (g_bytes_get_size (bytes), 4);
    assert_memory_equal (g_bytes_get_data (bytes, NULL), "abcd", 4);
}

static void
a_full_disk_is_noticed (void **state)
{
    int fd = g_open ("/dev/full", 1, 0);
    if (fd < 0)
        skip ();
    g_autoptr (OxSink) sink = ox_sink_new_fd (fd);
    g_autoptr (GError) error = NULL;
    ox_sink_puts (sink, "x");
    assert_false (ox_sink_finish (sink, &error));
    assert_true (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE));
    close (fd);
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (files_small_and_large), cmocka_unit_test (errors_of_the_machine), cmocka_unit_test (windows),
        cmocka_unit_test (not_a_file),            cmocka_unit_test (pipes),
        cmocka_unit_test (sinks_are_sticky),      cmocka_unit_test (sinks_in_memory),
        cmocka_unit_test (a_full_disk_is_noticed),
    };
    return cmocka_run_group_tests (tests, NULL, NULL);
}
