/* SPDX-License-Identifier: MIT
 *
 * What Outlook knows of a message beyond what other mail programs do: flags to follow up, votes,
 * classes of content, voice mail. Some have fields that Exchange uses, the others fields of ours.
 */
#include "convert/mime/rows.h"

#include "model/verb-stream.h"

#include <oxcart/filetime.h>
#include <string.h>

/* --- content classes, [MS-OXCMAIL] 2.1.3.2.2 ----------------------------------------------------- */

#define CUSTOM "ipm.note.custom."
#define INFOPATH "ipm.infopathform."

static const struct {
    const char *prefix; /* of the message class, lower case; longer ones first */
    const char *content;
} content_classes[] = {
    { "ipm.note.microsoft.fax.ca", "fax-ca" },
    { "ipm.note.microsoft.fax", "fax" },
    { "ipm.note.microsoft.missed.voice", "missedcall" },
    { "ipm.note.microsoft.conversation.voice", "voice-uc" },
    { "ipm.note.microsoft.voicemail.um.ca", "voice-ca" },
    { "ipm.note.microsoft.voicemail.um", "voice" },
};

static char *
infopath_class (OxMimeContext *c, const char *klass)
{
    const char *name = ox_mime_text (c, c->props, OX_LID_INFO_PATH_FORM_NAME);
    g_autofree char *form = g_strndup (klass + strlen (INFOPATH),
                                       strcspn (klass + strlen (INFOPATH), "."));
    return g_strconcat ("InfoPathForm.", form, ".", name != NULL ? name : "", NULL);
}

char *
ox_codec_content_class (OxMimeContext *c, const OxFieldRow *row)
{
    const char *klass = ox_message_get_class (c->message);
    g_autofree char *lower = g_ascii_strdown (klass, -1);
    for (guint i = 0; i < G_N_ELEMENTS (content_classes); i++)
        if (g_str_has_prefix (lower, content_classes[i].prefix))
            return g_strdup (content_classes[i].content);
    if (g_str_has_prefix (lower, CUSTOM))
        return g_strconcat ("urn:content-class:custom.", klass + strlen (CUSTOM), NULL);
    if (g_str_has_prefix (lower, INFOPATH) && strstr (lower, ".smime") == NULL)
        return infopath_class (c, klass);
    return g_strdup (ox_mime_text (c, c->props, row->key));
}

/* --- voice mail and fax, 2.1.3.2.3 ------------------------------------------------------------------ */

/* These ids mean other things in other classes. */
static gboolean
is_unified_messaging (OxMessage *message)
{
    g_autofree char *klass = g_ascii_strdown (ox_message_get_class (message), -1);
    return g_str_has_prefix (klass, "ipm.note.microsoft.")
           || g_str_has_prefix (klass, "ipm.note.rpmsg.microsoft.");
}

char *
ox_codec_voice (OxMimeContext *c, const OxFieldRow *row)
{
    gint64 number;
    const OxValue *value = ox_props_lookup (c->props, row->key);
    if (!is_unified_messaging (c->message))
        return NULL;
    if (!ox_value_get_integer (value, &number))
        return g_strdup (ox_mime_text (c, c->props, row->key));
    ox_mime_mark (c, c->props, row->key, OX_FATE_MAPPED);
    return g_strdup_printf ("%" G_GINT64_FORMAT, number);
}

/* --- classification, 2.1.3.2.19: all its fields or none ----------------------------------------------- */

static gboolean
is_classified (OxMimeContext *c)
{
    return ox_props_get_boolean (c->props, OX_LID_CLASSIFIED);
}

char *
ox_codec_classified (OxMimeContext *c, const OxFieldRow *row)
{
    return ox_mime_integer (c, c->props, row->key, 0) != 0 ? g_strdup ("true") : NULL;
}

char *
ox_codec_class_keep (OxMimeContext *c, const OxFieldRow *row)
{
    if (!is_classified (c))
        return NULL;
    return g_strdup (ox_mime_integer (c, c->props, row->key, 0) != 0 ? "true" : "false");
}

char *
ox_codec_class_text (OxMimeContext *c, const OxFieldRow *row)
{
    return is_classified (c) ? g_strdup (ox_mime_text (c, c->props, row->key)) : NULL;
}

/* --- flags, [MS-OXOFLAG] 2.2.1 ------------------------------------------------------------------------ */

static void
add_number (OxMimeContext *c, GString *out, const char *name, OxKey key)
{
    gint64 value = ox_mime_integer (c, c->props, key, 0);
    if (value != 0)
        g_string_append_printf (out, "%s%s=%" G_GINT64_FORMAT, out->len > 0 ? "; " : "", name, value);
}

static void
add_time (OxMimeContext *c, GString *out, const char *name, OxKey key)
{
    guint64 time;
    if (!ox_mime_time (c, c->props, key, &time))
        return;
    g_autoptr (GDateTime) t = g_date_time_new_from_unix_utc (ox_filetime_to_unix (time));
    g_autofree char *text = g_date_time_format (t, "%Y-%m-%dT%H:%M:%SZ");
    g_string_append_printf (out, "%s%s=%s", out->len > 0 ? "; " : "", name, text);
}

/* Status 1 complete, 2 flagged; colours 1 to 6; and the dates of the task that the flag makes of
 * the message. Other mail programs know none of it. */
char *
ox_codec_flag (OxMimeContext *c, const OxFieldRow *row)
{
    GString *out = g_string_new (NULL);
    add_number (c, out, "status", row->key);
    add_number (c, out, "color", OX_TAG_FOLLOWUP_ICON);
    if (out->len > 0) {
        add_time (c, out, "start", OX_LID_TASK_START_DATE);
        add_time (c, out, "due", OX_LID_TASK_DUE_DATE);
        add_time (c, out, "completed", OX_TAG_FLAG_COMPLETE_TIME);
    }
    return g_string_free (out, out->len == 0);
}

/* --- votes, [MS-OXOMSG] 2.2.1.74 ------------------------------------------------------------------------ */

#define MOST_VOTES 64u

char *
ox_votes_text (OxProps *props, OxKey key)
{
    GBytes *bytes = ox_props_get_bytes (props, key);
    g_autoptr (OxVerbStream) stream = bytes != NULL ? ox_verb_stream_parse (bytes) : NULL;
    g_autoptr (GPtrArray) names = stream != NULL ? ox_verb_stream_votes (stream, MOST_VOTES) : NULL;
    if (names == NULL || names->len == 0)
        return NULL;
    g_ptr_array_add (names, NULL);
    return g_strjoinv ("; ", (char **) names->pdata);
}

char *
ox_codec_votes (OxMimeContext *c, const OxFieldRow *row)
{
    char *text = ox_votes_text (c->props, row->key);
    if (text != NULL)
        ox_mime_mark (c, c->props, row->key, OX_FATE_MAPPED);
    return text;
}
