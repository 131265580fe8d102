/* SPDX-License-Identifier: MIT
 *
 * HTML bodies: the text a person would read, and the charset that HTML names.
 */
#include "testing.h"

#include "base/diag.h"
#include "convert/body/html.h"

#include <oxcart/body.h>
#include <string.h>

static char *
to_text (const char *html)
{
    char *text = ox_html_text (html, strlen (html), NULL, NULL);
    assert_true (g_utf8_validate (text, -1, NULL));
    return text;
}

static void
texts (void **state)
{
    static const struct {
        const char *html;
        const char *text;
    } cases[] = {
        { "", "" },
        { "plain", "plain" },
        { "  a \r\n\t b  ", "a b" },
        /* paragraphs and lines */
        { "<p>a</p><p>b</p>", "a\n\nb" },
        { "<p class=MsoNormal>a<p class=\"MsoNormal\">&nbsp;</p><p class=MsoNormal>b", "a\n\nb" },
        { "<p style='color:red; margin : 0cm'>a</p><p style=\"margin:0\">b</p>", "a\nb" },
        { "<div>a</div><div><div>b</div></div>c", "a\nb\nc" },
        { "a<br>b<br/><br />c", "a\nb\n\nc" },
        { "a <b>b</b><i> c</i>d", "a b cd" },
        { "<h1>A</h1>b<hr>c", "A\n\nb\n----------------------------------------\nc" },
        { "<pre>a\n  b\tc\n\nd</pre>e", "a\n  b\tc\n\nd\ne" },
        /* lists */
        { "a<ul><li>b<li>c</ul>d", "a\n\n* b\n* c\n\nd" },
        { "<ol><li>a</li><li>b<ul><li>c</li></ul></li><li>d</li></ol>",
          "1. a\n2. b\n   * c\n3. d" },
        { "<ol start=9><li>a<li value=20>b<li>c</ol>", "9. a\n20. b\n21. c" },
        { "<ol start=-1><li value=x>a</ol>", "1. a" },
        { "<li>a", "* a" },
        /* tables */
        { "<table><tr><td>a</td><td>b</td></tr><tr><th>c<th>d</table>e", "a\tb\nc\td\ne" },
        { "<table><tr><td><p>a</p></td><td><p>b</p></td></tr><tr><td></td><td>d</td></tr></table>",
          "a\tb\n\td" },
        { "<table><tr><td>a<br>b</td><td>c</td></tr></table>", "a\nb\nc" },
        { "<table><tr><td><table><tr><td>a<td>b</table></td><td>c</td></tr></table>", "a\tb\nc" },
        /* quotations */
        { "a<blockquote>b<br>c<blockquote><p>d<p>e</blockquote>f</blockquote>g",
          "a\n\n> b\n> c\n>\n> > d\n> >\n> > e\n>\n> f\n\ng" },
        { "</blockquote>a", "a" },
        /* links and images */
        { "<a href=\"http://x.org/?a&amp;b\">t</a>.", "t <http://x.org/?a&b>." },
        { "<a href='http://x.org/'>http://x.org</a> <a href=mailto:a@b>a@b</a>",
          "http://x.org a@b" },
        { "<a href=#x>t</a><a href=\"javascript:x\">u</a><a name=y>v</a>", "tuv" },
        { "<a href=http://x><div>t</div></a>u", "t <http://x>\nu" },
        { "<a href=http://x>t<a href=http://y>u</a>", "t <http://x>u <http://y>" },
        { "<a href=http://x><img src=y></a>", "<http://x>" },
        { "<img alt=\" Logo &amp; Co \" src=x><img src=y alt>", "[Logo & Co]" },
        /* what is no text */
        { "<head><title>t</title><meta x></head><style>s{}</style>a<script>if (a<b)</script>b", "ab" },
        { "<head><title>t</title><body>a", "a" },
        { "<!-- c --><!--[if gte mso 9]><xml>x</xml><![endif]-->a<![if !x]>b<![endif]><?xml:y ?>c",
          "abc" },
        { "<!---->a<!-- unclosed", "a" },
        { "<div style=\"display : none\">no<div>no</div></div>a<span style='mso-hide:all'>no</span>b",
          "ab" },
        { "<div style=display:none>shown, for it never ends", "shown, for it never ends" },
        { "<style>never ends", "" },
        /* characters */
        { "&lt;&gt;&amp;&quot;&#65;&#x41;&#X1f600;&eacute;&Eacute;&nbsp;&euro;&hellip;x",
          "<>&\"AA😀éÉ €…x" },
        { "&lt &ampx &bogus; & &#; &#xZ; &#x110000; &#0; &;", "< &ampx &bogus; & &#; &#xZ; &#x110000; "
                                                              "&#0; &;" },
        { "&#128;&#150;&#153;", "€–™" },
        { "soft&shy;hyphen", "softhyphen" },
        { "a\x01\x02z", "az" },
        /* what is no HTML */
        { "1 < 2 and <3, a<", "1 < 2 and <3, a<" },
        { "a<b c='x>y'>d", "ad" },
        { "a<b c='x>y", "ay" },
        { "a</>b</ c>d", "a</>b</ c>d" },
        { "a<b", "a" },
    };
    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autofree char *text = to_text (cases[i].html);
        g_autofree char *wanted = g_strconcat (cases[i].text, "\n", NULL);
        assert_string_equal (text, wanted);
    }
}

static void
bytes_that_are_no_utf8 (void **state)
{
    static const char html[] = "a\0b\xFF" "c&#x00;<p>\xC3</p>";
    g_autofree char *text = ox_html_text (html, sizeof html - 1, NULL, NULL);
    assert_string_equal (text, "ab\uFFFD" "c&#x00;\n\n\uFFFD\n");
    g_autofree char *public = ox_html_to_text ("<b>x</b>", 8);
    assert_string_equal (public, "x\n");
}

/* All names of the table can be found: it is sorted. */
static void
entities_are_sorted (void **state)
{
    static const struct {
        const char *name;
        gunichar c;
    } entities[] = {
#include "convert/body/html-entities.inc"
    };
    for (guint i = 0; i < G_N_ELEMENTS (entities); i++) {
        g_autofree char *html = g_strdup_printf ("x&%s;y", entities[i].name);
        g_autofree char *text = to_text (html);
        char wanted[16] = "x";
        gunichar c = entities[i].c;
        gsize n = c == 0xAD || c < ' ' ? 0 : (gsize) g_unichar_to_utf8 (c == 0xA0 ? ' ' : c, &wanted[1]);
        wanted[1 + n] = 'y';
        wanted[2 + n] = '\n';
        wanted[3 + n] = '\0';
        assert_string_equal (text, wanted);
    }
    assert_true (G_N_ELEMENTS (entities) > 250);
}

/* Time and memory in proportion, whatever is repeated. */
static void
hostile_html_ends (void **state)
{
    enum { N = 30000 };
    static const char *const pieces[] = {
        "<div>", "<blockquote>", "<ul><li>", "<ol>", "<table><tr><td>", "<a href=http://x>", "<",
        "<a b='", "<a b=\"><a b='>", "</div>", "<!--", "<style>", "<div style=display:none>", "<head>",
        "&", "&#", "&amp", "<pre>\n", "<br>", "<p>x", "<td>", "<img alt=x>", "<a a a a a a>", "</a",
        "<blockquote>x<br>", "<li>x", "\n", "\xC2\xA0",
    };
    for (guint i = 0; i < G_N_ELEMENTS (pieces); i++) {
        g_autoptr (GString) html = g_string_new (NULL);
        for (guint j = 0; j < N; j++)
            g_string_append (html, pieces[i]);
        g_string_append (html, "end");
        gint64 start = g_get_monotonic_time ();
        g_autofree char *text = to_text (html->str);
        gint64 elapsed = g_get_monotonic_time () - start;
        assert_true (strlen (text) <= 64 * html->len);
        if (elapsed > 5 * G_USEC_PER_SEC)
            print_message ("%s: %d ms\n", pieces[i], (int) (elapsed / 1000));
        assert_true (elapsed < 20 * G_USEC_PER_SEC);
    }
}

static void
limits_hold (void **state)
{
    g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
    OxLimits limits;
    ox_limits_init (&limits);
    limits.value_bytes = 10;
    g_autofree char *text = ox_html_text ("1234567890x", 11, &limits, d);
    assert_true (strlen (text) <= 11);
    assert_int_equal (ox_diagnostics_count (d, OX_SEVERITY_LOST), 1);
    g_autofree char *fits = ox_html_text ("1234567890", 10, &limits, NULL);
    assert_string_equal (fits, "1234567890\n");
}

static void
charsets (void **state)
{
    static const struct {
        const char *html;
        guint page;
    } cases[] = {
        { "", 0 },
        { "<html><meta charset=utf-8>", 65001 },
        { "\xEF\xBB\xBF<meta charset=koi8-r>", 65001 },
        { "\xFF\xFE<", 1200 },
        { "\xFE\xFF<", 1201 },
        { "<META HTTP-EQUIV=Content-Type CONTENT='text/html; charset=Shift_JIS'>", 932 },
        { "<meta content=\"text/html;charset=windows-1251\" http-equiv=\"content-type\">", 1251 },
        { "<meta content=\"text/html;charset=windows-1251\">", 0 },
        { "<meta http-equiv=refresh content=\"0; charset=x\"><meta charset = 'gb2312' >", 936 },
        { "<meta/charset=big5>", 950 },
        { "<metadata charset=big5>", 0 },
        { "<title><meta charset=big5></title>", 950 },
        { "<a b=\"<meta charset=big5>\"><meta charset=euc-kr>", 949 },
        { "<!--><meta charset=big5>", 950 },
        { "<!-- <meta charset=big5>", 0 },
        { "<meta charset=utf-16>", 65001 },
        { "<meta charset=x-unknown>", 0 },
        { "<meta charset=\"", 0 },
        { "<meta", 0 },
        { "<meta =>", 0 },
        { "<meta http-equiv=content-type>", 0 },
        { "<body><meta charset=big5>", 0 },
    };
    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        OxSlice s = ox_slice ((const guint8 *) cases[i].html, strlen (cases[i].html), 0);
        guint page = ox_html_charset (s);
        /* Names of one charset may stand for either of two pages. */
        gboolean same = page == cases[i].page || (page == 51949 && cases[i].page == 949)
                        || (page == 20936 && cases[i].page == 936);
        if (!same)
            print_message ("%s: %u\n", cases[i].html, page);
        assert_true (same);
    }
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (texts),
        cmocka_unit_test (bytes_that_are_no_utf8),
        cmocka_unit_test (entities_are_sorted),
        cmocka_unit_test (hostile_html_ends),
        cmocka_unit_test (limits_hold),
        cmocka_unit_test (charsets),
    };
    return cmocka_run_group_tests (tests, NULL, NULL);
}
