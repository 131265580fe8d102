/* SPDX-License-Identifier: MIT
 *
 * Everything that is read of whole stores, beside what tests/pst/facts.txt says of them: how many messages a folder has,
 * and a hash of all that they, their recipients and attachments say. OX_UPDATE=1 writes the file anew.
 */
#include "pst/digest.h"

#define FACTS OX_SOURCE_DIR "/tests/pst/facts.txt"

static GString *found;

static void
add_facts (const char *folder, GString *facts)
{
    g_autoptr (GPtrArray) paths = testing_files (folder);
    for (guint i = 0; i < paths->len; i++) {
        if (!is_store (paths->pdata[i]))
            continue;
        g_autofree char *name = g_path_get_basename (paths->pdata[i]);
        g_autoptr (OxStore) store = digest_open (paths->pdata[i], OX_POLICY_DEFAULT);
        g_autofree char *lines = store != NULL ? digest_store (store) : g_strdup ("no store\n");
        g_string_append_printf (facts, "== %s\n%s", name, lines);
    }
}

/* The part of the file that is about one folder of samples. */
static char *
section_of (const char *what)
{
    g_autofree char *text = NULL;
    g_autofree char *mark = g_strdup_printf ("# %s\n", what);
    if (!g_file_get_contents (FACTS, &text, NULL, NULL))
        return g_strdup ("");
    const char *start = strstr (text, mark);
    if (start == NULL)
        return g_strdup ("");
    start += strlen (mark);
    const char *end = strstr (start, "\n# ");
    return end != NULL ? g_strndup (start, (gsize) (end + 1 - start)) : g_strdup (start);
}

static void
compare (const char *what, const char *folder)
{
    g_autoptr (GString) facts = g_string_new (NULL);
    g_autofree char *known = section_of (what);
    add_facts (folder, facts);
    if (facts->len == 0)
        skip ();
    g_string_append_printf (found, "# %s\n%s", what, facts->str);
    if (g_getenv ("OX_UPDATE") == NULL)
        assert_string_equal (facts->str, known);
}

static void
test_made (G_GNUC_UNUSED void **state)
{
    compare ("made", CORPUS);
}

static void
test_real (G_GNUC_UNUSED void **state)
{
    compare ("real", SHARED "/pst");
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (test_made),
        cmocka_unit_test (test_real),
    };
    found = g_string_new (NULL);
    int status = cmocka_run_group_tests (tests, NULL, NULL);
    if (g_getenv ("OX_UPDATE") != NULL && !g_file_set_contents (FACTS, found->str, -1, NULL))
        status = 1;
    g_string_free (found, TRUE);
    return status;
}
