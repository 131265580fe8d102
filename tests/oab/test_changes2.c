/* SPDX-License-Identifier: MIT
 *
 * Changes of versions 2 and 3: what is made of two lists leads from the files of one to the files of the other, for
 * many generations of random edits; and changes that lie.
 */
#include "base/builder.h"
#include "model/address-private.h"
#include "oab/book.h"
#include "oab/set2.h"

#include "testing.h"

#include <oxcart/oxcart.h>

#define N_PEOPLE 40
#define N_GENERATIONS 60
#define N_EDITS 12

/* --- lists of people ------------------------------------------------------------------------------------------- */

static OxProps *
read_person (gpointer self, guint32 index, const OxKey *wanted, OxDiagnostics *d, GError **error)
{
    return ox_props_ref (((GPtrArray *) self)->pdata[index]);
}

static void
people_free (gpointer self)
{
    g_ptr_array_unref (self);
}

static const OxAddressListSource people_source = { read_person, people_free, FALSE };

static OxAddressList *
list_of (GPtrArray *people)
{
    g_autoptr (OxProps) props = ox_props_new ();
    return ox_address_list_new (&people_source, g_ptr_array_ref (people), "people", people->len, props);
}

static char *
some_name (guint64 *random)
{
    GString *name = g_string_new (NULL);
    book_name (random, name);
    return g_string_free (name, FALSE);
}

/* One value of a person: another one, or none. */
static void
edit_value (OxProps *props, guint64 *random)
{
    static const OxKey keys[] = { OX_TAG_ACCOUNT,    OX_TAG_OFFICE_LOCATION, OX_TAG_SURNAME, OX_TAG_GIVEN_NAME,
                                  OX_TAG_TITLE,      OX_TAG_COMMENT,         OX_TAG_SMTP_ADDRESS };
    static const char *const domains[] = { "example.com", "example.org", "mail.example.net" };
    OxKey key = keys[book_below (random, G_N_ELEMENTS (keys))];
    g_autofree char *name = some_name (random);
    g_autofree char *text = key == OX_TAG_SMTP_ADDRESS
                                ? g_strconcat (name, "@", domains[book_below (random, 3)], NULL)
                                : g_strconcat (name, book_below (random, 4) == 0 ? " \xC3\xA5\xC3\xA4" : "", NULL);
    guint what = book_below (random, 8);
    if (what == 0)
        ox_props_remove (props, key);
    else if (what == 1)
        ox_props_set_integer (props, OX_TAG_DISPLAY_TYPE, OX_TYPE_INTEGER32, book_below (random, 4));
    else if (what == 2)
        ox_props_set_integer (props, OX_TAG_SEND_RICH_INFO, OX_TYPE_BOOLEAN, book_below (random, 2));
    else
        ox_props_set_text (props, key, text);
}

static OxProps *
some_person (guint64 *random)
{
    static const char *const parents[] = { "/o=Example/ou=North/cn=Recipients", "/o=Example/ou=South/cn=Recipients" };
    g_autofree char *given = some_name (random);
    g_autofree char *family = some_name (random);
    g_autofree char *name = g_strconcat (given, " ", family, NULL);
    g_autofree char *dn = g_strdup_printf ("%s/cn=%s%u", parents[book_below (random, 2)], family,
                                           book_below (random, 1000));
    OxProps *props = ox_props_new ();
    ox_props_set_text (props, OX_TAG_DISPLAY_NAME, name);
    ox_props_set_text (props, OX_TAG_EMAIL_ADDRESS, dn);
    ox_props_set_text (props, OX_TAG_SURNAME, family);
    ox_props_set_integer (props, OX_TAG_OBJECT_TYPE, OX_TYPE_INTEGER32, 6);
    for (guint i = 0; i < 8; i++)
        edit_value (props, random);
    return props;
}

/* Adds, deletes, renames or changes people. */
static void
edit (GPtrArray *people, guint64 *random)
{
    for (guint n = book_below (random, N_EDITS); n > 0; n--) {
        guint at = people->len > 0 ? book_below (random, people->len) : 0;
        guint what = people->len == 0 ? 0 : book_below (random, 6);
        if (what == 0 || what == 1) {
            g_ptr_array_insert (people, (gint) at, some_person (random));
        } else if (what == 2) {
            g_ptr_array_remove_index (people, at);
        } else if (what == 3) {
            g_autofree char *name = some_name (random);
            OxKey key = book_below (random, 2) == 0 ? OX_TAG_DISPLAY_NAME : OX_TAG_COMMENT;
            ox_props_set_text (people->pdata[at], key, name);
        } else {
            edit_value (people->pdata[at], random);
        }
    }
}

/* --- files -------------------------------------------------------------------------------------------------------- */

static OxAddressList *
open_set (OxSink *sinks[OX_OAB_N_PARTS], OxDiagnostics *d)
{
    g_autoptr (OxAddressBook) book = ox_address_book_new ();
    Oab2Set *set = oab2_set_new ();
    for (guint i = 0; i < OX_OAB_N_PARTS; i++) {
        assert_true (ox_sink_finish (sinks[i], NULL));
        g_autoptr (GBytes) bytes = ox_sink_steal_bytes (sinks[i]);
        g_autoptr (OxStream) stream = ox_stream_new_bytes (bytes);
        oab2_set_add (set, stream);
        ox_sink_unref (sinks[i]);
    }
    oab2_set_open (set, NULL, d, book);
    oab2_set_free (set);
    assert_int_equal (ox_address_book_get_n_lists (book), 1);
    return g_object_ref (ox_address_book_get_list (book, 0));
}

/* The files of a list, opened. */
static OxAddressList *
published (OxAddressList *list, guint version, OxDiagnostics *d)
{
    OxSink *sinks[OX_OAB_N_PARTS];
    for (guint i = 0; i < OX_OAB_N_PARTS; i++)
        sinks[i] = ox_sink_new_memory ();
    assert_true (ox_address_list_write_oab_set (list, version, sinks[0], sinks[1], sinks[2], sinks[3], NULL, d, NULL));
    return open_set (sinks, d);
}

static OxStream *
changes_between (OxAddressList *old, OxAddressList *new, OxDiagnostics *d)
{
    g_autoptr (OxSink) sink = ox_sink_new_memory ();
    g_autoptr (GError) error = NULL;
    if (!ox_oab_make_changes (old, new, sink, NULL, d, &error))
        fail_msg ("%s", error->message);
    assert_true (ox_sink_finish (sink, NULL));
    g_autoptr (GBytes) bytes = ox_sink_steal_bytes (sink);
    return ox_stream_new_bytes (bytes);
}

static char *
describe (OxAddressList *list, guint32 i, OxDiagnostics *d)
{
    g_autoptr (OxSink) sink = ox_sink_new_memory ();
    g_autoptr (OxEntry) entry = ox_address_list_read_entry (list, i, d, NULL);
    assert_non_null (entry);
    ox_entry_write_json (entry, sink, NULL);
    assert_true (ox_sink_finish (sink, NULL));
    g_autoptr (GBytes) bytes = ox_sink_steal_bytes (sink);
    return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static void
assert_same_lists (OxAddressList *a, OxAddressList *b, OxDiagnostics *d)
{
    assert_int_equal (ox_address_list_get_n_entries (a), ox_address_list_get_n_entries (b));
    for (guint32 i = 0; i < ox_address_list_get_n_entries (a); i++) {
        g_autofree char *x = describe (a, i, d);
        g_autofree char *y = describe (b, i, d);
        assert_string_equal (x, y);
    }
}

static guint32
n_changes (OxStream *changes)
{
    guint8 bytes[12];
    assert_int_equal (ox_stream_pread (changes, 0, bytes, sizeof bytes, NULL), sizeof bytes);
    OxSlice s = ox_slice (bytes, sizeof bytes, 0);
    ox_slice_skip (&s, 8);
    return ox_slice_u32 (&s);
}

/* --- generations ---------------------------------------------------------------------------------------------- */

/* Each generation is made of the one before, as a client does it that never sees a whole set again. */
static void
generations (void **state)
{
    for (guint version = 2; version <= 3; version++) {
        g_autoptr (GPtrArray) people = g_ptr_array_new_with_free_func ((GDestroyNotify) ox_props_unref);
        g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
        guint64 random = version;
        for (guint i = 0; i < N_PEOPLE; i++)
            g_ptr_array_add (people, some_person (&random));
        g_autoptr (OxAddressList) first = list_of (people);
        g_autoptr (OxAddressList) mine = published (first, version, d);
        assert_int_equal (ox_oab_get_version (mine), version);
        for (guint i = 0; i < N_GENERATIONS; i++) {
            edit (people, &random);
            g_autoptr (OxAddressList) list = list_of (people);
            g_autoptr (OxAddressList) theirs = published (list, version, d);
            g_autoptr (OxStream) changes = changes_between (mine, theirs, d);
            g_autoptr (OxAddressList) changed = ox_oab_apply_changes (mine, changes, NULL, d, NULL);
            assert_non_null (changed);
            assert_int_equal (ox_oab_get_version (changed), version);
            assert_same_lists (changed, theirs, d);
            assert_true (n_changes (changes) <= 3 * N_EDITS);
            g_autoptr (OxAddressList) next = published (changed, version, d);
            assert_same_lists (next, theirs, d);
            /* The same serial number, so the changes of the next generation are for both. */
            Oab2List x;
            Oab2List y;
            assert_true (oab2_list_get (next, &x) && oab2_list_get (theirs, &y));
            assert_int_equal (x.serial, y.serial);
            g_autoptr (OxStream) none = changes_between (next, theirs, d);
            assert_int_equal (n_changes (none), 0);
            g_set_object (&mine, next);
        }
        assert_int_equal (ox_diagnostics_get_size (d), 0);
    }
}

/* Of a list that is no set of files too, and to and from nobody. */
static void
from_and_to_nobody (void **state)
{
    g_autoptr (GPtrArray) nobody = g_ptr_array_new ();
    g_autoptr (GPtrArray) people = g_ptr_array_new_with_free_func ((GDestroyNotify) ox_props_unref);
    g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
    guint64 random = 9;
    for (guint i = 0; i < 3; i++)
        g_ptr_array_add (people, some_person (&random));
    g_autoptr (OxAddressList) none = list_of (nobody);
    g_autoptr (OxAddressList) some = list_of (people);
    g_autoptr (OxAddressList) full = published (some, 3, d);
    g_autoptr (OxStream) away = changes_between (full, none, d);
    assert_int_equal (n_changes (away), 3);
    g_autoptr (OxAddressList) changed = ox_oab_apply_changes (full, away, NULL, d, NULL);
    assert_int_equal (ox_address_list_get_n_entries (changed), 0);
    /* The names are still in the index, so all can come back. */
    g_autoptr (OxAddressList) empty = published (changed, 3, d);
    assert_int_equal (ox_address_list_get_n_entries (empty), 0);
    g_autoptr (OxStream) back = changes_between (empty, some, d);
    assert_int_equal (n_changes (back), 3);
    g_autoptr (OxAddressList) again = ox_oab_apply_changes (empty, back, NULL, d, NULL);
    assert_same_lists (again, full, d);
    assert_int_equal (ox_diagnostics_get_size (d), 0);
}

/* More entries than two bytes and a bit count, made when they are asked for; one of them is another. */
#define MANY ((1u << 17) + 1)

static OxProps *
read_numbered (gpointer self, guint32 index, const OxKey *wanted, OxDiagnostics *d, GError **error)
{
    OxProps *props = ox_props_new ();
    g_autofree char *name = g_strdup_printf ("User %06u", index);
    g_autofree char *dn = g_strdup_printf ("/o=Example/cn=%u", index);
    ox_props_set_text (props, OX_TAG_DISPLAY_NAME, name);
    ox_props_set_text (props, OX_TAG_EMAIL_ADDRESS, dn);
    if (self != NULL && index == MANY - 1)
        ox_props_set_text (props, OX_TAG_TITLE, "Last");
    return props;
}

static void
keep (gpointer self)
{
}

static void
many (void **state)
{
    static const OxAddressListSource numbered = { read_numbered, keep, FALSE };
    static char changed_self;
    g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
    g_autoptr (OxProps) props = ox_props_new ();
    g_autoptr (OxAddressList) list = ox_address_list_new (&numbered, NULL, "numbered", MANY, props);
    g_autoptr (OxAddressList) other = ox_address_list_new (&numbered, &changed_self, "numbered", MANY, props);
    g_autoptr (OxAddressList) set = published (list, 3, d);
    assert_int_equal (ox_address_list_get_n_entries (set), MANY);
    g_autoptr (OxStream) changes = changes_between (set, other, d);
    assert_int_equal (n_changes (changes), 1);
    g_autoptr (OxAddressList) changed = ox_oab_apply_changes (set, changes, NULL, d, NULL);
    assert_int_equal (ox_address_list_get_n_entries (changed), MANY);
    g_autoptr (OxEntry) last = ox_address_list_read_entry (changed, MANY - 1, d, NULL);
    assert_string_equal (ox_props_get_text (ox_entry_get_props (last), OX_TAG_TITLE), "Last");
    assert_string_equal (ox_props_get_text (ox_entry_get_props (last), OX_TAG_EMAIL_ADDRESS), "/o=Example/CN=131072");
    assert_int_equal (ox_diagnostics_get_size (d), 0);
}

/* --- what is refused ------------------------------------------------------------------------------------------- */

static OxAddressList *
open_example (void)
{
    g_autoptr (OxAddressBook) book = ox_open_address_book_path (CORPUS "/oab/good-v3-spec", NULL, NULL, NULL);
    assert_non_null (book);
    return g_object_ref (ox_address_book_get_list (book, 0));
}

static void
refused (void **state)
{
    g_autoptr (OxAddressList) old = open_example ();
    g_autoptr (GPtrArray) people = g_ptr_array_new_with_free_func ((GDestroyNotify) ox_props_unref);
    g_autoptr (GError) error = NULL;
    g_autoptr (OxSink) sink = ox_sink_new_memory ();
    guint64 random = 4;
    g_ptr_array_add (people, some_person (&random));
    g_autoptr (OxAddressList) other = list_of (people);
    /* Names that the old RDN index does not hold. */
    assert_false (ox_oab_make_changes (old, other, sink, NULL, NULL, &error));
    assert_true (g_error_matches (error, OX_ERROR, OX_ERROR_UNSUPPORTED));
    g_clear_error (&error);
    /* A list of no such version. */
    assert_false (ox_oab_make_changes (other, old, sink, NULL, NULL, &error));
    assert_true (g_error_matches (error, OX_ERROR, OX_ERROR_ARGUMENT));
    g_clear_error (&error);
    /* Changes for another list. */
    g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
    g_autoptr (OxAddressList) set = published (other, 3, d);
    g_autoptr (OxStream) changes = changes_between (set, set, d);
    assert_null (ox_oab_apply_changes (old, changes, NULL, d, &error));
    assert_true (g_error_matches (error, OX_ERROR, OX_ERROR_ARGUMENT));
    assert_int_equal (ox_diagnostics_get_size (d), 0);
    g_autoptr (OxOptions) options = ox_options_new ();
    ox_options_set_policy (options, OX_POLICY_SALVAGE);
    g_autoptr (OxAddressList) salvaged = ox_oab_apply_changes (old, changes, options, d, NULL);
    assert_non_null (salvaged);
    assert_int_equal (ox_diagnostics_count (d, OX_SEVERITY_WARN), 1);
}

/* Every byte of a changes file in turn is another: a list comes of it, or an error, and what is odd is told. */
static void
damaged (void **state)
{
    g_autoptr (OxAddressList) old = open_example ();
    g_autoptr (GPtrArray) people = g_ptr_array_new_with_free_func ((GDestroyNotify) ox_props_unref);
    g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
    OxProps *lisa = ox_address_list_read_props (old, 1, NULL, d, NULL);
    g_ptr_array_add (people, ox_address_list_read_props (old, 1, NULL, d, NULL));
    ox_props_set_text (lisa, OX_TAG_DISPLAY_NAME, "Lisa Smith");
    ox_props_set_text (lisa, OX_TAG_TITLE, "Director");
    g_ptr_array_add (people, lisa);
    ox_props_set_text (people->pdata[0], OX_TAG_OFFICE_LOCATION, "Berlin");
    g_autoptr (OxAddressList) new = list_of (people);
    g_autoptr (OxStream) changes = changes_between (old, new, d);
    assert_int_equal (n_changes (changes), 3);
    guint64 size = ox_stream_get_size (changes);
    g_autoptr (GBytes) bytes = ox_stream_read_bytes (changes, 0, (gsize) size, NULL);
    guint n_told = 0;
    for (guint i = 0; i < size; i++) {
        g_autoptr (OxDiagnostics) told = ox_diagnostics_new ();
        g_autoptr (GByteArray) other = g_byte_array_new ();
        g_byte_array_append (other, g_bytes_get_data (bytes, NULL), (guint) size);
        other->data[i] = (guint8) ~other->data[i];
        g_autoptr (GBytes) wrong = g_bytes_new (other->data, other->len);
        g_autoptr (OxStream) stream = ox_stream_new_bytes (wrong);
        g_autoptr (GError) error = NULL;
        g_autoptr (OxAddressList) changed = ox_oab_apply_changes (old, stream, NULL, told, &error);
        for (guint32 j = 0; changed != NULL && j < ox_address_list_get_n_entries (changed); j++) {
            g_autofree char *text = describe (changed, j, told);
            assert_non_null (text);
        }
        n_told += error != NULL || ox_diagnostics_get_size (told) > 0;
        g_autoptr (GBytes) cut = g_bytes_new_from_bytes (bytes, 0, i);
        g_autoptr (OxStream) shorter = ox_stream_new_bytes (cut);
        g_autoptr (OxAddressList) part = ox_oab_apply_changes (old, shorter, NULL, told, NULL);
        assert_true (i < 12 ? part == NULL : ox_diagnostics_count (told, OX_SEVERITY_LOST) > 0);
    }
    assert_true (n_told > 40); /* the numbers; another letter in a text is a text */
}

int
main (void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test (generations), cmocka_unit_test (from_and_to_nobody), cmocka_unit_test (many),
                                        cmocka_unit_test (refused), cmocka_unit_test (damaged) };
    return cmocka_run_group_tests (tests, NULL, NULL);
}
