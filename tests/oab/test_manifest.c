/* SPDX-License-Identifier: MIT
 *
 * The manifest "oab.xml": the example of [MS-OXWOAB] 4, and what is refused.
 */
#include "testing.h"

#include <oxcart/oxcart.h>

#define ROOMS "f867b9e0-d01e-43e3-8708-ba86a1c77dff"
#define GLOBAL "2e3eaccd-85a0-4abe-84f8-603a49801bb6"

/* The two lists of the example, in its quotes and its order. */
static const char example[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<OAB>\n"
    " <OAL id='" ROOMS "' \ndn='/guid=F8E7206B268E404B9519453F0F184D24' name='\\All Rooms'>\n"
    "  <Full seq='2' ver='32' size='554' uncompressedsize='1165' \nSHA='d626d8d782332b7e8d689eea266ee315c31f19da'>\n"
    "   " ROOMS "-data-2.lzx\n  </Full>\n"
    "  <Template seq='2' ver='7' size='5794' uncompressedsize='25620' SHA='53fb16d6dcdf1a559b8649e9b269eee84b85c91b'"
    " langid='0409' type='windows'>" ROOMS "-lng0409-2.lzx</Template>\n"
    "  <Template seq='2' ver='7' size='5794' uncompressedsize='25620' SHA='53fb16d6dcdf1a559b8649e9b269eee84b85c91b'"
    " langid='0409' type='mac'> " ROOMS "-mac0409-2.lzx </Template>\n"
    "  <Diff seq='2' ver='32' size='132' uncompressedsize='1165' SHA='f53ec568b6fc3e4adce0e7d7dfd51ace604a9234'>"
    ROOMS "-binpatch-2.lzx</Diff>\n </OAL>\n"
    " <OAL id='" GLOBAL "' dn='/' name='\\Global Address List'>\n"
    "  <Full seq='4' ver='32' size='574' uncompressedsize='1872' SHA='91c1d0fa378dc961f9e8aafb17a9569767e21c73'>"
    GLOBAL "-data-4.lzx</Full>\n"
    "  <Template seq='4' ver='7' size='5794' uncompressedsize='25620' SHA='53fb16d6dcdf1a559b8649e9b269eee84b85c91b'"
    " langid='0409' type='windows'>" GLOBAL "-lng0409-4.lzx</Template>\n"
    "  <Template seq='4' ver='7' size='5794' uncompressedsize='25620' SHA='53fb16d6dcdf1a559b8649e9b269eee84b85c91b'"
    " langid='0409' type='mac'>" GLOBAL "-mac0409-4.lzx</Template>\n"
    "  <Diff seq='4' ver='32' size='132' uncompressedsize='1872' SHA='49d0d0c8185dd93ba7df0fbc6b532049ba5a29c5'>"
    GLOBAL "-binpatch-4.lzx</Diff>\n"
    "  <Diff seq='2' ver='32' size='136' uncompressedsize='1197' SHA='7e391a3fd934310489f87576ad6b6e1fd6fc1590'>"
    GLOBAL "-binpatch-2.lzx</Diff>\n"
    "  <Diff seq='3' ver='32' size='138' uncompressedsize='1544' SHA='3eb5108d87e366681eb27be395f3ef7d9525c63f'>"
    GLOBAL "-binpatch-3.lzx</Diff>\n </OAL>\n</OAB>\n";

static OxOabManifest *
parse (const char *text, OxDiagnostics *d, GError **error)
{
    g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
    return ox_oab_manifest_parse (bytes, d, error);
}

static void
check_example (OxOabManifest *manifest)
{
    assert_int_equal (ox_oab_manifest_get_n_lists (manifest), 2);
    const OxOabList *rooms = ox_oab_manifest_get_list (manifest, 0);
    const OxOabList *global = ox_oab_manifest_get_list (manifest, 1);
    assert_string_equal (rooms->id, ROOMS);
    assert_string_equal (rooms->dn, "/guid=F8E7206B268E404B9519453F0F184D24");
    assert_string_equal (rooms->name, "\\All Rooms");
    assert_string_equal (global->dn, "/");
    assert_int_equal (rooms->files->len, 4);
    assert_int_equal (global->files->len, 6);
    const OxOabFile *full = rooms->files->pdata[0];
    assert_int_equal (full->kind, OX_OAB_FULL);
    assert_string_equal (full->name, ROOMS "-data-2.lzx");
    assert_string_equal (full->sha1, "d626d8d782332b7e8d689eea266ee315c31f19da");
    assert_int_equal (full->sequence, 2);
    assert_int_equal (full->version, 32);
    assert_int_equal (full->size, 554);
    assert_int_equal (full->uncompressed_size, 1165);
    const OxOabFile *mac = rooms->files->pdata[2];
    assert_int_equal (mac->kind, OX_OAB_TEMPLATE);
    assert_string_equal (mac->name, ROOMS "-mac0409-2.lzx");
    assert_string_equal (mac->type, "mac");
    assert_int_equal (mac->langid, 0x409);
    assert_int_equal (((const OxOabFile *) global->files->pdata[5])->sequence, 3);
}

static void
the_example (void **state)
{
    g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
    g_autoptr (GError) error = NULL;
    g_autoptr (OxOabManifest) manifest = parse (example, d, &error);
    if (manifest == NULL)
        fail_msg ("%s", error->message);
    check_example (manifest);
    /* Written and read again it says the same. */
    g_autoptr (OxSink) sink = ox_sink_new_memory ();
    ox_oab_manifest_write (manifest, sink);
    assert_true (ox_sink_finish (sink, NULL));
    g_autoptr (GBytes) bytes = ox_sink_steal_bytes (sink);
    g_autoptr (OxOabManifest) again = ox_oab_manifest_parse (bytes, d, NULL);
    check_example (again);
    assert_int_equal (ox_diagnostics_get_size (d), 0);
}

/* From generation 1 three patches in order; with one of them missing, or from nothing, the whole file. */
static void
plans (void **state)
{
    static const struct {
        guint32 sequence;
        const char *names; /* the numbers of the files, in order */
    } cases[] = {
        { 0, "data-4" }, { 1, "binpatch-2 binpatch-3 binpatch-4" }, { 2, "binpatch-3 binpatch-4" },
        { 3, "binpatch-4" }, { 4, "" }, { 9, "data-4" },
    };
    g_autoptr (OxOabManifest) manifest = parse (example, NULL, NULL);
    const OxOabList *global = ox_oab_manifest_get_list (manifest, 1);
    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autoptr (GPtrArray) plan = ox_oab_list_plan (global, cases[i].sequence);
        g_autoptr (GString) names = g_string_new (NULL);
        for (guint j = 0; j < plan->len; j++) {
            const OxOabFile *file = plan->pdata[j];
            g_autofree char *name = g_strndup (file->name + strlen (GLOBAL "-"),
                                               strlen (file->name) - strlen (GLOBAL "-" ".lzx"));
            g_string_append_printf (names, "%s%s", j > 0 ? " " : "", name);
        }
        assert_string_equal (names->str, cases[i].names);
    }
    g_autofree char *gap = g_strdup (example);
    *(strstr (gap, "<Diff seq='3'") + strlen ("<Diff seq='")) = '7';
    g_autoptr (OxOabManifest) other = parse (gap, NULL, NULL);
    g_autoptr (GPtrArray) plan = ox_oab_list_plan (ox_oab_manifest_get_list (other, 1), 1);
    assert_int_equal (plan->len, 1);
    assert_int_equal (((const OxOabFile *) plan->pdata[0])->kind, OX_OAB_FULL);
}

static void
refused (void **state)
{
    static const char *const cases[] = {
        "",
        "<OAB></OAB>",
        "<html><body/></html>",
        "<OAB><OAL id='a' dn='/' name='x'><Full>f</Full>",    /* read; see below */
        "<!DOCTYPE OAB [<!ENTITY a 'b'>]><OAB><OAL id='&a;' dn='/' name='x'/></OAB>",
        "<!DOCTYPE OAB SYSTEM 'file:///etc/passwd'><OAB><OAL/></OAB>",
        "<OAB><OAL id='&xxe;' dn='/' name='x'/></OAB>",
        "<OAB><OAL id='&#0;' dn='/' name='x'/></OAB>",
        "<OAB><OAL id='&#xD800;' dn='/' name='x'/></OAB>",
        "<OAB><OAL id='a' dn='/' name='x'><Full><![CDATA[f]]></Full></OAL></OAB>",
        "<OAB><OAL id='a",
        "<OAB><OAL id=a/></OAB>",
        "<OAB><OAL><Full><a><b><c/></b></a></Full></OAL></OAB>",
        "<OAB>\xFF<OAL/></OAB>",
    };
    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autoptr (GError) error = NULL;
        g_autoptr (OxOabManifest) manifest = parse (cases[i], NULL, &error);
        if ((manifest != NULL) != (i == 3))
            fail_msg ("case %u: %s", i, cases[i]);
    }
}

/* A manifest names files of its own folder only. */
static void
names_stay_in_the_folder (void **state)
{
    static const char *const names[] = { "../x", "/etc/passwd", "a/b", "a\\b", "C:x", ".hidden", "" };
    for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
        g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
        g_autofree char *text = g_strdup_printf (
            "<OAB><OAL id='a' dn='/' name='x'><Full seq='1' ver='32'>%s</Full></OAL></OAB>", names[i]);
        g_autoptr (OxOabManifest) manifest = parse (text, d, NULL);
        assert_int_equal (ox_oab_manifest_get_list (manifest, 0)->files->len, 0);
        assert_int_equal (ox_diagnostics_count (d, OX_SEVERITY_WARN), 1);
    }
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (the_example), cmocka_unit_test (plans), cmocka_unit_test (refused),
        cmocka_unit_test (names_stay_in_the_folder),
    };
    return cmocka_run_group_tests (tests, NULL, NULL);
}
