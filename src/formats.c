/* SPDX-License-Identifier: MIT
 *
 * The table of formats. What an input is, its content decides, not its name.
 */
#include "convert/csv/reader.h"
#include "convert/json/entries-reader.h"
#include "convert/ldif/reader.h"
#include "convert/mime/reader.h"
#include "convert/vcard/entry-reader.h"
#include "formats.h"
#include "msg/reader.h"
#include "oab/reader.h"
#include "pst/reader.h"

#include <oxcart/addressbook.h>
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
    OxAddressBook *(*open_book) (OxStream *stream, OxOptions *options, OxDiagnostics *diagnostics,
                                 GError **error);
} Format;

static const Format formats[] = {
    { "msg", ox_msg_sniff, ox_msg_open, NULL, NULL },
    { "pst", ox_pst_sniff, NULL, ox_pst_open, NULL },
    { "oab", ox_oab_sniff, NULL, NULL, ox_oab_open },
    { "ldif", ox_ldif_sniff, NULL, NULL, ox_ldif_open },
    { "ndjson", ox_json_entries_sniff, NULL, NULL, ox_json_entries_open },
    { "vcf", ox_vcard_entries_sniff, NULL, NULL, ox_vcard_entries_open },
    { "eml", ox_eml_sniff, ox_eml_open, NULL, NULL },
    { "csv", ox_csv_sniff, NULL, NULL, ox_csv_open },
};

const char *
ox_sniff (OxStream *stream)
{
    for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
        if (formats[i].sniff (stream))
            return formats[i].name;
    return NULL;
}

gboolean
ox_formats_hold_message (OxStream *stream)
{
    for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
        if (formats[i].open_message != NULL && formats[i].sniff (stream))
            return TRUE;
    return FALSE;
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

OxAddressBook *
ox_open_address_book (OxStream *stream, OxOptions *options, OxDiagnostics *diagnostics, GError **error)
{
    for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
        if (formats[i].open_book != NULL && formats[i].sniff (stream))
            return formats[i].open_book (stream, options, diagnostics, error);
    g_set_error_literal (error, OX_ERROR, OX_ERROR_FORMAT, "no address book of a format known here");
    return NULL;
}

OxAddressBook *
ox_open_address_book_path (const char *path, OxOptions *options, OxDiagnostics *diagnostics, GError **error)
{
    if (g_file_test (path, G_FILE_TEST_IS_DIR))
        return ox_oab_open_folder (path, options, diagnostics, error);
    g_autoptr (OxStream) stream = ox_stream_new_path (path, error);
    return stream != NULL ? ox_open_address_book (stream, options, diagnostics, error) : NULL;
}

gboolean
ox_check_store (OxStream *stream, OxOptions *options, OxDiagnostics *diagnostics, GError **error)
{
    return ox_pst_check (stream, options, diagnostics, error);
}
