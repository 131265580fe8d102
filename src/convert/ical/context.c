/* SPDX-License-Identifier: MIT
 *
 * The object that becomes a component: its properties, and the walk over the rows.
 */
#include "convert/ical/ical-private.h"

#define TICKS G_GUINT64_CONSTANT (10000000)

/* What counts for a series alone, whatever an exception says, [MS-OXOCAL] 2.2.10.2. */
static const OxKey of_series[] = { OX_LID_APPOINTMENT_LAST_SEQUENCE, OX_LID_MEETING_WORKSPACE_URL, OX_LID_CONTACTS,
                                   OX_TAG_SENSITIVITY, OX_LID_PRIVATE, OX_NAME_KEYWORDS };

static gboolean
is_of_series (const OxIcal *x, OxKey key)
{
    for (guint i = 0; x->when != NULL && x->when->exception != NULL && i < G_N_ELEMENTS (of_series); i++)
        if (of_series[i] == key)
            return TRUE;
    return FALSE;
}

OxMimeContext *
ox_ical_holder (OxIcal *x, OxKey key)
{
    if (is_of_series (x, key))
        return x->c;
    return x->inner != NULL && ox_props_lookup (x->inner->props, key) != NULL ? x->inner : x->c;
}

void
ox_ical_mark (OxIcal *x, OxKey key)
{
    OxMimeContext *c = ox_ical_holder (x, key);
    ox_mime_mark (c, c->props, key, OX_FATE_MAPPED);
}

gboolean
ox_ical_has (OxIcal *x, OxKey key)
{
    return ox_props_lookup (ox_ical_holder (x, key)->props, key) != NULL;
}

const char *
ox_ical_text (OxIcal *x, OxKey key)
{
    OxMimeContext *c = ox_ical_holder (x, key);
    return ox_mime_text (c, c->props, key);
}

gint64
ox_ical_integer (OxIcal *x, OxKey key, gint64 fallback)
{
    OxMimeContext *c = ox_ical_holder (x, key);
    return ox_mime_integer (c, c->props, key, fallback);
}

GBytes *
ox_ical_bytes (OxIcal *x, OxKey key)
{
    OxMimeContext *c = ox_ical_holder (x, key);
    return ox_mime_bytes (c, c->props, key);
}

gboolean
ox_ical_time (OxIcal *x, OxKey key, gint64 *time)
{
    guint64 filetime;
    OxMimeContext *c = ox_ical_holder (x, key);
    if (!ox_mime_time (c, c->props, key, &filetime))
        return FALSE;
    *time = (gint64) (filetime / TICKS);
    return TRUE;
}

void
ox_ical_write_rows (OxIcal *x, const OxIcalRow *rows, guint n)
{
    for (guint i = 0; i < n && ox_sink_is_ok (x->w->sink); i++)
        if (rows[i].direction != OX_ICAL_IMPORT)
            rows[i].codec (x, &rows[i]);
}

/* --- the account ------------------------------------------------------------------------------------ */

static const OxKey not_applicable[] = {
#include "convert/ical/not-applicable.inc"
};

const OxKey *
ox_ical_not_applicable (guint *n)
{
    *n = G_N_ELEMENTS (not_applicable);
    return not_applicable;
}

void
ox_ical_account (OxMimeContext *c)
{
    for (guint i = 0; i < G_N_ELEMENTS (not_applicable); i++)
        ox_mime_mark (c, c->props, not_applicable[i], OX_FATE_NOT_APPLICABLE);
}

void
ox_ical_account_exception (OxMimeContext *c)
{
    ox_ical_account (c);
    for (guint i = 0; i < G_N_ELEMENTS (of_series); i++)
        ox_mime_mark (c, c->props, of_series[i], OX_FATE_NOT_APPLICABLE);
    /* Where it stands says already that it is an exception. */
    ox_mime_mark (c, c->props, OX_TAG_MESSAGE_CLASS, OX_FATE_NOT_APPLICABLE);
}
