/* SPDX-License-Identifier: MIT
 *
 * Contacts, lists, tasks, journal entries, notes and free/busy times of any properties through to vCard and
 * iCalendar. Bytes that begin as a compound file are read as a .msg; all others are a list of properties, of
 * which the first byte chooses the class. Whatever goes in, what comes out is one object: well formed, the same
 * each time, and its lines are those of the writer.
 */
#include "base/slice.h"
#include "convert/line/line.h"
#include "model/message-private.h"

#include <oxcart/oxcart.h>
#include <string.h>

#define MOST_INPUT  (128u << 10)
#define MOST_ITEMS  64
#define LID_ADDRESS 0x68000u /* named properties of PSETID_Address, from 0x8000 on */

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
            key = LID_ADDRESS + key % 1024;
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

static const char *const classes[] = {
    "IPM.Contact", "IPM.DistList", "IPM.Task", "IPM.Activity", "IPM.StickyNote", "IPM.TaskRequest",
    "IPM.Microsoft.ScheduleData.FreeBusy",
};

static GBytes *
output (OxMessage *message, OxOptions *options, gboolean is_card)
{
    g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
    g_autoptr (OxAccount) account = ox_account_new ();
    g_autoptr (OxSink) sink = ox_sink_new_memory ();
    gboolean ok = is_card ? ox_message_write_vcard (message, sink, options, d, account, NULL)
                          : ox_message_write_icalendar (message, sink, options, d, account, NULL);
    g_assert (ok || !is_card); /* what is no calendar item is refused */
    return ox_sink_steal_bytes (sink);
}

/* One object: its BEGIN first, its END last and nowhere else, all others in balance. */
static void
check_object (GBytes *bytes, const char *object)
{
    gsize n = 0, column = 0;
    const guint8 *p = g_bytes_get_data (bytes, &n);
    if (n == 0)
        return;
    for (gsize i = 0; i < n; i++) {
        g_assert (p[i] >= ' ' || p[i] == '\t' || p[i] == '\r' || p[i] == '\n');
        g_assert (p[i] != '\n' || (i > 0 && p[i - 1] == '\r'));
        g_assert (p[i] != '\r' || (i + 1 < n && p[i + 1] == '\n'));
        column = p[i] == '\n' ? 0 : column + 1;
        g_assert (column <= OX_LINE_OCTETS + 1); /* the CR is one of them */
    }
    g_auto (OxLineReader) r = { 0 };
    g_auto (OxLine) line = { 0 };
    gint depth = 0;
    ox_line_reader_init (&r, ox_slice_from_bytes (bytes), OX_DIALECT_VCARD_4, NULL);
    while (ox_line_reader_next (&r, &line)) {
        gboolean is_end = strcmp (line.name, "END") == 0;
        depth += strcmp (line.name, "BEGIN") == 0;
        g_assert (depth > 0);
        depth -= is_end;
        g_assert (depth > 0 || (is_end && strcmp (line.value, object) == 0 && r.s.left == 0));
    }
    g_assert (depth == 0 && r.n_bad == 0);
}

static void
check (OxMessage *message, OxOptions *options, gboolean is_card)
{
    g_autoptr (GBytes) once = output (message, options, is_card);
    g_autoptr (GBytes) twice = output (message, options, is_card);
    g_assert (g_bytes_equal (once, twice));
    check_object (once, is_card ? "VCARD" : "VCALENDAR");
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
    if (size == 0 || size > MOST_INPUT)
        return 0;
    g_autoptr (OxOptions) options = ox_options_new ();
    OxLimits limits = *ox_options_get_limits (options);
    limits.depth = 8;
    limits.item_bytes = 32u << 20;
    ox_options_set_limits (options, &limits);
    g_autoptr (OxMessage) message = message_from (data, size, options);
    if (message == NULL)
        return 0;
    if (data[0] != 0xD0)
        ox_props_set_text (ox_message_get_props (message), OX_TAG_MESSAGE_CLASS,
                           classes[data[0] % G_N_ELEMENTS (classes)]);
    check (message, options, TRUE);
    check (message, options, FALSE);
    ox_options_set_vcard_version (options, OX_VCARD_3);
    check (message, options, TRUE);
    g_autoptr (OxSink) sink = ox_sink_new_memory ();
    gboolean shown = ox_message_write_text (message, sink, options, NULL, NULL);
    g_assert (shown);
    return 0;
}
