/* SPDX-License-Identifier: MIT
 *
 * Display templates and the scripts that make addresses: the example of [MS-OXOABKT] 4.1, and scripts that
 * go wrong.
 */
#include "base/builder.h"
#include "oab/template.h"
#include "testing.h"

#include <oxcart/oxcart.h>

#define MAILBOX 0x6701u
#define POST_OFFICE 0x6702u

static GPtrArray *
read_file (const char *name, OxDiagnostics *d)
{
    g_autofree char *path = g_strconcat (CORPUS "/oab/", name, NULL);
    g_autoptr (OxStream) stream = ox_stream_new_path (path, NULL);
    g_autoptr (GError) error = NULL;
    assert_non_null (stream);
    GPtrArray *templates = ox_oab_templates_read (stream, NULL, d, &error);
    if (templates == NULL)
        fail_msg ("%s", error->message);
    return templates;
}

static OxProps *
typed (const char *mailbox, const char *post_office)
{
    OxProps *props = ox_props_new ();
    if (mailbox != NULL)
        ox_props_set_text (props, MAILBOX, mailbox);
    if (post_office != NULL)
        ox_props_set_text (props, POST_OFFICE, post_office);
    return props;
}

static void
the_example (void **state)
{
    static const struct {
        const char *mailbox, *post_office, *address;
    } cases[] = {
        { "BobsMailbox", "GeneralPostOffice", "BobsMailbox at GeneralPostOffice" },
        { NULL, "GeneralPostOffice", " at GeneralPostOffice" },
        { "BobsMailbox", NULL, "BobsMailbox at " },
    };
    static const char *const files[] = { "good-template.oab", "good-template-uncounted.oab" };
    for (guint f = 0; f < G_N_ELEMENTS (files); f++) {
        g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
        g_autoptr (GPtrArray) templates = read_file (files[f], d);
        assert_int_equal (templates->len, 2);
        const OxOabTemplate *t = templates->pdata[1];
        assert_true (t->is_creation);
        assert_string_equal (t->display_name, "cc:Mail Address");
        assert_int_equal (t->controls->len, 7);
        const OxOabControl *c = t->controls->pdata[4];
        assert_int_equal (c->x, 0x6B);
        assert_int_equal (c->width, 0xFA);
        assert_int_equal (c->y, 0x23);
        assert_int_equal (c->height, 0x0C);
        assert_int_equal (c->tag, 0x6701001E);
        assert_int_equal (c->flags, 6);
        assert_string_equal (c->text, "*");
        c = t->controls->pdata[5];
        assert_string_equal (c->text, "&Post Office:");
        for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
            g_autoptr (OxProps) props = typed (cases[i].mailbox, cases[i].post_office);
            g_autofree char *address = ox_oab_script_run (t->script, props, NULL);
            assert_non_null (address);
            assert_string_equal (address, cases[i].address);
        }
        assert_int_equal (ox_diagnostics_get_size (d), 0);
    }
}

/* Each instruction, [MS-OXOABKT] 2.2.2.2.1 to 2.2.2.2.10. */
static void
instructions (void **state)
{
#define DATA 0x20 /* texts stand behind eight numbers */
    static const struct {
        guint32 code[8];
        const char *texts;
        const char *address; /* NULL: an error */
    } cases[] = {
        { { 0 }, "", "" },
        { { 1 }, "", NULL },
        { { 0x80000002, DATA, 0 }, "abc", "abc" },
        { { 0x80000006, DATA, 0 }, "abc", "ABC" },
        { { 2, MAILBOX << 16 | 0x1E, 0 }, "", "box" },
        { { 6, MAILBOX << 16 | 0x1E, 0 }, "", "BOX" },
        { { 3, 12, 1, 0 }, "", "" },
        { { 4, 0x1234001E, 16, 1, 0 }, "", "" },
        { { 4, MAILBOX << 16 | 0x1E, 16, 1, 0 }, "", NULL },
        { { 5, MAILBOX << 16 | 0x1E, MAILBOX << 16 | 0x1E, 20, 1, 0 }, "", "" },
        { { 5, MAILBOX << 16 | 0x1E, POST_OFFICE << 16 | 0x1E, 20, 1, 0 }, "", NULL },
        { { 0x40000005, MAILBOX << 16 | 0x1E, DATA, 20, 1, 0 }, "box", "" },
        { { 0x40000005, MAILBOX << 16 | 0x1E, DATA, 20, 1, 0 }, "Box", NULL },
        { { 3, 0 }, "", NULL },                       /* for ever */
        { { 0x80000002, DATA, 3, 0 }, "abc", NULL },  /* for ever, and longer and longer */
        { { 3, 0x7FFFFFFC }, "", NULL },
        { { 7 }, "", NULL },
        { { 0x80000002, 0xFFFFFFF0, 0 }, "", NULL },
    };
    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_auto (OxBuilder) b = { NULL };
        ox_builder_init (&b);
        ox_builder_u32 (&b, 8);
        for (guint j = 0; j < 8; j++)
            ox_builder_u32 (&b, cases[i].code[j]);
        ox_builder_bytes (&b, (const guint8 *) cases[i].texts, strlen (cases[i].texts) + 1);
        g_autoptr (GBytes) script = ox_builder_finish (&b);
        g_autoptr (OxProps) props = typed ("box", "other");
        g_autoptr (GError) error = NULL;
        g_autofree char *address = ox_oab_script_run (script, props, &error);
        if (g_strcmp0 (address, cases[i].address) != 0)
            fail_msg ("case %u gives %s", i, address != NULL ? address : error->message);
    }
}

static void
damaged_files (void **state)
{
    static const struct {
        const char *name;
        guint n_templates;
        gboolean runs;
        gboolean odd;
    } cases[] = {
        { "bad-template-loop.oab", 2, FALSE, FALSE },
        { "bad-template-jump.oab", 2, FALSE, FALSE },
        { "bad-template-rows.oab", 2, TRUE, TRUE },
        { "bad-template-count.oab", 4, TRUE, TRUE },
    };
    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
        g_autoptr (GPtrArray) templates = read_file (cases[i].name, d);
        assert_true (templates->len >= 2);
        const OxOabTemplate *t = templates->pdata[1];
        g_autoptr (OxProps) props = typed ("a", "b");
        g_autofree char *address = ox_oab_script_run (t->script, props, NULL);
        assert_int_equal (address != NULL, cases[i].runs);
        assert_int_equal (ox_diagnostics_count (d, OX_SEVERITY_LOST) > 0, cases[i].odd);
    }
}

static void
our_own_file (void **state)
{
    g_autoptr (OxSink) sink = ox_sink_new_memory ();
    g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
    ox_oab_write_template (sink);
    assert_true (ox_sink_finish (sink, NULL));
    g_autoptr (GBytes) bytes = ox_sink_steal_bytes (sink);
    g_autoptr (OxStream) stream = ox_stream_new_bytes (bytes);
    assert_string_equal (ox_oab_describe (stream), "display templates");
    g_autoptr (GPtrArray) templates = ox_oab_templates_read (stream, NULL, d, NULL);
    assert_int_equal (templates->len, 5);
    const OxOabTemplate *list = templates->pdata[1];
    assert_int_equal (list->kind, OX_ENTRY_LIST);
    const OxOabControl *members = list->controls->pdata[8];
    assert_int_equal (members->tag, 0x8009000D);
    assert_int_equal (ox_diagnostics_get_size (d), 0);
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (the_example), cmocka_unit_test (instructions), cmocka_unit_test (damaged_files),
        cmocka_unit_test (our_own_file),
    };
    return cmocka_run_group_tests (tests, NULL, NULL);
}
