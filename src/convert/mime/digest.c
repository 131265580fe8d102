/* SPDX-License-Identifier: MIT
 *
 * A name for a message that has none: derived from its content, so that two runs
 * give the same Message-ID and the same boundaries.
 */
#include "convert/mime/fields.h"

/* Long values are known by their size: hashing them would read them twice. */
static void
add_value (GChecksum *sum, const OxValue *value)
{
    g_autofree char *head = NULL;
    gint64 integer = 0;
    gsize length = 0;
    const char *text = ox_value_get_text (value, &length);
    GBytes *bytes = ox_value_get_bytes (value);
    if (ox_value_get_integer (value, &integer))
        head = g_strdup_printf ("i%" G_GINT64_FORMAT ";", integer);
    else
        head = g_strdup_printf ("%u:%" G_GUINT64_FORMAT ";", ox_value_get_type_code (value),
                                ox_value_get_size (value));
    g_checksum_update (sum, (const guchar *) head, -1);
    if (text != NULL)
        g_checksum_update (sum, (const guchar *) text, (gssize) length);
    if (bytes != NULL)
        g_checksum_update (sum, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes));
}

static void
add_props (GChecksum *sum, OxProps *props, OxNames *names)
{
    for (guint i = 0; i < ox_props_get_size (props); i++) {
        OxKey key;
        const OxValue *value = ox_props_get_nth (props, i, &key);
        g_autofree char *name = ox_names_describe (names, key, 0);
        g_checksum_update (sum, (const guchar *) name, -1);
        for (guint j = 0; j < ox_value_get_n_items (value); j++)
            add_value (sum, ox_value_get_item (value, j));
    }
}

char *
ox_message_digest (OxMessage *message)
{
    g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
    OxNames *names = ox_message_get_names (message);
    add_props (sum, ox_message_get_props (message), names);
    for (guint i = 0; i < ox_message_get_n_recipients (message); i++)
        add_props (sum, ox_recipient_get_props (ox_message_get_recipient (message, i)), names);
    for (guint i = 0; i < ox_message_get_n_attachments (message); i++)
        add_props (sum, ox_attachment_get_props (ox_message_get_attachment (message, i)), names);
    return g_strdup (g_checksum_get_string (sum));
}
