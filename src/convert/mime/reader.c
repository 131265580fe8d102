/* SPDX-License-Identifier: MIT */
#include "convert/mime/reader.h"

#include "base/charset.h"
#include "base/diag.h"
#include "convert/mime/header.h"
#include "convert/mime/reader-private.h"
#include "model/message-private.h"

#include <string.h>

#define SNIFFED 8192

/* --- is it one? ----------------------------------------------------------------------------------------------- */

/* Fields that mails have and lists of other things do not. */
static gboolean
is_mail_field (const char *name)
{
    static const char *const names[] = { "Received",  "Return-Path", "Message-ID",    "MIME-Version", "From",
                                         "Subject",   "Date",        "Delivered-To",  "Sender",       "Reply-To",
                                         "X-Mailer",  "Content-Type", "DKIM-Signature", "To",         "Cc",
                                         "References", "In-Reply-To", "X-Unsent",      "Importance",   "X-Priority",
                                         "Sensitivity", "Bcc",        "Thread-Topic",  "Thread-Index", "Content-Transfer-Encoding" };
    for (guint i = 0; i < G_N_ELEMENTS (names); i++)
        if (g_ascii_strcasecmp (name, names[i]) == 0)
            return TRUE;
    return FALSE;
}

/* The name of the field that a line begins with; NULL where it begins with none. */
static char *
field_name (const char *line)
{
    gsize n = strcspn (line, ": \t");
    gsize colon = n + strspn (line + n, " \t");
    return line[colon] == ':' && ox_header_is_name (line, n) ? g_strndup (line, n) : NULL;
}

/* Two fields of a mail within a block of fields, before which nothing else stands. */
gboolean
ox_eml_sniff (OxStream *stream)
{
    g_autoptr (GBytes) bytes = ox_stream_read_bytes (stream, 0, SNIFFED, NULL);
    OxSlice s = bytes != NULL ? ox_slice_from_bytes (bytes) : ox_slice (NULL, 0, 0);
    ox_slice_skip_utf8_mark (&s);
    g_autofree char *text = g_strndup ((const char *) ox_slice_data (&s), s.left);
    g_auto (GStrv) lines = g_strsplit_set (text, "\r\n", -1);
    guint n_fields = 0;
    gboolean began = FALSE;
    for (guint i = 0; lines[i] != NULL && n_fields < 2; i++) {
        const char *line = lines[i];
        if (*line == '\0' || (!began && g_str_has_prefix (line, "From ")) || (began && (*line == ' ' || *line == '\t')))
            continue;
        g_autofree char *name = field_name (line);
        if (name == NULL)
            return FALSE;
        began = TRUE;
        n_fields += is_mail_field (name);
    }
    return n_fields >= 2;
}

/* --- the message -------------------------------------------------------------------------------------------------- */

OxEml *
ox_eml_ref (OxEml *eml)
{
    g_atomic_ref_count_inc (&eml->refs);
    return eml;
}

void
ox_eml_unref (OxEml *eml)
{
    if (!g_atomic_ref_count_dec (&eml->refs))
        return;
    g_clear_pointer (&eml->entities, ox_entities_free);
    g_clear_object (&eml->options);
    g_clear_pointer (&eml->diagnostics, ox_diagnostics_unref);
    g_free (eml);
}

/* By its name; a bare number is a code page. */
static guint
named_page (const char *charset)
{
    guint64 number = 0;
    guint codepage = ox_charset_from_name (charset);
    if (codepage == 0 && g_ascii_string_to_unsigned (charset, 10, 1, G_MAXUINT16, &number, NULL))
        codepage = (guint) number;
    return codepage != 0 && ox_charset_known (codepage) ? codepage : 0;
}

/* The charset that the part names; else UTF-8 where it is valid, else the page that Windows would take. */
char *
ox_eml_decode (OxEml *eml, const OxEntity *entity, GBytes *bytes, gsize *length, guint *page)
{
    g_autofree char *charset = ox_entity_parameter (entity, "Content-Type", "charset");
    OxSlice s = ox_slice_from_bytes (bytes);
    guint bad = 0, codepage = charset != NULL ? named_page (charset) : 0;
    gboolean is_ascii = ox_slice_is_ascii (&s);
    if (charset != NULL && codepage == 0)
        ox_diag (eml->diagnostics, OX_DIAG_TEXT_CHARSET, entity->body, "the charset %s is not known", charset);
    /* Mail that calls itself ASCII and is not is common, [MS-OXCMAIL] 2.2.3.3. */
    if (codepage == 0 || (codepage == 20127 && !is_ascii)) {
        gboolean is_utf8 = g_utf8_validate_len ((const char *) ox_slice_data (&s), s.left, NULL);
        codepage = is_utf8 ? 65001 : eml->entities->codepage;
        if (!is_ascii)
            ox_diag (eml->diagnostics, OX_DIAG_TEXT_GUESSED, entity->body, "code page %u", codepage);
    }
    char *text = ox_charset_decode (codepage, s, length, &bad);
    if (bad > 0)
        ox_diag (eml->diagnostics, OX_DIAG_TEXT_INVALID, entity->body, "%u places in code page %u", bad, codepage);
    if (page != NULL)
        *page = codepage;
    return text;
}

OxMessage *
ox_eml_open (OxStream *stream, OxOptions *options, OxDiagnostics *diagnostics, guint depth, GError **error)
{
    OxEml *eml = g_new0 (OxEml, 1);
    g_atomic_ref_count_init (&eml->refs);
    eml->options = options != NULL ? g_object_ref (options) : ox_options_new ();
    eml->diagnostics = diagnostics != NULL ? ox_diagnostics_ref (diagnostics) : NULL;
    eml->depth = depth;
    eml->entities = ox_entities_read (stream, ox_options_get_codepage (eml->options), diagnostics);
    g_autoptr (OxNames) names = ox_names_new ();
    OxMessage *message = ox_message_new_with_names (names, depth);
    ox_eml_read_fields (eml, message);
    ox_eml_read_parts (eml, message);
    ox_props_set_integer (ox_message_get_props (message), OX_TAG_MESSAGE_SIZE, OX_TYPE_INTEGER32,
                          (gint64) MIN (ox_stream_get_size (stream), G_MAXINT32));
    ox_eml_unref (eml);
    if (ox_options_get_policy (options) == OX_POLICY_STRICT && !ox_diag_check_strict (diagnostics, error))
        g_clear_object (&message);
    return message;
}
