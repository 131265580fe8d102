/* SPDX-License-Identifier: MIT
 *
 * Appointments out of lines of text, as iCalendar, one after the other: for tests that make many.
 * A line holds fields parted by tabs, NAME=VALUE; binary ones in hexadecimal digits.
 */
#include <oxcart/oxcart.h>
#include <stdio.h>
#include <string.h>

typedef struct {
    const char *name;
    OxKey key;
    guint16 type;
} Field;

static const Field fields[] = {
    { "class", OX_TAG_MESSAGE_CLASS, OX_TYPE_STRING },
    { "subject", OX_TAG_SUBJECT, OX_TYPE_STRING },
    { "location", OX_LID_LOCATION, OX_TYPE_STRING },
    { "start", OX_LID_APPOINTMENT_START_WHOLE, OX_TYPE_TIME },
    { "end", OX_LID_APPOINTMENT_END_WHOLE, OX_TYPE_TIME },
    { "allday", OX_LID_APPOINTMENT_SUB_TYPE, OX_TYPE_BOOLEAN },
    { "recur", OX_LID_APPOINTMENT_RECUR, OX_TYPE_BINARY },
    { "struct", OX_LID_TIME_ZONE_STRUCT, OX_TYPE_BINARY },
    { "defrecur", OX_LID_APPOINTMENT_TIME_ZONE_DEFINITION_RECUR, OX_TYPE_BINARY },
    { "defstart", OX_LID_APPOINTMENT_TIME_ZONE_DEFINITION_START_DISPLAY, OX_TYPE_BINARY },
    { "defend", OX_LID_APPOINTMENT_TIME_ZONE_DEFINITION_END_DISPLAY, OX_TYPE_BINARY },
    { "goid", OX_LID_CLEAN_GLOBAL_OBJECT_ID, OX_TYPE_BINARY },
};

static GBytes *
from_hex (const char *text)
{
    gsize n = strlen (text) / 2;
    guint8 *data = g_malloc (n + 1);
    for (gsize i = 0; i < n; i++)
        data[i] = (guint8) (g_ascii_xdigit_value (text[2 * i]) << 4 | g_ascii_xdigit_value (text[2 * i + 1]));
    return g_bytes_new_take (data, n);
}

static void
set_field (OxProps *props, const Field *field, const char *value)
{
    if (field->type == OX_TYPE_STRING) {
        ox_props_set_text (props, field->key, value);
    } else if (field->type == OX_TYPE_BINARY) {
        g_autoptr (GBytes) bytes = from_hex (value);
        ox_props_set_bytes (props, field->key, bytes);
    } else {
        ox_props_set_integer (props, field->key, field->type, (gint64) g_ascii_strtoull (value, NULL, 10));
    }
}

static gboolean
is_read (OxMessage *message)
{
    icalcomponent *component = ox_message_to_icalendar (message, NULL, NULL, NULL);
    gboolean is_clean = component != NULL && icalcomponent_count_errors (component) == 0;
    if (component != NULL)
        icalcomponent_free (component);
    return is_clean;
}

static gboolean
convert (char *line, OxSink *sink, gboolean is_checked)
{
    g_autoptr (OxMessage) message = ox_message_new ();
    g_auto (GStrv) parts = g_strsplit (line, "\t", -1);
    ox_props_set_text (ox_message_get_props (message), OX_TAG_MESSAGE_CLASS, "IPM.Appointment");
    for (guint i = 0; parts[i] != NULL; i++) {
        char *equals = strchr (parts[i], '=');
        if (equals == NULL)
            continue;
        *equals = '\0';
        for (guint k = 0; k < G_N_ELEMENTS (fields); k++)
            if (strcmp (parts[i], fields[k].name) == 0)
                set_field (ox_message_get_props (message), &fields[k], equals + 1);
    }
    /* libical reads every one of them without an error. */
    return (!is_checked || is_read (message)) && ox_message_write_icalendar (message, sink, NULL, NULL, NULL, NULL);
}

/* With an argument libical is not asked: its time grows with the square of the components. */
int
main (int argc, char **argv)
{
    static char line[1 << 24];
    gboolean is_checked = argc < 2;
    g_autoptr (OxSink) sink = ox_sink_new_fd (1);
    while (fgets (line, sizeof line, stdin) != NULL) {
        g_strchomp (line);
        if (!convert (line, sink, is_checked))
            return 1;
    }
    return !ox_sink_finish (sink, NULL);
}
