/* SPDX-License-Identifier: MIT
 *
 * Any bytes as a .msg: opened under both policies, written as MIME and as JSON.
 */
#include <oxcart/oxcart.h>
#include <string.h>

#define MOST_INPUT (256u << 10)
#define MOST_OUTPUT (64u << 20)

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* Counts what is written, and checks that MIME has no NUL and no bare line end. */
typedef struct {
    guint64 n;
    guint8 last;
    gboolean is_mime;
} Checker;

static gboolean
check (gpointer self, const guint8 *data, gsize n, GError **error)
{
    Checker *c = self;
    c->n += n;
    if (c->is_mime)
        g_assert (memchr (data, '\0', n) == NULL);
    if (c->n <= MOST_OUTPUT)
        return TRUE;
    g_set_error_literal (error, OX_ERROR, OX_ERROR_LIMIT, "too much output");
    return FALSE;
}

static gboolean
has_signed (OxMessage *message)
{
    g_autofree char *klass = g_ascii_strdown (ox_message_get_class (message), -1);
    return strstr (klass, ".smime") != NULL || ox_message_get_n_attachments (message) > 0;
}

static void
convert (OxMessage *message, OxOptions *options, gboolean mime)
{
    g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
    g_autoptr (OxAccount) account = ox_account_new ();
    /* A signed entity is copied as it is, NULs and all. */
    Checker checker = { 0, 0, mime && !has_signed (message) };
    g_autoptr (OxSink) sink = ox_sink_new (check, &checker, NULL);
    gboolean ok = mime ? ox_message_write_mime (message, sink, options, d, account, NULL)
                       : ox_message_write_json (message, sink, options, d, account, NULL);
    g_autoptr (GError) error = NULL;
    g_assert ((ok && ox_sink_finish (sink, &error)) || checker.n > MOST_OUTPUT);
    g_autofree char *text = ox_message_get_text_body (message, options);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
    if (size > MOST_INPUT)
        return 0;
    g_autoptr (GBytes) bytes = g_bytes_new (data, size);
    g_autoptr (OxStream) stream = ox_stream_new_bytes (bytes);
    for (guint policy = OX_POLICY_DEFAULT; policy <= OX_POLICY_SALVAGE; policy += 2) {
        g_autoptr (OxOptions) options = ox_options_new ();
        OxLimits limits = *ox_options_get_limits (options);
        limits.depth = 8;
        limits.item_bytes = 32u << 20;
        ox_options_set_limits (options, &limits);
        ox_options_set_policy (options, (OxPolicy) policy);
        g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
        g_autoptr (OxMessage) message = ox_open_message (stream, options, d, NULL);
        if (message == NULL)
            continue;
        convert (message, options, TRUE);
        convert (message, options, FALSE);
    }
    return 0;
}
