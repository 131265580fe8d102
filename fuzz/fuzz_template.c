/* SPDX-License-Identifier: MIT
 *
 * Any bytes as display templates, and as a script of one.
 */
#include <oxcart/oxcart.h>

#define MOST_INPUT (64u << 10)

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
run (GBytes *script)
{
    g_autoptr (OxProps) props = ox_props_new ();
    ox_props_set_text (props, 0x6701, "mailbox");
    ox_props_set_text (props, OX_TAG_DISPLAY_NAME, "Name");
    ox_props_set_integer (props, OX_TAG_SEND_RICH_INFO, OX_TYPE_BOOLEAN, 1);
    g_autofree char *address = ox_oab_script_run (script, props, NULL);
    g_assert (address == NULL || g_utf8_validate (address, -1, NULL));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
    if (size > MOST_INPUT)
        return 0;
    g_autoptr (GBytes) bytes = g_bytes_new (data, size);
    g_autoptr (OxStream) stream = ox_stream_new_bytes (bytes);
    g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
    run (bytes);
    g_autoptr (GPtrArray) templates = ox_oab_templates_read (stream, NULL, d, NULL);
    for (guint i = 0; templates != NULL && i < templates->len; i++) {
        const OxOabTemplate *t = templates->pdata[i];
        if (t->script != NULL)
            run (t->script);
    }
    return 0;
}
