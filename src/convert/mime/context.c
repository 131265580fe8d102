/* SPDX-License-Identifier: MIT */
#include "convert/mime/context.h"

#include "model/account-private.h"

#include <gmime/gmime.h>

void
ox_mime_init (void)
{
    static gsize once;
    if (g_once_init_enter (&once)) {
        g_mime_init ();
        g_once_init_leave (&once, 1);
    }
}

const char *
ox_mime_text (OxMimeContext *c, OxProps *props, OxKey key)
{
    ox_account_set (c->account, props, key, OX_FATE_MAPPED);
    return ox_props_get_text (props, key);
}

GBytes *
ox_mime_bytes (OxMimeContext *c, OxProps *props, OxKey key)
{
    ox_account_set (c->account, props, key, OX_FATE_MAPPED);
    return ox_props_get_bytes (props, key);
}

gint64
ox_mime_integer (OxMimeContext *c, OxProps *props, OxKey key, gint64 fallback)
{
    ox_account_set (c->account, props, key, OX_FATE_MAPPED);
    return ox_props_get_integer (props, key, fallback);
}

gboolean
ox_mime_time (OxMimeContext *c, OxProps *props, OxKey key, guint64 *filetime)
{
    ox_account_set (c->account, props, key, OX_FATE_MAPPED);
    return ox_props_get_time (props, key, filetime);
}
