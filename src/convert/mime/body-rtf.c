/* SPDX-License-Identifier: MIT
 *
 * RTF bodies: most carry the HTML that was written, [MS-OXRTFEX]; what was composed as RTF is converted,
 * its pictures become parts, and its attachments are shown where they stand in the text.
 */
#include "base/diag.h"
#include "base/hash.h"
#include "convert/body/rtf.h"
#include "convert/mime/body-private.h"
#include "convert/mime/media.h"
#include "model/ole-native.h"

#include <string.h>

#define NOT_SHOWN 0xFFFFFFFF /* of PidTagRenderingPosition */

typedef struct {
    OxMimeContext *c;
    OxBodies *bodies;
    GArray *places; /* Place, in the order they stand in the text; empty where they cannot be told */
    gboolean named; /* places are shown by the names of their attachments: in text */
} Rich;

typedef struct {
    guint32 position;
    guint index; /* of the attachment */
} Place;

/* --- pictures ---------------------------------------------------------------------------------- */

/* Named after its bytes: the same picture twice is one part. */
static char *
picture_id (GBytes *bytes)
{
    OxHash h;
    ox_hash_init (&h);
    ox_hash_update (&h, ox_slice_from_bytes (bytes));
    g_autofree char *digest = ox_hash_finish (&h);
    return g_strdup_printf ("%.32s@oxcart.invalid", digest);
}

static const char *
extension_of (OxRtfPictureType type)
{
    static const char *const extensions[] = { ".bin", ".png", ".jpg", ".emf", ".wmf", ".bmp", ".pct" };
    return type < G_N_ELEMENTS (extensions) ? extensions[type] : ".bin";
}

static char *
take_picture (gpointer user_data, const OxRtfPicture *picture)
{
    Rich *rich = user_data;
    GPtrArray *pictures = rich->bodies->pictures;
    g_autofree char *id = picture_id (picture->bytes);
    for (guint i = 0; i < pictures->len; i++)
        if (strcmp (((OxBodyPicture *) pictures->pdata[i])->content_id, id) == 0)
            return g_steal_pointer (&id);
    if (pictures->len >= ox_options_get_limits (rich->c->options)->attachments)
        return NULL;
    OxBodyPicture *part = g_new (OxBodyPicture, 1);
    *part = (OxBodyPicture){ g_strdup (id),
                             g_strdup_printf ("picture-%u%s", pictures->len + 1,
                                              extension_of (picture->type)),
                             picture->mime_type, g_bytes_ref (picture->bytes) };
    g_ptr_array_add (pictures, part);
    return g_steal_pointer (&id);
}

/* --- places of attachments, [MS-OXRTFEX] 2.2.3.4 --------------------------------------------------- */

static gint
compare_places (gconstpointer a, gconstpointer b)
{
    const Place *x = a, *y = b;
    if (x->position != y->position)
        return x->position < y->position ? -1 : 1;
    return x->index < y->index ? -1 : x->index > y->index;
}

/* The attachments that stand in the text, in their order there. */
static void
find_places (Rich *rich)
{
    OxMessage *message = rich->c->message;
    for (guint i = 0; i < ox_message_get_n_attachments (message); i++) {
        OxProps *props = ox_attachment_get_props (ox_message_get_attachment (message, i));
        gint64 position = ox_props_get_integer (props, OX_TAG_RENDERING_POSITION, NOT_SHOWN);
        gboolean hidden = ox_props_get_integer (props, OX_TAG_ATTACHMENT_HIDDEN, 0) != 0;
        Place place = { (guint32) position, i };
        if (place.position != NOT_SHOWN && !hidden)
            g_array_append_val (rich->places, place);
    }
    g_array_sort (rich->places, compare_places);
}

static gboolean
names_picture (const char *name)
{
    const char *type = ox_media_from_name (name != NULL ? name : "");
    return type != NULL && g_str_has_prefix (type, "image/");
}

/* An OLE object: a packaged file, or one that holds a picture of itself. */
static gboolean
object_is_picture (OxAttachment *attachment)
{
    g_autofree char *label = NULL;
    g_autoptr (OxStorage) storage = ox_attachment_open_storage (attachment, NULL);
    if (storage == NULL)
        return FALSE;
    g_autoptr (OxStream) file = ox_ole_native_open (storage, &label);
    return file != NULL ? names_picture (label) : ox_ole_picture (storage) != NULL;
}

/* Whether the attachment can be seen in a page. */
static gboolean
is_picture (OxMimeContext *c, OxAttachment *attachment)
{
    OxProps *props = ox_attachment_get_props (attachment);
    OxAttachmentKind kind = ox_attachment_get_kind (attachment);
    if (kind == OX_ATTACHMENT_STORAGE)
        return object_is_picture (attachment);
    const char *name = ox_props_get_text (props, OX_TAG_ATTACH_LONG_FILENAME);
    g_autofree char *type = ox_media_clean (ox_props_get_text (props, OX_TAG_ATTACH_MIME_TAG));
    if (name == NULL)
        name = ox_props_get_text (props, OX_TAG_ATTACH_FILENAME);
    if (kind != OX_ATTACHMENT_BYTES)
        return FALSE;
    return type != NULL ? g_str_has_prefix (type, "image/") : names_picture (name);
}

static char *
show_place (gpointer user_data, guint ordinal, char **name)
{
    Rich *rich = user_data;
    OxMimeContext *c = rich->c;
    if (ordinal >= rich->places->len)
        return NULL;
    guint index = g_array_index (rich->places, Place, ordinal).index;
    OxAttachment *attachment = ox_message_get_attachment (c->message, index);
    OxProps *props = ox_attachment_get_props (attachment);
    *name = rich->named ? g_strdup (ox_mime_text (c, props, OX_TAG_DISPLAY_NAME)) : NULL;
    if (!is_picture (c, attachment))
        return NULL;
    /* An own name for the place: what the attachment calls itself may be anything. */
    char *id = g_strdup_printf ("attachment-%u@oxcart.invalid", index);
    if (rich->bodies->placed == NULL)
        rich->bodies->placed = g_hash_table_new_full (NULL, NULL, NULL, g_free);
    g_hash_table_insert (rich->bodies->placed, GUINT_TO_POINTER (index + 1), g_strdup (id));
    return id;
}

/* --- reading ------------------------------------------------------------------------------------------- */

/* Positions that do not fit the places in the text say nothing about either. */
static void
check_places (Rich *rich, guint n)
{
    if (rich->places->len == n)
        return;
    if (n > 0)
        ox_diag (rich->c->diagnostics, OX_DIAG_RTF_PLACES, OX_DIAG_NO_OFFSET,
                 "%u places for attachments in the text, %u attachments that have one", n, rich->places->len);
    g_array_set_size (rich->places, 0);
}

/* Where there are as many words as attachments that stand in the text, each is taken for a place: the page that is made so
 * tells whether it was, and the text need not be read to tell it. */
static void
match_places (Rich *rich, OxSlice rtf)
{
    guint most = ox_rtf_most_places (rtf);
    if (most == 0)
        return;
    find_places (rich);
    if (rich->places->len != most)
        check_places (rich, ox_rtf_count_places (rtf));
}

/* A page with what stands at its places; without that where not all of them were places. */
static GBytes *
make_page (Rich *rich, OxSlice rtf, OxRtfOptions options, GError **error)
{
    OxRtfInfo info;
    GBytes *html = ox_rtf_to_html (rtf, &options, &info, error);
    if (html == NULL || rich->places->len == 0 || rich->places->len == info.n_places)
        return html;
    check_places (rich, info.n_places);
    g_clear_pointer (&rich->bodies->placed, g_hash_table_unref);
    g_bytes_unref (html);
    options.diagnostics = NULL; /* all has been said */
    return ox_rtf_to_html (rtf, &options, &info, error);
}

/* What decides the order of pictures, and whether each place has one. */
static void
account_places (Rich *rich)
{
    for (guint i = 0; i < rich->places->len && rich->bodies->placed != NULL; i++) {
        guint index = g_array_index (rich->places, Place, i).index;
        OxProps *props = ox_attachment_get_props (
            ox_message_get_attachment (rich->c->message, index));
        ox_mime_integer (rich->c, props, OX_TAG_ATTACHMENT_HIDDEN, 0);
        if (rich->places->len > 1)
            ox_mime_integer (rich->c, props, OX_TAG_RENDERING_POSITION, 0);
    }
}

/* The text of RTF that no text stands beside; all that is odd has been said. */
static void
stand_in (Rich *rich, OxSlice rtf, OxRtfOptions options)
{
    OxBodies *bodies = rich->bodies;
    rich->named = TRUE;
    options.diagnostics = NULL;
    options.picture = NULL;
    g_free (bodies->plain);
    bodies->plain = ox_rtf_to_text (rtf, &options, &bodies->plain_length, NULL, NULL);
    bodies->is_derived = TRUE;
}

void
ox_bodies_read_rtf (OxMimeContext *c, OxBodies *bodies, GBytes *rtf)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (Place));
    Rich rich = { c, bodies, places, FALSE };
    OxSlice s = ox_slice_from_bytes (rtf);
    OxRtfInfo info;
    OxRtfOptions options = { .limits = ox_options_get_limits (c->options),
                             .diagnostics = c->diagnostics,
                             .picture = take_picture,
                             .place = show_place,
                             .user_data = &rich };
    OxRtfKind kind = ox_rtf_detect (s);
    ox_mime_mark (c, c->props, OX_TAG_RTF_COMPRESSED, OX_FATE_MAPPED);
    if (kind == OX_RTF_NATIVE)
        match_places (&rich, s);
    if (kind != OX_RTF_PLAIN) {
        GBytes *html = make_page (&rich, s, options, &error);
        if (html != NULL)
            ox_bodies_set_html (bodies, html, 65001);
        account_places (&rich);
        if (html != NULL && kind == OX_RTF_NATIVE
            && (bodies->plain == NULL || *bodies->plain == '\0'))
            stand_in (&rich, s, options);
    } else if (bodies->plain == NULL) {
        bodies->plain = ox_rtf_to_text (s, &options, &bodies->plain_length, &info, &error);
    }
    if (error != NULL)
        ox_diag (c->diagnostics, OX_DIAG_MIME_BODY, OX_DIAG_NO_OFFSET, "the RTF body: %s",
                 error->message);
}
