/* SPDX-License-Identifier: MIT */
#include "convert/mime/fields.h"

#include "base/diag.h"
#include "base/slice.h"
#include "convert/mime/address.h"
#include "convert/mime/header.h"
#include "model/account-private.h"

#include <gmime/gmime.h>
#include <oxcart/entryid.h>
#include <oxcart/filetime.h>
#include <string.h>

/* Stored values longer than this are not decoded to be compared. */
#define COMPARED_HEADER (64u << 10)
#define FLAG_UNSENT 0x08 /* mfUnsent, [MS-OXCMSG] 2.2.1.6 */

typedef struct Row Row;

/* The value of a field, or NULL where the message has none. */
typedef char *(*Codec) (OxMimeContext *c, const Row *row);

typedef enum { STYLE_TEXT, STYLE_WORDS, STYLE_LINES } Style;

struct Row {
    const char *header;
    OxKey key;
    Codec codec;
    Style style; /* LINES: the codec has folded and encoded already */
    const char *const *words;
    const char *section; /* of [MS-OXCMAIL] unless it says otherwise */
    gboolean stored_wins; /* a stored field is kept even where the property says otherwise */
};

/* --- codecs of single properties ------------------------------------------------------ */

static char *
codec_text (OxMimeContext *c, const Row *row)
{
    return g_strdup (ox_mime_text (c, c->props, row->key));
}

static char *
codec_time (OxMimeContext *c, const Row *row)
{
    guint64 time;
    return ox_mime_time (c, c->props, row->key, &time) ? ox_header_date (time) : NULL;
}

static char *
codec_base64 (OxMimeContext *c, const Row *row)
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
codec_enum (OxMimeContext *c, const Row *row)
{
    gint64 value = ox_mime_integer (c, c->props, row->key, -1);
    guint n = g_strv_length ((char **) row->words);
    return value >= 0 && value < n && *row->words[value] != '\0' ? g_strdup (row->words[value])
                                                                 : NULL;
}

static char *
codec_true (OxMimeContext *c, const Row *row)
{
    return ox_mime_integer (c, c->props, row->key, 0) != 0 ? g_strdup ("true") : NULL;
}

static char *
codec_number (OxMimeContext *c, const Row *row)
{
    const OxValue *value = ox_props_lookup (c->props, row->key);
    gint64 integer;
    if (!ox_value_get_integer (value, &integer))
        return NULL;
    ox_mime_integer (c, c->props, row->key, 0);
    return g_strdup_printf ("%" G_GINT64_FORMAT, integer);
}

static char *
codec_priority (OxMimeContext *c, const Row *row)
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
codec_list (OxMimeContext *c, const Row *row)
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
codec_subject (OxMimeContext *c, const Row *row)
{
    const char *whole = skip_prefix_mark (ox_mime_text (c, c->props, OX_TAG_SUBJECT));
    if (whole != NULL && *whole != '\0')
        return g_strdup (whole);
    const char *prefix = ox_mime_text (c, c->props, OX_TAG_SUBJECT_PREFIX);
    const char *rest = ox_mime_text (c, c->props, OX_TAG_NORMALIZED_SUBJECT);
    return rest != NULL ? g_strconcat (prefix != NULL ? prefix : "", rest, NULL) : NULL;
}

/* "<left@right>" of text that holds one id, with or without its brackets. */
static char *
normal_id (const char *text)
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
codec_id (OxMimeContext *c, const Row *row)
{
    return normal_id (ox_mime_text (c, c->props, row->key));
}

static char *
codec_message_id (OxMimeContext *c, const Row *row)
{
    char *id = normal_id (ox_mime_text (c, c->props, row->key));
    const OxStoredHeader *stored = ox_transport_find (c->transport, "Message-ID");
    if (id == NULL && stored != NULL)
        id = normal_id (stored->raw);
    if (id != NULL)
        return id;
    ox_diag (c->diagnostics, OX_DIAG_MIME_MESSAGE_ID, OX_DIAG_NO_OFFSET,
             "a Message-ID was derived from the content");
    g_autofree char *digest = ox_message_digest (c->message);
    return g_strdup_printf ("<%s@oxcart.invalid>", digest);
}

static gboolean
stored_date (OxMimeContext *c, gint64 *unix_time, const char **raw)
{
    const OxStoredHeader *stored = ox_transport_find (c->transport, "Date");
    if (stored == NULL || strlen (stored->raw) > 100)
        return FALSE;
    g_autoptr (GDateTime) date = g_mime_utils_header_decode_date (stored->raw);
    if (date == NULL)
        return FALSE;
    *unix_time = g_date_time_to_unix (date);
    *raw = stored->raw;
    return TRUE;
}

/* RFC 5322 3.6 wants a date; where the message states none, one that it was
 * given on its way comes nearest. */
static char *
codec_date (OxMimeContext *c, const Row *row)
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

/* --- people ------------------------------------------------------------------------------- */

static char *
one_mailbox (const char *header, const OxMailbox *mailbox)
{
    g_autofree char *item = ox_mailbox_format (mailbox);
    GString *out = g_string_new (NULL);
    OxHeaderList list = ox_header_list_begin (out, header);
    ox_header_list_add (&list, item);
    ox_header_list_end (&list);
    return g_string_free (out, FALSE);
}

static gboolean
is_encapsulated (const OxMailbox *mailbox)
{
    return mailbox->address == NULL || g_str_has_prefix (mailbox->address, "IMCEA");
}

static char *
codec_from (OxMimeContext *c, const Row *row)
{
    g_auto (OxMailbox) mailbox = { NULL, NULL };
    gboolean found = ox_address_resolve (c, c->props, &ox_group_sent_representing, &mailbox);
    if (!found)
        found = ox_address_resolve (c, c->props, &ox_group_sender, &mailbox);
    /* What was received says who sent it, where the properties know no address. */
    if ((!found || is_encapsulated (&mailbox)) && ox_transport_find (c->transport, "From") != NULL)
        return NULL;
    if (found)
        return one_mailbox (row->header, &mailbox);
    /* A draft need not have a sender yet. */
    if ((ox_props_get_integer (c->props, OX_TAG_MESSAGE_FLAGS, 0) & FLAG_UNSENT) == 0)
        ox_diag (c->diagnostics, OX_DIAG_MIME_NO_SENDER, OX_DIAG_NO_OFFSET, "no sender is stored");
    mailbox.name = g_strdup ("Unknown sender");
    return one_mailbox (row->header, &mailbox);
}

static char *
codec_sender (OxMimeContext *c, const Row *row)
{
    g_auto (OxMailbox) from = { NULL, NULL };
    g_auto (OxMailbox) sender = { NULL, NULL };
    if (!ox_address_resolve (c, c->props, &ox_group_sent_representing, &from)
        || !ox_address_resolve (c, c->props, &ox_group_sender, &sender))
        return NULL;
    if (sender.address == NULL || from.address == NULL
        || g_ascii_strcasecmp (from.address, sender.address) == 0)
        return NULL;
    return one_mailbox (row->header, &sender);
}

static const char *const recipient_types[] = { "", "To", "Cc", "Bcc", NULL };

static char *
codec_recipients (OxMimeContext *c, const Row *row)
{
    GString *out = g_string_new (NULL);
    OxHeaderList list = ox_header_list_begin (out, row->header);
    for (guint i = 0; i < ox_message_get_n_recipients (c->message); i++) {
        OxProps *props = ox_recipient_get_props (ox_message_get_recipient (c->message, i));
        /* The high bits mark copies that are sent again, [MS-OXOMSG] 2.2.3.1. */
        gint64 type = ox_mime_integer (c, props, OX_TAG_RECIPIENT_TYPE, 1) & 0x0F;
        if (type < 1 || type > 3 || strcmp (recipient_types[type], row->header) != 0)
            continue;
        g_auto (OxMailbox) mailbox = { NULL, NULL };
        if (!ox_address_resolve (c, props, &ox_group_recipient, &mailbox))
            continue;
        g_autofree char *item = ox_mailbox_format (&mailbox);
        ox_header_list_add (&list, item);
    }
    if (list.n == 0)
        return g_string_free (out, TRUE);
    ox_header_list_end (&list);
    return g_string_free (out, FALSE);
}

/* PidTagReplyRecipientEntries is a FlatEntryList, [MS-OXCDATA] 2.3.3: each entry is padded to 4
 * bytes, though some writers forget it. */
static void
add_reply_entries (OxMimeContext *c, GBytes *bytes, OxHeaderList *list)
{
    OxSlice s = ox_slice_from_bytes (bytes);
    guint32 count = ox_slice_u32 (&s);
    ox_slice_skip (&s, 4);
    for (guint32 i = 0; i < count && ox_slice_ok (&s) && s.left >= 4; i++) {
        guint32 size = ox_slice_u32 (&s);
        OxSlice entry = ox_slice_take (&s, size);
        if (!ox_slice_ok (&entry))
            return;
        ox_slice_skip (&s, MIN ((4 - size % 4) % 4, s.left));
        g_autoptr (GBytes) id = g_bytes_new (ox_slice_data (&entry), entry.left);
        g_autoptr (OxEntryId) parsed = ox_entryid_parse (id, 1252);
        if (!ox_address_is_smtp (parsed->address))
            continue;
        OxMailbox mailbox = { parsed->display_name, parsed->address };
        g_autofree char *item = ox_mailbox_format (&mailbox);
        ox_header_list_add (list, item);
    }
}

static char *
codec_reply_to (OxMimeContext *c, const Row *row)
{
    GBytes *bytes = ox_mime_bytes (c, c->props, row->key);
    if (bytes == NULL)
        return NULL;
    GString *out = g_string_new (NULL);
    OxHeaderList list = ox_header_list_begin (out, row->header);
    add_reply_entries (c, bytes, &list);
    if (list.n == 0)
        return g_string_free (out, TRUE);
    ox_header_list_end (&list);
    return g_string_free (out, FALSE);
}

/* A receipt goes to who asked for it, 2.1.3.1.4. */
static char *
codec_receipt (OxMimeContext *c, const Row *row)
{
    g_auto (OxMailbox) mailbox = { NULL, NULL };
    if (ox_mime_integer (c, c->props, row->key, 0) == 0)
        return NULL;
    if (!ox_address_resolve (c, c->props, &ox_group_read_receipt, &mailbox)
        && !ox_address_resolve (c, c->props, &ox_group_sent_representing, &mailbox))
        return NULL;
    return mailbox.address != NULL ? one_mailbox (row->header, &mailbox) : NULL;
}

/* --- other fields ------------------------------------------------------------------------- */

static char *
codec_reply_by (OxMimeContext *c, const Row *row)
{
    const char *request = ox_mime_text (c, c->props, OX_LID_FLAG_REQUEST);
    return request != NULL && *request != '\0' ? codec_time (c, row) : NULL;
}

static char *
codec_suppress (OxMimeContext *c, const Row *row)
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
codec_class (OxMimeContext *c, const Row *row)
{
    const char *klass = ox_mime_text (c, c->props, row->key);
    return g_ascii_strcasecmp (ox_message_get_class (c->message), "IPM.Note") != 0
               ? g_strdup (klass)
               : NULL;
}

static char *
codec_unsent (OxMimeContext *c, const Row *row)
{
    gint64 flags = ox_mime_integer (c, c->props, row->key, 0);
    return (flags & FLAG_UNSENT) != 0 ? g_strdup ("1") : NULL;
}

static const char *const importance_words[] = { "Low", "Normal", "High", NULL };
static const char *const sensitivity_words[] = { "", "Personal", "Private", "Company-Confidential",
                                                 NULL };

/* The table, in the order in which fields stand where nothing else gives one. */
static const Row rows[] = {
    { "From", 0, codec_from, STYLE_LINES, NULL, "2.1.3.1.3", FALSE },
    { "Sender", 0, codec_sender, STYLE_LINES, NULL, "2.1.3.1.2", FALSE },
    { "Reply-To", OX_TAG_REPLY_RECIPIENT_ENTRIES, codec_reply_to, STYLE_LINES, NULL, "2.1.3.1.6", FALSE },
    { "To", 0, codec_recipients, STYLE_LINES, NULL, "2.1.3.1.1", FALSE },
    { "Cc", 0, codec_recipients, STYLE_LINES, NULL, "2.1.3.1.1", FALSE },
    { "Bcc", 0, codec_recipients, STYLE_LINES, NULL, "2.1.3.1.1", FALSE },
    { "Subject", 0, codec_subject, STYLE_TEXT, NULL, "2.1.3.2.9", FALSE },
    { "Date", OX_TAG_CLIENT_SUBMIT_TIME, codec_date, STYLE_WORDS, NULL, "2.1.3.2.8", FALSE },
    { "Message-ID", OX_TAG_INTERNET_MESSAGE_ID, codec_message_id, STYLE_WORDS, NULL, "2.1.3.2.11", FALSE },
    { "In-Reply-To", OX_TAG_IN_REPLY_TO_ID, codec_id, STYLE_WORDS, NULL, "2.1.3.2.13", FALSE },
    { "References", OX_TAG_INTERNET_REFERENCES, codec_text, STYLE_WORDS, NULL, "2.1.3.2.12", FALSE },
    { "Thread-Topic", OX_TAG_CONVERSATION_TOPIC, codec_text, STYLE_TEXT, NULL, "2.1.3.2.10", FALSE },
    /* Outlook makes another index when mail arrives: the one it was sent with is the thread's. */
    { "Thread-Index", OX_TAG_CONVERSATION_INDEX, codec_base64, STYLE_WORDS, NULL, "2.1.3.2.10",
      TRUE },
    { "Importance", OX_TAG_IMPORTANCE, codec_enum, STYLE_WORDS, importance_words, "2.1.3.2.6", FALSE },
    { "Priority", OX_TAG_PRIORITY, codec_priority, STYLE_WORDS, NULL, "[MS-OXCMSG] 2.2.1.12", FALSE },
    { "Sensitivity", OX_TAG_SENSITIVITY, codec_enum, STYLE_WORDS, sensitivity_words, "2.1.3.2.7", FALSE },
    { "Keywords", OX_NAME_KEYWORDS, codec_list, STYLE_TEXT, NULL, "2.1.3.2.17", FALSE },
    { "Expires", OX_TAG_EXPIRY_TIME, codec_time, STYLE_WORDS, NULL, "2.2.3.2.20", FALSE },
    { "X-Message-Flag", OX_LID_FLAG_REQUEST, codec_text, STYLE_TEXT, NULL, "2.1.3.2.14", FALSE },
    { "Reply-By", OX_TAG_REPLY_TIME, codec_reply_by, STYLE_WORDS, NULL, "2.1.3.2.15", FALSE },
    { "Disposition-Notification-To", OX_TAG_READ_RECEIPT_REQUESTED, codec_receipt, STYLE_LINES,
      NULL, "2.1.3.1.5", FALSE },
    { "Return-Receipt-To", OX_TAG_ORIGINATOR_DELIVERY_REPORT_REQUESTED, codec_receipt, STYLE_LINES,
      NULL, "2.1.3.1.4", FALSE },
    { "List-Help", OX_TAG_LIST_HELP, codec_text, STYLE_WORDS, NULL, "2.1.3.2.16", FALSE },
    { "List-Subscribe", OX_TAG_LIST_SUBSCRIBE, codec_text, STYLE_WORDS, NULL, "2.1.3.2.16", FALSE },
    { "List-Unsubscribe", OX_TAG_LIST_UNSUBSCRIBE, codec_text, STYLE_WORDS, NULL, "2.1.3.2.16", FALSE },
    { "X-Auto-Response-Suppress", OX_TAG_AUTO_RESPONSE_SUPPRESS, codec_suppress, STYLE_WORDS, NULL,
      "2.1.3.2.21", FALSE },
    { "X-MS-Exchange-Organization-AutoForwarded", OX_TAG_AUTO_FORWARDED, codec_true, STYLE_WORDS,
      NULL, "2.1.3.2.22", FALSE },
    { "X-MS-Exchange-Organization-SCL", OX_TAG_CONTENT_FILTER_SPAM_CONFIDENCE_LEVEL, codec_number,
      STYLE_WORDS, NULL, "2.1.3.2.25", FALSE },
    { "X-Oxcart-Message-Class", OX_TAG_MESSAGE_CLASS, codec_class, STYLE_TEXT, NULL, "ours", FALSE },
    { "X-Unsent", OX_TAG_MESSAGE_FLAGS, codec_unsent, STYLE_WORDS, NULL, "ours", FALSE },
};

/* --- putting them together ------------------------------------------------------------------ */

/* One field that properties give. */
typedef struct {
    const Row *row;
    char *value;
    gboolean done;
} Field;

static void
field_clear (gpointer data)
{
    g_free (((Field *) data)->value);
}

static void
write_field (Field *field, GString *out)
{
    field->done = TRUE;
    if (field->row->style == STYLE_TEXT)
        ox_header_text (out, field->row->header, field->value);
    else if (field->row->style == STYLE_WORDS)
        ox_header_words (out, field->row->header, field->value);
    else
        g_string_append (out, field->value);
}

static char *
squash (const char *text)
{
    GString *out = g_string_new (NULL);
    for (; *text != '\0'; text++)
        if (!g_ascii_isspace (*text))
            g_string_append_c (out, *text);
    return g_string_free (out, FALSE);
}

/* Whether a stored field says what the property says: then its bytes are kept. */
static gboolean
says_the_same (const Field *field, const OxStoredHeader *stored)
{
    if (strlen (stored->raw) > COMPARED_HEADER)
        return FALSE;
    if (field->row->style == STYLE_LINES)
        return ox_address_lists_equal (strchr (field->value, ':') + 1, stored->raw);
    g_autofree char *decoded = field->row->style == STYLE_TEXT
                                   ? g_mime_utils_header_decode_text (NULL, stored->raw)
                                   : g_strdup (stored->raw);
    g_autofree char *clean = ox_header_clean (field->value);
    g_autofree char *a = squash (decoded);
    g_autofree char *b = squash (clean);
    return strcmp (a, b) == 0;
}

/* What describes the entity as it was on the wire, which is not the one written
 * here; Bcc comes from the recipients alone. */
static gboolean
is_structural (const char *name)
{
    return g_ascii_strncasecmp (name, "Content-", 8) == 0
           || g_ascii_strcasecmp (name, "MIME-Version") == 0
           || g_ascii_strcasecmp (name, "Bcc") == 0;
}

/* Fields that stand once, RFC 5322 3.6; of a second one nothing is to be made. */
static gboolean
stands_once (const char *name)
{
    static const char *const once[] = { "From", "Sender", "Reply-To", "To", "Cc", "Subject", "Date",
                                        "Message-ID", "In-Reply-To", "References" };
    for (guint i = 0; i < G_N_ELEMENTS (once); i++)
        if (g_ascii_strcasecmp (name, once[i]) == 0)
            return TRUE;
    return FALSE;
}

static Field *
find_field (GArray *fields, const char *name)
{
    for (guint i = 0; i < fields->len; i++) {
        Field *field = &g_array_index (fields, Field, i);
        if (g_ascii_strcasecmp (field->row->header, name) == 0)
            return field;
    }
    return NULL;
}

static GArray *
collect_fields (OxMimeContext *c)
{
    GArray *fields = g_array_new (FALSE, FALSE, sizeof (Field));
    g_array_set_clear_func (fields, field_clear);
    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        Field field = { &rows[i], rows[i].codec (c, &rows[i]), FALSE };
        if (field.value != NULL && *field.value != '\0')
            g_array_append_val (fields, field);
        else
            g_free (field.value);
    }
    return fields;
}

/* A sender of whom only a name is stored: RFC 5322 3.4 has no way to write that but as a group. */
static gboolean
is_bare_name (const OxStoredHeader *stored)
{
    return (g_ascii_strcasecmp (stored->name, "From") == 0
            || g_ascii_strcasecmp (stored->name, "Sender") == 0)
           && strpbrk (stored->raw, "@:") == NULL && strlen (stored->raw) < COMPARED_HEADER;
}

static void
write_raw (OxMimeContext *c, const OxStoredHeader *stored, GString *out)
{
    if (!is_bare_name (stored)) {
        ox_header_stored (out, stored->name, stored->raw, c->diagnostics);
        return;
    }
    g_auto (OxMailbox) mailbox = { NULL, NULL };
    g_autofree char *decoded = g_mime_utils_header_decode_phrase (NULL, stored->raw);
    g_autofree char *unquoted = g_strdelimit (decoded, "\"", ' ');
    decoded = NULL;
    mailbox.name = g_strdup (g_strstrip (unquoted));
    g_autofree char *line = one_mailbox (stored->name, &mailbox);
    g_string_append (out, line);
}

/* The stored headers in their order, with what the properties say in its place. */
static void
write_stored (OxMimeContext *c, GArray *fields, GHashTable *seen, GString *out)
{
    for (guint i = 0; i < ox_transport_size (c->transport); i++) {
        const OxStoredHeader *stored = ox_transport_get (c->transport, i);
        if (is_structural (stored->name))
            continue;
        Field *field = find_field (fields, stored->name);
        char *lower = g_ascii_strdown (stored->name, -1);
        gboolean first = g_hash_table_add (seen, lower);
        if (!first && (field != NULL || stands_once (stored->name)))
            continue;
        gboolean same = field == NULL || says_the_same (field, stored);
        if (same || field->row->stored_wins) {
            if (field != NULL)
                field->done = TRUE;
            if (!same)
                ox_account_set (c->account, c->props, field->row->key, OX_FATE_LOST);
            write_raw (c, stored, out);
        } else {
            write_field (field, out);
        }
    }
}

static gboolean
may_be_named_header (const char *name)
{
    return ox_header_is_name (name, strlen (name)) && !is_structural (name)
           && g_ascii_strncasecmp (name, "X-Microsoft-Exchange-", 21) != 0;
}

/* String properties of PS_INTERNET_HEADERS are headers, 2.1.3.2.27. */
static void
write_named (OxMimeContext *c, GArray *fields, GHashTable *seen, GString *out)
{
    OxNames *names = ox_message_get_names (c->message);
    for (guint i = 0; i < ox_props_get_size (c->props); i++) {
        OxKey key;
        OxName name;
        const OxValue *value = ox_props_get_nth (c->props, i, &key);
        const char *text = ox_value_get_text (value, NULL);
        if (key < 0x10000 || text == NULL || !ox_names_get (names, key, &name)
            || name.kind != OX_NAME_KIND_STRING
            || g_strcmp0 (ox_property_set_name (&name.set), "PS_INTERNET_HEADERS") != 0
            || !may_be_named_header (name.string) || find_field (fields, name.string) != NULL)
            continue;
        ox_mime_text (c, c->props, key);
        if (g_hash_table_add (seen, g_ascii_strdown (name.string, -1)))
            ox_header_text (out, name.string, text);
    }
}

void
ox_fields_write (OxMimeContext *c, GString *out)
{
    g_autoptr (GArray) fields = collect_fields (c);
    g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    if (ox_options_get_headers (c->options) != OX_HEADERS_PROPERTIES) {
        ox_mime_text (c, c->props, OX_TAG_TRANSPORT_MESSAGE_HEADERS);
        write_stored (c, fields, seen, out);
    }
    gboolean only_stored = ox_options_get_headers (c->options) == OX_HEADERS_ORIGINAL
                           && ox_transport_size (c->transport) > 0;
    for (guint i = 0; i < fields->len; i++) {
        Field *field = &g_array_index (fields, Field, i);
        if (!field->done && (!only_stored || stands_once (field->row->header)))
            write_field (field, out);
    }
    if (!only_stored)
        write_named (c, fields, seen, out);
}
