/* SPDX-License-Identifier: MIT
 *
 * One open store, read by many threads at a time: each reads the same as one thread alone, also where trees are broken
 * and the first who meets that looks through the whole store.
 */
#include "pst/digest.h"

#define N_THREADS 8
#define MOST_SIZE (5u << 20)

static gpointer
read_all (gpointer store)
{
    return digest_store (store);
}

static void
check_store (const char *path, OxPolicy policy)
{
    g_autoptr (OxStore) alone = digest_open (path, policy);
    g_autoptr (OxStore) shared = digest_open (path, policy);
    assert_int_equal (alone == NULL, shared == NULL);
    if (alone == NULL)
        return;
    g_autofree char *expected = digest_store (alone);
    GThread *threads[N_THREADS];
    for (guint i = 0; i < N_THREADS; i++)
        threads[i] = g_thread_new ("reader", read_all, shared);
    for (guint i = 0; i < N_THREADS; i++) {
        g_autofree char *got = g_thread_join (threads[i]);
        if (strcmp (got, expected) != 0)
            print_error ("%s\n", path);
        assert_string_equal (got, expected);
    }
}

static void
check_all (const char *folder)
{
    g_autoptr (GPtrArray) paths = testing_files (folder);
    guint n = 0;
    for (guint i = 0; i < paths->len; i++) {
        g_autoptr (OxStream) stream = is_store (paths->pdata[i]) ? ox_stream_new_path (paths->pdata[i], NULL) : NULL;
        if (stream == NULL || ox_stream_get_size (stream) > MOST_SIZE)
            continue;
        n++;
        check_store (paths->pdata[i], OX_POLICY_DEFAULT);
        check_store (paths->pdata[i], OX_POLICY_SALVAGE);
    }
    if (n == 0)
        skip ();
}

static void
test_broken (G_GNUC_UNUSED void **state)
{
    check_all (CORPUS);
}

static void
test_real (G_GNUC_UNUSED void **state)
{
    check_all (SHARED "/pst");
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (test_broken),
        cmocka_unit_test (test_real),
    };
    return cmocka_run_group_tests (tests, NULL, NULL);
}
