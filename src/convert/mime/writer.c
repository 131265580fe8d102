/* SPDX-License-Identifier: MIT
 *
 * A message as MIME: its skeleton of parts, [MS-OXCMAIL] 2.1.3.4, written as it
 * is walked. Attachments stream through; nothing but bodies is held in memory.
 */
#include <oxcart/mime.h>

#include "base/diag.h"
#include "base/slice.h"
#include "convert/ical/part.h"
#include "convert/mime/address.h"
#include "convert/mime/encode.h"
#include "convert/mime/fields.h"
#include "convert/mime/header.h"
#include "convert/mime/mac.h"
#include "convert/mime/part.h"
#include "convert/mime/report.h"
#include "convert/mime/rows.h"
#include "convert/mime/smime.h"
#include "model/account-private.h"
#include "model/message-private.h"

#include <oxcart/error.h>
#include <string.h>

#define MOST_SKELETON (256u << 10) /* bytes that are searched for a header */

/* One run of the writer over a message and all that is embedded in it. */
typedef struct {
    OxSink *sink;
    OxOptions *options;
    OxDiagnostics *diagnostics;
    OxAccount *account;
} Run;

/* One message within the run. */
typedef struct {
    Run *run;
    OxMimeContext c;
    OxBodies bodies;
    GPtrArray *parts; /* OxPart */
    GBytes *calendar; /* what the mail says as an iCalendar object; NULL */
    const char *calendar_method;
    char *digest;
    guint n_boundaries;
} Message;

static void write_message (Run *run, OxMessage *message, const char *place);

static void
put (Run *run, const char *text)
{
    ox_sink_puts (run->sink, text);
}

/* --- boundaries ------------------------------------------------------------------------------ */

/* "=_" stands in no base64 and in no quoted-printable; 7bit text that has it is
 * not sent as 7bit. So only the digest and the number keep nested ones apart. */
static char *
next_boundary (Message *m)
{
    return g_strdup_printf ("=_oxcart_%u_%.24s_%u", ox_message_get_depth (m->c.message), m->digest,
                            m->n_boundaries++);
}

/* The header of a multipart entity, and the way into its first part. */
static void
open_multipart (Message *m, const char *subtype, const char *parameter, const char *boundary)
{
    g_autofree char *head = g_strdup_printf ("Content-Type: multipart/%s%s;\r\n boundary=\"%s\"\r\n"
                                             "\r\n--%s\r\n",
                                             subtype, parameter, boundary, boundary);
    put (m->run, head);
}

static void
next_part (Message *m, const char *boundary)
{
    put (m->run, "\r\n--");
    put (m->run, boundary);
    put (m->run, "\r\n");
}

static void
close_multipart (Message *m, const char *boundary)
{
    put (m->run, "\r\n--");
    put (m->run, boundary);
    put (m->run, "--\r\n");
}

/* --- bodies ------------------------------------------------------------------------------------ */

static void
write_text_part (Message *m, const char *type, const char *charset, const char *fields,
                 const guint8 *text, gsize n)
{
    OxCte cte = ox_cte_for_text (text, n);
    g_autofree char *head = g_strdup_printf ("Content-Type: %s; charset=%s\r\n"
                                             "Content-Transfer-Encoding: %s\r\n%s\r\n",
                                             type, charset, ox_cte_name (cte), fields);
    put (m->run, head);
    ox_encode_text (m->run->sink, cte, text, n);
}

static void
write_plain (Message *m)
{
    const char *text = m->bodies.plain != NULL ? m->bodies.plain : "";
    const OxSlice s = ox_slice ((const guint8 *) text, m->bodies.plain_length, 0);
    write_text_part (m, "text/plain", ox_slice_is_ascii (&s) ? "us-ascii" : "utf-8", "", ox_slice_data (&s), s.left);
}

static void
write_html (Message *m)
{
    gsize n = 0;
    const guint8 *html = g_bytes_get_data (m->bodies.html, &n);
    g_autoptr (GString) fields = g_string_new (NULL);
    const char *id = ox_mime_text (&m->c, m->c.props, OX_TAG_BODY_CONTENT_ID);
    const char *location = ox_mime_text (&m->c, m->c.props, OX_TAG_BODY_CONTENT_LOCATION);
    g_autofree char *normal = ox_field_normal_id (id);
    /* Other parts may refer to the body as well, 2.1.3.2.4 and 2.1.3.2.5. */
    if (normal != NULL)
        ox_header_words (fields, "Content-ID", normal);
    if (location != NULL)
        ox_header_words (fields, "Content-Location", location);
    write_text_part (m, "text/html", m->bodies.html_charset, fields->str, html, n);
}

static void
write_calendar (Message *m)
{
    gsize n = 0;
    const guint8 *text = g_bytes_get_data (m->calendar, &n);
    g_autofree char *charset = m->calendar_method != NULL
                                   ? g_strdup_printf ("utf-8; method=%s", m->calendar_method)
                                   : g_strdup ("utf-8");
    write_text_part (m, "text/calendar", charset, "", text, n);
}

/* Whether the text has forms to choose from, [MS-OXCMAIL] 2.1.3.3. */
static gboolean
is_alternative (const Message *m)
{
    return m->calendar != NULL || (m->bodies.html != NULL && m->bodies.plain != NULL);
}

static void
write_bodies (Message *m)
{
    if (!is_alternative (m)) {
        if (m->bodies.html != NULL)
            write_html (m);
        else
            write_plain (m);
        return;
    }
    g_autofree char *boundary = next_boundary (m);
    open_multipart (m, "alternative", "", boundary);
    write_plain (m);
    if (m->bodies.html != NULL) {
        next_part (m, boundary);
        write_html (m);
    }
    if (m->calendar != NULL) {
        next_part (m, boundary);
        write_calendar (m);
    }
    close_multipart (m, boundary);
}

/* --- attachments --------------------------------------------------------------------------------- */

static void
lost_content (Message *m, const OxPart *part, const char *why)
{
    ox_diag (m->run->diagnostics, OX_DIAG_MIME_ATTACHMENT, OX_DIAG_NO_OFFSET, "attachment %u: %s",
             part->index, why);
}

static void
write_content (Message *m, const OxPart *part, OxStream *stream)
{
    g_autoptr (GError) error = NULL;
    gint64 got = ox_encode_base64 (m->run->sink, stream, &error);
    if (error != NULL)
        lost_content (m, part, error->message);
    else if ((guint64) got < ox_stream_get_size (stream) && ox_sink_is_ok (m->run->sink))
        lost_content (m, part, "its content ends before its size");
}

/* The two halves of a Macintosh file: what only such computers know, and the file for all others. */
static void
write_mac_file (Message *m, OxPart *part, const OxMacFile *mac)
{
    g_autoptr (GString) head = g_string_new ("Content-Type: application/applefile");
    g_autofree char *boundary = next_boundary (m);
    open_multipart (m, "appledouble", "", boundary);
    ox_header_parameter (head, "name", part->name);
    g_string_append (head, "\r\nContent-Transfer-Encoding: base64\r\n\r\n");
    put (m->run, head->str);
    write_content (m, part, mac->header);
    next_part (m, boundary);
    ox_part_set_type (part, mac->type);
    ox_part_account (&m->c, part);
    g_string_truncate (head, 0);
    ox_part_write_header (&m->c, part, ox_stream_get_size (mac->data), head);
    g_string_append (head, "\r\n");
    put (m->run, head->str);
    write_content (m, part, mac->data);
    close_multipart (m, boundary);
}

static void
write_file_part (Message *m, OxPart *part)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (OxStream) stream = ox_part_open (&m->c, part, &error);
    g_autoptr (GString) head = g_string_new (NULL);
    g_auto (OxMacFile) mac = { 0 };
    if (stream != NULL && ox_mac_open (&m->c, part, stream, &mac)) {
        write_mac_file (m, part, &mac);
        return;
    }
    ox_part_account (&m->c, part);
    ox_part_write_header (&m->c, part, stream != NULL ? ox_stream_get_size (stream) : 0, head);
    g_string_append (head, "\r\n");
    put (m->run, head->str);
    if (stream == NULL)
        lost_content (m, part, error->message);
    else
        write_content (m, part, stream);
}

/* The embedded message as it would be on its own; what cannot be opened leaves
 * an empty message that says so. */
static void
write_message_part (Message *m, OxPart *part)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (OxMessage) inner = ox_attachment_open_message (part->attachment, &error);
    g_autoptr (GString) head = g_string_new ("Content-Type: message/rfc822\r\n"
                                             "Content-Disposition: attachment");
    g_autofree char *file = g_str_has_suffix (part->name, ".eml")
                                ? g_strdup (part->name)
                                : g_strconcat (part->name, ".eml", NULL);
    ox_header_parameter (head, "filename", file);
    g_string_append (head, "\r\n");
    if (part->content_id != NULL)
        g_string_append_printf (head, "Content-ID: <%s>\r\n", part->content_id);
    g_string_append (head, "\r\n");
    put (m->run, head->str);
    ox_part_account (&m->c, part);
    if (inner == NULL) {
        lost_content (m, part, error->message);
        put (m->run, "Subject: (message could not be read)\r\n\r\n");
        return;
    }
    g_autofree char *place = g_strdup_printf ("%s%sattachment %u/message", m->c.place,
                                              *m->c.place != '\0' ? "/" : "", part->index);
    write_message (m->run, inner, place);
}

static void
write_part (Message *m, OxPart *part)
{
    ox_diag_push (m->run->diagnostics, "attachment %u", part->index);
    if (ox_attachment_get_kind (part->attachment) == OX_ATTACHMENT_MESSAGE)
        write_message_part (m, part);
    else
        write_file_part (m, part);
    ox_diag_pop (m->run->diagnostics);
}

static void
write_picture (Message *m, const OxBodyPicture *picture)
{
    g_autoptr (OxStream) stream = ox_stream_new_bytes (picture->bytes);
    g_autofree char *head = g_strdup_printf ("Content-Type: %s; name=\"%s\"\r\n"
                                             "Content-Transfer-Encoding: base64\r\n"
                                             "Content-Disposition: inline; filename=\"%s\"\r\n"
                                             "Content-ID: <%s>\r\n\r\n",
                                             picture->type, picture->name, picture->name,
                                             picture->content_id);
    put (m->run, head);
    ox_encode_base64 (m->run->sink, stream, NULL);
}

static guint
count_parts (Message *m, gboolean is_inline)
{
    guint n = 0;
    for (guint i = 0; i < m->parts->len; i++)
        n += ((OxPart *) m->parts->pdata[i])->is_inline == is_inline;
    return n;
}

static void
write_parts (Message *m, gboolean is_inline, const char *boundary)
{
    for (guint i = 0; i < m->parts->len && ox_sink_is_ok (m->run->sink); i++) {
        OxPart *part = m->parts->pdata[i];
        if (part->is_inline != is_inline)
            continue;
        next_part (m, boundary);
        write_part (m, part);
    }
}

/* --- the skeleton ----------------------------------------------------------------------------------- */

static void
write_related (Message *m)
{
    if (count_parts (m, TRUE) + m->bodies.pictures->len == 0) {
        write_bodies (m);
        return;
    }
    g_autofree char *boundary = next_boundary (m);
    open_multipart (m, "related",
                    is_alternative (m) ? ";\r\n type=\"multipart/alternative\""
                                            : ";\r\n type=\"text/html\"",
                    boundary);
    write_bodies (m);
    write_parts (m, TRUE, boundary);
    for (guint i = 0; i < m->bodies.pictures->len; i++) {
        next_part (m, boundary);
        write_picture (m, m->bodies.pictures->pdata[i]);
    }
    close_multipart (m, boundary);
}

static void
write_mixed (Message *m)
{
    ox_mime_apply_marks (&m->c, m->bodies.marks);
    if (count_parts (m, FALSE) == 0) {
        write_related (m);
        return;
    }
    g_autofree char *boundary = next_boundary (m);
    open_multipart (m, "mixed", "", boundary);
    write_related (m);
    write_parts (m, FALSE, boundary);
    close_multipart (m, boundary);
}

/* --- reports, 2.1.3.5 ------------------------------------------------------------------------------- */

/* The message that the report is about: the first that is attached. */
static OxPart *
find_original (Message *m)
{
    for (guint i = 0; i < m->parts->len; i++) {
        OxPart *part = m->parts->pdata[i];
        if (ox_attachment_get_kind (part->attachment) == OX_ATTACHMENT_MESSAGE)
            return part;
    }
    return NULL;
}

static void
write_report_parts (Message *m, OxReportKind kind, OxPart *original)
{
    g_autofree char *boundary = next_boundary (m);
    g_autofree char *fields = ox_report_fields (&m->c, kind);
    open_multipart (m, "report", ox_report_type (kind), boundary);
    write_related (m);
    next_part (m, boundary);
    put (m->run, "Content-Type: ");
    put (m->run, ox_report_part_type (kind));
    put (m->run, "\r\n\r\n");
    put (m->run, fields);
    if (original != NULL) {
        next_part (m, boundary);
        write_part (m, original);
    }
    close_multipart (m, boundary);
}

/* A report is three parts, RFC 6522 3; what else is attached stands beside it. */
static gboolean
write_report (Message *m)
{
    OxReportKind kind = ox_report_kind (m->c.message);
    if (kind == OX_REPORT_NONE)
        return FALSE;
    OxPart *original = find_original (m);
    guint n_others = count_parts (m, FALSE) - (original != NULL);
    ox_mime_apply_marks (&m->c, m->bodies.marks);
    if (n_others == 0) {
        write_report_parts (m, kind, original);
        return TRUE;
    }
    g_autofree char *boundary = next_boundary (m);
    open_multipart (m, "mixed", "", boundary);
    write_report_parts (m, kind, original);
    for (guint i = 0; i < m->parts->len; i++) {
        OxPart *part = m->parts->pdata[i];
        if (part == original || part->is_inline)
            continue;
        next_part (m, boundary);
        write_part (m, part);
    }
    close_multipart (m, boundary);
    return TRUE;
}

/* --- messages ------------------------------------------------------------------------------------------ */

/* Its bodies are a notice that says so, [MS-OXORMMS] 2.2.1. */
static void
report_rights (Message *m)
{
    const char *content = ox_props_get_text (m->c.props, OX_NAME_CONTENT_CLASS);
    if (content != NULL && g_ascii_strcasecmp (content, "rpmsg.message") == 0)
        ox_diag (m->run->diagnostics, OX_DIAG_MIME_PROTECTED, OX_DIAG_NO_OFFSET, "rights-managed");
}

/* What came as a calendar is attached as it came. */
static gboolean
has_calendar (const Message *m)
{
    for (guint i = 0; i < m->parts->len; i++)
        if (g_ascii_strncasecmp (((OxPart *) m->parts->pdata[i])->type, "text/calendar", 13) == 0)
            return TRUE;
    return FALSE;
}

/* The header that the message came with: of a received one as it was, of one that a program handed to its
 * store as MIME that of the skeleton, 2.1.3.5.1. */
static OxTransport *
read_stored_header (OxMimeContext *c)
{
    if (ox_options_get_headers (c->options) == OX_HEADERS_PROPERTIES)
        return ox_transport_parse (NULL);
    const char *block = ox_props_get_text (c->props, OX_TAG_TRANSPORT_MESSAGE_HEADERS);
    if (block != NULL)
        return ox_transport_parse (block);
    g_autoptr (OxStream) stream = ox_props_open (c->props, OX_TAG_MIME_SKELETON);
    g_autoptr (GBytes) bytes = stream != NULL ? ox_stream_read_bytes (stream, 0, MOST_SKELETON, NULL) : NULL;
    if (bytes == NULL)
        return ox_transport_parse (NULL);
    gsize n = 0;
    const char *data = g_bytes_get_data (bytes, &n);
    g_autofree char *text = g_utf8_make_valid (data != NULL ? data : "", (gssize) n);
    ox_mime_mark (c, c->props, OX_TAG_MIME_SKELETON, OX_FATE_MAPPED);
    return ox_transport_parse_skeleton (text);
}

static void
message_init (Message *m, Run *run, OxMessage *message, const char *place)
{
    *m = (Message){ .run = run, .digest = ox_message_digest (message) };
    m->c = (OxMimeContext){ .message = message,
                            .props = ox_message_get_props (message),
                            .options = run->options,
                            .diagnostics = run->diagnostics,
                            .account = run->account,
                            .place = place };
    m->c.transport = read_stored_header (&m->c);
    ox_account_enter_message (run->account, message, place);
    ox_account_set (run->account, m->c.props, ox_message_get_codepage_key (message), OX_FATE_MAPPED);
    report_rights (m);
    ox_bodies_read (&m->c, &m->bodies);
    m->parts = g_ptr_array_new_with_free_func ((GDestroyNotify) ox_part_free);
    for (guint i = 0; i < ox_message_get_n_attachments (message); i++) {
        OxAttachment *attachment = ox_message_get_attachment (message, i);
        g_ptr_array_add (m->parts, ox_part_new (&m->c, i, attachment, &m->bodies));
    }
    if (!has_calendar (m))
        m->calendar = ox_ical_part (&m->c, &m->bodies, &m->calendar_method);
}

static void
message_clear (Message *m)
{
    ox_transport_free (m->c.transport);
    g_clear_pointer (&m->c.addresses, g_hash_table_unref);
    ox_bodies_clear (&m->bodies);
    g_ptr_array_unref (m->parts);
    g_clear_pointer (&m->calendar, g_bytes_unref);
    g_free (m->digest);
}

static void
write_message (Run *run, OxMessage *message, const char *place)
{
    Message m;
    message_init (&m, run, message, place);
    g_autoptr (GString) head = g_string_new (NULL);
    ox_fields_write (&m.c, head);
    g_string_append (head, "MIME-Version: 1.0\r\n");
    put (run, head->str);
    if (!ox_smime_write (&m.c, run->sink, m.parts) && !write_report (&m))
        write_mixed (&m);
    message_clear (&m);
}

gboolean
ox_message_write_mime (OxMessage *message, OxSink *sink, OxOptions *options,
                       OxDiagnostics *diagnostics, OxAccount *account, GError **error)
{
    Run run = { sink, options, diagnostics, account };
    write_message (&run, message, "");
    if (ox_options_get_policy (options) == OX_POLICY_STRICT
        && !ox_diag_check_strict (diagnostics, error))
        return FALSE;
    return ox_sink_is_ok (sink) || ox_sink_finish (sink, error);
}
