/* SPDX-License-Identifier: MIT
 *
 * The slice's other direction: builds a binary record, little-endian.
 */
#ifndef OX_BASE_BUILDER_H
#define OX_BASE_BUILDER_H

#include <glib.h>
#include <oxcart/guid.h>

typedef struct {
    GByteArray *bytes;
} OxBuilder;

void ox_builder_init (OxBuilder *b);
void ox_builder_clear (OxBuilder *b);
void ox_builder_u8 (OxBuilder *b, guint8 v);
void ox_builder_u16 (OxBuilder *b, guint16 v);
void ox_builder_u32 (OxBuilder *b, guint32 v);
void ox_builder_u32_be (OxBuilder *b, guint32 v);
void ox_builder_u64 (OxBuilder *b, guint64 v);
void ox_builder_guid (OxBuilder *b, const OxGuid *guid);
void ox_builder_bytes (OxBuilder *b, const guint8 *data, gsize n);
void ox_builder_zeros (OxBuilder *b, gsize n);
/* UTF-8 to UTF-16LE, with a terminator of two bytes where `nul`. */
void ox_builder_utf16 (OxBuilder *b, const char *text, gboolean nul);
/* Overwrites a number written before. */
void ox_builder_put_u32 (OxBuilder *b, gsize offset, guint32 v);
gsize ox_builder_size (const OxBuilder *b);
GBytes *ox_builder_finish (OxBuilder *b);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (OxBuilder, ox_builder_clear)

#endif
