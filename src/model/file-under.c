/* SPDX-License-Identifier: MIT */
#include "model/file-under.h"

/* A rule as text: letters stand for parts, "S" surname, "G" given and "M" middle name, "J" generation, "C"
 * company, "D" display name; "|" is a new line. What stands between two parts is dropped with either of
 * them. */
typedef struct {
    guint32 rule;
    const char *form;
} Rule;

static const Rule rules[] = {
    { 0x3001, "D" },           { 0x3A06, "G" },           { 0x3A11, "S" },
    { 0x3A16, "C" },           { 0x8017, "S, G M" },      { 0x8018, "C|S, G M" },
    { 0x8019, "S, G M|C" },    { 0x8030, "SG M" },        { 0x8031, "S G M" },
    { 0x8032, "C|SG M" },      { 0x8033, "C|S G M" },     { 0x8034, "SG M|C" },
    { 0x8035, "S G M|C" },     { 0x8036, "S G M J" },     { 0x8037, "G M S J" },
    { 0x8038, "SG M J" },
};

static const char *
find_part (OxProps *props, char letter)
{
    switch (letter) {
    case 'S':
        return ox_props_get_text (props, OX_TAG_SURNAME);
    case 'G':
        return ox_props_get_text (props, OX_TAG_GIVEN_NAME);
    case 'M':
        return ox_props_get_text (props, OX_TAG_MIDDLE_NAME);
    case 'J':
        return ox_props_get_text (props, OX_TAG_GENERATION);
    case 'C':
        return ox_props_get_text (props, OX_TAG_COMPANY_NAME);
    default:
        return ox_props_get_text (props, OX_TAG_DISPLAY_NAME);
    }
}

char *
ox_file_under_compose (OxProps *props, guint32 rule)
{
    const char *form = NULL;
    for (guint i = 0; i < G_N_ELEMENTS (rules) && form == NULL; i++)
        form = rules[i].rule == rule ? rules[i].form : NULL;
    if (form == NULL)
        return NULL;
    g_autoptr (GString) out = g_string_new (NULL);
    g_autoptr (GString) between = g_string_new (NULL);
    gboolean new_line = FALSE; /* holds over a part that is missing */
    for (; *form != '\0'; form++) {
        new_line |= *form == '|';
        if (!g_ascii_isalpha (*form)) {
            g_string_append_c (between, *form);
            continue;
        }
        const char *part = find_part (props, *form);
        if (part != NULL && *part != '\0') {
            if (out->len > 0)
                g_string_append (out, new_line ? "\r\n" : between->str);
            g_string_append (out, part);
            new_line = FALSE;
        }
        g_string_truncate (between, 0);
    }
    return out->len > 0 ? g_string_free (g_steal_pointer (&out), FALSE) : NULL;
}
