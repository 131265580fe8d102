/* SPDX-License-Identifier: MIT */
#include "testing.h"

#include "base/locale.h"

static void
test_languages (G_GNUC_UNUSED void **state)
{
    static const struct {
        guint lcid;
        const char *tag;
    } cases[] = {
        { 0, NULL },             { 0x0400, NULL },           { 0x0800, NULL },
        { 0x0401, "ar-SA" },     { 0x0404, "zh-Hant-TW" },   { 0x0804, "zh-CN" },
        { 0x7C04, "zh-Hant" },   { 0x0407, "de-DE" },        { 0x0409, "en-US" },
        { 0x0C09, "en-AU" },     { 0x0009, "en" },           { 0x041D, "sv-SE" },
        { 0x10409, "en-US" }, /* another order of sorting */ { 0x0C0A, "es-ES" },
        { 0x3C09, "en-HK" },     { 0xF809, "en" }, /* no such country */
        { 0x100409, NULL }, /* no LCID */                    { 0x03FF, NULL },
    };
    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autofree char *tag = ox_language_from_lcid (cases[i].lcid);
        if (cases[i].tag == NULL)
            assert_null (tag);
        else
            assert_string_equal (tag, cases[i].tag);
    }
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (test_languages),
    };
    return cmocka_run_group_tests (tests, NULL, NULL);
}
