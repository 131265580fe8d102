/* SPDX-License-Identifier: MIT
 *
 * What HTML says of its own character set: a byte order mark, or a <meta> near its top. A scan
 * over tags, as browsers do it before they parse.
 */
#include "convert/body/html.h"

#include "base/charset.h"

#include <string.h>

#define WINDOW   65536 /* a <meta> stands in the first bytes, or nowhere */
#define MAX_NAME 64

typedef struct {
    OxSlice name;
    OxSlice value;
} Attribute;

static gboolean
is_space (int c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static void
skip_space (OxSlice *s, gboolean slash)
{
    while (is_space (ox_slice_peek (s)) || (slash && ox_slice_peek (s) == '/'))
        ox_slice_skip (s, 1);
}

static gboolean
equals (OxSlice s, const char *what)
{
    return s.left == strlen (what)
           && g_ascii_strncasecmp ((const char *) ox_slice_data (&s), what, s.left) == 0;
}

static gboolean
starts (const OxSlice *s, const char *what)
{
    gsize n = strlen (what);
    return s->left >= n && g_ascii_strncasecmp ((const char *) ox_slice_data (s), what, n) == 0;
}

/* Takes up to a byte that ends a word. */
static OxSlice
take_until (OxSlice *s, const char *ends)
{
    OxSlice start = *s;
    while (s->left > 0 && (ox_slice_peek (s) == 0 || strchr (ends, ox_slice_peek (s)) == NULL))
        ox_slice_skip (s, 1);
    return ox_slice_take (&start, start.left - s->left);
}

/* The next attribute of a tag; FALSE at its end, which is taken. */
static gboolean
next_attribute (OxSlice *s, Attribute *a)
{
    skip_space (s, TRUE);
    if (s->left == 0 || ox_slice_peek (s) == '>') {
        ox_slice_skip (s, MIN (s->left, 1));
        return FALSE;
    }
    OxSlice before = *s;
    a->name = take_until (s, " \t\r\n\f=>/");
    a->value = ox_slice_take (s, 0);
    if (s->left == before.left) /* a lone '=' */
        ox_slice_skip (s, 1);
    skip_space (s, FALSE);
    if (ox_slice_peek (s) != '=')
        return TRUE;
    ox_slice_skip (s, 1);
    skip_space (s, FALSE);
    int quote = ox_slice_peek (s);
    if (quote != '"' && quote != '\'') {
        a->value = take_until (s, " \t\r\n\f>");
        return TRUE;
    }
    ox_slice_skip (s, 1);
    a->value = take_until (s, quote == '"' ? "\"" : "'");
    ox_slice_skip (s, MIN (s->left, 1));
    return TRUE;
}

/* "text/html; charset=X" */
static gboolean
charset_of_content (OxSlice content, OxSlice *name)
{
    while (content.left > 0 && !starts (&content, "charset"))
        ox_slice_skip (&content, 1);
    ox_slice_skip (&content, MIN (content.left, strlen ("charset")));
    skip_space (&content, FALSE);
    if (ox_slice_peek (&content) != '=')
        return FALSE;
    ox_slice_skip (&content, 1);
    skip_space (&content, FALSE);
    if (ox_slice_peek (&content) == '"' || ox_slice_peek (&content) == '\'')
        ox_slice_skip (&content, 1);
    *name = take_until (&content, " \t\r\n\f;\"'");
    return name->left > 0;
}

/* A <meta> tag, from behind its name. */
static gboolean
read_meta (OxSlice *s, OxSlice *name)
{
    Attribute a;
    OxSlice content = { 0 };
    gboolean is_type = FALSE;
    gboolean found = FALSE;
    while (next_attribute (s, &a)) {
        if (equals (a.name, "charset") && a.value.left > 0) {
            *name = a.value;
            found = TRUE;
        } else if (equals (a.name, "http-equiv")) {
            is_type = equals (a.value, "content-type");
        } else if (equals (a.name, "content")) {
            content = a.value;
        }
    }
    return found || (is_type && charset_of_content (content, name));
}

static void
skip_comment (OxSlice *s)
{
    while (s->left > 0 && !starts (s, "-->"))
        ox_slice_skip (s, 1);
    ox_slice_skip (s, MIN (s->left, 3));
}

static gboolean
find_meta (OxSlice s, OxSlice *name)
{
    Attribute a;
    while (s.left > 0) {
        take_until (&s, "<");
        if (starts (&s, "<!--")) {
            skip_comment (&s);
        } else if (starts (&s, "<meta") && s.left > 5
                   && (is_space (ox_slice_data (&s)[5]) || ox_slice_data (&s)[5] == '/')) {
            ox_slice_skip (&s, 5);
            if (read_meta (&s, name))
                return TRUE;
        } else if (starts (&s, "<body") || s.left < 2) {
            return FALSE;
        } else {
            ox_slice_skip (&s, 1);
            if (g_ascii_isalpha ((char) ox_slice_peek (&s)) || ox_slice_peek (&s) == '/') {
                take_until (&s, " \t\r\n\f>");
                while (next_attribute (&s, &a))
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
    if (starts (&html, "\xEF\xBB\xBF"))
        return 65001;
    if (starts (&html, "\xFF\xFE"))
        return 1200;
    if (starts (&html, "\xFE\xFF"))
        return 1201;
    if (!ox_html_find_charset (html, &offset, &length))
        return 0;
    OxSlice at = ox_slice_at (&html, offset);
    g_autofree char *name = g_strndup ((const char *) ox_slice_data (&at), length);
    guint page = ox_charset_from_name (name);
    /* The name was read as ASCII, so UTF-16 it cannot be. */
    return page == 1200 || page == 1201 ? 65001 : page;
}
