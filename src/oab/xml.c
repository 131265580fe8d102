/* SPDX-License-Identifier: MIT */
#include "oab/xml.h"

#include <string.h>

#define MOST_TEXT (64u << 10) /* of one text or attribute */

void
xml_init (XmlReader *xml, OxSlice bytes)
{
    *xml = (XmlReader){ .rest = bytes, .name = g_string_new (NULL), .text = g_string_new (NULL) };
    ox_slice_skip_utf8_mark (&xml->rest);
}

static void
drop_attributes (XmlReader *xml)
{
    for (guint i = 0; i < xml->n_attributes; i++) {
        g_free (xml->attributes[i][0]);
        g_free (xml->attributes[i][1]);
    }
    xml->n_attributes = 0;
}

void
xml_clear (XmlReader *xml)
{
    drop_attributes (xml);
    g_string_free (xml->name, TRUE);
    g_string_free (xml->text, TRUE);
}

static XmlEvent
refuse (XmlReader *xml, const char *why)
{
    xml->why = why;
    return XML_ERROR;
}

static gboolean
is_space (int c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static void
skip_space (XmlReader *xml)
{
    while (is_space (ox_slice_peek (&xml->rest)))
        ox_slice_skip (&xml->rest, 1);
}

static gboolean
take_literal (XmlReader *xml, const char *literal)
{
    OxSlice s = xml->rest;
    for (const char *p = literal; *p != '\0'; p++)
        if (ox_slice_u8 (&s) != (guint8) *p)
            return FALSE;
    xml->rest = s;
    return TRUE;
}

static gboolean
take_name (XmlReader *xml, GString *name)
{
    g_string_truncate (name, 0);
    for (int c = ox_slice_peek (&xml->rest); c > ' ' && strchr ("<>/='\"&", c) == NULL && name->len < 256;
         c = ox_slice_peek (&xml->rest))
        g_string_append_c (name, (char) ox_slice_u8 (&xml->rest));
    return name->len > 0;
}

static gboolean
append_character (GString *out, guint64 c)
{
    if (c == 0 || c > 0x10FFFF || (c >= 0xD800 && c < 0xE000))
        return FALSE;
    g_string_append_unichar (out, (gunichar) c);
    return TRUE;
}

/* "&lt;" and its like, "&#65;", "&#x41;". */
static gboolean
take_entity (XmlReader *xml, GString *out)
{
    static const struct {
        const char *name;
        char character;
    } known[] = { { "lt;", '<' }, { "gt;", '>' }, { "amp;", '&' }, { "apos;", '\'' }, { "quot;", '"' } };
    ox_slice_skip (&xml->rest, 1);
    for (guint i = 0; i < G_N_ELEMENTS (known); i++)
        if (take_literal (xml, known[i].name)) {
            g_string_append_c (out, known[i].character);
            return TRUE;
        }
    if (!take_literal (xml, "#"))
        return FALSE;
    guint base = take_literal (xml, "x") ? 16 : 10;
    guint64 number = 0;
    guint n = 0;
    for (; n < 10; n++) {
        int c = ox_slice_peek (&xml->rest);
        int digit = c < 0 ? -1 : base == 16 ? g_ascii_xdigit_value ((char) c) : g_ascii_digit_value ((char) c);
        if (digit < 0)
            break;
        number = number * base + (guint) digit;
        ox_slice_skip (&xml->rest, 1);
    }
    return n > 0 && take_literal (xml, ";") && append_character (out, number);
}

/* Text up to one of the characters of `stop`, which stays. */
static gboolean
take_text (XmlReader *xml, GString *out, const char *stop)
{
    g_string_truncate (out, 0);
    for (int c = ox_slice_peek (&xml->rest); c == 0 || (c > 0 && strchr (stop, c) == NULL);
         c = ox_slice_peek (&xml->rest)) {
        if (c == 0 || out->len >= MOST_TEXT)
            return FALSE;
        if (c != '&')
            g_string_append_c (out, (char) ox_slice_u8 (&xml->rest));
        else if (!take_entity (xml, out))
            return FALSE;
    }
    return g_utf8_validate (out->str, (gssize) out->len, NULL);
}

static gboolean
take_attribute (XmlReader *xml)
{
    g_autoptr (GString) name = g_string_new (NULL);
    g_autoptr (GString) value = g_string_new (NULL);
    if (xml->n_attributes == XML_MOST_ATTRIBUTES || !take_name (xml, name))
        return FALSE;
    skip_space (xml);
    if (!take_literal (xml, "="))
        return FALSE;
    skip_space (xml);
    int quote = ox_slice_peek (&xml->rest);
    if (quote != '"' && quote != '\'')
        return FALSE;
    ox_slice_skip (&xml->rest, 1);
    if (!take_text (xml, value, quote == '"' ? "\"<" : "'<") || ox_slice_u8 (&xml->rest) != quote)
        return FALSE;
    xml->attributes[xml->n_attributes][0] = g_strdup (name->str);
    xml->attributes[xml->n_attributes++][1] = g_strdup (value->str);
    return TRUE;
}

static XmlEvent
take_start (XmlReader *xml)
{
    if (!take_name (xml, xml->name))
        return refuse (xml, "an element has no name");
    for (;;) {
        skip_space (xml);
        if (take_literal (xml, ">"))
            return XML_START;
        if (take_literal (xml, "/>")) {
            xml->close = TRUE;
            return XML_START;
        }
        if (!take_attribute (xml))
            return refuse (xml, "an attribute is not well formed");
    }
}

static XmlEvent
take_end (XmlReader *xml)
{
    if (!take_name (xml, xml->name))
        return refuse (xml, "an end has no name");
    skip_space (xml);
    return take_literal (xml, ">") ? XML_END : refuse (xml, "an end is not well formed");
}

/* "<!" and "<?": comments and instructions are passed over, all else is refused. */
static gboolean
skip_markup (XmlReader *xml)
{
    const char *end = take_literal (xml, "<!--") ? "-->" : take_literal (xml, "<?") ? "?>" : NULL;
    while (end != NULL && !take_literal (xml, end)) {
        if (ox_slice_peek (&xml->rest) < 0)
            return FALSE;
        ox_slice_skip (&xml->rest, 1);
    }
    return end != NULL;
}

XmlEvent
xml_next (XmlReader *xml)
{
    drop_attributes (xml);
    if (xml->close) {
        xml->close = FALSE;
        return XML_END;
    }
    for (;;) {
        int c = ox_slice_peek (&xml->rest);
        if (c < 0)
            return XML_DONE;
        if (c != '<')
            return take_text (xml, xml->text, "<") ? XML_TEXT : refuse (xml, "a text is not well formed");
        OxSlice ahead = ox_slice_at (&xml->rest, 1);
        c = ox_slice_peek (&ahead);
        if (c != '!' && c != '?') {
            ox_slice_skip (&xml->rest, 1);
            if (!take_literal (xml, "/"))
                return take_start (xml);
            return take_end (xml);
        }
        if (!skip_markup (xml))
            return refuse (xml, "document types, entities and CDATA are not allowed");
    }
}

const char *
xml_attribute (const XmlReader *xml, const char *name)
{
    for (guint i = 0; i < xml->n_attributes; i++)
        if (strcmp (xml->attributes[i][0], name) == 0)
            return xml->attributes[i][1];
    return NULL;
}
