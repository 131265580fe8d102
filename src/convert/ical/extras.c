/* SPDX-License-Identifier: MIT
 *
 * Alarms, attachments, links to online meetings, and the HTML beside the text.
 */
#include "convert/ical/ical-private.h"

#include "base/charset.h"
#include "base/diag.h"
#include "convert/line/user-fields.h"
#include "convert/mime/part.h"

#include <oxcart/mime.h>
#include <string.h>

#define DELTA_DEFAULT 0x5AE980E1 /* as the receiver has set, [MS-OXORMDR] 2.2.1.3 */
#define MINUTES_DEFAULT 15
#define MINUTES_DEFAULT_ALL_DAY 1080
#define MOST_MINUTES (366 * 24 * 60)
#define DISMISSED G_GINT64_CONSTANT (0x0CB34557A3DD4000) /* 1 January 4501 */
#define EXCEPTION_BITS 7         /* of PidTagAttachmentFlags */
#define MOST_IN_MAIL (1u << 20)  /* bytes of a value that is kept as it is */

/* --- alarms, 2.1.3.1.1.20.62 -------------------------------------------------------------------------- */

static gboolean
is_reminded (OxIcal *x)
{
    const OxRecurrenceException *e = x->when != NULL ? x->when->exception : NULL;
    OxProps *props = ox_ical_holder (x, OX_LID_REMINDER_SIGNAL_TIME)->props;
    if (ox_props_get_integer (props, OX_LID_REMINDER_SIGNAL_TIME, 0) == DISMISSED) {
        /* Of what would not remind anyway it says nothing. */
        if (ox_props_get_integer (ox_ical_holder (x, OX_LID_REMINDER_SET)->props, OX_LID_REMINDER_SET, 0) != 0)
            ox_ical_mark (x, OX_LID_REMINDER_SIGNAL_TIME);
        return FALSE;
    }
    /* A series that does not remind has no exception that does, [MS-OXORMDR] 2.2.1.1. */
    if (e != NULL && ox_mime_integer (x->c, x->c->props, OX_LID_REMINDER_SET, 0) == 0)
        return FALSE;
    if (e != NULL && (e->flags & OX_OVERRIDE_REMINDER_SET) != 0)
        return e->reminder_set != 0;
    return ox_ical_integer (x, OX_LID_REMINDER_SET, 0) != 0;
}

static gint64
reminder_minutes (OxIcal *x)
{
    const OxRecurrenceException *e = x->when != NULL ? x->when->exception : NULL;
    gint64 minutes = e != NULL && (e->flags & OX_OVERRIDE_REMINDER_DELTA) != 0
                         ? (gint32) e->reminder_delta
                         : ox_ical_integer (x, OX_LID_REMINDER_DELTA, DELTA_DEFAULT);
    if (minutes == DELTA_DEFAULT)
        return x->when != NULL && x->when->all_day ? MINUTES_DEFAULT_ALL_DAY : MINUTES_DEFAULT;
    return CLAMP (minutes, 0, MOST_MINUTES);
}

void
ox_ical_codec_alarm (OxIcal *x, const OxIcalRow *row)
{
    if (!is_reminded (x))
        return;
    g_autofree char *trigger = g_strdup_printf ("-PT%dM", (int) reminder_minutes (x));
    ox_ical_begin (x->w, "VALARM");
    ox_ical_put (x->w, "TRIGGER", trigger);
    ox_ical_put (x->w, "ACTION", "DISPLAY");
    ox_ical_put (x->w, "DESCRIPTION", "Reminder");
    ox_ical_end (x->w, "VALARM");
}

/* --- attachments, 2.1.3.1.1.20.1 ----------------------------------------------------------------------- */

/* What is empty is a URI that says so, RFC 2397: readers take a line without a value for an error. */
static gint64
put_bytes (OxIcal *x, OxStream *stream, gboolean is_empty)
{
    ox_line_value (x->w);
    if (!is_empty)
        return ox_line_put_base64 (x->w, stream);
    ox_line_put_ascii (x->w, "data:,");
    return 0;
}

static void
put_content (OxIcal *x, const OxIcalRow *row, const OxPart *part, OxStream *stream)
{
    guint8 first;
    gboolean is_empty = ox_stream_pread (stream, 0, &first, 1, NULL) <= 0;
    ox_line_begin (x->w, row->field);
    ox_line_parameter (x->w, "FMTTYPE", part->type);
    if (!is_empty) {
        ox_line_parameter (x->w, "ENCODING", "BASE64");
        ox_line_parameter (x->w, "VALUE", "BINARY");
    }
    ox_line_parameter (x->w, "X-FILENAME", part->name);
    /* By these the HTML shows it. */
    if (part->content_id != NULL)
        ox_line_parameter (x->w, "X-CONTENT-ID", part->content_id);
    if (part->source != NULL)
        ox_line_parameter (x->w, "X-CONTENT-LOCATION", part->source);
    gint64 got = put_bytes (x, stream, is_empty);
    ox_line_end (x->w);
    if (got < 0 || (guint64) got < ox_stream_get_size (stream))
        ox_diag (x->calendar->diagnostics, OX_DIAG_MIME_ATTACHMENT, OX_DIAG_NO_OFFSET,
                 "attachment %u: its content ends before its size", part->index);
}

/* A message that is attached is one in MIME: no calendar holds another one. */
static OxStream *
open_message (OxIcal *x, OxPart *part, GError **error)
{
    g_autoptr (OxMessage) inner = ox_attachment_open_message (part->attachment, error);
    g_autoptr (OxSink) sink = ox_sink_new_memory ();
    if (inner == NULL
        || !ox_message_write_mime (inner, sink, x->calendar->options, x->calendar->diagnostics, NULL, error))
        return NULL;
    g_autoptr (GBytes) bytes = ox_sink_steal_bytes (sink);
    g_free (part->type);
    part->type = g_strdup ("message/rfc822");
    return ox_stream_new_bytes (bytes);
}

static void
put_attachment (OxIcal *x, const OxIcalRow *row, OxMimeContext *c, guint index, OxAttachment *attachment)
{
    g_autoptr (GError) error = NULL;
    OxPart *part = ox_part_new (c, index, attachment, c == x->body_of ? x->bodies : NULL);
    gboolean is_message = ox_attachment_get_kind (attachment) == OX_ATTACHMENT_MESSAGE;
    ox_diag_push (x->calendar->diagnostics, "attachment %u", index);
    g_autoptr (OxStream) stream = is_message ? open_message (x, part, &error)
                                             : ox_part_open (c, part, &error);
    ox_part_account (c, part);
    if (stream != NULL)
        put_content (x, row, part, stream);
    else
        ox_diag (x->calendar->diagnostics, OX_DIAG_MIME_ATTACHMENT, OX_DIAG_NO_OFFSET, "%s", error->message);
    ox_diag_pop (x->calendar->diagnostics);
    ox_part_free (part);
}

/* Two properties can hide one: each matters where the other does not. */
static gboolean
is_shown (OxMimeContext *c, OxProps *props)
{
    gboolean is_exception = (ox_props_get_integer (props, OX_TAG_ATTACHMENT_FLAGS, 0) & EXCEPTION_BITS) != 0;
    gboolean is_hidden = ox_props_get_boolean (props, OX_TAG_ATTACHMENT_HIDDEN);
    if (!is_hidden)
        ox_mime_mark (c, props, OX_TAG_ATTACHMENT_FLAGS, OX_FATE_MAPPED);
    if (!is_exception)
        ox_mime_mark (c, props, OX_TAG_ATTACHMENT_HIDDEN, OX_FATE_MAPPED);
    return !is_exception && !is_hidden;
}

static void
put_attachments (OxIcal *x, const OxIcalRow *row, OxMimeContext *c)
{
    for (guint i = 0; i < ox_message_get_n_attachments (c->message); i++) {
        OxAttachment *attachment = ox_message_get_attachment (c->message, i);
        if (is_shown (c, ox_attachment_get_props (attachment)))
            put_attachment (x, row, c, i, attachment);
    }
}

/* An exception has those of its own message; to repeat what the series has would write it once an exception. A
 * message about a task has its own and those of the task. */
void
ox_ical_codec_attachments (OxIcal *x, const OxIcalRow *row)
{
    if (x->calendar->in_mime)
        return;
    if (x->when == NULL || x->when->exception == NULL)
        put_attachments (x, row, x->c);
    if (x->inner != NULL)
        put_attachments (x, row, x->inner);
}

/* --- what no field says ---------------------------------------------------------------------------------- */

/* Of a series its exceptions do not say it again. In a mail, where the calendar is in memory, up to a bound. */
void
ox_ical_codec_bytes (OxIcal *x, const OxIcalRow *row)
{
    gboolean is_again = x->when != NULL && x->when->exception != NULL;
    g_autoptr (OxStream) stream = is_again ? NULL : ox_props_open (x->c->props, row->key);
    guint64 size = stream != NULL ? ox_stream_get_size (stream) : 0;
    if (size == 0 || (x->calendar->in_mime && size > MOST_IN_MAIL))
        return;
    ox_mime_mark (x->c, x->c->props, row->key, OX_FATE_MAPPED);
    ox_line_begin (x->w, row->field);
    ox_line_parameter (x->w, "ENCODING", "BASE64");
    ox_line_parameter (x->w, "VALUE", "BINARY");
    ox_line_value (x->w);
    ox_line_put_base64 (x->w, stream);
    ox_line_end (x->w);
}

void
ox_ical_codec_field_definitions (OxIcal *x, const OxIcalRow *row)
{
    if (x->when == NULL || x->when->exception == NULL)
        ox_user_fields_write_definitions (x->w, x->c, row->field);
    if (x->inner != NULL)
        ox_user_fields_write_definitions (x->w, x->inner, row->field);
}

void
ox_ical_codec_fields (OxIcal *x, const OxIcalRow *row)
{
    if (x->when == NULL || x->when->exception == NULL)
        ox_user_fields_write (x->w, x->c, row->field);
    if (x->inner != NULL)
        ox_user_fields_write (x->w, x->inner, row->field);
}

/* --- online meetings, RFC 7986 5.11 --------------------------------------------------------------------- */

/* What Outlook's partners store under names of their own. */
static const char *const link_names[] = { "SkypeTeamsMeetingUrl", "OnlineMeetingExternalLink",
                                          "OnlineMeetingConfLink" };

static gboolean
is_link (const char *text)
{
    return g_ascii_strncasecmp (text, "https://", 8) == 0 || g_ascii_strncasecmp (text, "http://", 7) == 0;
}

void
ox_ical_codec_conference (OxIcal *x, const OxIcalRow *row)
{
    OxNames *names = ox_message_get_names (x->c->message);
    static const OxGuid public_strings = { { 0x29, 0x03, 0x02, 0x00, 0x00, 0x00, 0x00, 0x00, 0xC0, 0x00,
                                             0x00, 0x00, 0x00, 0x00, 0x00, 0x46 } };
    for (guint i = 0; i < G_N_ELEMENTS (link_names); i++) {
        OxName name = { OX_NAME_KIND_STRING, public_strings, 0, link_names[i] };
        OxKey key = ox_names_find (names, &name);
        const char *text = key != OX_KEY_NONE ? ox_ical_text (x, key) : NULL;
        if (text == NULL || !is_link (text))
            continue;
        ox_line_begin (x->w, row->field);
        ox_line_parameter (x->w, "VALUE", "URI");
        ox_line_value (x->w);
        ox_line_put_uri (x->w, text);
        ox_line_end (x->w);
        return;
    }
}

/* --- HTML ------------------------------------------------------------------------------------------------ */

char *
ox_ical_html (const OxBodies *bodies)
{
    gsize n = 0;
    guint n_bad = 0;
    g_autofree char *html = ox_charset_decode (ox_charset_from_name (bodies->html_charset),
                                               ox_slice_from_bytes (bodies->html), &n, &n_bad);
    return html != NULL ? g_utf8_make_valid (html, (gssize) n) : NULL;
}
