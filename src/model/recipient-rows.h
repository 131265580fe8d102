/* SPDX-License-Identifier: MIT
 *
 * People in a value: PidLidForwardNotificationRecipients and PidLidAppointmentUnsendableRecipients,
 * [MS-OXOCAL] 2.2.1.25, which are rows of recipients, [MS-OXCDATA] 2.8.3.2.
 */
#ifndef OX_MODEL_RECIPIENT_ROWS_H
#define OX_MODEL_RECIPIENT_ROWS_H

#include <glib.h>

typedef struct {
    char *address_type; /* nullable, as all of them: "EX", "SMTP", or what stands there */
    char *address;
    char *name;
} OxRecipientRow;

/* The rows; NULL where they cannot be told apart. A row may have columns of which only who wrote it knows which
 * they are: behind such a one nobody finds the next. */
GPtrArray *ox_recipient_rows_parse (GBytes *bytes, guint codepage);

#endif
