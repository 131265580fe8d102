/* SPDX-License-Identifier: MIT
 *
 * The header of a mail as properties, [MS-OXCMAIL] 2.2.3.1 and 2.2.3.2. All of it stays in
 * PidTagTransportMessageHeaders too, so that what no property has is not lost.
 */
#include "base/builder.h"
#include "base/diag.h"
#include "convert/mime/address-read.h"
#include "convert/mime/header-read.h"
#include "convert/mime/header.h"
#include "convert/mime/reader-private.h"
#include "model/message-private.h"
#include "model/props-private.h"

#include <oxcart/filetime.h>
#include <string.h>

#define MOST_NAMED   100          /* fields that become named properties */
#define MOST_VALUE   (64u << 10)  /* of a field that is taken apart */
#define MOST_PREFIX  3            /* characters of "RE", "AW", "Fwd" */

/* PS_INTERNET_HEADERS, [MS-OXPROPS] 1.3.2. */
static const OxGuid internet_headers = { { 0x86, 0x03, 0x02, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46 } };

/* --- single values ------------------------------------------------------------------------------------------------ */

typedef struct Row Row;
typedef void (*Reader) (OxProps *props, const Row *row, const char *value);

struct Row {
    const char *header;
    OxKey key;
    Reader read;
    const char *const *words; /* of an enumeration, by number; ends with NULL */
};

static void
read_text (OxProps *props, const Row *row, const char *value)
{
    g_autofree char *text = ox_entity_decode (value);
    if (text != NULL)
        ox_props_set_text (props, row->key, text);
}

/* RFC 5322 3.3 and what is older; FALSE for what is no date or out of the range of FILETIME. */
static gboolean
parse_date (const char *value, guint64 *filetime)
{
    g_autofree char *flat = ox_header_clean (value);
    gint64 unix_time;
    gboolean is_date = flat != NULL && strlen (flat) < 200 && ox_header_read_date (flat, &unix_time);
    *filetime = is_date ? ox_filetime_from_unix (unix_time) : 0;
    return ox_filetime_is_set (*filetime);
}

static void
read_time (OxProps *props, const Row *row, const char *value)
{
    guint64 time;
    if (parse_date (value, &time))
        ox_props_set_integer (props, row->key, OX_TYPE_TIME, (gint64) time);
}

static void
read_word (OxProps *props, const Row *row, const char *value)
{
    for (guint i = 0; row->words[i] != NULL; i++)
        if (g_ascii_strcasecmp (value, row->words[i]) == 0)
            ox_props_set_integer (props, row->key, OX_TYPE_INTEGER32, i);
}

/* "1 (Highest)": the digit counts; only where Importance does not say, 2.2.3.2.6. */
static void
read_x_priority (OxProps *props, const Row *row, const char *value)
{
    if (*value >= '1' && *value <= '5' && ox_props_lookup (props, row->key) == NULL)
        ox_props_set_integer (props, row->key, OX_TYPE_INTEGER32, *value < '3' ? 2 : *value > '3' ? 0 : 1);
}

static void
read_priority (OxProps *props, const Row *row, const char *value)
{
    static const char *const words[] = { "non-urgent", "normal", "urgent" };
    for (gint i = 0; i < 3; i++)
        if (g_ascii_strcasecmp (value, words[i]) == 0)
            ox_props_set_integer (props, row->key, OX_TYPE_INTEGER32, i - 1);
}

static void
read_number (OxProps *props, const Row *row, const char *value)
{
    gint64 number;
    if (g_ascii_string_to_signed (value, 10, G_MININT32, G_MAXINT32, &number, NULL))
        ox_props_set_integer (props, row->key, OX_TYPE_INTEGER32, number);
}

/* 22 bytes and 5 more for each answer, [MS-OXOMSG] 2.2.1.3. */
static void
read_index (OxProps *props, const Row *row, const char *value)
{
    gsize n = 0;
    g_autofree guchar *data = strlen (value) <= MOST_VALUE ? g_base64_decode (value, &n) : NULL;
    if (n < 22 || (n - 22) % 5 != 0 || data[0] != 1)
        return;
    g_autoptr (GBytes) bytes = g_bytes_new (data, n);
    ox_props_set_bytes (props, row->key, bytes);
}

static void
read_list (OxProps *props, const Row *row, const char *value)
{
    g_autofree char *text = ox_entity_decode (value);
    g_auto (GStrv) words = g_strsplit (text != NULL ? text : "", ",", MOST_NAMED);
    guint n = 0, most = g_strv_length (words);
    OxValue *items = g_new0 (OxValue, MAX (most, 1));
    for (guint i = 0; i < most; i++) {
        g_strstrip (words[i]);
        if (*words[i] != '\0')
            items[n++] = ox_value_text (OX_TYPE_STRING, g_strdup (words[i]), strlen (words[i]));
    }
    if (n == 0) {
        g_free (items);
        return;
    }
    ox_props_add (props, row->key, ox_value_multiple (OX_TYPE_STRING | OX_TYPE_MULTIPLE, items, n));
    ox_props_seal (props, NULL);
}

/* An address asks for a receipt; whose it is stays in the header. */
static void
read_receipt (OxProps *props, const Row *row, const char *value)
{
    if (*value != '\0')
        ox_props_set_integer (props, row->key, OX_TYPE_BOOLEAN, TRUE);
}

static const char *const importance_words[] = { "low", "normal", "high", NULL };
static const char *const sensitivity_words[] = { "normal", "personal", "private", "company-confidential", NULL };

static const Row rows[] = {
    { "Message-ID", OX_TAG_INTERNET_MESSAGE_ID, read_text, NULL },
    { "In-Reply-To", OX_TAG_IN_REPLY_TO_ID, read_text, NULL },
    { "References", OX_TAG_INTERNET_REFERENCES, read_text, NULL },
    { "Date", OX_TAG_CLIENT_SUBMIT_TIME, read_time, NULL },
    { "Thread-Index", OX_TAG_CONVERSATION_INDEX, read_index, NULL },
    { "Importance", OX_TAG_IMPORTANCE, read_word, importance_words },
    { "X-MSMail-Priority", OX_TAG_IMPORTANCE, read_word, importance_words },
    { "X-Priority", OX_TAG_IMPORTANCE, read_x_priority, NULL },
    { "Priority", OX_TAG_PRIORITY, read_priority, NULL },
    { "Sensitivity", OX_TAG_SENSITIVITY, read_word, sensitivity_words },
    { "Keywords", OX_NAME_KEYWORDS, read_list, NULL },
    { "Expires", OX_TAG_EXPIRY_TIME, read_time, NULL },
    { "Expiry-Date", OX_TAG_EXPIRY_TIME, read_time, NULL },
    { "X-Message-Flag", OX_LID_FLAG_REQUEST, read_text, NULL },
    { "Reply-By", OX_TAG_REPLY_TIME, read_time, NULL },
    { "Disposition-Notification-To", OX_TAG_READ_RECEIPT_REQUESTED, read_receipt, NULL },
    { "Return-Receipt-To", OX_TAG_ORIGINATOR_DELIVERY_REPORT_REQUESTED, read_receipt, NULL },
    { "List-Help", OX_TAG_LIST_HELP, read_text, NULL },
    { "List-Subscribe", OX_TAG_LIST_SUBSCRIBE, read_text, NULL },
    { "List-Unsubscribe", OX_TAG_LIST_UNSUBSCRIBE, read_text, NULL },
    { "Accept-Language", OX_NAME_ACCEPT_LANGUAGE, read_text, NULL },
    { "Content-Class", OX_NAME_CONTENT_CLASS, read_text, NULL },
    { "X-MS-Exchange-Organization-SCL", OX_TAG_CONTENT_FILTER_SPAM_CONFIDENCE_LEVEL, read_number, NULL },
    { "X-MS-Exchange-Organization-PRD", OX_TAG_PURPORTED_SENDER_DOMAIN, read_text, NULL },
    { "X-Payload-Class", OX_TAG_ATTACH_PAYLOAD_CLASS, read_text, NULL },
};

static gboolean
has_row (const char *name)
{
    for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
        if (g_ascii_strcasecmp (rows[i].header, name) == 0)
            return TRUE;
    return FALSE;
}

/* Of a field that stands twice the first one counts; so do the rows above others of the same property. */
static void
read_rows (const OxEntity *top, OxProps *props)
{
    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        const OxStoredHeader *stored = ox_transport_find (top->header, rows[i].header);
        if (stored == NULL || ox_props_lookup (props, rows[i].key) != NULL)
            continue;
        g_autofree char *value = ox_header_clean (stored->raw);
        if (value != NULL)
            rows[i].read (props, &rows[i], g_strstrip (value));
    }
}

/* Fields that senders add, 2.2.3.2.28: named, as Outlook does, by their name in lower case. */
static void
read_named (const OxEntity *top, OxMessage *message)
{
    OxNames *names = ox_message_get_names (message);
    OxProps *props = ox_message_get_props (message);
    guint n = 0;
    for (guint i = 0; i < ox_transport_size (top->header) && n < MOST_NAMED; i++) {
        const OxStoredHeader *stored = ox_transport_get (top->header, i);
        if (g_ascii_strncasecmp (stored->name, "X-", 2) != 0 || g_ascii_strncasecmp (stored->name, "X-MS-Exchange-", 14) == 0
            || has_row (stored->name))
            continue;
        g_autofree char *lower = g_ascii_strdown (stored->name, -1);
        g_autofree char *text = ox_entity_decode (stored->raw);
        const OxName name = { .set = internet_headers, .kind = OX_NAME_KIND_STRING, .string = lower };
        OxKey key = ox_names_intern (names, &name);
        if (text == NULL || ox_props_lookup (props, key) != NULL)
            continue;
        ox_props_set_text (props, key, text);
        n++;
    }
}

/* --- subject ------------------------------------------------------------------------------------------------------ */

/* Up to three characters and a colon, of which none is a digit, 2.2.3.2.9: how many bytes with the blanks behind. */
static gsize
prefix_length (const char *subject)
{
    const char *p = subject;
    for (guint i = 0; i < MOST_PREFIX && *p != '\0' && *p != ':' && *p != ' ' && !g_ascii_isdigit (*p); i++)
        p = g_utf8_next_char (p);
    if (p == subject || *p != ':')
        return 0;
    gsize n = (gsize) (p - subject) + 1;
    return n + strspn (subject + n, " ");
}

static void
read_subject (const OxEntity *top, OxProps *props)
{
    g_autofree char *subject = ox_entity_text (top, "Subject");
    g_autofree char *topic = ox_entity_text (top, "Thread-Topic");
    if (subject != NULL) {
        gsize n = prefix_length (subject);
        g_autofree char *prefix = g_strndup (subject, n);
        ox_props_set_text (props, OX_TAG_SUBJECT, subject);
        ox_props_set_text (props, OX_TAG_NORMALIZED_SUBJECT, subject + n);
        if (n > 0)
            ox_props_set_text (props, OX_TAG_SUBJECT_PREFIX, prefix);
        if (topic == NULL)
            topic = g_strdup (subject + n);
    }
    if (topic != NULL)
        ox_props_set_text (props, OX_TAG_CONVERSATION_TOPIC, topic);
}

/* When the last server had it: the first of the Received fields, behind its last semicolon. */
static void
read_delivery_time (const OxEntity *top, OxProps *props)
{
    const OxStoredHeader *received = ox_transport_find (top->header, "Received");
    const char *semicolon = received != NULL ? strrchr (received->raw, ';') : NULL;
    guint64 time;
    if ((semicolon != NULL && parse_date (semicolon + 1, &time))
        || ox_props_get_time (props, OX_TAG_CLIENT_SUBMIT_TIME, &time))
        ox_props_set_integer (props, OX_TAG_MESSAGE_DELIVERY_TIME, OX_TYPE_TIME, (gint64) time);
}

/* --- people ------------------------------------------------------------------------------------------------------- */

/* Name and address; where there is no address the name is all. */
static void
set_person (OxProps *props, const OxAddressGroup *group, const OxMailbox *person)
{
    const char *name = person->name != NULL && *person->name != '\0' ? person->name : person->address;
    if (name != NULL)
        ox_props_set_text (props, group->name, name);
    if (person->address == NULL)
        return;
    g_autoptr (GBytes) entryid = ox_entryid_build_one_off (name, "SMTP", person->address);
    g_autofree char *upper = g_utf8_strup (person->address, -1);
    g_autofree char *key = g_strconcat ("SMTP:", upper, NULL);
    g_autoptr (GBytes) search_key = g_bytes_new (key, strlen (key) + 1);
    ox_props_set_text (props, group->type, "SMTP");
    ox_props_set_text (props, group->address, person->address);
    ox_props_set_text (props, group->smtp, person->address);
    ox_props_set_bytes (props, group->entryid, entryid);
    ox_props_set_bytes (props, group->search_key, search_key);
}

typedef struct {
    OxMessage *message;
    OxDiagnostics *d;
    gint64 type; /* PidTagRecipientType */
    guint most;
    GString *names; /* for PidTagDisplayTo and the like */
} Recipients;

static void
take_recipient (gpointer self, const OxMailbox *person)
{
    Recipients *r = self;
    guint n = ox_message_get_n_recipients (r->message);
    if (n >= r->most) {
        if (n == r->most)
            ox_diag (r->d, OX_DIAG_EML_LIMIT, OX_DIAG_NO_OFFSET, "more than %u recipients", n);
        return;
    }
    g_autoptr (OxProps) props = ox_props_new ();
    set_person (props, &ox_group_recipient, person);
    ox_props_set_integer (props, OX_TAG_RECIPIENT_TYPE, OX_TYPE_INTEGER32, r->type);
    ox_props_set_integer (props, OX_TAG_ROWID, OX_TYPE_INTEGER32, n);
    g_string_append_printf (r->names, "%s%s", r->names->len > 0 ? "; " : "",
                            person->name != NULL ? person->name : person->address);
    ox_message_take_recipient (r->message, ox_recipient_new (props));
}

/* All fields of a name: lists of recipients that stand twice are one, 2.2.1. */
static void
read_recipients (OxEml *eml, OxMessage *message, const char *header, gint64 type, OxKey display)
{
    const OxEntity *top = ox_entities_get (eml->entities, 0);
    g_autoptr (GString) names = g_string_new (NULL);
    Recipients r = { message, eml->diagnostics, type, ox_options_get_limits (eml->options)->recipients, names };
    for (guint i = 0; i < ox_transport_size (top->header); i++) {
        const OxStoredHeader *stored = ox_transport_get (top->header, i);
        if (g_ascii_strcasecmp (stored->name, header) == 0)
            ox_address_list_each (stored->raw, take_recipient, &r);
    }
    if (names->len > 0)
        ox_props_set_text (ox_message_get_props (message), display, names->str);
}

static void
take_first (gpointer self, const OxMailbox *person)
{
    OxMailbox *first = self;
    if (first->name != NULL || first->address != NULL)
        return;
    *first = (OxMailbox){ .name = g_strdup (person->name), .address = g_strdup (person->address) };
}

static gboolean
first_person (const OxEntity *top, const char *header, OxMailbox *person)
{
    const OxStoredHeader *stored = ox_transport_find (top->header, header);
    if (stored != NULL)
        ox_address_list_each (stored->raw, take_first, person);
    return person->name != NULL || person->address != NULL;
}

/* Who is missing is the other one, 2.2.3.1.2; Return-Path is the last resort. */
static void
read_senders (const OxEntity *top, OxProps *props)
{
    g_auto (OxMailbox) from = { 0 };
    g_auto (OxMailbox) sender = { 0 };
    gboolean has_from = first_person (top, "From", &from);
    gboolean has_sender = first_person (top, "Sender", &sender);
    if (!has_from && !has_sender)
        has_from = first_person (top, "Return-Path", &from);
    if (has_from || has_sender) {
        set_person (props, &ox_group_sent_representing, has_from ? &from : &sender);
        set_person (props, &ox_group_sender, has_sender ? &sender : &from);
    }
}

/* --- where answers go, 2.2.3.1.6 ----------------------------------------------------------------------------------------- */

typedef struct {
    OxBuilder entries; /* FlatEntry of each, [MS-OXCDATA] 2.3.3 */
    GString *names;
    guint32 n;
} Replies;

static void
take_reply (gpointer self, const OxMailbox *person)
{
    Replies *r = self;
    const char *name = person->name != NULL ? person->name : person->address;
    if (person->address == NULL)
        return;
    g_autoptr (GBytes) entryid = ox_entryid_build_one_off (name, "SMTP", person->address);
    gsize size = g_bytes_get_size (entryid);
    ox_builder_u32 (&r->entries, (guint32) size);
    ox_builder_bytes (&r->entries, g_bytes_get_data (entryid, NULL), size);
    ox_builder_zeros (&r->entries, (4 - size % 4) % 4);
    g_string_append_printf (r->names, "%s%s", r->n > 0 ? "; " : "", name);
    r->n++;
}

static void
read_replies (const OxEntity *top, OxProps *props)
{
    const OxStoredHeader *stored = ox_transport_find (top->header, "Reply-To");
    g_autoptr (GString) names = g_string_new (NULL);
    Replies r = { .names = names };
    if (stored == NULL)
        return;
    ox_builder_init (&r.entries);
    ox_address_list_each (stored->raw, take_reply, &r);
    g_autoptr (GBytes) entries = ox_builder_finish (&r.entries);
    g_auto (OxBuilder) list = { NULL };
    ox_builder_init (&list);
    ox_builder_u32 (&list, r.n);
    ox_builder_u32 (&list, (guint32) g_bytes_get_size (entries));
    ox_builder_bytes (&list, g_bytes_get_data (entries, NULL), g_bytes_get_size (entries));
    g_autoptr (GBytes) whole = ox_builder_finish (&list);
    ox_builder_clear (&r.entries);
    if (r.n == 0)
        return;
    ox_props_set_bytes (props, OX_TAG_REPLY_RECIPIENT_ENTRIES, whole);
    ox_props_set_text (props, OX_TAG_REPLY_RECIPIENT_NAMES, names->str);
}

/* --- all together --------------------------------------------------------------------------------------------------- */

void
ox_eml_read_fields (OxEml *eml, OxMessage *message)
{
    const OxEntity *top = ox_entities_get (eml->entities, 0);
    OxProps *props = ox_message_get_props (message);
    g_autofree char *unsent = ox_entity_token (top, "X-Unsent");
    ox_props_set_text (props, OX_TAG_MESSAGE_CLASS, "IPM.Note");
    if (*top->block != '\0')
        ox_props_set_text (props, OX_TAG_TRANSPORT_MESSAGE_HEADERS, top->block);
    read_rows (top, props);
    read_subject (top, props);
    read_delivery_time (top, props);
    read_senders (top, props);
    read_replies (top, props);
    read_recipients (eml, message, "To", 1, OX_TAG_DISPLAY_TO);
    read_recipients (eml, message, "Cc", 2, OX_TAG_DISPLAY_CC);
    read_recipients (eml, message, "Bcc", 3, OX_TAG_DISPLAY_BCC);
    read_named (top, message);
    ox_props_set_integer (props, OX_TAG_MESSAGE_FLAGS, OX_TYPE_INTEGER32, g_strcmp0 (unsent, "1") == 0 ? OX_MESSAGE_UNSENT : OX_MESSAGE_READ);
}
