/* SPDX-License-Identifier: MIT
 *
 * The tables of the converters as text, for tools/gen_mapping.py: a row a line, parted by tabs.
 */
#include "convert/ical/item-private.h"
#include "convert/mime/rows.h"
#include "convert/vcard/card.h"

#include <oxcart/oxcart.h>
#include <stdio.h>

static const OxKey not_applicable[] = {
#include "model/not-applicable.inc"
};

static const char *
or_nothing (const char *text)
{
    return text != NULL ? text : "";
}

static void
print_cards (OxNames *names)
{
    guint n = 0;
    const OxCardRow *rows = ox_card_rows (&n);
    for (guint i = 0; i < n; i++) {
        const OxCardRow *row = &rows[i];
        g_autofree char *name = row->key != 0 ? ox_names_describe (names, row->key, 0) : g_strdup ("");
        printf ("card\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", or_nothing (row->field), or_nothing (row->types),
                or_nothing (row->field_3 != NULL ? row->field_3 : row->field),
                or_nothing (row->types_3 != NULL ? row->types_3 : row->types), name,
                row->direction == OX_CARD_OUT ? "out" : "both", row->section);
    }
    const OxKey *keys = ox_card_not_applicable (&n);
    for (guint i = 0; i < n; i++) {
        g_autofree char *name = ox_names_describe (names, keys[i], 0);
        printf ("card-not-applicable\t%s\n", name);
    }
}

static void
print_component (OxNames *names, const char *kind, const OxIcalRow *(*get) (guint *))
{
    static const char *const directions[] = { "", "export", "import" };
    guint n = 0;
    const OxIcalRow *rows = get (&n);
    for (guint i = 0; i < n; i++) {
        g_autofree char *name = rows[i].key != 0 ? ox_names_describe (names, rows[i].key, 0) : g_strdup ("");
        printf ("%s\t%s\t%s\t%s\t%s\n", kind, rows[i].field, name, directions[rows[i].direction], rows[i].section);
    }
}

static void
print_events (OxNames *names)
{
    guint n = 0;
    print_component (names, "event", ox_ical_event_rows);
    print_component (names, "task", ox_ical_task_rows);
    print_component (names, "journal", ox_ical_journal_rows);
    print_component (names, "note", ox_ical_note_rows);
    print_component (names, "freebusy", ox_ical_free_busy_rows);
    const OxKey *keys = ox_ical_not_applicable (&n);
    for (guint i = 0; i < n; i++) {
        g_autofree char *name = ox_names_describe (names, keys[i], 0);
        printf ("event-not-applicable\t%s\n", name);
    }
}

int
main (void)
{
    guint n = 0;
    const OxFieldRow *rows = ox_field_rows (&n);
    g_autoptr (OxMessage) message = ox_message_new ();
    OxNames *names = ox_message_get_names (message);
    for (guint i = 0; i < n; i++) {
        g_autofree char *name = rows[i].key != 0 ? ox_names_describe (names, rows[i].key, 0)
                                                 : g_strdup ("");
        const char *flags = (rows[i].flags & OX_ROW_STORED_WINS) != 0 ? "stored wins"
                            : (rows[i].flags & OX_ROW_SWITCH) != 0    ? "switch"
                                                                      : "";
        printf ("field\t%s\t%s\t%s\t%s\n", rows[i].header, name, rows[i].section, flags);
    }
    for (guint i = 0; i < G_N_ELEMENTS (not_applicable); i++) {
        g_autofree char *name = ox_names_describe (names, not_applicable[i], 0);
        printf ("not-applicable\t%s\n", name);
    }
    print_cards (names);
    print_events (names);
    return 0;
}
