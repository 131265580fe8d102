/* SPDX-License-Identifier: MIT */
#include "model/props-private.h"

#include "base/sort.h"

#include <oxcart/filetime.h>
#include <string.h>

typedef struct {
    OxKey key;
    OxValue value;
} Entry;

/* One allocation, as a rule: entries move out of it where there are more than there was room for. */
struct _OxProps {
    gatomicrefcount refs;
    guint n;
    guint room;
    Entry *entries;
    gpointer held; /* bytes that lent texts stand in */
    Entry own[];
};

G_DEFINE_BOXED_TYPE (OxProps, ox_props, ox_props_ref, ox_props_unref)

OxProps *
ox_props_new_sized (guint n)
{
    OxProps *props = g_malloc (sizeof *props + n * sizeof (Entry));
    g_atomic_ref_count_init (&props->refs);
    props->n = 0;
    props->room = n;
    props->entries = props->own;
    props->held = NULL;
    return props;
}

OxProps *
ox_props_new (void)
{
    return ox_props_new_sized (16);
}

OxProps *
ox_props_ref (OxProps *props)
{
    g_atomic_ref_count_inc (&props->refs);
    return props;
}

void
ox_props_unref (OxProps *props)
{
    if (!g_atomic_ref_count_dec (&props->refs))
        return;
    for (guint i = 0; i < props->n; i++)
        ox_value_clear (&props->entries[i].value);
    if (props->entries != props->own)
        g_free (props->entries);
    g_free (props->held);
    g_free (props);
}

static Entry *
entry_at (OxProps *props, guint index)
{
    return &props->entries[index];
}

/* Room for more. */
static void
make_room (OxProps *props, guint n)
{
    if (n <= props->room - props->n)
        return;
    props->room = MAX (16, 2 * props->room + n);
    Entry *entries = g_new (Entry, props->room);
    for (guint i = 0; i < props->n; i++)
        entries[i] = props->entries[i];
    if (props->entries != props->own)
        g_free (props->entries);
    props->entries = entries;
}

void
ox_props_hold (OxProps *props, gpointer bytes)
{
    g_return_if_fail (props->held == NULL);
    props->held = bytes;
}

void
ox_props_add (OxProps *props, OxKey key, OxValue value)
{
    make_room (props, 1);
    props->entries[props->n++] = (Entry){ key, value };
}

void
ox_props_add_marked (OxProps *props, const OxKey *keys, const OxValue *values, const guint64 *marks, guint n)
{
    for (guint first = 0; first < n; first += 64) {
        make_room (props, (guint) __builtin_popcountll (marks[first / 64]));
        for (guint64 bits = marks[first / 64]; bits != 0; bits &= bits - 1) {
            guint i = first + (guint) __builtin_ctzll (bits);
            props->entries[props->n++] = (Entry){ keys[i], values[i] };
        }
    }
}

/* By key, and among equal keys in the order they were added: the first of a key wins. */
static void
sort_entries (OxProps *props)
{
    guint n = props->n;
    g_autofree guint64 *order = g_new (guint64, n);
    gboolean sorted = TRUE;
    for (guint i = 0; i < n; i++) {
        order[i] = (guint64) entry_at (props, i)->key << 32 | i;
        sorted = sorted && (i == 0 || order[i - 1] < order[i]);
    }
    if (sorted)
        return;
    ox_sort_u64 (order, n);
    g_autofree Entry *added = g_memdup2 (props->entries, n * sizeof *added);
    for (guint i = 0; i < n; i++)
        *entry_at (props, i) = added[(guint32) order[i]];
}

/* In order, and each key once: as readers that know the order of their columns add them. */
static gboolean
is_sealed (OxProps *props)
{
    for (guint i = 1; i < props->n; i++)
        if (entry_at (props, i - 1)->key >= entry_at (props, i)->key)
            return FALSE;
    return TRUE;
}

guint
ox_props_seal (OxProps *props, OxKey *duplicate)
{
    guint n = props->n;
    guint kept = 0;
    if (is_sealed (props))
        return 0;
    sort_entries (props);
    for (guint i = 0; i < n; i++) {
        Entry *entry = entry_at (props, i);
        if (kept > 0 && entry_at (props, kept - 1)->key == entry->key) {
            if (duplicate != NULL)
                *duplicate = entry->key;
            ox_value_clear (&entry->value);
            continue;
        }
        if (kept != i)
            *entry_at (props, kept) = *entry;
        kept++;
    }
    props->n = kept; /* what is behind was moved or cleared */
    return n - kept;
}

/* The place of the first entry whose key is not below `key`. */
static guint
lower_bound (OxProps *props, OxKey key)
{
    guint low = 0;
    guint high = props->n;
    while (low < high) {
        guint middle = low + (high - low) / 2;
        if (entry_at (props, middle)->key < key)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

gint
ox_props_index (OxProps *props, OxKey key)
{
    guint i = lower_bound (props, key);
    return i < props->n && entry_at (props, i)->key == key ? (gint) i : -1;
}

guint
ox_props_get_size (OxProps *props)
{
    return props->n;
}

const OxValue *
ox_props_get_nth (OxProps *props, guint index, OxKey *key)
{
    g_return_val_if_fail (index < props->n, NULL);
    if (key != NULL)
        *key = entry_at (props, index)->key;
    return &entry_at (props, index)->value;
}

const OxValue *
ox_props_lookup (OxProps *props, OxKey key)
{
    gint i = ox_props_index (props, key);
    return i >= 0 ? &entry_at (props, (guint) i)->value : NULL;
}

const char *
ox_props_get_text (OxProps *props, OxKey key)
{
    return ox_value_get_text (ox_props_lookup (props, key), NULL);
}

gint64
ox_props_get_integer (OxProps *props, OxKey key, gint64 fallback)
{
    gint64 integer;
    return ox_value_get_integer (ox_props_lookup (props, key), &integer) ? integer : fallback;
}

gboolean
ox_props_get_boolean (OxProps *props, OxKey key)
{
    return ox_props_get_integer (props, key, 0) != 0;
}

gboolean
ox_props_get_time (OxProps *props, OxKey key, guint64 *filetime)
{
    const OxValue *value = ox_props_lookup (props, key);
    gint64 integer = 0;
    *filetime = 0;
    if (value == NULL || value->type != OX_TYPE_TIME || !ox_value_get_integer (value, &integer)
        || !ox_filetime_is_set ((guint64) integer))
        return FALSE;
    *filetime = (guint64) integer;
    return TRUE;
}

GBytes *
ox_props_get_bytes (OxProps *props, OxKey key)
{
    return ox_value_get_bytes (ox_props_lookup (props, key));
}

OxStream *
ox_props_open (OxProps *props, OxKey key)
{
    return ox_value_open (ox_props_lookup (props, key));
}

/* --- changing --------------------------------------------------------------- */

static void
set_value (OxProps *props, OxKey key, OxValue value)
{
    guint i = lower_bound (props, key);
    if (i < props->n && entry_at (props, i)->key == key) {
        ox_value_clear (&entry_at (props, i)->value);
        entry_at (props, i)->value = value;
        return;
    }
    make_room (props, 1);
    for (guint j = props->n++; j > i; j--)
        props->entries[j] = props->entries[j - 1];
    props->entries[i] = (Entry){ key, value };
}

void
ox_props_set_text (OxProps *props, OxKey key, const char *text)
{
    g_return_if_fail (g_utf8_validate (text, -1, NULL));
    set_value (props, key, ox_value_text (OX_TYPE_STRING, g_strdup (text), strlen (text)));
}

void
ox_props_set_integer (OxProps *props, OxKey key, OxType type, gint64 integer)
{
    switch (type) {
    case OX_TYPE_INTEGER16:
        integer = (gint16) integer;
        break;
    case OX_TYPE_INTEGER32:
    case OX_TYPE_ERROR_CODE:
        integer = (gint32) integer;
        break;
    case OX_TYPE_BOOLEAN:
        integer = integer != 0;
        break;
    case OX_TYPE_INTEGER64:
    case OX_TYPE_TIME:
    case OX_TYPE_CURRENCY:
        break;
    default:
        g_return_if_reached ();
    }
    set_value (props, key, ox_value_integer (type, integer));
}

void
ox_props_set_bytes (OxProps *props, OxKey key, GBytes *bytes)
{
    set_value (props, key, ox_value_bytes (OX_TYPE_BINARY, g_bytes_ref (bytes)));
}

void
ox_props_set_stream (OxProps *props, OxKey key, OxStream *stream)
{
    set_value (props, key, ox_value_stream (OX_TYPE_BINARY, ox_stream_ref (stream)));
}

gboolean
ox_props_remove (OxProps *props, OxKey key)
{
    gint i = ox_props_index (props, key);
    if (i < 0)
        return FALSE;
    ox_value_clear (&props->entries[i].value);
    props->n--;
    for (guint j = (guint) i; j < props->n; j++)
        props->entries[j] = props->entries[j + 1];
    return TRUE;
}
