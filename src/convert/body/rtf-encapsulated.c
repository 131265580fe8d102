/* SPDX-License-Identifier: MIT
 *
 * HTML and text out of the RTF that encapsulates them, [MS-OXRTFEX] 2.2.
 */
#include "convert/body/rtf-read.h"

#include <string.h>

#define INSPECTED 20 /* tokens; the specification asks for 10, writers stay within */

static gboolean
is_blank (OxSlice s)
{
    while (s.left > 0)
        if (!g_ascii_isspace ((char) ox_slice_u8 (&s)))
            return FALSE;
    return TRUE;
}

OxRtfKind
ox_rtf_detect (OxSlice rtf)
{
    OxRtfLexer lexer;
    OxRtfToken t;
    ox_rtf_lexer_init (&lexer, ox_rtf_start (rtf));
    ox_rtf_lexer_next (&lexer, &t);
    if (t.type != OX_RTF_OPEN)
        return OX_RTF_NONE;
    ox_rtf_lexer_next (&lexer, &t);
    if (t.type != OX_RTF_KEY)
        return OX_RTF_NONE;
    for (guint i = 2; i < INSPECTED; i++) {
        ox_rtf_lexer_next (&lexer, &t);
        if (t.type == OX_RTF_OPEN || (t.type == OX_RTF_TEXT && is_blank (t.text)))
            continue;
        if (t.type != OX_RTF_KEY || t.word == OX_RTF_WORD_fonttbl)
            return OX_RTF_NATIVE;
        if (t.word == OX_RTF_WORD_fromhtml && t.has_param && t.param == 1)
            return OX_RTF_HTML;
        if (t.word == OX_RTF_WORD_fromtext)
            return OX_RTF_PLAIN;
    }
    return OX_RTF_NATIVE;
}

/* --- extraction ------------------------------------------------------------------------------- */

static void
put (OxRtfReader *r, const char *text, gsize n)
{
    GString *out = r->user;
    if (ox_rtf_reader_may_grow (r, out->len, n))
        g_string_append_len (out, text, (gssize) n);
}

static void
puts_ascii (OxRtfReader *r, const char *text)
{
    put (r, text, strlen (text));
}

/* How characters that words stand for are written within a tag, 2.1.3.1.4.2. */
static const struct {
    gunichar c;
    const char *entity;
} entities[] = {
    { 0x2018, "&lsquo;" }, { 0x2019, "&rsquo;" }, { 0x201C, "&ldquo;" }, { 0x201D, "&rdquo;" },
    { 0x2022, "&bull;" },  { 0x2013, "&ndash;" }, { 0x2014, "&mdash;" }, { 0x00A0, "&nbsp;" },
    { 0x2011, "&shy;" },   { 0xFFFD, "&#xFFFD;" },
};

static void
put_character (OxRtfReader *r, gunichar c, gboolean from_unicode)
{
    char text[16];
    if (r->state.dest != OX_RTF_DEST_HTMLTAG) {
        put (r, text, (gsize) g_unichar_to_utf8 (c, text));
        return;
    }
    if (from_unicode) {
        g_snprintf (text, sizeof text, "&#x%04X;", c);
        puts_ascii (r, text);
        return;
    }
    for (guint i = 0; i < G_N_ELEMENTS (entities); i++)
        if (entities[i].c == c)
            puts_ascii (r, entities[i].entity);
}

static void
put_break (OxRtfReader *r, OxRtfBreak what)
{
    if (what == OX_RTF_BREAK_TAB)
        puts_ascii (r, "\t");
    else if (what == OX_RTF_BREAK_PARAGRAPH
             || (what == OX_RTF_BREAK_LINE && r->state.dest != OX_RTF_DEST_HTMLTAG))
        puts_ascii (r, "\r\n");
}

static const OxRtfConsumer html_consumer = {
    .text = put,
    .character = put_character,
    .line_break = put_break,
    .html = TRUE,
};

static const OxRtfConsumer text_consumer = {
    .text = put,
    .line_break = put_break,
};

GString *
ox_rtf_extract (OxSlice rtf, const OxRtfOptions *options, OxRtfInfo *info)
{
    OxRtfReader r;
    GString *out = g_string_sized_new (MIN (rtf.left, 1u << 20));
    gboolean html = info->kind == OX_RTF_HTML;
    ox_rtf_reader_init (&r, rtf, options, html ? &html_consumer : &text_consumer, out);
    ox_rtf_reader_run (&r);
    info->codepage = r.page;
    ox_rtf_reader_clear (&r);
    /* The last paragraph has an end, which the text need not have had. */
    if (!html && out->len >= 2 && strcmp (&out->str[out->len - 2], "\r\n") == 0)
        g_string_truncate (out, out->len - 2);
    return out;
}
