/* SPDX-License-Identifier: MIT
 *
 * bench_cfb ours|libgsf ROUNDS FILE...: opens each file and reads all its streams; prints
 * microseconds a file, the median of the rounds.
 */
#include "cfb/cfb.h"

#include <gsf/gsf-infile-msole.h>
#include <gsf/gsf-input-memory.h>
#include <gsf/gsf-utils.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static guint64 total;

static void
read_ours (GBytes *bytes)
{
    g_autoptr (OxStream) stream = ox_stream_new_bytes (bytes);
    g_autoptr (OxCfb) cfb = ox_cfb_open (stream, ox_options_get_limits (NULL), OX_POLICY_DEFAULT,
                                         NULL, NULL);
    if (cfb == NULL)
        return;
    g_autoptr (GArray) pending = g_array_new (FALSE, FALSE, sizeof (guint32));
    guint32 root = ox_cfb_root (cfb);
    g_array_append_val (pending, root);
    for (guint i = 0; i < pending->len; i++) {
        guint32 entry = g_array_index (pending, guint32, i);
        if (ox_cfb_get_type (cfb, entry) == OX_CFB_STREAM) {
            g_autoptr (GBytes) data = ox_cfb_read (cfb, entry, G_MAXUINT64, NULL, NULL);
            total += data != NULL ? g_bytes_get_size (data) : 0;
            continue;
        }
        guint n = 0;
        const guint32 *children = ox_cfb_children (cfb, entry, &n);
        g_array_append_vals (pending, children, n);
    }
}

static void
read_storage (GsfInfile *infile)
{
    for (int i = 0; i < gsf_infile_num_children (infile); i++) {
        GsfInput *child = gsf_infile_child_by_index (infile, i);
        if (child == NULL)
            continue;
        gsize size = (gsize) gsf_input_size (child);
        if (GSF_IS_INFILE (child) && gsf_infile_num_children (GSF_INFILE (child)) >= 0)
            read_storage (GSF_INFILE (child));
        else if (size > 0 && gsf_input_read (child, size, NULL) != NULL)
            total += size;
        g_object_unref (child);
    }
}

static void
read_libgsf (GBytes *bytes)
{
    gsize n = 0;
    const guint8 *data = g_bytes_get_data (bytes, &n);
    GsfInput *input = gsf_input_memory_new (data, (gsf_off_t) n, FALSE);
    GsfInfile *infile = gsf_infile_msole_new (input, NULL);
    g_object_unref (input);
    if (infile == NULL)
        return;
    read_storage (infile);
    g_object_unref (infile);
}

static gint
compare_doubles (gconstpointer a, gconstpointer b)
{
    double x = *(const double *) a;
    double y = *(const double *) b;
    return x < y ? -1 : x > y;
}

/* libgsf warns about broken files; the terminal would be measured, too. */
static void
ignore_log (const char *domain, GLogLevelFlags level, const char *message, gpointer data)
{
}

int
main (int argc, char **argv)
{
    gboolean ours = argc > 1 && strcmp (argv[1], "ours") == 0;
    guint rounds = argc > 2 ? (guint) atoi (argv[2]) : 7;
    g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
    g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));
    gsf_init ();
    g_log_set_default_handler (ignore_log, NULL);
    for (int i = 3; i < argc; i++) {
        char *contents;
        gsize size;
        if (g_file_get_contents (argv[i], &contents, &size, NULL))
            g_ptr_array_add (files, g_bytes_new_take (contents, size));
    }
    for (guint round = 0; round < rounds && files->len > 0; round++) {
        gint64 start = g_get_monotonic_time ();
        for (guint i = 0; i < files->len; i++)
            (ours ? read_ours : read_libgsf) (files->pdata[i]);
        double each = (double) (g_get_monotonic_time () - start) / files->len;
        g_array_append_val (times, each);
    }
    g_array_sort (times, compare_doubles);
    printf ("%.1f %u %" G_GUINT64_FORMAT "\n", g_array_index (times, double, times->len / 2),
            files->len, total / rounds);
    return 0;
}
