/* SPDX-License-Identifier: MIT
 *
 * Building values and bags: for readers and for the model itself.
 */
#ifndef OX_MODEL_PROPS_PRIVATE_H
#define OX_MODEL_PROPS_PRIVATE_H

#include <oxcart/props.h>

typedef enum {
    OX_FORM_NONE,
    OX_FORM_INTEGER,
    OX_FORM_REAL,
    OX_FORM_TEXT,
    OX_FORM_BYTES,
    OX_FORM_STREAM,
    OX_FORM_GUID,
    OX_FORM_MULTIPLE
} OxForm;

/* The type is what the file says; the form is what is held. They differ where
 * text could not be decoded (String8 as bytes) or is too long (as a stream). */
struct _OxValue {
    guint16 type;
    guint8 form;
    guint8 is_lent; /* text that stands in what the bag holds, and is not the value's own */
    guint32 n; /* bytes of text, or number of items */
    union {
        gint64 integer;
        double real;
        char *text;
        GBytes *bytes;
        OxStream *stream;
        OxGuid *guid;
        OxValue *items;
    } u;
};

/* These take what they are given over. */
OxValue ox_value_integer (guint16 type, gint64 integer);
OxValue ox_value_real (guint16 type, double real);
OxValue ox_value_text (guint16 type, char *text, gsize length);
/* Text in the bytes that a bag is given to hold, ended by NUL: for many short texts of one record. */
OxValue ox_value_lent_text (guint16 type, const char *text, gsize length);
OxValue ox_value_bytes (guint16 type, GBytes *bytes);
OxValue ox_value_stream (guint16 type, OxStream *stream);
OxValue ox_value_guid (const OxGuid *guid);
OxValue ox_value_multiple (guint16 type, OxValue *items, guint n);
void ox_value_clear (OxValue *value);

/* A bag with room for so many values. */
OxProps *ox_props_new_sized (guint n);
/* Takes over what lent texts stand in; once a bag. */
void ox_props_hold (OxProps *props, gpointer bytes);
/* Appends; look-ups must wait for ox_props_seal(). Takes the value over. */
void ox_props_add (OxProps *props, OxKey key, OxValue value);
/* Those of n values whose bit is set, in their order. Takes these over. */
void ox_props_add_marked (OxProps *props, const OxKey *keys, const OxValue *values, const guint64 *marks, guint n);
/* Orders a bag by key. Of several values of one key the first added stays.
 * Returns how many were dropped, and one of their keys in *duplicate. */
guint ox_props_seal (OxProps *props, OxKey *duplicate);
/* The index of a key, or -1. */
gint ox_props_index (OxProps *props, OxKey key);

#endif
