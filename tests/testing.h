/* SPDX-License-Identifier: MIT
 *
 * What the cmocka tests share.
 */
#ifndef OX_TESTING_H
#define OX_TESTING_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib.h>

#define CORPUS OX_SOURCE_DIR "/corpus"
#define SHARED OX_SOURCE_DIR "/../shared/corpus"

/* A slice over a string literal, NULs included. */
#define LITERAL(text) ox_slice ((const guint8 *) (text), sizeof (text) - 1, 0)

/* All files below a folder, sorted. */
static inline void
testing_collect (const char *folder, GPtrArray *paths)
{
    g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
    for (const char *name; dir != NULL && (name = g_dir_read_name (dir)) != NULL;) {
        char *path = g_build_filename (folder, name, NULL);
        if (g_file_test (path, G_FILE_TEST_IS_DIR)) {
            testing_collect (path, paths);
            g_free (path);
        } else {
            g_ptr_array_add (paths, path);
        }
    }
}

static inline gint
testing_compare (gconstpointer a, gconstpointer b)
{
    return g_strcmp0 (*(const char *const *) a, *(const char *const *) b);
}

static inline GPtrArray *
testing_files (const char *folder)
{
    GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);
    testing_collect (folder, paths);
    g_ptr_array_sort (paths, testing_compare);
    return paths;
}

#endif
