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

/* A value as it is collected while a record is read; an NUL follows its bytes. */
typedef struct {
    guint32 tag;
    guint32 size;
    gsize start;
} OxField;

typedef struct {
    GArray *fields;          /* OxField, in the order of the record */
    GByteArray *bytes;       /* of all of them */
    guint8 has[0x10000 / 8]; /* a bit for each key */
} OxFields;

void ox_fields_init (OxFields *fields);
void ox_fields_clear (OxFields *fields);
/* The order of values of one property is kept. */
void ox_fields_add (OxFields *fields, guint32 tag, gconstpointer bytes, gsize n);
void ox_fields_add_text (OxFields *fields, guint32 tag, const char *text);
static inline gboolean
ox_fields_have (const OxFields *fields, OxKey key)
{
    return key < 0x10000 && (fields->has[key / 8] >> key % 8 & 1) != 0;
}
/* The first value of a property as text; NULL where there is none. It moves when values are added. */
const char *ox_fields_get_text (const OxFields *fields, OxKey key);
void ox_fields_drop (OxFields *fields, OxKey key);
/* Makes properties of what was collected; what cannot be of its type is recorded. The bag holds the bytes then. */
void ox_fields_apply (OxFields *fields, OxProps *props, OxDiagnostics *d);

/* A single value as the bytes of a field: text, a number, TRUE or FALSE, bytes; NULL where it is none. */
GBytes *ox_field_bytes (const OxValue *value);

/* "39000003" and behind ":" the value, for what has no field of its own: bytes are base64. NULL where there
 * is nothing. */
char *ox_field_other (OxKey key, const OxValue *item, guint16 type);
/* The other way; nothing where it is nothing of that kind. */
void ox_fields_add_other (OxFields *fields, const char *text);

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
