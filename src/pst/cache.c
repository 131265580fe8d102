/* SPDX-License-Identifier: MIT
 *
 * Pages and blocks read last, bounded in bytes: the oldest goes first. Shared by threads.
 */
#include "pst/ndb.h"

typedef struct {
    guint64 key;
    GBytes *bytes;
    PstState state;
} Entry;

struct PstCache {
    GMutex lock;
    GHashTable *entries; /* Entry, found by its key */
    GQueue order;        /* Entry, the oldest first */
    gsize most;
    gsize bytes;
};

static void
entry_free (gpointer data)
{
    Entry *entry = data;
    g_bytes_unref (entry->bytes);
    g_free (entry);
}

PstCache *
pst_cache_new (gsize bytes)
{
    PstCache *cache = g_new0 (PstCache, 1);
    g_mutex_init (&cache->lock);
    cache->entries = g_hash_table_new_full (g_int64_hash, g_int64_equal, entry_free, NULL);
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
pst_cache_get (PstCache *cache, guint64 key, PstState *state)
{
    g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&cache->lock);
    Entry *entry = g_hash_table_lookup (cache->entries, &key);
    if (entry == NULL)
        return NULL;
    *state = entry->state;
    return g_bytes_ref (entry->bytes);
}

static void
make_room (PstCache *cache)
{
    while (cache->bytes > cache->most && !g_queue_is_empty (&cache->order)) {
        Entry *oldest = g_queue_pop_head (&cache->order);
        cache->bytes -= g_bytes_get_size (oldest->bytes);
        g_hash_table_remove (cache->entries, &oldest->key);
    }
}

void
pst_cache_put (PstCache *cache, guint64 key, GBytes *bytes, PstState state)
{
    g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&cache->lock);
    if (g_hash_table_contains (cache->entries, &key))
        return;
    Entry *entry = g_new (Entry, 1);
    *entry = (Entry){ key, g_bytes_ref (bytes), state };
    g_hash_table_insert (cache->entries, entry, entry);
    g_queue_push_tail (&cache->order, entry);
    cache->bytes += g_bytes_get_size (bytes);
    make_room (cache);
}
