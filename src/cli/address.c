/* SPDX-License-Identifier: MIT
 *
 * Addresses in stores: BOX:/Folder/3, BOX:@inbox, BOX#0x200024.
 */
#include "cli.h"

#include <string.h>

/* --- taking an address apart -------------------------------------------------------------------------- */

static gboolean
parse_number (const char *text, guint32 *number)
{
    guint64 n = 0;
    gboolean hex = g_ascii_strncasecmp (text, "0x", 2) == 0;
    gboolean ok = g_ascii_string_to_unsigned (text + (hex ? 2 : 0), hex ? 16 : 10, 0, G_MAXUINT32, &n, NULL);
    *number = (guint32) n;
    return ok;
}

static gboolean
is_mark (const char *p)
{
    guint32 number;
    return (p[0] == ':' && (p[1] == '/' || p[1] == '@')) || (p[0] == '#' && parse_number (p + 1, &number));
}

/* Where the name of the store ends. A file that has the whole name is that file; of several names of files the
 * longest counts, so that a colon in a name does no harm. */
static const char *
find_mark (const char *text)
{
    if (g_file_test (text, G_FILE_TEST_EXISTS))
        return NULL;
    for (const char *p = text + strlen (text); p > text; p--) {
        g_autofree char *path = is_mark (p) ? g_strndup (text, (gsize) (p - text)) : NULL;
        if (path != NULL && g_file_test (path, G_FILE_TEST_EXISTS))
            return p;
    }
    return NULL;
}

/* "/Folder/3": the message by its place, where no folder has such a name. */
static gboolean
find_item (CliAddress *a, const char *path, OxDiagnostics *d)
{
    const char *slash = strrchr (path, '/');
    guint32 place;
    if (slash == NULL || !g_ascii_isdigit (slash[1]) || !parse_number (slash + 1, &place))
        return FALSE;
    g_autofree char *above = g_strndup (path, (gsize) (slash - path));
    OxFolder *folder = ox_store_find_folder (a->store, *above != '\0' ? above : "/", NULL);
    g_autoptr (GArray) ids = folder != NULL ? ox_folder_list_messages (folder, OX_FOLDER_MESSAGES, d) : NULL;
    if (ids == NULL || place >= ids->len)
        return FALSE;
    a->kind = ADDRESS_ITEM;
    a->folder = folder;
    a->id = g_array_index (ids, guint32, place);
    return TRUE;
}

static gboolean
open_store (const Cli *cli, CliAddress *a, OxDiagnostics *d, GError **error)
{
    a->store = ox_open_store_path (a->path, cli->options, d, error);
    a->kind = ADDRESS_STORE;
    return a->store != NULL;
}

static gboolean
is_store (const char *path)
{
    g_autoptr (OxStream) stream = ox_stream_new_path (path, NULL);
    return stream != NULL && g_strcmp0 (ox_sniff (stream), "pst") == 0;
}

gboolean
cli_address_open (const Cli *cli, const char *text, gboolean want_store, OxDiagnostics *diagnostics,
                  CliAddress *address, GError **error)
{
    const char *mark = find_mark (text);
    *address = (CliAddress){ .kind = ADDRESS_FILE };
    address->path = mark != NULL ? g_strndup (text, (gsize) (mark - text)) : g_strdup (text);
    if (mark == NULL) {
        gboolean folder = g_file_test (text, G_FILE_TEST_IS_DIR);
        return !want_store || (!folder && !is_store (text)) || open_store (cli, address, diagnostics, error);
    }
    if (!open_store (cli, address, diagnostics, error))
        return FALSE;
    if (*mark == '#') {
        parse_number (mark + 1, &address->id);
        address->folder = ox_store_get_folder (address->store, address->id);
        address->kind = address->folder != NULL ? ADDRESS_FOLDER : ADDRESS_ITEM;
        return TRUE;
    }
    address->folder = ox_store_find_folder (address->store, mark + 1, NULL);
    if (address->folder != NULL)
        address->kind = ADDRESS_FOLDER;
    else if (!find_item (address, mark + 1, diagnostics))
        return ox_store_find_folder (address->store, mark + 1, error) != NULL;
    return TRUE;
}

void
cli_address_clear (CliAddress *address)
{
    g_clear_pointer (&address->path, g_free);
    g_clear_object (&address->store);
}

/* --- rows ---------------------------------------------------------------------------------------------------- */

const OxKey cli_row_columns[] = {
    OX_TAG_CLIENT_SUBMIT_TIME, OX_TAG_MESSAGE_DELIVERY_TIME, OX_TAG_SENT_REPRESENTING_NAME, OX_TAG_SUBJECT,
    OX_TAG_MESSAGE_CLASS,      OX_TAG_MESSAGE_SIZE,          OX_TAG_MESSAGE_FLAGS,
};
const guint cli_n_row_columns = G_N_ELEMENTS (cli_row_columns);

char *
cli_row_date (OxProps *row)
{
    guint64 filetime;
    if (!ox_props_get_time (row, OX_TAG_CLIENT_SUBMIT_TIME, &filetime)
        && !ox_props_get_time (row, OX_TAG_MESSAGE_DELIVERY_TIME, &filetime))
        return g_strdup ("");
    /* Whole seconds are enough for a line. */
    return ox_filetime_to_iso8601 (filetime - filetime % 10000000);
}

void
cli_row_complete (OxTable *table, OxProps *row)
{
    if (ox_props_lookup (row, OX_TAG_SENT_REPRESENTING_NAME) != NULL)
        return;
    g_autoptr (OxMessage) message = ox_table_open_message (table, NULL);
    const char *sender = message != NULL ? ox_props_get_text (ox_message_get_props (message), OX_TAG_SENDER_NAME)
                                         : NULL;
    if (sender != NULL)
        ox_props_set_text (row, OX_TAG_SENT_REPRESENTING_NAME, sender);
}

static char *
one_line (const char *text)
{
    return text != NULL ? ox_text_sanitize (text, FALSE) : g_strdup ("");
}

char *
cli_row_from (OxProps *row)
{
    return one_line (ox_props_get_text (row, OX_TAG_SENT_REPRESENTING_NAME));
}

/* The subject of a store begins with a mark and the length of its prefix. */
static const char *
subject_text (OxProps *row)
{
    const char *text = ox_props_get_text (row, OX_TAG_SUBJECT);
    return text != NULL && *text == 1 && text[1] != '\0' ? g_utf8_next_char (text + 1) : text;
}

char *
cli_row_subject (OxProps *row)
{
    return one_line (subject_text (row));
}

void
cli_row_json (GString *out, OxProps *row)
{
    g_autofree char *date = cli_row_date (row);
    const char *from = ox_props_get_text (row, OX_TAG_SENT_REPRESENTING_NAME);
    const char *subject = subject_text (row), *klass = ox_props_get_text (row, OX_TAG_MESSAGE_CLASS);
    gint64 flags = ox_props_get_integer (row, OX_TAG_MESSAGE_FLAGS, 0);
    if (*date != '\0')
        cli_json_field (out, "date", date);
    cli_json_field (out, "from", from != NULL ? from : "");
    cli_json_field (out, "subject", subject != NULL ? subject : "");
    cli_json_field (out, "class", klass != NULL ? klass : "IPM.Note");
    g_string_append_printf (out, ",\"size\":%" G_GINT64_FORMAT ",\"unread\":%s,\"attachments\":%s",
                            ox_props_get_integer (row, OX_TAG_MESSAGE_SIZE, 0), (flags & 1) != 0 ? "false" : "true",
                            (flags & 0x10) != 0 ? "true" : "false");
}
