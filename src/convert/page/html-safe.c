/* SPDX-License-Identifier: MIT */
#include "convert/page/html-safe.h"

#include "convert/body/html-entity.h"
#include "convert/body/html-tag.h"

#include <string.h>

#define MOST_NAME 64  /* longer names of tags and attributes mean nothing to a browser */
#define MOST_CID  1000

static void
put (OxHtmlSafe *safe, const char *text)
{
    ox_sink_puts (safe->sink, text);
}

static void
put_slice (OxHtmlSafe *safe, OxSlice s)
{
    if (s.left > 0)
        ox_sink_write (safe->sink, ox_slice_data (&s), s.left);
}

static gboolean
is_one_of (OxSlice name, const char *const *names)
{
    for (guint i = 0; names[i] != NULL; i++)
        if (ox_html_is (name, names[i]))
            return TRUE;
    return FALSE;
}

/* --- values ----------------------------------------------------------------------------------- */

/* A number behind "&#"; 0 for what is no printable ASCII: no scheme has any other. */
static char
read_number (OxSlice *s)
{
    gunichar c = 0;
    int digit = 0;
    gboolean hex = g_ascii_tolower ((char) ox_slice_peek (s)) == 'x';
    if (hex)
        ox_slice_skip (s, 1);
    while (s->left > 0 && digit >= 0) {
        char next = (char) ox_slice_peek (s);
        digit = hex ? g_ascii_xdigit_value (next) : g_ascii_digit_value (next);
        if (digit < 0)
            break;
        c = MIN (c * (hex ? 16 : 10) + (guint) digit, 0x110000);
        ox_slice_skip (s, 1);
    }
    if (ox_slice_peek (s) == ';')
        ox_slice_skip (s, 1);
    return c > ' ' && c < 0x7F ? (char) c : '\0';
}

/* An entity, or a byte; 0 where a browser drops it from a reference. */
static char
read_character (OxSlice *s)
{
    static const struct {
        const char *entity;
        char c;
    } entities[] = { { "&amp;", '&' }, { "&colon;", ':' }, { "&sol;", '/' }, { "&tab;", '\0' },
                     { "&newline;", '\0' } };
    for (guint i = 0; i < G_N_ELEMENTS (entities); i++) {
        if (!ox_html_starts (s, entities[i].entity))
            continue;
        ox_slice_skip (s, strlen (entities[i].entity));
        return entities[i].c;
    }
    if (ox_html_starts (s, "&#")) {
        ox_slice_skip (s, 2);
        return read_number (s);
    }
    guint8 c = ox_slice_u8 (s);
    return c > ' ' && c != 0x7F ? (char) c : '\0';
}

/* A reference as a browser takes it: entities decoded, white space and control characters gone. */
static char *
reference_text (OxSlice value)
{
    GString *out = g_string_new (NULL);
    while (value.left > 0 && out->len < MOST_CID) {
        char c = read_character (&value);
        if (c != '\0')
            g_string_append_c (out, c);
    }
    return g_string_free (out, FALSE);
}

static gboolean
has_scheme (const char *reference, const char *scheme)
{
    return g_ascii_strncasecmp (reference, scheme, strlen (scheme)) == 0;
}

/* The value as it stands, fit to stand between double quotes, and no tag in the eyes of a program that looks for
 * tags without minding quotes. */
static void
put_value (OxHtmlSafe *safe, OxSlice value)
{
    while (value.left > 0) {
        put_slice (safe, ox_html_take_until (&value, "\"<"));
        if (value.left > 0)
            put (safe, ox_slice_u8 (&value) == '<' ? "&lt;" : "&quot;");
    }
}

static void
put_attribute (OxHtmlSafe *safe, const char *prefix, OxSlice name, OxSlice value)
{
    put (safe, " ");
    put (safe, prefix);
    put_slice (safe, name);
    put (safe, "=\"");
    put_value (safe, value);
    put (safe, "\"");
}

/* What a browser would fetch, or run: said, but under a name that means nothing. */
static void
put_blocked (OxHtmlSafe *safe, OxSlice name, OxSlice value)
{
    safe->n_blocked++;
    put_attribute (safe, "data-blocked-", name, value);
}

/* --- style ---------------------------------------------------------------------------------------- */

/* Without the functions and rules that fetch: url(), image(), image-set(), @import, old expressions. An
 * escape could spell any of them, so no letter that one may hide stays. */
static void
put_style (OxHtmlSafe *safe, OxSlice css, gboolean quoted)
{
    static const char *const fetching[] = { "url(", "src(", "image(", "image-set(", "expression(", "@import",
                                            "-moz-binding", "behavior:", NULL };
    while (css.left > 0) {
        guint i = 0;
        while (fetching[i] != NULL && !ox_html_starts (&css, fetching[i]))
            i++;
        safe->n_blocked += fetching[i] != NULL;
        OxSlice one = ox_slice_take (&css, 1);
        int c = ox_slice_peek (&one);
        if (fetching[i] != NULL)
            put (safe, "x-");
        if (quoted && (c == '"' || c == '&'))
            put (safe, c == '"' ? "&quot;" : "&amp;");
        else if (c == '\\' || c == '<')
            put (safe, "_");
        else
            put_slice (safe, one);
    }
}

/* Style that stands in an attribute, where entities could spell what fetches as well. */
static void
put_style_value (OxHtmlSafe *safe, OxSlice value)
{
    g_autoptr (GString) css = g_string_sized_new (value.left);
    while (value.left > 0) {
        gunichar c = ox_slice_peek (&value) == '&' ? ox_html_take_entity (&value) : 0;
        if (c != 0)
            g_string_append_unichar (css, c);
        else
            g_string_append_c (css, (char) ox_slice_u8 (&value));
    }
    put (safe, " style=\"");
    put_style (safe, ox_slice ((const guint8 *) css->str, css->len, 0), TRUE);
    put (safe, "\"");
}

/* --- attributes ------------------------------------------------------------------------------------- */

static gboolean
put_picture (OxHtmlSafe *safe, OxSlice name, const char *reference)
{
    gboolean is_cid = has_scheme (reference, "cid:");
    g_autofree char *id = is_cid ? g_uri_unescape_string (reference + strlen ("cid:"), NULL) : NULL;
    g_autofree char *cid = id != NULL ? g_strconcat ("cid:", id, NULL) : NULL;
    g_autofree char *bare = g_strndup ((const char *) ox_slice_data (&name), name.left);
    g_autofree char *before = g_strdup_printf (" %s=\"", bare);
    if (safe->image == NULL || !safe->image (safe->user_data, cid != NULL ? cid : reference, before))
        return FALSE;
    put (safe, "\"");
    return TRUE;
}

static void
put_source (OxHtmlSafe *safe, const OxHtmlAttribute *a)
{
    g_autofree char *reference = reference_text (a->value);
    if (has_scheme (reference, "data:image/"))
        put_attribute (safe, "", a->name, a->value);
    else if (!put_picture (safe, a->name, reference))
        put_blocked (safe, a->name, a->value);
}

/* A link is followed only when somebody follows it; but it may not be code. */
static void
put_link (OxHtmlSafe *safe, const OxHtmlAttribute *a)
{
    static const char *const schemes[] = { "http:", "https:", "mailto:", "ftp:", "tel:", "#", "cid:", "mid:",
                                           "callto:", "sip:", NULL };
    g_autofree char *reference = reference_text (a->value);
    for (guint i = 0; schemes[i] != NULL; i++)
        if (has_scheme (reference, schemes[i])) {
            put_attribute (safe, "", a->name, a->value);
            return;
        }
    put_blocked (safe, a->name, a->value);
}

static void
write_attribute (OxHtmlSafe *safe, OxSlice tag, const OxHtmlAttribute *a)
{
    static const char *const sources[] = { "src", "background", NULL };
    static const char *const kept[] = {
        "align",    "alt",     "bgcolor", "border",  "cellpadding", "cellspacing", "class",   "clear",
        "color",    "cols",    "colspan", "compact", "dir",         "face",        "height",  "hspace",
        "id",       "lang",    "link",    "name",    "noshade",     "nowrap",      "rows",    "rowspan",
        "size",     "start",   "summary", "text",    "title",       "type",        "valign",  "value",
        "vlink",    "alink",   "vspace",  "width",   "span",        "scope",       "abbr",    "axis",
        "headers",  "char",    "charoff", "rules",   "frame",       "shape",       "coords",  "usemap",
        "bordercolor", "checked", "disabled", "label", "media",     "open",        "reversed", "datetime",
        "cite-text", "hidden", NULL
    };
    static const char *const links[] = { "a", "area", NULL };
    if (a->name.left > MOST_NAME)
        return;
    if (is_one_of (a->name, sources)) {
        put_source (safe, a);
    } else if (ox_html_is (a->name, "href")) {
        if (is_one_of (tag, links))
            put_link (safe, a);
        else
            put_blocked (safe, a->name, a->value);
    } else if (ox_html_is (a->name, "style")) {
        put_style_value (safe, a->value);
    } else if (is_one_of (a->name, kept)) {
        put_attribute (safe, "", a->name, a->value);
    } else {
        safe->n_blocked += ox_html_starts (&a->name, "on");
    }
}

/* --- tags ------------------------------------------------------------------------------------------- */

/* Tags that stay, whatever their content: text and its form. All others go, their content stays. */
static const char *const shown_tags[] = {
    "a",     "abbr",   "acronym", "address", "area",   "article", "aside",   "b",       "bdi",        "bdo",
    "big",   "blockquote", "br",  "caption", "center", "cite",    "code",    "col",     "colgroup",   "dd",
    "del",   "details", "dfn",    "dir",     "div",    "dl",      "dt",      "em",      "figcaption", "figure",
    "font",  "footer", "h1",      "h2",      "h3",     "h4",      "h5",      "h6",      "header",     "hr",
    "i",     "img",    "ins",     "kbd",     "li",     "main",    "map",     "mark",    "menu",       "nav",
    "ol",    "p",      "pre",     "q",       "rp",     "rt",      "ruby",    "s",       "samp",       "section",
    "small", "span",   "strike",  "strong",  "sub",    "summary", "sup",     "table",   "tbody",      "td",
    "tfoot", "th",     "thead",   "time",    "tr",     "tt",      "u",       "ul",      "var",        "wbr",
    "nobr",  "fieldset", "legend", "label",  NULL
};

/* Elements whose content is text to a browser: they go with all that is in them. */
static const char *const dropped_elements[] = { "script", "iframe",   "noframes", "noembed",
                                                "title",  "textarea", "xmp",      NULL };

/* From behind the start tag of `name` to behind its end tag. */
static OxSlice
take_element (OxSlice *s, OxSlice name)
{
    OxSlice start = *s;
    while (s->left > 0) {
        ox_slice_skip (s, ox_slice_find (s, "</"));
        OxSlice at = *s;
        ox_slice_skip (&at, MIN (2, at.left));
        OxSlice end = ox_html_take_until (&at, " \t\r\n\f/>");
        if (end.left == name.left
            && g_ascii_strncasecmp ((const char *) ox_slice_data (&end), (const char *) ox_slice_data (&name),
                                    name.left) == 0)
            break;
        ox_slice_skip (s, MIN (2, s->left));
    }
    OxSlice content = ox_slice_take (&start, start.left - s->left);
    ox_slice_skip (s, ox_slice_find (s, ">"));
    ox_slice_skip (s, MIN (1, s->left));
    return content;
}

static void
write_tag (OxHtmlSafe *safe, OxSlice *s, OxSlice name)
{
    OxHtmlAttribute a;
    gboolean shown = is_one_of (name, shown_tags);
    gboolean body = ox_html_is (name, "body");
    /* A page has one body; what it sets is that of a block. */
    if (shown || body) {
        put (safe, body ? "<div" : "<");
        if (!body)
            put_slice (safe, name);
    }
    while (ox_html_next_attribute (s, &a))
        if (shown || (body && ox_html_is (a.name, "style")))
            write_attribute (safe, name, &a);
    if (shown || body)
        put (safe, ">");
}

/* From behind the '<' of a tag. */
static void
read_tag (OxHtmlSafe *safe, OxSlice *s)
{
    OxHtmlAttribute a;
    gboolean is_end = ox_slice_peek (s) == '/';
    if (is_end)
        ox_slice_skip (s, 1);
    OxSlice name = ox_html_take_until (s, " \t\r\n\f/>");
    if (is_end) {
        while (ox_html_next_attribute (s, &a))
            continue;
        if (is_one_of (name, shown_tags) || ox_html_is (name, "body")) {
            put (safe, "</");
            if (ox_html_is (name, "body"))
                put (safe, "div");
            else
                put_slice (safe, name);
            put (safe, ">");
        }
        return;
    }
    if (ox_html_is (name, "style")) {
        while (ox_html_next_attribute (s, &a))
            continue;
        put (safe, "<style>");
        put_style (safe, take_element (s, name), FALSE);
        put (safe, "</style>");
    } else if (is_one_of (name, dropped_elements)) {
        safe->n_blocked += !ox_html_is (name, "title");
        while (ox_html_next_attribute (s, &a))
            continue;
        take_element (s, name);
    } else {
        write_tag (safe, s, name);
    }
}

/* A comment, a declaration, or a '<' that means itself; FALSE where a tag begins. */
static gboolean
read_other (OxHtmlSafe *safe, OxSlice *s)
{
    if (ox_html_starts (s, "<!--")) {
        ox_slice_skip (s, 4);
        ox_slice_skip (s, ox_slice_find (s, "-->"));
        ox_slice_skip (s, MIN (3, s->left));
        return TRUE;
    }
    if (ox_html_starts (s, "<!") || ox_html_starts (s, "<?")) {
        ox_slice_skip (s, ox_slice_find (s, ">"));
        ox_slice_skip (s, MIN (1, s->left));
        return TRUE;
    }
    OxSlice next = *s;
    ox_slice_skip (&next, 1);
    int c = ox_slice_peek (&next);
    OxSlice after = next;
    ox_slice_skip (&after, MIN (1, after.left));
    if (g_ascii_isalpha ((char) c) || (c == '/' && g_ascii_isalpha ((char) ox_slice_peek (&after))))
        return FALSE;
    put (safe, "&lt;");
    ox_slice_skip (s, 1);
    return TRUE;
}

void
ox_html_safe_write (OxHtmlSafe *safe, OxSlice html)
{
    if (ox_html_starts (&html, "\xEF\xBB\xBF"))
        ox_slice_skip (&html, 3);
    while (html.left > 0 && ox_sink_is_ok (safe->sink)) {
        put_slice (safe, ox_slice_take (&html, ox_slice_find (&html, "<")));
        if (html.left == 0 || read_other (safe, &html))
            continue;
        ox_slice_skip (&html, 1);
        read_tag (safe, &html);
    }
}
