/* SPDX-License-Identifier: MIT
 *
 * All that a store says, as numbers and hashes.
 */
#ifndef OX_TESTS_PST_DIGEST_H
#define OX_TESTS_PST_DIGEST_H

#include "testing.h"

#include <oxcart/oxcart.h>
#include <string.h>

#define MOST_DEPTH 8

static inline void
digest_number (GChecksum *sum, guint64 number)
{
    guint8 bytes[8];
    for (guint i = 0; i < sizeof bytes; i++)
        bytes[i] = (guint8) (number >> 8 * i);
    g_checksum_update (sum, bytes, sizeof bytes);
}

static inline void
digest_stream (GChecksum *sum, OxStream *stream)
{
    guint8 buffer[16384];
    gssize got;
    for (guint64 at = 0; stream != NULL; at += (guint64) got) {
        got = ox_stream_pread (stream, at, buffer, sizeof buffer, NULL);
        if (got <= 0)
            break;
        g_checksum_update (sum, buffer, got);
    }
}

static inline void
digest_value (GChecksum *sum, const OxValue *value)
{
    gint64 integer;
    double real;
    guint64 bits = 0;
    gsize length = 0;
    digest_number (sum, ox_value_get_type_code (value));
    const char *text = ox_value_get_text (value, &length);
    const OxGuid *guid = ox_value_get_guid (value);
    if (text != NULL) {
        g_checksum_update (sum, (const guchar *) text, (gssize) length);
    } else if (ox_value_get_integer (value, &integer)) {
        digest_number (sum, (guint64) integer);
    } else if (ox_value_get_real (value, &real)) {
        memcpy (&bits, &real, sizeof bits);
        digest_number (sum, bits);
    } else if (guid != NULL) {
        g_checksum_update (sum, guid->bytes, sizeof guid->bytes);
    } else if ((ox_value_get_type_code (value) & OX_TYPE_MULTIPLE) != 0) {
        for (guint i = 0; i < ox_value_get_n_items (value); i++)
            digest_value (sum, ox_value_get_item (value, i));
    } else {
        g_autoptr (OxStream) stream = ox_value_open (value);
        digest_stream (sum, stream);
    }
}

/* (property id or name, value) of all properties, in the order of their keys. */
static inline void
digest_props (GChecksum *sum, OxNames *names, OxProps *props)
{
    for (guint i = 0; i < ox_props_get_size (props); i++) {
        OxKey key;
        const OxValue *value = ox_props_get_nth (props, i, &key);
        g_autofree char *name = ox_names_describe (names, key, ox_value_get_type_code (value));
        g_checksum_update (sum, (const guchar *) name, -1);
        digest_value (sum, value);
    }
}

static inline void
digest_message (GChecksum *sum, OxMessage *message, guint depth)
{
    OxNames *names = ox_message_get_names (message);
    digest_props (sum, names, ox_message_get_props (message));
    for (guint i = 0; i < ox_message_get_n_recipients (message); i++)
        digest_props (sum, names, ox_recipient_get_props (ox_message_get_recipient (message, i)));
    for (guint i = 0; i < ox_message_get_n_attachments (message); i++) {
        OxAttachment *attachment = ox_message_get_attachment (message, i);
        g_autoptr (OxMessage) inner = NULL;
        g_autoptr (OxStream) stream = NULL;
        digest_props (sum, names, ox_attachment_get_props (attachment));
        if (ox_attachment_get_kind (attachment) == OX_ATTACHMENT_MESSAGE && depth < MOST_DEPTH)
            inner = ox_attachment_open_message (attachment, NULL);
        else
            stream = ox_attachment_open (attachment, NULL);
        if (inner != NULL)
            digest_message (sum, inner, depth + 1);
        digest_stream (sum, stream);
    }
}

/* Folders, recovered ones last, in the order in which they are listed. */
static inline GPtrArray *
digest_folders (OxStore *store, OxFolder *recovered)
{
    GPtrArray *all = g_ptr_array_new ();
    g_ptr_array_add (all, ox_store_get_root (store));
    g_ptr_array_add (all, recovered);
    for (guint i = 0; i < all->len; i++)
        for (guint k = 0; k < ox_folder_get_n_folders (all->pdata[i]); k++)
            g_ptr_array_add (all, ox_folder_get_folder (all->pdata[i], k));
    return all;
}

/* A line a folder that is not empty: its number, how many messages and associated ones there are, and which say what. */
static inline char *
digest_store (OxStore *store)
{
    GString *lines = g_string_new (NULL);
    g_autoptr (OxFolder) recovered = ox_store_get_recovered (store, NULL);
    g_autoptr (GPtrArray) folders = digest_folders (store, recovered);
    for (guint i = 0; i < folders->len; i++) {
        OxFolder *folder = folders->pdata[i];
        g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
        guint counts[2] = { 0 };
        for (guint table = OX_FOLDER_MESSAGES; table <= OX_FOLDER_ASSOCIATED; table++) {
            g_autoptr (GArray) ids = ox_folder_list_messages (folder, (OxFolderTable) table, NULL);
            for (guint k = 0; k < ids->len; k++) {
                g_autoptr (OxMessage) message = ox_store_open_message (store, g_array_index (ids, guint32, k), NULL,
                                                                       NULL);
                counts[table - OX_FOLDER_MESSAGES] += message != NULL;
                if (message != NULL)
                    digest_message (sum, message, 0);
            }
        }
        if (counts[0] + counts[1] > 0)
            g_string_append_printf (lines, "0x%X %u %u %s\n", ox_folder_get_id (folder), counts[0], counts[1],
                                    g_checksum_get_string (sum));
    }
    return g_string_free (lines, FALSE);
}

static inline OxStore *
digest_open (const char *path, OxPolicy policy)
{
    g_autoptr (OxOptions) options = ox_options_new ();
    ox_options_set_policy (options, policy);
    g_autoptr (OxStream) stream = ox_stream_new_path (path, NULL);
    return stream != NULL ? ox_open_store (stream, options, NULL, NULL) : NULL;
}

static inline gboolean
is_store (const char *path)
{
    return g_str_has_suffix (path, ".pst") || g_str_has_suffix (path, ".ost");
}

#endif
