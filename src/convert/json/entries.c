/* SPDX-License-Identifier: MIT
 *
 * Address lists as JSON, one object a line; docs/json.md describes the schema.
 */
#include "convert/json/json-private.h"
#include "model/address-private.h"

#include <oxcart/directory.h>

void
ox_entry_write_json (OxEntry *entry, OxSink *sink, OxDiagnostics *diagnostics)
{
    ox_sink_puts (sink, "{\"schema\":1,\"entry\":{\"kind\":\"");
    ox_sink_puts (sink, ox_entry_kind_to_string (ox_entry_get_kind (entry)));
    ox_sink_puts (sink, "\",");
    ox_json_write_props (sink, diagnostics, ox_entry_get_props (entry));
    ox_sink_puts (sink, "}}\n");
}

gboolean
ox_address_list_write_json (OxAddressList *list, OxSink *sink, OxOptions *options, OxDiagnostics *diagnostics,
                            GError **error)
{
    ox_sink_puts (sink, "{\"schema\":1,\"list\":{");
    ox_json_write_props (sink, diagnostics, ox_address_list_get_props (list));
    ox_sink_puts (sink, "}}\n");
    for (guint32 i = 0; i < ox_address_list_get_n_entries (list) && ox_sink_is_ok (sink); i++) {
        g_autoptr (OxEntry) entry = NULL;
        if (!ox_address_list_try_entry (list, i, diagnostics, &entry, error))
            return FALSE;
        if (entry != NULL)
            ox_entry_write_json (entry, sink, diagnostics);
    }
    return ox_sink_is_ok (sink) || ox_sink_finish (sink, error);
}
