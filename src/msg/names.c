/* SPDX-License-Identifier: MIT
 *
 * The named-property map, [MS-OXMSG] 2.2.3: which name each id from 0x8000 on
 * stands for in this file.
 */
#include "base/charset.h"
#include "base/diag.h"
#include "msg/file.h"
#include "msg/layout.h"

#include <string.h>

#define ENTRY 8
#define KIND_STRING 1

static const OxGuid ps_mapi = { { 0x28, 0x03, 0x02, 0x00, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46 } };
static const OxGuid ps_public_strings = { { 0x29, 0x03, 0x02, 0x00, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0,
                                            0, 0x46 } };

typedef struct {
    OxSlice guids;
    OxSlice strings;
} Pools;

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

static gboolean
find_guid (const Pools *pools, guint index, OxGuid *guid)
{
    if (index == MSG_GUID_PS_MAPI) {
        *guid = ps_mapi;
        return TRUE;
    }
    if (index == MSG_GUID_PS_PUBLIC_STRINGS) {
        *guid = ps_public_strings;
        return TRUE;
    }
    if (index < MSG_GUID_FIRST)
        return FALSE;
    OxSlice s = ox_slice_at (&pools->guids, (gsize) (index - MSG_GUID_FIRST) * sizeof guid->bytes);
    *guid = ox_slice_guid (&s);
    return ox_slice_ok (&s);
}

/* A string name: its length in bytes, then UTF-16LE without a terminator. */
static char *
find_string (const Pools *pools, guint32 offset)
{
    OxSlice s = ox_slice_at (&pools->strings, offset);
    guint32 size = ox_slice_u32 (&s);
    OxSlice text = ox_slice_take (&s, size);
    if (!ox_slice_ok (&s) || size == 0 || size % 2 != 0)
        return NULL;
    gsize length = 0;
    guint n_bad = 0;
    char *name = ox_utf16_decode (text, &length, &n_bad);
    if (name != NULL && n_bad == 0 && strlen (name) == length)
        return name;
    g_free (name);
    return NULL;
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
read_entry (MsgFile *file, const Pools *pools, guint16 id, OxSlice *s, GHashTable *seen)
{
    guint64 at = s->at;
    guint32 name_or_offset = ox_slice_u32 (s);
    guint16 flags = ox_slice_u16 (s);
    ox_slice_skip (s, 2); /* the property index: normally id - 0x8000, and not always true */
    g_autofree char *string = NULL;
    OxName name = { OX_NAME_KIND_LID, { { 0 } }, name_or_offset, NULL };
    gboolean good = find_guid (pools, flags >> 1, &name.set);
    if ((flags & 1) == KIND_STRING) {
        string = find_string (pools, name_or_offset);
        name = (OxName){ OX_NAME_KIND_STRING, name.set, 0, string };
        good = good && string != NULL;
    }
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
    Pools pools = { ox_slice_from_bytes (guids), ox_slice_from_bytes (strings) };
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
