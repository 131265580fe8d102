/* SPDX-License-Identifier: MIT
 *
 * Writing a tree of streams as a compound file. libgsf does the work; its every
 * return is checked, since it reports success on close after a failed write.
 */
#include "cfb/writer.h"

#include "base/late.h"

#include <gsf/gsf-outfile-msole.h>
#include <gsf/gsf-output-memory.h>
#include <gsf/gsf-utils.h>
#include <oxcart/error.h>

#define MOST_DEPTH 64 /* libgsf recurses */
#define CHUNK (64u << 10)

#define FUNCTIONS(F)                                                                             \
    F (gsf_outfile_msole_new) F (gsf_outfile_msole_set_class_id) F (gsf_outfile_new_child)       \
    F (gsf_output_write) F (gsf_output_close) F (gsf_output_size) F (gsf_output_memory_new)      \
    F (gsf_output_memory_get_bytes)

typedef struct {
    FUNCTIONS (OX_LATE_MEMBER)
} Gsf;

static OX_LATE_DEFINE (Gsf, gsf, OX_LATE_GSF, FUNCTIONS)

static gboolean
fail (GError **error, const char *what)
{
    g_set_error (error, OX_ERROR, OX_ERROR_FAILED, "writing a compound file: %s", what);
    return FALSE;
}

static gboolean
write_stream (GsfOutput *out, OxStream *stream, GError **error)
{
    g_autofree guint8 *buffer = g_malloc (CHUNK);
    guint64 at = 0;
    gssize got;
    while ((got = ox_stream_pread (stream, at, buffer, CHUNK, error)) > 0) {
        if (!gsf ()->gsf_output_write (out, (size_t) got, buffer))
            return fail (error, "a write failed");
        at += (guint64) got;
    }
    return got == 0;
}

/* Depth is bounded by MOST_DEPTH, so recursion is too. */
static gboolean
write_children (GsfOutfile *parent, OxStorage *storage, guint depth, GError **error)
{
    if (depth > MOST_DEPTH)
        return fail (error, "storages are nested too deep");
    for (guint i = 0; i < ox_storage_get_size (storage); i++) {
        OxStream *stream = ox_storage_get_stream (storage, i);
        const char *name = ox_storage_get_name (storage, i);
        GsfOutput *child = gsf ()->gsf_outfile_new_child (parent, name, stream == NULL);
        if (child == NULL)
            return fail (error, "an entry could not be made");
        OxStorage *sub = ox_storage_get_storage (storage, i);
        gboolean ok = stream != NULL;
        if (ok) {
            ok = write_stream (child, stream, error);
        } else {
            ok = gsf ()->gsf_outfile_msole_set_class_id ((GsfOutfileMSOle *) child,
                                                         ox_storage_get_clsid (sub)->bytes)
                 && write_children ((GsfOutfile *) child, sub, depth + 1, error);
        }
        ok = gsf ()->gsf_output_close (child) && ok;
        g_object_unref (child);
        if (!ok)
            return error != NULL && *error != NULL ? FALSE : fail (error, "an entry failed");
    }
    return TRUE;
}

OxStream *
ox_cfb_write_storage (OxStorage *storage, GError **error)
{
    g_autoptr (GError) inner = NULL;
    GsfOutput *memory = gsf ()->gsf_output_memory_new ();
    GsfOutfile *root = gsf ()->gsf_outfile_msole_new (memory);
    gboolean ok = gsf ()->gsf_outfile_msole_set_class_id ((GsfOutfileMSOle *) root,
                                                          ox_storage_get_clsid (storage)->bytes)
                  && write_children (root, storage, 0, &inner);
    ok = gsf ()->gsf_output_close ((GsfOutput *) root) && ok;
    g_object_unref (root);
    const guint8 *data = gsf ()->gsf_output_memory_get_bytes ((GsfOutputMemory *) memory);
    g_autoptr (GBytes) bytes = NULL;
    if (ok && data != NULL)
        bytes = g_bytes_new (data, (gsize) gsf ()->gsf_output_size (memory));
    else if (inner != NULL)
        g_propagate_error (error, g_steal_pointer (&inner));
    else
        fail (error, "libgsf failed");
    g_object_unref (memory);
    return bytes != NULL ? ox_stream_new_bytes (bytes) : NULL;
}
