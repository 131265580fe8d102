/* SPDX-License-Identifier: MIT
 *
 * Writing address books of versions 2 and 3, [MS-OXOAB] 2.3 to 2.6. Offsets lead from each file into the
 * others: the keys of both indexes are kept until the Browse file is written; the details are not.
 */
#include "base/builder.h"
#include "base/diag.h"
#include "model/address-index.h"
#include "oab/changes2.h"
#include "oab/layout2.h"
#include "oab/row2.h"
#include "oab/set2.h"

#include <oxcart/error.h>
#include <oxcart/oab.h>
#include <string.h>

#define MOST_ENTRIES2 16777212u /* iBrowse has three bytes, and three numbers are reserved */
#define NO_NODE G_MAXUINT32

/* A record of an index before it has an offset. */
typedef struct {
    guint32 key;    /* place of its key in the arena */
    guint32 folded; /* and of the form that is compared */
    guint32 parent; /* of RDN records: offset of the parent's name */
    guint32 browse;
    guint32 offset;
    gboolean alias;
} Node;

typedef struct {
    GArray *nodes;  /* Node */
    GArray *order;  /* guint32: numbers of nodes, sorted */
    GByteArray *arena;
    gsize record; /* bytes of a record without its key */
    gboolean is_rdn;
} Index;

/* What the Browse file says of an entry: numbers of nodes, until they have offsets. */
typedef enum { REF_RDN, REF_SMTP, REF_NAME, REF_ALIAS, REF_LOCATION, REF_SURNAME, N_REFS } Ref;

typedef struct {
    guint32 refs[N_REFS];
    guint32 o_details;
    guint16 cb_details;
    guint8 disp_type;
    guint8 obj_type;
} Row;

typedef struct {
    OxAddressList *list;
    gboolean version3;
    guint codepage;
    OxDiagnostics *diagnostics;
    Index rdn;
    Index anr;
    GByteArray *parents; /* names of parents and domains, each ended by NUL */
    GHashTable *known;   /* of those, their offsets */
    GArray *rows;        /* Row */
    GHashTable *losses;  /* keys without a place in this version, and how many entries have them */
    guint32 serial;
    OxSink *sinks[OX_OAB_N_PARTS];
} Set2;

/* --- keys ----------------------------------------------------------------------------------------------------- */

static void
index_init (Index *index, gboolean is_rdn)
{
    index->nodes = g_array_new (FALSE, FALSE, sizeof (Node));
    index->order = g_array_new (FALSE, FALSE, sizeof (guint32));
    index->arena = g_byte_array_new ();
    index->record = is_rdn ? RDN2_REC_SIZE : ANR_REC_SIZE;
    index->is_rdn = is_rdn;
}

static void
index_clear (Index *index)
{
    g_clear_pointer (&index->nodes, g_array_unref);
    g_clear_pointer (&index->order, g_array_unref);
    g_clear_pointer (&index->arena, g_byte_array_unref);
}

static guint32
keep_text (Index *index, const char *text)
{
    guint32 at = index->arena->len;
    g_byte_array_append (index->arena, (const guint8 *) text, (guint) strlen (text) + 1);
    return at;
}

static const char *
text_at (const Index *index, guint32 at)
{
    return (const char *) &index->arena->data[at];
}

static guint32
add_node (Index *index, const char *key, const char *text, guint32 parent, guint32 browse, gboolean alias)
{
    g_autofree char *folded = ox_address_fold (text);
    Node node = { keep_text (index, key), keep_text (index, folded), parent, browse, 0, alias };
    g_array_append_val (index->nodes, node);
    return index->nodes->len - 1;
}

static guint32
parent_keep (Set2 *set, const char *name)
{
    guint32 offset = RDN_HDR_SIZE + set->parents->len;
    g_byte_array_append (set->parents, (const guint8 *) name, (guint) strlen (name) + 1);
    if (!g_hash_table_contains (set->known, name))
        g_hash_table_insert (set->known, g_strdup (name), GUINT_TO_POINTER (offset));
    return offset;
}

/* The offset of a parent's name or a domain in the RDN index: each stands there once. */
static guint32
parent_offset (Set2 *set, const char *name)
{
    gpointer known = g_hash_table_lookup (set->known, name);
    return known != NULL ? GPOINTER_TO_UINT (known) : parent_keep (set, name);
}

/* The key of an RDN record, and what it shares with others. */
static guint32
add_rdn (Set2 *set, const char *key, const char *parent, guint32 browse)
{
    return key != NULL ? add_node (&set->rdn, key, key, parent_offset (set, parent), browse, FALSE) : NO_NODE;
}

static guint32
add_anr (Set2 *set, const char *key, const char *text, guint32 browse, gboolean alias)
{
    return key != NULL ? add_node (&set->anr, key, text, 0, browse, alias) : NO_NODE;
}

/* --- entries --------------------------------------------------------------------------------------------------- */

/* 2.3.3: over the keys of the RDN records in the order of the Browse file. */
static guint32
hash_rdn (guint32 hash, const char *key)
{
    gsize n = strlen (key);
    for (gsize i = 0; i < n; i++)
        hash ^= (guint32) (guint8) key[i] << (8 * (i % 4));
    return hash << 1 | hash >> 31;
}

gboolean
ox_oab_check_serial (OxAddressList *list, OxOptions *options, OxDiagnostics *diagnostics)
{
    static const OxKey wanted[] = { OX_TAG_EMAIL_ADDRESS, OX_KEY_NONE };
    Oab2List of;
    guint32 hash = 0;
    if (!oab2_list_get (list, &of) || of.rdn == NULL)
        return FALSE;
    const Oab2Decoder coder = { of.version3, ox_options_get_codepage (options), NULL };
    for (guint32 i = 0; i < ox_address_list_get_n_entries (list); i++) {
        g_autoptr (OxProps) props = ox_address_list_read_props (list, i, wanted, NULL, NULL);
        g_auto (Oab2Row) row = { NULL };
        if (props == NULL)
            continue;
        oab2_row_init (&row, &coder, props);
        hash = hash_rdn (hash, row.rdn != NULL ? row.rdn : "");
    }
    if (hash != of.serial)
        ox_diag (diagnostics, OX_DIAG_OAB_CRC, 4, "the hash of the X.500 names is 0x%08X, the Browse file says 0x%08X", hash,
                 of.serial);
    return TRUE;
}

static gboolean
put_details (Set2 *set, const OxBuilder *details, Row *row)
{
    guint64 at = ox_sink_get_written (set->sinks[OX_OAB_PART_DETAILS]);
    row->o_details = (guint32) at;
    row->cb_details = (guint16) details->bytes->len;
    ox_sink_write (set->sinks[OX_OAB_PART_DETAILS], details->bytes->data, details->bytes->len);
    return at <= G_MAXUINT32;
}

/* --- what has no place ------------------------------------------------------------------------------------------ */

static gboolean
has_place (const Set2 *set, OxKey key)
{
    static const OxKey others[] = { OX_TAG_EMAIL_ADDRESS, OX_TAG_SMTP_ADDRESS, OX_TAG_DISPLAY_TYPE, OX_TAG_OBJECT_TYPE,
                                    OX_TAG_SEND_RICH_INFO };
    for (guint i = 0; i < G_N_ELEMENTS (others); i++)
        if (others[i] == key)
            return TRUE;
    for (guint i = 0; i < OAB2_N_KEYS; i++)
        if (oab2_key_tags[i] == key)
            return TRUE;
    for (guint i = 0; i < G_N_ELEMENTS (details_fields); i++)
        if (details_fields[i].key == key)
            return (set->version3 ? details_fields[i].version3 : details_fields[i].version2) != FIELD2_NULL;
    return FALSE;
}

static void
count_losses (Set2 *set, OxProps *props)
{
    for (guint i = 0; i < ox_props_get_size (props); i++) {
        OxKey key;
        ox_props_get_nth (props, i, &key);
        if (has_place (set, key))
            continue;
        guint n = GPOINTER_TO_UINT (g_hash_table_lookup (set->losses, GUINT_TO_POINTER (key)));
        g_hash_table_insert (set->losses, GUINT_TO_POINTER (key), GUINT_TO_POINTER (n + 1));
    }
}

static gint
compare_keys (gconstpointer a, gconstpointer b)
{
    OxKey x = GPOINTER_TO_UINT (a);
    OxKey y = GPOINTER_TO_UINT (b);
    return x < y ? -1 : x > y;
}

/* Nearly every entry of version 4 has some of these: once a property, not once an entry. */
static void
tell_losses (const Set2 *set)
{
    GList *keys = g_list_sort (g_hash_table_get_keys (set->losses), compare_keys);
    for (const GList *k = keys; k != NULL; k = k->next)
        ox_diag (set->diagnostics, OX_DIAG_OAB_WRITE, OX_DIAG_NO_OFFSET,
                 "property 0x%X has no place in version %u: %u entries have it", GPOINTER_TO_UINT (k->data),
                 set->version3 ? 3u : 2u, GPOINTER_TO_UINT (g_hash_table_lookup (set->losses, k->data)));
    g_list_free (keys);
}

static gboolean
add_entry (Set2 *set, guint32 browse, OxProps *props)
{
    static const Ref refs[OAB2_N_KEYS] = { REF_NAME, REF_ALIAS, REF_LOCATION, REF_SURNAME };
    const Oab2Decoder coder = { set->version3, set->codepage, set->diagnostics };
    guint32 bias = browse + BROWSE_BIAS;
    g_auto (Oab2Row) held = { NULL };
    oab2_row_init (&held, &coder, props);
    count_losses (set, props);
    Row row = { .disp_type = held.disp_type, .obj_type = held.obj_type };
    row.refs[REF_RDN] = add_rdn (set, held.rdn, held.parent, bias);
    row.refs[REF_SMTP] = add_rdn (set, held.local, held.domain, bias);
    for (guint i = 0; i < OAB2_N_KEYS; i++)
        row.refs[refs[i]] = add_anr (set, held.keys[i], ox_props_get_text (props, oab2_key_tags[i]), bias,
                                     i == OAB2_ALIAS);
    set->serial = hash_rdn (set->serial, held.rdn != NULL ? held.rdn : "");
    gboolean fits = put_details (set, &held.details, &row) && set->rdn.arena->len < G_MAXINT32
                    && set->anr.arena->len < G_MAXINT32;
    g_array_append_val (set->rows, row);
    return fits;
}

/* In the order of display names, 2.3. */
static gboolean
add_entries (Set2 *set, GError **error)
{
    guint32 n = ox_address_list_get_n_entries (set->list);
    for (guint32 i = 0; i < n; i++) {
        guint32 entry = 0;
        g_autoptr (GError) failure = NULL;
        if (!ox_address_list_browse (set->list, i, &entry, error))
            return FALSE;
        g_autoptr (OxProps) props = ox_address_list_read_props (set->list, entry, NULL, set->diagnostics, &failure);
        if (props == NULL && failure->domain != OX_ERROR) {
            g_propagate_error (error, g_steal_pointer (&failure));
            return FALSE;
        }
        if (props == NULL)
            continue;
        if (set->rows->len >= MOST_ENTRIES2 || !add_entry (set, set->rows->len, props)) {
            g_set_error_literal (error, OX_ERROR, OX_ERROR_LIMIT, "too many entries for this version");
            return FALSE;
        }
    }
    return TRUE;
}

/* --- trees ----------------------------------------------------------------------------------------------------- */

static gint
compare_nodes (gconstpointer a, gconstpointer b, gpointer user)
{
    const Index *index = user;
    guint32 x = *(const guint32 *) a;
    guint32 y = *(const guint32 *) b;
    int order = strcmp (text_at (index, g_array_index (index->nodes, Node, x).folded),
                        text_at (index, g_array_index (index->nodes, Node, y).folded));
    return order != 0 ? order : x < y ? -1 : x > y;
}

typedef struct {
    guint32 low;
    guint32 high; /* behind the last */
} Range;

static guint32
middle_of (Range range)
{
    return range.low + (range.high - range.low) / 2;
}

/* The root of each part of the sorted records is its middle; records stand level by level, so that the root of
 * all is the first, as 2.5.2 asks. Gives the ranges in that order. */
static GArray *
lay_out (Index *index, guint32 first)
{
    GArray *ranges = g_array_new (FALSE, FALSE, sizeof (Range));
    Range all = { 0, index->order->len };
    guint64 offset = first;
    if (all.high > 0)
        g_array_append_val (ranges, all);
    for (guint i = 0; i < ranges->len; i++) {
        Range range = g_array_index (ranges, Range, i);
        guint32 middle = middle_of (range);
        Node *node = &g_array_index (index->nodes, Node, g_array_index (index->order, guint32, middle));
        Range left = { range.low, middle };
        Range right = { middle + 1, range.high };
        node->offset = (guint32) offset;
        offset += index->record + strlen (text_at (index, node->key)) + 1;
        if (left.low < left.high)
            g_array_append_val (ranges, left);
        if (right.low < right.high)
            g_array_append_val (ranges, right);
    }
    return ranges;
}

static guint32
offset_of (const Index *index, guint32 place)
{
    return g_array_index (index->nodes, Node, g_array_index (index->order, guint32, place)).offset;
}

static guint32
offset_of_range (const Index *index, guint32 low, guint32 high)
{
    Range range = { low, high };
    return low < high ? offset_of (index, middle_of (range)) : 0;
}

static void
put_record (const Index *index, Range range, OxSink *sink)
{
    guint32 middle = middle_of (range);
    const Node *node = &g_array_index (index->nodes, Node, g_array_index (index->order, guint32, middle));
    g_auto (OxBuilder) b = { NULL };
    const char *key = text_at (index, node->key);
    ox_builder_init (&b);
    ox_builder_u32 (&b, offset_of_range (index, range.low, middle));
    ox_builder_u32 (&b, offset_of_range (index, middle + 1, range.high));
    ox_builder_u32 (&b, node->browse | (node->alias ? 0x80000000u : 0));
    ox_builder_u32 (&b, middle > 0 ? offset_of (index, middle - 1) : 0);
    ox_builder_u32 (&b, middle + 1 < index->order->len ? offset_of (index, middle + 1) : 0);
    if (index->is_rdn)
        ox_builder_u32 (&b, node->parent);
    ox_builder_bytes (&b, (const guint8 *) key, strlen (key) + 1);
    ox_sink_write (sink, b.bytes->data, b.bytes->len);
}

static void
put_header (const Set2 *set, OxSink *sink, guint32 version, guint32 total)
{
    g_auto (OxBuilder) b = { NULL };
    ox_builder_init (&b);
    ox_builder_u32 (&b, version);
    ox_builder_u32 (&b, set->serial);
    ox_builder_u32 (&b, total);
    ox_sink_write (sink, b.bytes->data, b.bytes->len);
}

static guint32
version_of (const Set2 *set)
{
    return set->version3 ? OAB_VERSION_3 : OAB_VERSION_2;
}

static void
put_index (Set2 *set, Index *index, OxSink *sink)
{
    for (guint32 i = 0; i < index->nodes->len; i++)
        g_array_append_val (index->order, i);
    g_array_sort_with_data (index->order, compare_nodes, index);
    guint32 first = index->is_rdn ? RDN_HDR_SIZE + set->parents->len : OAB_HDR_SIZE;
    g_autoptr (GArray) ranges = lay_out (index, first);
    put_header (set, sink, version_of (set), index->nodes->len);
    if (index->is_rdn) {
        g_auto (OxBuilder) b = { NULL };
        ox_builder_init (&b);
        ox_builder_u32 (&b, first);
        ox_builder_bytes (&b, set->parents->data, set->parents->len);
        ox_sink_write (sink, b.bytes->data, b.bytes->len);
    }
    for (guint i = 0; i < ranges->len; i++)
        put_record (index, g_array_index (ranges, Range, i), sink);
}

static guint32
ref_offset (const Set2 *set, const Row *row, Ref ref)
{
    const Index *index = ref == REF_RDN || ref == REF_SMTP ? &set->rdn : &set->anr;
    return row->refs[ref] != NO_NODE ? g_array_index (index->nodes, Node, row->refs[ref]).offset : 0;
}

static void
put_row (const Set2 *set, const Row *row)
{
    const B2Rec rec = { .o_rdn = ref_offset (set, row, REF_RDN),
                        .o_details = row->o_details,
                        .cb_details = row->cb_details,
                        .disp_type = row->disp_type,
                        .obj_type = row->obj_type,
                        .o_smtp = ref_offset (set, row, REF_SMTP),
                        .o_disp_name = ref_offset (set, row, REF_NAME),
                        .o_alias = ref_offset (set, row, REF_ALIAS),
                        .o_location = ref_offset (set, row, REF_LOCATION),
                        .o_surname = ref_offset (set, row, REF_SURNAME) };
    g_auto (OxBuilder) b = { NULL };
    ox_builder_init (&b);
    b2_rec_write (&b, &rec);
    ox_sink_write (set->sinks[OX_OAB_PART_BROWSE], b.bytes->data, b.bytes->len);
}

/* A list of version 2 or 3 keeps the table of its RDN index, so that what changes say of the next generation
 * means the same names, 2.7. */
static void
keep_parents (Set2 *set)
{
    Oab2List from;
    OxAddressList *base = oab2_changes_get_base (set->list);
    if (!oab2_list_get (base != NULL ? base : set->list, &from))
        return;
    g_autoptr (GBytes) table = oab2_parents_read (from.rdn);
    OxSlice s = table != NULL ? ox_slice_from_bytes (table) : ox_slice (NULL, 0, 0);
    while (s.left > 0) {
        OxSlice name = ox_slice_take (&s, ox_slice_strnlen (&s));
        ox_slice_skip (&s, 1);
        parent_keep (set, (const char *) ox_slice_data (&name));
    }
}

static gboolean
write_set (Set2 *set, GError **error)
{
    keep_parents (set);
    /* The details come first, while the serial number is not known: theirs may be 0, as in the examples. */
    put_header (set, set->sinks[OX_OAB_PART_DETAILS], OAB_VERSION_DETAILS, 0);
    if (!add_entries (set, error))
        return FALSE;
    tell_losses (set);
    put_index (set, &set->rdn, set->sinks[OX_OAB_PART_RDN]);
    put_index (set, &set->anr, set->sinks[OX_OAB_PART_ANR]);
    put_header (set, set->sinks[OX_OAB_PART_BROWSE], version_of (set), set->rows->len);
    for (guint i = 0; i < set->rows->len; i++)
        put_row (set, &g_array_index (set->rows, Row, i));
    for (guint i = 0; i < OX_OAB_N_PARTS; i++)
        if (!ox_sink_is_ok (set->sinks[i]))
            return ox_sink_finish (set->sinks[i], error);
    return TRUE;
}

gboolean
ox_address_list_write_oab_set (OxAddressList *list, guint version, OxSink *browse, OxSink *rdn, OxSink *anr,
                               OxSink *details, OxOptions *options, OxDiagnostics *diagnostics, GError **error)
{
    g_return_val_if_fail (version == 2 || version == 3, FALSE);
    Set2 set = { .list = list,
                 .version3 = version == 3,
                 .codepage = ox_options_get_codepage (options),
                 .diagnostics = diagnostics,
                 .parents = g_byte_array_new (),
                 .known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL),
                 .rows = g_array_new (FALSE, FALSE, sizeof (Row)),
                 .losses = g_hash_table_new (NULL, NULL),
                 .sinks = { browse, rdn, anr, details } };
    index_init (&set.rdn, TRUE);
    index_init (&set.anr, FALSE);
    gboolean ok = write_set (&set, error);
    index_clear (&set.rdn);
    index_clear (&set.anr);
    g_byte_array_unref (set.parents);
    g_hash_table_unref (set.known);
    g_array_unref (set.rows);
    g_hash_table_unref (set.losses);
    if (ok && ox_options_get_policy (options) == OX_POLICY_STRICT)
        ok = ox_diag_check_strict (diagnostics, error);
    return ok;
}
