/* SPDX-License-Identifier: MIT
 *
 * RTF as tokens: group marks, control words and symbols, text, binary data. Keeps no state but
 * its place, so no nesting can hurt it.
 */
#ifndef OX_BODY_RTF_LEX_H
#define OX_BODY_RTF_LEX_H

#include "base/slice.h"

typedef enum {
    OX_RTF_END,
    OX_RTF_OPEN,   /* { */
    OX_RTF_CLOSE,  /* } */
    OX_RTF_KEY,    /* a control word: word, has_param, param */
    OX_RTF_SYMBOL, /* a backslash and one character that is no letter: byte */
    OX_RTF_HEX,    /* \'hh: byte */
    OX_RTF_TEXT,   /* bytes as they stand: text */
    OX_RTF_BINARY  /* \binN: text is the data, param what was claimed */
} OxRtfTokenType;

/* What kind of thing a control word is; what its value then means is in rtf-words.inc. */
typedef enum {
    OX_RTF_KIND_NOTHING,
    OX_RTF_KIND_CHARSET,      /* a code page */
    OX_RTF_KIND_ANSICPG,
    OX_RTF_KIND_DEFF,
    OX_RTF_KIND_HTMLRTF,
    OX_RTF_KIND_UNICODE,
    OX_RTF_KIND_UC,
    OX_RTF_KIND_FONT,
    OX_RTF_KIND_FONT_OTHER,
    OX_RTF_KIND_SLOT,
    OX_RTF_KIND_FCHARSET,
    OX_RTF_KIND_CPG,
    OX_RTF_KIND_FAMILY,
    OX_RTF_KIND_CHARACTER,    /* a Unicode character */
    OX_RTF_KIND_PLAIN,
    OX_RTF_KIND_TOGGLE,       /* a bit of OxRtfChar.flags; parameter 0 is off */
    OX_RTF_KIND_CLEAR,        /* bits of it that go off */
    OX_RTF_KIND_CHAR_VALUE,   /* an index into OxRtfChar.values */
    OX_RTF_KIND_COLOR,        /* how far left the part stands in 0xRRGGBB */
    OX_RTF_KIND_PARD,
    OX_RTF_KIND_BREAK,        /* enum OxRtfBreak */
    OX_RTF_KIND_ALIGN,
    OX_RTF_KIND_PARA_VALUE,   /* an index into OxRtfPara.values */
    OX_RTF_KIND_DIRECTION,
    OX_RTF_KIND_IN_TABLE,
    OX_RTF_KIND_ROW,          /* enum OxRtfRowWord */
    OX_RTF_KIND_PICTURE_TYPE,
    OX_RTF_KIND_PICTURE_SIZE,
    OX_RTF_KIND_DESTINATION   /* enum OxRtfDest */
} OxRtfKindOfWord;

typedef enum {
    OX_RTF_WORD_unknown,
#define OX_RTF_WORD(name, kind, value) OX_RTF_WORD_##name,
#include "convert/body/rtf-words.inc"
#undef OX_RTF_WORD
    OX_RTF_N_WORDS
} OxRtfWord;

typedef struct {
    OxRtfTokenType type;
    OxRtfWord word;
    gboolean has_param;
    gint32 param;
    guint8 byte;
    OxSlice text; /* of OX_RTF_TEXT and OX_RTF_BINARY alone */
    guint64 at; /* where it begins */
} OxRtfToken;

typedef struct {
    OxSlice s;
} OxRtfLexer;

void ox_rtf_lexer_init (OxRtfLexer *lexer, OxSlice rtf);

/* The next token; OX_RTF_END where nothing is left. */
void ox_rtf_lexer_next (OxRtfLexer *lexer, OxRtfToken *token);

#endif
