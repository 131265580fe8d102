/* SPDX-License-Identifier: MIT */
#include "convert/mime/transport.h"

#include "convert/mime/header.h"

#include <string.h>

static void
header_clear (gpointer data)
{
    OxStoredHeader *header = data;
    g_free (header->name);
    g_free (header->raw);
}

/* One line without its end; *next is where the following begins. */
static gsize
line_length (const char *text, const char **next)
{
    gsize n = strcspn (text, "\r\n");
    const char *end = text + n;
    if (*end == '\r')
        end++;
    if (*end == '\n')
        end++;
    *next = end;
    return n;
}

static gboolean
is_blank (const char *line, gsize n)
{
    for (gsize i = 0; i < n; i++)
        if (line[i] != ' ' && line[i] != '\t')
            return FALSE;
    return TRUE;
}

static void
add_header (OxTransport *t, const char *line, gsize colon, gsize n)
{
    gsize start = colon + 1;
    while (start < n && strchr (" \t\n", line[start]) != NULL)
        start++;
    gsize name = colon;
    while (name > 0 && line[name - 1] == ' ')
        name--;
    OxStoredHeader header = { g_strndup (line, name), g_strndup (line + start, n - start) };
    g_array_append_val (t->headers, header);
}

/* Takes one line that is not a continuation. */
static void
take_line (OxTransport *t, const char *line, gsize n)
{
    const char *colon = memchr (line, ':', n);
    gsize at = colon != NULL ? (gsize) (colon - line) : 0;
    gsize name = at;
    while (name > 0 && line[name - 1] == ' ')
        name--;
    if (colon != NULL && ox_header_is_name (line, name))
        add_header (t, line, at, n);
    else if (!g_str_has_prefix (line, "Microsoft Mail Internet Headers"))
        t->n_broken++;
}

OxTransport *
ox_transport_parse (const char *block)
{
    OxTransport *t = g_new0 (OxTransport, 1);
    t->headers = g_array_new (FALSE, FALSE, sizeof (OxStoredHeader));
    g_array_set_clear_func (t->headers, header_clear);
    g_autoptr (GString) logical = g_string_new (NULL);
    const char *next;
    for (const char *line = block != NULL ? block : ""; *line != '\0'; line = next) {
        gsize n = line_length (line, &next);
        if (is_blank (line, n) && t->headers->len + logical->len > 0)
            break;
        gboolean folded = (*line == ' ' || *line == '\t') && logical->len > 0;
        if (!folded && logical->len > 0) {
            take_line (t, logical->str, logical->len);
            g_string_truncate (logical, 0);
        }
        if (folded)
            g_string_append_c (logical, '\n');
        g_string_append_len (logical, line, (gssize) n);
    }
    if (logical->len > 0)
        take_line (t, logical->str, logical->len);
    return t;
}

/* These were changed since without the skeleton, [MS-OXCMAIL] 2.1.3.5.1. */
static gboolean
is_regenerated (const char *name)
{
    static const char *const names[] = { "Keywords", "Importance", "Priority", "X-MSMail-Priority",
                                         "X-Priority", "X-Message-Flag" };
    for (guint i = 0; i < G_N_ELEMENTS (names); i++)
        if (g_ascii_strcasecmp (name, names[i]) == 0)
            return TRUE;
    return g_ascii_strncasecmp (name, "X-ExchangeMime-", 15) == 0
           || g_ascii_strncasecmp (name, "X-Exchange-MIME-", 16) == 0;
}

OxTransport *
ox_transport_parse_skeleton (const char *skeleton)
{
    OxTransport *t = ox_transport_parse (skeleton);
    for (guint i = t->headers->len; i-- > 0;)
        if (is_regenerated (ox_transport_get (t, i)->name))
            g_array_remove_index (t->headers, i);
    return t;
}

void
ox_transport_free (OxTransport *t)
{
    g_array_unref (t->headers);
    g_free (t);
}

guint
ox_transport_size (const OxTransport *t)
{
    return t->headers->len;
}

const OxStoredHeader *
ox_transport_get (const OxTransport *t, guint index)
{
    return &g_array_index (t->headers, OxStoredHeader, index);
}

const OxStoredHeader *
ox_transport_find (const OxTransport *t, const char *name)
{
    for (guint i = 0; i < t->headers->len; i++)
        if (g_ascii_strcasecmp (ox_transport_get (t, i)->name, name) == 0)
            return ox_transport_get (t, i);
    return NULL;
}
