/* SPDX-License-Identifier: MIT */
#include "base/stream-private.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <oxcart/error.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Up to here a file is read into memory when it is opened: one system call
 * instead of hundreds, for what is a small file anyway. */
#define SMALL_FILE (256u << 10)
/* Up to here what comes from a pipe stays in memory. */
#define SMALL_PIPE (64u << 20)

struct _OxStream {
    gatomicrefcount refs;
    OxStreamPread pread;
    gpointer self;
    GDestroyNotify free_self;
    guint64 size;
    GBytes *memory; /* where the stream is memory */
};

G_DEFINE_BOXED_TYPE (OxStream, ox_stream, ox_stream_ref, ox_stream_unref)

OxStream *
ox_stream_new (OxStreamPread pread_func, gpointer self, GDestroyNotify free_self, guint64 size)
{
    OxStream *stream = g_new0 (OxStream, 1);
    g_atomic_ref_count_init (&stream->refs);
    stream->pread = pread_func;
    stream->self = self;
    stream->free_self = free_self;
    stream->size = size;
    return stream;
}

OxStream *
ox_stream_ref (OxStream *stream)
{
    g_atomic_ref_count_inc (&stream->refs);
    return stream;
}

void
ox_stream_unref (OxStream *stream)
{
    if (!g_atomic_ref_count_dec (&stream->refs))
        return;
    if (stream->free_self != NULL)
        stream->free_self (stream->self);
    g_clear_pointer (&stream->memory, g_bytes_unref);
    g_free (stream);
}

guint64
ox_stream_get_size (OxStream *stream)
{
    return stream->size;
}

GBytes *
ox_stream_peek_bytes (OxStream *stream)
{
    return stream->memory;
}

gpointer
ox_stream_peek_self (OxStream *stream, OxStreamPread pread_func)
{
    return stream->pread == pread_func ? stream->self : NULL;
}

/* --- memory ---------------------------------------------------------------- */

static gssize
memory_pread (gpointer self, guint64 offset, guint8 *buffer, gsize n, GError **error)
{
    memcpy (buffer, (const guint8 *) self + offset, n);
    return (gssize) n;
}

OxStream *
ox_stream_new_bytes (GBytes *bytes)
{
    gsize size = 0;
    gconstpointer data = g_bytes_get_data (bytes, &size);
    OxStream *stream = ox_stream_new (memory_pread, (gpointer) data, NULL, size);
    stream->memory = g_bytes_ref (bytes);
    return stream;
}

/* --- files ----------------------------------------------------------------- */

static void
set_errno_error (GError **error, int code, const char *what)
{
    g_set_error (error, OX_IO_ERROR, ox_io_error_from_errno (code), "%s: %s", what,
                 g_strerror (code));
}

static gssize
fd_pread (gpointer self, guint64 offset, guint8 *buffer, gsize n, GError **error)
{
    gssize got;
    do
        got = pread (GPOINTER_TO_INT (self), buffer, n, (off_t) offset);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        set_errno_error (error, errno, "read");
    return got;
}

static void
fd_close (gpointer self)
{
    close (GPOINTER_TO_INT (self));
}

static GBytes *
read_whole (int fd, gsize size, GError **error)
{
    guint8 *data = g_try_malloc (MAX (size, 1));
    if (data == NULL) {
        g_set_error_literal (error, OX_IO_ERROR, G_IO_ERROR_FAILED, "out of memory");
        return NULL;
    }
    gsize done = 0;
    while (done < size) {
        gssize got = fd_pread (GINT_TO_POINTER (fd), done, data + done, size - done, error);
        if (got < 0) {
            g_free (data);
            return NULL;
        }
        if (got == 0)
            break;
        done += (gsize) got;
    }
    return g_bytes_new_take (data, done);
}

/* Takes the descriptor over. */
static OxStream *
stream_from_file (int fd, const char *what, GError **error)
{
    struct stat st;
    if (fstat (fd, &st) < 0) {
        set_errno_error (error, errno, what);
        close (fd);
        return NULL;
    }
    if (!S_ISREG (st.st_mode)) {
        g_set_error (error, OX_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE, "%s: not a regular file",
                     what);
        close (fd);
        return NULL;
    }
    if (st.st_size > SMALL_FILE)
        return ox_stream_new (fd_pread, GINT_TO_POINTER (fd), fd_close, (guint64) st.st_size);
    g_autoptr (GBytes) bytes = read_whole (fd, (gsize) st.st_size, error);
    close (fd);
    return bytes != NULL ? ox_stream_new_bytes (bytes) : NULL;
}

OxStream *
ox_stream_new_path (const char *path, GError **error)
{
    /* O_NONBLOCK: a FIFO without a writer must not hang; it has no effect on files. */
    int fd = open (path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (fd < 0) {
        set_errno_error (error, errno, path);
        return NULL;
    }
    return stream_from_file (fd, path, error);
}

/* One name after the other, so that no link on the way leads out. */
OxStream *
ox_stream_new_below (const char *top, const char *relative, GError **error)
{
    const int flags = O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;
    g_auto (GStrv) names = g_strsplit (relative, "/", -1);
    int fd = open (top, flags | O_DIRECTORY);
    for (guint i = 0; fd >= 0 && names[i] != NULL; i++) {
        int folder = fd;
        fd = openat (folder, names[i], flags | O_NOFOLLOW | (names[i + 1] != NULL ? O_DIRECTORY : 0));
        int code = errno;
        close (folder);
        errno = code;
    }
    if (fd < 0) {
        set_errno_error (error, errno, relative);
        return NULL;
    }
    return stream_from_file (fd, relative, error);
}

/* --- pipes ----------------------------------------------------------------- */

static int
open_unlinked (GError **error)
{
    g_autofree char *name = NULL;
    int fd = g_file_open_tmp ("oxcart-XXXXXX", &name, error);
    if (fd >= 0)
        unlink (name);
    return fd;
}

static gboolean
write_all (int fd, const guint8 *data, gsize n, GError **error)
{
    while (n > 0) {
        gssize put = write (fd, data, n);
        if (put < 0 && errno == EINTR)
            continue;
        if (put <= 0) {
            set_errno_error (error, errno, "write");
            return FALSE;
        }
        data += put;
        n -= (gsize) put;
    }
    return TRUE;
}

static gssize
read_some (int fd, guint8 *buffer, gsize n, GError **error)
{
    gssize got;
    do
        got = read (fd, buffer, n);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        set_errno_error (error, errno, "read");
    return got;
}

/* What was read so far is in `head`; the rest follows it into a file. */
static OxStream *
spill (int fd, GByteArray *head, GError **error)
{
    int file = open_unlinked (error);
    if (file < 0)
        return NULL;
    g_autofree guint8 *buffer = g_malloc (64u << 10);
    gboolean ok = write_all (file, head->data, head->len, error);
    gssize got = 1;
    while (ok && got > 0) {
        got = read_some (fd, buffer, 64u << 10, error);
        ok = got >= 0 && write_all (file, buffer, (gsize) got, error);
    }
    if (!ok) {
        close (file);
        return NULL;
    }
    return stream_from_file (file, "temporary file", error);
}

OxStream *
ox_stream_new_fd (int fd, GError **error)
{
    g_autoptr (GByteArray) head = g_byte_array_new ();
    g_autofree guint8 *buffer = g_malloc (64u << 10);
    while (head->len < SMALL_PIPE) {
        gssize got = read_some (fd, buffer, 64u << 10, error);
        if (got < 0)
            return NULL;
        if (got == 0) {
            g_autoptr (GBytes) bytes = g_byte_array_free_to_bytes (g_steal_pointer (&head));
            return ox_stream_new_bytes (bytes);
        }
        g_byte_array_append (head, buffer, (guint) got);
    }
    return spill (fd, head, error);
}

/* --- windows --------------------------------------------------------------- */

typedef struct {
    OxStream *stream;
    guint64 offset;
} Window;

static gssize
window_pread (gpointer self, guint64 offset, guint8 *buffer, gsize n, GError **error)
{
    Window *window = self;
    return ox_stream_pread (window->stream, window->offset + offset, buffer, n, error);
}

static void
window_free (gpointer self)
{
    Window *window = self;
    ox_stream_unref (window->stream);
    g_free (window);
}

OxStream *
ox_stream_new_window (OxStream *stream, guint64 offset, guint64 size)
{
    offset = MIN (offset, stream->size);
    size = MIN (size, stream->size - offset);
    if (stream->memory != NULL) {
        g_autoptr (GBytes) part = g_bytes_new_from_bytes (stream->memory, offset, size);
        return ox_stream_new_bytes (part);
    }
    Window *window = g_new (Window, 1);
    *window = (Window){ ox_stream_ref (stream), offset };
    return ox_stream_new (window_pread, window, window_free, size);
}

/* --- reading --------------------------------------------------------------- */

gssize
ox_stream_pread (OxStream *stream, guint64 offset, guint8 *buffer, gsize n, GError **error)
{
    if (offset >= stream->size)
        return 0;
    n = (gsize) MIN ((guint64) n, stream->size - offset);
    gsize done = 0;
    while (done < n) {
        gssize got = stream->pread (stream->self, offset + done, buffer + done, n - done, error);
        if (got < 0)
            return -1;
        if (got == 0)
            break;
        done += (gsize) got;
    }
    return (gssize) done;
}

GBytes *
ox_stream_read_bytes (OxStream *stream, guint64 offset, gsize n, GError **error)
{
    offset = MIN (offset, stream->size);
    n = (gsize) MIN ((guint64) n, stream->size - offset);
    if (stream->memory != NULL)
        return g_bytes_new_from_bytes (stream->memory, offset, n);
    guint8 *data = g_try_malloc (MAX (n, 1));
    if (data == NULL) {
        g_set_error (error, OX_ERROR, OX_ERROR_LIMIT, "%" G_GSIZE_FORMAT " bytes do not fit memory",
                     n);
        return NULL;
    }
    gssize got = ox_stream_pread (stream, offset, data, n, error);
    if (got < 0) {
        g_free (data);
        return NULL;
    }
    return g_bytes_new_take (data, (gsize) got);
}
