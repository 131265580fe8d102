/* SPDX-License-Identifier: MIT
 *
 * Appointments and messages about meetings as VEVENT: when they are, and which components a series
 * becomes, [MS-OXCICAL] 2.1.3.1.1.20.
 */
#include "convert/ical/ical-private.h"
#include "convert/ical/item-private.h"

#include "base/civil.h"
#include "base/diag.h"
#include "model/account-private.h"
#include "model/class.h"
#include "model/timezone-private.h"

#include <oxcart/globalid.h>

#define EXCEPTION_FLAG 2               /* of PidTagAttachmentFlags */
#define MOST_OPENED 4096               /* embedded messages looked at */
#define MOST_DURATION (3660 * OX_DAY_SECONDS)
#define MOST_REPEATED (G_GUINT64_CONSTANT (16) << 20) /* bytes of bodies in all exceptions */
#define MOST_LISTED 4096               /* exceptions, for people to read */
#define HALF_DAY (OX_DAY_SECONDS / 2)

/* An embedded message of an exception. */
typedef struct {
    OxMessage *message;
    char *place;
    gboolean has_original;
    gint64 original; /* local time, as the one below */
    gboolean has_start;
    gint64 start;
    gboolean is_used;
} Embedded;

typedef struct {
    OxIcal *x;
    OxIcalWhen when;
    OxRecurrence *recurrence;
    OxTimeZone *zone, *end_zone;
    GArray *embedded; /* Embedded */
    guint64 repeated; /* bytes */
} Event;

static void
embedded_clear (gpointer data)
{
    Embedded *e = data;
    g_object_unref (e->message);
    g_free (e->place);
}

static void
event_clear (Event *e)
{
    g_clear_pointer (&e->recurrence, ox_recurrence_free);
    g_clear_pointer (&e->zone, ox_time_zone_free);
    g_clear_pointer (&e->end_zone, ox_time_zone_free);
    g_clear_pointer (&e->embedded, g_array_unref);
}

/* --- times of single items -------------------------------------------------------------------------- */

static gboolean
first_time (OxIcal *x, const OxKey *keys, guint n, gint64 *time)
{
    for (guint i = 0; i < n; i++)
        if (ox_ical_time (x, keys[i], time))
            return TRUE;
    return FALSE;
}

static gboolean
start_time (OxIcal *x, gint64 *time)
{
    static const OxKey keys[] = { OX_LID_APPOINTMENT_START_WHOLE, OX_LID_COMMON_START,
                                  OX_TAG_START_DATE, OX_LID_CLIP_START };
    if (x->method == OX_ICAL_COUNTER && ox_ical_time (x, OX_LID_APPOINTMENT_PROPOSED_START_WHOLE, time))
        return TRUE;
    return first_time (x, keys, G_N_ELEMENTS (keys), time);
}

static gboolean
end_time (OxIcal *x, gint64 start, gint64 *time)
{
    static const OxKey keys[] = { OX_LID_APPOINTMENT_END_WHOLE, OX_LID_COMMON_END, OX_TAG_END_DATE };
    if (x->method == OX_ICAL_COUNTER && ox_ical_time (x, OX_LID_APPOINTMENT_PROPOSED_END_WHOLE, time))
        return TRUE;
    if (first_time (x, keys, G_N_ELEMENTS (keys), time))
        return TRUE;
    gint64 minutes = ox_ical_integer (x, OX_LID_APPOINTMENT_DURATION, -1);
    *time = start + minutes * 60;
    return minutes >= 0 && minutes < MOST_DURATION / 60;
}

/* The midnight nearest to a local time: stored all-day items are sometimes off by an hour. */
static gint64
nearest_day (gint64 local)
{
    return ox_floor_div (local + HALF_DAY, OX_DAY_SECONDS) * OX_DAY_SECONDS;
}

static gint
year_of (gint64 local)
{
    return ox_civil_from_days (ox_floor_div (local, OX_DAY_SECONDS)).year;
}

/* Within the years that a line can say, with room for a day. */
static void
check_years (OxIcal *x, OxIcalWhen *when)
{
    gint64 start = CLAMP (when->start, 0, OX_ICAL_LAST_TIME + 1 - 2 * OX_DAY_SECONDS);
    gint64 end = CLAMP (when->end, 0, OX_ICAL_LAST_TIME + 1 - OX_DAY_SECONDS);
    if (start == when->start && end == when->end)
        return;
    ox_diag (x->calendar->diagnostics, OX_DIAG_ICAL_DATE, OX_DIAG_NO_OFFSET, "it is not within the years 1601 to 9999");
    when->start = start;
    when->end = end;
}

static void
check_end (OxIcal *x, OxIcalWhen *when, gint64 duration)
{
    check_years (x, when);
    if (duration < 0 || duration > MOST_DURATION) {
        ox_diag (x->calendar->diagnostics, OX_DIAG_ICAL_DATE, OX_DIAG_NO_OFFSET,
                 duration < 0 ? "the end is before the start" : "the end is years behind the start");
        when->end = when->start;
        when->end_zone = when->zone;
    }
    if (when->all_day && when->end <= when->start)
        when->end = when->start + OX_DAY_SECONDS;
}

static void
set_single (Event *e)
{
    OxIcal *x = e->x;
    gint64 start = 0, end = 0;
    if (!start_time (x, &start)) {
        ox_diag (x->calendar->diagnostics, OX_DIAG_ICAL_DATE, OX_DIAG_NO_OFFSET, "there is no start");
        if (!end_time (x, 0, &start))
            start = ox_civil_to_days (1970, 1, 1) * OX_DAY_SECONDS;
    }
    if (!end_time (x, start, &end))
        end = start;
    e->zone = ox_ical_zone_of_start (x);
    gint64 local = ox_time_zone_to_local (e->zone, start);
    if (e->when.all_day) {
        /* Both ends by the zone of the start, and by its effective rule whatever the year, [MS-OXOCAL] 3.1.5.5.1. */
        e->when.start = nearest_day (ox_time_zone_to_local_now (e->zone, start));
        e->when.end = nearest_day (ox_time_zone_to_local_now (e->zone, end));
    } else {
        e->end_zone = ox_ical_zone_of_end (x);
        e->when.start = local;
        e->when.zone = ox_ical_zone_use (x->calendar, e->zone, year_of (local), year_of (local));
        e->when.end_zone = e->when.zone;
        if (e->end_zone != NULL) {
            gint64 there = ox_time_zone_to_local (e->end_zone, end);
            e->when.end_zone = ox_ical_zone_use (x->calendar, e->end_zone, year_of (there), year_of (there));
        }
        e->when.end = ox_time_zone_to_local (ox_ical_zone_get (e->when.end_zone), end);
    }
    check_end (x, &e->when, end - start);
}

/* --- series ----------------------------------------------------------------------------------------- */

/* Where no zone is stored, the series still tells local time: what it is ahead of UTC is a zone. */
static OxTimeZone *
guess_zone (OxIcal *x, gint64 local)
{
    gint64 start, offset;
    if (!ox_ical_time (x, OX_LID_APPOINTMENT_START_WHOLE, &start))
        return NULL;
    offset = local - start;
    if (offset == 0 || ABS (offset) > 14 * 3600 || offset % 900 != 0)
        return NULL;
    OxTimeZoneRule rule = { .flags = 2, .year = 1601, .bias = (gint32) (-offset / 60) };
    OxTimeZone *zone = g_new0 (OxTimeZone, 1);
    zone->form = OX_TIME_ZONE_DEFINITION;
    zone->name = g_strdup ("");
    zone->rules = g_array_new (FALSE, FALSE, sizeof rule);
    g_array_append_val (zone->rules, rule);
    return zone;
}

static gboolean
set_series (Event *e)
{
    OxIcal *x = e->x;
    const OxRecurrence *r = e->recurrence;
    g_autoptr (GArray) days = ox_recurrence_expand (r, 1);
    if (days->len == 0) {
        ox_diag (x->calendar->diagnostics, OX_DIAG_RECURRENCE_ODD, OX_DIAG_NO_OFFSET,
                 "a series has no occurrence at all");
        return FALSE;
    }
    gint64 offset = (gint64) (r->start_offset % OX_DAY_MINUTES) * 60;
    gint64 duration = ((gint64) r->end_offset - r->start_offset) * 60;
    gint64 midnight = (gint64) g_array_index (days, guint32, 0) * 60;
    e->when.recurrence = r;
    if (e->when.all_day) {
        /* The days are those of the pattern, which rule and deletions go by, whatever time of day is stored. */
        e->when.start = midnight;
        e->when.end = midnight + nearest_day (duration);
    } else {
        e->when.start = midnight + offset;
        e->when.end = e->when.start + duration;
        e->zone = ox_ical_zone_of_series (x);
        if (e->zone == NULL)
            e->zone = guess_zone (x, e->when.start);
        e->when.zone = ox_ical_zone_use (x->calendar, e->zone, year_of (e->when.start),
                                         ox_ical_series_last_year (r));
        e->when.end_zone = e->when.zone;
    }
    check_end (x, &e->when, duration);
    return TRUE;
}

/* --- one occurrence of a series that is not here, 2.1.3.1.1.20.20 ------------------------------------- */

/* The time of day of a series, [MS-XWDCAL] 2.2.7.67; where nobody says it, that of this occurrence. */
static gint64
time_of_series (Event *e)
{
    gint64 packed = ox_ical_integer (e->x, OX_LID_START_RECURRENCE_TIME, -1);
    gint64 hour = packed >> 12 & 31, minute = packed >> 6 & 63, second = packed & 63;
    if (packed < 0 || hour > 23 || minute > 59 || second > 59)
        return ox_floor_mod (e->when.start, OX_DAY_SECONDS);
    return hour * 3600 + minute * 60 + second;
}

/* Told in the zone of the series, which PidLidTimeZoneStruct is; or in that of the occurrence. */
static void
set_instance (Event *e)
{
    OxIcal *x = e->x;
    gint year, month, day;
    gint64 time;
    GBytes *id = ox_props_get_bytes (x->c->props, OX_LID_GLOBAL_OBJECT_ID);
    gboolean is_told = ox_ical_time (x, OX_LID_EXCEPTION_REPLACE_TIME, &time);
    if (!is_told && !ox_global_id_get_date (id, &year, &month, &day))
        return; /* nothing says which one */
    g_autoptr (OxTimeZone) series = ox_ical_has (x, OX_LID_TIME_ZONE_STRUCT) ? ox_ical_zone_of_series (x) : NULL;
    const OxTimeZone *zone = series != NULL ? series : e->zone;
    e->when.is_instance = TRUE;
    e->when.original_is_date = e->when.all_day;
    if (is_told) {
        e->when.original = ox_time_zone_to_local (zone, time);
    } else {
        ox_ical_mark (x, OX_LID_GLOBAL_OBJECT_ID);
        e->when.original = ox_civil_to_days (year, month, day) * OX_DAY_SECONDS;
        if (!e->when.all_day)
            e->when.original += time_of_series (e);
    }
    if (e->when.all_day)
        e->when.original = nearest_day (e->when.original);
    else
        e->when.original_zone = ox_ical_zone_use (x->calendar, zone, year_of (e->when.original),
                                                  year_of (e->when.original));
}

static void
prepare (Event *e)
{
    OxIcal *x = e->x;
    e->when.all_day = ox_ical_integer (x, OX_LID_APPOINTMENT_SUB_TYPE, 0) != 0;
    e->recurrence = ox_ical_series_read (x, OX_LID_APPOINTMENT_RECUR, TRUE);
    if (e->recurrence != NULL && e->recurrence->is_appointment && x->method != OX_ICAL_REPLY
        && x->method != OX_ICAL_COUNTER && set_series (e))
        return;
    set_single (e);
    set_instance (e);
}

/* --- exceptions -------------------------------------------------------------------------------------- */

static gboolean
is_exception (OxAttachment *attachment)
{
    OxProps *props = ox_attachment_get_props (attachment);
    return ox_attachment_get_kind (attachment) == OX_ATTACHMENT_MESSAGE
           && ((ox_props_get_integer (props, OX_TAG_ATTACHMENT_FLAGS, 0) & EXCEPTION_FLAG) != 0
               || ox_props_get_boolean (props, OX_TAG_ATTACHMENT_HIDDEN));
}

static void
read_embedded (Event *e, guint index, OxAttachment *attachment)
{
    OxMimeContext *c = e->x->c;
    OxProps *outer = ox_attachment_get_props (attachment);
    guint64 time;
    g_autoptr (GError) error = NULL;
    OxMessage *message = ox_attachment_open_message (attachment, &error);
    if (message == NULL) {
        ox_diag (c->diagnostics, OX_DIAG_MIME_ATTACHMENT, OX_DIAG_NO_OFFSET, "attachment %u: %s", index,
                 error->message);
        return;
    }
    OxProps *props = ox_message_get_props (message);
    Embedded item = { .message = message };
    if (ox_props_get_time (props, OX_LID_EXCEPTION_REPLACE_TIME, &time)
        || ox_props_get_time (outer, OX_TAG_EXCEPTION_REPLACE_TIME, &time)) {
        item.has_original = TRUE;
        item.original = ox_time_zone_to_local (e->zone, (gint64) (time / 10000000));
    }
    item.has_start = ox_props_get_time (props, OX_LID_APPOINTMENT_START_WHOLE, &time);
    if (item.has_start)
        item.start = ox_time_zone_to_local (e->zone, (gint64) (time / 10000000));
    item.place = g_strdup_printf ("%s%sattachment %u/message", c->place, *c->place != '\0' ? "/" : "", index);
    ox_account_enter_message (c->account, message, item.place);
    g_array_append_val (e->embedded, item);
}

static void
read_all_embedded (Event *e)
{
    OxMessage *message = e->x->c->message;
    guint n = ox_message_get_n_attachments (message);
    e->embedded = g_array_new (FALSE, FALSE, sizeof (Embedded));
    g_array_set_clear_func (e->embedded, embedded_clear);
    for (guint i = 0; i < n && e->embedded->len < MOST_OPENED; i++) {
        OxAttachment *attachment = ox_message_get_attachment (message, i);
        if (is_exception (attachment))
            read_embedded (e, i, attachment);
    }
}

/* By what it replaces; where that says nothing, by when it is. [MS-OXOCAL] 2.2.10.1.6. */
static Embedded *
find_embedded (Event *e, const OxRecurrenceException *exception)
{
    Embedded *second = NULL;
    for (guint i = 0; i < e->embedded->len; i++) {
        Embedded *item = &g_array_index (e->embedded, Embedded, i);
        if (item->is_used)
            continue;
        if (item->has_original && item->original == (gint64) exception->original_start * 60)
            return item;
        if (second == NULL && item->has_start && item->start == (gint64) exception->start * 60)
            second = item;
    }
    return second;
}

static void
set_exception (Event *e, const OxRecurrenceException *exception, OxIcalWhen *when)
{
    const OxRecurrence *r = e->recurrence;
    gboolean all_day = (exception->flags & OX_OVERRIDE_SUB_TYPE) != 0 ? exception->sub_type != 0
                                                                      : e->when.all_day;
    /* A series has one occurrence a day: the day says which, whatever time is stored with it. */
    gint64 day = exception->original_start / OX_DAY_MINUTES * OX_DAY_SECONDS;
    gint64 original = day + (gint64) (r->start_offset % OX_DAY_MINUTES) * 60;
    *when = (OxIcalWhen){ .all_day = all_day,
                          .zone = e->when.zone,
                          .end_zone = e->when.zone,
                          .start = (gint64) exception->start * 60,
                          .end = (gint64) exception->end * 60,
                          .exception = exception,
                          .is_instance = TRUE,
                          .original_is_date = e->when.all_day,
                          .original_zone = e->when.zone,
                          .original = e->when.all_day ? day : original };
    gint64 duration = when->end - when->start;
    if (all_day) {
        gboolean is_as_series = ox_floor_mod (when->start, OX_DAY_SECONDS) == original - day;
        when->start = is_as_series ? when->start - (original - day) : nearest_day (when->start);
        when->end = when->start + nearest_day (duration);
    }
    check_end (e->x, when, duration);
}

static void
write_component (OxIcal *x)
{
    guint n;
    const OxIcalRow *rows = ox_ical_event_rows (&n);
    ox_ical_begin (x->w, "VEVENT");
    ox_ical_write_rows (x, rows, n);
    ox_ical_end (x->w, "VEVENT");
}

static gboolean
has_own_body (const OxRecurrenceException *exception, OxProps *props)
{
    return (exception->flags & OX_OVERRIDE_BODY) != 0
           || (props != NULL && ox_props_get_boolean (props, OX_LID_F_EXCEPTIONAL_BODY));
}

static void
write_exception (Event *e, const OxRecurrenceException *exception)
{
    OxIcalWhen when;
    OxIcal x = *e->x;
    OxMimeContext inner = { 0 };
    g_auto (OxBodies) bodies = { 0 };
    Embedded *embedded = find_embedded (e, exception);
    set_exception (e, exception, &when);
    x.when = &when;
    if (embedded != NULL) {
        embedded->is_used = TRUE;
        inner = (OxMimeContext){ .message = embedded->message,
                                 .props = ox_message_get_props (embedded->message),
                                 .options = x.c->options,
                                 .diagnostics = x.c->diagnostics,
                                 .account = x.c->account,
                                 .transport = x.c->transport,
                                 .place = embedded->place };
        x.inner = &inner;
        ox_ical_account_exception (&inner);
        if (has_own_body (exception, inner.props)) {
            /* Where the series says it too, that decides. */
            gboolean is_said = (exception->flags & OX_OVERRIDE_BODY) != 0;
            ox_mime_mark (&inner, inner.props, OX_LID_F_EXCEPTIONAL_BODY,
                          is_said ? OX_FATE_NOT_APPLICABLE : OX_FATE_MAPPED);
            ox_bodies_read (&inner, &bodies);
            x.bodies = &bodies;
            x.body_of = &inner;
        }
    }
    if (x.bodies == e->x->bodies && x.bodies != NULL) {
        e->repeated += x.bodies->plain_length
                       + (x.bodies->html != NULL ? g_bytes_get_size (x.bodies->html) : 0);
        x.brief = e->repeated > MOST_REPEATED;
    }
    write_component (&x);
    g_clear_pointer (&inner.addresses, g_hash_table_unref);
}

static gint
compare_exceptions (gconstpointer a, gconstpointer b)
{
    const OxRecurrenceException *p = *(const OxRecurrenceException *const *) a;
    const OxRecurrenceException *q = *(const OxRecurrenceException *const *) b;
    return p->original_start < q->original_start ? -1 : p->original_start > q->original_start;
}

/* In the order of what they replace; of two for one day the first counts. */
static GPtrArray *
order_exceptions (Event *e)
{
    const OxRecurrence *r = e->recurrence;
    g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
    GPtrArray *list = g_ptr_array_new ();
    for (guint i = 0; i < r->exceptions->len; i++) {
        const OxRecurrenceException *exception = r->exceptions->pdata[i];
        if (g_hash_table_add (seen, GUINT_TO_POINTER (exception->original_start / OX_DAY_MINUTES + 1)))
            g_ptr_array_add (list, (gpointer) exception);
        else
            ox_diag (e->x->calendar->diagnostics, OX_DIAG_RECURRENCE_ODD, OX_DIAG_NO_OFFSET,
                     "two exceptions of a series replace one occurrence");
    }
    g_ptr_array_sort (list, compare_exceptions);
    return list;
}

void
ox_ical_write_events (OxIcal *x, gboolean begin)
{
    Event e = { .x = x };
    prepare (&e);
    x->when = &e.when;
    if (begin)
        ox_ical_calendar_begin (x->calendar, x->method,
                                e.when.recurrence != NULL ? ox_ical_calscale (e.when.recurrence) : NULL);
    /* Outlook opens what is alone in its file, 2.1.3.1.1.9. */
    if (begin && !x->calendar->in_mime)
        ox_ical_put (x->w, "X-MS-OLK-FORCEINSPECTOROPEN", "TRUE");
    ox_ical_zones_write (x->calendar);
    write_component (x);
    if (e.when.recurrence != NULL) {
        g_autoptr (GPtrArray) list = order_exceptions (&e);
        read_all_embedded (&e);
        for (guint i = 0; i < list->len && ox_sink_is_ok (x->w->sink); i++)
            write_exception (&e, list->pdata[i]);
    }
    event_clear (&e);
}

OxIcalMethod
ox_ical_method_of (OxMessage *message)
{
    const char *klass = ox_message_get_class (message);
    if (ox_class_is (klass, "IPM.Schedule.Meeting.Request"))
        return OX_ICAL_REQUEST;
    if (ox_class_is (klass, "IPM.Schedule.Meeting.Canceled"))
        return OX_ICAL_CANCEL;
    if (ox_class_is (klass, "IPM.Schedule.Meeting.Resp"))
        return ox_props_get_boolean (ox_message_get_props (message), OX_LID_APPOINTMENT_COUNTER_PROPOSAL)
                   ? OX_ICAL_COUNTER
                   : OX_ICAL_REPLY;
    /* What is stored in a calendar is no message: METHOD would make it one. */
    return ox_ical_task_method (klass);
}

/* --- for people ---------------------------------------------------------------------------------------- */

static gint
compare_spans (gconstpointer a, gconstpointer b)
{
    const gint64 *p = a, *q = b;
    return p[0] < q[0] ? -1 : p[0] > q[0];
}

static gboolean
has_date (const GArray *dates, guint32 date)
{
    for (guint i = 0; i < dates->len; i++)
        if (g_array_index (dates, guint32, i) / OX_DAY_MINUTES == date / OX_DAY_MINUTES)
            return TRUE;
    return FALSE;
}

/* The first occurrences: begin and end of each, in local time. */
static GArray *
first_spans (Event *e, guint most)
{
    const OxRecurrence *r = e->recurrence;
    GArray *spans = g_array_new (FALSE, FALSE, 2 * sizeof (gint64));
    g_autoptr (GArray) days = ox_recurrence_expand (r, most + MIN (r->deleted->len, MOST_LISTED));
    gint64 duration = e->when.end - e->when.start;
    for (guint i = 0; i < days->len; i++) {
        guint32 day = g_array_index (days, guint32, i);
        gint64 start = (gint64) day * 60 + ox_floor_mod (e->when.start, OX_DAY_SECONDS);
        gint64 span[2] = { start, start + duration };
        if (!has_date (r->deleted, day))
            g_array_append_val (spans, span);
    }
    for (guint i = 0; i < MIN (r->exceptions->len, MOST_LISTED); i++) {
        OxIcalWhen when;
        set_exception (e, r->exceptions->pdata[i], &when);
        gint64 span[2] = { when.start, when.end };
        g_array_append_val (spans, span);
    }
    g_array_sort (spans, compare_spans);
    return spans;
}

static char *
format_span (const Event *e, gint64 start, gint64 end)
{
    OxCivil from = ox_civil_from_days (ox_floor_div (start, OX_DAY_SECONDS));
    OxCivil to = ox_civil_from_days (ox_floor_div (e->when.all_day ? end - OX_DAY_SECONDS : end, OX_DAY_SECONDS));
    gint at = (gint) ox_floor_mod (start, OX_DAY_SECONDS) / 60, until = (gint) ox_floor_mod (end, OX_DAY_SECONDS) / 60;
    gboolean one_day = from.year == to.year && from.month == to.month && from.day == to.day;
    g_autofree char *first = g_strdup_printf ("%04d-%02d-%02d", from.year, from.month, from.day);
    g_autofree char *last = one_day ? g_strdup ("") : g_strdup_printf ("%04d-%02d-%02d ", to.year, to.month, to.day);
    if (e->when.all_day)
        return one_day ? g_strdup (first) : g_strdup_printf ("%s to %s", first, g_strchomp (last));
    return g_strdup_printf ("%s %02d:%02d to %s%02d:%02d", first, at / 60, at % 60, last, until / 60, until % 60);
}

GPtrArray *
ox_ical_describe (OxMimeContext *c, guint most)
{
    GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);
    OxIcalCalendar calendar = { .options = c->options };
    OxIcal x = { .calendar = &calendar, .c = c, .method = ox_ical_method_of (c->message) };
    Event e = { .x = &x };
    prepare (&e);
    g_autofree char *span = format_span (&e, e.when.start, e.when.end);
    const char *zone = e.when.all_day ? "all day" : e.when.zone != NULL ? e.when.zone->tzid : "UTC";
    g_ptr_array_add (lines, g_strdup_printf ("%s (%s)", span, zone));
    if (e.when.recurrence != NULL) {
        g_autoptr (GArray) spans = first_spans (&e, most + 1);
        const gint64 *all = (const gint64 *) (gpointer) spans->data;
        for (guint i = 0; i < MIN (spans->len, most); i++)
            g_ptr_array_add (lines, format_span (&e, all[2 * i], all[2 * i + 1]));
        if (spans->len > most)
            g_ptr_array_add (lines, g_strdup ("and more"));
    }
    event_clear (&e);
    ox_ical_zones_clear (&calendar);
    return lines;
}
