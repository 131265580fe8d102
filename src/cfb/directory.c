/* SPDX-License-Identifier: MIT
 *
 * The directory, [MS-CFB] 2.6: entries, and the tree of each storage. Colours and
 * order of the trees are never trusted: children are collected by walking the
 * tree, with each entry visited once, and then sorted.
 */
#include "cfb/cfb-private.h"

#include "base/charset.h"
#include "base/diag.h"

#include <oxcart/error.h>
#include <string.h>

#define MOST_ENTRIES (1u << 20)
#define SECTORS_AT_ONCE 64u
#define NOSTREAM 0xFFFFFFFFu

/* --- entries ------------------------------------------------------------------------------ */

static void
read_name (OxSlice *s, CfbEntry *entry)
{
    ox_slice_u16s (s, entry->name, NAME_UNITS + 1);
    guint16 bytes = ox_slice_u16 (s);
    /* The length counts the terminator; where it lies, the terminator decides. */
    guint n = bytes / 2u > 0 ? bytes / 2u - 1 : 0;
    if (bytes % 2 != 0 || n > NAME_UNITS || entry->name[n] != 0)
        n = NAME_UNITS;
    entry->n_units = 0;
    while (entry->n_units < n && entry->name[entry->n_units] != 0)
        entry->n_units++;
}

static const char *
name_to_utf8 (OxCfb *cfb, const CfbEntry *entry)
{
    char name[NAME_UNITS * 3 + 1];
    gsize n = 0;
    /* Nearly all names are ASCII, and there are hundreds in each file. */
    for (; n < entry->n_units && entry->name[n] < 0x80; n++)
        name[n] = (char) entry->name[n];
    for (guint i = (guint) n; i < entry->n_units; i++) {
        gunichar c = entry->name[i];
        gunichar low = i + 1u < entry->n_units ? entry->name[i + 1] : 0;
        if (c >= 0xD800 && c < 0xDC00 && low >= 0xDC00 && low < 0xE000) {
            c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
            i++;
        } else if (c >= 0xD800 && c < 0xE000) {
            c = 0xFFFD;
        }
        n += (gsize) g_unichar_to_utf8 (c, name + n);
    }
    return g_string_chunk_insert_len (cfb->names, name, (gssize) n);
}

static void
read_entry (OxCfb *cfb, OxSlice s)
{
    /* Filled where it stays: entries are large, and many. */
    guint n = cfb->entries->len;
    g_array_set_size (cfb->entries, n + 1);
    CfbEntry *entry = &g_array_index (cfb->entries, CfbEntry, n);
    *entry = (CfbEntry){ .offset = s.at };
    read_name (&s, entry);
    entry->type = ox_slice_u8 (&s);
    ox_slice_skip (&s, 1); /* colour */
    entry->left = ox_slice_u32 (&s);
    entry->right = ox_slice_u32 (&s);
    entry->child = ox_slice_u32 (&s);
    entry->clsid = ox_slice_guid (&s);
    ox_slice_skip (&s, 20); /* state, times */
    entry->start = ox_slice_u32 (&s);
    entry->size = ox_slice_u64 (&s);
    /* Old writers leave garbage in the high half, 2.6.3. */
    if (cfb->is_v3)
        entry->size &= 0xFFFFFFFFu;
    if (entry->type != OX_CFB_STORAGE && entry->type != OX_CFB_STREAM && entry->type != OX_CFB_ROOT
        && entry->type != OX_CFB_EMPTY) {
        ox_diag (cfb->diagnostics, OX_DIAG_CFB_DIRECTORY, entry->offset, "an entry of type %u",
                 entry->type);
        entry->type = OX_CFB_EMPTY;
    }
    /* The first entry is the root whatever it says; no other one is. */
    if (n == 0)
        entry->type = OX_CFB_ROOT;
    else if (entry->type == OX_CFB_ROOT)
        entry->type = OX_CFB_STORAGE;
    entry->utf8 = name_to_utf8 (cfb, entry);
}

/* Adds what sectors of the directory that follow one another hold. */
static void
read_directory_sectors (OxCfb *cfb, guint32 first, guint32 count)
{
    guint64 at = ((guint64) first + 1) << cfb->shift;
    g_autoptr (GBytes) bytes = ox_stream_read_bytes (cfb->source, at, (gsize) count << cfb->shift, NULL);
    OxSlice s = ox_slice_from_bytes (bytes);
    s.at = at;
    while (s.left >= ENTRY_SIZE && cfb->entries->len < MOST_ENTRIES)
        read_entry (cfb, ox_slice_take (&s, ENTRY_SIZE));
}

static gboolean
read_entries (OxCfb *cfb, guint32 start)
{
    CfbChainEnd end;
    gboolean shared;
    CfbMap fat = cfb_map_fat (cfb);
    CfbChain chain = cfb_chain_follow (cfb, &fat, start, cfb->n_sectors, &end, &shared);
    /* Room for all at once: they are too large to be moved again and again. */
    guint64 most = ((guint64) chain.n_sectors << cfb->shift) / ENTRY_SIZE;
    g_array_set_size (cfb->entries, (guint) MIN (most, MOST_ENTRIES));
    g_array_set_size (cfb->entries, 0);
    for (guint i = 0; i < chain.n_runs; i++) {
        CfbRun run = g_array_index (cfb->runs, CfbRun, chain.first_run + i);
        for (guint32 j = 0, count; j < run.count && cfb->entries->len < MOST_ENTRIES; j += count) {
            count = MIN (run.count - j, SECTORS_AT_ONCE);
            read_directory_sectors (cfb, run.first + j, count);
        }
    }
    cfb->broken_tree = end != CHAIN_ENDED;
    if (end != CHAIN_ENDED)
        ox_diag (cfb->diagnostics, OX_DIAG_CFB_DIRECTORY, OX_DIAG_NO_OFFSET,
                 "the chain of the directory is broken after %u sectors", chain.n_sectors);
    if (cfb->entries->len >= MOST_ENTRIES)
        ox_diag (cfb->diagnostics, OX_DIAG_MSG_LIMIT, OX_DIAG_NO_OFFSET,
                 "more than %u directory entries", MOST_ENTRIES);
    return cfb->entries->len > 0;
}

/* Whether a sector holds what can be entries of a directory: one that is, is
 * enough, since the first of them may be what is damaged. */
static gboolean
looks_like_directory (OxCfb *cfb, guint32 sector)
{
    guint64 at = ((guint64) sector + 1) << cfb->shift;
    if (sector >= cfb->n_sectors)
        return FALSE;
    g_autoptr (GBytes) bytes = ox_stream_read_bytes (cfb->source, at, (gsize) 1 << cfb->shift, NULL);
    OxSlice s = ox_slice_from_bytes (bytes);
    while (s.left >= ENTRY_SIZE) {
        OxSlice entry = ox_slice_take (&s, ENTRY_SIZE);
        ox_slice_skip (&entry, 64);
        guint16 name_bytes = ox_slice_u16 (&entry);
        guint8 type = ox_slice_u8 (&entry);
        if (type == OX_CFB_ROOT)
            return TRUE;
        if ((type == OX_CFB_STORAGE || type == OX_CFB_STREAM) && name_bytes > 2 && name_bytes <= 64
            && name_bytes % 2 == 0)
            return TRUE;
    }
    return FALSE;
}

/* Where the header leads to no directory: the sector that looks like its first. */
static guint32
search_directory (OxCfb *cfb)
{
    static const guint8 root_name[] = { 'R', 0, 'o', 0, 'o', 0, 't', 0, ' ', 0, 'E', 0 };
    guint8 head[68];
    for (guint32 sector = 0; sector < cfb->n_sectors; sector++) {
        guint64 at = ((guint64) sector + 1) << cfb->shift;
        if (ox_stream_pread (cfb->source, at, head, sizeof head, NULL) == sizeof head
            && memcmp (head, root_name, sizeof root_name) == 0 && head[66] == OX_CFB_ROOT)
            return sector;
    }
    return FREESECT;
}

/* --- order --------------------------------------------------------------------------------- */

static guint16
upper (guint16 unit)
{
    if (unit < 0x80)
        return unit >= 'a' && unit <= 'z' ? unit - 32 : unit;
    gunichar c = unit >= 0xD800 && unit < 0xE000 ? unit : g_unichar_toupper (unit);
    return c < 0x10000 ? (guint16) c : unit;
}

/* Shorter names come first, then unit by unit in upper case, 2.6.4. */
static gint
compare_names (const guint16 *a, guint na, const guint16 *b, guint nb)
{
    if (na != nb)
        return na < nb ? -1 : 1;
    for (guint i = 0; i < na; i++) {
        if (a[i] == b[i]) /* nearly all are: "__substg1.0_" */
            continue;
        guint16 x = upper (a[i]);
        guint16 y = upper (b[i]);
        if (x != y)
            return x < y ? -1 : 1;
    }
    return 0;
}

static gint
compare_entries (gconstpointer a, gconstpointer b, gpointer cfb)
{
    guint32 ia = *(const guint32 *) a;
    guint32 ib = *(const guint32 *) b;
    const CfbEntry *x = cfb_entry (cfb, ia);
    const CfbEntry *y = cfb_entry (cfb, ib);
    gint order = compare_names (x->name, x->n_units, y->name, y->n_units);
    return order != 0 ? order : ia < ib ? -1 : ia > ib;
}

static gint
compare_neighbours (OxCfb *cfb, const guint32 *child)
{
    const CfbEntry *a = cfb_entry (cfb, child[0]);
    const CfbEntry *b = cfb_entry (cfb, child[1]);
    return compare_names (a->name, a->n_units, b->name, b->n_units);
}

/* Whether the tree gave the children in order; duplicate names are reported. */
static void
sort_children (OxCfb *cfb, const CfbEntry *storage)
{
    if (storage->n_children == 0)
        return;
    guint32 *children = &g_array_index (cfb->children, guint32, storage->first_child);
    gint most = -1; /* of what neighbours compare to: below 0, all are in order and differ */
    for (guint32 i = 1; i < storage->n_children && most <= 0; i++)
        most = MAX (most, compare_neighbours (cfb, &children[i - 1]));
    if (most < 0)
        return;
    if (most > 0) {
        ox_diag (cfb->diagnostics, OX_DIAG_CFB_ORDER, storage->offset,
                 "the entries of a storage are out of order");
        g_qsort_with_data (children, (gint) storage->n_children, sizeof (guint32), compare_entries,
                           cfb);
    }
    for (guint32 i = 1; i < storage->n_children; i++) {
        const CfbEntry *later = cfb_entry (cfb, children[i]);
        if (compare_neighbours (cfb, &children[i - 1]) == 0)
            ox_diag (cfb->diagnostics, OX_DIAG_CFB_DUPLICATE_NAME, later->offset,
                     "\"%s\" stands twice", later->utf8);
    }
}

/* --- trees ---------------------------------------------------------------------------------- */

/* Marks an entry as reached; FALSE where it is none, or was reached before. */
static gboolean
reach (OxCfb *cfb, guint32 index, guint64 from)
{
    if (index == NOSTREAM)
        return FALSE;
    if (index >= cfb->entries->len) {
        cfb->broken_tree = TRUE;
        ox_diag (cfb->diagnostics, OX_DIAG_CFB_DIRECTORY, from, "a link to entry %u of %u", index,
                 cfb->entries->len);
        return FALSE;
    }
    CfbEntry *entry = cfb_entry (cfb, index);
    if (entry->seen) {
        cfb->broken_tree = TRUE;
        ox_diag (cfb->diagnostics, OX_DIAG_CFB_DIRECTORY, from,
                 "a link to entry %u, which is linked already", index);
        return FALSE;
    }
    /* An entry of no type is no child, but its siblings may be behind it. */
    if (entry->type == OX_CFB_EMPTY) {
        cfb->broken_tree = TRUE;
        ox_diag (cfb->diagnostics, OX_DIAG_CFB_DIRECTORY, from, "a link to entry %u, which is none",
                 index);
    }
    entry->seen = TRUE;
    return TRUE;
}

/* In order: left, itself, right. `stack` holds entries whose left side is done. */
static void
collect_children (OxCfb *cfb, guint32 storage_index, GArray *stack)
{
    CfbEntry *storage = cfb_entry (cfb, storage_index);
    storage->first_child = cfb->children->len;
    guint32 next = storage->child;
    guint64 from = storage->offset;
    while (TRUE) {
        while (reach (cfb, next, from)) {
            g_array_append_val (stack, next);
            from = cfb_entry (cfb, next)->offset;
            next = cfb_entry (cfb, next)->left;
        }
        if (stack->len == 0)
            break;
        guint32 index = g_array_index (stack, guint32, stack->len - 1);
        g_array_set_size (stack, stack->len - 1);
        if (cfb_entry (cfb, index)->type != OX_CFB_EMPTY)
            g_array_append_val (cfb->children, index);
        from = cfb_entry (cfb, index)->offset;
        next = cfb_entry (cfb, index)->right;
    }
    storage->n_children = cfb->children->len - storage->first_child;
    sort_children (cfb, storage);
}

static void
collect_trees (OxCfb *cfb)
{
    g_autoptr (GArray) stack = g_array_new (FALSE, FALSE, sizeof (guint32));
    cfb_entry (cfb, 0)->seen = TRUE;
    collect_children (cfb, 0, stack);
    /* The list of children grows while it is walked: breadth first. */
    for (guint i = 0; i < cfb->children->len; i++) {
        guint32 index = g_array_index (cfb->children, guint32, i);
        if (cfb_entry (cfb, index)->type == OX_CFB_STORAGE)
            collect_children (cfb, index, stack);
    }
}

/* Entries that no tree reaches, for salvage: storages with what is below them. */
static void
collect_orphans (OxCfb *cfb)
{
    g_autoptr (GArray) stack = g_array_new (FALSE, FALSE, sizeof (guint32));
    for (guint pass = 0; pass < 2; pass++) {
        for (guint32 i = 1; i < cfb->entries->len; i++) {
            CfbEntry *entry = cfb_entry (cfb, i);
            guint8 wanted = pass == 0 ? OX_CFB_STORAGE : OX_CFB_STREAM;
            if (entry->seen || entry->type != wanted)
                continue;
            entry->seen = TRUE;
            ox_diag (cfb->diagnostics, OX_DIAG_CFB_ORPHAN, entry->offset, "\"%s\" was recovered",
                     entry->utf8);
            g_array_append_val (cfb->orphans, i);
            guint before = cfb->children->len;
            if (entry->type == OX_CFB_STORAGE)
                collect_children (cfb, i, stack);
            for (guint j = before; j < cfb->children->len; j++) {
                guint32 index = g_array_index (cfb->children, guint32, j);
                if (cfb_entry (cfb, index)->type == OX_CFB_STORAGE)
                    collect_children (cfb, index, stack);
            }
        }
    }
}

gboolean
cfb_directory_read (OxCfb *cfb, guint32 start, GError **error)
{
    if (!looks_like_directory (cfb, start) || !read_entries (cfb, start)) {
        guint32 found = search_directory (cfb);
        ox_diag (cfb->diagnostics, OX_DIAG_CFB_DIRECTORY, 48, "sector %u is no directory", start);
        if (found == FREESECT || !read_entries (cfb, found)) {
            g_set_error_literal (error, OX_ERROR, OX_ERROR_DAMAGED,
                                 "the compound file has no directory");
            return FALSE;
        }
    }
    collect_trees (cfb);
    return TRUE;
}

/* --- streams -------------------------------------------------------------------------------- */

static void
report_chain (OxCfb *cfb, const CfbEntry *entry, guint64 there, CfbChainEnd end)
{
    static const char *const ends[] = { "is whole", "ends", "leaves the file", "runs in a circle",
                                        "is shared with other streams" };
    ox_diag (cfb->diagnostics, OX_DIAG_CFB_CHAIN, entry->offset,
             "\"%s\": the chain %s after %" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT " bytes",
             entry->utf8, ends[end], there, entry->size);
}

/* How many bytes of a chain the file really has, up to the first that it has not: its last
 * sector may be there in part, and mini sectors may lie behind the mini stream. */
static guint64
bytes_there (OxCfb *cfb, const CfbEntry *entry, guint shift)
{
    guint64 file = ox_stream_get_size (entry->is_mini ? cfb->mini : cfb->source);
    guint64 header = entry->is_mini ? 0 : 1;
    for (guint32 i = 0; i < entry->chain.n_runs; i++) {
        CfbRun run = g_array_index (cfb->runs, CfbRun, entry->chain.first_run + i);
        guint64 start = (run.first + header) << shift;
        guint64 end = start + ((guint64) run.count << shift);
        if (end > file)
            return ((guint64) run.at << shift) + (file > start ? file - start : 0);
    }
    return (guint64) entry->chain.n_sectors << shift;
}

static void
chain_stream (OxCfb *cfb, CfbEntry *entry)
{
    if (entry->size == 0)
        return;
    entry->is_mini = entry->size < MINI_CUTOFF;
    guint shift = entry->is_mini ? MINI_SHIFT : cfb->shift;
    CfbMap map = entry->is_mini ? cfb_map_mini (cfb) : cfb_map_fat (cfb);
    guint64 wanted = ((entry->size - 1) >> shift) + 1;
    CfbChainEnd end;
    gboolean shared;
    entry->chain = cfb_chain_follow (cfb, &map, entry->start, (guint32) MIN (wanted, map.n), &end,
                                     &shared);
    if (end == CHAIN_WHOLE && wanted > map.n)
        end = CHAIN_ENDED;
    if (shared)
        ox_diag (cfb->diagnostics, OX_DIAG_CFB_CROSS_LINK, entry->offset,
                 "\"%s\" shares sectors with another stream", entry->utf8);
    guint64 there = bytes_there (cfb, entry, shift);
    if (there < entry->size) {
        report_chain (cfb, entry, there, end == CHAIN_WHOLE ? CHAIN_OUTSIDE : end);
        entry->size = there;
    }
}

void
cfb_directory_chain_streams (OxCfb *cfb, OxPolicy policy)
{
    /* Where a link is broken, what it led to is among the entries that no tree
     * reaches; elsewhere those are mostly leftovers of the writer. */
    gboolean lost_children = cfb->broken_tree || cfb_entry (cfb, 0)->n_children == 0;
    if (policy == OX_POLICY_SALVAGE || (policy == OX_POLICY_DEFAULT && lost_children))
        collect_orphans (cfb);
    for (guint32 i = 0; i < cfb->entries->len; i++) {
        CfbEntry *entry = cfb_entry (cfb, i);
        if (entry->seen && entry->type == OX_CFB_STREAM)
            chain_stream (cfb, entry);
    }
}

/* --- asking ---------------------------------------------------------------------------------- */

guint32
ox_cfb_root (const OxCfb *cfb)
{
    return 0;
}

const char *
ox_cfb_get_name (const OxCfb *cfb, guint32 entry)
{
    return cfb_entry (cfb, entry)->utf8;
}

OxCfbType
ox_cfb_get_type (const OxCfb *cfb, guint32 entry)
{
    return (OxCfbType) cfb_entry (cfb, entry)->type;
}

const OxGuid *
ox_cfb_get_clsid (const OxCfb *cfb, guint32 entry)
{
    return &cfb_entry (cfb, entry)->clsid;
}

guint64
ox_cfb_get_size (const OxCfb *cfb, guint32 entry)
{
    const CfbEntry *e = cfb_entry (cfb, entry);
    return e->type == OX_CFB_STREAM ? e->size : 0;
}

guint64
ox_cfb_get_offset (const OxCfb *cfb, guint32 entry)
{
    return cfb_entry (cfb, entry)->offset;
}

const guint32 *
ox_cfb_children (const OxCfb *cfb, guint32 storage, guint *n)
{
    const CfbEntry *e = cfb_entry (cfb, storage);
    *n = e->n_children;
    return e->n_children > 0 ? &g_array_index (cfb->children, guint32, e->first_child) : NULL;
}

const guint32 *
ox_cfb_orphans (const OxCfb *cfb, guint *n)
{
    *n = cfb->orphans->len;
    return (const guint32 *) cfb->orphans->data;
}

guint32
ox_cfb_find (const OxCfb *cfb, guint32 storage, const char *name)
{
    glong n_units = 0;
    g_autofree gunichar2 *units = g_utf8_to_utf16 (name, -1, NULL, &n_units, NULL);
    guint n = 0;
    const guint32 *children = ox_cfb_children (cfb, storage, &n);
    guint low = 0;
    guint high = units != NULL && n_units <= NAME_UNITS ? n : 0;
    while (low < high) {
        guint middle = low + (high - low) / 2;
        const CfbEntry *e = cfb_entry (cfb, children[middle]);
        if (compare_names (e->name, e->n_units, units, (guint) n_units) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    if (units == NULL || low >= n)
        return OX_CFB_NONE;
    const CfbEntry *e = cfb_entry (cfb, children[low]);
    return compare_names (e->name, e->n_units, units, (guint) n_units) == 0 ? children[low]
                                                                            : OX_CFB_NONE;
}
