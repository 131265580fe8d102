/* SPDX-License-Identifier: MIT
 *
 * Allocation maps, [MS-PST] 2.2.2.7.2: which parts of the file are used.
 */
#include "base/crc.h"
#include "pst/ndb.h"

#define PTYPE_MAP 0x84

/* Bytes of a map that are bits. */
static gsize
bits_of (const PstLayout *layout)
{
    return layout->compressed ? 4072 : 496;
}

guint64
pst_map_interval (const PstLayout *layout)
{
    return (guint64) bits_of (layout) * 8 * layout->block_align;
}

gboolean
pst_map_read (const PstNdb *ndb, guint64 base, GBytes **bytes, OxSlice *bits, gboolean *sound)
{
    const PstLayout *layout = ndb->layout;
    *bytes = ox_stream_read_bytes (ndb->stream, base, layout->page, NULL);
    OxSlice page = ox_slice_from_bytes (*bytes);
    OxSlice covered = ox_slice_at (&page, 0);
    OxSlice trailer = ox_slice_at (&page, layout->page_trailer);
    covered = ox_slice_take (&covered, layout->page_trailer);
    gsize head = layout->id == 8 ? 0 : 4;
    *bits = ox_slice_at (&covered, head);
    *bits = ox_slice_take (bits, bits_of (layout));
    if (ox_slice_u8 (&trailer) != PTYPE_MAP || ox_slice_u8 (&trailer) != PTYPE_MAP)
        return FALSE;
    ox_slice_skip (&trailer, layout->id == 8 ? 2 : 6);
    if (sound != NULL)
        *sound = ox_slice_u32 (&trailer) == ox_crc32 (0, covered);
    return TRUE;
}

gboolean
pst_map_says_free (const PstNdb *ndb, guint64 ib, PstMap *map)
{
    const PstLayout *layout = ndb->layout;
    if (ib < layout->map)
        return FALSE;
    guint64 base = ib - (ib - layout->map) % pst_map_interval (layout);
    if (map->base != base) {
        gboolean sound = FALSE;
        pst_map_clear (map);
        map->base = base;
        if (!pst_map_read (ndb, base, &map->bytes, &map->bits, &sound) || !sound)
            g_clear_pointer (&map->bytes, g_bytes_unref);
    }
    if (map->bytes == NULL)
        return FALSE;
    guint64 unit = (ib - base) / layout->block_align;
    OxSlice s = ox_slice_at (&map->bits, (gsize) (unit / 8));
    return (ox_slice_u8 (&s) & 0x80 >> unit % 8) == 0;
}

void
pst_map_clear (PstMap *map)
{
    g_clear_pointer (&map->bytes, g_bytes_unref);
    map->base = 0;
}
