/* SPDX-License-Identifier: MIT
 *
 * Writing version 4 Full Details files, [MS-OXOAB] 2.9. The checksum stands before what it is of: the
 * records are made twice, so that no more than one is in memory.
 */
#include "base/crc.h"
#include "base/diag.h"
#include "oab/details4.h"
#include "oab/layout.h"
#include "oab/value4.h"

#include <oxcart/error.h>

#define TAG(key, type) ((guint32) (key) << 16 | (type))
#define MOST_RDN 64 /* characters of a part of an X.500 name */
#define TRUNCATED TAG (OX_TAG_OFFLINE_ADDRESS_BOOK_TRUNCATED_PROPERTIES, 0x1003)

/* 2.9.2.1. */
static const OxAddressColumn header_columns[] = {
    { 0x6800001F, 0 }, { 0x6804001E, 0 }, { 0x68010003, 0 }, { 0x6802001E, 0 }, { 0x8C98001E, 0 },
};

/* What a server writes by default, 2.9.2.2, with the flags of 2.9.4. */
static const OxAddressColumn default_columns[] = {
    { 0x3003001E, 2 }, { 0x39FE001F, 2 }, { 0x3001001F, 1 }, { 0x8C92001F, 1 }, { 0x3A00001F, 1 },
    { 0x3A11001F, 1 }, { 0x8C8F001F, 1 }, { 0x3A06001F, 1 }, { 0x8C8E001F, 1 }, { 0x800F101F, 1 },
    { 0x3A19001F, 1 }, { 0x39000003, 0 }, { 0x0FFE0003, 0 }, { 0x3A40000B, 0 }, { 0x3A08001F, 0 },
    { 0x3A0A001F, 0 }, { 0x3A29001F, 0 }, { 0x3A27001F, 0 }, { 0x3A28001F, 0 }, { 0x3A2A001F, 0 },
    { 0x3A26001F, 0 }, { 0x3A17001F, 0 }, { 0x3A16001F, 0 }, { 0x8C91001F, 0 }, { 0x3A30001F, 0 },
    { 0x3A18001F, 0 }, { 0x8C90001F, 0 }, { 0x8011001F, 0 }, { 0x3A09001F, 0 }, { 0x3A1B101F, 0 },
    { 0x3A2F101F, 0 }, { 0x3A23001F, 0 }, { 0x3A1C001F, 0 }, { 0x3A2E001F, 0 }, { 0x3A21001F, 0 },
    { 0x3004001F, 0 }, { 0x3A220102, 0 }, { 0x3A701102, 0 }, { 0x8C6A1102, 0 }, { 0x8006001E, 0 },
    { 0x39FF001E, 0 }, { 0x39050003, 0 }, { 0x8CA00003, 0 }, { 0x8CDD000B, 0 }, { 0x8C6D0102, 0 },
    { 0x8CAC101F, 0 }, { 0x806A0003, 0 }, { 0x8CB5000B, 0 }, { 0x8CE20003, 0 }, { 0x8CE30003, 0 },
    { 0x8009101E, 0 }, { 0x8008101E, 0 }, { TRUNCATED, 0 },
};

/* --- columns ---------------------------------------------------------------------------------------------- */

static gboolean
can_be_written (guint16 type)
{
    switch (type) {
    case 0x0003:
    case 0x000B:
    case 0x001E:
    case 0x001F:
    case 0x0102:
    case 0x1003:
    case 0x101E:
    case 0x101F:
    case 0x1102:
        return TRUE;
    default:
        return FALSE;
    }
}

static gint
compare_columns (gconstpointer a, gconstpointer b)
{
    guint32 x = ((const OxAddressColumn *) a)->tag;
    guint32 y = ((const OxAddressColumn *) b)->tag;
    return x < y ? -1 : x > y;
}

GArray *
ox_oab4_default_columns (void)
{
    GArray *columns = g_array_new (FALSE, FALSE, sizeof (OxAddressColumn));
    return g_array_append_vals (columns, default_columns, G_N_ELEMENTS (default_columns));
}

/* Those that the list came with, or what a server writes. */
static GArray *
choose_columns (OxAddressList *list)
{
    GArray *own = ox_address_list_get_columns (list);
    return own != NULL ? g_array_copy (own) : ox_oab4_default_columns ();
}

/* --- records ----------------------------------------------------------------------------------------------- */

typedef struct {
    const OxAddressColumn *columns;
    guint n;
    OxBuilder values;
    OxBuilder record;
    OxDiagnostics *diagnostics;
    GArray *more;               /* nullable: OxAddressColumn, for what has no column yet */
    guint8 has[0x10000 / 8];    /* a bit for each key that has a column, here or in `more` */
} Encoder;

static gboolean
has_column (const Encoder *e, OxKey key)
{
    return key < 0x10000 && (e->has[key / 8] >> key % 8 & 1) != 0;
}

static void
set_column (Encoder *e, OxKey key)
{
    e->has[key / 8] |= (guint8) (1u << key % 8);
}

static void
use_columns (Encoder *e, const GArray *columns)
{
    e->columns = (const OxAddressColumn *) (gconstpointer) columns->data;
    e->n = columns->len;
    for (guint i = 0; i < e->n; i++)
        set_column (e, e->columns[i].tag >> 16);
}

/* Columns for what an entry holds beside the default ones. */
static void
note_columns (Encoder *e, OxProps *props)
{
    for (guint i = 0; i < ox_props_get_size (props); i++) {
        OxKey key;
        guint16 type = ox_value_get_type_code (ox_props_get_nth (props, i, &key));
        if (key >= 0x10000 || !can_be_written (type) || has_column (e, key))
            continue;
        OxAddressColumn column = { TAG (key, type), 0 };
        g_array_append_val (e->more, column);
        set_column (e, key);
    }
}

/* One pass over the columns; gives the tags of what was cut. */
static GArray *
encode_values (Encoder *e, OxProps *props)
{
    GArray *cut_tags = g_array_new (FALSE, FALSE, sizeof (guint32));
    guint8 bits = 0;
    g_byte_array_set_size (e->values.bytes, 0);
    g_byte_array_set_size (e->record.bytes, 0);
    ox_builder_u32 (&e->record, 0);
    for (guint i = 0; i < e->n; i++) {
        guint32 tag = e->columns[i].tag;
        const OxValue *value = ox_props_lookup (props, tag >> 16);
        gboolean cut = FALSE;
        gboolean present = value != NULL && oab4_value_write (&e->values, tag, value, &cut);
        bits |= (guint8) (present << (7 - i % 8));
        if (cut)
            g_array_append_val (cut_tags, tag);
        if (i % 8 == 7 || i + 1 == e->n) {
            ox_builder_u8 (&e->record, bits);
            bits = 0;
        }
    }
    return cut_tags;
}

/* The tags that an entry already names as cut, and those that were cut now. */
static void
name_cut_tags (OxProps *props, const GArray *cut_tags, OxDiagnostics *d)
{
    const OxValue *before = ox_props_lookup (props, TRUNCATED >> 16);
    guint n_before = before != NULL ? ox_value_get_n_items (before) : 0;
    OxValue *items = g_new0 (OxValue, n_before + cut_tags->len);
    for (guint i = 0; i < n_before; i++) {
        gint64 tag = 0;
        if (ox_value_get_integer (ox_value_get_item (before, i), &tag))
            items[i] = ox_value_integer (OX_TYPE_INTEGER32, (gint32) tag);
        else
            items[i] = (OxValue){ .type = OX_TYPE_INTEGER32 };
    }
    for (guint i = 0; i < cut_tags->len; i++) {
        guint32 tag = g_array_index (cut_tags, guint32, i);
        items[n_before + i] = ox_value_integer (OX_TYPE_INTEGER32, (gint32) tag);
        ox_diag (d, OX_DIAG_OAB_WRITE, OX_DIAG_NO_OFFSET, "property 0x%08X is larger than a book may hold", tag);
    }
    ox_props_remove (props, TRUNCATED >> 16);
    ox_props_add (props, TRUNCATED >> 16, ox_value_multiple (TRUNCATED & 0xFFFF, items, n_before + cut_tags->len));
    ox_props_seal (props, NULL);
}

/* The bytes of a record, in e->record. */
static void
encode_record (Encoder *e, OxProps *props)
{
    g_autoptr (GArray) cut_tags = encode_values (e, props);
    if (cut_tags->len > 0) {
        name_cut_tags (props, cut_tags, e->diagnostics);
        g_autoptr (GArray) again = encode_values (e, props);
    }
    ox_builder_bytes (&e->record, e->values.bytes->data, e->values.bytes->len);
    ox_builder_put_u32 (&e->record, 0, e->record.bytes->len);
}

static void
tell_losses (const Encoder *e, OxProps *props, guint32 index)
{
    for (guint i = 0; e->diagnostics != NULL && i < ox_props_get_size (props); i++) {
        OxKey key;
        ox_props_get_nth (props, i, &key);
        if (!has_column (e, key))
            ox_diag (e->diagnostics, OX_DIAG_OAB_WRITE, OX_DIAG_NO_OFFSET,
                     "entry %u: property 0x%X has no place in the book", index, key);
    }
    if (ox_props_get_text (props, OX_TAG_SMTP_ADDRESS) == NULL)
        ox_diag (e->diagnostics, OX_DIAG_OAB_ENCODING, OX_DIAG_NO_OFFSET, "entry %u has no SMTP address", index);
}

/* --- the file ----------------------------------------------------------------------------------------------- */

typedef struct {
    guint32 crc;
    guint32 n;
    OxSink *sink; /* NULL: only the checksum is wanted */
} Output;

static void
put (Output *out, const GByteArray *bytes)
{
    out->crc = ox_crc32 (out->crc, ox_slice (bytes->data, bytes->len, 0));
    if (out->sink != NULL)
        ox_sink_write (out->sink, bytes->data, bytes->len);
}

static void
put_columns (OxBuilder *b, const OxAddressColumn *columns, guint n)
{
    ox_builder_u32 (b, n);
    for (guint i = 0; i < n; i++) {
        ox_builder_u32 (b, columns[i].tag);
        ox_builder_u32 (b, columns[i].flags);
    }
}

/* An address as the last part of an X.500 name, in the characters and the length that it may have, 2.1. What had to be
 * changed for that is told from others by a checksum: it is the same in the next generation. */
static char *
name_of_address (const char *smtp)
{
    char *name = g_strndup (smtp, MOST_RDN);
    g_strcanon (name, "!\"%&()*+,-.0123456789:<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]_abcdefghijklmnopqrstuvwxyz| ", '-');
    if (strcmp (name, smtp) == 0)
        return name;
    guint32 crc = ox_crc32 (OAB_CRC_SEED, ox_slice ((const guint8 *) smtp, strlen (smtp), 0));
    char *marked = g_strdup_printf ("%.*s-%08x", (int) MOST_RDN - 9, name, crc);
    g_free (name);
    return marked;
}

/* Every record has an X.500 name, by which a client finds it: 2.9.4. One that came without gets a name of its
 * address, else of its number. */
static void
complete_keys (OxProps *props, guint32 index)
{
    if (ox_props_lookup (props, OX_TAG_EMAIL_ADDRESS) != NULL)
        return;
    const char *smtp = ox_props_get_text (props, OX_TAG_SMTP_ADDRESS);
    g_autofree char *name = smtp != NULL && *smtp != '\0' ? name_of_address (smtp) : g_strdup_printf ("entry %u", index);
    g_autofree char *dn = g_strconcat ("/o=Imported/ou=Imported/cn=Recipients/cn=", name, NULL);
    ox_props_set_text (props, OX_TAG_EMAIL_ADDRESS, dn);
}

/* All behind OAB_HDR. */
static gboolean
put_body (Output *out, OxAddressList *list, Encoder *e, GError **error)
{
    OxProps *own = ox_address_list_get_props (list);
    guint n_header = ox_props_lookup (own, header_columns[4].tag >> 16) != NULL ? 5 : 4;
    Encoder header = { .columns = header_columns, .n = n_header, .values = e->values, .record = e->record };
    g_auto (OxBuilder) meta = { NULL };
    ox_builder_init (&meta);
    ox_builder_u32 (&meta, 0);
    put_columns (&meta, header_columns, n_header);
    put_columns (&meta, e->columns, e->n);
    ox_builder_put_u32 (&meta, 0, meta.bytes->len);
    put (out, meta.bytes);
    encode_record (&header, own);
    put (out, header.record.bytes);
    for (guint32 i = 0; i < ox_address_list_get_n_entries (list); i++) {
        g_autoptr (GError) failure = NULL;
        g_autoptr (OxProps) props = ox_address_list_read_props (list, i, NULL, e->diagnostics, &failure);
        if (props == NULL && failure->domain != OX_ERROR) {
            g_propagate_error (error, g_steal_pointer (&failure));
            return FALSE;
        }
        if (props == NULL)
            continue;
        complete_keys (props, i);
        if (e->more != NULL)
            note_columns (e, props);
        encode_record (e, props);
        tell_losses (e, props, i);
        put (out, e->record.bytes);
        out->n++;
        if (out->sink != NULL && !ox_sink_is_ok (out->sink))
            return ox_sink_finish (out->sink, error);
    }
    return TRUE;
}

/* Makes all records without writing them: for their checksum, and to see which columns they need. Where they need more
 * than there are, before the last of these, they are made once again. */
static gboolean
try_body (Output *out, OxAddressList *list, Encoder *e, GArray *columns, GError **error)
{
    g_autoptr (GArray) more = g_array_new (FALSE, FALSE, sizeof (OxAddressColumn));
    Output first = *out;
    use_columns (e, columns);
    e->more = ox_address_list_get_columns (list) == NULL ? more : NULL;
    gboolean ok = put_body (out, list, e, error);
    e->more = NULL;
    if (!ok || more->len == 0)
        return ok;
    g_array_sort (more, compare_columns);
    g_array_insert_vals (columns, columns->len - 1, more->data, more->len);
    use_columns (e, columns);
    *out = first;
    return put_body (out, list, e, error);
}

gboolean
ox_oab4_write (OxAddressList *list, OxSink *sink, OxOptions *options, OxDiagnostics *diagnostics, GError **error)
{
    g_autoptr (GArray) columns = choose_columns (list);
    g_auto (OxBuilder) head = { NULL };
    Encoder e = { .n = 0 };
    ox_builder_init (&e.values);
    ox_builder_init (&e.record);
    ox_builder_init (&head);
    Output trial = { OAB_CRC_SEED, 0, NULL };
    gboolean ok = try_body (&trial, list, &e, columns, error);
    if (ok) {
        ox_builder_u32 (&head, OAB_VERSION_4);
        ox_builder_u32 (&head, trial.crc);
        ox_builder_u32 (&head, trial.n);
        ox_sink_write (sink, head.bytes->data, head.bytes->len);
        Output out = { OAB_CRC_SEED, 0, sink };
        e.diagnostics = diagnostics;
        ok = put_body (&out, list, &e, error);
    }
    ox_builder_clear (&e.values);
    ox_builder_clear (&e.record);
    if (ok && ox_options_get_policy (options) == OX_POLICY_STRICT)
        ok = ox_diag_check_strict (diagnostics, error);
    return ok && (ox_sink_is_ok (sink) || ox_sink_finish (sink, error));
}
