/* SPDX-License-Identifier: MIT */
#include "convert/mime/header-read.h"

#include "base/civil.h"

#include <string.h>

static OX_LATE_DEFINE (OxGMime, bound, OX_LATE_GMIME, OX_GMIME_FUNCTIONS)

const OxGMime *
ox_gmime (void)
{
    static gsize once;
    if (g_once_init_enter (&once)) {
        bound ()->g_mime_init ();
        g_once_init_leave (&once, 1);
    }
    return bound ();
}

/* --- encoded words, RFC 2047 ----------------------------------------------------------------------- */

/* "B": nothing but whole groups, so that what is odd is left to GMime. */
static gboolean
decode_base64 (const char *text, gsize n, GString *out)
{
    gsize padding = n > 1 && text[n - 1] == '=' ? 1 + (text[n - 2] == '=') : 0;
    if (n == 0 || n % 4 != 0)
        return FALSE;
    for (gsize i = 0; i < n - padding; i++)
        if (!g_ascii_isalnum (text[i]) && text[i] != '+' && text[i] != '/')
            return FALSE;
    g_autofree char *copy = g_strndup (text, n);
    gsize size = 0;
    g_autofree guchar *bytes = g_base64_decode (copy, &size);
    g_string_append_len (out, (const char *) bytes, (gssize) size);
    return TRUE;
}

/* "Q". */
static gboolean
decode_quoted (const char *text, gsize n, GString *out)
{
    for (gsize i = 0; i < n; i++) {
        if (text[i] == '=' && (n - i < 3 || !g_ascii_isxdigit (text[i + 1]) || !g_ascii_isxdigit (text[i + 2])))
            return FALSE;
        char c = text[i] == '_' ? ' ' : text[i];
        if (c == '=') {
            c = (char) (g_ascii_xdigit_value (text[i + 1]) << 4 | g_ascii_xdigit_value (text[i + 2]));
            i += 2;
        }
        g_string_append_c (out, c);
    }
    return n > 0;
}

/* A charset of which the bytes are UTF-8 as they are, where they are ASCII or it is UTF-8. */
static gboolean
is_plain (const char *charset, gsize n, const char *text)
{
    if (n == 5 && g_ascii_strncasecmp (charset, "utf-8", n) == 0)
        return g_utf8_validate (text, -1, NULL);
    return g_str_is_ascii (text)
           && ((n == 8 && g_ascii_strncasecmp (charset, "us-ascii", n) == 0)
               || (n == 10 && g_ascii_strncasecmp (charset, "iso-8859-1", n) == 0));
}

/* Values of one encoded word: most that have any. NULL for what is not that, or not plain. */
static char *
decode_word (const char *raw)
{
    const char *charset = raw + 2;
    gsize n_charset = strcspn (charset, "?");
    const char *how = charset + n_charset;
    if (strncmp (raw, "=?", 2) != 0 || *how != '?' || how[1] == '\0' || how[2] != '?')
        return NULL;
    const char *text = how + 3;
    gsize n = strcspn (text, "? \t\n");
    if (strcmp (text + n, "?=") != 0)
        return NULL;
    g_autoptr (GString) out = g_string_sized_new (n);
    char kind = g_ascii_toupper (how[1]);
    gboolean ok = (kind == 'B' && decode_base64 (text, n, out)) || (kind == 'Q' && decode_quoted (text, n, out));
    for (gsize i = 0; ok && i < out->len; i++)
        ok = !g_ascii_iscntrl (out->str[i]);
    ok = ok && is_plain (charset, n_charset, out->str);
    return ok ? g_string_free (g_steal_pointer (&out), FALSE) : NULL;
}

/* Text without encoded words is what it is: GMime gives each such byte as it stands. */
char *
ox_header_decode (const char *raw)
{
    gboolean ascii = g_str_is_ascii (raw);
    if (ascii && strstr (raw, "=?") == NULL)
        return g_strdup (raw);
    char *word = ascii ? decode_word (raw) : NULL;
    return word != NULL ? word : ox_gmime ()->g_mime_utils_header_decode_text (NULL, raw);
}

/* --- dates ---------------------------------------------------------------------------------------- */

static gboolean
skip_space (const char **p)
{
    gsize n = strspn (*p, " \t\n");
    *p += n;
    return n > 0;
}

/* `least` to `most` digits, and nothing of the kind behind them. */
static gboolean
take_number (const char **p, guint least, guint most, gint *number)
{
    guint n = 0;
    *number = 0;
    for (; n <= most && g_ascii_isdigit (**p); n++, (*p)++)
        *number = *number * 10 + (**p - '0');
    return n >= least && n <= most;
}

/* The number of a name of three letters, from 1. */
static gboolean
take_name (const char **p, const char *names, gint *number)
{
    for (*number = 1; *names != '\0'; names += 3, (*number)++)
        if (g_ascii_strncasecmp (*p, names, 3) == 0) {
            *p += 3;
            return TRUE;
        }
    return FALSE;
}

static gboolean
take_char (const char **p, char c)
{
    gboolean is = **p == c;
    *p += is;
    return is;
}

/* "18:45" or "18:45:00", in seconds. */
static gboolean
take_time (const char **p, gint64 *seconds)
{
    gint hour, minute, second = 0;
    if (!take_number (p, 2, 2, &hour) || !take_char (p, ':') || !take_number (p, 2, 2, &minute))
        return FALSE;
    if (take_char (p, ':') && !take_number (p, 2, 2, &second))
        return FALSE;
    *seconds = (hour * 60 + minute) * 60 + second;
    return hour < 24 && minute < 60 && second < 60;
}

/* "+0100", in seconds. */
static gboolean
take_zone (const char **p, gint64 *seconds)
{
    gint zone;
    gboolean west = **p == '-';
    if ((!take_char (p, '+') && !take_char (p, '-')) || !take_number (p, 4, 4, &zone))
        return FALSE;
    *seconds = (zone / 100 * 60 + zone % 100) * 60 * (west ? -1 : 1);
    return zone <= 1400 && zone % 100 < 60;
}

/* The form that RFC 5322 3.3 has programs write, nothing else. */
static gboolean
read_usual (const char *p, gint64 *unix_time)
{
    gint day, month, year, weekday;
    gint64 time, zone;
    skip_space (&p);
    if (take_name (&p, "MonTueWedThuFriSatSun", &weekday) && (!take_char (&p, ',') || !skip_space (&p)))
        return FALSE;
    if (!take_number (&p, 1, 2, &day) || !skip_space (&p)
        || !take_name (&p, "JanFebMarAprMayJunJulAugSepOctNovDec", &month) || !skip_space (&p)
        || !take_number (&p, 4, 4, &year) || !skip_space (&p) || !take_time (&p, &time) || !skip_space (&p)
        || !take_zone (&p, &zone))
        return FALSE;
    skip_space (&p);
    if (*p != '\0' || year < 1970 || day < 1 || day > ox_civil_month_length (year, month))
        return FALSE;
    *unix_time = (ox_civil_to_days (year, month, day) - ox_civil_to_days (1970, 1, 1)) * OX_DAY_SECONDS + time - zone;
    return TRUE;
}

gboolean
ox_header_read_date (const char *raw, gint64 *unix_time)
{
    if (read_usual (raw, unix_time))
        return TRUE;
    g_autoptr (GDateTime) date = ox_gmime ()->g_mime_utils_header_decode_date (raw);
    if (date != NULL)
        *unix_time = g_date_time_to_unix (date);
    return date != NULL;
}
