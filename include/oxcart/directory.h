/* SPDX-License-Identifier: MIT */
#ifndef OXCART_DIRECTORY_H
#define OXCART_DIRECTORY_H

#include <oxcart/addressbook.h>

G_BEGIN_DECLS

/**
 * ox_address_list_write_ldif:
 * @list: a list
 * @sink: where the bytes go
 * @options: (nullable): how to convert
 * @diagnostics: (nullable): where to record what was changed or lost
 * @error: return location for an error
 *
 * Writes all entries as LDIF (RFC 2849): people, rooms and equipment as inetOrgPerson, lists as
 * groupOfNames, with the attributes that Exchange adds in a directory. What has no attribute of its own is
 * kept as oxcartProperty, so that reading the file gives the same entries.
 *
 * Returns: whether it was written
 */
OX_API gboolean ox_address_list_write_ldif (OxAddressList *list, OxSink *sink, OxOptions *options,
                                            OxDiagnostics *diagnostics,
                                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * ox_address_list_write_csv:
 * @list: a list
 * @sink: where the bytes go
 * @options: (nullable): how to convert
 * @diagnostics: (nullable): where to record what was changed or lost
 * @error: return location for an error
 *
 * Writes all entries as comma-separated values (RFC 4180), UTF-8. A value that a spreadsheet would take for
 * a formula has a "'" before it; several values have "|" between them; bytes are base64.
 *
 * Returns: whether it was written
 */
OX_API gboolean ox_address_list_write_csv (OxAddressList *list, OxSink *sink, OxOptions *options,
                                           OxDiagnostics *diagnostics,
                                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * ox_address_list_write_json:
 * @list: a list
 * @sink: where the bytes go
 * @options: (nullable): how to convert
 * @diagnostics: (nullable): where to record what was changed or lost
 * @error: return location for an error
 *
 * Writes the list and its entries as JSON objects, one a line; docs/json.md describes the schema.
 *
 * Returns: whether it was written
 */
OX_API gboolean ox_address_list_write_json (OxAddressList *list, OxSink *sink, OxOptions *options,
                                            OxDiagnostics *diagnostics,
                                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * ox_address_list_write_vcard:
 * @list: a list
 * @sink: where the bytes go
 * @options: (nullable): how to convert; ox_options_set_vcard_version() says which vCard
 * @diagnostics: (nullable): where to record what was changed or lost
 * @error: return location for an error
 *
 * Writes all entries as vCards, RFC 6350 or RFC 2426: people, groups, rooms as places and equipment as devices.
 * The members of a group refer to the cards of the same file.
 *
 * Returns: whether it was written
 */
OX_API gboolean ox_address_list_write_vcard (OxAddressList *list, OxSink *sink, OxOptions *options,
                                             OxDiagnostics *diagnostics,
                                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * ox_entry_write_json:
 * @entry: an entry
 * @sink: where the bytes go; not finished by this call
 * @diagnostics: (nullable): where to record what was changed or lost
 *
 * Writes one entry as a JSON object on one line.
 */
OX_API void ox_entry_write_json (OxEntry *entry, OxSink *sink, OxDiagnostics *diagnostics);

G_END_DECLS

#endif
