/* SPDX-License-Identifier: MIT
 *
 * Tasks as VTODO, [MS-OXOTASK] 2.2.2; and what is sent about them: mail whose first attachment is the task.
 */
#include "convert/ical/item-private.h"

#include "base/civil.h"
#include "base/diag.h"
#include "convert/mime/address.h"
#include "model/account-private.h"
#include "model/class.h"
#include "model/message-private.h"

#include <string.h>

enum { STATUS_COMPLETE = 2, STATUS_WAITING = 3 };
enum { OWNERSHIP_NONE };               /* PidLidTaskOwnership */
enum { ACCEPTED = 2, REJECTED = 3 };   /* PidLidTaskAcceptanceState */
#define NOBODY "invalid:nomail"        /* a person of whom there is a name only */

/* --- when -------------------------------------------------------------------------------------------- */

/* A day, written as if it were UTC: no zone plays a part, 2.2.2.2.4. */
static gboolean
find_day (OxIcal *x, OxKey key, gint64 *day)
{
    gint64 time;
    if (!ox_ical_time (x, key, &time))
        return FALSE;
    *day = time / OX_DAY_SECONDS * OX_DAY_SECONDS;
    return TRUE;
}

/* A series goes on until its last occurrence is done; what was done is kept with the pattern it had. */
static OxRecurrence *
read_series (OxIcal *x)
{
    OxProps *props = ox_ical_holder (x, OX_LID_TASK_RECURRENCE)->props;
    gboolean is_dead = ox_props_get_integer (props, OX_LID_TASK_DEAD_OCCURRENCE, 0) != 0;
    gboolean recurs = ox_props_get_integer (props, OX_LID_TASK_F_RECURRING, 1) != 0;
    if (!ox_ical_has (x, OX_LID_TASK_RECURRENCE))
        return NULL;
    /* Each of them matters where the other does not forbid the series. */
    if (recurs)
        ox_ical_mark (x, OX_LID_TASK_DEAD_OCCURRENCE);
    if (!is_dead)
        ox_ical_mark (x, OX_LID_TASK_F_RECURRING);
    return recurs && !is_dead ? ox_ical_series_read (x, OX_LID_TASK_RECURRENCE, FALSE) : NULL;
}

/* The day a series begins with: the start, else the day it is due, else that of its pattern. A VTODO with an
 * RRULE has a DTSTART, RFC 5545 3.8.2.4. */
static gboolean
find_start (OxIcal *x, const OxRecurrence *series, gint64 *day)
{
    gint64 due;
    gboolean is_due = find_day (x, OX_LID_TASK_DUE_DATE, &due);
    if (find_day (x, OX_LID_TASK_START_DATE, day)) {
        if (!is_due || *day <= due)
            return TRUE;
        ox_diag (x->calendar->diagnostics, OX_DIAG_ICAL_DATE, OX_DIAG_NO_OFFSET,
                 "a task begins after it is due; the start was left out");
    }
    if (series == NULL)
        return FALSE;
    *day = is_due ? due : (gint64) (series->start_date / OX_DAY_MINUTES) * OX_DAY_SECONDS;
    return TRUE;
}

static void
codec_when (OxIcal *x, const OxIcalRow *row)
{
    g_autoptr (OxRecurrence) series = read_series (x);
    gint64 start, due;
    gboolean is_started = find_start (x, series, &start);
    if (is_started)
        ox_ical_put_date (x->w, row->field, start);
    if (find_day (x, OX_LID_TASK_DUE_DATE, &due))
        ox_ical_put_date (x->w, "DUE", due);
    if (series == NULL || !is_started)
        return;
    ox_ical_write_rule (x->w, "RRULE", series, TRUE, NULL, start);
    /* The next day counts from when the task is done, which RRULE cannot say, 2.2.2.2.16. */
    if (series->sliding_flag != 0)
        ox_ical_put (x->w, "X-MICROSOFT-TASK-REGENERATE", "TRUE");
}

/* --- how far ----------------------------------------------------------------------------------------- */

static gboolean
is_complete (OxIcal *x, gint64 status)
{
    return status == STATUS_COMPLETE || (status < 0 && ox_ical_integer (x, OX_LID_TASK_COMPLETE, 0) != 0);
}

static void
codec_status (OxIcal *x, const OxIcalRow *row)
{
    gint64 status = ox_ical_integer (x, row->key, -1);
    if (is_complete (x, status))
        ox_ical_put (x->w, row->field, "COMPLETED");
    else if (status >= 0)
        ox_ical_put (x->w, row->field, status == 1 ? "IN-PROCESS" : "NEEDS-ACTION");
    /* Waiting for somebody, and deferred: iCalendar has no words for them. */
    if (status >= STATUS_WAITING) {
        g_autofree char *number = g_strdup_printf ("%d", (int) MIN (status, G_MAXINT));
        ox_ical_put (x->w, "X-MICROSOFT-TASKSTATUS", number);
    }
}

static void
codec_percent (OxIcal *x, const OxIcalRow *row)
{
    double share;
    if (!ox_value_get_real (ox_props_lookup (ox_ical_holder (x, row->key)->props, row->key), &share))
        return;
    ox_ical_mark (x, row->key);
    share = share >= 0 && share <= 1 ? share : share > 1 ? 1 : 0; /* what is no number is none */
    g_autofree char *number = g_strdup_printf ("%d", (int) (share * 100 + 0.5));
    ox_ical_put (x->w, row->field, number);
}

/* --- who --------------------------------------------------------------------------------------------- */

static void
put_person (OxIcal *x, const char *field, const char *name, const char *address, const char *answer)
{
    ox_line_begin (x->w, field);
    if (ox_line_has_text (x->w, name))
        ox_line_parameter (x->w, "CN", name);
    if (answer != NULL)
        ox_line_parameter (x->w, "PARTSTAT", answer);
    ox_line_value (x->w);
    if (address != NULL)
        ox_line_put_ascii (x->w, "mailto:");
    ox_line_put_uri (x->w, address != NULL ? address : NOBODY);
    ox_line_end (x->w);
}

static gboolean
put_group (OxIcal *x, const char *field, OxProps *props, const OxAddressGroup *group, const char *answer)
{
    g_auto (OxMailbox) mailbox = { 0 };
    if (!ox_address_resolve (x->c, props, group, &mailbox))
        return FALSE;
    ox_mailbox_mark (x->c, props, group, &mailbox);
    put_person (x, field, mailbox.name, mailbox.address, answer);
    return TRUE;
}

static OxProps *
nth_recipient (OxIcal *x, guint i)
{
    return ox_recipient_get_props (ox_message_get_recipient (x->c->message, i));
}

/* Who gave the task: who asks for it or is answered, else a name. */
static void
codec_assigner (OxIcal *x, const OxIcalRow *row)
{
    gboolean found = FALSE;
    if (x->method == OX_ICAL_REQUEST)
        found = put_group (x, row->field, x->c->props, &ox_group_sent_representing, NULL);
    else if (x->method == OX_ICAL_REPLY && ox_message_get_n_recipients (x->c->message) > 0)
        found = put_group (x, row->field, nth_recipient (x, 0), &ox_group_recipient, NULL);
    const char *name = found ? NULL : ox_ical_text (x, row->key);
    if (ox_line_has_text (x->w, name))
        put_person (x, row->field, name, NULL, NULL);
}

static const char *
answer_of (OxIcal *x)
{
    const char *klass = ox_message_get_class (x->c->message);
    if (ox_class_is (klass, "IPM.TaskRequest.Accept"))
        return "ACCEPTED";
    if (ox_class_is (klass, "IPM.TaskRequest.Decline"))
        return "DECLINED";
    /* Who does a task tells how far it is, RFC 5546 3.4.3. */
    if (x->method == OX_ICAL_REPLY)
        return is_complete (x, ox_ical_integer (x, OX_LID_TASK_STATUS, -1)) ? "COMPLETED" : "IN-PROCESS";
    gint64 state = ox_ical_integer (x, OX_LID_TASK_ACCEPTANCE_STATE, 0);
    return state == ACCEPTED ? "ACCEPTED" : state == REJECTED ? "DECLINED" : "NEEDS-ACTION";
}

/* Whose task it is: of one that nobody gave to anybody, a field of ours; else the people asked, or who answers,
 * 2.2.2.3. */
static void
codec_owner (OxIcal *x, const OxIcalRow *row)
{
    const char *owner = ox_ical_text (x, row->key);
    guint n = 0;
    gboolean is_owned = ox_line_has_text (x->w, owner);
    guint n_recipients = ox_message_get_n_recipients (x->c->message);
    if (is_owned)
        ox_line_text (x->w, "X-OXCART-TASK-OWNER", owner);
    else if (n_recipients == 0)
        return;
    if (x->method == OX_ICAL_NONE && ox_ical_integer (x, OX_LID_TASK_OWNERSHIP, OWNERSHIP_NONE) == OWNERSHIP_NONE)
        return;
    const char *answer = answer_of (x);
    if (x->method == OX_ICAL_REPLY)
        n = put_group (x, row->field, x->c->props, &ox_group_sent_representing, answer);
    for (guint i = 0; i < n_recipients && x->method != OX_ICAL_REPLY; i++)
        n += put_group (x, row->field, nth_recipient (x, i), &ox_group_recipient, answer);
    if (n == 0 && is_owned)
        put_person (x, row->field, owner, NULL, answer);
}

/* --- identity ---------------------------------------------------------------------------------------- */

/* The id that ties a request, its copies and the answers, 2.2.2.2.22. */
static void
codec_uid (OxIcal *x, const OxIcalRow *row)
{
    GBytes *bytes = ox_ical_bytes (x, row->key);
    OxSlice s = bytes != NULL ? ox_slice_from_bytes (bytes) : (OxSlice){ 0 };
    g_autoptr (GString) uid = g_string_new (NULL);
    for (guint i = 0; i < 64 && s.left > 0; i++)
        g_string_append_printf (uid, "%02X", ox_slice_u8 (&s));
    if (uid->len > 0)
        ox_ical_put_uid (x, row->field, uid->str);
    else
        ox_ical_codec_uid (x, row);
}

#define S(n) "[MS-OXOTASK] 2.2.2.2." #n

static const OxIcalRow rows[] = {
    { "UID", OX_LID_TASK_GLOBAL_ID, codec_uid, NULL, OX_ICAL_BOTH, S (22) },
    { "DTSTAMP", OX_TAG_LAST_MODIFICATION_TIME, ox_ical_codec_stamp, NULL, OX_ICAL_EXPORT, "RFC 5545 3.8.7.2" },
    { "SEQUENCE", OX_LID_TASK_VERSION, ox_ical_codec_number, NULL, OX_ICAL_BOTH, S (12) },
    { "DTSTART", OX_LID_TASK_START_DATE, codec_when, NULL, OX_ICAL_BOTH, S (4) },
    { "COMPLETED", OX_LID_TASK_DATE_COMPLETED, ox_ical_codec_utc, NULL, OX_ICAL_BOTH, S (9) },
    { "STATUS", OX_LID_TASK_STATUS, codec_status, NULL, OX_ICAL_BOTH, S (2) },
    { "PERCENT-COMPLETE", OX_LID_PERCENT_COMPLETE, codec_percent, NULL, OX_ICAL_BOTH, S (3) },
    { "SUMMARY", OX_TAG_SUBJECT, ox_ical_codec_subject, NULL, OX_ICAL_BOTH, "[MS-OXCMSG] 2.2.1.46" },
    { "DESCRIPTION", OX_TAG_BODY, ox_ical_codec_body, NULL, OX_ICAL_BOTH, "[MS-OXCMSG] 2.2.1.56" },
    { "X-ALT-DESC", OX_TAG_HTML, ox_ical_codec_html, NULL, OX_ICAL_BOTH, "[MS-OXCMSG] 2.2.1.56" },
    { "CATEGORIES", OX_NAME_KEYWORDS, ox_ical_codec_list, NULL, OX_ICAL_BOTH, "[MS-OXCMSG] 2.2.1.17" },
    { "CLASS", OX_TAG_SENSITIVITY, ox_ical_codec_class, ox_ical_class_words, OX_ICAL_BOTH, "[MS-OXCMSG] 2.2.1.13" },
    { "PRIORITY", OX_TAG_IMPORTANCE, ox_ical_codec_priority, ox_ical_priority_words, OX_ICAL_BOTH, "[MS-OXCMSG] 2.2.1.11" },
    { "ORGANIZER", OX_LID_TASK_ASSIGNER, codec_assigner, NULL, OX_ICAL_BOTH, S (24) },
    { "ATTENDEE", OX_LID_TASK_OWNER, codec_owner, NULL, OX_ICAL_BOTH, S (22) },
    { "CONTACT", OX_LID_CONTACTS, ox_ical_codec_contacts, NULL, OX_ICAL_BOTH, "[MS-OXCMSG] 2.2.1.57" },
    { "CREATED", OX_TAG_CREATION_TIME, ox_ical_codec_utc, NULL, OX_ICAL_EXPORT, "[MS-OXCMSG] 2.2.2.3" },
    { "LAST-MODIFIED", OX_TAG_LAST_MODIFICATION_TIME, ox_ical_codec_utc, NULL, OX_ICAL_EXPORT, "[MS-OXCMSG] 2.2.2.2" },
    { "X-MICROSOFT-ACTUAL-EFFORT", OX_LID_TASK_ACTUAL_EFFORT, ox_ical_codec_number, NULL, OX_ICAL_BOTH, S (10) },
    { "X-MICROSOFT-ESTIMATED-EFFORT", OX_LID_TASK_ESTIMATED_EFFORT, ox_ical_codec_number, NULL, OX_ICAL_BOTH, S (11) },
    { "X-OXCART-TASK-ROLE", OX_LID_TASK_ROLE, ox_ical_codec_text, NULL, OX_ICAL_BOTH, S (28) },
    { "X-OXCART-TASK-DELEGATE", OX_LID_TASK_LAST_DELEGATE, ox_ical_codec_text, NULL, OX_ICAL_BOTH, S (26) },
    { "X-OXCART-BILLING", OX_LID_BILLING, ox_ical_codec_text, NULL, OX_ICAL_BOTH, "ours" },
    { "X-OXCART-MILEAGE", OX_LID_MILEAGE, ox_ical_codec_text, NULL, OX_ICAL_BOTH, "ours" },
    { "X-OXCART-COMPANIES", OX_LID_COMPANIES, ox_ical_codec_list, NULL, OX_ICAL_BOTH, "ours" },
    { "X-OXCART-FIELD-DEFINITION", OX_LID_PROPERTY_DEFINITION_STREAM, ox_ical_codec_field_definitions, NULL, OX_ICAL_BOTH,
      "ours" },
    { "X-OXCART-FIELD", OX_KEY_NONE, ox_ical_codec_fields, NULL, OX_ICAL_BOTH, "ours" },
    { "ATTACH", OX_TAG_ATTACH_DATA_BINARY, ox_ical_codec_attachments, NULL, OX_ICAL_BOTH, "[MS-OXCMSG] 2.2.2" },
    { "VALARM", OX_LID_REMINDER_TIME, ox_ical_codec_absolute, NULL, OX_ICAL_BOTH, "[MS-OXORMDR] 2.2.1.2" },
};

const OxIcalRow *
ox_ical_task_rows (guint *n)
{
    *n = G_N_ELEMENTS (rows);
    return rows;
}

void
ox_ical_write_tasks (OxIcal *x, gboolean begin)
{
    ox_ical_write_component (x, begin, "VTODO", rows, G_N_ELEMENTS (rows));
}

/* --- messages about tasks, 2.2.3 -------------------------------------------------------------------------- */

OxIcalMethod
ox_ical_task_method (const char *klass)
{
    if (ox_class_is (klass, "IPM.TaskRequest.Accept") || ox_class_is (klass, "IPM.TaskRequest.Decline")
        || ox_class_is (klass, "IPM.TaskRequest.Update"))
        return OX_ICAL_REPLY;
    return ox_class_is (klass, "IPM.TaskRequest") ? OX_ICAL_REQUEST : OX_ICAL_NONE;
}

static OxMessage *
open_task (OxIcal *x, char **place)
{
    g_autoptr (GError) error = NULL;
    for (guint i = 0; i < ox_message_get_n_attachments (x->c->message); i++) {
        OxAttachment *attachment = ox_message_get_attachment (x->c->message, i);
        if (ox_attachment_get_kind (attachment) != OX_ATTACHMENT_MESSAGE)
            continue;
        OxMessage *task = ox_attachment_open_message (attachment, &error);
        if (task == NULL)
            ox_diag (x->calendar->diagnostics, OX_DIAG_MIME_ATTACHMENT, OX_DIAG_NO_OFFSET, "attachment %u: %s", i,
                     error->message);
        *place = g_strdup_printf ("%s%sattachment %u/message", x->c->place, *x->c->place != '\0' ? "/" : "", i);
        return task;
    }
    return NULL;
}

/* The state is in the task that is attached; people are in the mail around it. A message that lost its task
 * still says what it is about. */
void
ox_ical_write_task_message (OxIcal *x, gboolean begin)
{
    g_autofree char *place = NULL;
    g_auto (OxBodies) bodies = { 0 };
    g_autoptr (OxMessage) task = open_task (x, &place);
    OxIcal with = *x;
    OxMimeContext inner = { 0 };
    with.method = ox_ical_task_method (ox_message_get_class (x->c->message));
    if (task != NULL) {
        inner = (OxMimeContext){ .message = task,
                                 .props = ox_message_get_props (task),
                                 .options = x->c->options,
                                 .diagnostics = x->c->diagnostics,
                                 .account = x->c->account,
                                 .transport = x->c->transport,
                                 .place = place };
        ox_account_enter_message (inner.account, task, place);
        ox_ical_account (&inner);
        /* What it is within such a message, the message says. */
        ox_mime_mark (&inner, inner.props, OX_TAG_MESSAGE_CLASS, OX_FATE_NOT_APPLICABLE);
        ox_mime_mark (&inner, inner.props, ox_message_get_codepage_key (task), OX_FATE_MAPPED);
        ox_bodies_read (&inner, &bodies);
        with.inner = &inner;
        with.bodies = &bodies;
        with.body_of = &inner;
    }
    ox_ical_write_tasks (&with, begin);
    g_clear_pointer (&inner.addresses, g_hash_table_unref);
}
