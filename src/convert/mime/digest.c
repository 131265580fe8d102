/* SPDX-License-Identifier: MIT
 *
 * A name for a message that has none: derived from its content, so that two runs
 * give the same Message-ID and the same boundaries.
 */
#include "base/hash.h"
#include "convert/mime/fields.h"

#include <string.h>

static void
add_text (OxHash *h, const char *text, gsize length)
{
    ox_hash_update (h, ox_slice ((const guint8 *) text, length, 0));
}

/* Long values are known by their size: hashing them would read them twice. */
static void
add_value (OxHash *h, const OxValue *value)
{
    gint64 integer = 0;
    gsize length = 0;
    const char *text = ox_value_get_text (value, &length);
    GBytes *bytes = ox_value_get_bytes (value);
    ox_hash_number (h, ox_value_get_type_code (value));
    if (ox_value_get_integer (value, &integer))
        ox_hash_number (h, (guint64) integer);
    else if (text != NULL)
        add_text (h, text, length);
    else if (bytes != NULL)
        ox_hash_update (h, ox_slice_from_bytes (bytes));
    else
        ox_hash_number (h, ox_value_get_size (value));
}

/* A key of this file alone counts by its name: the number may be another
 * in a copy of the file. */
static void
add_key (OxHash *h, OxNames *names, OxKey key)
{
    if (key < OX_KEY_LOCAL) {
        ox_hash_number (h, key);
        return;
    }
    g_autofree char *name = ox_names_describe (names, key, 0);
    add_text (h, name, strlen (name));
}

static void
add_props (OxHash *h, OxProps *props, OxNames *names)
{
    ox_hash_number (h, ox_props_get_size (props));
    for (guint i = 0; i < ox_props_get_size (props); i++) {
        OxKey key;
        const OxValue *value = ox_props_get_nth (props, i, &key);
        add_key (h, names, key);
        for (guint j = 0; j < ox_value_get_n_items (value); j++)
            add_value (h, ox_value_get_item (value, j));
    }
}

char *
ox_message_digest (OxMessage *message)
{
    OxHash h;
    ox_hash_init (&h);
    OxNames *names = ox_message_get_names (message);
    add_props (&h, ox_message_get_props (message), names);
    for (guint i = 0; i < ox_message_get_n_recipients (message); i++)
        add_props (&h, ox_recipient_get_props (ox_message_get_recipient (message, i)), names);
    for (guint i = 0; i < ox_message_get_n_attachments (message); i++)
        add_props (&h, ox_attachment_get_props (ox_message_get_attachment (message, i)), names);
    return ox_hash_finish (&h);
}
