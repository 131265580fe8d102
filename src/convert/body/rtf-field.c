/* SPDX-License-Identifier: MIT */
#include "convert/body/rtf-field.h"

#include "base/charset.h"
#include "convert/body/rtf-read.h"

#include <string.h>

#define MAX_FIELDS      32
#define MAX_INSTRUCTION 4096 /* bytes; longer addresses are no addresses */

static void
field_free (gpointer data)
{
    OxRtfField *field = data;
    g_string_free (field->instruction, TRUE);
    g_string_free (field->shown, TRUE);
    g_free (field->url);
    g_free (field);
}

void
ox_rtf_fields_init (OxRtfFields *fields)
{
    fields->stack = g_ptr_array_new_with_free_func (field_free);
    fields->too_deep = 0;
}

void
ox_rtf_fields_clear (OxRtfFields *fields)
{
    g_clear_pointer (&fields->stack, g_ptr_array_unref);
}

void
ox_rtf_fields_push (OxRtfFields *fields)
{
    if (fields->stack->len >= MAX_FIELDS) {
        fields->too_deep++;
        return;
    }
    OxRtfField *field = g_new0 (OxRtfField, 1);
    field->instruction = g_string_new (NULL);
    field->shown = g_string_new (NULL);
    g_ptr_array_add (fields->stack, field);
}

void
ox_rtf_fields_pop (OxRtfFields *fields)
{
    if (fields->too_deep > 0)
        fields->too_deep--;
    else if (fields->stack->len > 0)
        g_ptr_array_set_size (fields->stack, (gint) fields->stack->len - 1);
}

OxRtfField *
ox_rtf_fields_top (const OxRtfFields *fields)
{
    if (fields->stack->len == 0)
        return NULL;
    return g_ptr_array_index (fields->stack, fields->stack->len - 1);
}

void
ox_rtf_field_add (OxRtfField *field, const char *text, gsize n)
{
    if (field->instruction->len + n <= MAX_INSTRUCTION)
        g_string_append_len (field->instruction, text, (gssize) n);
}

void
ox_rtf_field_show (OxRtfField *field, const char *text, gsize n)
{
    if (field->url != NULL && field->shown->len + n <= MAX_INSTRUCTION)
        g_string_append_len (field->shown, text, (gssize) n);
}

/* --- addresses -------------------------------------------------------------------------------- */

gboolean
ox_url_is_link (const char *url)
{
    static const char *const schemes[] = { "http:", "https:", "mailto:", "ftp:", "cid:" };
    for (guint i = 0; i < G_N_ELEMENTS (schemes); i++)
        if (g_ascii_strncasecmp (url, schemes[i], strlen (schemes[i])) == 0)
            return TRUE;
    return FALSE;
}

gboolean
ox_url_is_text (const char *url, const char *text, gsize n)
{
    static const char *const prefixes[] = { "", "mailto:", "http://", "https://", "ftp://" };
    while (n > 0 && g_ascii_isspace (text[n - 1]))
        n--;
    for (; n > 0 && g_ascii_isspace (*text); n--)
        text++;
    for (guint i = 0; i < G_N_ELEMENTS (prefixes); i++) {
        gsize prefix = strlen (prefixes[i]);
        if (g_ascii_strncasecmp (url, prefixes[i], prefix) != 0)
            continue;
        gsize left = strlen (&url[prefix]);
        if ((left == n || (left == n + 1 && url[prefix + n] == '/'))
            && strncmp (&url[prefix], text, n) == 0)
            return TRUE;
    }
    return FALSE;
}

gboolean
ox_rtf_field_says_url (const OxRtfField *field)
{
    return ox_url_is_text (field->url, field->shown->str, field->shown->len);
}

/* --- instructions ----------------------------------------------------------------------------- */

/* The next argument, quoted or not; NULL at the end. A switch keeps its backslash. */
static char *
next_argument (const char **at)
{
    GString *argument = g_string_new (NULL);
    const char *p = *at;
    while (g_ascii_isspace (*p))
        p++;
    gboolean quoted = *p == '"';
    p += quoted;
    while (*p != '\0' && (quoted ? *p != '"' : !g_ascii_isspace (*p))) {
        /* Within quotes a backslash makes the next one, or a quote, plain. */
        if (quoted && *p == '\\' && (p[1] == '\\' || p[1] == '"'))
            p++;
        g_string_append_c (argument, *p++);
    }
    if (quoted && *p == '"')
        p++;
    *at = p;
    if (argument->len > 0 || quoted)
        return g_string_free (argument, FALSE);
    g_string_free (argument, TRUE);
    return NULL;
}

/* No control characters in an address: they hide its scheme from some readers. */
static void
add_clean (GString *url, const char *text)
{
    for (const char *p = text; *p != '\0'; p++)
        if ((guchar) *p > ' ' && *p != 0x7F)
            g_string_append_c (url, *p);
        else if (*p == ' ')
            g_string_append (url, "%20");
}

static char *
clean_url (const char *address, const char *anchor)
{
    GString *url = g_string_new (NULL);
    add_clean (url, address);
    if (anchor != NULL && url->len > 0) {
        g_string_append_c (url, '#');
        add_clean (url, anchor);
    }
    return g_string_free (url, url->len == 0);
}

static void
parse_hyperlink (OxRtfField *field, const char *at)
{
    g_autofree char *address = NULL;
    g_autofree char *anchor = NULL;
    char *argument;
    while ((argument = next_argument (&at)) != NULL) {
        if (argument[0] == '\\' && (argument[1] == 'l' || argument[1] == 'L')) {
            g_free (anchor);
            anchor = next_argument (&at);
        } else if (argument[0] == '\\' && strchr ("otOT", argument[1]) != NULL
                   && argument[1] != '\0') {
            g_free (next_argument (&at));
        } else if (argument[0] != '\\' && address == NULL) {
            address = g_steal_pointer (&argument);
        }
        g_free (argument);
    }
    if (address == NULL)
        return;
    g_strstrip (address);
    if (address[0] == '#') /* a place in the document itself */
        return;
    field->url = clean_url (address, anchor);
    field->is_link = field->url != NULL && ox_url_is_link (field->url);
}

/* A byte of a symbol font, else of Western text. */
static gunichar
symbol_of (char *face, guint8 byte)
{
    GString name = { face, face != NULL ? strlen (face) : 0, 0 };
    OxRtfFont font = { .name = face != NULL ? &name : NULL };
    gunichar c = ox_rtf_symbol (&font, byte);
    gsize n = 0;
    guint n_bad = 0;
    if (c < 0xF000 || (face != NULL && strstr (face, "dings") != NULL))
        return c;
    g_autofree char *text = ox_charset_decode (1252, ox_slice (&byte, 1, 0), &n, &n_bad);
    return text != NULL ? g_utf8_get_char (text) : 0;
}

/* SYMBOL 183 \f "Symbol": a character of a font, most often a symbol. */
static void
parse_symbol (OxRtfField *field, const char *at)
{
    g_autofree char *number = next_argument (&at);
    g_autofree char *face = NULL;
    gboolean unicode = FALSE;
    char *argument;
    guint64 value = 0;
    while ((argument = next_argument (&at)) != NULL) {
        unicode = unicode || strcmp (argument, "\\u") == 0;
        if (strcmp (argument, "\\f") == 0) {
            g_free (face);
            face = next_argument (&at);
        }
        g_free (argument);
    }
    if (number == NULL)
        return;
    gboolean hex = g_ascii_strncasecmp (number, "0x", 2) == 0;
    if (!g_ascii_string_to_unsigned (hex ? &number[2] : number, hex ? 16 : 10, 1, 0xFFFF, &value,
                                     NULL))
        return;
    if (unicode) {
        field->symbol = g_unichar_validate ((gunichar) value) ? (gunichar) value : 0;
    } else if (value <= 0xFF) {
        field->symbol = symbol_of (face, (guint8) value);
    }
}

void
ox_rtf_field_parse (OxRtfField *field)
{
    const char *at = field->instruction->str;
    g_autofree char *name = next_argument (&at);
    if (name == NULL || field->result)
        return;
    field->result = TRUE;
    if (g_ascii_strcasecmp (name, "HYPERLINK") == 0)
        parse_hyperlink (field, at);
    else if (g_ascii_strcasecmp (name, "SYMBOL") == 0)
        parse_symbol (field, at);
}
