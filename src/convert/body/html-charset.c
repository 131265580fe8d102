/* SPDX-License-Identifier: MIT
 *
 * What HTML says of its own character set: a byte order mark, or a <meta> near its top. A scan
 * over tags, as browsers do it before they parse.
 */
#include "convert/body/html.h"

#include "base/charset.h"
#include "convert/body/html-tag.h"

#include <string.h>

#define WINDOW   65536 /* a <meta> stands in the first bytes, or nowhere */
#define MAX_NAME 64

/* "text/html; charset=X" */
static gboolean
charset_of_content (OxSlice content, OxSlice *name)
{
    while (content.left > 0 && !ox_html_starts (&content, "charset"))
        ox_slice_skip (&content, 1);
    ox_slice_skip (&content, MIN (content.left, strlen ("charset")));
    ox_html_skip_space (&content);
    if (ox_slice_peek (&content) != '=')
        return FALSE;
    ox_slice_skip (&content, 1);
    ox_html_skip_space (&content);
    if (ox_slice_peek (&content) == '"' || ox_slice_peek (&content) == '\'')
        ox_slice_skip (&content, 1);
    *name = ox_html_take_until (&content, " \t\r\n\f;\"'");
    return name->left > 0;
}

/* A <meta> tag, from behind its name. */
static gboolean
read_meta (OxSlice *s, OxSlice *name)
{
    OxHtmlAttribute a;
    OxSlice content = { 0 };
    gboolean is_type = FALSE;
    gboolean found = FALSE;
    while (ox_html_next_attribute (s, &a)) {
        if (ox_html_is (a.name, "charset") && a.value.left > 0) {
            *name = a.value;
            found = TRUE;
        } else if (ox_html_is (a.name, "http-equiv")) {
            is_type = ox_html_is (a.value, "content-type");
        } else if (ox_html_is (a.name, "content")) {
            content = a.value;
        }
    }
    return found || (is_type && charset_of_content (content, name));
}

static gboolean
find_meta (OxSlice s, OxSlice *name)
{
    OxHtmlAttribute a;
    while (s.left > 0) {
        ox_slice_skip (&s, ox_slice_find (&s, "<"));
        if (ox_html_starts (&s, "<!--")) {
            ox_slice_skip (&s, ox_slice_find (&s, "-->"));
        } else if (ox_html_starts (&s, "<meta") && s.left > 5
                   && (ox_html_is_space (ox_slice_data (&s)[5]) || ox_slice_data (&s)[5] == '/')) {
            ox_slice_skip (&s, 5);
            if (read_meta (&s, name))
                return TRUE;
        } else if (ox_html_starts (&s, "<body") || s.left < 2) {
            return FALSE;
        } else {
            ox_slice_skip (&s, 1);
            if (g_ascii_isalpha ((char) ox_slice_peek (&s)) || ox_slice_peek (&s) == '/') {
                ox_html_take_until (&s, " \t\r\n\f>");
                while (ox_html_next_attribute (&s, &a))
                    continue;
            }
        }
    }
    return FALSE;
}

gboolean
ox_html_find_charset (OxSlice html, gsize *offset, gsize *length)
{
    OxSlice name;
    OxSlice window = ox_slice_take (&html, MIN (html.left, WINDOW));
    if (!find_meta (window, &name) || name.left > MAX_NAME)
        return FALSE;
    *offset = (gsize) (name.at - window.at);
    *length = name.left;
    return TRUE;
}

guint
ox_html_charset (OxSlice html)
{
    gsize offset = 0;
    gsize length = 0;
    if (ox_html_starts (&html, "\xEF\xBB\xBF"))
        return 65001;
    if (ox_html_starts (&html, "\xFF\xFE"))
        return 1200;
    if (ox_html_starts (&html, "\xFE\xFF"))
        return 1201;
    if (!ox_html_find_charset (html, &offset, &length))
        return 0;
    OxSlice at = ox_slice_at (&html, offset);
    g_autofree char *name = g_strndup ((const char *) ox_slice_data (&at), length);
    guint page = ox_charset_from_name (name);
    /* The name was read as ASCII, so UTF-16 it cannot be. */
    return page == 1200 || page == 1201 ? 65001 : page;
}

char *
ox_html_say_utf8 (GString *html)
{
    gsize offset = 0;
    gsize length = 0;
    OxSlice s = ox_slice ((const guint8 *) html->str, html->len, 0);
    if (!ox_html_find_charset (s, &offset, &length))
        return NULL;
    char *old = g_strndup (&html->str[offset], length);
    if (g_ascii_strcasecmp (old, "utf-8") == 0) {
        g_free (old);
        return NULL;
    }
    g_string_erase (html, (gssize) offset, (gssize) length);
    g_string_insert (html, (gssize) offset, "utf-8");
    return old;
}
