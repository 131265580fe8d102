/* SPDX-License-Identifier: MIT
 *
 * Pages and blocks read last, bounded in bytes: the oldest goes first. Shared by threads.
 */
#include "pst/ndb.h"

struct PstCache {
    GMutex lock;
    GHashTable *entries; /* guint64 to GBytes */
    GQueue order;        /* keys, the oldest first */
    gsize most;
    gsize bytes;
};

PstCache *
pst_cache_new (gsize bytes)
{
    PstCache *cache = g_new0 (PstCache, 1);
    g_mutex_init (&cache->lock);
    cache->entries = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free,
                                            (GDestroyNotify) g_bytes_unref);
    cache->most = bytes;
    return cache;
}

void
pst_cache_free (PstCache *cache)
{
    if (cache == NULL)
        return;
    g_queue_clear (&cache->order);
    g_hash_table_unref (cache->entries);
    g_mutex_clear (&cache->lock);
    g_free (cache);
}

GBytes *
pst_cache_get (PstCache *cache, guint64 key)
{
    g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&cache->lock);
    GBytes *bytes = g_hash_table_lookup (cache->entries, &key);
    return bytes != NULL ? g_bytes_ref (bytes) : NULL;
}

static void
make_room (PstCache *cache)
{
    while (cache->bytes > cache->most && !g_queue_is_empty (&cache->order)) {
        guint64 *oldest = g_queue_pop_head (&cache->order);
        cache->bytes -= g_bytes_get_size (g_hash_table_lookup (cache->entries, oldest));
        g_hash_table_remove (cache->entries, oldest);
    }
}

void
pst_cache_put (PstCache *cache, guint64 key, GBytes *bytes)
{
    g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&cache->lock);
    if (g_hash_table_contains (cache->entries, &key))
        return;
    guint64 *own = g_memdup2 (&key, sizeof key);
    g_hash_table_insert (cache->entries, own, g_bytes_ref (bytes));
    g_queue_push_tail (&cache->order, own);
    cache->bytes += g_bytes_get_size (bytes);
    make_room (cache);
}
