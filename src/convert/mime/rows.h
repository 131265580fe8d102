/* SPDX-License-Identifier: MIT
 *
 * The table of header fields: which property gives which field, and how, [MS-OXCMAIL] 2.1.3.
 */
#ifndef OX_MIME_ROWS_H
#define OX_MIME_ROWS_H

#include "convert/mime/context.h"

typedef struct OxFieldRow OxFieldRow;

/* The value of a field, or NULL where the message has none. Newly allocated. */
typedef char *(*OxFieldCodec) (OxMimeContext *c, const OxFieldRow *row);

/* LINES: the codec has folded and encoded already, name included. */
typedef enum { OX_STYLE_TEXT, OX_STYLE_WORDS, OX_STYLE_LINES } OxFieldStyle;

typedef enum {
    OX_ROW_STORED_WINS = 1, /* a stored field is kept even where the property says otherwise */
    OX_ROW_SWITCH = 2       /* the property says only whether the field is there */
} OxRowFlags;

struct OxFieldRow {
    const char *header;
    OxKey key;
    OxFieldCodec codec;
    OxFieldStyle style;
    const char *const *words; /* of an enumeration, by number; "" is no value; ends with NULL */
    const char *section;      /* of [MS-OXCMAIL] unless it says otherwise */
    OxRowFlags flags;
};

/* The table, in the order in which fields stand where nothing else gives one. */
const OxFieldRow *ox_field_rows (guint *n);

/* "<left@right>" of text that holds one id, with or without its brackets; NULL. */
char *ox_field_normal_id (const char *text);

/* people.c: the fields that hold addresses. */
char *ox_codec_from (OxMimeContext *c, const OxFieldRow *row);
char *ox_codec_sender (OxMimeContext *c, const OxFieldRow *row);
char *ox_codec_recipients (OxMimeContext *c, const OxFieldRow *row);
char *ox_codec_reply_to (OxMimeContext *c, const OxFieldRow *row);
char *ox_codec_receipt (OxMimeContext *c, const OxFieldRow *row);
char *ox_codec_received (OxMimeContext *c, const OxFieldRow *row);

/* outlook.c: what Outlook and Exchange add. */
char *ox_codec_content_class (OxMimeContext *c, const OxFieldRow *row);
char *ox_codec_voice (OxMimeContext *c, const OxFieldRow *row);
char *ox_codec_classified (OxMimeContext *c, const OxFieldRow *row);
char *ox_codec_class_keep (OxMimeContext *c, const OxFieldRow *row);
char *ox_codec_class_text (OxMimeContext *c, const OxFieldRow *row);
char *ox_codec_flag (OxMimeContext *c, const OxFieldRow *row);
char *ox_codec_votes (OxMimeContext *c, const OxFieldRow *row);

/* people.c: a stored sender of whom there is only a name, as the group that RFC 5322 3.4 wants; NULL
 * where the field has an address. */
char *ox_field_bare_name (const OxStoredHeader *stored);

/* What a message can be voted for, "Yes; No"; NULL where it is no vote. */
char *ox_votes_text (OxProps *props, OxKey key);

#endif
