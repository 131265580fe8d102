/* SPDX-License-Identifier: MIT
 *
 * Reading address lists in JSON: no tree is kept, and nesting is limited, so nothing that stands in a line
 * can take more than the line.
 */
#include "convert/json/entries-reader.h"

#include "base/diag.h"
#include "convert/ldif/field.h"
#include "model/address-private.h"

#include <oxcart/key.h>
#include <string.h>

#define MOST_DEPTH 16
#define SNIFFED 4096

/* --- tokens --------------------------------------------------------------------------------------------------- */

static int
peek (OxSlice *s)
{
    int c = ox_slice_peek (s);
    for (; c == ' ' || c == '\t' || c == '\r' || c == '\n'; c = ox_slice_peek (s))
        ox_slice_skip (s, 1);
    return c;
}

static gboolean
take (OxSlice *s, char what)
{
    if (peek (s) != what)
        return FALSE;
    ox_slice_skip (s, 1);
    return TRUE;
}

static gboolean
take_hex (OxSlice *s, gunichar *out)
{
    *out = 0;
    for (guint i = 0; i < 4; i++) {
        int digit = g_ascii_xdigit_value ((char) ox_slice_u8 (s));
        if (digit < 0)
            return FALSE;
        *out = *out << 4 | (guint) digit;
    }
    return TRUE;
}

static gboolean
take_escape (OxSlice *s, GString *out)
{
    static const char from[] = "\"\\/bfnrt";
    static const char to[] = "\"\\/\b\f\n\r\t";
    gunichar c = ox_slice_u8 (s);
    gunichar low = 0;
    const char *known = c != 0 ? strchr (from, (int) c) : NULL;
    if (known != NULL) {
        g_string_append_c (out, to[known - from]);
        return TRUE;
    }
    if (c != 'u' || !take_hex (s, &c))
        return FALSE;
    if (c >= 0xD800 && c < 0xDC00) { /* a pair */
        if (ox_slice_u8 (s) != '\\' || ox_slice_u8 (s) != 'u' || !take_hex (s, &low) || low < 0xDC00 || low > 0xDFFF)
            return FALSE;
        c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
    }
    if (c == 0 || (c >= 0xD800 && c < 0xE000))
        return FALSE;
    g_string_append_unichar (out, c);
    return TRUE;
}

static gboolean
take_string (OxSlice *s, GString *out)
{
    g_string_truncate (out, 0);
    if (!take (s, '"'))
        return FALSE;
    while (ox_slice_ok (s)) {
        guint8 c = ox_slice_u8 (s);
        if (!ox_slice_ok (s) || c < 0x20)
            return FALSE;
        if (c == '"')
            return TRUE;
        if (c != '\\')
            g_string_append_c (out, (char) c);
        else if (!take_escape (s, out))
            return FALSE;
    }
    return FALSE;
}

/* A number, true, false or null, as it stands. */
static gboolean
take_word (OxSlice *s, GString *out)
{
    g_string_truncate (out, 0);
    peek (s);
    for (int c = ox_slice_peek (s); c > 0 && (g_ascii_isalnum (c) || strchr ("+-.", c) != NULL);
         c = ox_slice_peek (s)) {
        g_string_append_c (out, (char) c);
        ox_slice_skip (s, 1);
    }
    return out->len > 0;
}

/* Goes past one value, whatever it is. */
static gboolean
skip_value (OxSlice *s)
{
    g_autoptr (GString) ignored = g_string_new (NULL);
    guint depth = 0;
    do {
        int c = peek (s);
        if (c == '{' || c == '[') {
            ox_slice_skip (s, 1);
            if (++depth > MOST_DEPTH)
                return FALSE;
        } else if (c == '}' || c == ']') {
            ox_slice_skip (s, 1);
            if (depth-- == 0)
                return FALSE;
        } else if (c == ',' || c == ':') {
            if (depth == 0)
                return FALSE;
            ox_slice_skip (s, 1);
        } else if (!(c == '"' ? take_string (s, ignored) : take_word (s, ignored))) {
            return FALSE;
        }
    } while (depth > 0);
    return TRUE;
}

/* The next name of an object, its colon taken; FALSE at the end of the object. */
static gboolean
next_member (OxSlice *s, GString *name)
{
    take (s, ',');
    return take_string (s, name) && take (s, ':');
}

/* --- properties ------------------------------------------------------------------------------------------------ */

static guint16
type_of (const char *name)
{
    static const guint16 types[] = {
        OX_TYPE_INTEGER32, OX_TYPE_BOOLEAN, OX_TYPE_STRING8, OX_TYPE_STRING, OX_TYPE_BINARY,
        OX_TYPE_MULTIPLE | OX_TYPE_INTEGER32, OX_TYPE_MULTIPLE | OX_TYPE_STRING8,
        OX_TYPE_MULTIPLE | OX_TYPE_STRING, OX_TYPE_MULTIPLE | OX_TYPE_BINARY,
    };
    for (guint i = 0; i < G_N_ELEMENTS (types); i++)
        if (g_strcmp0 (ox_type_to_string (types[i]), name) == 0)
            return types[i];
    return OX_TYPE_UNSPECIFIED;
}

static OxKey
key_of (const char *name)
{
    guint64 number = 0;
    if (g_str_has_prefix (name, "0x") && g_ascii_string_to_unsigned (name + 2, 16, 1, 0xFFFF, &number, NULL))
        return (OxKey) number;
    return ox_key_from_canonical (name);
}

/* The value of a property: one, or an array of them; as texts. */
static gboolean
take_values (OxSlice *s, GPtrArray *values)
{
    g_autoptr (GString) text = g_string_new (NULL);
    gboolean several = take (s, '[');
    if (several && take (s, ']'))
        return TRUE;
    do {
        if (!(peek (s) == '"' ? take_string (s, text) : take_word (s, text)))
            return FALSE;
        g_ptr_array_add (values, g_strdup (text->str));
    } while (several && take (s, ','));
    return !several || take (s, ']');
}

static void
add_property (OxFields *fields, OxKey key, guint16 type, const GPtrArray *values)
{
    for (guint i = 0; i < values->len; i++) {
        const char *text = values->pdata[i];
        gsize n = strlen (text);
        g_autofree guchar *bytes = (type & ~OX_TYPE_MULTIPLE) == OX_TYPE_BINARY ? g_base64_decode (text, &n) : NULL;
        ox_fields_add (fields, key << 16 | type, bytes != NULL ? (const char *) bytes : text, n);
    }
}

static gboolean
take_property (OxSlice *s, OxFields *fields, OxDiagnostics *d)
{
    g_autoptr (GString) member = g_string_new (NULL);
    g_autoptr (GString) name = g_string_new (NULL);
    g_autoptr (GString) type = g_string_new (NULL);
    g_autoptr (GPtrArray) values = g_ptr_array_new_with_free_func (g_free);
    guint64 at = s->at;
    if (!take (s, '{'))
        return FALSE;
    while (next_member (s, member)) {
        gboolean ok = strcmp (member->str, "name") == 0    ? take_string (s, name)
                      : strcmp (member->str, "type") == 0  ? take_string (s, type)
                      : strcmp (member->str, "value") == 0 ? take_values (s, values)
                                                           : skip_value (s);
        if (!ok)
            return FALSE;
    }
    OxKey key = key_of (name->str);
    guint16 code = type_of (type->str);
    if (key == OX_KEY_NONE || key >= 0x10000 || code == OX_TYPE_UNSPECIFIED)
        ox_diag (d, OX_DIAG_OAB_IMPORT, at, "no property of an entry: %.60s of type %.40s", name->str, type->str);
    else
        add_property (fields, key, code, values);
    return take (s, '}');
}

static gboolean
take_properties (OxSlice *s, OxFields *fields, OxDiagnostics *d)
{
    if (!take (s, '['))
        return FALSE;
    while (peek (s) == '{')
        if (!take_property (s, fields, d) || (!take (s, ',') && peek (s) != ']'))
            return FALSE;
    return take (s, ']');
}

/* {"schema":1,"entry":{...,"properties":[...]}} */
static gboolean
take_line_object (OxSlice *s, const char *what, OxFields *fields, OxDiagnostics *d)
{
    g_autoptr (GString) member = g_string_new (NULL);
    if (!take (s, '{'))
        return FALSE;
    while (next_member (s, member)) {
        if (strcmp (member->str, what) != 0) {
            if (!skip_value (s))
                return FALSE;
            continue;
        }
        if (!take (s, '{'))
            return FALSE;
        while (next_member (s, member))
            if (!(strcmp (member->str, "properties") == 0 ? take_properties (s, fields, d) : skip_value (s)))
                return FALSE;
        if (!take (s, '}'))
            return FALSE;
    }
    return take (s, '}');
}

static void
parse_line (OxSlice s, const char *what, OxProps *props, OxDiagnostics *d)
{
    OxFields fields;
    guint64 at = s.at;
    ox_fields_init (&fields);
    if (!take_line_object (&s, what, &fields, d))
        ox_diag (d, OX_DIAG_OAB_IMPORT, at, "a line is no JSON object of an entry");
    ox_fields_apply (&fields, props, d);
    ox_fields_clear (&fields);
}

static void
parse_record (gpointer self, OxSlice s, OxProps *props, OxDiagnostics *d)
{
    parse_line (s, "entry", props, d);
}

/* --- the file ------------------------------------------------------------------------------------------------- */

typedef struct {
    OxRecords *records;
    OxProps *list;
    OxDiagnostics *diagnostics;
} Scan;

/* Which object a line holds is told by its first member but the schema. */
static gboolean
is_about (OxSlice s, const char *what)
{
    g_autoptr (GString) member = g_string_new (NULL);
    if (!take (&s, '{'))
        return FALSE;
    while (next_member (&s, member)) {
        if (strcmp (member->str, what) == 0)
            return TRUE;
        if (!skip_value (&s))
            return FALSE;
    }
    return FALSE;
}

static gboolean
take_line (gpointer self, OxSlice line)
{
    Scan *scan = self;
    if (is_about (line, "entry"))
        ox_records_add (scan->records, line.at, line.left);
    else if (is_about (line, "list"))
        parse_line (line, "list", scan->list, scan->diagnostics);
    else if (peek (&line) >= 0)
        ox_diag (scan->diagnostics, OX_DIAG_OAB_IMPORT, line.at, "a line is no JSON object of an entry");
    return TRUE;
}

gboolean
ox_json_entries_sniff (OxStream *stream)
{
    g_autoptr (GBytes) bytes = ox_stream_read_bytes (stream, 0, SNIFFED, NULL);
    OxSlice s = bytes != NULL ? ox_slice_from_bytes (bytes) : ox_slice (NULL, 0, 0);
    g_autoptr (GString) member = g_string_new (NULL);
    if (!take (&s, '{'))
        return FALSE;
    while (next_member (&s, member)) {
        if (strcmp (member->str, "entry") == 0 || strcmp (member->str, "list") == 0)
            return TRUE;
        if (strcmp (member->str, "schema") != 0 || !skip_value (&s))
            return FALSE;
    }
    return FALSE;
}

OxAddressBook *
ox_json_entries_open (OxStream *stream, OxOptions *options, OxDiagnostics *diagnostics, GError **error)
{
    g_autoptr (OxProps) props = ox_props_new ();
    OxRecords *records = ox_records_new (stream, parse_record, NULL, NULL);
    Scan scan = { records, props, diagnostics };
    gboolean ok = ox_lines_read (stream, take_line, &scan, error);
    g_autoptr (OxAddressList) list = ox_records_list (records, "NDJSON", props);
    return ok ? ox_address_book_of_list (list) : NULL;
}
