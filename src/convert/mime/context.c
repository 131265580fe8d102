/* SPDX-License-Identifier: MIT */
#include "convert/mime/context.h"

#include "model/account-private.h"

void
ox_mime_mark (OxMimeContext *c, OxProps *props, OxKey key, OxFate fate)
{
    if (c->account == NULL || key == OX_KEY_NONE)
        return;
    OxMark mark = { props, key, fate };
    if (c->marks != NULL)
        g_array_append_val (c->marks, mark);
    else
        ox_account_set (c->account, props, key, fate);
}

GArray *
ox_mime_begin_marks (OxMimeContext *c)
{
    c->marks = c->account != NULL ? g_array_new (FALSE, FALSE, sizeof (OxMark)) : NULL;
    return c->marks;
}

void
ox_mime_end_marks (OxMimeContext *c)
{
    c->marks = NULL;
}

void
ox_mime_apply_marks (OxMimeContext *c, GArray *marks)
{
    for (guint i = 0; marks != NULL && i < marks->len; i++) {
        const OxMark *mark = &g_array_index (marks, OxMark, i);
        ox_account_set (c->account, mark->props, mark->key, mark->fate);
    }
}

const char *
ox_mime_text (OxMimeContext *c, OxProps *props, OxKey key)
{
    const char *text = ox_props_get_text (props, key);
    if (text != NULL)
        ox_mime_mark (c, props, key, OX_FATE_MAPPED);
    return text;
}

GBytes *
ox_mime_bytes (OxMimeContext *c, OxProps *props, OxKey key)
{
    GBytes *bytes = ox_props_get_bytes (props, key);
    if (bytes != NULL)
        ox_mime_mark (c, props, key, OX_FATE_MAPPED);
    return bytes;
}

gint64
ox_mime_integer (OxMimeContext *c, OxProps *props, OxKey key, gint64 fallback)
{
    gint64 integer;
    if (!ox_value_get_integer (ox_props_lookup (props, key), &integer))
        return fallback;
    ox_mime_mark (c, props, key, OX_FATE_MAPPED);
    return integer;
}

gboolean
ox_mime_time (OxMimeContext *c, OxProps *props, OxKey key, guint64 *filetime)
{
    const OxValue *value = ox_props_lookup (props, key);
    if (value != NULL && ox_value_get_type_code (value) == OX_TYPE_TIME)
        ox_mime_mark (c, props, key, OX_FATE_MAPPED);
    return ox_props_get_time (props, key, filetime);
}
