/* SPDX-License-Identifier: MIT
 *
 * Version 4 Full Details files.
 */
#include "oab/details4.h"

#include "base/builder.h"
#include "base/crc.h"
#include "oab/value4.h"
#include "samples.h"
#include "testing.h"

#include <oxcart/oxcart.h>

static OxAddressList *
open_bytes (GBytes *bytes, OxDiagnostics *d)
{
    g_autoptr (OxStream) stream = ox_stream_new_bytes (bytes);
    g_autoptr (GError) error = NULL;
    OxAddressList *list = ox_oab4_open (stream, NULL, d, &error);
    if (list == NULL)
        fail_msg ("%s", error->message);
    return list;
}

static GBytes *
write_list (OxAddressList *list, OxDiagnostics *d)
{
    g_autoptr (OxSink) sink = ox_sink_new_memory ();
    g_autoptr (GError) error = NULL;
    assert_true (ox_oab4_write (list, sink, NULL, d, &error));
    assert_true (ox_sink_finish (sink, &error));
    return ox_sink_steal_bytes (sink);
}

static void
assert_text (OxProps *props, OxKey key, const char *expected)
{
    const char *text = ox_props_get_text (props, key);
    assert_non_null (text);
    assert_string_equal (text, expected);
}

static guint64
n_odd (OxDiagnostics *d)
{
    return ox_diagnostics_count (d, OX_SEVERITY_WARN) + ox_diagnostics_count (d, OX_SEVERITY_LOST);
}

static void
sample_reads_as_stated (void **state)
{
    static const struct {
        const char *dn, *smtp, *name;
    } expected[] = {
        { PARENT "/cn=Lisa Miller", "LisaM@example.com", "Lisa Miller" },
        { PARENT "/cn=Administrator", "Administrator@example.com", "Administrator" },
    };
    g_autoptr (GBytes) bytes = SAMPLE (sample_v4);
    g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
    g_autoptr (OxAddressList) list = open_bytes (bytes, d);
    OxProps *own = ox_address_list_get_props (list);
    assert_text (own, OX_TAG_OFFLINE_ADDRESS_BOOK_NAME, "\\Global Address List");
    assert_text (own, OX_TAG_OFFLINE_ADDRESS_BOOK_DISTINGUISHED_NAME, "/");
    assert_int_equal (ox_props_get_integer (own, OX_TAG_OFFLINE_ADDRESS_BOOK_SEQUENCE, 0), 6);
    assert_text (own, OX_TAG_OFFLINE_ADDRESS_BOOK_CONTAINER_GUID, "d4f244a8-a8ec-442a-87a3-5236f82cabdc");
    assert_int_equal (ox_address_list_get_n_entries (list), 2);
    for (guint i = 0; i < 2; i++) {
        g_autoptr (OxEntry) entry = ox_address_list_read_entry (list, i, d, NULL);
        OxProps *props = ox_entry_get_props (entry);
        assert_text (props, OX_TAG_EMAIL_ADDRESS, expected[i].dn);
        assert_text (props, OX_TAG_SMTP_ADDRESS, expected[i].smtp);
        assert_text (props, OX_TAG_DISPLAY_NAME, expected[i].name);
        assert_int_equal (ox_props_get_integer (props, OX_TAG_OBJECT_TYPE, 0), 6);
        assert_int_equal (ox_props_get_integer (props, OX_TAG_DISPLAY_TYPE, 9), 0);
        assert_int_equal (ox_props_get_size (props), 5);
        assert_int_equal (ox_entry_get_kind (entry), OX_ENTRY_USER);
    }
    assert_int_equal (n_odd (d), 0);
}

/* The serial number is the checksum: it stands in the file that is written as in the one that was read. */
static void
sample_is_rebuilt (void **state)
{
    g_autoptr (GBytes) bytes = SAMPLE (sample_v4);
    g_autoptr (OxAddressList) list = open_bytes (bytes, NULL);
    g_autoptr (GBytes) written = write_list (list, NULL);
    OxSlice s = ox_slice_from_bytes (written);
    ox_slice_skip (&s, 4);
    assert_int_equal (ox_slice_u32 (&s), 0x7FC0DAF7);
    assert_true (g_bytes_equal (bytes, written));
}

static void
integers_are_as_short_as_can_be (void **state)
{
    static const struct {
        guint32 value;
        const char *bytes;
        gsize n;
    } cases[] = {
        { 0, "\0", 1 },
        { 0x7F, "\x7F", 1 },
        { 0x80, "\x81\x80", 2 },
        { 0xFF, "\x81\xFF", 2 },
        { 0x100, "\x82\0\x01", 3 },
        { 0xFFFF, "\x82\xFF\xFF", 3 },
        { 0x10000, "\x83\0\0\x01", 4 },
        { 0xFFFFFF, "\x83\xFF\xFF\xFF", 4 },
        { 0x1000000, "\x84\0\0\0\x01", 5 },
        { 0xFFFFFFFF, "\x84\xFF\xFF\xFF\xFF", 5 },
    };
    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_auto (OxBuilder) b = { NULL };
        ox_builder_init (&b);
        oab4_integer_write (&b, cases[i].value);
        assert_int_equal (b.bytes->len, cases[i].n);
        assert_memory_equal (b.bytes->data, cases[i].bytes, cases[i].n);
        OxSlice s = ox_slice (b.bytes->data, b.bytes->len, 0);
        const Oab4Decoder decoder = { NULL, 1252, FALSE };
        OxValue value;
        assert_true (oab4_value_read (&decoder, &s, OX_TYPE_INTEGER32, &value));
        assert_int_equal ((guint32) value.u.integer, cases[i].value);
    }
}

/* What a value must not be, and what comes of it. */
static void
odd_values (void **state)
{
    static const struct {
        guint16 type;
        const char *bytes;
        gsize n;
        gboolean ok;
        guint n_items;
    } cases[] = {
        { 0x0003, "\x82\x7F\0", 3, TRUE, 1 },          /* longer than needed */
        { 0x0003, "\x80", 1, FALSE, 1 },               /* no length at all */
        { 0x0003, "\x85\1\1\1\1\1", 6, FALSE, 1 },     /* more than 32 bits */
        { 0x0003, "\xFF\1\1\1\1\1", 6, FALSE, 1 },
        { 0x0003, "\x84\1\1", 3, FALSE, 1 },
        { 0x001F, "abc", 3, FALSE, 1 },                /* not ended */
        { 0x0102, "\x05" "abc", 4, FALSE, 1 },
        { 0x1003, "\x7F\1\2\3", 4, FALSE, 1 },         /* more than can be there */
        { 0x1003, "\x03\1\2\x84", 4, FALSE, 2 },
        { 0x1102, "\x84\xFF\xFF\xFF\xFF", 5, FALSE, 1 },
        { 0x101F, "\x02" "a\0b\0", 5, TRUE, 2 },
        { 0x000D, "", 0, FALSE, 1 },                   /* objects are never there, 2.9.2.2.1 */
    };
    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        OxSlice s = ox_slice ((const guint8 *) cases[i].bytes, cases[i].n, 0);
        OxSlice again = s;
        const Oab4Decoder decoder = { NULL, 1252, FALSE };
        OxValue value;
        assert_int_equal (oab4_value_read (&decoder, &s, cases[i].type, &value), cases[i].ok);
        assert_int_equal (oab4_value_skip (&again, cases[i].type), cases[i].ok);
        if (cases[i].ok)
            assert_int_equal (again.at, s.at);
        assert_int_equal (ox_value_get_n_items (&value), cases[i].n_items);
        ox_value_clear (&value);
    }
}

/* --- a list in memory, for writing ------------------------------------------------------------------------ */

static OxProps *
memory_read (gpointer self, guint32 index, const OxKey *wanted, OxDiagnostics *d, GError **error)
{
    OxProps *props = ox_props_new ();
    OxProps *entry = ((GPtrArray *) self)->pdata[index];
    for (guint i = 0; i < ox_props_get_size (entry); i++) {
        OxKey key;
        const OxValue *value = ox_props_get_nth (entry, i, &key);
        gint64 integer = 0;
        if (ox_value_get_text (value, NULL) != NULL)
            ox_props_set_text (props, key, ox_value_get_text (value, NULL));
        else if (ox_value_get_integer (value, &integer))
            ox_props_set_integer (props, key, ox_value_get_type_code (value), integer);
        else if (ox_value_get_bytes (value) != NULL)
            ox_props_set_bytes (props, key, ox_value_get_bytes (value));
    }
    return props;
}

static const OxAddressListSource memory = { memory_read, (void (*) (gpointer)) g_ptr_array_unref, FALSE };

static OxAddressList *
make_list (guint n)
{
    g_autoptr (OxProps) own = ox_props_new ();
    ox_props_set_text (own, OX_TAG_OFFLINE_ADDRESS_BOOK_NAME, "\\Made");
    GPtrArray *entries = g_ptr_array_new_with_free_func ((GDestroyNotify) ox_props_unref);
    for (guint i = 0; i < n; i++) {
        OxProps *props = ox_props_new ();
        g_autofree char *dn = g_strdup_printf ("/o=x/ou=y/cn=Recipients/cn=u%u", i);
        g_autofree char *smtp = g_strdup_printf ("u%u@example.com", i);
        g_autofree char *name = g_strdup_printf ("Üser Nº %u", i);
        ox_props_set_text (props, OX_TAG_EMAIL_ADDRESS, dn);
        ox_props_set_text (props, OX_TAG_SMTP_ADDRESS, smtp);
        ox_props_set_text (props, OX_TAG_DISPLAY_NAME, name);
        ox_props_set_integer (props, OX_TAG_DISPLAY_TYPE, OX_TYPE_INTEGER32, 0);
        ox_props_set_integer (props, OX_TAG_DISPLAY_TYPE_EX, OX_TYPE_INTEGER32, 0x40000000 + i);
        ox_props_set_integer (props, OX_TAG_SEND_RICH_INFO, OX_TYPE_BOOLEAN, i & 1);
        g_ptr_array_add (entries, props);
    }
    return ox_address_list_new (&memory, entries, "memory", n, own);
}

static void
books_of_any_size (void **state)
{
    static const guint sizes[] = { 0, 1, (1u << 17) + 1 };
    for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
        g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
        g_autoptr (OxAddressList) list = make_list (sizes[i]);
        g_autoptr (GBytes) bytes = write_list (list, d);
        g_autoptr (OxAddressList) read = open_bytes (bytes, d);
        assert_int_equal (ox_address_list_get_n_entries (read), sizes[i]);
        g_autoptr (GBytes) again = write_list (read, d);
        assert_true (g_bytes_equal (bytes, again));
        assert_int_equal (n_odd (d), 0);
        if (sizes[i] == 0)
            continue;
        g_autoptr (OxEntry) last = ox_address_list_read_entry (read, sizes[i] - 1, d, NULL);
        g_autofree char *name = g_strdup_printf ("Üser Nº %u", sizes[i] - 1);
        assert_text (ox_entry_get_props (last), OX_TAG_DISPLAY_NAME, name);
    }
}

/* Values larger than allowed are cut or left out, and the entry names them, 2.9.2.2.1. */
static void
large_values_are_cut (void **state)
{
    g_autoptr (OxProps) own = ox_props_new ();
    g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
    GPtrArray *entries = g_ptr_array_new_with_free_func ((GDestroyNotify) ox_props_unref);
    OxProps *props = ox_props_new ();
    g_autoptr (GString) text = g_string_new (NULL);
    g_autofree guint8 *zeros = g_malloc0 (40000);
    g_autoptr (GBytes) photo = g_bytes_new (zeros, 40000);
    for (guint i = 0; i < 2000; i++)
        g_string_append (text, "ä");
    ox_props_set_text (props, OX_TAG_EMAIL_ADDRESS, "/o=x/cn=y");
    ox_props_set_text (props, OX_TAG_COMMENT, text->str);
    ox_props_set_bytes (props, OX_TAG_THUMBNAIL_PHOTO, photo);
    g_ptr_array_add (entries, props);
    g_autoptr (OxAddressList) list = ox_address_list_new (&memory, entries, "memory", 1, own);
    g_autoptr (GBytes) bytes = write_list (list, d);
    assert_int_equal (ox_diagnostics_count (d, OX_SEVERITY_LOST), 2);
    g_autoptr (OxAddressList) read = open_bytes (bytes, d);
    g_autoptr (OxEntry) entry = ox_address_list_read_entry (read, 0, d, NULL);
    assert_true (ox_entry_is_truncated (entry, OX_TAG_COMMENT));
    assert_true (ox_entry_is_truncated (entry, OX_TAG_THUMBNAIL_PHOTO));
    assert_false (ox_entry_is_truncated (entry, OX_TAG_SURNAME));
    assert_int_equal (strlen (ox_props_get_text (ox_entry_get_props (entry), OX_TAG_COMMENT)), 3400);
    assert_null (ox_props_lookup (ox_entry_get_props (entry), OX_TAG_THUMBNAIL_PHOTO));
}

/* But names that identify something are whole, however long. */
static void
names_are_never_cut (void **state)
{
    g_autoptr (OxProps) own = ox_props_new ();
    g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
    GPtrArray *entries = g_ptr_array_new_with_free_func ((GDestroyNotify) ox_props_unref);
    OxProps *props = ox_props_new ();
    g_autofree char *long_part = g_strnfill (9000, 'x');
    g_autofree char *dn = g_strconcat ("/o=x/cn=", long_part, NULL);
    ox_props_set_text (props, OX_TAG_EMAIL_ADDRESS, dn);
    ox_props_set_text (props, OX_TAG_ADDRESS_BOOK_HOME_MESSAGE_DATABASE, dn);
    ox_props_set_text (props, OX_TAG_SMTP_ADDRESS, "x@example.com");
    g_ptr_array_add (entries, props);
    g_autoptr (OxAddressList) list = ox_address_list_new (&memory, entries, "memory", 1, own);
    g_autoptr (GBytes) bytes = write_list (list, d);
    assert_int_equal (n_odd (d), 0);
    g_autoptr (OxAddressList) read = open_bytes (bytes, d);
    g_autoptr (OxEntry) entry = ox_address_list_read_entry (read, 0, d, NULL);
    assert_text (ox_entry_get_props (entry), OX_TAG_EMAIL_ADDRESS, dn);
    assert_text (ox_entry_get_props (entry), OX_TAG_ADDRESS_BOOK_HOME_MESSAGE_DATABASE, dn);
}

/* Each member once, whether they are few or many, 2.9.6.8. */
static void
members_are_unique (void **state)
{
    for (guint n = 1; n <= 300; n = n < 40 ? n + 1 : n + 100) {
        g_auto (OxBuilder) b = { NULL };
        gboolean cut = FALSE;
        OxValue *items = g_new0 (OxValue, 2 * n);
        ox_builder_init (&b);
        ox_builder_u8 (&b, 0xAA); /* stays */
        for (guint i = 0; i < 2 * n; i++) {
            char *text = g_strdup_printf ("member %u", i * 7919 % n);
            items[i] = ox_value_text (OX_TYPE_STRING, text, strlen (text));
        }
        OxValue value = ox_value_multiple (0x101F, items, 2 * n);
        assert_true (oab4_value_write (&b, 0x800F101F, &value, &cut));
        assert_false (cut);
        OxSlice s = ox_slice (b.bytes->data, b.bytes->len, 0);
        assert_int_equal (ox_slice_u8 (&s), 0xAA);
        const Oab4Decoder decoder = { NULL, 1252, FALSE };
        OxValue read;
        assert_true (oab4_value_read (&decoder, &s, 0x101F, &read));
        assert_int_equal (s.left, 0);
        assert_int_equal (ox_value_get_n_items (&read), n);
        for (guint i = 0; i < n; i++)
            assert_string_equal (ox_value_get_text (ox_value_get_item (&read, i), NULL),
                                 ox_value_get_text (ox_value_get_item (&value, i), NULL));
        ox_value_clear (&read);
        ox_value_clear (&value);
    }
}

/* X.500 names that differ in case are one, few or many. */
static void
names_are_unique (void **state)
{
    for (guint n = 2; n <= 400; n *= 14) {
        g_auto (OxBuilder) b = { NULL };
        gboolean cut = FALSE;
        OxValue *items = g_new0 (OxValue, 2 * n);
        ox_builder_init (&b);
        for (guint i = 0; i < 2 * n; i++) {
            char *text = g_strdup_printf (i % 2 == 0 ? "/o=X/cn=%u" : "/O=x/CN=%u", i / 2);
            items[i] = ox_value_text (OX_TYPE_STRING8, text, strlen (text));
        }
        OxValue value = ox_value_multiple (0x101E, items, 2 * n);
        assert_true (oab4_value_write (&b, 0x8009101E, &value, &cut));
        OxSlice s = ox_slice (b.bytes->data, b.bytes->len, 0);
        const Oab4Decoder decoder = { NULL, 1252, FALSE };
        OxValue read;
        assert_true (oab4_value_read (&decoder, &s, 0x101E, &read));
        assert_int_equal (ox_value_get_n_items (&read), n);
        ox_value_clear (&read);
        ox_value_clear (&value);
    }
}

/* A NUL within a text would end it, and what is behind it would be taken for the next value. */
static void
texts_end_once (void **state)
{
    g_auto (OxBuilder) b = { NULL };
    gboolean cut = FALSE;
    ox_builder_init (&b);
    OxValue value = ox_value_text (OX_TYPE_STRING, g_memdup2 ("ab\0cd", 6), 5);
    assert_true (oab4_value_write (&b, 0x3001001F, &value, &cut));
    assert_true (cut);
    assert_int_equal (b.bytes->len, 3);
    assert_memory_equal (b.bytes->data, "ab", 3);
    ox_value_clear (&value);
}

/* A value without members is none, and leaves nothing behind. */
static void
no_members (void **state)
{
    for (guint n = 0; n <= 40; n += 20) {
        g_auto (OxBuilder) b = { NULL };
        gboolean cut = FALSE;
        ox_builder_init (&b);
        OxValue *items = g_new0 (OxValue, n + 1);
        for (guint i = 0; i < n; i++)
            items[i] = ox_value_text (OX_TYPE_STRING, g_strdup (""), 0);
        OxValue value = ox_value_multiple (0x101F, items, n);
        assert_false (oab4_value_write (&b, 0x800F101F, &value, &cut));
        assert_int_equal (ox_builder_size (&b), 0);
        ox_value_clear (&value);
    }
}

/* --- columns ------------------------------------------------------------------------------------------------ */

/* A file of `n` columns of numbers, from the highest tag down, and one entry that has those whose number is no multiple
 * of three; the value of a column is its number. */
static GBytes *
many_columns (guint n)
{
    g_auto (OxBuilder) b = { NULL };
    g_auto (OxBuilder) values = { NULL };
    ox_builder_init (&b);
    ox_builder_init (&values);
    ox_builder_u32 (&b, 0x20);
    ox_builder_u32 (&b, 0);
    ox_builder_u32 (&b, 1);
    ox_builder_u32 (&b, 4 + 4 + 4 + 8 * n);
    ox_builder_u32 (&b, 0); /* no columns of the list itself: its record is its size */
    ox_builder_u32 (&b, n);
    for (guint i = 0; i < n; i++) {
        ox_builder_u32 (&b, (0x7000 - i) << 16 | OX_TYPE_INTEGER32);
        ox_builder_u32 (&b, 0);
    }
    ox_builder_u32 (&b, 4);
    for (guint i = 0; i < n; i += 8) {
        guint8 bits = 0;
        for (guint j = i; j < MIN (i + 8, n); j++)
            bits |= (guint8) ((j % 3 != 0) << (7 - j % 8));
        ox_builder_u8 (&values, bits);
    }
    for (guint i = 0; i < n; i++)
        if (i % 3 != 0)
            oab4_integer_write (&values, i);
    ox_builder_u32 (&b, 4 + values.bytes->len);
    ox_builder_bytes (&b, values.bytes->data, values.bytes->len);
    g_autoptr (GBytes) file = ox_builder_finish (&b);
    return g_steal_pointer (&file);
}

static void
columns_of_any_number (void **state)
{
    static const guint numbers[] = { 2, 63, 64, 65, 255, 256, 257, 1000 };
    for (guint k = 0; k < G_N_ELEMENTS (numbers); k++) {
        guint n = numbers[k];
        g_autoptr (GBytes) bytes = many_columns (n);
        g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
        g_autoptr (OxAddressList) list = open_bytes (bytes, NULL);
        assert_int_equal (ox_address_list_get_n_entries (list), 1);
        g_autoptr (OxEntry) entry = ox_address_list_read_entry (list, 0, d, NULL);
        OxProps *props = ox_entry_get_props (entry);
        assert_int_equal (ox_diagnostics_get_size (d), 0);
        assert_int_equal (ox_props_get_size (props), n - (n + 2) / 3);
        for (guint i = 0; i < n; i++)
            assert_int_equal (ox_props_get_integer (props, 0x7000 - i, -1), i % 3 != 0 ? (gint64) i : -1);
        g_autoptr (GBytes) again = write_list (list, NULL);
        g_autoptr (OxAddressList) read = open_bytes (again, d);
        assert_int_equal (ox_address_list_get_n_entries (read), 1);
    }
}

/* --- damage --------------------------------------------------------------------------------------------- */

/* Bytes 4 to 7 of the damaged sample are not corrected: that is said, and nothing else comes of it. */
static void
damage_costs_one_record (void **state)
{
    static const struct {
        gsize at; /* of the size of a record */
        guint32 value;
        guint n_entries;
        const char *last;
    } cases[] = {
        { 0xAA, 3, 1, "Administrator" },            /* the first record: less than its own size */
        { 0xAA, 0, 1, "Administrator" },
        { 0xAA, 0x7FFFFFFF, 1, "Administrator" },   /* beyond the end */
        { 0xAA, 0xFFFFFFFF, 1, "Administrator" },
        { 0xAA + 0x80, 0x8D, 2, "Administrator" },  /* the last one, by one byte: what is there is read */
    };
    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autofree guint8 *copy = g_memdup2 (sample_v4, sizeof sample_v4);
        for (guint j = 0; j < 4; j++)
            copy[cases[i].at + j] = (guint8) (cases[i].value >> (8 * j));
        g_autoptr (GBytes) bytes = g_bytes_new (copy, sizeof sample_v4);
        g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
        g_autoptr (OxAddressList) list = open_bytes (bytes, d);
        assert_int_equal (ox_address_list_get_n_entries (list), cases[i].n_entries);
        assert_true (ox_diagnostics_count (d, OX_SEVERITY_LOST) > 0);
        g_autoptr (OxEntry) entry = ox_address_list_read_entry (list, cases[i].n_entries - 1, d, NULL);
        assert_text (ox_entry_get_props (entry), OX_TAG_DISPLAY_NAME, cases[i].last);
    }
}

/* The size of the tables and their two counts say one thing twice: whichever is wrong, nothing is lost. */
static void
tables_that_lie (void **state)
{
    static const gsize fields[] = { 12, 16, 20 + 4 * 8 };
    static const guint8 changes[] = { 0xFF, 0x01, 0x08, 0x80 };
    g_autofree char *good = NULL;
    gsize n = 0;
    assert_true (g_file_get_contents (CORPUS "/oab/good-v4-kinds.oab", &good, &n, NULL));
    g_autoptr (GBytes) whole = g_bytes_new (good, n);
    g_autoptr (OxAddressList) expected = open_bytes (whole, NULL);
    g_autoptr (GBytes) rebuilt = write_list (expected, NULL);
    for (guint i = 0; i < G_N_ELEMENTS (fields) * 4 * G_N_ELEMENTS (changes); i++) {
        gsize at = fields[i / 16] + i / 4 % 4;
        g_autofree guint8 *copy = g_memdup2 (good, n);
        copy[at] ^= changes[i % 4];
        g_autoptr (GBytes) bytes = g_bytes_new (copy, n);
        g_autoptr (OxStream) stream = ox_stream_new_bytes (bytes);
        g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
        if (!ox_oab4_sniff (stream))
            fail_msg ("byte %" G_GSIZE_FORMAT ": not known any more", at);
        g_autoptr (OxAddressList) list = open_bytes (bytes, d);
        g_autoptr (GBytes) again = write_list (list, d);
        if (!g_bytes_equal (again, rebuilt))
            fail_msg ("byte %" G_GSIZE_FORMAT ": %u entries", at, ox_address_list_get_n_entries (list));
        assert_true (n_odd (d) > 0);
    }
}

static void
cut_off_anywhere (void **state)
{
    for (gsize n = 0; n <= sizeof sample_v4; n++) {
        g_autoptr (GBytes) bytes = g_bytes_new (sample_v4, n);
        g_autoptr (OxStream) stream = ox_stream_new_bytes (bytes);
        g_autoptr (OxAddressList) list = ox_oab4_open (stream, NULL, NULL, NULL);
        for (guint i = 0; list != NULL && i < ox_address_list_get_n_entries (list); i++) {
            g_autoptr (OxEntry) entry = ox_address_list_read_entry (list, i, NULL, NULL);
            assert_non_null (entry);
        }
    }
}

/* A few bytes of a good file changed, many times: whatever comes of it is read, searched and written. */
static void
mutations (void **state)
{
    g_autofree char *good = NULL;
    gsize n = 0;
    assert_true (g_file_get_contents (CORPUS "/oab/good-v4-kinds.oab", &good, &n, NULL));
    g_autoptr (GRand) random = g_rand_new_with_seed (4);
    guint n_opened = 0;
    for (guint round = 0; round < 2000; round++) {
        g_autofree guint8 *copy = g_memdup2 (good, n);
        for (gint i = g_rand_int_range (random, 1, 5); i > 0; i--)
            copy[g_rand_int_range (random, 0, (gint32) n)] = (guint8) g_rand_int (random);
        g_autoptr (GBytes) bytes = g_bytes_new (copy, n);
        g_autoptr (OxStream) stream = ox_stream_new_bytes (bytes);
        g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
        g_autoptr (OxAddressList) list = ox_oab4_open (stream, NULL, d, NULL);
        if (list == NULL)
            continue;
        n_opened++;
        g_autoptr (GBytes) written = write_list (list, d);
        g_autoptr (GArray) found = ox_address_list_search (list, OX_LOOKUP_ANR, "ann", 0, NULL);
        assert_non_null (found);
        assert_true (ox_diagnostics_count (d, OX_SEVERITY_WARN) > 0 || ox_diagnostics_get_size (d) > 0
                     || g_bytes_equal (bytes, written));
    }
    assert_true (n_opened > 1500);
}

/* --- looking up ------------------------------------------------------------------------------------------ */

static guint
n_found (OxAddressList *list, OxLookup search, const char *text)
{
    g_autoptr (GArray) found = ox_address_list_search (list, search, text, 0, NULL);
    assert_non_null (found);
    return found->len;
}

static void
searches (void **state)
{
    static const struct {
        OxLookup search;
        const char *text;
        guint n;
    } cases[] = {
        { OX_LOOKUP_ANR, "lisa", 1 },
        { OX_LOOKUP_ANR, "LISA MIL", 1 },
        { OX_LOOKUP_ANR, "mil li", 1 },
        { OX_LOOKUP_ANR, "lisam@ex", 1 },
        { OX_LOOKUP_ANR, "=lisa", 0 },
        { OX_LOOKUP_ANR, "=lisa miller", 1 },
        { OX_LOOKUP_ANR, "isa", 0 },
        { OX_LOOKUP_ANR, "", 0 },
        { OX_LOOKUP_PREFIX, "", 2 },
        { OX_LOOKUP_PREFIX, "adm", 1 },
        { OX_LOOKUP_PREFIX, "Administrators", 0 },
        { OX_LOOKUP_DN, "/O=EXAMPLE/OU=exchange administrative group (fydibohf23spdlt)/cn=recipients/cn=lisa miller", 1 },
        { OX_LOOKUP_DN, PARENT, 0 },
        { OX_LOOKUP_ADDRESS, "lisam@EXAMPLE.com", 1 },
        { OX_LOOKUP_ADDRESS, "smtp:lisam@example.com", 1 },
        { OX_LOOKUP_ADDRESS, "lisa@example.com", 0 },
    };
    g_autoptr (GBytes) bytes = SAMPLE (sample_v4);
    g_autoptr (OxAddressList) list = open_bytes (bytes, NULL);
    for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
        if (n_found (list, cases[i].search, cases[i].text) != cases[i].n)
            fail_msg ("\"%s\" finds %u", cases[i].text, n_found (list, cases[i].search, cases[i].text));
    guint32 first = 9;
    assert_true (ox_address_list_browse (list, 0, &first, NULL));
    assert_int_equal (first, 1); /* Administrator */
    assert_false (ox_address_list_browse (list, 2, &first, NULL));
    g_autoptr (OxAddressBook) book = ox_address_book_new ();
    ox_address_book_add_list (book, list);
    g_autofree char *smtp = ox_address_book_resolve_dn (book, PARENT "/cn=Lisa Miller");
    assert_string_equal (smtp, "LisaM@example.com");
}

/* A file may say that a server looks through more properties than those it does by default, 2.9.4. */
static void
searches_flagged_columns (void **state)
{
    g_autoptr (GBytes) bytes = SAMPLE (sample_v4);
    for (guint flags = 0; flags <= 1; flags++) {
        g_autofree guint8 *copy = g_memdup2 (sample_v4, sizeof sample_v4);
        /* Where the display name was there is a title, PidTagTitle. */
        copy[0x48 + 2] = 0x17;
        copy[0x48 + 3] = 0x3A;
        copy[0x48 + 4] = (guint8) flags;
        g_autoptr (GBytes) changed = g_bytes_new (copy, sizeof sample_v4);
        g_autoptr (OxAddressList) list = open_bytes (changed, NULL);
        assert_int_equal (n_found (list, OX_LOOKUP_ANR, "lisa mil"), flags);
        assert_int_equal (n_found (list, OX_LOOKUP_PREFIX, "lisa"), 0);
    }
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (sample_reads_as_stated), cmocka_unit_test (sample_is_rebuilt),
        cmocka_unit_test (integers_are_as_short_as_can_be), cmocka_unit_test (odd_values),
        cmocka_unit_test (books_of_any_size), cmocka_unit_test (large_values_are_cut),
        cmocka_unit_test (names_are_never_cut), cmocka_unit_test (members_are_unique),
        cmocka_unit_test (no_members), cmocka_unit_test (columns_of_any_number),
        cmocka_unit_test (damage_costs_one_record), cmocka_unit_test (tables_that_lie), cmocka_unit_test (names_are_unique),
        cmocka_unit_test (texts_end_once), cmocka_unit_test (cut_off_anywhere),
        cmocka_unit_test (mutations),
        cmocka_unit_test (searches), cmocka_unit_test (searches_flagged_columns),
    };
    return cmocka_run_group_tests (tests, NULL, NULL);
}
