/* SPDX-License-Identifier: MIT */
#ifndef OXCART_OPTIONS_H
#define OXCART_OPTIONS_H

#include <glib-object.h>
#include <oxcart/limits.h>

G_BEGIN_DECLS

/**
 * OxPolicy:
 * @OX_POLICY_DEFAULT: go on past what was odd, say so
 * @OX_POLICY_STRICT: a WARN is an error
 * @OX_POLICY_SALVAGE: go on past what was lost; look for what no index reaches
 *
 * What to do about damage.
 */
typedef enum { OX_POLICY_DEFAULT, OX_POLICY_STRICT, OX_POLICY_SALVAGE } OxPolicy;

/**
 * OxHeaders:
 * @OX_HEADERS_MERGE: the stored transport headers in their order, completed from properties
 * @OX_HEADERS_ORIGINAL: the stored transport headers where there are any, else properties
 * @OX_HEADERS_PROPERTIES: properties only
 *
 * Where the headers of a MIME message come from.
 */
typedef enum { OX_HEADERS_MERGE, OX_HEADERS_ORIGINAL, OX_HEADERS_PROPERTIES } OxHeaders;

/**
 * OxVCardVersion:
 * @OX_VCARD_4: RFC 6350
 * @OX_VCARD_3: RFC 2426, which older programs and Outlook read
 *
 * Which vCard is written.
 */
typedef enum { OX_VCARD_4, OX_VCARD_3 } OxVCardVersion;

#define OX_TYPE_OPTIONS (ox_options_get_type ())
/**
 * OxOptions:
 *
 * How to read and convert. The defaults suit; change what you need before the
 * first use, not after.
 */
OX_API G_DECLARE_FINAL_TYPE (OxOptions, ox_options, OX, OPTIONS, GObject)

#define OX_TYPE_ADDRESS_BOOK (ox_address_book_get_type ())
/**
 * OxAddressBook:
 *
 * An address book: one list of people or several. addressbook.h has its functions.
 */
OX_API G_DECLARE_FINAL_TYPE (OxAddressBook, ox_address_book, OX, ADDRESS_BOOK, GObject)

/**
 * ox_options_new:
 *
 * Returns: (transfer full): the defaults
 */
OX_API OxOptions *ox_options_new (void);

/**
 * ox_options_get_limits:
 * @options: (nullable): options; %NULL for the defaults
 *
 * Returns: (transfer none): the limits
 */
OX_API const OxLimits *ox_options_get_limits (OxOptions *options);

/**
 * ox_options_set_limits:
 * @options: options
 * @limits: limits; copied
 */
OX_API void ox_options_set_limits (OxOptions *options, const OxLimits *limits);

/**
 * ox_options_get_policy:
 * @options: (nullable): options
 *
 * Returns: the policy
 */
OX_API OxPolicy ox_options_get_policy (OxOptions *options);

/**
 * ox_options_set_policy:
 * @options: options
 * @policy: the policy
 */
OX_API void ox_options_set_policy (OxOptions *options, OxPolicy policy);

/**
 * ox_options_get_headers:
 * @options: (nullable): options
 *
 * Returns: where MIME headers come from
 */
OX_API OxHeaders ox_options_get_headers (OxOptions *options);

/**
 * ox_options_set_headers:
 * @options: options
 * @headers: where MIME headers come from
 */
OX_API void ox_options_set_headers (OxOptions *options, OxHeaders headers);

/**
 * ox_options_get_codepage:
 * @options: (nullable): options
 *
 * Returns: the Windows code page of 8-bit text whose file names none; 1252 unless set
 */
OX_API guint ox_options_get_codepage (OxOptions *options);

/**
 * ox_options_set_codepage:
 * @options: options
 * @codepage: a Windows code page
 */
OX_API void ox_options_set_codepage (OxOptions *options, guint codepage);

/**
 * ox_options_get_vcard_version:
 * @options: (nullable): options
 *
 * Returns: which vCard is written; 4.0 unless set
 */
OX_API OxVCardVersion ox_options_get_vcard_version (OxOptions *options);

/**
 * ox_options_set_vcard_version:
 * @options: options
 * @version: which vCard is written
 */
OX_API void ox_options_set_vcard_version (OxOptions *options, OxVCardVersion version);

/**
 * ox_options_get_address_book:
 * @options: (nullable): options
 *
 * Returns: (transfer none) (nullable): where the SMTP addresses of people are looked up of whom a message
 *   has only an X.500 name
 */
OX_API OxAddressBook *ox_options_get_address_book (OxOptions *options);

/**
 * ox_options_set_address_book:
 * @options: options
 * @book: (nullable): an address book
 */
OX_API void ox_options_set_address_book (OxOptions *options, OxAddressBook *book);

G_END_DECLS

#endif
