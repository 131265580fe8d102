/* SPDX-License-Identifier: MIT */
#include "convert/body/html-entity.h"

#include <string.h>

static const struct {
    const char *name;
    gunichar c;
} entities[] = {
#include "convert/body/html-entities.inc"
};

/* Numbers of the C1 controls mean what Windows shows for them. */
static const guint16 c1[32] = {
    0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x008D, 0x017D, 0x008F, 0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178,
};

static gunichar
numeric_entity (OxSlice name)
{
    ox_slice_skip (&name, 1);
    gboolean hex = ox_slice_peek (&name) == 'x' || ox_slice_peek (&name) == 'X';
    gunichar c = 0;
    if (hex)
        ox_slice_skip (&name, 1);
    while (name.left > 0) {
        char byte = (char) ox_slice_u8 (&name);
        int digit = hex ? g_ascii_xdigit_value (byte) : g_ascii_digit_value (byte);
        if (digit < 0 || c > 0x110000)
            return 0;
        c = c * (hex ? 16 : 10) + (gunichar) digit;
    }
    if (c >= 0x80 && c < 0xA0)
        c = c1[c - 0x80];
    return g_unichar_validate (c) ? c : 0;
}

static gunichar
named_entity (OxSlice name)
{
    guint low = 0;
    guint high = G_N_ELEMENTS (entities);
    const char *wanted = (const char *) ox_slice_data (&name);
    while (low < high) {
        guint middle = low + (high - low) / 2;
        int order = strncmp (entities[middle].name, wanted, name.left);
        if (order == 0 && entities[middle].name[name.left] == '\0')
            return entities[middle].c;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return 0;
}

gunichar
ox_html_take_entity (OxSlice *s)
{
    OxSlice rest = ox_slice_at (s, 1);
    OxSlice start = rest;
    gboolean number = ox_slice_peek (&rest) == '#';
    if (number)
        ox_slice_skip (&rest, 1);
    while (start.left - rest.left < 32 && g_ascii_isalnum ((char) ox_slice_peek (&rest)))
        ox_slice_skip (&rest, 1);
    OxSlice name = ox_slice_take (&start, start.left - rest.left);
    gunichar c = name.left == 0 ? 0 : number ? numeric_entity (name) : named_entity (name);
    if (c == 0)
        return 0;
    if (ox_slice_peek (&rest) == ';')
        ox_slice_skip (&rest, 1);
    *s = rest;
    return c;
}
