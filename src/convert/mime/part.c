/* SPDX-License-Identifier: MIT */
#include "convert/mime/part.h"

#include "base/diag.h"
#include "base/slice.h"
#include "convert/mime/header.h"
#include "convert/mime/media.h"
#include "model/ole-native.h"

#include <string.h>

#define OCTETS "application/octet-stream"

void
ox_part_free (OxPart *part)
{
    g_free (part->name);
    g_free (part->type);
    g_free (part->content_id);
    g_free (part->source);
    g_clear_pointer (&part->marks, g_array_unref);
    g_free (part);
}

/* --- names and types ------------------------------------------------------------------------ */

static const char *
first_text (OxMimeContext *c, OxProps *props, const OxKey *keys, guint n)
{
    for (guint i = 0; i < n; i++) {
        const char *text = ox_mime_text (c, props, keys[i]);
        if (text != NULL && *text != '\0')
            return text;
    }
    return NULL;
}

static char *
base_name (const char *name)
{
    const char *slash = strrchr (name, '/');
    const char *backslash = strrchr (name, '\\');
    const char *start = MAX (slash, backslash);
    return g_strdup (start != NULL && start[1] != '\0' ? start + 1 : name);
}

static char *
part_name (OxMimeContext *c, OxProps *props, OxAttachmentKind kind, const char *type)
{
    static const OxKey files[] = { OX_TAG_ATTACH_LONG_FILENAME, OX_TAG_ATTACH_FILENAME };
    static const OxKey shown[] = { OX_TAG_DISPLAY_NAME };
    const char *name = first_text (c, props, files, G_N_ELEMENTS (files));
    if (name == NULL && kind != OX_ATTACHMENT_BYTES)
        name = first_text (c, props, shown, G_N_ELEMENTS (shown));
    if (name != NULL)
        return base_name (name);
    const char *extension = ox_mime_text (c, props, OX_TAG_ATTACH_EXTENSION);
    return g_strconcat ("attachment", extension != NULL && extension[0] == '.' ? extension : "",
                        NULL);
}

/* Content-ID without brackets, white space and the NUL some writers leave. */
static char *
part_content_id (OxMimeContext *c, OxProps *props)
{
    const char *stored = ox_mime_text (c, props, OX_TAG_ATTACH_CONTENT_ID);
    if (stored == NULL)
        return NULL;
    GString *id = g_string_new (NULL);
    for (; *stored != '\0'; stored++)
        if ((guchar) *stored > ' ' && (guchar) *stored < 0x7F && *stored != '<' && *stored != '>')
            g_string_append_c (id, *stored);
    return g_string_free (id, id->len == 0 || id->len > 900);
}

/* What nothing names is known by its first bytes. */
static const char *
sniff (OxAttachment *attachment)
{
    guint8 head[16];
    g_autoptr (OxStream) stream = ox_attachment_open (attachment, NULL);
    gssize n = stream != NULL ? ox_stream_pread (stream, 0, head, sizeof head, NULL) : 0;
    const char *type = n > 0 ? ox_media_from_content (ox_slice (head, (gsize) n, 0)) : NULL;
    return type != NULL ? type : OCTETS;
}

/* 2.1.3.4: inline is what the HTML really refers to. */
static void
find_place (OxMimeContext *c, OxPart *part, const OxBodies *bodies)
{
    OxProps *props = ox_attachment_get_props (part->attachment);
    const char *placed = bodies->placed != NULL
                             ? g_hash_table_lookup (bodies->placed, GUINT_TO_POINTER (part->index + 1))
                             : NULL;
    part->content_id = placed != NULL ? g_strdup (placed) : part_content_id (c, props);
    part->source = ox_bodies_find_source (bodies, props);
    gboolean is_shown = part->source != NULL
                        || (part->content_id != NULL
                            && g_hash_table_contains (bodies->cids, part->content_id));
    part->is_inline = (ox_attachment_get_kind (part->attachment) == OX_ATTACHMENT_BYTES || placed != NULL)
                      && is_shown;
}

OxPart *
ox_part_new (OxMimeContext *c, guint index, OxAttachment *attachment, const OxBodies *bodies)
{
    OxProps *props = ox_attachment_get_props (attachment);
    OxAttachmentKind kind = ox_attachment_get_kind (attachment);
    OxPart *part = g_new0 (OxPart, 1);
    part->attachment = attachment;
    part->index = index;
    part->marks = ox_mime_begin_marks (c);
    part->type = ox_media_clean (ox_mime_text (c, props, OX_TAG_ATTACH_MIME_TAG));
    part->name = part_name (c, props, kind, part->type);
    if (part->type == NULL)
        part->type = g_strdup (ox_media_from_name (part->name));
    if (part->type == NULL)
        part->type = g_strdup (kind == OX_ATTACHMENT_BYTES ? sniff (attachment) : OCTETS);
    if (bodies != NULL)
        find_place (c, part, bodies);
    ox_mime_end_marks (c);
    return part;
}

/* --- content --------------------------------------------------------------------------------- */

/* What was made up in place of a stored name or type: the property shapes nothing any more. */
static void
forget (OxPart *part, const OxKey *keys, guint n)
{
    for (guint i = 0; part->marks != NULL && i < part->marks->len; i++) {
        OxMark *mark = &g_array_index (part->marks, OxMark, i);
        for (guint j = 0; j < n; j++)
            if (mark->key == keys[j])
                mark->fate = OX_FATE_LOST;
    }
}

void
ox_part_set_type (OxPart *part, const char *type)
{
    static const OxKey keys[] = { OX_TAG_ATTACH_MIME_TAG };
    forget (part, keys, G_N_ELEMENTS (keys));
    g_free (part->type);
    part->type = g_strdup (type);
}

static void
set_name (OxPart *part, char *name)
{
    static const OxKey keys[] = { OX_TAG_ATTACH_LONG_FILENAME, OX_TAG_ATTACH_FILENAME,
                                  OX_TAG_DISPLAY_NAME, OX_TAG_ATTACH_EXTENSION };
    forget (part, keys, G_N_ELEMENTS (keys));
    g_free (part->name);
    part->name = name;
}

static OxStream *
stream_from_text (char *text)
{
    g_autoptr (GBytes) bytes = g_bytes_new_take (text, strlen (text));
    return ox_stream_new_bytes (bytes);
}

/* A file or an address elsewhere: written down, never opened. */
static OxStream *
open_reference (OxMimeContext *c, OxPart *part)
{
    static const OxKey paths[] = { OX_TAG_ATTACH_LONG_PATHNAME, OX_TAG_ATTACH_PATHNAME };
    OxProps *props = ox_attachment_get_props (part->attachment);
    const char *path = first_text (c, props, paths, G_N_ELEMENTS (paths));
    g_autofree char *clean = ox_header_clean (path != NULL ? path : "");
    ox_diag (c->diagnostics, OX_DIAG_MIME_REFERENCE, OX_DIAG_NO_OFFSET,
             "the attachment only refers to its content");
    ox_part_set_type (part, OCTETS);
    if (!g_str_has_suffix (part->name, ".url")) {
        char *name = g_strconcat (part->name, ".url", NULL);
        g_free (part->name);
        part->name = name;
    }
    return stream_from_text (g_strdup_printf ("[InternetShortcut]\r\nURL=%s\r\n", clean));
}

static void
rename_part (OxPart *part, const char *name, const char *fallback_type)
{
    const char *type = ox_media_from_name (name);
    ox_part_set_type (part, type != NULL ? type : fallback_type);
    set_name (part, base_name (name));
}

/* Whether the file has a name of its own, which then stays as it is. */
static gboolean
has_file_name (const OxPart *part)
{
    OxProps *props = ox_attachment_get_props (part->attachment);
    return ox_props_get_text (props, OX_TAG_ATTACH_LONG_FILENAME) != NULL
           || ox_props_get_text (props, OX_TAG_ATTACH_FILENAME) != NULL;
}

/* An OLE object: a packaged file, a picture, or else the object as a compound
 * file of its own, [MS-OXCMAIL] 2.1.3.4.2. */
static OxStream *
open_storage (OxMimeContext *c, OxPart *part, GError **error)
{
    g_autoptr (OxStorage) storage = ox_attachment_open_storage (part->attachment, error);
    if (storage == NULL)
        return NULL;
    g_autofree char *label = NULL;
    OxStream *stream = ox_ole_native_open (storage, &label);
    if (stream != NULL) {
        if (label != NULL)
            rename_part (part, label, OCTETS);
        return stream;
    }
    OxStream *picture = ox_ole_picture (storage);
    if (picture != NULL) {
        g_autofree char *extension = ox_ole_picture_extension (picture);
        if (extension != NULL && strrchr (part->name, '.') == NULL && !has_file_name (part)) {
            char *name = g_strconcat (part->name, extension, NULL);
            g_free (part->name);
            part->name = name;
        }
        const char *type = ox_media_from_name (extension != NULL ? extension : part->name);
        ox_part_set_type (part, type != NULL ? type : OCTETS);
        return ox_stream_ref (picture);
    }
    ox_part_set_type (part, OCTETS);
    return ox_attachment_open (part->attachment, error);
}

OxStream *
ox_part_open (OxMimeContext *c, OxPart *part, GError **error)
{
    switch (ox_attachment_get_kind (part->attachment)) {
    case OX_ATTACHMENT_BYTES:
        return ox_attachment_open (part->attachment, error);
    case OX_ATTACHMENT_STORAGE:
        return open_storage (c, part, error);
    case OX_ATTACHMENT_REFERENCE:
        return open_reference (c, part);
    default:
        return stream_from_text (g_strdup (""));
    }
}

/* The page of a text file, where it is stored and a name of one. */
static void
write_charset (OxMimeContext *c, const OxPart *part, OxProps *props, GString *out)
{
    const char *charset = ox_props_get_text (props, OX_TAG_TEXT_ATTACHMENT_CHARSET);
    if (charset == NULL || !g_str_has_prefix (part->type, "text/")
        || !ox_header_is_name (charset, strlen (charset)) || strlen (charset) > 40)
        return;
    ox_mime_mark (c, props, OX_TAG_TEXT_ATTACHMENT_CHARSET, OX_FATE_MAPPED);
    ox_header_parameter (out, "charset", charset);
}

/* RFC 2183 2.4 and 2.5. */
static void
write_time (OxMimeContext *c, OxProps *props, OxKey key, const char *parameter, GString *out)
{
    guint64 time;
    if (!ox_mime_time (c, props, key, &time))
        return;
    g_autofree char *date = ox_header_date (time);
    ox_header_parameter (out, parameter, date);
}

/* What it is called, where that is not the name of its file. */
static void
write_description (OxMimeContext *c, const OxPart *part, OxProps *props, GString *out)
{
    const char *name = ox_props_get_text (props, OX_TAG_DISPLAY_NAME);
    if (name == NULL || *name == '\0')
        return;
    ox_mime_mark (c, props, OX_TAG_DISPLAY_NAME, OX_FATE_MAPPED);
    if (strcmp (name, part->name) != 0)
        ox_header_text (out, "Content-Description", name);
}

/* Where the content is, and what that is relative to, 2.1.3.4.2.3. */
static void
write_location (OxMimeContext *c, OxProps *props, GString *out)
{
    const char *location = ox_mime_text (c, props, OX_TAG_ATTACH_CONTENT_LOCATION);
    const char *base = ox_mime_text (c, props, OX_TAG_ATTACH_CONTENT_BASE);
    if (location != NULL)
        ox_header_words (out, "Content-Location", location);
    if (base != NULL)
        ox_header_words (out, "Content-Base", base);
}

void
ox_part_write_header (OxMimeContext *c, const OxPart *part, guint64 size, GString *out)
{
    OxProps *props = ox_attachment_get_props (part->attachment);
    g_string_append_printf (out, "Content-Type: %s", part->type);
    write_charset (c, part, props, out);
    ox_header_parameter (out, "name", part->name);
    g_string_append_printf (out, "\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: %s",
                            part->is_inline ? "inline" : "attachment");
    ox_header_parameter (out, "filename", part->name);
    if (size > 0)
        g_string_append_printf (out, "; size=%" G_GUINT64_FORMAT, size);
    write_time (c, props, OX_TAG_CREATION_TIME, "creation-date", out);
    write_time (c, props, OX_TAG_LAST_MODIFICATION_TIME, "modification-date", out);
    g_string_append (out, "\r\n");
    write_description (c, part, props, out);
    if (part->content_id != NULL)
        g_string_append_printf (out, "Content-ID: <%s>\r\n", part->content_id);
    write_location (c, props, out);
}

/* Where there is content, that says what it is, unless it is a compound file: a message or a file
 * of that kind. Where there is none, the method tells what is missing. */
static gboolean
method_matters (OxAttachment *attachment)
{
    static const guint8 compound[] = { 0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1 };
    guint8 head[sizeof compound];
    OxProps *props = ox_attachment_get_props (attachment);
    if (ox_props_lookup (props, OX_TAG_ATTACH_DATA_BINARY) == NULL)
        return TRUE;
    g_autoptr (OxStream) stream = ox_props_open (props, OX_TAG_ATTACH_DATA_BINARY);
    return stream != NULL && ox_stream_pread (stream, 0, head, sizeof head, NULL) == sizeof head
           && memcmp (head, compound, sizeof head) == 0;
}

void
ox_part_account (OxMimeContext *c, const OxPart *part)
{
    OxProps *props = ox_attachment_get_props (part->attachment);
    ox_mime_apply_marks (c, part->marks);
    ox_mime_mark (c, props, OX_TAG_ATTACH_DATA_BINARY, OX_FATE_MAPPED);
    if (c->account != NULL && method_matters (part->attachment))
        ox_mime_mark (c, props, OX_TAG_ATTACH_METHOD, OX_FATE_MAPPED);
}
