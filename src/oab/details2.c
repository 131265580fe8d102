/* SPDX-License-Identifier: MIT */
#include "oab/details2.h"

#include "base/charset.h"
#include "base/diag.h"
#include "oab/layout2.h"

#include <string.h>

#define MOST_RECORD2 65535u

/* --- reading ------------------------------------------------------------------------------------------------ */

char *
oab2_text_read (const Oab2Decoder *decoder, OxSlice *s)
{
    gsize n = ox_slice_strnlen (s);
    guint64 at = s->at;
    gsize length = 0;
    guint n_bad = 0;
    if (n == s->left) {
        ox_slice_skip (s, n + 1); /* spent */
        return NULL;
    }
    OxSlice text = ox_slice_take (s, n);
    ox_slice_skip (s, 1);
    const char *data = (const char *) ox_slice_data (&text);
    if (decoder->version3 && g_utf8_validate_len (data, n, NULL))
        return g_strndup (data, n);
    if (decoder->version3)
        ox_diag (decoder->diagnostics, OX_DIAG_OAB_TEXT, at, "text that is no UTF-8, read as code page %u",
                 decoder->codepage);
    char *decoded = ox_charset_decode (decoder->codepage, text, &length, &n_bad);
    return decoded != NULL ? decoded : ox_charset_decode (1252, text, &length, &n_bad);
}

static GBytes *
binary_read (OxSlice *s)
{
    guint16 n = ox_slice_u16 (s);
    OxSlice bytes = ox_slice_take (s, n);
    return ox_slice_ok (&bytes) ? g_bytes_new (ox_slice_data (&bytes), n) : NULL;
}

/* One member, or a single value; FALSE at the end of the record, and where it is empty. */
static gboolean
single_read (const Oab2Decoder *decoder, OxSlice *s, Field2 field, OxValue *value)
{
    if (field == FIELD2_BINARY || field == FIELD2_BINARIES) {
        GBytes *bytes = binary_read (s);
        if (bytes == NULL || g_bytes_get_size (bytes) == 0) {
            g_clear_pointer (&bytes, g_bytes_unref);
            return FALSE;
        }
        *value = ox_value_bytes (OX_TYPE_BINARY, bytes);
        return TRUE;
    }
    char *text = oab2_text_read (decoder, s);
    if (text == NULL || *text == '\0') {
        g_free (text);
        return FALSE;
    }
    *value = ox_value_text (OX_TYPE_STRING, text, strlen (text));
    return TRUE;
}

static gboolean
multiple_read (const Oab2Decoder *decoder, OxSlice *s, Field2 field, OxValue *value)
{
    guint n = ox_slice_u8 (s);
    guint done = 0;
    OxValue *items = g_new0 (OxValue, n);
    for (guint i = 0; i < n && ox_slice_ok (s); i++)
        done += single_read (decoder, s, field, &items[done]);
    if (done == 0) {
        g_free (items);
        return FALSE;
    }
    guint16 type = field == FIELD2_STRINGS ? OX_TYPE_STRING : OX_TYPE_BINARY;
    *value = ox_value_multiple (type | OX_TYPE_MULTIPLE, items, done);
    return TRUE;
}

gboolean
oab2_details_read (const Oab2Decoder *decoder, OxSlice s, OxProps *props, gsize *rest)
{
    guint n = decoder->version3 ? G_N_ELEMENTS (details_fields) : N_DETAILS_FIELDS2;
    for (guint i = 0; i < n && ox_slice_ok (&s); i++) {
        Field2 field = decoder->version3 ? details_fields[i].version3 : details_fields[i].version2;
        OxValue value;
        if (field == FIELD2_NULL) {
            g_autofree char *ignored = oab2_text_read (decoder, &s);
            continue;
        }
        gboolean there = field == FIELD2_STRINGS || field == FIELD2_BINARIES
                             ? multiple_read (decoder, &s, field, &value)
                             : single_read (decoder, &s, field, &value);
        if (there)
            ox_props_add (props, details_fields[i].key, value);
    }
    *rest = s.left;
    return ox_slice_ok (&s);
}

/* --- writing ------------------------------------------------------------------------------------------------ */

typedef struct {
    OxBuilder *b;
    gboolean version3;
    guint codepage;
    OxDiagnostics *diagnostics;
} Writer;

static gboolean
text_write (const Writer *w, const OxValue *value)
{
    gsize length = 0;
    const char *text = ox_value_get_text (value, &length);
    if (text == NULL || length == 0)
        return FALSE;
    g_autoptr (GBytes) encoded = w->version3 ? g_bytes_new (text, length)
                                             : ox_charset_encode (w->codepage, text, length);
    if (encoded == NULL) {
        ox_diag (w->diagnostics, OX_DIAG_OAB_WRITE, OX_DIAG_NO_OFFSET, "\"%s\" cannot be said in code page %u", text,
                 w->codepage);
        return FALSE;
    }
    gsize n = 0;
    const guint8 *data = g_bytes_get_data (encoded, &n);
    ox_builder_bytes (w->b, data, n);
    ox_builder_u8 (w->b, 0);
    return TRUE;
}

static gboolean
binary_write (const Writer *w, const OxValue *value)
{
    GBytes *bytes = ox_value_get_bytes (value);
    gsize n = 0;
    const guint8 *data = bytes != NULL ? g_bytes_get_data (bytes, &n) : NULL;
    if (n > G_MAXUINT16)
        ox_diag (w->diagnostics, OX_DIAG_OAB_WRITE, OX_DIAG_NO_OFFSET, "%" G_GSIZE_FORMAT " bytes do not fit a field", n);
    if (n == 0 || n > G_MAXUINT16)
        return FALSE;
    ox_builder_u16 (w->b, (guint16) n);
    ox_builder_bytes (w->b, data, n);
    return TRUE;
}

static void
multiple_write (const Writer *w, Field2 field, const OxValue *value)
{
    gsize at = ox_builder_size (w->b);
    guint n_items = value != NULL ? ox_value_get_n_items (value) : 0;
    guint n = 0;
    guint i = 0;
    ox_builder_u8 (w->b, 0);
    for (; i < n_items && n < G_MAXUINT8; i++) {
        const OxValue *item = ox_value_get_item (value, i);
        n += field == FIELD2_STRINGS ? text_write (w, item) : binary_write (w, item);
    }
    if (i < n_items)
        ox_diag (w->diagnostics, OX_DIAG_OAB_WRITE, OX_DIAG_NO_OFFSET, "%u of %u values do not fit a field", n_items - i,
                 n_items);
    w->b->bytes->data[at] = (guint8) n;
}

static void
field_write (const Writer *w, Field2 field, const OxValue *value)
{
    switch (field) {
    case FIELD2_STRINGS:
    case FIELD2_BINARIES:
        multiple_write (w, field, value);
        break;
    case FIELD2_BINARY:
        if (value == NULL || !binary_write (w, value))
            ox_builder_u16 (w->b, 0);
        break;
    case FIELD2_STRING:
        if (value == NULL || !text_write (w, value))
            ox_builder_u8 (w->b, 0);
        break;
    default:
        ox_builder_u8 (w->b, 0);
    }
}

/* The least that the fields behind one need. */
static gsize
room_behind (guint field, guint n, gboolean version3)
{
    gsize room = 0;
    for (guint i = field + 1; i < n; i++)
        room += (version3 ? details_fields[i].version3 : details_fields[i].version2) == FIELD2_BINARY ? 2 : 1;
    return room;
}

void
oab2_details_write (OxBuilder *b, gboolean version3, guint codepage, OxProps *props, OxDiagnostics *diagnostics)
{
    const Writer w = { b, version3, codepage, diagnostics };
    guint n = version3 ? G_N_ELEMENTS (details_fields) : N_DETAILS_FIELDS2;
    gsize start = ox_builder_size (b);
    for (guint i = 0; i < n; i++) {
        Field2 field = version3 ? details_fields[i].version3 : details_fields[i].version2;
        gsize before = ox_builder_size (b);
        field_write (&w, field, ox_props_lookup (props, details_fields[i].key));
        if (ox_builder_size (b) - start + room_behind (i, n, version3) <= MOST_RECORD2)
            continue;
        ox_diag (diagnostics, OX_DIAG_OAB_WRITE, OX_DIAG_NO_OFFSET, "property 0x%X does not fit into a record",
                 details_fields[i].key);
        g_byte_array_set_size (b->bytes, (guint) before);
        field_write (&w, field, NULL);
    }
}
