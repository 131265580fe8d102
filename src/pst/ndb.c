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
#define CACHED_PAGES  (512u << 10)
#define CACHED_BLOCKS (8u << 20)
#define LOOK_BACK     64 /* diagnostics */

#define PTYPE_BBT 0x80
#define PTYPE_NBT 0x81
#define PTYPE_MAP 0x84

static const PstLayout layouts[] = {
    { "ANSI", 512, 500, 496, 12, 8180, 64, 0x4400, 4, 11, FALSE },
    { "Unicode", 512, 496, 488, 16, 8176, 64, 0x4400, 8, 11, FALSE },
    { "Unicode with pages of 4 KiB", 4096, 4072, 4056, 24, 65512, 512, 0x22000, 8, 14, TRUE },
};

const PstLayout *
pst_layout (guint which)
{
    return &layouts[which];
}

const PstLayout *
pst_layout_named (guint16 version)
{
    return &layouts[version < 20 ? PST_LAYOUT_ANSI : version == 36 ? PST_LAYOUT_4K : PST_LAYOUT_UNICODE];
}

/* Where the header has what, by the width of its ids. */
typedef struct {
    gsize crypt;
    gsize end;
    gsize free;
    gsize nbt;
    gsize bbt;
    gsize next_page;
    gsize next_block;
    gsize last_nids;
} HeaderPlaces;

static const HeaderPlaces narrow = { 461, 168, 176, 184, 192, 28, 24, 36 };
static const HeaderPlaces wide = { 513, 184, 200, 216, 232, 32, 516, 44 };

static PstRef
read_ref (OxSlice header, gsize at, const PstLayout *layout)
{
    OxSlice s = ox_slice_at (&header, at);
    PstRef ref;
    ref.bid = pst_read_id (&s, layout);
    ref.ib = pst_read_id (&s, layout);
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

/* Stores have an allocation map at the same place always: it tells of one whose header is gone. */
static const PstLayout *
layout_by_map (OxStream *stream)
{
    for (guint i = 0; i < G_N_ELEMENTS (layouts); i++)
        if (is_page (stream, layouts[i].map, &layouts[i], PTYPE_MAP))
            return &layouts[i];
    return NULL;
}

static gboolean
has_magic (OxStream *stream)
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

gboolean
pst_ndb_sniff (OxStream *stream)
{
    return has_magic (stream) || layout_by_map (stream) != NULL;
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

/* The dialect whose pages stand where its header says; of equals, the one that the version names. Where
 * none does the allocation map decides. */
static const PstLayout *
choose_layout (OxStream *stream, OxSlice header, guint16 version, guint *best)
{
    const PstLayout *layout = pst_layout_named (version);
    *best = score (stream, header, layout);
    for (guint i = 0; i < G_N_ELEMENTS (layouts); i++) {
        guint now = score (stream, header, &layouts[i]);
        if (now > *best) {
            *best = now;
            layout = &layouts[i];
        }
    }
    const PstLayout *by_map = *best == 0 ? layout_by_map (stream) : NULL;
    return by_map != NULL ? by_map : layout;
}

/* Whether both checksums are right: of the part that all dialects have, and of all of it. That of zeros is 0,
 * so that a header which is gone would pass. */
static gboolean
check_header (OxSlice header, const PstLayout *layout, OxDiagnostics *d)
{
    OxSlice s = header;
    OxSlice full = ox_slice_at (&header, 8);
    gboolean good = ox_slice_u32 (&s) == MAGIC;
    guint32 stored = ox_slice_u32 (&s);
    good &= ox_crc32 (0, ox_slice_take (&s, 471)) == stored;
    if (!good)
        ox_diag (d, OX_DIAG_PST_HEADER, 4, "the checksum of the header is wrong");
    if (layout->id != 8)
        return good;
    s = ox_slice_at (&header, 524);
    stored = ox_slice_u32 (&s);
    if (ox_crc32 (0, ox_slice_take (&full, 516)) == stored && ox_slice_ok (&s))
        return good;
    ox_diag (d, OX_DIAG_PST_HEADER, 524, "the checksum of the whole header is wrong");
    return FALSE;
}

/* --- how blocks are encoded ------------------------------------------------------------------------- */

/* Whether the first block of a node is a heap of properties when decoded so. */
static gboolean
decodes (PstNdb *ndb, PstCrypt crypt, guint32 nid)
{
    PstNode node;
    if (!pst_node_find (ndb, nid, NULL, &node) || node.data == 0)
        return FALSE;
    pst_cache_free (ndb->blocks);
    ndb->blocks = pst_cache_new (CACHED_BLOCKS);
    ndb->crypt = crypt;
    g_autoptr (GBytes) bytes = pst_block_read (ndb, node.data, NULL, NULL, NULL);
    OxSlice s = ox_slice_from_bytes (bytes);
    ox_slice_skip (&s, 2);
    return ox_slice_u16 (&s) == 0xBCEC;
}

/* What a damaged header says of the encoding is tried on nodes that every store has. */
static void
find_crypt (PstNdb *ndb, gboolean trusted, OxDiagnostics *d)
{
    static const guint32 nids[] = { PST_NID_STORE, PST_NID_ROOT, PST_NID_NAMES };
    PstCrypt named = ndb->crypt;
    if (trusted)
        return;
    for (guint i = 0; i < G_N_ELEMENTS (nids); i++) {
        if (decodes (ndb, named, nids[i]))
            return;
        for (PstCrypt crypt = PST_CRYPT_NONE; crypt <= PST_CRYPT_CYCLIC; crypt++) {
            if (!decodes (ndb, crypt, nids[i]))
                continue;
            ox_diag (d, OX_DIAG_PST_HEADER, OX_DIAG_NO_OFFSET,
                     "the blocks are not encoded as the header says, but by method %u", crypt);
            return;
        }
    }
    ndb->crypt = named;
}

/* TRUE where the header can be trusted with it. */
static gboolean
read_crypt (PstNdb *ndb, OxSlice header, OxDiagnostics *d)
{
    gsize at = ndb->layout->id == 8 ? wide.crypt : narrow.crypt;
    OxSlice s = ox_slice_at (&header, at);
    guint8 method = ox_slice_u8 (&s);
    ndb->crypt = method <= PST_CRYPT_CYCLIC ? (PstCrypt) method : PST_CRYPT_NONE;
    if (method > PST_CRYPT_CYCLIC)
        ox_diag (d, OX_DIAG_PST_HEADER, at, "an encryption of kind 0x%02X, which cannot be decoded", method);
    return method <= PST_CRYPT_CYCLIC && ox_slice_ok (&s);
}

static guint64
read_one (OxSlice header, gsize at, const PstLayout *layout)
{
    OxSlice s = ox_slice_at (&header, at);
    return pst_read_id (&s, layout);
}

static void
read_places (PstNdb *ndb, OxSlice header)
{
    const PstLayout *layout = ndb->layout;
    const HeaderPlaces *places = layout->id == 8 ? &wide : &narrow;
    ndb->nbt = read_ref (header, places->nbt, layout);
    ndb->bbt = read_ref (header, places->bbt, layout);
    ndb->end = read_one (header, places->end, layout);
    ndb->free = read_one (header, places->free, layout);
    ndb->next_page = read_one (header, places->next_page, layout);
    ndb->next_block = read_one (header, places->next_block, layout);
    OxSlice s = ox_slice_at (&header, places->last_nids);
    for (guint i = 0; i < G_N_ELEMENTS (ndb->last_nid); i++)
        ndb->last_nid[i] = ox_slice_u32 (&s);
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
    ndb->salvage = ox_options_get_policy (options) == OX_POLICY_SALVAGE;
    ndb->client = ox_slice_u16 (&s);
    ndb->version = ox_slice_u16 (&s);
    ndb->layout = choose_layout (stream, header, ndb->version, &best);
    gboolean trusted = check_header (header, ndb->layout, d);
    trusted = read_crypt (ndb, header, d) && trusted;
    read_places (ndb, header);
    if (best < 2)
        ox_diag (d, OX_DIAG_PST_HEADER, OX_DIAG_NO_OFFSET,
                 "the roots of the trees are not where the header of version %u says", ndb->version);
    ndb->stream = ox_stream_ref (stream);
    g_mutex_init (&ndb->lock);
    ndb->pages = pst_cache_new (CACHED_PAGES);
    ndb->blocks = pst_cache_new (CACHED_BLOCKS);
    find_crypt (ndb, trusted, d);
    return TRUE;
}

void
pst_diag_once (OxDiagnostics *d, OxDiagCode code, guint64 offset, const char *text)
{
    if (d == NULL)
        return;
    /* The last ones will do: who comes by again does so at once. */
    guint n = ox_diagnostics_get_size (d);
    for (guint i = n > LOOK_BACK ? n - LOOK_BACK : 0; i < n; i++) {
        const OxDiagnostic *known = ox_diagnostics_get (d, i);
        if (known->offset == offset && strcmp (known->text, text) == 0)
            return;
    }
    ox_diag (d, code, offset, "%s", text);
}

void
pst_ndb_clear (PstNdb *ndb)
{
    if (ndb->stream == NULL) /* it was never opened */
        return;
    g_clear_pointer (&ndb->stream, ox_stream_unref);
    g_clear_pointer (&ndb->pages, pst_cache_free);
    g_clear_pointer (&ndb->blocks, pst_cache_free);
    g_clear_pointer (&ndb->scan, pst_scan_free);
    g_mutex_clear (&ndb->lock);
}
