/* SPDX-License-Identifier: MIT */
#include "convert/ldif/reader.h"

#include "base/diag.h"
#include "convert/ldif/field.h"
#include "convert/ldif/rows.h"
#include "model/address-private.h"

#include <oxcart/directory.h>
#include <string.h>

#define SNIFFED 4096

gboolean
ox_ldif_sniff (OxStream *stream)
{
    g_autoptr (GBytes) bytes = ox_stream_read_bytes (stream, 0, SNIFFED, NULL);
    gsize n = 0;
    const char *data = bytes != NULL ? g_bytes_get_data (bytes, &n) : NULL;
    g_autofree char *text = g_strndup (data, data != NULL ? n : 0);
    if (data == NULL || strlen (text) != n)
        return FALSE;
    const char *p = g_str_has_prefix (text, "\xEF\xBB\xBF") ? text + 3 : text;
    if (g_str_has_prefix (p, "# LDIF"))
        return TRUE;
    /* Comments, which may go on in lines that begin with a space, and empty lines before the first line that counts. */
    gboolean comment = FALSE;
    while (*p == '#' || *p == '\n' || *p == '\r' || (*p == ' ' && comment)) {
        const char *end = strchr (p, '\n');
        comment = *p == '#' || *p == ' ';
        if (end == NULL)
            return FALSE;
        p = end + 1;
    }
    return g_ascii_strncasecmp (p, "version:", 8) == 0 || g_ascii_strncasecmp (p, "dn:", 3) == 0;
}

/* --- where records are --------------------------------------------------------------------------------------- */

typedef struct {
    OxRecords *records;
    guint64 start; /* of the record that is read; G_MAXUINT64 between records */
    guint64 end;
    gboolean is_entry;
    gboolean is_change; /* of an entry that is elsewhere */
    OxDiagnostics *diagnostics;
} Scan;

/* What shows that a record is somebody, and no mere part of the tree. */
static gboolean
shows_entry (const char *line)
{
    static const char *const attributes[] = { "legacyExchangeDN:", "mail:", "oxcartProperty:", "proxyAddresses:" };
    static const char *const classes[] = { "inetOrgPerson", "person", "organizationalPerson", "user", "contact",
                                           "groupOfNames", "groupOfUniqueNames", "group", "publicFolder" };
    for (guint i = 0; i < G_N_ELEMENTS (attributes); i++)
        if (g_ascii_strncasecmp (line, attributes[i], strlen (attributes[i])) == 0)
            return TRUE;
    if (g_ascii_strncasecmp (line, "objectClass:", 12) != 0)
        return FALSE;
    const char *value = line + 12;
    while (*value == ' ')
        value++;
    for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
        if (g_ascii_strcasecmp (value, classes[i]) == 0)
            return TRUE;
    return FALSE;
}

/* RFC 2849: a record may say what becomes of an entry; only one that is added is there whole. */
static gboolean
shows_change (const char *line)
{
    if (g_ascii_strncasecmp (line, "changetype:", 11) != 0)
        return FALSE;
    const char *value = line + 11;
    while (*value == ' ')
        value++;
    return g_ascii_strcasecmp (value, "add") != 0;
}

static void
end_record (Scan *scan)
{
    gboolean there = scan->start != G_MAXUINT64;
    if (there && scan->is_change)
        ox_diag (scan->diagnostics, OX_DIAG_OAB_IMPORT, scan->start, "a change of an entry, and no entry");
    else if (there && scan->is_entry)
        ox_records_add (scan->records, scan->start, scan->end - scan->start);
    scan->start = G_MAXUINT64;
    scan->is_entry = scan->is_change = FALSE;
}

static gboolean
take_line (gpointer self, OxSlice line)
{
    Scan *scan = self;
    guint64 end = line.at + line.left;
    g_autofree char *text = g_strndup ((const char *) ox_slice_data (&line), MIN (line.left, SNIFFED));
    g_strchomp (text);
    if (*text == '\0') {
        end_record (scan);
    } else if (scan->start != G_MAXUINT64) {
        scan->end = end;
        scan->is_entry = scan->is_entry || shows_entry (text);
        scan->is_change = scan->is_change || shows_change (text);
    } else if (g_ascii_strncasecmp (text, "dn:", 3) == 0
               || g_ascii_strncasecmp (text, "\xEF\xBB\xBF" "dn:", 6) == 0) {
        scan->start = line.at;
        scan->end = end;
    }
    return TRUE;
}

/* --- a record ------------------------------------------------------------------------------------------------- */

typedef struct {
    OxFields fields;
    OxDiagnostics *diagnostics;
    char *dn;
    char *cn;
    char *sn;
    gboolean is_group;
    gboolean has_type;
    gboolean has_object_type;
} Record;

static const OxLdifRow *
row_of (const char *attribute)
{
    for (guint i = 0; i < ox_ldif_n_rows; i++)
        if (g_ascii_strcasecmp (attribute, ox_ldif_rows[i].attribute) == 0)
            return &ox_ldif_rows[i];
    return NULL;
}

static gboolean
has_field (const Record *r, OxKey key)
{
    return ox_fields_have (&r->fields, key);
}

static void
add_string (Record *r, guint32 tag, const char *text)
{
    ox_fields_add_text (&r->fields, tag, text);
}

/* What is no row of its own: names that classes need, classes, and what other rows have no place for. */
static gboolean
take_special (Record *r, const char *attribute, const char *text)
{
    char **place = g_ascii_strcasecmp (attribute, "dn") == 0   ? &r->dn
                   : g_ascii_strcasecmp (attribute, "cn") == 0 ? &r->cn
                   : g_ascii_strcasecmp (attribute, "sn") == 0 ? &r->sn
                                                               : NULL;
    if (place != NULL) {
        if (*place == NULL)
            *place = g_strdup (text);
    } else if (g_ascii_strcasecmp (attribute, "objectClass") == 0) {
        r->is_group = r->is_group || g_ascii_strncasecmp (text, "group", 5) == 0;
    } else if (g_ascii_strcasecmp (attribute, "oxcartProperty") == 0) {
        ox_fields_add_other (&r->fields, text);
    } else if (g_ascii_strcasecmp (attribute, "mail") == 0 && has_field (r, OX_TAG_SMTP_ADDRESS)) {
        g_autofree char *proxy = g_strconcat ("smtp:", text, NULL);
        add_string (r, 0x800F101F, proxy);
    } else if (g_ascii_strcasecmp (attribute, "telephoneNumber") == 0
               && has_field (r, OX_TAG_BUSINESS_TELEPHONE_NUMBER)) {
        add_string (r, 0x3A1B101F, text);
    } else {
        return FALSE;
    }
    return TRUE;
}

static void
take_value (Record *r, char *attribute, GBytes *value)
{
    gsize n = 0;
    const char *data = g_bytes_get_data (value, &n);
    g_autofree char *text = g_strndup (n > 0 ? data : "", n);
    char *option = strchr (attribute, ';');
    if (option != NULL)
        *option = '\0'; /* ";binary", ";lang-sv" */
    if (take_special (r, attribute, text))
        return;
    const OxLdifRow *row = row_of (attribute);
    if (row == NULL || n == 0 || (row->codec == OX_LDIF_IMPORT && has_field (r, row->tag >> 16)))
        return; /* directories hold much that is no property */
    if (row->codec != OX_LDIF_DN) {
        ox_fields_add (&r->fields, row->tag, data, n);
        return;
    }
    g_autofree char *x500 = ox_ldif_dn_to_x500 (text);
    add_string (r, row->tag, x500);
}

/* "attribute: text", "attribute:: base64"; "attribute:< address" is never fetched. */
static void
take_attribute (Record *r, char *line)
{
    char *colon = strchr (line, ':');
    if (*line == '#' || *line == '\0')
        return;
    if (colon == NULL || colon[1] == '<') {
        ox_diag (r->diagnostics, OX_DIAG_OAB_IMPORT, OX_DIAG_NO_OFFSET, "a line that is no attribute: %.40s", line);
        return;
    }
    *colon = '\0';
    gboolean is_base64 = colon[1] == ':';
    const char *text = colon + 1 + is_base64;
    while (*text == ' ')
        text++;
    gsize n = strlen (text);
    g_autoptr (GBytes) value = NULL;
    if (is_base64) {
        guchar *bytes = g_base64_decode (text, &n);
        value = g_bytes_new_take (bytes, n);
    } else {
        value = g_bytes_new (text, n);
    }
    take_value (r, line, value);
}

/* What a directory need not say, and an address book needs. */
static void
complete (Record *r)
{
    /* A surname that only repeats the name is there because the class needs one. */
    if (r->sn != NULL && g_strcmp0 (r->sn, r->cn) != 0)
        add_string (r, 0x3A11001F, r->sn);
    if (r->cn != NULL && !has_field (r, OX_TAG_DISPLAY_NAME) && strcmp (r->cn, "?") != 0)
        add_string (r, 0x3001001F, r->cn);
    if (r->dn != NULL && !has_field (r, OX_TAG_EMAIL_ADDRESS)) {
        g_autofree char *x500 = ox_ldif_dn_to_x500 (r->dn);
        add_string (r, 0x3003001E, x500);
    }
    if (!has_field (r, OX_TAG_DISPLAY_TYPE))
        add_string (r, 0x39000003, r->is_group ? "1" : "0");
    if (!has_field (r, OX_TAG_OBJECT_TYPE))
        add_string (r, 0x0FFE0003, r->is_group ? "8" : "6");
}

static void
parse_record (gpointer self, OxSlice s, OxProps *props, OxDiagnostics *d)
{
    Record r = { .diagnostics = d };
    g_autoptr (GString) line = g_string_new (NULL);
    ox_fields_init (&r.fields);
    while (s.left > 0) {
        OxSlice bytes = ox_slice_take (&s, MIN (ox_slice_find (&s, "\n") + 1, s.left));
        g_autofree char *text = g_strndup ((const char *) ox_slice_data (&bytes), bytes.left);
        gsize n = strlen (text);
        while (n > 0 && (text[n - 1] == '\n' || text[n - 1] == '\r'))
            text[--n] = '\0';
        if (text[0] == ' ') { /* the line before goes on */
            g_string_append (line, text + 1);
            continue;
        }
        take_attribute (&r, line->str);
        g_string_assign (line, g_str_has_prefix (text, "\xEF\xBB\xBF") ? text + 3 : text);
    }
    take_attribute (&r, line->str);
    complete (&r);
    ox_fields_apply (&r.fields, props, d);
    ox_fields_clear (&r.fields);
    g_free (r.dn);
    g_free (r.cn);
    g_free (r.sn);
}

OxAddressBook *
ox_ldif_open (OxStream *stream, OxOptions *options, OxDiagnostics *diagnostics, GError **error)
{
    g_autoptr (OxProps) props = ox_props_new ();
    OxRecords *records = ox_records_new (stream, parse_record, NULL, NULL);
    Scan scan = { records, G_MAXUINT64, 0, FALSE, FALSE, diagnostics };
    gboolean ok = ox_lines_read (stream, take_line, &scan, error);
    end_record (&scan);
    g_autoptr (OxAddressList) list = ox_records_list (records, "LDIF", props);
    return ok ? ox_address_book_of_list (list) : NULL;
}
