/* SPDX-License-Identifier: MIT
 *
 * Our compound-file reader beside libgsf's, over every file that libgsf opens.
 */
#include "testing.h"

#include "base/diag.h"
#include "cfb/cfb.h"
#include "cfb/writer.h"

#include <gsf/gsf-infile-msole.h>
#include <gsf/gsf-input-memory.h>
#include <gsf/gsf-utils.h>
#include <oxcart/error.h>
#include <string.h>

static const OxLimits *
limits (void)
{
    return ox_options_get_limits (NULL);
}

/* --- the same as libgsf ------------------------------------------------------------------ */

static GBytes *
gsf_bytes (GsfInput *input)
{
    gsize size = (gsize) gsf_input_size (input);
    const guint8 *data = size > 0 ? gsf_input_read (input, size, NULL) : (const guint8 *) "";
    return data != NULL ? g_bytes_new (data, size) : NULL;
}

static void
compare_stream (OxCfb *cfb, guint32 entry, GsfInput *input, const char *path)
{
    g_autoptr (GBytes) theirs = gsf_bytes (input);
    g_autoptr (GBytes) ours = ox_cfb_read (cfb, entry, G_MAXUINT64, NULL, NULL);
    g_autoptr (OxStream) stream = ox_cfb_open_stream (cfb, entry, NULL, NULL);
    assert_non_null (ours);
    /* Where its chain is broken libgsf gives nothing, and we what there is. */
    if (theirs == NULL)
        return;
    if (!g_bytes_equal (ours, theirs))
        fail_msg ("%s: \"%s\" differs: %zu and %zu bytes", path, ox_cfb_get_name (cfb, entry),
                  g_bytes_get_size (ours), g_bytes_get_size (theirs));
    g_autoptr (GBytes) again = ox_stream_read_bytes (stream, 0, g_bytes_get_size (ours), NULL);
    assert_true (g_bytes_equal (again, ours));
}

static void
compare_storage (OxCfb *cfb, guint32 storage, GsfInfile *infile, const char *path)
{
    guint n = 0;
    const guint32 *children = ox_cfb_children (cfb, storage, &n);
    assert_int_equal (n, gsf_infile_num_children (infile));
    for (guint i = 0; i < n; i++) {
        const char *name = ox_cfb_get_name (cfb, children[i]);
        GsfInput *child = gsf_infile_child_by_name (infile, name);
        if (child == NULL)
            fail_msg ("%s: libgsf has no \"%s\"", path, name);
        assert_int_equal (ox_cfb_find (cfb, storage, name), children[i]);
        if (ox_cfb_get_type (cfb, children[i]) == OX_CFB_STREAM)
            compare_stream (cfb, children[i], child, path);
        else
            compare_storage (cfb, children[i], GSF_INFILE (child), path);
        g_object_unref (child);
    }
}

/* Whether libgsf can open the file. */
static gboolean
compare_file (const char *path)
{
    g_autofree char *contents = NULL;
    gsize size = 0;
    assert_true (g_file_get_contents (path, &contents, &size, NULL));
    GsfInput *input = gsf_input_memory_new ((const guint8 *) contents, (gsf_off_t) size, FALSE);
    GsfInfile *infile = gsf_infile_msole_new (input, NULL);
    g_object_unref (input);
    if (infile == NULL)
        return FALSE;
    g_autoptr (OxStream) stream = ox_stream_new_path (path, NULL);
    g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
    g_autoptr (GError) error = NULL;
    g_autoptr (OxCfb) cfb = ox_cfb_open (stream, limits (), OX_POLICY_DEFAULT, d, &error);
    if (cfb == NULL)
        fail_msg ("%s: libgsf opens it, we do not: %s", path, error->message);
    compare_storage (cfb, ox_cfb_root (cfb), infile, path);
    g_object_unref (infile);
    return TRUE;
}

static void
same_as_libgsf_on_our_samples (void **state)
{
    g_autoptr (GPtrArray) files = testing_files (CORPUS);
    guint n = 0;
    for (guint i = 0; i < files->len; i++) {
        g_autofree char *base = g_path_get_basename (files->pdata[i]);
        if (g_str_has_prefix (base, "good-"))
            n += compare_file (files->pdata[i]);
    }
    assert_true (n >= 12);
}

static void
same_as_libgsf_on_real_files (void **state)
{
    /* A truncated file, and one whose trees are knotted: libgsf stops early in both. */
    static const char *const oddities[] = { "clusterfuzz", "bad", "corrupt", "Corrupt" };
    g_autoptr (GPtrArray) files = testing_files (SHARED "/msg");
    g_autoptr (GPtrArray) more = testing_files (SHARED "/cfb");
    g_ptr_array_extend_and_steal (files, g_steal_pointer (&more));
    guint n = 0;
    for (guint i = 0; i < files->len; i++) {
        gboolean odd = FALSE;
        for (guint j = 0; j < G_N_ELEMENTS (oddities); j++)
            odd = odd || strstr (files->pdata[i], oddities[j]) != NULL;
        n += !odd && compare_file (files->pdata[i]);
    }
    if (files->len == 0) {
        print_message ("../shared is not there: skipped\n");
        skip ();
    }
    print_message ("%u files compared\n", n);
    assert_true (n > 170);
}

/* --- writing -------------------------------------------------------------------------------- */

static OxStorage *
sample_storage (void)
{
    static const OxGuid clsid = { { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16 } };
    OxStorage *root = ox_storage_new (&clsid);
    g_autoptr (OxStorage) sub = ox_storage_new (&clsid);
    for (guint i = 0; i < 40; i++) {
        g_autofree char *name = g_strdup_printf ("stream %u", i);
        g_autofree guint8 *data = g_malloc0 (i * 331 + 1);
        memset (data, (int) i, i * 331 + 1);
        g_autoptr (GBytes) bytes = g_bytes_new (data, i * 331);
        g_autoptr (OxStream) stream = ox_stream_new_bytes (bytes);
        ox_storage_add_stream (i % 3 == 0 ? sub : root, name, stream);
    }
    ox_storage_add_storage (root, "below", sub);
    return root;
}

static void
assert_same_storage (OxStorage *a, OxStorage *b)
{
    assert_memory_equal (ox_storage_get_clsid (a), ox_storage_get_clsid (b), sizeof (OxGuid));
    assert_int_equal (ox_storage_get_size (a), ox_storage_get_size (b));
    for (guint i = 0; i < ox_storage_get_size (a); i++) {
        OxStorage *sub = ox_storage_get_storage (a, i);
        const char *name = ox_storage_get_name (a, i);
        if (sub != NULL) {
            guint j = 0;
            while (ox_storage_get_storage (b, j) == NULL)
                j++;
            assert_same_storage (sub, ox_storage_get_storage (b, j));
            continue;
        }
        OxStream *other = ox_storage_find (b, name);
        assert_non_null (other);
        gsize n = (gsize) ox_stream_get_size (other);
        g_autoptr (GBytes) x = ox_stream_read_bytes (ox_storage_get_stream (a, i), 0, n + 1, NULL);
        g_autoptr (GBytes) y = ox_stream_read_bytes (other, 0, n + 1, NULL);
        assert_true (g_bytes_equal (x, y));
    }
}

static void
written_storages_read_back (void **state)
{
    g_autoptr (OxStorage) storage = sample_storage ();
    g_autoptr (OxStream) first = ox_cfb_write_storage (storage, NULL);
    g_autoptr (OxStream) second = ox_cfb_write_storage (storage, NULL);
    assert_non_null (first);
    gsize n = (gsize) ox_stream_get_size (first);
    g_autoptr (GBytes) a = ox_stream_read_bytes (first, 0, n, NULL);
    g_autoptr (GBytes) b = ox_stream_read_bytes (second, 0, n + 1, NULL);
    assert_true (g_bytes_equal (a, b));
    g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
    g_autoptr (OxCfb) cfb = ox_cfb_open (first, limits (), OX_POLICY_DEFAULT, d, NULL);
    g_autoptr (OxStorage) back = ox_cfb_to_storage (cfb, ox_cfb_root (cfb), limits (), d, NULL);
    assert_same_storage (storage, back);
    assert_int_equal (ox_diagnostics_get_size (d), 0);
}

static void
too_deep_storages_are_not_written (void **state)
{
    OxStorage *inner = ox_storage_new (NULL);
    for (guint i = 0; i < 200; i++) {
        OxStorage *outer = ox_storage_new (NULL);
        ox_storage_add_storage (outer, "deeper", inner);
        ox_storage_unref (inner);
        inner = outer;
    }
    g_autoptr (GError) error = NULL;
    assert_null (ox_cfb_write_storage (inner, &error));
    assert_true (g_error_matches (error, OX_ERROR, OX_ERROR_FAILED));
    ox_storage_unref (inner);
}

/* --- errors ----------------------------------------------------------------------------------- */

static void
what_is_no_compound_file (void **state)
{
    static const struct {
        const char *data;
        gsize n;
        OxError code;
    } cases[] = {
        { "", 0, OX_ERROR_FORMAT },
        { "From: a@b\r\n", 11, OX_ERROR_FORMAT },
        { "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8, OX_ERROR_DAMAGED },
    };
    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autoptr (GError) error = NULL;
        g_autoptr (GBytes) bytes = g_bytes_new (cases[i].data, cases[i].n);
        g_autoptr (OxStream) stream = ox_stream_new_bytes (bytes);
        assert_null (ox_cfb_open (stream, limits (), OX_POLICY_DEFAULT, NULL, &error));
        assert_true (g_error_matches (error, OX_ERROR, (gint) cases[i].code));
    }
}

/* Every length of a good file: what is left of it opens or says why not. */
static void
any_truncation (void **state)
{
    g_autoptr (OxStream) whole = ox_stream_new_path (CORPUS "/good-plain.msg", NULL);
    for (guint64 n = 0; n < ox_stream_get_size (whole); n += 61) {
        g_autoptr (OxStream) part = ox_stream_new_window (whole, 0, n);
        g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
        g_autoptr (GError) error = NULL;
        g_autoptr (OxCfb) cfb = ox_cfb_open (part, limits (), OX_POLICY_SALVAGE, d, &error);
        assert_true (cfb != NULL || error->domain == OX_ERROR);
        /* Cut within a sector or not, what is missing is said. */
        if (cfb != NULL)
            assert_true (ox_diagnostics_get_size (d) > 0);
    }
}

/* The sample's compound file with the directory's links to its children cut. */
static void
orphans_are_found_by_salvage (void **state)
{
    g_autofree char *contents = NULL;
    gsize size = 0;
    assert_true (g_file_get_contents (CORPUS "/good-plain.msg", &contents, &size, NULL));
    guint8 *data = (guint8 *) contents;
    guint32 directory = data[48] | (guint32) data[49] << 8;
    guint8 *root = data + (directory + 1) * 512;
    memset (root + 76, 0xFF, 4); /* no child */
    g_autoptr (GBytes) bytes = g_bytes_new (data, size);
    g_autoptr (OxStream) stream = ox_stream_new_bytes (bytes);
    g_autoptr (OxCfb) plain = ox_cfb_open (stream, limits (), OX_POLICY_DEFAULT, NULL, NULL);
    guint n = 9;
    ox_cfb_children (plain, ox_cfb_root (plain), &n);
    assert_int_equal (n, 0);
    g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
    g_autoptr (OxCfb) salvaged = ox_cfb_open (stream, limits (), OX_POLICY_SALVAGE, d, NULL);
    const guint32 *orphans = ox_cfb_orphans (salvaged, &n);
    assert_true (n > 10);
    assert_true (ox_diagnostics_count (d, OX_SEVERITY_WARN) >= n);
    gboolean found = FALSE;
    for (guint i = 0; i < n; i++)
        found = found || strcmp (ox_cfb_get_name (salvaged, orphans[i]), "__substg1.0_0037001F") == 0;
    assert_true (found);
}

static int
start (void **state)
{
    gsf_init ();
    return 0;
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (same_as_libgsf_on_our_samples),
        cmocka_unit_test (same_as_libgsf_on_real_files),
        cmocka_unit_test (written_storages_read_back),
        cmocka_unit_test (too_deep_storages_are_not_written),
        cmocka_unit_test (what_is_no_compound_file),
        cmocka_unit_test (any_truncation),
        cmocka_unit_test (orphans_are_found_by_salvage),
    };
    return cmocka_run_group_tests (tests, start, NULL);
}
