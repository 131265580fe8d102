/* SPDX-License-Identifier: MIT */
#ifndef OXCART_GLOBALID_H
#define OXCART_GLOBALID_H

#include <glib-object.h>
#include <oxcart/export.h>

G_BEGIN_DECLS

/**
 * ox_global_id_to_uid:
 * @bytes: the value of PidLidGlobalObjectId or PidLidCleanGlobalObjectId
 *
 * The UID that an iCalendar object has for this meeting: what an outside calendar gave it, or the
 * bytes as hexadecimal digits, without the date of one occurrence. [MS-OXCICAL] 2.1.3.1.1.20.26.
 *
 * Returns: (transfer full) (nullable): UTF-8; %NULL where there are no bytes
 */
OX_API char *ox_global_id_to_uid (GBytes *bytes);

/**
 * ox_global_id_get_date:
 * @bytes: the value of PidLidGlobalObjectId
 * @year: (out): from 1601 to 4500
 * @month: (out): from 1
 * @day: (out): from 1
 *
 * Returns: whether it names the occurrence of one day, and not a whole series. [MS-OXOCAL] 2.2.1.27
 */
OX_API gboolean ox_global_id_get_date (GBytes *bytes, gint *year, gint *month, gint *day);

/**
 * ox_global_id_from_uid:
 * @uid: a UID, UTF-8
 * @year: of the occurrence, or 0 for the whole meeting
 * @month: from 1
 * @day: from 1
 *
 * The other way: what ox_global_id_to_uid() wrote as digits becomes those bytes again.
 *
 * Returns: (transfer full): the value of PidLidGlobalObjectId
 */
OX_API GBytes *ox_global_id_from_uid (const char *uid, gint year, gint month, gint day);

G_END_DECLS

#endif
