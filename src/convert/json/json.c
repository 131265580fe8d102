/* SPDX-License-Identifier: MIT
 *
 * Everything a message holds, as JSON; docs/json.md describes the schema.
 */
#include <oxcart/json.h>

#include "base/diag.h"
#include "convert/json/json-private.h"
#include "model/account-private.h"

#include <math.h>
#include <oxcart/filetime.h>
#include <string.h>

#define SCHEMA 1
#define CHUNK (57u * 1024) /* a multiple of 3: base64 without padding within */

typedef struct {
    OxSink *sink;
    OxDiagnostics *diagnostics;
    OxAccount *account;
} Json;

static void write_message (Json *j, OxMessage *message, const char *place);

static void
put (Json *j, const char *text)
{
    ox_sink_puts (j->sink, text);
}

/* --- values --------------------------------------------------------------------------- */

static void
put_string (Json *j, const char *text)
{
    g_autoptr (GString) out = g_string_new ("\"");
    for (const char *p = text; *p != '\0'; p++) {
        guchar c = (guchar) *p;
        if (c == '"' || c == '\\')
            g_string_append_printf (out, "\\%c", c);
        else if (c < 0x20 || c == 0x7F)
            g_string_append_printf (out, "\\u%04x", c);
        else
            g_string_append_c (out, (char) c);
    }
    g_string_append_c (out, '"');
    put (j, out->str);
}

static void
put_stream (Json *j, OxStream *stream)
{
    g_autofree guint8 *buffer = g_malloc (CHUNK);
    g_autoptr (GError) error = NULL;
    guint64 at = 0;
    gssize got = CHUNK;
    put (j, "\"");
    while (got == CHUNK && ox_sink_is_ok (j->sink)) {
        got = ox_stream_pread (stream, at, buffer, CHUNK, &error);
        if (got > 0) {
            g_autofree char *digits = g_base64_encode (buffer, (gsize) got);
            put (j, digits);
            at += (guint64) got;
        }
    }
    put (j, "\"");
    if (at < ox_stream_get_size (stream) && ox_sink_is_ok (j->sink))
        ox_diag (j->diagnostics, OX_DIAG_MIME_ATTACHMENT, OX_DIAG_NO_OFFSET,
                 "a value ends before its size: %s", error != NULL ? error->message : "damaged");
}

static void
put_integer (Json *j, guint16 type, gint64 integer)
{
    g_autofree char *text = NULL;
    if (type == OX_TYPE_TIME) {
        text = ox_filetime_to_iso8601 ((guint64) integer);
        put_string (j, text);
        return;
    }
    if (type == OX_TYPE_BOOLEAN)
        text = g_strdup (integer != 0 ? "true" : "false");
    else
        text = g_strdup_printf ("%" G_GINT64_FORMAT, integer);
    put (j, text);
}

/* JSON has no infinities. */
static void
put_real (Json *j, double real)
{
    char buffer[G_ASCII_DTOSTR_BUF_SIZE];
    if (isfinite (real))
        put (j, g_ascii_dtostr (buffer, sizeof buffer, real));
    else
        put (j, isnan (real) ? "\"NaN\"" : real > 0 ? "\"Infinity\"" : "\"-Infinity\"");
}

/* FALSE where the value cannot be had. */
static gboolean
put_single (Json *j, const OxValue *value)
{
    gint64 integer;
    double real;
    const char *text = ox_value_get_text (value, NULL);
    const OxGuid *guid = ox_value_get_guid (value);
    if (text != NULL) {
        put_string (j, text);
    } else if (ox_value_get_integer (value, &integer)) {
        put_integer (j, ox_value_get_type_code (value), integer);
    } else if (ox_value_get_real (value, &real)) {
        put_real (j, real);
    } else if (guid != NULL) {
        g_autofree char *string = ox_guid_to_string (guid);
        put_string (j, string);
    } else {
        g_autoptr (OxStream) stream = ox_value_open (value);
        if (stream == NULL) {
            put (j, "null");
            return FALSE;
        }
        put_stream (j, stream);
    }
    return TRUE;
}

static gboolean
put_value (Json *j, const OxValue *value)
{
    gboolean whole = TRUE;
    if ((ox_value_get_type_code (value) & OX_TYPE_MULTIPLE) == 0)
        return put_single (j, value);
    put (j, "[");
    for (guint i = 0; i < ox_value_get_n_items (value); i++) {
        if (i > 0)
            put (j, ",");
        whole &= put_single (j, ox_value_get_item (value, i));
    }
    put (j, "]");
    return whole;
}

/* --- objects ---------------------------------------------------------------------------- */

static void
put_type (Json *j, guint16 type)
{
    const char *name = ox_type_to_string (type);
    g_autofree char *number = g_strdup_printf ("0x%04X", type);
    put_string (j, name != NULL ? name : number);
}

/* The content of an attachment is written with the attachment. */
static gboolean
is_content (OxKey key, const OxValue *value)
{
    return key == OX_TAG_ATTACH_DATA_BINARY && value != NULL;
}

static void
write_props (Json *j, OxProps *props, OxNames *names, gboolean of_attachment)
{
    gboolean first = TRUE;
    put (j, "\"properties\":[");
    for (guint i = 0; i < ox_props_get_size (props) && ox_sink_is_ok (j->sink); i++) {
        OxKey key;
        const OxValue *value = ox_props_get_nth (props, i, &key);
        if (of_attachment && is_content (key, value))
            continue;
        guint16 type = ox_value_get_type_code (value);
        g_autofree char *name = ox_names_describe (names, key, type);
        put (j, first ? "{\"name\":" : ",{\"name\":");
        put_string (j, name);
        put (j, ",\"type\":");
        put_type (j, type);
        put (j, ",\"value\":");
        if (put_value (j, value))
            ox_account_set (j->account, props, key, OX_FATE_PRESERVED);
        put (j, "}");
        first = FALSE;
    }
    put (j, "]");
}

void
ox_json_write_props (OxSink *sink, OxDiagnostics *diagnostics, OxProps *props)
{
    Json j = { sink, diagnostics, NULL };
    write_props (&j, props, NULL, FALSE);
}

static void
write_content (Json *j, OxAttachment *attachment, guint index, const char *place)
{
    g_autoptr (GError) error = NULL;
    if (ox_attachment_get_kind (attachment) == OX_ATTACHMENT_MESSAGE) {
        g_autoptr (OxMessage) inner = ox_attachment_open_message (attachment, &error);
        if (inner != NULL) {
            g_autofree char *inside = g_strdup_printf ("%s%sattachment %u/message", place,
                                                       *place != '\0' ? "/" : "", index);
            put (j, ",\"message\":");
            write_message (j, inner, inside);
        }
    } else {
        g_autoptr (OxStream) stream = ox_attachment_open (attachment, &error);
        if (stream != NULL) {
            put (j, ",\"content\":");
            put_stream (j, stream);
        }
    }
    if (error == NULL)
        ox_account_set (j->account, ox_attachment_get_props (attachment), OX_TAG_ATTACH_DATA_BINARY,
                        OX_FATE_PRESERVED);
    else
        ox_diag (j->diagnostics, OX_DIAG_MIME_ATTACHMENT, OX_DIAG_NO_OFFSET, "attachment %u: %s",
                 index, error->message);
}

static void
write_attachment (Json *j, OxAttachment *attachment, guint index, OxNames *names,
                  const char *place)
{
    static const char *const kinds[] = { "none", "bytes", "message", "storage", "reference" };
    OxAttachmentKind kind = ox_attachment_get_kind (attachment);
    put (j, "{\"kind\":");
    put_string (j, kinds[kind]);
    put (j, ",");
    write_props (j, ox_attachment_get_props (attachment), names, TRUE);
    if (kind != OX_ATTACHMENT_NONE && kind != OX_ATTACHMENT_REFERENCE)
        write_content (j, attachment, index, place);
    put (j, "}");
}

static void
write_message (Json *j, OxMessage *message, const char *place)
{
    OxNames *names = ox_message_get_names (message);
    ox_account_enter_message (j->account, message, place);
    put (j, "{\"class\":");
    put_string (j, ox_message_get_class (message));
    put (j, ",");
    write_props (j, ox_message_get_props (message), names, FALSE);
    put (j, ",\"recipients\":[");
    for (guint i = 0; i < ox_message_get_n_recipients (message); i++) {
        put (j, i > 0 ? ",{" : "{");
        write_props (j, ox_recipient_get_props (ox_message_get_recipient (message, i)), names,
                     FALSE);
        put (j, "}");
    }
    put (j, "],\"attachments\":[");
    for (guint i = 0; i < ox_message_get_n_attachments (message); i++) {
        if (i > 0)
            put (j, ",");
        write_attachment (j, ox_message_get_attachment (message, i), i, names, place);
    }
    put (j, "]}");
}

gboolean
ox_message_write_json (OxMessage *message, OxSink *sink, OxOptions *options,
                       OxDiagnostics *diagnostics, OxAccount *account, GError **error)
{
    Json j = { sink, diagnostics, account };
    g_autofree char *head = g_strdup_printf ("{\"schema\":%d,\"message\":", SCHEMA);
    put (&j, head);
    write_message (&j, message, "");
    put (&j, "}\n");
    if (ox_options_get_policy (options) == OX_POLICY_STRICT
        && !ox_diag_check_strict (diagnostics, error))
        return FALSE;
    return ox_sink_is_ok (sink) || ox_sink_finish (sink, error);
}
