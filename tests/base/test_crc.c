/* SPDX-License-Identifier: MIT */
#include "testing.h"

#include "base/bits.h"
#include "base/crc.h"

static guint32
bit_by_bit (guint32 crc, const guint8 *data, gsize n)
{
    for (gsize i = 0; i < n; i++) {
        crc ^= data[i];
        for (guint bit = 0; bit < 8; bit++)
            crc = (crc & 1) != 0 ? crc >> 1 ^ 0xEDB88320u : crc >> 1;
    }
    return crc;
}

/* Every length and alignment that the fast ways tell apart. */
static void
test_lengths (void **state)
{
    guint8 data[700];
    for (guint i = 0; i < sizeof data; i++)
        data[i] = (guint8) (i * i * 31 + (i >> 3));
    for (gsize from = 0; from < 17; from++)
        for (gsize n = 0; n + from <= sizeof data; n += n < 200 ? 1 : 37)
            for (guint32 seed = 0; seed < 2; seed++)
                assert_int_equal (ox_crc32 (seed - 1, ox_slice (data + from, n, 0)),
                                  bit_by_bit (seed - 1, data + from, n));
}

static void
test_known (void **state)
{
    assert_int_equal (ox_crc32 (0xFFFFFFFF, LITERAL ("123456789")), 0xCBF43926 ^ 0xFFFFFFFF);
    /* In pieces as in one. */
    assert_int_equal (ox_crc32 (ox_crc32 (0xFFFFFFFF, LITERAL ("1234")), LITERAL ("56789")), 0xCBF43926 ^ 0xFFFFFFFF);
}

/* Numbers of all widths, written and read; past the end there are zeros, and it shows. */
static void
test_bits (void **state)
{
    for (guint width = 1; width <= 17; width++) {
        g_autoptr (GByteArray) bytes = g_byte_array_new ();
        OxBitWriter w = { bytes, 0, 0 };
        for (guint32 i = 0; i < 500; i++)
            ox_bit_writer_put (&w, (i * 2654435761u) >> (32 - width), width);
        ox_bit_writer_align (&w);
        OxBits b = ox_bits (ox_slice (bytes->data, bytes->len, 0));
        for (guint32 i = 0; i < 500; i++)
            assert_int_equal (ox_bits_get (&b, width), (i * 2654435761u) >> (32 - width));
        assert_false (ox_bits_spent (&b));
        ox_bits_align (&b);
        assert_int_equal (ox_bits_rest (b).left, 0);
        assert_int_equal (ox_bits_get (&b, 1), 0);
        assert_true (ox_bits_spent (&b));
        assert_false (ox_slice_ok (&(OxSlice){ ox_bits_rest (b).p, 0, 0, ox_bits_rest (b).spent }));
    }
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (test_lengths),
        cmocka_unit_test (test_known),
        cmocka_unit_test (test_bits),
    };
    return cmocka_run_group_tests (tests, NULL, NULL);
}
