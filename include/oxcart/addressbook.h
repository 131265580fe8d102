/* SPDX-License-Identifier: MIT */
#ifndef OXCART_ADDRESSBOOK_H
#define OXCART_ADDRESSBOOK_H

#include <oxcart/diagnostics.h>
#include <oxcart/options.h>
#include <oxcart/props.h>
#include <oxcart/sink.h>

G_BEGIN_DECLS

/**
 * OxEntry:
 *
 * One entry of an address book: a person, a list, a room, anything that mail can be sent to. A bag of
 * properties, as any other object has. A boxed structure, for books have a million of them.
 */
typedef struct _OxEntry OxEntry;

#define OX_TYPE_ENTRY (ox_entry_get_type ())
OX_API GType ox_entry_get_type (void);

#define OX_TYPE_ADDRESS_LIST (ox_address_list_get_type ())
/**
 * OxAddressList:
 *
 * One list of an address book, such as "\Global Address List". Its entries are read when they are asked
 * for. It may be read by several threads at a time.
 */
OX_API G_DECLARE_FINAL_TYPE (OxAddressList, ox_address_list, OX, ADDRESS_LIST, GObject)

/* OxAddressBook itself is declared by options.h: options may hold one. */

/**
 * OxEntryKind:
 * @OX_ENTRY_USER: a person with a mailbox; rooms and equipment too
 * @OX_ENTRY_LIST: a distribution list
 * @OX_ENTRY_FORUM: a public folder or bulletin board
 * @OX_ENTRY_AGENT: an automated mailbox, or a list whose members are found by a query
 * @OX_ENTRY_ORGANIZATION: a part of the organization
 * @OX_ENTRY_PRIVATE_LIST: a list of one person's own
 * @OX_ENTRY_REMOTE_USER: a person outside the organization
 *
 * What an entry stands for: PidTagDisplayType, [MS-OXOABK] 2.2.3.11.
 */
typedef enum {
    OX_ENTRY_USER,
    OX_ENTRY_LIST,
    OX_ENTRY_FORUM,
    OX_ENTRY_AGENT,
    OX_ENTRY_ORGANIZATION,
    OX_ENTRY_PRIVATE_LIST,
    OX_ENTRY_REMOTE_USER
} OxEntryKind;

/**
 * OxEntryResource:
 * @OX_RESOURCE_NONE: no resource
 * @OX_RESOURCE_ROOM: a room
 * @OX_RESOURCE_EQUIPMENT: a thing that is lent
 *
 * Whether a mailbox is one of a resource: PidTagDisplayTypeEx, [MS-OXOABK] 2.2.3.12.
 */
typedef enum { OX_RESOURCE_NONE, OX_RESOURCE_ROOM, OX_RESOURCE_EQUIPMENT } OxEntryResource;

/**
 * ox_entry_new:
 * @props: its properties
 *
 * Returns: (transfer full): an entry
 */
OX_API OxEntry *ox_entry_new (OxProps *props);

/**
 * ox_entry_ref:
 * @entry: an entry
 *
 * Returns: (transfer full): @entry
 */
OX_API OxEntry *ox_entry_ref (OxEntry *entry);

/**
 * ox_entry_unref:
 * @entry: an entry
 */
OX_API void ox_entry_unref (OxEntry *entry);

/**
 * ox_entry_get_props:
 * @entry: an entry
 *
 * Returns: (transfer none): its properties
 */
OX_API OxProps *ox_entry_get_props (OxEntry *entry);

/**
 * ox_entry_get_kind:
 * @entry: an entry
 *
 * Returns: what it stands for; where the display type does not say, the object type does
 */
OX_API OxEntryKind ox_entry_get_kind (OxEntry *entry);

/**
 * ox_entry_kind_to_string:
 * @kind: a kind
 *
 * Returns: (transfer none): a word for it, such as "user"
 */
OX_API const char *ox_entry_kind_to_string (OxEntryKind kind);

/**
 * ox_entry_get_resource:
 * @entry: an entry
 *
 * Returns: whether it is a room or equipment
 */
OX_API OxEntryResource ox_entry_get_resource (OxEntry *entry);

/**
 * ox_entry_is_truncated:
 * @entry: an entry
 * @key: the key of a property
 *
 * Returns: whether the book holds less of this property than the directory does, [MS-OXOAB] 2.9.2.2.1
 */
OX_API gboolean ox_entry_is_truncated (OxEntry *entry, OxKey key);

/**
 * ox_entry_get_smtp:
 * @entry: an entry
 *
 * Returns: (transfer full) (nullable): its SMTP address: PidTagSmtpAddress, the primary proxy address,
 *   another one of type SMTP, or the target address
 */
OX_API char *ox_entry_get_smtp (OxEntry *entry);

/**
 * ox_address_list_get_name:
 * @list: a list
 *
 * Returns: (transfer none): its name as a path, such as "\Global Address List"; may be empty
 */
OX_API const char *ox_address_list_get_name (OxAddressList *list);

/**
 * ox_address_list_get_format:
 * @list: a list
 *
 * Returns: (transfer none): what it was read from, in words
 */
OX_API const char *ox_address_list_get_format (OxAddressList *list);

/**
 * ox_address_list_get_props:
 * @list: a list
 *
 * Returns: (transfer none): its own properties: name, distinguished name, sequence number, GUID
 */
OX_API OxProps *ox_address_list_get_props (OxAddressList *list);

/**
 * ox_address_list_get_n_entries:
 * @list: a list
 *
 * Returns: how many entries it has
 */
OX_API guint32 ox_address_list_get_n_entries (OxAddressList *list);

/**
 * ox_address_list_read_entry:
 * @list: a list
 * @index: below ox_address_list_get_n_entries(), in the order of the source
 * @diagnostics: (nullable): where to record what was odd about the entry
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the entry, read anew
 */
OX_API OxEntry *ox_address_list_read_entry (OxAddressList *list, guint32 index,
                                            OxDiagnostics *diagnostics,
                                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * OxLookup:
 * @OX_LOOKUP_ANR: ambiguous name resolution: what begins a name, an account, an address or an office; of
 *   several words each begins one of them. A "=" before it: the whole of it
 * @OX_LOOKUP_PREFIX: what begins the display name
 * @OX_LOOKUP_DN: an X.500 distinguished name, present or former
 * @OX_LOOKUP_ADDRESS: an address: SMTP, or another type and ":" before it
 *
 * How to look for entries. Case and accents do not count.
 */
typedef enum { OX_LOOKUP_ANR, OX_LOOKUP_PREFIX, OX_LOOKUP_DN, OX_LOOKUP_ADDRESS } OxLookup;

/**
 * ox_address_list_search:
 * @list: a list
 * @search: how
 * @text: what to look for, UTF-8
 * @most: how many to find at most; 0 for all
 * @error: return location for an error
 *
 * Finds entries. The first search of a kind reads all of the list and builds an index, which later ones
 * share.
 *
 * Returns: (transfer full) (nullable) (element-type guint32): the numbers of the entries, in browse order
 *   for names, else in the order of the list
 */
OX_API GArray *ox_address_list_search (OxAddressList *list, OxLookup search, const char *text,
                                       guint32 most, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * ox_address_list_browse:
 * @list: a list
 * @position: below ox_address_list_get_n_entries(): a place in the order of display names; of versions 2 and 3
 *   the order in which the server has put them
 * @index: (out): the number of the entry at this place
 * @error: return location for an error
 *
 * Returns: whether it could be found out
 */
OX_API gboolean ox_address_list_browse (OxAddressList *list, guint32 position, guint32 *index,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * ox_address_list_check_names:
 * @list: a list
 * @diagnostics: where to record entries without an X.500 name, and those that have the name of another
 * @error: return location for an error
 *
 * Mail and other entries refer to an entry by its X.500 name, of which each has one of its own, [MS-OXOAB] 2.1. Reads
 * all of the list.
 *
 * Returns: whether it could be read
 */
OX_API gboolean ox_address_list_check_names (OxAddressList *list, OxDiagnostics *diagnostics,
                                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * ox_address_book_new:
 *
 * Returns: (transfer full): a book without lists
 */
OX_API OxAddressBook *ox_address_book_new (void);

/**
 * ox_address_book_get_n_lists:
 * @book: a book
 *
 * Returns: how many lists it has
 */
OX_API guint ox_address_book_get_n_lists (OxAddressBook *book);

/**
 * ox_address_book_get_list:
 * @book: a book
 * @index: below ox_address_book_get_n_lists()
 *
 * Returns: (transfer none): one of its lists
 */
OX_API OxAddressList *ox_address_book_get_list (OxAddressBook *book, guint index);

/**
 * ox_address_book_add_list:
 * @book: a book
 * @list: a list
 */
OX_API void ox_address_book_add_list (OxAddressBook *book, OxAddressList *list);

/**
 * ox_address_book_get_parent:
 * @book: a book
 * @list: one of its lists
 *
 * Returns: (transfer none) (nullable): the list that it stands below in the hierarchy of names, such as
 *   "\All Rooms" for "\All Rooms\North"
 */
OX_API OxAddressList *ox_address_book_get_parent (OxAddressBook *book, OxAddressList *list);

/**
 * ox_address_book_find:
 * @book: a book
 * @search: how
 * @text: what to look for
 * @diagnostics: (nullable): where to record what was odd about the entry
 * @error: return location for an error
 *
 * Finds one entry in any of the lists.
 *
 * Returns: (transfer full) (nullable): the first; %OX_ERROR_NOT_FOUND where there is none
 */
OX_API OxEntry *ox_address_book_find (OxAddressBook *book, OxLookup search, const char *text,
                                      OxDiagnostics *diagnostics,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * ox_address_book_resolve_dn:
 * @book: a book
 * @dn: an X.500 distinguished name
 *
 * Returns: (transfer full) (nullable): the SMTP address of the entry of that name
 */
OX_API char *ox_address_book_resolve_dn (OxAddressBook *book, const char *dn);

/**
 * ox_open_address_book:
 * @stream: an input that holds an address book; kept open
 * @options: (nullable): how to read it
 * @diagnostics: (nullable): where to record what was odd
 * @error: return location for an error
 *
 * Opens one file that can be read on its own: version 4 details, compressed or not, LDIF, CSV,
 * NDJSON, vCards.
 *
 * Returns: (transfer full) (nullable): the book. %OX_ERROR_FORMAT where it is none
 */
OX_API OxAddressBook *ox_open_address_book (OxStream *stream, OxOptions *options,
                                            OxDiagnostics *diagnostics,
                                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * ox_open_address_book_path:
 * @path: (type filename): a file, or a folder of files that belong together
 * @options: (nullable): how to read it
 * @diagnostics: (nullable): where to record what was odd
 * @error: return location for an error
 *
 * Opens a file, or a folder: by the manifest "oab.xml" in it, or by the content of its files.
 *
 * Returns: (transfer full) (nullable): the book
 */
OX_API OxAddressBook *ox_open_address_book_path (const char *path, OxOptions *options,
                                                 OxDiagnostics *diagnostics,
                                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OxEntry, ox_entry_unref)

G_END_DECLS

#endif
