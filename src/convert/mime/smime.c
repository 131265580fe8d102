/* SPDX-License-Identifier: MIT */
#include "convert/mime/smime.h"

#include "base/diag.h"
#include "convert/mime/encode.h"
#include "convert/mime/header-read.h"
#include "convert/mime/header.h"
#include "convert/mime/part.h"

#include <string.h>

#define ENTITY_HEADER (64u << 10) /* the header of a stored entity ends before */
#define MOST_TYPE     1000        /* longer a Content-Type never is */
#define OPAQUE_NAME   "smime.p7m"

static void
lost_content (OxMimeContext *c, const OxPart *part, const char *why)
{
    ox_diag (c->diagnostics, OX_DIAG_MIME_ATTACHMENT, OX_DIAG_NO_OFFSET, "attachment %u: %s",
             part->index, why);
}

static gboolean
class_ends_with (OxMessage *message, const char *suffix)
{
    g_autofree char *klass = g_ascii_strdown (ox_message_get_class (message), -1);
    return g_str_has_suffix (klass, suffix);
}

/* Copies what is left of a stored entity byte for byte. */
static void
splice (OxMimeContext *c, OxSink *sink, OxPart *part, OxStream *stream, guint64 at)
{
    guint8 buffer[16384];
    gssize got = sizeof buffer;
    while (got == sizeof buffer && ox_sink_is_ok (sink)) {
        got = ox_stream_pread (stream, at, buffer, sizeof buffer, NULL);
        if (got > 0)
            ox_sink_write (sink, buffer, (gsize) got);
        at += got > 0 ? (guint64) got : 0;
    }
    if (at < ox_stream_get_size (stream) && ox_sink_is_ok (sink))
        lost_content (c, part, "its content ends before its size");
}

/* The Content-Type field of a stored entity, folds and all, and where the body
 * begins; NULL where the entity is no multipart/signed, 2.1.3.1. */
static char *
signed_content_type (OxStream *stream, guint64 *body)
{
    g_autoptr (GBytes) bytes = ox_stream_read_bytes (stream, 0, ENTITY_HEADER, NULL);
    gsize n = 0;
    const char *data = bytes != NULL ? g_bytes_get_data (bytes, &n) : NULL;
    g_autofree char *head = g_strndup (data != NULL ? data : "", n);
    char *end = strstr (head, "\r\n\r\n");
    gsize gap = 4;
    if (end == NULL) {
        end = strstr (head, "\n\n");
        gap = 2;
    }
    if (end == NULL)
        return NULL;
    *body = (guint64) (end - head) + gap;
    *end = '\0';
    g_autoptr (GRegex) field = g_regex_new ("^content-type:.*(?:\\n[ \\t].*)*",
                                            G_REGEX_CASELESS | G_REGEX_MULTILINE | G_REGEX_RAW
                                                | G_REGEX_NEWLINE_LF,
                                            0, NULL);
    g_autoptr (GMatchInfo) match = NULL;
    if (!g_regex_match (field, head, 0, &match))
        return NULL;
    g_autofree char *found = g_match_info_fetch (match, 0);
    g_strchomp (found);
    g_autofree char *lower = g_ascii_strdown (found, -1);
    return strstr (lower, "multipart/signed") != NULL ? g_steal_pointer (&found) : NULL;
}

/* The boundary parameter and the parts are the signer's: from Content-Type on,
 * nothing may change. The entity's other fields are those of the message. */
static gboolean
write_signed (OxMimeContext *c, OxSink *sink, OxPart *part, OxStream *stream)
{
    guint64 body = 0;
    g_autofree char *type = signed_content_type (stream, &body);
    if (type == NULL)
        return FALSE;
    ox_sink_puts (sink, type);
    ox_sink_puts (sink, "\r\n\r\n");
    ox_mime_mark (c, ox_attachment_get_props (part->attachment), OX_TAG_ATTACH_DATA_BINARY,
                  OX_FATE_MAPPED);
    splice (c, sink, part, stream, body);
    return TRUE;
}

/* What the opaque entity says it is, from the field it came with: its own type and smime-type; else
 * PidTagAttachMimeTag. */
static char *
opaque_type (OxMimeContext *c, OxPart *part)
{
    static const char *const types[] = { "application/pkcs7-mime", "application/x-pkcs7-mime", NULL };
    const OxStoredHeader *stored = ox_transport_find (c->transport, "Content-Type");
    const char *named = ox_mime_text (c, c->props, OX_NAME_CONTENT_TYPE);
    const char *raw = named != NULL ? named : stored != NULL ? stored->raw : part->type;
    GString *out = g_string_new (NULL);
    g_autofree char *clean = ox_header_clean (strlen (raw) <= MOST_TYPE ? raw : part->type);
    GMimeContentType *type = ox_gmime ()->g_mime_content_type_parse (NULL, clean != NULL ? clean : "");
    g_autofree char *mime = ox_gmime ()->g_mime_content_type_get_mime_type (type);
    g_autofree char *lower = g_ascii_strdown (mime, -1);
    const char *kind = ox_gmime ()->g_mime_content_type_get_parameter (type, "smime-type");
    g_string_append_printf (out, "Content-Type: %s", g_strv_contains (types, lower) ? lower : types[0]);
    if (kind != NULL)
        ox_header_parameter (out, "smime-type", kind);
    ox_header_parameter (out, "name", OPAQUE_NAME);
    g_string_append (out, "\r\n");
    g_object_unref (type);
    return g_string_free (out, FALSE);
}

static void
write_opaque (OxMimeContext *c, OxSink *sink, OxPart *part, OxStream *stream)
{
    g_autofree char *type = opaque_type (c, part);
    ox_sink_puts (sink, type);
    ox_sink_puts (sink, "Content-Transfer-Encoding: base64\r\n"
                        "Content-Disposition: attachment;\r\n filename=\"" OPAQUE_NAME "\"\r\n\r\n");
    ox_mime_mark (c, ox_attachment_get_props (part->attachment), OX_TAG_ATTACH_DATA_BINARY,
                  OX_FATE_MAPPED);
    gint64 got = ox_encode_base64 (sink, stream, NULL);
    if (got < 0 || (guint64) got < ox_stream_get_size (stream))
        lost_content (c, part, "its content ends before its size");
}

gboolean
ox_smime_write (OxMimeContext *c, OxSink *sink, GPtrArray *parts)
{
    gboolean is_signed = class_ends_with (c->message, ".smime.multipartsigned");
    if (!is_signed && !class_ends_with (c->message, ".smime"))
        return FALSE;
    OxPart *part = parts->len == 1 ? parts->pdata[0] : NULL;
    g_autoptr (OxStream) stream = NULL;
    if (part != NULL && ox_attachment_get_kind (part->attachment) == OX_ATTACHMENT_BYTES)
        stream = ox_attachment_open (part->attachment, NULL);
    if (stream != NULL && write_signed (c, sink, part, stream))
        return TRUE;
    if (stream != NULL && !is_signed) {
        ox_diag (c->diagnostics, OX_DIAG_MIME_PROTECTED, OX_DIAG_NO_OFFSET,
                 "encrypted, or signed in one piece");
        write_opaque (c, sink, part, stream);
        return TRUE;
    }
    ox_diag (c->diagnostics, OX_DIAG_MIME_SIGNED, OX_DIAG_NO_OFFSET,
             "%u attachments, none of them a signed entity", parts->len);
    return FALSE;
}
