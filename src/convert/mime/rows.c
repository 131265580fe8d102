/* SPDX-License-Identifier: MIT */
#include "convert/mime/rows.h"

#include "base/diag.h"
#include "base/locale.h"
#include "convert/mime/fields.h"
#include "convert/mime/header-read.h"
#include "convert/mime/header.h"
#include "model/message-private.h"

#include <oxcart/filetime.h>
#include <string.h>


/* --- codecs of single properties ------------------------------------------------------ */

static char *
codec_text (OxMimeContext *c, const OxFieldRow *row)
{
    return g_strdup (ox_mime_text (c, c->props, row->key));
}

static char *
codec_time (OxMimeContext *c, const OxFieldRow *row)
{
    guint64 time;
    return ox_mime_time (c, c->props, row->key, &time) ? ox_header_date (time) : NULL;
}

static char *
codec_base64 (OxMimeContext *c, const OxFieldRow *row)
{
    gsize n = 0;
    GBytes *bytes = ox_mime_bytes (c, c->props, row->key);
    const guint8 *data = bytes != NULL ? g_bytes_get_data (bytes, &n) : NULL;
    if (n == 0)
        return NULL;
    g_autofree char *digits = g_base64_encode (data, n);
    GString *out = g_string_new (NULL);
    /* Spaces let a long value fold; base64 ignores them. */
    for (gsize at = 0; at < strlen (digits); at += 72)
        g_string_append_printf (out, "%s%.72s", at > 0 ? " " : "", digits + at);
    return g_string_free (out, FALSE);
}

/* A word by number; `words` ends with NULL and is indexed from 0; "" is no value. */
static char *
codec_enum (OxMimeContext *c, const OxFieldRow *row)
{
    gint64 value = ox_mime_integer (c, c->props, row->key, -1);
    guint n = g_strv_length ((char **) row->words);
    return value >= 0 && value < n && *row->words[value] != '\0' ? g_strdup (row->words[value])
                                                                 : NULL;
}

static char *
codec_true (OxMimeContext *c, const OxFieldRow *row)
{
    return ox_mime_integer (c, c->props, row->key, 0) != 0 ? g_strdup ("true") : NULL;
}

static char *
codec_number (OxMimeContext *c, const OxFieldRow *row)
{
    const OxValue *value = ox_props_lookup (c->props, row->key);
    gint64 integer;
    if (!ox_value_get_integer (value, &integer))
        return NULL;
    ox_mime_integer (c, c->props, row->key, 0);
    return g_strdup_printf ("%" G_GINT64_FORMAT, integer);
}

static char *
codec_priority (OxMimeContext *c, const OxFieldRow *row)
{
    /* PidTagPriority, [MS-OXCMSG] 2.2.1.12. */
    switch (ox_mime_integer (c, c->props, row->key, 0)) {
    case 1:
        return g_strdup ("urgent");
    case -1:
        return g_strdup ("non-urgent");
    default:
        return NULL;
    }
}

static char *
codec_list (OxMimeContext *c, const OxFieldRow *row)
{
    const OxValue *value = ox_props_lookup (c->props, row->key);
    GString *out = g_string_new (NULL);
    ox_mime_text (c, c->props, row->key);
    for (guint i = 0; i < ox_value_get_n_items (value); i++) {
        const char *text = ox_value_get_text (ox_value_get_item (value, i), NULL);
        if (text != NULL && *text != '\0')
            g_string_append_printf (out, "%s%s", out->len > 0 ? ", " : "", text);
    }
    return g_string_free (out, out->len == 0);
}

/* --- subject, ids, dates ---------------------------------------------------------------- */

/* A subject copied out of a store begins with U+0001 and a character that
 * counts the prefix, [MS-PST] 2.5.3.1.1.1. */
static const char *
skip_prefix_mark (const char *subject)
{
    if (subject == NULL || *subject != 1 || subject[1] == '\0')
        return subject;
    return g_utf8_next_char (subject + 1);
}

static char *
codec_subject (OxMimeContext *c, const OxFieldRow *row)
{
    const char *whole = skip_prefix_mark (ox_mime_text (c, c->props, OX_TAG_SUBJECT));
    if (whole != NULL && *whole != '\0')
        return g_strdup (whole);
    const char *rest = ox_mime_text (c, c->props, OX_TAG_NORMALIZED_SUBJECT);
    if (rest == NULL)
        return NULL;
    const char *prefix = ox_mime_text (c, c->props, OX_TAG_SUBJECT_PREFIX);
    return rest != NULL ? g_strconcat (prefix != NULL ? prefix : "", rest, NULL) : NULL;
}

/* "<left@right>" of text that holds one id, with or without its brackets. */
char *
ox_field_normal_id (const char *text)
{
    if (text == NULL)
        return NULL;
    GString *id = g_string_new ("<");
    /* What stands on a further line is no part of it. */
    for (text += strspn (text, " \t\r\n"); *text != '\0' && *text != '\r' && *text != '\n'; text++)
        if ((guchar) *text > ' ' && (guchar) *text < 0x7F && *text != '<' && *text != '>')
            g_string_append_c (id, *text);
    if (id->len == 1 || id->len > 900)
        return g_string_free (id, TRUE);
    g_string_append_c (id, '>');
    return g_string_free (id, FALSE);
}

static char *
codec_id (OxMimeContext *c, const OxFieldRow *row)
{
    return ox_field_normal_id (ox_mime_text (c, c->props, row->key));
}

static char *
codec_message_id (OxMimeContext *c, const OxFieldRow *row)
{
    char *id = ox_field_normal_id (ox_mime_text (c, c->props, row->key));
    const OxStoredHeader *stored = ox_transport_find (c->transport, "Message-ID");
    if (id == NULL && stored != NULL)
        id = ox_field_normal_id (stored->raw);
    if (id != NULL)
        return id;
    ox_diag (c->diagnostics, OX_DIAG_MIME_MESSAGE_ID, OX_DIAG_NO_OFFSET,
             "a Message-ID was derived from the content");
    g_autofree char *digest = ox_message_digest (c->message);
    return g_strdup_printf ("<%s@oxcart.invalid>", digest);
}

/* One date, perhaps with a comment behind it: some stores hold two in one field. */
static gboolean
is_one_date (const char *raw)
{
    guint n = 0, n_names = 0;
    raw += strspn (raw, " \t\r\n,");
    while (*raw != '\0' && *raw != '(') {
        n_names += n == 0 && g_ascii_isalpha (*raw);
        n++;
        raw += strcspn (raw, " \t\r\n,(");
        raw += strspn (raw, " \t\r\n,");
    }
    const char *end = *raw == '(' ? strchr (raw, ')') : NULL;
    gboolean is_all = *raw == '\0' || (end != NULL && end[1 + strspn (end + 1, " \t\r\n")] == '\0');
    /* day month year time, and mostly a zone */
    return is_all && n >= 4 + n_names && n <= 5 + n_names;
}

static gboolean
stored_date (OxMimeContext *c, gint64 *unix_time, const char **raw)
{
    const OxStoredHeader *stored = ox_transport_find (c->transport, "Date");
    if (stored == NULL || strlen (stored->raw) > 100 || !is_one_date (stored->raw))
        return FALSE;
    *raw = stored->raw;
    return ox_header_read_date (stored->raw, unix_time);
}

/* RFC 5322 3.6 wants a date; where the message states none, one that it was
 * given on its way comes nearest. */
static char *
codec_date (OxMimeContext *c, const OxFieldRow *row)
{
    static const OxKey others[] = { OX_TAG_MESSAGE_DELIVERY_TIME, OX_TAG_CREATION_TIME,
                                    OX_TAG_LAST_MODIFICATION_TIME };
    guint64 time;
    gint64 stated = 0;
    const char *raw = NULL;
    gboolean stored = stored_date (c, &stated, &raw);
    if (ox_mime_time (c, c->props, row->key, &time)) {
        /* The stored line has the sender's zone: better, where it is the same instant. */
        gboolean same = stored && ABS (stated - ox_filetime_to_unix (time)) <= 1;
        return same ? g_strdup (raw) : ox_header_date (time);
    }
    if (stored)
        return g_strdup (raw);
    for (guint i = 0; i < G_N_ELEMENTS (others); i++)
        if (ox_mime_time (c, c->props, others[i], &time)) {
            ox_diag (c->diagnostics, OX_DIAG_MIME_NO_DATE, OX_DIAG_NO_OFFSET,
                     "the date is that of property 0x%04X", others[i]);
            return ox_header_date (time);
        }
    /* A made-up date that nobody takes for a real one: left out, most readers would show the
     * hour of the import instead, a different one each time. */
    ox_diag (c->diagnostics, OX_DIAG_MIME_DATE_MISSING, OX_DIAG_NO_OFFSET,
             "there is no date at all: 1 January 1970 was written");
    return ox_header_date (ox_filetime_from_unix (0));
}

/* --- other fields ------------------------------------------------------------------------- */

static char *
codec_reply_by (OxMimeContext *c, const OxFieldRow *row)
{
    const char *request = ox_props_get_text (c->props, OX_LID_FLAG_REQUEST);
    return request != NULL && *request != '\0' ? codec_time (c, row) : NULL;
}

static char *
codec_suppress (OxMimeContext *c, const OxFieldRow *row)
{
    /* PidTagAutoResponseSuppress, [MS-OXOMSG] 2.2.1.77. */
    static const char *const bits[] = { "DR", "NDR", "RN", "NRN", "OOF", "AutoReply" };
    if (ox_props_lookup (c->props, row->key) == NULL)
        return NULL;
    gint64 value = ox_mime_integer (c, c->props, row->key, 0);
    if (value == 0 || value == -1)
        return g_strdup (value == 0 ? "None" : "All");
    GString *out = g_string_new (NULL);
    for (guint i = 0; i < G_N_ELEMENTS (bits); i++)
        if ((value & 1 << i) != 0)
            g_string_append_printf (out, "%s%s", out->len > 0 ? ", " : "", bits[i]);
    return g_string_free (out, out->len == 0);
}

static char *
codec_class (OxMimeContext *c, const OxFieldRow *row)
{
    const char *klass = ox_mime_text (c, c->props, row->key);
    return g_ascii_strcasecmp (ox_message_get_class (c->message), "IPM.Note") != 0
               ? g_strdup (klass)
               : NULL;
}

static char *
codec_unsent (OxMimeContext *c, const OxFieldRow *row)
{
    gint64 flags = ox_mime_integer (c, c->props, row->key, 0);
    return (flags & OX_MESSAGE_UNSENT) != 0 ? g_strdup ("1") : NULL;
}

static char *
codec_language (OxMimeContext *c, const OxFieldRow *row)
{
    gint64 lcid = ox_props_get_integer (c->props, row->key, 0);
    char *tag = lcid > 0 && lcid <= G_MAXUINT16 ? ox_language_from_lcid ((guint) lcid) : NULL;
    /* An id of no language says so by the absence of the field. */
    if (tag != NULL || ox_transport_find (c->transport, row->header) == NULL)
        ox_mime_mark (c, c->props, row->key, OX_FATE_MAPPED);
    return tag;
}

static const char *const importance_words[] = { "Low", "Normal", "High", NULL };
static const char *const sensitivity_words[] = { "", "Personal", "Private", "Company-Confidential",
                                                 NULL };

/* The table, in the order in which fields stand where nothing else gives one. */
static const OxFieldRow rows[] = {
    { "From", 0, ox_codec_from, OX_STYLE_LINES, NULL, "2.1.3.1.3", 0 },
    { "Sender", 0, ox_codec_sender, OX_STYLE_LINES, NULL, "2.1.3.1.2", 0 },
    { "Reply-To", OX_TAG_REPLY_RECIPIENT_ENTRIES, ox_codec_reply_to, OX_STYLE_LINES, NULL, "2.1.3.1.6", 0 },
    { "To", 0, ox_codec_recipients, OX_STYLE_LINES, NULL, "2.1.3.1.1", 0 },
    { "Cc", 0, ox_codec_recipients, OX_STYLE_LINES, NULL, "2.1.3.1.1", 0 },
    { "Bcc", 0, ox_codec_recipients, OX_STYLE_LINES, NULL, "2.1.3.1.1", 0 },
    { "Subject", 0, codec_subject, OX_STYLE_TEXT, NULL, "2.1.3.2.9", 0 },
    { "Date", OX_TAG_CLIENT_SUBMIT_TIME, codec_date, OX_STYLE_WORDS, NULL, "2.1.3.2.8", 0 },
    { "Message-ID", OX_TAG_INTERNET_MESSAGE_ID, codec_message_id, OX_STYLE_WORDS, NULL, "2.1.3.2.11", 0 },
    { "In-Reply-To", OX_TAG_IN_REPLY_TO_ID, codec_id, OX_STYLE_WORDS, NULL, "2.1.3.2.13", 0 },
    { "References", OX_TAG_INTERNET_REFERENCES, codec_text, OX_STYLE_WORDS, NULL, "2.1.3.2.12", 0 },
    { "Thread-Topic", OX_TAG_CONVERSATION_TOPIC, codec_text, OX_STYLE_TEXT, NULL, "2.1.3.2.10", 0 },
    /* Outlook makes another index when mail arrives: the one it was sent with is the thread's. */
    { "Thread-Index", OX_TAG_CONVERSATION_INDEX, codec_base64, OX_STYLE_WORDS, NULL, "2.1.3.2.10",
      OX_ROW_STORED_WINS },
    { "Importance", OX_TAG_IMPORTANCE, codec_enum, OX_STYLE_WORDS, importance_words, "2.1.3.2.6", 0 },
    { "Priority", OX_TAG_PRIORITY, codec_priority, OX_STYLE_WORDS, NULL, "[MS-OXCMSG] 2.2.1.12", 0 },
    { "Sensitivity", OX_TAG_SENSITIVITY, codec_enum, OX_STYLE_WORDS, sensitivity_words, "2.1.3.2.7", 0 },
    { "Keywords", OX_NAME_KEYWORDS, codec_list, OX_STYLE_TEXT, NULL, "2.1.3.2.17", 0 },
    { "Expires", OX_TAG_EXPIRY_TIME, codec_time, OX_STYLE_WORDS, NULL, "2.2.3.2.20", 0 },
    { "X-Message-Flag", OX_LID_FLAG_REQUEST, codec_text, OX_STYLE_TEXT, NULL, "2.1.3.2.14", 0 },
    { "Reply-By", OX_TAG_REPLY_TIME, codec_reply_by, OX_STYLE_WORDS, NULL, "2.1.3.2.15", 0 },
    { "Disposition-Notification-To", OX_TAG_READ_RECEIPT_REQUESTED, ox_codec_receipt, OX_STYLE_LINES,
      NULL, "2.1.3.1.5", OX_ROW_SWITCH },
    { "Return-Receipt-To", OX_TAG_ORIGINATOR_DELIVERY_REPORT_REQUESTED, ox_codec_receipt, OX_STYLE_LINES,
      NULL, "2.1.3.1.4", OX_ROW_SWITCH },
    { "List-Help", OX_TAG_LIST_HELP, codec_text, OX_STYLE_WORDS, NULL, "2.1.3.2.16", 0 },
    { "List-Subscribe", OX_TAG_LIST_SUBSCRIBE, codec_text, OX_STYLE_WORDS, NULL, "2.1.3.2.16", 0 },
    { "List-Unsubscribe", OX_TAG_LIST_UNSUBSCRIBE, codec_text, OX_STYLE_WORDS, NULL, "2.1.3.2.16", 0 },
    { "X-Auto-Response-Suppress", OX_TAG_AUTO_RESPONSE_SUPPRESS, codec_suppress, OX_STYLE_WORDS, NULL,
      "2.1.3.2.21", 0 },
    { "X-MS-Exchange-Organization-AutoForwarded", OX_TAG_AUTO_FORWARDED, codec_true, OX_STYLE_WORDS,
      NULL, "2.1.3.2.22", OX_ROW_SWITCH },
    { "X-MS-Exchange-Organization-SCL", OX_TAG_CONTENT_FILTER_SPAM_CONFIDENCE_LEVEL, codec_number,
      OX_STYLE_WORDS, NULL, "2.1.3.2.25", 0 },
    { "X-MS-Exchange-Organization-SenderIdResult", OX_TAG_SENDER_ID_STATUS, codec_number,
      OX_STYLE_WORDS, NULL, "2.1.3.2.23", 0 },
    { "X-MS-Exchange-Organization-PRD", OX_TAG_PURPORTED_SENDER_DOMAIN, codec_text, OX_STYLE_WORDS,
      NULL, "2.1.3.2.24", 0 },
    { "Accept-Language", OX_NAME_ACCEPT_LANGUAGE, codec_text, OX_STYLE_WORDS, NULL, "2.1.3.2.18", 0 },
    { "Content-Language", OX_TAG_MESSAGE_LOCALE_ID, codec_language, OX_STYLE_WORDS, NULL, "2.1.3.2.18",
      OX_ROW_STORED_WINS },
    { "Content-Class", OX_NAME_CONTENT_CLASS, ox_codec_content_class, OX_STYLE_WORDS, NULL,
      "2.1.3.2.2", 0 },
    { "X-Payload-Class", OX_TAG_ATTACH_PAYLOAD_CLASS, codec_text, OX_STYLE_TEXT, NULL, "2.1.3.2.26",
      0 },
    { "X-Payload-Provider-GUID", OX_TAG_ATTACH_PAYLOAD_PROVIDER_GUID_STRING, codec_text,
      OX_STYLE_WORDS, NULL, "2.1.3.2.26", 0 },
    { "X-Microsoft-Classified", OX_LID_CLASSIFIED, ox_codec_classified, OX_STYLE_WORDS, NULL,
      "2.1.3.2.19", OX_ROW_SWITCH },
    { "X-Microsoft-ClassKeep", OX_LID_CLASSIFICATION_KEEP, ox_codec_class_keep, OX_STYLE_WORDS, NULL,
      "2.1.3.2.19", 0 },
    { "X-Microsoft-Classification", OX_LID_CLASSIFICATION, ox_codec_class_text, OX_STYLE_TEXT, NULL,
      "2.1.3.2.19", 0 },
    { "X-Microsoft-ClassDesc", OX_LID_CLASSIFICATION_DESCRIPTION, ox_codec_class_text, OX_STYLE_TEXT,
      NULL, "2.1.3.2.19", 0 },
    { "X-Microsoft-ClassID", OX_LID_CLASSIFICATION_GUID, ox_codec_class_text, OX_STYLE_TEXT, NULL,
      "2.1.3.2.19", 0 },
    { "X-CallingTelephoneNumber", OX_TAG_SENDER_TELEPHONE_NUMBER, ox_codec_voice, OX_STYLE_TEXT, NULL,
      "2.1.3.2.3", 0 },
    { "X-VoiceMessageDuration", OX_TAG_VOICE_MESSAGE_DURATION, ox_codec_voice, OX_STYLE_TEXT, NULL,
      "2.1.3.2.3", 0 },
    { "X-VoiceMessageSenderName", OX_TAG_VOICE_MESSAGE_SENDER_NAME, ox_codec_voice, OX_STYLE_TEXT,
      NULL, "2.1.3.2.3", 0 },
    { "X-FaxNumberOfPages", OX_TAG_FAX_NUMBER_OF_PAGES, ox_codec_voice, OX_STYLE_TEXT, NULL,
      "2.1.3.2.3", 0 },
    { "X-AttachmentOrder", OX_TAG_VOICE_MESSAGE_ATTACHMENT_ORDER, ox_codec_voice, OX_STYLE_TEXT, NULL,
      "2.1.3.2.3", 0 },
    { "X-CallID", OX_TAG_CALL_ID, ox_codec_voice, OX_STYLE_TEXT, NULL, "2.1.3.2.3", 0 },
    { "Deferred-Delivery", OX_TAG_DEFERRED_DELIVERY_TIME, codec_time, OX_STYLE_WORDS, NULL,
      "RFC 2156 2.3.1.2", 0 },
    { "Delivery-Date", OX_TAG_MESSAGE_DELIVERY_TIME, codec_time, OX_STYLE_WORDS, NULL,
      "RFC 2156 2.3.1.2", 0 },
    { "X-Oxcart-Received-By", OX_TAG_RECEIVED_BY_NAME, ox_codec_received, OX_STYLE_LINES, NULL, "ours",
      0 },
    { "X-Oxcart-Received-Representing", OX_TAG_RECEIVED_REPRESENTING_NAME, ox_codec_received,
      OX_STYLE_LINES, NULL, "ours", 0 },
    { "X-Oxcart-Flag", OX_TAG_FLAG_STATUS, ox_codec_flag, OX_STYLE_TEXT, NULL, "ours", 0 },
    { "X-Oxcart-Voting-Options", OX_LID_VERB_STREAM, ox_codec_votes, OX_STYLE_TEXT, NULL, "ours", 0 },
    { "X-Oxcart-Voting-Response", OX_LID_VERB_RESPONSE, codec_text, OX_STYLE_TEXT, NULL, "ours", 0 },
    { "X-RSS-Channel", OX_LID_POST_RSS_CHANNEL, codec_text, OX_STYLE_TEXT, NULL, "ours", 0 },
    { "X-RSS-Channel-Link", OX_LID_POST_RSS_CHANNEL_LINK, codec_text, OX_STYLE_WORDS, NULL, "ours", 0 },
    { "X-RSS-Item-Link", OX_LID_POST_RSS_ITEM_LINK, codec_text, OX_STYLE_WORDS, NULL, "ours", 0 },
    { "X-RSS-Item-GUID", OX_LID_POST_RSS_ITEM_GUID, codec_text, OX_STYLE_WORDS, NULL, "ours", 0 },
    { "X-OMS-Service-Type", OX_NAME_OMS_SERVICE_TYPE, codec_number, OX_STYLE_WORDS, NULL, "ours", 0 },
    { "X-OMS-Source-Type", OX_NAME_OMS_SOURCE_TYPE, codec_number, OX_STYLE_WORDS, NULL, "ours", 0 },
    { "X-OMS-Schedule-Time", OX_NAME_OMS_SCHEDULE_TIME, codec_time, OX_STYLE_WORDS, NULL, "ours", 0 },
    { "X-OMS-Mobile-Model", OX_NAME_OMS_MOBILE_MODEL, codec_text, OX_STYLE_TEXT, NULL, "ours", 0 },
    { "X-Oxcart-Message-Class", OX_TAG_MESSAGE_CLASS, codec_class, OX_STYLE_TEXT, NULL, "ours", 0 },
    { "X-Unsent", OX_TAG_MESSAGE_FLAGS, codec_unsent, OX_STYLE_WORDS, NULL, "ours", OX_ROW_SWITCH },
};

const OxFieldRow *
ox_field_rows (guint *n)
{
    *n = G_N_ELEMENTS (rows);
    return rows;
}
