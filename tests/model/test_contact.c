/* SPDX-License-Identifier: MIT
 *
 * Members of distribution lists in all the ways they are stored, and what contacts are filed under.
 */
#include "testing.h"

#include "base/diag.h"
#include "model/file-under.h"
#include "model/list-members.h"
#include "model/props-private.h"

#include <oxcart/oxcart.h>
#include <string.h>

#define MOST (1u << 20)

static GBytes *
one_off (const char *name, const char *address)
{
    return ox_entryid_build_one_off (name, "SMTP", address);
}

static OxValue
multiple (GBytes *const *values, guint n)
{
    OxValue *items = g_new0 (OxValue, n);
    for (guint i = 0; i < n; i++)
        items[i] = ox_value_bytes (OX_TYPE_BINARY, g_bytes_ref (values[i]));
    return ox_value_multiple (OX_TYPE_BINARY | OX_TYPE_MULTIPLE, items, n);
}

static void
set_multiple (OxProps *props, OxKey key, GBytes *const *values, guint n)
{
    ox_props_add (props, key, multiple (values, n));
    ox_props_seal (props, NULL);
}

static void
expect (GPtrArray *members, guint i, OxMemberKind kind, const char *name, const char *address)
{
    const OxListMember *member = members->pdata[i];
    assert_int_equal (member->kind, kind);
    assert_string_equal (member->name, name);
    assert_string_equal (member->address, address);
}

static void
lists_and_checksum (void **state)
{
    g_autoptr (GBytes) ada = one_off ("Ada", "ada@example.org");
    g_autoptr (GBytes) bram = one_off ("Bram", "bram@example.org");
    g_autoptr (GBytes) other = one_off ("Other", "other@example.org");
    g_autoptr (GBytes) id = g_bytes_new_static ("0123456789abcdefghijklmn", 24);
    g_autoptr (GBytes) contact = ox_list_member_wrap (OX_MEMBER_CONTACT, 4, id);
    GBytes *wrapped[] = { ada, contact };
    GBytes *beside[] = { other, bram };
    g_autoptr (OxProps) props = ox_props_new ();
    OxMemberSource source;
    set_multiple (props, OX_LID_DISTRIBUTION_LIST_MEMBERS, wrapped, 2);
    set_multiple (props, OX_LID_DISTRIBUTION_LIST_ONE_OFF_MEMBERS, beside, 2);
    g_autoptr (GPtrArray) members = ox_list_members_read (props, 1252, MOST, NULL, &source);
    assert_int_equal (source, OX_MEMBERS_LISTS);
    assert_int_equal (members->len, 2);
    expect (members, 0, OX_MEMBER_ONE_OFF, "Other", "other@example.org");
    expect (members, 1, OX_MEMBER_CONTACT, "Bram", "bram@example.org");
    const OxListMember *second = members->pdata[1];
    assert_int_equal (second->which, 4);
    assert_true (g_bytes_equal (second->inner, id));
    assert_int_equal (((const guint8 *) g_bytes_get_data (contact, NULL))[20], 0xC3);

    /* Another checksum: the members themselves count. */
    guint32 sum = ox_list_members_checksum (members);
    g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
    ox_props_set_integer (props, OX_LID_DISTRIBUTION_LIST_CHECKSUM, OX_TYPE_INTEGER32, (gint32) sum + 1);
    g_autoptr (GPtrArray) again = ox_list_members_read (props, 1252, MOST, d, &source);
    expect (again, 0, OX_MEMBER_ONE_OFF, "Ada", "ada@example.org");
    expect (again, 1, OX_MEMBER_CONTACT, "Bram", "bram@example.org");
    assert_int_equal (ox_diagnostics_get_size (d), 1);
}

static void
streams (void **state)
{
    g_autoptr (GBytes) ada = one_off ("Ada", "ada@example.org");
    g_autoptr (GBytes) dn = ox_entryid_build_address_book ("/o=herd/cn=bram", 0);
    g_autoptr (GBytes) user = ox_list_member_wrap (OX_MEMBER_DIRECTORY_USER, 0, dn);
    GBytes *wrapped[] = { ada, user };
    g_autoptr (OxProps) lists = ox_props_new ();
    OxMemberSource source;
    set_multiple (lists, OX_LID_DISTRIBUTION_LIST_MEMBERS, wrapped, 2);
    g_autoptr (GPtrArray) members = ox_list_members_read (lists, 1252, MOST, NULL, &source);
    g_autoptr (GBytes) stream = ox_list_members_build_stream (members, 150000, 1);

    g_autoptr (OxProps) props = ox_props_new ();
    ox_props_set_bytes (props, OX_LID_DISTRIBUTION_LIST_STREAM, stream);
    g_autoptr (GPtrArray) back = ox_list_members_read (props, 1252, MOST, NULL, &source);
    assert_int_equal (source, OX_MEMBERS_STREAM);
    assert_int_equal (back->len, 2);
    expect (back, 0, OX_MEMBER_ONE_OFF, "Ada", "ada@example.org");
    const OxListMember *second = back->pdata[1];
    assert_int_equal (second->kind, OX_MEMBER_DIRECTORY_USER);
    assert_string_equal (second->address, "/o=herd/cn=bram");
    assert_string_equal (second->address_type, "EX");
    g_autoptr (GBytes) same = ox_list_members_build_stream (back, 150000, 1);
    assert_true (g_bytes_equal (same, stream));

    /* Cut anywhere: no more than what is whole, and never a crash. */
    for (gsize n = 0; n < g_bytes_get_size (stream); n++) {
        g_autoptr (GBytes) cut = g_bytes_new (g_bytes_get_data (stream, NULL), n);
        g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
        ox_props_set_bytes (props, OX_LID_DISTRIBUTION_LIST_STREAM, cut);
        g_autoptr (GPtrArray) some = ox_list_members_read (props, 1252, MOST, d, &source);
        assert_true (some->len <= 2);
        assert_true (some->len == 2 || n == 0 || ox_diagnostics_get_size (d) == 1);
    }
}

static void
filed_under (void **state)
{
    static const struct {
        guint32 rule;
        const char *all;
        const char *given_and_company;
    } cases[] = {
        { 0x3001, "Dr Ada M Ox Jr", NULL },
        { 0x3A06, "Ada", "Ada" },
        { 0x3A16, "Herd Ltd", "Herd Ltd" },
        { 0x8017, "Ox, Ada M", "Ada" },
        { 0x8018, "Herd Ltd\r\nOx, Ada M", "Herd Ltd\r\nAda" },
        { 0x8019, "Ox, Ada M\r\nHerd Ltd", "Ada\r\nHerd Ltd" },
        { 0x8030, "OxAda M", "Ada" },
        { 0x8036, "Ox Ada M Jr", "Ada" },
        { 0x8037, "Ada M Ox Jr", "Ada" },
        { OX_FILE_UNDER_USER, NULL, NULL },
        { 0, NULL, NULL },
    };
    g_autoptr (OxProps) all = ox_props_new ();
    g_autoptr (OxProps) some = ox_props_new ();
    ox_props_set_text (all, OX_TAG_DISPLAY_NAME, "Dr Ada M Ox Jr");
    ox_props_set_text (all, OX_TAG_SURNAME, "Ox");
    ox_props_set_text (all, OX_TAG_GIVEN_NAME, "Ada");
    ox_props_set_text (all, OX_TAG_MIDDLE_NAME, "M");
    ox_props_set_text (all, OX_TAG_GENERATION, "Jr");
    ox_props_set_text (all, OX_TAG_COMPANY_NAME, "Herd Ltd");
    ox_props_set_text (some, OX_TAG_GIVEN_NAME, "Ada");
    ox_props_set_text (some, OX_TAG_COMPANY_NAME, "Herd Ltd");
    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autofree char *a = ox_file_under_compose (all, cases[i].rule);
        g_autofree char *b = ox_file_under_compose (some, cases[i].rule);
        assert_int_equal (g_strcmp0 (a, cases[i].all), 0);
        assert_int_equal (g_strcmp0 (b, cases[i].given_and_company), 0);
    }
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (lists_and_checksum),
        cmocka_unit_test (streams),
        cmocka_unit_test (filed_under),
    };
    return cmocka_run_group_tests (tests, NULL, NULL);
}
