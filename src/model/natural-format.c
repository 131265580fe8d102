/* SPDX-License-Identifier: MIT */
#include "model/class.h"

#include <oxcart/format.h>

/* What becomes something else than mail. */
static const struct {
    const char *klass;
    OxTextFormat format;
} formats[] = {
    { "IPM.Appointment", OX_FORMAT_ICALENDAR },
    { "IPM.Task", OX_FORMAT_ICALENDAR },
    { "IPM.Activity", OX_FORMAT_ICALENDAR },
    { "IPM.StickyNote", OX_FORMAT_ICALENDAR },
    { "IPM.Contact", OX_FORMAT_VCARD },  /* [MS-OXOCNTC] 2.2.1.11.2 */
    { "IPM.DistList", OX_FORMAT_VCARD }, /* [MS-OXOCNTC] 2.2.2.4.2 */
};

/* A post with free/busy times, [MS-OXOPFFB] 2.2: nothing but its properties tells. */
static gboolean
is_free_busy (OxMessage *message)
{
    OxProps *props = ox_message_get_props (message);
    return ox_class_is (ox_message_get_class (message), "IPM.Post")
           && ox_props_lookup (props, OX_TAG_FREE_BUSY_PUBLISH_START) != NULL
           && ox_props_lookup (props, OX_TAG_FREE_BUSY_PUBLISH_END) != NULL;
}

OxTextFormat
ox_message_natural_format (OxMessage *message)
{
    for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
        if (ox_class_is (ox_message_get_class (message), formats[i].klass))
            return formats[i].format;
    return is_free_busy (message) ? OX_FORMAT_ICALENDAR : OX_FORMAT_MIME;
}

const char *
ox_format_extension (OxTextFormat format)
{
    static const char *const extensions[] = { "eml", "ics", "vcf" };
    g_return_val_if_fail (format < G_N_ELEMENTS (extensions), "");
    return extensions[format];
}
