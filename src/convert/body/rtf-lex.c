/* SPDX-License-Identifier: MIT */
#include "convert/body/rtf-lex.h"

#include <string.h>

/* --- classes of bytes ---------------------------------------------------------------------- */

#define CLASS_LETTER 1
#define CLASS_TEXT   2 /* stands for itself */
#define CLASS_IGNORE 4 /* line ends and NULs mean nothing */

static guint8 classes[256];

/* --- control words by name ------------------------------------------------------------------- */

#define N_BUCKETS 1024u
#define MAX_NAME  32u
#define HASH_START 2166136261u

static const char *const names[OX_RTF_N_WORDS] = {
#define OX_RTF_WORD(name, kind, value) [OX_RTF_WORD_##name] = #name,
#include "convert/body/rtf-words.inc"
#undef OX_RTF_WORD
};

static const guint8 lengths[OX_RTF_N_WORDS] = {
#define OX_RTF_WORD(name, kind, value) [OX_RTF_WORD_##name] = sizeof #name - 1,
#include "convert/body/rtf-words.inc"
#undef OX_RTF_WORD
};

static guint16 buckets[N_BUCKETS]; /* OxRtfWord, 0 where empty */

G_STATIC_ASSERT (OX_RTF_N_WORDS < N_BUCKETS / 2);

static guint
hash_letter (guint hash, guint8 letter)
{
    return (hash ^ letter) * 16777619u;
}

static guint
hash_finish (guint hash)
{
    return (hash ^ hash >> 15) % N_BUCKETS;
}

static void
build_tables (void)
{
    for (guint c = 0; c < 256; c++)
        classes[c] = g_ascii_isalpha (c) ? CLASS_LETTER | CLASS_TEXT
                     : c == '\r' || c == '\n' || c == 0 ? CLASS_IGNORE
                     : c == '\\' || c == '{' || c == '}' ? 0 : CLASS_TEXT;
    for (guint word = 1; word < OX_RTF_N_WORDS; word++) {
        guint hash = HASH_START;
        for (const char *p = names[word]; *p != '\0'; p++)
            hash = hash_letter (hash, (guint8) *p);
        guint at = hash_finish (hash);
        while (buckets[at] != 0)
            at = (at + 1) % N_BUCKETS;
        buckets[at] = (guint16) word;
    }
}

static OxRtfWord
find_word (OxSlice *s)
{
    OxSlice name = *s;
    guint hash = HASH_START;
    for (int c; (c = ox_slice_peek (s)) >= 0 && (classes[c] & CLASS_LETTER) != 0;) {
        hash = hash_letter (hash, (guint8) c);
        ox_slice_skip (s, 1);
    }
    gsize n = name.left - s->left;
    if (n > MAX_NAME)
        return OX_RTF_WORD_unknown;
    for (guint at = hash_finish (hash); buckets[at] != 0; at = (at + 1) % N_BUCKETS)
        if (lengths[buckets[at]] == n
            && memcmp (names[buckets[at]], ox_slice_data (&name), n) == 0)
            return buckets[at];
    return OX_RTF_WORD_unknown;
}

/* --- tokens ------------------------------------------------------------------------------------ */

void
ox_rtf_lexer_init (OxRtfLexer *lexer, OxSlice rtf)
{
    static gsize once;
    if (g_once_init_enter (&once)) {
        build_tables ();
        g_once_init_leave (&once, 1);
    }
    lexer->s = rtf;
}

/* [-]digits; numbers too large stay at the edge of the range. */
static void
read_param (OxSlice *s, OxRtfToken *token)
{
    int first = ox_slice_peek (s);
    if (first != '-' && (first < '0' || first > '9'))
        return;
    OxSlice before = *s;
    gboolean negative = first == '-';
    gint64 value = 0;
    if (negative)
        ox_slice_skip (s, 1);
    for (int c; (c = ox_slice_peek (s)) >= '0' && c <= '9';) {
        value = MIN (value * 10 + (c - '0'), (gint64) G_MAXINT32 + 1);
        token->has_param = TRUE;
        ox_slice_skip (s, 1);
    }
    if (!token->has_param)
        *s = before;
    token->param = (gint32) CLAMP (negative ? -value : value, G_MININT32, G_MAXINT32);
}

static void
read_binary (OxSlice *s, OxRtfToken *token)
{
    gsize n = token->has_param && token->param > 0 ? (gsize) token->param : 0;
    token->type = OX_RTF_BINARY;
    token->text = ox_slice_take (s, MIN (n, s->left));
}

static void
read_word (OxSlice *s, OxRtfToken *token)
{
    token->type = OX_RTF_KEY;
    token->word = find_word (s);
    read_param (s, token);
    if (ox_slice_peek (s) == ' ')
        ox_slice_skip (s, 1);
    if (token->word == OX_RTF_WORD_bin)
        read_binary (s, token);
}

/* \'hh; of what is no hexadecimal number nothing is taken. */
static void
read_hex (OxSlice *s, OxRtfToken *token)
{
    guint n = 0;
    for (; n < 2 && s->left > 0; n++) {
        int digit = g_ascii_xdigit_value ((char) ox_slice_peek (s));
        if (digit < 0)
            break;
        token->byte = (guint8) (token->byte << 4 | digit);
        ox_slice_skip (s, 1);
    }
    token->type = n > 0 ? OX_RTF_HEX : OX_RTF_SYMBOL;
    if (n == 0)
        token->byte = '\'';
}

static void
read_escape (OxSlice *s, OxRtfToken *token)
{
    int c = ox_slice_peek (s);
    if (c < 0)
        return;
    if ((classes[c] & CLASS_LETTER) != 0) {
        read_word (s, token);
        return;
    }
    ox_slice_skip (s, 1);
    if (c == '\'') {
        read_hex (s, token);
        return;
    }
    token->type = OX_RTF_SYMBOL;
    token->byte = (guint8) c;
}

void
ox_rtf_lexer_next (OxRtfLexer *lexer, OxRtfToken *token)
{
    OxSlice s = lexer->s; /* a copy that can live in registers */
    if (s.left > 0 && (classes[ox_slice_peek (&s)] & CLASS_IGNORE) != 0)
        ox_slice_skip (&s, ox_slice_span (&s, classes, CLASS_IGNORE));
    /* Field by field: of all the callers see, only the text of a token without one stays. */
    token->type = OX_RTF_END;
    token->at = s.at;
    token->word = OX_RTF_WORD_unknown;
    token->has_param = FALSE;
    token->param = 0;
    token->byte = 0;
    int c = ox_slice_peek (&s);
    if (c >= 0 && (classes[c] & CLASS_TEXT) != 0) {
        token->type = OX_RTF_TEXT;
        token->text = ox_slice_take (&s, ox_slice_span (&s, classes, CLASS_TEXT));
    } else if (c >= 0) {
        ox_slice_skip (&s, 1);
        if (c == '\\')
            read_escape (&s, token);
        else
            token->type = c == '{' ? OX_RTF_OPEN : OX_RTF_CLOSE;
    }
    lexer->s = s;
}
