/* SPDX-License-Identifier: MIT
 *
 * What tasks, journal entries and notes share.
 */
#include "convert/ical/item-private.h"

void
ox_ical_write_component (OxIcal *x, gboolean begin, const char *component, const OxIcalRow *rows, guint n)
{
    if (begin)
        ox_ical_calendar_begin (x->calendar, x->method, NULL);
    ox_mime_mark (x->c, x->c->props, OX_TAG_MESSAGE_CLASS, OX_FATE_MAPPED);
    ox_ical_begin (x->w, component);
    ox_ical_write_rows (x, rows, n);
    ox_ical_end (x->w, component);
}

void
ox_ical_codec_list (OxIcal *x, const OxIcalRow *row)
{
    if (ox_ical_has (x, row->key))
        ox_ical_codec_categories (x, row);
}

/* A task is reminded of at a time, not before one, [MS-OXORMDR] 2.2.1.2. */
void
ox_ical_codec_absolute (OxIcal *x, const OxIcalRow *row)
{
    gint64 time;
    guint64 stored;
    if (!ox_props_get_time (ox_ical_holder (x, row->key)->props, row->key, &stored)
        || ox_ical_integer (x, OX_LID_REMINDER_SET, 0) == 0 || !ox_ical_time (x, row->key, &time))
        return;
    g_autofree char *text = ox_ical_format_time (time, TRUE);
    ox_ical_begin (x->w, "VALARM");
    ox_line_begin (x->w, "TRIGGER");
    ox_line_parameter (x->w, "VALUE", "DATE-TIME");
    ox_line_value (x->w);
    ox_line_put_ascii (x->w, text);
    ox_line_end (x->w);
    ox_ical_put (x->w, "ACTION", "DISPLAY");
    ox_ical_put (x->w, "DESCRIPTION", "Reminder");
    ox_ical_end (x->w, "VALARM");
}
