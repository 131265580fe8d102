/* SPDX-License-Identifier: MIT
 *
 * Journal entries and sticky notes as VJOURNAL, [MS-OXOJRNL] and [MS-OXONOTE].
 */
#include "convert/ical/item-private.h"

#include "base/charset.h"
#include "base/civil.h"

#include <string.h>

#define LINK_FLAG 0x40000000 /* PidLidLogFlags; its only other value is 0: what is attached is a link to an item of the store */
#define MOST_LINK 4096       /* bytes of its name */

/* --- journal entries --------------------------------------------------------------------------------------- */

static void
codec_start (OxIcal *x, const OxIcalRow *row)
{
    gint64 time;
    if (ox_ical_time (x, row->key, &time) || ox_ical_time (x, OX_LID_COMMON_START, &time))
        ox_ical_put_utc (x->w, row->field, time);
}

/* A journal has no end in iCalendar, RFC 5545 3.6.3. */
static void
codec_duration (OxIcal *x, const OxIcalRow *row)
{
    gint64 start, end, minutes;
    if (ox_ical_has (x, row->key)) {
        minutes = ox_ical_integer (x, row->key, 0);
        /* The end follows from it, 2.2.1.4. */
        ox_mime_mark (x->c, x->c->props, OX_LID_LOG_END, OX_FATE_NOT_APPLICABLE);
    } else if (ox_ical_time (x, OX_LID_LOG_START, &start) && ox_ical_time (x, OX_LID_LOG_END, &end)) {
        minutes = (end - start) / 60;
    } else {
        return;
    }
    minutes = CLAMP (minutes, 0, G_MAXINT32);
    g_autofree char *text = g_strdup_printf ("PT%dM", (int) minutes);
    ox_ical_put (x->w, row->field, text);
}

/* Where something was done with a document; "no" is said by saying nothing. */
static void
codec_done (OxIcal *x, const OxIcalRow *row)
{
    if (ox_ical_integer (x, row->key, 0) != 0)
        ox_ical_put (x->w, row->field, "TRUE");
}

/* The name of the item that a link is to, 2.2.2.1: the link itself leads nowhere outside its store. */
static void
put_link (OxIcal *x, OxAttachment *attachment)
{
    g_autoptr (OxStorage) storage = ox_attachment_open_storage (attachment, NULL);
    g_autoptr (OxStream) stream = NULL;
    OxStream *found = storage != NULL ? ox_storage_find (storage, "MailMsgAttSubject") : NULL;
    if (found == NULL || ox_stream_get_size (found) > MOST_LINK)
        return;
    gsize n = (gsize) ox_stream_get_size (found), length = 0;
    guint n_bad = 0;
    g_autoptr (GBytes) bytes = ox_stream_read_bytes (found, 0, n, NULL);
    if (bytes == NULL)
        return;
    guint page = (guint) ox_props_get_integer (x->c->props, OX_TAG_MESSAGE_CODEPAGE,
                                               ox_options_get_codepage (x->calendar->options));
    g_autofree char *text = ox_charset_decode (page, ox_slice_from_bytes (bytes), &length, &n_bad);
    if (ox_line_has_text (x->w, text))
        ox_line_text (x->w, "X-OXCART-LINK", text);
}

static void
codec_attachments (OxIcal *x, const OxIcalRow *row)
{
    if (ox_props_get_integer (x->c->props, OX_LID_LOG_FLAGS, 0) != LINK_FLAG) {
        ox_ical_codec_attachments (x, row);
        return;
    }
    ox_ical_mark (x, OX_LID_LOG_FLAGS);
    for (guint i = 0; i < ox_message_get_n_attachments (x->c->message); i++) {
        OxAttachment *attachment = ox_message_get_attachment (x->c->message, i);
        if (ox_attachment_get_kind (attachment) == OX_ATTACHMENT_STORAGE)
            put_link (x, attachment);
    }
}

#define S(n) "[MS-OXOJRNL] 2.2.1." #n
#define CMSG(n) "[MS-OXCMSG] 2.2.1." #n

static const OxIcalRow journal_rows[] = {
    { "UID", OX_LID_CLEAN_GLOBAL_OBJECT_ID, ox_ical_codec_uid, NULL, OX_ICAL_EXPORT, "RFC 5545 3.8.4.7" },
    { "DTSTAMP", OX_TAG_LAST_MODIFICATION_TIME, ox_ical_codec_stamp, NULL, OX_ICAL_EXPORT, "RFC 5545 3.8.7.2" },
    { "DTSTART", OX_LID_LOG_START, codec_start, NULL, OX_ICAL_BOTH, S (3) },
    { "X-DURATION", OX_LID_LOG_DURATION, codec_duration, NULL, OX_ICAL_BOTH, S (5) },
    { "SUMMARY", OX_TAG_SUBJECT, ox_ical_codec_subject, NULL, OX_ICAL_BOTH, CMSG (46) },
    { "DESCRIPTION", OX_TAG_BODY, ox_ical_codec_body, NULL, OX_ICAL_BOTH, CMSG (56) },
    { "X-ALT-DESC", OX_TAG_HTML, ox_ical_codec_html, NULL, OX_ICAL_BOTH, CMSG (56) },
    { "CATEGORIES", OX_NAME_KEYWORDS, ox_ical_codec_list, NULL, OX_ICAL_BOTH, CMSG (17) },
    { "CLASS", OX_TAG_SENSITIVITY, ox_ical_codec_class, ox_ical_class_words, OX_ICAL_BOTH, CMSG (13) },
    { "CONTACT", OX_LID_CONTACTS, ox_ical_codec_contacts, NULL, OX_ICAL_BOTH, CMSG (57) },
    { "CREATED", OX_TAG_CREATION_TIME, ox_ical_codec_utc, NULL, OX_ICAL_EXPORT, "[MS-OXCMSG] 2.2.2.3" },
    { "LAST-MODIFIED", OX_TAG_LAST_MODIFICATION_TIME, ox_ical_codec_utc, NULL, OX_ICAL_EXPORT, "[MS-OXCMSG] 2.2.2.2" },
    { "X-MICROSOFT-LOGTYPE", OX_LID_LOG_TYPE, ox_ical_codec_text, NULL, OX_ICAL_BOTH, S (1) },
    { "X-MICROSOFT-LOGTYPE-DESC", OX_LID_LOG_TYPE_DESC, ox_ical_codec_text, NULL, OX_ICAL_BOTH, S (2) },
    { "X-OXCART-PRINTED", OX_LID_LOG_DOCUMENT_PRINTED, codec_done, NULL, OX_ICAL_BOTH, S (8) },
    { "X-OXCART-SAVED", OX_LID_LOG_DOCUMENT_SAVED, codec_done, NULL, OX_ICAL_BOTH, S (9) },
    { "X-OXCART-ROUTED", OX_LID_LOG_DOCUMENT_ROUTED, codec_done, NULL, OX_ICAL_BOTH, S (10) },
    { "X-OXCART-POSTED", OX_LID_LOG_DOCUMENT_POSTED, codec_done, NULL, OX_ICAL_BOTH, S (11) },
    { "X-OXCART-BILLING", OX_LID_BILLING, ox_ical_codec_text, NULL, OX_ICAL_BOTH, "ours" },
    { "X-OXCART-COMPANIES", OX_LID_COMPANIES, ox_ical_codec_list, NULL, OX_ICAL_BOTH, "ours" },
    { "X-OXCART-FIELD-DEFINITION", OX_LID_PROPERTY_DEFINITION_STREAM, ox_ical_codec_field_definitions, NULL, OX_ICAL_BOTH,
      "ours" },
    { "X-OXCART-FIELD", OX_KEY_NONE, ox_ical_codec_fields, NULL, OX_ICAL_BOTH, "ours" },
    { "ATTACH", OX_TAG_ATTACH_DATA_BINARY, codec_attachments, NULL, OX_ICAL_BOTH, "[MS-OXOJRNL] 2.2.2" },
};

const OxIcalRow *
ox_ical_journal_rows (guint *n)
{
    *n = G_N_ELEMENTS (journal_rows);
    return journal_rows;
}

void
ox_ical_write_journal (OxIcal *x, gboolean begin)
{
    ox_ical_write_component (x, begin, "VJOURNAL", journal_rows, G_N_ELEMENTS (journal_rows));
}

/* --- sticky notes -------------------------------------------------------------------------------------------- */

/* PidLidNoteColor as a name of CSS, RFC 7986 5.9. */
static const char *const colors[] = { "blue", "green", "pink", "yellow", "white", NULL };

/* A note is plain text, 2.2.2.1: where that is stored, RTF is the same once more. */
static void
codec_note (OxIcal *x, const OxIcalRow *row)
{
    const char *text = x->bodies->plain;
    if (text == NULL || x->bodies->is_derived || !ox_ical_has (x, row->key)) {
        ox_ical_codec_body (x, row);
        return;
    }
    ox_ical_mark (x, row->key);
    ox_mime_mark (x->c, x->c->props, OX_TAG_RTF_COMPRESSED, OX_FATE_NOT_APPLICABLE);
    if (ox_line_has_text (x->w, text))
        ox_line_text (x->w, row->field, text);
}

static void
codec_final (OxIcal *x, const OxIcalRow *row)
{
    ox_ical_put (x->w, row->field, "FINAL");
}

#undef S
#define S(n) "[MS-OXONOTE] 2.2.1." #n

static const OxIcalRow note_rows[] = {
    { "UID", OX_LID_CLEAN_GLOBAL_OBJECT_ID, ox_ical_codec_uid, NULL, OX_ICAL_EXPORT, "RFC 5545 3.8.4.7" },
    { "DTSTAMP", OX_TAG_LAST_MODIFICATION_TIME, ox_ical_codec_stamp, NULL, OX_ICAL_EXPORT, "RFC 5545 3.8.7.2" },
    { "STATUS", OX_KEY_NONE, codec_final, NULL, OX_ICAL_EXPORT, "RFC 5545 3.8.1.11" },
    { "SUMMARY", OX_TAG_SUBJECT, ox_ical_codec_subject, NULL, OX_ICAL_BOTH, "[MS-OXONOTE] 2.2.2.2" },
    { "DESCRIPTION", OX_TAG_BODY, codec_note, NULL, OX_ICAL_BOTH, "[MS-OXONOTE] 2.2.2.1" },
    { "CATEGORIES", OX_NAME_KEYWORDS, ox_ical_codec_list, NULL, OX_ICAL_BOTH, CMSG (17) },
    { "CLASS", OX_TAG_SENSITIVITY, ox_ical_codec_class, ox_ical_class_words, OX_ICAL_BOTH, CMSG (13) },
    { "COLOR", OX_LID_NOTE_COLOR, ox_ical_codec_enum, colors, OX_ICAL_BOTH, S (1) },
    { "X-OXCART-NOTE-WIDTH", OX_LID_NOTE_WIDTH, ox_ical_codec_number, NULL, OX_ICAL_BOTH, S (2) },
    { "X-OXCART-NOTE-HEIGHT", OX_LID_NOTE_HEIGHT, ox_ical_codec_number, NULL, OX_ICAL_BOTH, S (3) },
    { "X-OXCART-NOTE-X", OX_LID_NOTE_X, ox_ical_codec_number, NULL, OX_ICAL_BOTH, S (4) },
    { "X-OXCART-NOTE-Y", OX_LID_NOTE_Y, ox_ical_codec_number, NULL, OX_ICAL_BOTH, S (5) },
    { "CONTACT", OX_LID_CONTACTS, ox_ical_codec_contacts, NULL, OX_ICAL_BOTH, CMSG (57) },
    { "CREATED", OX_TAG_CREATION_TIME, ox_ical_codec_utc, NULL, OX_ICAL_EXPORT, "[MS-OXCMSG] 2.2.2.3" },
    { "LAST-MODIFIED", OX_TAG_LAST_MODIFICATION_TIME, ox_ical_codec_utc, NULL, OX_ICAL_EXPORT, "[MS-OXCMSG] 2.2.2.2" },
    { "X-OXCART-FIELD-DEFINITION", OX_LID_PROPERTY_DEFINITION_STREAM, ox_ical_codec_field_definitions, NULL, OX_ICAL_BOTH,
      "ours" },
    { "X-OXCART-FIELD", OX_KEY_NONE, ox_ical_codec_fields, NULL, OX_ICAL_BOTH, "ours" },
};

const OxIcalRow *
ox_ical_note_rows (guint *n)
{
    *n = G_N_ELEMENTS (note_rows);
    return note_rows;
}

void
ox_ical_write_note (OxIcal *x, gboolean begin)
{
    ox_ical_write_component (x, begin, "VJOURNAL", note_rows, G_N_ELEMENTS (note_rows));
}
