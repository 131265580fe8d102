/* SPDX-License-Identifier: MIT */
#include "model/class.h"

#include <oxcart/format.h>
#include <string.h>

gboolean
ox_class_is (const char *klass, const char *wanted)
{
    gsize n = strlen (wanted);
    return g_ascii_strncasecmp (klass, wanted, n) == 0 && (klass[n] == '\0' || klass[n] == '.');
}

/* What becomes something else than mail. */
static const struct {
    const char *klass;
    OxTextFormat format;
} formats[] = {
    { "IPM.Appointment", OX_FORMAT_ICALENDAR },
    { "IPM.Contact", OX_FORMAT_VCARD },  /* [MS-OXOCNTC] 2.2.1.11.2 */
    { "IPM.DistList", OX_FORMAT_VCARD }, /* [MS-OXOCNTC] 2.2.2.4.2 */
};

OxTextFormat
ox_message_natural_format (OxMessage *message)
{
    for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
        if (ox_class_is (ox_message_get_class (message), formats[i].klass))
            return formats[i].format;
    return OX_FORMAT_MIME;
}

const char *
ox_format_extension (OxTextFormat format)
{
    static const char *const extensions[] = { "eml", "ics", "vcf" };
    g_return_val_if_fail (format < G_N_ELEMENTS (extensions), "");
    return extensions[format];
}
