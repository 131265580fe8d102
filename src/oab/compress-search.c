/* SPDX-License-Identifier: MIT
 *
 * Where a damaged file goes on. Blocks are found by the sizes before them: where one of these was overwritten, what is
 * behind it would be lost.
 */
#include "oab/compress.h"

#include "base/crc.h"
#include "oab/lzx.h"

#define WINDOW   (1u << 20)
#define MOST     (64u << 20) /* bytes that are decompressed in searching one file */
#define CHEAPER  16u         /* times, to look at a byte */

/* Whether what follows a header is its block: it gives as many bytes as it should, and their checksum is right. */
static gboolean
is_block (OxStream *stream, gboolean mszip, guint64 at, guint32 comp, guint32 size, guint32 crc)
{
    gsize good = 0;
    g_autofree guint8 *out = g_try_malloc ((gsize) size + LZX_SLACK);
    g_autoptr (GBytes) data = out != NULL ? ox_stream_read_bytes (stream, at, comp, NULL) : NULL;
    if (data == NULL || g_bytes_get_size (data) < comp)
        return FALSE;
    OxSlice in = ox_slice_from_bytes (data);
    if (mszip)
        return mszip_inflate (in, ox_slice (NULL, 0, 0), out, size, &good, NULL);
    return lzx_decode (in, out, 0, size, &good, NULL) && ox_crc32 (OAB_CRC_SEED, ox_slice (out, size, 0)) == crc;
}

typedef struct {
    OxStream *stream;
    gboolean mszip;
    guint32 most; /* bytes of a block */
    guint64 *searched;
} Search;

static gboolean
is_header (const Search *search, OxSlice s)
{
    guint64 at = s.at;
    if (ox_slice_u32 (&s) != 1)
        return FALSE;
    guint32 comp = ox_slice_u32 (&s);
    guint32 size = ox_slice_u32 (&s);
    guint32 crc = search->mszip ? 0 : ox_slice_u32 (&s);
    guint64 data = at + (search->mszip ? OAB_MSZIP_BLOCK : OAB_LZX_BLOCK);
    if (!ox_slice_ok (&s) || comp < 2 || comp > search->most || size == 0 || size > search->most
        || data + comp > ox_stream_get_size (search->stream))
        return FALSE;
    /* The letters of MSZIP, or the size of the first chunk of LZX DELTA. */
    guint16 first = s.left >= 2 ? ox_slice_u16 (&s) : (guint16) comp;
    if (search->mszip ? first != 0x4B43 : first > comp)
        return FALSE;
    *search->searched += size;
    return is_block (search->stream, search->mszip, data, comp, size, crc);
}

guint64
oab_block_search (OxStream *stream, gboolean mszip, guint32 block_max, guint64 from, guint64 *searched)
{
    gboolean sane = block_max >= OAB_LZX_LEAST && block_max <= OAB_LZX_MOST;
    const Search search = { stream, mszip, sane ? block_max : OAB_LZX_MOST, searched };
    while (from < ox_stream_get_size (stream)) {
        g_autoptr (GBytes) bytes = ox_stream_read_bytes (stream, from, WINDOW, NULL);
        OxSlice s = ox_slice_from_bytes (bytes);
        s.at = from;
        gsize header = mszip ? OAB_MSZIP_BLOCK : OAB_LZX_BLOCK;
        if (s.left < header)
            break;
        *searched += s.left / CHEAPER;
        for (; s.left >= header && *searched < MOST; ox_slice_skip (&s, 1))
            if (ox_slice_peek (&s) == 1 && is_header (&search, s))
                return s.at;
        if (*searched >= MOST)
            break;
        from = s.at;
    }
    return G_MAXUINT64;
}
