/* SPDX-License-Identifier: MIT
 *
 * Ciphers, trees of pages and what a scan finds, in stores of a few pages that are put together here.
 */
#include "testing.h"

#include "base/crc.h"
#include "pst/ndb.h"

#include <oxcart/oxcart.h>
#include <string.h>

#define PAGE  512
#define NBT   0x81
#define BBT   0x80
#define WIDTH 32 /* of an entry of a node */
#define I_CRC 0x6D4E07FE /* of the third published table */

/* --- ciphers, [MS-PST] 5.1 and 5.2 --------------------------------------------------------------------- */

static guint32
crc_of (const guint8 *data, gsize n)
{
    return ox_crc32 (0, ox_slice (data, n, 0));
}

/* The inverse of the published table R, by its checksum; and a word that was encoded elsewhere. */
static void
test_permute (G_GNUC_UNUSED void **state)
{
    guint8 all[256];
    guint8 word[] = { 0x86, 0x8D, 0x98, 0x4A, 0x06, 0x82 };
    for (guint i = 0; i < sizeof all; i++)
        all[i] = (guint8) i;
    pst_crypt_decode (PST_CRYPT_PERMUTE, 0, all, sizeof all);
    assert_int_equal (crc_of (all, sizeof all), I_CRC);
    assert_int_equal (all[0x41], 0); /* R[0] = 0x41 */
    assert_int_equal (all[0x36], 1);
    pst_crypt_decode (PST_CRYPT_PERMUTE, 0, word, sizeof word);
    assert_memory_equal (word, "oxcart", 6);
}

/* What other code made of (7 i + 3) for several BIDs; of these only the low half counts. Twice is once back. */
static void
test_cyclic (G_GNUC_UNUSED void **state)
{
    static const struct {
        guint64 bid;
        guint32 crc;
    } vectors[] = { { 4, 0x94FF7E0F }, { 0x12345678, 0x190856C4 }, { 0xFFFFFFFF, 0xEB9DE13B }, { G_GUINT64_CONSTANT (0x100000004), 0x94FF7E0F } };
    for (guint v = 0; v < G_N_ELEMENTS (vectors); v++) {
        guint8 data[1000], plain[1000];
        for (guint i = 0; i < sizeof data; i++)
            data[i] = plain[i] = (guint8) (i * 7 + 3);
        pst_crypt_decode (PST_CRYPT_CYCLIC, vectors[v].bid, data, sizeof data);
        assert_int_equal (crc_of (data, sizeof data), vectors[v].crc);
        pst_crypt_decode (PST_CRYPT_CYCLIC, vectors[v].bid, data, sizeof data);
        assert_memory_equal (data, plain, sizeof data);
    }
}

/* --- a store of pages ------------------------------------------------------------------------------------ */

static void
put (guint8 *at, guint64 number, guint n)
{
    for (guint i = 0; i < n; i++)
        at[i] = (guint8) (number >> 8 * i);
}

/* Counts and trailer of the page at `ib`, whose entries are there. */
static void
seal (guint8 *file, guint64 ib, guint8 type, guint n, guint width, guint level, guint64 bid)
{
    guint8 *page = &file[ib];
    page[488] = (guint8) n;
    page[489] = (guint8) (488 / width);
    page[490] = (guint8) width;
    page[491] = (guint8) level;
    page[496] = page[497] = type;
    put (&page[498], pst_signature (ib, bid), 2);
    put (&page[500], crc_of (page, 496), 4);
    put (&page[504], bid, 8);
}

static void
put_leaf (guint8 *file, guint64 ib, const guint32 *nids, guint n, guint64 bid)
{
    for (guint i = 0; i < n; i++) {
        put (&file[ib + i * WIDTH], nids[i], 8);
        put (&file[ib + i * WIDTH + 8], nids[i] * 16u + 4, 8);
        put (&file[ib + i * WIDTH + 24], 0x122, 4);
    }
    seal (file, ib, NBT, n, WIDTH, 0, bid);
}

static void
put_child (guint8 *file, guint64 ib, guint i, guint32 key, guint64 child)
{
    put (&file[ib + i * 24], key, 8);
    put (&file[ib + i * 24 + 8], 100 + i, 8);
    put (&file[ib + i * 24 + 16], child, 8);
}

typedef struct {
    guint8 bytes[16 * PAGE];
    GBytes *held;
    PstNdb ndb;
    OxDiagnostics *d;
} Store;

/* A root at page 1 with two leaves, pages 2 and 3; the tree of blocks is an empty page 4. */
static void
store_init (Store *s)
{
    static const guint32 low[] = { 0x21, 0x61, 0x122 }, high[] = { 0x8022, 0x200024, 0x200044 };
    memset (s, 0, sizeof *s);
    put_leaf (s->bytes, 2 * PAGE, low, 3, 10);
    put_leaf (s->bytes, 3 * PAGE, high, 3, 11);
    put_child (s->bytes, PAGE, 0, 0x21, 2 * PAGE);
    put_child (s->bytes, PAGE, 1, 0x8022, 3 * PAGE);
    seal (s->bytes, PAGE, NBT, 2, 24, 1, 12);
    seal (s->bytes, 4 * PAGE, BBT, 0, 24, 0, 13);
    s->d = ox_diagnostics_new ();
}

static void
store_open (Store *s)
{
    s->held = g_bytes_new_static (s->bytes, sizeof s->bytes);
    s->ndb.stream = ox_stream_new_bytes (s->held);
    s->ndb.size = sizeof s->bytes;
    s->ndb.layout = pst_layout (PST_LAYOUT_UNICODE);
    ox_limits_init (&s->ndb.limits);
    s->ndb.nbt = (PstRef){ 12, PAGE };
    s->ndb.bbt = (PstRef){ 13, 4 * PAGE };
    s->ndb.pages = pst_cache_new (1u << 20);
    s->ndb.blocks = pst_cache_new (1u << 20);
    g_mutex_init (&s->ndb.lock);
}

static void
store_close (Store *s)
{
    pst_ndb_clear (&s->ndb);
    g_bytes_unref (s->held);
    ox_diagnostics_unref (s->d);
}

static void
count (G_GNUC_UNUSED const PstNode *node, gpointer user)
{
    (*(guint *) user)++;
}

/* --- trees ------------------------------------------------------------------------------------------------ */

static void
test_find (G_GNUC_UNUSED void **state)
{
    static const guint32 there[] = { 0x21, 0x61, 0x122, 0x8022, 0x200024, 0x200044 };
    static const guint32 not_there[] = { 0, 1, 0x62, 0x8021, 0x200045, 0xFFFFFFFF };
    Store s;
    PstNode node;
    guint n = 0;
    store_init (&s);
    store_open (&s);
    for (guint i = 0; i < G_N_ELEMENTS (there); i++) {
        assert_true (pst_node_find (&s.ndb, there[i], s.d, &node));
        assert_int_equal (node.data, there[i] * 16u + 4);
        assert_int_equal (node.parent, 0x122);
    }
    for (guint i = 0; i < G_N_ELEMENTS (not_there); i++)
        assert_false (pst_node_find (&s.ndb, not_there[i], s.d, &node));
    assert_true (pst_node_each (&s.ndb, s.d, count, &n));
    assert_int_equal (n, 6);
    assert_int_equal (ox_diagnostics_get_size (s.d), 0);
    store_close (&s);
}

/* What is on the broken way is found by the scan, and what is beside it is not looked for. */
static void
test_broken_page (G_GNUC_UNUSED void **state)
{
    Store s;
    PstNode node;
    guint n = 0;
    store_init (&s);
    put_child (s.bytes, PAGE, 1, 0x8022, 9 * PAGE); /* where there is no page */
    seal (s.bytes, PAGE, NBT, 2, 24, 1, 12);
    store_open (&s);
    assert_true (pst_node_find (&s.ndb, 0x61, s.d, &node));
    assert_null (s.ndb.scan);
    assert_true (pst_node_find (&s.ndb, 0x200024, s.d, &node));
    assert_non_null (s.ndb.scan);
    assert_int_equal (node.data, 0x200024 * 16 + 4);
    assert_false (pst_node_each (&s.ndb, s.d, count, &n));
    assert_int_equal (n, 3);
    store_close (&s);
}

/* Roots that lead to themselves, to what is no level below, to more entries than fit. */
static void
test_hostile_pages (G_GNUC_UNUSED void **state)
{
    for (guint kind = 0; kind < 4; kind++) {
        Store s;
        PstNode node;
        guint n = 0;
        store_init (&s);
        if (kind == 0)
            put_child (s.bytes, PAGE, 0, 0x21, PAGE);
        seal (s.bytes, PAGE, NBT, kind == 1 ? 255 : 2, kind == 2 ? 255 : 24, kind == 3 ? 255 : 1, 12);
        store_open (&s);
        assert_true (pst_node_find (&s.ndb, 0x61, s.d, &node)); /* by the scan */
        assert_false (pst_node_each (&s.ndb, s.d, count, &n));
        assert_true (n <= 6);
        assert_true (ox_diagnostics_get_size (s.d) > 0);
        store_close (&s);
    }
}

/* --- scan ------------------------------------------------------------------------------------------------------- */

static void
put_block (guint8 *file, guint64 ib, guint n, guint64 bid)
{
    gsize size = pst_block_size (pst_layout (PST_LAYOUT_UNICODE), n);
    for (guint i = 0; i < n; i++)
        file[ib + i] = (guint8) (bid + i);
    guint8 *trailer = &file[ib + size - 16];
    put (trailer, n, 2);
    put (&trailer[2], pst_signature (ib, bid), 2);
    put (&trailer[4], crc_of (&file[ib], n), 4);
    put (&trailer[8], bid, 8);
}

/* Of two pages that have a node the later one counts; a block is one only where its trailer, checksum and place say so. */
static void
test_scan (G_GNUC_UNUSED void **state)
{
    static const guint32 nid = 0x200024;
    Store s;
    PstNode node;
    PstBlock block;
    PstFound found;
    store_init (&s);
    put_leaf (s.bytes, 8 * PAGE, &nid, 1, 9);
    put (&s.bytes[8 * PAGE + 8], 4, 8); /* another block, in an earlier page */
    seal (s.bytes, 8 * PAGE, NBT, 1, WIDTH, 0, 9);
    put_block (s.bytes, 10 * PAGE, 100, 0x44);
    put_block (s.bytes, 11 * PAGE, 600, 0x49); /* bit 0 is no part of the name */
    put_block (s.bytes, 13 * PAGE, 100, 0x4C);
    s.bytes[13 * PAGE] ^= 1;
    put_block (s.bytes, 14 * PAGE, 100, 0x50);
    memmove (&s.bytes[15 * PAGE], &s.bytes[14 * PAGE], PAGE);
    memset (&s.bytes[14 * PAGE], 0, PAGE); /* it is not where it was written to */
    store_open (&s);
    PstScan *scan = pst_scan_get (&s.ndb, s.d);
    assert_true (pst_scan_node (scan, nid, &node));
    assert_int_equal (node.data, nid * 16 + 4);
    assert_int_equal (pst_scan_count (scan), 2);
    assert_true (pst_scan_block (scan, 0x45, &block));
    assert_int_equal (block.ib, 10 * PAGE);
    assert_true (pst_scan_block (scan, 0x48, &block));
    assert_int_equal (block.stored, 600);
    assert_false (pst_scan_block (scan, 0x4C, &block));
    assert_false (pst_scan_block (scan, 0x50, &block));
    pst_scan_nth (scan, pst_scan_index (scan, 0x44), &found);
    assert_int_equal (found.head[3], 0x47);
    assert_ptr_equal (scan, pst_scan_get (&s.ndb, s.d));
    store_close (&s);
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (test_permute),      cmocka_unit_test (test_cyclic),        cmocka_unit_test (test_find),
        cmocka_unit_test (test_broken_page),  cmocka_unit_test (test_hostile_pages), cmocka_unit_test (test_scan),
    };
    return cmocka_run_group_tests (tests, NULL, NULL);
}
