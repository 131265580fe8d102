/* SPDX-License-Identifier: MIT
 *
 * What a .msg file is made of, [MS-OXMSG] 2: names, sizes and numbers that the
 * reader and the writer share. No code paths.
 */
#ifndef OX_MSG_LAYOUT_H
#define OX_MSG_LAYOUT_H

/* Storages and streams, 2.1.3 and 2.2. */
#define MSG_PROPERTIES "__properties_version1.0"
#define MSG_NAMEID "__nameid_version1.0"
#define MSG_RECIPIENT_PREFIX "__recip_version1.0_#"
#define MSG_ATTACHMENT_PREFIX "__attach_version1.0_#"
#define MSG_VALUE_PREFIX "__substg1.0_"

/* Streams of the named-property storage, 2.2.3.1. */
#define MSG_NAMEID_GUIDS "__substg1.0_00020102"
#define MSG_NAMEID_ENTRIES "__substg1.0_00030102"
#define MSG_NAMEID_STRINGS "__substg1.0_00040102"

/* Headers of the property stream, 2.4.1. */
#define MSG_HEADER_TOP 32
#define MSG_HEADER_EMBEDDED 24
#define MSG_HEADER_OBJECT 8 /* recipients and attachments */
#define MSG_ENTRY 16        /* one property, 2.4.2 */

/* Named properties have the ids from here on, 2.2.3. */
#define MSG_FIRST_NAMED 0x8000

/* Indexes of GUIDs that are not in the GUID stream, 2.2.3.1.2. */

/* PidTagAttachMethod, [MS-OXCMSG] 2.2.2.9. */
typedef enum {
    MSG_ATTACH_NONE = 0,
    MSG_ATTACH_BY_VALUE = 1,
    MSG_ATTACH_BY_REFERENCE = 2,
    MSG_ATTACH_REFERENCE_RESOLVE = 3,
    MSG_ATTACH_REFERENCE_ONLY = 4,
    MSG_ATTACH_EMBEDDED = 5,
    MSG_ATTACH_OLE = 6,
    MSG_ATTACH_WEB_REFERENCE = 7
} MsgAttachMethod;

#endif
