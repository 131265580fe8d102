/* SPDX-License-Identifier: MIT */
#ifndef OXCART_STREAM_H
#define OXCART_STREAM_H

#include <glib-object.h>
#include <oxcart/export.h>

G_BEGIN_DECLS

/**
 * OxStream:
 *
 * Bytes of a known size that can be read at any offset. Refcounted; one stream
 * may be read from several threads at once.
 */
typedef struct _OxStream OxStream;

#define OX_TYPE_STREAM (ox_stream_get_type ())
OX_API GType ox_stream_get_type (void);

/**
 * OxStreamPread: (skip)
 * @self: what ox_stream_new() was given
 * @offset: where to read; @offset + @n is never past the end
 * @buffer: room for @n bytes
 * @n: how many bytes to read, at least 1
 * @error: return location for an error
 *
 * Reads from one kind of source. Must be safe to call from several threads.
 *
 * Returns: bytes read, 0 only where the source is shorter than it said, -1 on
 *   error
 */
typedef gssize (*OxStreamPread) (gpointer self, guint64 offset, guint8 *buffer, gsize n,
                                 GError **error);

/**
 * ox_stream_new: (skip)
 * @pread: reads
 * @self: passed to @pread
 * @free_self: (nullable): frees @self with the last reference
 * @size: how many bytes there are
 *
 * Returns: (transfer full): a stream over a source of the caller's
 */
OX_API OxStream *ox_stream_new (OxStreamPread pread, gpointer self, GDestroyNotify free_self,
                                guint64 size);

/**
 * ox_stream_new_bytes:
 * @bytes: what to read from
 *
 * Returns: (transfer full): a stream over memory
 */
OX_API OxStream *ox_stream_new_bytes (GBytes *bytes);

/**
 * ox_stream_new_path:
 * @path: (type filename): a file
 * @error: return location for an error, in G_IO_ERROR
 *
 * Opens a regular file. A small one is read into memory at once; a large one
 * is read by pread as needed, never mapped (a mapping dies with SIGBUS on a
 * file that shrinks).
 *
 * Returns: (transfer full) (nullable): a stream
 */
OX_API OxStream *ox_stream_new_path (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * ox_stream_new_fd:
 * @fd: a file descriptor, which stays the caller's and is not needed afterwards
 * @error: return location for an error, in G_IO_ERROR
 *
 * Reads a pipe, a terminal or a file to its end: into memory while small,
 * into an unlinked temporary file beyond.
 *
 * Returns: (transfer full) (nullable): a stream over what was read
 */
OX_API OxStream *ox_stream_new_fd (int fd, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * ox_stream_new_window:
 * @stream: a stream
 * @offset: where the window begins
 * @size: how many bytes it has; cut to what @stream has from @offset on
 *
 * Returns: (transfer full): a stream over a part of another
 */
OX_API OxStream *ox_stream_new_window (OxStream *stream, guint64 offset, guint64 size);

/**
 * ox_stream_ref:
 * @stream: a stream
 *
 * Returns: (transfer full): @stream
 */
OX_API OxStream *ox_stream_ref (OxStream *stream);

/**
 * ox_stream_unref:
 * @stream: a stream
 */
OX_API void ox_stream_unref (OxStream *stream);

/**
 * ox_stream_get_size:
 * @stream: a stream
 *
 * Returns: its size in bytes
 */
OX_API guint64 ox_stream_get_size (OxStream *stream);

/**
 * ox_stream_pread:
 * @stream: a stream
 * @offset: where to read
 * @buffer: (out caller-allocates) (array length=n) (element-type guint8): room for @n bytes
 * @n: how many bytes are wanted
 * @error: return location for an error
 *
 * Reads all of @n bytes unless the end comes first.
 *
 * Returns: bytes read, less than @n only at the end; -1 on error
 */
OX_API gssize ox_stream_pread (OxStream *stream, guint64 offset, guint8 *buffer, gsize n,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * ox_stream_read_bytes:
 * @stream: a stream
 * @offset: where to read
 * @n: how many bytes are wanted
 * @error: return location for an error
 *
 * Reads up to @n bytes into memory. The memory is asked for by g_try_malloc:
 * a size that cannot be had is an error, not an abort.
 *
 * Returns: (transfer full) (nullable): the bytes, fewer than @n only at the end
 */
OX_API GBytes *ox_stream_read_bytes (OxStream *stream, guint64 offset, gsize n, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OxStream, ox_stream_unref)

G_END_DECLS

#endif
