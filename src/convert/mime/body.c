/* SPDX-License-Identifier: MIT */
#include "convert/mime/body.h"

#include "base/charset.h"
#include "base/diag.h"
#include "convert/body/rtf.h"
#include "convert/mime/report.h"
#include "model/lzfu.h"

#include <string.h>

#define META_WINDOW 4096 /* a <meta> with a charset stands near the top, or nowhere */

void
ox_bodies_clear (OxBodies *bodies)
{
    g_clear_pointer (&bodies->plain, g_free);
    g_clear_pointer (&bodies->html, g_bytes_unref);
    g_clear_pointer (&bodies->html_charset, g_free);
    g_clear_pointer (&bodies->cids, g_hash_table_unref);
    g_clear_pointer (&bodies->marks, g_array_unref);
}

/* --- the character set of HTML bytes ----------------------------------------------------- */

/* Whether every byte means something in this page, and nothing that only
 * Windows knows (C1 controls), which readers of the part would stumble over. */
static gboolean
decodes_cleanly (guint page, GBytes *html)
{
    gsize length = 0;
    guint n_bad = 0;
    g_autofree char *text = ox_charset_decode (page, ox_slice_from_bytes (html), &length, &n_bad);
    if (text == NULL || n_bad > 0)
        return FALSE;
    for (gsize i = 0; i + 1 < length; i++)
        if ((guchar) text[i] == 0xC2 && (guchar) text[i + 1] < 0xA0)
            return FALSE;
    return TRUE;
}

static guint
charset_from_meta (GBytes *html)
{
    gsize n = 0;
    const char *data = g_bytes_get_data (html, &n);
    g_autofree char *head = g_ascii_strdown (data, (gssize) MIN (n, META_WINDOW));
    const char *at = strstr (head, "charset");
    if (at == NULL)
        return 0;
    at += strlen ("charset");
    at += strspn (at, " \t\r\n=\"'");
    g_autofree char *name = g_strndup (at, strcspn (at, " \t\r\n\"'/>;"));
    return ox_charset_from_name (name);
}

static gboolean
is_ascii (GBytes *bytes)
{
    gsize n = 0;
    const guint8 *data = g_bytes_get_data (bytes, &n);
    for (gsize i = 0; i < n; i++)
        if (data[i] >= 0x80 || data[i] == 0x1B)
            return FALSE;
    return TRUE;
}

/* UTF-16 and the like may not stand in a text part. */
static gboolean
may_stand_in_mime (guint page)
{
    return ox_charset_name (page) != NULL && page != 1200 && page != 1201 && page != 12000
           && page != 12001;
}

static void
set_html (OxBodies *bodies, GBytes *html, guint page)
{
    bodies->html = html;
    bodies->html_charset = g_strdup (ox_charset_name (page));
}

/* Bytes of no charset that fits: the characters are kept, not the bytes. */
static void
reencode_html (OxMimeContext *c, OxBodies *bodies, GBytes *html, guint page)
{
    gsize length = 0;
    guint n_bad = 0;
    char *text = ox_charset_decode (page, ox_slice_from_bytes (html), &length, &n_bad);
    if (text == NULL)
        text = ox_charset_decode (1252, ox_slice_from_bytes (html), &length, &n_bad);
    ox_diag (c->diagnostics, OX_DIAG_TEXT_INVALID, OX_DIAG_NO_OFFSET,
             "the HTML body is not wholly of code page %u: written as UTF-8, %u bytes invalid", page,
             n_bad);
    set_html (bodies, g_bytes_new_take (text, length), 65001);
}

/* PidTagInternetCodepage decides ([MS-OXCMAIL] 2.1.3.3.1) where the bytes agree;
 * else what the HTML says of itself, else UTF-8 where it is that. */
static void
label_html (OxMimeContext *c, OxBodies *bodies, GBytes *html)
{
    guint stored = (guint) ox_props_get_integer (c->props, OX_TAG_INTERNET_CODEPAGE, 0);
    guint message = (guint) ox_props_get_integer (c->props, OX_TAG_MESSAGE_CODEPAGE, 0);
    guint candidates[] = { stored, charset_from_meta (html), 65001, message, 1252 };
    if (is_ascii (html)) {
        set_html (bodies, g_bytes_ref (html), 20127);
        return;
    }
    for (guint i = 0; i < G_N_ELEMENTS (candidates); i++) {
        guint page = candidates[i];
        if (page == 0 || page == 20127 || !may_stand_in_mime (page)
            || !decodes_cleanly (page, html))
            continue;
        set_html (bodies, g_bytes_ref (html), page);
        ox_mime_mark (c, c->props, OX_TAG_INTERNET_CODEPAGE, OX_FATE_MAPPED);
        if (i == 3)
            ox_mime_mark (c, c->props, OX_TAG_MESSAGE_CODEPAGE, OX_FATE_MAPPED);
        return;
    }
    reencode_html (c, bodies, html, stored != 0 ? stored : 1252);
}

/* --- what the HTML refers to ------------------------------------------------------------- */

static void
collect_cids (GBytes *html, GHashTable *cids)
{
    gsize n = 0;
    const char *data = g_bytes_get_data (html, &n);
    for (gsize i = 0; i < n; i++) {
        const char *colon = memchr (data + i, ':', n - i);
        if (colon == NULL)
            break;
        i = (gsize) (colon - data);
        if (i < 3 || g_ascii_strncasecmp (data + i - 3, "cid:", 4) != 0)
            continue;
        gsize start = i + 1;
        gsize end = start;
        while (end < n && end - start < 1000 && (guchar) data[end] > ' '
               && strchr ("\"'<>)&", data[end]) == NULL)
            end++;
        g_autofree char *raw = g_strndup (data + start, end - start);
        char *cid = g_uri_unescape_string (raw, NULL);
        g_hash_table_add (cids, cid != NULL ? cid : g_steal_pointer (&raw));
        i = end - 1;
    }
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

/* The bytes of a binary body, in memory; NULL where there are none, or too many. */
static GBytes *
body_bytes (OxMimeContext *c, OxKey key)
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
        set_html (bodies, g_bytes_new (text, length), 65001);
        return;
    }
    if (text != NULL)
        return;
    g_autoptr (GBytes) bytes = body_bytes (c, OX_TAG_HTML);
    if (bytes != NULL)
        label_html (c, bodies, bytes);
}

/* RTF is the carrier of most HTML bodies, [MS-OXRTFEX]; what was composed as RTF is converted.
 * Encapsulated text only stands in for a plain body that is missing. */
static void
read_rtf (OxMimeContext *c, OxBodies *bodies)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) compressed = body_bytes (c, OX_TAG_RTF_COMPRESSED);
    const OxLimits *limits = ox_options_get_limits (c->options);
    OxRtfOptions options = { .limits = limits, .diagnostics = c->diagnostics };
    OxRtfInfo info;
    if (compressed == NULL)
        return;
    g_autoptr (GBytes) rtf = ox_lzfu_decompress (ox_slice_from_bytes (compressed), limits,
                                                 c->diagnostics, &error);
    OxSlice s = ox_slice_from_bytes (rtf);
    if (rtf != NULL)
        ox_mime_mark (c, c->props, OX_TAG_RTF_COMPRESSED, OX_FATE_MAPPED);
    if (rtf != NULL && ox_rtf_detect (s) == OX_RTF_PLAIN) {
        if (bodies->plain != NULL)
            return;
        bodies->plain = ox_rtf_to_text (s, &options, &bodies->plain_length, &info, &error);
    } else if (rtf != NULL) {
        GBytes *html = ox_rtf_to_html (s, &options, &info, &error);
        if (html != NULL)
            set_html (bodies, html, 65001);
    }
    if (error != NULL)
        ox_diag (c->diagnostics, OX_DIAG_MIME_BODY, OX_DIAG_NO_OFFSET, "the RTF body: %s",
                 error->message);
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
    bodies->cids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    bodies->marks = ox_mime_begin_marks (c);
    read_plain (c, bodies);
    read_html (c, bodies);
    if (bodies->html == NULL)
        read_rtf (c, bodies);
    if (bodies->html == NULL && (bodies->plain == NULL || *bodies->plain == '\0'))
        read_report_text (c, bodies);
    if (bodies->html != NULL)
        collect_cids (bodies->html, bodies->cids);
    ox_mime_end_marks (c);
}
