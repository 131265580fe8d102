/* SPDX-License-Identifier: MIT
 *
 * Messages, recipients and attachments of a .msg file, [MS-OXMSG] 2.2.
 */
#include "msg/reader.h"

#include "base/diag.h"
#include "cfb/writer.h"
#include "model/message-private.h"
#include "msg/file.h"
#include "msg/layout.h"

#include <oxcart/error.h>
#include <string.h>

/* One recipient or attachment storage: its number is in its name. */
typedef struct {
    guint32 number;
    guint32 entry;
} SubObject;

/* What an attachment needs to be opened later. */
typedef struct {
    MsgFile *file;
    guint32 data; /* entry of PidTagAttachDataBinary or PidTagAttachDataObject, or none */
    guint depth;  /* of the message the attachment is of */
    char *place;
} AttachmentSelf;

static OxMessage *read_message (MsgFile *file, guint32 storage, guint depth);

static MsgFile *
file_ref (MsgFile *file)
{
    g_atomic_ref_count_inc (&file->refs);
    return file;
}

static void
file_unref (MsgFile *file)
{
    if (!g_atomic_ref_count_dec (&file->refs))
        return;
    ox_cfb_unref (file->cfb);
    g_clear_object (&file->options);
    g_clear_pointer (&file->diagnostics, ox_diagnostics_unref);
    ox_names_unref (file->names);
    g_array_unref (file->keys);
    g_hash_table_unref (file->unnamed);
    g_free (file);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MsgFile, file_unref)

/* --- attachments -------------------------------------------------------------- */

static void
attachment_free (gpointer self)
{
    AttachmentSelf *a = self;
    file_unref (a->file);
    g_free (a->place);
    g_free (a);
}

static OxStorage *
attachment_open_storage (gpointer self, GError **error)
{
    AttachmentSelf *a = self;
    return ox_cfb_to_storage (a->file->cfb, a->data, a->file->limits, a->file->diagnostics, error);
}

static OxStream *
attachment_open (gpointer self, GError **error)
{
    AttachmentSelf *a = self;
    if (a->data == OX_CFB_NONE) {
        /* No stream at all is how an empty file is stored. */
        g_autoptr (GBytes) empty = g_bytes_new (NULL, 0);
        return ox_stream_new_bytes (empty);
    }
    if (ox_cfb_get_type (a->file->cfb, a->data) == OX_CFB_STREAM)
        return ox_cfb_open_stream (a->file->cfb, a->data, a->file->diagnostics, error);
    g_autoptr (OxStorage) storage = attachment_open_storage (self, error);
    return storage != NULL ? ox_cfb_write_storage (storage, error) : NULL;
}

static OxMessage *
open_message_here (AttachmentSelf *a, GError **error)
{
    MsgFile *file = a->file;
    if (ox_cfb_get_type (file->cfb, a->data) != OX_CFB_STREAM)
        return read_message (file, a->data, a->depth + 1);
    /* Method 5 with a stream: a whole .msg file inside. */
    g_autoptr (OxStream) stream = ox_cfb_open_stream (file->cfb, a->data, file->diagnostics, error);
    return stream != NULL
               ? ox_msg_open (stream, file->options, file->diagnostics, a->depth + 1, error)
               : NULL;
}

static OxMessage *
attachment_open_message (gpointer self, GError **error)
{
    AttachmentSelf *a = self;
    if (a->depth + 1 > a->file->limits->depth) {
        g_set_error (error, OX_ERROR, OX_ERROR_LIMIT, "messages are nested deeper than %u",
                     a->file->limits->depth);
        return NULL;
    }
    g_autofree char *place = ox_diag_swap_place (a->file->diagnostics, a->place);
    OxMessage *message = open_message_here (a, error);
    g_free (ox_diag_swap_place (a->file->diagnostics, place));
    return message;
}

static const OxAttachmentSource attachment_source = {
    attachment_open,
    attachment_open_message,
    attachment_open_storage,
    attachment_free,
};

/* The entry that holds the content, whatever type its name claims. */
static guint32
find_data (MsgFile *file, guint32 storage)
{
    static const char *const names[] = { MSG_VALUE_PREFIX "37010102", MSG_VALUE_PREFIX "3701000D",
                                         MSG_VALUE_PREFIX "3701001F", MSG_VALUE_PREFIX "3701001E" };
    for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
        guint32 entry = ox_cfb_find (file->cfb, storage, names[i]);
        if (entry != OX_CFB_NONE)
            return entry;
    }
    return OX_CFB_NONE;
}

static gboolean
is_message_storage (MsgFile *file, guint32 storage)
{
    return ox_cfb_find (file->cfb, storage, MSG_PROPERTIES) != OX_CFB_NONE;
}

static gboolean
is_message_stream (MsgFile *file, guint32 entry)
{
    g_autoptr (OxStream) stream = ox_cfb_open_stream (file->cfb, entry, NULL, NULL);
    return stream != NULL && ox_msg_sniff (stream);
}

/* What is there decides; the method only where that leaves a choice. */
static OxAttachmentKind
work_out_kind (MsgFile *file, guint32 data, gint64 method)
{
    if (data == OX_CFB_NONE) {
        if (method >= MSG_ATTACH_BY_REFERENCE && method <= MSG_ATTACH_REFERENCE_ONLY)
            return OX_ATTACHMENT_REFERENCE;
        if (method == MSG_ATTACH_WEB_REFERENCE)
            return OX_ATTACHMENT_REFERENCE;
        return method == MSG_ATTACH_BY_VALUE ? OX_ATTACHMENT_BYTES : OX_ATTACHMENT_NONE;
    }
    if (ox_cfb_get_type (file->cfb, data) == OX_CFB_STREAM)
        return method == MSG_ATTACH_EMBEDDED && is_message_stream (file, data)
                   ? OX_ATTACHMENT_MESSAGE
                   : OX_ATTACHMENT_BYTES;
    if (method == MSG_ATTACH_OLE)
        return OX_ATTACHMENT_STORAGE;
    return is_message_storage (file, data) ? OX_ATTACHMENT_MESSAGE : OX_ATTACHMENT_STORAGE;
}

static gboolean
method_fits (gint64 method, OxAttachmentKind kind)
{
    switch (kind) {
    case OX_ATTACHMENT_NONE:
        return method == MSG_ATTACH_NONE;
    case OX_ATTACHMENT_BYTES:
        return method == MSG_ATTACH_BY_VALUE;
    case OX_ATTACHMENT_MESSAGE:
        return method == MSG_ATTACH_EMBEDDED;
    case OX_ATTACHMENT_STORAGE:
        return method == MSG_ATTACH_OLE;
    case OX_ATTACHMENT_REFERENCE:
        return TRUE;
    }
    return FALSE;
}

static OxProps *
read_sub_object (MsgFile *file, guint32 storage, OxCodepages pages)
{
    OxProps *props = ox_props_new ();
    guint n = 0;
    const guint32 *entries = ox_cfb_children (file->cfb, storage, &n);
    MsgObject object = { storage, MSG_HEADER_OBJECT, entries, n, FALSE };
    MsgCounts counts;
    if (msg_object_read (file, &object, props, &pages, &counts))
        return props;
    ox_props_unref (props);
    return NULL;
}

static void
read_attachment (MsgFile *file, OxMessage *message, guint32 storage, const OxCodepages *pages)
{
    g_autoptr (OxProps) props = read_sub_object (file, storage, *pages);
    if (props == NULL)
        return;
    guint32 data = find_data (file, storage);
    gint64 method = ox_props_get_integer (props, OX_TAG_ATTACH_METHOD, MSG_ATTACH_NONE);
    OxAttachmentKind kind = work_out_kind (file, data, method);
    if (!method_fits (method, kind))
        ox_diag (file->diagnostics, OX_DIAG_MSG_ATTACHMENT, ox_cfb_get_offset (file->cfb, storage),
                 "method %" G_GINT64_FORMAT " does not fit the content", method);
    AttachmentSelf *self = g_new (AttachmentSelf, 1);
    *self = (AttachmentSelf){ file_ref (file), data, ox_message_get_depth (message),
                              g_strconcat (ox_diag_place (file->diagnostics), "/message", NULL) };
    ox_message_take_attachment (message, ox_attachment_new (kind, &attachment_source, self, props));
}

static void
read_recipient (MsgFile *file, OxMessage *message, guint32 storage, const OxCodepages *pages)
{
    g_autoptr (OxProps) props = read_sub_object (file, storage, *pages);
    if (props != NULL)
        ox_message_take_recipient (message, ox_recipient_new (props));
}

/* --- messages ----------------------------------------------------------------- */

static gboolean
parse_number (const char *text, guint32 *number)
{
    guint64 wide = 0;
    guint n = 0;
    for (; text[n] != '\0' && n < 9; n++) {
        int digit = g_ascii_xdigit_value (text[n]);
        if (digit < 0)
            return FALSE;
        wide = wide << 4 | (guint64) digit;
    }
    *number = (guint32) wide;
    return n > 0 && n <= 8;
}

static gint
compare_sub_objects (gconstpointer a, gconstpointer b)
{
    const SubObject *x = a;
    const SubObject *y = b;
    if (x->number != y->number)
        return x->number < y->number ? -1 : 1;
    return x->entry < y->entry ? -1 : x->entry > y->entry;
}

static void
collect_from (MsgFile *file, const guint32 *entries, guint n, const char *prefix, GArray *found)
{
    gsize length = strlen (prefix);
    for (guint i = 0; i < n; i++) {
        SubObject sub = { 0, entries[i] };
        const char *name = ox_cfb_get_name (file->cfb, entries[i]);
        if (ox_cfb_get_type (file->cfb, entries[i]) == OX_CFB_STORAGE
            && g_ascii_strncasecmp (name, prefix, length) == 0
            && parse_number (name + length, &sub.number))
            g_array_append_val (found, sub);
    }
}

static GArray *
collect_sub_objects (MsgFile *file, const MsgObject *object, const char *prefix)
{
    GArray *found = g_array_new (FALSE, FALSE, sizeof (SubObject));
    collect_from (file, object->entries, object->n_entries, prefix, found);
    if (object->top) {
        guint n = 0;
        const guint32 *orphans = ox_cfb_orphans (file->cfb, &n);
        collect_from (file, orphans, n, prefix, found);
    }
    g_array_sort (found, compare_sub_objects);
    return found;
}

typedef void (*ReadSubObject) (MsgFile *file, OxMessage *message, guint32 storage,
                               const OxCodepages *pages);

static void
read_sub_objects (MsgFile *file, OxMessage *message, GArray *found, guint32 claimed,
                  const OxCodepages *pages, const char *what, guint32 most, ReadSubObject read)
{
    if (claimed != found->len)
        ox_diag (file->diagnostics, OX_DIAG_MSG_COUNT, OX_DIAG_NO_OFFSET,
                 "the header says %u %ss, there are %u", claimed, what, found->len);
    if (found->len > most)
        ox_diag (file->diagnostics, OX_DIAG_MSG_LIMIT, OX_DIAG_NO_OFFSET,
                 "%u of %u %ss are dropped", found->len - most, found->len, what);
    for (guint i = 0; i < MIN (found->len, most); i++) {
        ox_diag_push (file->diagnostics, "%s %u", what, i);
        read (file, message, g_array_index (found, SubObject, i).entry, pages);
        ox_diag_pop (file->diagnostics);
    }
}

static OxMessage *
read_message (MsgFile *file, guint32 storage, guint depth)
{
    OxMessage *message = ox_message_new_with_names (file->names, depth);
    gboolean top = storage == ox_cfb_root (file->cfb);
    guint n = 0;
    const guint32 *entries = ox_cfb_children (file->cfb, storage, &n);
    MsgObject object = { storage, top ? MSG_HEADER_TOP : MSG_HEADER_EMBEDDED, entries, n, top };
    gboolean codepage_used = FALSE;
    OxCodepages pages = { .used = &codepage_used };
    MsgCounts counts;
    msg_object_read (file, &object, ox_message_get_props (message), &pages, &counts);
    g_autoptr (GArray) recipients = collect_sub_objects (file, &object, MSG_RECIPIENT_PREFIX);
    read_sub_objects (file, message, recipients, counts.n_recipients, &pages, "recipient",
                      file->limits->recipients, read_recipient);
    g_autoptr (GArray) attachments = collect_sub_objects (file, &object, MSG_ATTACHMENT_PREFIX);
    read_sub_objects (file, message, attachments, counts.n_attachments, &pages, "attachment",
                      file->limits->attachments, read_attachment);
    if (codepage_used)
        ox_message_set_codepage_key (message, pages.key);
    if (codepage_used && !pages.stored)
        ox_diag (file->diagnostics, OX_DIAG_TEXT_GUESSED, OX_DIAG_NO_OFFSET,
                 "no code page is stored: 8-bit text was taken for %u", pages.text);
    return message;
}

/* A compound file is a message if anything of [MS-OXMSG] is in its root. */
static gboolean
has_message (MsgFile *file)
{
    static const char *const prefixes[] = { MSG_PROPERTIES, MSG_NAMEID, MSG_VALUE_PREFIX,
                                            MSG_RECIPIENT_PREFIX, MSG_ATTACHMENT_PREFIX };
    guint n = 0;
    const guint32 *entries = ox_cfb_children (file->cfb, ox_cfb_root (file->cfb), &n);
    for (guint pass = 0; pass < 2; pass++) {
        for (guint i = 0; i < n; i++)
            for (guint j = 0; j < G_N_ELEMENTS (prefixes); j++)
                if (g_ascii_strncasecmp (ox_cfb_get_name (file->cfb, entries[i]), prefixes[j],
                                         strlen (prefixes[j])) == 0)
                    return TRUE;
        entries = ox_cfb_orphans (file->cfb, &n);
    }
    return FALSE;
}

gboolean
ox_msg_sniff (OxStream *stream)
{
    static const guint8 signature[] = { 0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1 };
    guint8 head[sizeof signature];
    return ox_stream_pread (stream, 0, head, sizeof head, NULL) == sizeof head
           && memcmp (head, signature, sizeof head) == 0;
}

OxMessage *
ox_msg_open (OxStream *stream, OxOptions *options, OxDiagnostics *diagnostics, guint depth,
             GError **error)
{
    const OxLimits *limits = ox_options_get_limits (options);
    OxCfb *cfb = ox_cfb_open (stream, limits, ox_options_get_policy (options), diagnostics, error);
    if (cfb == NULL)
        return NULL;
    g_autoptr (MsgFile) file = g_new0 (MsgFile, 1);
    g_atomic_ref_count_init (&file->refs);
    file->cfb = cfb;
    file->options = options != NULL ? g_object_ref (options) : NULL;
    file->limits = limits;
    file->diagnostics = diagnostics != NULL ? ox_diagnostics_ref (diagnostics) : NULL;
    file->names = ox_names_new ();
    file->unnamed = g_hash_table_new (NULL, NULL);
    msg_names_read (file);
    if (has_message (file))
        return read_message (file, ox_cfb_root (cfb), depth);
    g_set_error_literal (error, OX_ERROR, OX_ERROR_FORMAT, "a compound file, but no message");
    return NULL;
}
