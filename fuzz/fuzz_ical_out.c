/* SPDX-License-Identifier: MIT
 *
 * Bytes taken for a .msg file, to iCalendar: the same bytes each time; lines of at most 75 octets, ended by
 * CRLF, valid UTF-8 without control characters; as many ENDs as BEGINs.
 */
#include <oxcart/oxcart.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static GBytes *
convert (GBytes *bytes)
{
    g_autoptr (OxStream) stream = ox_stream_new_bytes (bytes);
    g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
    g_autoptr (OxMessage) message = ox_open_message (stream, NULL, d, NULL);
    if (message == NULL)
        return NULL;
    /* Whatever it is, it is converted as an appointment. */
    ox_props_set_text (ox_message_get_props (message), OX_TAG_MESSAGE_CLASS, "IPM.Appointment");
    g_autoptr (OxSink) sink = ox_sink_new_memory ();
    g_autoptr (OxAccount) account = ox_account_new ();
    g_assert (ox_message_write_icalendar (message, sink, NULL, d, account, NULL));
    return ox_sink_steal_bytes (sink);
}

static void
check_lines (const char *text, gsize n)
{
    g_assert (g_utf8_validate_len (text, n, NULL));
    g_auto (GStrv) lines = g_strsplit (text, "\r\n", -1);
    gint depth = 0;
    for (guint i = 0; lines[i + 1] != NULL; i++) {
        g_assert_cmpuint (strlen (lines[i]), <=, 75);
        g_assert (*lines[i] != '\0');
        for (const char *p = lines[i]; *p != '\0'; p++)
            g_assert ((guchar) *p >= ' ' || *p == '\t');
        depth += g_str_has_prefix (lines[i], "BEGIN:") - g_str_has_prefix (lines[i], "END:");
        g_assert (depth >= 0 && depth <= 3);
    }
    g_assert (depth == 0);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
    gsize n = 0;
    if (size > 1u << 18)
        return 0;
    g_autoptr (GBytes) bytes = g_bytes_new (data, size);
    g_autoptr (GBytes) first = convert (bytes);
    g_autoptr (GBytes) second = convert (bytes);
    if (first == NULL)
        return 0;
    g_assert (g_bytes_equal (first, second));
    const char *text = g_bytes_get_data (first, &n);
    g_autofree char *copy = g_strndup (text, n);
    check_lines (copy, n);
    return 0;
}
