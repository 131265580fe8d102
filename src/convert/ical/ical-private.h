/* SPDX-License-Identifier: MIT
 *
 * What the files of this room share: a VCALENDAR that is being written, the object that becomes a
 * component of it, the rows that say which property gives which field, and how times, zones and
 * series are written.
 *
 * Text gets into a line by convert/line only, so nothing that a message holds can end one.
 */
#ifndef OX_ICAL_PRIVATE_H
#define OX_ICAL_PRIVATE_H

#include "convert/ical/part.h"
#include "convert/line/line.h"
#include "convert/mime/body.h"
#include "convert/mime/context.h"

#include <oxcart/recurrence.h>
#include <oxcart/timezone.h>

typedef enum {
    OX_ICAL_NONE,
    OX_ICAL_PUBLISH,
    OX_ICAL_REQUEST,
    OX_ICAL_REPLY,
    OX_ICAL_COUNTER,
    OX_ICAL_CANCEL
} OxIcalMethod;

/* --- the calendar ---------------------------------------------------------------------------------- */

/* A VCALENDAR, and what it has defined so far. */
typedef struct {
    OxLineWriter w;
    OxOptions *options;         /* nullable */
    OxDiagnostics *diagnostics; /* nullable */
    OxAccount *account;         /* nullable */
    GPtrArray *zones;           /* OxIcalZone */
    GHashTable *zones_by_name;  /* the same, by their names without case */
    GHashTable *uids;           /* of a folder: those that its components have; NULL */
    char *uid;                  /* of the item that is written */
    guint n_written;            /* of the zones */
    gboolean in_mime;           /* a part of a mail: its attachments stand beside it */
} OxIcalCalendar;

void ox_ical_calendar_begin (OxIcalCalendar *calendar, OxIcalMethod method, const char *calscale);

/* --- the object ------------------------------------------------------------------------------------ */

typedef struct OxIcalZone OxIcalZone;

/* When an event is. Times are seconds since 1601 in the zone named; of all-day events the midnight of a
 * day, which belongs to no zone. */
typedef struct {
    gboolean all_day;
    const OxIcalZone *zone; /* NULL is UTC */
    const OxIcalZone *end_zone;
    gint64 start;
    gint64 end;
    const OxRecurrence *recurrence;         /* of a series; NULL */
    const OxRecurrenceException *exception; /* of one occurrence out of the blob; NULL */
    gboolean is_instance;                   /* there is a RECURRENCE-ID */
    gboolean original_is_date;
    const OxIcalZone *original_zone;
    gint64 original;
} OxIcalWhen;

/* An object that becomes a component. */
typedef struct {
    OxIcalCalendar *calendar;
    OxLineWriter *w;
    OxMimeContext *c;     /* the message */
    OxMimeContext *inner; /* the embedded message of an exception, whose properties go first; NULL */
    OxIcalMethod method;
    const OxIcalWhen *when;
    const OxBodies *bodies;
    OxMimeContext *body_of; /* whose bodies these are */
    const char *uid;        /* of the component, once it is written; so an exception knows that of its series */
    gboolean brief; /* an exception whose series has said it already: no text, no attachments */
} OxIcal;

/* A property of the object, marked as mapped; of an exception, its own or else that of the series. */
const char *ox_ical_text (OxIcal *x, OxKey key);
gint64 ox_ical_integer (OxIcal *x, OxKey key, gint64 fallback);
GBytes *ox_ical_bytes (OxIcal *x, OxKey key);
gboolean ox_ical_has (OxIcal *x, OxKey key);
/* Seconds since 1601, UTC. */
gboolean ox_ical_time (OxIcal *x, OxKey key, gint64 *time);
/* Whose property it is: the embedded message's or the message's. */
OxMimeContext *ox_ical_holder (OxIcal *x, OxKey key);
void ox_ical_mark (OxIcal *x, OxKey key);

/* --- rows ------------------------------------------------------------------------------------------ */

typedef struct OxIcalRow OxIcalRow;

/* Writes the lines of a row, or none. */
typedef void (*OxIcalCodec) (OxIcal *x, const OxIcalRow *row);

/* Which way a row goes: most of them both. */
typedef enum { OX_ICAL_BOTH, OX_ICAL_EXPORT, OX_ICAL_IMPORT } OxIcalDirection;

struct OxIcalRow {
    const char *field;
    OxKey key;
    OxIcalCodec codec;
    const char *const *words; /* of an enumeration, by number; "" is no value; ends with NULL */
    OxIcalDirection direction;
    const char *section; /* of [MS-OXCICAL] unless it says otherwise */
};

void ox_ical_write_rows (OxIcal *x, const OxIcalRow *rows, guint n);
/* The rows of VEVENT. */
const OxIcalRow *ox_ical_event_rows (guint *n);

/* What says nothing of a calendar item; and telling the account of them. */
const OxKey *ox_ical_not_applicable (guint *n);
void ox_ical_account (OxMimeContext *c);
/* The same of the embedded message of an exception. */
void ox_ical_account_exception (OxMimeContext *c);

/* The words of CLASS and PRIORITY by the values of the properties. */
extern const char *const ox_ical_class_words[];
extern const char *const ox_ical_priority_words[];

/* Codecs that other components use too. */
void ox_ical_codec_text (OxIcal *x, const OxIcalRow *row);
void ox_ical_codec_number (OxIcal *x, const OxIcalRow *row);
void ox_ical_codec_enum (OxIcal *x, const OxIcalRow *row);
void ox_ical_codec_utc (OxIcal *x, const OxIcalRow *row);
void ox_ical_codec_uid (OxIcal *x, const OxIcalRow *row);
void ox_ical_put_uid (OxIcal *x, const char *field, const char *uid); /* once in a calendar */
void ox_ical_codec_stamp (OxIcal *x, const OxIcalRow *row);
void ox_ical_codec_subject (OxIcal *x, const OxIcalRow *row);
void ox_ical_codec_body (OxIcal *x, const OxIcalRow *row);
void ox_ical_codec_html (OxIcal *x, const OxIcalRow *row);
void ox_ical_codec_categories (OxIcal *x, const OxIcalRow *row);
void ox_ical_codec_contacts (OxIcal *x, const OxIcalRow *row);
void ox_ical_codec_class (OxIcal *x, const OxIcalRow *row);
void ox_ical_codec_priority (OxIcal *x, const OxIcalRow *row);
void ox_ical_codec_organizer (OxIcal *x, const OxIcalRow *row);
void ox_ical_codec_attendees (OxIcal *x, const OxIcalRow *row);
void ox_ical_codec_conference (OxIcal *x, const OxIcalRow *row);
void ox_ical_codec_attachments (OxIcal *x, const OxIcalRow *row);
void ox_ical_codec_alarm (OxIcal *x, const OxIcalRow *row);
void ox_ical_codec_sender (OxIcal *x, const OxIcalRow *row);
void ox_ical_codec_list (OxIcal *x, const OxIcalRow *row);  /* several texts, separated by commas */
void ox_ical_codec_bytes (OxIcal *x, const OxIcalRow *row); /* what no field says, as it is stored */
void ox_ical_codec_rows (OxIcal *x, const OxIcalRow *row);  /* the same of rows of people that cannot be read */
void ox_ical_codec_field_definitions (OxIcal *x, const OxIcalRow *row);
void ox_ical_codec_fields (OxIcal *x, const OxIcalRow *row); /* of the user's own */

/* The HTML in UTF-8; NULL where it cannot be decoded. */
char *ox_ical_html (const OxBodies *bodies);

#define OX_ICAL_MOST_DELETED 65536 /* EXDATEs of one series */

/* --- lines ----------------------------------------------------------------------------------------- */

void ox_ical_begin (OxLineWriter *w, const char *component);
void ox_ical_end (OxLineWriter *w, const char *component);
/* A line whose value is ASCII of ours: not escaped. */
void ox_ical_put (OxLineWriter *w, const char *name, const char *value);
#define OX_ICAL_LAST_TIME (G_GINT64_CONSTANT (3067671) * 86400 - 1) /* of the year 9999, the last that a line can say */
/* Dates and times, seconds since 1601: "20261126", "20261126T130000", with Z in UTC. */
char *ox_ical_format_date (gint64 local);
char *ox_ical_format_time (gint64 local, gboolean is_utc);
void ox_ical_put_utc (OxLineWriter *w, const char *name, gint64 time);
void ox_ical_put_date (OxLineWriter *w, const char *name, gint64 local);
/* In a zone that the calendar has defined; NULL is UTC. */
void ox_ical_put_local (OxLineWriter *w, const char *name, const OxIcalZone *zone, gint64 local);

/* --- zones ----------------------------------------------------------------------------------------- */

struct OxIcalZone {
    char *tzid;
    OxTimeZone *zone;
};

/* The zone of a series, or of the start or the end of a single item; NULL where none is stored. */
OxTimeZone *ox_ical_zone_of_series (OxIcal *x);
OxTimeZone *ox_ical_zone_of_start (OxIcal *x);
OxTimeZone *ox_ical_zone_of_end (OxIcal *x);
/* The zone as the calendar knows it, whatever its name in these years; NULL for UTC. */
const OxIcalZone *ox_ical_zone_use (OxIcalCalendar *calendar, const OxTimeZone *zone, gint first_year,
                                    gint last_year);
/* Writes the VTIMEZONEs that were not written yet: before the components that use them. */
void ox_ical_zones_write (OxIcalCalendar *calendar);
void ox_ical_zones_clear (OxIcalCalendar *calendar);
const OxTimeZone *ox_ical_zone_get (const OxIcalZone *zone); /* NULL for NULL */

/* --- series ---------------------------------------------------------------------------------------- */

/* RRULE, or another field of that form. `start` is the first occurrence; times as in OxIcalWhen. `is_date`: the start is a DATE. */
void ox_ical_write_rule (OxLineWriter *w, const char *field, const OxRecurrence *r, gboolean is_date,
                         const OxIcalZone *zone, gint64 start);
/* X-MICROSOFT-RRULE, which says months that are not Gregorian in the words of Gregorian ones. */
void ox_ical_write_other_rule (OxLineWriter *w, const char *field, const OxRecurrence *r, gboolean is_date,
                               const OxIcalZone *zone, gint64 start);
/* The name of the calendar for X-MICROSOFT-CALSCALE; NULL for the usual one. */
const char *ox_ical_calscale (const OxRecurrence *r);
/* The series of a property, or NULL with a diagnostic. */
OxRecurrence *ox_ical_series_read (OxIcal *x, OxKey key, gboolean is_appointment);
/* The year of the last occurrence, or one far ahead. */
gint ox_ical_series_last_year (const OxRecurrence *r);

/* --- components ------------------------------------------------------------------------------------ */

/* Writes the components of one message into a calendar that has begun, or begins it itself. */
typedef void (*OxIcalWriter) (OxIcal *x, gboolean begin);

void ox_ical_write_events (OxIcal *x, gboolean begin);
OxIcalMethod ox_ical_method_of (OxMessage *message);

#endif
