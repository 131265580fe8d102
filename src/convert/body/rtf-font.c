/* SPDX-License-Identifier: MIT */
#include "convert/body/rtf-read.h"

#include "convert/body/rtf-symbols.inc"

#include <string.h>

#define MAX_FONTS 32768

/* \fcharset to code page. 2 are symbols, 42 is what Windows calls their page. */
static const struct {
    guint16 charset;
    guint16 page;
} charsets[] = {
    { 2, 42 },      { 77, 10000 },  { 78, 10001 }, { 79, 10003 }, { 80, 10008 }, { 81, 10002 },
    { 83, 10005 },  { 84, 10004 },  { 85, 10006 }, { 86, 10081 }, { 87, 10021 }, { 88, 10029 },
    { 89, 10007 },  { 128, 932 },   { 129, 949 },  { 130, 1361 }, { 134, 936 },  { 136, 950 },
    { 161, 1253 },  { 162, 1254 },  { 163, 1258 }, { 177, 1255 }, { 178, 1256 }, { 179, 1256 },
    { 180, 1256 },  { 181, 1255 },  { 186, 1257 }, { 204, 1251 }, { 222, 874 },  { 238, 1250 },
    { 254, 437 },   { 255, 850 },
};

gint32
ox_rtf_font_find (const OxRtfReader *r, gint32 number)
{
    gpointer index = g_hash_table_lookup (r->font_index, GINT_TO_POINTER (number));
    return GPOINTER_TO_INT (index) - 1;
}

gint32
ox_rtf_font_define (OxRtfReader *r, gint32 number)
{
    gint32 index = ox_rtf_font_find (r, number);
    if (index >= 0) {
        /* Defined twice: the last one holds. */
        OxRtfFont *old = &g_array_index (r->fonts, OxRtfFont, index);
        if (old->name != NULL)
            g_string_truncate (old->name, 0);
        return index;
    }
    if (r->fonts->len >= MAX_FONTS)
        return -1;
    OxRtfFont font = { number, G_MAXUINT, 0, OX_RTF_FAMILY_NONE, NULL };
    g_array_append_val (r->fonts, font);
    index = (gint32) r->fonts->len - 1;
    g_hash_table_insert (r->font_index, GINT_TO_POINTER (number), GINT_TO_POINTER (index + 1));
    if (number == r->deff)
        r->deff_font = index;
    return index;
}

const OxRtfFont *
ox_rtf_reader_font (const OxRtfReader *r, gint32 font)
{
    if (font < 0 || (guint) font >= r->fonts->len)
        return NULL;
    return &g_array_index (r->fonts, OxRtfFont, font);
}

static gboolean
is_double_byte (guint page)
{
    return page == 932 || page == 936 || page == 949 || page == 950;
}

guint
ox_rtf_font_page (const OxRtfReader *r, gint32 font)
{
    const OxRtfFont *f = ox_rtf_reader_font (r, font);
    if (f == NULL)
        return r->page;
    if (f->page != 0)
        return f->page;
    /* ANSI means Western, but where the document's own page is double-byte, writers do not
     * mean it. */
    if (f->charset == 0)
        return is_double_byte (r->page) ? r->page : 1252;
    for (guint i = 0; i < G_N_ELEMENTS (charsets); i++)
        if (charsets[i].charset == f->charset)
            return charsets[i].page;
    return r->page;
}

gunichar
ox_rtf_symbol (const OxRtfFont *font, guint8 byte)
{
    const guint16 *table = NULL;
    const char *name = font != NULL && font->name != NULL ? font->name->str : "";
    if (g_ascii_strncasecmp (name, "Wingdings", 9) == 0 && name[9] == '\0')
        table = wingdings_font;
    else if (g_ascii_strncasecmp (name, "Symbol", 6) == 0)
        table = symbol_font;
    if (byte < 0x20)
        return byte;
    gunichar c = table != NULL ? table[byte - 0x20] : 0;
    /* Where nothing comes near, the place in the private area that Windows uses tells the byte. */
    return c != 0 ? c : byte == 0x20 ? 0x20 : 0xF000u + byte;
}
