/* SPDX-License-Identifier: MIT
 *
 * A fast 128-bit hash for names derived from content (Message-IDs, boundaries).
 * Not against an adversary: who wants two messages to have the same name can
 * write it into both.
 */
#ifndef OX_BASE_HASH_H
#define OX_BASE_HASH_H

#include "base/slice.h"

typedef struct {
    guint64 a;
    guint64 b;
} OxHash;

void ox_hash_init (OxHash *h);
/* Each call counts as a unit: "ab" and "c" hash otherwise than "a" and "bc". */
void ox_hash_update (OxHash *h, OxSlice s);
void ox_hash_number (OxHash *h, guint64 number);
/* 32 hex digits. */
char *ox_hash_finish (const OxHash *h);

#endif
