/* SPDX-License-Identifier: MIT
 *
 * A message of any bytes, for targets of what is written. Bytes that begin as a compound file are read as a
 * .msg; all others are a list of properties, so that the writers see values that no reader of ours would let
 * through.
 */
#ifndef OX_FUZZ_ANY_MESSAGE_H
#define OX_FUZZ_ANY_MESSAGE_H

#include "base/slice.h"
#include "model/message-private.h"

#include <oxcart/oxcart.h>
#include <string.h>

#define MOST_ITEMS 64

enum { OP_MESSAGE, OP_RECIPIENT, OP_ATTACHMENT, OP_NAMED };

static OxStream *
open_content (gpointer self, GError **error)
{
    g_autoptr (GBytes) bytes = g_bytes_new (self, strlen (self));
    return ox_stream_new_bytes (bytes);
}

static const OxAttachmentSource source = { .open = open_content, .free_self = g_free };

static void
set_text (OxProps *props, OxKey key, OxSlice value)
{
    g_autofree char *raw = value.left > 0
                               ? g_strndup ((const char *) ox_slice_data (&value), value.left)
                               : g_strdup ("");
    g_autofree char *text = g_utf8_make_valid (raw, -1);
    ox_props_set_text (props, key, text);
}

/* A value of any type under a key: what it is follows from the key's usual types and the bytes. */
static void
set_value (OxProps *props, OxKey key, guint8 kind, OxSlice value)
{
    OxSlice number = value;
    switch (kind % 5) {
    case 0:
        set_text (props, key, value);
        break;
    case 1:
        ox_props_set_integer (props, key, OX_TYPE_INTEGER32, (gint32) ox_slice_u32 (&number));
        break;
    case 2:
        ox_props_set_integer (props, key, OX_TYPE_TIME, (gint64) ox_slice_u64 (&number));
        break;
    case 3:
        ox_props_set_integer (props, key, OX_TYPE_BOOLEAN, ox_slice_u8 (&number) & 1);
        break;
    default: {
        g_autoptr (GBytes) bytes = g_bytes_new (ox_slice_data (&value), value.left);
        ox_props_set_bytes (props, key, bytes);
    }
    }
}

static OxProps *
add_recipient (OxMessage *message)
{
    g_autoptr (OxProps) props = ox_props_new ();
    if (ox_message_get_n_recipients (message) < MOST_ITEMS)
        ox_message_take_recipient (message, ox_recipient_new (props));
    guint n = ox_message_get_n_recipients (message);
    return ox_recipient_get_props (ox_message_get_recipient (message, n - 1));
}

static OxProps *
add_attachment (OxMessage *message, guint8 kind)
{
    static const OxAttachmentKind kinds[] = { OX_ATTACHMENT_BYTES, OX_ATTACHMENT_REFERENCE,
                                              OX_ATTACHMENT_NONE };
    g_autoptr (OxProps) props = ox_props_new ();
    if (ox_message_get_n_attachments (message) < MOST_ITEMS)
        ox_message_take_attachment (message,
                                    ox_attachment_new (kinds[kind % G_N_ELEMENTS (kinds)], &source,
                                                       g_strdup ("what it holds"), props));
    guint n = ox_message_get_n_attachments (message);
    return ox_attachment_get_props (ox_message_get_attachment (message, n - 1));
}

static OxMessage *
message_from_list (OxSlice s, OxKey named)
{
    OxMessage *message = ox_message_new ();
    OxProps *props = ox_message_get_props (message);
    while (s.left > 0) {
        guint8 op = ox_slice_u8 (&s);
        guint8 kind = ox_slice_u8 (&s);
        OxKey key = ox_slice_u16 (&s);
        guint16 size = ox_slice_u16 (&s);
        if (op == OP_MESSAGE)
            props = ox_message_get_props (message);
        else if (op == OP_RECIPIENT)
            props = add_recipient (message);
        else if (op == OP_ATTACHMENT)
            props = add_attachment (message, kind);
        else if (op == OP_NAMED)
            key = named + key % 1024;
        OxSlice value = ox_slice_take (&s, MIN (size, s.left));
        if (key != 0)
            set_value (props, key, kind, value);
    }
    return message;
}

/* `named`: the first of the named properties that a list may have. NULL where a compound file holds no message. */
static OxMessage *
message_from (const guint8 *data, gsize size, OxKey named, OxOptions *options)
{
    static const guint8 compound[] = { 0xD0, 0xCF, 0x11, 0xE0 };
    if (size < sizeof compound || memcmp (data, compound, sizeof compound) != 0)
        return message_from_list (ox_slice (data, size, 0), named);
    g_autoptr (GBytes) bytes = g_bytes_new (data, size);
    g_autoptr (OxStream) stream = ox_stream_new_bytes (bytes);
    return ox_open_message (stream, options, NULL, NULL);
}

#endif
