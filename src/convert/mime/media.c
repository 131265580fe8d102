/* SPDX-License-Identifier: MIT */
#include "convert/mime/media.h"

#include <string.h>

static const struct {
    const char *extension;
    const char *type;
} types[] = {
#include "mime-types.inc"
};

const char *
ox_media_from_name (const char *name)
{
    const char *dot = name != NULL ? strrchr (name, '.') : NULL;
    for (guint i = 0; dot != NULL && i < G_N_ELEMENTS (types); i++)
        if (g_ascii_strcasecmp (dot + 1, types[i].extension) == 0)
            return types[i].type;
    return NULL;
}

const char *
ox_media_extension (const char *type)
{
    /* Of several extensions of a type the table names the first by the alphabet. */
    static const struct {
        const char *type;
        const char *extension;
    } common[] = { { "text/plain", "txt" }, { "text/html", "html" }, { "image/jpeg", "jpg" },
                   { "image/tiff", "tif" }, { "message/rfc822", "eml" }, { "text/calendar", "ics" } };
    for (guint i = 0; i < G_N_ELEMENTS (common); i++)
        if (g_ascii_strcasecmp (type, common[i].type) == 0)
            return common[i].extension;
    for (guint i = 0; i < G_N_ELEMENTS (types); i++)
        if (g_ascii_strcasecmp (type, types[i].type) == 0)
            return types[i].extension;
    return NULL;
}

static const struct {
    const char *magic;
    guint8 length;
    const char *type;
} magics[] = {
    { "\x89PNG\r\n\x1A\n", 8, "image/png" },
    { "\xFF\xD8\xFF", 3, "image/jpeg" },
    { "GIF87a", 6, "image/gif" },
    { "GIF89a", 6, "image/gif" },
    { "II*\0", 4, "image/tiff" },
    { "MM\0*", 4, "image/tiff" },
    { "%PDF-", 5, "application/pdf" },
    { "{\\rtf", 5, "application/rtf" },
    { "PK\x03\x04", 4, "application/zip" },
    { "\x1F\x8B\x08", 3, "application/gzip" },
    { "BEGIN:VCALENDAR", 15, "text/calendar" },
    { "BEGIN:VCARD", 11, "text/vcard" },
    { "<?xml ", 6, "application/xml" },
};

const char *
ox_media_from_content (OxSlice head)
{
    for (guint i = 0; i < G_N_ELEMENTS (magics); i++)
        if (head.left >= magics[i].length
            && memcmp (ox_slice_data (&head), magics[i].magic, magics[i].length) == 0)
            return magics[i].type;
    return NULL;
}

static gboolean
is_token (const char *text, gsize n)
{
    for (gsize i = 0; i < n; i++)
        if ((guchar) text[i] <= ' ' || (guchar) text[i] >= 0x7F
            || strchr ("()<>@,;:\\\"/[]?=", text[i]) != NULL)
            return FALSE;
    return n > 0 && n < 100;
}

char *
ox_media_clean (const char *stored)
{
    static const char *const refused[] = { "multipart/", "message/", "application/applefile",
                                           "application/mac-binhex40" };
    if (stored == NULL)
        return NULL;
    gsize n = strcspn (stored, "; \t\r\n");
    const char *slash = memchr (stored, '/', n);
    if (slash == NULL || !is_token (stored, (gsize) (slash - stored))
        || !is_token (slash + 1, n - (gsize) (slash + 1 - stored)))
        return NULL;
    g_autofree char *type = g_ascii_strdown (stored, (gssize) n);
    for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
        if (g_str_has_prefix (type, refused[i]))
            return NULL;
    return g_steal_pointer (&type);
}
