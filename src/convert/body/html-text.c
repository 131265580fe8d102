/* SPDX-License-Identifier: MIT
 *
 * HTML to the text a person would read. Not a parser: it keeps no tree, so no nesting can hurt
 * it, and no text is lost where tags do not match.
 */
#include "convert/body/html.h"

#include "base/diag.h"
#include "convert/body/html-entity.h"
#include "convert/body/html-tag.h"
#include "convert/body/rtf-field.h"

#include <oxcart/body.h>
#include <string.h>

#define MAX_QUOTES   10   /* levels of "> " that are shown */
#define MAX_LISTS    16   /* levels of indent that are shown */
#define MAX_ADDRESS  4096 /* bytes of the address of a link */
#define MAX_RECOVERY 16   /* times that a wrong quote or a hidden part without an end is forgiven */

/* What a tag means for the text. */
typedef enum {
    TAG_INLINE,
    TAG_BREAK,
    TAG_BLOCK,     /* a line ends before and after */
    TAG_PARAGRAPH, /* a blank line stands before and after */
    TAG_QUOTE,
    TAG_LIST,
    TAG_NUMBERED,
    TAG_ITEM,
    TAG_TABLE,
    TAG_ROW,
    TAG_CELL,
    TAG_RULE,
    TAG_PRE,
    TAG_LINK,
    TAG_IMAGE,
    TAG_SKIP, /* its content is no text */
    TAG_HEAD
} TagKind;

static const struct {
    const char *name;
    TagKind kind;
} tags[] = {
    { "a", TAG_LINK },           { "address", TAG_BLOCK },  { "article", TAG_BLOCK },
    { "aside", TAG_BLOCK },      { "blockquote", TAG_QUOTE }, { "body", TAG_BLOCK },
    { "br", TAG_BREAK },         { "caption", TAG_BLOCK },  { "center", TAG_BLOCK },
    { "dd", TAG_BLOCK },         { "dir", TAG_LIST },       { "div", TAG_BLOCK },
    { "dl", TAG_BLOCK },         { "dt", TAG_BLOCK },       { "fieldset", TAG_BLOCK },
    { "figcaption", TAG_BLOCK }, { "figure", TAG_BLOCK },   { "footer", TAG_BLOCK },
    { "form", TAG_BLOCK },       { "h1", TAG_PARAGRAPH },   { "h2", TAG_PARAGRAPH },
    { "h3", TAG_PARAGRAPH },     { "h4", TAG_PARAGRAPH },   { "h5", TAG_PARAGRAPH },
    { "h6", TAG_PARAGRAPH },     { "head", TAG_HEAD },      { "header", TAG_BLOCK },
    { "hr", TAG_RULE },          { "img", TAG_IMAGE },      { "li", TAG_ITEM },
    { "listing", TAG_PRE },      { "main", TAG_BLOCK },     { "menu", TAG_LIST },
    { "nav", TAG_BLOCK },        { "ol", TAG_NUMBERED },    { "option", TAG_BLOCK },
    { "p", TAG_PARAGRAPH },      { "pre", TAG_PRE },        { "script", TAG_SKIP },
    { "section", TAG_BLOCK },    { "style", TAG_SKIP },     { "table", TAG_TABLE },
    { "td", TAG_CELL },          { "template", TAG_SKIP },  { "th", TAG_CELL },
    { "title", TAG_SKIP },       { "tr", TAG_ROW },         { "ul", TAG_LIST },
    { "xmp", TAG_PRE },
};

typedef struct {
    gboolean numbered;
    guint next;
} List;

/* A tag, with the attributes that matter. */
typedef struct {
    TagKind kind;
    OxSlice name;
    gboolean closing;
    OxSlice href;
    OxSlice alt;
    OxSlice start; /* or value */
    gboolean hidden;
    gboolean tight; /* a paragraph without a margin */
} Tag;

typedef struct {
    OxSlice s;
    GString *out;
    guint64 most;
    gboolean full;
    gboolean space;  /* white space stands before the next character */
    guint newlines;  /* so many line ends do */
    guint last_quotes; /* of the last line */
    guint quotes;
    gboolean row;    /* a row of a table begins: its first cell needs no tab */
    gboolean begun;  /* something stands in the row */
    gboolean fresh;  /* nothing stands in the cell yet */
    gboolean lines;  /* the cell has several lines */
    gboolean pre;
    gboolean tight;  /* the paragraph that is open has no margin */
    List lists[MAX_LISTS];
    guint n_lists;
    GString *href;   /* of the link that is open; NULL where there is none */
    gsize link_from; /* where its text begins in out */
    guint recoveries;
} Html;

/* --- output -------------------------------------------------------------------------------------- */

static void
append (Html *h, const char *text, gsize n)
{
    h->full = h->full || h->out->len + n > h->most;
    if (!h->full)
        g_string_append_len (h->out, text, (gssize) n);
}

static void
want_lines (Html *h, guint n)
{
    /* Nor does a paragraph that begins a cell begin a line. */
    if (h->out->len > 0 && !h->fresh)
        h->newlines = MAX (h->newlines, n);
    h->space = FALSE;
}

static void
put_quotes (Html *h, guint n)
{
    for (guint i = 0; i < MIN (n, MAX_QUOTES); i++)
        append (h, "> ", 2);
}

static void
trim_line (Html *h)
{
    gsize n = h->out->len;
    while (n > h->link_from && (h->out->str[n - 1] == ' ' || h->out->str[n - 1] == '\t'))
        n--;
    g_string_truncate (h->out, n);
}

/* The line ends that wait, and what begins a line. */
static void
begin_text (Html *h)
{
    gboolean first = h->out->len == 0;
    if (h->newlines > 0) {
        h->lines = h->lines || !h->fresh;
        trim_line (h);
    }
    h->fresh = FALSE;
    h->begun = TRUE;
    for (; h->newlines > 0; h->newlines--) {
        append (h, "\n", 1);
        if (h->newlines > 1) {
            put_quotes (h, MIN (h->last_quotes, h->quotes));
            trim_line (h);
        }
        first = TRUE;
    }
    if (first) {
        put_quotes (h, h->quotes);
        h->last_quotes = h->quotes;
    } else if (h->space && h->out->str[h->out->len - 1] != '\t') {
        append (h, " ", 1);
    }
    h->space = FALSE;
}

static void
put_text (Html *h, const char *text, gsize n)
{
    begin_text (h);
    append (h, text, n);
}

/* --- values ------------------------------------------------------------------------------------- */

/* The value of an attribute as text on one line. */
static GString *
read_value (OxSlice value)
{
    GString *text = g_string_new (NULL);
    while (value.left > 0 && text->len < MAX_ADDRESS) {
        gunichar c = ox_slice_peek (&value) == '&' ? ox_html_take_entity (&value) : 0;
        if (c != 0)
            g_string_append_unichar (text, c);
        else if ((c = ox_slice_u8 (&value)) >= ' ')
            g_string_append_c (text, (char) c);
    }
    /* The end may stand in a character. */
    if (!g_utf8_validate_len (text->str, text->len, NULL)) {
        g_autofree char *valid = g_utf8_make_valid (text->str, (gssize) text->len);
        g_string_assign (text, valid);
    }
    return text;
}

/* --- links, images, lists ---------------------------------------------------------------------------- */

/* The address goes behind the text, on its line, where the text does not say it. */
static void
end_link (Html *h)
{
    if (h->href == NULL)
        return;
    g_autoptr (GString) href = g_steal_pointer (&h->href);
    gsize from = MIN (h->link_from, h->out->len);
    const char *text = &h->out->str[from];
    gsize n = h->out->len - from;
    guint lines = h->newlines;
    h->link_from = 0;
    if (!ox_url_is_link (href->str) || g_ascii_strncasecmp (href->str, "cid:", 4) == 0
        || ox_url_is_text (href->str, text, n))
        return;
    h->newlines = n > 0 ? 0 : lines;
    h->space = h->space || n > 0;
    put_text (h, "<", 1);
    append (h, href->str, href->len);
    append (h, ">", 1);
    h->newlines = n > 0 ? lines : 0;
}

static void
begin_link (Html *h, const Tag *tag)
{
    end_link (h);
    if (tag->href.left == 0)
        return;
    h->href = read_value (tag->href);
    g_strstrip (h->href->str);
    h->href->len = strlen (h->href->str);
    begin_text (h);
    h->link_from = h->out->len;
}

static void
apply_image (Html *h, const Tag *tag)
{
    g_autoptr (GString) alt = read_value (tag->alt);
    g_strstrip (alt->str);
    if (alt->str[0] == '\0')
        return;
    put_text (h, "[", 1);
    append (h, alt->str, strlen (alt->str));
    append (h, "]", 1);
}

static void
apply_list (Html *h, const Tag *tag)
{
    want_lines (h, h->n_lists > (tag->closing ? 1 : 0) ? 1 : 2);
    if (tag->closing) {
        h->n_lists -= h->n_lists > 0;
        return;
    }
    if (h->n_lists >= MAX_LISTS)
        return;
    g_autoptr (GString) start = read_value (tag->start);
    guint64 number = 1;
    if (!g_ascii_string_to_unsigned (start->str, 10, 0, 999999, &number, NULL))
        number = 1;
    h->lists[h->n_lists++] = (List){ tag->kind == TAG_NUMBERED, (guint) number };
}

static void
begin_item (Html *h, const Tag *tag)
{
    static const char blanks[] = "                                                ";
    List lone = { FALSE, 1 };
    List *list = h->n_lists > 0 ? &h->lists[h->n_lists - 1] : &lone;
    gsize indent = h->n_lists > 0 ? (h->n_lists - 1) * 3 : 0;
    g_autoptr (GString) value = read_value (tag->start);
    guint64 number = list->next;
    g_autofree char *marker = NULL;
    if (!g_ascii_string_to_unsigned (value->str, 10, 0, 999999, &number, NULL))
        number = list->next;
    list->next = (guint) number + 1;
    marker = list->numbered ? g_strdup_printf ("%u. ", (guint) number) : g_strdup ("* ");
    want_lines (h, 1);
    put_text (h, blanks, MIN (indent, sizeof blanks - 1));
    append (h, marker, strlen (marker));
}

/* --- tags -------------------------------------------------------------------------------------------- */

static TagKind
find_kind (OxSlice name)
{
    guint low = 0;
    guint high = G_N_ELEMENTS (tags);
    const char *wanted = (const char *) ox_slice_data (&name);
    while (low < high) {
        guint middle = low + (high - low) / 2;
        int order = g_ascii_strncasecmp (tags[middle].name, wanted, name.left);
        if (order == 0 && tags[middle].name[name.left] == '\0')
            return tags[middle].kind;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return TAG_INLINE;
}

/* Whether a style says something, blanks aside: "display: none". */
static gboolean
style_says (OxSlice style, const char *what)
{
    gsize matched = 0;
    while (style.left > 0 && what[matched] != '\0') {
        char c = g_ascii_tolower ((char) ox_slice_u8 (&style));
        if (!ox_html_is_space (c))
            matched = c == what[matched] ? matched + 1 : c == what[0];
    }
    return what[matched] == '\0';
}

static void
read_attribute (const OxHtmlAttribute *a, Tag *out)
{
    if (ox_html_is (a->name, "href"))
        out->href = a->value;
    else if (ox_html_is (a->name, "alt"))
        out->alt = a->value;
    else if (ox_html_is (a->name, "start") || ox_html_is (a->name, "value"))
        out->start = a->value;
    else if (ox_html_is (a->name, "class"))
        out->tight = out->tight || ox_html_starts (&a->value, "Mso");
    else if (ox_html_is (a->name, "style")) {
        out->hidden = style_says (a->value, "display:none") || style_says (a->value, "mso-hide:all");
        out->tight = out->tight || style_says (a->value, "margin:0");
    }
}

/* The attributes of a tag, to behind its end. A quote that is never closed would take all the
 * rest; then the tag ends at the first '>'. */
static void
read_attributes (Html *h, Tag *tag)
{
    OxHtmlAttribute a;
    OxSlice start = h->s;
    while (ox_html_next_attribute (&h->s, &a)) {
        if (a.unclosed && h->recoveries < MAX_RECOVERY) {
            h->recoveries++;
            h->s = start;
            ox_slice_skip (&h->s, ox_slice_find (&h->s, ">"));
            ox_slice_skip (&h->s, MIN (h->s.left, 1));
            return;
        }
        read_attribute (&a, tag);
    }
}

/* To before the end tag of that name; FALSE where there is none. */
static gboolean
find_end_tag (OxSlice *s, OxSlice name, gboolean nested)
{
    gsize depth = 0;
    const char *wanted = (const char *) ox_slice_data (&name);
    while (TRUE) {
        ox_slice_skip (s, ox_slice_find (s, "<"));
        if (s->left < name.left + 2)
            return FALSE;
        OxSlice tag = ox_slice_at (s, 1);
        gboolean closing = ox_slice_peek (&tag) == '/';
        if (closing)
            ox_slice_skip (&tag, 1);
        if (tag.left >= name.left
            && g_ascii_strncasecmp ((const char *) ox_slice_data (&tag), wanted, name.left) == 0) {
            OxSlice after = ox_slice_at (&tag, name.left);
            gboolean same = !g_ascii_isalnum ((char) MAX (ox_slice_peek (&after), 0));
            if (same && closing && depth-- == 0)
                return TRUE;
            if (same && !closing && nested)
                depth++;
        }
        ox_slice_skip (s, 1);
    }
}

/* Content that is not shown, where it has an end. */
static void
skip_content (Html *h, OxSlice name, gboolean nested, gboolean to_end)
{
    OxSlice s = h->s;
    OxHtmlAttribute a;
    if (find_end_tag (&s, name, nested)) {
        h->s = s;
        while (ox_html_next_attribute (&h->s, &a))
            continue;
    } else if (to_end) {
        ox_slice_skip (&h->s, h->s.left);
    } else {
        h->recoveries++;
    }
}

static gboolean
is_void (OxSlice name)
{
    static const char *const names[] = { "br", "hr", "img", "input", "meta", "link", "p", "li",
                                         "td", "tr", "th", "wbr" };
    for (guint i = 0; i < G_N_ELEMENTS (names); i++)
        if (ox_html_is (name, names[i]))
            return TRUE;
    return FALSE;
}

static void
apply_break (Html *h, const Tag *tag)
{
    /* <br><br> is a blank line; <div><div> is not. */
    h->newlines = h->out->len > 0 && !h->fresh ? MIN (h->newlines + 1, 3) : h->newlines;
    h->space = FALSE;
}

static void
apply_block (Html *h, const Tag *tag)
{
    want_lines (h, 1);
}

static void
apply_paragraph (Html *h, const Tag *tag)
{
    gboolean tight = tag->closing ? h->tight : tag->tight;
    want_lines (h, tight ? 1 : 2);
    h->tight = !tag->closing && tag->tight;
}

static void
apply_quote (Html *h, const Tag *tag)
{
    want_lines (h, 2);
    if (!tag->closing)
        h->quotes++;
    else
        h->quotes -= h->quotes > 0;
}

static void
apply_item (Html *h, const Tag *tag)
{
    want_lines (h, 1);
    if (!tag->closing)
        begin_item (h, tag);
}

static void
apply_row (Html *h, const Tag *tag)
{
    h->fresh = FALSE;
    want_lines (h, 1);
    /* The margin of a paragraph in its last cell is not that of the row. */
    if (h->begun)
        h->newlines = 1;
    h->row = !tag->closing;
    h->begun = FALSE;
    h->lines = FALSE;
}

/* Cells stand side by side, but for those of several lines, which stand below each other. */
static void
apply_cell (Html *h, const Tag *tag)
{
    h->space = FALSE;
    if (tag->closing)
        return;
    if (h->lines)
        want_lines (h, 1);
    else if (!h->row && h->out->len > 0) {
        h->newlines = h->begun ? 0 : h->newlines;
        put_text (h, "\t", 1);
    }
    h->row = FALSE;
    h->fresh = TRUE;
    h->lines = FALSE;
}

/* A table in a cell makes lines of it. */
static void
apply_table (Html *h, const Tag *tag)
{
    want_lines (h, 1);
    h->fresh = FALSE;
    h->begun = FALSE;
    h->lines = TRUE;
}

static void
apply_rule (Html *h, const Tag *tag)
{
    want_lines (h, 1);
    put_text (h, "----------------------------------------", 40);
    want_lines (h, 1);
}

static void
apply_pre (Html *h, const Tag *tag)
{
    want_lines (h, 1);
    h->pre = !tag->closing;
}

static void
apply_link (Html *h, const Tag *tag)
{
    if (tag->closing)
        end_link (h);
    else
        begin_link (h, tag);
}

static void
apply_skip (Html *h, const Tag *tag)
{
    if (!tag->closing)
        skip_content (h, tag->name, FALSE, TRUE);
}

/* What stands in <head> outside of its elements is nothing; but where it has no end, the body is
 * in it too. */
static void
apply_head (Html *h, const Tag *tag)
{
    if (!tag->closing && h->recoveries < MAX_RECOVERY)
        skip_content (h, tag->name, FALSE, FALSE);
}

static void (*const appliers[]) (Html *, const Tag *) = {
    [TAG_INLINE] = NULL,         [TAG_BREAK] = apply_break, [TAG_BLOCK] = apply_block,
    [TAG_PARAGRAPH] = apply_paragraph, [TAG_QUOTE] = apply_quote, [TAG_LIST] = apply_list,
    [TAG_NUMBERED] = apply_list, [TAG_ITEM] = apply_item,   [TAG_ROW] = apply_row, [TAG_CELL] = apply_cell, [TAG_TABLE] = apply_table,
    [TAG_RULE] = apply_rule,     [TAG_PRE] = apply_pre,     [TAG_LINK] = apply_link,
    [TAG_IMAGE] = apply_image,   [TAG_SKIP] = apply_skip,   [TAG_HEAD] = apply_head,
};

/* A comment or a declaration. Content that a declaration makes conditional is shown. */
static void
skip_declaration (Html *h)
{
    gboolean comment = ox_html_starts (&h->s, "<!--");
    if (comment)
        ox_slice_skip (&h->s, 2);
    ox_slice_skip (&h->s, ox_slice_find (&h->s, comment ? "-->" : ">"));
    ox_slice_skip (&h->s, MIN (h->s.left, comment ? 3 : 1));
}

static void
read_tag (Html *h)
{
    OxSlice s = ox_slice_at (&h->s, 1);
    Tag tag = { .closing = ox_slice_peek (&s) == '/' };
    if (tag.closing)
        ox_slice_skip (&s, 1);
    char c = (char) MAX (ox_slice_peek (&s), 0);
    if (c == '!' || c == '?') {
        skip_declaration (h);
        return;
    }
    if (!g_ascii_isalpha (c)) {
        put_text (h, "<", 1);
        ox_slice_skip (&h->s, 1);
        return;
    }
    OxSlice start = s;
    while (g_ascii_isalnum ((char) MAX (ox_slice_peek (&s), 0)))
        ox_slice_skip (&s, 1);
    tag.name = ox_slice_take (&start, start.left - s.left);
    tag.kind = find_kind (tag.name);
    h->s = s;
    read_attributes (h, &tag);
    if (tag.hidden && !tag.closing && !is_void (tag.name) && h->recoveries < MAX_RECOVERY)
        skip_content (h, tag.name, TRUE, FALSE);
    else if (appliers[tag.kind] != NULL)
        appliers[tag.kind](h, &tag);
}

/* --- the whole -------------------------------------------------------------------------------------------- */

static void
read_entity (Html *h)
{
    gunichar c = ox_html_take_entity (&h->s);
    char utf8[6];
    if (c == 0) {
        put_text (h, "&", 1);
        ox_slice_skip (&h->s, 1);
    } else if (c == 0xA0) {
        put_text (h, " ", 1);
    } else if (c != 0xAD && c >= ' ') {
        put_text (h, utf8, (gsize) g_unichar_to_utf8 (c, utf8));
    }
}

#define CLASS_TEXT  1
#define CLASS_SPACE 2

static guint8 classes[256];

static void
build_classes (void)
{
    for (guint c = 0; c < 256; c++)
        classes[c] = ox_html_is_space ((int) c) ? CLASS_SPACE
                     : c == '<' || c == '&' || c < ' ' ? 0 : CLASS_TEXT;
}

static void
read_space (Html *h)
{
    OxSlice blank = ox_slice_take (&h->s, ox_slice_span (&h->s, classes, CLASS_SPACE));
    if (!h->pre) {
        h->space = TRUE;
        return;
    }
    while (blank.left > 0) {
        guint8 c = ox_slice_u8 (&blank);
        if (c == '\n')
            h->newlines++;
        else if (c != '\r')
            put_text (h, (const char[]){ (char) c }, 1);
    }
}

static void
read_some (Html *h)
{
    int c = ox_slice_peek (&h->s);
    if (c == '<') {
        read_tag (h);
    } else if (c == '&') {
        read_entity (h);
    } else if ((classes[c] & CLASS_SPACE) != 0) {
        read_space (h);
    } else if ((classes[c] & CLASS_TEXT) != 0) {
        OxSlice text = ox_slice_take (&h->s, ox_slice_span (&h->s, classes, CLASS_TEXT));
        put_text (h, (const char *) ox_slice_data (&text), text.left);
    } else {
        ox_slice_skip (&h->s, 1);
    }
}

/* Valid UTF-8 without NULs; NULL where it is that already. */
static char *
make_valid (const char *html, gsize length)
{
    if (g_utf8_validate_len (html, length, NULL))
        return NULL;
    g_autoptr (GString) kept = g_string_sized_new (length);
    for (gsize i = 0; i < length; i++)
        if (html[i] != '\0')
            g_string_append_c (kept, html[i]);
    return g_utf8_make_valid (kept->str, (gssize) kept->len);
}

char *
ox_html_text (const char *html, gsize length, const OxLimits *limits, OxDiagnostics *diagnostics)
{
    static gsize once;
    OxLimits defaults;
    if (g_once_init_enter (&once)) {
        build_classes ();
        g_once_init_leave (&once, 1);
    }
    if (limits == NULL) {
        ox_limits_init (&defaults);
        limits = &defaults;
    }
    g_autofree char *valid = make_valid (html, length);
    if (valid != NULL) {
        html = valid;
        length = strlen (valid);
    }
    Html h = { .s = ox_slice ((const guint8 *) html, length, 0),
               .out = g_string_sized_new (MIN (length / 2, 1u << 20)),
               .most = MIN (limits->value_bytes, (guint64) length * limits->expansion) };
    while (h.s.left > 0 && !h.full)
        read_some (&h);
    end_link (&h);
    if (h.full)
        ox_diag (diagnostics, OX_DIAG_HTML_LIMIT, OX_DIAG_NO_OFFSET,
                 "the text of HTML has more than the %" G_GUINT64_FORMAT " bytes allowed", h.most);
    trim_line (&h);
    g_string_append_c (h.out, '\n');
    return g_string_free (h.out, FALSE);
}

char *
ox_html_to_text (const char *html, gsize length)
{
    return ox_html_text (html, length, NULL, NULL);
}
