/* SPDX-License-Identifier: MIT
 *
 * Address lists as LDIF, CSV and NDJSON: what is written reads to the same entries, and odd inputs to what
 * can be read of them.
 */
#include "oab/details4.h"
#include "testing.h"

#include <oxcart/oxcart.h>

typedef gboolean (*WriteFunc) (OxAddressList *, OxSink *, OxOptions *, OxDiagnostics *, GError **);

static const struct {
    const char *name;
    WriteFunc write;
} formats[] = {
    { "LDIF", ox_address_list_write_ldif },
    { "CSV", ox_address_list_write_csv },
    { "NDJSON", ox_address_list_write_json },
};

static OxAddressList *
open_bytes (GBytes *bytes, OxDiagnostics *d)
{
    g_autoptr (OxStream) stream = ox_stream_new_bytes (bytes);
    g_autoptr (GError) error = NULL;
    g_autoptr (OxAddressBook) book = ox_open_address_book (stream, NULL, d, &error);
    if (book == NULL)
        fail_msg ("%s", error->message);
    return g_object_ref (ox_address_book_get_list (book, 0));
}

static OxAddressList *
open_text (const char *text, OxDiagnostics *d)
{
    g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
    return open_bytes (bytes, d);
}

static GBytes *
write_with (WriteFunc write, OxAddressList *list, OxDiagnostics *d)
{
    g_autoptr (OxSink) sink = ox_sink_new_memory ();
    assert_true (write (list, sink, NULL, d, NULL));
    assert_true (ox_sink_finish (sink, NULL));
    return ox_sink_steal_bytes (sink);
}

static OxAddressList *
open_sample (const char *name)
{
    g_autofree char *path = g_strconcat (CORPUS "/oab/", name, NULL);
    g_autoptr (OxAddressBook) book = ox_open_address_book_path (path, NULL, NULL, NULL);
    assert_non_null (book);
    return g_object_ref (ox_address_book_get_list (book, 0));
}

/* All that an entry says, as JSON. */
static char *
describe (OxAddressList *list, guint32 i)
{
    g_autoptr (OxSink) sink = ox_sink_new_memory ();
    g_autoptr (OxEntry) entry = ox_address_list_read_entry (list, i, NULL, NULL);
    assert_non_null (entry);
    ox_entry_write_json (entry, sink, NULL);
    assert_true (ox_sink_finish (sink, NULL));
    g_autoptr (GBytes) bytes = ox_sink_steal_bytes (sink);
    return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static void
round_trips (void **state)
{
    static const char *const samples[] = { "good-v4-kinds.oab", "good-v4-spec.oab", "good-v4-empty.oab" };
    for (guint s = 0; s < G_N_ELEMENTS (samples); s++)
        for (guint f = 0; f < G_N_ELEMENTS (formats); f++) {
            g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
            g_autoptr (OxAddressList) list = open_sample (samples[s]);
            g_autoptr (GBytes) text = write_with (formats[f].write, list, d);
            g_autoptr (OxAddressList) read = open_bytes (text, d);
            assert_string_equal (ox_address_list_get_format (read), formats[f].name);
            assert_int_equal (ox_address_list_get_n_entries (read), ox_address_list_get_n_entries (list));
            for (guint32 i = 0; i < ox_address_list_get_n_entries (list); i++) {
                g_autofree char *before = describe (list, i);
                g_autofree char *after = describe (read, i);
                if (strcmp (before, after) != 0)
                    fail_msg ("%s\n%s%s", formats[f].name, before, after);
            }
            /* And the address book that is made of it makes the same text again. */
            g_autoptr (GBytes) book = write_with (ox_address_list_write_oab, read, d);
            g_autoptr (OxAddressList) again = open_bytes (book, d);
            g_autoptr (GBytes) second = write_with (ox_address_list_write_oab, again, d);
            assert_true (g_bytes_equal (book, second));
            g_autoptr (GBytes) text_again = write_with (formats[f].write, again, d);
            if (formats[f].write != ox_address_list_write_json)
                assert_true (g_bytes_equal (text, text_again));
            assert_int_equal (ox_diagnostics_count (d, OX_SEVERITY_LOST), 0);
        }
}

/* A card holds less than an entry does; what it holds comes back, the members of a group too. */
static void
cards_round_trip (void **state)
{
    static const OxKey keys[] = {
        OX_TAG_DISPLAY_NAME, OX_TAG_SMTP_ADDRESS, OX_TAG_EMAIL_ADDRESS, OX_TAG_SURNAME, OX_TAG_GIVEN_NAME,
        OX_TAG_ACCOUNT, OX_TAG_OFFICE_LOCATION, OX_TAG_BUSINESS_TELEPHONE_NUMBER, OX_TAG_BUSINESS2_TELEPHONE_NUMBERS,
        OX_TAG_COMMENT, OX_TAG_ADDRESS_BOOK_PROXY_ADDRESSES, OX_TAG_ADDRESS_BOOK_MEMBER,
    };
    g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
    g_autoptr (OxAddressList) list = open_sample ("good-v4-kinds.oab");
    for (guint version = OX_VCARD_4; version <= OX_VCARD_3; version++) {
        g_autoptr (OxOptions) options = ox_options_new ();
        g_autoptr (OxSink) sink = ox_sink_new_memory ();
        ox_options_set_vcard_version (options, (OxVCardVersion) version);
        assert_true (ox_address_list_write_vcard (list, sink, options, d, NULL));
        assert_true (ox_sink_finish (sink, NULL));
        g_autoptr (GBytes) bytes = ox_sink_steal_bytes (sink);
        g_autoptr (OxAddressList) read = open_bytes (bytes, d);
        assert_int_equal (ox_address_list_get_n_entries (read), ox_address_list_get_n_entries (list));
        for (guint32 i = 0; i < ox_address_list_get_n_entries (list); i++) {
            g_autoptr (OxEntry) a = ox_address_list_read_entry (list, i, d, NULL);
            g_autoptr (OxEntry) b = ox_address_list_read_entry (read, i, d, NULL);
            assert_int_equal (ox_entry_get_resource (a), ox_entry_get_resource (b));
            for (guint k = 0; k < G_N_ELEMENTS (keys); k++) {
                const OxValue *x = ox_props_lookup (ox_entry_get_props (a), keys[k]);
                const OxValue *y = ox_props_lookup (ox_entry_get_props (b), keys[k]);
                assert_int_equal (x != NULL, y != NULL);
                for (guint j = 0; x != NULL && j < ox_value_get_n_items (x); j++) {
                    g_autofree char *text = g_strdup (ox_value_get_text (ox_value_get_item (x, j), NULL));
                    g_auto (GStrv) parts = g_strsplit (text, "\r\n", -1);
                    g_autofree char *plain = g_strjoinv ("\n", parts);
                    assert_string_equal (plain, ox_value_get_text (ox_value_get_item (y, j), NULL));
                }
            }
        }
    }
    assert_int_equal (ox_diagnostics_count (d, OX_SEVERITY_LOST), 0);
}

/* A spreadsheet runs what begins with "=", "+", "-" or "@". */
static void
formulas_are_guarded (void **state)
{
    g_autoptr (OxAddressList) list = open_sample ("good-v4-kinds.oab");
    g_autoptr (GBytes) csv = write_with (ox_address_list_write_csv, list, NULL);
    gsize n = 0;
    const char *data = g_bytes_get_data (csv, &n);
    g_autofree char *text = g_strndup (data, n);
    assert_non_null (strstr (text, "\"'=HYPERLINK(\"\"http://example.invalid/\"\")\""));
    assert_non_null (strstr (text, "'@SUM(1)"));
    for (const char *p = text; *p != '\0'; p++)
        if (strchr ("=+@", *p) != NULL)
            assert_true (p > text && strchr (",\"\n", p[-1]) == NULL);
}

static void
assert_text (OxAddressList *list, guint32 i, OxKey key, const char *expected)
{
    g_autoptr (OxEntry) entry = ox_address_list_read_entry (list, i, NULL, NULL);
    const OxValue *value = ox_props_lookup (ox_entry_get_props (entry), key);
    const char *text = value != NULL ? ox_value_get_text (ox_value_get_item (value, 0), NULL) : NULL;
    if (g_strcmp0 (text, expected) != 0)
        fail_msg ("property 0x%X of entry %u is %s, not %s", key, i, text, expected);
}

static void
ldif_of_others (void **state)
{
    static const char ldif[] =
        "\xEF\xBB\xBF# first\r\n  of all\r\nversion: 1\r\n# comment\r\n# that goes\r\n  on\r\n\r\n"
        "dn: dc=example,dc=com\r\nobjectClass: domain\r\ndc: example\r\n\r\n"
        "dn: uid=ann\\, b,ou=People,dc=example,dc=com\r\nobjectClass: inetOrgPerson\r\n"
        "cn: Ann Bee\r\nsn: Bee\r\nuid: ann\r\nmail: ann@example.com\r\nmail: a.bee@example.com\r\n"
        "telephoneNumber: +1 5\r\ntelephoneNumber: +1 6\r\ndescription:: w6Q=\r\n"
        "title: a line that is \r\n folded\r\njpegPhoto:< file:///etc/passwd\r\nunknownAttribute: x\r\n\r\n\r\n"
        "dn:: Y249R3LDvG4=\r\nobjectClass: groupOfNames\r\ncn:: R3LDvG4=\r\nmember: cn=a,o=x\r\nmember:\r\n";
    g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
    g_autoptr (OxAddressList) list = open_text (ldif, d);
    assert_int_equal (ox_address_list_get_n_entries (list), 2);
    assert_text (list, 0, OX_TAG_DISPLAY_NAME, "Ann Bee");
    assert_text (list, 0, OX_TAG_SURNAME, "Bee");
    assert_text (list, 0, OX_TAG_ACCOUNT, "ann");
    assert_text (list, 0, OX_TAG_SMTP_ADDRESS, "ann@example.com");
    assert_text (list, 0, OX_TAG_ADDRESS_BOOK_PROXY_ADDRESSES, "smtp:a.bee@example.com");
    assert_text (list, 0, OX_TAG_BUSINESS2_TELEPHONE_NUMBERS, "+1 6");
    assert_text (list, 0, OX_TAG_COMMENT, "ä");
    assert_text (list, 0, OX_TAG_TITLE, "a line that is folded");
    assert_text (list, 0, OX_TAG_EMAIL_ADDRESS, "/dc=com/dc=example/ou=People/uid=ann, b");
    assert_text (list, 0, OX_TAG_THUMBNAIL_PHOTO, NULL);
    assert_text (list, 1, OX_TAG_DISPLAY_NAME, "Grün");
    assert_text (list, 1, OX_TAG_ADDRESS_BOOK_MEMBER, "/o=x/cn=a");
    g_autoptr (OxEntry) group = ox_address_list_read_entry (list, 1, d, NULL);
    assert_int_equal (ox_entry_get_kind (group), OX_ENTRY_LIST);
    assert_int_equal (ox_diagnostics_count (d, OX_SEVERITY_LOST), 0);
}

static void
csv_of_others (void **state)
{
    static const char csv[] = "displayname,EmailAddress,Shoe,ProxyAddresses,Notes\n"
                              "\"Bee, Ann\",ann@example.com,41,SMTP:a|X400:c=US;s=a\\|b,\"two\r\nlines \"\"q\"\"\"\n"
                              "\n'=1+1,b@example.com\nno end,\"open";
    g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
    g_autoptr (OxAddressList) list = open_text (csv, d);
    assert_int_equal (ox_address_list_get_n_entries (list), 3);
    assert_text (list, 0, OX_TAG_DISPLAY_NAME, "Bee, Ann");
    assert_text (list, 0, OX_TAG_COMMENT, "two\r\nlines \"q\"");
    assert_text (list, 1, OX_TAG_DISPLAY_NAME, "=1+1");
    assert_text (list, 2, OX_TAG_SMTP_ADDRESS, "open");
    g_autoptr (OxEntry) entry = ox_address_list_read_entry (list, 0, d, NULL);
    const OxValue *proxies = ox_props_lookup (ox_entry_get_props (entry), OX_TAG_ADDRESS_BOOK_PROXY_ADDRESSES);
    assert_int_equal (ox_value_get_n_items (proxies), 2);
    assert_string_equal (ox_value_get_text (ox_value_get_item (proxies, 1), NULL), "X400:c=US;s=a|b");
    assert_int_equal (ox_diagnostics_count (d, OX_SEVERITY_LOST), 2); /* the column "Shoe", and the quote */
}

/* What spreadsheets write elsewhere; a quote within a field is an inch, and takes no records with it. */
static void
csv_of_spreadsheets (void **state)
{
    static const char *const files[] = {
        "DisplayName;EmailAddress;Notes\nJos\xE9;jose@example.com;1,5\nBee;b@example.com;5\" nail\n"
        "\"C;D\";c@example.com;6\" nail\n",
        "\xEF\xBB\xBF\"DisplayName\"\tEmailAddress\tNotes\r\nJos\xC3\xA9\tjose@example.com\t1,5\r\n"
        "Bee\tb@example.com\t5\" nail\r\nC;D\tc@example.com\t6\" nail\r\n",
    };
    for (guint i = 0; i < G_N_ELEMENTS (files); i++) {
        g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
        g_autoptr (OxAddressList) list = open_text (files[i], d);
        assert_int_equal (ox_address_list_get_n_entries (list), 3);
        assert_text (list, 0, OX_TAG_DISPLAY_NAME, "José");
        assert_text (list, 0, OX_TAG_COMMENT, "1,5");
        assert_text (list, 1, OX_TAG_COMMENT, "5\" nail");
        assert_text (list, 2, OX_TAG_DISPLAY_NAME, "C;D");
        assert_text (list, 2, OX_TAG_COMMENT, "6\" nail");
        g_autoptr (OxEntry) entry = ox_address_list_read_entry (list, 0, d, NULL);
        assert_int_equal (ox_diagnostics_count (d, OX_SEVERITY_WARN), i == 0 ? 1 : 0);
        assert_int_equal (ox_diagnostics_count (d, OX_SEVERITY_LOST), 0);
    }
}

/* Changes of entries that are elsewhere are no entries. */
static void
ldif_of_changes (void **state)
{
    static const char ldif[] = "dn: cn=a,o=x\nchangetype: add\nobjectClass: inetOrgPerson\ncn: a\nmail: a@x\n\n"
                               "dn: cn=b,o=x\nchangetype: delete\n\n"
                               "dn: cn=c,o=x\nchangetype: modify\nreplace: mail\nmail: c@x\n-\n";
    g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
    g_autoptr (OxAddressList) list = open_text (ldif, d);
    assert_int_equal (ox_address_list_get_n_entries (list), 1);
    assert_text (list, 0, OX_TAG_SMTP_ADDRESS, "a@x");
    assert_int_equal (ox_diagnostics_count (d, OX_SEVERITY_LOST), 2);
}

/* An address book needs an X.500 name for everybody. */
static void
names_are_made (void **state)
{
    static const char csv[] = "DisplayName,EmailAddress\nAnn,ann+1@example.com\nNobody,\n"
                              "A,a.name.of.which.the.first.sixty-four.characters.are.those.of.another.a@example.com\n"
                              "B,a.name.of.which.the.first.sixty-four.characters.are.those.of.another.b@example.com\n"
                              "C,c/d@example.com\nD,c-d@example.com\n";
    g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
    g_autoptr (OxAddressList) list = open_text (csv, d);
    g_autoptr (GBytes) book = write_with (ox_address_list_write_oab, list, d);
    g_autoptr (OxAddressList) read = open_bytes (book, d);
    assert_text (read, 0, OX_TAG_EMAIL_ADDRESS, "/o=Imported/ou=Imported/cn=Recipients/cn=ann+1@example.com");
    assert_text (read, 1, OX_TAG_EMAIL_ADDRESS, "/o=Imported/ou=Imported/cn=Recipients/cn=entry 1");
    assert_int_equal (ox_diagnostics_count (d, OX_SEVERITY_LOST), 0);
    /* Nobody gets the name of another, or one that is too long. */
    assert_true (ox_address_list_check_names (read, d, NULL));
    assert_int_equal (ox_diagnostics_count (d, OX_SEVERITY_WARN), 0);
}

static void
json_of_others (void **state)
{
    static const char json[] =
        "{ \"schema\" : 1 , \"entry\" : { \"other\":[1,{\"a\":[]}], \"properties\" : [ "
        "{\"type\":\"PtypString\",\"value\":\"a\\u00e4\\ud83d\\ude00\\n\",\"name\":\"PidTagDisplayName\"} , "
        "{\"name\":\"0x8CD1\",\"type\":\"PtypInteger32\",\"value\":-1}, "
        "{\"name\":\"PidTagX\",\"type\":\"PtypString\",\"value\":\"x\"}] } }\n"
        "{\"schema\":1,\"entry\":{\"properties\":[{\"name\":\"PidTagDisplayName\",\"type\":\"PtypString\",\"value\":\"b\"},{\n"
        "not json\n";
    g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
    g_autoptr (OxAddressList) list = open_text (json, d);
    assert_int_equal (ox_address_list_get_n_entries (list), 2);
    assert_text (list, 0, OX_TAG_DISPLAY_NAME, "aä😀\n");
    assert_text (list, 1, OX_TAG_DISPLAY_NAME, "b");
    assert_int_equal (ox_diagnostics_count (d, OX_SEVERITY_LOST), 1);
}

/* The X.500 name of a message's sender leads to the address. */
static void
names_become_addresses (void **state)
{
    g_autoptr (OxAddressBook) book = ox_address_book_new ();
    g_autoptr (OxAddressList) list = open_sample ("good-v4-kinds.oab");
    ox_address_book_add_list (book, list);
    g_autofree char *present = ox_address_book_resolve_dn (
        book, "/o=EXAMPLE/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn=ANN");
    g_autofree char *former = ox_address_book_resolve_dn (book, "/o=Old/ou=Site/cn=Recipients/cn=ann");
    g_autofree char *nobody = ox_address_book_resolve_dn (book, "/o=Old/ou=Site/cn=Recipients/cn=nobody");
    assert_string_equal (present, "ann@example.com");
    assert_string_equal (former, "ann@example.com");
    assert_null (nobody);
}

/* "From" of a message whose sender has an X.500 name only. */
static char *
from_of (OxOptions *options)
{
    g_autoptr (OxMessage) message = ox_message_new ();
    g_autoptr (OxSink) sink = ox_sink_new_memory ();
    OxProps *props = ox_message_get_props (message);
    ox_props_set_text (props, OX_TAG_SENT_REPRESENTING_NAME, "Ann");
    ox_props_set_text (props, OX_TAG_SENT_REPRESENTING_ADDRESS_TYPE, "EX");
    ox_props_set_text (props, OX_TAG_SENT_REPRESENTING_EMAIL_ADDRESS, "/O=OLD/OU=SITE/CN=RECIPIENTS/CN=ANN");
    assert_true (ox_message_write_mime (message, sink, options, NULL, NULL, NULL));
    assert_true (ox_sink_finish (sink, NULL));
    g_autoptr (GBytes) bytes = ox_sink_steal_bytes (sink);
    g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
    char *from = strstr (text, "From: ");
    assert_non_null (from);
    return g_strndup (from, strcspn (from, "\r\n"));
}

static void
senders_are_looked_up (void **state)
{
    g_autoptr (OxOptions) options = ox_options_new ();
    g_autofree char *without = from_of (options);
    assert_non_null (strstr (without, "imcea.invalid"));
    g_autoptr (OxAddressBook) book = ox_address_book_new ();
    g_autoptr (OxAddressList) list = open_sample ("good-v4-kinds.oab");
    ox_address_book_add_list (book, list);
    ox_options_set_address_book (options, book);
    g_autofree char *with = from_of (options);
    assert_string_equal (with, "From: Ann <ann@example.com>");
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (round_trips),   cmocka_unit_test (cards_round_trip),
        cmocka_unit_test (formulas_are_guarded),
        cmocka_unit_test (ldif_of_others), cmocka_unit_test (csv_of_others), cmocka_unit_test (csv_of_spreadsheets),
        cmocka_unit_test (ldif_of_changes),
        cmocka_unit_test (json_of_others), cmocka_unit_test (names_are_made), cmocka_unit_test (names_become_addresses),
        cmocka_unit_test (senders_are_looked_up),
    };
    return cmocka_run_group_tests (tests, NULL, NULL);
}
