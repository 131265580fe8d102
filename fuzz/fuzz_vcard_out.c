/* SPDX-License-Identifier: MIT
 *
 * Contacts, lists, tasks, journal entries, notes and free/busy times of any properties through to vCard and
 * iCalendar; of what is a list of properties the first byte chooses the class. Whatever goes in, what comes out
 * is one object: well formed, the same each time, and its lines are those of the writer.
 */
#include "any-message.h"
#include "convert/line/line.h"

#define MOST_INPUT  (128u << 10)
#define LID_ADDRESS 0x68000u /* named properties of PSETID_Address, from 0x8000 on */

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

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
    g_autoptr (OxMessage) message = message_from (data, size, LID_ADDRESS, options);
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
