/* SPDX-License-Identifier: MIT
 *
 * The properties of one storage: message, recipient or attachment. The
 * property stream ([MS-OXMSG] 2.4) lists them; values that are longer than 8
 * bytes stand in streams named after their tag (2.3).
 */
#include "base/charset.h"
#include "base/charset-guess.h"
#include "base/diag.h"
#include "base/sort.h"
#include "model/lzfu.h"
#include "msg/file.h"
#include "msg/layout.h"

#include <string.h>

/* A value stream: `__substg1.0_PPPPTTTT` or, of several values, with `-NNNNNNNN`. */
typedef struct {
    guint32 tag; /* id in the high word, type in the low one */
    gint64 item; /* -1: the whole value, or the lengths of several */
    guint32 entry;
    gboolean orphan; /* no tree reaches it: what one does reach comes first */
    gboolean used;
} ValueStream;

/* One entry of the property stream. */
typedef struct {
    guint32 tag;
    OxSlice value; /* its 8 bytes */
    guint64 at;
} PropertyEntry;

typedef struct {
    MsgFile *file;
    OxProps *props;
    GArray *streams;      /* ValueStream, sorted by tag and item */
    const OxCodepages *pages;
} Reading;

#define DEFAULT_CODEPAGE 1252 /* of options where the caller chose none */
#define GUESS_HEAD (64u << 10)
#define RTF_HEAD 4096 /* the header of compressed RTF, with room */
#define ID(tag) ((guint16) ((tag) >> 16))
#define TYPE(tag) ((guint16) (tag))

/* --- value streams ---------------------------------------------------------- */

static gboolean
parse_hex (const char *text, guint32 *number)
{
    *number = 0;
    for (guint i = 0; i < 8; i++) {
        int digit = g_ascii_xdigit_value (text[i]);
        if (digit < 0)
            return FALSE;
        *number = *number << 4 | (guint32) digit;
    }
    return TRUE;
}

static gboolean
parse_stream_name (const char *name, ValueStream *stream)
{
    gsize prefix = strlen (MSG_VALUE_PREFIX);
    gsize length = strlen (name);
    if (length < prefix + 8
        || (memcmp (name, MSG_VALUE_PREFIX, prefix) != 0
            && g_ascii_strncasecmp (name, MSG_VALUE_PREFIX, prefix) != 0)
        || !parse_hex (name + prefix, &stream->tag))
        return FALSE;
    stream->item = -1;
    if (length == prefix + 8)
        return TRUE;
    guint32 item;
    if (length != prefix + 17 || name[prefix + 8] != '-' || !parse_hex (name + prefix + 9, &item))
        return FALSE;
    stream->item = item;
    return TRUE;
}

static gint
compare_streams (gconstpointer a, gconstpointer b)
{
    const ValueStream *x = a;
    const ValueStream *y = b;
    if (x->tag != y->tag)
        return x->tag < y->tag ? -1 : 1;
    if (x->item != y->item)
        return x->item < y->item ? -1 : 1;
    if (x->orphan != y->orphan)
        return x->orphan ? 1 : -1;
    return x->entry < y->entry ? -1 : x->entry > y->entry;
}

static void
collect_streams (MsgFile *file, const guint32 *entries, guint n, gboolean orphan, GArray *streams)
{
    for (guint i = 0; i < n; i++) {
        ValueStream stream = { .entry = entries[i], .orphan = orphan };
        if (parse_stream_name (ox_cfb_get_name (file->cfb, entries[i]), &stream))
            g_array_append_val (streams, stream);
    }
}

static ValueStream *
find_stream (Reading *r, guint32 tag, gint64 item)
{
    guint low = 0;
    guint high = r->streams->len;
    while (low < high) {
        guint middle = low + (high - low) / 2;
        const ValueStream *s = &g_array_index (r->streams, ValueStream, middle);
        if (s->tag < tag || (s->tag == tag && s->item < item))
            low = middle + 1;
        else
            high = middle;
    }
    if (low == r->streams->len)
        return NULL;
    ValueStream *s = &g_array_index (r->streams, ValueStream, low);
    return s->tag == tag && s->item == item ? s : NULL;
}

/* --- values of variable size ------------------------------------------------ */

static gboolean
is_text (guint16 type)
{
    return type == OX_TYPE_STRING || type == OX_TYPE_STRING8;
}

/* Whether a value of this size may be held in memory. */
static gboolean
fits_memory (MsgFile *file, guint16 type, guint64 size)
{
    guint64 most = is_text (type) ? file->limits->value_bytes : file->limits->stream_threshold;
    if (size > most || file->memory > file->limits->item_bytes
        || size > file->limits->item_bytes - file->memory)
        return FALSE;
    file->memory += size;
    return TRUE;
}

static void
lost_value (Reading *r, guint32 tag, guint64 at, const char *why)
{
    ox_diag (r->file->diagnostics, OX_DIAG_MSG_VALUE, at, "property 0x%08X: %s", tag, why);
}

/* A value that stays in the file. Text too long for memory is kept as well, as
 * the bytes it is stored in. */
static gboolean
keep_stream (Reading *r, guint32 tag, guint32 entry, OxValue *value)
{
    g_autoptr (GError) error = NULL;
    OxStream *stream = ox_cfb_open_stream (r->file->cfb, entry, r->file->diagnostics, &error);
    if (stream == NULL) {
        lost_value (r, tag, ox_cfb_get_offset (r->file->cfb, entry), error->message);
        return FALSE;
    }
    if (is_text (TYPE (tag)))
        ox_diag (r->file->diagnostics, OX_DIAG_MSG_LIMIT, OX_DIAG_NO_OFFSET,
                 "text of property 0x%08X is too long for memory", tag);
    *value = ox_value_stream (TYPE (tag), stream);
    return TRUE;
}

static OxValue
value_from_bytes (Reading *r, guint32 tag, GBytes *bytes)
{
    guint16 type = TYPE (tag);
    if (is_text (type))
        return ox_decode_text (r->file->diagnostics, ID (tag), type, bytes, r->pages);
    OxSlice s = ox_slice_from_bytes (bytes);
    if (type != OX_TYPE_GUID || s.left < sizeof (OxGuid))
        return ox_value_bytes (type, bytes);
    OxGuid guid = ox_slice_guid (&s);
    g_bytes_unref (bytes);
    return ox_value_guid (&guid);
}

static gboolean
read_single (Reading *r, guint32 tag, ValueStream *stream, OxValue *value)
{
    MsgFile *file = r->file;
    stream->used = TRUE;
    if (ox_cfb_get_type (file->cfb, stream->entry) != OX_CFB_STREAM) {
        /* An embedded message or OLE object: the attachment opens it. */
        *value = (OxValue){ .type = OX_TYPE_OBJECT };
        return TRUE;
    }
    guint64 size = ox_cfb_get_size (file->cfb, stream->entry);
    if (!fits_memory (file, TYPE (tag), size))
        return keep_stream (r, tag, stream->entry, value);
    g_autoptr (GError) error = NULL;
    GBytes *bytes = ox_cfb_read (file->cfb, stream->entry, size, file->diagnostics, &error);
    if (bytes == NULL) {
        lost_value (r, tag, ox_cfb_get_offset (file->cfb, stream->entry), error->message);
        return FALSE;
    }
    *value = value_from_bytes (r, tag, bytes);
    return TRUE;
}

/* Several values of variable size: the tag's own stream lists their lengths, 4
 * bytes each for text and 8 for binary; each value has a stream, [MS-OXMSG]
 * 2.1.4.2. The streams' real lengths count. */
static gboolean
read_multiple (Reading *r, guint32 tag, ValueStream *lengths, OxValue *value)
{
    guint16 base = TYPE (tag) & (guint16) ~OX_TYPE_MULTIPLE;
    lengths->used = TRUE;
    gsize width = base == OX_TYPE_BINARY ? 8 : 4;
    guint64 claimed = ox_cfb_get_size (r->file->cfb, lengths->entry) / width;
    g_autoptr (GArray) items = g_array_new (FALSE, FALSE, sizeof (OxValue));
    guint64 missing = 0;
    ValueStream *first = find_stream (r, tag, 0);
    guint index = first != NULL ? (guint) (first - (ValueStream *) r->streams->data) : G_MAXUINT;
    /* The streams stand in order: walk them instead of counting to what is claimed. */
    for (; index < r->streams->len; index++) {
        ValueStream *s = &g_array_index (r->streams, ValueStream, index);
        if (s->tag != tag)
            break;
        OxValue item;
        if (s->item < 0 || !read_single (r, (tag & 0xFFFF0000u) | base, s, &item))
            continue;
        g_array_append_val (items, item);
    }
    missing = claimed > items->len ? claimed - items->len : 0;
    if (missing > 0)
        ox_diag (r->file->diagnostics, OX_DIAG_MSG_MISSING_VALUE,
                 ox_cfb_get_offset (r->file->cfb, lengths->entry),
                 "property 0x%08X: %" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT
                 " values are missing", tag, missing, claimed);
    guint n = items->len;
    *value = ox_value_multiple (TYPE (tag), (OxValue *) g_array_free (g_steal_pointer (&items), FALSE),
                                n);
    return TRUE;
}

static gboolean
read_array (Reading *r, guint32 tag, ValueStream *stream, OxValue *value)
{
    MsgFile *file = r->file;
    stream->used = TRUE;
    guint64 size = ox_cfb_get_size (file->cfb, stream->entry);
    /* An item takes 16 bytes or more in memory, whatever it takes in the file. */
    if (size > file->limits->value_bytes / 16
        || !fits_memory (file, OX_TYPE_STRING, size * 16))
        return keep_stream (r, tag, stream->entry, value);
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) bytes = ox_cfb_read (file->cfb, stream->entry, size, file->diagnostics,
                                            &error);
    if (bytes == NULL) {
        lost_value (r, tag, ox_cfb_get_offset (file->cfb, stream->entry), error->message);
        return FALSE;
    }
    *value = ox_decode_array (file->diagnostics, TYPE (tag), bytes);
    return TRUE;
}

static gboolean
read_stream_value (Reading *r, guint32 tag, ValueStream *stream, OxValue *value)
{
    guint16 type = TYPE (tag);
    gboolean is_stream = ox_cfb_get_type (r->file->cfb, stream->entry) == OX_CFB_STREAM;
    if ((type & OX_TYPE_MULTIPLE) == 0 || !is_stream)
        return read_single (r, tag, stream, value);
    if (ox_decode_width (type) > 0)
        return read_array (r, tag, stream, value);
    return read_multiple (r, tag, stream, value);
}

static void
add_value (Reading *r, guint32 tag, OxValue value)
{
    ox_props_add (r->props, msg_names_key (r->file, ID (tag)), value);
}

/* --- the property stream ------------------------------------------------------ */

/* Where an id stands with two types, the richer one is to win: Unicode over
 * 8-bit text, the bytes of an HTML body over its text. */
static guint
rank (guint32 tag)
{
    if (ID (tag) == OX_TAG_HTML)
        return TYPE (tag) == OX_TYPE_BINARY ? 0 : 1;
    return TYPE (tag) == OX_TYPE_STRING8 || TYPE (tag) == OX_TYPE_UNSPECIFIED ? 1 : 0;
}

static void
read_variable (Reading *r, const PropertyEntry *entry)
{
    OxValue value;
    ValueStream *stream = find_stream (r, entry->tag, -1);
    if (stream != NULL) {
        if (read_stream_value (r, entry->tag, stream, &value))
            add_value (r, entry->tag, value);
        return;
    }
    if (TYPE (entry->tag) == OX_TYPE_OBJECT) {
        /* Table properties of the recipients and attachments have no storage. */
        add_value (r, entry->tag, (OxValue){ .type = OX_TYPE_OBJECT });
        return;
    }
    ox_diag (r->file->diagnostics, OX_DIAG_MSG_MISSING_VALUE, entry->at,
             "property 0x%08X has no value", entry->tag);
}

/* The page that the RTF body names, for text whose message names none. */
static guint
codepage_of_rtf (Reading *r)
{
    ValueStream *stream = find_stream (r, (guint32) OX_TAG_RTF_COMPRESSED << 16 | OX_TYPE_BINARY, -1);
    if (stream == NULL || ox_cfb_get_type (r->file->cfb, stream->entry) != OX_CFB_STREAM)
        return 0;
    g_autoptr (GBytes) head = ox_cfb_read (r->file->cfb, stream->entry, RTF_HEAD, NULL, NULL);
    guint page = head != NULL ? ox_lzfu_ansicpg (ox_slice_from_bytes (head)) : 0;
    return ox_charset_known (page) ? page : 0;
}

/* Where nothing names a page at all: what the body, or the subject, looks like. */
static guint
guess_codepage (Reading *r)
{
    static const OxKey keys[] = { OX_TAG_BODY, OX_TAG_SUBJECT };
    guint page = 0;
    for (guint i = 0; page == 0 && i < G_N_ELEMENTS (keys); i++) {
        ValueStream *stream = find_stream (r, (guint32) keys[i] << 16 | OX_TYPE_STRING8, -1);
        if (stream == NULL || ox_cfb_get_type (r->file->cfb, stream->entry) != OX_CFB_STREAM)
            continue;
        g_autoptr (GBytes) head = ox_cfb_read (r->file->cfb, stream->entry, GUESS_HEAD, NULL, NULL);
        page = head != NULL ? ox_charset_guess (ox_slice_from_bytes (head)) : 0;
    }
    return page;
}

static void
work_out_codepages (Reading *r, OxCodepages *pages)
{
    ox_props_seal (r->props, NULL);
    guint message = (guint) ox_props_get_integer (r->props, OX_TAG_MESSAGE_CODEPAGE, 0);
    guint locale = (guint) ox_props_get_integer (r->props, OX_TAG_MESSAGE_LOCALE_ID, 0);
    guint internet = (guint) ox_props_get_integer (r->props, OX_TAG_INTERNET_CODEPAGE, 0);
    guint page = ox_charset_known (message) ? message : 0;
    pages->key = OX_TAG_MESSAGE_CODEPAGE;
    if (page == 0) {
        page = ox_codepage_from_lcid (locale);
        pages->key = OX_TAG_MESSAGE_LOCALE_ID;
    }
    if (page == 0) {
        page = codepage_of_rtf (r);
        pages->key = OX_TAG_RTF_COMPRESSED;
    }
    if (page == 0 && internet != 0 && internet != 65001
        && ox_charset_known (ox_codepage_windows (internet))) {
        page = ox_codepage_windows (internet);
        pages->key = OX_TAG_INTERNET_CODEPAGE;
    }
    pages->stored = page != 0;
    if (page == 0 && ox_options_get_codepage (r->file->options) == DEFAULT_CODEPAGE) {
        page = guess_codepage (r);
        pages->key = OX_TAG_BODY;
    }
    pages->text = page != 0 ? page : ox_options_get_codepage (r->file->options);
    pages->html = internet != 0 ? internet : pages->text;
}

static GArray *
split_entries (Reading *r, OxSlice s)
{
    gsize n = MIN (s.left / MSG_ENTRY, r->file->limits->properties);
    GArray *entries = g_array_sized_new (FALSE, FALSE, sizeof (PropertyEntry), (guint) n);
    g_array_set_size (entries, (guint) n);
    for (gsize i = 0; i < n; i++) {
        PropertyEntry *entry = &g_array_index (entries, PropertyEntry, i);
        entry->at = s.at;
        entry->tag = ox_slice_u32 (&s);
        ox_slice_skip (&s, 4); /* flags: of no meaning for a reader */
        entry->value = ox_slice_take (&s, 8);
    }
    if (s.left >= MSG_ENTRY)
        ox_diag (r->file->diagnostics, OX_DIAG_MSG_LIMIT, s.at, "more than %u properties",
                 r->file->limits->properties);
    else if (s.left > 0)
        ox_diag (r->file->diagnostics, OX_DIAG_MSG_PROPERTIES_SIZE, s.at,
                 "%" G_GSIZE_FORMAT " bytes after the last property", s.left);
    return entries;
}

/* Numbers first: the code page of the text is among them. */
static void
read_entries (Reading *r, GArray *entries, OxCodepages *pages, gboolean is_message)
{
    guint n_variable = 0;
    for (guint i = 0; i < entries->len; i++) {
        PropertyEntry *entry = &g_array_index (entries, PropertyEntry, i);
        OxValue value;
        if (ox_decode_fixed (TYPE (entry->tag), entry->value, &value))
            add_value (r, entry->tag, value);
        else
            g_array_index (entries, PropertyEntry, n_variable++) = *entry;
    }
    if (is_message)
        work_out_codepages (r, pages);
    for (guint pass = 0; pass < 2; pass++)
        for (guint i = 0; i < n_variable; i++) {
            const PropertyEntry *entry = &g_array_index (entries, PropertyEntry, i);
            if (rank (entry->tag) == pass)
                read_variable (r, entry);
        }
}

/* Value streams that no entry names: kept, under the tag in their name. */
static void
read_extra_streams (Reading *r)
{
    for (guint i = 0; i < r->streams->len; i++) {
        ValueStream *s = &g_array_index (r->streams, ValueStream, i);
        OxValue value;
        if (s->used || s->item >= 0 || !read_stream_value (r, s->tag, s, &value))
            continue;
        ox_diag (r->file->diagnostics, OX_DIAG_MSG_EXTRA_VALUE,
                 ox_cfb_get_offset (r->file->cfb, s->entry),
                 "the value of property 0x%08X has no entry", s->tag);
        add_value (r, s->tag, value);
    }
}

static void
read_header (OxSlice *s, gsize header, MsgCounts *counts)
{
    *counts = (MsgCounts){ 0 };
    OxSlice h = ox_slice_take (s, header);
    if (header == MSG_HEADER_OBJECT)
        return;
    ox_slice_skip (&h, 16); /* reserved, next recipient id, next attachment id */
    counts->n_recipients = ox_slice_u32 (&h);
    counts->n_attachments = ox_slice_u32 (&h);
}

/* An entry that no tree reaches, by its name; the first of several. */
static guint32
find_orphan (MsgFile *file, const char *name)
{
    guint n = 0;
    const guint32 *orphans = ox_cfb_orphans (file->cfb, &n);
    for (guint i = 0; i < n; i++)
        if (g_ascii_strcasecmp (ox_cfb_get_name (file->cfb, orphans[i]), name) == 0)
            return orphans[i];
    return OX_CFB_NONE;
}

static GBytes *
read_property_stream (MsgFile *file, guint32 storage)
{
    guint32 entry = ox_cfb_find (file->cfb, storage, MSG_PROPERTIES);
    if (entry == OX_CFB_NONE && storage == ox_cfb_root (file->cfb))
        entry = find_orphan (file, MSG_PROPERTIES);
    if (entry == OX_CFB_NONE || ox_cfb_get_type (file->cfb, entry) != OX_CFB_STREAM)
        return NULL;
    g_autoptr (GError) error = NULL;
    GBytes *bytes = ox_cfb_read (file->cfb, entry, file->limits->value_bytes, file->diagnostics,
                                 &error);
    if (bytes == NULL)
        ox_diag (file->diagnostics, OX_DIAG_MSG_NO_PROPERTIES,
                 ox_cfb_get_offset (file->cfb, entry), "%s", error->message);
    return bytes;
}

gboolean
msg_object_read (MsgFile *file, const MsgObject *object, OxProps *props, OxCodepages *pages,
                 MsgCounts *counts)
{
    g_autoptr (GArray) streams = g_array_sized_new (FALSE, FALSE, sizeof (ValueStream),
                                                    object->n_entries);
    g_autoptr (GBytes) bytes = read_property_stream (file, object->storage);
    Reading r = { file, props, streams, pages };
    collect_streams (file, object->entries, object->n_entries, FALSE, streams);
    if (object->top) {
        guint n = 0;
        const guint32 *orphans = ox_cfb_orphans (file->cfb, &n);
        collect_streams (file, orphans, n, TRUE, streams);
    }
    if (!ox_array_is_sorted (streams, sizeof (ValueStream), compare_streams))
        g_array_sort (streams, compare_streams);
    if (bytes == NULL)
        ox_diag (file->diagnostics, OX_DIAG_MSG_NO_PROPERTIES,
                 ox_cfb_get_offset (file->cfb, object->storage), "no property stream");
    OxSlice s = ox_slice_from_bytes (bytes);
    read_header (&s, object->header, counts);
    g_autoptr (GArray) entries = split_entries (&r, s);
    read_entries (&r, entries, pages, object->header != MSG_HEADER_OBJECT);
    read_extra_streams (&r);
    OxKey duplicate = OX_KEY_NONE;
    guint n_dropped = ox_props_seal (props, &duplicate);
    if (n_dropped > 0)
        ox_diag (file->diagnostics, OX_DIAG_MSG_DUPLICATE_PROPERTY, OX_DIAG_NO_OFFSET,
                 "%u properties stand twice, one of them 0x%04X", n_dropped, duplicate);
    return bytes != NULL || streams->len > 0;
}
