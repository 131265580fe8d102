/* SPDX-License-Identifier: MIT
 *
 * Who calls a meeting and who is asked to come, [MS-OXCICAL] 2.1.3.1.1.20.2 and 16.
 */
#include "convert/ical/ical-private.h"

#include "base/civil.h"
#include "convert/mime/address.h"
#include "model/class.h"
#include "model/recipient-rows.h"

#include <oxcart/addressbook.h>
#include <string.h>

#define STATE_MEETING 1
#define STATE_RECEIVED 2
#define ROW_ORGANIZER 0x02 /* PidTagRecipientFlags, [MS-OXOCAL] 2.2.4.10.1 */
#define ROW_DELETED 0x20
#define TYPE_MASK 0xF      /* of PidTagRecipientType: above are states of sending */
#define MOST_NAMES 10000
#define NOBODY "invalid:nomail"

enum { TYPE_ORGANIZER, TYPE_REQUIRED, TYPE_OPTIONAL, TYPE_RESOURCE };

static gboolean
is_reply (const OxIcal *x)
{
    return x->method == OX_ICAL_REPLY || x->method == OX_ICAL_COUNTER;
}

/* The organizer is told that somebody else was asked, [MS-OXOCAL] 2.2.9. */
static gboolean
is_notice (const OxIcal *x)
{
    return ox_class_is (ox_message_get_class (x->c->message), "IPM.Schedule.Meeting.Notification");
}

static gboolean
is_meeting (OxIcal *x)
{
    return x->method != OX_ICAL_NONE || (ox_ical_integer (x, OX_LID_APPOINTMENT_STATE_FLAGS, 0) & STATE_MEETING) != 0;
}

static void
put_address (OxLineWriter *w, const char *address)
{
    if (address != NULL) {
        ox_line_put_ascii (w, "mailto:");
        ox_line_put_uri (w, address);
    } else {
        ox_line_put_ascii (w, NOBODY);
    }
}

/* Where there is no name, Outlook takes the reader for the organizer. */
static void
put_name (OxLineWriter *w, const OxMailbox *mailbox)
{
    const char *name = mailbox->name != NULL ? mailbox->name : mailbox->address;
    if (ox_line_has_text (w, name))
        ox_line_parameter (w, "CN", name);
}

/* Who sent in place of somebody; FALSE where that is the same person. Names alone tell people apart where there is
 * nothing else. */
static gboolean
find_delegate (OxIcal *x, const OxMailbox *mailbox, OxMailbox *sender)
{
    if (!ox_address_resolve (x->c, x->c->props, &ox_group_sender, sender) || mailbox->address == NULL)
        return FALSE;
    ox_mime_mark (x->c, x->c->props, sender->address != NULL ? sender->address_key : sender->name_key, OX_FATE_MAPPED);
    if (sender->address != NULL ? g_ascii_strcasecmp (sender->address, mailbox->address) == 0
                                : g_strcmp0 (sender->name, mailbox->name) == 0)
        return FALSE;
    ox_mailbox_mark (x->c, x->c->props, &ox_group_sender, sender);
    return TRUE;
}

static void
put_sent_by (OxIcal *x, const OxMailbox *mailbox)
{
    g_auto (OxMailbox) sender = { 0 };
    if (!find_delegate (x, mailbox, &sender) || sender.address == NULL)
        return;
    g_autofree char *uri = g_strconcat ("mailto:", sender.address, NULL);
    ox_line_parameter (x->w, "SENT-BY", uri);
}

/* --- rows of recipients ------------------------------------------------------------------------------ */

/* The list of an exception replaces that of its series. */
static OxMimeContext *
list_holder (OxIcal *x)
{
    return x->inner != NULL && ox_message_get_n_recipients (x->inner->message) > 0 ? x->inner : x->c;
}

static gint64
row_integer (OxMimeContext *c, OxProps *props, OxKey key, gint64 fallback)
{
    return ox_mime_integer (c, props, key, fallback);
}

static gboolean
is_organizer_row (OxMimeContext *c, OxProps *props)
{
    gint64 flags = row_integer (c, props, OX_TAG_RECIPIENT_FLAGS, 0);
    if ((flags & (ROW_DELETED | ROW_ORGANIZER)) != 0)
        return (flags & ROW_DELETED) == 0;
    return (row_integer (c, props, OX_TAG_RECIPIENT_TYPE, TYPE_REQUIRED) & TYPE_MASK) == TYPE_ORGANIZER;
}

static gboolean
find_organizer_row (OxIcal *x, OxMailbox *mailbox)
{
    OxMimeContext *c = list_holder (x);
    for (guint i = 0; i < ox_message_get_n_recipients (c->message); i++) {
        OxProps *props = ox_recipient_get_props (ox_message_get_recipient (c->message, i));
        if (!is_organizer_row (c, props) || !ox_address_resolve (c, props, &ox_group_recipient, mailbox))
            continue;
        ox_mailbox_mark (c, props, &ox_group_recipient, mailbox);
        return TRUE;
    }
    return FALSE;
}

/* A reply goes to the organizer, and comes from who was asked. */
static gboolean
find_addressee (OxIcal *x, OxMailbox *mailbox)
{
    OxMimeContext *c = x->c;
    for (guint i = 0; i < ox_message_get_n_recipients (c->message); i++) {
        OxProps *props = ox_recipient_get_props (ox_message_get_recipient (c->message, i));
        if (!ox_address_resolve (c, props, &ox_group_recipient, mailbox))
            continue;
        ox_mailbox_mark (c, props, &ox_group_recipient, mailbox);
        return TRUE;
    }
    return FALSE;
}

static gboolean
find_group (OxIcal *x, const OxAddressGroup *group, OxMailbox *mailbox)
{
    if (!ox_address_resolve (x->c, x->c->props, group, mailbox))
        return FALSE;
    ox_mailbox_mark (x->c, x->c->props, group, mailbox);
    return TRUE;
}

static gboolean
find_organizer (OxIcal *x, OxMailbox *mailbox)
{
    if (!is_meeting (x))
        return FALSE;
    if (is_reply (x) || is_notice (x))
        return find_organizer_row (x, mailbox) || find_addressee (x, mailbox);
    return find_organizer_row (x, mailbox) || find_group (x, &ox_group_sent_representing, mailbox)
           || find_group (x, &ox_group_sender, mailbox);
}

void
ox_ical_codec_organizer (OxIcal *x, const OxIcalRow *row)
{
    g_auto (OxMailbox) mailbox = { 0 };
    if (!find_organizer (x, &mailbox))
        return;
    ox_line_begin (x->w, row->field);
    put_name (x->w, &mailbox);
    if (!is_reply (x) && !is_notice (x))
        put_sent_by (x, &mailbox);
    ox_line_value (x->w);
    put_address (x->w, mailbox.address);
    ox_line_end (x->w);
}

/* Who sent for the organizer, 2.1.3.1.1.20.61: SENT-BY once more, with a name. */
void
ox_ical_codec_sender (OxIcal *x, const OxIcalRow *row)
{
    g_auto (OxMailbox) sender = { 0 }, organizer = { 0 };
    if (is_reply (x) || is_notice (x) || !find_organizer (x, &organizer) || !find_delegate (x, &organizer, &sender))
        return;
    ox_line_begin (x->w, row->field);
    put_name (x->w, &sender);
    ox_line_value (x->w);
    put_address (x->w, sender.address);
    ox_line_end (x->w);
}

/* --- attendees ---------------------------------------------------------------------------------------- */

static const char *
answer_name (gint64 status)
{
    /* PidTagRecipientTrackStatus and PidLidResponseStatus, [MS-OXOCAL] 2.2.4.10.2. */
    static const char *const names[] = { "NEEDS-ACTION", "NEEDS-ACTION", "TENTATIVE",
                                         "ACCEPTED",     "DECLINED",     "NEEDS-ACTION" };
    return status >= 0 && status < (gint64) G_N_ELEMENTS (names) ? names[status] : "NEEDS-ACTION";
}

/* Answers are kept by the organizer alone; elsewhere only one's own is known, and when it was given. */
static const char *
answer_of (OxIcal *x, OxMimeContext *c, OxProps *props, const OxMailbox *mailbox, gboolean *is_own)
{
    *is_own = FALSE;
    g_auto (OxMailbox) self = { 0 };
    OxProps *holder = ox_ical_holder (x, OX_LID_APPOINTMENT_STATE_FLAGS)->props;
    gint64 state = ox_props_get_integer (holder, OX_LID_APPOINTMENT_STATE_FLAGS, 0);
    const char *tracked = answer_name (ox_props_get_integer (props, OX_TAG_RECIPIENT_TRACK_STATUS, 0));
    if (strcmp (tracked, "NEEDS-ACTION") != 0)
        ox_ical_mark (x, OX_LID_APPOINTMENT_STATE_FLAGS);
    if ((state & STATE_RECEIVED) == 0) {
        ox_mime_mark (c, props, OX_TAG_RECIPIENT_TRACK_STATUS, OX_FATE_MAPPED);
        return tracked;
    }
    if (x->method != OX_ICAL_NONE || mailbox->address == NULL
        || !ox_address_resolve (x->c, x->c->props, &ox_group_received_representing, &self)
        || self.address == NULL || g_ascii_strcasecmp (self.address, mailbox->address) != 0)
        return "NEEDS-ACTION";
    /* Only the address tells who it is; the name is said by the row. */
    if (self.name_key != 0 && g_strcmp0 (self.name, mailbox->name) == 0)
        ox_mime_mark (x->c, x->c->props, self.name_key, OX_FATE_NOT_APPLICABLE);
    self.name_key = 0;
    ox_mailbox_mark (x->c, x->c->props, &ox_group_received_representing, &self);
    *is_own = TRUE;
    return answer_name (ox_ical_integer (x, OX_LID_RESPONSE_STATUS, 0));
}

static void
put_kind (OxLineWriter *w, gint64 type)
{
    if (type == TYPE_RESOURCE)
        ox_line_parameter (w, "CUTYPE", "RESOURCE");
    ox_line_parameter (w, "ROLE", type == TYPE_OPTIONAL   ? "OPT-PARTICIPANT"
                                  : type == TYPE_RESOURCE ? "NON-PARTICIPANT"
                                                          : "REQ-PARTICIPANT");
}

/* The time that somebody proposed, [MS-OXOCAL] 2.2.4.10.4. */
static void
put_proposal (OxIcal *x, OxMimeContext *c, OxProps *props)
{
    static const struct {
        const char *parameter;
        OxKey key;
    } times[] = { { "X-OXCART-PROPOSED-START", OX_TAG_RECIPIENT_PROPOSED_START_TIME },
                  { "X-OXCART-PROPOSED-END", OX_TAG_RECIPIENT_PROPOSED_END_TIME } };
    guint64 time;
    if (row_integer (c, props, OX_TAG_RECIPIENT_PROPOSED, 0) == 0)
        return;
    for (guint i = 0; i < G_N_ELEMENTS (times); i++) {
        if (!ox_mime_time (c, props, times[i].key, &time))
            continue;
        g_autofree char *text = ox_ical_format_time ((gint64) (time / 10000000), TRUE);
        ox_line_parameter (x->w, times[i].parameter, text);
    }
}

/* When somebody answered, 2.1.3.1.1.20.2.6. */
static void
put_answer_time (OxIcal *x, OxMimeContext *c, OxProps *props, gboolean is_own)
{
    guint64 tracked;
    gint64 time;
    if (ox_mime_time (c, props, OX_TAG_RECIPIENT_TRACK_STATUS_TIME, &tracked))
        time = (gint64) (tracked / 10000000);
    else if (!is_own || !ox_ical_time (x, OX_LID_APPOINTMENT_REPLY_TIME, &time))
        return;
    g_autofree char *text = ox_ical_format_time (time, TRUE);
    ox_line_parameter (x->w, "X-MS-OLK-RESPTIME", text);
}

static void
put_row (OxIcal *x, OxMimeContext *c, OxProps *props, const OxIcalRow *row)
{
    g_auto (OxMailbox) mailbox = { 0 };
    gboolean is_own;
    if ((row_integer (c, props, OX_TAG_RECIPIENT_FLAGS, 0) & (ROW_DELETED | ROW_ORGANIZER)) != 0)
        return;
    gint64 type = row_integer (c, props, OX_TAG_RECIPIENT_TYPE, TYPE_REQUIRED) & TYPE_MASK;
    if (type == TYPE_ORGANIZER || !ox_address_resolve (c, props, &ox_group_recipient, &mailbox))
        return;
    ox_mailbox_mark (c, props, &ox_group_recipient, &mailbox);
    ox_line_begin (x->w, row->field);
    put_name (x->w, &mailbox);
    put_kind (x->w, type);
    ox_line_parameter (x->w, "PARTSTAT", answer_of (x, c, props, &mailbox, &is_own));
    if (ox_ical_integer (x, OX_TAG_RESPONSE_REQUESTED, 0) != 0)
        ox_line_parameter (x->w, "RSVP", "TRUE");
    put_answer_time (x, c, props, is_own);
    put_proposal (x, c, props);
    ox_line_value (x->w);
    put_address (x->w, mailbox.address);
    ox_line_end (x->w);
}

/* Those who have no address at all, [MS-OXOCAL] 2.2.1.19 to 24: names in a text, and what each answered. */
typedef struct {
    OxKey names;
    OxKey answers;
    gint64 type;
} Nameless;

/* The answer of one of them; NULL where none is stored, or where it is not known, as answer_of() says. */
static const char *
answer_of_nth (OxIcal *x, const Nameless *list, guint n)
{
    gint64 answer, state = ox_ical_integer (x, OX_LID_APPOINTMENT_STATE_FLAGS, 0);
    const OxValue *value = ox_props_lookup (ox_ical_holder (x, list->answers)->props, list->answers);
    if ((state & STATE_RECEIVED) != 0 || n >= ox_value_get_n_items (value)
        || !ox_value_get_integer (ox_value_get_item (value, n), &answer))
        return NULL;
    ox_ical_mark (x, list->answers);
    return answer_name (answer);
}

/* The names are parted by semicolons. */
static void
put_names (OxIcal *x, const OxIcalRow *row, const Nameless *list)
{
    const char *text = ox_ical_text (x, list->names);
    guint n = 0;
    if (text == NULL || *text == '\0')
        return;
    g_auto (GStrv) names = g_strsplit (text, ";", MOST_NAMES);
    for (guint i = 0; names[i] != NULL; i++) {
        g_strstrip (names[i]);
        if (!ox_line_has_text (x->w, names[i]))
            continue;
        const char *answer = answer_of_nth (x, list, n++);
        ox_line_begin (x->w, row->field);
        ox_line_parameter (x->w, "CN", names[i]);
        put_kind (x->w, list->type);
        if (answer != NULL)
            ox_line_parameter (x->w, "PARTSTAT", answer);
        ox_line_value (x->w);
        ox_line_put_ascii (x->w, NOBODY);
        ox_line_end (x->w);
    }
}

/* --- people in a value, [MS-OXOCAL] 2.2.1.25 ------------------------------------------------------------- */

static GPtrArray *
read_rows (OxIcal *x, OxKey key)
{
    OxMimeContext *c = ox_ical_holder (x, key);
    GBytes *bytes = ox_props_get_bytes (c->props, key);
    guint page = (guint) ox_props_get_integer (c->props, OX_TAG_MESSAGE_CODEPAGE,
                                               ox_options_get_codepage (x->calendar->options));
    return bytes != NULL ? ox_recipient_rows_parse (bytes, page) : NULL;
}

static char *
address_of_row (OxIcal *x, const OxRecipientRow *person)
{
    OxAddressBook *book = ox_options_get_address_book (x->calendar->options);
    if (person->address == NULL || *person->address == '\0')
        return NULL;
    if (g_strcmp0 (person->address_type, "EX") != 0)
        return strchr (person->address, '@') != NULL ? g_strdup (person->address) : NULL;
    return book != NULL ? ox_address_book_resolve_dn (book, person->address) : NULL;
}

/* What somebody is asked as is in columns that nobody knows, and so are answers. */
static void
put_rows (OxIcal *x, const OxIcalRow *row, OxKey key)
{
    g_autoptr (GPtrArray) rows = read_rows (x, key);
    if (rows != NULL)
        ox_ical_mark (x, key);
    for (guint i = 0; rows != NULL && i < rows->len; i++) {
        const OxRecipientRow *person = rows->pdata[i];
        g_autofree char *address = address_of_row (x, person);
        OxMailbox mailbox = { .name = person->name != NULL ? person->name : person->address, .address = address };
        ox_line_begin (x->w, row->field);
        put_name (x->w, &mailbox);
        ox_line_parameter (x->w, "PARTSTAT", "NEEDS-ACTION");
        ox_line_value (x->w);
        put_address (x->w, address);
        ox_line_end (x->w);
    }
}

/* Where they cannot be told apart, and where there are no ATTENDEEs, the value is kept. */
void
ox_ical_codec_rows (OxIcal *x, const OxIcalRow *row)
{
    g_autoptr (GPtrArray) rows = read_rows (x, row->key);
    gboolean is_forward = row->key == OX_LID_FORWARD_NOTIFICATION_RECIPIENTS;
    gboolean are_written = is_forward ? is_notice (x) : is_meeting (x) && !is_reply (x) && !is_notice (x);
    if (rows == NULL || (rows->len > 0 && !are_written))
        ox_ical_codec_bytes (x, row);
    else
        ox_ical_mark (x, row->key);
}

/* --- who answers ------------------------------------------------------------------------------------------ */

/* The one who answers, and what. */
static void
put_respondent (OxIcal *x, const OxIcalRow *row)
{
    g_auto (OxMailbox) mailbox = { 0 };
    const char *klass = ox_message_get_class (x->c->message);
    const char *dot = strrchr (klass, '.');
    const char *answer = "TENTATIVE";
    if (x->method == OX_ICAL_REPLY && g_ascii_strcasecmp (dot, ".Pos") == 0)
        answer = "ACCEPTED";
    else if (x->method == OX_ICAL_REPLY && g_ascii_strcasecmp (dot, ".Neg") == 0)
        answer = "DECLINED";
    ox_ical_mark (x, OX_TAG_MESSAGE_CLASS);
    if (!find_group (x, &ox_group_sent_representing, &mailbox)
        && !find_group (x, &ox_group_sender, &mailbox))
        return;
    ox_line_begin (x->w, row->field);
    put_name (x->w, &mailbox);
    ox_line_parameter (x->w, "PARTSTAT", answer);
    put_sent_by (x, &mailbox);
    ox_line_value (x->w);
    put_address (x->w, mailbox.address);
    ox_line_end (x->w);
}

static const Nameless nameless[] = {
    { OX_LID_NON_SENDABLE_TO, OX_LID_NON_SEND_TO_TRACK_STATUS, TYPE_REQUIRED },
    { OX_LID_NON_SENDABLE_CC, OX_LID_NON_SEND_CC_TRACK_STATUS, TYPE_OPTIONAL },
    { OX_LID_NON_SENDABLE_BCC, OX_LID_NON_SEND_BCC_TRACK_STATUS, TYPE_RESOURCE },
};

void
ox_ical_codec_attendees (OxIcal *x, const OxIcalRow *row)
{
    if (is_reply (x)) {
        put_respondent (x, row);
        return;
    }
    if (is_notice (x)) {
        put_rows (x, row, OX_LID_FORWARD_NOTIFICATION_RECIPIENTS); /* whom it was forwarded to, 2.2.9.3 */
        return;
    }
    if (!is_meeting (x))
        return;
    OxMimeContext *c = list_holder (x);
    for (guint i = 0; i < ox_message_get_n_recipients (c->message); i++)
        put_row (x, c, ox_recipient_get_props (ox_message_get_recipient (c->message, i)), row);
    for (guint i = 0; i < G_N_ELEMENTS (nameless); i++)
        put_names (x, row, &nameless[i]);
    put_rows (x, row, OX_LID_APPOINTMENT_UNSENDABLE_RECIPIENTS);
}
