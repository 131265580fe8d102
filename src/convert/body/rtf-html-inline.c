/* SPDX-License-Identifier: MIT */
#include "convert/body/rtf-html.h"

#include "base/charset.h"

#include <string.h>

/* --- CSS -------------------------------------------------------------------------------------- */

char *
ox_rtf_html_points (gint32 twips)
{
    guint magnitude = (guint) ABS (twips);
    guint hundredths = magnitude % 20 * 5;
    const char *sign = twips < 0 ? "-" : "";
    if (hundredths == 0)
        return g_strdup_printf ("%s%u", sign, magnitude / 20);
    return hundredths % 10 == 0
               ? g_strdup_printf ("%s%u.%u", sign, magnitude / 20, hundredths / 10)
               : g_strdup_printf ("%s%u.%02u", sign, magnitude / 20, hundredths);
}

/* Only what cannot end the attribute or the name it stands in. */
static gboolean
is_safe (char c)
{
    return g_ascii_isalnum (c) || c == ' ' || c == '-' || c == '_' || c == '.' || (guchar) c >= 0x80;
}

static char *
make_face (const OxRtfReader *r, gint32 index)
{
    static const char *const generic[] = {
        [OX_RTF_FAMILY_NONE] = NULL,
        [OX_RTF_FAMILY_SERIF] = "serif",
        [OX_RTF_FAMILY_SANS] = "sans-serif",
        [OX_RTF_FAMILY_MONO] = "monospace",
        [OX_RTF_FAMILY_CURSIVE] = "cursive",
    };
    const OxRtfFont *font = ox_rtf_reader_font (r, index);
    guint page = ox_rtf_font_page (r, index);
    GString *css = g_string_new (NULL);
    /* Text of symbol fonts has become characters of any font. */
    if (font == NULL || page == 42)
        return g_string_free (css, FALSE);
    gsize n = 0;
    guint n_bad = 0;
    g_autofree char *name = NULL;
    if (font->name != NULL)
        name = ox_charset_decode (page, ox_slice ((const guint8 *) font->name->str, font->name->len, 0),
                                  &n, &n_bad);
    if (name != NULL && n_bad == 0) {
        for (gsize i = 0; i < n; i++)
            if (is_safe (name[i]))
                g_string_append_c (css, name[i]);
        g_strchomp (css->str);
        css->len = strlen (css->str);
    }
    if (css->len > 0) {
        g_string_prepend (css, "font-family:'");
        g_string_append_c (css, '\'');
        if (generic[font->family] != NULL)
            g_string_append_printf (css, ",%s", generic[font->family]);
    } else if (generic[font->family] != NULL) {
        g_string_append_printf (css, "font-family:%s", generic[font->family]);
    }
    return g_string_free (css, FALSE);
}

static const char *
get_face (OxRtfHtml *h, gint32 font)
{
    if (font < 0)
        return "";
    while (h->faces->len <= (guint) font)
        g_ptr_array_add (h->faces, NULL);
    if (g_ptr_array_index (h->faces, font) == NULL)
        g_ptr_array_index (h->faces, font) = make_face (h->r, font);
    return g_ptr_array_index (h->faces, font);
}

static void
add_css (GString *css, const char *declaration)
{
    if (css->len > 0 && declaration[0] != '\0')
        g_string_append_c (css, ';');
    g_string_append (css, declaration);
}

static char *
span_css (OxRtfHtml *h, const OxHtmlStyle *style)
{
    GString *css = g_string_new (get_face (h, style->font));
    char buffer[64];
    if (style->size > 0 && style->size < 4000) {
        g_snprintf (buffer, sizeof buffer, "font-size:%d%spt", style->size / 2,
                    style->size % 2 != 0 ? ".5" : "");
        add_css (css, buffer);
    }
    if (style->color != G_MAXUINT32) {
        g_snprintf (buffer, sizeof buffer, "color:#%06x", style->color);
        add_css (css, buffer);
    }
    if (style->back != G_MAXUINT32) {
        g_snprintf (buffer, sizeof buffer, "background-color:#%06x", style->back);
        add_css (css, buffer);
    }
    if ((style->flags & OX_RTF_CAPS) != 0)
        add_css (css, "text-transform:uppercase");
    if ((style->flags & OX_RTF_SMALL_CAPS) != 0)
        add_css (css, "font-variant:small-caps");
    return g_string_free (css, FALSE);
}

/* --- inline elements ---------------------------------------------------------------------------- */

static const struct {
    guint16 flags;
    const char *name;
} elements[OX_HTML_N_INLINE] = {
    [OX_HTML_LINK] = { 0, "a" },
    [OX_HTML_SPAN] = { OX_RTF_CAPS | OX_RTF_SMALL_CAPS, "span" },
    [OX_HTML_BOLD] = { OX_RTF_BOLD, "b" },
    [OX_HTML_ITALIC] = { OX_RTF_ITALIC, "i" },
    [OX_HTML_UNDERLINE] = { OX_RTF_UNDERLINE, "u" },
    [OX_HTML_STRIKE] = { OX_RTF_STRIKE, "s" },
    [OX_HTML_RAISED] = { OX_RTF_SUPER | OX_RTF_SUB, "sup" },
};

/* Color 0 is that of the reader. */
static guint32
get_color (const OxRtfReader *r, gint32 number)
{
    return number > 0 ? ox_rtf_reader_color (r, number) : G_MAXUINT32;
}

static OxHtmlStyle
wanted_style (OxRtfHtml *h)
{
    const OxRtfReader *r = h->r;
    const OxRtfChar *chars = &r->state.chars;
    gint32 font = ox_rtf_reader_current_font (r);
    return (OxHtmlStyle){
        r->state.link,
        get_face (h, font)[0] != '\0' ? font : -1,
        chars->values[OX_RTF_CHAR_SIZE],
        get_color (r, chars->values[OX_RTF_CHAR_COLOR]),
        get_color (r, chars->values[OX_RTF_CHAR_BACK]),
        chars->flags,
    };
}

/* The outermost element that two styles do not share. */
static guint
first_difference (const OxHtmlStyle *a, const OxHtmlStyle *b)
{
    if (a->link != b->link)
        return OX_HTML_LINK;
    if (a->font != b->font || a->size != b->size || a->color != b->color || a->back != b->back)
        return OX_HTML_SPAN;
    for (guint i = OX_HTML_SPAN; i < OX_HTML_N_INLINE; i++)
        if (((a->flags ^ b->flags) & elements[i].flags) != 0)
            return i;
    return OX_HTML_N_INLINE;
}

static const char *
element_name (const OxHtmlStyle *style, guint i)
{
    return i == OX_HTML_RAISED && (style->flags & OX_RTF_SUB) != 0 ? "sub" : elements[i].name;
}

static void
close_from (OxRtfHtml *h, guint first)
{
    for (guint i = OX_HTML_N_INLINE; i-- > first;) {
        if (h->open[i])
            ox_rtf_html_printf (h, "</%s>", element_name (&h->style, i));
        h->open[i] = FALSE;
    }
}

void
ox_rtf_html_close_inline (OxRtfHtml *h)
{
    close_from (h, 0);
}

static const char *
entity_of (char c)
{
    return c == '<' ? "&lt;" : c == '>' ? "&gt;" : c == '&' ? "&amp;" : c == '"' ? "&quot;" : NULL;
}

static void
put_escaped (OxRtfHtml *h, const char *text, gsize n)
{
    gsize start = 0;
    for (gsize i = 0; i < n; i++) {
        const char *entity = entity_of (text[i]);
        if (entity == NULL)
            continue;
        ox_rtf_html_emit (h, &text[start], i - start);
        ox_rtf_html_puts (h, entity);
        start = i + 1;
    }
    ox_rtf_html_emit (h, &text[start], n - start);
}

static void
open_element (OxRtfHtml *h, guint i)
{
    const OxHtmlStyle *style = &h->style;
    if (i == OX_HTML_LINK) {
        h->open[i] = style->link >= 0;
        if (!h->open[i])
            return;
        const char *url = g_ptr_array_index (h->links, style->link);
        ox_rtf_html_puts (h, "<a href=\"");
        put_escaped (h, url, strlen (url));
        ox_rtf_html_puts (h, "\">");
    } else if (i == OX_HTML_SPAN) {
        g_autofree char *css = span_css (h, style);
        h->open[i] = css[0] != '\0';
        if (h->open[i])
            ox_rtf_html_printf (h, "<span style=\"%s\">", css);
    } else if ((style->flags & elements[i].flags) != 0) {
        ox_rtf_html_printf (h, "<%s>", element_name (style, i));
        h->open[i] = TRUE;
    }
}

static void
set_style (OxRtfHtml *h)
{
    OxHtmlStyle style = wanted_style (h);
    gboolean any = FALSE;
    for (guint i = 0; i < OX_HTML_N_INLINE; i++)
        any = any || h->open[i];
    guint first = any ? first_difference (&style, &h->style) : 0;
    if (first == OX_HTML_N_INLINE)
        return;
    close_from (h, first);
    h->style = style;
    for (guint i = first; i < OX_HTML_N_INLINE; i++)
        open_element (h, i);
}

/* --- text ----------------------------------------------------------------------------------------- */

/* What stands for a character that HTML would not show as it is; NULL for the character. */
static const char *
replacement (OxRtfHtml *h, char c)
{
    if (c == ' ' && h->space)
        return "&nbsp;";
    if (c == '\t')
        return h->space ? "&nbsp;&nbsp;&nbsp; " : " &nbsp;&nbsp; ";
    if ((guchar) c < ' ' || c == 0x7F)
        return "";
    return c == '"' ? NULL : entity_of (c);
}

void
ox_rtf_html_text (OxRtfHtml *h, const char *text, gsize n)
{
    gsize start = 0;
    ox_rtf_html_begin_para (h);
    set_style (h);
    for (gsize i = 0; i < n; i++) {
        const char *instead = replacement (h, text[i]);
        h->space = text[i] == ' ' ? instead == NULL : text[i] == '\t';
        if (instead == NULL)
            continue;
        ox_rtf_html_emit (h, &text[start], i - start);
        ox_rtf_html_puts (h, instead);
        start = i + 1;
    }
    ox_rtf_html_emit (h, &text[start], n - start);
    h->empty = h->empty && n == 0;
}

void
ox_rtf_html_image (OxRtfHtml *h, const char *cid, guint width, guint height)
{
    ox_rtf_html_begin_para (h);
    set_style (h);
    ox_rtf_html_puts (h, "<img src=\"cid:");
    put_escaped (h, cid, strlen (cid));
    ox_rtf_html_puts (h, "\"");
    if (width > 0 && height > 0)
        ox_rtf_html_printf (h, " width=\"%u\" height=\"%u\"", width, height);
    ox_rtf_html_puts (h, " alt=\"\">");
    h->empty = FALSE;
    h->space = FALSE;
}
