/* SPDX-License-Identifier: MIT */
#ifndef OXCART_SINK_H
#define OXCART_SINK_H

#include <glib-object.h>
#include <oxcart/export.h>

G_BEGIN_DECLS

/**
 * OxSink:
 *
 * Where output goes: buffered, refcounted, for one thread at a time. Sticky:
 * after the first failure further writes do nothing, and ox_sink_finish()
 * tells. So a writer checks once at its end.
 */
typedef struct _OxSink OxSink;

#define OX_TYPE_SINK (ox_sink_get_type ())
OX_API GType ox_sink_get_type (void);

/**
 * OxSinkWrite: (skip)
 * @self: what ox_sink_new() was given
 * @data: the bytes
 * @n: how many, at least 1
 * @error: return location for an error
 *
 * Writes all of @data.
 *
 * Returns: whether it could
 */
typedef gboolean (*OxSinkWrite) (gpointer self, const guint8 *data, gsize n, GError **error);

/**
 * ox_sink_new: (skip)
 * @write: writes
 * @self: passed to @write
 * @free_self: (nullable): frees @self with the last reference
 *
 * Returns: (transfer full): a sink of the caller's
 */
OX_API OxSink *ox_sink_new (OxSinkWrite write, gpointer self, GDestroyNotify free_self);

/**
 * ox_sink_new_fd:
 * @fd: a file descriptor, which stays the caller's
 *
 * Returns: (transfer full): a sink into @fd
 */
OX_API OxSink *ox_sink_new_fd (int fd);

/**
 * ox_sink_new_memory:
 *
 * Returns: (transfer full): a sink whose bytes ox_sink_steal_bytes() gives
 */
OX_API OxSink *ox_sink_new_memory (void);

/**
 * ox_sink_ref:
 * @sink: a sink
 *
 * Returns: (transfer full): @sink
 */
OX_API OxSink *ox_sink_ref (OxSink *sink);

/**
 * ox_sink_unref:
 * @sink: a sink; what was not finished may be lost
 */
OX_API void ox_sink_unref (OxSink *sink);

/**
 * ox_sink_write:
 * @sink: a sink
 * @data: (array length=n) (element-type guint8): bytes
 * @n: how many
 */
OX_API void ox_sink_write (OxSink *sink, const guint8 *data, gsize n);

/**
 * ox_sink_puts:
 * @sink: a sink
 * @text: text, written without its NUL
 */
OX_API void ox_sink_puts (OxSink *sink, const char *text);

/**
 * ox_sink_is_ok:
 * @sink: a sink
 *
 * Long loops ask now and then; short ones need not.
 *
 * Returns: whether no write has failed so far
 */
OX_API gboolean ox_sink_is_ok (OxSink *sink);

/**
 * ox_sink_finish:
 * @sink: a sink
 * @error: return location for the first error
 *
 * Writes out what is buffered. May be called more than once.
 *
 * Returns: whether everything written so far has arrived
 */
OX_API gboolean ox_sink_finish (OxSink *sink, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * ox_sink_get_written:
 * @sink: a sink
 *
 * Returns: bytes written so far, buffered ones included
 */
OX_API guint64 ox_sink_get_written (OxSink *sink);

/**
 * ox_sink_steal_bytes:
 * @sink: a sink made by ox_sink_new_memory()
 *
 * Returns: (transfer full): what was written since the last call
 */
OX_API GBytes *ox_sink_steal_bytes (OxSink *sink);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OxSink, ox_sink_unref)

G_END_DECLS

#endif
