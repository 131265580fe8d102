/* SPDX-License-Identifier: MIT
 *
 * Which place of an old file is which place of a new one. A patch reads the old file once, from
 * its beginning to its end, so the answer only ever grows.
 */
#ifndef OX_OAB_PATCH_ALIGN_H
#define OX_OAB_PATCH_ALIGN_H

#include <oxcart/stream.h>

typedef struct _PatchAlign PatchAlign;

PatchAlign *patch_align_new (OxStream *old_file, OxStream *new_file, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void patch_align_free (PatchAlign *align);

/* Where the old file has what is at `at` in the new one, or would have it. */
guint32 patch_align_get (const PatchAlign *align, guint32 at);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PatchAlign, patch_align_free)

#endif
