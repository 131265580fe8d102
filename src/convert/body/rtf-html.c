/* SPDX-License-Identifier: MIT
 *
 * RTF that was composed as RTF to HTML.
 */
#include "convert/body/rtf-html.h"

#include "base/diag.h"

#include <string.h>

#define MAX_MARKER 64 /* bytes */

/* --- output ----------------------------------------------------------------------------------- */

void
ox_rtf_html_emit (OxRtfHtml *h, const char *text, gsize n)
{
    if (h->closing || ox_rtf_reader_may_grow (h->r, h->out->len, n))
        g_string_append_len (h->out, text, (gssize) n);
}

void
ox_rtf_html_puts (OxRtfHtml *h, const char *text)
{
    ox_rtf_html_emit (h, text, strlen (text));
}

void
ox_rtf_html_printf (OxRtfHtml *h, const char *format, ...)
{
    va_list args;
    va_start (args, format);
    g_autofree char *text = g_strdup_vprintf (format, args);
    va_end (args);
    ox_rtf_html_puts (h, text);
}

/* --- events ----------------------------------------------------------------------------------- */

static void
put_text (OxRtfReader *r, const char *text, gsize n)
{
    OxRtfHtml *h = r->user;
    OxRtfField *field = ox_rtf_fields_top (&h->fields);
    switch ((OxRtfDest) r->state.dest) {
    case OX_RTF_DEST_INSTRUCTION:
        if (field != NULL)
            ox_rtf_field_add (field, text, n);
        break;
    case OX_RTF_DEST_PICTURE:
        ox_rtf_picture_hex (&h->picture, text, n);
        break;
    case OX_RTF_DEST_MARKER:
        if (h->marker->len + n <= MAX_MARKER)
            g_string_append_len (h->marker, text, (gssize) n);
        break;
    default:
        if (field != NULL)
            ox_rtf_field_show (field, text, n);
        ox_rtf_html_text (h, text, n);
        break;
    }
}

static void
put_place (OxRtfHtml *h)
{
    const OxRtfOptions *options = h->r->options;
    g_autofree char *name = NULL;
    guint ordinal = h->n_places++;
    if (options->place == NULL)
        return;
    g_autofree char *cid = options->place (options->user_data, ordinal, &name);
    if (cid != NULL)
        ox_rtf_html_image (h, cid, 0, 0);
}

static void
put_break (OxRtfReader *r, OxRtfBreak what)
{
    OxRtfHtml *h = r->user;
    if (r->state.dest == OX_RTF_DEST_INSTRUCTION || r->state.dest == OX_RTF_DEST_PICTURE
        || r->state.dest == OX_RTF_DEST_MARKER)
        return;
    switch (what) {
    case OX_RTF_BREAK_PARAGRAPH:
        ox_rtf_html_paragraph_mark (h);
        break;
    case OX_RTF_BREAK_LINE:
        ox_rtf_html_begin_para (h);
        ox_rtf_html_puts (h, "<br>\n");
        h->empty = FALSE;
        h->space = TRUE;
        break;
    case OX_RTF_BREAK_PAGE:
        ox_rtf_html_end_para (h);
        break;
    case OX_RTF_BREAK_TAB:
        ox_rtf_html_text (h, "\t", 1);
        break;
    case OX_RTF_BREAK_CELL:
    case OX_RTF_BREAK_NEST_CELL:
        ox_rtf_html_cell_mark (h, what == OX_RTF_BREAK_CELL ? 1 : 2);
        break;
    case OX_RTF_BREAK_ROW:
    case OX_RTF_BREAK_NEST_ROW:
        ox_rtf_html_row_mark (h, what == OX_RTF_BREAK_ROW ? 1 : 2);
        break;
    case OX_RTF_BREAK_ATTACHMENT:
        put_place (h);
        break;
    }
}

static void
begin_result (OxRtfHtml *h)
{
    OxRtfField *field = ox_rtf_fields_top (&h->fields);
    if (field == NULL || h->fields.too_deep > 0)
        return;
    ox_rtf_field_parse (field);
    if (!field->is_link)
        return;
    g_ptr_array_add (h->links, g_strdup (field->url));
    h->r->state.link = (gint32) h->links->len - 1;
}

/* An address that is no link is shown where the text does not say it. */
static void
end_field (OxRtfHtml *h)
{
    OxRtfField *field = ox_rtf_fields_top (&h->fields);
    if (field == NULL || h->fields.too_deep > 0)
        return;
    ox_rtf_field_parse (field);
    if (field->symbol != 0 && field->shown->len == 0) {
        char utf8[6];
        ox_rtf_html_text (h, utf8, (gsize) g_unichar_to_utf8 (field->symbol, utf8));
    }
    if (field->url != NULL && !field->is_link && !ox_rtf_field_says_url (field)) {
        ox_rtf_html_text (h, field->shown->len > 0 ? " <" : "<", field->shown->len > 0 ? 2 : 1);
        ox_rtf_html_text (h, field->url, strlen (field->url));
        ox_rtf_html_text (h, ">", 1);
    }
}

static void
end_picture (OxRtfHtml *h)
{
    const OxRtfOptions *options = h->r->options;
    OxRtfPicture picture;
    g_autofree char *cid = NULL;
    if (!ox_rtf_picture_end (&h->picture, &picture))
        return;
    g_autoptr (GBytes) bytes = picture.bytes;
    if (options->picture != NULL)
        cid = options->picture (options->user_data, &picture);
    if (cid != NULL)
        ox_rtf_html_image (h, cid, picture.width, picture.height);
    else
        ox_diag (options->diagnostics, OX_DIAG_RTF_PICTURE, h->r->lexer.s.at,
                 "a picture of type %s and %" G_GSIZE_FORMAT " bytes", picture.mime_type,
                 g_bytes_get_size (bytes));
}

static void
enter (OxRtfReader *r, OxRtfDest dest)
{
    OxRtfHtml *h = r->user;
    if (dest == OX_RTF_DEST_FIELD)
        ox_rtf_fields_push (&h->fields);
    else if (dest == OX_RTF_DEST_RESULT)
        begin_result (h);
    else if (dest == OX_RTF_DEST_FOOTNOTE)
        ox_rtf_html_text (h, " [", 2);
    else if (dest == OX_RTF_DEST_PICTURE)
        ox_rtf_picture_begin (&h->picture);
    else if (dest == OX_RTF_DEST_MARKER)
        g_string_truncate (h->marker, 0);
}

static void
leave (OxRtfReader *r, OxRtfDest dest)
{
    OxRtfHtml *h = r->user;
    if (dest == OX_RTF_DEST_FIELD) {
        end_field (h);
        ox_rtf_fields_pop (&h->fields);
    } else if (dest == OX_RTF_DEST_FOOTNOTE) {
        ox_rtf_html_text (h, "]", 1);
    } else if (dest == OX_RTF_DEST_PICTURE) {
        end_picture (h);
    }
}

static void
put_word (OxRtfReader *r, OxRtfKindOfWord kind, gint32 value, const OxRtfToken *token)
{
    OxRtfHtml *h = r->user;
    if (kind == OX_RTF_KIND_ROW)
        ox_rtf_html_row_word (h, (OxRtfRowWord) value, token->param);
    else if (r->state.dest == OX_RTF_DEST_PICTURE)
        ox_rtf_picture_word (&h->picture, kind, value, token);
}

static void
put_binary (OxRtfReader *r, OxSlice data)
{
    OxRtfHtml *h = r->user;
    ox_rtf_picture_binary (&h->picture, data);
}

static const OxRtfConsumer consumer = {
    .text = put_text,
    .line_break = put_break,
    .word = put_word,
    .enter = enter,
    .leave = leave,
    .binary = put_binary,
    .native = TRUE,
};

/* --- the whole -------------------------------------------------------------------------------- */

static void
html_clear (OxRtfHtml *h)
{
    g_ptr_array_unref (h->links);
    g_ptr_array_unref (h->faces);
    g_string_free (h->marker, TRUE);
    g_array_unref (h->cells);
    ox_rtf_fields_clear (&h->fields);
    g_clear_pointer (&h->picture.data, g_byte_array_unref);
}

GString *
ox_rtf_convert_html (OxSlice rtf, const OxRtfOptions *options, OxRtfInfo *info)
{
    OxRtfReader r;
    OxRtfHtml h = { .r = &r, .style = { .link = -1, .font = -1 } };
    h.out = g_string_sized_new (MIN (rtf.left, 1u << 20));
    h.links = g_ptr_array_new_with_free_func (g_free);
    h.faces = g_ptr_array_new_with_free_func (g_free);
    h.marker = g_string_new (NULL);
    h.cells = g_array_new (FALSE, FALSE, sizeof (OxHtmlCell));
    h.cell.back = G_MAXUINT32;
    ox_rtf_fields_init (&h.fields);
    ox_rtf_reader_init (&r, rtf, options, &consumer, &h);
    g_string_append (h.out, "<!DOCTYPE html>\n<html>\n<head>\n<meta charset=\"utf-8\">\n</head>\n"
                            "<body>\n");
    ox_rtf_reader_run (&r);
    h.closing = TRUE;
    ox_rtf_html_close_blocks (&h);
    ox_rtf_html_puts (&h, "</body>\n</html>\n");
    info->codepage = r.page;
    info->n_places = h.n_places;
    html_clear (&h);
    ox_rtf_reader_clear (&r);
    return h.out;
}
