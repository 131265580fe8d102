/* SPDX-License-Identifier: MIT */
#include "model/recipient-rows.h"

#include "base/charset.h"
#include "base/slice.h"

#define VERSION 1
#define MOST_ROWS 65536

/* RecipientFlags, 2.8.3.1 */
enum {
    TYPE_MASK = 0x0007,
    HAS_ADDRESS = 0x0008,
    HAS_NAME = 0x0010,
    HAS_TRANSMITTABLE_NAME = 0x0020,
    IS_UNICODE = 0x0200,
    HAS_SIMPLE_NAME = 0x0400,
    HAS_ADDRESS_TYPE = 0x8000
};
enum { TYPE_NONE, TYPE_X500, TYPE_MS_MAIL, TYPE_SMTP, TYPE_FAX, TYPE_OFFICE, TYPE_LIST_1, TYPE_LIST_2 };

typedef struct {
    OxSlice s;
    guint codepage;
    gboolean has_flag; /* a PropertyRow of no columns still begins with its flag, 2.8.1.1 */
} Reader;

static void
row_free (gpointer data)
{
    OxRecipientRow *row = data;
    g_free (row->address_type);
    g_free (row->address);
    g_free (row->name);
    g_free (row);
}

/* A text up to the character that ends it; spent where none does. */
static char *
read_text (Reader *r, gboolean is_unicode)
{
    gsize width = is_unicode ? 2 : 1, length = 0, n = 0;
    guint n_bad = 0;
    OxSlice ahead = r->s;
    guint page = ox_codepage_or_western (r->codepage);
    while ((is_unicode ? ox_slice_u16 (&ahead) : ox_slice_u8 (&ahead)) != 0)
        length += width;
    OxSlice text = ox_slice_take (&r->s, length);
    ox_slice_skip (&r->s, width);
    if (!ox_slice_ok (&r->s))
        return NULL;
    return is_unicode ? ox_utf16_decode (text, &n, &n_bad) : ox_charset_decode (page, text, &n, &n_bad);
}

static void
skip_sized (OxSlice *s)
{
    ox_slice_skip (s, ox_slice_u16 (s));
}

/* What stands before the texts, by the type of the address. */
static void
read_type (Reader *r, guint16 flags, OxRecipientRow *row)
{
    static const char *const types[] = { NULL, "EX", "MS", "SMTP", "FAX", "PROFS", "MAPIPDL", "MAPIPDL" };
    guint type = flags & TYPE_MASK;
    row->address_type = g_strdup (types[type]);
    if (type == TYPE_X500) {
        ox_slice_skip (&r->s, 2); /* how much of a common prefix is used, which only a transfer has; the kind */
        row->address = read_text (r, FALSE);
    } else if (type == TYPE_LIST_1 || type == TYPE_LIST_2) {
        skip_sized (&r->s);
        skip_sized (&r->s);
    } else if (type == TYPE_NONE && (flags & HAS_ADDRESS_TYPE) != 0) {
        row->address_type = read_text (r, FALSE);
    }
}

static void
take_text (Reader *r, guint16 flags, guint16 wanted, char **out)
{
    if ((flags & wanted) == 0)
        return;
    char *text = read_text (r, (flags & IS_UNICODE) != 0);
    if (out == NULL || *out != NULL)
        g_free (text);
    else
        *out = text;
}

static gboolean
read_row (Reader *r, OxRecipientRow *row)
{
    guint16 flags = ox_slice_u16 (&r->s);
    read_type (r, flags, row);
    take_text (r, flags, HAS_ADDRESS, &row->address);
    take_text (r, flags, HAS_NAME, &row->name);
    take_text (r, flags, HAS_SIMPLE_NAME, NULL);
    take_text (r, flags, HAS_TRANSMITTABLE_NAME, NULL);
    guint16 columns = ox_slice_u16 (&r->s);
    if (r->has_flag)
        ox_slice_skip (&r->s, 1);
    return ox_slice_ok (&r->s) && columns == 0;
}

static GPtrArray *
read_rows (OxSlice s, guint codepage, gboolean has_flag)
{
    Reader r = { s, codepage, has_flag };
    g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (row_free);
    guint32 version = ox_slice_u32 (&r.s);
    guint32 count = ox_slice_u32 (&r.s);
    if (!ox_slice_ok (&r.s) || version != VERSION || count > MOST_ROWS)
        return NULL;
    for (guint32 i = 0; i < count; i++) {
        OxRecipientRow *row = g_new0 (OxRecipientRow, 1);
        g_ptr_array_add (rows, row);
        if (!read_row (&r, row))
            return NULL;
    }
    return r.s.left == 0 ? g_steal_pointer (&rows) : NULL;
}

/* The text leaves open whether rows without columns have the flag: what comes out even was meant. */
GPtrArray *
ox_recipient_rows_parse (GBytes *bytes, guint codepage)
{
    OxSlice s = ox_slice_from_bytes (bytes);
    GPtrArray *rows = read_rows (s, codepage, TRUE);
    return rows != NULL ? rows : read_rows (s, codepage, FALSE);
}
