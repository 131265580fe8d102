/* SPDX-License-Identifier: MIT
 *
 * RTF bodies: what was encapsulated comes out as it went in, in every script; what was composed as
 * RTF becomes clean HTML and text; hostile input costs no more than its size.
 */
#include "testing.h"

#include "base/charset.h"
#include "base/diag.h"
#include "convert/body/rtf.h"

#include <oxcart/error.h>
#include <string.h>

static OxSlice
slice_of (const char *text)
{
    return ox_slice ((const guint8 *) text, strlen (text), 0);
}

static char *
to_html_with (const char *rtf, const OxRtfOptions *options, OxRtfInfo *info)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) html = ox_rtf_to_html (slice_of (rtf), options, info, &error);
    assert_null (error);
    gsize n = 0;
    const char *data = g_bytes_get_data (html, &n);
    assert_true (g_utf8_validate_len (data, n, NULL) || memchr (data, 0, n) != NULL);
    return g_strndup (data, n);
}

static char *
to_html (const char *rtf)
{
    OxRtfOptions options = { 0 };
    return to_html_with (rtf, &options, NULL);
}

static char *
to_text (const char *rtf)
{
    OxRtfOptions options = { 0 };
    g_autoptr (GError) error = NULL;
    char *text = ox_rtf_to_text (slice_of (rtf), &options, NULL, NULL, &error);
    assert_null (error);
    assert_true (g_utf8_validate (text, -1, NULL));
    return text;
}

static guint
count (OxDiagnostics *d, const char *code)
{
    guint n = 0;
    for (guint i = 0; i < ox_diagnostics_get_size (d); i++)
        n += strcmp (ox_diagnostics_get (d, i)->code, code) == 0;
    return n;
}

/* --- what it is ------------------------------------------------------------------------------- */

static void
kinds (void **state)
{
    static const struct {
        const char *rtf;
        OxRtfKind kind;
    } cases[] = {
        { "{\\rtf1\\ansi\\ansicpg1252\\fromhtml1 \\deff0{\\fonttbl", OX_RTF_HTML },
        { "{\\rtf1\\ansi\\fbidis\\ansicpg932\\deff0\\deftab720\\fromtext{\\fonttbl", OX_RTF_PLAIN },
        { "\r\n{\\rtf1\r\n\\ansi\r\n\\fromhtml1", OX_RTF_HTML },
        { "\xEF\xBB\xBF{\\rtf1\\fromhtml1", OX_RTF_HTML },
        { "{\\rtf\\fromhtml1", OX_RTF_HTML },
        { "{\\rtf1\\ansi\\fromhtml0\\deff0 x", OX_RTF_NATIVE },
        { "{\\rtf1\\ansi\\fromhtml\\deff0 x", OX_RTF_NATIVE },
        { "{\\rtf1\\ansi{\\fonttbl{\\f0 Arial;}}\\fromhtml1", OX_RTF_NATIVE },
        { "{\\rtf1\\ansi text \\fromhtml1", OX_RTF_NATIVE },
        { "{\\rtf1\\a\\b\\c\\d\\e\\f\\g\\h\\i\\j\\k\\l\\m\\n\\o\\p\\q\\r\\s\\t\\fromhtml1",
          OX_RTF_NATIVE },
        { "{\\rtf1", OX_RTF_NATIVE },
        { "{", OX_RTF_NONE },
        { "", OX_RTF_NONE },
        { "{x}", OX_RTF_NONE },
        { "<html>", OX_RTF_NONE },
        { "\\rtf1\\fromhtml1", OX_RTF_NONE },
    };
    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autoptr (GError) error = NULL;
        OxRtfOptions options = { 0 };
        assert_int_equal (ox_rtf_detect (slice_of (cases[i].rtf)), cases[i].kind);
        g_autoptr (GBytes) html = ox_rtf_to_html (slice_of (cases[i].rtf), &options, NULL, &error);
        assert_true ((html == NULL) == (cases[i].kind == OX_RTF_NONE));
        assert_true (html != NULL || g_error_matches (error, OX_ERROR, OX_ERROR_FORMAT));
    }
}

/* --- scripts ------------------------------------------------------------------------------------ */

static const struct {
    const char *script;
    guint page;
    guint charset; /* \fcharset */
    const char *rtf;
    const char *text;
} scripts[] = {
    { "Latin", 1252, 0, "Gr\\'fc\\'dfe, na\\'efve caf\\'e9 \\'97 \\'80", "Grüße, naïve café — €" },
    { "Central European", 1250, 238, "P\\'f8\\'edli\\'9a \\'9elu\\'9dou\\'e8k\\'fd k\\'f9\\'f2",
      "Příliš žluťoučký kůň" },
    { "Cyrillic", 1251, 204, "\\'cf\\'f0\\'e8\\'e2\\'e5\\'f2, \\'ec\\'e8\\'f0", "Привет, мир" },
    { "Greek", 1253, 161, "\\'ca\\'e1\\'eb\\'e7\\'ec\\'dd\\'f1\\'e1 \\'ea\\'fc\\'f3\\'ec\\'e5",
      "Καλημέρα κόσμε" },
    { "Turkish", 1254, 162, "\\'ddstanbul \\'fd\\'fe\\'fdk", "İstanbul ışık" },
    { "Hebrew", 1255, 177, "\\'f9\\'ec\\'e5\\'ed \\'f2\\'e5\\'ec\\'ed", "שלום עולם" },
    { "Arabic", 1256, 178, "\\'e3\\'d1\\'cd\\'c8\\'c7 \\'c8\\'c7\\'e1\\'da\\'c7\\'e1\\'e3",
      "مرحبا بالعالم" },
    { "Baltic", 1257, 186, "\\'c0\\'feuolas \\'e7\\'ec\\'ed", "Ąžuolas ēģķ" },
    { "Vietnamese", 1258, 163, "Vi\\'ea\\'f2t", "Vi\xC3\xAA\xCC\xA3t" },
    { "Thai", 874, 222, "\\'ca\\'c7\\'d1\\'ca\\'b4\\'d5", "สวัสดี" },
    /* Second bytes that are letters or a backslash, as they stand and escaped. */
    { "Japanese", 932, 128,
      "\\'93\\'fa\\'96\\'7b\\'8c\\'ea\\'83\\'5c\\'81[\\'83X\\'95\\\\\\'8e\\'a6 \\'b1\\'b2",
      "日本語ソース表示 ｱｲ" },
    { "Chinese simplified", 936, 134,
      "\\'bc\\'f2\\'cc\\'e5\\'d6\\'d0\\'ce\\'c4\\'a3\\'ac\\'c4\\'e3\\'ba\\'c3", "简体中文，你好" },
    { "Korean", 949, 129, "\\'c7\\'d1\\'b1\\'b9\\'be\\'ee \\'be\\'c8\\'b3\\'e7", "한국어 안녕" },
    { "Chinese traditional", 950, 136,
      "\\'c1c\\'c5\\'e9\\'a4\\'a4\\'a4\\'e5\\'a5\\\\\\'b3\\'5c\\'bb\\'5c", "繁體中文功許蓋" },
};

/* The same text with something between all of its bytes. */
static char *
split (const char *rtf, const char *with)
{
    GString *out = g_string_new (rtf);
    g_autofree char *to = g_strconcat (with, "\\'", NULL);
    g_string_replace (out, "\\'", to, 0);
    return g_string_free (out, FALSE);
}

static void
assert_script (guint i, char *got, const char *format)
{
    g_autofree char *text = got;
    g_autofree char *wanted = g_strdup_printf (format, scripts[i].text);
    if (strcmp (text, wanted) != 0)
        print_message ("%s\n", scripts[i].script);
    assert_string_equal (text, wanted);
}

/* The charset of the font decides, not \ansicpg. */
static void
scripts_by_font (void **state)
{
    static const char *const between[] = { "", "{}", "\\b ", "{\\i}", "\\htmlrtf x\\htmlrtf0 ",
                                           "\r\n" };
    for (guint i = 0; i < G_N_ELEMENTS (scripts); i++)
        for (guint j = 0; j < G_N_ELEMENTS (between); j++) {
            g_autofree char *body = split (scripts[i].rtf, between[j]);
            g_autofree char *rtf = g_strdup_printf (
                "{\\rtf1\\ansi\\ansicpg1252\\fromhtml1\\deff0{\\fonttbl{\\f0\\fswiss\\fcharset0 "
                "Arial;}{\\f7\\fnil\\fcharset%u Other;}}\\f7 %s}",
                scripts[i].charset, body);
            assert_script (i, to_html (rtf), "%s");
        }
}

/* Each byte in a group of its own, and all of them in the same font. */
static void
characters_split_by_groups (void **state)
{
    g_autofree char *html = to_html ("{\\rtf1\\ansi\\ansicpg1252\\fromhtml1{\\fonttbl"
                                     "{\\f1\\fcharset128 M;}{\\f2\\fcharset0 A;}}"
                                     "{\\f1\\'93}{\\f1\\'fa}{\\f1\\b\\'96\\'7b}{\\f1\\'8c}"
                                     "{\\f2 x}{\\f1\\'8c}{\\f1 x}{\\f1\\'8c\\par}}");
    /* Halves without the other half are marked, and eat nothing. */
    assert_string_equal (html, "日本\xEF\xBF\xBDx\xEF\xBF\xBDx\xEF\xBF\xBD\r\n");
}

static void
scripts_by_default_page (void **state)
{
    for (guint i = 0; i < G_N_ELEMENTS (scripts); i++) {
        g_autofree char *text = g_strdup_printf ("{\\rtf1\\ansi\\ansicpg%u\\fromtext %s}",
                                                 scripts[i].page, scripts[i].rtf);
        assert_script (i, to_text (text), "%s");
        /* Within a tag the font does not matter. */
        g_autofree char *tag = g_strdup_printf (
            "{\\rtf1\\ansi\\ansicpg%u\\fromhtml1{\\fonttbl{\\f1\\fcharset%u Other;}}\\f1 "
            "{\\*\\htmltag84 <img alt=\"%s\">}}",
            scripts[i].page, scripts[i].page == 1251 ? 161 : 204, scripts[i].rtf);
        assert_script (i, to_html (tag), "<img alt=\"%s\">");
        /* \cpg outdoes \fcharset; the font of \deff is that of text without one. */
        g_autofree char *native = g_strdup_printf (
            "{\\rtf1\\ansi\\deff3{\\fonttbl{\\f3\\fnil\\fcharset161\\cpg%u Other;}}%s\\par}",
            scripts[i].page, scripts[i].rtf);
        assert_script (i, to_text (native), "%s");
    }
}

static void
scripts_as_raw_bytes (void **state)
{
    for (guint i = 0; i < G_N_ELEMENTS (scripts); i++) {
        g_autoptr (GBytes) bytes = ox_charset_encode (scripts[i].page, scripts[i].text,
                                                      strlen (scripts[i].text));
        if (bytes == NULL || scripts[i].page == 950 || scripts[i].page == 932)
            continue; /* combining marks; backslashes */
        g_autofree char *rtf = g_strdup_printf (
            "{\\rtf1\\ansi\\ansicpg%u\\fromtext %.*s}", scripts[i].page,
            (int) g_bytes_get_size (bytes), (const char *) g_bytes_get_data (bytes, NULL));
        assert_script (i, to_text (rtf), "%s");
    }
    g_autofree char *utf8 = to_text ("{\\rtf1\\ansi\\ansicpg65001\\fromtext Gr\\'c3\\'bc\xC3\x9F"
                                     "e \\'e2\\'82\\'ac \\'f0\\'9f{}\\'98\\'80\\'c3 x}");
    assert_string_equal (utf8, "Grüße € 😀\xEF\xBF\xBD x");
}

static void
runs_of_two_directions (void **state)
{
    /* \af is the font of the run only where its slot is chosen. */
    g_autofree char *text = to_text (
        "{\\rtf1\\ansi\\ansicpg1252\\deff0{\\fonttbl{\\f0\\fcharset0 A;}{\\f1\\fcharset177 H;}"
        "{\\f2\\fcharset128 J;}}{\\rtlch\\fcs1 \\af1 \\ltrch\\fcs0 \\f0 \\'e9}"
        "{\\ltrch\\fcs0 \\f0 \\rtlch\\fcs1 \\af1 \\'f9}{\\loch\\f0\\hich\\af0\\dbch\\af2 \\'93\\'fa}"
        "{\\dbch\\af2\\loch\\f0 \\'e9}\\par}");
    assert_string_equal (text, "éש日é");
}

/* --- encapsulated HTML ---------------------------------------------------------------------------- */

#define HTML "{\\rtf1\\ansi\\ansicpg1252\\fromhtml1 \\deff0{\\fonttbl{\\f0\\fswiss Arial;}}\\uc1 "

static void
html_fragments (void **state)
{
    static const struct {
        const char *rtf;
        const char *html;
    } cases[] = {
        { "{\\*\\htmltag148 <p>}text\\par more\\line x\\tab y{\\*\\htmltag156 </p>}",
          "<p>text\r\nmore\r\nx\ty</p>" },
        { "{\\*\\htmltag64}{\\*\\htmltag }{\\*\\htmltag241  a\\par \\tab \\{b\\}\\\\}",
          " a\r\n\t{b}\\" },
        { "{\\*\\htmltag84 &lt;}\\htmlrtf <\\htmlrtf0 x", "&lt;x" },
        /* The state goes into groups and comes back out of them. */
        { "a{\\htmlrtf b{c\\htmlrtf0 d}e}f\\htmlrtf1 g{h}\\htmlrtf0 i", "adfi" },
        { "\\htmlrtf a{\\*\\htmltag84 <b>}b\\htmlrtf0 c", "<b>c" },
        { "{\\*\\mhtmltag84 <a href=\"cid:x\">}{\\*\\htmltag84 <a href=\"x\">}", "<a href=\"x\">" },
        { "{\\*\\generator Riched20;}{\\*\\bkmkstart b}{\\pntext\\f0 1.\\tab}x", "x" },
        { "{\\colortbl;\\red1;}{\\stylesheet{\\s0 Normal;}}{\\info{\\title T}}x", "x" },
        { "{\\pict\\pngblip 89504e47}{\\object{\\*\\objdata 0105}{\\result r}}x", "rx" },
        { "{\\field{\\*\\fldinst HYPERLINK \"x\"}{\\fldrslt t}}", "t" },
        { "\\'a0\\~\\_\\-\\lquote\\rquote\\ldblquote\\rdblquote\\bullet\\endash\\emdash",
          "\u00A0\u00A0\u2011\u00AD‘’“”•–—" },
        /* What words stand for is written otherwise in tags, [MS-OXRTFEX] 2.1.3.1.4.2. */
        { "{\\*\\htmltag84 \\'a0\\~\\_\\lquote\\rquote\\ldblquote\\rdblquote\\bullet\\endash"
          "\\emdash\\-\\line\\b x}",
          "\u00A0&nbsp;&shy;&lsquo;&rsquo;&ldquo;&rdquo;&bull;&ndash;&mdash;x" },
        { "{\\*\\htmltag84 \\u8364 ?\\u-10179 ?\\u-8694 ?}", "&#x20AC;&#x1F60A;" },
        { "a & b &amp; c < d", "a & b &amp; c < d" },
        { "{\\*\\htmltag84 <a title=\\'93x\\'94>}", "<a title=“x”>" },
        { "x\\par }\0\0", "x\r\n" },
        { "a\r\nb\nc", "abc" },
        { "{\\*\\htmltag84 a\r\nb}", "ab" },
        { "\\htmlrtf {\\htmlrtf0 {\\*\\htmltag84 <i>}x{\\*\\htmltag92 </i>}\\htmlrtf }\\htmlrtf0 ",
          "<i>x</i>" },
    };
    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autofree char *rtf = g_strconcat (HTML, cases[i].rtf, "}", NULL);
        g_autofree char *html = to_html (rtf);
        assert_string_equal (html, cases[i].html);
    }
}

static void
unicode_and_what_stands_for_it (void **state)
{
    static const struct {
        const char *rtf;
        const char *text;
        guint n_bad;
    } cases[] = {
        { "\\u8364 ?x", "€x", 0 },
        { "\\u8364?x", "€x", 0 },
        { "\\u8364\\'80x", "€x", 0 },
        { "\\u8364\\emdash x", "€x", 0 },
        { "\\u8364\\~x", "€x", 0 },
        { "\\u8364\\'80\\'80", "€€", 0 },
        { "\\u-3913 ?", "\uF0B7", 0 },
        { "\\u65533 ?", "\uFFFD", 0 },
        { "{\\uc2\\u26085\\'93\\'fax}\\u8364 ?y", "日x€y", 0 },
        { "\\uc0\\u8364 x", "€x", 0 },
        { "{\\uc3\\u8364 abcd}", "€d", 0 },
        { "\\uc65535\\u8364 xyz\\par z", "€\r\nz", 0 },
        { "\\u8364\\par x", "€\r\nx", 0 },       /* nothing stands for it */
        { "{\\u8364}x", "€x", 0 },
        { "\\u8364\\u8364 ?x", "€€x", 0 },
        { "{\\u8364{}x}", "€x", 0 },             /* a brace ends it */
        { "\\u55357 ?\\u56842 ?", "😊", 0 },
        { "\\u55357\\'20\\u56842 ?", "😊", 0 },
        { "\\u-10179?{\\b\\u-8694?}", "😊", 0 },
        { "\\u128522 ?", "😊", 0 },
        { "\\u55357 ?x", "\uFFFDx", 1 },
        { "\\u56842 ?x", "\uFFFDx", 1 },
        { "\\u55357 ?\\u55357 ?\\u56842 ?", "\uFFFD😊", 1 },
        { "\\u0 ?x", "\uFFFDx", 1 },
        { "\\u2147483647 ?x", "\uFFFDx", 1 },
        { "\\u-2147483648 ?x", "\uFFFDx", 1 },
        { "\\u x", "x", 0 },
        { "\\u8364\\bin3 {}}x", "€x", 0 },
    };
    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
        OxRtfOptions options = { .diagnostics = d };
        g_autoptr (GError) error = NULL;
        g_autofree char *rtf = g_strconcat ("{\\rtf1\\ansi\\fromtext ", cases[i].rtf, "}", NULL);
        g_autofree char *text = ox_rtf_to_text (slice_of (rtf), &options, NULL, NULL, &error);
        assert_string_equal (text, cases[i].text);
        assert_int_equal (count (d, "text-invalid"), cases[i].n_bad);
    }
}

static void
meta_says_utf8 (void **state)
{
    static const struct {
        const char *before;
        const char *after;
        guint page;
    } cases[] = {
        { "<meta http-equiv=\"Content-Type\" content=\"text/html; charset=windows-1251\">",
          "<meta http-equiv=\"Content-Type\" content=\"text/html; charset=utf-8\">", 1251 },
        { "<META charset=iso-2022-jp>", "<META charset=utf-8>", 50220 },
        { "<meta charset=\"UTF-8\">", "<meta charset=\"UTF-8\">", 65001 },
        { "<meta name=x content=\"charset=koi8-r\">", "<meta name=x content=\"charset=koi8-r\">", 0 },
        { "<!-- <meta charset=koi8-r> --><meta charset='koi8-r'/>",
          "<!-- <meta charset=koi8-r> --><meta charset='utf-8'/>", 20866 },
        { "<body><meta charset=koi8-r>", "<body><meta charset=koi8-r>", 0 },
        { "<meta charset=no-such-thing>", "<meta charset=utf-8>", 0 },
    };
    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
        OxRtfOptions options = { .diagnostics = d };
        OxRtfInfo info;
        g_autofree char *rtf = g_strconcat (HTML "{\\*\\htmltag161 ", cases[i].before, "}}", NULL);
        g_autofree char *html = to_html_with (rtf, &options, &info);
        assert_string_equal (html, cases[i].after);
        assert_int_equal (info.html_codepage, cases[i].page);
        assert_int_equal (info.kind, OX_RTF_HTML);
        assert_int_equal (count (d, "rtf-meta"), strcmp (cases[i].before, cases[i].after) != 0);
    }
}

/* --- native RTF ----------------------------------------------------------------------------------- */

#define NATIVE                                                                                     \
    "{\\rtf1\\ansi\\ansicpg1252\\deff0{\\fonttbl{\\f0\\fswiss\\fcharset0 Arial;}{\\f1\\froman "    \
    "Times;}{\\f2\\fnil\\fcharset2 Symbol;}{\\f3\\fnil\\fcharset2 Wingdings;}}{\\colortbl;"        \
    "\\red255\\green0\\blue0;\\red0\\green0\\blue255;}\\pard\\plain "

#define SPAN "<span style=\"font-family:'Arial',sans-serif;font-size:12pt\">"

static char *
body_of (const char *html)
{
    const char *start = strstr (html, "<body>\n");
    const char *end = strstr (html, "</body>");
    assert_non_null (start);
    assert_non_null (end);
    start += strlen ("<body>\n");
    return g_strndup (start, (gsize) (end - start));
}

static void
native_html (void **state)
{
    static const struct {
        const char *rtf;
        const char *html;
    } cases[] = {
        { "one\\par two\\line three\\par\\par x",
          "<div>" SPAN "one</span></div>\n<div>" SPAN "two<br>\nthree</span></div>\n<div><br></div>\n"
          "<div>" SPAN "x</span></div>\n" },
        { "a<b>&\\'80\\lquote x", "<div>" SPAN "a&lt;b&gt;&amp;€‘x</span></div>\n" },
        { "{\\b b}{\\i i\\b bi}{\\ul u}{\\strike s}{\\super 2}{\\sub 3}\\b0 n",
          "<div>" SPAN "<b>b</b><i>i</i><b><i>bi</i></b><u>u</u><s>s</s><sup>2</sup><sub>3</sub>n"
          "</span></div>\n" },
        { "\\b a\\ul b\\ulnone c\\b0 d", "<div>" SPAN "<b>a<u>b</u>c</b>d</span></div>\n" },
        { "{\\f1\\fs20\\cf1\\highlight2 x}{\\fs21 y}",
          "<div><span style=\"font-family:'Times',serif;font-size:10pt;color:#ff0000;"
          "background-color:#0000ff\">x</span><span style=\"font-family:'Arial',sans-serif;"
          "font-size:10.5pt\">y</span></div>\n" },
        { "{\\caps x}", "<div><span style=\"font-family:'Arial',sans-serif;font-size:12pt;"
                        "text-transform:uppercase\">x</span></div>\n" },
        { "\\qc\\li720\\fi-360\\sb120\\sa60 x\\par\\pard\\rtlpar\\qr y",
          "<div style=\"text-align:center;margin-top:6pt;margin-bottom:3pt;margin-left:36pt;"
          "text-indent:-18pt\">" SPAN "x</span></div>\n<div dir=\"rtl\" style=\"text-align:right\">"
          SPAN "y</span></div>\n" },
        { "a  b   c \\tab d", "<div>" SPAN "a &nbsp;b &nbsp; c &nbsp;&nbsp;&nbsp; d</span></div>\n" },
        { "\\v hidden\\v0 shown{\\deleted gone}{\\header head\\par}{\\*\\unknown x}",
          "<div>" SPAN "shown</span></div>\n" },
        { "{\\f2\\'b7\\'61}{\\f3\\'fc}{\\f2\\u-3913 ?}",
          "<div><span style=\"font-size:12pt\">•α✓•</span></div>\n" },
        { "text{\\footnote note}", "<div>" SPAN "text [note]</span></div>\n" },
        { "{\\upr{ansi}{\\*\\ud{\\u26085 ?}}}", "<div>" SPAN "日</span></div>\n" },
        { "{\\*\\shpinst{\\sp{\\sn x}{\\sv 1}}{\\shptxt in a shape}}",
          "<div>" SPAN "in a shape</span></div>\n" },
        { "\x01\x02y\\'00\\'1bz", "<div>" SPAN "yz</span></div>\n" },
    };
    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autofree char *rtf = g_strconcat (NATIVE, cases[i].rtf, "}", NULL);
        g_autofree char *html = to_html (rtf);
        g_autofree char *body = body_of (html);
        assert_string_equal (body, cases[i].html);
    }
}

#define PLAIN_HEAD "{\\rtf1\\ansi\\plain\\fs0 "

static void
native_lists (void **state)
{
    static const struct {
        const char *rtf;
        const char *html;
    } cases[] = {
        { "{\\pntext\\'b7\\tab}a\\par{\\pntext\\'b7\\tab}b\\par\\pard c",
          "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n<div>c</div>\n" },
        { "{\\listtext 1.\\tab}a\\par{\\listtext 2.\\tab}b\\par{\\listtext 5.\\tab}c\\par",
          "<ol>\n<li>a</li>\n<li>b</li>\n<li value=\"5\">c</li>\n</ol>\n" },
        { "{\\listtext a)\\tab}a\\par{\\listtext b)\\tab}b\\par",
          "<ol type=\"a\">\n<li>a</li>\n<li>b</li>\n</ol>\n" },
        { "{\\listtext h.}a\\par{\\listtext i.}b\\par",
          "<ol type=\"a\">\n<li value=\"8\">a</li>\n<li>b</li>\n</ol>\n" },
        { "{\\listtext I.}a\\par{\\listtext II.}b\\par{\\listtext IV.}c\\par",
          "<ol type=\"I\">\n<li>a</li>\n<li>b</li>\n<li value=\"4\">c</li>\n</ol>\n" },
        { "\\li360{\\listtext 1.}a\\par\\pard\\li720{\\listtext -}b\\par\\pard\\li360{\\listtext 2.}c"
          "\\par",
          "<ol>\n<li>a\n<ul>\n<li>b</li>\n</ul>\n</li>\n<li>c</li>\n</ol>\n" },
        { "{\\listtext \\'b7}a\\par{\\listtext 1.}b\\par",
          "<ul>\n<li>a</li>\n</ul>\n<ol>\n<li>b</li>\n</ol>\n" },
        { "{\\listtext 1.2.3\\tab}a\\par", "<div>1.2.3 a</div>\n" },
        { "{\\listtext 99999999999.\\tab}a\\par", "<div>99999999999. a</div>\n" },
        { "{\\listtext mmmmmmm.\\tab}a\\par", "<ol type=\"i\">\n<li value=\"7000\">a</li>\n</ol>\n" },
    };
    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autofree char *rtf = g_strconcat (PLAIN_HEAD, cases[i].rtf, "}", NULL);
        g_autofree char *html = to_html (rtf);
        g_autofree char *body = body_of (html);
        assert_string_equal (body, cases[i].html);
    }
}

#define TABLE "<table style=\"border-collapse:collapse\">\n"

static void
native_tables (void **state)
{
    static const struct {
        const char *rtf;
        const char *html;
        const char *text;
    } cases[] = {
        { "x\\par\\trowd\\cellx2000\\cellx5000\\pard\\intbl a\\cell b\\cell\\row\\pard y",
          "<div>x</div>\n" TABLE "<tr>\n<td style=\"width:100pt\"><div>a</div>\n</td>\n"
          "<td style=\"width:150pt\"><div>b</div>\n</td>\n</tr>\n</table>\n<div>y</div>\n",
          "x\r\na\tb\r\ny" },
        /* Without \intbl the definition of the row says it. */
        { "\\trowd\\cellx2000 a\\cell\\row\\pard y",
          TABLE "<tr>\n<td style=\"width:100pt\"><div>a</div>\n</td>\n</tr>\n</table>\n<div>y</div>\n",
          "a\r\ny" },
        { "\\trowd\\cellx20\\cellx40\\pard\\intbl\\cell b\\cell\\row\\intbl c\\par d\\cell\\cell\\row",
          TABLE "<tr>\n<td style=\"width:1pt\"></td>\n<td style=\"width:1pt\"><div>b</div>\n</td>\n"
          "</tr>\n<tr>\n<td style=\"width:1pt\"><div>c</div>\n<div>d</div>\n</td>\n"
          "<td style=\"width:1pt\"></td>\n</tr>\n</table>\n",
          "\tb\r\nc\r\nd\t" },
        { "\\trowd\\clmgf\\cellx20\\clmrg\\cellx40\\clvertalc\\clbrdrt\\brdrs\\cellx60\\pard\\intbl "
          "a\\cell\\cell b\\cell\\row",
          TABLE "<tr>\n<td colspan=\"2\" style=\"width:1pt\"><div>a</div>\n</td>\n"
          "<td style=\"border:1px solid;width:1pt;vertical-align:middle\"><div>b</div>\n</td>\n"
          "</tr>\n</table>\n",
          "a\t\tb" },
        { "\\trowd\\clbrdrt\\brdrnone\\cellx20\\pard\\intbl a\\cell\\row",
          TABLE "<tr>\n<td style=\"width:1pt\"><div>a</div>\n</td>\n</tr>\n</table>\n", "a" },
        /* A table in a cell. */
        { "\\trowd\\cellx20\\pard\\intbl\\itap2 n\\nestcell{\\*\\nesttableprops\\trowd\\cellx9"
          "\\nestrow}{\\nonesttables\\par}\\pard\\intbl\\itap1 o\\cell\\row",
          TABLE "<tr>\n<td style=\"width:1pt\">" TABLE "<tr>\n<td><div>n</div>\n</td>\n</tr>\n"
          "</table>\n<div>o</div>\n</td>\n</tr>\n</table>\n",
          "n\r\no" },
        { "a\\cell b\\row c", "<div>a &nbsp;&nbsp; b</div>\n<div>c</div>\n", "a\tb\r\nc" },
    };
    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autofree char *rtf = g_strconcat (PLAIN_HEAD, cases[i].rtf, "}", NULL);
        g_autofree char *html = to_html (rtf);
        g_autofree char *body = body_of (html);
        g_autofree char *text = to_text (rtf);
        assert_string_equal (body, cases[i].html);
        assert_string_equal (text, cases[i].text);
    }
}

static void
native_links (void **state)
{
    static const struct {
        const char *field;
        const char *html;
        const char *text;
    } cases[] = {
        { "HYPERLINK \"https://x.org/a?b&c\"", "<a href=\"https://x.org/a?b&amp;c\">t</a>",
          "t <https://x.org/a?b&c>" },
        { "HYPERLINK http://x.org", "<a href=\"http://x.org\">t</a>", "t <http://x.org>" },
        { "HYPERLINK \"mailto:t\"", "<a href=\"mailto:t\">t</a>", "t" },
        { "HYPERLINK \"http://t/\"", "<a href=\"http://t/\">t</a>", "t" },
        { "hyperlink {\\b \"ftp://x\"} \\\\l \"y z\" \\\\o \"tip\"",
          "<a href=\"ftp://x#y%20z\">t</a>", "t <ftp://x#y%20z>" },
        { "HYPERLINK \"cid:1@x\"", "<a href=\"cid:1@x\">t</a>", "t <cid:1@x>" },
        { "HYPERLINK \\\\l \"here\"", "t", "t" },
        { "HYPERLINK \"#here\"", "t", "t" },
        { "PAGEREF x \\\\h", "t", "t" },
        { "HYPERLINK \"javascript:alert(1)\"", "t &lt;javascript:alert(1)&gt;",
          "t <javascript:alert(1)>" },
        { "HYPERLINK \"JavaScript\\'3aalert(1)\"", "t &lt;JavaScript:alert(1)&gt;",
          "t <JavaScript:alert(1)>" },
        { "HYPERLINK \"\\tab java\\'0ascript:x\"", "t &lt;javascript:x&gt;", "t <javascript:x>" },
        { "HYPERLINK \"file:///\\\\\\\\\\\\\\\\srv\\\\\\\\a\"", "t &lt;file:///\\\\srv\\a&gt;",
          "t <file:///\\\\srv\\a>" },
        { "HYPERLINK \"http://x\\'22 onclick=y\"", "<a href=\"http://x\">t</a>", "t <http://x>" },
        { "HYPERLINK http://x\\'22onclick=<y>", "<a href=\"http://x&quot;onclick=&lt;y&gt;\">t</a>",
          "t <http://x\"onclick=<y>>" },
    };
    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autofree char *rtf = g_strdup_printf (
            PLAIN_HEAD "{\\field{\\*\\fldinst{ %s }}{\\fldrslt t}}}", cases[i].field);
        g_autofree char *html = to_html (rtf);
        g_autofree char *body = body_of (html);
        g_autofree char *wanted = g_strdup_printf ("<div>%s</div>\n", cases[i].html);
        g_autofree char *text = to_text (rtf);
        assert_string_equal (body, wanted);
        assert_string_equal (text, cases[i].text);
    }
    g_autofree char *symbol = to_text (PLAIN_HEAD
                                       "{\\field{\\*\\fldinst SYMBOL 252 \\\\f \"Wingdings\"}"
                                       "{\\fldrslt}}{\\field{\\*\\fldinst SYMBOL 128 \\\\f Arial}}}");
    assert_string_equal (symbol, "✓€");
}

/* --- pictures and attachments ------------------------------------------------------------------------ */

typedef struct {
    guint n;
    OxRtfPictureType types[8];
    gsize sizes[8];
    guint8 first[8];
    guint n_places;
} Seen;

static char *
see_picture (gpointer user_data, const OxRtfPicture *picture)
{
    Seen *seen = user_data;
    gsize n = 0;
    const guint8 *data = g_bytes_get_data (picture->bytes, &n);
    assert_true (seen->n < G_N_ELEMENTS (seen->types));
    seen->types[seen->n] = picture->type;
    seen->sizes[seen->n] = n;
    seen->first[seen->n++] = data[0];
    return seen->n == 2 ? NULL : g_strdup_printf ("p\"%u", seen->n);
}

static char *
see_place (gpointer user_data, guint ordinal, char **name)
{
    Seen *seen = user_data;
    assert_int_equal (ordinal, seen->n_places++);
    if (ordinal == 0)
        return g_strdup ("image");
    *name = g_strdup ("report.pdf");
    return NULL;
}

static void
pictures (void **state)
{
    Seen seen = { 0 };
    g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
    OxRtfOptions options = { .diagnostics = d, .picture = see_picture, .user_data = &seen };
    static const char rtf[] =
        PLAIN_HEAD
        "{\\*\\shppict{\\pict{\\*\\picprop{\\sp{\\sn a}{\\sv 1}}}\\picwgoal1500\\pichgoal3000"
        "\\picscalex50\\jpegblip{\\*\\blipuid 0102}89504e47 0d0a1a0a\r\n00}}"
        "{\\nonshppict{\\pict\\wmetafile8 00}}{\\pict\\emfblip\\bin4 }{\\{x}"
        "{\\pict\\wmetafile8\\picwgoal100\\pichgoal100 0102}"
        "{\\pict\\dibitmap0 280000000100000001000000010018000000000004000000000000000000000000000000"
        "00000000ffffff00}{\\pict\\pngblip}}";
    g_autofree char *html = to_html_with (rtf, &options, NULL);
    g_autofree char *body = body_of (html);
    assert_int_equal (seen.n, 4);
    assert_int_equal (seen.types[0], OX_RTF_PICTURE_PNG); /* the bytes know better */
    assert_int_equal (seen.sizes[0], 9);
    assert_int_equal (seen.types[1], OX_RTF_PICTURE_EMF);
    assert_int_equal (seen.sizes[1], 4);
    assert_int_equal (seen.first[1], '}');
    assert_int_equal (seen.types[2], OX_RTF_PICTURE_WMF);
    assert_int_equal (seen.sizes[2], 24);
    assert_int_equal (seen.first[2], 0xD7);
    assert_int_equal (seen.types[3], OX_RTF_PICTURE_BMP);
    assert_int_equal (seen.sizes[3], 14 + 44);
    assert_int_equal (seen.first[3], 'B');
    assert_int_equal (count (d, "rtf-picture"), 1);
    assert_string_equal (body,
                         "<div><img src=\"cid:p&quot;1\" width=\"50\" height=\"200\" alt=\"\">"
                         "<img src=\"cid:p&quot;3\" width=\"6\" height=\"6\" alt=\"\">"
                         "<img src=\"cid:p&quot;4\" alt=\"\"></div>\n");
}

static void
places_of_attachments (void **state)
{
    static const char rtf[] = "{\\rtf1\\ansi\\fs0 one \\objattph\\'20 two{\\*\\x\\objattph\\'20} "
                              "\\objattph  three}";
    Seen seen = { 0 };
    OxRtfOptions options = { .place = see_place, .user_data = &seen };
    OxRtfInfo info;
    g_autoptr (GError) error = NULL;
    g_autofree char *html = to_html_with (rtf, &options, &info);
    assert_int_equal (info.n_places, 2);
    assert_non_null (strstr (html, "one <img src=\"cid:image\" alt=\"\"> two"));
    seen = (Seen){ 0 };
    g_autofree char *text = ox_rtf_to_text (slice_of (rtf), &options, NULL, &info, &error);
    assert_string_equal (text, "one  two [report.pdf]three");
    assert_int_equal (ox_rtf_count_places (slice_of (rtf)), 2);
    assert_int_equal (ox_rtf_count_places (slice_of ("<html>")), 0);
}

/* --- hostile ------------------------------------------------------------------------------------------- */

static GString *
repeat (const char *head, const char *what, guint n, const char *tail)
{
    GString *out = g_string_new (head);
    for (guint i = 0; i < n; i++)
        g_string_append (out, what);
    g_string_append (out, tail);
    return out;
}

static void
convert_all (const GString *rtf, OxDiagnostics *d, gsize most)
{
    static const char *const heads[] = { "{\\rtf1\\fromhtml1 ", "{\\rtf1\\fromtext ", "{\\rtf1 " };
    for (guint i = 0; i < G_N_ELEMENTS (heads); i++) {
        g_autoptr (GString) whole = g_string_new (heads[i]);
        g_string_append_len (whole, rtf->str, (gssize) rtf->len);
        OxSlice s = ox_slice ((const guint8 *) whole->str, whole->len, 0);
        OxRtfOptions options = { .diagnostics = d };
        gsize n = 0;
        g_autoptr (GBytes) html = ox_rtf_to_html (s, &options, NULL, NULL);
        g_autofree char *text = ox_rtf_to_text (s, &options, &n, NULL, NULL);
        assert_non_null (html);
        assert_non_null (text);
        assert_true (g_bytes_get_size (html) <= most);
        assert_true (n <= most);
        assert_true (g_utf8_validate_len (text, n, NULL));
    }
}

static void
hostile_input_ends (void **state)
{
    enum { N = 1000000 };
    static const struct {
        const char *head;
        const char *what;
        const char *tail;
        const char *code;
    } cases[] = {
        { "", "{", "x", "rtf-depth" },
        { "", "}", "x", "rtf-braces" },
        { "", "{\\b ", "x", "rtf-depth" },
        { "", "{\\*\\htmltag84 ", "x", "rtf-depth" },
        { "", "{\\field{\\*\\fldinst HYPERLINK http://x}{\\fldrslt ", "x", "rtf-depth" },
        { "", "\\bin2147483647 ", "x", "rtf-binary" },
        { "", "\\bin-1 ", "x", NULL },
        { "{\\fonttbl", "{\\f1 x", "", "rtf-depth" },
        { "{\\fonttbl", "\\f1\\fcharset1 x;", "", "rtf-unclosed" },
        { "{\\colortbl", ";", "}", NULL },
        { "", "\\uc65535\\u8364 ", "x", NULL },
        { "", "\\u55357 ", "x", "text-invalid" },
        { "\\ansicpg932 ", "\\'81", "x", NULL },
        { "\\ansicpg54936 ", "\\'81\\'30", "x", NULL },
        { "\\ansicpg65001 ", "\\'f0", "x", "text-invalid" },
        { "\\ansicpg12345 ", "\\'81", "x", "text-charset" },
        { "", "\\par", "", NULL },
        { "\\trowd\\cellx1 ", "\\cell", "", NULL },
        { "", "\\trowd\\cellx1\\intbl\\itap9 x\\nestcell\\row", "", NULL },
        { "", "{\\listtext 1.}\\li1 x\\par", "", NULL },
        { "{\\pict\\pngblip ", "89504e47", "}", NULL },
        { "{\\field{\\*\\fldinst HYPERLINK \"", "http://x", "\"}{\\fldrslt x}}", NULL },
        { "", "\\", "", NULL },
        { "", "\\'", "", NULL },
        { "", "{\\*", "", "rtf-depth" },
        { "\\", "a", "", NULL },
        { "\\b", "9", "", NULL },
    };
    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
        g_autoptr (GString) rtf = repeat (cases[i].head, cases[i].what, N / 20, cases[i].tail);
        convert_all (rtf, d, G_MAXSIZE);
        if (cases[i].code != NULL && count (d, cases[i].code) == 0)
            print_message ("%s %s\n", cases[i].what, cases[i].code);
        assert_true (cases[i].code == NULL || count (d, cases[i].code) > 0);
    }
    g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
    g_autoptr (GString) deep = repeat ("", "{", N, "x");
    convert_all (deep, d, 1u << 20);
    assert_true (count (d, "rtf-depth") > 0);
}

/* A long address, opened again for each paragraph, is the most that a byte can give. */
static void
expansion_is_limited (void **state)
{
    g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
    g_autoptr (GString) url = repeat ("", "x", 4000, "");
    g_autoptr (GString) rtf = repeat ("", "\\par x", 20000, "}}}");
    OxLimits limits;
    OxRtfOptions options = { .diagnostics = d, .limits = &limits };
    ox_limits_init (&limits);
    limits.value_bytes = 4u << 20;
    g_string_prepend (rtf, "\"}{\\fldrslt ");
    g_string_prepend (rtf, url->str);
    g_string_prepend (rtf, "{\\rtf1{\\field{\\*\\fldinst HYPERLINK \"http://");
    g_autofree char *html = to_html_with (rtf->str, &options, NULL);
    assert_true (strlen (html) <= limits.value_bytes + 1000);
    assert_true (strlen (html) > limits.value_bytes - 10000);
    assert_true (g_str_has_suffix (html, "</body>\n</html>\n"));
    assert_int_equal (count (d, "rtf-limit"), 1);
}

static void
what_is_left_out_is_told (void **state)
{
    static const struct {
        const char *rtf;
        const char *code;
    } cases[] = {
        { "{\\rtf1 x", "rtf-unclosed" },
        { "{\\rtf1 x} trailing", "rtf-trailing" },
        { "{\\rtf1 x}}y}", "rtf-braces" },
        { "{\\rtf1 {\\v x}}", "rtf-omitted" },
        { "{\\rtf1 {\\footer x}}", "rtf-omitted" },
        { "{\\rtf1{\\*\\annotation x}}", "rtf-omitted" },
        { "{\\rtf1{\\pict\\pngblip 00}}", "rtf-picture" },
        { "{\\rtf1\\bin9 x}", "rtf-binary" },
        { "{\\rtf1 {\\footer }x}\r\n\0", NULL },
    };
    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
        OxRtfOptions options = { .diagnostics = d };
        g_free (to_html_with (cases[i].rtf, &options, NULL));
        assert_true (cases[i].code == NULL ? ox_diagnostics_get_size (d) == 0
                                           : count (d, cases[i].code) == 1);
    }
}

static void
cut_anywhere (void **state)
{
    static const char rtf[] = HTML "{\\*\\htmltag84 <a href=\"\\'93\\u8364 ?\">}\\htmlrtf "
                              "{\\field{\\*\\fldinst x}{\\fldrslt y\\bin3 abc}}\\htmlrtf0\\f0 "
                              "\\'82\\'a0\\u-10179 ?\\u-8694 ?\\par}";
    for (gsize n = 0; n < sizeof rtf; n++) {
        g_autofree char *copy = g_memdup2 (rtf, MAX (n, 1));
        OxRtfOptions options = { 0 };
        OxSlice s = ox_slice ((const guint8 *) copy, n, 0);
        g_autoptr (GBytes) html = ox_rtf_to_html (s, &options, NULL, NULL);
        g_autofree char *text = ox_rtf_to_text (s, &options, NULL, NULL, NULL);
        assert_true ((html == NULL) == (ox_rtf_detect (s) == OX_RTF_NONE));
        assert_true ((text == NULL) == (html == NULL));
    }
}

/* --- real files -------------------------------------------------------------------------------------------- */

static char *
read_shared (const char *name)
{
    g_autofree char *path = g_build_filename (SHARED, name, NULL);
    char *contents = NULL;
    g_file_get_contents (path, &contents, NULL, NULL);
    return contents;
}

/* Without carriage returns and the white space at the end, or without any. */
static char *
plain (const char *text, gboolean any)
{
    GString *out = g_string_new (NULL);
    for (; *text != '\0'; text++)
        if (any ? !g_ascii_isspace (*text) : *text != '\r')
            g_string_append_c (out, *text);
    g_strchomp (out->str);
    return g_string_free (out, FALSE);
}

static void
files_with_known_results (void **state)
{
    static const struct {
        const char *rtf;
        const char *result;
        gboolean any_space;
    } cases[] = {
        { "rtf/Sicos1977-MSGReader/Issue347.rtf", "rtf/Sicos1977-MSGReader/Issue347.html", FALSE },
#define BBOTTEMA(name)                                                                             \
    { "rtf/bbottema-rtf-to-html/input/" name ".rtf",                                               \
      "rtf/bbottema-rtf-to-html/output/outlook/" name ".html", FALSE }
        BBOTTEMA ("bulletnumber-test"),
        BBOTTEMA ("chinese-exotic-test"),
        BBOTTEMA ("hebrew-test"),
        BBOTTEMA ("russian-test"),
        BBOTTEMA ("simple-test"),
        BBOTTEMA ("unicode-test"),
        { "rtf/seamustuohy-RTFDE/rtf_parsing/encapsulated_example.rtf",
          "rtf/seamustuohy-RTFDE/rtf_parsing/encapsulated_example.html", TRUE },
    };
    guint n = 0;
    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autofree char *rtf = read_shared (cases[i].rtf);
        g_autofree char *result = read_shared (cases[i].result);
        if (rtf == NULL || result == NULL)
            continue;
        g_autofree char *got = to_html (rtf);
        g_autofree char *a = plain (got, cases[i].any_space);
        g_autofree char *b = plain (result, cases[i].any_space);
        assert_string_equal (a, b);
        n++;
    }
    if (n == 0) {
        print_message ("%s is not there\n", SHARED);
        skip ();
    }
}

/* Every RTF file there is: it converts, to valid UTF-8, and to the same bytes again. */
static void
all_files_convert (void **state)
{
    g_autoptr (GPtrArray) paths = testing_files (SHARED);
    guint n = 0;
    for (guint i = 0; i < paths->len; i++) {
        const char *path = g_ptr_array_index (paths, i);
        g_autofree char *contents = NULL;
        gsize length = 0;
        if (!g_str_has_suffix (path, ".rtf") || !g_file_get_contents (path, &contents, &length, NULL))
            continue;
        OxSlice s = ox_slice ((const guint8 *) contents, length, 0);
        OxRtfOptions options = { 0 };
        g_autoptr (GBytes) html = ox_rtf_to_html (s, &options, NULL, NULL);
        g_autoptr (GBytes) again = ox_rtf_to_html (s, &options, NULL, NULL);
        g_autofree char *text = ox_rtf_to_text (s, &options, NULL, NULL, NULL);
        if (ox_rtf_detect (s) == OX_RTF_NONE)
            continue;
        assert_non_null (html);
        assert_true (g_bytes_equal (html, again));
        assert_true (g_utf8_validate (text, -1, NULL));
        n++;
    }
    if (n == 0) {
        print_message ("%s is not there\n", SHARED);
        skip ();
    }
    assert_true (n >= 60);
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (kinds),
        cmocka_unit_test (scripts_by_font),
        cmocka_unit_test (characters_split_by_groups),
        cmocka_unit_test (scripts_by_default_page),
        cmocka_unit_test (scripts_as_raw_bytes),
        cmocka_unit_test (runs_of_two_directions),
        cmocka_unit_test (html_fragments),
        cmocka_unit_test (unicode_and_what_stands_for_it),
        cmocka_unit_test (meta_says_utf8),
        cmocka_unit_test (native_html),
        cmocka_unit_test (native_lists),
        cmocka_unit_test (native_tables),
        cmocka_unit_test (native_links),
        cmocka_unit_test (pictures),
        cmocka_unit_test (places_of_attachments),
        cmocka_unit_test (hostile_input_ends),
        cmocka_unit_test (expansion_is_limited),
        cmocka_unit_test (what_is_left_out_is_told),
        cmocka_unit_test (cut_anywhere),
        cmocka_unit_test (files_with_known_results),
        cmocka_unit_test (all_files_convert),
    };
    return cmocka_run_group_tests (tests, NULL, NULL);
}
