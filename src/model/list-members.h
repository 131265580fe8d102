/* SPDX-License-Identifier: MIT
 *
 * The members of a personal distribution list, [MS-OXOCNTC] 2.2.2.2.
 */
#ifndef OX_MODEL_LIST_MEMBERS_H
#define OX_MODEL_LIST_MEMBERS_H

#include <oxcart/diagnostics.h>
#include <oxcart/props.h>

/* What a member is: the low 4 bits of a WrappedEntryId, 2.2.2.2.4.1.1. */
typedef enum {
    OX_MEMBER_ONE_OFF = 0,
    OX_MEMBER_CONTACT = 3,
    OX_MEMBER_LIST = 4,
    OX_MEMBER_DIRECTORY_USER = 5,
    OX_MEMBER_DIRECTORY_LIST = 6,
    OX_MEMBER_UNKNOWN = 16
} OxMemberKind;

typedef struct {
    OxMemberKind kind;
    guint which;     /* of a contact: 0 to 2 business, home, primary fax, 4 to 6 an e-mail address */
    GBytes *wrapped; /* the EntryID as the list holds it */
    GBytes *inner;   /* without its wrapping: the same bytes where there is none */
    GBytes *one_off; /* nullable: the one-off that stands for it */
    char *name;      /* nullable, as the two below */
    char *address_type;
    char *address;
} OxListMember;

/* Where they are held. */
typedef enum {
    OX_MEMBERS_NONE,
    OX_MEMBERS_LISTS, /* PidLidDistributionListMembers, with or without its one-offs */
    OX_MEMBERS_STREAM /* PidLidDistributionListStream: then the others do not count, 2.2.2.2.4 */
} OxMemberSource;

/* The members, an array of OxListMember that frees them. Damage is recorded; what is whole stays. */
GPtrArray *ox_list_members_read (OxProps *props, guint codepage, guint64 most_bytes,
                                 OxDiagnostics *diagnostics, OxMemberSource *source);

/* The value of PidLidDistributionListChecksum for these members. */
guint32 ox_list_members_checksum (GPtrArray *members);
/* The other direction: `build` is the version of who writes, `flags` bit 0: always use the stream. */
GBytes *ox_list_members_build_stream (GPtrArray *members, guint32 build, guint32 flags);
/* A WrappedEntryId; `which` only of a contact. */
GBytes *ox_list_member_wrap (OxMemberKind kind, guint which, GBytes *inner);

#endif
