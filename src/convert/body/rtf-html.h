/* SPDX-License-Identifier: MIT
 *
 * The HTML that RTF becomes, while it is being written: what is open, and what closes it.
 */
#ifndef OX_BODY_RTF_HTML_H
#define OX_BODY_RTF_HTML_H

#include "convert/body/rtf-field.h"
#include "convert/body/rtf-picture.h"
#include "convert/body/rtf-read.h"

#define OX_HTML_LISTS  9  /* levels */
#define OX_HTML_TABLES 16 /* depth */

/* Inline elements, outermost first. */
enum {
    OX_HTML_LINK,
    OX_HTML_SPAN,
    OX_HTML_BOLD,
    OX_HTML_ITALIC,
    OX_HTML_UNDERLINE,
    OX_HTML_STRIKE,
    OX_HTML_RAISED, /* or lowered */
    OX_HTML_N_INLINE
};

/* All that decides which inline elements are open. */
typedef struct {
    gint32 link; /* index into OxRtfHtml.links, -1 for none */
    gint32 font; /* -1 for none */
    gint32 size;
    guint32 color; /* G_MAXUINT32 for none */
    guint32 back;
    guint16 flags;
} OxHtmlStyle;

typedef enum { OX_HTML_BULLETS, OX_HTML_NUMBERS, OX_HTML_LETTERS, OX_HTML_ROMANS } OxHtmlListKind;

typedef struct {
    OxHtmlListKind kind;
    gboolean upper;
    gint32 level;
    guint value; /* of the last item */
} OxHtmlList;

/* One cell of a row as \cellx defines it. */
typedef struct {
    gint32 right; /* twips */
    guint32 back;
    guint8 align; /* OX_RTF_ROW_TOP and so on, 0 for none */
    gboolean border;
    gboolean merged; /* with the cell before */
} OxHtmlCell;

typedef struct {
    gboolean in_row;
    gboolean in_cell;
    guint column;
} OxHtmlTable;

typedef struct {
    OxRtfReader *r;
    GString *out;
    gboolean closing; /* what closes elements is written whatever the limit */

    gboolean in_para;
    gboolean in_item; /* the paragraph is an item of a list, which stays open */
    gboolean empty;   /* nothing is in the paragraph yet */
    gboolean space;   /* a space here would not show */
    OxHtmlStyle style;
    gboolean open[OX_HTML_N_INLINE];
    GPtrArray *links; /* char *, addresses */
    GPtrArray *faces; /* char *, the CSS of fonts by index, NULL where not made yet */

    GString *marker; /* of the list item that begins */
    OxHtmlList lists[OX_HTML_LISTS];
    guint n_lists;

    OxHtmlTable tables[OX_HTML_TABLES];
    guint n_tables;
    GArray *cells; /* OxHtmlCell, of the row */
    OxHtmlCell cell;
    gint32 row_left;
    gboolean row_border;
    guint8 border_of; /* OX_RTF_ROW_CELL_BORDER or OX_RTF_ROW_BORDER, the last one named */

    OxRtfFields fields;
    OxRtfPictureReader picture;
    guint n_places;
} OxRtfHtml;

/* --- rtf-html.c ---- */
void ox_rtf_html_emit (OxRtfHtml *h, const char *text, gsize n);
void ox_rtf_html_puts (OxRtfHtml *h, const char *text);
void ox_rtf_html_printf (OxRtfHtml *h, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* --- rtf-html-inline.c: text and what stands in a paragraph ---- */
void ox_rtf_html_text (OxRtfHtml *h, const char *text, gsize n);
void ox_rtf_html_image (OxRtfHtml *h, const char *cid, guint width, guint height);
void ox_rtf_html_close_inline (OxRtfHtml *h);

/* Twips as points for CSS: "12", "7.5". */
char *ox_rtf_html_points (gint32 twips);

/* --- rtf-html-block.c: paragraphs, lists and tables ---- */
void ox_rtf_html_begin_para (OxRtfHtml *h);
void ox_rtf_html_end_para (OxRtfHtml *h);
void ox_rtf_html_paragraph_mark (OxRtfHtml *h);
void ox_rtf_html_cell_mark (OxRtfHtml *h, guint depth);
void ox_rtf_html_row_mark (OxRtfHtml *h, guint depth);
void ox_rtf_html_row_word (OxRtfHtml *h, OxRtfRowWord word, gint32 param);
void ox_rtf_html_close_blocks (OxRtfHtml *h);

#endif
