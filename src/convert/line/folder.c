/* SPDX-License-Identifier: MIT */
#include "convert/line/folder.h"

guint
ox_write_folder (OxStore *store, OxFolder *folder, OxSink *sink, OxDiagnostics *diagnostics, OxDiagCode unreadable,
                 OxItemWriter write, gpointer data)
{
    g_autoptr (GArray) ids = ox_folder_list_messages (folder, OX_FOLDER_MESSAGES, diagnostics);
    guint n = 0;
    for (guint i = 0; i < ids->len && ox_sink_is_ok (sink); i++) {
        g_autoptr (GError) error = NULL;
        guint32 id = g_array_index (ids, guint32, i);
        ox_diag_push (diagnostics, "0x%x", id);
        g_autoptr (OxMessage) message = ox_store_open_message (store, id, diagnostics, &error);
        if (message == NULL)
            ox_diag (diagnostics, unreadable, OX_DIAG_NO_OFFSET, "%s", error->message);
        else
            n += write (data, message) ? 1 : 0;
        ox_diag_pop (diagnostics);
    }
    return n;
}

gboolean
ox_write_finish (OxSink *sink, OxOptions *options, OxDiagnostics *diagnostics, GError **error)
{
    if (ox_options_get_policy (options) == OX_POLICY_STRICT && !ox_diag_check_strict (diagnostics, error))
        return FALSE;
    return ox_sink_is_ok (sink) || ox_sink_finish (sink, error);
}
