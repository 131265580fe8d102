/* SPDX-License-Identifier: MIT
 *
 * Address lists as JSON, one object a line; docs/json.md describes the schema.
 */
#include "base/diag.h"
#include "convert/json/json-private.h"

#include <oxcart/directory.h>
#include <oxcart/error.h>

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
        g_autoptr (GError) failure = NULL;
        g_autoptr (OxEntry) entry = ox_address_list_read_entry (list, i, diagnostics, &failure);
        if (entry != NULL) {
            ox_entry_write_json (entry, sink, diagnostics);
        } else if (failure->domain != OX_ERROR) {
            g_propagate_error (error, g_steal_pointer (&failure));
            return FALSE;
        } else {
            ox_diag (diagnostics, OX_DIAG_OAB_RECORD, OX_DIAG_NO_OFFSET, "entry %u: %s", i, failure->message);
        }
    }
    return ox_sink_is_ok (sink) || ox_sink_finish (sink, error);
}
