/* SPDX-License-Identifier: MIT */
#include "testing.h"

#include "base/diag.h"
#include "model/account-private.h"
#include "model/props-private.h"

#include <oxcart/oxcart.h>
#include <string.h>

/* --- bags ------------------------------------------------------------------------------------ */

static void
the_first_of_a_key_wins (void **state)
{
    g_autoptr (OxProps) props = ox_props_new ();
    ox_props_add (props, 0x37, ox_value_text (OX_TYPE_STRING, g_strdup ("first"), 5));
    ox_props_add (props, 0x1000, ox_value_integer (OX_TYPE_INTEGER32, 1));
    ox_props_add (props, 0x37, ox_value_text (OX_TYPE_STRING, g_strdup ("second"), 6));
    ox_props_add (props, 0x01, ox_value_integer (OX_TYPE_INTEGER32, 2));
    OxKey duplicate = 0;
    assert_int_equal (ox_props_seal (props, &duplicate), 1);
    assert_int_equal (duplicate, 0x37);
    assert_int_equal (ox_props_get_size (props), 3);
    assert_string_equal (ox_props_get_text (props, 0x37), "first");
    OxKey key;
    ox_props_get_nth (props, 0, &key);
    assert_int_equal (key, 0x01);
}

static void
setters_replace (void **state)
{
    g_autoptr (OxProps) props = ox_props_new ();
    g_autoptr (GBytes) bytes = g_bytes_new ("abc", 3);
    ox_props_set_text (props, OX_TAG_SUBJECT, "one");
    ox_props_set_text (props, OX_TAG_SUBJECT, "two");
    ox_props_set_integer (props, OX_TAG_IMPORTANCE, OX_TYPE_INTEGER32, G_GINT64_CONSTANT (0x100000002));
    ox_props_set_integer (props, OX_LID_PRIVATE, OX_TYPE_BOOLEAN, 7);
    ox_props_set_bytes (props, OX_TAG_HTML, bytes);
    assert_int_equal (ox_props_get_size (props), 4);
    assert_string_equal (ox_props_get_text (props, OX_TAG_SUBJECT), "two");
    assert_int_equal (ox_props_get_integer (props, OX_TAG_IMPORTANCE, 0), 2);
    assert_int_equal (ox_props_get_integer (props, OX_LID_PRIVATE, 0), 1);
    assert_null (ox_props_get_text (props, OX_TAG_HTML));
    assert_ptr_equal (ox_props_get_bytes (props, OX_TAG_HTML), bytes);
    g_autoptr (OxStream) stream = ox_props_open (props, OX_TAG_SUBJECT);
    assert_true (ox_stream_get_size (stream) == 3);
    assert_true (ox_props_remove (props, OX_TAG_SUBJECT));
    assert_false (ox_props_remove (props, OX_TAG_SUBJECT));
    assert_null (ox_props_get_text (props, OX_TAG_SUBJECT));
}

/* A value of another type than asked for is no value: nothing is reinterpreted. */
static void
types_are_not_confused (void **state)
{
    g_autoptr (OxProps) props = ox_props_new ();
    guint64 time = 9;
    ox_props_set_integer (props, 1, OX_TYPE_INTEGER32, 5);
    ox_props_set_text (props, 2, "text");
    assert_null (ox_props_get_text (props, 1));
    assert_null (ox_props_get_bytes (props, 1));
    assert_int_equal (ox_props_get_integer (props, 2, -1), -1);
    assert_false (ox_props_get_time (props, 1, &time));
    assert_true (time == 0);
    assert_null (ox_value_get_guid (ox_props_lookup (props, 2)));
}

/* --- keys and names ----------------------------------------------------------------------------- */

static void
canonical_names (void **state)
{
    static const struct {
        OxKey key;
        guint16 type;
        const char *name;
    } cases[] = {
        { OX_TAG_SUBJECT, OX_TYPE_STRING, "PidTagSubject" },
        { OX_TAG_SUBJECT, OX_TYPE_STRING8, "PidTagSubject" },
        { OX_TAG_HTML, OX_TYPE_BINARY, "PidTagHtml" },
        { OX_TAG_HTML, OX_TYPE_STRING, "PidTagBodyHtml" },
        { OX_LID_APPOINTMENT_START_WHOLE, 0, "PidLidAppointmentStartWhole" },
        { OX_NAME_KEYWORDS, 0, "PidNameKeywords" },
    };
    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        assert_string_equal (ox_key_get_canonical (cases[i].key, cases[i].type), cases[i].name);
        assert_int_equal (ox_key_from_canonical (cases[i].name), cases[i].key);
    }
    assert_int_equal (ox_key_from_canonical ("PR_SUBJECT"), OX_TAG_SUBJECT);
    assert_int_equal (ox_key_from_canonical ("pidtagsubject"), OX_TAG_SUBJECT);
    assert_int_equal (ox_key_from_canonical ("PidTagNoSuch"), OX_KEY_NONE);
    assert_null (ox_key_get_canonical (0xFFFE, 0));
}

static void
well_known_names_need_no_table (void **state)
{
    OxGuid common;
    OxName name;
    ox_guid_from_string (&common, "00062008-0000-0000-C000-000000000046");
    assert_int_equal (ox_key_from_lid (&common, 0x8530), OX_LID_FLAG_REQUEST);
    /* A long id that no table lists, of a set that is known. */
    OxKey key = ox_key_from_lid (&common, 0x1234);
    assert_true (key >= 0x10000 && key < OX_KEY_LOCAL);
    assert_true (ox_key_get_name (key, &name));
    assert_int_equal (name.lid, 0x1234);
    assert_memory_equal (&name.set, &common, sizeof common);
    assert_int_equal (ox_key_from_lid (&common, 0x10000), OX_KEY_NONE);
    OxGuid headers;
    ox_guid_from_string (&headers, "00020386-0000-0000-C000-000000000046");
    assert_int_equal (ox_key_from_name (&headers, "CONTENT-CLASS"),
                      ox_key_from_name (&headers, "content-class"));
    assert_true (ox_key_from_name (&headers, "content-class") != OX_KEY_NONE);
}

static void
tables_of_names (void **state)
{
    g_autoptr (OxNames) names = ox_names_new ();
    OxName a = { OX_NAME_KIND_STRING, { { 1 } }, 0, "a" };
    OxName lid = { OX_NAME_KIND_LID, { { 1 } }, 7, NULL };
    OxKey key = ox_names_intern (names, &a);
    assert_int_equal (ox_names_intern (names, &a), key);
    OxKey again = ox_names_add (names, &a);
    assert_true (again != key);
    assert_int_equal (ox_names_find (names, &a), key);
    assert_true (ox_names_intern (names, &lid) != key);
    assert_int_equal (ox_names_get_size (names), 3);
    OxName back;
    assert_true (ox_names_get (names, again, &back));
    assert_string_equal (back.string, "a");
    assert_false (ox_names_get (names, OX_KEY_LOCAL + 99, &back));
    assert_false (ox_names_get (NULL, key, &back));
    g_autofree char *described = ox_names_describe (NULL, 0x6789, 0);
    assert_string_equal (described, "0x6789");
}

/* Every constant of the table leads to a name and back. */
static void
the_whole_table (void **state)
{
    g_autofree char *table = NULL;
    assert_true (g_file_get_contents (OX_SOURCE_DIR "/data/properties.tsv", &table, NULL, NULL));
    g_auto (GStrv) lines = g_strsplit (table, "\n", -1);
    guint n = 0;
    for (guint i = 1; lines[i] != NULL && *lines[i] != '\0'; i++, n++) {
        g_auto (GStrv) cells = g_strsplit (lines[i], "\t", -1);
        OxKey key = ox_key_from_canonical (cells[0]);
        if (key == OX_KEY_NONE)
            fail_msg ("%s has no key", cells[0]);
        assert_non_null (ox_key_get_canonical (key, 0));
        OxName name;
        if (strcmp (cells[1], "tag") != 0)
            assert_true (ox_key_get_name (key, &name));
    }
    assert_true (n > 1400);
}

/* --- EntryIDs -------------------------------------------------------------------------------------- */

static void
one_offs (void **state)
{
    g_autoptr (GBytes) bytes = ox_entryid_build_one_off ("Ada Wägner", "SMTP", "ada@example.org");
    g_autoptr (OxEntryId) id = ox_entryid_parse (bytes, 1252);
    assert_int_equal (id->kind, OX_ENTRYID_ONE_OFF);
    assert_string_equal (id->display_name, "Ada Wägner");
    assert_string_equal (id->address_type, "SMTP");
    assert_string_equal (id->address, "ada@example.org");
    assert_int_equal (id->flags, 0x8001);
    g_autoptr (OxEntryId) copy = ox_entryid_copy (id);
    assert_string_equal (copy->address, "ada@example.org");
    /* Cut anywhere it gives what is there. */
    for (gsize n = 0; n < g_bytes_get_size (bytes); n++) {
        g_autoptr (GBytes) cut = g_bytes_new_from_bytes (bytes, 0, n);
        g_autoptr (OxEntryId) part = ox_entryid_parse (cut, 1252);
        assert_true (part->kind == (n < 24 ? OX_ENTRYID_UNKNOWN : OX_ENTRYID_ONE_OFF));
    }
}

static void
other_entryids (void **state)
{
    g_autoptr (GBytes) ex = ox_entryid_build_address_book ("/o=Yard/cn=ada", 1);
    g_autoptr (OxEntryId) id = ox_entryid_parse (ex, 1252);
    assert_int_equal (id->kind, OX_ENTRYID_ADDRESS_BOOK);
    assert_string_equal (id->address, "/o=Yard/cn=ada");
    assert_string_equal (id->address_type, "EX");
    assert_int_equal (id->object_type, 1);
    static const guint8 contact[] = { 0,    0,    0,    0,    0xFE, 0x42, 0xAA, 0x0A, 0x18, 0xC7,
                                      0x1A, 0x10, 0xE8, 0x85, 0x0B, 0x65, 0x1C, 0x24, 0,    0,
                                      3,    0,    0,    0,    4,    0,    0,    0,    1,    0,
                                      0,    0,    0xFF, 0xFF, 0,    0,    0xAB, 0xCD };
    g_autoptr (GBytes) bytes = g_bytes_new_static (contact, sizeof contact);
    g_autoptr (OxEntryId) person = ox_entryid_parse (bytes, 1252);
    assert_int_equal (person->kind, OX_ENTRYID_CONTACT);
    assert_int_equal (person->index, 1);
    assert_int_equal (g_bytes_get_size (person->embedded), 2);
}

/* --- diagnostics and the account --------------------------------------------------------------------- */

static void
diagnostics (void **state)
{
    g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
    ox_diag_set_limit (d, 2);
    ox_diag_push (d, "attachment %u", 2);
    ox_diag_push (d, "message");
    ox_diag (d, OX_DIAG_MSG_COUNT, 7, "so %s", "what");
    ox_diag_pop (d);
    ox_diag (d, OX_DIAG_MSG_EXTRA_VALUE, OX_DIAG_NO_OFFSET, "x");
    ox_diag (d, OX_DIAG_MSG_EXTRA_VALUE, OX_DIAG_NO_OFFSET, "over the limit");
    assert_int_equal (ox_diagnostics_get_size (d), 2);
    assert_string_equal (ox_diagnostics_get (d, 0)->place, "attachment 2/message");
    assert_string_equal (ox_diagnostics_get (d, 1)->place, "attachment 2");
    assert_string_equal (ox_diagnostics_get (d, 0)->code, "msg-count");
    assert_true (ox_diagnostics_count (d, OX_SEVERITY_INFO) == 2);
    assert_true (ox_diagnostics_count (d, OX_SEVERITY_WARN) == 1);
    g_autoptr (GError) error = NULL;
    assert_false (ox_diag_check_strict (d, &error));
    assert_true (g_error_matches (error, OX_ERROR, OX_ERROR_STRICT));
    /* Nobody asked: nothing happens. */
    ox_diag (NULL, OX_DIAG_MSG_COUNT, 0, "x");
    assert_true (ox_diag_check_strict (NULL, NULL));
}

static void
the_account (void **state)
{
    g_autoptr (OxAccount) account = ox_account_new ();
    g_autoptr (OxProps) props = ox_props_new ();
    ox_props_set_text (props, OX_TAG_SUBJECT, "s");
    ox_props_set_text (props, OX_TAG_BODY, "body");
    ox_props_set_integer (props, OX_TAG_MESSAGE_SIZE, OX_TYPE_INTEGER32, 1);
    ox_account_enter (account, "", props, NULL);
    ox_account_set (account, props, OX_TAG_SUBJECT, OX_FATE_MAPPED);
    ox_account_set (account, props, OX_TAG_IMPORTANCE, OX_FATE_MAPPED);
    assert_int_equal (ox_account_get_size (account), 3);
    assert_int_equal (ox_account_count (account, OX_FATE_MAPPED), 1);
    assert_int_equal (ox_account_count (account, OX_FATE_LOST), 1);
    assert_int_equal (ox_account_count (account, OX_FATE_NOT_APPLICABLE), 1);
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (the_first_of_a_key_wins),
        cmocka_unit_test (setters_replace),
        cmocka_unit_test (types_are_not_confused),
        cmocka_unit_test (canonical_names),
        cmocka_unit_test (well_known_names_need_no_table),
        cmocka_unit_test (tables_of_names),
        cmocka_unit_test (the_whole_table),
        cmocka_unit_test (one_offs),
        cmocka_unit_test (other_entryids),
        cmocka_unit_test (diagnostics),
        cmocka_unit_test (the_account),
    };
    return cmocka_run_group_tests (tests, NULL, NULL);
}
