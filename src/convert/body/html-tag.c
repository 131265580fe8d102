/* SPDX-License-Identifier: MIT */
#include "convert/body/html-tag.h"

#include <string.h>

gboolean
ox_html_is_space (int c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

void
ox_html_skip_space (OxSlice *s)
{
    while (ox_html_is_space (ox_slice_peek (s)))
        ox_slice_skip (s, 1);
}

gboolean
ox_html_is (OxSlice s, const char *what)
{
    return s.left == strlen (what) && ox_html_starts (&s, what);
}

gboolean
ox_html_starts (const OxSlice *s, const char *what)
{
    gsize n = strlen (what);
    return s->left >= n && g_ascii_strncasecmp ((const char *) ox_slice_data (s), what, n) == 0;
}

OxSlice
ox_html_take_until (OxSlice *s, const char *ends)
{
    OxSlice start = *s;
    while (s->left > 0 && (ox_slice_peek (s) == 0 || strchr (ends, ox_slice_peek (s)) == NULL))
        ox_slice_skip (s, 1);
    return ox_slice_take (&start, start.left - s->left);
}

static void
read_value (OxSlice *s, OxHtmlAttribute *a)
{
    int quote = ox_slice_peek (s);
    if (quote != '"' && quote != '\'') {
        a->value = ox_html_take_until (s, " \t\r\n\f>");
        return;
    }
    ox_slice_skip (s, 1);
    a->value = ox_slice_take (s, ox_slice_find (s, quote == '"' ? "\"" : "'"));
    a->unclosed = s->left == 0;
    ox_slice_skip (s, MIN (s->left, 1));
}

gboolean
ox_html_next_attribute (OxSlice *s, OxHtmlAttribute *a)
{
    while (ox_html_is_space (ox_slice_peek (s)) || ox_slice_peek (s) == '/')
        ox_slice_skip (s, 1);
    if (s->left == 0 || ox_slice_peek (s) == '>') {
        ox_slice_skip (s, MIN (s->left, 1));
        return FALSE;
    }
    *a = (OxHtmlAttribute){ .name = ox_html_take_until (s, " \t\r\n\f=>/") };
    a->value = ox_slice_take (s, 0);
    if (a->name.left == 0) /* a lone '=' */
        ox_slice_skip (s, 1);
    ox_html_skip_space (s);
    if (ox_slice_peek (s) == '=') {
        ox_slice_skip (s, 1);
        ox_html_skip_space (s);
        read_value (s, a);
    }
    return TRUE;
}
