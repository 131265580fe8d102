/* SPDX-License-Identifier: MIT
 *
 * The header of a store, [MS-PST] 2.2.2.6, and which dialect it is of. The version number lies in some
 * files: what the root pages look like decides.
 */
#include "pst/ndb.h"

#include "base/crc.h"
#include "base/diag.h"

#include <oxcart/error.h>
#include <string.h>

#define MAGIC         0x4E444221u /* "!BDN" */
#define HEADER        564
#define CACHED_PAGES  (4u << 20)
#define CACHED_BLOCKS (8u << 20)

#define PTYPE_BBT 0x80
#define PTYPE_NBT 0x81

static const PstLayout layouts[] = {
    { "ANSI", 512, 500, 496, 12, 8180, 64, 4, 11, FALSE },
    { "Unicode", 512, 496, 488, 16, 8176, 64, 8, 11, FALSE },
    { "Unicode with pages of 4 KiB", 4096, 4072, 4056, 24, 65512, 512, 8, 14, TRUE },
};

enum { LAYOUT_ANSI, LAYOUT_UNICODE, LAYOUT_4K };

/* Where the header has what, by the width of its ids. */
typedef struct {
    gsize crypt;
    gsize nbt;
    gsize bbt;
} HeaderPlaces;

static const HeaderPlaces narrow = { 461, 184, 192 };
static const HeaderPlaces wide = { 513, 216, 232 };

gboolean
pst_ndb_sniff (OxStream *stream)
{
    guint8 head[12];
    if (ox_stream_pread (stream, 0, head, sizeof head, NULL) != sizeof head)
        return FALSE;
    OxSlice s = ox_slice (head, sizeof head, 0);
    guint32 magic = ox_slice_u32 (&s);
    ox_slice_skip (&s, 4);
    guint16 client = ox_slice_u16 (&s);
    return magic == MAGIC && (client == 0x4D53 || client == 0x4F53 || client == 0x4241);
}

static guint64
read_id (OxSlice *s, const PstLayout *layout)
{
    return layout->id == 8 ? ox_slice_u64 (s) : ox_slice_u32 (s);
}

static PstRef
read_ref (OxSlice header, gsize at, const PstLayout *layout)
{
    OxSlice s = ox_slice_at (&header, at);
    PstRef ref;
    ref.bid = read_id (&s, layout);
    ref.ib = read_id (&s, layout);
    return ref;
}

/* Whether a page of this type stands there, by its trailer. */
static gboolean
is_page (OxStream *stream, guint64 ib, const PstLayout *layout, guint8 type)
{
    guint8 trailer[2];
    if (ib > ox_stream_get_size (stream)
        || ox_stream_pread (stream, ib + layout->page_trailer, trailer, sizeof trailer, NULL)
               != sizeof trailer)
        return FALSE;
    return trailer[0] == type && trailer[1] == type;
}

static guint
score (OxStream *stream, OxSlice header, const PstLayout *layout)
{
    const HeaderPlaces *places = layout->id == 8 ? &wide : &narrow;
    PstRef nbt = read_ref (header, places->nbt, layout);
    PstRef bbt = read_ref (header, places->bbt, layout);
    return (guint) is_page (stream, nbt.ib, layout, PTYPE_NBT)
           + (guint) is_page (stream, bbt.ib, layout, PTYPE_BBT);
}

/* The dialect whose pages stand where its header says; of equals, the one that the version names. */
static const PstLayout *
choose_layout (OxStream *stream, OxSlice header, guint16 version, guint *best)
{
    guint named = version < 20 ? LAYOUT_ANSI : version == 36 ? LAYOUT_4K : LAYOUT_UNICODE;
    const PstLayout *layout = &layouts[named];
    *best = score (stream, header, layout);
    for (guint i = 0; i < G_N_ELEMENTS (layouts); i++) {
        guint now = score (stream, header, &layouts[i]);
        if (now > *best) {
            *best = now;
            layout = &layouts[i];
        }
    }
    return layout;
}

static void
check_header (OxSlice header, OxDiagnostics *d)
{
    OxSlice s = ox_slice_at (&header, 4);
    guint32 stored = ox_slice_u32 (&s);
    OxSlice covered = ox_slice_take (&s, 471);
    if (ox_crc32 (0, covered) != stored)
        ox_diag (d, OX_DIAG_PST_HEADER, 4, "the checksum of the header is wrong");
}

static PstCrypt
read_crypt (OxSlice header, gsize at, OxDiagnostics *d)
{
    OxSlice s = ox_slice_at (&header, at);
    guint8 method = ox_slice_u8 (&s);
    if (method <= PST_CRYPT_CYCLIC)
        return (PstCrypt) method;
    ox_diag (d, OX_DIAG_PST_HEADER, at, "an encryption of kind 0x%02X, which cannot be decoded", method);
    return PST_CRYPT_NONE;
}

gboolean
pst_ndb_open (PstNdb *ndb, OxStream *stream, OxOptions *options, OxDiagnostics *d, GError **error)
{
    guint best = 0;
    g_autoptr (GBytes) bytes = ox_stream_read_bytes (stream, 0, HEADER, error);
    if (bytes == NULL)
        return FALSE;
    OxSlice header = ox_slice_from_bytes (bytes);
    if (!pst_ndb_sniff (stream) || header.left < 512) {
        g_set_error_literal (error, OX_ERROR, OX_ERROR_FORMAT, "this is no store");
        return FALSE;
    }
    OxSlice s = ox_slice_at (&header, 8);
    *ndb = (PstNdb){ .size = ox_stream_get_size (stream), .limits = *ox_options_get_limits (options) };
    ndb->client = ox_slice_u16 (&s);
    ndb->version = ox_slice_u16 (&s);
    ndb->layout = choose_layout (stream, header, ndb->version, &best);
    check_header (header, d);
    const HeaderPlaces *places = ndb->layout->id == 8 ? &wide : &narrow;
    ndb->crypt = read_crypt (header, places->crypt, d);
    ndb->nbt = read_ref (header, places->nbt, ndb->layout);
    ndb->bbt = read_ref (header, places->bbt, ndb->layout);
    if (best < 2)
        ox_diag (d, OX_DIAG_PST_HEADER, OX_DIAG_NO_OFFSET,
                 "the roots of the trees are not where the header of version %u says", ndb->version);
    ndb->stream = ox_stream_ref (stream);
    ndb->pages = pst_cache_new (CACHED_PAGES);
    ndb->blocks = pst_cache_new (CACHED_BLOCKS);
    return TRUE;
}

void
pst_ndb_clear (PstNdb *ndb)
{
    g_clear_pointer (&ndb->stream, ox_stream_unref);
    g_clear_pointer (&ndb->pages, pst_cache_free);
    g_clear_pointer (&ndb->blocks, pst_cache_free);
}
