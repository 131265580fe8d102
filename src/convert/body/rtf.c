/* SPDX-License-Identifier: MIT */
#include "convert/body/rtf-read.h"

#include "base/diag.h"
#include "convert/body/html.h"

#include <oxcart/error.h>
#include <string.h>

OxSlice
ox_rtf_start (OxSlice rtf)
{
    OxSlice s = rtf;
    ox_slice_skip_utf8_mark (&s);
    while (s.left > 0 && g_ascii_isspace ((char) ox_slice_peek (&s)))
        ox_slice_skip (&s, 1);
    return s;
}

static gboolean
check_kind (OxRtfKind kind, GError **error)
{
    if (kind != OX_RTF_NONE)
        return TRUE;
    g_set_error_literal (error, OX_ERROR, OX_ERROR_FORMAT, "this is not RTF");
    return FALSE;
}

/* The bytes are UTF-8 now, whatever they were when the <meta> was written. */
static void
fix_meta (GString *html, const OxRtfOptions *options, OxRtfInfo *info)
{
    info->html_codepage = ox_html_charset (ox_slice ((const guint8 *) html->str, html->len, 0));
    g_autofree char *old = info->html_codepage != 65001 ? ox_html_say_utf8 (html) : NULL;
    if (old == NULL)
        return;
    g_autofree char *shown = g_strescape (old, NULL);
    ox_diag (options->diagnostics, OX_DIAG_RTF_META, OX_DIAG_NO_OFFSET, "\"%s\" became \"utf-8\"",
             shown);
}

GBytes *
ox_rtf_to_html (OxSlice rtf, const OxRtfOptions *options, OxRtfInfo *info, GError **error)
{
    OxRtfInfo found = { .kind = ox_rtf_detect (rtf) };
    if (!check_kind (found.kind, error))
        return NULL;
    rtf = ox_rtf_start (rtf);
    GString *html;
    if (found.kind == OX_RTF_HTML) {
        html = ox_rtf_extract (rtf, options, &found);
        fix_meta (html, options, &found);
    } else {
        html = ox_rtf_convert_html (rtf, options, &found);
    }
    if (info != NULL)
        *info = found;
    return g_string_free_to_bytes (html);
}

/* Text ends at a NUL for those who get it. */
static void
drop_nuls (GString *text)
{
    gsize to = 0;
    if (memchr (text->str, '\0', text->len) == NULL)
        return;
    for (gsize from = 0; from < text->len; from++)
        if (text->str[from] != '\0')
            text->str[to++] = text->str[from];
    g_string_truncate (text, to);
}

/* The text of HTML has LF. */
static GString *
to_crlf (const char *text)
{
    GString *out = g_string_sized_new (strlen (text) + 64);
    for (; *text != '\0'; text++) {
        if (*text == '\n')
            g_string_append_c (out, '\r');
        g_string_append_c (out, *text);
    }
    return out;
}

char *
ox_rtf_to_text (OxSlice rtf, const OxRtfOptions *options, gsize *length, OxRtfInfo *info,
                GError **error)
{
    OxRtfInfo found = { .kind = ox_rtf_detect (rtf) };
    if (!check_kind (found.kind, error))
        return NULL;
    rtf = ox_rtf_start (rtf);
    GString *text;
    if (found.kind == OX_RTF_NATIVE) {
        text = ox_rtf_convert_text (rtf, options, &found);
    } else {
        text = ox_rtf_extract (rtf, options, &found);
    }
    drop_nuls (text);
    if (found.kind == OX_RTF_HTML) {
        g_autofree char *plain = ox_html_text (text->str, text->len, options->limits,
                                               options->diagnostics);
        g_string_free (text, TRUE);
        text = to_crlf (plain);
    }
    if (info != NULL)
        *info = found;
    if (length != NULL)
        *length = text->len;
    return g_string_free (text, FALSE);
}

static void
count_break (OxRtfReader *r, OxRtfBreak what)
{
    guint *n = r->user;
    OxRtfDest dest = r->state.dest;
    *n += what == OX_RTF_BREAK_ATTACHMENT && dest != OX_RTF_DEST_INSTRUCTION && dest != OX_RTF_DEST_PICTURE;
}

/* Whatever else it means where the word stands, without it there is no place. */
guint
ox_rtf_most_places (OxSlice rtf)
{
    static const char word[] = "\\objattph";
    guint n = 0;
    if (ox_rtf_detect (rtf) != OX_RTF_NATIVE)
        return 0;
    for (gsize before; (before = ox_slice_find (&rtf, word)) < rtf.left; n++)
        ox_slice_skip (&rtf, before + strlen (word));
    return n;
}

guint
ox_rtf_count_places (OxSlice rtf)
{
    static const OxRtfConsumer consumer = { .line_break = count_break, .native = TRUE };
    const OxRtfOptions options = { 0 };
    OxRtfReader r;
    guint n = 0;
    if (ox_rtf_most_places (rtf) == 0)
        return 0;
    ox_rtf_reader_init (&r, ox_rtf_start (rtf), &options, &consumer, &n);
    ox_rtf_reader_run (&r);
    ox_rtf_reader_clear (&r);
    return n;
}
