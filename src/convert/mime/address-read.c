/* SPDX-License-Identifier: MIT
 *
 * Lists of mailboxes as they stand in headers, RFC 5322 3.4, and as programs wrote them: names that are not quoted,
 * bytes that are not ASCII, semicolons for commas, an address alone. One pass, no recursion: what makes no sense
 * becomes a name, nothing is dropped.
 */
#include "convert/mime/address-read.h"

#include "base/slice.h"
#include "convert/mime/entity.h"

#include <string.h>

#define MOST_QUOTED 1000 /* bytes of an address with quotes in it */

typedef struct {
    OxSlice s;
    GString *phrase;  /* what stands before an address, or is one */
    GString *comment; /* in parentheses: the name where there is no other */
    GString *angle;   /* in angle brackets */
    gboolean has_angle;
    gboolean in_group;
    guint n_members; /* of the group */
    char *group;     /* its name */
    OxPersonTaker taker;
    gpointer self;
} List;

/* Up to the quote that closes, with what backslashes hide. Before an @ the quotes are part of the address. */
static void
read_quoted (List *l)
{
    g_autoptr (GString) text = g_string_new (NULL);
    for (int c; l->s.left > 0 && (c = ox_slice_u8 (&l->s)) != '"';) {
        if (c == '\\' && l->s.left > 0)
            c = ox_slice_u8 (&l->s);
        g_string_append_c (text, (char) c);
    }
    if (ox_slice_peek (&l->s) != '@') {
        g_string_append_len (l->phrase, text->str, (gssize) text->len);
        return;
    }
    g_string_append_c (l->phrase, '"');
    for (gsize i = 0; i < text->len; i++) {
        if (text->str[i] == '"' || text->str[i] == '\\')
            g_string_append_c (l->phrase, '\\');
        g_string_append_c (l->phrase, text->str[i]);
    }
    g_string_append_c (l->phrase, '"');
}

static void
read_comment (List *l)
{
    guint depth = 1;
    while (l->s.left > 0) {
        int c = ox_slice_u8 (&l->s);
        if (c == '\\' && l->s.left > 0)
            c = ox_slice_u8 (&l->s);
        else if (c == '(')
            depth++;
        else if (c == ')' && --depth == 0)
            return;
        g_string_append_c (l->comment, (char) c);
    }
}

/* Where the brackets end: not at a sign that stands in quotes. A quote that does not end soon is none, or each of
 * many could be looked for to the end of the list. */
static OxSlice
take_brackets (OxSlice *s)
{
    OxSlice copy = *s;
    OxSlice ahead = ox_slice_take (&copy, MIN (s->left, MOST_QUOTED));
    gsize most = ahead.left;
    gboolean quoted = FALSE;
    for (int c; ahead.left > 0 && ((c = ox_slice_peek (&ahead)) != '>' || quoted); ox_slice_skip (&ahead, 1)) {
        if (c == '"')
            quoted = !quoted;
        else if (c == '\\' && quoted && ahead.left > 1)
            ox_slice_skip (&ahead, 1);
    }
    return ox_slice_take (s, ahead.left > 0 ? most - ahead.left : ox_slice_find (s, ">"));
}

static gboolean
parts_an_address (char c)
{
    return c == '@' || c == '.' || c == '\0';
}

/* Without the route that mail once took, and without white space around dots and the @, RFC 5322 4.4; within words
 * it is part of what some systems have for addresses. */
static void
read_angle (List *l)
{
    OxSlice inner = take_brackets (&l->s);
    ox_slice_skip (&l->s, MIN (1, l->s.left));
    if (ox_slice_peek (&inner) == '@' && ox_slice_find (&inner, ":") < inner.left)
        ox_slice_skip (&inner, ox_slice_find (&inner, ":") + 1);
    l->has_angle = TRUE;
    g_autofree char *text = g_strndup ((const char *) ox_slice_data (&inner), inner.left);
    g_strstrip (text);
    g_string_truncate (l->angle, 0);
    for (gsize i = 0; text[i] != '\0'; i++) {
        gsize spaces = strspn (&text[i], " \t\r\n");
        char before = l->angle->len > 0 ? l->angle->str[l->angle->len - 1] : '\0';
        gboolean drop = spaces > 0 && (parts_an_address (before) || parts_an_address (text[i + spaces]));
        if (spaces > 0 && !drop)
            g_string_append_c (l->angle, ' ');
        i += spaces;
        if (text[i] == '\0')
            break;
        g_string_append_c (l->angle, text[i]);
    }
}

/* Whether the quote before `i` opens, rather than being one behind a backslash. */
static gboolean
opens_quote (const char *text, gsize i)
{
    return text[i - 1] == '"' && (i < 2 || text[i - 2] != '\\');
}

/* The last word with an @ of a phrase without brackets is the address; NULL where there is none. */
static char *
take_bare_address (GString *phrase)
{
    char *at = strrchr (phrase->str, '@');
    if (at == NULL || at == phrase->str)
        return NULL;
    gsize start = (gsize) (at - phrase->str), end = start;
    gboolean quoted = phrase->str[start - 1] == '"';
    start -= quoted;
    while (start > 0 && (quoted ? !opens_quote (phrase->str, start) : strchr (" \t", phrase->str[start - 1]) == NULL))
        start--;
    start -= quoted && start > 0;
    while (phrase->str[end] != '\0' && strchr (" \t", phrase->str[end]) == NULL)
        end++;
    char *address = g_strndup (phrase->str + start, end - start);
    g_string_erase (phrase, (gssize) start, (gssize) (end - start));
    return address;
}

static void
end_mailbox (List *l)
{
    g_autofree char *address = l->has_angle && l->angle->len > 0 ? g_strdup (l->angle->str)
                               : l->has_angle                    ? NULL
                                                                 : take_bare_address (l->phrase);
    g_strstrip (l->phrase->str);
    const char *raw = *l->phrase->str != '\0' ? l->phrase->str : l->comment->str;
    g_autofree char *name = *raw != '\0' ? ox_entity_decode (raw) : NULL;
    OxMailbox person = { .name = name, .address = address };
    if (name != NULL || address != NULL) {
        l->n_members++;
        l->taker (l->self, &person);
    }
    g_string_truncate (l->phrase, 0);
    g_string_truncate (l->comment, 0);
    g_string_truncate (l->angle, 0);
    l->has_angle = FALSE;
}

/* A group counts by its members; one without is a name: "undisclosed-recipients:;". */
static void
end_group (List *l)
{
    end_mailbox (l);
    g_autofree char *name = l->group != NULL && *l->group != '\0' ? ox_entity_decode (l->group) : NULL;
    OxMailbox person = { .name = name };
    if (l->in_group && l->n_members == 0 && name != NULL)
        l->taker (l->self, &person);
    g_clear_pointer (&l->group, g_free);
    l->in_group = FALSE;
}

static void
begin_group (List *l)
{
    g_free (l->group);
    l->group = g_strstrip (g_strdup (l->phrase->str));
    l->in_group = TRUE;
    l->n_members = 0;
    g_string_truncate (l->phrase, 0);
}

static void
read_one (List *l, int c)
{
    if (c == '"')
        read_quoted (l);
    else if (c == '(')
        read_comment (l);
    else if (c == '<')
        read_angle (l);
    else if (c == ',')
        end_mailbox (l);
    else if (c == ';')
        end_group (l);
    else if (c == ':' && !l->in_group && !l->has_angle && strchr (l->phrase->str, '@') == NULL)
        begin_group (l);
    else if (c != '\r' && c != '\n')
        g_string_append_c (l->phrase, (char) c);
}

void
ox_address_list_each (const char *value, OxPersonTaker taker, gpointer self)
{
    List l = { .s = ox_slice ((const guint8 *) value, strlen (value), 0), .taker = taker, .self = self };
    l.phrase = g_string_new (NULL);
    l.comment = g_string_new (NULL);
    l.angle = g_string_new (NULL);
    while (l.s.left > 0)
        read_one (&l, ox_slice_u8 (&l.s));
    end_group (&l);
    g_string_free (l.phrase, TRUE);
    g_string_free (l.comment, TRUE);
    g_string_free (l.angle, TRUE);
}
