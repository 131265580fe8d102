/* SPDX-License-Identifier: MIT
 *
 * HTML to the text a person would read. A tokenizer of our own, not a parser: it
 * keeps no tree, so no nesting can hurt it.
 */
#include <oxcart/body.h>

#include <string.h>

/* What a tag means for the text. */
typedef enum {
    TAG_INLINE,
    TAG_BREAK,     /* a line ends */
    TAG_PARAGRAPH, /* a blank line stands between */
    TAG_ITEM,
    TAG_CELL,
    TAG_PRE,
    TAG_SKIP /* its content is no text */
} TagKind;

static const struct {
    const char *name;
    TagKind kind;
} tags[] = {
    { "br", TAG_BREAK },      { "div", TAG_BREAK },     { "p", TAG_PARAGRAPH },
    { "tr", TAG_BREAK },      { "li", TAG_ITEM },       { "td", TAG_CELL },
    { "th", TAG_CELL },       { "table", TAG_BREAK },   { "ul", TAG_BREAK },
    { "ol", TAG_BREAK },      { "h1", TAG_PARAGRAPH },  { "h2", TAG_PARAGRAPH },
    { "h3", TAG_PARAGRAPH },  { "h4", TAG_PARAGRAPH },  { "h5", TAG_PARAGRAPH },
    { "h6", TAG_PARAGRAPH },  { "hr", TAG_BREAK },      { "blockquote", TAG_PARAGRAPH },
    { "pre", TAG_PRE },       { "dt", TAG_BREAK },      { "dd", TAG_BREAK },
    { "center", TAG_BREAK },  { "section", TAG_BREAK }, { "article", TAG_BREAK },
    { "header", TAG_BREAK },  { "footer", TAG_BREAK },  { "style", TAG_SKIP },
    { "script", TAG_SKIP },   { "title", TAG_SKIP },    { "head", TAG_INLINE },
};

typedef struct {
    const char *p;
    const char *end;
    GString *out;
    gboolean space;   /* white space stands before the next character */
    guint newlines;   /* line ends that stand before it */
    guint pre;        /* within how many <pre> */
} Html;

/* --- output ------------------------------------------------------------------------------ */

static void
want_lines (Html *h, guint n)
{
    if (h->out->len > 0)
        h->newlines = MAX (h->newlines, n);
    h->space = FALSE;
}

static void
flush_white (Html *h)
{
    for (; h->newlines > 0; h->newlines--)
        g_string_append_c (h->out, '\n');
    if (h->space && h->out->len > 0 && h->out->str[h->out->len - 1] != '\n')
        g_string_append_c (h->out, ' ');
    h->space = FALSE;
}

static void
put_text (Html *h, const char *text, gsize n)
{
    flush_white (h);
    g_string_append_len (h->out, text, (gssize) n);
}

/* --- entities ----------------------------------------------------------------------------- */

static gunichar
numeric_entity (const char *name, gsize n)
{
    gboolean hex = n > 1 && (name[1] == 'x' || name[1] == 'X');
    gunichar c = 0;
    for (gsize i = hex ? 2 : 1; i < n; i++) {
        int digit = hex ? g_ascii_xdigit_value (name[i]) : g_ascii_digit_value (name[i]);
        if (digit < 0 || c > 0x110000)
            return 0;
        c = c * (hex ? 16 : 10) + (gunichar) digit;
    }
    return c != 0 && g_unichar_validate (c) ? c : 0;
}

static gunichar
named_entity (const char *name, gsize n)
{
    static const struct {
        const char *name;
        gunichar c;
    } entities[] = {
        { "amp", '&' },      { "lt", '<' },       { "gt", '>' },       { "quot", '"' },
        { "apos", '\'' },    { "nbsp", 0xA0 },    { "copy", 0xA9 },    { "reg", 0xAE },
        { "auml", 0xE4 },    { "ouml", 0xF6 },    { "uuml", 0xFC },    { "Auml", 0xC4 },
        { "Ouml", 0xD6 },    { "Uuml", 0xDC },    { "szlig", 0xDF },   { "eacute", 0xE9 },
        { "egrave", 0xE8 },  { "agrave", 0xE0 },  { "ccedil", 0xE7 },  { "ecirc", 0xEA },
        { "euro", 0x20AC },  { "ndash", 0x2013 }, { "mdash", 0x2014 }, { "hellip", 0x2026 },
        { "lsquo", 0x2018 }, { "rsquo", 0x2019 }, { "ldquo", 0x201C }, { "rdquo", 0x201D },
        { "bull", 0x2022 },  { "middot", 0xB7 },  { "laquo", 0xAB },   { "raquo", 0xBB },
        { "trade", 0x2122 }, { "deg", 0xB0 },     { "sect", 0xA7 },    { "times", 0xD7 },
    };
    for (guint i = 0; i < G_N_ELEMENTS (entities); i++)
        if (strlen (entities[i].name) == n && strncmp (entities[i].name, name, n) == 0)
            return entities[i].c;
    return 0;
}

static void
read_entity (Html *h)
{
    const char *name = h->p + 1;
    gsize n = 0;
    while (name + n < h->end && n < 32 && (g_ascii_isalnum (name[n]) || name[n] == '#'))
        n++;
    gunichar c = n == 0 ? 0 : name[0] == '#' ? numeric_entity (name, n) : named_entity (name, n);
    if (c == 0) {
        put_text (h, "&", 1);
        h->p++;
        return;
    }
    char utf8[6];
    if (c == 0xA0)
        c = ' ';
    put_text (h, utf8, (gsize) g_unichar_to_utf8 (c, utf8));
    h->p = name + n;
    if (h->p < h->end && *h->p == ';')
        h->p++;
}

/* --- tags ----------------------------------------------------------------------------------- */

static TagKind
find_kind (const char *name, gsize n)
{
    for (guint i = 0; i < G_N_ELEMENTS (tags); i++)
        if (strlen (tags[i].name) == n && g_ascii_strncasecmp (tags[i].name, name, n) == 0)
            return tags[i].kind;
    return TAG_INLINE;
}

static void
skip_past (Html *h, const char *what)
{
    const char *at = g_strstr_len (h->p, h->end - h->p, what);
    h->p = at != NULL ? at + strlen (what) : h->end;
}

/* Past "</name", without case; what is between is no text. */
static void
skip_content (Html *h, const char *name, gsize n)
{
    while (h->p < h->end) {
        const char *lt = memchr (h->p, '<', (gsize) (h->end - h->p));
        if (lt == NULL || (gsize) (h->end - lt) < n + 2) {
            h->p = h->end;
            return;
        }
        h->p = lt + 1;
        if (lt[1] == '/' && g_ascii_strncasecmp (lt + 2, name, n) == 0) {
            skip_past (h, ">");
            return;
        }
    }
}

/* To behind the '>' that ends a tag: one within quotes does not. */
static void
skip_tag (Html *h)
{
    char quote = '\0';
    for (; h->p < h->end; h->p++) {
        if (quote != '\0')
            quote = *h->p == quote ? '\0' : quote;
        else if (*h->p == '"' || *h->p == '\'')
            quote = *h->p;
        else if (*h->p == '>')
            break;
    }
    if (h->p < h->end)
        h->p++;
}

static void
apply_tag (Html *h, TagKind kind, gboolean closing, const char *name, gsize n)
{
    switch (kind) {
    case TAG_BREAK:
        /* <br><br> is a blank line; <div><div> is not. */
        if (n == 2 && g_ascii_strncasecmp (name, "br", 2) == 0)
            h->newlines = h->out->len > 0 ? MIN (h->newlines + 1, 3) : 0;
        else
            want_lines (h, 1);
        h->space = FALSE;
        break;
    case TAG_PARAGRAPH:
        want_lines (h, 2);
        break;
    case TAG_ITEM:
        want_lines (h, 1);
        if (!closing)
            put_text (h, "* ", 2);
        break;
    case TAG_CELL:
        if (!closing && h->out->len > 0 && h->newlines == 0)
            put_text (h, "\t", 1);
        break;
    case TAG_PRE:
        want_lines (h, 1);
        h->pre = closing ? 0 : 1;
        break;
    case TAG_SKIP:
        if (!closing)
            skip_content (h, name, n);
        break;
    case TAG_INLINE:
        break;
    }
}

static void
read_tag (Html *h)
{
    if (h->end - h->p >= 4 && strncmp (h->p, "<!--", 4) == 0) {
        h->p += 4;
        skip_past (h, "-->");
        return;
    }
    const char *name = h->p + 1;
    gboolean closing = name < h->end && *name == '/';
    name += closing;
    if (name >= h->end || (!g_ascii_isalpha (*name) && *name != '!' && *name != '?')) {
        put_text (h, "<", 1);
        h->p++;
        return;
    }
    gsize n = 0;
    while (name + n < h->end && g_ascii_isalnum (name[n]))
        n++;
    h->p = name + n;
    skip_tag (h);
    apply_tag (h, find_kind (name, n), closing, name, n);
}

static void
read_text (Html *h)
{
    const char *start = h->p;
    while (h->p < h->end && *h->p != '<' && *h->p != '&' && !g_ascii_isspace (*h->p))
        h->p++;
    if (h->p > start) {
        put_text (h, start, (gsize) (h->p - start));
        return;
    }
    if (h->pre > 0 && *h->p == '\n')
        h->newlines++;
    else
        h->space = TRUE;
    h->p++;
}

char *
ox_html_to_text (const char *html, gsize length)
{
    Html h = { html, html + length, g_string_new (NULL), FALSE, 0, 0 };
    while (h.p < h.end) {
        if (*h.p == '<')
            read_tag (&h);
        else if (*h.p == '&')
            read_entity (&h);
        else
            read_text (&h);
    }
    g_string_append_c (h.out, '\n');
    return g_string_free (h.out, FALSE);
}

#include "convert/body/html.h"
char *
ox_html_text (const char *html, gsize length, const OxLimits *limits, OxDiagnostics *diagnostics)
{
    return ox_html_to_text (html, length);
}
