/* SPDX-License-Identifier: MIT */
#ifndef OXCART_TIMEZONE_H
#define OXCART_TIMEZONE_H

#include <glib-object.h>
#include <oxcart/diagnostics.h>
#include <oxcart/export.h>

G_BEGIN_DECLS

/**
 * OxSystemTime:
 * @year: 0 for a rule of every year
 * @month: from 1; 0 where there is no daylight saving time
 * @day_of_week: 0 is Sunday
 * @day: of a rule, which of the days of the week of the month: 5 is the last; else the day of the month
 * @hour: local time
 * @minute: local time
 * @second: local time
 * @millisecond: local time
 *
 * When a clock is changed: SYSTEMTIME, [MS-DTYP] 2.3.13, as [MS-OXOCAL] 2.2.1.39 uses it.
 */
typedef struct {
    guint16 year;
    guint16 month;
    guint16 day_of_week;
    guint16 day;
    guint16 hour;
    guint16 minute;
    guint16 second;
    guint16 millisecond;
} OxSystemTime;

/**
 * OxTimeZoneRule:
 * @flags: 1 the rule of a series, 2 the rule that times were stored by
 * @year: from when it holds; years before 1602 mean always
 * @bias: minutes that local time is behind UTC
 * @standard_bias: added to @bias in standard time
 * @daylight_bias: added to @bias in daylight saving time
 * @standard: when standard time begins
 * @daylight: when daylight saving time begins
 * @major: of the record, 2
 * @minor: of the record, 1
 * @size: that the record claims, 62
 * @reserved: bytes that mean nothing
 *
 * A rule of a time zone: TZRule, [MS-OXOCAL] 2.2.1.41.1.
 */
typedef struct {
    guint16 flags;
    guint16 year;
    gint32 bias;
    gint32 standard_bias;
    gint32 daylight_bias;
    OxSystemTime standard;
    OxSystemTime daylight;
    guint8 major;
    guint8 minor;
    guint16 size;
    guint8 reserved[14];
} OxTimeZoneRule;

/**
 * OxTimeZoneForm:
 * @OX_TIME_ZONE_STRUCT: PidLidTimeZoneStruct, 48 bytes
 * @OX_TIME_ZONE_DEFINITION: PidLidAppointmentTimeZoneDefinition…: a name and several rules
 * @OX_TIME_ZONE_REGISTRY: as the Windows registry and the working hours have it, 44 bytes
 *
 * How a time zone is stored.
 */
typedef enum { OX_TIME_ZONE_STRUCT, OX_TIME_ZONE_DEFINITION, OX_TIME_ZONE_REGISTRY } OxTimeZoneForm;

/**
 * OxTimeZone:
 * @form: what it was stored as
 * @name: the key of the zone in Windows, such as "Tokyo Standard Time"; "" where none is stored
 * @rules: (element-type OxTimeZoneRule): at least one, in the order of the years
 * @standard_year: of a struct: as stored
 * @daylight_year: of a struct: as stored
 * @header: (nullable): of a definition: what stands before the rules, as stored
 * @trailing: (nullable): bytes behind the end
 *
 * A time zone.
 */
typedef struct {
    OxTimeZoneForm form;
    char *name;
    GArray *rules;
    guint16 standard_year;
    guint16 daylight_year;
    GBytes *header;
    GBytes *trailing;
} OxTimeZone;

#define OX_TYPE_TIME_ZONE (ox_time_zone_get_type ())
OX_API GType ox_time_zone_get_type (void);

/**
 * ox_time_zone_parse:
 * @bytes: the value of a property
 * @form: which form it has
 * @diagnostics: (nullable): where to record what was odd
 * @error: return location for an error
 *
 * Reads a time zone, [MS-OXOCAL] 2.2.1.39 and 2.2.1.41.
 *
 * Returns: (transfer full) (nullable): the zone; %OX_ERROR_DAMAGED where it has not one whole rule
 */
OX_API OxTimeZone *ox_time_zone_parse (GBytes *bytes, OxTimeZoneForm form,
                                       OxDiagnostics *diagnostics,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * ox_time_zone_serialize:
 * @zone: a zone
 *
 * Returns: (transfer full): the bytes; those it was read from, where they were well formed
 */
OX_API GBytes *ox_time_zone_serialize (const OxTimeZone *zone);

/**
 * ox_time_zone_effective:
 * @zone: a zone
 *
 * Returns: (transfer none): the rule that times were stored by
 */
OX_API const OxTimeZoneRule *ox_time_zone_effective (const OxTimeZone *zone);

/**
 * ox_time_zone_rules_equal:
 * @a: a rule
 * @b: a rule
 *
 * Returns: whether both tell the same time in any year
 */
OX_API gboolean ox_time_zone_rules_equal (const OxTimeZoneRule *a, const OxTimeZoneRule *b);

/**
 * ox_time_zone_to_local:
 * @zone: (nullable): a zone; %NULL for UTC
 * @time: seconds since 1601-01-01, UTC
 *
 * Returns: seconds since 1601-01-01 of the local time
 */
OX_API gint64 ox_time_zone_to_local (const OxTimeZone *zone, gint64 time);

/**
 * ox_time_zone_to_utc:
 * @zone: (nullable): a zone; %NULL for UTC
 * @local: seconds since 1601-01-01 of a local time
 *
 * A local time that occurs twice is the first; one that a change of the clock leaves out is counted
 * from before it, RFC 5545 3.3.5.
 *
 * Returns: seconds since 1601-01-01, UTC
 */
OX_API gint64 ox_time_zone_to_utc (const OxTimeZone *zone, gint64 local);

/**
 * ox_time_zone_iana:
 * @zone: a zone
 * @first_year: from when
 * @last_year: until when, at most some decades are looked at
 *
 * The name of the zone in the database of the IANA, where Windows knows it by its name, or where it has that name
 * already, and the rules stored tell the same time in these years.
 *
 * Returns: (transfer none) (nullable): such as "Asia/Tokyo"; lives as long as @zone
 */
OX_API const char *ox_time_zone_iana (const OxTimeZone *zone, gint first_year, gint last_year);

/**
 * ox_time_zone_copy:
 * @zone: a zone
 *
 * Returns: (transfer full): a copy
 */
OX_API OxTimeZone *ox_time_zone_copy (const OxTimeZone *zone);

/**
 * ox_time_zone_free:
 * @zone: (nullable): a zone
 */
OX_API void ox_time_zone_free (OxTimeZone *zone);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OxTimeZone, ox_time_zone_free)

G_END_DECLS

#endif
