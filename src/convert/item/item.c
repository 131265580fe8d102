/* SPDX-License-Identifier: MIT
 *
 * Which standard an item is written in: by its message class.
 */
#include <oxcart/item.h>

#include <string.h>

typedef struct {
    const char *klass; /* and what begins with it and a dot */
    OxItemFormat format;
} Row;

/* The longest that fits counts, so it stands first. */
static const Row rows[] = {
    { "IPM.Contact", OX_ITEM_VCARD },  /* [MS-OXOCNTC] 2.2.1.11.2 */
    { "IPM.Appointment", OX_ITEM_ICALENDAR }, /* [MS-OXOCAL] 2.2.2.1 */
    { "IPM.DistList", OX_ITEM_VCARD }, /* [MS-OXOCNTC] 2.2.2.4.2 */
};

OxItemFormat
ox_message_get_item_format (OxMessage *message)
{
    const char *klass = ox_message_get_class (message);
    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        gsize n = strlen (rows[i].klass);
        if (g_ascii_strncasecmp (klass, rows[i].klass, n) == 0 && (klass[n] == '\0' || klass[n] == '.'))
            return rows[i].format;
    }
    return OX_ITEM_MIME;
}
