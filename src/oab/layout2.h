/* SPDX-License-Identifier: MIT
 *
 * Records of versions 2 and 3, [MS-OXOAB] 2.3.2 to 2.6.
 */
#ifndef OX_OAB_LAYOUT2_H
#define OX_OAB_LAYOUT2_H

#include "base/builder.h"
#include "oab/layout.h"

#include <oxcart/key.h>

#define B2_REC_SIZE 32u
#define RDN_HDR_SIZE 16u
#define RDN2_REC_SIZE 24u /* without its key */
#define ANR_REC_SIZE 20u  /* without its key */
#define BROWSE_BIAS 3u    /* iBrowse 0 to 2 are reserved */
#define MOST_KEY2 64u
#define MOST_PDN 1024u
#define OBJECT_TYPE_MASK 0x7Fu
#define RICH_CONTENT 0x80u
#define UNKNOWN_TYPE 0xFFu /* display type of an entry that a Browse file no longer tells of; in memory only */

/* B2_REC, 2.3.2. */
typedef struct {
    guint32 o_rdn;
    guint32 o_details;
    guint16 cb_details;
    guint8 disp_type;
    guint8 obj_type; /* and RICH_CONTENT */
    guint32 o_smtp;
    guint32 o_disp_name;
    guint32 o_alias;
    guint32 o_location;
    guint32 o_surname;
} B2Rec;

static inline B2Rec
b2_rec_read (OxSlice *s)
{
    B2Rec r;
    r.o_rdn = ox_slice_u32 (s);
    r.o_details = ox_slice_u32 (s);
    r.cb_details = ox_slice_u16 (s);
    r.disp_type = ox_slice_u8 (s);
    r.obj_type = ox_slice_u8 (s);
    r.o_smtp = ox_slice_u32 (s);
    r.o_disp_name = ox_slice_u32 (s);
    r.o_alias = ox_slice_u32 (s);
    r.o_location = ox_slice_u32 (s);
    r.o_surname = ox_slice_u32 (s);
    return r;
}

/* Whether a record says what it is of, 2.3.2. */
static inline gboolean
b2_rec_is_plausible (const B2Rec *rec)
{
    guint type = rec->obj_type & OBJECT_TYPE_MASK;
    return rec->disp_type <= 6 && (type == 3 || type == 6 || type == 8);
}

static inline void
b2_rec_write (OxBuilder *b, const B2Rec *r)
{
    ox_builder_u32 (b, r->o_rdn);
    ox_builder_u32 (b, r->o_details);
    ox_builder_u16 (b, r->cb_details);
    ox_builder_u8 (b, r->disp_type);
    ox_builder_u8 (b, r->obj_type);
    ox_builder_u32 (b, r->o_smtp);
    ox_builder_u32 (b, r->o_disp_name);
    ox_builder_u32 (b, r->o_alias);
    ox_builder_u32 (b, r->o_location);
    ox_builder_u32 (b, r->o_surname);
}

/* A node of either index; o_parent_dn of RDN2_REC only, alias of ANR_REC only. */
typedef struct {
    guint32 o_lt;
    guint32 o_gt;
    guint32 i_browse;
    gboolean alias;
    guint32 o_prev;
    guint32 o_next;
    guint32 o_parent_dn;
} IndexRec;

static inline IndexRec
index_rec_read (OxSlice *s, gboolean is_rdn)
{
    IndexRec r = { 0 };
    r.o_lt = ox_slice_u32 (s);
    r.o_gt = ox_slice_u32 (s);
    r.i_browse = ox_slice_u32 (s);
    if (!is_rdn) { /* three bytes, and one of flags */
        r.alias = r.i_browse >> 31 != 0;
        r.i_browse &= 0xFFFFFF;
    }
    r.o_prev = ox_slice_u32 (s);
    r.o_next = ox_slice_u32 (s);
    r.o_parent_dn = is_rdn ? ox_slice_u32 (s) : 0;
    return r;
}

/* The fields of a Details record in their order, 2.6. */
typedef enum { FIELD2_STRING, FIELD2_BINARY, FIELD2_STRINGS, FIELD2_BINARIES, FIELD2_NULL } Field2;

typedef struct {
    OxKey key;
    Field2 version2;
    Field2 version3;
} DetailsField;

#define N_DETAILS_FIELDS2 25u /* version 2 has no more; version 3 has all */

static const DetailsField details_fields[] = {
    { OX_TAG_USER_CERTIFICATE, FIELD2_BINARY, FIELD2_BINARY },
    { OX_TAG_BUSINESS_TELEPHONE_NUMBER, FIELD2_STRING, FIELD2_STRING },
    { OX_TAG_GIVEN_NAME, FIELD2_STRING, FIELD2_STRING },
    { OX_TAG_INITIALS, FIELD2_STRING, FIELD2_STRING },
    { OX_TAG_STREET_ADDRESS, FIELD2_STRING, FIELD2_STRING },
    { OX_TAG_LOCALITY, FIELD2_STRING, FIELD2_STRING },
    { OX_TAG_STATE_OR_PROVINCE, FIELD2_STRING, FIELD2_STRING },
    { OX_TAG_POSTAL_CODE, FIELD2_STRING, FIELD2_STRING },
    { OX_TAG_COUNTRY, FIELD2_STRING, FIELD2_STRING },
    { OX_TAG_TITLE, FIELD2_STRING, FIELD2_STRING },
    { OX_TAG_COMPANY_NAME, FIELD2_STRING, FIELD2_STRING },
    { OX_TAG_ASSISTANT, FIELD2_STRING, FIELD2_STRING },
    { OX_TAG_DEPARTMENT_NAME, FIELD2_STRING, FIELD2_STRING },
    /* In version 2 once more the business telephone, which is to be ignored. */
    { OX_TAG_ADDRESS_BOOK_TARGET_ADDRESS, FIELD2_NULL, FIELD2_STRING },
    { OX_TAG_HOME_TELEPHONE_NUMBER, FIELD2_STRING, FIELD2_STRING },
    { OX_TAG_BUSINESS2_TELEPHONE_NUMBERS, FIELD2_NULL, FIELD2_STRINGS },
    { OX_TAG_HOME2_TELEPHONE_NUMBERS, FIELD2_NULL, FIELD2_STRINGS },
    { OX_TAG_PRIMARY_FAX_NUMBER, FIELD2_STRING, FIELD2_STRING },
    { OX_TAG_MOBILE_TELEPHONE_NUMBER, FIELD2_STRING, FIELD2_STRING },
    { OX_TAG_ASSISTANT_TELEPHONE_NUMBER, FIELD2_STRING, FIELD2_STRING },
    { OX_TAG_PAGER_TELEPHONE_NUMBER, FIELD2_STRING, FIELD2_STRING },
    { OX_TAG_COMMENT, FIELD2_STRING, FIELD2_STRING },
    { OX_TAG_ADDRESS_BOOK_PROXY_ADDRESSES, FIELD2_STRINGS, FIELD2_STRINGS },
    { OX_TAG_USER_X509_CERTIFICATE, FIELD2_BINARIES, FIELD2_BINARIES },
    { OX_TAG_ADDRESS_BOOK_X509_CERTIFICATE, FIELD2_BINARIES, FIELD2_BINARIES },
    { OX_TAG_ADDRESS_BOOK_HOME_MESSAGE_DATABASE, FIELD2_NULL, FIELD2_STRING },
    { OX_TAG_ADDRESS_BOOK_MANAGER_DISTINGUISHED_NAME, FIELD2_NULL, FIELD2_STRING },
    { OX_TAG_ADDRESS_BOOK_DISPLAY_NAME_PRINTABLE, FIELD2_NULL, FIELD2_STRING },
};

#endif
