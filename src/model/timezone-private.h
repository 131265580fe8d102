/* SPDX-License-Identifier: MIT
 *
 * What a time zone tells: for converters.
 */
#ifndef OX_MODEL_TIMEZONE_PRIVATE_H
#define OX_MODEL_TIMEZONE_PRIVATE_H

#include <oxcart/timezone.h>

/* As the wYear of a change: each year on a day of the month, not of the week, [MS-OXCICAL] 2.1.3.1.1.19.2.2. */
#define OX_YEAR_OF_ALL 1

OxTimeZone *ox_time_zone_new (const char *name, const OxTimeZoneRule *rule);
/* A zone of the list that very old items refer to by number, [MS-OXOCAL] 2.2.5.6; NULL. */
OxTimeZone *ox_time_zone_from_index (guint32 index);
/* Copies, in the order of their years. */
GArray *ox_time_zone_sorted_rules (const OxTimeZone *zone);

/* Whether the clock is ever changed by this rule. */
gboolean ox_time_zone_rule_has_daylight (const OxTimeZoneRule *rule);
/* When it is, in local seconds since 1601 of the clock before the change; FALSE where not in this year. */
gboolean ox_time_zone_change (const OxSystemTime *when, gint year, gint64 *local);
/* Seconds east of UTC. */
gint64 ox_time_zone_standard_offset (const OxTimeZoneRule *rule);
gint64 ox_time_zone_daylight_offset (const OxTimeZoneRule *rule);
/* Local time by the effective rule alone; UTC where there is no zone. */
gint64 ox_time_zone_to_local_now (const OxTimeZone *zone, gint64 time);
/* Whether two zones tell the same time in these years. */
gboolean ox_time_zones_agree (const OxTimeZone *a, const OxTimeZone *b, gint first_year, gint last_year);
/* Whether Windows has a zone of this name, or the IANA. */
gboolean ox_time_zone_is_known (const char *name);

#endif
