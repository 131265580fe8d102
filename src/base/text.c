/* SPDX-License-Identifier: MIT */
#include <oxcart/text.h>

#include <string.h>

#define NAME_BYTES 200
#define EXTENSION_BYTES 20

/* Characters that change how the text around them is shown. */
static gboolean
is_deceptive (gunichar c)
{
    return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0x200E
           || c == 0x200F || c == 0x061C;
}

static gboolean
is_control (gunichar c)
{
    return c < 0x20 || (c >= 0x7F && c < 0xA0);
}

char *
ox_text_sanitize (const char *text, gboolean multiline)
{
    g_autofree char *valid = g_utf8_make_valid (text, -1);
    GString *out = g_string_sized_new (strlen (valid));
    for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p)) {
        gunichar c = g_utf8_get_char (p);
        if (multiline && c == '\r' && p[1] == '\n')
            continue;
        if (multiline && (c == '\n' || c == '\t'))
            g_string_append_c (out, (char) c);
        else if (is_control (c))
            g_string_append_printf (out, "\\x%02x", c);
        else if (is_deceptive (c))
            g_string_append_printf (out, "\\u%04x", c);
        else
            g_string_append_unichar (out, c);
    }
    return g_string_free (out, FALSE);
}

/* Names that Windows gives to devices, whatever their extension. */
static gboolean
is_device (const char *name)
{
    static const char *const devices[] = { "con", "prn", "aux", "nul", "conin$", "conout$" };
    gsize stem = strcspn (name, ". ");
    for (guint i = 0; i < G_N_ELEMENTS (devices); i++)
        if (strlen (devices[i]) == stem && g_ascii_strncasecmp (name, devices[i], stem) == 0)
            return TRUE;
    if (stem < 4
        || (g_ascii_strncasecmp (name, "com", 3) != 0 && g_ascii_strncasecmp (name, "lpt", 3) != 0))
        return FALSE;
    g_autofree char *digit = g_strndup (name + 3, stem - 3);
    return (digit[1] == '\0' && g_ascii_isdigit (digit[0])) || strcmp (digit, "\xC2\xB9") == 0
           || strcmp (digit, "\xC2\xB2") == 0 || strcmp (digit, "\xC2\xB3") == 0;
}

/* The last part of a path of either kind, without what no file name may hold. */
static char *
clean_characters (const char *valid)
{
    const char *start = valid;
    for (const char *p = valid; *p != '\0'; p++)
        if ((*p == '/' || *p == '\\') && p[1] != '\0')
            start = p + 1;
    GString *out = g_string_new (NULL);
    for (const char *p = start; *p != '\0'; p = g_utf8_next_char (p)) {
        gunichar c = g_utf8_get_char (p);
        if (is_control (c) || is_deceptive (c) || c == 0xFEFF || (c >= 0x200B && c <= 0x200D))
            continue;
        if (c < 0x80 && strchr ("<>:\"/\\|?*", (int) c) != NULL)
            g_string_append_c (out, '_');
        else
            g_string_append_unichar (out, c);
    }
    return g_string_free (out, FALSE);
}

static void
trim (char *name)
{
    gsize skip = strspn (name, ". ");
    memmove (name, name + skip, strlen (name + skip) + 1);
    gsize n = strlen (name);
    while (n > 0 && (name[n - 1] == '.' || name[n - 1] == ' '))
        name[--n] = '\0';
    if (name[0] == '-')
        name[0] = '_';
}

/* Cuts a name at a character, keeping its extension. */
static char *
shorten (const char *name)
{
    gsize n = strlen (name);
    if (n <= NAME_BYTES)
        return g_strdup (name);
    const char *dot = strrchr (name, '.');
    const char *extension = dot != NULL && strlen (dot) <= EXTENSION_BYTES ? dot : "";
    gsize room = NAME_BYTES - strlen (extension);
    while (room > 0 && ((guchar) name[room] & 0xC0) == 0x80)
        room--;
    return g_strdup_printf ("%.*s%s", (int) room, name, extension);
}

char *
ox_filename_sanitize (const char *name, const char *fallback)
{
    g_autofree char *valid = g_utf8_make_valid (name, -1);
    g_autofree char *clean = clean_characters (valid);
    trim (clean);
    g_autofree char *short_name = shorten (clean);
    trim (short_name);
    if (*short_name == '\0')
        return g_strdup (fallback);
    if (is_device (short_name))
        return g_strconcat ("_", short_name, NULL);
    return g_steal_pointer (&short_name);
}
