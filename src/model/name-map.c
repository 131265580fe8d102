/* SPDX-License-Identifier: MIT */
#include "model/name-map.h"

#include "base/charset.h"

#include <string.h>

#define KIND_STRING 1

/* Indices into the list of property sets, [MS-OXMSG] 2.2.3.1.2. */
enum { GUID_PS_MAPI = 1, GUID_PS_PUBLIC_STRINGS = 2, GUID_FIRST = 3 };

static const OxGuid ps_mapi = { { 0x28, 0x03, 0x02, 0x00, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46 } };
static const OxGuid ps_public_strings = { { 0x29, 0x03, 0x02, 0x00, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0,
                                            0, 0x46 } };

static gboolean
find_guid (const OxNamePools *pools, guint index, OxGuid *guid)
{
    if (index == GUID_PS_MAPI) {
        *guid = ps_mapi;
        return TRUE;
    }
    if (index == GUID_PS_PUBLIC_STRINGS) {
        *guid = ps_public_strings;
        return TRUE;
    }
    if (index < GUID_FIRST)
        return FALSE;
    OxSlice s = ox_slice_at (&pools->guids, (gsize) (index - GUID_FIRST) * sizeof guid->bytes);
    *guid = ox_slice_guid (&s);
    return ox_slice_ok (&s);
}

/* A string name: its length in bytes, then UTF-16LE without a terminator. */
static char *
find_string (const OxNamePools *pools, guint32 offset)
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

gboolean
ox_name_read (const OxNamePools *pools, guint32 name_or_offset, guint16 flags, OxName *name,
              char **string)
{
    *name = (OxName){ OX_NAME_KIND_LID, { { 0 } }, name_or_offset, NULL };
    *string = NULL;
    if (!find_guid (pools, flags >> 1, &name->set))
        return FALSE;
    if ((flags & 1) != KIND_STRING)
        return TRUE;
    *string = find_string (pools, name_or_offset);
    name->kind = OX_NAME_KIND_STRING;
    name->lid = 0;
    name->string = *string;
    return *string != NULL;
}
