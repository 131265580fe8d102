/* SPDX-License-Identifier: MIT */
#include "convert/mime/mac.h"

#include "base/builder.h"
#include "base/slice.h"
#include "convert/mime/media.h"

#include <string.h>

#define BLOCK 128u /* each part of MacBinary begins on a multiple of it */
#define MOST_NAME 63u

/* AppleDouble, RFC 1740 appendix B. */
#define APPLE_DOUBLE 0x00051607u
#define VERSION_2 0x00020000u
#define ENTRY_SIZE 12u
enum { ENTRY_RESOURCES = 2, ENTRY_NAME = 3, ENTRY_DATES = 8, ENTRY_FINDER = 9, ENTRY_FILE = 10 };

/* Fields of the MacBinary header, [MS-OXCMAIL] 2.2.3.4.2.2. */
typedef struct {
    OxSlice name;
    OxSlice type_and_creator;
    guint8 flags_high;
    guint8 flags_low;
    OxSlice place; /* of the icon, and the number of the folder */
    guint8 is_protected;
    guint32 data_size;
    guint32 resource_size;
    OxSlice dates; /* created, changed: seconds since 2000, as AppleDouble has them */
} MacHeader;

/* --- MacBinary ---------------------------------------------------------------------------------- */

/* What has a secondary header or a comment is no MacBinary of the kind that mail programs make,
 * 2.1.3.4.3; the CRC is not to be relied on. */
static gboolean
read_header (OxSlice s, MacHeader *h)
{
    guint8 version = ox_slice_u8 (&s);
    guint8 name_length = ox_slice_u8 (&s);
    OxSlice name = ox_slice_take (&s, MOST_NAME);
    h->name = ox_slice_take (&name, MIN (name_length, MOST_NAME));
    h->type_and_creator = ox_slice_take (&s, 8);
    h->flags_high = ox_slice_u8 (&s);
    guint8 zero = ox_slice_u8 (&s);
    h->place = ox_slice_take (&s, 6);
    h->is_protected = ox_slice_u8 (&s) & 1;
    zero |= ox_slice_u8 (&s);
    h->data_size = ox_slice_u32_be (&s);
    h->resource_size = ox_slice_u32_be (&s);
    h->dates = ox_slice_take (&s, 8);
    guint16 comment = ox_slice_u16_be (&s);
    h->flags_low = ox_slice_u8 (&s);
    ox_slice_skip (&s, 18);
    guint16 secondary = ox_slice_u16_be (&s);
    return ox_slice_ok (&s) && version == 0 && zero == 0 && name_length > 0 && name_length <= MOST_NAME
           && comment == 0 && secondary == 0;
}

static guint64
padded (guint64 size)
{
    return (size + BLOCK - 1) / BLOCK * BLOCK;
}

/* Whoever wrote the file may have left out the last padding. */
static guint64
end_of_forks (const MacHeader *h)
{
    return h->resource_size > 0 ? BLOCK + padded (h->data_size) + h->resource_size
                                : BLOCK + (guint64) h->data_size;
}

static gboolean
is_marked (OxMimeContext *c, OxProps *props)
{
    static const guint8 mac_binary[] = { 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x14, 0x03, 0x0B, 0x01 };
    gsize n = 0;
    GBytes *bytes = ox_props_get_bytes (props, OX_TAG_ATTACH_ENCODING);
    const guint8 *data = bytes != NULL ? g_bytes_get_data (bytes, &n) : NULL;
    return n == sizeof mac_binary && memcmp (data, mac_binary, n) == 0;
}

/* --- the AppleDouble file ------------------------------------------------------------------------ */

static void
put_slice (OxBuilder *b, const OxSlice *slice)
{
    ox_builder_bytes (b, ox_slice_data (slice), slice->left);
}

/* Type, creator, flags, place; 16 bytes more that MacBinary does not carry. */
static void
put_finder (OxBuilder *b, const MacHeader *h)
{
    put_slice (b, &h->type_and_creator);
    ox_builder_u8 (b, h->flags_high);
    ox_builder_u8 (b, h->flags_low);
    put_slice (b, &h->place);
    ox_builder_zeros (b, 16);
}

/* All but the resource fork, which follows and is the last entry for that. */
static GBytes *
apple_double (const MacHeader *h)
{
    const struct {
        guint32 id;
        guint32 size;
    } entries[] = {
        { ENTRY_NAME, (guint32) h->name.left }, { ENTRY_DATES, 16 },
        { ENTRY_FINDER, 32 },                   { ENTRY_FILE, 4 },
        { ENTRY_RESOURCES, h->resource_size },
    };
    guint n = G_N_ELEMENTS (entries) - (h->resource_size == 0);
    g_auto (OxBuilder) b;
    ox_builder_init (&b);
    ox_builder_u32_be (&b, APPLE_DOUBLE);
    ox_builder_u32_be (&b, VERSION_2);
    ox_builder_zeros (&b, 17);
    ox_builder_u8 (&b, (guint8) n); /* a count of two bytes */
    guint32 at = 26 + n * ENTRY_SIZE;
    for (guint i = 0; i < n; i++) {
        ox_builder_u32_be (&b, entries[i].id);
        ox_builder_u32_be (&b, at);
        ox_builder_u32_be (&b, entries[i].size);
        at += entries[i].size;
    }
    put_slice (&b, &h->name);
    put_slice (&b, &h->dates);
    ox_builder_zeros (&b, 8); /* dates of backup and of access: not known */
    put_finder (&b, h);
    ox_builder_u32_be (&b, h->is_protected != 0 ? 2 : 0);
    return ox_builder_finish (&b);
}

/* Some bytes, and then those of a stream. */
typedef struct {
    OxStream *head;
    OxStream *tail;
} Joined;

static gssize
joined_pread (gpointer self, guint64 offset, guint8 *buffer, gsize n, GError **error)
{
    Joined *j = self;
    guint64 size = ox_stream_get_size (j->head);
    return offset < size ? ox_stream_pread (j->head, offset, buffer, n, error)
                         : ox_stream_pread (j->tail, offset - size, buffer, n, error);
}

static void
joined_free (gpointer self)
{
    Joined *j = self;
    ox_stream_unref (j->head);
    ox_stream_unref (j->tail);
    g_free (j);
}

static OxStream *
make_header (const MacHeader *h, OxStream *content)
{
    g_autoptr (GBytes) bytes = apple_double (h);
    Joined *j = g_new (Joined, 1);
    j->head = ox_stream_new_bytes (bytes);
    j->tail = ox_stream_new_window (content, BLOCK + padded (h->data_size), h->resource_size);
    return ox_stream_new (joined_pread, j, joined_free,
                          ox_stream_get_size (j->head) + ox_stream_get_size (j->tail));
}

/* --- the attachment -------------------------------------------------------------------------------- */

gboolean
ox_mac_open (OxMimeContext *c, const OxPart *part, OxStream *content, OxMacFile *mac)
{
    OxProps *props = ox_attachment_get_props (part->attachment);
    guint8 head[BLOCK];
    MacHeader h;
    if (!is_marked (c, props)
        || ox_stream_pread (content, 0, head, sizeof head, NULL) != (gssize) sizeof head
        || !read_header (ox_slice (head, sizeof head, 0), &h)
        || end_of_forks (&h) > ox_stream_get_size (content))
        return FALSE;
    ox_mime_mark (c, props, OX_TAG_ATTACH_ENCODING, OX_FATE_MAPPED);
    OxStream *stored = ox_props_open (props, OX_NAME_ATTACHMENT_MAC_INFO);
    if (stored != NULL)
        ox_mime_mark (c, props, OX_NAME_ATTACHMENT_MAC_INFO, OX_FATE_MAPPED);
    mac->header = stored != NULL ? stored : make_header (&h, content);
    mac->data = ox_stream_new_window (content, BLOCK, h.data_size);
    mac->type = ox_media_clean (ox_mime_text (c, props, OX_NAME_ATTACHMENT_MAC_CONTENT_TYPE));
    if (mac->type == NULL)
        mac->type = g_strdup ("application/octet-stream");
    return TRUE;
}

void
ox_mac_clear (OxMacFile *mac)
{
    g_clear_pointer (&mac->header, ox_stream_unref);
    g_clear_pointer (&mac->data, ox_stream_unref);
    g_clear_pointer (&mac->type, g_free);
}
