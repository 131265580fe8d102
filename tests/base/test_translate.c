/* SPDX-License-Identifier: MIT */
#include "testing.h"

#include "base/translate.h"

#include <string.h>

/* Every length and alignment that the fast way tells apart, every byte, and nothing beside them. */
static void
lengths (void **state)
{
    guint8 table[256], data[700], ours[sizeof data], plain[sizeof data];
    for (guint i = 0; i < sizeof table; i++)
        table[i] = (guint8) (i * 167 + 13);
    for (guint i = 0; i < sizeof data; i++)
        data[i] = (guint8) (i * 7 + (i >> 8));
    for (gsize from = 0; from < 33; from++)
        for (gsize n = 0; n + from <= sizeof data; n += n < 200 ? 1 : 37) {
            memcpy (ours, data, sizeof data);
            memcpy (plain, data, sizeof data);
            ox_translate (ours + from, n, table);
            for (gsize i = from; i < from + n; i++)
                plain[i] = table[plain[i]];
            assert_memory_equal (ours, plain, sizeof plain);
            memcpy (ours, data, sizeof data);
            ox_translate_portable (ours + from, n, table);
            assert_memory_equal (ours, plain, sizeof plain);
        }
}

int
main (void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test (lengths) };
    return cmocka_run_group_tests (tests, NULL, NULL);
}
