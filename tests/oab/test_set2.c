/* SPDX-License-Identifier: MIT
 *
 * Address books of versions 2 and 3: the examples of [MS-OXOAB] 3.1 and 3.2, and damaged indexes.
 */
#include "base/builder.h"
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

static char *
describe_entry (OxEntry *entry)
{
    g_autoptr (OxSink) sink = ox_sink_new_memory ();
    ox_entry_write_json (entry, sink, NULL);
    assert_true (ox_sink_finish (sink, NULL));
    g_autoptr (GBytes) bytes = ox_sink_steal_bytes (sink);
    return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
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

/* Nothing sums these files up, but records of indexes say whose they are, and the serial number is a hash of names. */
static void
lies_are_told (void **state)
{
    static const char *const names[] = { "browse.oab", "rdndex.oab", "anrdex.oab", "details.oab" };
    static const struct {
        guint file;
        gsize at;
        guint8 value;
        guint n_read; /* WARN of reading, and of checking the serial number */
        guint n_checked;
    } cases[] = {
        { 0, 0, 0x0A, 0, 0 },             /* as it is */
        { 0, 12 + 16, 0x34 + 0x20, 1, 0 }, /* the display name: within another record */
        { 2, 0x71, 0x04, 1, 0 },          /* its record says that it is of entry 1 */
        { 2, 0x7D, 0, 1, 0 },             /* it has no text */
        { 1, 0xEA, 'B', 0, 1 },           /* the X.500 name is another */
    };
    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autoptr (OxAddressBook) book = ox_address_book_new ();
        g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
        Oab2Set *set = oab2_set_new ();
        for (guint k = 0; k < G_N_ELEMENTS (names); k++) {
            g_autofree char *path = g_build_filename (CORPUS "/oab/good-v2-spec", names[k], NULL);
            char *contents = NULL;
            gsize n = 0;
            assert_true (g_file_get_contents (path, &contents, &n, NULL));
            if (k == cases[i].file)
                contents[cases[i].at] = (char) cases[i].value;
            g_autoptr (GBytes) bytes = g_bytes_new_take (contents, n);
            g_autoptr (OxStream) stream = ox_stream_new_bytes (bytes);
            oab2_set_add (set, stream);
        }
        oab2_set_open (set, NULL, d, book);
        oab2_set_free (set);
        OxAddressList *list = ox_address_book_get_list (book, 0);
        g_autoptr (OxEntry) entry = ox_address_list_read_entry (list, 0, d, NULL);
        guint n_read = (guint) ox_diagnostics_count (d, OX_SEVERITY_WARN);
        assert_true (ox_oab_check_serial (list, NULL, d));
        guint n_checked = (guint) ox_diagnostics_count (d, OX_SEVERITY_WARN) - n_read;
        if (MIN (n_read, 1) != cases[i].n_read || n_checked != cases[i].n_checked)
            fail_msg ("case %u: %u, %u", i, n_read, n_checked);
    }
}

/* --- without a Browse file -------------------------------------------------------------------------------- */

static OxAddressList *
open_files (const char *folder, const char *const *names, const char *browse, gsize n_browse, OxDiagnostics *d)
{
    g_autoptr (OxAddressBook) book = ox_address_book_new ();
    Oab2Set *set = oab2_set_new ();
    for (; *names != NULL; names++) {
        g_autofree char *path = g_build_filename (folder, *names, NULL);
        g_autoptr (OxStream) stream = open_part (path);
        oab2_set_add (set, stream);
    }
    if (browse != NULL) {
        g_autoptr (GBytes) bytes = g_bytes_new (browse, n_browse);
        g_autoptr (OxStream) stream = ox_stream_new_bytes (bytes);
        assert_int_equal (oab2_part_of (stream), OAB2_BROWSE);
        oab2_set_add (set, stream);
    }
    oab2_set_open (set, NULL, d, book);
    oab2_set_free (set);
    assert_int_equal (ox_address_book_get_n_lists (book), 1);
    return g_object_ref (ox_address_book_get_list (book, 0));
}

/* All that a list says, but what only a Browse file tells. */
static void
assert_same_entries (OxAddressList *a, OxAddressList *b)
{
    static const OxKey types[] = { OX_TAG_DISPLAY_TYPE, OX_TAG_OBJECT_TYPE, OX_TAG_SEND_RICH_INFO };
    assert_int_equal (ox_address_list_get_n_entries (a), ox_address_list_get_n_entries (b));
    for (guint32 i = 0; i < ox_address_list_get_n_entries (a); i++) {
        g_autoptr (OxEntry) x = ox_address_list_read_entry (a, i, NULL, NULL);
        g_autoptr (OxEntry) y = ox_address_list_read_entry (b, i, NULL, NULL);
        for (guint t = 0; t < G_N_ELEMENTS (types); t++) {
            ox_props_remove (ox_entry_get_props (x), types[t]);
            ox_props_remove (ox_entry_get_props (y), types[t]);
        }
        g_autofree char *before = describe_entry (x);
        g_autofree char *after = describe_entry (y);
        assert_string_equal (after, before);
    }
}

static void
without_browse (void **state)
{
    static const char *const version2[] = { "rdndex.oab", "anrdex.oab", "details.oab", NULL };
    static const char *const version3[] = { "urdndex.oab", "uanrdex.oab", "udetails.oab", NULL };
    for (guint version = 2; version <= 3; version++) {
        const char *folder = version == 2 ? "good-v2-spec" : "good-v3-spec";
        g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
        g_autoptr (OxAddressList) whole = open_folder (folder, d);
        g_autoptr (OxAddressList) rest = open_files (folder, version == 2 ? version2 : version3, NULL, 0, d);
        assert_int_equal (ox_oab_get_version (rest), version);
        assert_int_equal (ox_diagnostics_count (d, OX_SEVERITY_LOST), 1);
        assert_same_entries (whole, rest);
        g_autoptr (OxEntry) entry = ox_address_list_read_entry (rest, 1, d, NULL);
        assert_null (ox_props_lookup (ox_entry_get_props (entry), OX_TAG_DISPLAY_TYPE));
    }
}

/* One of the files alone: what it tells of each entry. */
static void
one_file_alone (void **state)
{
    static const struct {
        const char *name;
        OxKey key;
        const char *text;
    } cases[] = { { "urdndex.oab", OX_TAG_SMTP_ADDRESS, "LisaM@example.com" },
                  { "uanrdex.oab", OX_TAG_DISPLAY_NAME, "Lisa Miller" },
                  { "udetails.oab", OX_TAG_GIVEN_NAME, "Lisa" } };
    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autofree char *path = g_strconcat (FOLDER "good-v3-spec/", cases[i].name, NULL);
        g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
        g_autoptr (OxAddressBook) book = ox_open_address_book_path (path, NULL, d, NULL);
        assert_non_null (book);
        OxAddressList *list = ox_address_book_get_list (book, 0);
        assert_int_equal (ox_address_list_get_n_entries (list), 2);
        g_autoptr (OxEntry) entry = ox_address_list_read_entry (list, 1, d, NULL);
        assert_string_equal (ox_props_get_text (ox_entry_get_props (entry), cases[i].key), cases[i].text);
    }
}

/* A Browse file that is cut, and one of whose two records nothing is left. */
static void
damaged_browse (void **state)
{
    static const char *const names[] = { "urdndex.oab", "uanrdex.oab", "udetails.oab", NULL };
    static const gsize sizes[] = { 12 + 32 + 30, 12 + 32 };
    g_autofree char *browse = NULL;
    gsize n = 0;
    assert_true (g_file_get_contents (FOLDER "good-v3-spec/ubrowse.oab", &browse, &n, NULL));
    for (guint i = 0; i <= G_N_ELEMENTS (sizes); i++) {
        g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
        g_autoptr (OxAddressList) whole = open_folder ("good-v3-spec", d);
        if (i == G_N_ELEMENTS (sizes)) /* after the two that are cut */
            for (guint j = 0; j < 20; j++)
                browse[12 + 32 + j] = (char) 0xEE;
        g_autoptr (OxAddressList) mended = open_files ("good-v3-spec", names, browse,
                                                       i < G_N_ELEMENTS (sizes) ? sizes[i] : n, d);
        assert_int_equal (ox_diagnostics_count (d, OX_SEVERITY_LOST), 1);
        assert_same_entries (whole, mended);
        g_autoptr (OxEntry) entry = ox_address_list_read_entry (mended, 0, d, NULL);
        assert_non_null (ox_props_lookup (ox_entry_get_props (entry), OX_TAG_DISPLAY_TYPE));
    }
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

/* --- writing ---------------------------------------------------------------------------------------------- */

static void
write_set (OxAddressList *list, guint version, GBytes *parts[OX_OAB_N_PARTS], OxDiagnostics *d)
{
    OxSink *sinks[OX_OAB_N_PARTS];
    for (guint i = 0; i < OX_OAB_N_PARTS; i++)
        sinks[i] = ox_sink_new_memory ();
    assert_true (ox_address_list_write_oab_set (list, version, sinks[0], sinks[1], sinks[2], sinks[3], NULL, d, NULL));
    for (guint i = 0; i < OX_OAB_N_PARTS; i++) {
        assert_true (ox_sink_finish (sinks[i], NULL));
        parts[i] = ox_sink_steal_bytes (sinks[i]);
        ox_sink_unref (sinks[i]);
    }
}

static OxAddressList *
open_set (GBytes *parts[OX_OAB_N_PARTS], OxDiagnostics *d)
{
    static const Oab2Part kinds[] = { OAB2_BROWSE, OAB2_RDN, OAB2_ANR, OAB2_DETAILS };
    g_autoptr (OxAddressBook) book = ox_address_book_new ();
    Oab2Set *set = oab2_set_new ();
    for (guint i = 0; i < OX_OAB_N_PARTS; i++) {
        g_autoptr (OxStream) stream = ox_stream_new_bytes (parts[i]);
        assert_int_equal (oab2_part_of (stream), kinds[i]);
        if (kinds[i] == OAB2_RDN || kinds[i] == OAB2_ANR)
            oab2_index_check (stream, kinds[i], d);
        oab2_set_add (set, stream);
    }
    oab2_set_open (set, NULL, d, book);
    oab2_set_free (set);
    return g_object_ref (ox_address_book_get_list (book, 0));
}

static char *
describe (OxAddressList *list, guint32 i)
{
    g_autoptr (OxEntry) entry = ox_address_list_read_entry (list, i, NULL, NULL);
    return describe_entry (entry);
}

/* The Browse files of the examples: the same serial numbers, which are hashes of the names. */
static void
written_and_read_again (void **state)
{
    static const struct {
        const char *name;
        guint version;
        guint32 serial;
    } cases[] = { { "good-v2-spec", 2, 0xD37932BD }, { "good-v3-spec", 3, 0x0B4F62BF } };
    for (guint c = 0; c < G_N_ELEMENTS (cases); c++) {
        g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
        g_autoptr (OxAddressList) list = open_folder (cases[c].name, d);
        GBytes *parts[OX_OAB_N_PARTS];
        write_set (list, cases[c].version, parts, d);
        OxSlice s = ox_slice_from_bytes (parts[OX_OAB_PART_BROWSE]);
        ox_slice_skip (&s, 4);
        assert_int_equal (ox_slice_u32 (&s), cases[c].serial);
        g_autoptr (OxAddressList) again = open_set (parts, d);
        assert_int_equal (ox_address_list_get_n_entries (again), 2);
        for (guint32 i = 0; i < 2; i++) {
            g_autofree char *before = describe (list, i);
            g_autofree char *after = describe (again, i);
            assert_string_equal (before, after);
        }
        /* The details are the very bytes of the example, and the RDN index is but for its serial number. */
        g_autofree char *path = g_strconcat (FOLDER, cases[c].name, cases[c].version == 3 ? "/u" : "/", "details.oab", NULL);
        g_autofree char *details = NULL;
        gsize n = 0;
        assert_true (g_file_get_contents (path, &details, &n, NULL));
        assert_int_equal (g_bytes_get_size (parts[OX_OAB_PART_DETAILS]), n);
        assert_memory_equal (g_bytes_get_data (parts[OX_OAB_PART_DETAILS], NULL), details, n);
        assert_int_equal (ox_diagnostics_get_size (d), 0);
        for (guint i = 0; i < OX_OAB_N_PARTS; i++)
            g_bytes_unref (parts[i]);
    }
}

/* From version 4 to 3 and 2: what these hold comes back, in the order of names. */
static void
from_version_4 (void **state)
{
    g_autofree char *path = g_strconcat (FOLDER, "good-v4-kinds.oab", NULL);
    g_autoptr (OxAddressBook) book = ox_open_address_book_path (path, NULL, NULL, NULL);
    OxAddressList *list = ox_address_book_get_list (book, 0);
    for (guint version = 2; version <= 3; version++) {
        g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
        GBytes *parts[OX_OAB_N_PARTS];
        g_autoptr (OxDiagnostics) losses = ox_diagnostics_new ();
        write_set (list, version, parts, losses);
        /* What has no place is told, once a property. */
        assert_int_equal (ox_diagnostics_get_size (losses), version == 3 ? 4 : 5);
        for (guint i = 0; i < ox_diagnostics_get_size (losses); i++)
            assert_non_null (strstr (ox_diagnostics_get (losses, i)->text, "has no place"));
        g_autoptr (OxAddressList) again = open_set (parts, d);
        assert_int_equal (ox_address_list_get_n_entries (again), ox_address_list_get_n_entries (list));
        for (guint32 i = 0; i < ox_address_list_get_n_entries (again); i++) {
            guint32 original = 0;
            assert_true (ox_address_list_browse (list, i, &original, NULL));
            g_autoptr (OxEntry) a = ox_address_list_read_entry (list, original, d, NULL);
            g_autoptr (OxEntry) b = ox_address_list_read_entry (again, i, d, NULL);
            const char *name = ox_props_get_text (ox_entry_get_props (a), OX_TAG_DISPLAY_NAME);
            assert_string_equal (ox_props_get_text (ox_entry_get_props (b), OX_TAG_DISPLAY_NAME), name);
            assert_int_equal (ox_entry_get_kind (a), ox_entry_get_kind (b));
            assert_string_equal (ox_props_get_text (ox_entry_get_props (b), OX_TAG_SMTP_ADDRESS),
                                 ox_props_get_text (ox_entry_get_props (a), OX_TAG_SMTP_ADDRESS));
        }
        assert_int_equal (ox_diagnostics_count (d, OX_SEVERITY_LOST), 0);
        for (guint i = 0; i < OX_OAB_N_PARTS; i++)
            g_bytes_unref (parts[i]);
    }
}

/* --- changes ------------------------------------------------------------------------------------------------ */

static void
put_head (OxBuilder *b, guint32 place, guint8 type, guint32 flags, guint32 size)
{
    ox_builder_u32 (b, place + 3);
    ox_builder_u8 (b, type);
    ox_builder_u8 (b, 0);
    ox_builder_u8 (b, (flags & 0x100) != 0 ? 0x80 : 0);
    ox_builder_u8 (b, (guint8) flags);
    ox_builder_u32 (b, size);
}

static void
put_bytes (OxBuilder *b, const char *bytes, gsize n)
{
    ox_builder_bytes (b, (const guint8 *) bytes, n);
}

/* One entry changed, one added before it, one deleted: as the specification describes it, 2.7. */
static void
changes (void **state)
{
    static const char added[] = "New Name\0\x10\0\0\0New\0\x5C\0\0\0new@\0newalias\0 \0Nsurname\0\x02\0\0\x86";
    g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
    g_autoptr (OxAddressList) list = open_folder ("good-v2-spec", d);
    g_auto (OxBuilder) b = { NULL };
    ox_builder_init (&b);
    ox_builder_u32 (&b, 0x0B);
    ox_builder_u32 (&b, 0xD37932BD);
    ox_builder_u32 (&b, 4);
    put_head (&b, 0, 2, 0, 0);                      /* Administrator goes */
    put_head (&b, 1, 1, 0, sizeof added - 1);       /* before Lisa */
    put_bytes (&b, added, sizeof added - 1);
    put_head (&b, 1, 0, 0x10 | 0x08, 11);           /* location and surname of Lisa */
    put_bytes (&b, "Rom\0Muller\0", 11);
    put_head (&b, 7, 0, 0x08, 0);                   /* nobody's */
    g_autoptr (GBytes) bytes = ox_builder_finish (&b);
    g_autoptr (OxStream) stream = ox_stream_new_bytes (bytes);
    assert_int_equal (oab2_part_of (stream), OAB2_CHANGES);
    g_autoptr (OxAddressList) changed = ox_oab_apply_changes (list, stream, NULL, d, NULL);
    assert_int_equal (ox_address_list_get_n_entries (changed), 2);
    assert_int_equal (ox_diagnostics_count (d, OX_SEVERITY_LOST), 1);
    g_autoptr (OxEntry) first = ox_address_list_read_entry (changed, 0, d, NULL);
    g_autoptr (OxEntry) second = ox_address_list_read_entry (changed, 1, d, NULL);
    OxProps *props = ox_entry_get_props (first);
    assert_string_equal (ox_props_get_text (props, OX_TAG_DISPLAY_NAME), "New Name");
    assert_string_equal (ox_props_get_text (props, OX_TAG_EMAIL_ADDRESS),
                         "/o=example/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/CN=New");
    assert_string_equal (ox_props_get_text (props, OX_TAG_SMTP_ADDRESS), "new@example.com");
    assert_string_equal (ox_props_get_text (props, OX_TAG_ACCOUNT), "newalias");
    assert_null (ox_props_lookup (props, OX_TAG_OFFICE_LOCATION));
    assert_true (ox_props_get_boolean (props, OX_TAG_SEND_RICH_INFO));
    assert_int_equal (ox_props_get_integer (props, OX_TAG_OBJECT_TYPE, 0), 6);
    props = ox_entry_get_props (second);
    assert_string_equal (ox_props_get_text (props, OX_TAG_DISPLAY_NAME), "Lisa Miller");
    assert_string_equal (ox_props_get_text (props, OX_TAG_OFFICE_LOCATION), "Rom");
    assert_string_equal (ox_props_get_text (props, OX_TAG_SURNAME), "Muller");
    assert_int_equal (ox_diagnostics_count (d, OX_SEVERITY_LOST), 1);
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (version_2), cmocka_unit_test (version_3), cmocka_unit_test (parts_are_told_apart),
        cmocka_unit_test (indexes_are_walked), cmocka_unit_test (damage_costs_values), cmocka_unit_test (lies_are_told),
        cmocka_unit_test (without_browse),         cmocka_unit_test (one_file_alone),
        cmocka_unit_test (damaged_browse),         cmocka_unit_test (real_browse_file),       cmocka_unit_test (written_and_read_again),
        cmocka_unit_test (from_version_4),         cmocka_unit_test (changes),
    };
    return cmocka_run_group_tests (tests, NULL, NULL);
}
