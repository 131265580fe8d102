/* SPDX-License-Identifier: MIT */
#include "testing.h"

#include "oab/book.h"
#include "oab/container.h"
#include "oab/oracle.h"

#include <oxcart/oxcart.h>

static GBytes *
make_patch (GBytes *old_bytes, GBytes *new_bytes, guint32 block_max)
{
    g_autoptr (OxStream) old_file = ox_stream_new_bytes (old_bytes);
    g_autoptr (OxStream) new_file = ox_stream_new_bytes (new_bytes);
    g_autoptr (OxSink) sink = ox_sink_new_memory ();
    g_autoptr (GError) error = NULL;
    assert_true (ox_oab_patch_make (old_file, new_file, block_max, sink, &error));
    return ox_sink_steal_bytes (sink);
}

static GBytes *
apply (GBytes *base, GBytes *patch, GError **error)
{
    OxLimits limits;
    ox_limits_init (&limits);
    g_autoptr (OxStream) base_file = ox_stream_new_bytes (base);
    g_autoptr (OxStream) patch_file = ox_stream_new_bytes (patch);
    g_autoptr (OxSink) sink = ox_sink_new_memory ();
    if (!ox_oab_patch_apply (base_file, patch_file, &limits, sink, error))
        return NULL;
    return ox_sink_steal_bytes (sink);
}

/* How large the patch is. */
static gsize
check_patch (GBytes *old_bytes, GBytes *new_bytes, guint32 block_max, gboolean oracle)
{
    g_autoptr (GBytes) patch = make_patch (old_bytes, new_bytes, block_max);
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) ours = apply (old_bytes, patch, &error);
    assert_non_null (ours);
    assert_true (g_bytes_equal (ours, new_bytes));
    if (oracle) {
        g_autoptr (GBytes) theirs = oracle_decompress (patch, old_bytes);
        assert_non_null (theirs);
        assert_true (g_bytes_equal (theirs, new_bytes));
    }
    return g_bytes_get_size (patch);
}

/* --- edits --------------------------------------------------------------------------------- */

typedef struct {
    guint32 id;
    guint32 version;
} Entry;

static GArray *
entries_new (guint n)
{
    GArray *entries = g_array_new (FALSE, FALSE, sizeof (Entry));
    for (guint i = 0; i < n; i++)
        g_array_append_vals (entries, &(Entry){ i, 0 }, 1);
    return entries;
}

static GBytes *
entries_build (GArray *entries)
{
    OxBuilder b;
    book_begin (&b);
    for (guint i = 0; i < entries->len; i++)
        book_entry (&b, g_array_index (entries, Entry, i).id, g_array_index (entries, Entry, i).version);
    return book_end (&b, entries->len);
}

/* People come, leave, change, or are put elsewhere; now and then a whole department does. */
static void
edit (GArray *entries, guint64 *s)
{
    guint n = 1 + (book_below (s, 256) >> book_below (s, 9));
    for (; n > 0 && entries->len > 0; n--) {
        guint at = book_below (s, entries->len);
        Entry entry = { 1000000 + book_below (s, 1u << 30), 0 };
        switch (book_below (s, 5)) {
        case 0:
            g_array_insert_val (entries, at, entry);
            break;
        case 1:
            g_array_remove_index (entries, at);
            break;
        case 2:
            entry.id = book_below (s, 200);
            g_array_remove_range (entries, at, MIN (entries->len - at, entry.id));
            break;
        case 3:
            entry = g_array_index (entries, Entry, at);
            g_array_remove_index (entries, at);
            g_array_append_val (entries, entry);
            break;
        default:
            g_array_index (entries, Entry, at).version++;
        }
    }
}

static void
test_random_edits (void **state)
{
    gboolean full = g_getenv ("OX_FULL") != NULL;
    guint rounds = full ? 1000 : 8;
    g_autoptr (GArray) first = entries_new (2000);
    g_autoptr (GBytes) old_bytes = entries_build (first);
    for (guint i = 0; i < rounds; i++) {
        guint64 s = i + 1;
        g_autoptr (GArray) entries = g_array_copy (first);
        edit (entries, &s);
        g_autoptr (GBytes) new_bytes = entries_build (entries);
        check_patch (old_bytes, new_bytes, i % 4 == 3 ? 0x8000 : 0, TRUE);
    }
}

/* A patch is about as large as what changed. */
static void
test_size (void **state)
{
    g_autoptr (GArray) entries = entries_new (2000);
    g_autoptr (GBytes) old_bytes = entries_build (entries);
    gsize same = check_patch (old_bytes, old_bytes, 0, TRUE);
    assert_true (same < 1024);
    g_array_index (entries, Entry, 700).version++;
    g_array_remove_range (entries, 100, 50);
    Entry one = { 5000000, 0 };
    g_array_insert_val (entries, 1500, one);
    g_autoptr (GBytes) new_bytes = entries_build (entries);
    gsize edited = check_patch (old_bytes, new_bytes, 0, TRUE);
    assert_true (edited < same + 1024);
}

/* Much more is taken out, or put in, than one block reads. */
static void
test_far (void **state)
{
    g_autoptr (GArray) entries = entries_new (2000);
    g_autoptr (GBytes) old_bytes = entries_build (entries);
    static const guint ranges[][2] = { { 0, 1500 }, { 200, 1700 }, { 500, 1500 }, { 0, 2000 } };
    for (guint i = 0; i < G_N_ELEMENTS (ranges); i++) {
        g_autoptr (GArray) fewer = g_array_copy (entries);
        g_array_remove_range (fewer, ranges[i][0], ranges[i][1]);
        g_autoptr (GBytes) new_bytes = entries_build (fewer);
        gsize size = check_patch (old_bytes, new_bytes, 0x8000, TRUE);
        assert_true (size < 8192);
        /* And the other way round. */
        check_patch (new_bytes, old_bytes, 0x8000, TRUE);
    }
}

static void
test_edges (void **state)
{
    g_autoptr (GBytes) none = g_bytes_new (NULL, 0);
    g_autoptr (GBytes) one = g_bytes_new ("x", 1);
    g_autoptr (GBytes) book = book_make (700);
    GBytes *all[] = { none, one, book };
    for (guint i = 0; i < 3; i++)
        for (guint k = 0; k < 3; k++)
            check_patch (all[i], all[k], 0x10000, TRUE);
    /* Noise does not compress, and still fits the blocks. */
    guint8 *noise = g_malloc (300000);
    guint64 s = 3;
    for (guint i = 0; i < 300000; i++)
        noise[i] = (guint8) book_random (&s);
    g_autoptr (GBytes) random = g_bytes_new_take (noise, 300000);
    check_patch (book, random, 0, TRUE);
    check_patch (random, random, 0, TRUE);
    g_autoptr (OxStream) file = ox_stream_new_bytes (book);
    g_autoptr (OxSink) sink = ox_sink_new_memory ();
    g_autoptr (GError) error = NULL;
    assert_false (ox_oab_patch_make (file, file, 1, sink, &error));
    assert_true (g_error_matches (error, OX_ERROR, OX_ERROR_ARGUMENT));
}

/* --- what is wrong ------------------------------------------------------------------------- */

static void
expect_error (GBytes *base, GBytes *patch, int code, const char *text)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) out = apply (base, patch, &error);
    assert_null (out);
    assert_true (g_error_matches (error, OX_ERROR, code));
    if (strstr (error->message, text) == NULL)
        fail_msg ("'%s' does not say '%s'", error->message, text);
}

static void
test_wrong_base (void **state)
{
    g_autoptr (GBytes) old_bytes = book_make (100);
    g_autoptr (GBytes) new_bytes = book_make (101);
    g_autoptr (GBytes) patch = make_patch (old_bytes, new_bytes, 0);
    expect_error (new_bytes, patch, OX_ERROR_ARGUMENT, "another file");
    gsize n;
    guint8 *other = g_memdup2 (g_bytes_get_data (old_bytes, &n), g_bytes_get_size (old_bytes));
    other[n / 2] ^= 1;
    g_autoptr (GBytes) changed = g_bytes_new_take (other, n);
    expect_error (changed, patch, OX_ERROR_ARGUMENT, "checksum");
    expect_error (old_bytes, old_bytes, OX_ERROR_FORMAT, "not a patch");
}

/* Any one field, changed: an error, and never a file that is not the right one. */
static void
test_damage (void **state)
{
    g_autoptr (GBytes) old_bytes = book_make (300);
    g_autoptr (GBytes) new_bytes = book_make (301);
    g_autoptr (GBytes) patch = make_patch (old_bytes, new_bytes, 0);
    gsize n = g_bytes_get_size (patch);
    for (gsize i = 0; i < n; i += i < 64 ? 1 : 13) {
        static const guint8 flips[] = { 1, 0x80, 0xFF };
        guint8 *bytes = g_memdup2 (g_bytes_get_data (patch, NULL), n);
        bytes[i] ^= flips[i % 3];
        g_autoptr (GBytes) bad = g_bytes_new_take (bytes, n);
        g_autoptr (GError) error = NULL;
        g_autoptr (GBytes) out = apply (old_bytes, bad, &error);
        /* A larger ulBlockMax changes nothing; what is behind the last bit of a chunk neither. */
        if (out != NULL)
            assert_true (g_bytes_equal (out, new_bytes));
        else
            assert_true (error->domain == OX_ERROR);
        g_autoptr (GBytes) cut = g_bytes_new_from_bytes (patch, 0, i);
        g_autoptr (GBytes) nothing = apply (old_bytes, cut, NULL);
        assert_null (nothing);
    }
}

static GBytes *
with_u32 (GBytes *bytes, gsize offset, guint32 v)
{
    gsize n = g_bytes_get_size (bytes);
    guint8 *copy = g_memdup2 (g_bytes_get_data (bytes, NULL), n);
    for (guint i = 0; i < 4; i++)
        copy[offset + i] = (guint8) (v >> (8 * i));
    return g_bytes_new_take (copy, n);
}

static void
test_fields (void **state)
{
    static const struct {
        gsize offset;
        guint32 value;
        int code;
        const char *text;
    } cases[] = {
        { 8, 0, OX_ERROR_DAMAGED, "larger than the header" },            /* ulBlockMax */
        { 8, 0xFFFFFFFF, OX_ERROR_LIMIT, "allowed" },                    /* */
        { 12, 5, OX_ERROR_ARGUMENT, "another file" },                    /* ulSourceSize */
        { 16, 0xFFFFFFFF, OX_ERROR_LIMIT, "allowed" },                   /* ulTargetSize */
        { 16, 5, OX_ERROR_DAMAGED, "larger than the header" },           /* */
        { 20, 5, OX_ERROR_ARGUMENT, "checksum" },                        /* ulSourceCRC */
        { 24, 5, OX_ERROR_DAMAGED, "checksum of the new file" },         /* ulTargetCRC */
        { 28, 0xFFFFFFFF, OX_ERROR_DAMAGED, "too early" },               /* ulPatchSize */
        { 36, 0x40001, OX_ERROR_DAMAGED, "larger than the header" },     /* ulSourceSize of a block */
        { 36, 0x3FFFF, OX_ERROR_DAMAGED, "end of the old file" },        /* */
        { 40, 5, OX_ERROR_DAMAGED, "checksum of a block" },              /* ulCRC */
    };
    g_autoptr (GBytes) old_bytes = book_make (300);
    g_autoptr (GBytes) new_bytes = book_make (301);
    g_autoptr (GBytes) patch = make_patch (old_bytes, new_bytes, 0);
    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autoptr (GBytes) bad = with_u32 (patch, cases[i].offset, cases[i].value);
        expect_error (old_bytes, bad, cases[i].code, cases[i].text);
    }
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (test_edges),      cmocka_unit_test (test_size),
        cmocka_unit_test (test_far),        cmocka_unit_test (test_random_edits),
        cmocka_unit_test (test_wrong_base), cmocka_unit_test (test_damage),
        cmocka_unit_test (test_fields),
    };
    return cmocka_run_group_tests (tests, NULL, NULL);
}
