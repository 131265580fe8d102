/* SPDX-License-Identifier: MIT
 *
 * What is before the records of version 4, and what makes something one of them: [MS-OXOAB] 2.9.2 to 2.9.5.
 */
#ifndef OX_OAB_META4_H
#define OX_OAB_META4_H

#include "base/slice.h"
#include "model/address-private.h"

#define OAB4_MOST_META (16u << 20)

static inline gsize
oab4_presence_size (const GArray *columns)
{
    return (columns->len + 7) / 8;
}

static inline const OxAddressColumn *
oab4_column_at (const GArray *columns, guint i)
{
    return &g_array_index (columns, OxAddressColumn, i);
}

/* Whether column i is there: the first is the most significant bit of the first byte, 2.9.5. */
static inline gboolean
oab4_is_present (const OxSlice *presence, guint i)
{
    OxSlice byte = ox_slice_at (presence, i / 8);
    return (ox_slice_u8 (&byte) >> (7 - i % 8) & 1) != 0;
}

/* Whether a slice is a record of these columns: it has the keys, and what it claims fits exactly into its size. */
gboolean oab4_record_fits (const GArray *columns, OxSlice record);

/* Whether these may be the first bytes of a file, one of whose numbers may be damaged. */
gboolean oab4_meta_sniff (OxSlice bytes);

/*
 * Reads OAB_META_DATA, with what follows it, of which a record or two are needed: fills both tables of columns, and returns
 * the offset of what follows them; 0 where they are damaged. Its size and the two counts say one thing twice, so one of
 * them that is wrong is made good.
 */
guint64 oab4_meta_read (OxSlice bytes, GArray *header, GArray *columns, OxDiagnostics *d);

#endif
