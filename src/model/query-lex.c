/* SPDX-License-Identifier: MIT
 *
 * The words of a query.
 */
#include "model/query-private.h"

#include <string.h>

void
query_token_clear (QueryToken *token)
{
    g_clear_pointer (&token->text, g_free);
}

static gboolean
is_word (char c)
{
    return c != '\0' && (guchar) c > ' ' && strchr ("()[]{}<>=!~^,;\"", c) == NULL;
}

static QueryToken
broken (const char *at, const char *why)
{
    return (QueryToken){ QUERY_BROKEN, at, g_strdup (why) };
}

/* What stands between two marks, of which a backslash takes the meaning. */
static QueryToken
lex_quoted (const char **at, QueryTokenKind kind, char end)
{
    const char *start = *at;
    g_autoptr (GString) out = g_string_new (NULL);
    for (const char *p = start + 1; *p != '\0'; p++) {
        if (*p == end) {
            *at = p + 1;
            return (QueryToken){ kind, start, g_string_free (g_steal_pointer (&out), FALSE) };
        }
        if (*p == '\\' && p[1] != '\0') {
            p++;
            g_string_append_c (out, *p == 'n' ? '\n' : *p == 't' ? '\t' : *p == 'r' ? '\r' : *p);
        } else {
            g_string_append_c (out, *p);
        }
    }
    return broken (start, end == '"' ? "the text has no closing quote" : "the bracket is not closed");
}

/* The operators of two characters come first. */
static QueryToken
lex_sign (const char **at)
{
    static const char *const signs[] = { "==", "!=", "<=", ">=", "~=", "(", ")", ",", ";", "=", "<", ">", "~", "^" };
    const char *start = *at;
    for (guint i = 0; i < G_N_ELEMENTS (signs); i++)
        if (g_str_has_prefix (start, signs[i])) {
            *at = start + strlen (signs[i]);
            return (QueryToken){ QUERY_SIGN, start, g_strdup (signs[i]) };
        }
    return broken (start, "this character has no meaning here");
}

QueryToken
query_lex (const char **at)
{
    const char *p = *at;
    while (*p != '\0' && (guchar) *p <= ' ')
        p++;
    *at = p;
    if (*p == '\0')
        return (QueryToken){ QUERY_END, p, g_strdup ("") };
    if (*p == '"')
        return lex_quoted (at, QUERY_TEXT, '"');
    if (*p == '[')
        return lex_quoted (at, QUERY_BRACKETS, ']');
    if (*p == '{')
        return lex_quoted (at, QUERY_BRACES, '}');
    if ((*p == 'x' || *p == 'X') && p[1] == '"') {
        (*at)++;
        QueryToken token = lex_quoted (at, QUERY_HEX, '"');
        token.at = p;
        return token;
    }
    if (!is_word (*p))
        return lex_sign (at);
    while (is_word (**at))
        (*at)++;
    return (QueryToken){ QUERY_WORD, p, g_strndup (p, (gsize) (*at - p)) };
}

void
query_put_quoted (GString *out, const char *text)
{
    g_string_append_c (out, '"');
    for (; *text != '\0'; text++)
        switch (*text) {
        case '"':
        case '\\':
            g_string_append_c (out, '\\');
            g_string_append_c (out, *text);
            break;
        case '\n':
            g_string_append (out, "\\n");
            break;
        case '\r':
            g_string_append (out, "\\r");
            break;
        case '\t':
            g_string_append (out, "\\t");
            break;
        default:
            g_string_append_c (out, *text);
        }
    g_string_append_c (out, '"');
}
