/* SPDX-License-Identifier: MIT
 *
 * The RTF half of the library from a shell, for tests/tools/judge_rtf.py and for measuring:
 *
 *     rtf-tool decompress|compress|kind|html|text|html-text FILE
 *     rtf-tool bench-html|bench-text|bench-lzfu|bench-html-text FILE SECONDS
 *
 * Diagnostics go to stderr, one a line.
 */
#include "base/diag.h"
#include "convert/body/html.h"
#include "convert/body/rtf.h"
#include "model/lzfu.h"

#include <stdio.h>
#include <string.h>

static char *
picture (gpointer user_data, const OxRtfPicture *p)
{
    guint *n = user_data;
    return g_strdup_printf ("picture%u", ++*n);
}

static char *
place (gpointer user_data, guint ordinal, char **name)
{
    return g_strdup_printf ("place%u", ordinal + 1);
}

static GBytes *
run (const char *what, OxSlice s, OxDiagnostics *d, GError **error)
{
    guint n_pictures = 0;
    OxRtfOptions options = { .diagnostics = d,
                             .picture = picture,
                             .place = place,
                             .user_data = &n_pictures };
    gsize n = 0;
    if (strcmp (what, "decompress") == 0 || strcmp (what, "lzfu") == 0)
        return ox_lzfu_decompress (s, NULL, d, error);
    if (strcmp (what, "compress") == 0)
        return ox_lzfu_compress (s);
    if (strcmp (what, "html") == 0)
        return ox_rtf_to_html (s, &options, NULL, error);
    if (strcmp (what, "text") == 0) {
        char *text = ox_rtf_to_text (s, &options, &n, NULL, error);
        return text != NULL ? g_bytes_new_take (text, n) : NULL;
    }
    if (strcmp (what, "html-text") == 0) {
        char *text = ox_html_text ((const char *) ox_slice_data (&s), s.left, NULL, d);
        return g_bytes_new_take (text, strlen (text));
    }
    if (strcmp (what, "kind") == 0) {
        static const char *const kinds[] = { "none\n", "native\n", "html\n", "text\n" };
        const char *kind = kinds[ox_rtf_detect (s)];
        return g_bytes_new_static (kind, strlen (kind));
    }
    g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "what is \"%s\"?", what);
    return NULL;
}

static int
bench (const char *what, OxSlice s, double seconds)
{
    gint64 start = g_get_monotonic_time ();
    gint64 elapsed = 0;
    guint n = 0;
    gsize out = 0;
    while (elapsed < (gint64) (seconds * 1e6)) {
        g_autoptr (GBytes) bytes = run (what, s, NULL, NULL);
        if (bytes == NULL)
            return 1;
        out = g_bytes_get_size (bytes);
        n++;
        elapsed = g_get_monotonic_time () - start;
    }
    printf ("%zu -> %zu bytes, %.1f us, %.1f MB/s of input, %.1f of output\n", s.left, out,
            (double) elapsed / n, (double) s.left * n / (double) elapsed,
            (double) out * n / (double) elapsed);
    return 0;
}

int
main (int argc, char **argv)
{
    g_autofree char *contents = NULL;
    gsize length = 0;
    g_autoptr (GError) error = NULL;
    g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
    if (argc < 3 || !g_file_get_contents (argv[2], &contents, &length, &error)) {
        fprintf (stderr, "%s\n", error != NULL ? error->message : "what, and of which file?");
        return 2;
    }
    OxSlice s = ox_slice ((const guint8 *) contents, length, 0);
    if (g_str_has_prefix (argv[1], "bench-"))
        return bench (&argv[1][6], s, argc > 3 ? g_ascii_strtod (argv[3], NULL) : 1);
    g_autoptr (GBytes) bytes = run (argv[1], s, d, &error);
    for (guint i = 0; i < ox_diagnostics_get_size (d); i++) {
        const OxDiagnostic *entry = ox_diagnostics_get (d, i);
        fprintf (stderr, "%s %s: %s\n", ox_severity_to_string (entry->severity), entry->code,
                 entry->text);
    }
    if (bytes == NULL) {
        fprintf (stderr, "error: %s\n", error != NULL ? error->message : "none");
        return 1;
    }
    fwrite (g_bytes_get_data (bytes, NULL), 1, g_bytes_get_size (bytes), stdout);
    return 0;
}
