/* SPDX-License-Identifier: MIT */
#include "model/list-members.h"

#include "base/builder.h"
#include "base/crc.h"
#include "base/diag.h"

#include <oxcart/entryid.h>
#include <string.h>

/* The provider of a WrappedEntryId, 2.2.2.2.4.1.1. */
static const OxGuid wrapped_uid = { { 0xC0, 0x91, 0xAD, 0xD3, 0x51, 0x9D, 0xCF, 0x11, 0xA4, 0xA9, 0x00, 0xAA,
                                      0x00, 0x47, 0xFA, 0xA4 } };

#define TYPE_KIND 0x0F
#define TYPE_WHICH 0x70
#define TYPE_NOT_ONE_OFF 0x80
#define WHICH_OF_OTHERS 3 /* what stands where the address of a contact would */
#define STREAM_VERSION 1

static void
member_free (gpointer data)
{
    OxListMember *member = data;
    g_clear_pointer (&member->wrapped, g_bytes_unref);
    g_clear_pointer (&member->inner, g_bytes_unref);
    g_clear_pointer (&member->one_off, g_bytes_unref);
    g_free (member->name);
    g_free (member->address_type);
    g_free (member->address);
    g_free (member);
}

/* --- one member ------------------------------------------------------------------------------------ */

static void
unwrap (OxListMember *member)
{
    OxSlice s = ox_slice_from_bytes (member->wrapped);
    ox_slice_skip (&s, 4); /* flags */
    OxGuid uid = ox_slice_guid (&s);
    if (!ox_slice_ok (&s) || memcmp (&uid, &wrapped_uid, sizeof uid) != 0) {
        member->inner = g_bytes_ref (member->wrapped);
        member->kind = OX_MEMBER_UNKNOWN;
        return;
    }
    guint8 type = ox_slice_u8 (&s);
    guint kind = type & TYPE_KIND;
    gboolean known = kind == OX_MEMBER_ONE_OFF || (kind >= OX_MEMBER_CONTACT && kind <= OX_MEMBER_DIRECTORY_LIST);
    member->kind = known ? (OxMemberKind) kind : OX_MEMBER_UNKNOWN;
    member->which = kind == OX_MEMBER_CONTACT ? (type & TYPE_WHICH) >> 4 : 0;
    member->inner = g_bytes_new (ox_slice_data (&s), s.left);
}

static void
take_person (OxListMember *member, OxEntryId *id)
{
    if (member->address == NULL || *member->address == '\0') {
        g_free (member->address);
        g_free (member->address_type);
        member->address = g_steal_pointer (&id->address);
        member->address_type = g_steal_pointer (&id->address_type);
    }
    if (member->name == NULL || *member->name == '\0') {
        g_free (member->name);
        member->name = g_steal_pointer (&id->display_name);
    }
}

/* Who it is: what the better of the two EntryIDs says, completed from the other. The EntryID of a contact or
 * of another list means something in its store only. */
static void
identify (OxListMember *member, gboolean trust_one_off, guint codepage)
{
    g_autoptr (OxEntryId) inner = ox_entryid_parse (member->inner, codepage);
    if (member->kind == OX_MEMBER_UNKNOWN && inner->kind == OX_ENTRYID_ONE_OFF)
        member->kind = OX_MEMBER_ONE_OFF;
    if (member->kind == OX_MEMBER_UNKNOWN && inner->kind == OX_ENTRYID_ADDRESS_BOOK)
        member->kind = OX_MEMBER_DIRECTORY_USER;
    gboolean speaks = inner->kind == OX_ENTRYID_ONE_OFF || inner->kind == OX_ENTRYID_ADDRESS_BOOK;
    if (speaks && !trust_one_off)
        take_person (member, inner);
    if (member->one_off != NULL) {
        g_autoptr (OxEntryId) one_off = ox_entryid_parse (member->one_off, codepage);
        if (one_off->kind == OX_ENTRYID_ONE_OFF)
            take_person (member, one_off);
    }
    if (speaks)
        take_person (member, inner);
}

/* --- the two properties ------------------------------------------------------------------------------- */

static GBytes *
item_bytes (const OxValue *value, guint index)
{
    return value != NULL && index < ox_value_get_n_items (value)
               ? ox_value_get_bytes (ox_value_get_item (value, index))
               : NULL;
}

static void
read_lists (GPtrArray *members, OxProps *props)
{
    const OxValue *wrapped = ox_props_lookup (props, OX_LID_DISTRIBUTION_LIST_MEMBERS);
    const OxValue *one_offs = ox_props_lookup (props, OX_LID_DISTRIBUTION_LIST_ONE_OFF_MEMBERS);
    guint n = wrapped != NULL ? ox_value_get_n_items (wrapped) : 0;
    if (one_offs != NULL && n == 0)
        n = ox_value_get_n_items (one_offs);
    for (guint i = 0; i < n; i++) {
        GBytes *one_off = item_bytes (one_offs, i);
        GBytes *entryid = item_bytes (wrapped, i);
        if (entryid == NULL)
            entryid = one_off;
        if (entryid == NULL)
            continue;
        OxListMember *member = g_new0 (OxListMember, 1);
        member->wrapped = g_bytes_ref (entryid);
        member->one_off = one_off != NULL ? g_bytes_ref (one_off) : NULL;
        g_ptr_array_add (members, member);
    }
}

guint32
ox_list_members_checksum (GPtrArray *members)
{
    guint32 crc = 0;
    for (guint i = 0; i < members->len; i++)
        crc = ox_crc32 (crc, ox_slice_from_bytes (((const OxListMember *) members->pdata[i])->wrapped));
    return crc;
}

/* Whether nobody changed the members without their one-offs, 2.2.2.2.3. */
static gboolean
is_in_step (OxProps *props, GPtrArray *members, OxDiagnostics *diagnostics)
{
    gint64 stored;
    const OxValue *one_offs = ox_props_lookup (props, OX_LID_DISTRIBUTION_LIST_ONE_OFF_MEMBERS);
    if (!ox_value_get_integer (ox_props_lookup (props, OX_LID_DISTRIBUTION_LIST_CHECKSUM), &stored))
        return TRUE;
    if (one_offs == NULL || (guint32) stored == ox_list_members_checksum (members))
        return TRUE;
    ox_diag (diagnostics, OX_DIAG_LIST_CHECKSUM, OX_DIAG_NO_OFFSET,
             "the checksum of the members of the list is not theirs");
    return FALSE;
}

/* --- the stream ------------------------------------------------------------------------------------- */

/* The bytes behind their size; NULL where there are not as many. */
static GBytes *
take_sized (OxSlice *s)
{
    guint32 size = ox_slice_u32 (s);
    OxSlice bytes = ox_slice_take (s, size);
    return ox_slice_ok (s) ? g_bytes_new (ox_slice_data (&bytes), bytes.left) : NULL;
}

static gboolean
read_info (GPtrArray *members, OxSlice *s)
{
    g_autoptr (GBytes) wrapped = take_sized (s);
    g_autoptr (GBytes) one_off = take_sized (s);
    ox_slice_skip (s, ox_slice_u32 (s)); /* ExtraMemberInfoData */
    if (!ox_slice_ok (s))
        return FALSE;
    OxListMember *member = g_new0 (OxListMember, 1);
    member->wrapped = g_steal_pointer (&wrapped);
    member->one_off = g_bytes_get_size (one_off) > 0 ? g_steal_pointer (&one_off) : NULL;
    g_ptr_array_add (members, member);
    return TRUE;
}

static void
read_stream (GPtrArray *members, GBytes *bytes, OxDiagnostics *diagnostics)
{
    OxSlice s = ox_slice_from_bytes (bytes);
    guint16 version = ox_slice_u16 (&s);
    ox_slice_skip (&s, 2 + 4 + 4); /* Reserved, BuildVersion, DistListStreamFlags */
    guint32 count = ox_slice_u32 (&s);
    ox_slice_skip (&s, 4 + 4 + 4); /* totals of sizes: what is there counts */
    gboolean whole = ox_slice_ok (&s) && version == STREAM_VERSION;
    for (guint32 i = 0; i < count && whole; i++)
        whole = read_info (members, &s);
    if (!whole)
        ox_diag (diagnostics, OX_DIAG_LIST_STREAM, OX_DIAG_NO_OFFSET,
                 "the stream of the members of the list ends after %u of %u", members->len, count);
}

/* A stream of zero bytes is none. */
static GBytes *
get_stream (OxProps *props, guint64 most_bytes, OxDiagnostics *diagnostics)
{
    g_autoptr (OxStream) stream = ox_props_open (props, OX_LID_DISTRIBUTION_LIST_STREAM);
    guint64 size = stream != NULL ? ox_stream_get_size (stream) : 0;
    if (size == 0)
        return NULL;
    GBytes *bytes = size <= most_bytes ? ox_stream_read_bytes (stream, 0, (gsize) size, NULL) : NULL;
    if (bytes == NULL)
        ox_diag (diagnostics, OX_DIAG_LIST_STREAM, OX_DIAG_NO_OFFSET,
                 "the stream of the members of the list cannot be read");
    return bytes;
}

GPtrArray *
ox_list_members_read (OxProps *props, guint codepage, guint64 most_bytes, OxDiagnostics *diagnostics,
                      OxMemberSource *source)
{
    GPtrArray *members = g_ptr_array_new_with_free_func (member_free);
    g_autoptr (GBytes) stream = get_stream (props, most_bytes, diagnostics);
    gboolean trust_one_off = TRUE;
    if (stream != NULL)
        read_stream (members, stream, diagnostics);
    *source = members->len > 0 ? OX_MEMBERS_STREAM : OX_MEMBERS_NONE;
    if (members->len == 0) {
        read_lists (members, props);
        trust_one_off = is_in_step (props, members, diagnostics);
        *source = members->len > 0 ? OX_MEMBERS_LISTS : OX_MEMBERS_NONE;
    }
    for (guint i = 0; i < members->len; i++) {
        unwrap (members->pdata[i]);
        identify (members->pdata[i], trust_one_off, codepage);
    }
    return members;
}

/* --- building ----------------------------------------------------------------------------------------- */

GBytes *
ox_list_member_wrap (OxMemberKind kind, guint which, GBytes *inner)
{
    g_auto (OxBuilder) b;
    gsize n = 0;
    const guint8 *data = g_bytes_get_data (inner, &n);
    guint8 type = (guint8) (kind & TYPE_KIND);
    if (kind != OX_MEMBER_ONE_OFF)
        type |= TYPE_NOT_ONE_OFF
                | (guint8) ((kind == OX_MEMBER_CONTACT ? which << 4 : WHICH_OF_OTHERS << 4) & TYPE_WHICH);
    ox_builder_init (&b);
    ox_builder_u32 (&b, 0);
    ox_builder_guid (&b, &wrapped_uid);
    ox_builder_u8 (&b, type);
    ox_builder_bytes (&b, data, n);
    return ox_builder_finish (&b);
}

static void
put_sized (OxBuilder *b, GBytes *bytes)
{
    gsize n = 0;
    const guint8 *data = bytes != NULL ? g_bytes_get_data (bytes, &n) : NULL;
    ox_builder_u32 (b, (guint32) n);
    if (n > 0)
        ox_builder_bytes (b, data, n);
}

GBytes *
ox_list_members_build_stream (GPtrArray *members, guint32 build, guint32 flags)
{
    g_auto (OxBuilder) b;
    gsize n_wrapped = 0, n_one_off = 0;
    for (guint i = 0; i < members->len; i++) {
        const OxListMember *member = members->pdata[i];
        n_wrapped += g_bytes_get_size (member->wrapped);
        n_one_off += member->one_off != NULL ? g_bytes_get_size (member->one_off) : 0;
    }
    ox_builder_init (&b);
    ox_builder_u16 (&b, STREAM_VERSION);
    ox_builder_u16 (&b, 0);
    ox_builder_u32 (&b, build);
    ox_builder_u32 (&b, flags);
    ox_builder_u32 (&b, members->len);
    ox_builder_u32 (&b, (guint32) n_wrapped);
    ox_builder_u32 (&b, (guint32) n_one_off);
    ox_builder_u32 (&b, 0);
    for (guint i = 0; i < members->len; i++) {
        const OxListMember *member = members->pdata[i];
        put_sized (&b, member->wrapped);
        put_sized (&b, member->one_off);
        ox_builder_u32 (&b, 0);
    }
    ox_builder_zeros (&b, 8); /* Terminator1, Terminator2 */
    return ox_builder_finish (&b);
}
