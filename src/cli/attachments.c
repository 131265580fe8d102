/* SPDX-License-Identifier: MIT */
#include "cli.h"

#include <string.h>

char *
cli_attachment_name (OxAttachment *attachment, guint index)
{
    static const OxKey keys[] = { OX_TAG_ATTACH_LONG_FILENAME, OX_TAG_ATTACH_FILENAME,
                                  OX_TAG_DISPLAY_NAME };
    OxProps *props = ox_attachment_get_props (attachment);
    for (guint i = 0; i < G_N_ELEMENTS (keys); i++) {
        const char *name = ox_props_get_text (props, keys[i]);
        if (name != NULL && *name != '\0')
            return g_strdup (name);
    }
    return g_strdup_printf ("attachment-%u", index);
}

static gboolean
parse_index (const char *text, guint n, guint *index)
{
    guint64 number;
    if (!g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT, &number, NULL) || number >= n)
        return FALSE;
    *index = (guint) number;
    return TRUE;
}

OxAttachment *
cli_find_attachment (OxMessage *root, const char *path, OxMessage **message, GError **error)
{
    g_auto (GStrv) steps = g_strsplit (path, "/", -1);
    g_autoptr (OxMessage) here = g_object_ref (root);
    for (guint i = 0; steps[i] != NULL; i++) {
        guint index;
        if (!parse_index (steps[i], ox_message_get_n_attachments (here), &index)) {
            g_set_error (error, OX_ERROR, OX_ERROR_NOT_FOUND, "there is no attachment %s", path);
            return NULL;
        }
        OxAttachment *attachment = ox_message_get_attachment (here, index);
        if (steps[i + 1] == NULL) {
            *message = g_object_ref (here);
            return attachment;
        }
        OxMessage *inner = ox_attachment_open_message (attachment, error);
        if (inner == NULL)
            return NULL;
        g_object_unref (here);
        here = inner;
    }
    g_set_error_literal (error, OX_ERROR, OX_ERROR_NOT_FOUND, "no attachment is named");
    return NULL;
}
