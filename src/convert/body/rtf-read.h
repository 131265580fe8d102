/* SPDX-License-Identifier: MIT
 *
 * Reads RTF: groups, destinations, fonts and their code pages, formatting. What it means is for a
 * consumer, which gets text as UTF-8 and breaks as events and looks at the state in force.
 */
#ifndef OX_BODY_RTF_READ_H
#define OX_BODY_RTF_READ_H

#include "convert/body/rtf-decode.h"
#include "convert/body/rtf-lex.h"
#include "convert/body/rtf.h"

/* Where the text of a group goes. */
typedef enum {
    OX_RTF_DEST_BODY,
    OX_RTF_DEST_SKIP,        /* nowhere */
    OX_RTF_DEST_MARGIN,      /* nowhere, but it is text: headers, footers, comments */
    OX_RTF_DEST_FONTS,
    OX_RTF_DEST_COLORS,
    OX_RTF_DEST_HTMLTAG,
    OX_RTF_DEST_MARKER,      /* the bullet or number of a list item */
    OX_RTF_DEST_FIELD,
    OX_RTF_DEST_INSTRUCTION, /* of a field */
    OX_RTF_DEST_RESULT,      /* of a field */
    OX_RTF_DEST_FOOTNOTE,
    OX_RTF_DEST_PICTURE,
    OX_RTF_DEST_SHAPE,       /* nowhere, but text and pictures in it are */
    OX_RTF_DEST_SHAPE_TEXT,
    OX_RTF_DEST_UPR,         /* nowhere, but the Unicode form in it is */
    OX_RTF_DEST_UD,
    OX_RTF_DEST_THROUGH      /* the same as the group around it */
} OxRtfDest;

/* Which of several fonts of a run is in force. */
typedef enum {
    OX_RTF_SLOT_NONE,
    OX_RTF_SLOT_LTR,
    OX_RTF_SLOT_RTL,
    OX_RTF_SLOT_LOW,
    OX_RTF_SLOT_HIGH,
    OX_RTF_SLOT_DOUBLE,
    OX_RTF_N_SLOTS
} OxRtfSlot;

typedef enum {
    OX_RTF_FAMILY_NONE,
    OX_RTF_FAMILY_SERIF,
    OX_RTF_FAMILY_SANS,
    OX_RTF_FAMILY_MONO,
    OX_RTF_FAMILY_CURSIVE
} OxRtfFamily;

enum {
    OX_RTF_BOLD = 1 << 0,
    OX_RTF_ITALIC = 1 << 1,
    OX_RTF_UNDERLINE = 1 << 2,
    OX_RTF_STRIKE = 1 << 3,
    OX_RTF_SUPER = 1 << 4,
    OX_RTF_SUB = 1 << 5,
    OX_RTF_CAPS = 1 << 6,
    OX_RTF_SMALL_CAPS = 1 << 7,
    OX_RTF_HIDDEN = 1 << 8,
    OX_RTF_DELETED = 1 << 9
};

enum { OX_RTF_CHAR_SIZE, OX_RTF_CHAR_COLOR, OX_RTF_CHAR_BACK, OX_RTF_N_CHAR };

typedef enum {
    OX_RTF_ALIGN_LEFT,
    OX_RTF_ALIGN_CENTER,
    OX_RTF_ALIGN_RIGHT,
    OX_RTF_ALIGN_JUSTIFY
} OxRtfAlign;

enum {
    OX_RTF_PARA_LEFT, /* indents and spaces in twips */
    OX_RTF_PARA_RIGHT,
    OX_RTF_PARA_FIRST,
    OX_RTF_PARA_BEFORE,
    OX_RTF_PARA_AFTER,
    OX_RTF_PARA_LEVEL,
    OX_RTF_PARA_TABLE, /* depth of tables the paragraph stands in */
    OX_RTF_N_PARA
};

typedef enum {
    OX_RTF_BREAK_PARAGRAPH,
    OX_RTF_BREAK_LINE,
    OX_RTF_BREAK_PAGE,
    OX_RTF_BREAK_TAB,
    OX_RTF_BREAK_CELL,
    OX_RTF_BREAK_ROW,
    OX_RTF_BREAK_NEST_CELL,
    OX_RTF_BREAK_NEST_ROW,
    OX_RTF_BREAK_ATTACHMENT
} OxRtfBreak;

typedef enum {
    OX_RTF_ROW_BEGIN,
    OX_RTF_ROW_CELL,
    OX_RTF_ROW_LEFT,
    OX_RTF_ROW_MERGE_FIRST,
    OX_RTF_ROW_MERGED,
    OX_RTF_ROW_BACK,
    OX_RTF_ROW_TOP,
    OX_RTF_ROW_MIDDLE,
    OX_RTF_ROW_BOTTOM,
    OX_RTF_ROW_CELL_BORDER,
    OX_RTF_ROW_BORDER,
    OX_RTF_ROW_NO_BORDER
} OxRtfRowWord;

enum {
    OX_RTF_PICTURE_WIDTH, /* in twips */
    OX_RTF_PICTURE_HEIGHT,
    OX_RTF_PICTURE_SCALE_X, /* in percent */
    OX_RTF_PICTURE_SCALE_Y,
    OX_RTF_N_PICTURE
};

typedef struct {
    guint16 flags;
    gint32 font; /* index into OxRtfReader.fonts, -1 for none */
    gint32 values[OX_RTF_N_CHAR];
} OxRtfChar;

typedef struct {
    guint8 align;
    guint8 rtl;
    guint8 in_table;
    gint32 values[OX_RTF_N_PARA];
} OxRtfPara;

/* What a group inherits, and its end restores. */
typedef struct {
    guint8 dest;   /* OxRtfDest */
    guint8 slot;
    guint8 htmlrtf;
    guint8 skips;  /* \uc: how many items stand for a \u in readers without Unicode */
    guint8 began;  /* this group, not one around it, began the destination */
    gint32 slots[OX_RTF_N_SLOTS]; /* fonts, -1 for none */
    gint32 link;   /* of the consumer: -1 for none */
    OxRtfChar chars;
    OxRtfPara para;
} OxRtfState;

typedef struct {
    gint32 number;
    guint charset; /* \fcharset, G_MAXUINT where there is none */
    guint page;    /* \cpg, 0 where there is none */
    OxRtfFamily family;
    GString *name; /* its bytes as they stand; NULL where there is none */
} OxRtfFont;

typedef struct _OxRtfReader OxRtfReader;

typedef struct {
    /* Text of a destination that has any; the state in force is reader->state. NULL: text need not be decoded. */
    void (*text) (OxRtfReader *reader, const char *text, gsize n);
    /* A character that a control word or \u stands for, where it is not the same as text. */
    void (*character) (OxRtfReader *reader, gunichar c, gboolean from_unicode);
    void (*line_break) (OxRtfReader *reader, OxRtfBreak what);
    /* A word of rows and pictures. */
    void (*word) (OxRtfReader *reader, OxRtfKindOfWord kind, gint32 value, const OxRtfToken *token);
    /* A destination other than body begins; the end of the group that began it. */
    void (*enter) (OxRtfReader *reader, OxRtfDest dest);
    void (*leave) (OxRtfReader *reader, OxRtfDest dest);
    /* Binary data in a picture; its hexadecimal digits come as text. */
    void (*binary) (OxRtfReader *reader, OxSlice data);
    gboolean native; /* formatting matters, hidden text and symbol fonts are understood */
    gboolean html;   /* \htmltag and \htmlrtf are understood */
} OxRtfConsumer;

struct _OxRtfReader {
    OxRtfLexer lexer;
    const OxRtfConsumer *consumer;
    const OxRtfOptions *options;
    OxLimits limits;
    gpointer user;     /* of the consumer */
    guint64 most;      /* bytes of output allowed */
    gboolean full;     /* no more output wanted */

    OxRtfState state;
    GArray *stack;     /* OxRtfState, of which the first `depth` are open groups */
    guint depth;
    gsize too_deep;    /* groups beyond the limit that are open */
    gboolean was_deep; /* there were any */
    gboolean star;     /* \* stands before the next word */
    gboolean ended;    /* the outermost group is closed */
    gsize n_surplus;   /* braces that would have closed it too early */

    guint page;        /* of the document */
    gint32 deff;       /* number of the default font, -1 where none is named */
    gint32 deff_font;  /* its index, -1 where it is not defined */
    GArray *fonts;     /* OxRtfFont */
    GHashTable *font_index; /* number -> index + 1 */
    GArray *colors;    /* guint32 0xRRGGBB, G_MAXUINT32 for automatic */
    guint32 color;     /* of \colortbl, being read */

    OxRtfDecoder decoder;
    guint skip;        /* items to skip after \u */
    gboolean blank;    /* a space here stands for an attachment */
    guint32 high;      /* a high surrogate that waits for its low one */
    guint n_bad;
    gsize n_omitted;   /* bytes of text that are not to be shown */
};

void ox_rtf_reader_init (OxRtfReader *r, OxSlice rtf, const OxRtfOptions *options,
                         const OxRtfConsumer *consumer, gpointer user);
void ox_rtf_reader_clear (OxRtfReader *r);

/* Reads all of it. */
void ox_rtf_reader_run (OxRtfReader *r);

/* Whether `n` more bytes may be put into an output of `length`; if not, says so once. */
gboolean ox_rtf_reader_may_grow (OxRtfReader *r, gsize length, gsize n);

/* The index of the font in force, -1 for none. */
gint32 ox_rtf_reader_current_font (const OxRtfReader *r);

/* A font by its index; NULL where it is not defined. */
const OxRtfFont *ox_rtf_reader_font (const OxRtfReader *r, gint32 font);

/* 0xRRGGBB of a number of \colortbl; G_MAXUINT32 where it is automatic or none. */
guint32 ox_rtf_reader_color (const OxRtfReader *r, gint32 number);

/* --- fonts: rtf-font.c ---- */

/* The index of a font, defined now where it is not yet. -1 where there are too many. */
gint32 ox_rtf_font_define (OxRtfReader *r, gint32 number);

/* The index of a font that is defined; -1 where it is not. */
gint32 ox_rtf_font_find (const OxRtfReader *r, gint32 number);

/* The code page of text in a font (-1 for none); 42 for symbols. */
guint ox_rtf_font_page (const OxRtfReader *r, gint32 font);

/* The character that a byte of a symbol font shows. */
gunichar ox_rtf_symbol (const OxRtfFont *font, guint8 byte);

/* RTF without what may stand before it. */
OxSlice ox_rtf_start (OxSlice rtf);

/* --- output: rtf-encapsulated.c, rtf-text.c, rtf-html.c ---- */
GString *ox_rtf_extract (OxSlice rtf, const OxRtfOptions *options, OxRtfInfo *info);
GString *ox_rtf_convert_text (OxSlice rtf, const OxRtfOptions *options, OxRtfInfo *info);
GString *ox_rtf_convert_html (OxSlice rtf, const OxRtfOptions *options, OxRtfInfo *info);

#endif
