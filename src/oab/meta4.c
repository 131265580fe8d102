/* SPDX-License-Identifier: MIT */
#include "oab/meta4.h"

#include "base/diag.h"
#include "oab/layout.h"
#include "oab/value4.h"

#include <oxcart/addressbook.h>

#define META_FIXED 12u     /* cbSize and both counts */
#define META_COLUMN 8u
#define FEW_HEADER 16u     /* columns that a header may have: four are required, one more is known */
#define HEADER_PROPS 0x68u /* the upper byte of the tags of most of them */

gboolean
oab4_record_fits (const GArray *columns, OxSlice record)
{
    ox_slice_skip (&record, 4);
    OxSlice presence = ox_slice_take (&record, oab4_presence_size (columns));
    if (!ox_slice_ok (&record))
        return FALSE;
    for (guint i = 0; i < oab4_presence_size (columns) * 8; i++) {
        gboolean present = oab4_is_present (&presence, i);
        if (i >= columns->len ? present
                              : (present ? !oab4_value_skip (&record, (guint16) oab4_column_at (columns, i)->tag)
                                         : (oab4_column_at (columns, i)->flags & OX_COLUMN_KEY) != 0))
            return FALSE;
    }
    return record.left == 0;
}

gboolean
oab4_meta_sniff (OxSlice bytes)
{
    OabHdr hdr = oab_hdr_read (&bytes);
    guint32 size = ox_slice_u32 (&bytes);
    guint32 n_header = ox_slice_u32 (&bytes);
    gboolean whole = ox_slice_ok (&bytes);
    guint32 tag = ox_slice_u32 (&bytes);
    gboolean has_tag = ox_slice_ok (&bytes) && tag >> 24 == HEADER_PROPS;
    gboolean sane = size >= META_FIXED && size <= OAB4_MOST_META;
    if (!whole || hdr.version != OAB_VERSION_4)
        return FALSE;
    return (sane && n_header <= size / META_COLUMN)
           || (has_tag && (n_header <= FEW_HEADER || (sane && size % META_COLUMN == META_FIXED % META_COLUMN)));
}

/* --- tables --------------------------------------------------------------------------------------------------- */

typedef struct {
    guint32 n_header;
    guint32 n_columns;
    guint32 size; /* of all OAB_META_DATA */
} Layout;

/* OAB_PROP_TABLE, 2.9.3, with another count than the one that it says. */
static gboolean
columns_read (OxSlice *s, guint32 n, GArray *columns)
{
    g_array_set_size (columns, 0);
    ox_slice_skip (s, 4);
    if (!ox_slice_ok (s) || n > s->left / META_COLUMN)
        return FALSE;
    for (guint32 i = 0; i < n; i++) {
        OxAddressColumn column;
        column.tag = ox_slice_u32 (s);
        column.flags = ox_slice_u32 (s);
        g_array_append_val (columns, column);
    }
    return TRUE;
}

static gboolean
tables_read (OxSlice bytes, const Layout *layout, GArray *header, GArray *columns)
{
    ox_slice_skip (&bytes, 4);
    return columns_read (&bytes, layout->n_header, header) && columns_read (&bytes, layout->n_columns, columns);
}

/* The record at the beginning of a slice, which is taken; empty where it is not all there. */
static OxSlice
take_record (OxSlice *s)
{
    OxSlice head = *s;
    guint32 size = ox_slice_u32 (&head);
    return ox_slice_take (s, size <= s->left ? size : 0);
}

/* Whether the record about the list, and the first one of it, stand where they should and have these columns. */
static gboolean
layout_fits (OxSlice bytes, const Layout *layout, GArray *header, GArray *columns)
{
    if (layout->size > bytes.left || !tables_read (bytes, layout, header, columns))
        return FALSE;
    ox_slice_skip (&bytes, layout->size);
    if (!oab4_record_fits (header, take_record (&bytes)))
        return FALSE;
    OxSlice first = take_record (&bytes);
    return first.left == 0 || oab4_record_fits (columns, first);
}

static guint32
u32_at (OxSlice bytes, gsize offset)
{
    OxSlice s = ox_slice_at (&bytes, offset);
    return ox_slice_u32 (&s);
}

/* 12 bytes, and 8 for each column, are the size: with one of the three wrong, the other two tell it. */
static gboolean
make_good (OxSlice bytes, const Layout *said, GArray *header, GArray *columns)
{
    gsize second = 8 + (gsize) said->n_header * META_COLUMN;
    guint32 n = said->size >= META_FIXED ? (said->size - META_FIXED) / META_COLUMN : 0;
    Layout layout = { said->n_header, said->n_columns, 0 };
    if (said->n_columns <= OAB4_MOST_META / META_COLUMN && second < bytes.left) {
        layout.size = (guint32) second + 4 + said->n_columns * META_COLUMN;
        if (layout_fits (bytes, &layout, header, columns))
            return TRUE;
    }
    layout.size = said->size;
    if (n >= said->n_header) {
        layout.n_columns = n - said->n_header;
        if (layout_fits (bytes, &layout, header, columns))
            return TRUE;
    }
    for (guint32 i = 0; i <= MIN (n, FEW_HEADER); i++) {
        layout.n_header = i;
        layout.n_columns = n - i;
        if (u32_at (bytes, 8 + (gsize) i * META_COLUMN) == n - i && layout_fits (bytes, &layout, header, columns))
            return TRUE;
    }
    return FALSE;
}

guint64
oab4_meta_read (OxSlice bytes, GArray *header, GArray *columns, OxDiagnostics *d)
{
    Layout said = { .size = u32_at (bytes, 0), .n_header = u32_at (bytes, 4) };
    gsize second = 8 + (gsize) said.n_header * META_COLUMN;
    said.n_columns = second < bytes.left ? u32_at (bytes, second) : G_MAXUINT32;
    gsize end = second + 4 + (gsize) said.n_columns * META_COLUMN;
    if (said.size == end && tables_read (bytes, &said, header, columns))
        return OAB_HDR_SIZE + end;
    ox_diag (d, OX_DIAG_OAB_HEADER, OAB_HDR_SIZE, "the table of properties has another size than it says");
    if (make_good (bytes, &said, header, columns))
        return OAB_HDR_SIZE + META_FIXED + ((guint64) header->len + columns->len) * META_COLUMN;
    if (!tables_read (bytes, &said, header, columns))
        return 0;
    return said.size >= end && said.size <= OAB4_MOST_META ? OAB_HDR_SIZE + (guint64) said.size : OAB_HDR_SIZE + end;
}
