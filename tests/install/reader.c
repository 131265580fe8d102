/* SPDX-License-Identifier: MIT
 *
 * A message to MIME, by the installed library.
 */
#include <oxcart/oxcart.h>
#include <stdio.h>
#include <unistd.h>

int
main (int argc, char **argv)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (OxDiagnostics) diagnostics = ox_diagnostics_new ();
    g_autoptr (OxStream) stream = ox_stream_new_path (argc > 1 ? argv[1] : "", &error);
    g_autoptr (OxMessage) message = NULL;
    if (stream != NULL)
        message = ox_open_message (stream, NULL, diagnostics, &error);
    if (message == NULL) {
        fprintf (stderr, "%s\n", error->message);
        return 1;
    }
    const char *subject = ox_props_get_text (ox_message_get_props (message), OX_TAG_SUBJECT);
    printf ("Subject: %s\n", subject != NULL ? subject : "");
    fflush (stdout);
    g_autoptr (OxSink) sink = ox_sink_new_fd (STDOUT_FILENO);
    if (!ox_message_write_mime (message, sink, NULL, diagnostics, NULL, &error)
        || !ox_sink_finish (sink, &error)) {
        fprintf (stderr, "%s\n", error->message);
        return 1;
    }
    return 0;
}
