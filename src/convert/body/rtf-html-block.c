/* SPDX-License-Identifier: MIT */
#include "convert/body/rtf-html.h"

#include <string.h>

#define MAX_CELLS 1000 /* of a row */

/* --- list markers ------------------------------------------------------------------------------ */

static guint
roman_value (const char *text, gsize n)
{
    static const char letters[] = "ivxlcdm";
    static const guint values[] = { 1, 5, 10, 50, 100, 500, 1000 };
    guint total = 0;
    guint last = G_MAXUINT;
    for (gsize i = 0; i < n; i++) {
        const char *at = strchr (letters, g_ascii_tolower (text[i]));
        if (at == NULL || *at == '\0')
            return 0;
        guint value = values[at - letters];
        total += value;
        if (value > last)
            total -= 2 * last;
        last = value;
    }
    return total;
}

static gboolean
same_list (const OxHtmlList *open, OxHtmlListKind kind, guint value)
{
    return open != NULL && open->kind == kind && open->value + 1 == value;
}

/* A letter can be a Roman number; what came before decides, else "i" begins one. */
static gboolean
read_letters (const char *text, gsize n, const OxHtmlList *open, OxHtmlList *list)
{
    guint roman = roman_value (text, n);
    guint letter = n == 1 ? (guint) (g_ascii_tolower (text[0]) - 'a' + 1) : 0;
    list->upper = g_ascii_isupper (text[0]);
    gboolean is_roman = roman > 0
                        && (n > 1 || same_list (open, OX_HTML_ROMANS, roman)
                            || (roman == 1 && !same_list (open, OX_HTML_LETTERS, letter)));
    list->kind = is_roman ? OX_HTML_ROMANS : OX_HTML_LETTERS;
    list->value = is_roman ? roman : letter;
    return list->value > 0;
}

static gboolean
read_number (const char *text, gsize n, OxHtmlList *list)
{
    list->kind = OX_HTML_NUMBERS;
    list->value = 0;
    for (gsize i = 0; i < n; i++) {
        if (!g_ascii_isdigit (text[i]))
            return FALSE;
        list->value = list->value * 10 + (guint) (text[i] - '0');
    }
    return TRUE;
}

/* What a list marker says; FALSE where it is no item of a list that HTML has. */
static gboolean
read_marker (const char *marker, const OxHtmlList *open, OxHtmlList *list)
{
    g_autofree char *text = g_strstrip (g_strdup (marker));
    gsize n = strlen (text);
    gunichar c = g_utf8_get_char (text);
    list->upper = FALSE;
    list->value = 0;
    if (n == 0)
        return FALSE;
    if (g_utf8_next_char (text) == &text[n] && (!g_unichar_isalnum (c) || c == 'o')) {
        list->kind = OX_HTML_BULLETS;
        return TRUE;
    }
    gsize start = text[0] == '(';
    if (n < 2 || (text[n - 1] != '.' && text[n - 1] != ')') || n - 1 - start == 0
        || n - 1 - start > 9)
        return FALSE;
    n -= 1 + start;
    if (g_ascii_isdigit (text[start]))
        return read_number (&text[start], n, list);
    return g_ascii_isalpha (text[start]) && read_letters (&text[start], n, open, list);
}

/* --- lists -------------------------------------------------------------------------------------- */

static OxHtmlList *
top_list (OxRtfHtml *h)
{
    return h->n_lists > 0 ? &h->lists[h->n_lists - 1] : NULL;
}

static void
close_list (OxRtfHtml *h)
{
    const OxHtmlList *list = top_list (h);
    ox_rtf_html_puts (h, "</li>\n");
    ox_rtf_html_puts (h, list->kind == OX_HTML_BULLETS ? "</ul>\n" : "</ol>\n");
    h->n_lists--;
}

static void
close_lists (OxRtfHtml *h)
{
    while (h->n_lists > 0)
        close_list (h);
}

static void
open_list (OxRtfHtml *h, const OxHtmlList *list)
{
    static const char types[][2] = { { 0, 0 }, { 0, 0 }, { 'a', 'A' }, { 'i', 'I' } };
    if (h->n_lists > 0)
        ox_rtf_html_puts (h, "\n");
    if (list->kind == OX_HTML_BULLETS)
        ox_rtf_html_puts (h, "<ul>\n");
    else if (list->kind == OX_HTML_NUMBERS)
        ox_rtf_html_puts (h, "<ol>\n");
    else
        ox_rtf_html_printf (h, "<ol type=\"%c\">\n", types[list->kind][list->upper]);
    h->lists[h->n_lists] = *list;
    h->lists[h->n_lists++].value = 0;
}

/* Opens and closes lists until an item of this one can stand here. An item stays open until the
 * next one, for a list within it. */
static void
begin_item (OxRtfHtml *h, const OxHtmlList *item)
{
    while (h->n_lists > 0 && top_list (h)->level > item->level)
        close_list (h);
    OxHtmlList *top = top_list (h);
    if (top != NULL && top->level == item->level
        && (top->kind != item->kind || top->upper != item->upper)) {
        close_list (h);
        top = top_list (h);
    }
    if (top != NULL && (top->level == item->level || h->n_lists == OX_HTML_LISTS))
        ox_rtf_html_puts (h, "</li>\n");
    else
        open_list (h, item);
    top = top_list (h);
    if (item->kind != OX_HTML_BULLETS && item->value != top->value + 1)
        ox_rtf_html_printf (h, "<li value=\"%u\"", item->value);
    else
        ox_rtf_html_puts (h, "<li");
    top->value = item->value;
}

/* --- tables --------------------------------------------------------------------------------------- */

static OxHtmlTable *
top_table (OxRtfHtml *h)
{
    return h->n_tables > 0 ? &h->tables[h->n_tables - 1] : NULL;
}

static const OxHtmlCell *
get_cell (const OxRtfHtml *h, guint column)
{
    if (h->n_tables != 1 || column >= h->cells->len)
        return NULL;
    return &g_array_index (h->cells, OxHtmlCell, column);
}

static void
cell_style (OxRtfHtml *h, guint column, const OxHtmlCell *cell)
{
    static const char *const aligns[] = { "top", "middle", "bottom" };
    GString *css = g_string_new (NULL);
    gint32 left = column == 0 ? h->row_left : get_cell (h, column - 1)->right;
    gint64 width = (gint64) cell->right - left;
    if (cell->border || h->row_border)
        g_string_append (css, "border:1px solid;");
    if (width > 0 && width < 32000) {
        g_autofree char *points = ox_rtf_html_points ((gint32) width);
        g_string_append_printf (css, "width:%spt;", points);
    }
    if (cell->align >= OX_RTF_ROW_TOP)
        g_string_append_printf (css, "vertical-align:%s;", aligns[cell->align - OX_RTF_ROW_TOP]);
    if (cell->back != G_MAXUINT32)
        g_string_append_printf (css, "background-color:#%06x;", cell->back);
    if (css->len > 0) {
        g_string_truncate (css, css->len - 1);
        ox_rtf_html_printf (h, " style=\"%s\"", css->str);
    }
    g_string_free (css, TRUE);
}

static void
open_cell (OxRtfHtml *h)
{
    OxHtmlTable *table = top_table (h);
    const OxHtmlCell *cell = get_cell (h, table->column);
    guint span = 1;
    if (!table->in_row)
        ox_rtf_html_puts (h, "<tr>\n");
    table->in_row = TRUE;
    table->in_cell = TRUE;
    ox_rtf_html_puts (h, "<td");
    for (const OxHtmlCell *next; (next = get_cell (h, table->column + span)) != NULL && next->merged;)
        span++;
    if (span > 1)
        ox_rtf_html_printf (h, " colspan=\"%u\"", span);
    if (cell != NULL)
        cell_style (h, table->column, cell);
    ox_rtf_html_puts (h, ">");
}

static void
close_cell (OxRtfHtml *h)
{
    OxHtmlTable *table = top_table (h);
    ox_rtf_html_end_para (h);
    close_lists (h);
    if (table->in_cell)
        ox_rtf_html_puts (h, "</td>\n");
    table->in_cell = FALSE;
}

static void
close_row (OxRtfHtml *h)
{
    OxHtmlTable *table = top_table (h);
    close_cell (h);
    if (table->in_row)
        ox_rtf_html_puts (h, "</tr>\n");
    table->in_row = FALSE;
    table->column = 0;
}

static void
close_table (OxRtfHtml *h)
{
    close_row (h);
    ox_rtf_html_puts (h, "</table>\n");
    h->n_tables--;
}

static void
open_table (OxRtfHtml *h)
{
    close_lists (h);
    if (h->n_tables > 0 && !top_table (h)->in_cell)
        open_cell (h);
    ox_rtf_html_puts (h, "<table style=\"border-collapse:collapse\">\n");
    h->tables[h->n_tables++] = (OxHtmlTable){ 0 };
}

static void
set_depth (OxRtfHtml *h, guint depth)
{
    while (h->n_tables > depth)
        close_table (h);
    while (h->n_tables < depth)
        open_table (h);
}

/* How many tables the paragraph stands in. */
static guint
wanted_depth (const OxRtfHtml *h)
{
    const OxRtfPara *para = &h->r->state.para;
    gint32 depth = para->values[OX_RTF_PARA_TABLE];
    if (depth <= 0)
        return para->in_table ? 1 : 0;
    return (guint) MIN (depth, OX_HTML_TABLES);
}

void
ox_rtf_html_cell_mark (OxRtfHtml *h, guint depth)
{
    guint wanted = MAX (depth, wanted_depth (h));
    if (depth == 1 && wanted_depth (h) == 0) {
        ox_rtf_html_text (h, "\t", 1);
        return;
    }
    ox_rtf_html_end_para (h);
    set_depth (h, depth == 1 ? 1 : wanted);
    OxHtmlTable *table = top_table (h);
    const OxHtmlCell *cell = get_cell (h, table->column);
    if (!table->in_cell && (cell == NULL || !cell->merged))
        open_cell (h);
    close_cell (h);
    table->column++;
}

void
ox_rtf_html_row_mark (OxRtfHtml *h, guint depth)
{
    ox_rtf_html_end_para (h);
    if (h->n_tables < depth)
        return;
    set_depth (h, depth == 1 ? 1 : MAX (depth, wanted_depth (h)));
    close_row (h);
}

void
ox_rtf_html_row_word (OxRtfHtml *h, OxRtfRowWord word, gint32 param)
{
    /* The rows of tables in tables are defined behind their cells: too late. */
    if (h->r->state.para.values[OX_RTF_PARA_TABLE] > 1)
        return;
    switch (word) {
    case OX_RTF_ROW_BEGIN:
        g_array_set_size (h->cells, 0);
        h->cell = (OxHtmlCell){ .back = G_MAXUINT32 };
        h->row_left = 0;
        h->row_border = FALSE;
        break;
    case OX_RTF_ROW_CELL:
        h->cell.right = param;
        if (h->cells->len < MAX_CELLS)
            g_array_append_val (h->cells, h->cell);
        h->cell = (OxHtmlCell){ .back = G_MAXUINT32 };
        break;
    case OX_RTF_ROW_LEFT:
        h->row_left = param;
        break;
    case OX_RTF_ROW_MERGED:
        h->cell.merged = TRUE;
        break;
    case OX_RTF_ROW_BACK:
        h->cell.back = ox_rtf_reader_color (h->r, param);
        break;
    case OX_RTF_ROW_TOP:
    case OX_RTF_ROW_MIDDLE:
    case OX_RTF_ROW_BOTTOM:
        h->cell.align = (guint8) word;
        break;
    case OX_RTF_ROW_CELL_BORDER:
        h->cell.border = TRUE;
        break;
    case OX_RTF_ROW_BORDER:
        h->row_border = TRUE;
        break;
    case OX_RTF_ROW_NO_BORDER:
        if (h->border_of == OX_RTF_ROW_CELL_BORDER)
            h->cell.border = FALSE;
        else if (h->border_of == OX_RTF_ROW_BORDER)
            h->row_border = FALSE;
        break;
    default:
        break;
    }
    h->border_of = (guint8) word;
}

/* --- paragraphs ------------------------------------------------------------------------------------- */

static void
add_length (GString *css, const char *name, gint32 twips)
{
    if (twips == 0)
        return;
    g_autofree char *points = ox_rtf_html_points (twips);
    g_string_append_printf (css, "%s:%spt;", name, points);
}

static void
para_style (OxRtfHtml *h, gboolean item)
{
    static const char *const aligns[] = { NULL, "center", "right", "justify" };
    const OxRtfPara *para = &h->r->state.para;
    GString *css = g_string_new (NULL);
    if (para->rtl)
        ox_rtf_html_puts (h, " dir=\"rtl\"");
    if (aligns[para->align] != NULL)
        g_string_append_printf (css, "text-align:%s;", aligns[para->align]);
    add_length (css, "margin-top", MAX (para->values[OX_RTF_PARA_BEFORE], 0));
    add_length (css, "margin-bottom", MAX (para->values[OX_RTF_PARA_AFTER], 0));
    /* An item of a list is indented by the list. */
    if (!item) {
        add_length (css, "margin-left", MAX (para->values[OX_RTF_PARA_LEFT], 0));
        add_length (css, "margin-right", MAX (para->values[OX_RTF_PARA_RIGHT], 0));
        add_length (css, "text-indent", para->values[OX_RTF_PARA_FIRST]);
    }
    if (css->len > 0) {
        g_string_truncate (css, css->len - 1);
        ox_rtf_html_printf (h, " style=\"%s\"", css->str);
    }
    g_string_free (css, TRUE);
}

/* What is indented more stands within: the level of the list an item belongs to says nothing of
 * other lists, so it only decides among equals. */
static gint32
list_level (const OxRtfHtml *h)
{
    const OxRtfPara *para = &h->r->state.para;
    return MAX (para->values[OX_RTF_PARA_LEFT], 0)
           + CLAMP (para->values[OX_RTF_PARA_LEVEL], 0, OX_HTML_LISTS - 1);
}

void
ox_rtf_html_begin_para (OxRtfHtml *h)
{
    OxHtmlList item;
    if (h->in_para)
        return;
    set_depth (h, wanted_depth (h));
    if (h->n_tables > 0 && !top_table (h)->in_cell)
        open_cell (h);
    g_autofree char *marker = g_strdup (h->marker->str);
    g_string_truncate (h->marker, 0);
    item.level = list_level (h);
    h->in_item = marker[0] != '\0' && read_marker (marker, top_list (h), &item);
    h->in_para = TRUE;
    h->empty = TRUE;
    h->space = TRUE;
    if (h->in_item) {
        begin_item (h, &item);
    } else {
        close_lists (h);
        ox_rtf_html_puts (h, "<div");
    }
    para_style (h, h->in_item);
    ox_rtf_html_puts (h, ">");
    if (marker[0] != '\0' && !h->in_item) {
        ox_rtf_html_text (h, marker, strlen (marker));
        ox_rtf_html_text (h, " ", 1);
    }
}

void
ox_rtf_html_end_para (OxRtfHtml *h)
{
    if (!h->in_para)
        return;
    ox_rtf_html_close_inline (h);
    if (h->empty)
        ox_rtf_html_puts (h, "<br>");
    if (!h->in_item)
        ox_rtf_html_puts (h, "</div>\n");
    h->in_para = FALSE;
}

void
ox_rtf_html_paragraph_mark (OxRtfHtml *h)
{
    ox_rtf_html_begin_para (h);
    ox_rtf_html_end_para (h);
}

void
ox_rtf_html_close_blocks (OxRtfHtml *h)
{
    ox_rtf_html_end_para (h);
    set_depth (h, 0);
    close_lists (h);
}
