/* SPDX-License-Identifier: MIT
 *
 * A message as a page that stands alone, and as text: for people, not for programs. Nothing in a page runs
 * or is fetched; what it shows of pictures is within it.
 */
#include <oxcart/page.h>

#include "base/charset.h"
#include "base/diag.h"
#include "convert/mime/body.h"
#include "convert/mime/encode.h"
#include "convert/mime/part.h"
#include "convert/page/html-safe.h"
#include "convert/page/page.h"

#include <string.h>

typedef struct {
    OxMimeContext c;
    OxBodies bodies;
    OxSink *sink;
    guint64 embedded;   /* bytes of pictures written so far */
    GHashTable *images; /* reference to index of an attachment, plus 1; made on demand */
} Page;

static void
page_init (Page *page, OxMessage *message, OxSink *sink, OxOptions *options, OxDiagnostics *diagnostics)
{
    *page = (Page){ .sink = sink };
    page->c = (OxMimeContext){ .message = message,
                               .props = ox_message_get_props (message),
                               .options = options,
                               .diagnostics = diagnostics,
                               .place = "" };
    page->c.transport = ox_transport_parse (
        ox_props_get_text (page->c.props, OX_TAG_TRANSPORT_MESSAGE_HEADERS));
    ox_bodies_read (&page->c, &page->bodies);
}

static gboolean
page_finish (Page *page, GError **error)
{
    OxMimeContext *c = &page->c;
    ox_transport_free (c->transport);
    g_clear_pointer (&c->addresses, g_hash_table_unref);
    ox_bodies_clear (&page->bodies);
    g_clear_pointer (&page->images, g_hash_table_unref);
    if (ox_options_get_policy (c->options) == OX_POLICY_STRICT
        && !ox_diag_check_strict (c->diagnostics, error))
        return FALSE;
    return ox_sink_is_ok (page->sink) || ox_sink_finish (page->sink, error);
}

static void
put (Page *page, const char *text)
{
    ox_sink_puts (page->sink, text);
}

/* --- pictures ------------------------------------------------------------------------------------- */

static gboolean
embed (Page *page, const char *type, OxStream *stream, const char *before)
{
    guint64 size = ox_stream_get_size (stream);
    /* One picture may be shown any number of times. */
    if (!g_str_has_prefix (type, "image/")
        || page->embedded + size > ox_options_get_limits (page->c.options)->item_bytes)
        return FALSE;
    page->embedded += size;
    put (page, before);
    put (page, "data:");
    put (page, type);
    put (page, ";base64,");
    if (ox_encode_base64 (page->sink, stream, NULL) < 0)
        ox_diag (page->c.diagnostics, OX_DIAG_PAGE_PICTURE, OX_DIAG_NO_OFFSET,
                 "a picture of the page could not be read");
    return TRUE;
}

/* Which attachment a reference shows. All of them are looked at once: a page may have as many references
 * as there are attachments. */
static GHashTable *
find_images (Page *page)
{
    GHashTable *images = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < ox_message_get_n_attachments (page->c.message); i++) {
        OxAttachment *attachment = ox_message_get_attachment (page->c.message, i);
        OxPart *part = ox_part_new (&page->c, i, attachment, &page->bodies);
        char *reference = part->content_id != NULL ? g_strconcat ("cid:", part->content_id, NULL) : NULL;
        if (part->is_inline && reference != NULL && !g_hash_table_contains (images, reference))
            g_hash_table_insert (images, g_steal_pointer (&reference), GUINT_TO_POINTER (i + 1));
        if (part->is_inline && part->source != NULL && !g_hash_table_contains (images, part->source))
            g_hash_table_insert (images, g_strdup (part->source), GUINT_TO_POINTER (i + 1));
        g_free (reference);
        ox_part_free (part);
    }
    return images;
}

static gboolean
embed_attachment (Page *page, guint index, const char *before)
{
    OxAttachment *attachment = ox_message_get_attachment (page->c.message, index);
    OxPart *part = ox_part_new (&page->c, index, attachment, &page->bodies);
    g_autoptr (OxStream) stream = ox_part_open (&page->c, part, NULL);
    gboolean found = stream != NULL && embed (page, part->type, stream, before);
    ox_part_free (part);
    return found;
}

static gboolean
write_image (gpointer user_data, const char *reference, const char *before)
{
    Page *page = user_data;
    gboolean is_cid = g_str_has_prefix (reference, "cid:");
    for (guint i = 0; is_cid && i < page->bodies.pictures->len; i++) {
        const OxBodyPicture *picture = page->bodies.pictures->pdata[i];
        if (strcmp (picture->content_id, reference + strlen ("cid:")) != 0)
            continue;
        g_autoptr (OxStream) stream = ox_stream_new_bytes (picture->bytes);
        return embed (page, picture->type, stream, before);
    }
    if (page->images == NULL)
        page->images = find_images (page);
    guint index = GPOINTER_TO_UINT (g_hash_table_lookup (page->images, reference));
    if (index > 0 && embed_attachment (page, index - 1, before))
        return TRUE;
    if (is_cid)
        ox_diag (page->c.diagnostics, OX_DIAG_PAGE_PICTURE, OX_DIAG_NO_OFFSET,
             "the page shows a picture that is not there");
    return FALSE;
}

/* --- pages ------------------------------------------------------------------------------------------- */

static void
put_escaped (Page *page, const char *text)
{
    for (;;) {
        gsize n = strcspn (text, "&<>\"");
        ox_sink_write (page->sink, (const guint8 *) text, n);
        text += n;
        if (*text == '\0')
            return;
        put (page, *text == '&' ? "&amp;" : *text == '<' ? "&lt;" : *text == '>' ? "&gt;" : "&quot;");
        text++;
    }
}

/* The policy keeps a browser from what the filter might have missed. */
static const char page_head[] =
    "<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\">\n"
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:;"
    " style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'\">\n"
    "<meta name=\"referrer\" content=\"no-referrer\">\n";

static const char page_style[] =
    "<style>.oxcart-lines{font:14px sans-serif;border-bottom:1px solid #888;margin:0 0 1em;padding:0 0 .5em}"
    ".oxcart-lines th{text-align:left;vertical-align:top;padding-right:1em}"
    ".oxcart-text{white-space:pre-wrap;overflow-wrap:anywhere;font:14px monospace}</style>\n";

static void
write_lines (Page *page, GPtrArray *lines)
{
    const char *last = "";
    put (page, "<table class=\"oxcart-lines\">\n");
    for (guint i = 0; i < lines->len; i++) {
        const OxPageLine *line = lines->pdata[i];
        put (page, "<tr><th>");
        put (page, strcmp (line->label, last) == 0 ? "" : line->label);
        put (page, "</th><td>");
        put_escaped (page, line->text);
        put (page, "</td></tr>\n");
        last = line->label;
    }
    put (page, "</table>\n");
}

static void
write_html_body (Page *page)
{
    gsize length = 0;
    guint n_bad = 0;
    OxBodies *bodies = &page->bodies;
    g_autofree char *html = ox_charset_decode (ox_charset_from_name (bodies->html_charset),
                                               ox_slice_from_bytes (bodies->html), &length, &n_bad);
    OxHtmlSafe safe = { page->sink, write_image, page, 0 };
    if (html == NULL)
        return;
    put (page, "<div>");
    ox_html_safe_write (&safe, ox_slice ((const guint8 *) html, length, 0));
    put (page, "</div>\n");
    if (safe.n_blocked > 0)
        ox_diag (page->c.diagnostics, OX_DIAG_PAGE_BLOCKED, OX_DIAG_NO_OFFSET,
                 "%u references to what is elsewhere, or pieces of code, were taken out of the page",
                 safe.n_blocked);
}

gboolean
ox_message_write_html (OxMessage *message, OxSink *sink, OxOptions *options, OxDiagnostics *diagnostics,
                       GError **error)
{
    Page page;
    page_init (&page, message, sink, options, diagnostics);
    g_autoptr (GPtrArray) lines = ox_page_lines (&page.c);
    const char *subject = ox_props_get_text (page.c.props, OX_TAG_SUBJECT);
    put (&page, page_head);
    put (&page, "<title>");
    put_escaped (&page, subject != NULL ? subject : "");
    put (&page, "</title>\n");
    put (&page, page_style);
    put (&page, "</head><body>\n");
    write_lines (&page, lines);
    if (page.bodies.html != NULL) {
        write_html_body (&page);
    } else if (page.bodies.plain != NULL) {
        put (&page, "<div class=\"oxcart-text\">");
        put_escaped (&page, page.bodies.plain);
        put (&page, "</div>\n");
    }
    put (&page, "</body></html>\n");
    return page_finish (&page, error);
}

/* --- text ---------------------------------------------------------------------------------------------- */

static void
write_text_line (Page *page, const OxPageLine *line, gboolean again)
{
    g_autofree char *label = g_strdup_printf ("%s%s", again ? "" : line->label, again ? "" : ":");
    g_autofree char *padded = g_strdup_printf ("%-12s", label);
    g_autofree char *text = g_strdup (line->text);
    put (page, padded);
    put (page, g_strdelimit (text, "\r\n", ' '));
    put (page, "\n");
}

/* Lines end with LF: a text is for this machine, not for the wire. */
static void
write_text_body (Page *page, const char *text)
{
    const char *end = NULL;
    put (page, "\n");
    for (; *text != '\0'; text = end) {
        end = text + strcspn (text, "\r\n");
        ox_sink_write (page->sink, (const guint8 *) text, (gsize) (end - text));
        put (page, "\n");
        end += *end == '\r' && end[1] == '\n' ? 2 : *end != '\0';
    }
}

gboolean
ox_message_write_text (OxMessage *message, OxSink *sink, OxOptions *options, OxDiagnostics *diagnostics,
                       GError **error)
{
    Page page;
    const char *last = "";
    page_init (&page, message, sink, options, diagnostics);
    g_autoptr (GPtrArray) lines = ox_page_lines (&page.c);
    for (guint i = 0; i < lines->len; i++) {
        const OxPageLine *line = lines->pdata[i];
        write_text_line (&page, line, strcmp (line->label, last) == 0);
        last = line->label;
    }
    if (page.bodies.plain != NULL && *page.bodies.plain != '\0')
        write_text_body (&page, page.bodies.plain);
    return page_finish (&page, error);
}
