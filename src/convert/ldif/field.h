/* SPDX-License-Identifier: MIT
 *
 * Properties as text and back, for formats whose fields are texts: LDIF, CSV. And text inputs of many
 * records, of which only the places are kept.
 */
#ifndef OX_CONVERT_LDIF_FIELD_H
#define OX_CONVERT_LDIF_FIELD_H

#include "base/slice.h"
#include "model/address-private.h"

#include <oxcart/stream.h>

/* The values of one property, as they are collected while a record is read. */
typedef struct {
    guint32 tag;
    GPtrArray *values; /* of GBytes */
} OxField;

typedef struct {
    GPtrArray *fields; /* of OxField */
} OxFields;

void ox_fields_init (OxFields *fields);
void ox_fields_clear (OxFields *fields);
/* Takes `value` over; the order of values of one property is kept. */
void ox_fields_add (OxFields *fields, guint32 tag, GBytes *value);
/* Makes properties of what was collected; what cannot be of its type is recorded. */
void ox_fields_apply (const OxFields *fields, OxProps *props, OxDiagnostics *d);

/* A single value as the bytes of a field: text, a number, TRUE or FALSE, bytes; NULL where it is none. */
GBytes *ox_field_bytes (const OxValue *value);

/* "39000003" and behind ":" the value, for what has no field of its own: bytes are base64. NULL where there
 * is nothing. */
char *ox_field_other (OxKey key, const OxValue *item, guint16 type);
/* The other way; FALSE where it is nothing of that kind. */
gboolean ox_field_parse_other (const char *text, guint32 *tag, GBytes **value);

/* A list over a text input: the place of each record, and what makes properties of one. */
typedef void (*OxRecordParse) (gpointer self, OxSlice record, OxProps *props, OxDiagnostics *d);

typedef struct {
    OxStream *stream;
    GArray *places; /* of guint64 pairs: offset, size */
    OxRecordParse parse;
    gpointer self;
    GDestroyNotify free_self;
} OxRecords;

OxRecords *ox_records_new (OxStream *stream, OxRecordParse parse, gpointer self, GDestroyNotify free_self);
void ox_records_add (OxRecords *records, guint64 offset, guint64 size);
/* The place of a record. */
guint64 ox_records_place (const OxRecords *records, guint32 index, guint64 *size);
/* Takes the records over. */
OxAddressList *ox_records_list (OxRecords *records, const char *format, OxProps *props);

/* Reads an input by lines, of which each goes to `take` with its line end; one of more than MOST_LINE is
 * cut. */
typedef gboolean (*OxLineTake) (gpointer self, OxSlice line);
gboolean ox_lines_read (OxStream *stream, OxLineTake take, gpointer self, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

#endif
