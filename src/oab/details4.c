/* SPDX-License-Identifier: MIT
 *
 * Reading version 4 Full Details files, [MS-OXOAB] 2.9. Opening one reads it through once, for its
 * checksum and for the places of its records; a record is decoded when somebody asks for it.
 */
#include "oab/details4.h"

#include "base/crc.h"
#include "base/diag.h"
#include "oab/container.h"
#include "oab/layout.h"
#include "oab/meta4.h"
#include "oab/value4.h"

#include <oxcart/error.h>

#define BLOCK (1u << 20)
#define WINDOW (256u << 10)
#define MOST_RECORD (64u << 20)
/* What a damaged file is searched for its next record. */
#define MOST_GUESSED (1u << 20)      /* bytes a record may have that is found by guessing */
#define MOST_SEARCHED (1u << 30)     /* bytes looked at, all together */
#define COST_OF_A_PLACE 64           /* of looking at one where nothing is, in bytes */
#define LOST_EVERY 1024              /* of so many places one is asked whether it is lost */
#define ZEROS_EVERY 16               /* of so many places one is looked at for zeros, which are passed over at once */
#define FEW_WANTED 8                 /* properties of an entry, where not all are */
#define FEW_COLUMNS 256              /* with more of them a bag is sorted instead */

/* OAB_PROP_TABLE, and the order of the columns by their keys, so that bags need no sort. */
typedef struct {
    GArray *columns; /* of OxAddressColumn */
    GArray *keys;    /* OxKey, in order */
    GArray *ranks;   /* guint: of each column, its place among these */
} Table;

typedef struct {
    OxStream *stream;
    Table table;
    GArray *offsets; /* guint64, of each record */
    guint codepage;
    GMutex lock; /* of the window */
    GBytes *window;
    guint64 window_at;
} Details;

static void
table_init (Table *table)
{
    table->columns = g_array_new (FALSE, FALSE, sizeof (OxAddressColumn));
    table->keys = g_array_new (FALSE, TRUE, sizeof (OxKey));
    table->ranks = g_array_new (FALSE, TRUE, sizeof (guint));
}

static void
table_clear (Table *table)
{
    g_clear_pointer (&table->columns, g_array_unref);
    g_clear_pointer (&table->keys, g_array_unref);
    g_clear_pointer (&table->ranks, g_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Table, table_clear)

static void
details_free (gpointer self)
{
    Details *details = self;
    g_clear_pointer (&details->stream, ox_stream_unref);
    table_clear (&details->table);
    g_clear_pointer (&details->offsets, g_array_unref);
    g_clear_pointer (&details->window, g_bytes_unref);
    g_mutex_clear (&details->lock);
    g_free (details);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Details, details_free)

gboolean
ox_oab4_sniff (OxStream *stream)
{
    guint8 bytes[OAB_HDR_SIZE + 12];
    gssize n = ox_stream_pread (stream, 0, bytes, sizeof bytes, NULL);
    return n > 0 && oab4_meta_sniff (ox_slice (bytes, (gsize) n, 0));
}

/* --- bytes ------------------------------------------------------------------------------------------------ */

/* At least `n` bytes from `at`, fewer at the end: a slice over *window, which is the caller's to unref. */
static gboolean
bytes_at (Details *details, guint64 at, gsize n, GBytes **window, OxSlice *s, GError **error)
{
    g_mutex_lock (&details->lock);
    gsize have = details->window != NULL ? g_bytes_get_size (details->window) : 0;
    guint64 end = MIN (at + n, ox_stream_get_size (details->stream));
    if (details->window == NULL || at < details->window_at || end > details->window_at + have) {
        g_clear_pointer (&details->window, g_bytes_unref);
        details->window = ox_stream_read_bytes (details->stream, at, MAX (n, WINDOW), error);
        details->window_at = at;
    }
    *window = details->window != NULL ? g_bytes_ref (details->window) : NULL;
    guint64 from = details->window_at;
    g_mutex_unlock (&details->lock);
    if (*window == NULL)
        return FALSE;
    OxSlice all = ox_slice_from_bytes (*window);
    all.at = from;
    *s = ox_slice_at (&all, (gsize) (at - from));
    return TRUE;
}

/* The record at an offset, cut to what is there. */
static gboolean
record_at (Details *details, guint64 at, GBytes **window, OxSlice *record, GError **error)
{
    OxSlice s;
    if (!bytes_at (details, at, 4, window, &s, error))
        return FALSE;
    OxSlice head = s;
    guint32 size = ox_slice_u32 (&head);
    if (size <= s.left) { /* as nearly always: all of it is in the window */
        *record = ox_slice_take (&s, size);
        return TRUE;
    }
    g_clear_pointer (window, g_bytes_unref);
    if (size > MOST_RECORD || !bytes_at (details, at, size, window, &s, error)) {
        if (size > MOST_RECORD)
            g_set_error (error, OX_ERROR, OX_ERROR_LIMIT, "a record of %u bytes", size);
        return FALSE;
    }
    *record = ox_slice_take (&s, MIN (size, s.left));
    return TRUE;
}

/* --- records ------------------------------------------------------------------------------------------------ */

/* How many values a record claims: what its bag has room for at once. */
static guint
n_present (const GArray *columns, OxSlice record)
{
    ox_slice_skip (&record, 4);
    guint n = 0;
    for (gsize i = oab4_presence_size (columns); i > 0; i--)
        n += (guint) __builtin_popcount (ox_slice_u8 (&record));
    return MIN (n, columns->len);
}

static gboolean
is_wanted (const OxKey *wanted, OxKey key)
{
    for (guint i = 0; wanted != NULL && wanted[i] != OX_KEY_NONE; i++)
        if (wanted[i] == key)
            return TRUE;
    return wanted == NULL;
}

static void
check_unused_bits (const GArray *columns, const OxSlice *presence, OxDiagnostics *d)
{
    for (guint i = columns->len; i < oab4_presence_size (columns) * 8; i++)
        if (oab4_is_present (presence, i)) {
            ox_diag (d, OX_DIAG_OAB_HEADER, presence->at, "a record claims properties that the file has not");
            return;
        }
}

/* Where the values of a record go: to the place of their column in the order of keys, or into the bag where there are
 * too many columns. */
typedef struct {
    const OxAddressColumn *columns;
    const guint *ranks;
    guint n;
    const OxKey *wanted;
    const Oab4Decoder *decoder;
    OxProps *props;
    OxValue *values; /* nullable */
    guint64 *there;  /* a bit for each of these */
} Target;

static inline gboolean
value_read (const Target *t, OxSlice *s, guint i)
{
    guint32 tag = t->columns[i].tag;
    guint rank = t->ranks[i];
    guint64 at = s->at;
    OxValue other;
    OxValue *value = t->values != NULL ? &t->values[rank] : &other;
    if (!is_wanted (t->wanted, tag >> 16))
        return oab4_value_skip (s, (guint16) tag);
    if (!oab4_value_read (t->decoder, s, (guint16) tag, value)) {
        ox_value_clear (value);
        ox_diag (t->decoder->diagnostics, OX_DIAG_OAB_VALUE, at, "property 0x%08X is damaged", tag);
        return FALSE;
    }
    if (t->values != NULL)
        t->there[rank / 64] |= G_GUINT64_CONSTANT (1) << rank % 64;
    else
        ox_props_add (t->props, tag >> 16, other);
    return TRUE;
}

/* What is damaged ends a record: nothing behind it can be found. */
static gboolean
values_read (const Target *t, OxSlice *s, OxSlice presence)
{
    for (guint first = 0; first < t->n; first += 8) {
        guint bits = ox_slice_u8 (&presence);
        while (bits != 0) {
            guint top = g_bit_storage (bits) - 1;
            guint i = first + 7 - top;
            bits &= ~(1u << top);
            if (i < t->n && !value_read (t, s, i))
                return FALSE;
        }
    }
    return TRUE;
}

/* Decodes a record into a bag. */
static void
record_read (const Table *table, OxSlice s, const OxKey *wanted, const Oab4Decoder *decoder, OxProps *props)
{
    OxValue values[FEW_COLUMNS];
    guint64 there[FEW_COLUMNS / 64] = { 0 };
    guint n = table->columns->len;
    const Target t = { (const OxAddressColumn *) (gconstpointer) table->columns->data,
                       (const guint *) (gconstpointer) table->ranks->data,
                       n, wanted, decoder, props, n <= FEW_COLUMNS ? values : NULL, there };
    ox_slice_skip (&s, 4);
    OxSlice presence = ox_slice_take (&s, oab4_presence_size (table->columns));
    if (!ox_slice_ok (&presence)) {
        ox_diag (decoder->diagnostics, OX_DIAG_OAB_RECORD, s.at, "a record ends within its presence bits");
        return;
    }
    if (wanted == NULL)
        check_unused_bits (table->columns, &presence, decoder->diagnostics);
    gboolean whole = values_read (&t, &s, presence);
    ox_props_add_marked (props, (const OxKey *) (gconstpointer) table->keys->data, values, there, MIN (n, FEW_COLUMNS));
    if (whole && s.left > 0 && wanted == NULL)
        ox_diag (decoder->diagnostics, OX_DIAG_OAB_RECORD, s.at,
                 "%" G_GSIZE_FORMAT " bytes behind the last value", s.left);
}

static gint
compare_keys (gconstpointer a, gconstpointer b, gpointer user)
{
    guint x = *(const guint *) a;
    guint y = *(const guint *) b;
    guint32 p = oab4_column_at (user, x)->tag >> 16;
    guint32 q = oab4_column_at (user, y)->tag >> 16;
    return p != q ? (p < q ? -1 : 1) : x < y ? -1 : x > y;
}

static void
table_order (Table *table)
{
    guint n = table->columns->len;
    g_autoptr (GArray) by_key = g_array_sized_new (FALSE, FALSE, sizeof (guint), n);
    for (guint i = 0; i < n; i++)
        g_array_append_val (by_key, i);
    g_array_sort_with_data (by_key, compare_keys, table->columns);
    g_array_set_size (table->ranks, n);
    g_array_set_size (table->keys, n);
    for (guint rank = 0; rank < n; rank++) {
        guint i = g_array_index (by_key, guint, rank);
        g_array_index (table->ranks, guint, i) = rank;
        g_array_index (table->keys, OxKey, rank) = oab4_column_at (table->columns, i)->tag >> 16;
    }
}

static OxProps *
read_entry (gpointer self, guint32 index, const OxKey *wanted, OxDiagnostics *d, GError **error)
{
    Details *details = self;
    g_autoptr (GBytes) window = NULL;
    OxSlice record;
    guint64 at = g_array_index (details->offsets, guint64, index);
    if (!record_at (details, at, &window, &record, error))
        return NULL;
    OxProps *props = ox_props_new_sized (wanted == NULL ? n_present (details->table.columns, record) : FEW_WANTED);
    const Oab4Decoder decoder = { d, details->codepage, wanted == NULL };
    if (wanted == NULL) { /* one copy of the record rather than one of each text */
        guint8 *held = g_memdup2 (ox_slice_data (&record), record.left);
        ox_props_hold (props, held);
        record = ox_slice (held, record.left, record.at);
    }
    record_read (&details->table, record, wanted, &decoder, props);
    if (ox_props_seal (props, NULL) > 0)
        ox_diag (d, OX_DIAG_OAB_HEADER, at, "a property has two columns");
    return props;
}

static const OxAddressListSource source = { read_entry, details_free, FALSE };

gboolean
ox_oab4_is_list (OxAddressList *list)
{
    return ox_address_list_get_self (list, &source) != NULL;
}

/* --- finding records ---------------------------------------------------------------------------------------- */

/* Whether a record begins here: what it claims fits exactly into its size. */
static gboolean
looks_like_record (Details *details, guint64 at, guint64 *cost)
{
    const GArray *columns = details->table.columns;
    g_autoptr (GBytes) window = NULL;
    OxSlice s;
    gsize head = 4 + oab4_presence_size (columns);
    if (!bytes_at (details, at, head, &window, &s, NULL))
        return FALSE;
    guint32 size = ox_slice_u32 (&s);
    *cost += COST_OF_A_PLACE;
    if (size <= head || size > MOST_GUESSED || at + size > ox_stream_get_size (details->stream))
        return FALSE;
    g_clear_pointer (&window, g_bytes_unref);
    *cost += size;
    if (!record_at (details, at, &window, &s, NULL))
        return FALSE;
    return oab4_record_fits (columns, s);
}

typedef struct {
    Details *details;
    OxDiagnostics *diagnostics;
    guint64 at;       /* of the next record */
    guint64 size;     /* of the file */
    guint64 searched;
} Scan;

/* Behind zeros, which are no size of a record: where the next that may be one begins. */
static guint64
skip_zeros (Details *details, guint64 at)
{
    g_autoptr (GBytes) window = NULL;
    OxSlice s;
    if (!bytes_at (details, at, 1, &window, &s, NULL))
        return at;
    gsize n = s.left;
    while (s.left > 0 && ox_slice_peek (&s) == 0)
        ox_slice_skip (&s, 1);
    n -= s.left;
    return n > 3 ? at + n - 3 : at;
}

/* Past a record whose size makes no sense: to the next place where one begins. */
static void
scan_search (Scan *scan)
{
    guint64 from = scan->at;
    guint64 next = from + 1;
    ox_diag (scan->diagnostics, OX_DIAG_OAB_RECORD, from, "no record can be here; looking for the next");
    while (next + 4 < scan->size && scan->searched < MOST_SEARCHED
           && !looks_like_record (scan->details, next, &scan->searched)) {
        next++;
        /* What a compressed file has lost reads as zeros, and may be long. */
        if ((next - from) % LOST_EVERY == 2)
            ox_oab_inflate_lost (scan->details->stream, next, &next);
        if ((next - from) % ZEROS_EVERY == 0)
            next = skip_zeros (scan->details, next);
    }
    gboolean found = next + 4 < scan->size && scan->searched < MOST_SEARCHED;
    /* The last record, cut off: its first values can be read. */
    if (!found && scan->size - from > 4 + oab4_presence_size (scan->details->table.columns))
        g_array_append_val (scan->details->offsets, from);
    scan->at = found ? next : scan->size;
}

static void
scan_record (Scan *scan, guint32 size)
{
    gsize least = 4 + oab4_presence_size (scan->details->table.columns);
    if (size < least || size > scan->size - scan->at) {
        scan_search (scan);
        return;
    }
    if (size > MOST_RECORD)
        ox_diag (scan->diagnostics, OX_DIAG_OAB_LIMIT, scan->at, "a record of %u bytes", size);
    else
        g_array_append_val (scan->details->offsets, scan->at);
    scan->at += size;
}

/* All records that begin within a block. */
static gboolean
scan_block (Scan *scan, OxSlice block, GError **error)
{
    guint64 end = block.at + block.left;
    while (scan->at < end) {
        OxSlice s = ox_slice_at (&block, (gsize) (scan->at - block.at));
        guint8 straddling[4];
        if (s.left < 4) { /* the size stands in two blocks */
            gssize n = ox_stream_pread (scan->details->stream, scan->at, straddling, 4, error);
            if (n < 0)
                return FALSE;
            s = ox_slice (straddling, (gsize) n, scan->at);
        }
        scan_record (scan, ox_slice_u32 (&s));
    }
    return TRUE;
}

/* Reads the file from behind its header to its end. */
static gboolean
scan_file (Scan *scan, guint32 *crc, GError **error)
{
    *crc = OAB_CRC_SEED;
    for (guint64 at = OAB_HDR_SIZE; at < scan->size;) {
        g_autoptr (GBytes) bytes = ox_stream_read_bytes (scan->details->stream, at, BLOCK, error);
        if (bytes == NULL)
            return FALSE;
        OxSlice block = ox_slice_from_bytes (bytes);
        block.at = at;
        if (block.left == 0)
            break;
        *crc = ox_crc32 (*crc, block);
        if (!scan_block (scan, block, error))
            return FALSE;
        at += block.left;
    }
    return TRUE;
}

/* --- opening ------------------------------------------------------------------------------------------------ */

/* OAB_META_DATA, 2.9.2: gives the offset of what follows, 0 where it is damaged or cannot be read. */
static guint64
meta_read (Details *details, Table *header, OxDiagnostics *d, GError **error)
{
    g_autoptr (GBytes) bytes = ox_stream_read_bytes (details->stream, OAB_HDR_SIZE, OAB4_MOST_META, error);
    if (bytes == NULL)
        return 0;
    OxSlice s = ox_slice_from_bytes (bytes);
    s.at = OAB_HDR_SIZE;
    guint64 end = oab4_meta_read (s, header->columns, details->table.columns, d);
    if (end == 0)
        g_set_error_literal (error, OX_ERROR, OX_ERROR_DAMAGED, "the table of properties is damaged");
    return end;
}

/* The record about the list itself, 2.9.2.1. */
static OxProps *
header_read (Details *details, const Table *header, guint64 *at, OxDiagnostics *d)
{
    OxProps *props = ox_props_new ();
    g_autoptr (GBytes) window = NULL;
    OxSlice record = { 0 };
    const Oab4Decoder decoder = { d, details->codepage, FALSE };
    if (!record_at (details, *at, &window, &record, NULL) || record.left < 4 + oab4_presence_size (header->columns)) {
        ox_diag (d, OX_DIAG_OAB_RECORD, *at, "the record about the list itself is damaged");
        return props;
    }
    *at += record.left;
    record_read (header, record, NULL, &decoder, props);
    ox_props_seal (props, NULL);
    return props;
}

static void
compare_header (const OabHdr *hdr, const Scan *scan, guint32 crc, OxDiagnostics *d)
{
    if (hdr->serial != crc)
        ox_diag (d, OX_DIAG_OAB_CRC, 4, "the checksum is 0x%08X, the header says 0x%08X", crc, hdr->serial);
    if (hdr->total != scan->details->offsets->len)
        ox_diag (d, OX_DIAG_OAB_HEADER, 8, "the header counts %u records, there are %u", hdr->total,
                 scan->details->offsets->len);
}

static Details *
details_new (OxStream *stream, OxOptions *options)
{
    Details *details = g_new0 (Details, 1);
    g_mutex_init (&details->lock);
    details->stream = ox_stream_ref (stream);
    table_init (&details->table);
    details->offsets = g_array_new (FALSE, FALSE, sizeof (guint64));
    details->codepage = ox_options_get_codepage (options);
    return details;
}

/* Takes the details over. */
static OxAddressList *
list_new (Details *details, OxProps *props)
{
    guint32 n_entries = details->offsets->len;
    GArray *columns = g_array_ref (details->table.columns);
    OxAddressList *list = ox_address_list_new (&source, details, "address book, version 4", n_entries, props);
    ox_address_list_take_columns (list, columns);
    return list;
}

OxAddressList *
ox_oab4_open_rest (OxStream *stream, OxOptions *options, OxDiagnostics *diagnostics, GError **error)
{
    g_autoptr (Details) details = details_new (stream, options);
    g_autoptr (OxProps) props = ox_props_new ();
    guint64 end = 0;
    guint32 crc = 0;
    g_array_unref (details->table.columns);
    details->table.columns = ox_oab4_default_columns ();
    table_order (&details->table);
    ox_diag (diagnostics, OX_DIAG_OAB_HEADER, 0, "the beginning is lost: what is behind it is read as servers write it");
    Scan scan = { details, diagnostics, OAB_HDR_SIZE, ox_stream_get_size (stream), 0 };
    while (ox_oab_inflate_lost (stream, scan.at, &end))
        scan.at = end;
    if (!scan_file (&scan, &crc, error))
        return NULL;
    if (details->offsets->len == 0) {
        g_set_error_literal (error, OX_ERROR, OX_ERROR_DAMAGED, "the beginning is lost, and no entry is found behind it");
        return NULL;
    }
    return list_new (g_steal_pointer (&details), props);
}

OxAddressList *
ox_oab4_open (OxStream *stream, OxOptions *options, OxDiagnostics *diagnostics, GError **error)
{
    g_autoptr (Details) details = details_new (stream, options);
    g_auto (Table) header = { NULL };
    guint8 bytes[OAB_HDR_SIZE];
    guint32 crc = 0;
    table_init (&header);
    gssize n = ox_stream_pread (stream, 0, bytes, sizeof bytes, error);
    if (n < 0)
        return NULL;
    OxSlice s = ox_slice (bytes, (gsize) n, 0);
    OabHdr hdr = oab_hdr_read (&s);
    if (!ox_slice_check (&s, "the header of an address book", error))
        return NULL;
    Scan scan = { details, diagnostics, 0, ox_stream_get_size (stream), 0 };
    scan.at = meta_read (details, &header, diagnostics, error);
    if (scan.at == 0)
        return NULL;
    table_order (&details->table);
    table_order (&header);
    g_autoptr (OxProps) props = header_read (details, &header, &scan.at, diagnostics);
    if (!scan_file (&scan, &crc, error))
        return NULL;
    compare_header (&hdr, &scan, crc, diagnostics);
    return list_new (g_steal_pointer (&details), props);
}
