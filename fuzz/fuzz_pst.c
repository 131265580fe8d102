/* SPDX-License-Identifier: MIT
 *
 * Any bytes as a store: its folders, what was recovered, every message with its attachments and messages
 * within. Of the last byte the lowest bit chooses the policy, the next one whether it is checked instead.
 *
 * Most of a small store is room that is reserved: where the first byte is a number of a dialect, what follows are a
 * header and, from the first allocation map on, the rest.
 */
#include "pst/ndb.h"

#include <oxcart/oxcart.h>

#define MOST_INPUT    (192u << 10)
#define HEADER        564
#define MOST_MESSAGES 40
#define MOST_DEPTH    4
#define MOST_READ     (1u << 20) /* of an attachment */

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void read_message (OxMessage *message, guint depth, guint *budget);

static void
read_attachment (OxAttachment *attachment, guint depth, guint *budget)
{
    guint8 buffer[4096];
    if (ox_attachment_get_kind (attachment) == OX_ATTACHMENT_MESSAGE) {
        g_autoptr (OxMessage) inner = NULL;
        if (depth < MOST_DEPTH && *budget > 0) {
            (*budget)--;
            inner = ox_attachment_open_message (attachment, NULL);
        }
        if (inner != NULL)
            read_message (inner, depth + 1, budget);
        return;
    }
    g_autoptr (OxStream) stream = ox_attachment_open (attachment, NULL);
    if (stream == NULL)
        return;
    for (guint64 at = 0; at < MIN (ox_stream_get_size (stream), MOST_READ);) {
        gssize got = ox_stream_pread (stream, at, buffer, sizeof buffer, NULL);
        if (got <= 0)
            return;
        at += (guint64) got;
    }
}

static void
read_message (OxMessage *message, guint depth, guint *budget)
{
    for (guint i = 0; i < MIN (ox_message_get_n_attachments (message), 20); i++)
        read_attachment (ox_message_get_attachment (message, i), depth, budget);
}

static void
read_folder (OxStore *store, OxFolder *folder, OxDiagnostics *d, guint *budget)
{
    for (guint table = OX_FOLDER_MESSAGES; table <= OX_FOLDER_ASSOCIATED; table++) {
        g_autoptr (GArray) ids = ox_folder_list_messages (folder, (OxFolderTable) table, d);
        for (guint i = 0; i < ids->len && *budget > 0; i++) {
            (*budget)--;
            g_autoptr (OxMessage) message = ox_store_open_message (store, g_array_index (ids, guint32, i), d,
                                                                   NULL);
            if (message != NULL)
                read_message (message, 0, budget);
        }
    }
}

static void
read_tree (OxStore *store, OxFolder *top, OxDiagnostics *d, guint *budget)
{
    g_autoptr (GPtrArray) pending = g_ptr_array_new ();
    g_ptr_array_add (pending, top);
    while (pending->len > 0) {
        OxFolder *folder = g_ptr_array_steal_index (pending, pending->len - 1);
        read_folder (store, folder, d, budget);
        for (guint i = 0; i < ox_folder_get_n_folders (folder); i++)
            g_ptr_array_add (pending, ox_folder_get_folder (folder, i));
    }
}

static GBytes *
expand (const guint8 *data, gsize size)
{
    if (size <= HEADER || data[0] >= PST_N_LAYOUTS)
        return g_bytes_new_static (data, size);
    gsize map = (gsize) pst_layout (data[0])->map;
    GByteArray *whole = g_byte_array_sized_new ((guint) (map + size));
    g_byte_array_append (whole, &data[1], HEADER);
    while (whole->len < map)
        g_byte_array_append (whole, (const guint8 *) "\0\0\0\0", MIN (4, (guint) map - whole->len));
    g_byte_array_append (whole, &data[1 + HEADER], (guint) (size - 1 - HEADER));
    return g_byte_array_free_to_bytes (whole);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
    if (size == 0 || size > MOST_INPUT)
        return 0;
    guint budget = MOST_MESSAGES;
    g_autoptr (GBytes) bytes = expand (data, size);
    g_autoptr (OxStream) stream = ox_stream_new_bytes (bytes);
    g_autoptr (OxOptions) options = ox_options_new ();
    g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
    if ((data[size - 1] & 1) != 0)
        ox_options_set_policy (options, OX_POLICY_SALVAGE);
    if ((data[size - 1] & 2) != 0) {
        (void) !ox_check_store (stream, options, d, NULL);
        return 0;
    }
    g_autoptr (OxStore) store = ox_open_store (stream, options, d, NULL);
    if (store == NULL)
        return 0;
    read_tree (store, ox_store_get_root (store), d, &budget);
    g_autoptr (OxFolder) recovered = ox_store_get_recovered (store, d);
    read_tree (store, recovered, d, &budget);
    return 0;
}
