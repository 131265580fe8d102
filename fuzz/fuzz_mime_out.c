/* SPDX-License-Identifier: MIT
 *
 * Messages of any properties through to MIME and to a page: what comes out is well formed, and the same each
 * time.
 */
#include "any-message.h"

#define MOST_INPUT  (128u << 10)
#define MOST_OUTPUT (64u << 20)

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

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
    g_autoptr (OxMessage) message = message_from (data, size, 0x10000, options);
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
