/* SPDX-License-Identifier: MIT
 *
 * The table of formats. What an input is, its content decides, not its name.
 */
#include "msg/reader.h"
#include "pst/reader.h"

#include <oxcart/check.h>
#include <oxcart/error.h>
#include <oxcart/open.h>

typedef struct {
    const char *name;
    gboolean (*sniff) (OxStream *stream);
    OxMessage *(*open_message) (OxStream *stream, OxOptions *options, OxDiagnostics *diagnostics,
                                guint depth, GError **error);
    OxStore *(*open_store) (OxStream *stream, OxOptions *options, OxDiagnostics *diagnostics,
                            GError **error);
} Format;

static const Format formats[] = {
    { "msg", ox_msg_sniff, ox_msg_open, NULL },
    { "pst", ox_pst_sniff, NULL, ox_pst_open },
};

const char *
ox_sniff (OxStream *stream)
{
    for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
        if (formats[i].sniff (stream))
            return formats[i].name;
    return NULL;
}

OxMessage *
ox_open_message (OxStream *stream, OxOptions *options, OxDiagnostics *diagnostics, GError **error)
{
    for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
        if (formats[i].open_message != NULL && formats[i].sniff (stream))
            return formats[i].open_message (stream, options, diagnostics, 0, error);
    g_set_error_literal (error, OX_ERROR, OX_ERROR_FORMAT, "of no format known here");
    return NULL;
}

OxStore *
ox_open_store (OxStream *stream, OxOptions *options, OxDiagnostics *diagnostics, GError **error)
{
    for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
        if (formats[i].open_store != NULL && formats[i].sniff (stream))
            return formats[i].open_store (stream, options, diagnostics, error);
    g_set_error_literal (error, OX_ERROR, OX_ERROR_FORMAT, "no mailbox of a format known here");
    return NULL;
}

gboolean
ox_check_store (OxStream *stream, OxOptions *options, OxDiagnostics *diagnostics, GError **error)
{
    return ox_pst_check (stream, options, diagnostics, error);
}
