/* SPDX-License-Identifier: MIT */
#include "oab/value4.h"

#include "base/charset.h"
#include "base/diag.h"

#include <string.h>

/* The most that a value may take, 2.9.2.2.1: what a server can be set to. */
#define MOST_STRING 3400u
#define MOST_BINARY 32768u
#define MOST_MULTIPLE 65536u
#define FEW_MEMBERS 16u /* of a value: their number takes one byte, and each is compared with those before */

/* --- reading -------------------------------------------------------------------------------------------- */

/* 2.9.6.1. A longer form than needed is odd, but says what it says. */
static guint32
integer_read (OxSlice *s, gboolean *longer)
{
    guint8 first = ox_slice_u8 (s);
    guint32 value = 0;
    if (first <= 0x7F)
        return first;
    if (first < 0x81 || first > 0x84) {
        ox_slice_skip (s, G_MAXSIZE); /* no length: spent */
        return 0;
    }
    guint8 last = 0;
    for (guint i = 0; i < first - 0x80u; i++) {
        last = ox_slice_u8 (s);
        value |= (guint32) last << (8 * i);
    }
    *longer |= last == 0 || value <= 0x7F;
    return value;
}

/* Text that is no UTF-8, as it should be. */
static OxValue
text_decode (const Oab4Decoder *decoder, OxSlice text, guint16 type)
{
    gsize length = 0;
    guint n_bad = 0;
    ox_diag (decoder->diagnostics, OX_DIAG_OAB_TEXT, text.at, "text that is no UTF-8, read as code page %u",
             decoder->codepage);
    char *decoded = ox_charset_decode (decoder->codepage, text, &length, &n_bad);
    if (decoded == NULL)
        decoded = ox_charset_decode (1252, text, &length, &n_bad);
    return ox_value_text (type, decoded, length);
}

static OxValue
text_read (const Oab4Decoder *decoder, OxSlice *s, guint16 type)
{
    gboolean is_ascii = FALSE;
    const char *data = (const char *) ox_slice_data (s);
    guint64 at = s->at;
    gsize n = ox_slice_text_length (s, &is_ascii);
    if (n == s->left) { /* no NUL ends it */
        ox_slice_skip (s, G_MAXSIZE);
        return (OxValue){ .type = type };
    }
    ox_slice_advance (s, n + 1);
    if (!is_ascii && !g_utf8_validate_len (data, n, NULL))
        return text_decode (decoder, ox_slice ((const guint8 *) data, n, at), type);
    /* The NUL behind it is copied too. */
    return decoder->lends ? ox_value_lent_text (type, data, n) : ox_value_text (type, g_memdup2 (data, n + 1), n);
}

static OxValue
binary_read (OxSlice *s, gboolean *longer)
{
    guint32 n = integer_read (s, longer);
    OxSlice bytes = ox_slice_take (s, n);
    if (!ox_slice_ok (&bytes))
        return (OxValue){ .type = OX_TYPE_BINARY };
    return ox_value_bytes (OX_TYPE_BINARY, g_bytes_new (ox_slice_data (&bytes), n));
}

/* A single value of any type but several. */
static gboolean
single_read (const Oab4Decoder *decoder, OxSlice *s, guint16 type, gboolean *longer, OxValue *value)
{
    switch (type) {
    case OX_TYPE_INTEGER32:
        *value = ox_value_integer (type, (gint32) integer_read (s, longer));
        break;
    case OX_TYPE_BOOLEAN:
        *value = ox_value_integer (type, ox_slice_u8 (s) != 0);
        break;
    case OX_TYPE_STRING8:
    case OX_TYPE_STRING:
        *value = text_read (decoder, s, type);
        break;
    case OX_TYPE_BINARY:
        *value = binary_read (s, longer);
        break;
    default:
        return FALSE;
    }
    return ox_slice_ok (s);
}

static gboolean
multiple_read (const Oab4Decoder *decoder, OxSlice *s, guint16 type, gboolean *longer, OxValue *value)
{
    guint16 single = type & ~OX_TYPE_MULTIPLE;
    guint32 n = integer_read (s, longer);
    /* Each takes a byte at least. */
    OxValue *items = ox_slice_ok (s) && n <= s->left ? g_try_new0 (OxValue, n) : NULL;
    guint32 done = 0;
    if (n > 0 && items == NULL)
        return FALSE;
    while (done < n && single_read (decoder, s, single, longer, &items[done]))
        done++;
    if (done < n)
        ox_value_clear (&items[done]);
    *value = ox_value_multiple (type, items, done);
    return done == n;
}

gboolean
oab4_value_read (const Oab4Decoder *decoder, OxSlice *s, guint16 type, OxValue *value)
{
    gboolean longer = FALSE;
    guint64 at = s->at;
    *value = (OxValue){ .type = type };
    gboolean ok = (type & OX_TYPE_MULTIPLE) != 0 ? multiple_read (decoder, s, type, &longer, value)
                                                 : single_read (decoder, s, type, &longer, value);
    if (longer)
        ox_diag (decoder->diagnostics, OX_DIAG_OAB_ENCODING, at, "a number takes more bytes than it needs");
    return ok;
}

gboolean
oab4_value_skip (OxSlice *s, guint16 type)
{
    gboolean longer = FALSE;
    guint32 n = (type & OX_TYPE_MULTIPLE) != 0 ? integer_read (s, &longer) : 1;
    if (n > s->left)
        return FALSE;
    for (; n > 0 && ox_slice_ok (s); n--) {
        switch (type & ~OX_TYPE_MULTIPLE) {
        case OX_TYPE_INTEGER32:
            integer_read (s, &longer);
            break;
        case OX_TYPE_BOOLEAN:
            ox_slice_skip (s, 1);
            break;
        case OX_TYPE_STRING8:
        case OX_TYPE_STRING:
            ox_slice_skip (s, ox_slice_strnlen (s) + 1);
            break;
        case OX_TYPE_BINARY:
            ox_slice_skip (s, integer_read (s, &longer));
            break;
        default:
            return FALSE;
        }
    }
    return ox_slice_ok (s);
}

/* --- writing -------------------------------------------------------------------------------------------- */

void
oab4_integer_write (OxBuilder *b, guint32 integer)
{
    if (integer <= 0x7F) {
        ox_builder_u8 (b, (guint8) integer);
        return;
    }
    guint n = integer <= 0xFF ? 1 : integer <= 0xFFFF ? 2 : integer <= 0xFFFFFF ? 3 : 4;
    ox_builder_u8 (b, (guint8) (0x80 + n));
    for (guint i = 0; i < n; i++)
        ox_builder_u8 (b, (guint8) (integer >> (8 * i)));
}

/* Bytes of a text that fit, cut at a character. */
static gsize
fitting (const char *text, gsize length, gsize most)
{
    if (length <= most)
        return length;
    while (most > 0 && ((guchar) text[most] & 0xC0) == 0x80)
        most--;
    return most;
}

/* What identifies an entry or a mailbox is never cut, 2.9.2.2.1. */
static gsize
most_text (guint32 tag)
{
    OxKey key = tag >> 16;
    return key == OX_TAG_EMAIL_ADDRESS || key == OX_TAG_ADDRESS_BOOK_HOME_MESSAGE_DATABASE ? G_MAXSIZE : MOST_STRING;
}

static gboolean
text_write (OxBuilder *b, guint32 tag, const OxValue *value, gboolean *cut)
{
    gsize length = 0;
    const char *text = ox_value_get_text (value, &length);
    if (text == NULL || length == 0)
        return FALSE;
    /* A NUL would end it within the record, 2.9.6.3. */
    gsize n = fitting (text, MIN (length, strlen (text)), most_text (tag));
    *cut |= n < length;
    if (n == 0)
        return FALSE;
    ox_builder_bytes (b, (const guint8 *) text, n);
    ox_builder_u8 (b, 0);
    return TRUE;
}

static gboolean
binary_write (OxBuilder *b, const OxValue *value, gboolean *cut)
{
    GBytes *bytes = ox_value_get_bytes (value);
    guint64 size = ox_value_get_size (value);
    if (bytes == NULL || size > MOST_BINARY) {
        *cut |= size > MOST_BINARY || ox_value_is_stream (value);
        return FALSE;
    }
    gsize n = 0;
    const guint8 *data = g_bytes_get_data (bytes, &n);
    if (n == 0)
        return FALSE;
    oab4_integer_write (b, (guint32) n);
    ox_builder_bytes (b, data, n);
    return TRUE;
}

static gboolean
single_write (OxBuilder *b, guint32 tag, const OxValue *value, gboolean *cut)
{
    gint64 integer = 0;
    switch (tag & 0xFFFF) {
    case OX_TYPE_INTEGER32:
        if (!ox_value_get_integer (value, &integer))
            return FALSE;
        oab4_integer_write (b, (guint32) integer);
        return TRUE;
    case OX_TYPE_BOOLEAN:
        if (!ox_value_get_integer (value, &integer))
            return FALSE;
        ox_builder_u8 (b, integer != 0);
        return TRUE;
    case OX_TYPE_STRING8:
    case OX_TYPE_STRING:
        return text_write (b, tag, value, cut);
    case OX_TYPE_BINARY:
        return binary_write (b, value, cut);
    default:
        return FALSE;
    }
}

/* The members of a value as they are encoded, one behind the other; each once, 2.9.6.6 to 2.9.6.9. Case makes no other
 * X.500 name, 2.9.6.7. */
typedef struct {
    OxBuilder *b;
    gsize start;
    gsize ends[FEW_MEMBERS];
    guint32 n;
    gboolean folds;
    GHashTable *seen; /* of GBytes, where they are more than a few */
} Members;

static OxSlice
slice_of (const Members *m, gsize from, gsize to)
{
    return ox_slice (&m->b->bytes->data[from], to - from, 0);
}

/* Whether the bytes from `from` on are those of a member that is there. */
static gboolean
is_there (const Members *m, gsize from)
{
    OxSlice last = slice_of (m, from, ox_builder_size (m->b));
    const char *text = (const char *) ox_slice_data (&last);
    if (m->seen != NULL && m->folds)
        return !g_hash_table_add (m->seen, g_bytes_new_take (g_ascii_strdown (text, (gssize) last.left), last.left));
    if (m->seen != NULL)
        return !g_hash_table_add (m->seen, g_bytes_new (text, last.left));
    gsize start = m->start;
    for (guint32 i = 0; i < m->n; start = m->ends[i++]) {
        OxSlice member = slice_of (m, start, m->ends[i]);
        const char *other = (const char *) ox_slice_data (&member);
        if (member.left == last.left
            && (m->folds ? g_ascii_strncasecmp (other, text, last.left) : memcmp (other, text, last.left)) == 0)
            return TRUE;
    }
    return FALSE;
}

/* What does not fit all together is left out. */
static void
members_write (Members *m, guint32 tag, const OxValue *value, gboolean *cut)
{
    for (guint i = 0; i < ox_value_get_n_items (value); i++) {
        gsize from = ox_builder_size (m->b);
        gboolean ok = single_write (m->b, tag & ~(guint32) OX_TYPE_MULTIPLE, ox_value_get_item (value, i), cut);
        if (ok && ox_builder_size (m->b) - m->start > MOST_MULTIPLE) {
            *cut = TRUE;
            ok = FALSE;
        }
        if (!ok || is_there (m, from)) {
            g_byte_array_set_size (m->b->bytes, (guint) from);
            continue;
        }
        if (m->seen == NULL)
            m->ends[m->n] = ox_builder_size (m->b);
        m->n++;
    }
}

/* The number of members stands before them: it is known when they are written, and of a few it takes one byte. */
static gboolean
multiple_write (OxBuilder *b, guint32 tag, const OxValue *value, gboolean *cut)
{
    gboolean few = ox_value_get_n_items (value) <= FEW_MEMBERS;
    gsize at = ox_builder_size (b);
    g_auto (OxBuilder) own = { NULL };
    if (!few)
        ox_builder_init (&own);
    else
        ox_builder_u8 (b, 0);
    Members m = { .b = few ? b : &own, .start = few ? at + 1 : 0,
                  .folds = (tag & 0xFFFF) == (OX_TYPE_STRING8 | OX_TYPE_MULTIPLE) };
    if (!few)
        m.seen = g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify) g_bytes_unref, NULL);
    members_write (&m, tag, value, cut);
    g_clear_pointer (&m.seen, g_hash_table_unref);
    if (m.n == 0) {
        g_byte_array_set_size (b->bytes, (guint) at);
    } else if (few) {
        b->bytes->data[at] = (guint8) m.n;
    } else {
        oab4_integer_write (b, m.n);
        ox_builder_bytes (b, own.bytes->data, own.bytes->len);
    }
    return m.n > 0;
}

gboolean
oab4_value_write (OxBuilder *b, guint32 tag, const OxValue *value, gboolean *cut)
{
    return (tag & OX_TYPE_MULTIPLE) != 0 ? multiple_write (b, tag, value, cut) : single_write (b, tag, value, cut);
}
