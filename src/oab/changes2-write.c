/* SPDX-License-Identifier: MIT
 *
 * Making Changes files of versions 2 and 3, [MS-OXOAB] 2.7. Both lists are gone through in browse order: entries of
 * the same names that stand in the same order are kept or modified; those between are deleted and added. Lists are
 * read several times rather than held in memory.
 */
#include "base/diag.h"
#include "base/hash.h"
#include "model/address-private.h"
#include "oab/changes2.h"
#include "oab/layout2.h"
#include "oab/row2.h"
#include "oab/set2.h"

#include <oxcart/error.h>
#include <oxcart/oab.h>
#include <string.h>

#define NO_PLACE G_MAXUINT32
#define MOST_DETAILS (G_MAXUINT16 - 2u) /* their size counts itself here */

typedef struct {
    OxAddressList *list;
    GArray *entries; /* guint32: numbers of entries that can be read, in browse order */
    GArray *keys;    /* Keyed */
} Side;

/* A hash of the names of an entry, and its place in browse order. */
typedef struct {
    guint64 hash;
    guint32 place;
} Keyed;

typedef struct {
    Side old;
    Side new;
    GArray *pairs;       /* guint32, of each old place: the new one, or NO_PLACE */
    GHashTable *parents; /* names in the RDN index, and where they stand */
    Oab2Decoder coder;
    OxSink *sink; /* NULL while changes are counted */
    guint32 n_changes;
} Diff;

static void
side_init (Side *side, OxAddressList *list)
{
    side->list = list;
    side->entries = g_array_new (FALSE, FALSE, sizeof (guint32));
    side->keys = g_array_new (FALSE, FALSE, sizeof (Keyed));
}

static void
side_clear (Side *side)
{
    g_array_unref (side->entries);
    g_array_unref (side->keys);
}

/* --- which entries are the same ------------------------------------------------------------------------------- */

static void
hash_text (OxHash *hash, const char *text)
{
    ox_hash_update (hash, ox_slice ((const guint8 *) text, text != NULL ? strlen (text) : 0, 0));
}

static gboolean
side_add (Side *side, const Oab2Decoder *coder, guint32 entry, OxDiagnostics *d, GError **error)
{
    static const OxKey wanted[] = { OX_TAG_DISPLAY_NAME, OX_TAG_EMAIL_ADDRESS, OX_KEY_NONE };
    g_autoptr (GError) failure = NULL;
    g_autoptr (OxProps) props = ox_address_list_read_props (side->list, entry, wanted, NULL, &failure);
    if (props == NULL && failure->domain != OX_ERROR) {
        g_propagate_error (error, g_steal_pointer (&failure));
        return FALSE;
    }
    if (props == NULL) { /* as ox_address_list_write_oab_set() leaves it out */
        ox_diag (d, OX_DIAG_OAB_RECORD, OX_DIAG_NO_OFFSET, "entry %u: %s", entry, failure->message);
        return TRUE;
    }
    const Oab2Decoder quiet = { coder->version3, coder->codepage, NULL };
    g_auto (Oab2Row) row = { NULL };
    OxHash hash;
    oab2_row_init (&row, &quiet, props);
    ox_hash_init (&hash);
    hash_text (&hash, row.keys[OAB2_NAME]);
    hash_text (&hash, row.parent);
    hash_text (&hash, row.rdn);
    Keyed keyed = { hash.a, side->entries->len };
    g_array_append_val (side->keys, keyed);
    g_array_append_val (side->entries, entry);
    return TRUE;
}

static gint
compare_keyed (gconstpointer a, gconstpointer b)
{
    const Keyed *x = a;
    const Keyed *y = b;
    if (x->hash != y->hash)
        return x->hash < y->hash ? -1 : 1;
    return x->place < y->place ? -1 : x->place > y->place;
}

static gboolean
side_read (Side *side, const Oab2Decoder *coder, OxDiagnostics *d, GError **error)
{
    for (guint32 i = 0; i < ox_address_list_get_n_entries (side->list); i++) {
        guint32 entry = 0;
        if (!ox_address_list_browse (side->list, i, &entry, error) || !side_add (side, coder, entry, d, error))
            return FALSE;
    }
    g_array_sort (side->keys, compare_keyed);
    return TRUE;
}

/* Of several entries of one name the first goes with the first, and so on. */
static void
pair_by_names (Diff *diff)
{
    const Keyed *old = (const Keyed *) (gpointer) diff->old.keys->data;
    const Keyed *new = (const Keyed *) (gpointer) diff->new.keys->data;
    guint n_old = diff->old.keys->len;
    guint n_new = diff->new.keys->len;
    guint32 none = NO_PLACE;
    for (guint i = 0; i < n_old; i++)
        g_array_append_val (diff->pairs, none);
    for (guint i = 0, j = 0; i < n_old && j < n_new;) {
        if (old[i].hash == new[j].hash)
            g_array_index (diff->pairs, guint32, old[i++].place) = new[j++].place;
        else if (old[i].hash < new[j].hash)
            i++;
        else
            j++;
    }
}

/* Of the pairs only those that stand in the same order on both sides, and most of these: the longest rising
 * sequence, found by keeping the smallest end of a sequence of each length. */
static void
keep_rising (GArray *pairs)
{
    g_autoptr (GArray) ends = g_array_new (FALSE, FALSE, sizeof (guint32)); /* places of old entries */
    g_autofree guint32 *before = g_new (guint32, pairs->len + 1);
    for (guint32 i = 0; i < pairs->len; i++) {
        guint32 place = g_array_index (pairs, guint32, i);
        if (place == NO_PLACE)
            continue;
        guint low = 0;
        guint high = ends->len;
        while (low < high) {
            guint middle = low + (high - low) / 2;
            if (g_array_index (pairs, guint32, g_array_index (ends, guint32, middle)) < place)
                low = middle + 1;
            else
                high = middle;
        }
        before[i] = low > 0 ? g_array_index (ends, guint32, low - 1) : NO_PLACE;
        if (low < ends->len)
            g_array_index (ends, guint32, low) = i;
        else
            g_array_append_val (ends, i);
    }
    guint32 kept = ends->len > 0 ? g_array_index (ends, guint32, ends->len - 1) : NO_PLACE;
    for (guint32 i = pairs->len; i-- > 0;) {
        if (i == kept)
            kept = before[i];
        else
            g_array_index (pairs, guint32, i) = NO_PLACE;
    }
}

/* --- changes ---------------------------------------------------------------------------------------------------- */

static gboolean
row_at (const Diff *diff, const Side *side, guint32 place, Oab2Row *row, GError **error)
{
    guint32 entry = g_array_index (side->entries, guint32, place);
    g_autoptr (OxProps) props = ox_address_list_read_props (side->list, entry, NULL, NULL, error);
    if (props == NULL)
        return FALSE;
    /* What cannot be said is told once, and of the new list only. */
    const Oab2Decoder coder = { diff->coder.version3, diff->coder.codepage,
                                diff->sink != NULL && side == &diff->new ? diff->coder.diagnostics : NULL };
    oab2_row_init (row, &coder, props);
    if (row->details.bytes->len <= MOST_DETAILS)
        return TRUE;
    g_set_error (error, OX_ERROR, OX_ERROR_UNSUPPORTED, "entry %u has more details than a change can hold", entry);
    return FALSE;
}

static void
put_change (Diff *diff, guint32 place, ChangeType type, guint32 flags, const OxBuilder *body)
{
    g_auto (OxBuilder) b = { NULL };
    diff->n_changes++;
    if (diff->sink == NULL)
        return;
    ox_builder_init (&b);
    ox_builder_u32 (&b, place + BROWSE_BIAS);
    ox_builder_u8 (&b, (guint8) type);
    ox_builder_u8 (&b, 0);
    ox_builder_u8 (&b, (flags & HAS_OBJECT_TYPE) != 0 ? 0x80 : 0);
    ox_builder_u8 (&b, (guint8) flags);
    ox_builder_u32 (&b, body != NULL ? body->bytes->len : 0);
    ox_sink_write (diff->sink, b.bytes->data, b.bytes->len);
    if (body != NULL)
        ox_sink_write (diff->sink, body->bytes->data, body->bytes->len);
}

/* A value that is missing is a single space, 2.7.2. */
static void
put_text (OxBuilder *b, const char *text)
{
    const char *said = text != NULL ? text : NO_VALUE;
    ox_builder_bytes (b, (const guint8 *) said, strlen (said) + 1);
}

static gboolean
put_parent (const Diff *diff, OxBuilder *b, const char *name, GError **error)
{
    guint32 offset = name != NULL ? GPOINTER_TO_UINT (g_hash_table_lookup (diff->parents, name)) : 0;
    ox_builder_u32 (b, offset);
    if (name == NULL || offset != 0)
        return TRUE;
    g_set_error (error, OX_ERROR, OX_ERROR_UNSUPPORTED,
                 "\"%s\" is not in the RDN index: changes cannot name it, only a whole set can", name);
    return FALSE;
}

/* The fields that are there, in their order, 2.7. */
static gboolean
put_fields (const Diff *diff, OxBuilder *b, const Oab2Row *row, guint32 flags, GError **error)
{
    static const guint32 bits[OAB2_N_KEYS] = { 0, HAS_ALIAS, HAS_LOCATION, HAS_SURNAME };
    if ((flags & HAS_LOCAL_PART) != 0) {
        if (!put_parent (diff, b, row->domain, error))
            return FALSE;
        put_text (b, row->local);
    }
    for (guint i = OAB2_ALIAS; i < OAB2_N_KEYS; i++)
        if ((flags & bits[i]) != 0)
            put_text (b, row->keys[i]);
    if ((flags & HAS_DETAILS) != 0) {
        ox_builder_u16 (b, (guint16) (row->details.bytes->len + 2));
        ox_builder_bytes (b, row->details.bytes->data, row->details.bytes->len);
    }
    if ((flags & HAS_DISPLAY_TYPE) != 0)
        ox_builder_u8 (b, row->disp_type);
    if ((flags & HAS_OBJECT_TYPE) != 0)
        ox_builder_u8 (b, row->obj_type);
    return TRUE;
}

/* All flags are 0, but are meant to be set, 2.7.2. */
static gboolean
put_addition (Diff *diff, guint32 place, const Oab2Row *row, GError **error)
{
    g_auto (OxBuilder) b = { NULL };
    ox_builder_init (&b);
    put_text (&b, row->keys[OAB2_NAME]);
    if (!put_parent (diff, &b, row->parent, error))
        return FALSE;
    put_text (&b, row->rdn);
    if (!put_fields (diff, &b, row, HAS_ALL, error))
        return FALSE;
    put_change (diff, place, CHANGE_ADD, 0, &b);
    return TRUE;
}

static gboolean
same_names (const Oab2Row *a, const Oab2Row *b)
{
    return g_strcmp0 (a->keys[OAB2_NAME], b->keys[OAB2_NAME]) == 0 && g_strcmp0 (a->parent, b->parent) == 0
           && g_strcmp0 (a->rdn, b->rdn) == 0;
}

static guint32
different_fields (const Oab2Row *a, const Oab2Row *b)
{
    static const guint32 bits[OAB2_N_KEYS] = { 0, HAS_ALIAS, HAS_LOCATION, HAS_SURNAME };
    guint32 flags = 0;
    if (g_strcmp0 (a->local, b->local) != 0 || g_strcmp0 (a->domain, b->domain) != 0)
        flags |= HAS_LOCAL_PART | HAS_DOMAIN;
    for (guint i = OAB2_ALIAS; i < OAB2_N_KEYS; i++)
        flags |= g_strcmp0 (a->keys[i], b->keys[i]) != 0 ? bits[i] : 0;
    gsize n = b->details.bytes->len;
    if (n != a->details.bytes->len || memcmp (a->details.bytes->data, b->details.bytes->data, n) != 0)
        flags |= HAS_DETAILS | (n > a->details.bytes->len ? LARGER_DETAILS : 0);
    flags |= a->disp_type != b->disp_type ? HAS_DISPLAY_TYPE : 0;
    return flags | (a->obj_type != b->obj_type ? HAS_OBJECT_TYPE : 0);
}

static gboolean
diff_addition (Diff *diff, guint32 place, guint32 new_place, GError **error)
{
    g_auto (Oab2Row) row = { NULL };
    return row_at (diff, &diff->new, new_place, &row, error) && put_addition (diff, place, &row, error);
}

static gboolean
diff_pair (Diff *diff, guint32 place, guint32 new_place, GError **error)
{
    g_auto (Oab2Row) old = { NULL };
    g_auto (Oab2Row) new = { NULL };
    g_auto (OxBuilder) b = { NULL };
    guint32 entry = g_array_index (diff->old.entries, guint32, place);
    if (!row_at (diff, &diff->old, place, &old, error) || !row_at (diff, &diff->new, new_place, &new, error))
        return FALSE;
    if (!same_names (&old, &new)) { /* names of the same hash */
        if (!put_addition (diff, entry, &new, error))
            return FALSE;
        put_change (diff, entry, CHANGE_DELETE, 0, NULL);
        return TRUE;
    }
    guint32 flags = different_fields (&old, &new);
    ox_builder_init (&b);
    if (flags != 0 && !put_fields (diff, &b, &new, flags, error))
        return FALSE;
    if (flags != 0)
        put_change (diff, entry, CHANGE_MODIFY, flags, &b);
    return TRUE;
}

/* All changes in the order of the old list. Old entries are named by their numbers in the Browse file: those that
 * cannot be read are deleted too. */
static gboolean
diff_lists (Diff *diff, GError **error)
{
    guint32 n_old = ox_address_list_get_n_entries (diff->old.list);
    guint32 next = 0;
    guint at = 0;
    diff->n_changes = 0;
    for (guint32 place = 0; place < n_old; place++) {
        gboolean readable = at < diff->old.entries->len && g_array_index (diff->old.entries, guint32, at) == place;
        guint32 with = readable ? g_array_index (diff->pairs, guint32, at) : NO_PLACE;
        for (; with != NO_PLACE && next < with; next++)
            if (!diff_addition (diff, place, next, error))
                return FALSE;
        if (with == NO_PLACE)
            put_change (diff, place, CHANGE_DELETE, 0, NULL);
        else if (!diff_pair (diff, at, next++, error))
            return FALSE;
        at += readable;
    }
    for (; next < diff->new.entries->len; next++)
        if (!diff_addition (diff, n_old, next, error))
            return FALSE;
    return TRUE;
}

/* --- the file --------------------------------------------------------------------------------------------------- */

static GHashTable *
index_parents (OxStream *rdn)
{
    GHashTable *parents = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr (GBytes) table = oab2_parents_read (rdn);
    OxSlice s = table != NULL ? ox_slice_from_bytes (table) : ox_slice (NULL, 0, 0);
    while (s.left > 0) {
        guint32 offset = RDN_HDR_SIZE + (guint32) s.at;
        OxSlice name = ox_slice_take (&s, ox_slice_strnlen (&s));
        ox_slice_skip (&s, 1);
        char *text = g_strndup ((const char *) ox_slice_data (&name), name.left);
        if (g_hash_table_contains (parents, text))
            g_free (text);
        else
            g_hash_table_insert (parents, text, GUINT_TO_POINTER (offset));
    }
    return parents;
}

static gboolean
write_changes (Diff *diff, OxSink *sink, const Oab2List *old, GError **error)
{
    if (!side_read (&diff->old, &diff->coder, NULL, error)
        || !side_read (&diff->new, &diff->coder, diff->coder.diagnostics, error))
        return FALSE;
    pair_by_names (diff);
    keep_rising (diff->pairs);
    if (!diff_lists (diff, error)) /* how many there are */
        return FALSE;
    g_auto (OxBuilder) b = { NULL };
    ox_builder_init (&b);
    ox_builder_u32 (&b, old->version3 ? OAB_VERSION_3_CHANGES : OAB_VERSION_2_CHANGES);
    ox_builder_u32 (&b, old->serial);
    ox_builder_u32 (&b, diff->n_changes);
    ox_sink_write (sink, b.bytes->data, b.bytes->len);
    diff->sink = sink;
    return diff_lists (diff, error) && (ox_sink_is_ok (sink) || ox_sink_finish (sink, error));
}

gboolean
ox_oab_make_changes (OxAddressList *old_list, OxAddressList *new_list, OxSink *sink, OxOptions *options,
                     OxDiagnostics *diagnostics, GError **error)
{
    Oab2List old;
    if (!oab2_list_get (old_list, &old)) {
        g_set_error_literal (error, OX_ERROR, OX_ERROR_ARGUMENT, "changes are for files of version 2 or 3");
        return FALSE;
    }
    Diff diff = { .pairs = g_array_new (FALSE, FALSE, sizeof (guint32)),
                  .parents = index_parents (old.rdn),
                  .coder = { old.version3, ox_options_get_codepage (options), diagnostics } };
    side_init (&diff.old, old_list);
    side_init (&diff.new, new_list);
    gboolean ok = write_changes (&diff, sink, &old, error);
    side_clear (&diff.old);
    side_clear (&diff.new);
    g_array_unref (diff.pairs);
    g_hash_table_unref (diff.parents);
    return ok && (ox_options_get_policy (options) != OX_POLICY_STRICT || ox_diag_check_strict (diagnostics, error));
}
