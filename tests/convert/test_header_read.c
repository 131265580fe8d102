/* SPDX-License-Identifier: MIT
 *
 * Stored fields that are read without GMime: as GMime reads them.
 */
#include "testing.h"

#include "convert/mime/header-read.h"

#include <string.h>

#define ROUNDS 40000

static void
same_text (const char *raw)
{
    g_autofree char *ours = ox_header_decode (raw);
    g_autofree char *theirs = g_mime_utils_header_decode_text (NULL, raw);
    if (strcmp (ours, theirs) != 0)
        fail_msg ("%s: %s, and by GMime %s", raw, ours, theirs);
}

static void
same_date (const char *raw)
{
    gint64 ours = 0;
    gboolean is_date = ox_header_read_date (raw, &ours);
    g_autoptr (GDateTime) theirs = g_mime_utils_header_decode_date (raw);
    if (is_date != (theirs != NULL))
        fail_msg ("%s: %d", raw, is_date);
    if (is_date && ours != g_date_time_to_unix (theirs))
        fail_msg ("%s: %" G_GINT64_FORMAT ", and by GMime %" G_GINT64_FORMAT, raw, ours, g_date_time_to_unix (theirs));
}

static void
texts (void **state)
{
    static const char *const cases[] = {
        "", " ", "plain", " led by a space", "a\n b", "=?utf-8?B?U2FxaWIgUmF6emFx?=", "=?UTF-8?b?w6k=?=", "=?utf-8?B?w6k?=",
        "=?utf-8?B?w6kw?= =?utf-8?B?w6kw?=", "=?us-ascii?Q?new_added?=", "=?us-ascii?Q?caf=C3=A9?=", "=?utf-8?q?caf=C3=A9?=",
        "=?utf-8?Q?caf=C3?=", "=?utf-8?Q?=?=", "=?utf-8?Q?\?=", "=?utf-8?B?\?=", "=?utf-8?X?abc?=", "=?utf-8*en?Q?a?=",
        "=?iso-8859-1?Q?a_b?=", "=?iso-8859-1?Q?caf=E9?=", "=?utf-8?B?AGEK?=", "=?utf-8?Q?a b?=", "=?utf-8?Q?a?b?=",
        "=?utf-8?Q?a?= b", "b =?utf-8?Q?a?=", "=?utf-8?B?w6k=w6k=?=", "=?", "=?\?", "=?utf-8?", "=?utf-8?Q", "=?utf-8?Q?",
        "=?utf-8?B?w6k=====?=", "=?utf-8?B?=?=", "=?utf-8?B?====?=", "=?utf-8?B?a===?=", "=?utf-8?B?w6k=?=\n", "\xC3\xA9", "\xE9",
    };
    g_mime_init ();
    for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
        same_text (cases[i]);
}

/* Pieces put together at random, always the same. */
static void
texts_made_up (void **state)
{
    static const char *const pieces[] = { "=?", "?=", "utf-8", "us-ascii", "iso-8859-1", "?B?", "?Q?", "?q?", "?", "=", "_", " ",
                                          "\n ", "\t", "a", "b-c", "w6k=", "YWI=", "YWJj", "=41", "=C3=A9", "=E9", ",", "\"",
                                          "=?utf-8?Q?", "=?utf-8?B?", "=?us-ascii?Q?", "\x01", "(x)" };
    g_autoptr (GRand) rand = g_rand_new_with_seed (4);
    for (guint i = 0; i < ROUNDS; i++) {
        g_autoptr (GString) raw = g_string_new (g_rand_int_range (rand, 0, 2) ? "=?utf-8" : "");
        for (gint n = g_rand_int_range (rand, 0, 8); n > 0; n--)
            g_string_append (raw, pieces[g_rand_int_range (rand, 0, G_N_ELEMENTS (pieces))]);
        same_text (raw->str);
        g_string_append (raw, "?=");
        same_text (raw->str);
    }
}

static void
dates (void **state)
{
    static const char *const cases[] = {
        "", "Mon, 23 Nov 2026 18:45:00 +0000", "Mon, 23 Nov 2026 18:45 -0330", "23 Nov 2026 18:45:00 +1345",
        "Mon,  3 Nov 2026 18:45:00 +0100", "Mon, 03 nov 2026 18:45:00 -0100 (CET)", "mon, 31 Nov 2026 18:45:00 +0000",
        "Mon, 29 Feb 2000 00:00:00 +0000", "Mon, 29 Feb 1900 00:00:00 +0000", "Thu, 1 Jan 1970 00:00:00 +0000",
        "Wed, 31 Dec 1969 23:59:59 +0000", "1 Jan 1970 00:00:00 +0100", "Mon, 23 Nov 26 18:45:00 +0000",
        "Mon, 23 Nov 2026 24:00:00 +0000", "Mon, 23 Nov 2026 23:59:60 +0000", "Mon, 23 Nov 2026 18:45:00 GMT",
        "Mon, 23 Nov 2026 18:45:00 +9959", "Mon, 23 Nov 2026 18:45:00 +01000", "Mon, 23 Nov 2026 18:45:00 +0160",
        "Mon, 23 Nov 2026 18:45:00", "Monday, 23 Nov 2026 18:45:00 +0000", "Mon 23 Nov 2026 18:45:00 +0000",
        "Mon, 23 November 2026 18:45:00 +0000", "Mon,23 Nov 2026 18:45:00 +0000", "Mon, 23 Nov 9999 18:45:00 +0000",
        "Mon, 23 Nov 2026 18:45:00 +0000 x", "\n Mon, 23 Nov 2026\n 18:45:00\t+0000 ", "23-Nov-2026 18:45:00 +0000",
        "Mon, 0 Nov 2026 18:45:00 +0000", "Mon, 23 Nov 2026 8:45:00 +0000", "Mon, 23 Nov 2026 18:5:00 +0000",
    };
    g_mime_init ();
    for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
        same_date (cases[i]);
}

static void
dates_made_up (void **state)
{
    static const char *const forms[] = { "%s, %d %s %04d %02d:%02d:%02d %+05d", "%s, %02d %s %04d %02d:%02d:%02d %+05d",
                                         "%s, %d  %s %d %02d:%02d:%02d %+05d" };
    static const char *const days[] = { "Mon", "Tue", "SAT", "sun", "Xyz" };
    static const char *const months[] = { "Jan", "FEB", "mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Abc" };
    g_autoptr (GRand) rand = g_rand_new_with_seed (5);
    for (guint i = 0; i < ROUNDS; i++) {
        const char *form = forms[g_rand_int_range (rand, 0, G_N_ELEMENTS (forms))];
        g_autofree char *raw = g_strdup_printf (
            form, days[g_rand_int_range (rand, 0, G_N_ELEMENTS (days))], g_rand_int_range (rand, 0, 33),
            months[g_rand_int_range (rand, 0, G_N_ELEMENTS (months))], g_rand_int_range (rand, 1900, 2200),
            g_rand_int_range (rand, 0, 25), g_rand_int_range (rand, 0, 61), g_rand_int_range (rand, 0, 62),
            g_rand_int_range (rand, -1500, 1500));
        same_date (raw);
    }
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (texts),
        cmocka_unit_test (texts_made_up),
        cmocka_unit_test (dates),
        cmocka_unit_test (dates_made_up),
    };
    return cmocka_run_group_tests (tests, NULL, NULL);
}
