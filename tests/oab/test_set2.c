/* SPDX-License-Identifier: MIT
 *
 * Address books of versions 2 and 3: the examples of [MS-OXOAB] 3.1 and 3.2, and damaged indexes.
 */
#include "oab/set2.h"

#include "testing.h"

#include <oxcart/oxcart.h>

#define FOLDER CORPUS "/oab/"

static OxAddressList *
open_folder (const char *name, OxDiagnostics *d)
{
    g_autofree char *path = g_strconcat (FOLDER, name, NULL);
    g_autoptr (GError) error = NULL;
    g_autoptr (OxAddressBook) book = ox_open_address_book_path (path, NULL, d, &error);
    if (book == NULL)
        fail_msg ("%s", error->message);
    assert_int_equal (ox_address_book_get_n_lists (book), 1);
    return g_object_ref (ox_address_book_get_list (book, 0));
}

typedef struct {
    OxKey key;
    const char *text;
} Expected;

static void
check_entry (OxAddressList *list, guint32 index, const Expected *expected, guint n)
{
    g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
    g_autoptr (OxEntry) entry = ox_address_list_read_entry (list, index, d, NULL);
    assert_non_null (entry);
    OxProps *props = ox_entry_get_props (entry);
    for (guint i = 0; i < n; i++) {
        const OxValue *value = ox_props_lookup (props, expected[i].key);
        const char *text = value != NULL ? ox_value_get_text (ox_value_get_item (value, 0), NULL) : NULL;
        if (g_strcmp0 (text, expected[i].text) != 0)
            fail_msg ("property 0x%X is %s, not %s", expected[i].key, text, expected[i].text);
    }
    assert_int_equal (ox_props_get_integer (props, OX_TAG_OBJECT_TYPE, 0), 6);
    assert_int_equal (ox_props_get_integer (props, OX_TAG_DISPLAY_TYPE, 9), 0);
    assert_int_equal (ox_diagnostics_get_size (d), 0);
    /* Three numbers that every entry has beside its texts. */
    assert_int_equal (ox_props_get_size (props), n + 3);
}

static void
version_2 (void **state)
{
    static const Expected admin[] = {
        { OX_TAG_EMAIL_ADDRESS, "/o=example/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/CN=Administrator" },
        { OX_TAG_SMTP_ADDRESS, "Administrator@example.com" },
        { OX_TAG_DISPLAY_NAME, "Administrator" },
        { OX_TAG_ACCOUNT, "Administrator" },
        { OX_TAG_ADDRESS_BOOK_PROXY_ADDRESSES, "SMTP:Administrator@example.com" },
    };
    static const Expected lisa[] = {
        { OX_TAG_EMAIL_ADDRESS, "/o=example/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/CN=Lisa Miller" },
        { OX_TAG_SMTP_ADDRESS, "LisaM@example.com" },
        { OX_TAG_DISPLAY_NAME, "Lisa Miller" },
        { OX_TAG_ACCOUNT, "LisaMiller" },
        { OX_TAG_SURNAME, "Miller" },
        { OX_TAG_GIVEN_NAME, "Lisa" },
        { OX_TAG_ADDRESS_BOOK_PROXY_ADDRESSES, "SMTP:LisaM@example.com" },
    };
    g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
    g_autoptr (OxAddressList) list = open_folder ("good-v2-spec", d);
    assert_string_equal (ox_address_list_get_format (list), "address book, version 2");
    assert_int_equal (ox_address_list_get_n_entries (list), 2);
    check_entry (list, 0, admin, G_N_ELEMENTS (admin));
    check_entry (list, 1, lisa, G_N_ELEMENTS (lisa));
    assert_int_equal (ox_diagnostics_get_size (d), 0);
}

static void
version_3 (void **state)
{
#define MDB "/o=First Organization/ou=First Administrative Group/cn=Configuration/cn=Servers/cn=EXCH-H-977/cn=Microsoft Private MDB"
    static const Expected admin[] = {
        { OX_TAG_EMAIL_ADDRESS, "/o=First Organization/ou=First Administrative Group/cn=Recipients/CN=Administrator" },
        { OX_TAG_SMTP_ADDRESS, "Administrator@example.com" },
        { OX_TAG_DISPLAY_NAME, "Administrator" },
        { OX_TAG_ACCOUNT, "Administrator" },
        { OX_TAG_ADDRESS_BOOK_PROXY_ADDRESSES, "SMTP:Administrator@example.com" },
        { OX_TAG_ADDRESS_BOOK_HOME_MESSAGE_DATABASE, MDB },
    };
    static const Expected lisa[] = {
        { OX_TAG_EMAIL_ADDRESS, "/o=First Organization/ou=First Administrative Group/cn=Recipients/CN=LisaM" },
        { OX_TAG_SMTP_ADDRESS, "LisaM@example.com" },
        { OX_TAG_DISPLAY_NAME, "Lisa Miller" },
        { OX_TAG_ACCOUNT, "LisaM" },
        { OX_TAG_SURNAME, "Miller" },
        { OX_TAG_GIVEN_NAME, "Lisa" },
        { OX_TAG_ADDRESS_BOOK_PROXY_ADDRESSES, "SMTP:LisaM@example.com" },
        { OX_TAG_ADDRESS_BOOK_HOME_MESSAGE_DATABASE, MDB },
    };
    g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
    g_autoptr (OxAddressList) list = open_folder ("good-v3-spec", d);
    assert_string_equal (ox_address_list_get_format (list), "address book, version 3");
    check_entry (list, 0, admin, G_N_ELEMENTS (admin));
    check_entry (list, 1, lisa, G_N_ELEMENTS (lisa));
    g_autoptr (OxEntry) entry = ox_address_list_read_entry (list, 1, d, NULL);
    const OxValue *proxies = ox_props_lookup (ox_entry_get_props (entry), OX_TAG_ADDRESS_BOOK_PROXY_ADDRESSES);
    assert_string_equal (ox_value_get_text (ox_value_get_item (proxies, 1), NULL),
                         "X400:c=US;a= ;p=Example;o=Exchange;s=Miller;g=Lisa;");
    assert_int_equal (ox_diagnostics_get_size (d), 0);
}

static OxStream *
open_part (const char *name)
{
    g_autofree char *path = g_strconcat (FOLDER, name, NULL);
    OxStream *stream = ox_stream_new_path (path, NULL);
    assert_non_null (stream);
    return stream;
}

static void
parts_are_told_apart (void **state)
{
    static const struct {
        const char *name;
        Oab2Part part;
    } cases[] = {
        { "good-v2-spec/browse.oab", OAB2_BROWSE },   { "good-v2-spec/rdndex.oab", OAB2_RDN },
        { "good-v2-spec/anrdex.oab", OAB2_ANR },      { "good-v2-spec/details.oab", OAB2_DETAILS },
        { "good-v3-spec/ubrowse.oab", OAB2_BROWSE },  { "good-v3-spec/urdndex.oab", OAB2_RDN },
        { "good-v3-spec/uanrdex.oab", OAB2_ANR },     { "good-v3-spec/udetails.oab", OAB2_DETAILS },
        { "good-v4-spec.oab", OAB2_NONE },
    };
    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autoptr (OxStream) stream = open_part (cases[i].name);
        if (oab2_part_of (stream) != cases[i].part)
            fail_msg ("%s is taken for %s", cases[i].name, oab2_part_to_string (oab2_part_of (stream)));
    }
}

static void
indexes_are_walked (void **state)
{
    static const struct {
        const char *name;
        Oab2Part part;
        guint32 n;
        guint64 n_lost;
    } cases[] = {
        { "good-v2-spec/rdndex.oab", OAB2_RDN, 4, 0 },
        { "good-v2-spec/anrdex.oab", OAB2_ANR, 5, 0 },
        { "good-v3-spec/urdndex.oab", OAB2_RDN, 4, 0 },
        { "good-v3-spec/uanrdex.oab", OAB2_ANR, 5, 0 },
        /* A branch back to the root, and one to the record itself. */
        { "bad-v2-indexes/anrdex.oab", OAB2_ANR, 5, 2 },
        /* Two branches out of the file, and so fewer records than the header counts. */
        { "bad-v2-indexes/rdndex.oab", OAB2_RDN, 1, 3 },
    };
    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
        g_autoptr (OxStream) stream = open_part (cases[i].name);
        assert_int_equal (oab2_index_check (stream, cases[i].part, d), cases[i].n);
        assert_int_equal (ox_diagnostics_count (d, OX_SEVERITY_LOST), cases[i].n_lost);
    }
}

/* Each value that no index leads to is missing, and said to be; the others are there. */
static void
damage_costs_values (void **state)
{
    g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
    g_autoptr (OxAddressList) list = open_folder ("bad-v2-indexes", d);
    assert_int_equal (ox_address_list_get_n_entries (list), 2);
    g_autoptr (OxEntry) lisa = ox_address_list_read_entry (list, 1, d, NULL);
    OxProps *props = ox_entry_get_props (lisa);
    assert_string_equal (ox_props_get_text (props, OX_TAG_DISPLAY_NAME), "Lisa Miller");
    assert_string_equal (ox_props_get_text (props, OX_TAG_SMTP_ADDRESS), "LisaM@example.com");
    assert_null (ox_props_lookup (props, OX_TAG_EMAIL_ADDRESS));
    assert_null (ox_props_lookup (props, OX_TAG_GIVEN_NAME));
    assert_true (ox_diagnostics_count (d, OX_SEVERITY_LOST) >= 2);
}

/* A browse file that real software made: of three entries, whose other files are lost. */
static void
real_browse_file (void **state)
{
    static const char path[] = SHARED "/oab/msdn-forum/browse2.oab.decompressed";
    g_autoptr (OxStream) stream = ox_stream_new_path (path, NULL);
    if (stream == NULL)
        skip ();
    assert_int_equal (oab2_part_of (stream), OAB2_BROWSE);
    g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
    g_autoptr (OxAddressBook) book = ox_address_book_new ();
    Oab2Set *set = oab2_set_new ();
    oab2_set_add (set, stream);
    oab2_set_open (set, NULL, d, book);
    oab2_set_free (set);
    OxAddressList *list = ox_address_book_get_list (book, 0);
    assert_int_equal (ox_address_list_get_n_entries (list), 3);
    g_autoptr (OxEntry) entry = ox_address_list_read_entry (list, 1, d, NULL);
    assert_int_equal (ox_entry_get_kind (entry), OX_ENTRY_LIST);
    assert_int_equal (ox_props_get_integer (ox_entry_get_props (entry), OX_TAG_OBJECT_TYPE, 0), 8);
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (version_2), cmocka_unit_test (version_3), cmocka_unit_test (parts_are_told_apart),
        cmocka_unit_test (indexes_are_walked), cmocka_unit_test (damage_costs_values),
        cmocka_unit_test (real_browse_file),
    };
    return cmocka_run_group_tests (tests, NULL, NULL);
}
