/* SPDX-License-Identifier: MIT
 *
 * Series of other calendars: the rule that is written, walked through by libical, has the days that ICU has
 * (tests/tools/calendar-vectors.c), and Outlook's own fields stand beside it.
 */
#include "testing.h"

#include "base/civil.h"

#include <oxcart/oxcart.h>
#include <string.h>

#define N_DAYS 6

static const struct {
    guint16 calendar, pattern, frequency;
    guint32 period, day;
    gint year, month, of_month; /* of the first day */
    const char *days;           /* the first six */
} vectors[] = {
#include "model/calendar-vectors.inc"
};

/* A series without exceptions, whose pattern is changed in each case: of the pattern "month", on day 1. */
static const guint8 monthly[] = {
    0x04, 0x30, 0x04, 0x30, 0x0C, 0x20, 0x02, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x01, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x23, 0x20, 0x00, 0x00, 0x0A, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0xDF, 0x80, 0xE9, 0x5A, 0x06, 0x30, 0x00, 0x00, 0x09, 0x30, 0x00, 0x00, 0x58, 0x02,
    0x00, 0x00, 0x76, 0x02, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
};

static guint32
minutes (const char *day)
{
    guint64 number = g_ascii_strtoull (day, NULL, 10);
    return (guint32) (ox_civil_to_days ((gint) (number / 10000), (gint) (number / 100 % 100), (gint) (number % 100)) * 1440);
}

/* The series of a vector, whose third occurrence is deleted; `frequency` may be that of months for years too. */
static GBytes *
series_of (guint i, guint16 frequency)
{
    g_autoptr (GBytes) bytes = g_bytes_new_static (monthly, sizeof monthly);
    g_autoptr (OxRecurrence) r = ox_recurrence_parse (bytes, TRUE, 1252, NULL, NULL, NULL);
    assert_non_null (r);
    assert_true (r->is_appointment);
    guint32 third = minutes (vectors[i].days + 18);
    r->calendar_type = vectors[i].calendar;
    r->pattern_type = vectors[i].pattern;
    r->frequency = frequency;
    r->period = vectors[i].period;
    r->day = vectors[i].day;
    r->start_date = (guint32) ox_civil_to_days (vectors[i].year, vectors[i].month, vectors[i].of_month) * 1440;
    g_array_append_val (r->deleted, third);
    return ox_recurrence_serialize (r);
}

static char *
walk (icalcomponent *event)
{
    GString *text = g_string_new (NULL);
    icalproperty *rule = icalcomponent_get_first_property (event, ICAL_RRULE_PROPERTY);
    assert_non_null (rule);
    icalrecur_iterator *all = icalrecur_iterator_new (icalproperty_get_rrule (rule), icalcomponent_get_dtstart (event));
    assert_non_null (all);
    for (guint i = 0; i < N_DAYS; i++) {
        struct icaltimetype t = icalrecur_iterator_next (all);
        g_string_append_printf (text, "%s%04d%02d%02d", i > 0 ? " " : "", t.year, t.month, t.day);
    }
    icalrecur_iterator_free (all);
    return g_string_free (text, FALSE);
}

static void
assert_has (const char *text, const char *what)
{
    if (strstr (text, what) == NULL)
        fail_msg ("no %s in %s", what, text);
}

static void
check (guint i, guint16 frequency)
{
    g_autoptr (OxMessage) message = ox_message_new ();
    g_autoptr (GBytes) blob = series_of (i, frequency);
    OxProps *props = ox_message_get_props (message);
    ox_props_set_text (props, OX_TAG_MESSAGE_CLASS, "IPM.Appointment");
    ox_props_set_bytes (props, OX_LID_APPOINTMENT_RECUR, blob);
    icalcomponent *calendar = ox_message_to_icalendar (message, NULL, NULL, NULL);
    icalcomponent *event = icalcomponent_get_first_component (calendar, ICAL_VEVENT_COMPONENT);
    assert_int_equal (icalcomponent_count_errors (calendar), 0);
    g_autofree char *days = walk (event);
    assert_string_equal (days, vectors[i].days);
    char *text = icalcomponent_as_ical_string_r (calendar);
    assert_has (text, "\nX-MICROSOFT-CALSCALE:");
    assert_has (text, "\nX-MICROSOFT-RRULE;VALUE=RECUR");
    g_autofree char *gone = g_strdup_printf ("\nX-MICROSOFT-EXDATE;VALUE=DATE-TIME:%.8sT100000Z", vectors[i].days + 18);
    assert_has (text, gone);
    free (text);
    icalcomponent_free (calendar);
}

static void
days_of_rules (void **state)
{
    if (!icalrecurrencetype_rscale_is_supported ())
        skip ();
    /* libical 3.0.16 begins "each second month" of such calendars in the month behind DTSTART. */
    for (guint i = 0; i < G_N_ELEMENTS (vectors); i++)
        if (vectors[i].period == 1 || vectors[i].period % 12 == 0)
            check (i, vectors[i].frequency);
}

/* What counts in years is said to count in months where it is more than one, 2.1.3.2.2.5: the days are the same, in the
 * rule as in the model. */
static void
years_by_months (void **state)
{
    for (guint i = 0; i < G_N_ELEMENTS (vectors); i++) {
        if (vectors[i].period % 12 != 0)
            continue;
        g_autoptr (GBytes) blob = series_of (i, 0x200C);
        g_autoptr (OxRecurrence) r = ox_recurrence_parse (blob, TRUE, 1252, NULL, NULL, NULL);
        g_autoptr (GArray) days = ox_recurrence_expand (r, N_DAYS);
        for (guint k = 0; k < N_DAYS; k++)
            assert_int_equal (g_array_index (days, guint32, k), minutes (vectors[i].days + 9 * k));
        if (icalrecurrencetype_rscale_is_supported ())
            check (i, 0x200C);
    }
}

/* Calendars with the months of the Gregorian one have a usual rule, and their name beside it, 2.1.3.1.1.8. */
static void
names_of_calendars (void **state)
{
    static const char *const names[] = { "", "Gregorian", "Gregorian_us", "Japan", "Taiwan", "Korea", NULL, "Thai", NULL,
                                         "GregorianMeFrench", "GregorianArabic", "GregorianXlitEnglish", "GregorianXlitFrench" };
    for (guint16 i = 0; i < G_N_ELEMENTS (names); i++) {
        if (names[i] == NULL)
            continue;
        g_autoptr (GBytes) bytes = g_bytes_new_static (monthly, sizeof monthly);
        g_autoptr (OxRecurrence) r = ox_recurrence_parse (bytes, TRUE, 1252, NULL, NULL, NULL);
        g_autoptr (OxMessage) message = ox_message_new ();
        g_autoptr (OxSink) sink = ox_sink_new_memory ();
        r->calendar_type = i;
        g_autoptr (GBytes) blob = ox_recurrence_serialize (r);
        ox_props_set_text (ox_message_get_props (message), OX_TAG_MESSAGE_CLASS, "IPM.Appointment");
        ox_props_set_bytes (ox_message_get_props (message), OX_LID_APPOINTMENT_RECUR, blob);
        assert_true (ox_message_write_icalendar (message, sink, NULL, NULL, NULL, NULL));
        g_autoptr (GBytes) said = ox_sink_steal_bytes (sink);
        g_autofree char *text = g_strndup (g_bytes_get_data (said, NULL), g_bytes_get_size (said));
        assert_has (text, "\r\nRRULE:FREQ=MONTHLY;BYMONTHDAY=1\r\n");
        assert_null (strstr (text, "X-MICROSOFT-RRULE"));
        g_autofree char *line = g_strdup_printf ("\r\nX-MICROSOFT-CALSCALE:%s\r\n", names[i]);
        if (*names[i] != '\0')
            assert_has (text, line);
        else
            assert_null (strstr (text, "CALSCALE"));
    }
}

int
main (void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test (days_of_rules), cmocka_unit_test (years_by_months),
                                        cmocka_unit_test (names_of_calendars) };
    return cmocka_run_group_tests (tests, NULL, NULL);
}
