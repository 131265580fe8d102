/* SPDX-License-Identifier: MIT
 *
 * What a contact holds as bytes: its photo, certificates, the layout of its business card.
 */
#include "convert/vcard/card.h"

#include "base/diag.h"

#include <string.h>

/* --- pictures ------------------------------------------------------------------------------------------ */

typedef struct {
    const char *magic;
    gsize n;
    const char *extension;
    const char *type;
    const char *type_3; /* [MS-OXVCARD] 2.1.3.2.4 */
} Picture;

static const Picture pictures[] = {
    { "\xFF\xD8\xFF", 3, ".jpg", "image/jpeg", "JPEG" },
    { "\x89PNG", 4, ".png", "image/png", "PNG" },
    { "GIF8", 4, ".gif", "image/gif", "GIF" },
    { "BM", 2, ".bmp", "image/bmp", "BMP" },
};

static gboolean
has_extension (const char *name, const char *extension)
{
    gsize n = name != NULL ? strlen (name) : 0;
    gsize m = strlen (extension);
    return n >= m && g_ascii_strcasecmp (name + n - m, extension) == 0;
}

/* By its first bytes, else by its name; JPEG, which Outlook writes, where neither says anything. */
static const Picture *
look_at_picture (OxStream *stream, const char *name)
{
    guint8 head[4] = { 0 };
    gsize n = (gsize) MIN (ox_stream_get_size (stream), sizeof head);
    if (n > 0 && ox_stream_pread (stream, 0, head, n, NULL) > 0)
        for (guint i = 0; i < G_N_ELEMENTS (pictures); i++)
            if (memcmp (head, pictures[i].magic, pictures[i].n) == 0)
                return &pictures[i];
    for (guint i = 0; i < G_N_ELEMENTS (pictures); i++)
        if (has_extension (name, pictures[i].extension))
            return &pictures[i];
    return &pictures[0];
}

/* --- the photo ----------------------------------------------------------------------------------------- */

static const char *
attachment_name (OxAttachment *attachment)
{
    OxProps *props = ox_attachment_get_props (attachment);
    const char *name = ox_props_get_text (props, OX_TAG_ATTACH_LONG_FILENAME);
    return name != NULL ? name : ox_props_get_text (props, OX_TAG_ATTACH_FILENAME);
}

/* Marked as such, [MS-OXOCNTC] 2.2.1.8.2; the name alone is taken as well. */
static gboolean
is_photo (OxAttachment *attachment)
{
    const char *name = attachment_name (attachment);
    return ox_props_get_boolean (ox_attachment_get_props (attachment), OX_TAG_ATTACHMENT_CONTACT_PHOTO)
           || (name != NULL && g_ascii_strncasecmp (name, "ContactPicture.", 15) == 0);
}

/* What else describes the attachment is always the same, or follows from its content. */
static void
account_photo (OxCard *card, OxAttachment *attachment)
{
    static const OxKey described[] = {
        OX_TAG_ATTACH_LONG_FILENAME, OX_TAG_ATTACH_FILENAME,   OX_TAG_DISPLAY_NAME,
        OX_TAG_ATTACH_EXTENSION,     OX_TAG_ATTACHMENT_HIDDEN, OX_TAG_RENDERING_POSITION,
        OX_TAG_ATTACHMENT_FLAGS,     OX_TAG_ATTACHMENT_LINK_ID, OX_TAG_ATTACH_FLAGS,
        OX_TAG_ATTACH_ENCODING,      OX_TAG_ATTACH_RENDERING,  OX_TAG_EXCEPTION_START_TIME,
        OX_TAG_EXCEPTION_END_TIME,   OX_TAG_ATTACH_MIME_TAG,
    };
    OxProps *props = ox_attachment_get_props (attachment);
    const char *name = attachment_name (attachment);
    gboolean named = name != NULL && g_ascii_strncasecmp (name, "ContactPicture.", 15) == 0;
    gboolean marked = ox_props_get_boolean (props, OX_TAG_ATTACHMENT_CONTACT_PHOTO);
    ox_mime_mark (&card->c, props, OX_TAG_ATTACH_DATA_BINARY, OX_FATE_MAPPED);
    ox_mime_mark (&card->c, props, OX_TAG_ATTACHMENT_CONTACT_PHOTO,
                  named ? OX_FATE_NOT_APPLICABLE : OX_FATE_MAPPED);
    if (!marked)
        ox_mime_mark (&card->c, props, name == ox_props_get_text (props, OX_TAG_ATTACH_LONG_FILENAME)
                                           ? OX_TAG_ATTACH_LONG_FILENAME
                                           : OX_TAG_ATTACH_FILENAME,
                      OX_FATE_MAPPED);
    for (guint i = 0; i < G_N_ELEMENTS (described); i++)
        ox_mime_mark (&card->c, props, described[i], OX_FATE_NOT_APPLICABLE);
}

static void
write_picture (OxCard *card, const OxCardRow *row, OxAttachment *attachment)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (OxStream) stream = ox_attachment_open (attachment, &error);
    gboolean whole = FALSE;
    account_photo (card, attachment);
    if (stream != NULL && ox_card_begin (card, row)) {
        const Picture *picture = look_at_picture (stream, attachment_name (attachment));
        whole = ox_card_put_data (card, stream, picture->type, picture->type_3);
    }
    if (!whole && ox_sink_is_ok (card->w.sink))
        ox_diag (card->c.diagnostics, OX_DIAG_VCARD_PHOTO, OX_DIAG_NO_OFFSET, "%s",
                 error != NULL ? error->message : "the photo ends before its size");
}

/* Of several photos the first counts, [MS-OXOCNTC] 2.2.1.8.2; other attachments have no place in a card. */
static void
write_photo (OxCard *card, const OxCardRow *row)
{
    gboolean done = FALSE;
    guint n_others = 0;
    for (guint i = 0; i < ox_message_get_n_attachments (card->c.message); i++) {
        OxAttachment *attachment = ox_message_get_attachment (card->c.message, i);
        gboolean photo = !done && is_photo (attachment);
        if (photo)
            write_picture (card, row, attachment);
        else
            n_others++;
        done |= photo;
    }
    if (n_others > 0)
        ox_diag (card->c.diagnostics, OX_DIAG_VCARD_ATTACHMENT, OX_DIAG_NO_OFFSET,
                 "%u attachments that are no photo were left out", n_others);
}

const OxCardCodec ox_card_codec_photo = { write_photo };

/* --- certificates -------------------------------------------------------------------------------------- */

#define RECORD_CERTIFICATE 3 /* [MS-OXOABK] 2.2.4.36 */
#define DER_SEQUENCE 0x30

/* The certificate among the tagged records of a value; the value itself where it is one without records. */
static GBytes *
find_certificate (GBytes *value)
{
    OxSlice s = ox_slice_from_bytes (value);
    if (ox_slice_peek (&s) == DER_SEQUENCE)
        return g_bytes_ref (value);
    while (s.left >= 4) {
        guint16 tag = ox_slice_u16 (&s);
        guint16 length = ox_slice_u16 (&s); /* the four bytes of the head included */
        if (length < 4)
            return NULL;
        OxSlice data = ox_slice_take (&s, length - 4u);
        if (tag == RECORD_CERTIFICATE && ox_slice_ok (&data) && data.left > 0)
            return g_bytes_new (ox_slice_data (&data), data.left);
    }
    return NULL;
}

static void
write_certificates (OxCard *card, const OxCardRow *row)
{
    const OxValue *values = ox_props_lookup (card->c.props, row->key);
    ox_card_mark (card, row->key, OX_FATE_MAPPED);
    for (guint i = 0; values != NULL && i < ox_value_get_n_items (values); i++) {
        GBytes *value = ox_value_get_bytes (ox_value_get_item (values, i));
        g_autoptr (GBytes) certificate = value != NULL ? find_certificate (value) : NULL;
        g_autoptr (OxStream) stream = certificate != NULL ? ox_stream_new_bytes (certificate) : NULL;
        if (stream == NULL || !ox_card_begin (card, row)
            || !ox_card_put_data (card, stream, "application/pkix-cert", "X509"))
            ox_diag (card->c.diagnostics, OX_DIAG_VCARD_CERTIFICATE, OX_DIAG_NO_OFFSET,
                     "certificate %u of the contact has no certificate in it", i);
    }
}

const OxCardCodec ox_card_codec_certificates = { write_certificates };

/* --- other bytes ----------------------------------------------------------------------------------------- */

static void
write_bytes (OxCard *card, const OxCardRow *row)
{
    g_autoptr (OxStream) stream = ox_props_open (card->c.props, row->key);
    if (stream == NULL || ox_stream_get_size (stream) == 0 || !ox_card_begin (card, row))
        return;
    if (ox_card_put_data (card, stream, "application/octet-stream", NULL))
        ox_card_mark (card, row->key, OX_FATE_MAPPED);
}

const OxCardCodec ox_card_codec_bytes = { write_bytes };
