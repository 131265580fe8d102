/* SPDX-License-Identifier: MIT
 *
 * What a person is shown of a contact is what its card says: the card is written, read again, and its fields
 * are given the words that people use.
 */
#include "convert/vcard/card-lines.h"

#include "convert/vcard/card.h"

#include <oxcart/format.h>
#include <string.h>

typedef struct {
    const char *field;
    const char *label;
    const char *separator; /* between the components of a structured value; NULL: it is one text */
} Word;

static const Word words[] = {
    { "FN", "Name", NULL },
    { "NICKNAME", "Nickname", NULL },
    { "ORG", "Company", ", " },
    { "TITLE", "Title", NULL },
    { "ROLE", "Profession", NULL },
    { "X-OXCART-OFFICE", "Office", NULL },
    { "EMAIL", "E-mail", NULL },
    { "X-MS-X500", "X.500", NULL },
    { "IMPP", "Messenger", NULL },
    { "TEL", "Phone", NULL },
    { "ADR", "Address", ", " },
    { "URL", "Web", NULL },
    { "BDAY", "Birthday", NULL },
    { "ANNIVERSARY", "Wedding", NULL },
    { "RELATED", "Related", NULL },
    { "X-MS-INTERESTS", "Interests", NULL },
    { "CATEGORIES", "Categories", "; " },
    { "MEMBER", "Member", NULL },
    { "X-OXCART-MEMBER", "Member", NULL },
    { "X-MS-TEXT", "Field", NULL },
    { "X-OXCART-FIELD", "Field", "; " },
};

gboolean
ox_card_is_shown (OxMessage *message)
{
    return ox_message_natural_format (message) == OX_FORMAT_VCARD;
}

static char *
value_of (const OxLine *line, const Word *word)
{
    const char *label = ox_line_get_parameter (line, "LABEL");
    if (label != NULL) {
        g_auto (GStrv) parts = g_strsplit (label, "\n", 16);
        return g_strjoinv (word->separator, parts);
    }
    g_autofree char *text = ox_line_get_text (line);
    if (g_str_has_prefix (text, "mailto:")) {
        char *address = g_uri_unescape_string (text + strlen ("mailto:"), NULL);
        return address != NULL ? address : g_steal_pointer (&text);
    }
    gboolean is_day = strcmp (word->field, "BDAY") == 0 || strcmp (word->field, "ANNIVERSARY") == 0;
    if (is_day && strlen (text) == 8)
        return g_strdup_printf ("%.4s-%.2s-%.2s", text, text + 4, text + 6);
    if (is_day && g_str_has_prefix (text, "--") && strlen (text) == 6)
        return g_strdup_printf ("%.2s-%s", text + 2, text + 4);
    if (word->separator == NULL)
        return g_steal_pointer (&text);
    gboolean is_list = strcmp (word->field, "CATEGORIES") == 0 || strcmp (word->field, "X-OXCART-FIELD") == 0;
    g_auto (GStrv) parts = ox_line_split (line, is_list ? ',' : ';', is_list ? 256 : 16);
    GString *out = g_string_new (NULL);
    for (guint i = 0; parts[i] != NULL; i++)
        if (*parts[i] != '\0')
            g_string_append_printf (out, "%s%s", out->len > 0 ? word->separator : "", parts[i]);
    return g_string_free (out, FALSE);
}

/* Outlook names people "Ada Ox (ada@example.org)": the address stands beside it anyway. */
static char *
name_of (const OxLine *line, const char *value)
{
    g_autofree char *behind = g_strdup_printf (" (%s)", value);
    char *name = g_strdup (ox_line_get_parameter (line, "X-CN"));
    if (name != NULL && *value != '\0' && g_str_has_suffix (name, behind))
        name[strlen (name) - strlen (behind)] = '\0';
    return name;
}

/* Name and kinds beside the value: "Ada <ada@example.org>", "+1 555 0108 (work)". */
static char *
describe (const OxLine *line, const Word *word)
{
    g_autofree char *value = value_of (line, word);
    g_autofree char *name = name_of (line, value);
    const char *field = ox_line_get_parameter (line, "X-NAME");
    GString *out = g_string_new (NULL);
    if (field != NULL)
        g_string_append_printf (out, "%s: ", field);
    if (name != NULL)
        g_string_append_printf (out, *value != '\0' ? "%s <%s>" : "%s", name, value);
    else
        g_string_append (out, value);
    const char *before = " (";
    for (guint i = 0; i < line->parameters->len; i++) {
        const OxLineParameter *p = &g_array_index (line->parameters, OxLineParameter, i);
        if (strcmp (p->name, "TYPE") != 0 || strcmp (p->value, "voice") == 0)
            continue;
        g_string_append_printf (out, "%s%s", before, p->value + (g_str_has_prefix (p->value, "x-") ? 2 : 0));
        before = ", ";
    }
    if (*before == ',')
        g_string_append_c (out, ')');
    return g_string_free (out, FALSE);
}

void
ox_card_show (OxMimeContext *c, OxCardShow show, gpointer user)
{
    OxCard card;
    g_autoptr (OxSink) sink = ox_sink_new_memory ();
    ox_card_init (&card, c->message, sink, c->options, NULL, NULL, TRUE);
    ox_card_write_rows (&card, FALSE);
    ox_card_clear (&card);
    g_autoptr (GBytes) bytes = ox_sink_steal_bytes (sink);
    g_auto (OxLineReader) reader = { 0 };
    g_auto (OxLine) line = { 0 };
    ox_line_reader_init (&reader, ox_slice_from_bytes (bytes), OX_DIALECT_VCARD_4, NULL);
    while (ox_line_reader_next (&reader, &line))
        for (guint i = 0; i < G_N_ELEMENTS (words); i++) {
            if (strcmp (words[i].field, line.name) != 0)
                continue;
            g_autofree char *text = describe (&line, &words[i]);
            show (user, words[i].label, text);
        }
}
