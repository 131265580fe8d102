/* SPDX-License-Identifier: MIT */
#ifndef OXCART_STORAGE_H
#define OXCART_STORAGE_H

#include <glib-object.h>
#include <oxcart/guid.h>
#include <oxcart/stream.h>

G_BEGIN_DECLS

/**
 * OxStorage:
 *
 * A tree of named streams, as OLE objects are made of, [MS-CFB] 1.3.
 * Refcounted, immutable once built.
 */
typedef struct _OxStorage OxStorage;

#define OX_TYPE_STORAGE (ox_storage_get_type ())
OX_API GType ox_storage_get_type (void);

/**
 * ox_storage_new:
 * @clsid: (nullable): the class of the object; %NULL for zero
 *
 * Returns: (transfer full): an empty storage
 */
OX_API OxStorage *ox_storage_new (const OxGuid *clsid);

/**
 * ox_storage_ref:
 * @storage: a storage
 *
 * Returns: (transfer full): @storage
 */
OX_API OxStorage *ox_storage_ref (OxStorage *storage);

/**
 * ox_storage_unref:
 * @storage: a storage
 */
OX_API void ox_storage_unref (OxStorage *storage);

/**
 * ox_storage_get_clsid:
 * @storage: a storage
 *
 * Returns: (transfer none): its class
 */
OX_API const OxGuid *ox_storage_get_clsid (OxStorage *storage);

/**
 * ox_storage_get_size:
 * @storage: a storage
 *
 * Returns: how many streams and storages it has
 */
OX_API guint ox_storage_get_size (OxStorage *storage);

/**
 * ox_storage_get_name:
 * @storage: a storage
 * @index: below ox_storage_get_size()
 *
 * Returns: (transfer none): the name of one child, UTF-8; may begin with a control character
 */
OX_API const char *ox_storage_get_name (OxStorage *storage, guint index);

/**
 * ox_storage_get_stream:
 * @storage: a storage
 * @index: below ox_storage_get_size()
 *
 * Returns: (transfer none) (nullable): the child where it is a stream
 */
OX_API OxStream *ox_storage_get_stream (OxStorage *storage, guint index);

/**
 * ox_storage_get_storage:
 * @storage: a storage
 * @index: below ox_storage_get_size()
 *
 * Returns: (transfer none) (nullable): the child where it is a storage
 */
OX_API OxStorage *ox_storage_get_storage (OxStorage *storage, guint index);

/**
 * ox_storage_find:
 * @storage: a storage
 * @name: a name; ASCII letters compare without case
 *
 * Returns: (transfer none) (nullable): the stream of that name
 */
OX_API OxStream *ox_storage_find (OxStorage *storage, const char *name);

/**
 * ox_storage_add_stream:
 * @storage: a storage
 * @name: the name of the new child
 * @stream: its bytes
 */
OX_API void ox_storage_add_stream (OxStorage *storage, const char *name, OxStream *stream);

/**
 * ox_storage_add_storage:
 * @storage: a storage
 * @name: the name of the new child
 * @child: another storage
 */
OX_API void ox_storage_add_storage (OxStorage *storage, const char *name, OxStorage *child);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OxStorage, ox_storage_unref)

G_END_DECLS

#endif
