/* SPDX-License-Identifier: MIT */
#include "model/ole-native.h"

#include "base/charset.h"
#include "base/slice.h"

#include <string.h>

#define HEAD 4096 /* label and two paths of 260 characters, and room */

static OxSlice
take_string (OxSlice *s)
{
    OxSlice scan = *s;
    gsize n = 0;
    while (scan.left > 0 && ox_slice_u8 (&scan) != 0)
        n++;
    OxSlice text = ox_slice_take (s, n);
    ox_slice_skip (s, 1);
    return text;
}

static char *
decode_label (OxSlice label)
{
    gsize length = 0;
    guint n_bad = 0;
    char *text = label.left > 0 ? ox_charset_decode (1252, label, &length, &n_bad) : NULL;
    return text;
}

/* The packager's form: label, original path, temporary path, data. */
static OxStream *
open_package (OxStream *native, OxSlice s, char **name)
{
    OxSlice label = take_string (&s);
    take_string (&s);     /* original path */
    ox_slice_skip (&s, 4); /* two words, 0 and 3 */
    guint32 path = ox_slice_u32 (&s);
    ox_slice_skip (&s, path);
    guint32 size = ox_slice_u32 (&s);
    if (!ox_slice_ok (&s) || s.at + size > ox_stream_get_size (native))
        return NULL;
    *name = decode_label (label);
    return ox_stream_new_window (native, s.at, size);
}

OxStream *
ox_ole_native_open (OxStorage *storage, char **name)
{
    OxStream *native = ox_storage_find (storage, "\001Ole10Native");
    *name = NULL;
    if (native == NULL)
        return NULL;
    g_autoptr (GBytes) head = ox_stream_read_bytes (native, 0, HEAD, NULL);
    if (head == NULL)
        return NULL;
    OxSlice s = ox_slice_from_bytes (head);
    guint32 size = ox_slice_u32 (&s);
    if (!ox_slice_ok (&s))
        return NULL;
    OxSlice package = s;
    if (ox_slice_u16 (&package) == 2) {
        OxStream *inner = open_package (native, package, name);
        if (inner != NULL)
            return inner;
    }
    /* Other servers store their data behind the length, and nothing else. */
    return ox_stream_new_window (native, 4, size);
}

OxStream *
ox_ole_picture (OxStorage *storage)
{
    OxStream *contents = ox_storage_find (storage, "CONTENTS");
    return contents != NULL && ox_stream_get_size (contents) > 0 ? contents : NULL;
}

char *
ox_ole_picture_extension (OxStream *picture)
{
    static const struct {
        guint8 n;
        guint8 head[4];
        const char *extension;
    } kinds[] = {
        { 2, { 'B', 'M' }, ".bmp" },
        { 4, { 0xD7, 0xCD, 0xC6, 0x9A }, ".wmf" },
        { 4, { 0x01, 0x00, 0x09, 0x00 }, ".wmf" },
        { 4, { 0x01, 0x00, 0x00, 0x00 }, ".emf" },
        { 4, { 0x89, 'P', 'N', 'G' }, ".png" },
        { 3, { 0xFF, 0xD8, 0xFF }, ".jpg" },
        { 4, { 'G', 'I', 'F', '8' }, ".gif" },
    };
    guint8 head[4] = { 0 };
    if (ox_stream_pread (picture, 0, head, sizeof head, NULL) != sizeof head)
        return NULL;
    for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
        if (memcmp (head, kinds[i].head, kinds[i].n) == 0)
            return g_strdup (kinds[i].extension);
    return NULL;
}
