/* SPDX-License-Identifier: MIT
 *
 * Contacts and distribution lists as vCards, RFC 6350 (4.0) and RFC 2426 (3.0), [MS-OXVCARD]: the table of
 * which property is which field, and what its codecs share.
 */
#ifndef OX_VCARD_CARD_H
#define OX_VCARD_CARD_H

#include "convert/line/line.h"
#include "convert/mime/context.h"

/* One card that is being written. */
typedef struct {
    OxMimeContext c; /* look-ups that mark what they find */
    OxLineWriter w;
    gboolean v4;
    char *name;      /* what FN says */
} OxCard;

typedef struct OxCardRow OxCardRow;

/* A way between a property and a field. Reading is for the importer, which walks the same rows. */
typedef struct {
    void (*write) (OxCard *card, const OxCardRow *row);
} OxCardCodec;

/* BOTH: what the field says comes back into the same property. OUT: it does not, as the section says. */
typedef enum { OX_CARD_BOTH, OX_CARD_OUT } OxCardDirection;

struct OxCardRow {
    const char *field; /* of vCard 4.0; NULL: it is not written there */
    const char *types; /* of its TYPE, separated by commas; "pref" becomes PREF=1 */
    const char *field_3; /* of vCard 3.0; NULL: as in 4.0; "": it is not written there */
    const char *types_3; /* NULL: as in 4.0 */
    OxKey key;
    const OxCardCodec *codec;
    OxCardDirection direction;
    const char *section; /* of [MS-OXVCARD] unless it says otherwise; "ours" where no text has it */
};

const OxCardRow *ox_card_rows (guint *n);

/* What says nothing of a contact: computed from the rest, or of one store. A closed list. */
const OxKey *ox_card_not_applicable (guint *n);

/* writer.c: a card to fill, and the walk over the rows; without data, what a person would not read as text is
 * left out. */
void ox_card_init (OxCard *card, OxMessage *message, OxSink *sink, OxOptions *options, OxDiagnostics *diagnostics,
                   OxAccount *account, gboolean v4);
void ox_card_clear (OxCard *card);
void ox_card_write_rows (OxCard *card, gboolean with_data);

/* --- what codecs share --------------------------------------------------------------------- */

/* A text property that says something, marked as mapped; NULL. */
const char *ox_card_text (OxCard *card, OxKey key);
void ox_card_mark (OxCard *card, OxKey key, OxFate fate);
/* The field of a row up to its parameters; FALSE where this version has none. */
gboolean ox_card_begin (OxCard *card, const OxCardRow *row);
/* Parameters of ours: X-NAME in both versions. */
void ox_card_parameter (OxCard *card, const char *name, const char *value);
/* TYPE, and PREF for "pref". */
void ox_card_types (OxCard *card, const char *types);
/* A whole line of a row: its field, the value as text. */
void ox_card_line (OxCard *card, const OxCardRow *row, const char *text);
/* The value of a field that holds bytes, RFC 6350 5.7 and RFC 2426 4: parameters and value, to the end of the
 * line. `type` is a media type; `type_3` what 3.0 calls it, or NULL. FALSE where no byte could be read. */
gboolean ox_card_put_data (OxCard *card, OxStream *stream, const char *type, const char *type_3);

/* The SMTP address behind a distinguished name, from the address book of the options; NULL. */
char *ox_card_resolve (OxCard *card, const char *dn);

/* --- codecs in files of their own ------------------------------------------------------------- */

/* address.c */
extern const OxCardCodec ox_card_codec_address;
extern const OxCardCodec ox_card_codec_mailing;
/* people.c: e-mail slots, fax slots, messengers, relations. */
extern const OxCardCodec ox_card_codec_email;
extern const OxCardCodec ox_card_codec_fax_slot;
extern const OxCardCodec ox_card_codec_messenger;
extern const OxCardCodec ox_card_codec_relation;
/* data.c: photo, certificates, other bytes. */
extern const OxCardCodec ox_card_codec_photo;
extern const OxCardCodec ox_card_codec_certificates;
extern const OxCardCodec ox_card_codec_bytes;
/* fields.c: what a program or a person made up. */
extern const OxCardCodec ox_card_codec_user_field;
extern const OxCardCodec ox_card_codec_named;
extern const OxCardCodec ox_card_codec_definitions;
extern const OxCardCodec ox_card_codec_note;
/* list.c */
extern const OxCardCodec ox_card_codec_members;

/* Whether a message is a list of this kind. */
gboolean ox_card_is_list (OxMessage *message);

#endif
