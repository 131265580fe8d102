/* SPDX-License-Identifier: MIT */
#include "convert/body/rtf-read.h"

#include "base/diag.h"

#include <string.h>

#define MAX_DEPTH  1000
#define MAX_COLORS 65536
#define MAX_NAME   100 /* bytes of a font's name */

static const struct {
    guint8 kind;
    gint32 value;
} words[OX_RTF_N_WORDS] = {
#define OX_RTF_WORD(name, kind, value) [OX_RTF_WORD_##name] = { OX_RTF_KIND_##kind, value },
#include "convert/body/rtf-words.inc"
#undef OX_RTF_WORD
};

/* --- setting up ------------------------------------------------------------------------------ */

static void decoded (gpointer user, const char *text, gsize n);

static void
font_clear (gpointer data)
{
    OxRtfFont *font = data;
    if (font->name != NULL)
        g_string_free (font->name, TRUE);
}

static void
reset_chars (OxRtfReader *r)
{
    OxRtfState *s = &r->state;
    s->chars = (OxRtfChar){ 0, -1, { 24, 0, 0 } };
    s->slot = OX_RTF_SLOT_NONE;
    for (guint i = 0; i < OX_RTF_N_SLOTS; i++)
        s->slots[i] = -1;
}

void
ox_rtf_reader_init (OxRtfReader *r, OxSlice rtf, const OxRtfOptions *options,
                    const OxRtfConsumer *consumer, gpointer user)
{
    *r = (OxRtfReader){ .consumer = consumer, .options = options, .user = user };
    if (options->limits != NULL)
        r->limits = *options->limits;
    else
        ox_limits_init (&r->limits);
    if (rtf.left > r->limits.value_bytes) {
        ox_diag (options->diagnostics, OX_DIAG_RTF_LIMIT, rtf.at,
                 "RTF of %" G_GSIZE_FORMAT " bytes is more than allowed", rtf.left);
        rtf = ox_slice_take (&rtf, (gsize) r->limits.value_bytes);
    }
    r->most = MIN (r->limits.value_bytes, (guint64) rtf.left * r->limits.expansion);
    ox_rtf_lexer_init (&r->lexer, rtf);
    r->stack = g_array_new (FALSE, FALSE, sizeof (OxRtfState));
    r->fonts = g_array_new (FALSE, FALSE, sizeof (OxRtfFont));
    g_array_set_clear_func (r->fonts, font_clear);
    r->font_index = g_hash_table_new (NULL, NULL);
    r->colors = g_array_new (FALSE, FALSE, sizeof (guint32));
    r->color = G_MAXUINT32;
    r->page = options->codepage != 0 ? options->codepage : 1252;
    ox_rtf_decoder_init (&r->decoder, decoded, r, options->diagnostics);
    r->deff = -1;
    r->deff_font = -1;
    r->state = (OxRtfState){ .skips = 1, .link = -1 };
    reset_chars (r);
}

void
ox_rtf_reader_clear (OxRtfReader *r)
{
    ox_rtf_decoder_clear (&r->decoder);
    g_clear_pointer (&r->stack, g_array_unref);
    g_clear_pointer (&r->fonts, g_array_unref);
    g_clear_pointer (&r->font_index, g_hash_table_unref);
    g_clear_pointer (&r->colors, g_array_unref);
}

gboolean
ox_rtf_reader_may_grow (OxRtfReader *r, gsize length, gsize n)
{
    if (r->full)
        return FALSE;
    if (length + n <= r->most)
        return TRUE;
    r->full = TRUE;
    ox_diag (r->options->diagnostics, OX_DIAG_RTF_LIMIT, r->lexer.s.at,
             "RTF gives more than the %" G_GUINT64_FORMAT " bytes allowed", r->most);
    return FALSE;
}

guint32
ox_rtf_reader_color (const OxRtfReader *r, gint32 number)
{
    if (number < 0 || (guint) number >= r->colors->len)
        return G_MAXUINT32;
    return g_array_index (r->colors, guint32, number);
}

gint32
ox_rtf_reader_current_font (const OxRtfReader *r)
{
    const OxRtfState *s = &r->state;
    if (s->slot != OX_RTF_SLOT_NONE && s->slots[s->slot] >= 0)
        return s->slots[s->slot];
    return s->chars.font >= 0 ? s->chars.font : r->deff_font;
}

/* --- text --------------------------------------------------------------------------------------- */

/* Whether text of the present group is of any use. */
static gboolean
wants_text (const OxRtfReader *r)
{
    switch ((OxRtfDest) r->state.dest) {
    case OX_RTF_DEST_SKIP:
    case OX_RTF_DEST_MARGIN:
    case OX_RTF_DEST_SHAPE:
    case OX_RTF_DEST_UPR:
    case OX_RTF_DEST_FIELD:
    case OX_RTF_DEST_FONTS:
    case OX_RTF_DEST_COLORS:
        return FALSE;
    default:
        return !r->consumer->native
               || (r->state.chars.flags & (OX_RTF_HIDDEN | OX_RTF_DELETED)) == 0;
    }
}

/* What \htmlrtf brackets is not in the HTML; what \htmltag holds is nothing else. */
static gboolean
is_muted (const OxRtfReader *r)
{
    return (r->state.htmlrtf && r->state.dest != OX_RTF_DEST_HTMLTAG) || !wants_text (r);
}

static void
decoded (gpointer user, const char *text, gsize n)
{
    OxRtfReader *r = user;
    r->consumer->text (r, text, n);
}

static void
put_unichar (OxRtfReader *r, gunichar c, gboolean from_unicode)
{
    char utf8[6];
    if (r->consumer->text == NULL)
        return;
    ox_rtf_decoder_flush (&r->decoder);
    if (r->consumer->character != NULL) {
        r->consumer->character (r, c, from_unicode);
        return;
    }
    r->consumer->text (r, utf8, (gsize) g_unichar_to_utf8 (c, utf8));
}

/* A high surrogate whose low one did not come. */
static void
give_up_surrogate (OxRtfReader *r)
{
    if (r->high == 0)
        return;
    r->high = 0;
    r->n_bad++;
    put_unichar (r, 0xFFFD, FALSE);
}

/* The names of fonts end with a semicolon. They are only compared and shown, so their bytes do. */
static void
add_font_name (OxRtfReader *r, OxSlice text)
{
    if (r->state.chars.font < 0 || (guint) r->state.chars.font >= r->fonts->len)
        return;
    OxRtfFont *font = &g_array_index (r->fonts, OxRtfFont, r->state.chars.font);
    if (font->name == NULL)
        font->name = g_string_new (NULL);
    while (text.left > 0 && font->name->len < MAX_NAME) {
        char c = (char) ox_slice_u8 (&text);
        if (c == ';') {
            r->state.chars.font = -1;
            return;
        }
        if (c != '"' && (font->name->len > 0 || c != ' '))
            g_string_append_c (font->name, c);
    }
}

static void
add_color (OxRtfReader *r, OxSlice text)
{
    while (text.left > 0) {
        if (ox_slice_u8 (&text) != ';' || r->colors->len >= MAX_COLORS)
            continue;
        g_array_append_val (r->colors, r->color);
        r->color = G_MAXUINT32;
    }
}

/* Text of a symbol font: the byte says which picture, not which character. */
static void
put_symbols (OxRtfReader *r, gint32 font, OxSlice text)
{
    while (text.left > 0)
        put_unichar (r, ox_rtf_symbol (ox_rtf_reader_font (r, font), ox_slice_u8 (&text)), FALSE);
}


/* Text that is there, but not to be shown. */
static void
count_omitted (OxRtfReader *r, OxSlice text)
{
    gboolean hidden = (r->state.chars.flags & (OX_RTF_HIDDEN | OX_RTF_DELETED)) != 0
                      && r->state.dest == OX_RTF_DEST_BODY;
    if (!r->consumer->native || (!hidden && r->state.dest != OX_RTF_DEST_MARGIN))
        return;
    while (text.left > 0)
        r->n_omitted += !g_ascii_isspace ((char) ox_slice_u8 (&text));
}

static void
put_bytes (OxRtfReader *r, OxSlice text, gboolean escaped)
{
    if (r->state.dest == OX_RTF_DEST_FONTS)
        add_font_name (r, text);
    else if (r->state.dest == OX_RTF_DEST_COLORS)
        add_color (r, text);
    if (is_muted (r)) {
        count_omitted (r, text);
        return;
    }
    if (r->consumer->text == NULL)
        return;
    gint32 font = ox_rtf_reader_current_font (r);
    guint page = r->state.dest == OX_RTF_DEST_HTMLTAG ? r->page : ox_rtf_font_page (r, font);
    give_up_surrogate (r);
    if (page == 42 && r->consumer->native)
        put_symbols (r, font, text);
    else
        ox_rtf_decoder_bytes (&r->decoder, page == 42 ? 1252 : page, text, escaped);
}

static void
put_byte (OxRtfReader *r, guint8 byte)
{
    put_bytes (r, ox_slice (&byte, 1, r->lexer.s.at), TRUE);
}

static void
put_character (OxRtfReader *r, gunichar c)
{
    if (is_muted (r))
        return;
    give_up_surrogate (r);
    put_unichar (r, c, FALSE);
}

/* \uN, signed 16 bits; some write more. A surrogate waits for the other one. */
static void
put_unicode (OxRtfReader *r, gint32 n)
{
    gunichar c = (gunichar) (n < 0 ? n + 0x10000 : n);
    r->skip = r->state.skips;
    if (is_muted (r))
        return;
    if (c >= 0xDC00 && c < 0xE000 && r->high != 0) {
        c = 0x10000 + ((r->high - 0xD800) << 10) + (c - 0xDC00);
        r->high = 0;
    }
    give_up_surrogate (r);
    if (c >= 0xD800 && c < 0xDC00) {
        r->high = c;
        return;
    }
    if (c == 0 || c > 0x10FFFF || (c >= 0xDC00 && c < 0xE000)) {
        r->n_bad++;
        c = 0xFFFD;
    }
    if (r->consumer->native && c >= 0xF020 && c <= 0xF0FF
        && ox_rtf_font_page (r, ox_rtf_reader_current_font (r)) == 42)
        c = ox_rtf_symbol (ox_rtf_reader_font (r, ox_rtf_reader_current_font (r)), (guint8) c);
    put_unichar (r, c, TRUE);
}

static void
put_break (OxRtfReader *r, OxRtfBreak what)
{
    gboolean hidden = r->state.dest == OX_RTF_DEST_BODY && r->consumer->native
                      && (r->state.chars.flags & (OX_RTF_HIDDEN | OX_RTF_DELETED)) != 0;
    gboolean in_line = what == OX_RTF_BREAK_TAB || what == OX_RTF_BREAK_LINE;
    /* The end of a paragraph or a cell can be hidden, but it still ends one. */
    if (is_muted (r) && (!hidden || in_line))
        return;
    give_up_surrogate (r);
    ox_rtf_decoder_flush (&r->decoder);
    r->blank = what == OX_RTF_BREAK_ATTACHMENT;
    r->consumer->line_break (r, what);
}

/* --- groups and destinations --------------------------------------------------------------------- */

static void
open_group (OxRtfReader *r)
{
    r->skip = 0;
    if (r->depth >= MAX_DEPTH) {
        if (!r->was_deep)
            ox_diag (r->options->diagnostics, OX_DIAG_RTF_DEPTH, r->lexer.s.at,
                     "more than %u groups are open", MAX_DEPTH);
        r->was_deep = TRUE;
        r->too_deep++;
        return;
    }
    /* The array only grows: a change of its length for every brace costs more than the state. */
    if (r->depth == r->stack->len)
        g_array_set_size (r->stack, MAX (64, r->depth * 2));
    g_array_index (r->stack, OxRtfState, r->depth++) = r->state;
    r->state.began = FALSE;
}

static void
leave_dest (OxRtfReader *r)
{
    if (!r->state.began)
        return;
    ox_rtf_decoder_flush (&r->decoder);
    give_up_surrogate (r);
    r->state.began = FALSE;
    if (r->state.dest != OX_RTF_DEST_SKIP && r->consumer->leave != NULL)
        r->consumer->leave (r, (OxRtfDest) r->state.dest);
}

/* Whether a brace that would end the document is one too many: another one follows. */
static gboolean
is_surplus (OxRtfReader *r)
{
    const OxSlice *rest = &r->lexer.s;
    if (r->depth > 1 || rest->left == 0
        || memchr (ox_slice_data (rest), '}', rest->left) == NULL)
        return FALSE;
    if (r->n_surplus++ == 0)
        ox_diag (r->options->diagnostics, OX_DIAG_RTF_BRACES, rest->at - 1,
                 "the outermost group ends, but %" G_GSIZE_FORMAT " bytes follow", rest->left);
    return TRUE;
}

static void
close_group (OxRtfReader *r)
{
    r->skip = 0;
    if (r->too_deep > 0) {
        r->too_deep--;
        return;
    }
    if (r->depth == 0 || is_surplus (r))
        return;
    leave_dest (r);
    r->state = g_array_index (r->stack, OxRtfState, --r->depth);
    r->ended = r->depth == 0;
}

/* Consumers of what was encapsulated know fewer destinations. */
static OxRtfDest
known_dest (const OxRtfReader *r, OxRtfDest dest)
{
    if (dest == OX_RTF_DEST_HTMLTAG)
        return r->consumer->html ? dest : OX_RTF_DEST_SKIP;
    if (r->consumer->native)
        return dest;
    if (dest == OX_RTF_DEST_MARGIN || dest == OX_RTF_DEST_MARKER || dest == OX_RTF_DEST_INSTRUCTION || dest == OX_RTF_DEST_SHAPE
        || dest == OX_RTF_DEST_PICTURE)
        return OX_RTF_DEST_SKIP;
    return dest == OX_RTF_DEST_FOOTNOTE ? OX_RTF_DEST_THROUGH : dest;
}

/* What becomes of a destination that begins within another. */
static OxRtfDest
nested_dest (OxRtfDest outer, OxRtfDest inner)
{
    switch (outer) {
    case OX_RTF_DEST_SKIP:
    case OX_RTF_DEST_PICTURE:
    case OX_RTF_DEST_MARGIN:
        return inner == OX_RTF_DEST_THROUGH ? outer : OX_RTF_DEST_SKIP;
    case OX_RTF_DEST_SHAPE:
        return inner == OX_RTF_DEST_SHAPE_TEXT || inner == OX_RTF_DEST_PICTURE ? inner
                                                                               : OX_RTF_DEST_SKIP;
    case OX_RTF_DEST_UPR:
        return inner == OX_RTF_DEST_UD ? OX_RTF_DEST_BODY : OX_RTF_DEST_SKIP;
    case OX_RTF_DEST_INSTRUCTION:
    case OX_RTF_DEST_FONTS:
    case OX_RTF_DEST_COLORS:
        return inner == OX_RTF_DEST_THROUGH ? outer : OX_RTF_DEST_SKIP;
    default:
        return inner == OX_RTF_DEST_UD ? OX_RTF_DEST_BODY
               : inner == OX_RTF_DEST_THROUGH ? outer : inner;
    }
}

static void
begin_dest (OxRtfReader *r, OxRtfDest inner)
{
    OxRtfDest outer = r->state.dest;
    if (outer == OX_RTF_DEST_SKIP || r->depth == 0 || r->too_deep > 0)
        return;
    OxRtfDest dest = nested_dest (outer, known_dest (r, inner));
    if (dest == outer && (dest != OX_RTF_DEST_FIELD || r->state.began))
        return;
    leave_dest (r);
    ox_rtf_decoder_flush (&r->decoder);
    give_up_surrogate (r);
    r->state.dest = (guint8) dest;
    r->state.began = TRUE;
    if (dest == OX_RTF_DEST_FONTS)
        r->state.chars.font = -1;
    if (dest != OX_RTF_DEST_SKIP && r->consumer->enter != NULL)
        r->consumer->enter (r, dest);
}

/* {\* and a word that is no destination we know: the group is for somebody else. */
static gboolean
is_ignorable (OxRtfReader *r, OxRtfWord word)
{
    gboolean star = r->star;
    r->star = FALSE;
    if (!star || words[word].kind == OX_RTF_KIND_DESTINATION)
        return FALSE;
    begin_dest (r, OX_RTF_DEST_SKIP);
    return TRUE;
}

/* --- control words --------------------------------------------------------------------------------- */

static void
set_font (OxRtfReader *r, gint32 number)
{
    OxRtfState *s = &r->state;
    if (s->dest == OX_RTF_DEST_FONTS) {
        s->chars.font = ox_rtf_font_define (r, number);
        return;
    }
    s->chars.font = ox_rtf_font_find (r, number);
    s->slots[s->slot] = s->chars.font;
}

/* A word that says something of the font that \fonttbl is defining. */
static void
describe_font (OxRtfReader *r, OxRtfKindOfWord kind, gint32 value, gint32 param)
{
    gint32 index = r->state.chars.font;
    if (r->state.dest != OX_RTF_DEST_FONTS || index < 0 || (guint) index >= r->fonts->len)
        return;
    OxRtfFont *font = &g_array_index (r->fonts, OxRtfFont, index);
    if (kind == OX_RTF_KIND_FCHARSET)
        font->charset = (guint) CLAMP (param, 0, 0xFFFF);
    else if (kind == OX_RTF_KIND_CPG)
        font->page = (guint) CLAMP (param, 0, 0xFFFF);
    else
        font->family = (OxRtfFamily) value;
}

static void
set_page (OxRtfReader *r, OxRtfKindOfWord kind, gint32 value, const OxRtfToken *t)
{
    /* Only in the header; a page named there outdoes \ansi and \mac. */
    if (kind == OX_RTF_KIND_ANSICPG && t->param > 0 && t->param <= 0xFFFF)
        r->page = (guint) t->param;
    else if (kind == OX_RTF_KIND_CHARSET && value != 1252 && r->fonts->len == 0)
        r->page = (guint) value;
}

static void
set_chars (OxRtfReader *r, OxRtfKindOfWord kind, gint32 value, const OxRtfToken *t)
{
    OxRtfChar *chars = &r->state.chars;
    gboolean on = !t->has_param || t->param != 0;
    switch (kind) {
    case OX_RTF_KIND_TOGGLE:
        chars->flags = (guint16) (on ? chars->flags | value : chars->flags & ~value);
        if (on && (value & (OX_RTF_SUPER | OX_RTF_SUB)) != 0)
            chars->flags &= (guint16) ~(value ^ (OX_RTF_SUPER | OX_RTF_SUB));
        break;
    case OX_RTF_KIND_CLEAR:
        chars->flags &= (guint16) ~value;
        break;
    case OX_RTF_KIND_CHAR_VALUE:
        chars->values[value] = t->has_param ? t->param : value == OX_RTF_CHAR_SIZE ? 24 : 0;
        break;
    case OX_RTF_KIND_COLOR:
        if (r->state.dest == OX_RTF_DEST_COLORS) {
            guint32 old = r->color == G_MAXUINT32 ? 0 : r->color;
            r->color = (old & ~(0xFFu << value)) | (guint32) CLAMP (t->param, 0, 255) << value;
        }
        break;
    default:
        break;
    }
}

static void
set_para (OxRtfReader *r, OxRtfKindOfWord kind, gint32 value, const OxRtfToken *t)
{
    OxRtfPara *para = &r->state.para;
    if (kind == OX_RTF_KIND_PARD)
        *para = (OxRtfPara){ 0 };
    else if (kind == OX_RTF_KIND_ALIGN)
        para->align = (guint8) value;
    else if (kind == OX_RTF_KIND_DIRECTION)
        para->rtl = (guint8) value;
    else if (kind == OX_RTF_KIND_IN_TABLE)
        para->in_table = 1;
    else
        para->values[value] = CLAMP (t->param, -31680, 31680);
}

static void
set_slot (OxRtfReader *r, OxRtfKindOfWord kind, gint32 value, gint32 param)
{
    OxRtfState *s = &r->state;
    if (kind == OX_RTF_KIND_SLOT)
        s->slot = (guint8) value;
    else if (s->slot != OX_RTF_SLOT_NONE && s->slot != OX_RTF_SLOT_LTR)
        s->slots[s->slot] = ox_rtf_font_find (r, param);
}

/* Words of the document and of the meaning of bytes; FALSE where it is another kind. */
static gboolean
handle_text_word (OxRtfReader *r, OxRtfKindOfWord kind, gint32 value, const OxRtfToken *t)
{
    switch (kind) {
    case OX_RTF_KIND_CHARSET:
    case OX_RTF_KIND_ANSICPG:
        set_page (r, kind, value, t);
        return TRUE;
    case OX_RTF_KIND_DEFF:
        r->deff = t->param;
        r->deff_font = ox_rtf_font_find (r, t->param);
        return TRUE;
    case OX_RTF_KIND_HTMLRTF:
        r->state.htmlrtf = r->consumer->html && (!t->has_param || t->param != 0);
        return TRUE;
    case OX_RTF_KIND_UC:
        r->state.skips = (guint8) CLAMP (t->has_param ? t->param : 1, 0, 255);
        return TRUE;
    case OX_RTF_KIND_UNICODE:
        if (t->has_param)
            put_unicode (r, t->param);
        return TRUE;
    case OX_RTF_KIND_FONT:
        set_font (r, t->param);
        return TRUE;
    case OX_RTF_KIND_FONT_OTHER:
    case OX_RTF_KIND_SLOT:
        set_slot (r, kind, value, t->param);
        return TRUE;
    case OX_RTF_KIND_FCHARSET:
    case OX_RTF_KIND_CPG:
    case OX_RTF_KIND_FAMILY:
        describe_font (r, kind, value, t->param);
        return TRUE;
    case OX_RTF_KIND_CHARACTER:
        put_character (r, (gunichar) value);
        return TRUE;
    case OX_RTF_KIND_PLAIN:
        reset_chars (r);
        return TRUE;
    default:
        return FALSE;
    }
}

static void
handle_other_word (OxRtfReader *r, OxRtfKindOfWord kind, gint32 value, const OxRtfToken *t)
{
    switch (kind) {
    case OX_RTF_KIND_TOGGLE:
    case OX_RTF_KIND_CLEAR:
    case OX_RTF_KIND_CHAR_VALUE:
    case OX_RTF_KIND_COLOR:
        set_chars (r, kind, value, t);
        break;
    case OX_RTF_KIND_PARD:
    case OX_RTF_KIND_ALIGN:
    case OX_RTF_KIND_PARA_VALUE:
    case OX_RTF_KIND_DIRECTION:
    case OX_RTF_KIND_IN_TABLE:
        set_para (r, kind, value, t);
        break;
    case OX_RTF_KIND_BREAK:
        put_break (r, (OxRtfBreak) value);
        break;
    case OX_RTF_KIND_DESTINATION:
        begin_dest (r, (OxRtfDest) value);
        break;
    default:
        /* The definition of a row says that what follows stands in it, \intbl or not. */
        if (kind == OX_RTF_KIND_ROW && value == OX_RTF_ROW_BEGIN)
            r->state.para.in_table = 1;
        if (r->consumer->word != NULL && r->state.dest != OX_RTF_DEST_SKIP)
            r->consumer->word (r, kind, value, t);
        break;
    }
}

static void
handle_word (OxRtfReader *r, const OxRtfToken *t)
{
    OxRtfKindOfWord kind = words[t->word].kind;
    gint32 value = words[t->word].value;
    if (is_ignorable (r, t->word))
        return;
    /* What stands for a \u is a character. A word that is none shows that nothing does. */
    if (r->skip > 0) {
        if (kind == OX_RTF_KIND_CHARACTER) {
            r->skip--;
            return;
        }
        if (kind != OX_RTF_KIND_NOTHING)
            r->skip = 0;
    }
    if (!handle_text_word (r, kind, value, t))
        handle_other_word (r, kind, value, t);
}

static void
handle_symbol (OxRtfReader *r, guint8 c)
{
    if (c == '*')
        return;
    if (r->skip > 0 && c != '\r' && c != '\n') {
        r->skip--;
        return;
    }
    switch (c) {
    case '\\':
    case '{':
    case '}':
        put_byte (r, c);
        break;
    case '~':
        put_character (r, 0xA0);
        break;
    case '_':
        put_character (r, 0x2011);
        break;
    case '-':
        put_character (r, 0xAD);
        break;
    case '\r':
    case '\n':
        put_break (r, OX_RTF_BREAK_PARAGRAPH);
        break;
    case '\t':
        put_break (r, OX_RTF_BREAK_TAB);
        break;
    default:
        break;
    }
}

/* --- the whole ----------------------------------------------------------------------------------------- */

static void
handle_binary (OxRtfReader *r, const OxRtfToken *t)
{
    if (t->param > 0 && t->text.left < (gsize) t->param)
        ox_diag (r->options->diagnostics, OX_DIAG_RTF_BINARY, t->at,
                 "%d bytes claimed, %" G_GSIZE_FORMAT " there", t->param, t->text.left);
    if (r->skip > 0)
        r->skip--;
    else if (r->state.dest == OX_RTF_DEST_PICTURE && r->consumer->binary != NULL)
        r->consumer->binary (r, t->text);
}

static void
handle_text (OxRtfReader *r, OxSlice text)
{
    if (r->blank && ox_slice_peek (&text) == ' ')
        ox_slice_skip (&text, 1);
    if (r->skip > 0) {
        gsize n = MIN (r->skip, text.left);
        ox_slice_skip (&text, n);
        r->skip -= (guint) n;
    }
    if (text.left > 0)
        put_bytes (r, text, FALSE);
}

static void
handle (OxRtfReader *r, const OxRtfToken *t)
{
    if (t->type != OX_RTF_TEXT && t->type != OX_RTF_HEX
        && (t->type != OX_RTF_SYMBOL || t->byte == '*'))
        ox_rtf_decoder_pause (&r->decoder);
    switch (t->type) {
    case OX_RTF_OPEN:
        open_group (r);
        break;
    case OX_RTF_CLOSE:
        close_group (r);
        break;
    case OX_RTF_KEY:
        handle_word (r, t);
        break;
    case OX_RTF_SYMBOL:
        handle_symbol (r, t->byte);
        break;
    case OX_RTF_HEX:
        if (r->skip > 0)
            r->skip--;
        else if (!r->blank || t->byte != ' ')
            put_byte (r, t->byte);
        break;
    case OX_RTF_TEXT:
        handle_text (r, t->text);
        break;
    case OX_RTF_BINARY:
        handle_binary (r, t);
        break;
    case OX_RTF_END:
        break;
    }
    r->star = t->type == OX_RTF_SYMBOL && t->byte == '*';
    r->blank = r->blank && t->type == OX_RTF_KEY && t->word == OX_RTF_WORD_objattph;
}

/* What follows the outermost group: NULs and white space are padding. */
static void
check_rest (OxRtfReader *r)
{
    OxSlice rest = r->lexer.s;
    while (rest.left > 0) {
        guint8 c = ox_slice_u8 (&rest);
        if (c != 0 && !g_ascii_isspace ((char) c)) {
            ox_diag (r->options->diagnostics, OX_DIAG_RTF_TRAILING, rest.at - 1,
                     "%" G_GSIZE_FORMAT " bytes follow the end", rest.left + 1);
            return;
        }
    }
}

void
ox_rtf_reader_run (OxRtfReader *r)
{
    OxRtfToken token;
    do {
        ox_rtf_lexer_next (&r->lexer, &token);
        handle (r, &token);
    } while (token.type != OX_RTF_END && !r->ended && !r->full);
    give_up_surrogate (r);
    ox_rtf_decoder_flush (&r->decoder);
    if (r->ended)
        check_rest (r);
    else if (!r->full)
        ox_diag (r->options->diagnostics, OX_DIAG_RTF_UNCLOSED, r->lexer.s.at,
                 "%" G_GSIZE_FORMAT " groups are open at the end", r->depth + r->too_deep);
    if (r->n_omitted > 0)
        ox_diag (r->options->diagnostics, OX_DIAG_RTF_OMITTED, OX_DIAG_NO_OFFSET,
                 "%" G_GSIZE_FORMAT " characters", r->n_omitted);
    r->n_bad += r->decoder.n_bad;
    if (r->n_bad > 0)
        ox_diag (r->options->diagnostics, OX_DIAG_TEXT_INVALID, OX_DIAG_NO_OFFSET,
                 "%u characters of the RTF are invalid", r->n_bad);
}
