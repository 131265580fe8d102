/* SPDX-License-Identifier: MIT
 *
 * The character set in which the bytes of an HTML body stand in a part of text.
 */
#include "convert/mime/body-private.h"

#include "base/charset-guess.h"
#include "base/charset.h"
#include "base/diag.h"
#include "convert/body/html.h"

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

void
ox_bodies_set_html (OxBodies *bodies, GBytes *html, guint page)
{
    bodies->html = html;
    bodies->html_charset = g_strdup (ox_charset_name (page));
}

void
ox_bodies_set_text_html (OxBodies *bodies, const char *text, gsize length)
{
    GString *html = g_string_new_len (text, (gssize) length);
    g_free (ox_html_say_utf8 (html));
    ox_bodies_set_html (bodies, g_string_free_to_bytes (html), 65001);
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
    ox_bodies_set_text_html (bodies, text, length);
    g_free (text);
}

/* PidTagInternetCodepage decides ([MS-OXCMAIL] 2.1.3.3.1) where the bytes agree;
 * else what the HTML says of itself, else UTF-8 where it is that. */
void
ox_bodies_label_html (OxMimeContext *c, OxBodies *bodies, GBytes *html)
{
    guint stored = (guint) ox_props_get_integer (c->props, OX_TAG_INTERNET_CODEPAGE, 0);
    guint message = (guint) ox_props_get_integer (c->props, OX_TAG_MESSAGE_CODEPAGE, 0);
    guint named = ox_html_charset (ox_slice_from_bytes (html));
    gboolean is_named = stored != 0 || named != 0 || message != 0;
    guint guess = is_named || is_ascii (html) ? 0 : ox_charset_guess (ox_slice_from_bytes (html));
    guint candidates[] = { stored, named, 65001, message, guess, 1252 };
    if (is_ascii (html)) {
        ox_bodies_set_html (bodies, g_bytes_ref (html), 20127);
        return;
    }
    for (guint i = 0; i < G_N_ELEMENTS (candidates); i++) {
        guint page = candidates[i];
        if (page == 0 || page == 20127 || !may_stand_in_mime (page)
            || !decodes_cleanly (page, html))
            continue;
        ox_bodies_set_html (bodies, g_bytes_ref (html), page);
        ox_mime_mark (c, c->props, OX_TAG_INTERNET_CODEPAGE, OX_FATE_MAPPED);
        if (!is_named && page != 65001)
            ox_diag (c->diagnostics, OX_DIAG_TEXT_GUESSED, OX_DIAG_NO_OFFSET,
                     "nothing names the code page of the HTML body: taken for %u", page);
        if (i == 3)
            ox_mime_mark (c, c->props, OX_TAG_MESSAGE_CODEPAGE, OX_FATE_MAPPED);
        return;
    }
    reencode_html (c, bodies, html, stored != 0 ? stored : 1252);
}
