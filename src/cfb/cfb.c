/* SPDX-License-Identifier: MIT
 *
 * Opening a compound file: header, DIFAT, FAT and mini FAT, [MS-CFB] 2.2 to 2.5.
 */
#include "cfb/cfb-private.h"

#include "base/diag.h"
#include "base/stream-private.h"

#include <oxcart/error.h>
#include <string.h>

#define HEADER_SIZE 512
#define HEADER_DIFAT 109 /* FAT sectors that the header itself lists */
/* A larger mini stream is read as needed. */
#define MINI_IN_MEMORY (16u << 20)

typedef struct {
    guint16 major;
    guint16 order;
    guint16 shift;
    guint16 mini_shift;
    guint32 n_fat;
    guint32 directory;
    guint32 cutoff;
    guint32 mini_fat;
    guint32 n_mini_fat;
    guint32 difat;
    guint32 n_difat;
    OxSlice head_difat;
} Header;

/* --- header ------------------------------------------------------------------------------ */

static gboolean
parse_header (OxSlice s, Header *h, GError **error)
{
    static const guint8 signature[8] = { 0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1 };
    guint8 start[sizeof signature];
    ox_slice_copy (&s, start, sizeof start);
    if (!ox_slice_ok (&s) || memcmp (start, signature, sizeof start) != 0) {
        g_set_error_literal (error, OX_ERROR, OX_ERROR_FORMAT, "not a compound file");
        return FALSE;
    }
    ox_slice_skip (&s, 18); /* CLSID, minor version */
    h->major = ox_slice_u16 (&s);
    h->order = ox_slice_u16 (&s);
    h->shift = ox_slice_u16 (&s);
    h->mini_shift = ox_slice_u16 (&s);
    ox_slice_skip (&s, 10); /* reserved, directory sectors */
    h->n_fat = ox_slice_u32 (&s);
    h->directory = ox_slice_u32 (&s);
    ox_slice_skip (&s, 4); /* transaction */
    h->cutoff = ox_slice_u32 (&s);
    h->mini_fat = ox_slice_u32 (&s);
    h->n_mini_fat = ox_slice_u32 (&s);
    h->difat = ox_slice_u32 (&s);
    h->n_difat = ox_slice_u32 (&s);
    h->head_difat = ox_slice_take (&s, HEADER_DIFAT * 4);
    return ox_slice_check (&s, "the compound file header", error);
}

/* The format leaves no choice in any of these, so what is wrong can be mended. */
static void
mend_header (OxCfb *cfb, Header *h)
{
    guint16 shift = h->major == 4 ? 12 : 9;
    if (h->shift == 9 || h->shift == 12)
        shift = h->shift;
    if ((h->major != 3 && h->major != 4) || h->order != 0xFFFE || h->shift != shift
        || h->mini_shift != MINI_SHIFT || h->cutoff != MINI_CUTOFF
        || (h->major == 3) != (shift == 9))
        ox_diag (cfb->diagnostics, OX_DIAG_CFB_HEADER, 0,
                 "version %u, byte order 0x%04X, sector shifts %u and %u, mini stream cutoff %u",
                 h->major, h->order, h->shift, h->mini_shift, h->cutoff);
    cfb->shift = shift;
    cfb->is_v3 = shift == 9;
}

/* --- sectors ------------------------------------------------------------------------------ */

static guint64
sector_offset (const OxCfb *cfb, guint32 sector)
{
    return ((guint64) sector + 1) << cfb->shift;
}

/* Numbers in one sector; a sector cut short by the end of the file ends early. */
static GBytes *
read_sector (OxCfb *cfb, guint32 sector, GError **error)
{
    return ox_stream_read_bytes (cfb->source, sector_offset (cfb, sector), (gsize) 1 << cfb->shift,
                                 error);
}

/* --- DIFAT and FAT --------------------------------------------------------------------------- */

static void
add_fat_sectors (OxSlice s, guint32 n, GArray *fat_sectors, guint32 most)
{
    for (guint32 i = 0; i < n && s.left >= 4 && fat_sectors->len < most; i++) {
        guint32 sector = ox_slice_u32 (&s);
        if (sector != FREESECT)
            g_array_append_val (fat_sectors, sector);
    }
}

/* The sectors that hold the FAT, 2.5. No more are of use than cover the file. */
static GArray *
collect_fat_sectors (OxCfb *cfb, const Header *h, GError **error)
{
    guint32 per_sector = 1u << (cfb->shift - 2);
    guint32 most = cfb->n_sectors / per_sector + 1;
    guint32 most_difat = most / (per_sector - 1) + 1;
    g_autoptr (GArray) fat_sectors = g_array_new (FALSE, FALSE, sizeof (guint32));
    add_fat_sectors (h->head_difat, HEADER_DIFAT, fat_sectors, most);
    guint32 sector = h->difat;
    guint32 walked = 0;
    for (; sector < cfb->n_sectors && walked < most_difat; walked++) {
        g_autoptr (GBytes) bytes = read_sector (cfb, sector, error);
        if (bytes == NULL)
            return NULL;
        OxSlice s = ox_slice_from_bytes (bytes);
        add_fat_sectors (s, per_sector - 1, fat_sectors, most);
        ox_slice_skip (&s, (per_sector - 1) * 4);
        sector = ox_slice_u32 (&s);
    }
    if (walked != h->n_difat && !(h->n_difat > 0 && sector == FREESECT))
        ox_diag (cfb->diagnostics, OX_DIAG_CFB_DIFAT, 72,
                 "the header says %u DIFAT sectors, %u were found", h->n_difat, walked);
    return g_steal_pointer (&fat_sectors);
}

static void
fill_fat (OxCfb *cfb, OxSlice s, guint32 at)
{
    for (; s.left >= 4 && at < cfb->n_sectors; at++)
        cfb->fat[at] = ox_slice_u32 (&s);
}

static gboolean
read_fat (OxCfb *cfb, const Header *h, GError **error)
{
    guint32 per_sector = 1u << (cfb->shift - 2);
    cfb->fat = g_try_new (guint32, (gsize) cfb->n_sectors + 1);
    cfb->owned = g_try_malloc0 (cfb->n_sectors / 8 + 1);
    if (cfb->fat == NULL || cfb->owned == NULL) {
        g_set_error_literal (error, OX_ERROR, OX_ERROR_LIMIT, "the FAT does not fit memory");
        return FALSE;
    }
    for (guint32 i = 0; i < cfb->n_sectors; i++)
        cfb->fat[i] = UNKNOWNSECT;
    g_autoptr (GArray) fat_sectors = collect_fat_sectors (cfb, h, error);
    if (fat_sectors == NULL)
        return FALSE;
    for (guint i = 0; i < fat_sectors->len; i++) {
        guint32 sector = g_array_index (fat_sectors, guint32, i);
        if (sector >= cfb->n_sectors) {
            ox_diag (cfb->diagnostics, OX_DIAG_CFB_FAT, OX_DIAG_NO_OFFSET,
                     "FAT sector %u is at %u, outside the file", i, sector);
            continue;
        }
        g_autoptr (GBytes) bytes = read_sector (cfb, sector, error);
        if (bytes == NULL)
            return FALSE;
        fill_fat (cfb, ox_slice_from_bytes (bytes), i * per_sector);
    }
    return TRUE;
}

/* --- mini FAT ---------------------------------------------------------------------------------- */

static GBytes *
read_chain (OxCfb *cfb, guint32 start, guint32 most)
{
    CfbChainEnd end;
    gboolean shared;
    CfbMap fat = cfb_map_fat (cfb);
    CfbChain chain = cfb_chain_follow (cfb, &fat, start, most, &end, &shared);
    guint64 size = (guint64) chain.n_sectors << cfb->shift;
    g_autoptr (OxStream) stream = cfb_stream_new (cfb, &chain, FALSE, size, FALSE);
    return ox_stream_read_bytes (stream, 0, (gsize) size, NULL);
}

static gboolean
read_mini_fat (OxCfb *cfb, const Header *h, GError **error)
{
    /* The mini stream cannot be larger than the file. */
    guint64 most_mini = ((guint64) cfb->n_sectors << cfb->shift) >> MINI_SHIFT;
    guint32 most = (guint32) (most_mini * 4 >> cfb->shift) + 1;
    g_autoptr (GBytes) bytes = NULL;
    if (h->mini_fat < cfb->n_sectors)
        bytes = read_chain (cfb, h->mini_fat, MIN (most, cfb->n_sectors));
    OxSlice s = ox_slice_from_bytes (bytes);
    cfb->n_mini = (guint32) (s.left / 4);
    cfb->mini_fat = g_try_new (guint32, (gsize) cfb->n_mini + 1);
    cfb->mini_owned = g_try_malloc0 (cfb->n_mini / 8 + 1);
    if (cfb->mini_fat == NULL || cfb->mini_owned == NULL) {
        g_set_error_literal (error, OX_ERROR, OX_ERROR_LIMIT, "the mini FAT does not fit memory");
        return FALSE;
    }
    for (guint32 i = 0; i < cfb->n_mini; i++)
        cfb->mini_fat[i] = ox_slice_u32 (&s);
    return TRUE;
}

/* The mini stream is the stream of the root entry, 2.6.3. */
static void
open_mini_stream (OxCfb *cfb)
{
    CfbEntry *root = cfb_entry (cfb, ox_cfb_root (cfb));
    guint64 size = root->size;
    CfbChainEnd end;
    gboolean shared;
    CfbMap fat = cfb_map_fat (cfb);
    guint64 wanted = (size + (1u << cfb->shift) - 1) >> cfb->shift;
    guint32 most = (guint32) MIN (wanted, cfb->n_sectors);
    root->chain = cfb_chain_follow (cfb, &fat, root->start, most, &end, &shared);
    guint64 there = (guint64) root->chain.n_sectors << cfb->shift;
    if (there < size)
        ox_diag (cfb->diagnostics, OX_DIAG_CFB_CHAIN, root->offset,
                 "the mini stream has %" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT " bytes", there,
                 size);
    size = MIN (size, there);
    cfb->mini = cfb_stream_new (cfb, &root->chain, FALSE, size, FALSE);
    if (size > MINI_IN_MEMORY)
        return;
    g_autoptr (GBytes) bytes = ox_stream_read_bytes (cfb->mini, 0, (gsize) size, NULL);
    if (bytes == NULL)
        return;
    ox_stream_unref (cfb->mini);
    cfb->mini = ox_stream_new_bytes (bytes);
}

/* --- opening ------------------------------------------------------------------------------------ */

static gboolean
open_all (OxCfb *cfb, OxPolicy policy, GError **error)
{
    guint8 buffer[HEADER_SIZE];
    gssize got = ox_stream_pread (cfb->source, 0, buffer, sizeof buffer, error);
    if (got < 0)
        return FALSE;
    Header h;
    if (!parse_header (ox_slice (buffer, (gsize) got, 0), &h, error))
        return FALSE;
    mend_header (cfb, &h);
    guint64 size = ox_stream_get_size (cfb->source);
    guint64 n_sectors = size > 0 ? (size - 1) >> cfb->shift : 0;
    cfb->n_sectors = (guint32) MIN (n_sectors, MAXREGSECT);
    cfb->shared_budget = 4 * (guint64) cfb->n_sectors + 1024;
    if ((size & ((1u << cfb->shift) - 1)) != 0)
        ox_diag (cfb->diagnostics, OX_DIAG_CFB_TRUNCATED, size, "the file ends within a sector");
    if (!read_fat (cfb, &h, error) || !read_mini_fat (cfb, &h, error)
        || !cfb_directory_read (cfb, h.directory, error))
        return FALSE;
    open_mini_stream (cfb);
    cfb_directory_chain_streams (cfb, policy);
    return TRUE;
}

OxCfb *
ox_cfb_open (OxStream *source, const OxLimits *limits, OxPolicy policy, OxDiagnostics *d,
             GError **error)
{
    g_autoptr (OxCfb) cfb = g_new0 (OxCfb, 1);
    g_atomic_ref_count_init (&cfb->refs);
    cfb->source = ox_stream_ref (source);
    cfb->limits = limits;
    cfb->diagnostics = d;
    cfb->runs = g_array_new (FALSE, FALSE, sizeof (CfbRun));
    cfb->entries = g_array_new (FALSE, FALSE, sizeof (CfbEntry));
    cfb->names = g_string_chunk_new (4096);
    cfb->children = g_array_new (FALSE, FALSE, sizeof (guint32));
    cfb->orphans = g_array_new (FALSE, FALSE, sizeof (guint32));
    if (!open_all (cfb, policy, error))
        return NULL;
    /* All chains are runs now. */
    g_clear_pointer (&cfb->fat, g_free);
    g_clear_pointer (&cfb->mini_fat, g_free);
    g_clear_pointer (&cfb->owned, g_free);
    g_clear_pointer (&cfb->mini_owned, g_free);
    cfb->diagnostics = NULL;
    return g_steal_pointer (&cfb);
}

OxCfb *
ox_cfb_ref (OxCfb *cfb)
{
    g_atomic_ref_count_inc (&cfb->refs);
    return cfb;
}

void
ox_cfb_unref (OxCfb *cfb)
{
    if (!g_atomic_ref_count_dec (&cfb->refs))
        return;
    g_string_chunk_free (cfb->names);
    g_clear_pointer (&cfb->mini, ox_stream_unref);
    g_array_unref (cfb->runs);
    g_array_unref (cfb->entries);
    g_array_unref (cfb->children);
    g_array_unref (cfb->orphans);
    g_free (cfb->fat);
    g_free (cfb->mini_fat);
    g_free (cfb->owned);
    g_free (cfb->mini_owned);
    ox_stream_unref (cfb->source);
    g_free (cfb);
}
