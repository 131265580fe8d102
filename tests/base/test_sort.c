/* SPDX-License-Identifier: MIT */
#include "testing.h"

#include "base/sort.h"

static gint
compare (gconstpointer a, gconstpointer b)
{
    guint64 x = *(const guint64 *) a;
    guint64 y = *(const guint64 *) b;
    return x < y ? -1 : x > y;
}

/* Numbers that repeat, rise, fall or jump, of every length around the runs of the merge. */
static guint64
number_at (guint pattern, guint i)
{
    switch (pattern) {
    case 0:
        return i;
    case 1:
        return 1000 - i;
    case 2:
        return i * 2654435761u % 97;
    default:
        return ((guint64) i * 0x9E3779B97F4A7C15u) ^ (i >> 2);
    }
}

static void
sorts_as_the_library_does (void **state)
{
    for (guint pattern = 0; pattern < 4; pattern++)
        for (guint n = 0; n < 200; n++) {
            g_autoptr (GArray) ours = g_array_new (FALSE, FALSE, sizeof (guint64));
            g_autoptr (GArray) theirs = g_array_new (FALSE, FALSE, sizeof (guint64));
            for (guint i = 0; i < n; i++) {
                guint64 number = number_at (pattern, i);
                g_array_append_val (ours, number);
                g_array_append_val (theirs, number);
            }
            g_array_sort (theirs, compare);
            if (n == 0)
                continue;
            assert_int_equal (ox_array_is_sorted (ours, sizeof (guint64), compare),
                              memcmp (ours->data, theirs->data, n * sizeof (guint64)) == 0);
            ox_sort_u64 ((guint64 *) (gpointer) ours->data, n);
            assert_memory_equal (ours->data, theirs->data, n * sizeof (guint64));
            assert_true (ox_array_is_sorted (ours, sizeof (guint64), compare));
        }
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (sorts_as_the_library_does),
    };
    return cmocka_run_group_tests (tests, NULL, NULL);
}
