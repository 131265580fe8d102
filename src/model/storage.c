/* SPDX-License-Identifier: MIT */
#include <oxcart/storage.h>

typedef struct {
    char *name;
    OxStream *stream;
    OxStorage *storage;
} Child;

struct _OxStorage {
    gatomicrefcount refs;
    OxGuid clsid;
    GArray *children; /* Child */
};

G_DEFINE_BOXED_TYPE (OxStorage, ox_storage, ox_storage_ref, ox_storage_unref)

static void
child_clear (gpointer data)
{
    Child *child = data;
    g_free (child->name);
    g_clear_pointer (&child->stream, ox_stream_unref);
    g_clear_pointer (&child->storage, ox_storage_unref);
}

OxStorage *
ox_storage_new (const OxGuid *clsid)
{
    OxStorage *storage = g_new0 (OxStorage, 1);
    g_atomic_ref_count_init (&storage->refs);
    if (clsid != NULL)
        storage->clsid = *clsid;
    storage->children = g_array_new (FALSE, FALSE, sizeof (Child));
    g_array_set_clear_func (storage->children, child_clear);
    return storage;
}

OxStorage *
ox_storage_ref (OxStorage *storage)
{
    g_atomic_ref_count_inc (&storage->refs);
    return storage;
}

void
ox_storage_unref (OxStorage *storage)
{
    if (!g_atomic_ref_count_dec (&storage->refs))
        return;
    g_array_unref (storage->children);
    g_free (storage);
}

const OxGuid *
ox_storage_get_clsid (OxStorage *storage)
{
    return &storage->clsid;
}

guint
ox_storage_get_size (OxStorage *storage)
{
    return storage->children->len;
}

static Child *
child_at (OxStorage *storage, guint index)
{
    g_return_val_if_fail (index < storage->children->len, NULL);
    return &g_array_index (storage->children, Child, index);
}

const char *
ox_storage_get_name (OxStorage *storage, guint index)
{
    return child_at (storage, index)->name;
}

OxStream *
ox_storage_get_stream (OxStorage *storage, guint index)
{
    return child_at (storage, index)->stream;
}

OxStorage *
ox_storage_get_storage (OxStorage *storage, guint index)
{
    return child_at (storage, index)->storage;
}

OxStream *
ox_storage_find (OxStorage *storage, const char *name)
{
    for (guint i = 0; i < storage->children->len; i++) {
        Child *child = child_at (storage, i);
        if (child->stream != NULL && g_ascii_strcasecmp (child->name, name) == 0)
            return child->stream;
    }
    return NULL;
}

void
ox_storage_add_stream (OxStorage *storage, const char *name, OxStream *stream)
{
    Child child = { g_strdup (name), ox_stream_ref (stream), NULL };
    g_array_append_val (storage->children, child);
}

void
ox_storage_add_storage (OxStorage *storage, const char *name, OxStorage *sub)
{
    Child child = { g_strdup (name), NULL, ox_storage_ref (sub) };
    g_array_append_val (storage->children, child);
}
