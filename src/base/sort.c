/* SPDX-License-Identifier: MIT */
#include "base/sort.h"

#define RUN 12u

static void
sort_run (guint64 *x, gsize n)
{
    for (gsize i = 1; i < n; i++) {
        guint64 v = x[i];
        gsize j = i;
        for (; j > 0 && x[j - 1] > v; j--)
            x[j] = x[j - 1];
        x[j] = v;
    }
}

static void
merge (const guint64 *a, gsize na, const guint64 *b, gsize nb, guint64 *out)
{
    gsize i = 0, j = 0;
    while (i < na && j < nb)
        *out++ = a[i] <= b[j] ? a[i++] : b[j++];
    while (i < na)
        *out++ = a[i++];
    while (j < nb)
        *out++ = b[j++];
}

void
ox_sort_u64 (guint64 *numbers, gsize n)
{
    for (gsize i = 0; i < n; i += RUN)
        sort_run (numbers + i, MIN (RUN, n - i));
    if (n <= RUN)
        return;
    g_autofree guint64 *other = g_new (guint64, n);
    guint64 *from = numbers;
    guint64 *to = other;
    for (gsize width = RUN; width < n; width *= 2) {
        for (gsize i = 0; i < n; i += 2 * width) {
            gsize na = MIN (width, n - i);
            merge (from + i, na, from + i + na, MIN (width, n - i - na), to + i);
        }
        guint64 *swap = from;
        from = to;
        to = swap;
    }
    for (gsize i = 0; from != numbers && i < n; i++)
        numbers[i] = from[i];
}

gint
ox_compare_ids (gconstpointer a, gconstpointer b)
{
    const guint32 *x = a, *y = b;
    return *x < *y ? -1 : *x > *y;
}

void
ox_ids_order (GArray *ids)
{
    guint kept = 0;
    if (!ox_array_is_sorted (ids, sizeof (guint32), ox_compare_ids))
        g_array_sort (ids, ox_compare_ids);
    for (guint i = 0; i < ids->len; i++) {
        guint32 id = g_array_index (ids, guint32, i);
        if (kept == 0 || g_array_index (ids, guint32, kept - 1) != id)
            g_array_index (ids, guint32, kept++) = id;
    }
    g_array_set_size (ids, kept);
}
