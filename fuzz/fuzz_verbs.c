/* SPDX-License-Identifier: MIT
 *
 * What a message may be answered with: what is whole is written again byte for byte, all else reads the same.
 */
#include "model/verb-stream.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
    g_autoptr (GBytes) bytes = g_bytes_new (data, size);
    g_autoptr (OxVerbStream) stream = ox_verb_stream_parse (bytes);
    if (stream == NULL)
        return 0;
    g_autoptr (GBytes) written = ox_verb_stream_serialize (stream);
    g_assert (!stream->is_whole || g_bytes_equal (written, bytes));
    g_autoptr (OxVerbStream) again = ox_verb_stream_parse (written);
    g_assert (again != NULL && again->is_whole && again->verbs->len == stream->verbs->len);
    g_autoptr (GPtrArray) votes = ox_verb_stream_votes (stream, 64);
    g_assert (votes->len <= 64);
    return 0;
}
