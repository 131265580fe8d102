/* SPDX-License-Identifier: MIT
 *
 * Rules in words.
 */
#include "testing.h"

#include "convert/ical/item-lines.h"

static void
words (void **state)
{
    static const char *const cases[][2] = {
        { "FREQ=DAILY", "every day" },
        { "FREQ=DAILY;INTERVAL=3;COUNT=12", "every 3 days, 12 times" },
        { "FREQ=WEEKLY;BYDAY=MO,TH", "every week on Monday, Thursday" },
        { "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR;WKST=SU;UNTIL=20261231T230000Z", "every 2 weeks on Friday, until 2026-12-31" },
        { "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "every weekday" },
        { "FREQ=MONTHLY;BYMONTHDAY=15", "every month on day 15" },
        { "FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=1", "every month on the last day, once" },
        { "FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1", "every month on day 30 or the last" },
        { "FREQ=MONTHLY;BYDAY=TU;BYSETPOS=2", "every month on the second Tuesday" },
        { "FREQ=MONTHLY;INTERVAL=3;BYDAY=SU,SA;BYSETPOS=-1", "every 3 months on the last weekend day" },
        { "FREQ=MONTHLY;BYDAY=SU,MO,TU,WE,TH,FR,SA;BYSETPOS=4", "every month on the fourth day" },
        { "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;UNTIL=20300101", "every year in February on day 29, until 2030-01-01" },
        { "RSCALE=HEBREW;FREQ=YEARLY;BYMONTH=5L;BYMONTHDAY=3;SKIP=FORWARD", "every year in month 5L on day 3 (HEBREW calendar)" },
        { "FREQ=HOURLY", "FREQ=HOURLY" },
        { "", "" },
    };
    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autofree char *text = ox_ical_rule_words (cases[i][0]);
        assert_string_equal (text, cases[i][1]);
    }
}

int
main (void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test (words) };
    return cmocka_run_group_tests (tests, NULL, NULL);
}
