/* SPDX-License-Identifier: MIT */
#include "base/crc.h"

/* table[k][b]: the CRC of byte b followed by k zero bytes, so that eight bytes go in one step. */
static guint32 table[8][256];

static void
table_build (void)
{
    for (guint32 i = 0; i < 256; i++) {
        guint32 c = i;
        for (guint bit = 0; bit < 8; bit++)
            c = (c & 1) != 0 ? c >> 1 ^ 0xEDB88320u : c >> 1;
        table[0][i] = c;
    }
    for (guint k = 1; k < 8; k++)
        for (guint32 i = 0; i < 256; i++)
            table[k][i] = table[k - 1][i] >> 8 ^ table[0][table[k - 1][i] & 0xFF];
}

guint32
ox_crc32 (guint32 seed, OxSlice s)
{
    static gsize once;
    if (g_once_init_enter (&once)) {
        table_build ();
        g_once_init_leave (&once, 1);
    }
    guint32 crc = seed;
    while (s.left >= 8) {
        guint64 v = ox_slice_u64 (&s) ^ crc;
        crc = table[7][v & 0xFF] ^ table[6][v >> 8 & 0xFF] ^ table[5][v >> 16 & 0xFF]
              ^ table[4][v >> 24 & 0xFF] ^ table[3][v >> 32 & 0xFF] ^ table[2][v >> 40 & 0xFF]
              ^ table[1][v >> 48 & 0xFF] ^ table[0][v >> 56];
    }
    while (s.left > 0)
        crc = crc >> 8 ^ table[0][(crc ^ ox_slice_u8 (&s)) & 0xFF];
    return crc;
}
