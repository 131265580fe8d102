/* SPDX-License-Identifier: MIT
 *
 * Series, time zones and ids of meetings: what is read is written again byte for byte.
 */
#include "testing.h"

#include "base/calendar.h"
#include "base/civil.h"
#include "model/timezone-private.h"

#include <oxcart/oxcart.h>
#include <string.h>
#include <unicode/ucal.h>

#define VECTORS SHARED "/msg/microsoft-mfcmapi/SmartViewTestData/In"

static GBytes *
from_hex (const char *text)
{
    GByteArray *out = g_byte_array_new ();
    for (; g_ascii_isxdigit (text[0]) && g_ascii_isxdigit (text[1]); text += 2) {
        guint8 byte = (guint8) (g_ascii_xdigit_value (text[0]) << 4 | g_ascii_xdigit_value (text[1]));
        g_byte_array_append (out, &byte, 1);
    }
    return g_byte_array_free_to_bytes (out);
}

static void
assert_same (GBytes *a, GBytes *b)
{
    assert_int_equal (g_bytes_get_size (a), g_bytes_get_size (b));
    assert_memory_equal (g_bytes_get_data (a, NULL), g_bytes_get_data (b, NULL), g_bytes_get_size (a));
}

/* The example of [MS-OXOCAL] 4: Mondays, Thursdays and Fridays, twelve times. */
static const char weekly[] = "043004300B2001000000C0210000010000000000000032000000222000000C00000000000000"
                             "00000000000000008020BC0C20ADBC0C0630000009300000580200007602000000000000000000"
                             "000000";

static void
series_of_the_specification (void **state)
{
    g_autoptr (GBytes) bytes = from_hex (weekly);
    g_autoptr (OxRecurrence) r = ox_recurrence_parse (bytes, TRUE, 1252, NULL, NULL, NULL);
    assert_non_null (r);
    assert_int_equal (r->pattern_type, OX_RECURRENCE_WEEK);
    assert_int_equal (r->days, 0x32);
    assert_int_equal (r->start_offset, 600);
    assert_int_equal (r->end_offset, 630);
    g_autoptr (GArray) days = ox_recurrence_expand (r, 100);
    assert_int_equal (days->len, 12);
    assert_int_equal (g_array_index (days, guint32, 0), r->start_date);
    assert_int_equal (g_array_index (days, guint32, 11), r->end_date);
    g_autoptr (GBytes) again = ox_recurrence_serialize (r);
    assert_same (bytes, again);
}

/* Each beginning of it is refused or read, and nothing else happens. */
static void
series_cut_short (void **state)
{
    g_autoptr (GBytes) bytes = from_hex (weekly);
    for (gsize n = 0; n < g_bytes_get_size (bytes); n++) {
        g_autoptr (GBytes) part = g_bytes_new_from_bytes (bytes, 0, n);
        g_autoptr (GError) error = NULL;
        g_autoptr (OxRecurrence) r = ox_recurrence_parse (part, TRUE, 1252, NULL, NULL, &error);
        assert_true ((r == NULL) == (error != NULL));
    }
}

static void
lying_counts (void **state)
{
    g_autoptr (GBytes) bytes = from_hex ("043004300A20000000000000000000A0050000000000002320000000000000000000"
                                         "00FFFFFF7F8020BC0C");
    g_autoptr (GError) error = NULL;
    assert_null (ox_recurrence_parse (bytes, TRUE, 1252, NULL, NULL, &error));
    assert_true (g_error_matches (error, OX_ERROR, OX_ERROR_DAMAGED));
}

/* What another program's authors collected, with nothing lost on the way through ours. */
static void
vectors (void **state)
{
    static const struct {
        const char *prefix;
        int kind; /* 0: an appointment's series, 1: the pattern alone, else the form of a zone */
    } rows[] = { { "APPOINTMENTRECURRENCEPATTERN-", 0 }, { "RECURRENCEPATTERN-", 1 },
                 { "TIMEZONEDEFINITION-", 2 },           { "TIMEZONE-", 3 } };
    guint n = 0;
    for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
        for (guint k = 1; k < 9; k++) {
            g_autofree char *path = g_strdup_printf ("%s/%s%u.dat", VECTORS, rows[i].prefix, k);
            g_autofree char *text = NULL;
            if (!g_file_get_contents (path, &text, NULL, NULL))
                continue;
            g_autoptr (GBytes) bytes = from_hex (text);
            g_autoptr (GBytes) again = NULL;
            if (rows[i].kind < 2) {
                g_autoptr (OxRecurrence) r = ox_recurrence_parse (bytes, rows[i].kind == 0, 1252, NULL, NULL,
                                                                  NULL);
                again = r != NULL ? ox_recurrence_serialize (r) : NULL;
            } else {
                g_autoptr (OxTimeZone) zone = ox_time_zone_parse (
                    bytes, rows[i].kind == 2 ? OX_TIME_ZONE_DEFINITION : OX_TIME_ZONE_STRUCT, NULL, NULL);
                again = zone != NULL ? ox_time_zone_serialize (zone) : NULL;
            }
            if (again == NULL) {
                print_message ("%s%u: refused\n", rows[i].prefix, k);
                continue;
            }
            assert_same (bytes, again);
            n++;
        }
    if (n == 0)
        skip ();
    print_message ("%u structures\n", n);
    assert_true (n >= 8);
}

/* --- other calendars: days that ICU 72 tells, written down ------------------------------------------------- */

static const struct {
    guint16 calendar, pattern, frequency;
    guint32 period, day;
    gint year, month, of_month; /* of the first day */
    const char *days;           /* the first six */
} lunar[] = {
#include "calendar-vectors.inc"
};

static void
other_calendars (void **state)
{
    for (guint i = 0; i < G_N_ELEMENTS (lunar); i++) {
        OxRecurrence r = { .calendar_type = lunar[i].calendar, .pattern_type = lunar[i].pattern,
                           .frequency = lunar[i].frequency, .period = lunar[i].period, .day = lunar[i].day,
                           .end_type = OX_RECURRENCE_END_NEVER };
        r.start_date = (guint32) ox_civil_to_days (lunar[i].year, lunar[i].month, lunar[i].of_month) * 1440;
        g_autoptr (GArray) days = ox_recurrence_expand (&r, 6);
        g_autoptr (GString) text = g_string_new (NULL);
        for (guint k = 0; k < days->len; k++) {
            OxCivil c = ox_civil_from_days (g_array_index (days, guint32, k) / 1440);
            g_string_append_printf (text, "%s%04d%02d%02d", k > 0 ? " " : "", c.year, c.month, c.day);
        }
        assert_string_equal (text->str, lunar[i].days);
    }
}

/* --- zones -------------------------------------------------------------------------------------------------- */

static const OxTimeZoneRule europe = { .flags = 2, .year = 1601, .bias = -60, .daylight_bias = -60,
                                       .standard = { 0, 10, 0, 5, 3, 0, 0, 0 },
                                       .daylight = { 0, 3, 0, 5, 2, 0, 0, 0 } };

static gint64
at (gint year, gint month, gint day, gint hour, gint minute)
{
    return ox_civil_to_days (year, month, day) * OX_DAY_SECONDS + hour * 3600 + minute * 60;
}

static void
edges_of_summer (void **state)
{
    g_autoptr (OxTimeZone) zone = ox_time_zone_new ("W. Europe Standard Time", &europe);
    assert_int_equal (ox_time_zone_to_local (zone, at (2026, 3, 29, 0, 59)), at (2026, 3, 29, 1, 59));
    assert_int_equal (ox_time_zone_to_local (zone, at (2026, 3, 29, 1, 0)), at (2026, 3, 29, 3, 0));
    assert_int_equal (ox_time_zone_to_local (zone, at (2026, 10, 25, 0, 59)), at (2026, 10, 25, 2, 59));
    assert_int_equal (ox_time_zone_to_local (zone, at (2026, 10, 25, 1, 0)), at (2026, 10, 25, 2, 0));
    /* Told twice: the first; left out: counted from before. */
    assert_int_equal (ox_time_zone_to_utc (zone, at (2026, 10, 25, 2, 30)), at (2026, 10, 25, 0, 30));
    assert_int_equal (ox_time_zone_to_utc (zone, at (2026, 3, 29, 2, 30)), at (2026, 3, 29, 1, 30));
}

static void
names_of_zones (void **state)
{
    g_autoptr (OxTimeZone) zone = ox_time_zone_new ("W. Europe Standard Time", &europe);
    assert_string_equal (ox_time_zone_iana (zone, 2000, 2030), "Europe/Berlin");
    /* It had other rules before 1996. */
    assert_null (ox_time_zone_iana (zone, 1990, 2000));
    OxTimeZoneRule other = europe;
    other.daylight.hour = 3;
    g_autoptr (OxTimeZone) changed = ox_time_zone_new ("W. Europe Standard Time", &other);
    assert_null (ox_time_zone_iana (changed, 2000, 2000));
    g_autoptr (OxTimeZone) unknown = ox_time_zone_new ("Customized Time Zone", &europe);
    assert_null (ox_time_zone_iana (unknown, 2000, 2000));
    /* Calendars of other programs may have brought the IANA's own name along, and rules that are its or not. */
    g_autoptr (OxTimeZone) own = ox_time_zone_new ("Europe/Amsterdam", &europe);
    assert_string_equal (ox_time_zone_iana (own, 2000, 2030), "Europe/Amsterdam");
    g_autoptr (OxTimeZone) wrong = ox_time_zone_new ("Europe/London", &europe);
    assert_null (ox_time_zone_iana (wrong, 2000, 2030));
    assert_true (ox_time_zone_is_known ("Europe/London"));
    assert_true (ox_time_zone_is_known ("W. Europe Standard Time"));
    assert_false (ox_time_zone_is_known ("Europe/Nowhere"));
    assert_false (ox_time_zone_is_known ("Europe/Amsterdam "));
}

static void
rules_that_never_fire (void **state)
{
    OxTimeZoneRule rule = europe;
    rule.daylight.month = 13;
    assert_false (ox_time_zone_rule_has_daylight (&rule));
    rule = europe;
    rule.standard.day = 6;
    assert_false (ox_time_zone_rule_has_daylight (&rule));
    rule = europe;
    rule.standard = rule.daylight;
    assert_false (ox_time_zone_rule_has_daylight (&rule));
}

/* Minutes east of UTC, when standard time begins and when daylight saving time does, by number: [MS-OXOCAL] 2.2.5.6. */
static const char *const old_list[] = {
    "0 - -", "0 10.0.5.2 3.0.5.1", "60 9.0.5.2 3.0.5.1", "60 10.0.5.3 3.0.5.2", "60 10.0.5.3 3.0.5.2",
    "120 9.0.5.1 3.0.5.0", "60 9.0.5.1 3.0.5.0", "120 10.0.5.4 3.0.5.3", "-180 2.0.2.2 10.0.3.2",
    "-240 11.0.1.2 3.0.2.2", "-300 11.0.1.2 3.0.2.2", "-360 11.0.1.2 3.0.2.2", "-420 11.0.1.2 3.0.2.2",
    "-480 11.0.1.2 3.0.2.2", "-540 11.0.1.2 3.0.2.2", "-600 - -", "-660 - -", "720 4.0.1.3 9.0.5.2",
    "600 3.0.5.3 10.0.5.2", "570 3.0.5.3 10.0.5.2", "540 - -", "480 - -", "420 - -", "330 - -", "240 - -",
    "210 9.2.4.2 3.0.1.2", "180 - -", "120 9.0.3.2 3.5.5.2", "-210 11.0.1.0 3.0.2.0", "-60 10.0.5.1 3.0.5.0",
    "-120 10.0.5.1 3.0.5.0", "0 - -", "-180 - -", "-240 - -", "-300 - -", "-300 - -", "-360 - -",
    "-360 10.0.5.2 4.0.1.2", "-420 - -", "-720 - -", "720 - -", "660 - -", "600 3.0.5.2 10.0.1.2", "600 - -",
    "570 - -", "480 9.0.2.2 4.0.2.2", "360 - -", "300 - -", "270 - -", "120 9.4.5.2 5.5.1.2", "120 - -",
    "180 10.0.5.1 3.0.5.0", "600 3.0.5.2 8.0.5.2", "600 4.0.1.3 10.0.5.2", "570 4.0.1.3 10.0.5.2",
    "600 4.0.1.3 10.0.1.2", "-240 3.6.2.23 10.6.2.23", "480 3.0.5.3 10.0.5.2", "-420 10.0.5.2 4.0.1.2",
    "-480 10.0.5.2 4.0.1.2",
};

static char *
describe_date (const OxSystemTime *t)
{
    return t->month == 0 ? g_strdup ("-") : g_strdup_printf ("%d.%d.%d.%d", t->month, t->day_of_week, t->day, t->hour);
}

static void
numbers_of_zones (void **state)
{
    assert_int_equal (G_N_ELEMENTS (old_list), 60);
    for (guint i = 0; i < G_N_ELEMENTS (old_list); i++) {
        g_autoptr (OxTimeZone) zone = ox_time_zone_from_index (0x00450000u | i); /* of the upper half one bit counts */
        const OxTimeZoneRule *rule = ox_time_zone_effective (zone);
        g_autofree char *standard = describe_date (&rule->standard);
        g_autofree char *daylight = describe_date (&rule->daylight);
        g_autofree char *text = g_strdup_printf ("%d %s %s", -rule->bias, standard, daylight);
        assert_string_equal (text, old_list[i]);
        assert_int_equal (rule->daylight_bias, -60);
        assert_int_equal (ox_time_zone_rule_has_daylight (rule), *daylight != '-');
        g_autoptr (OxTimeZone) without = ox_time_zone_from_index (0x80000000u | i);
        assert_false (ox_time_zone_rule_has_daylight (ox_time_zone_effective (without)));
    }
    assert_null (ox_time_zone_from_index (60));
    assert_null (ox_time_zone_from_index (0xFFFF));
}

/* --- ids ----------------------------------------------------------------------------------------------------- */

static void
ids (void **state)
{
    static const char *const uids[] = { "someone@example.com", "040000008200E00074C5B7101A82E008000000002000F9F62D0AD9010"
                                        "00000000000000010000000F00F89203A1BCA479377447BDED6505A", "\xC3\xA9" };
    for (guint i = 0; i < G_N_ELEMENTS (uids); i++) {
        gint year, month, day;
        g_autoptr (GBytes) bytes = ox_global_id_from_uid (uids[i], 2026, 11, 26);
        g_autofree char *uid = ox_global_id_to_uid (bytes);
        assert_string_equal (uid, uids[i]);
        assert_true (ox_global_id_get_date (bytes, &year, &month, &day));
        assert_true (year == 2026 && month == 11 && day == 26);
        g_autoptr (GBytes) clean = ox_global_id_from_uid (uids[i], 0, 0, 0);
        assert_false (ox_global_id_get_date (clean, &year, &month, &day));
    }
    g_autoptr (GBytes) odd = g_bytes_new ("\x01\x02", 2);
    g_autofree char *uid = ox_global_id_to_uid (odd);
    assert_string_equal (uid, "0102");
}

/* Against GLib's calendar, day by day around the turns of centuries. */
static void
days (void **state)
{
    for (gint64 n = 0; n < 1100000; n += 13) {
        OxCivil c = ox_civil_from_days (n);
        assert_int_equal (ox_civil_to_days (c.year, c.month, c.day), n);
        GDate date;
        g_date_clear (&date, 1);
        g_date_set_julian (&date, (guint32) (n + 584389));
        assert_true (g_date_get_year (&date) == c.year && (gint) g_date_get_month (&date) == c.month
                     && g_date_get_day (&date) == c.day);
        assert_int_equal (g_date_get_weekday (&date) % 7, ox_civil_weekday (n));
    }
}

static void
same_at (OxIanaZone *zone, const char *name, gint64 time)
{
    gint ours = ox_iana_zone_offset (zone, time);
    gint theirs = ox_iana_zone_offset_by_icu (zone, time);
    if (ours != theirs)
        fail_msg ("%s at %" G_GINT64_FORMAT ": %d, and by ICU %d", name, time, ours, theirs);
}

/* Every few days, and on both sides of each change. */
static void
compare_zone (const char *name)
{
    const gint64 step = 5 * OX_DAY_SECONDS;
    const gint64 last = ox_civil_to_days (2040, 1, 1) * OX_DAY_SECONDS;
    g_autoptr (OxIanaZone) zone = ox_iana_zone_new (name);
    assert_non_null (zone);
    for (gint64 time = ox_civil_to_days (1988, 1, 1) * OX_DAY_SECONDS; time < last; time += step) {
        gint before = ox_iana_zone_offset (zone, time);
        gint64 low = time, high = time + step;
        same_at (zone, name, time);
        if (before == ox_iana_zone_offset (zone, high))
            continue;
        while (high - low > 1) {
            gint64 middle = low + (high - low) / 2;
            *(ox_iana_zone_offset (zone, middle) == before ? &low : &high) = middle;
        }
        same_at (zone, name, low);
        same_at (zone, name, high);
    }
}

/* data/iana-changes.tsv is what ICU says, where it is the same zone data. */
static void
changes_of_zones (void **state)
{
    UErrorCode status = U_ZERO_ERROR;
    g_autofree char *text = NULL;
    if (g_strcmp0 (ucal_getTZDataVersion (&status), ox_iana_zone_version ()) != 0)
        skip ();
    assert_true (g_file_get_contents (OX_SOURCE_DIR "/data/windows-zones.tsv", &text, NULL, NULL));
    g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
    guint n = 0;
    for (guint i = 0; lines[i] != NULL; i++)
        if (*lines[i] != '#' && strchr (lines[i], '\t') != NULL) {
            compare_zone (strchr (lines[i], '\t') + 1);
            n++;
        }
    assert_true (n > 100);
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (series_of_the_specification), cmocka_unit_test (series_cut_short),
        cmocka_unit_test (lying_counts),                cmocka_unit_test (vectors),
        cmocka_unit_test (other_calendars),             cmocka_unit_test (edges_of_summer),
        cmocka_unit_test (names_of_zones),              cmocka_unit_test (rules_that_never_fire),
        cmocka_unit_test (numbers_of_zones),              cmocka_unit_test (changes_of_zones),
        cmocka_unit_test (ids),                         cmocka_unit_test (days),
    };
    return cmocka_run_group_tests (tests, NULL, NULL);
}
