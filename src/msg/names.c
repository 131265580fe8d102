/* SPDX-License-Identifier: MIT
 *
 * The named-property map, [MS-OXMSG] 2.2.3: which name each id from 0x8000 on
 * stands for in this file.
 */
#include "base/diag.h"
#include "model/name-map.h"
#include "msg/file.h"
#include "msg/layout.h"

#include <string.h>

#define ENTRY 8

static GBytes *
read_stream (MsgFile *file, guint32 storage, const char *name)
{
    guint32 entry = ox_cfb_find (file->cfb, storage, name);
    if (entry == OX_CFB_NONE)
        return g_bytes_new (NULL, 0);
    g_autoptr (GError) error = NULL;
    GBytes *bytes = ox_cfb_read (file->cfb, entry, file->limits->value_bytes, file->diagnostics,
                                 &error);
    if (bytes != NULL)
        return bytes;
    ox_diag (file->diagnostics, OX_DIAG_MSG_NAMED_PROPERTY, OX_DIAG_NO_OFFSET, "%s: %s", name,
             error->message);
    return g_bytes_new (NULL, 0);
}

static OxKey
add_unnamed (MsgFile *file, guint16 id)
{
    OxName name = { OX_NAME_KIND_UNKNOWN, { { 0 } }, id, NULL };
    return ox_names_add (file->names, &name);
}

/* The key of one entry. A name that stands twice gets a key of its own the
 * second time: both properties are kept, the first is what a look-up finds. */
static OxKey
read_entry (MsgFile *file, const OxNamePools *pools, guint16 id, OxSlice *s, GHashTable *seen)
{
    guint64 at = s->at;
    guint32 name_or_offset = ox_slice_u32 (s);
    guint16 flags = ox_slice_u16 (s);
    ox_slice_skip (s, 2); /* the property index: normally id - 0x8000, and not always true */
    g_autofree char *string = NULL;
    OxName name;
    gboolean good = ox_name_read (pools, name_or_offset, flags, &name, &string);
    if (!good) {
        ox_diag (file->diagnostics, OX_DIAG_MSG_NAMED_PROPERTY, at,
                 "property 0x%04X has no usable name", id);
        return add_unnamed (file, id);
    }
    OxKey key = ox_names_intern (file->names, &name);
    if (g_hash_table_add (seen, GUINT_TO_POINTER (key)))
        return key;
    return ox_names_add (file->names, &name);
}

void
msg_names_read (MsgFile *file)
{
    file->keys = g_array_new (FALSE, FALSE, sizeof (OxKey));
    guint32 storage = ox_cfb_find (file->cfb, ox_cfb_root (file->cfb), MSG_NAMEID);
    if (storage == OX_CFB_NONE)
        return;
    ox_diag_push (file->diagnostics, "names");
    g_autoptr (GBytes) guids = read_stream (file, storage, MSG_NAMEID_GUIDS);
    g_autoptr (GBytes) entries = read_stream (file, storage, MSG_NAMEID_ENTRIES);
    g_autoptr (GBytes) strings = read_stream (file, storage, MSG_NAMEID_STRINGS);
    OxNamePools pools = { ox_slice_from_bytes (guids), ox_slice_from_bytes (strings) };
    OxSlice s = ox_slice_from_bytes (entries);
    g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
    guint32 most = MIN (file->limits->names, 0xFFFF - MSG_FIRST_NAMED);
    while (s.left >= ENTRY && file->keys->len < most) {
        guint16 id = (guint16) (MSG_FIRST_NAMED + file->keys->len);
        OxKey key = read_entry (file, &pools, id, &s, seen);
        g_array_append_val (file->keys, key);
    }
    if (s.left >= ENTRY)
        ox_diag (file->diagnostics, OX_DIAG_MSG_LIMIT, s.at, "more than %u named properties", most);
    ox_diag_pop (file->diagnostics);
}

OxKey
msg_names_key (MsgFile *file, guint16 id)
{
    if (id < MSG_FIRST_NAMED)
        return id;
    guint index = (guint) (id - MSG_FIRST_NAMED);
    if (index < file->keys->len)
        return g_array_index (file->keys, OxKey, index);
    gpointer key;
    if (g_hash_table_lookup_extended (file->unnamed, GUINT_TO_POINTER (id), NULL, &key))
        return GPOINTER_TO_UINT (key);
    ox_diag (file->diagnostics, OX_DIAG_MSG_NAMED_PROPERTY, OX_DIAG_NO_OFFSET,
             "property 0x%04X is not in the map of names", id);
    OxKey added = add_unnamed (file, id);
    g_hash_table_insert (file->unnamed, GUINT_TO_POINTER (id), GUINT_TO_POINTER (added));
    return added;
}
