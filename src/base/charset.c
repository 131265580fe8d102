/* SPDX-License-Identifier: MIT */
#include "base/charset.h"

#include "base/icu.h"

#include <errno.h>
#include <iconv.h>
#include <string.h>

typedef enum { HOW_ICONV, HOW_ICU, HOW_UTF8, HOW_UTF16 } How;

typedef struct {
    guint page;
    const char *mime;
    How how;
    const char *name;       /* of the converter */
    gboolean ascii;         /* bytes below 0x80 are ASCII */
    guint windows;          /* the ANSI page of the same script */
    const char *aliases;    /* separated by "," */
} Page;

static const Page pages[] = {
#include "codepages.inc"
};

#define REPLACEMENT "\xEF\xBF\xBD" /* U+FFFD */

/* --- the table ------------------------------------------------------------------------ */

static const Page *
find_page (guint codepage)
{
    guint low = 0;
    guint high = G_N_ELEMENTS (pages);
    while (low < high) {
        guint middle = low + (high - low) / 2;
        if (pages[middle].page < codepage)
            low = middle + 1;
        else
            high = middle;
    }
    return low < G_N_ELEMENTS (pages) && pages[low].page == codepage ? &pages[low] : NULL;
}

const char *
ox_charset_name (guint codepage)
{
    const Page *page = find_page (codepage);
    return page != NULL ? page->mime : NULL;
}

guint
ox_codepage_windows (guint codepage)
{
    const Page *page = find_page (codepage);
    return page != NULL ? page->windows : codepage;
}

static gboolean
has_alias (const char *aliases, const char *name)
{
    gsize n = strlen (name);
    for (const char *p = aliases; *p != '\0' && n > 0; p += strcspn (p, ",") + (p[strcspn (p, ",")] == ','))
        if (strcspn (p, ",") == n && g_ascii_strncasecmp (p, name, n) == 0)
            return TRUE;
    return FALSE;
}

guint
ox_charset_from_name (const char *name)
{
    for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
        if (g_ascii_strcasecmp (pages[i].mime, name) == 0 || has_alias (pages[i].aliases, name))
            return pages[i].page;
    return 0;
}

/* ANSI pages by primary language, [MS-LCID] 2.2; what is not here is 1252. */
static const struct {
    guint8 language;
    guint16 page;
} languages[] = {
    { 0x01, 1256 }, { 0x02, 1251 }, { 0x04, 936 },  { 0x05, 1250 }, { 0x08, 1253 }, { 0x0D, 1255 },
    { 0x0E, 1250 }, { 0x11, 932 },  { 0x12, 949 },  { 0x15, 1250 }, { 0x18, 1250 }, { 0x19, 1251 },
    { 0x1A, 1250 }, { 0x1B, 1250 }, { 0x1C, 1250 }, { 0x1E, 874 },  { 0x1F, 1254 }, { 0x20, 1256 },
    { 0x22, 1251 }, { 0x23, 1251 }, { 0x24, 1250 }, { 0x25, 1257 }, { 0x26, 1257 }, { 0x27, 1257 },
    { 0x28, 1251 }, { 0x29, 1256 }, { 0x2A, 1258 }, { 0x2C, 1254 }, { 0x2F, 1251 }, { 0x3F, 1251 },
    { 0x40, 1251 }, { 0x42, 1250 }, { 0x43, 1254 }, { 0x44, 1251 }, { 0x50, 1251 }, { 0x59, 1256 },
    { 0x6D, 1251 }, { 0x80, 1256 }, { 0x85, 1251 }, { 0x8C, 1256 },
};

/* Locales whose page is not that of their language. */
static const struct {
    guint16 lcid;
    guint16 page;
} locales[] = {
    { 0x0404, 950 },  { 0x0C04, 950 },  { 0x1404, 950 },  { 0x7C04, 950 },  { 0x082C, 1251 },
    { 0x0843, 1251 }, { 0x0C1A, 1251 }, { 0x1C1A, 1251 }, { 0x201A, 1251 }, { 0x281A, 1251 },
    { 0x301A, 1251 },
};

guint
ox_codepage_from_lcid (guint lcid)
{
    if (lcid == 0 || lcid > 0xFFFF)
        return 0;
    for (guint i = 0; i < G_N_ELEMENTS (locales); i++)
        if (locales[i].lcid == lcid)
            return locales[i].page;
    for (guint i = 0; i < G_N_ELEMENTS (languages); i++)
        if (languages[i].language == (lcid & 0x3FF))
            return languages[i].page;
    return 1252;
}

/* --- converters, kept open for each thread: opening one costs more than using it ------- */

typedef struct {
    iconv_t iconv;
    UConverter *icu;
} Converter;

static void
converter_free (gpointer data)
{
    Converter *c = data;
    if (c->iconv != (iconv_t) -1)
        iconv_close (c->iconv);
    if (c->icu != NULL)
        ox_icu ()->ucnv_close (c->icu);
    g_free (c);
}

static void
converters_free (gpointer data)
{
    g_hash_table_unref (data);
}

static GPrivate converters = G_PRIVATE_INIT (converters_free);

static Converter *
open_converter (const Page *page, gboolean encode)
{
    Converter *c = g_new (Converter, 1);
    *c = (Converter){ (iconv_t) -1, NULL };
    UErrorCode status = U_ZERO_ERROR;
    if (page->how == HOW_ICU)
        c->icu = ox_icu ()->ucnv_open (page->name, &status);
    else
        c->iconv = encode ? iconv_open (page->name, "UTF-8") : iconv_open ("UTF-8", page->name);
    if (c->icu != NULL)
        ox_icu ()->ucnv_setToUCallBack (c->icu, ox_icu ()->UCNV_TO_U_CALLBACK_STOP, NULL, NULL, NULL, &status);
    if (c->icu != NULL)
        ox_icu ()->ucnv_setFromUCallBack (c->icu, ox_icu ()->UCNV_FROM_U_CALLBACK_STOP, NULL, NULL, NULL, &status);
    if (U_SUCCESS (status) && (c->icu != NULL || c->iconv != (iconv_t) -1))
        return c;
    converter_free (c);
    return NULL;
}

static Converter *
get_converter (const Page *page, gboolean encode)
{
    GHashTable *table = g_private_get (&converters);
    if (table == NULL) {
        table = g_hash_table_new_full (NULL, NULL, NULL, converter_free);
        g_private_set (&converters, table);
    }
    gpointer key = GUINT_TO_POINTER (page->page * 2 + encode);
    Converter *c = g_hash_table_lookup (table, key);
    if (c == NULL && (c = open_converter (page, encode)) != NULL)
        g_hash_table_insert (table, key, c);
    if (c != NULL && c->icu != NULL)
        ox_icu ()->ucnv_reset (c->icu);
    else if (c != NULL)
        iconv (c->iconv, NULL, NULL, NULL, NULL);
    return c;
}

gboolean
ox_charset_known (guint codepage)
{
    const Page *page = find_page (codepage);
    if (page == NULL)
        return FALSE;
    return page->how == HOW_UTF8 || page->how == HOW_UTF16 || get_converter (page, FALSE) != NULL;
}

guint
ox_codepage_or_western (guint codepage)
{
    return ox_charset_known (codepage) ? codepage : 1252;
}

/* --- decoding --------------------------------------------------------------------------- */

/* Windows gives the bytes that its own pages leave open the C1 control of the
 * same number. */
static gboolean
is_c1_slot (guint page, guint8 byte)
{
    return byte >= 0x80 && byte < 0xA0
           && ((page >= 1250 && page <= 1258) || page == 874 || page == 20127);
}

/* One byte that the converter refuses. */
static void
append_refused (GString *out, guint page, guint8 byte, guint *n_bad)
{
    if (is_c1_slot (page, byte)) {
        g_string_append_unichar (out, byte);
        return;
    }
    g_string_append (out, REPLACEMENT);
    (*n_bad)++;
}

static void
decode_iconv (iconv_t cd, guint page, const guint8 *data, gsize n, GString *out, guint *n_bad)
{
    char buffer[4096];
    char *in = (char *) data;
    gsize left = n;
    while (TRUE) {
        char *to = buffer;
        gsize room = sizeof buffer;
        gboolean flush = left == 0;
        gsize result = iconv (cd, flush ? NULL : &in, flush ? NULL : &left, &to, &room);
        int code = errno;
        g_string_append_len (out, buffer, to - buffer);
        if (result != (gsize) -1) {
            if (flush)
                return;
            continue;
        }
        if (code == E2BIG)
            continue;
        if (left == 0)
            return;
        append_refused (out, page, (guint8) *in, n_bad);
        in++;
        left--;
    }
}

static void
decode_icu (UConverter *icu, const guint8 *data, gsize n, GString *out, guint *n_bad)
{
    UChar buffer[2048];
    const char *in = (const char *) data;
    const char *end = in + n;
    gboolean more = TRUE;
    while (more) {
        UErrorCode status = U_ZERO_ERROR;
        UChar *to = buffer;
        ox_icu ()->ucnv_toUnicode (icu, &to, buffer + G_N_ELEMENTS (buffer), &in, end, NULL, TRUE, &status);
        g_autofree char *text = g_utf16_to_utf8 ((const gunichar2 *) buffer, to - buffer, NULL, NULL,
                                                 NULL);
        g_string_append (out, text != NULL ? text : REPLACEMENT);
        if (U_FAILURE (status) && status != U_BUFFER_OVERFLOW_ERROR) {
            g_string_append (out, REPLACEMENT);
            (*n_bad)++;
            ox_icu ()->ucnv_resetToUnicode (icu);
            more = in < end;
        } else {
            more = status == U_BUFFER_OVERFLOW_ERROR;
        }
    }
}

static void
decode_utf8 (const guint8 *data, gsize n, GString *out, guint *n_bad)
{
    const char *text = (const char *) data;
    if (n >= 3 && memcmp (text, "\xEF\xBB\xBF", 3) == 0) {
        text += 3;
        n -= 3;
    }
    while (n > 0) {
        const char *stop;
        g_utf8_validate_len (text, n, &stop);
        gsize good = (gsize) (stop - text);
        g_string_append_len (out, text, (gssize) good);
        text += good;
        n -= good;
        if (n == 0)
            break;
        /* A NUL is not invalid here, only for GLib. */
        if (*text == '\0') {
            g_string_append_c (out, '\0');
        } else {
            g_string_append (out, REPLACEMENT);
            (*n_bad)++;
        }
        text++;
        n--;
    }
}

static gboolean
all_ascii (const guint8 *data, gsize n)
{
    for (gsize i = 0; i < n; i++)
        if (data[i] >= 0x80)
            return FALSE;
    return TRUE;
}

static char *
finish (GString *out, gsize *length)
{
    *length = out->len;
    return g_string_free (out, FALSE);
}

char *
ox_charset_decode (guint codepage, OxSlice s, gsize *length, guint *n_bad)
{
    const Page *page = find_page (codepage);
    const guint8 *data = ox_slice_data (&s);
    *length = 0;
    *n_bad = 0;
    if (page == NULL)
        return NULL;
    if (page->how == HOW_UTF16)
        return ox_utf16_decode (s, length, n_bad);
    GString *out = g_string_sized_new (s.left + 8);
    if (page->ascii && all_ascii (data, s.left)) {
        g_string_append_len (out, (const char *) data, (gssize) s.left);
        return finish (out, length);
    }
    if (page->how == HOW_UTF8) {
        decode_utf8 (data, s.left, out, n_bad);
        return finish (out, length);
    }
    Converter *c = get_converter (page, FALSE);
    if (c == NULL) {
        g_string_free (out, TRUE);
        return NULL;
    }
    if (c->icu != NULL)
        decode_icu (c->icu, data, s.left, out, n_bad);
    else
        decode_iconv (c->iconv, codepage, data, s.left, out, n_bad);
    return finish (out, length);
}

/* --- UTF-16 ------------------------------------------------------------------------------- */

static char *
put_char (char *to, guint32 c)
{
    if (c < 0x80) {
        *to++ = (char) c;
    } else if (c < 0x800) {
        *to++ = (char) (0xC0 | c >> 6);
        *to++ = (char) (0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
        *to++ = (char) (0xE0 | c >> 12);
        *to++ = (char) (0x80 | (c >> 6 & 0x3F));
        *to++ = (char) (0x80 | (c & 0x3F));
    } else {
        *to++ = (char) (0xF0 | c >> 18);
        *to++ = (char) (0x80 | (c >> 12 & 0x3F));
        *to++ = (char) (0x80 | (c >> 6 & 0x3F));
        *to++ = (char) (0x80 | (c & 0x3F));
    }
    return to;
}

char *
ox_utf16_decode (OxSlice s, gsize *length, guint *n_bad)
{
    const guint8 *p = ox_slice_data (&s);
    gsize n = s.left / 2;
    /* A unit gives three bytes at most. */
    char *text = g_try_malloc (n * 3 + 4);
    char *to = text;
    *length = 0;
    *n_bad = 0;
    if (text == NULL)
        return NULL;
    gsize i = n > 0 && p[0] == 0xFF && p[1] == 0xFE ? 1 : 0;
    *n_bad = s.left % 2;
    for (; i < n; i++) {
        guint32 c = p[2 * i] | (guint32) p[2 * i + 1] << 8;
        if (c < 0x80) {
            *to++ = (char) c;
            continue;
        }
        if (c >= 0xD800 && c < 0xE000) {
            guint32 low = i + 1 < n ? p[2 * i + 2] | (guint32) p[2 * i + 3] << 8 : 0;
            if (c < 0xDC00 && low >= 0xDC00 && low < 0xE000) {
                c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
                i++;
            } else {
                c = 0xFFFD;
                (*n_bad)++;
            }
        }
        to = put_char (to, c);
    }
    *to = '\0';
    *length = (gsize) (to - text);
    return text;
}

/* --- encoding ------------------------------------------------------------------------------- */

static GBytes *
encode_icu (UConverter *icu, const char *text, gsize length)
{
    glong n_units = 0;
    g_autofree gunichar2 *units = g_utf8_to_utf16 (text, (glong) length, NULL, &n_units, NULL);
    if (units == NULL)
        return NULL;
    UErrorCode status = U_ZERO_ERROR;
    int32_t room = (int32_t) UCNV_GET_MAX_BYTES_FOR_STRING (n_units, ox_icu ()->ucnv_getMaxCharSize (icu)) + 16;
    g_autofree char *out = g_try_malloc ((gsize) room);
    if (out == NULL)
        return NULL;
    int32_t n = ox_icu ()->ucnv_fromUChars (icu, out, room, (const UChar *) units, (int32_t) n_units, &status);
    return U_SUCCESS (status) ? g_bytes_new (out, (gsize) n) : NULL;
}

static GBytes *
encode_iconv (iconv_t cd, const char *text, gsize length)
{
    gsize room = length * 4 + 16;
    g_autofree char *out = g_try_malloc (room);
    char *in = (char *) text;
    char *to = out;
    gsize left = length;
    if (out == NULL || iconv (cd, &in, &left, &to, &room) != 0
        || iconv (cd, NULL, NULL, &to, &room) == (gsize) -1)
        return NULL;
    return g_bytes_new (out, (gsize) (to - out));
}

GBytes *
ox_charset_encode (guint codepage, const char *text, gsize length)
{
    const Page *page = find_page (codepage);
    if (page == NULL)
        return NULL;
    if (page->how == HOW_UTF8)
        return g_bytes_new (text, length);
    if (page->how == HOW_UTF16) {
        glong n = 0;
        gunichar2 *units = g_utf8_to_utf16 (text, (glong) length, NULL, &n, NULL);
        for (glong i = 0; i < n; i++)
            units[i] = GUINT16_TO_LE (units[i]);
        return units != NULL ? g_bytes_new_take (units, (gsize) n * 2) : NULL;
    }
    Converter *c = get_converter (page, TRUE);
    if (c == NULL)
        return NULL;
    return c->icu != NULL ? encode_icu (c->icu, text, length) : encode_iconv (c->iconv, text, length);
}

gsize
ox_text_drop_nuls (char *text, gsize length)
{
    gsize kept = 0;
    for (gsize i = 0; i < length; i++)
        if (text[i] != '\0')
            text[kept++] = text[i];
    text[kept] = '\0';
    return kept;
}
