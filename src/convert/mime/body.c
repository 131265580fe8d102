/* SPDX-License-Identifier: MIT */
#include "convert/mime/body-private.h"

#include "base/charset.h"
#include "base/diag.h"
#include "convert/body/html-links.h"
#include "convert/body/rtf.h"
#include "convert/mime/report.h"
#include "model/lzfu.h"

#include <oxcart/body.h>
#include <string.h>

static void
picture_free (gpointer data)
{
    OxBodyPicture *picture = data;
    g_free (picture->content_id);
    g_free (picture->name);
    g_bytes_unref (picture->bytes);
    g_free (picture);
}

void
ox_bodies_clear (OxBodies *bodies)
{
    g_clear_pointer (&bodies->plain, g_free);
    g_clear_pointer (&bodies->html, g_bytes_unref);
    g_clear_pointer (&bodies->html_charset, g_free);
    g_clear_pointer (&bodies->cids, g_hash_table_unref);
    g_clear_pointer (&bodies->sources, g_hash_table_unref);
    g_clear_pointer (&bodies->pictures, g_ptr_array_unref);
    g_clear_pointer (&bodies->placed, g_hash_table_unref);
    g_clear_pointer (&bodies->marks, g_array_unref);
}

/* --- what the HTML refers to ------------------------------------------------------------- */

static gboolean
any_has_location (OxMessage *message)
{
    for (guint i = 0; i < ox_message_get_n_attachments (message); i++) {
        OxProps *props = ox_attachment_get_props (ox_message_get_attachment (message, i));
        if (ox_props_get_text (props, OX_TAG_ATTACH_CONTENT_LOCATION) != NULL)
            return TRUE;
    }
    return FALSE;
}

char *
ox_bodies_find_source (const OxBodies *bodies, OxProps *props)
{
    const char *location = ox_props_get_text (props, OX_TAG_ATTACH_CONTENT_LOCATION);
    const char *base = ox_props_get_text (props, OX_TAG_ATTACH_CONTENT_BASE);
    if (bodies->sources == NULL || location == NULL || strlen (location) > OX_HTML_MOST_LINK)
        return NULL;
    if (g_hash_table_contains (bodies->sources, location))
        return g_strdup (location);
    if (base == NULL || strlen (base) > OX_HTML_MOST_LINK)
        return NULL;
    g_autofree char *whole = g_uri_resolve_relative (base, location, G_URI_FLAGS_NONE, NULL);
    return whole != NULL && g_hash_table_contains (bodies->sources, whole) ? g_steal_pointer (&whole)
                                                                           : NULL;
}

/* --- reading ------------------------------------------------------------------------------- */

static void
lost_body (OxMimeContext *c, OxKey key)
{
    const OxValue *value = ox_props_lookup (c->props, key);
    if (value != NULL && ox_value_get_type_code (value) != OX_TYPE_OBJECT)
        ox_diag (c->diagnostics, OX_DIAG_MIME_BODY, OX_DIAG_NO_OFFSET,
                 "body property 0x%04X cannot be read as text", key);
}

static GBytes *
get_bytes (OxMimeContext *c, OxKey key)
{
    g_autoptr (OxStream) stream = ox_props_open (c->props, key);
    guint64 size = stream != NULL ? ox_stream_get_size (stream) : 0;
    if (size == 0)
        return NULL;
    GBytes *bytes = size <= ox_options_get_limits (c->options)->value_bytes
                        ? ox_stream_read_bytes (stream, 0, (gsize) size, NULL)
                        : NULL;
    if (bytes == NULL)
        lost_body (c, key);
    return bytes;
}

static void
read_plain (OxMimeContext *c, OxBodies *bodies)
{
    const OxValue *value = ox_props_lookup (c->props, OX_TAG_BODY);
    const char *text = ox_mime_text (c, c->props, OX_TAG_BODY);
    if (text == NULL) {
        lost_body (c, OX_TAG_BODY);
        return;
    }
    ox_value_get_text (value, &bodies->plain_length);
    bodies->plain = g_strdup (text);
}

static void
read_html (OxMimeContext *c, OxBodies *bodies)
{
    gsize length = 0;
    const OxValue *value = ox_props_lookup (c->props, OX_TAG_HTML);
    const char *text = ox_value_get_text (value, &length);
    ox_mime_mark (c, c->props, OX_TAG_HTML, OX_FATE_MAPPED);
    if (text != NULL && length > 0) {
        /* 8-bit text was decoded by that page, [MS-OXMSG] 2.1.3. */
        if (ox_value_get_type_code (value) == OX_TYPE_STRING8)
            ox_mime_mark (c, c->props, OX_TAG_INTERNET_CODEPAGE, OX_FATE_MAPPED);
        ox_bodies_set_text_html (bodies, text, length);
        return;
    }
    if (text != NULL)
        return;
    g_autoptr (GBytes) bytes = get_bytes (c, OX_TAG_HTML);
    if (bytes != NULL)
        ox_bodies_label_html (c, bodies, bytes);
}

static GBytes *
decompress (OxMimeContext *c)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) compressed = get_bytes (c, OX_TAG_RTF_COMPRESSED);
    if (compressed == NULL)
        return NULL;
    GBytes *rtf = ox_lzfu_decompress (ox_slice_from_bytes (compressed),
                                      ox_options_get_limits (c->options), c->diagnostics, &error);
    if (rtf == NULL)
        ox_diag (c->diagnostics, OX_DIAG_MIME_BODY, OX_DIAG_NO_OFFSET, "the RTF body: %s",
                 error->message);
    return rtf;
}

/* --- the best body, [MS-OXBBODY] 2.1.3.1 ---------------------------------------------------- */

enum { NATIVE_RTF = 2, NATIVE_HTML = 3 };

/* Whether the RTF is the body where HTML is stored beside it. Only RTF that was composed as such can be
 * the better one, and only where the message says so: RTF that is no more than in step with the HTML says
 * what the HTML says, and what is stored beats what would be made of it. */
static gboolean
rtf_beats_html (OxMimeContext *c, GBytes *rtf)
{
    if (ox_rtf_detect (ox_slice_from_bytes (rtf)) != OX_RTF_NATIVE)
        return FALSE;
    return ox_mime_integer (c, c->props, OX_TAG_NATIVE_BODY, 0) == NATIVE_RTF;
}

/* Whether the RTF was left behind by a program that changed the plain text alone. Most files do not
 * store whether it was; then it was not. */
static gboolean
rtf_is_stale (OxMimeContext *c, GBytes *rtf)
{
    gint64 native = ox_props_get_integer (c->props, OX_TAG_NATIVE_BODY, 0);
    gboolean in_sync = ox_props_get_integer (c->props, OX_TAG_RTF_IN_SYNC, 1) != 0;
    gboolean is_named = native == NATIVE_RTF || native == NATIVE_HTML;
    if (ox_rtf_detect (ox_slice_from_bytes (rtf)) == OX_RTF_PLAIN)
        return !is_named && !in_sync;
    if (!is_named)
        ox_mime_mark (c, c->props, OX_TAG_RTF_IN_SYNC, OX_FATE_MAPPED);
    if (!in_sync && ox_props_lookup (c->props, OX_TAG_NATIVE_BODY) != NULL)
        ox_mime_mark (c, c->props, OX_TAG_NATIVE_BODY, OX_FATE_MAPPED);
    return !is_named && !in_sync;
}

static void
read_rich (OxMimeContext *c, OxBodies *bodies)
{
    gboolean has_html = ox_props_lookup (c->props, OX_TAG_HTML) != NULL;
    gboolean has_plain = bodies->plain != NULL && *bodies->plain != '\0';
    g_autoptr (GBytes) rtf = decompress (c);
    if (has_html && (rtf == NULL || !rtf_beats_html (c, rtf)))
        read_html (c, bodies);
    if (bodies->html != NULL || rtf == NULL)
        return;
    if (!has_html && has_plain && rtf_is_stale (c, rtf))
        return;
    ox_bodies_read_rtf (c, bodies, rtf);
}

/* HTML alone gets its text beside it, for readers that show no HTML. */
static void
derive_plain (OxMimeContext *c, OxBodies *bodies)
{
    gsize length = 0;
    guint n_bad = 0;
    g_autofree char *html = ox_charset_decode (ox_charset_from_name (bodies->html_charset),
                                               ox_slice_from_bytes (bodies->html), &length, &n_bad);
    g_autofree char *text = html != NULL ? ox_html_to_text (html, length) : NULL;
    if (text == NULL || *text == '\0')
        return;
    g_free (bodies->plain);
    bodies->plain = g_steal_pointer (&text);
    bodies->plain_length = strlen (bodies->plain);
    bodies->is_derived = TRUE;
}

/* What a report says where it has no body, [MS-OXCMAIL] 2.1.3.5. */
static void
read_report_text (OxMimeContext *c, OxBodies *bodies)
{
    const char *text = ox_props_get_text (c->props, OX_TAG_REPORT_TEXT);
    if (ox_report_kind (c->message) == OX_REPORT_NONE || text == NULL)
        return;
    ox_mime_mark (c, c->props, OX_TAG_REPORT_TEXT, OX_FATE_MAPPED);
    g_free (bodies->plain);
    bodies->plain = g_strdup (text);
    bodies->plain_length = strlen (text);
}

void
ox_bodies_read (OxMimeContext *c, OxBodies *bodies)
{
    *bodies = (OxBodies){ 0 };
    bodies->pictures = g_ptr_array_new_with_free_func (picture_free);
    bodies->marks = ox_mime_begin_marks (c);
    read_plain (c, bodies);
    read_rich (c, bodies);
    gboolean is_empty = bodies->plain == NULL || *bodies->plain == '\0';
    if (bodies->html == NULL && is_empty)
        read_report_text (c, bodies);
    if (bodies->html != NULL && is_empty)
        derive_plain (c, bodies);
    OxSlice html = bodies->html != NULL ? ox_slice_from_bytes (bodies->html) : ox_slice (NULL, 0, 0);
    bodies->cids = ox_html_find_cids (html);
    if (any_has_location (c->message))
        bodies->sources = ox_html_find_sources (html);
    ox_mime_end_marks (c);
}
