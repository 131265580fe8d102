/* SPDX-License-Identifier: MIT
 *
 * Fields of the user's own, and people in a value.
 */
#include "testing.h"

#include "base/builder.h"
#include "model/field-definitions.h"
#include "model/recipient-rows.h"

#include <string.h>

/* The "PropertyDefinition stream sample" of Outlook's reference for developers. */
static const guint8 example[] = {
    0x03, 0x01, 0x01, 0x00, 0x00, 0x00, 0x45, 0x00, 0x00, 0x00, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x0A, 0x00,
    0x54, 0x00, 0x65, 0x00, 0x78, 0x00, 0x74, 0x00, 0x46, 0x00, 0x69, 0x00, 0x65, 0x00, 0x6C, 0x00, 0x64, 0x00,
    0x31, 0x00, 0x0A, 0x54, 0x65, 0x78, 0x74, 0x46, 0x69, 0x65, 0x6C, 0x64, 0x31, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x15, 0x00, 0x00, 0x00, 0x0A, 0x54, 0x00, 0x65, 0x00, 0x78, 0x00, 0x74, 0x00, 0x46, 0x00,
    0x69, 0x00, 0x65, 0x00, 0x6C, 0x00, 0x64, 0x00, 0x31, 0x00, 0x00, 0x00, 0x00, 0x00,
};

static void
the_example_reads_and_writes (void **state)
{
    g_autoptr (GBytes) bytes = g_bytes_new_static (example, sizeof example);
    g_autoptr (OxFieldDefinitions) all = ox_field_definitions_parse (bytes);
    assert_non_null (all);
    assert_true (all->is_exact);
    assert_int_equal (all->fields->len, 1);
    const OxFieldDefinition *one = all->fields->pdata[0];
    g_autofree char *name = ox_field_definition_name (one, 1252);
    assert_string_equal (name, "TextField1");
    assert_string_equal (ox_field_definition_kind (all, one), "text");
    assert_null (ox_field_definition_text (one, OX_FIELD_FORMULA, 1252));
    assert_int_equal (one->flags & OX_FIELD_IS_CUSTOM, OX_FIELD_IS_CUSTOM);
    assert_int_equal (one->blocks->len, 1);
    g_autoptr (GBytes) written = ox_field_definitions_serialize (all);
    assert_true (g_bytes_equal (bytes, written));
}

/* Without NmidName the first SkipBlock has the name, without that the 8-bit text. */
static void
where_names_stand (void **state)
{
    static const struct {
        gsize at; /* what is set to zero */
        gsize n;
        const char *name;
    } cases[] = { { 0, 0, "TextField1" }, { 0x12, 20, "TextField1" } };
    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        guint8 copy[sizeof example];
        memcpy (copy, example, sizeof copy);
        memset (copy + cases[i].at, 0, cases[i].n);
        copy[0x27] = 'B'; /* of the 8-bit name */
        g_autoptr (GBytes) bytes = g_bytes_new_static (copy, sizeof copy);
        g_autoptr (OxFieldDefinitions) all = ox_field_definitions_parse (bytes);
        g_autofree char *name = ox_field_definition_name (all->fields->pdata[0], 1252);
        assert_string_equal (name, cases[i].name);
        memset (copy + 0x3D, 0, 0x15);
        g_autoptr (GBytes) without = g_bytes_new_static (copy, sizeof copy);
        g_autoptr (OxFieldDefinitions) others = ox_field_definitions_parse (without);
        g_autofree char *other = ox_field_definition_name (others->fields->pdata[0], 1252);
        assert_string_equal (other, i == 0 ? "TextField1" : "BextField1");
    }
}

static void
cut_short_and_lying (void **state)
{
    for (gsize n = 0; n < sizeof example; n++) {
        g_autoptr (GBytes) bytes = g_bytes_new_static (example, n);
        g_autoptr (OxFieldDefinitions) all = ox_field_definitions_parse (bytes);
        assert_true ((all != NULL) == (n >= 6));
        if (all != NULL) {
            assert_int_equal (all->fields->len, 0);
            assert_false (all->is_exact);
        }
    }
    guint8 lie[sizeof example];
    memcpy (lie, example, sizeof lie);
    memset (lie + 2, 0xFF, 4);
    g_autoptr (GBytes) bytes = g_bytes_new_static (lie, sizeof lie);
    g_autoptr (OxFieldDefinitions) all = ox_field_definitions_parse (bytes);
    assert_int_equal (all->fields->len, 1);
    assert_int_equal (all->count, 0xFFFFFFFF);
    assert_false (all->is_exact);
}

/* --- rows of recipients --------------------------------------------------------------------------------- */

static void
put_wide (OxBuilder *b, const char *text)
{
    ox_builder_utf16 (b, text, TRUE);
}

static GBytes *
build_rows (guint32 version, gboolean has_flag, guint16 columns)
{
    g_auto (OxBuilder) b;
    ox_builder_init (&b);
    ox_builder_u32 (&b, version);
    ox_builder_u32 (&b, 3);
    ox_builder_u16 (&b, 0x021B); /* SMTP, address, name, Unicode */
    put_wide (&b, "cleo@example.net");
    put_wide (&b, "Cl\u00E9o");
    ox_builder_u16 (&b, columns);
    ox_builder_zeros (&b, has_flag);
    ox_builder_u16 (&b, 0x0011); /* X500, name, 8-bit */
    ox_builder_zeros (&b, 2);
    ox_builder_bytes (&b, (const guint8 *) "/cn=dirk", 9);
    ox_builder_bytes (&b, (const guint8 *) "Dirk\xE9", 6);
    ox_builder_u16 (&b, 0);
    ox_builder_zeros (&b, has_flag);
    ox_builder_u16 (&b, 0x8038); /* a type of its own; address, name, transmittable name */
    ox_builder_bytes (&b, (const guint8 *) "X400", 5);
    ox_builder_bytes (&b, (const guint8 *) "c=us", 5);
    ox_builder_bytes (&b, (const guint8 *) "Eef", 4);
    ox_builder_bytes (&b, (const guint8 *) "E", 2);
    ox_builder_u16 (&b, 0);
    ox_builder_zeros (&b, has_flag);
    return ox_builder_finish (&b);
}

static void
people_in_a_value (void **state)
{
    static const char *const want[3][3] = { { "SMTP", "cleo@example.net", "Cl\u00E9o" },
                                            { "EX", "/cn=dirk", "Dirk\u00E9" },
                                            { "X400", "c=us", "Eef" } };
    for (guint flag = 0; flag < 2; flag++) {
        g_autoptr (GBytes) bytes = build_rows (1, flag != 0, 0);
        g_autoptr (GPtrArray) rows = ox_recipient_rows_parse (bytes, 1252);
        assert_non_null (rows);
        assert_int_equal (rows->len, 3);
        for (guint i = 0; i < 3; i++) {
            const OxRecipientRow *row = rows->pdata[i];
            assert_string_equal (row->address_type, want[i][0]);
            assert_string_equal (row->address, want[i][1]);
            assert_string_equal (row->name, want[i][2]);
        }
        gsize size = g_bytes_get_size (bytes);
        for (gsize n = 0; n < size; n++) {
            g_autoptr (GBytes) part = g_bytes_new_from_bytes (bytes, 0, n);
            g_autoptr (GPtrArray) none = ox_recipient_rows_parse (part, 1252);
            assert_null (none);
        }
    }
    g_autoptr (GBytes) newer = build_rows (2, TRUE, 0);
    assert_null (ox_recipient_rows_parse (newer, 1252));
    g_autoptr (GBytes) columns = build_rows (1, TRUE, 1);
    assert_null (ox_recipient_rows_parse (columns, 1252));
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (the_example_reads_and_writes),
        cmocka_unit_test (where_names_stand),
        cmocka_unit_test (cut_short_and_lying),
        cmocka_unit_test (people_in_a_value),
    };
    return cmocka_run_group_tests (tests, NULL, NULL);
}
