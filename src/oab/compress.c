/* SPDX-License-Identifier: MIT */
#include "oab/container.h"

#include <oxcart/error.h>

OxOabContainer
ox_oab_container (OxStream *stream)
{
    return OX_OAB_CONTAINER_NONE;
}

OxStream *
ox_oab_inflate (OxStream *stream, const OxLimits *limits, OxDiagnostics *d, GError **error)
{
    g_set_error_literal (error, OX_ERROR, OX_ERROR_UNSUPPORTED, "compressed address book");
    return NULL;
}

gboolean
ox_oab_inflate_lost (OxStream *stream, guint64 offset, guint64 *end)
{
    return FALSE;
}

gboolean
ox_oab_deflate (OxStream *in, OxOabContainer container, guint32 block_max, OxSink *out,
                GError **error)
{
    g_set_error_literal (error, OX_ERROR, OX_ERROR_UNSUPPORTED, "compressed address book");
    return FALSE;
}

gboolean
ox_oab_crc (OxStream *stream, guint64 offset, guint32 *crc, GError **error)
{
    g_set_error_literal (error, OX_ERROR, OX_ERROR_UNSUPPORTED, "compressed address book");
    return FALSE;
}
