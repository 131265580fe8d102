/* SPDX-License-Identifier: MIT
 *
 * People: from property groups and recipients to mailboxes, [MS-OXCMAIL] 2.1.3.1.
 */
#ifndef OX_MIME_ADDRESS_H
#define OX_MIME_ADDRESS_H

#include "convert/mime/context.h"

#include <oxcart/entryid.h>

typedef struct {
    char *name;    /* nullable */
    char *address; /* addr-spec; nullable */
    OxKey name_key; /* which property gave it; 0 for none */
    OxKey address_key;
    OxProps *source; /* the recipient whose address it is; NULL where its own properties have it */
} OxMailbox;

void ox_mailbox_clear (OxMailbox *mailbox);

/* The properties that name one person, [MS-OXCMAIL] 2.1.3.1.2 to 2.1.3.1.7. */
typedef struct {
    OxKey name;
    OxKey entryid;
    OxKey type;
    OxKey address;
    OxKey search_key;
    OxKey smtp;
} OxAddressGroup;

extern const OxAddressGroup ox_group_sent_representing;
extern const OxAddressGroup ox_group_sender;
extern const OxAddressGroup ox_group_read_receipt;
extern const OxAddressGroup ox_group_recipient;
extern const OxAddressGroup ox_group_received_by;
extern const OxAddressGroup ox_group_received_representing;

/* Resolves one group; FALSE where it names nobody. Nothing is marked as mapped: that is for who
 * writes the mailbox, by ox_mailbox_mark(). */
gboolean ox_address_resolve (OxMimeContext *c, OxProps *props, const OxAddressGroup *group,
                             OxMailbox *mailbox);
void ox_mailbox_mark (OxMimeContext *c, OxProps *props, const OxAddressGroup *group,
                      const OxMailbox *mailbox);
/* The same for one EntryID; FALSE where it names nobody. */
gboolean ox_address_from_entryid (OxMimeContext *c, const OxEntryId *id, OxMailbox *mailbox);
/* Whether another address type would give another mailbox. */
gboolean ox_address_type_matters (OxProps *props, const OxAddressGroup *group,
                                  const OxMailbox *mailbox);

/* Appends "name <address>", or a group without members where there is only a name. */
char *ox_mailbox_format (const OxMailbox *mailbox);

/* Whether two values of address fields name the same mailboxes by the same names in the same order,
 * however they are folded, quoted and encoded. Groups equal nothing. */
gboolean ox_address_lists_equal (const char *a, const char *b);

/* Whether text has the form of an SMTP address. */
gboolean ox_address_is_smtp (const char *text);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (OxMailbox, ox_mailbox_clear)

#endif
