/* SPDX-License-Identifier: MIT
 *
 * Which parts of a mail are its body, and which are attachments, [MS-OXCMAIL] 2.2.3.3 and 2.2.3.4. Every leaf
 * is one of both: nothing is left out.
 */
#include "base/charset.h"
#include "base/diag.h"
#include "convert/body/html-links.h"
#include "convert/mime/header.h"
#include "convert/mime/media.h"
#include "convert/mime/reader-private.h"
#include "convert/mime/reader.h"
#include "model/message-private.h"

#include <oxcart/error.h>
#include <oxcart/text.h>
#include <string.h>

#define METHOD_BY_VALUE 1 /* PidTagAttachMethod, [MS-OXCMSG] 2.2.2.9 */
#define METHOD_MESSAGE  5
#define IN_RELATED      4 /* PidTagAttachFlags: attRenderedInBody */
#define NATIVE_PLAIN    1 /* PidTagNativeBody, [MS-OXBBODY] 2.1 */
#define NATIVE_HTML     3

/* What each entity is used for. */
typedef enum { USE_ATTACHMENT, USE_PLAIN, USE_HTML, USE_NONE } Use;

typedef struct {
    OxEml *eml;
    OxMessage *message;
    guint8 *uses;  /* Use, by entity */
    guint32 scope; /* the multipart/alternative of the body, or the body itself */
    gboolean has_plain;
    gboolean has_html;
    GHashTable *shown; /* Content-IDs that the HTML refers to */
    guint n_named; /* attachments that have no name of their own */
} Parts;

static const OxEntity *
entity_at (const Parts *p, guint32 index)
{
    return ox_entities_get (p->eml->entities, index);
}

/* --- the body ------------------------------------------------------------------------------------------------------- */

/* The outermost multipart/alternative that a part is in; else the part itself. */
static guint32
scope_of (const Parts *p, guint32 index)
{
    guint32 scope = index;
    for (guint32 i = entity_at (p, index)->parent; i != OX_ENTITY_NONE; i = entity_at (p, i)->parent)
        if (strcmp (entity_at (p, i)->type, "multipart/alternative") == 0)
            scope = i;
    return scope;
}

static gboolean
is_attached (const OxEntity *e)
{
    g_autofree char *disposition = ox_entity_token (e, "Content-Disposition");
    return g_strcmp0 (disposition, "attachment") == 0;
}

/* Text that may be shown: the first that comes, and what stands beside it for other readers. */
static Use
body_use (Parts *p, guint32 index)
{
    const OxEntity *e = entity_at (p, index);
    gboolean is_html = strcmp (e->type, "text/html") == 0;
    if ((!is_html && strcmp (e->type, "text/plain") != 0) || is_attached (e))
        return USE_ATTACHMENT;
    guint32 scope = scope_of (p, index);
    if (!p->has_plain && !p->has_html)
        p->scope = scope;
    if (scope != p->scope || (is_html ? p->has_html : p->has_plain))
        return USE_ATTACHMENT;
    p->has_html |= is_html;
    p->has_plain |= !is_html;
    return is_html ? USE_HTML : USE_PLAIN;
}

static void
choose_uses (Parts *p)
{
    for (guint32 i = 0; i < p->eml->entities->all->len; i++)
        p->uses[i] = entity_at (p, i)->boundary != NULL ? USE_NONE : (guint8) body_use (p, i);
}

static GBytes *
content_of (Parts *p, const OxEntity *e)
{
    g_autoptr (GError) error = NULL;
    GBytes *bytes = ox_entity_read (p->eml->entities, e, ox_options_get_limits (p->eml->options), p->eml->diagnostics,
                                    &error);
    if (bytes == NULL)
        ox_diag (p->eml->diagnostics, OX_DIAG_EML_PARTS, e->body, "the body cannot be read: %s", error->message);
    return bytes;
}

static void
read_plain (Parts *p, const OxEntity *e)
{
    OxProps *props = ox_message_get_props (p->message);
    g_autoptr (GBytes) bytes = content_of (p, e);
    gsize n = 0;
    guint page = 0;
    g_autofree char *text = bytes != NULL ? ox_eml_decode (p->eml, e, bytes, &n, &page) : NULL;
    if (text == NULL)
        return;
    if (strlen (text) < n) {
        ox_diag (p->eml->diagnostics, OX_DIAG_TEXT_NUL, e->body, "in the text of a part");
        ox_text_drop_nuls (text, n);
    }
    ox_props_set_text (props, OX_TAG_BODY, text);
    if (!p->has_html)
        ox_props_set_integer (props, OX_TAG_INTERNET_CODEPAGE, OX_TYPE_INTEGER32, page);
}

/* HTML stays in its own bytes, but for 16-bit text, which the property cannot have, 2.2.3.3. */
static void
read_html (Parts *p, const OxEntity *e)
{
    OxProps *props = ox_message_get_props (p->message);
    g_autoptr (GBytes) bytes = content_of (p, e);
    guint page = 0;
    if (bytes == NULL)
        return;
    gsize n = 0;
    g_autofree char *html = ox_eml_decode (p->eml, e, bytes, &n, &page);
    if (html != NULL && p->shown == NULL)
        p->shown = ox_html_find_cids (ox_slice ((const guint8 *) html, n, 0));
    gboolean is_wide = (page == 1200 || page == 1201) && html != NULL;
    g_autoptr (GBytes) stored = is_wide ? g_bytes_new (html, n) : g_bytes_ref (bytes);
    ox_props_set_bytes (props, OX_TAG_HTML, stored);
    ox_props_set_integer (props, OX_TAG_INTERNET_CODEPAGE, OX_TYPE_INTEGER32, is_wide ? 65001 : page);
}

static void
read_body (Parts *p)
{
    for (guint32 i = 0; i < p->eml->entities->all->len; i++) {
        if (p->uses[i] == USE_PLAIN)
            read_plain (p, entity_at (p, i));
        else if (p->uses[i] == USE_HTML)
            read_html (p, entity_at (p, i));
    }
    if (p->has_plain || p->has_html)
        ox_props_set_integer (ox_message_get_props (p->message), OX_TAG_NATIVE_BODY, OX_TYPE_INTEGER32,
                              p->has_html ? NATIVE_HTML : NATIVE_PLAIN);
}

/* --- attachments ------------------------------------------------------------------------------------------------------ */

typedef struct {
    OxEml *eml;
    guint32 index;
    char *place;
} AttachmentSelf;

static void
attachment_free (gpointer self)
{
    AttachmentSelf *a = self;
    ox_eml_unref (a->eml);
    g_free (a->place);
    g_free (a);
}

static OxStream *
attachment_open (gpointer self, GError **error)
{
    AttachmentSelf *a = self;
    return ox_entity_open (a->eml->entities, ox_entities_get (a->eml->entities, a->index),
                           ox_options_get_limits (a->eml->options), a->eml->diagnostics, error);
}

static OxMessage *
attachment_open_message (gpointer self, GError **error)
{
    AttachmentSelf *a = self;
    if (a->eml->depth + 1 > ox_options_get_limits (a->eml->options)->depth) {
        g_set_error (error, OX_ERROR, OX_ERROR_LIMIT, "messages are nested deeper than %u", a->eml->depth);
        return NULL;
    }
    g_autoptr (OxStream) stream = attachment_open (self, error);
    if (stream == NULL)
        return NULL;
    g_autofree char *place = ox_diag_swap_place (a->eml->diagnostics, a->place);
    OxMessage *message = ox_eml_open (stream, a->eml->options, a->eml->diagnostics, a->eml->depth + 1, error);
    g_free (ox_diag_swap_place (a->eml->diagnostics, place));
    return message;
}

static const OxAttachmentSource source = { attachment_open, attachment_open_message, NULL, attachment_free };

/* A signed entity as its signer sent it: the field that tells its parts apart, then they, lines ended by CRLF,
 * [MS-OXOSMIME] 2.1.3.1. */
static OxStream *
signed_open (gpointer self, GError **error)
{
    AttachmentSelf *a = self;
    const OxEntity *e = ox_entities_get (a->eml->entities, a->index);
    const OxStoredHeader *type = ox_transport_find (e->header, "Content-Type");
    g_autoptr (GBytes) bytes = ox_entity_read (a->eml->entities, e, ox_options_get_limits (a->eml->options),
                                               a->eml->diagnostics, error);
    if (bytes == NULL)
        return NULL;
    OxSlice s = ox_slice_from_bytes (bytes);
    g_auto (GStrv) lines = g_strsplit (type != NULL ? type->raw : e->type, "\n", -1);
    g_autofree char *folded = g_strjoinv ("\r\n", lines);
    GString *out = g_string_new ("Content-Type: ");
    g_string_append_printf (out, "%s\r\n\r\n", folded);
    while (s.left > 0) {
        OxSlice line = ox_slice_take (&s, ox_slice_find (&s, "\n"));
        gboolean has_cr = line.left > 0 && ox_slice_data (&line)[line.left - 1] == '\r';
        g_string_append_len (out, (const char *) ox_slice_data (&line), (gssize) line.left);
        if (s.left > 0)
            g_string_append (out, has_cr ? "\n" : "\r\n");
        ox_slice_skip (&s, MIN (1, s.left));
    }
    g_autoptr (GBytes) whole = g_string_free_to_bytes (out);
    return ox_stream_new_bytes (whole);
}

static const OxAttachmentSource signed_source = { signed_open, NULL, NULL, attachment_free };

/* By Content-Disposition, Content-Type or Content-Description; of a message its subject; else a number, 2.2.3.4. */
static char *
attachment_name (Parts *p, const OxEntity *e)
{
    g_autofree char *name = ox_entity_parameter (e, "Content-Disposition", "filename");
    if (name == NULL)
        name = ox_entity_parameter (e, "Content-Type", "name");
    if (name == NULL)
        name = ox_entity_text (e, "Content-Description");
    if (name != NULL)
        return ox_filename_sanitize (name, "attachment");
    const char *extension = ox_media_extension (e->type);
    return g_strdup_printf ("ATT%05u%s%s", ++p->n_named, extension != NULL ? "." : "", extension != NULL ? extension : "");
}

static void
set_id (OxProps *props, const OxEntity *e, const char *field, OxKey key)
{
    g_autofree char *text = ox_entity_text (e, field);
    if (text == NULL)
        return;
    gsize n = strlen (text);
    gboolean bracketed = n > 2 && text[0] == '<' && text[n - 1] == '>';
    g_autofree char *bare = bracketed ? g_strndup (text + 1, n - 2) : g_strdup (text);
    ox_props_set_text (props, key, g_strstrip (bare));
}

/* A picture that the HTML shows is no attachment in the eyes of a reader. */
static gboolean
is_shown (const Parts *p, const OxEntity *e, OxProps *props)
{
    const char *id = ox_props_get_text (props, OX_TAG_ATTACH_CONTENT_ID);
    return p->shown != NULL && id != NULL && g_str_has_prefix (e->type, "image/") && g_hash_table_contains (p->shown, id);
}

static OxProps *
attachment_props (Parts *p, const OxEntity *e, guint32 number, gboolean is_message)
{
    OxProps *props = ox_props_new ();
    g_autofree char *name = attachment_name (p, e);
    const char *dot = strrchr (name, '.');
    ox_props_set_integer (props, OX_TAG_ATTACH_NUMBER, OX_TYPE_INTEGER32, number);
    ox_props_set_integer (props, OX_TAG_ATTACH_METHOD, OX_TYPE_INTEGER32, is_message ? METHOD_MESSAGE : METHOD_BY_VALUE);
    ox_props_set_integer (props, OX_TAG_ATTACH_SIZE, OX_TYPE_INTEGER32, (gint64) MIN (e->end - e->body, G_MAXINT32));
    ox_props_set_integer (props, OX_TAG_RENDERING_POSITION, OX_TYPE_INTEGER32, -1);
    ox_props_set_text (props, OX_TAG_DISPLAY_NAME, name);
    ox_props_set_text (props, OX_TAG_ATTACH_LONG_FILENAME, name);
    ox_props_set_text (props, OX_TAG_ATTACH_MIME_TAG, e->type);
    if (dot != NULL && dot != name)
        ox_props_set_text (props, OX_TAG_ATTACH_EXTENSION, dot);
    set_id (props, e, "Content-ID", OX_TAG_ATTACH_CONTENT_ID);
    set_id (props, e, "Content-Location", OX_TAG_ATTACH_CONTENT_LOCATION);
    set_id (props, e, "Content-Base", OX_TAG_ATTACH_CONTENT_BASE);
    if (g_str_has_prefix (e->type, "text/")) {
        g_autofree char *charset = ox_entity_parameter (e, "Content-Type", "charset");
        if (charset != NULL)
            ox_props_set_text (props, OX_TAG_TEXT_ATTACHMENT_CHARSET, charset);
    }
    if (is_shown (p, e, props))
        ox_props_set_integer (props, OX_TAG_ATTACH_FLAGS, OX_TYPE_INTEGER32, IN_RELATED);
    return props;
}

static void
add_attachment (Parts *p, guint32 index, const OxAttachmentSource *how)
{
    const OxEntity *e = entity_at (p, index);
    guint n = ox_message_get_n_attachments (p->message);
    if (n >= ox_options_get_limits (p->eml->options)->attachments) {
        ox_diag (p->eml->diagnostics, OX_DIAG_EML_LIMIT, e->head, "more than %u attachments", n);
        return;
    }
    gboolean is_message = how == &source && (strcmp (e->type, "message/rfc822") == 0 || strcmp (e->type, "message/global") == 0);
    g_autoptr (OxProps) props = attachment_props (p, e, n, is_message);
    const char *place = ox_diag_place (p->eml->diagnostics);
    AttachmentSelf *self = g_new (AttachmentSelf, 1);
    *self = (AttachmentSelf){ ox_eml_ref (p->eml), index, NULL };
    self->place = g_strdup_printf ("%s%sattachment %u", place, *place != '\0' ? "/" : "", n);
    ox_message_take_attachment (p->message, ox_attachment_new (is_message ? OX_ATTACHMENT_MESSAGE : OX_ATTACHMENT_BYTES, how,
                                                               self, props));
}

/* --- what is signed or encrypted --------------------------------------------------------------------------------------- */

/* S/MIME is stored as one attachment, and the class says so, [MS-OXOSMIME] 2.1. */
static void
read_smime (Parts *p)
{
    const OxEntity *top = entity_at (p, 0);
    OxProps *props = ox_message_get_props (p->message);
    g_autofree char *protocol = ox_entity_parameter (top, "Content-Type", "protocol");
    gboolean is_signed = strcmp (top->type, "multipart/signed") == 0 && protocol != NULL
                         && g_str_has_suffix (protocol, "pkcs7-signature");
    gboolean is_opaque = strcmp (top->type, "application/pkcs7-mime") == 0
                         || strcmp (top->type, "application/x-pkcs7-mime") == 0;
    if (!is_signed && !is_opaque)
        return;
    ox_props_set_text (props, OX_TAG_MESSAGE_CLASS, is_signed ? "IPM.Note.SMIME.MultipartSigned" : "IPM.Note.SMIME");
    memset (p->uses, USE_NONE, p->eml->entities->all->len);
    add_attachment (p, 0, is_signed ? &signed_source : &source);
    OxProps *of = ox_attachment_get_props (ox_message_get_attachment (p->message, 0));
    ox_props_set_text (of, OX_TAG_ATTACH_LONG_FILENAME, "smime.p7m");
    ox_props_set_text (of, OX_TAG_DISPLAY_NAME, "smime.p7m");
    ox_props_set_text (of, OX_TAG_ATTACH_EXTENSION, ".p7m");
}

void
ox_eml_read_parts (OxEml *eml, OxMessage *message)
{
    OxProps *props = ox_message_get_props (message);
    g_autofree guint8 *uses = g_malloc0 (eml->entities->all->len);
    Parts p = { .eml = eml, .message = message, .uses = uses, .scope = OX_ENTITY_NONE };
    choose_uses (&p);
    read_body (&p);
    read_smime (&p);
    for (guint32 i = 0; i < eml->entities->all->len; i++)
        if (uses[i] == USE_ATTACHMENT)
            add_attachment (&p, i, &source);
    g_clear_pointer (&p.shown, g_hash_table_unref);
    gint64 flags = ox_props_get_integer (props, OX_TAG_MESSAGE_FLAGS, 0);
    gboolean has = ox_message_get_n_attachments (message) > 0;
    ox_props_set_integer (props, OX_TAG_HAS_ATTACHMENTS, OX_TYPE_BOOLEAN, has);
    if (has)
        ox_props_set_integer (props, OX_TAG_MESSAGE_FLAGS, OX_TYPE_INTEGER32, flags | OX_MESSAGE_HAS_ATTACHMENTS);
}
