/* SPDX-License-Identifier: MIT
 *
 * One pass each, whatever the page is made of: "cid:" counts in tags, in style sheets and in comments that only
 * some programs read as tags. One link too many is no harm here, one too few would be.
 */
#include "convert/body/html-links.h"

#include "convert/body/html-tag.h"

#define MOST_LINKS (1u << 16)

/* The next bytes, as many as a link may have and one more: no link makes the pass longer. */
static OxSlice
look_ahead (OxSlice s)
{
    return ox_slice_take (&s, MIN (s.left, OX_HTML_MOST_LINK + 1));
}

/* Whether the text before this place ends in `what`. */
static gboolean
ends_in (OxSlice before, const char *what)
{
    gsize n = strlen (what);
    OxSlice tail = ox_slice_at (&before, before.left > n ? before.left - n : 0);
    return ox_html_is (tail, what);
}

GHashTable *
ox_html_find_cids (OxSlice html)
{
    GHashTable *cids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    while (html.left > 0 && g_hash_table_size (cids) < MOST_LINKS) {
        OxSlice before = ox_slice_take (&html, ox_slice_find (&html, ":"));
        ox_slice_skip (&html, MIN (1, html.left));
        if (!ends_in (before, "cid"))
            continue;
        OxSlice ahead = look_ahead (html);
        OxSlice cid = ox_html_take_until (&ahead, "\"'<>)& \t\r\n\f\\");
        if (cid.left == 0 || cid.left > OX_HTML_MOST_LINK)
            continue;
        g_autofree char *raw = g_strndup ((const char *) ox_slice_data (&cid), cid.left);
        char *plain = g_uri_unescape_string (raw, NULL);
        g_hash_table_add (cids, plain != NULL ? plain : g_steal_pointer (&raw));
    }
    return cids;
}

/* The value of an attribute that starts here, without quotes; NULL where it is too long for an address. */
static char *
take_value (OxSlice s)
{
    ox_html_skip_space (&s);
    int quote = ox_slice_peek (&s);
    gboolean is_quoted = quote == '"' || quote == '\'';
    ox_slice_skip (&s, is_quoted);
    OxSlice text = ox_html_take_until (&s, !is_quoted ? " \t\r\n\f>" : quote == '"' ? "\"" : "'");
    if (text.left == 0 || text.left > OX_HTML_MOST_LINK)
        return NULL;
    GString *value = g_string_new_len ((const char *) ox_slice_data (&text), (gssize) text.left);
    g_string_replace (value, "&amp;", "&", 0);
    return g_string_free (value, FALSE);
}

GHashTable *
ox_html_find_sources (OxSlice html)
{
    GHashTable *sources = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    while (html.left > 0 && g_hash_table_size (sources) < MOST_LINKS) {
        OxSlice before = ox_slice_take (&html, ox_slice_find (&html, "="));
        ox_slice_skip (&html, MIN (1, html.left));
        while (before.left > 0 && ox_html_is_space (ox_slice_data (&before)[before.left - 1]))
            before.left--;
        char *value = ends_in (before, "src") || ends_in (before, "background") ? take_value (look_ahead (html)) : NULL;
        if (value != NULL)
            g_hash_table_add (sources, value);
    }
    return sources;
}
