/* SPDX-License-Identifier: MIT
 *
 * Columns of comma-separated address lists and the properties they are: one table for both directions.
 */
#ifndef OX_CONVERT_CSV_ROWS_H
#define OX_CONVERT_CSV_ROWS_H

#include <glib.h>

typedef struct {
    const char *column;
    guint32 tag;
} OxCsvRow;

static const OxCsvRow ox_csv_rows[] = {
    { "DisplayName", 0x3001001F },
    { "EmailAddress", 0x39FE001F },
    { "Alias", 0x3A00001F },
    { "FirstName", 0x3A06001F },
    { "Initials", 0x3A0A001F },
    { "LastName", 0x3A11001F },
    { "Title", 0x3A17001F },
    { "Company", 0x3A16001F },
    { "Department", 0x3A18001F },
    { "Office", 0x3A19001F },
    { "BusinessPhone", 0x3A08001F },
    { "OtherBusinessPhones", 0x3A1B101F },
    { "HomePhone", 0x3A09001F },
    { "OtherHomePhones", 0x3A2F101F },
    { "MobilePhone", 0x3A1C001F },
    { "Pager", 0x3A21001F },
    { "Fax", 0x3A23001F },
    { "Assistant", 0x3A30001F },
    { "AssistantPhone", 0x3A2E001F },
    { "Street", 0x3A29001F },
    { "City", 0x3A27001F },
    { "StateOrProvince", 0x3A28001F },
    { "PostalCode", 0x3A2A001F },
    { "Country", 0x3A26001F },
    { "Notes", 0x3004001F },
    { "DisplayType", 0x39000003 },
    { "DisplayTypeEx", 0x39050003 },
    { "ObjectType", 0x0FFE0003 },
    { "SendRichInfo", 0x3A40000B },
    { "ProxyAddresses", 0x800F101F },
    { "TargetAddress", 0x8011001F },
    { "LegacyExchangeDN", 0x3003001E },
    { "HomeMDB", 0x8006001E },
    { "Members", 0x8009101E },
    { "MemberOf", 0x8008101E },
    { "DisplayNamePrintable", 0x39FF001E },
};

/* What has no column of its own, as in LDIF: tag, ":" and value. */
#define OX_CSV_OTHER "OtherProperties"

#endif
