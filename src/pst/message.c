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

/* What all that is within one message of a folder may cost: blocks may be parts of any number of nodes, so
 * that a small store can claim to hold endlessly many messages within messages. */
typedef struct {
    gatomicrefcount refs;
    gint messages;  /* that may yet be opened */
    gint kilobytes; /* of contents that may yet be opened */
} Budget;

#define MOST_EMBEDDED  (1 << 16)
#define CONTENT_FACTOR 4 /* times the size of the store */
#define CONTENT_FLOOR  (1u << 16) /* KiB */

/* A message, as those in it know it. */
typedef struct Level {
    gatomicrefcount refs;
    struct Level *outer; /* nullable */
    Budget *budget;
    guint64 data;
    guint64 subnodes;
    guint depth;
} Level;

/* What an attachment needs to be opened later. */
typedef struct {
    PstFile *file;
    Level *level;    /* of the message it is of */
    gint charged;    /* whether the budget knows of its content */
    PstNode content; /* nid 0: what there is is among the properties */
    OxProps *props;
    OxDiagnostics *d; /* nullable */
    char *place;
    gboolean permuted;
} AttachmentSelf;

/* --- attachments -------------------------------------------------------------------------------- */

static Level *
level_new (PstFile *file, Level *outer, const PstNode *node, guint depth)
{
    Level *level = g_new0 (Level, 1);
    g_atomic_ref_count_init (&level->refs);
    level->data = node->data;
    level->subnodes = node->subnodes;
    level->depth = depth;
    if (outer != NULL) {
        g_atomic_ref_count_inc (&outer->refs);
        level->outer = outer;
        g_atomic_ref_count_inc (&outer->budget->refs);
        level->budget = outer->budget;
        return level;
    }
    guint64 factor = (guint64) pst_ndb_expansion (&file->ndb) * CONTENT_FACTOR;
    level->budget = g_new (Budget, 1);
    g_atomic_ref_count_init (&level->budget->refs);
    level->budget->messages = (gint) MIN (MOST_EMBEDDED, file->ndb.size / 64);
    level->budget->kilobytes = (gint) MIN (file->ndb.size / 1024 * factor + CONTENT_FLOOR, G_MAXINT);
    return level;
}

static void
level_unref (Level *level)
{
    while (level != NULL && g_atomic_ref_count_dec (&level->refs)) {
        Level *outer = level->outer;
        if (g_atomic_ref_count_dec (&level->budget->refs))
            g_free (level->budget);
        g_free (level);
        level = outer;
    }
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Level, level_unref)

/* TRUE where so much may still be taken. */
static gboolean
take_from (gint *budget, gint n)
{
    if (g_atomic_int_add (budget, -n) >= n)
        return TRUE;
    g_atomic_int_add (budget, n);
    return FALSE;
}

static gboolean
is_within_itself (const Level *level, const PstNode *node)
{
    for (; level != NULL; level = level->outer)
        if (level->data == node->data && level->subnodes == node->subnodes)
            return TRUE;
    return FALSE;
}

static void
attachment_free (gpointer self)
{
    AttachmentSelf *a = self;
    level_unref (a->level);
    pst_file_unref (a->file);
    ox_props_unref (a->props);
    g_clear_pointer (&a->d, ox_diagnostics_unref);
    g_free (a->place);
    g_free (a);
}

/* The content counts once, however often it is opened. */
static gboolean
charge (AttachmentSelf *a, guint64 size, GError **error)
{
    gint kilobytes = (gint) MIN (size / 1024 + 1, G_MAXINT / 2);
    if (!g_atomic_int_compare_and_exchange (&a->charged, 0, 1)
        || take_from (&a->level->budget->kilobytes, kilobytes))
        return TRUE;
    g_atomic_int_set (&a->charged, 0);
    g_set_error (error, OX_ERROR, OX_ERROR_LIMIT, "the attachments claim to be much larger than their store");
    return FALSE;
}

static OxStream *
attachment_open (gpointer self, GError **error)
{
    AttachmentSelf *a = self;
    if (a->content.nid != 0) {
        g_autoptr (PstData) data = pst_data_open (&a->file->ndb, a->content.data, a->d, error);
        if (data == NULL || !charge (a, data->size, error))
            return NULL;
        data->permuted = a->permuted;
        return pst_data_stream (g_steal_pointer (&data), a->d, a->file, (gpointer (*) (gpointer)) pst_file_ref,
                                (void (*) (gpointer)) pst_file_unref);
    }
    OxStream *stream = ox_props_open (a->props, OX_TAG_ATTACH_DATA_BINARY);
    if (stream != NULL)
        return stream;
    g_autoptr (GBytes) empty = g_bytes_new (NULL, 0);
    return ox_stream_new_bytes (empty);
}

static OxMessage *read_message (PstFile *file, const PstNode *node, Level *level, OxDiagnostics *d,
                                GError **error);

static OxMessage *
attachment_open_message (gpointer self, GError **error)
{
    AttachmentSelf *a = self;
    guint depth = a->level->depth + 1;
    if (depth > a->file->ndb.limits.depth) {
        g_set_error (error, OX_ERROR, OX_ERROR_LIMIT, "messages are nested deeper than %u",
                     a->file->ndb.limits.depth);
        return NULL;
    }
    if (is_within_itself (a->level, &a->content)) {
        g_set_error_literal (error, OX_ERROR, OX_ERROR_DAMAGED, "the message is within itself");
        return NULL;
    }
    if (!take_from (&a->level->budget->messages, 1)) {
        g_set_error_literal (error, OX_ERROR, OX_ERROR_LIMIT, "too many messages are within one");
        return NULL;
    }
    g_autoptr (Level) level = level_new (a->file, a->level, &a->content, depth);
    g_autofree char *place = ox_diag_swap_place (a->d, a->place);
    OxMessage *message = read_message (a->file, &a->content, level, a->d, error);
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

/* An attachment, as its message lists it. */
typedef struct {
    guint32 nid;
    PstTable *table; /* nullable */
    guint row; /* of it, if it has so many */
} Listed;

/* The content of an attachment whose properties are gone, if just one thing is below it; its name is in the table. */
static gboolean
read_content_alone (PstHeap *rest, const Listed *listed, const OxCodepages *pages, OxProps *props, PstObject *object)
{
    if (rest->subnodes->len != 1)
        return FALSE;
    if (listed->table != NULL && listed->row < listed->table->index->len)
        pst_table_read_row (listed->table, listed->row, pages, props);
    ox_props_seal (props, NULL);
    object->nid = g_array_index (rest->subnodes, PstNode, 0).nid;
    gint method = pst_nid_type (object->nid) == PST_TYPE_MESSAGE ? METHOD_EMBEDDED : METHOD_VALUE;
    if (ox_props_lookup (props, OX_TAG_ATTACH_METHOD) == NULL)
        ox_props_add (props, OX_TAG_ATTACH_METHOD, ox_value_integer (OX_TYPE_INTEGER32, method));
    ox_props_seal (props, NULL);
    ox_diag (rest->d, OX_DIAG_PST_PART, OX_DIAG_NO_OFFSET, "the properties of an attachment are gone, but for its content");
    return TRUE;
}

/* Fills `props` and `object`; NULL where nothing is left of it. */
static PstHeap *
open_attachment (PstHeap *message_heap, const Listed *listed, OxCodepages *pages, OxProps *props, PstObject *object)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (PstHeap) heap = NULL;
    PstFile *file = message_heap->file;
    OxDiagnostics *d = message_heap->d;
    PstNode node;
    gboolean there = pst_heap_subnode (message_heap, listed->nid, &node);
    if (there)
        heap = pst_heap_open (file, &node, d, &error);
    if (heap != NULL) {
        pst_properties_read (heap, props, pages, FALSE, object);
        return g_steal_pointer (&heap);
    }
    if (there)
        heap = pst_heap_open_rest (file, &node, d);
    if (heap != NULL && read_content_alone (heap, listed, pages, props, object))
        return g_steal_pointer (&heap);
    ox_diag (d, OX_DIAG_PST_PART, OX_DIAG_NO_OFFSET, "attachment 0x%X: %s", listed->nid,
             error != NULL ? error->message : "its node is missing");
    return NULL;
}

static void
read_attachment (PstHeap *message_heap, OxMessage *message, const Listed *listed, Level *level, OxCodepages pages)
{
    PstObject object = { 0 };
    OxDiagnostics *d = message_heap->d;
    g_autoptr (OxProps) props = ox_props_new ();
    g_autoptr (PstHeap) heap = open_attachment (message_heap, listed, &pages, props, &object);
    if (heap == NULL)
        return;
    AttachmentSelf *self = g_new (AttachmentSelf, 1);
    g_atomic_ref_count_inc (&level->refs);
    *self = (AttachmentSelf){ .file = pst_file_ref (heap->file),
                              .level = level,
                              .props = ox_props_ref (props),
                              .d = d != NULL ? ox_diagnostics_ref (d) : NULL,
                              .place = g_strconcat (ox_diag_place (d), "/message", NULL),
                              .permuted = heap->data->permuted };
    if (object.nid != 0 && !pst_heap_subnode (heap, object.nid, &self->content))
        ox_diag (d, OX_DIAG_PST_PART, OX_DIAG_NO_OFFSET, "the content of attachment 0x%X is missing", listed->nid);
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
read_attachments (PstHeap *heap, OxMessage *message, Level *level, const OxCodepages *pages)
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
        const Listed listed = { g_array_index (nids, guint32, i), table, i };
        ox_diag_push (heap->d, "attachment %u", i);
        read_attachment (heap, message, &listed, level, *pages);
        ox_diag_pop (heap->d);
    }
}

/* Whether a message has anything below it that is shown. */
static gboolean
has_parts (const PstHeap *heap)
{
    for (guint i = 0; i < heap->subnodes->len; i++) {
        guint32 nid = g_array_index (heap->subnodes, PstNode, i).nid;
        if (nid == PST_NID_RECIPIENTS || pst_nid_type (nid) == PST_TYPE_ATTACHMENT)
            return TRUE;
    }
    return FALSE;
}

/* What else there is of a message whose own properties are gone: what the row of its folder's table says, recipients
 * and attachments. FALSE where there is nothing. */
static gboolean
read_row_instead (PstHeap *rest, const PstNode *node, OxProps *props, OxCodepages *pages)
{
    pages->text = pages->html = ox_options_get_codepage (rest->file->options);
    gboolean has_row = pst_row_read (rest->file, node, pages, props);
    ox_props_seal (props, NULL);
    if (has_row || has_parts (rest))
        ox_diag (rest->d, OX_DIAG_PST_MESSAGE, OX_DIAG_NO_OFFSET, "its properties are gone%s",
                 has_row ? ", but for those in the table of its folder" : "");
    return has_row || has_parts (rest);
}

static OxMessage *
read_message (PstFile *file, const PstNode *node, Level *level, OxDiagnostics *d, GError **error)
{
    g_autoptr (GError) gone = NULL;
    g_autoptr (PstHeap) heap = pst_heap_open (file, node, d, &gone);
    g_autoptr (OxMessage) message = ox_message_new_with_names (file->names, level->depth);
    OxProps *props = ox_message_get_props (message);
    OxCodepages pages = { 0 };
    if (heap != NULL)
        pst_properties_read (heap, props, &pages, TRUE, NULL);
    else
        heap = pst_heap_open_rest (file, node, d);
    if (ox_props_get_size (props) == 0 && !read_row_instead (heap, node, props, &pages) && gone != NULL) {
        g_propagate_error (error, g_steal_pointer (&gone));
        return NULL;
    }
    if (gone != NULL)
        ox_diag (d, OX_DIAG_PST_HEAP, OX_DIAG_NO_OFFSET, "%s", gone->message);
    read_recipients (heap, message, &pages);
    read_attachments (heap, message, level, &pages);
    return g_steal_pointer (&message);
}

OxMessage *
pst_message_read (PstFile *file, const PstNode *node, OxDiagnostics *d, GError **error)
{
    g_autoptr (Level) level = level_new (file, NULL, node, 0);
    return read_message (file, node, level, d, error);
}
