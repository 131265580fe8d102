/* SPDX-License-Identifier: MIT
 *
 * The other way of entry.c. Members of a group, which are UIDs of other cards, become the X.500 names of these:
 * they are noted while the file is looked through.
 */
#include "convert/vcard/entry-reader.h"

#include "base/diag.h"
#include "convert/ldif/field.h"
#include "convert/line/line.h"
#include "model/address-private.h"

#include <string.h>

#define MOST_CARD (16u << 20)

typedef struct {
    GHashTable *names; /* UIDs, and the X.500 names of their cards */
} Cards;

typedef struct {
    const Cards *cards;
    OxFields fields;
    OxDiagnostics *diagnostics;
    gboolean has_business;
    gboolean has_home;
} Reader;

/* What text fields are which property; TEL, EMAIL and what has parts are code. */
static const struct {
    const char *name;
    guint32 tag;
} rows[] = {
    { "FN", 0x3001001F },
    { "TITLE", 0x3A17001F },
    { "NOTE", 0x3004001F },
    { "X-OXCART-ALIAS", 0x3A00001F },
    { "X-OXCART-OFFICE", 0x3A19001F },
    { "X-OXCART-ADDRESS", 0x800F101F },
    { "X-MS-ASSISTANT", 0x3A30001F },
    { "X-MS-TEL", 0x3A2E001F },
    { "X-PHONETIC-FIRST-NAME", 0x8C8E001F },
    { "X-PHONETIC-LAST-NAME", 0x8C8F001F },
    { "X-MS-X500", 0x3003001E },
};

static void
add (Reader *r, guint32 tag, const char *text)
{
    if (text != NULL && *text != '\0')
        ox_fields_add_text (&r->fields, tag, text);
}

static gboolean
has_field (const Reader *r, OxKey key)
{
    return ox_fields_have (&r->fields, key);
}

/* A surname that only repeats the name is there because vCard 3.0 needs N. */
static void
drop_stand_in (Reader *r)
{
    const char *surname = ox_fields_get_text (&r->fields, OX_TAG_SURNAME);
    const char *name = ox_fields_get_text (&r->fields, OX_TAG_DISPLAY_NAME);
    if (surname != NULL && name != NULL && !has_field (r, OX_TAG_GIVEN_NAME) && strcmp (surname, name) == 0)
        ox_fields_drop (&r->fields, OX_TAG_SURNAME);
}

/* The parts of a structured value, each its property; 0 for one that is none. */
static void
take_parts (Reader *r, const OxLine *line, const guint32 *tags, guint n)
{
    g_auto (GStrv) parts = ox_line_split (line, ';', n + 1);
    for (guint i = 0; i < n && parts[i] != NULL; i++)
        if (tags[i] != 0 && !has_field (r, tags[i] >> 16))
            add (r, tags[i], parts[i]);
}

static void
take_phone (Reader *r, const OxLine *line)
{
    g_autofree char *text = ox_line_get_text (line);
    const char *number = g_ascii_strncasecmp (text, "tel:", 4) == 0 ? text + 4 : text;
    gboolean home = ox_line_has_value (line, "TYPE", "home");
    if (ox_line_has_value (line, "TYPE", "cell")) {
        add (r, 0x3A1C001F, number);
    } else if (ox_line_has_value (line, "TYPE", "pager")) {
        add (r, 0x3A21001F, number);
    } else if (ox_line_has_value (line, "TYPE", "fax")) {
        add (r, 0x3A23001F, number);
    } else if (home) {
        add (r, r->has_home ? 0x3A2F101F : 0x3A09001F, number);
        r->has_home = TRUE;
    } else {
        add (r, r->has_business ? 0x3A1B101F : 0x3A08001F, number);
        r->has_business = TRUE;
    }
}

/* The first address is the one; all are proxy addresses. */
static void
take_email (Reader *r, const OxLine *line)
{
    g_autofree char *text = ox_line_get_text (line);
    const char *address = g_ascii_strncasecmp (text, "mailto:", 7) == 0 ? text + 7 : text;
    gboolean first = !has_field (r, OX_TAG_SMTP_ADDRESS);
    g_autofree char *proxy = g_strconcat (first ? "SMTP:" : "smtp:", address, NULL);
    if (first)
        add (r, 0x39FE001F, address);
    add (r, 0x800F101F, proxy);
}

static void
take_kind (Reader *r, const OxLine *line)
{
    static const struct {
        const char *word;
        const char *display_type, *object_type, *extended;
    } kinds[] = { { "group", "1", "8", NULL },
                  { "org", "4", "6", NULL },
                  { "location", "0", "6", "7" },
                  { "device", "0", "6", "8" },
                  { "x-forum", "2", "3", NULL } };
    g_autofree char *text = ox_line_get_text (line);
    for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
        if (g_ascii_strcasecmp (text, kinds[i].word) != 0)
            continue;
        add (r, 0x39000003, kinds[i].display_type);
        add (r, 0x0FFE0003, kinds[i].object_type);
        add (r, 0x39050003, kinds[i].extended);
    }
}

static void
take_member (Reader *r, const OxLine *line)
{
    g_autofree char *uid = ox_line_get_text (line);
    const char *name = g_hash_table_lookup (r->cards->names, uid);
    if (name != NULL)
        add (r, 0x8009101E, name);
    else
        ox_diag (r->diagnostics, OX_DIAG_OAB_IMPORT, line->offset, "a member that has no card in the file");
}

static void
take_photo (Reader *r, const OxLine *line)
{
    g_autoptr (GBytes) bytes = ox_line_get_bytes (line);
    gsize n = 0;
    gconstpointer data = bytes != NULL ? g_bytes_get_data (bytes, &n) : NULL;
    if (bytes != NULL)
        ox_fields_add (&r->fields, 0x8C9E0102, data, n);
}

static void
take_line (Reader *r, const OxLine *line)
{
    static const guint32 name[] = { 0x3A11001F, 0x3A06001F };
    static const guint32 org[] = { 0x3A16001F, 0x3A18001F };
    static const guint32 address[] = { 0, 0, 0x3A29001F, 0x3A27001F, 0x3A28001F, 0x3A2A001F, 0x3A26001F };
    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        if (strcmp (line->name, rows[i].name) != 0)
            continue;
        g_autofree char *text = ox_line_get_text (line);
        if ((rows[i].tag & OX_TYPE_MULTIPLE) != 0 || !has_field (r, rows[i].tag >> 16))
            add (r, rows[i].tag, text);
        return;
    }
    if (strcmp (line->name, "N") == 0)
        take_parts (r, line, name, G_N_ELEMENTS (name));
    else if (strcmp (line->name, "ORG") == 0)
        take_parts (r, line, org, G_N_ELEMENTS (org));
    else if (strcmp (line->name, "ADR") == 0)
        take_parts (r, line, address, G_N_ELEMENTS (address));
    else if (strcmp (line->name, "TEL") == 0)
        take_phone (r, line);
    else if (strcmp (line->name, "EMAIL") == 0)
        take_email (r, line);
    else if (strcmp (line->name, "KIND") == 0 || strcmp (line->name, "X-ADDRESSBOOKSERVER-KIND") == 0)
        take_kind (r, line);
    else if (strcmp (line->name, "MEMBER") == 0 || strcmp (line->name, "X-ADDRESSBOOKSERVER-MEMBER") == 0)
        take_member (r, line);
    else if (strcmp (line->name, "PHOTO") == 0)
        take_photo (r, line);
}

static void
parse_card (gpointer self, OxSlice s, OxProps *props, OxDiagnostics *d)
{
    Reader r = { .cards = self, .diagnostics = d };
    OxLineLimits limits;
    g_auto (OxLineReader) reader = { 0 };
    g_auto (OxLine) line = { 0 };
    ox_fields_init (&r.fields);
    ox_line_limits_init (&limits);
    ox_line_reader_init (&reader, s, OX_DIALECT_VCARD_4, &limits);
    while (ox_line_reader_next (&reader, &line))
        take_line (&r, &line);
    drop_stand_in (&r);
    if (!has_field (&r, OX_TAG_DISPLAY_TYPE))
        add (&r, 0x39000003, "0");
    if (!has_field (&r, OX_TAG_OBJECT_TYPE))
        add (&r, 0x0FFE0003, "6");
    ox_fields_apply (&r.fields, props, d);
    ox_fields_clear (&r.fields);
}

/* --- the file ------------------------------------------------------------------------------------------------- */

typedef struct {
    OxRecords *records;
    guint64 start; /* G_MAXUINT64 between cards */
} Scan;

static gboolean
begins (OxSlice line, const char *what)
{
    g_autofree char *text = g_strndup ((const char *) ox_slice_data (&line), MIN (line.left, 64));
    g_strstrip (text);
    return g_ascii_strcasecmp (text, what) == 0;
}

static gboolean
find_cards (gpointer self, OxSlice line)
{
    Scan *scan = self;
    if (begins (line, "BEGIN:VCARD") && scan->start == G_MAXUINT64)
        scan->start = line.at;
    if (!begins (line, "END:VCARD") || scan->start == G_MAXUINT64)
        return TRUE;
    ox_records_add (scan->records, scan->start, line.at + line.left - scan->start);
    scan->start = G_MAXUINT64;
    return TRUE;
}

/* The UID and the X.500 name of a card. */
static void
note_card (Cards *cards, OxSlice s)
{
    g_autofree char *uid = NULL;
    g_autofree char *name = NULL;
    OxLineLimits limits;
    g_auto (OxLineReader) reader = { 0 };
    g_auto (OxLine) line = { 0 };
    ox_line_limits_init (&limits);
    ox_line_reader_init (&reader, s, OX_DIALECT_VCARD_4, &limits);
    while (ox_line_reader_next (&reader, &line)) {
        if (uid == NULL && strcmp (line.name, "UID") == 0)
            uid = ox_line_get_text (&line);
        else if (name == NULL && strcmp (line.name, "X-MS-X500") == 0)
            name = ox_line_get_text (&line);
    }
    if (uid != NULL && name != NULL)
        g_hash_table_replace (cards->names, g_steal_pointer (&uid), g_steal_pointer (&name));
}

static gboolean
note_cards (OxRecords *records, Cards *cards, GError **error)
{
    for (guint i = 0; i < records->places->len; i++) {
        guint64 size = 0;
        guint64 offset = ox_records_place (records, i, &size);
        g_autoptr (GBytes) bytes = ox_stream_read_bytes (records->stream, offset, (gsize) MIN (size, MOST_CARD), error);
        if (bytes == NULL)
            return FALSE;
        note_card (cards, ox_slice_from_bytes (bytes));
    }
    return TRUE;
}

static void
cards_free (gpointer data)
{
    Cards *cards = data;
    g_hash_table_unref (cards->names);
    g_free (cards);
}

gboolean
ox_vcard_entries_sniff (OxStream *stream)
{
    guint8 head[16];
    gssize n = ox_stream_pread (stream, 0, head, sizeof head, NULL);
    OxSlice s = ox_slice (head, n > 0 ? (gsize) n : 0, 0);
    ox_slice_skip_utf8_mark (&s);
    g_autofree char *text = g_strndup ((const char *) ox_slice_data (&s), MIN (s.left, 11));
    return g_ascii_strcasecmp (text, "BEGIN:VCARD") == 0;
}

OxAddressBook *
ox_vcard_entries_open (OxStream *stream, OxOptions *options, OxDiagnostics *diagnostics, GError **error)
{
    g_autoptr (OxProps) props = ox_props_new ();
    Cards *cards = g_new0 (Cards, 1);
    cards->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
    OxRecords *records = ox_records_new (stream, parse_card, cards, cards_free);
    Scan scan = { records, G_MAXUINT64 };
    gboolean ok = ox_lines_read (stream, find_cards, &scan, error) && note_cards (records, cards, error);
    if (scan.start != G_MAXUINT64)
        ox_diag (diagnostics, OX_DIAG_OAB_IMPORT, scan.start, "a card that does not end");
    g_autoptr (OxAddressList) list = ox_records_list (records, "vCard", props);
    return ok ? ox_address_book_of_list (list) : NULL;
}
