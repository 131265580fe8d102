/* SPDX-License-Identifier: MIT
 *
 * Heaps of one block that are put together here: their map, trees on them, property and table contexts, [MS-PST] 2.3.
 */
#include "testing.h"

#include "pst/ltp.h"

#include <oxcart/oxcart.h>
#include <string.h>

/* --- a heap --------------------------------------------------------------------------------------------- */

typedef struct {
    GByteArray *bytes;
    guint16 ends[32];
    guint n;
} Maker;

static void
add (GByteArray *bytes, guint64 number, guint n)
{
    for (guint i = 0; i < n; i++) {
        guint8 byte = (guint8) (number >> 8 * i);
        g_byte_array_append (bytes, &byte, 1);
    }
}

static Maker
maker (guint8 client)
{
    Maker m = { .bytes = g_byte_array_new () };
    add (m.bytes, 0, 2);
    add (m.bytes, 0xEC, 1);
    add (m.bytes, client, 1);
    add (m.bytes, 0, 8);
    return m;
}

/* HID of an item of numbers, each with its width. */
static guint32
item (Maker *m, const guint64 (*parts)[2], guint n)
{
    for (guint i = 0; i < n; i++)
        add (m->bytes, parts[i][0], (guint) parts[i][1]);
    m->ends[m->n++] = (guint16) m->bytes->len;
    return m->n << 5;
}

#define ITEM(m, ...) item (m, (const guint64[][2]) __VA_ARGS__, sizeof ((const guint64[][2]) __VA_ARGS__) / 16)

static PstHeap *
finish (Maker *m, PstFile *file, guint32 root, OxDiagnostics *d)
{
    guint16 map = (guint16) m->bytes->len;
    add (m->bytes, m->n, 2);
    add (m->bytes, 0, 2);
    add (m->bytes, 12, 2);
    for (guint i = 0; i < m->n; i++)
        add (m->bytes, m->ends[i], 2);
    m->bytes->data[0] = (guint8) map;
    m->bytes->data[1] = (guint8) (map >> 8);
    for (guint i = 0; i < 4; i++)
        m->bytes->data[4 + i] = (guint8) (root >> 8 * i);
    g_autoptr (GBytes) block = g_byte_array_free_to_bytes (g_steal_pointer (&m->bytes));
    return pst_heap_open_bytes (file, block, d, NULL);
}

static PstFile
file_new (void)
{
    PstFile file = { .options = ox_options_new (), .names = ox_names_new () };
    ox_limits_init (&file.ndb.limits);
    file.ndb.layout = pst_layout (PST_LAYOUT_UNICODE);
    file.ndb.size = 4096;
    return file;
}

static void
file_clear (PstFile *file)
{
    g_object_unref (file->options);
    ox_names_unref (file->names);
}

/* --- heap and tree --------------------------------------------------------------------------------------- */

static void
test_items (G_GNUC_UNUSED void **state)
{
    OxSlice s;
    PstFile file = file_new ();
    Maker m = maker (PST_CLIENT_TREE);
    guint32 first = ITEM (&m, { { 0x11223344, 4 } });
    guint32 empty = item (&m, NULL, 0);
    guint32 last = ITEM (&m, { { 0x55, 1 } });
    g_autoptr (PstHeap) heap = finish (&m, &file, first, NULL);
    assert_non_null (heap);
    assert_true (pst_heap_item (heap, first, &s));
    assert_int_equal (ox_slice_u32 (&s), 0x11223344);
    assert_true (pst_heap_item (heap, empty, &s));
    assert_int_equal (s.left, 0);
    assert_true (pst_heap_item (heap, last, &s));
    assert_int_equal (ox_slice_u8 (&s), 0x55);
    assert_false (pst_heap_item (heap, 0, &s));
    assert_false (pst_heap_item (heap, last + 32, &s));
    assert_false (pst_heap_item (heap, last | 1u << 16, &s)); /* a block that is not there */
    file_clear (&file);
}

static void
test_tree (G_GNUC_UNUSED void **state)
{
    g_auto (PstTree) tree = { 0 };
    PstFile file = file_new ();
    Maker m = maker (PST_CLIENT_TREE);
    guint32 low = ITEM (&m, { { 1, 2 }, { 0xA1, 1 }, { 2, 2 }, { 0xA2, 1 } });
    guint32 high = ITEM (&m, { { 7, 2 }, { 0xA7, 1 } });
    guint32 inner = ITEM (&m, { { 1, 2 }, { low, 4 }, { 7, 2 }, { high, 4 } });
    guint32 root = ITEM (&m, { { 0xB5, 1 }, { 2, 1 }, { 1, 1 }, { 1, 1 }, { inner, 4 } });
    g_autoptr (PstHeap) heap = finish (&m, &file, root, NULL);
    assert_true (pst_tree_read (heap, root, &tree));
    assert_int_equal (tree.records->len, 3);
    OxSlice s = g_array_index (tree.records, OxSlice, 2);
    assert_int_equal (ox_slice_u16 (&s), 7);
    assert_int_equal (ox_slice_u8 (&s), 0xA7);
    assert_false (heap->damaged);
    file_clear (&file);
}

/* A tree whose inner item leads to itself ends, and is said to be damaged. */
static void
test_tree_cycle (G_GNUC_UNUSED void **state)
{
    g_auto (PstTree) tree = { 0 };
    PstFile file = file_new ();
    g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
    Maker m = maker (PST_CLIENT_TREE);
    guint32 inner = ITEM (&m, { { 1, 2 }, { 1 << 5, 4 }, { 2, 2 }, { 1 << 5, 4 } });
    guint32 root = ITEM (&m, { { 0xB5, 1 }, { 2, 1 }, { 1, 1 }, { 8, 1 }, { inner, 4 } });
    g_autoptr (PstHeap) heap = finish (&m, &file, root, d);
    assert_true (pst_tree_read (heap, root, &tree));
    assert_true (heap->damaged);
    assert_true (ox_diagnostics_get_size (d) > 0);
    file_clear (&file);
}

/* --- properties --------------------------------------------------------------------------------------------- */

static void
test_properties (G_GNUC_UNUSED void **state)
{
    PstFile file = file_new ();
    OxCodepages pages = { 0 };
    g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
    g_autoptr (OxProps) props = ox_props_new ();
    Maker m = maker (PST_CLIENT_PROPERTIES);
    /* U+0001, a prefix of 4 and itself, "RE: hi" */
    guint32 subject = ITEM (&m, { { 1, 2 }, { 5, 2 }, { 'R', 2 }, { 'E', 2 }, { ':', 2 }, { ' ', 2 }, { 'h', 2 }, { 'i', 2 } });
    guint32 when = ITEM (&m, { { G_GUINT64_CONSTANT (0x01DA3C2B5E8F0000), 8 } });
    guint32 texts = ITEM (&m, { { 2, 4 }, { 12, 4 }, { 14, 4 }, { 'a', 2 }, { 'b', 2 } });
    guint32 records = ITEM (&m, { { 0x0037, 2 }, { 0x1F, 2 }, { subject, 4 }, { 0x0039, 2 }, { 0x40, 2 }, { when, 4 },
                                  { 0x0E1F, 2 }, { 0x0B, 2 }, { 0xFFFFFF01, 4 }, { 0x6600, 2 }, { 0x101F, 2 }, { texts, 4 },
                                  { 0x6601, 2 }, { 2, 2 }, { 0xFFFF, 4 }, { 0x6602, 2 }, { 0x102, 2 }, { 0xFFFF << 5, 4 },
                                  { 0x6603, 2 }, { 0x102, 2 }, { 0x3F, 4 }, { 0x6604, 2 }, { 0x102, 2 }, { 0, 4 } });
    guint32 root = ITEM (&m, { { 0xB5, 1 }, { 2, 1 }, { 6, 1 }, { 0, 1 }, { records, 4 } });
    g_autoptr (PstHeap) heap = finish (&m, &file, root, d);
    pst_properties_read (heap, props, &pages, TRUE, NULL);
    assert_string_equal (ox_props_get_text (props, OX_TAG_SUBJECT), "RE: hi");
    assert_string_equal (ox_props_get_text (props, OX_TAG_SUBJECT_PREFIX), "RE: ");
    assert_string_equal (ox_props_get_text (props, OX_TAG_NORMALIZED_SUBJECT), "hi");
    assert_int_equal (ox_props_get_integer (props, OX_TAG_RTF_IN_SYNC, 0), 1);
    assert_int_equal (ox_props_get_integer (props, 0x6601, 0), -1);
    const OxValue *several = ox_props_lookup (props, 0x6600);
    assert_int_equal (ox_value_get_n_items (several), 2);
    assert_string_equal (ox_value_get_text (ox_value_get_item (several, 1), NULL), "b");
    assert_null (ox_props_lookup (props, 0x6602)); /* no such item */
    assert_null (ox_props_lookup (props, 0x6603)); /* no such subnode */
    assert_int_equal (ox_value_get_size (ox_props_lookup (props, 0x6604)), 0);
    assert_int_equal (ox_diagnostics_get_size (d), 2);
    file_clear (&file);
}

/* --- tables ------------------------------------------------------------------------------------------------------ */

/* Two rows of an id, a version, a number and a flag; `last` is the place that the index gives the second one. */
static PstTable *
make_table (PstFile *file, guint32 last, OxDiagnostics *d)
{
    Maker m = maker (PST_CLIENT_TABLE);
    guint32 rows = ITEM (&m, { { 0x44, 4 }, { 1, 4 }, { 700, 4 }, { 1, 1 }, { 0xF0, 1 }, { 0x24, 4 }, { 2, 4 }, { 800, 4 },
                               { 0, 1 }, { 0xD0, 1 } });
    guint32 leaves = ITEM (&m, { { 0x24, 4 }, { 1, 4 }, { 0x44, 4 }, { last, 4 } });
    guint32 index = ITEM (&m, { { 0xB5, 1 }, { 4, 1 }, { 4, 1 }, { 0, 1 }, { leaves, 4 } });
    guint32 info = ITEM (&m, { { 0x7C, 1 }, { 4, 1 }, { 12, 2 }, { 12, 2 }, { 13, 2 }, { 14, 2 }, { index, 4 }, { rows, 4 },
                               { 0, 4 }, { 0x0E080003, 4 }, { 8, 2 }, { 4, 1 }, { 2, 1 }, { 0x0E1F000B, 4 }, { 12, 2 },
                               { 1, 1 }, { 3, 1 }, { 0x67F20003, 4 }, { 0, 2 }, { 4, 1 }, { 0, 1 }, { 0x67F30003, 4 },
                               { 4, 2 }, { 4, 1 }, { 1, 1 } });
    return pst_table_new (finish (&m, file, info, d), NULL);
}

static void
test_table (G_GNUC_UNUSED void **state)
{
    const OxCodepages pages = { .text = 1252, .html = 1252 };
    PstFile file = file_new ();
    g_autoptr (OxProps) first = ox_props_new ();
    g_autoptr (OxProps) second = ox_props_new ();
    g_autoptr (PstTable) table = make_table (&file, 0, NULL);
    assert_non_null (table);
    assert_int_equal (pst_table_count_rows (table), 2);
    assert_int_equal (table->index->len, 2);
    /* In the order of the index, which is not that of the rows. */
    assert_int_equal (g_array_index (table->index, PstRow, 0).id, 0x24);
    assert_true (pst_table_read_row (table, 0, &pages, first));
    assert_null (ox_props_lookup (first, OX_TAG_MESSAGE_SIZE)); /* its bit is not set */
    assert_int_equal (ox_props_get_integer (first, OX_TAG_RTF_IN_SYNC, 9), 0);
    assert_true (pst_table_read_row (table, 1, &pages, second));
    assert_int_equal (ox_props_get_integer (second, OX_TAG_MESSAGE_SIZE, 0), 700);
    assert_int_equal (ox_props_get_integer (second, OX_TAG_RTF_IN_SYNC, 9), 1);
    file_clear (&file);
}

/* An index that leads beyond the rows: they tell themselves whose they are. */
static void
test_table_index (G_GNUC_UNUSED void **state)
{
    PstFile file = file_new ();
    g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
    g_autoptr (PstTable) table = make_table (&file, 1000, d);
    assert_non_null (table);
    assert_true (table->heap->damaged);
    assert_int_equal (table->index->len, 2);
    assert_int_equal (g_array_index (table->index, PstRow, 1).id, 0x44);
    assert_true (ox_diagnostics_get_size (d) > 0);
    file_clear (&file);
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (test_items),      cmocka_unit_test (test_tree),  cmocka_unit_test (test_tree_cycle),
        cmocka_unit_test (test_properties), cmocka_unit_test (test_table), cmocka_unit_test (test_table_index),
    };
    return cmocka_run_group_tests (tests, NULL, NULL);
}
