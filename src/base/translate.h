/* SPDX-License-Identifier: MIT
 *
 * Bytes by a table of bytes.
 */
#ifndef OX_BASE_TRANSLATE_H
#define OX_BASE_TRANSLATE_H

#include <glib.h>

/* Each byte becomes what the table has for it. */
void ox_translate (guint8 *data, gsize n, const guint8 table[256]);
/* The same without the processor's vectors: what other machines run. */
void ox_translate_portable (guint8 *data, gsize n, const guint8 table[256]);

#endif
