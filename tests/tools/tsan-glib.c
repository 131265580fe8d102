/* SPDX-License-Identifier: MIT
 *
 * What ThreadSanitizer has to know of GLib, which is not compiled for it: its locks are futexes, not those of pthread,
 * so that everything under them would look like a race. Each function here stands before GLib's own of that name, calls
 * it, and says what it orders. Linked into programs of the preset "tsan" alone; to be run with G_SLICE=always-malloc,
 * since GLib's own allocator hands memory from thread to thread.
 */
#pragma GCC visibility push(default) /* for calls out of liboxcart */

#include <dlfcn.h>
#include <gio/gio.h>
#include <sanitizer/tsan_interface.h>

/* Not to be inlined in GLib's headers. */
#undef g_once_init_enter
#undef g_once_init_leave

#define REAL(function) ((__typeof__ (function) *) real (&known_##function, #function))
#define KNOW(function) static gpointer known_##function

static gpointer
real (gpointer *known, const char *name)
{
    gpointer found = __atomic_load_n (known, __ATOMIC_ACQUIRE);
    if (found == NULL) {
        found = dlsym (RTLD_NEXT, name);
        __atomic_store_n (known, found, __ATOMIC_RELEASE);
    }
    return found;
}

KNOW (g_mutex_lock);
KNOW (g_mutex_trylock);
KNOW (g_mutex_unlock);
KNOW (g_cond_wait);
KNOW (g_once_init_enter);
KNOW (g_once_init_leave);
KNOW (g_atomic_ref_count_dec);
KNOW (g_object_unref);
KNOW (g_bytes_unref);

void
g_mutex_lock (GMutex *mutex)
{
    REAL (g_mutex_lock) (mutex);
    __tsan_acquire (mutex);
}

gboolean
g_mutex_trylock (GMutex *mutex)
{
    gboolean locked = REAL (g_mutex_trylock) (mutex);
    if (locked)
        __tsan_acquire (mutex);
    return locked;
}

void
g_mutex_unlock (GMutex *mutex)
{
    __tsan_release (mutex);
    REAL (g_mutex_unlock) (mutex);
}

void
g_cond_wait (GCond *cond, GMutex *mutex)
{
    __tsan_release (mutex);
    REAL (g_cond_wait) (cond, mutex);
    __tsan_acquire (mutex);
}

gboolean (g_once_init_enter) (volatile void *location)
{
    gboolean first = REAL (g_once_init_enter) (location);
    __tsan_acquire ((void *) location);
    return first;
}

void (g_once_init_leave) (volatile void *location, gsize result)
{
    __tsan_release ((void *) location);
    REAL (g_once_init_leave) (location, result);
}

/* Who gives back the last reference sees what all others did before they gave back theirs. Which one is the last nobody
 * knows before, so that each sees what those before it did. */
gboolean (g_atomic_ref_count_dec) (gatomicrefcount *count)
{
    __tsan_release (count);
    __tsan_acquire (count);
    return REAL (g_atomic_ref_count_dec) (count);
}

void
g_object_unref (gpointer object)
{
    __tsan_release (object);
    __tsan_acquire (object);
    REAL (g_object_unref) (object);
}

void
g_bytes_unref (GBytes *bytes)
{
    if (bytes != NULL) {
        __tsan_release (bytes);
        __tsan_acquire (bytes);
    }
    REAL (g_bytes_unref) (bytes);
}
