/* SPDX-License-Identifier: MIT */
#include <oxcart/sink.h>

#include <errno.h>
#include <gio/gio.h>
#include <oxcart/error.h>
#include <string.h>
#include <unistd.h>

#define BUFFER (64u << 10)

struct _OxSink {
    gatomicrefcount refs;
    OxSinkWrite write;
    gpointer self;
    GDestroyNotify free_self;
    GByteArray *memory; /* where the sink is memory */
    guint8 *buffer;
    gsize used;
    guint64 written;
    GError *error; /* the first, kept for ox_sink_finish() */
};

G_DEFINE_BOXED_TYPE (OxSink, ox_sink, ox_sink_ref, ox_sink_unref)

OxSink *
ox_sink_new (OxSinkWrite write_func, gpointer self, GDestroyNotify free_self)
{
    OxSink *sink = g_new0 (OxSink, 1);
    g_atomic_ref_count_init (&sink->refs);
    sink->write = write_func;
    sink->self = self;
    sink->free_self = free_self;
    sink->buffer = g_malloc (BUFFER);
    return sink;
}

static gboolean
fd_write (gpointer self, const guint8 *data, gsize n, GError **error)
{
    while (n > 0) {
        gssize put = write (GPOINTER_TO_INT (self), data, n);
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0) {
            int code = errno;
            g_set_error (error, OX_IO_ERROR, ox_io_error_from_errno (code), "write: %s",
                         g_strerror (code));
            return FALSE;
        }
        data += put;
        n -= (gsize) put;
    }
    return TRUE;
}

OxSink *
ox_sink_new_fd (int fd)
{
    return ox_sink_new (fd_write, GINT_TO_POINTER (fd), NULL);
}

OxSink *
ox_sink_new_memory (void)
{
    OxSink *sink = g_new0 (OxSink, 1);
    g_atomic_ref_count_init (&sink->refs);
    sink->memory = g_byte_array_new ();
    return sink;
}

OxSink *
ox_sink_ref (OxSink *sink)
{
    g_atomic_ref_count_inc (&sink->refs);
    return sink;
}

void
ox_sink_unref (OxSink *sink)
{
    if (!g_atomic_ref_count_dec (&sink->refs))
        return;
    if (sink->free_self != NULL)
        sink->free_self (sink->self);
    g_clear_pointer (&sink->memory, g_byte_array_unref);
    g_clear_error (&sink->error);
    g_free (sink->buffer);
    g_free (sink);
}

static void
flush (OxSink *sink)
{
    if (sink->used > 0 && sink->error == NULL)
        sink->write (sink->self, sink->buffer, sink->used, &sink->error);
    sink->used = 0;
}

static void
write_memory (OxSink *sink, const guint8 *data, gsize n)
{
    /* GByteArray aborts where its 32-bit length overflows. */
    if (n > G_MAXUINT / 2 || sink->memory->len > G_MAXUINT / 2 - n) {
        g_set_error_literal (&sink->error, OX_IO_ERROR, G_IO_ERROR_NO_SPACE,
                             "too large for memory");
        return;
    }
    g_byte_array_append (sink->memory, data, (guint) n);
}

void
ox_sink_write (OxSink *sink, const guint8 *data, gsize n)
{
    if (n == 0 || sink->error != NULL)
        return;
    sink->written += n;
    if (sink->memory != NULL) {
        write_memory (sink, data, n);
        return;
    }
    if (n > BUFFER - sink->used)
        flush (sink);
    if (n >= BUFFER) {
        if (sink->error == NULL)
            sink->write (sink->self, data, n, &sink->error);
        return;
    }
    memcpy (sink->buffer + sink->used, data, n);
    sink->used += n;
}

void
ox_sink_puts (OxSink *sink, const char *text)
{
    ox_sink_write (sink, (const guint8 *) text, strlen (text));
}

gboolean
ox_sink_is_ok (OxSink *sink)
{
    return sink->error == NULL;
}

gboolean
ox_sink_finish (OxSink *sink, GError **error)
{
    if (sink->memory == NULL)
        flush (sink);
    if (sink->error == NULL)
        return TRUE;
    if (error != NULL)
        *error = g_error_copy (sink->error);
    return FALSE;
}

guint64
ox_sink_get_written (OxSink *sink)
{
    return sink->written;
}

GBytes *
ox_sink_steal_bytes (OxSink *sink)
{
    g_return_val_if_fail (sink->memory != NULL, NULL);
    GBytes *bytes = g_byte_array_free_to_bytes (sink->memory);
    sink->memory = g_byte_array_new ();
    return bytes;
}
