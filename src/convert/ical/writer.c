/* SPDX-License-Identifier: MIT
 *
 * A message as an iCalendar object. Written line by line, so that attachments stream through; who wants
 * libical's tree gets what was written, read by libical: the two cannot differ, and it never reads a
 * line that was not written here.
 */
#include <oxcart/icalendar.h>

#include "base/diag.h"
#include "base/hash.h"
#include "base/late.h"
#include "convert/ical/ical-private.h"
#include "convert/ical/item-lines.h"
#include "convert/ical/item-private.h"
#include "convert/ical/part.h"
#include "convert/line/folder.h"
#include "model/account-private.h"
#include "model/class.h"
#include "model/message-private.h"

#include <oxcart/error.h>
#include <oxcart/format.h>

#define EXCEPTION_CLASS "IPM.OLE.CLASS.{00061055-0000-0000-C000-000000000046}"

/* What becomes which component, and whether mail carries it: an exception says what it says within its series,
 * and mail programs know no journals. */
static const struct {
    const char *klass;
    OxIcalWriter write;
    gboolean is_part;
} writers[] = {
    { "IPM.Appointment", ox_ical_write_events, TRUE },
    { "IPM.Schedule.Meeting", ox_ical_write_events, TRUE },
    { EXCEPTION_CLASS, ox_ical_write_events, FALSE },
    { "IPM.Task", ox_ical_write_tasks, TRUE },
    { "IPM.TaskRequest", ox_ical_write_task_message, TRUE },
    { "IPM.Activity", ox_ical_write_journal, FALSE },
    { "IPM.StickyNote", ox_ical_write_note, FALSE },
    { "IPM.Microsoft.ScheduleData.FreeBusy", ox_ical_write_free_busy, FALSE },
};

static OxIcalWriter
find_writer (OxMessage *message)
{
    for (guint i = 0; i < G_N_ELEMENTS (writers); i++)
        if (ox_class_is (ox_message_get_class (message), writers[i].klass))
            return writers[i].write;
    /* Published free/busy times are posts, [MS-OXOPFFB] 2.2. */
    if (ox_message_natural_format (message) == OX_FORMAT_ICALENDAR)
        return ox_ical_write_free_busy;
    return NULL;
}

gboolean
ox_ical_handles (OxMessage *message)
{
    return find_writer (message) != NULL;
}

gboolean
ox_ical_is_event (OxMessage *message)
{
    return find_writer (message) == ox_ical_write_events;
}

/* --- the calendar ----------------------------------------------------------------------------------- */

/* NULL for NONE. */
static const char *
method_name (OxIcalMethod method)
{
    static const char *const names[] = { NULL, "PUBLISH", "REQUEST", "REPLY", "COUNTER", "CANCEL" };
    return names[method];
}

static void
calendar_init (OxIcalCalendar *calendar, OxSink *sink, OxOptions *options, OxDiagnostics *diagnostics,
               OxAccount *account)
{
    *calendar = (OxIcalCalendar){ .options = options, .diagnostics = diagnostics, .account = account };
    ox_line_writer_init (&calendar->w, sink, OX_DIALECT_ICALENDAR);
}

static void
calendar_clear (OxIcalCalendar *calendar)
{
    if (calendar->w.n_cleaned > 0)
        ox_diag (calendar->diagnostics, OX_DIAG_ICAL_TEXT, OX_DIAG_NO_OFFSET,
                 "%u characters that no line may hold were dropped", calendar->w.n_cleaned);
    ox_ical_zones_clear (calendar);
    g_clear_pointer (&calendar->uid, g_free);
}

void
ox_ical_calendar_begin (OxIcalCalendar *calendar, OxIcalMethod method, const char *calscale)
{
    OxLineWriter *w = &calendar->w;
    ox_ical_begin (w, "VCALENDAR");
    ox_ical_put (w, "VERSION", "2.0");
    ox_ical_put (w, "PRODID", "-//oxcart//oxcart//EN");
    if (method_name (method) != NULL)
        ox_ical_put (w, "METHOD", method_name (method));
    if (calscale != NULL)
        ox_ical_put (w, "X-MICROSOFT-CALSCALE", calscale);
}

static void
calendar_end (OxIcalCalendar *calendar)
{
    ox_ical_end (&calendar->w, "VCALENDAR");
}

/* --- messages --------------------------------------------------------------------------------------- */

/* `c` is the context of the message, entered into the account already. */
static gboolean
write_message (OxIcalCalendar *calendar, OxMimeContext *c, const OxBodies *bodies, gboolean begin)
{
    OxIcalWriter write = find_writer (c->message);
    OxIcal x = { .calendar = calendar, .w = &calendar->w, .c = c, .bodies = bodies, .body_of = c };
    if (write == NULL)
        return FALSE;
    x.method = ox_ical_method_of (c->message);
    ox_ical_account (c);
    ox_mime_mark (c, c->props, OX_TAG_MESSAGE_CLASS, OX_FATE_MAPPED);
    if (x.method == OX_ICAL_REPLY || x.method == OX_ICAL_COUNTER)
        ox_mime_mark (c, c->props, OX_LID_APPOINTMENT_COUNTER_PROPOSAL, OX_FATE_MAPPED);
    write (&x, begin);
    return TRUE;
}

static void
write_item (OxIcalCalendar *calendar, OxMessage *message, gboolean begin)
{
    g_auto (OxBodies) bodies = { 0 };
    OxMimeContext c = { .message = message,
                        .props = ox_message_get_props (message),
                        .options = calendar->options,
                        .diagnostics = calendar->diagnostics,
                        .account = calendar->account,
                        .place = "" };
    c.transport = ox_transport_parse (
        ox_props_get_text (c.props, OX_TAG_TRANSPORT_MESSAGE_HEADERS));
    ox_account_enter_message (calendar->account, message, "");
    ox_mime_mark (&c, c.props, ox_message_get_codepage_key (message), OX_FATE_MAPPED);
    ox_bodies_read (&c, &bodies);
    write_message (calendar, &c, &bodies, begin);
    ox_transport_free (c.transport);
    g_clear_pointer (&c.addresses, g_hash_table_unref);
}

static gboolean
is_part (OxMessage *message)
{
    for (guint i = 0; i < G_N_ELEMENTS (writers); i++)
        if (ox_class_is (ox_message_get_class (message), writers[i].klass))
            return writers[i].is_part;
    return FALSE;
}

static GBytes *
write_lines (OxMimeContext *c, const OxBodies *bodies)
{
    OxIcalCalendar calendar;
    g_autoptr (OxSink) sink = ox_sink_new_memory ();
    calendar_init (&calendar, sink, c->options, c->diagnostics, c->account);
    calendar.in_mime = TRUE;
    write_message (&calendar, c, bodies, TRUE);
    calendar_end (&calendar);
    calendar_clear (&calendar);
    return ox_sink_steal_bytes (sink);
}

GBytes *
ox_ical_lines (OxMimeContext *c)
{
    OxMimeContext quiet = *c;
    g_auto (OxBodies) none = { 0 };
    quiet.account = NULL;
    quiet.diagnostics = NULL;
    quiet.addresses = NULL;
    GBytes *lines = write_lines (&quiet, &none);
    g_clear_pointer (&quiet.addresses, g_hash_table_unref);
    return lines;
}

GBytes *
ox_ical_part (OxMimeContext *c, const OxBodies *bodies, const char **method)
{
    if (!is_part (c->message))
        return NULL;
    *method = method_name (ox_ical_method_of (c->message));
    return write_lines (c, bodies);
}

gboolean
ox_message_write_icalendar (OxMessage *message, OxSink *sink, OxOptions *options,
                            OxDiagnostics *diagnostics, OxAccount *account, GError **error)
{
    OxIcalCalendar calendar;
    if (!ox_ical_handles (message)) {
        g_set_error (error, OX_ERROR, OX_ERROR_UNSUPPORTED, "an object of class \"%s\" is no calendar item",
                     ox_message_get_class (message));
        return FALSE;
    }
    calendar_init (&calendar, sink, options, diagnostics, account);
    write_item (&calendar, message, TRUE);
    calendar_end (&calendar);
    calendar_clear (&calendar);
    return ox_write_finish (sink, options, diagnostics, error);
}

/* --- folders ---------------------------------------------------------------------------------------- */

/* What a calendar holds itself; mail about such items has a method, which is one of a whole calendar. */
gboolean
ox_ical_is_item (OxMessage *message)
{
    return ox_ical_handles (message) && ox_ical_method_of (message) == OX_ICAL_NONE
           && !ox_class_is (ox_message_get_class (message), "IPM.Schedule");
}

static gboolean
write_of_folder (gpointer data, OxMessage *message)
{
    OxIcalCalendar *calendar = data;
    if (!ox_ical_is_item (message)) {
        ox_diag (calendar->diagnostics, OX_DIAG_ICAL_CLASS, OX_DIAG_NO_OFFSET, "\"%s\"", ox_message_get_class (message));
        return FALSE;
    }
    write_item (calendar, message, FALSE);
    return TRUE;
}

/* The same each time that the calendar is written, and of no other one, 2.1.3.1.1.18: what identifies the store, and
 * the folder within it. */
static void
put_calendar_id (OxLineWriter *w, OxStore *store, OxFolder *folder)
{
    GBytes *key = ox_props_get_bytes (ox_store_get_props (store), OX_TAG_RECORD_KEY);
    if (key == NULL)
        return;
    OxHash h;
    ox_hash_init (&h);
    ox_hash_update (&h, ox_slice_from_bytes (key));
    ox_hash_number (&h, ox_folder_get_id (folder));
    g_autofree char *digest = ox_hash_finish (&h);
    ox_ical_put (w, "X-WR-RELCALID", digest);
}

/* What is said of the whole calendar, 2.1.3.1.1.14 to 18. */
static void
put_folder (OxLineWriter *w, OxStore *store, OxFolder *folder)
{
    const char *comment = ox_props_get_text (ox_folder_get_props (folder), OX_TAG_COMMENT);
    if (ox_line_has_text (w, ox_folder_get_name (folder)))
        ox_line_text (w, "X-WR-CALNAME", ox_folder_get_name (folder));
    if (ox_line_has_text (w, comment))
        ox_line_text (w, "X-WR-CALDESC", comment);
    put_calendar_id (w, store, folder);
    if (ox_folder_get_role (folder) == OX_ROLE_CALENDAR)
        ox_ical_put (w, "X-PRIMARY-CALENDAR", "TRUE");
}

gboolean
ox_store_write_icalendar (OxStore *store, OxFolder *folder, OxSink *sink, OxOptions *options,
                          OxDiagnostics *diagnostics, guint *n_items, GError **error)
{
    OxIcalCalendar calendar;
    g_autoptr (GHashTable) uids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    calendar_init (&calendar, sink, options, diagnostics, NULL);
    calendar.uids = uids;
    ox_ical_calendar_begin (&calendar, OX_ICAL_NONE, NULL);
    put_folder (&calendar.w, store, folder);
    guint n = ox_write_folder (store, folder, sink, diagnostics, OX_DIAG_ICAL_ITEM, write_of_folder, &calendar);
    calendar_end (&calendar);
    calendar_clear (&calendar);
    if (n_items != NULL)
        *n_items = n;
    return ox_write_finish (sink, options, diagnostics, error);
}

#define FUNCTIONS(F) F (icalparser_parse_string)

typedef struct {
    FUNCTIONS (OX_LATE_MEMBER)
} Ical;

static OX_LATE_DEFINE (Ical, ical, OX_LATE_ICAL, FUNCTIONS)

icalcomponent *
ox_message_to_icalendar (OxMessage *message, OxOptions *options, OxDiagnostics *diagnostics, GError **error)
{
    g_autoptr (OxSink) sink = ox_sink_new_memory ();
    if (!ox_message_write_icalendar (message, sink, options, diagnostics, NULL, error))
        return NULL;
    g_autoptr (GBytes) bytes = ox_sink_steal_bytes (sink);
    g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
    icalcomponent *component = ical ()->icalparser_parse_string (text);
    if (component == NULL)
        g_set_error (error, OX_ERROR, OX_ERROR_FAILED, "libical could not read the calendar");
    return component;
}
