/* SPDX-License-Identifier: MIT
 *
 * Messages of any properties through to MIME and to a page. Bytes that begin as a compound file are read as
 * a .msg; all others are a list of properties, so that the writers see values that no reader of ours would
 * let through. What comes out is well formed, and the same each time.
 */
#include "base/slice.h"
#include "model/message-private.h"

#include <oxcart/oxcart.h>
#include <string.h>

#define MOST_INPUT  (128u << 10)
#define MOST_OUTPUT (64u << 20)
#define MOST_ITEMS  64

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* --- a message from bytes ----------------------------------------------------------------------- */

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
message_from_list (OxSlice s)
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
            key = 0x10000 + key % 1024;
        OxSlice value = ox_slice_take (&s, MIN (size, s.left));
        if (key != 0)
            set_value (props, key, kind, value);
    }
    return message;
}

static OxMessage *
message_from (const guint8 *data, gsize size, OxOptions *options)
{
    static const guint8 compound[] = { 0xD0, 0xCF, 0x11, 0xE0 };
    if (size < sizeof compound || memcmp (data, compound, sizeof compound) != 0)
        return message_from_list (ox_slice (data, size, 0));
    g_autoptr (GBytes) bytes = g_bytes_new (data, size);
    g_autoptr (OxStream) stream = ox_stream_new_bytes (bytes);
    return ox_open_message (stream, options, NULL, NULL);
}

/* --- what comes out ------------------------------------------------------------------------------- */

typedef gboolean (*Writer) (OxMessage *, OxSink *, OxOptions *, OxDiagnostics *);

static gboolean
write_mime (OxMessage *message, OxSink *sink, OxOptions *options, OxDiagnostics *d)
{
    g_autoptr (OxAccount) account = ox_account_new ();
    return ox_message_write_mime (message, sink, options, d, account, NULL);
}

static gboolean
write_html (OxMessage *message, OxSink *sink, OxOptions *options, OxDiagnostics *d)
{
    return ox_message_write_html (message, sink, options, d, NULL);
}

static gboolean
write_text (OxMessage *message, OxSink *sink, OxOptions *options, OxDiagnostics *d)
{
    return ox_message_write_text (message, sink, options, d, NULL);
}

static GBytes *
output (Writer writer, OxMessage *message, OxOptions *options)
{
    g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
    g_autoptr (OxSink) sink = ox_sink_new_memory ();
    gboolean ok = writer (message, sink, options, d);
    g_assert (ok);
    return ox_sink_steal_bytes (sink);
}

/* A signed entity is copied as it was stored. */
static gboolean
may_be_signed (OxMessage *message)
{
    g_autofree char *klass = g_ascii_strdown (ox_message_get_class (message), -1);
    for (guint i = 0; i < ox_message_get_n_attachments (message); i++)
        if (ox_attachment_get_kind (ox_message_get_attachment (message, i)) == OX_ATTACHMENT_MESSAGE)
            return TRUE;
    return strstr (klass, ".smime") != NULL;
}

static void
check_mime (GBytes *bytes)
{
    gsize n = 0;
    const guint8 *p = g_bytes_get_data (bytes, &n);
    gsize line = 0;
    for (gsize i = 0; i < n; i++) {
        g_assert (p[i] != 0 && p[i] < 0x80);
        if (p[i] == '\n')
            g_assert (i > 0 && p[i - 1] == '\r');
        if (p[i] == '\r')
            g_assert (i + 1 < n && p[i + 1] == '\n');
        line = p[i] == '\n' ? 0 : line + 1;
        g_assert (line <= 999); /* the CR is one of them */
    }
}

static void
check_page (GBytes *bytes)
{
    static const char *const forbidden[] = { "<script", "<iframe", "<object", "<embed", "<link", "<base",
                                             "<form", NULL };
    g_autofree char *page = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
    g_autofree char *lower = g_ascii_strdown (page, -1);
    for (guint i = 0; forbidden[i] != NULL; i++)
        g_assert (strstr (lower, forbidden[i]) == NULL);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
    static const Writer writers[] = { write_mime, write_html, write_text };
    if (size > MOST_INPUT)
        return 0;
    g_autoptr (OxOptions) options = ox_options_new ();
    OxLimits limits = *ox_options_get_limits (options);
    limits.depth = 8;
    limits.item_bytes = 32u << 20;
    ox_options_set_limits (options, &limits);
    g_autoptr (OxMessage) message = message_from (data, size, options);
    if (message == NULL)
        return 0;
    for (guint i = 0; i < G_N_ELEMENTS (writers); i++) {
        g_autoptr (GBytes) once = output (writers[i], message, options);
        g_autoptr (GBytes) twice = output (writers[i], message, options);
        g_assert (g_bytes_equal (once, twice));
        if (i == 0 && !may_be_signed (message))
            check_mime (once);
        if (i == 1)
            check_page (once);
    }
    return 0;
}
