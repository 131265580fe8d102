/* SPDX-License-Identifier: MIT */
#include <oxcart/entryid.h>

#include "base/builder.h"
#include "base/charset.h"

#include <string.h>

/* Providers, [MS-OXCDATA] 2.2.5. */
static const OxGuid one_off_uid = { { 0x81, 0x2B, 0x1F, 0xA4, 0xBE, 0xA3, 0x10, 0x19, 0x9D, 0x6E,
                                      0x00, 0xDD, 0x01, 0x0F, 0x54, 0x02 } };
static const OxGuid address_book_uid = { { 0xDC, 0xA7, 0x40, 0xC8, 0xC0, 0x42, 0x10, 0x1A, 0xB4,
                                           0xB9, 0x08, 0x00, 0x2B, 0x2F, 0xE1, 0x82 } };
static const OxGuid contact_uid = { { 0xFE, 0x42, 0xAA, 0x0A, 0x18, 0xC7, 0x1A, 0x10, 0xE8, 0x85,
                                      0x0B, 0x65, 0x1C, 0x24, 0x00, 0x00 } };

#define ONE_OFF_UNICODE 0x8000
#define ONE_OFF_MIME 0x0001
#define CONTACT_ADDRESS 4
#define CONTACT_LIST 5

G_DEFINE_BOXED_TYPE (OxEntryId, ox_entryid, ox_entryid_copy, ox_entryid_free)

OxEntryId *
ox_entryid_copy (const OxEntryId *entryid)
{
    OxEntryId *copy = g_memdup2 (entryid, sizeof *entryid);
    copy->display_name = g_strdup (entryid->display_name);
    copy->address_type = g_strdup (entryid->address_type);
    copy->address = g_strdup (entryid->address);
    if (entryid->embedded != NULL)
        g_bytes_ref (entryid->embedded);
    return copy;
}

void
ox_entryid_free (OxEntryId *entryid)
{
    if (entryid == NULL)
        return;
    g_free (entryid->display_name);
    g_free (entryid->address_type);
    g_free (entryid->address);
    g_clear_pointer (&entryid->embedded, g_bytes_unref);
    g_free (entryid);
}

/* Takes text up to its terminator, or to the end where that is missing. */
static OxSlice
take_terminated (OxSlice *s, guint width)
{
    OxSlice scan = *s;
    gsize n = 0;
    while (scan.left >= width) {
        guint c = width == 2 ? ox_slice_u16 (&scan) : ox_slice_u8 (&scan);
        if (c == 0)
            break;
        n += width;
    }
    OxSlice text = ox_slice_take (s, n);
    if (s->left >= width)
        ox_slice_skip (s, width);
    return text;
}

static char *
take_text (OxSlice *s, gboolean unicode, guint codepage)
{
    if (s->left == 0)
        return NULL;
    OxSlice text = take_terminated (s, unicode ? 2 : 1);
    gsize length = 0;
    guint n_bad = 0;
    char *utf8 = unicode ? ox_utf16_decode (text, &length, &n_bad)
                         : ox_charset_decode (codepage, text, &length, &n_bad);
    return utf8 != NULL ? utf8 : ox_charset_decode (1252, text, &length, &n_bad);
}

/* A wrong Unicode flag shows: in UTF-16 of Latin text every second byte is 0. */
static gboolean
looks_unicode (OxSlice s)
{
    guint n = 0;
    guint zeros = 0;
    for (; s.left >= 2 && n < 16; n++) {
        ox_slice_skip (&s, 1);
        zeros += ox_slice_u8 (&s) == 0;
    }
    return n >= 2 && zeros == n;
}

static void
parse_one_off (OxEntryId *entryid, OxSlice s, guint codepage)
{
    ox_slice_skip (&s, 2); /* version */
    entryid->flags = ox_slice_u16 (&s);
    if (!ox_slice_ok (&s))
        return;
    gboolean unicode = (entryid->flags & ONE_OFF_UNICODE) != 0 || looks_unicode (s);
    entryid->kind = OX_ENTRYID_ONE_OFF;
    entryid->display_name = take_text (&s, unicode, codepage);
    entryid->address_type = take_text (&s, unicode, codepage);
    entryid->address = take_text (&s, unicode, codepage);
}

static void
parse_address_book (OxEntryId *entryid, OxSlice s, guint codepage)
{
    ox_slice_skip (&s, 4); /* version */
    entryid->object_type = ox_slice_u32 (&s);
    if (!ox_slice_ok (&s))
        return;
    entryid->kind = OX_ENTRYID_ADDRESS_BOOK;
    entryid->address_type = g_strdup ("EX");
    entryid->address = take_text (&s, FALSE, codepage);
}

static void
parse_contact (OxEntryId *entryid, OxSlice s)
{
    ox_slice_skip (&s, 4); /* version */
    guint32 type = ox_slice_u32 (&s);
    entryid->index = ox_slice_u32 (&s);
    guint32 count = ox_slice_u32 (&s);
    if (!ox_slice_ok (&s))
        return;
    if (type == CONTACT_ADDRESS)
        entryid->kind = OX_ENTRYID_CONTACT;
    else if (type == CONTACT_LIST)
        entryid->kind = OX_ENTRYID_PERSONAL_LIST;
    else
        return;
    OxSlice embedded = ox_slice_take (&s, MIN (count, s.left));
    entryid->embedded = g_bytes_new (ox_slice_data (&embedded), embedded.left);
}

OxEntryId *
ox_entryid_parse (GBytes *bytes, guint codepage)
{
    OxEntryId *entryid = g_new0 (OxEntryId, 1);
    OxSlice s = ox_slice_from_bytes (bytes);
    ox_slice_skip (&s, 4); /* flags */
    OxGuid uid = ox_slice_guid (&s);
    if (!ox_slice_ok (&s))
        return entryid;
    if (memcmp (&uid, &one_off_uid, sizeof uid) == 0)
        parse_one_off (entryid, s, codepage);
    else if (memcmp (&uid, &address_book_uid, sizeof uid) == 0)
        parse_address_book (entryid, s, codepage);
    else if (memcmp (&uid, &contact_uid, sizeof uid) == 0)
        parse_contact (entryid, s);
    return entryid;
}

GBytes *
ox_entryid_build_one_off (const char *display_name, const char *address_type, const char *address)
{
    g_auto (OxBuilder) b;
    ox_builder_init (&b);
    ox_builder_u32 (&b, 0);
    ox_builder_guid (&b, &one_off_uid);
    ox_builder_u16 (&b, 0);
    ox_builder_u16 (&b, ONE_OFF_UNICODE | ONE_OFF_MIME);
    ox_builder_utf16 (&b, display_name, TRUE);
    ox_builder_utf16 (&b, address_type, TRUE);
    ox_builder_utf16 (&b, address, TRUE);
    return ox_builder_finish (&b);
}

GBytes *
ox_entryid_build_address_book (const char *dn, guint32 object_type)
{
    g_auto (OxBuilder) b;
    ox_builder_init (&b);
    ox_builder_u32 (&b, 0);
    ox_builder_guid (&b, &address_book_uid);
    ox_builder_u32 (&b, 1);
    ox_builder_u32 (&b, object_type);
    ox_builder_bytes (&b, (const guint8 *) dn, strlen (dn) + 1);
    return ox_builder_finish (&b);
}
