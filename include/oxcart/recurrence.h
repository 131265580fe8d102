/* SPDX-License-Identifier: MIT */
#ifndef OXCART_RECURRENCE_H
#define OXCART_RECURRENCE_H

#include <glib-object.h>
#include <oxcart/diagnostics.h>
#include <oxcart/export.h>
#include <oxcart/limits.h>

G_BEGIN_DECLS

/**
 * OxRecurrencePattern:
 * @OX_RECURRENCE_DAY: every so many days
 * @OX_RECURRENCE_WEEK: on days of the week
 * @OX_RECURRENCE_MONTH: on a day of the month
 * @OX_RECURRENCE_MONTH_NTH: on the nth of some days of the week
 * @OX_RECURRENCE_MONTH_END: on a day of the month, the last where it has not so many
 * @OX_RECURRENCE_HIJRI_MONTH: as @OX_RECURRENCE_MONTH, in the Hijri calendar
 * @OX_RECURRENCE_HIJRI_MONTH_NTH: as @OX_RECURRENCE_MONTH_NTH, in the Hijri calendar
 * @OX_RECURRENCE_HIJRI_MONTH_END: as @OX_RECURRENCE_MONTH_END, in the Hijri calendar
 *
 * What a series repeats by, [MS-OXOCAL] 2.2.1.44.1.
 */
typedef enum {
    OX_RECURRENCE_DAY = 0,
    OX_RECURRENCE_WEEK = 1,
    OX_RECURRENCE_MONTH = 2,
    OX_RECURRENCE_MONTH_NTH = 3,
    OX_RECURRENCE_MONTH_END = 4,
    OX_RECURRENCE_HIJRI_MONTH = 0xA,
    OX_RECURRENCE_HIJRI_MONTH_NTH = 0xB,
    OX_RECURRENCE_HIJRI_MONTH_END = 0xC
} OxRecurrencePattern;

/**
 * OxRecurrenceEnd:
 * @OX_RECURRENCE_END_DATE: after a date
 * @OX_RECURRENCE_END_COUNT: after a number of occurrences
 * @OX_RECURRENCE_END_NEVER: never
 *
 * How a series ends.
 */
typedef enum {
    OX_RECURRENCE_END_DATE = 0x2021,
    OX_RECURRENCE_END_COUNT = 0x2022,
    OX_RECURRENCE_END_NEVER = 0x2023
} OxRecurrenceEnd;

/**
 * OxRecurrenceOverride:
 * @OX_OVERRIDE_SUBJECT: another subject
 * @OX_OVERRIDE_MEETING_TYPE: other state flags
 * @OX_OVERRIDE_REMINDER_DELTA: another interval before the start
 * @OX_OVERRIDE_REMINDER_SET: whether there is a reminder
 * @OX_OVERRIDE_LOCATION: another location
 * @OX_OVERRIDE_BUSY_STATUS: another busy status
 * @OX_OVERRIDE_ATTACHMENT: whether it has attachments
 * @OX_OVERRIDE_SUB_TYPE: whether it lasts all day
 * @OX_OVERRIDE_COLOR: another colour
 * @OX_OVERRIDE_BODY: another body, which is in the embedded message
 *
 * What differs in one occurrence, [MS-OXOCAL] 2.2.1.44.2.
 */
typedef enum {
    OX_OVERRIDE_SUBJECT = 0x0001,
    OX_OVERRIDE_MEETING_TYPE = 0x0002,
    OX_OVERRIDE_REMINDER_DELTA = 0x0004,
    OX_OVERRIDE_REMINDER_SET = 0x0008,
    OX_OVERRIDE_LOCATION = 0x0010,
    OX_OVERRIDE_BUSY_STATUS = 0x0020,
    OX_OVERRIDE_ATTACHMENT = 0x0040,
    OX_OVERRIDE_SUB_TYPE = 0x0080,
    OX_OVERRIDE_COLOR = 0x0100,
    OX_OVERRIDE_BODY = 0x0200
} OxRecurrenceOverride;

/**
 * OxRecurrenceException:
 * @start: minutes since 1601-01-01, in the zone of the series
 * @end: minutes likewise
 * @original_start: when it would have started, likewise
 * @flags: #OxRecurrenceOverride
 * @meeting_type: state flags
 * @reminder_delta: minutes before the start
 * @reminder_set: whether there is a reminder
 * @busy_status: as PidLidBusyStatus
 * @attachment: whether it has attachments
 * @sub_type: whether it lasts all day
 * @color: as PidLidAppointmentColor
 * @change_highlight: as PidLidChangeHighlight; 0 where none is stored
 * @subject: (nullable): UTF-8
 * @location: (nullable): UTF-8
 * @subject_bytes: (nullable): the subject in the 8-bit form
 * @location_bytes: (nullable): the location in the 8-bit form
 * @highlight_bytes: (nullable): what the change highlight was stored in
 * @reserved_1: (nullable): bytes of the extended part that mean nothing
 * @reserved_2: (nullable): bytes of the extended part that mean nothing
 * @subject_utf16: (nullable): the subject as the extended part has it
 * @location_utf16: (nullable): the location as the extended part has it
 * @extended_start: @start, as the extended part has it
 * @extended_end: @end, as the extended part has it
 * @extended_original_start: @original_start, as the extended part has it
 *
 * One occurrence that differs from the series.
 */
typedef struct {
    guint32 start;
    guint32 end;
    guint32 original_start;
    guint16 flags;
    guint32 meeting_type;
    guint32 reminder_delta;
    guint32 reminder_set;
    guint32 busy_status;
    guint32 attachment;
    guint32 sub_type;
    guint32 color;
    guint32 change_highlight;
    char *subject;
    char *location;
    GBytes *subject_bytes;
    GBytes *location_bytes;
    GBytes *highlight_bytes;
    GBytes *reserved_1;
    GBytes *reserved_2;
    GBytes *subject_utf16;
    GBytes *location_utf16;
    guint32 extended_start;
    guint32 extended_end;
    guint32 extended_original_start;
} OxRecurrenceException;

/**
 * OxRecurrence:
 * @reader_version: 0x3004
 * @writer_version: 0x3004
 * @frequency: 0x200A daily, 0x200B weekly, 0x200C monthly, 0x200D yearly; @pattern_type counts
 * @pattern_type: #OxRecurrencePattern
 * @calendar_type: the calendar of the months, [MS-OXOCAL] 2.2.1.44.1; 0 for the default
 * @first_date_time: minutes that say which periods count
 * @period: minutes for days, else weeks or months
 * @sliding_flag: of tasks: the next one counts from when this one was done
 * @days: bits of the days of the week, Sunday 1; of weeks and of nth days
 * @day: of the month
 * @nth: which of the days of the month; 5 is the last
 * @end_type: #OxRecurrenceEnd
 * @occurrence_count: how many occurrences, deleted ones too
 * @first_day_of_week: 0 is Sunday
 * @deleted: (element-type guint32): midnights of the days whose occurrences are deleted or modified
 * @modified: (element-type guint32): midnights of the days modified occurrences are on
 * @start_date: midnight of the first day
 * @end_date: midnight of the last day
 * @is_appointment: whether what follows is there; tasks have the pattern alone
 * @reader_version_2: 0x3006
 * @writer_version_2: 0x3008 or 0x3009
 * @start_offset: minutes from midnight to the start
 * @end_offset: minutes from midnight to the end; may be beyond the day
 * @exceptions: (element-type OxRecurrenceException): occurrences that differ
 * @has_extended: whether the extended part was whole
 * @reserved_1: (nullable): bytes that mean nothing
 * @reserved_2: (nullable): bytes that mean nothing
 * @trailing: (nullable): bytes behind the end
 *
 * A series: RecurrencePattern and AppointmentRecurrencePattern, [MS-OXOCAL] 2.2.1.44. All times are
 * minutes since 1601-01-01, in the zone of the series.
 */
typedef struct {
    guint16 reader_version;
    guint16 writer_version;
    guint16 frequency;
    guint16 pattern_type;
    guint16 calendar_type;
    guint32 first_date_time;
    guint32 period;
    guint32 sliding_flag;
    guint32 days;
    guint32 day;
    guint32 nth;
    guint32 end_type;
    guint32 occurrence_count;
    guint32 first_day_of_week;
    GArray *deleted;
    GArray *modified;
    guint32 start_date;
    guint32 end_date;
    gboolean is_appointment;
    guint32 reader_version_2;
    guint32 writer_version_2;
    guint32 start_offset;
    guint32 end_offset;
    GPtrArray *exceptions;
    gboolean has_extended;
    GBytes *reserved_1;
    GBytes *reserved_2;
    GBytes *trailing;
} OxRecurrence;

#define OX_TYPE_RECURRENCE (ox_recurrence_get_type ())
OX_API GType ox_recurrence_get_type (void);

/**
 * ox_recurrence_parse:
 * @bytes: the value of PidLidAppointmentRecur, or of PidLidTaskRecurrence
 * @is_appointment: which of them
 * @codepage: the Windows code page of the 8-bit texts
 * @limits: (nullable): limits
 * @diagnostics: (nullable): where to record what was odd
 * @error: return location for an error
 *
 * Reads a series. What is missing at the end of the extended part is taken from the 8-bit part.
 *
 * Returns: (transfer full) (nullable): the series; %OX_ERROR_DAMAGED where the pattern is cut short
 */
OX_API OxRecurrence *ox_recurrence_parse (GBytes *bytes, gboolean is_appointment, guint codepage,
                                          const OxLimits *limits, OxDiagnostics *diagnostics,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * ox_recurrence_serialize:
 * @recurrence: a series
 *
 * Returns: (transfer full): the bytes; those it was read from, where they were well formed
 */
OX_API GBytes *ox_recurrence_serialize (const OxRecurrence *recurrence);

/**
 * ox_recurrence_calendar:
 * @recurrence: a series
 *
 * Returns: (transfer none) (nullable): the calendar that its months are of, by its name in CLDR,
 *   such as "hebrew"; %NULL for the Gregorian one
 */
OX_API const char *ox_recurrence_calendar (const OxRecurrence *recurrence);

/**
 * ox_recurrence_expand:
 * @recurrence: a series
 * @most: how many at most
 *
 * The days on which the pattern has occurrences, whether they were deleted or modified or not: in
 * order, from the first.
 *
 * Returns: (transfer full) (element-type guint32): minutes of their midnights
 */
OX_API GArray *ox_recurrence_expand (const OxRecurrence *recurrence, guint most);

/**
 * ox_recurrence_copy:
 * @recurrence: a series
 *
 * Returns: (transfer full): a copy
 */
OX_API OxRecurrence *ox_recurrence_copy (const OxRecurrence *recurrence);

/**
 * ox_recurrence_free:
 * @recurrence: (nullable): a series
 */
OX_API void ox_recurrence_free (OxRecurrence *recurrence);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OxRecurrence, ox_recurrence_free)

G_END_DECLS

#endif
