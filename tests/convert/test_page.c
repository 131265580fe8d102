/* SPDX-License-Identifier: MIT
 *
 * Pages: what of a stranger's HTML may stand in one, and what may not.
 */
#include "testing.h"

#include "convert/page/html-safe.h"

#include <oxcart/oxcart.h>
#include <string.h>

static gboolean
picture (gpointer user_data, const char *reference, const char *before)
{
    OxSink *sink = user_data;
    if (strcmp (reference, "cid:a b") != 0)
        return FALSE;
    ox_sink_puts (sink, before);
    ox_sink_puts (sink, "data:image/png;base64,AA==");
    return TRUE;
}

static char *
safe (const char *html, guint *n_blocked)
{
    g_autoptr (OxSink) sink = ox_sink_new_memory ();
    OxHtmlSafe s = { sink, picture, sink, 0 };
    ox_html_safe_write (&s, ox_slice ((const guint8 *) html, strlen (html), 0));
    *n_blocked = s.n_blocked;
    g_autoptr (GBytes) bytes = ox_sink_steal_bytes (sink);
    gsize n = g_bytes_get_size (bytes);
    return n > 0 ? g_strndup (g_bytes_get_data (bytes, NULL), n) : g_strdup ("");
}

static void
strangers_html (void **state)
{
    static const struct {
        const char *html;
        const char *safe;
        guint n_blocked;
    } cases[] = {
        { "a &amp; <b>b</b>", "a &amp; <b>b</b>", 0 },
        { "1 < 2 <3 </ >", "1 &lt; 2 &lt;3 &lt;/ >", 0 },
        { "<P ALIGN=center>x", "<P ALIGN=\"center\">x", 0 },
        { "<p title='say \"hi\"'>", "<p title=\"say &quot;hi&quot;\">", 0 },
        { "<!-- a --><!DOCTYPE html><?xml?>x", "x", 0 },
        { "<!--[if gte mso 9]><xml>y</xml><![endif]-->x", "x", 0 },
        { "a<script>b</script >c", "ac", 1 },
        { "a<SCRIPT>b</scrip></sCRipt>c", "ac", 1 },
        { "a<script>b", "a", 1 },
        { "<scr<script>ipt>alert(1)</script>", "ipt>alert(1)", 0 },
        { "<title>b</title>c", "c", 0 },
        { "<svg><script>b</script></svg>c", "c", 1 },
        { "<svg onload=b>c", "c", 0 },
        { "<p onclick=b>c", "<p>c", 1 },
        { "<p/onclick=b/id=c>d", "<p>d", 1 },
        { "<img src=x>", "<img data-blocked-src=\"x\">", 1 },
        { "<img src='cid:a%20b'>", "<img src=\"data:image/png;base64,AA==\">", 0 },
        { "<img src='cid:none'>", "<img data-blocked-src=\"cid:none\">", 1 },
        { "<img src='data:text/html,x'>", "<img data-blocked-src=\"data:text/html,x\">", 1 },
        { "<a href='https://a.b/?c&amp;d'>", "<a href=\"https://a.b/?c&amp;d\">", 0 },
        { "<a href='java\tscript:b'>", "<a data-blocked-href=\"java\tscript:b\">", 1 },
        { "<a href='&#x6A;avascript:b'>", "<a data-blocked-href=\"&#x6A;avascript:b\">", 1 },
        { "<a href='javascript&colon;b'>", "<a data-blocked-href=\"javascript&colon;b\">", 1 },
        { "<p href='http://a.b'>", "<p data-blocked-href=\"http://a.b\">", 1 },
        { "<base href='http://a.b'><link href=x><meta http-equiv=refresh content=0>", "", 0 },
        { "<form action=x><input onfocus=y autofocus>z</form>", "z", 0 },
        { "<p style='color:red'>", "<p style=\"color:red\">", 0 },
        { "<p style='a:URL(b)'>", "<p style=\"a:x-URL(b)\">", 1 },
        { "<p style='a:u\\72l(b)'>", "<p style=\"a:u_72l(b)\">", 0 },
        { "<p style='a:\"b\"'>", "<p style=\"a:&quot;b&quot;\">", 0 },
        { "<p style='a:&#117;rl&lpar;b)'>", "<p style=\"a:x-url(b)\">", 1 },
        { "<p style='a:&quot;b&quot; &c;'>", "<p style=\"a:&quot;b&quot; &amp;c;\">", 0 },
        { "<p style='a:<script>'>", "<p style=\"a:_script>\">", 0 },
        { "<p title='<script>'>", "<p title=\"&lt;script>\">", 0 },
        { "<style>a{b:url(c)}@import d;</style>", "<style>a{b:x-url(c)}x-@import d;</style>", 2 },
        { "<style>a<b></style>", "<style>a_b></style>", 0 },
        { "<body bgcolor=red style='a:b'>x</body>", "<div style=\"a:b\">x</div>", 0 },
        { "<table background=x>", "<table data-blocked-background=\"x\">", 1 },
        { "<unknown>x</unknown>", "x", 0 },
        { "<p id=x", "<p id=\"x\">", 0 },
        { "<p id=\"x", "<p id=\"x\">", 0 },
        { "\xEF\xBB\xBFx", "x", 0 },
    };
    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        guint n_blocked = 0;
        g_autofree char *got = safe (cases[i].html, &n_blocked);
        assert_string_equal (got, cases[i].safe);
        if (n_blocked != cases[i].n_blocked)
            print_message ("%s: %u blocked\n", cases[i].html, n_blocked);
        assert_int_equal (n_blocked, cases[i].n_blocked);
    }
}

/* A hundred thousand pictures of one attachment do not make a page of any size. */
static void
pictures_are_bounded (void **state)
{
    g_autoptr (OxMessage) message = ox_message_new ();
    g_autoptr (OxOptions) options = ox_options_new ();
    g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
    g_autoptr (GError) error = NULL;
    g_autoptr (OxSink) sink = ox_sink_new_memory ();
    OxLimits limits = *ox_options_get_limits (options);
    GString *rtf = g_string_new ("{\\rtf1 {\\pict\\pngblip ");
    for (guint i = 0; i < 10000; i++)
        g_string_append (rtf, "00112233445566778899");
    g_string_append (rtf, "}");
    for (guint i = 0; i < 10; i++)
        g_string_append (rtf, " {\\pict\\pngblip 89504e470d0a1a0a}");
    g_string_append (rtf, "}");
    g_autoptr (GString) mela = g_string_new (NULL);
    const guint32 head[] = { GUINT32_TO_LE ((guint32) rtf->len + 12), GUINT32_TO_LE ((guint32) rtf->len),
                             GUINT32_TO_LE (0x414C454D), 0 };
    g_string_append_len (mela, (const char *) head, sizeof head);
    g_string_append_len (mela, rtf->str, (gssize) rtf->len);
    g_autoptr (GBytes) bytes = g_bytes_new (mela->str, mela->len);
    g_string_free (rtf, TRUE);
    ox_props_set_bytes (ox_message_get_props (message), OX_TAG_RTF_COMPRESSED, bytes);
    limits.item_bytes = 1000;
    ox_options_set_limits (options, &limits);
    assert_true (ox_message_write_html (message, sink, options, d, &error));
    g_autoptr (GBytes) page = ox_sink_steal_bytes (sink);
    assert_true (g_bytes_get_size (page) < 10000);
    g_autofree char *text = g_strndup (g_bytes_get_data (page, NULL), g_bytes_get_size (page));
    assert_non_null (strstr (text, "data:image/png;base64,iVBORw0KGgo="));
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (strangers_html),
        cmocka_unit_test (pictures_are_bounded),
    };
    return cmocka_run_group_tests (tests, NULL, NULL);
}
