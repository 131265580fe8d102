/* SPDX-License-Identifier: MIT
 *
 * Both files are hashed, 32 bytes at a time, at every place. Where the hash ends with some zero bits
 * is a mark: content decides that, so equal content has equal marks, wherever it stands. Marks that
 * each file has once are put together, and the longest list of them that ascends in both files is
 * the alignment. The hash need not be right: marks that go wrong make a patch larger, not false.
 */
#include "oab/patch-align.h"

#include "base/slice.h"
#include "base/sort.h"

#define WINDOW    32u
#define FACTOR    G_GUINT64_CONSTANT (0x9E3779B97F4A7C15)
#define MIX       G_GUINT64_CONSTANT (0xD6E8FEB86659FD93)
#define PIECE     (256u << 10)
#define MARK_BITS 6u          /* one place of 64 is a mark, */
#define MARKS     (1u << 20)  /* or as many fewer as it takes to have no more than about so many */

typedef struct {
    guint64 hash;
    guint32 at;
} Mark;

typedef struct {
    guint32 old_at;
    guint32 new_at;
} Pair;

struct _PatchAlign {
    GArray *pairs; /* Pair, ascending in both */
    guint32 old_size;
};

/* --- marks --------------------------------------------------------------------------------- */

typedef struct {
    guint8 ring[WINDOW];
    guint64 hash;
    guint64 out_factor; /* FACTOR to the power of WINDOW */
    guint64 mask;
    guint32 at;
    guint32 last; /* mark */
} Roll;

/* The hash of the zeros that the ring begins with. */
static void
roll_start (Roll *roll, guint64 mask)
{
    *roll = (Roll){ .mask = mask, .out_factor = 1 };
    for (guint i = 0; i < WINDOW; i++) {
        roll->hash = roll->hash * FACTOR + 1u;
        roll->out_factor *= FACTOR;
    }
}

static void
roll_piece (Roll *roll, OxSlice s, GArray *marks)
{
    while (s.left > 0) {
        guint8 byte = ox_slice_u8 (&s);
        guint8 *oldest = &roll->ring[roll->at % WINDOW];
        roll->hash = roll->hash * FACTOR + (byte + 1u) - roll->out_factor * (*oldest + 1u);
        *oldest = byte;
        roll->at++;
        guint64 mixed = (roll->hash ^ roll->hash >> 32) * MIX;
        /* Marks that stand too close, as they do in runs, are worth nothing, and cost memory. */
        if ((mixed >> 40 & roll->mask) == 0 && roll->at - roll->last > roll->mask / 4) {
            Mark mark = { mixed, roll->at };
            g_array_append_val (marks, mark);
            roll->last = roll->at;
        }
    }
}

static GArray *
find_marks (OxStream *stream, guint64 mask, GError **error)
{
    g_autoptr (GArray) marks = g_array_new (FALSE, FALSE, sizeof (Mark));
    Roll roll;
    roll_start (&roll, mask);
    guint64 size = ox_stream_get_size (stream);
    for (guint64 at = 0; at < size;) {
        g_autoptr (GBytes) piece = ox_stream_read_bytes (stream, at, PIECE, error);
        if (piece == NULL)
            return NULL;
        if (g_bytes_get_size (piece) == 0)
            break;
        roll_piece (&roll, ox_slice_from_bytes (piece), marks);
        at += g_bytes_get_size (piece);
    }
    return g_steal_pointer (&marks);
}

static gint
compare_marks (gconstpointer a, gconstpointer b)
{
    const Mark *x = a, *y = b;
    if (x->hash != y->hash)
        return x->hash < y->hash ? -1 : 1;
    return x->at < y->at ? -1 : x->at > y->at;
}

/* The next mark that occurs once, from *i on; NULL at the end. */
static const Mark *
next_single (GArray *marks, guint *i)
{
    while (*i < marks->len) {
        const Mark *mark = &g_array_index (marks, Mark, *i);
        guint n = 1;
        while (*i + n < marks->len && mark[n].hash == mark->hash)
            n++;
        *i += n;
        if (n == 1)
            return mark;
    }
    return NULL;
}

/* Pairs of marks that both files have once, by their place in the new file: as numbers, new place in
 * the upper half. */
static GArray *
pair_marks (GArray *old_marks, GArray *new_marks)
{
    GArray *pairs = g_array_new (FALSE, FALSE, sizeof (guint64));
    g_array_sort (old_marks, compare_marks);
    g_array_sort (new_marks, compare_marks);
    guint i = 0, k = 0;
    const Mark *a = next_single (old_marks, &i), *b = next_single (new_marks, &k);
    while (a != NULL && b != NULL) {
        if (a->hash < b->hash) {
            a = next_single (old_marks, &i);
        } else if (a->hash > b->hash) {
            b = next_single (new_marks, &k);
        } else {
            guint64 pair = (guint64) b->at << 32 | a->at;
            g_array_append_val (pairs, pair);
            a = next_single (old_marks, &i);
            b = next_single (new_marks, &k);
        }
    }
    ox_sort_u64 ((guint64 *) (gpointer) pairs->data, pairs->len);
    return pairs;
}

/* --- the longest ascending list ------------------------------------------------------------ */

/* How many of the ends of lists, which ascend, are below `at`. */
static guint
count_below (const guint64 *pairs, const guint *ends, guint n, guint32 at)
{
    guint low = 0, high = n;
    while (low < high) {
        guint middle = low + (high - low) / 2;
        if ((guint32) pairs[ends[middle]] < at)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static GArray *
longest_ascending (GArray *numbers)
{
    const guint64 *pairs = (const guint64 *) (gconstpointer) numbers->data;
    guint n = numbers->len, longest = 0;
    g_autofree guint *ends = g_new (guint, n + 1);   /* of each length, the pair that ends it lowest */
    g_autofree guint *before = g_new (guint, n + 1); /* of each pair, the one before it */
    for (guint i = 0; i < n; i++) {
        guint place = count_below (pairs, ends, longest, (guint32) pairs[i]);
        before[i] = place > 0 ? ends[place - 1] : n;
        ends[place] = i;
        longest = MAX (longest, place + 1);
    }
    GArray *out = g_array_new (FALSE, FALSE, sizeof (Pair));
    g_array_set_size (out, longest);
    guint i = longest > 0 ? ends[longest - 1] : n;
    for (guint place = longest; place-- > 0; i = before[i])
        g_array_index (out, Pair, place) = (Pair){ (guint32) pairs[i], (guint32) (pairs[i] >> 32) };
    return out;
}

/* --- the alignment ------------------------------------------------------------------------- */

PatchAlign *
patch_align_new (OxStream *old_file, OxStream *new_file, GError **error)
{
    guint bits = MARK_BITS;
    guint64 size = MAX (ox_stream_get_size (old_file), ox_stream_get_size (new_file));
    while (size >> bits > MARKS)
        bits++;
    guint64 mask = (G_GUINT64_CONSTANT (1) << bits) - 1;
    g_autoptr (GArray) old_marks = find_marks (old_file, mask, error);
    if (old_marks == NULL)
        return NULL;
    g_autoptr (GArray) new_marks = find_marks (new_file, mask, error);
    if (new_marks == NULL)
        return NULL;
    g_autoptr (GArray) pairs = pair_marks (old_marks, new_marks);
    PatchAlign *align = g_new (PatchAlign, 1);
    align->pairs = longest_ascending (pairs);
    align->old_size = (guint32) ox_stream_get_size (old_file);
    return align;
}

void
patch_align_free (PatchAlign *align)
{
    g_array_unref (align->pairs);
    g_free (align);
}

/* From a mark on both files go together, up to the next one. */
guint32
patch_align_get (const PatchAlign *align, guint32 at)
{
    guint low = 0, high = align->pairs->len;
    while (low < high) {
        guint middle = low + (high - low) / 2;
        if (g_array_index (align->pairs, Pair, middle).new_at <= at)
            low = middle + 1;
        else
            high = middle;
    }
    Pair before = low > 0 ? g_array_index (align->pairs, Pair, low - 1) : (Pair){ 0, 0 };
    guint64 most = low < align->pairs->len ? g_array_index (align->pairs, Pair, low).old_at : align->old_size;
    return (guint32) MIN (before.old_at + (guint64) (at - before.new_at), most);
}
