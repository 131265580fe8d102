/* SPDX-License-Identifier: MIT
 *
 * Property contexts, [MS-PST] 2.3.3.
 */
#include "base/charset.h"
#include "base/diag.h"
#include "model/lzfu.h"
#include "pst/ltp.h"

#include <oxcart/error.h>
#include <string.h>

#define MEMORY_FLOOR (1u << 20)
#define RTF_HEAD     4096 /* of compressed RTF: enough for the code page it names */

/* One record: what is in the tree itself. */
typedef struct {
    guint16 id;
    guint16 type;
    guint32 value; /* the value, or its HNID */
} Record;

static gboolean
is_text (guint16 type)
{
    return type == OX_TYPE_STRING || type == OX_TYPE_STRING8;
}

/* --- values that are not in the record -------------------------------------------------------------- */

/* Values may share what they are in, so that a small store can claim to hold endlessly much. */
static gboolean
take_memory (PstHeap *heap, guint64 size, guint64 *memory, GError **error)
{
    const PstNdb *ndb = &heap->file->ndb;
    guint64 most = ndb->size * (ndb->layout->compressed ? 64 : 4) + MEMORY_FLOOR;
    if (size <= ndb->limits.value_bytes && *memory + size <= MIN (ndb->limits.item_bytes, most)) {
        *memory += size;
        return TRUE;
    }
    g_set_error (error, OX_ERROR, OX_ERROR_LIMIT, "a value of %" G_GUINT64_FORMAT " bytes", size);
    return FALSE;
}

/* The bytes behind a HNID; `stream` where there are too many to hold. */
static GBytes *
value_bytes (PstHeap *heap, guint32 hnid, gboolean may_stream, guint64 *memory, OxStream **stream,
             GError **error)
{
    const OxLimits *limits = &heap->file->ndb.limits;
    PstNode node;
    OxSlice item;
    *stream = NULL;
    if (hnid == 0)
        return g_bytes_new (NULL, 0);
    if (pst_is_hid (hnid)) {
        if (pst_heap_item (heap, hnid, &item) && take_memory (heap, item.left, memory, error))
            return g_bytes_new (ox_slice_data (&item), item.left);
        if (error != NULL && *error != NULL)
            return NULL;
        g_set_error (error, OX_ERROR, OX_ERROR_DAMAGED, "item 0x%X is not in the heap", hnid);
        return NULL;
    }
    if (!pst_heap_subnode (heap, hnid, &node)) {
        g_set_error (error, OX_ERROR, OX_ERROR_DAMAGED, "subnode 0x%X is missing", hnid);
        return NULL;
    }
    g_autoptr (PstData) data = pst_heap_open_data (heap, &node, error);
    if (data == NULL)
        return NULL;
    if (may_stream && data->size >= limits->stream_threshold) {
        *stream = pst_data_stream (g_steal_pointer (&data), heap->d, heap->file,
                                   (gpointer (*) (gpointer)) pst_file_ref,
                                   (void (*) (gpointer)) pst_file_unref);
        return NULL;
    }
    if (!take_memory (heap, data->size, memory, error))
        return NULL;
    return pst_data_bytes (data, limits->value_bytes, heap->d, error);
}

/* A multiple of text or bytes: how many, where each begins, then they; 2.3.3.4.2. */
static OxValue
multiple_value (PstHeap *heap, guint16 id, guint16 type, GBytes *bytes, const OxCodepages *pages)
{
    OxSlice whole = ox_slice_from_bytes (bytes);
    OxSlice s = whole;
    guint32 n = whole.left >= 4 ? ox_slice_u32 (&s) : 0;
    guint16 base = type & (guint16) ~OX_TYPE_MULTIPLE;
    n = (guint32) MIN (n, s.left / 4);
    OxValue *items = g_new0 (OxValue, MAX (n, 1));
    for (guint32 i = 0; i < n; i++) {
        guint32 start = ox_slice_u32 (&s);
        OxSlice next = s;
        guint32 end = i + 1 < n ? ox_slice_u32 (&next) : (guint32) whole.left;
        OxSlice at = ox_slice_at (&whole, start);
        OxSlice item = ox_slice_take (&at, end >= start ? MIN (end - start, at.left) : 0);
        GBytes *one = g_bytes_new_from_bytes (bytes, whole.left - at.left - item.left, item.left);
        items[i] = is_text (base) ? ox_decode_text (heap->d, id, base, one, pages)
                                  : ox_value_bytes (base, one);
    }
    return ox_value_multiple (type, items, n);
}

static OxValue
value_from_bytes (PstHeap *heap, guint16 id, guint16 type, GBytes *bytes, const OxCodepages *pages)
{
    guint16 base = type & (guint16) ~OX_TYPE_MULTIPLE;
    OxValue value;
    if ((type & OX_TYPE_MULTIPLE) != 0) {
        if (ox_decode_width (type) > 0)
            value = ox_decode_array (heap->d, type, bytes);
        else
            value = multiple_value (heap, id, type, bytes, pages);
        g_bytes_unref (bytes);
        return value;
    }
    if (is_text (type))
        return ox_decode_text (heap->d, id, type, bytes, pages);
    OxSlice s = ox_slice_from_bytes (bytes);
    if (base == OX_TYPE_GUID && s.left >= 16) {
        OxGuid guid = ox_slice_guid (&s);
        g_bytes_unref (bytes);
        return ox_value_guid (&guid);
    }
    if (s.left >= ox_decode_width (type) && ox_decode_fixed (type, s, &value)) {
        g_bytes_unref (bytes);
        return value;
    }
    return ox_value_bytes (type, bytes);
}

gboolean
pst_value_read (PstHeap *heap, guint16 id, guint16 type, guint32 hnid, const OxCodepages *pages,
                guint64 *memory, OxValue *value)
{
    g_autoptr (GError) error = NULL;
    OxStream *stream = NULL;
    GBytes *bytes = value_bytes (heap, hnid, type == OX_TYPE_BINARY, memory, &stream, &error);
    if (stream != NULL) {
        *value = ox_value_stream (type, stream);
        return TRUE;
    }
    if (bytes != NULL) {
        *value = value_from_bytes (heap, id, type, bytes, pages);
        return TRUE;
    }
    ox_diag (heap->d, OX_DIAG_PST_PROPERTY, OX_DIAG_NO_OFFSET, "property 0x%04X: %s", id, error->message);
    return FALSE;
}

/* A subject may begin with U+0001 and a character that counts its prefix, and itself, 2.5.3.1.1.1: the store's
 * way of storing three properties as one. */
void
pst_subject_add (OxProps *props, OxValue value)
{
    const char *text = value.form == OX_FORM_TEXT ? value.u.text : NULL;
    if (text == NULL || *text != 1 || text[1] == '\0') {
        ox_props_add (props, OX_TAG_SUBJECT, value);
        return;
    }
    const char *whole = g_utf8_next_char (text + 1);
    glong n = (glong) g_utf8_get_char (text + 1) - 1;
    const char *rest = n <= g_utf8_strlen (whole, -1) ? g_utf8_offset_to_pointer (whole, MAX (n, 0)) : whole;
    if (rest > whole)
        ox_props_add (props, OX_TAG_SUBJECT_PREFIX,
                      ox_value_text (OX_TYPE_STRING, g_strndup (whole, (gsize) (rest - whole)),
                                     (gsize) (rest - whole)));
    ox_props_add (props, OX_TAG_NORMALIZED_SUBJECT, ox_value_text (OX_TYPE_STRING, g_strdup (rest), strlen (rest)));
    ox_props_add (props, OX_TAG_SUBJECT, ox_value_text (OX_TYPE_STRING, g_strdup (whole), strlen (whole)));
    ox_value_clear (&value);
}

/* --- records --------------------------------------------------------------------------------------------- */

static void
add_inline (PstHeap *heap, OxProps *props, const Record *r, OxSlice bytes)
{
    OxValue value;
    if (r->type == OX_TYPE_BOOLEAN) /* one byte counts */
        value = ox_value_integer (r->type, (r->value & 0xFF) != 0);
    else if (!ox_decode_fixed (r->type, bytes, &value))
        return;
    ox_props_add (props, pst_names_key (heap->file, r->id), value);
}

/* The page that the RTF body names, for text whose message names none. */
static guint
codepage_of_rtf (PstHeap *heap, GArray *records)
{
    for (guint i = 0; i < records->len; i++) {
        const Record *r = &g_array_index (records, Record, i);
        OxSlice item;
        if (r->id != OX_TAG_RTF_COMPRESSED || !pst_is_hid (r->value)
            || !pst_heap_item (heap, r->value, &item))
            continue;
        OxSlice head = ox_slice_take (&item, MIN (item.left, RTF_HEAD));
        guint page = ox_lzfu_ansicpg (head);
        return ox_charset_known (page) ? page : 0;
    }
    return 0;
}

static void
work_out_codepages (PstHeap *heap, OxProps *props, GArray *records, OxCodepages *pages)
{
    ox_props_seal (props, NULL);
    guint message = (guint) ox_props_get_integer (props, OX_TAG_MESSAGE_CODEPAGE, 0);
    guint locale = (guint) ox_props_get_integer (props, OX_TAG_MESSAGE_LOCALE_ID, 0);
    guint internet = (guint) ox_props_get_integer (props, OX_TAG_INTERNET_CODEPAGE, 0);
    guint page = ox_charset_known (message) ? message : ox_codepage_from_lcid (locale);
    if (page == 0)
        page = codepage_of_rtf (heap, records);
    if (page == 0 && internet != 0 && internet != 65001)
        page = ox_codepage_windows (internet);
    pages->stored = page != 0 && ox_charset_known (page);
    pages->text = pages->stored ? page : ox_options_get_codepage (heap->file->options);
    pages->html = internet != 0 ? internet : pages->text;
}

static void
add_value (PstHeap *heap, OxProps *props, const Record *r, const OxCodepages *pages, guint64 *memory,
           PstObject *object)
{
    OxValue value;
    OxSlice item;
    if (r->type == OX_TYPE_OBJECT) {
        if (object != NULL && pst_is_hid (r->value) && pst_heap_item (heap, r->value, &item))
            *object = (PstObject){ r->id, ox_slice_u32 (&item) };
        ox_props_add (props, pst_names_key (heap->file, r->id), (OxValue){ .type = OX_TYPE_OBJECT });
        return;
    }
    /* The content of an attachment may be large whatever its type. */
    if (object != NULL && r->id == OX_TAG_ATTACH_DATA_BINARY && !pst_is_hid (r->value))
        *object = (PstObject){ r->id, r->value };
    if (!pst_value_read (heap, r->id, r->type, r->value, pages, memory, &value))
        return;
    if (r->id == OX_TAG_SUBJECT)
        pst_subject_add (props, value);
    else
        ox_props_add (props, pst_names_key (heap->file, r->id), value);
}

/* Numbers first: the code page of the text is among them. */
void
pst_properties_read (PstHeap *heap, OxProps *props, OxCodepages *pages, gboolean is_message,
                     PstObject *object)
{
    g_auto (PstTree) tree = { 0 };
    g_autoptr (GArray) records = g_array_new (FALSE, FALSE, sizeof (Record));
    guint64 memory = 0;
    if (heap->client != PST_CLIENT_PROPERTIES || !pst_tree_read (heap, heap->user_root, &tree)
        || tree.key != 2 || tree.width != 6) {
        ox_diag (heap->d, OX_DIAG_PST_HEAP, OX_DIAG_NO_OFFSET, "the heap holds no properties");
        ox_props_seal (props, NULL);
        return;
    }
    for (guint i = 0; i < tree.records->len; i++) {
        OxSlice s = g_array_index (tree.records, OxSlice, i);
        Record r = { .id = ox_slice_u16 (&s) };
        r.type = ox_slice_u16 (&s);
        OxSlice bytes = s;
        r.value = ox_slice_u32 (&s);
        if (pst_is_inline (r.type))
            add_inline (heap, props, &r, bytes);
        else
            g_array_append_val (records, r);
    }
    if (is_message)
        work_out_codepages (heap, props, records, pages);
    for (guint i = 0; i < records->len; i++)
        add_value (heap, props, &g_array_index (records, Record, i), pages, &memory, object);
    ox_props_seal (props, NULL);
}
