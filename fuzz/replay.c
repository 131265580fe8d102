/* SPDX-License-Identifier: MIT
 *
 * Runs a fuzz target over files and folders named on the command line, so that
 * every crash once found is tried again in each test run, with any compiler.
 */
#include <glib.h>
#include <stdio.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static guint
replay (const char *path)
{
    g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
    if (dir == NULL) {
        g_autofree char *contents = NULL;
        gsize size = 0;
        if (!g_file_get_contents (path, &contents, &size, NULL))
            return 0;
        LLVMFuzzerTestOneInput ((const guint8 *) contents, size);
        return 1;
    }
    guint n = 0;
    for (const char *name; (name = g_dir_read_name (dir)) != NULL;) {
        g_autofree char *child = g_build_filename (path, name, NULL);
        n += replay (child);
    }
    return n;
}

int
main (int argc, char **argv)
{
    guint n = 0;
    for (int i = 1; i < argc; i++)
        n += replay (argv[i]);
    printf ("%u inputs replayed\n", n);
    return n > 0 ? 0 : 1;
}
