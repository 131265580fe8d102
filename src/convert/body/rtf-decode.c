/* SPDX-License-Identifier: MIT */
#include "convert/body/rtf-decode.h"

#include "base/charset.h"
#include "base/diag.h"

#define REPLACEMENT "\xEF\xBF\xBD" /* U+FFFD */
#define NO_BREAK    "\xC2\xA0"     /* U+00A0 */
#define MAX_PAGES   64             /* of one document; more are 1252 */
#define FALLBACK    1252
#define CHUNK       512

/* How the bytes of a page make characters. */
typedef enum {
    FORM_SINGLE,
    FORM_DOUBLE, /* a lead byte and one more */
    FORM_GB18030,
    FORM_UTF8
} Form;

struct _OxRtfPage {
    guint number;
    guint decode_as; /* the page itself, or what stands in for one that is not known */
    Form form;
    guint8 leads[256];
    char text[256][4]; /* of a single-byte page: UTF-8 */
    guint8 length[256];
    guint8 known[256]; /* looked up already */
    gboolean bad[256];
};

/* Lead bytes of the double-byte pages; what is not here has one byte a character. */
static const struct {
    guint16 page;
    Form form;
    guint8 ranges[6];
} forms[] = {
    { 932, FORM_DOUBLE, { 0x81, 0x9F, 0xE0, 0xFC } },
    { 936, FORM_DOUBLE, { 0x81, 0xFE } },
    { 949, FORM_DOUBLE, { 0x81, 0xFE } },
    { 950, FORM_DOUBLE, { 0x81, 0xFE } },
    { 1361, FORM_DOUBLE, { 0x84, 0xD3, 0xD8, 0xDE, 0xE0, 0xF9 } },
    { 10001, FORM_DOUBLE, { 0x81, 0x9F, 0xE0, 0xFC } },
    { 10002, FORM_DOUBLE, { 0x81, 0xFC } },
    { 10003, FORM_DOUBLE, { 0xA1, 0xFE } },
    { 10008, FORM_DOUBLE, { 0xA1, 0xFE } },
    { 20932, FORM_DOUBLE, { 0xA1, 0xFE, 0x8E, 0x8E } },
    { 20936, FORM_DOUBLE, { 0xA1, 0xFE } },
    { 20949, FORM_DOUBLE, { 0xA1, 0xFE } },
    { 51932, FORM_DOUBLE, { 0xA1, 0xFE, 0x8E, 0x8E } },
    { 51936, FORM_DOUBLE, { 0xA1, 0xFE } },
    { 51949, FORM_DOUBLE, { 0xA1, 0xFE } },
    { 51950, FORM_DOUBLE, { 0xA1, 0xFE } },
    { 54936, FORM_GB18030, { 0x81, 0xFE } },
    { 65001, FORM_UTF8, { 0 } },
};

/* --- pages --------------------------------------------------------------------------------- */

/* What a byte stands for; most documents use few above ASCII. */
static void
fill_single (OxRtfPage *page, guint8 byte)
{
    gsize n = 0;
    guint n_bad = 0;
    g_autofree char *text = NULL;
    if (byte >= 0x80)
        text = ox_charset_decode (page->decode_as, ox_slice (&byte, 1, 0), &n, &n_bad);
    page->known[byte] = 1;
    page->bad[byte] = n_bad > 0;
    page->length[byte] = (guint8) (text != NULL ? MIN (n, 4) : 1);
    for (gsize i = 0; i < page->length[byte]; i++)
        page->text[byte][i] = text != NULL ? text[i] : (char) byte;
}

static void
fill_leads (OxRtfPage *page, const guint8 ranges[6])
{
    for (guint i = 0; i < 6 && ranges[i] != 0; i += 2)
        for (guint c = ranges[i]; c <= ranges[i + 1]; c++)
            page->leads[c] = 1;
}

static OxRtfPage *
page_new (OxRtfDecoder *d, guint number)
{
    OxRtfPage *page = g_new0 (OxRtfPage, 1);
    page->number = number;
    page->decode_as = number;
    if (!ox_charset_known (number) || (number >= 1200 && number <= 1201)) {
        ox_diag (d->diagnostics, OX_DIAG_TEXT_CHARSET, OX_DIAG_NO_OFFSET,
                 "RTF text is in code page %u; taken as %u", number, FALLBACK);
        page->decode_as = FALLBACK;
    }
    for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
        if (forms[i].page == page->decode_as) {
            page->form = forms[i].form;
            fill_leads (page, forms[i].ranges);
        }
    return page;
}

static OxRtfPage *
find_page (OxRtfDecoder *d, guint number)
{
    if (d->page != NULL && d->page->number == number)
        return d->page;
    for (guint i = 0; i < d->pages->len; i++) {
        OxRtfPage *page = g_ptr_array_index (d->pages, i);
        if (page->number == number)
            return page;
    }
    if (d->pages->len >= MAX_PAGES)
        return g_ptr_array_index (d->pages, 0);
    g_ptr_array_add (d->pages, page_new (d, number));
    return g_ptr_array_index (d->pages, d->pages->len - 1);
}

void
ox_rtf_decoder_init (OxRtfDecoder *d, OxRtfDecoded decoded, gpointer user,
                     OxDiagnostics *diagnostics)
{
    *d = (OxRtfDecoder){ .decoded = decoded, .user = user, .diagnostics = diagnostics };
    d->pages = g_ptr_array_new_with_free_func (g_free);
    d->bytes = g_byte_array_new ();
}

void
ox_rtf_decoder_clear (OxRtfDecoder *d)
{
    g_clear_pointer (&d->pages, g_ptr_array_unref);
    g_clear_pointer (&d->bytes, g_byte_array_unref);
}

/* --- giving -------------------------------------------------------------------------------- */

/* The first `n` of the bytes that wait. */
static void
give (OxRtfDecoder *d, guint n)
{
    gsize length = 0;
    guint n_bad = 0;
    if (n == 0)
        return;
    g_autofree char *text = ox_charset_decode (d->page->decode_as, ox_slice (d->bytes->data, n, 0),
                                               &length, &n_bad);
    g_byte_array_remove_range (d->bytes, 0, n);
    d->complete = 0;
    d->n_bad += n_bad;
    if (text != NULL && length > 0)
        d->decoded (d->user, text, length);
}

void
ox_rtf_decoder_pause_slow (OxRtfDecoder *d)
{
    give (d, d->complete);
    d->apart = TRUE;
}

void
ox_rtf_decoder_flush (OxRtfDecoder *d)
{
    if (d->bytes->len == 0)
        return;
    give (d, d->complete);
    /* Word writes a no-break space as this byte in any font, where it is half a character too. */
    gboolean no_break = d->bytes->len == 1 && d->bytes->data[0] == 0xA0
                        && d->page->form == FORM_DOUBLE;
    if (no_break) {
        d->decoded (d->user, NO_BREAK, sizeof NO_BREAK - 1);
    } else if (d->bytes->len > 0) {
        d->n_bad++;
        d->decoded (d->user, REPLACEMENT, sizeof REPLACEMENT - 1);
    }
    g_byte_array_set_size (d->bytes, 0);
    d->need = 0;
    d->apart = FALSE;
}

/* --- taking -------------------------------------------------------------------------------- */

static void
take_single (OxRtfDecoder *d, OxSlice s)
{
    char buffer[CHUNK + 4];
    guint n = 0;
    while (s.left > 0) {
        guint8 c = ox_slice_u8 (&s);
        if (!d->page->known[c])
            fill_single (d->page, c);
        for (guint i = 0; i < d->page->length[c]; i++)
            buffer[n++] = d->page->text[c][i];
        d->n_bad += d->page->bad[c];
        if (n >= CHUNK || s.left == 0) {
            d->decoded (d->user, buffer, n);
            n = 0;
        }
    }
}

/* How many more bytes a character has whose first one this is. */
static guint
count_more (const OxRtfPage *page, guint8 c)
{
    if (page->form == FORM_UTF8)
        return c < 0xC2 ? 0 : c < 0xE0 ? 1 : c < 0xF0 ? 2 : c < 0xF5 ? 3 : 0;
    return page->leads[c];
}

static void
take_byte (OxRtfDecoder *d, guint8 c)
{
    const OxRtfPage *page = d->page;
    gboolean fits = page->form == FORM_UTF8 ? (c & 0xC0) == 0x80 : c >= 0x30;
    if (d->need > 0 && !fits)
        ox_rtf_decoder_flush (d);
    gboolean second = d->need > 0 && d->bytes->len == d->complete + 1;
    g_byte_array_append (d->bytes, &c, 1);
    if (d->need == 0)
        d->need = count_more (page, c);
    else if (second && page->form == FORM_GB18030 && c < 0x40)
        d->need = 2;
    else
        d->need--;
    if (d->need == 0)
        d->complete = d->bytes->len;
}

static gboolean
all_ascii (OxSlice s)
{
    guint8 any = 0;
    const guint8 *data = ox_slice_data (&s);
    for (gsize i = 0; i < s.left; i++)
        any |= data[i];
    return any < 0x80;
}

void
ox_rtf_decoder_bytes (OxRtfDecoder *d, guint codepage, OxSlice s, gboolean escaped)
{
    OxRtfPage *page = find_page (d, codepage);
    if (s.left == 0)
        return;
    /* What formatting split is joined where the next byte can only be the other half. */
    if (d->bytes->len > 0
        && (page != d->page || (d->apart && !escaped && ox_slice_peek (&s) < 0x80)))
        ox_rtf_decoder_flush (d);
    d->page = page;
    d->apart = FALSE;
    if (d->need == 0 && all_ascii (s)) {
        ox_rtf_decoder_flush (d);
        d->decoded (d->user, (const char *) ox_slice_data (&s), s.left);
        return;
    }
    if (page->form == FORM_SINGLE) {
        take_single (d, s);
        return;
    }
    while (s.left > 0)
        take_byte (d, ox_slice_u8 (&s));
    if (d->bytes->len >= CHUNK)
        give (d, d->complete);
}
