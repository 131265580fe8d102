/* SPDX-License-Identifier: MIT
 *
 * Messages of a store, their recipients and attachments, [MS-PST] 2.4.5 and 2.4.6. What is broken about one
 * of them costs that one.
 */
#include "pst/message.h"

#include "base/diag.h"
#include "cfb/cfb.h"
#include "model/message-private.h"

#include <oxcart/error.h>

/* PidTagAttachMethod, [MS-OXCMSG] 2.2.2.9. */
enum { METHOD_NONE, METHOD_VALUE, METHOD_REFERENCE, METHOD_REFERENCE_ONLY = 4, METHOD_EMBEDDED,
       METHOD_OLE, METHOD_WEB };

/* What an attachment needs to be opened later. */
typedef struct {
    PstFile *file;
    PstNode content; /* nid 0: what there is is among the properties */
    OxProps *props;
    OxDiagnostics *d; /* nullable */
    guint depth;      /* of the message the attachment is of */
    char *place;
} AttachmentSelf;

/* --- attachments -------------------------------------------------------------------------------- */

static void
attachment_free (gpointer self)
{
    AttachmentSelf *a = self;
    pst_file_unref (a->file);
    ox_props_unref (a->props);
    g_clear_pointer (&a->d, ox_diagnostics_unref);
    g_free (a->place);
    g_free (a);
}

static OxStream *
attachment_open (gpointer self, GError **error)
{
    AttachmentSelf *a = self;
    if (a->content.nid != 0) {
        PstData *data = pst_data_open (&a->file->ndb, a->content.data, a->d, error);
        return data != NULL ? pst_data_stream (data, a->file, (gpointer (*) (gpointer)) pst_file_ref,
                                               (void (*) (gpointer)) pst_file_unref)
                            : NULL;
    }
    OxStream *stream = ox_props_open (a->props, OX_TAG_ATTACH_DATA_BINARY);
    if (stream != NULL)
        return stream;
    g_autoptr (GBytes) empty = g_bytes_new (NULL, 0);
    return ox_stream_new_bytes (empty);
}

static OxMessage *
attachment_open_message (gpointer self, GError **error)
{
    AttachmentSelf *a = self;
    if (a->depth + 1 > a->file->ndb.limits.depth) {
        g_set_error (error, OX_ERROR, OX_ERROR_LIMIT, "messages are nested deeper than %u",
                     a->file->ndb.limits.depth);
        return NULL;
    }
    g_autofree char *place = ox_diag_swap_place (a->d, a->place);
    OxMessage *message = pst_message_read (a->file, &a->content, a->depth + 1, a->d, error);
    g_free (ox_diag_swap_place (a->d, place));
    return message;
}

/* An OLE object is stored as the compound file it is. */
static OxStorage *
attachment_open_storage (gpointer self, GError **error)
{
    AttachmentSelf *a = self;
    g_autoptr (OxStream) stream = attachment_open (self, error);
    if (stream == NULL)
        return NULL;
    OxCfb *cfb = ox_cfb_open (stream, &a->file->ndb.limits, ox_options_get_policy (a->file->options), a->d,
                              error);
    if (cfb == NULL)
        return NULL;
    OxStorage *storage = ox_cfb_to_storage (cfb, ox_cfb_root (cfb), &a->file->ndb.limits, a->d, error);
    ox_cfb_unref (cfb);
    return storage;
}

static const OxAttachmentSource attachment_source = { attachment_open, attachment_open_message,
                                                      attachment_open_storage, attachment_free };

static gboolean
is_compound (AttachmentSelf *a)
{
    static const guint8 signature[] = { 0xD0, 0xCF, 0x11, 0xE0 };
    guint8 head[sizeof signature];
    g_autoptr (OxStream) stream = attachment_open (a, NULL);
    if (stream == NULL || ox_stream_pread (stream, 0, head, sizeof head, NULL) != sizeof head)
        return FALSE;
    for (guint i = 0; i < sizeof head; i++)
        if (head[i] != signature[i])
            return FALSE;
    return TRUE;
}

static OxAttachmentKind
work_out_kind (AttachmentSelf *a)
{
    gint64 method = ox_props_get_integer (a->props, OX_TAG_ATTACH_METHOD, METHOD_NONE);
    gboolean has_data = a->content.nid != 0
                        || ox_props_lookup (a->props, OX_TAG_ATTACH_DATA_BINARY) != NULL;
    if (method == METHOD_EMBEDDED && a->content.nid != 0)
        return OX_ATTACHMENT_MESSAGE;
    if (method == METHOD_OLE && has_data)
        return is_compound (a) ? OX_ATTACHMENT_STORAGE : OX_ATTACHMENT_BYTES;
    if (!has_data && method >= METHOD_REFERENCE && method != METHOD_EMBEDDED && method != METHOD_OLE)
        return OX_ATTACHMENT_REFERENCE;
    return has_data || method == METHOD_VALUE ? OX_ATTACHMENT_BYTES : OX_ATTACHMENT_NONE;
}

static void
read_attachment (PstHeap *message_heap, OxMessage *message, guint32 nid, OxCodepages pages)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (PstHeap) heap = NULL;
    PstFile *file = message_heap->file;
    OxDiagnostics *d = message_heap->d;
    PstNode node;
    if (pst_heap_subnode (message_heap, nid, &node))
        heap = pst_heap_open (file, &node, d, &error);
    if (heap == NULL) {
        ox_diag (d, OX_DIAG_PST_PART, OX_DIAG_NO_OFFSET, "attachment 0x%X: %s", nid,
                 error != NULL ? error->message : "its node is missing");
        return;
    }
    OxProps *props = ox_props_new ();
    PstObject object = { 0 };
    pst_properties_read (heap, props, &pages, FALSE, &object);
    AttachmentSelf *self = g_new (AttachmentSelf, 1);
    *self = (AttachmentSelf){ pst_file_ref (file), { 0 }, props,
                              d != NULL ? ox_diagnostics_ref (d) : NULL, ox_message_get_depth (message),
                              g_strconcat (ox_diag_place (d), "/message", NULL) };
    if (object.nid != 0 && !pst_heap_subnode (heap, object.nid, &self->content))
        ox_diag (d, OX_DIAG_PST_PART, OX_DIAG_NO_OFFSET, "the content of attachment 0x%X is missing", nid);
    OxAttachmentKind kind = work_out_kind (self);
    ox_message_take_attachment (message, ox_attachment_new (kind, &attachment_source, self, props));
}

/* --- tables of a message -------------------------------------------------------------------------- */

/* A table of a message, which it has as a subnode; NULL where there is none. */
static PstTable *
open_table (PstHeap *heap, guint32 nid, const char *what)
{
    g_autoptr (GError) error = NULL;
    PstNode node;
    if (!pst_heap_subnode (heap, nid, &node))
        return NULL;
    PstTable *table = pst_table_open (heap->file, &node, heap->d, &error);
    if (table == NULL)
        ox_diag (heap->d, OX_DIAG_PST_PART, OX_DIAG_NO_OFFSET, "the table of %s: %s", what, error->message);
    return table;
}

static guint
bounded (PstHeap *heap, const PstTable *table, guint32 most, const char *what)
{
    if (table->index->len <= most)
        return table->index->len;
    ox_diag (heap->d, OX_DIAG_PST_LIMIT, OX_DIAG_NO_OFFSET, "%u of %u %s are dropped",
             table->index->len - most, table->index->len, what);
    return most;
}

static void
read_recipients (PstHeap *heap, OxMessage *message, const OxCodepages *pages)
{
    g_autoptr (PstTable) table = open_table (heap, PST_NID_RECIPIENTS, "recipients");
    if (table == NULL)
        return;
    guint n = bounded (heap, table, heap->file->ndb.limits.recipients, "recipients");
    for (guint i = 0; i < n; i++) {
        g_autoptr (OxProps) props = ox_props_new ();
        ox_diag_push (heap->d, "recipient %u", i);
        if (pst_table_read_row (table, i, pages, props))
            ox_message_take_recipient (message, ox_recipient_new (props));
        else
            ox_diag (heap->d, OX_DIAG_PST_PART, OX_DIAG_NO_OFFSET, "its row cannot be read");
        ox_diag_pop (heap->d);
    }
}

/* Attachments that the table does not list are there all the same. */
static void
add_unlisted (PstHeap *heap, GArray *nids)
{
    g_autoptr (GHashTable) listed = g_hash_table_new (NULL, NULL);
    for (guint i = 0; i < nids->len; i++)
        g_hash_table_add (listed, GUINT_TO_POINTER (g_array_index (nids, guint32, i)));
    for (guint i = 0; i < heap->subnodes->len; i++) {
        const PstNode *node = &g_array_index (heap->subnodes, PstNode, i);
        if (pst_nid_type (node->nid) == PST_TYPE_ATTACHMENT
            && g_hash_table_add (listed, GUINT_TO_POINTER (node->nid)))
            g_array_append_val (nids, node->nid);
    }
}

static void
read_attachments (PstHeap *heap, OxMessage *message, const OxCodepages *pages)
{
    g_autoptr (GArray) nids = g_array_new (FALSE, FALSE, sizeof (guint32));
    g_autoptr (PstTable) table = open_table (heap, PST_NID_ATTACHMENTS, "attachments");
    guint most = heap->file->ndb.limits.attachments;
    for (guint i = 0; table != NULL && i < table->index->len; i++)
        g_array_append_val (nids, g_array_index (table->index, PstRow, i).id);
    add_unlisted (heap, nids);
    if (nids->len > most)
        ox_diag (heap->d, OX_DIAG_PST_LIMIT, OX_DIAG_NO_OFFSET, "%u attachments are dropped",
                 nids->len - most);
    for (guint i = 0; i < MIN (nids->len, most); i++) {
        ox_diag_push (heap->d, "attachment %u", i);
        read_attachment (heap, message, g_array_index (nids, guint32, i), *pages);
        ox_diag_pop (heap->d);
    }
}

OxMessage *
pst_message_read (PstFile *file, const PstNode *node, guint depth, OxDiagnostics *d, GError **error)
{
    g_autoptr (PstHeap) heap = pst_heap_open (file, node, d, error);
    if (heap == NULL)
        return NULL;
    OxMessage *message = ox_message_new_with_names (file->names, depth);
    OxCodepages pages = { 0 };
    pst_properties_read (heap, ox_message_get_props (message), &pages, TRUE, NULL);
    read_recipients (heap, message, &pages);
    read_attachments (heap, message, &pages);
    return message;
}
