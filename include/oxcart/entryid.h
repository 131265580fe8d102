/* SPDX-License-Identifier: MIT */
#ifndef OXCART_ENTRYID_H
#define OXCART_ENTRYID_H

#include <glib-object.h>
#include <oxcart/export.h>

G_BEGIN_DECLS

/**
 * OxEntryIdKind:
 * @OX_ENTRYID_UNKNOWN: a provider this library does not know, or no EntryID at all
 * @OX_ENTRYID_ONE_OFF: name, type and address written out, [MS-OXCDATA] 2.2.5.1
 * @OX_ENTRYID_ADDRESS_BOOK: an X.500 distinguished name, [MS-OXCDATA] 2.2.5.2
 * @OX_ENTRYID_CONTACT: an address of a contact, [MS-OXCDATA] 2.2.5.3
 * @OX_ENTRYID_PERSONAL_LIST: a personal distribution list, [MS-OXCDATA] 2.2.5.4
 *
 * Whom an address EntryID names.
 */
typedef enum {
    OX_ENTRYID_UNKNOWN,
    OX_ENTRYID_ONE_OFF,
    OX_ENTRYID_ADDRESS_BOOK,
    OX_ENTRYID_CONTACT,
    OX_ENTRYID_PERSONAL_LIST
} OxEntryIdKind;

/**
 * OxEntryId:
 * @kind: which of the fields are set
 * @display_name: (nullable): of a one-off
 * @address_type: (nullable): of a one-off, such as "SMTP"; "EX" for an address book entry
 * @address: (nullable): of a one-off; the distinguished name of an address book entry
 * @object_type: type of an address book entry: 0 user, 1 list, and so on
 * @index: which address of a contact: 0 to 2 e-mail, 3 to 5 fax
 * @flags: the flags of a one-off, as a little-endian number
 * @embedded: (nullable): the EntryID of the contact or list itself
 *
 * An EntryID that names a person or a list, taken apart.
 */
typedef struct {
    OxEntryIdKind kind;
    char *display_name;
    char *address_type;
    char *address;
    guint32 object_type;
    guint32 index;
    guint16 flags;
    GBytes *embedded;
} OxEntryId;

#define OX_TYPE_ENTRYID (ox_entryid_get_type ())
OX_API GType ox_entryid_get_type (void);

/**
 * ox_entryid_parse:
 * @bytes: an EntryID
 * @codepage: the Windows code page of 8-bit text in it
 *
 * Takes an EntryID apart; tolerant of missing terminators and trailing bytes.
 *
 * Returns: (transfer full): what it says, of kind %OX_ENTRYID_UNKNOWN where that is nothing known
 */
OX_API OxEntryId *ox_entryid_parse (GBytes *bytes, guint codepage);

/**
 * ox_entryid_build_one_off:
 * @display_name: the name
 * @address_type: such as "SMTP"
 * @address: the address
 *
 * Builds a Unicode one-off EntryID, [MS-OXCDATA] 2.2.5.1.
 *
 * Returns: (transfer full): the bytes
 */
OX_API GBytes *ox_entryid_build_one_off (const char *display_name, const char *address_type,
                                       const char *address);

/**
 * ox_entryid_build_address_book:
 * @dn: an X.500 distinguished name, ASCII
 * @object_type: 0 user, 1 list, and so on
 *
 * Builds an address book EntryID, [MS-OXCDATA] 2.2.5.2.
 *
 * Returns: (transfer full): the bytes
 */
OX_API GBytes *ox_entryid_build_address_book (const char *dn, guint32 object_type);

/**
 * ox_entryid_copy:
 * @entryid: an EntryID
 *
 * Returns: (transfer full): a copy
 */
OX_API OxEntryId *ox_entryid_copy (const OxEntryId *entryid);

/**
 * ox_entryid_free:
 * @entryid: (nullable): an EntryID
 */
OX_API void ox_entryid_free (OxEntryId *entryid);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OxEntryId, ox_entryid_free)

G_END_DECLS

#endif
