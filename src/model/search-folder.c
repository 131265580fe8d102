/* SPDX-License-Identifier: MIT
 *
 * The definition of a search folder, [MS-OXOSRCH] 2.2.1.2.8: what is searched, and for what.
 */
#include "model/search-folder.h"

#include "base/charset.h"
#include "model/decode.h"

#include <oxcart/error.h>

/* 2.2.1.2.6 */
enum { FLAG_FOLDERS = 0x40, FLAG_NAMES = 0x20, FLAG_ADVANCED = 0x10, FLAG_RESTRICTION = 0x08,
       FLAG_ADDRESSES = 0x04, FLAG_TEXT = 0x02 };

#define VERSION 0x04100000

/* A length of one byte, or of two behind a 255; then so many characters. */
static char *
take_text (OxSlice *s)
{
    gsize length = 0;
    guint n_bad = 0;
    gsize n = ox_slice_u8 (s);
    if (n == 255)
        n = ox_slice_u16 (s);
    OxSlice text = ox_slice_take (s, n * 2);
    return n > 0 && ox_slice_ok (s) ? ox_utf16_decode (text, &length, &n_bad) : NULL;
}

static void
skip_block (OxSlice *s)
{
    guint32 n = ox_slice_u32 (s);
    ox_slice_skip (s, n);
}

/* An EntryList, [MS-OXCDATA] 2.3.1: lengths first, then the EntryIDs without anything between. */
static void
read_ids (OxSlice s, GPtrArray *ids)
{
    guint32 count = ox_slice_u32 (&s);
    ox_slice_skip (&s, 4);
    OxSlice lengths = s;
    count = (guint32) MIN (count, s.left / 8);
    ox_slice_skip (&s, (gsize) count * 8);
    for (guint32 i = 0; i < count && ox_slice_ok (&s); i++) {
        guint32 n = ox_slice_u32 (&lengths);
        ox_slice_skip (&lengths, 4);
        OxSlice id = ox_slice_take (&s, n);
        if (ox_slice_ok (&s))
            g_ptr_array_add (ids, g_bytes_new (ox_slice_data (&id), id.left));
    }
}

/* 2.2.1.2.8.1.1.1: what these people are called is in the restriction, too. */
static void
skip_value (OxSlice *s, gsize boolean_width)
{
    guint16 type = ox_slice_u16 (s);
    guint16 base = type & (guint16) ~OX_TYPE_MULTIPLE;
    guint n = 1;
    ox_slice_skip (s, 2);
    if ((type & OX_TYPE_MULTIPLE) != 0)
        n = ox_slice_u16 (s);
    for (guint i = 0; i < n && ox_slice_ok (s); i++) {
        gsize width = base == OX_TYPE_BOOLEAN ? boolean_width : ox_decode_width (base);
        gsize length = width;
        if (width == 0)
            length = ox_slice_u16 (s);
        ox_slice_skip (s, length);
    }
}

static void
skip_addresses (OxSlice *s, gsize boolean_width)
{
    guint32 n = ox_slice_u32 (s);
    for (guint32 i = 0; i < n && ox_slice_ok (s); i++) {
        guint32 n_values = ox_slice_u32 (s);
        ox_slice_skip (s, 4);
        for (guint32 j = 0; j < n_values && ox_slice_ok (s); j++)
            skip_value (s, boolean_width);
    }
}

/* What follows the folders. TRUE where it all fits. */
static gboolean
read_tail (OxSlice s, OxSearchDefinition *def, guint boolean_width, const OxKeyMap *map, GError **error)
{
    if ((def->flags & FLAG_ADDRESSES) != 0)
        skip_addresses (&s, boolean_width);
    skip_block (&s);
    if ((def->flags & FLAG_RESTRICTION) != 0 && ox_slice_ok (&s)) {
        def->restriction = ox_restriction_read (&s, OX_RESTRICTION_FORM_SEARCH, boolean_width, map, error);
        if (def->restriction == NULL)
            return FALSE;
    }
    if ((def->flags & FLAG_ADVANCED) != 0) {
        guint64 n = ox_slice_u64 (&s);
        ox_slice_skip (&s, (gsize) MIN (n, G_MAXSIZE));
    }
    skip_block (&s);
    return ox_slice_ok (&s) || ox_slice_check (&s, "the definition of a search folder", error);
}

/* How wide a boolean is the specification does not say: the width with which all of it fits is the right one. */
static gboolean
read_any_tail (OxSlice s, OxSearchDefinition *def, const OxKeyMap *map, GError **error)
{
    static const guint widths[] = { 1, 2, 4 };
    g_autoptr (GError) first = NULL;
    for (guint i = 0; i < G_N_ELEMENTS (widths); i++) {
        if (read_tail (s, def, widths[i], map, first == NULL ? &first : NULL))
            return TRUE;
        g_clear_pointer (&def->restriction, ox_restriction_unref);
    }
    g_propagate_error (error, g_steal_pointer (&first));
    return FALSE;
}

OxSearchDefinition *
ox_search_definition_parse (GBytes *bytes, const OxKeyMap *map, GError **error)
{
    g_autoptr (OxSearchDefinition) def = g_new0 (OxSearchDefinition, 1);
    OxSlice s = ox_slice_from_bytes (bytes);
    guint32 version = ox_slice_u32_be (&s);
    def->ids = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
    def->flags = ox_slice_u32 (&s); /* the specification shows bytes, in the order of a file */
    def->number = ox_slice_u32_be (&s);
    def->text = take_text (&s);
    skip_block (&s);
    def->deep = ox_slice_u32 (&s) != 0; /* 1 by the specification, all bits set by Outlook */
    def->folders = take_text (&s);
    guint32 n = ox_slice_u32 (&s);
    read_ids (ox_slice_take (&s, n), def->ids);
    if (!ox_slice_check (&s, "the definition of a search folder", error))
        return NULL;
    if (version != VERSION) {
        g_set_error (error, OX_ERROR, OX_ERROR_UNSUPPORTED, "the definition is of version 0x%08X", version);
        return NULL;
    }
    return read_any_tail (s, def, map, error) ? g_steal_pointer (&def) : NULL;
}

void
ox_search_definition_free (OxSearchDefinition *def)
{
    if (def == NULL)
        return;
    g_free (def->text);
    g_free (def->folders);
    g_ptr_array_unref (def->ids);
    g_clear_pointer (&def->restriction, ox_restriction_unref);
    g_free (def);
}
