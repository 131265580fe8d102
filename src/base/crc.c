/* SPDX-License-Identifier: MIT */
#include "base/crc.h"

static guint32 table[256];

static void
table_build (void)
{
    for (guint32 i = 0; i < 256; i++) {
        guint32 c = i;
        for (guint bit = 0; bit < 8; bit++)
            c = (c & 1) != 0 ? c >> 1 ^ 0xEDB88320u : c >> 1;
        table[i] = c;
    }
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
    while (s.left > 0)
        crc = crc >> 8 ^ table[(crc ^ ox_slice_u8 (&s)) & 0xFF];
    return crc;
}
