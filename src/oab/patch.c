/* SPDX-License-Identifier: MIT */
#include "oab/container.h"

#include <oxcart/error.h>

gboolean
ox_oab_patch_info (OxStream *patch, OxOabPatchInfo *info, GError **error)
{
    g_set_error_literal (error, OX_ERROR, OX_ERROR_UNSUPPORTED, "address book patch");
    return FALSE;
}

gboolean
ox_oab_patch_apply (OxStream *base, OxStream *patch, const OxLimits *limits, OxSink *out,
                    GError **error)
{
    g_set_error_literal (error, OX_ERROR, OX_ERROR_UNSUPPORTED, "address book patch");
    return FALSE;
}

gboolean
ox_oab_patch_make (OxStream *old_file, OxStream *new_file, guint32 block_max, OxSink *out,
                   GError **error)
{
    g_set_error_literal (error, OX_ERROR, OX_ERROR_UNSUPPORTED, "address book patch");
    return FALSE;
}
