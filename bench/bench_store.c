/* SPDX-License-Identifier: MIT
 *
 * bench_store FILE: walks a mailbox, recovered items included, and reads every property, recipient and attachment
 * of every message; prints how many messages and how many bytes of values.
 */
#include <oxcart/oxcart.h>
#include <stdio.h>

#define MOST_DEPTH 32

static guint64 n_messages, n_bytes;

static void
read_stream (OxStream *stream)
{
    guint8 buffer[65536];
    gssize n;
    for (guint64 at = 0; stream != NULL && (n = ox_stream_pread (stream, at, buffer, sizeof buffer, NULL)) > 0;
         at += (guint64) n)
        n_bytes += (guint64) n;
}

static void
read_props (OxProps *props)
{
    for (guint i = 0; i < ox_props_get_size (props); i++) {
        OxKey key;
        const OxValue *value = ox_props_get_nth (props, i, &key);
        if (!ox_value_is_stream (value)) {
            n_bytes += ox_value_get_size (value);
            continue;
        }
        g_autoptr (OxStream) stream = ox_value_open (value);
        read_stream (stream);
    }
}

static void
read_message (OxMessage *message)
{
    read_props (ox_message_get_props (message));
    for (guint i = 0; i < ox_message_get_n_recipients (message); i++)
        read_props (ox_recipient_get_props (ox_message_get_recipient (message, i)));
    for (guint i = 0; i < ox_message_get_n_attachments (message); i++) {
        OxAttachment *attachment = ox_message_get_attachment (message, i);
        read_props (ox_attachment_get_props (attachment));
        g_autoptr (OxMessage) inner = NULL;
        if (ox_attachment_get_kind (attachment) == OX_ATTACHMENT_MESSAGE && ox_message_get_depth (message) < MOST_DEPTH)
            inner = ox_attachment_open_message (attachment, NULL);
        g_autoptr (OxStream) stream = inner == NULL ? ox_attachment_open (attachment, NULL) : NULL;
        read_stream (stream);
        if (inner != NULL)
            read_message (inner);
    }
}

static void
read_tree (OxStore *store, OxFolder *top)
{
    g_autoptr (OxWalk) walk = ox_walk_new (top);
    for (OxFolder *folder; (folder = ox_walk_next (walk)) != NULL;) {
        if (ox_folder_is_search (folder))
            continue;
        read_props (ox_folder_get_props (folder));
        g_autoptr (GArray) ids = ox_folder_list_messages (folder, OX_FOLDER_MESSAGES, NULL);
        for (guint i = 0; i < ids->len; i++) {
            g_autoptr (OxMessage) message = ox_store_open_message (store, g_array_index (ids, guint32, i), NULL, NULL);
            if (message == NULL)
                continue;
            n_messages++;
            read_message (message);
        }
    }
}

int
main (int argc, char **argv)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (OxStore) store = argc == 2 ? ox_open_store_path (argv[1], NULL, NULL, &error) : NULL;
    if (store == NULL) {
        fprintf (stderr, "bench_store: %s\n", error != NULL ? error->message : "name one file");
        return 1;
    }
    read_tree (store, ox_store_get_root (store));
    g_autoptr (OxFolder) recovered = ox_store_get_recovered (store, NULL);
    read_tree (store, recovered);
    printf ("%" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT "\n", n_messages, n_bytes);
    return 0;
}
