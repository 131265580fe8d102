/* SPDX-License-Identifier: MIT
 *
 * Delivery and read reports, [MS-OXCMAIL] 2.1.3.5: the part of a multipart/report that is for
 * machines (RFC 3464, RFC 8098).
 */
#ifndef OX_MIME_REPORT_H
#define OX_MIME_REPORT_H

#include "convert/mime/context.h"

typedef enum { OX_REPORT_NONE, OX_REPORT_DELIVERY, OX_REPORT_DISPOSITION } OxReportKind;

/* By the message class, REPORT.*. */
OxReportKind ox_report_kind (OxMessage *message);

/* The media types of the whole and of the part. */
const char *ox_report_type (OxReportKind kind);
const char *ox_report_part_type (OxReportKind kind);

/* The content of the part: header fields in groups, CRLF. */
char *ox_report_fields (OxMimeContext *c, OxReportKind kind);

#endif
