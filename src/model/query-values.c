/* SPDX-License-Identifier: MIT
 *
 * Values in a query: text, numbers with K, M and G, dates of UTC, bytes, GUIDs.
 */
#include "model/query-private.h"

#include <math.h>
#include <oxcart/filetime.h>
#include <string.h>

#define TICKS G_GUINT64_CONSTANT (10000000)
#define FIRST_YEAR 1601
#define LAST_YEAR 9999

/* --- dates ------------------------------------------------------------------------------------------ */

/* Takes n digits, 0 for a number that is not there. */
static gboolean
take_digits (const char **p, guint n, guint *number)
{
    *number = 0;
    for (guint i = 0; i < n; i++, (*p)++) {
        if (!g_ascii_isdigit (**p))
            return FALSE;
        *number = *number * 10 + (guint) (**p - '0');
    }
    return TRUE;
}

/* Year, month, day, hour, minute, second, as far as they are given; *n is how many. */
static gboolean
take_fields (const char **p, guint fields[6], guint *n)
{
    static const char before[6] = { 0, '-', '-', 'T', ':', ':' };
    for (*n = 0; *n < 6; (*n)++) {
        gboolean here = *n == 0 || **p == before[*n] || (*n == 3 && **p == 't');
        if (!here)
            return TRUE;
        if (*n > 0)
            (*p)++;
        if (!take_digits (p, *n == 0 ? 4 : 2, &fields[*n]))
            return FALSE;
    }
    return TRUE;
}

static gboolean
take_fraction (const char **p, guint64 *ticks)
{
    guint64 unit = TICKS / 10;
    if (**p != '.')
        return TRUE;
    (*p)++;
    if (!g_ascii_isdigit (**p))
        return FALSE;
    for (; g_ascii_isdigit (**p); (*p)++, unit /= 10)
        *ticks += unit * (guint64) (**p - '0');
    return TRUE;
}

static guint64
moment (const guint f[6])
{
    g_autoptr (GDateTime) date = g_date_time_new_utc ((gint) f[0], (gint) f[1], (gint) f[2], (gint) f[3],
                                                      (gint) f[4], f[5]);
    return date != NULL ? ox_filetime_from_unix (g_date_time_to_unix (date)) : 0;
}

/* The moment after a year, a month, a day, an hour or a minute. */
static guint64
moment_after (const guint f[6], guint n, guint64 from)
{
    static const guint64 seconds[6] = { 0, 0, 0, 86400, 3600, 60 };
    guint next[6] = { f[0], f[1], f[2], f[3], f[4], f[5] };
    if (n > 2)
        return n < 6 ? from + seconds[n] * TICKS : 0;
    next[0] += n == 1 || f[1] == 12;
    next[1] = n == 1 || f[1] == 12 ? 1 : f[1] + 1;
    if (next[0] > LAST_YEAR)
        return ox_filetime_from_unix (G_GINT64_CONSTANT (253402300800)); /* 10000-01-01 */
    return moment (next);
}

gboolean
query_date_parse (const char *text, QueryDate *date)
{
    guint f[6] = { 0, 1, 1, 0, 0, 0 };
    guint n;
    guint64 fraction = 0;
    const char *p = text;
    *date = (QueryDate){ 0 };
    if (strlen (text) > 4 && strspn (text, "0123456789") == strlen (text)) /* a bare FILETIME */
        return g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT64, &date->from, NULL);
    if (!take_fields (&p, f, &n) || (n == 6 && !take_fraction (&p, &fraction)))
        return FALSE;
    if (n > 3 && (*p == 'Z' || *p == 'z'))
        p++;
    gboolean fits = f[0] >= FIRST_YEAR && f[0] <= LAST_YEAR && f[1] >= 1 && f[1] <= 12 && f[2] >= 1
                    && f[2] <= g_date_get_days_in_month ((GDateMonth) f[1], (GDateYear) f[0]) && f[3] < 24
                    && f[4] < 60 && f[5] < 60;
    if (*p != '\0' || !fits)
        return FALSE;
    date->from = moment (f) + fraction;
    date->until = moment_after (f, n, date->from);
    return TRUE;
}

/* --- reading ------------------------------------------------------------------------------------------ */

/* With K, M or G behind it times 1024, its square or its cube. */
static gboolean
parse_number (const char *text, gint64 *number)
{
    static const char units[] = "KMG";
    g_autofree char *digits = g_strdup (text);
    gsize n = strlen (digits);
    guint64 unsigned_number;
    guint shift = 0;
    const char *unit = n > 0 ? strchr (units, g_ascii_toupper (digits[n - 1])) : NULL;
    if (unit != NULL && *unit != '\0') {
        shift = 10 * (guint) (unit - units + 1);
        digits[n - 1] = '\0';
    }
    if (g_str_has_prefix (digits, "0x") && shift == 0) {
        if (!g_ascii_string_to_unsigned (digits + 2, 16, 0, G_MAXUINT64, &unsigned_number, NULL))
            return FALSE;
        *number = (gint64) unsigned_number;
        return TRUE;
    }
    gint64 most = G_MAXINT64 >> shift;
    if (!g_ascii_string_to_signed (digits, 10, shift > 0 ? -most : G_MININT64, most, number, NULL))
        return FALSE;
    *number *= G_GINT64_CONSTANT (1) << shift;
    return TRUE;
}

static const char *
integer_value (const char *text, guint16 type, const QueryField *field, OxValue *value)
{
    gint64 number = 0;
    for (guint i = 0; field != NULL && field->values != NULL && field->values[i] != NULL; i++)
        if (g_ascii_strcasecmp (text, field->values[i]) == 0) {
            *value = ox_value_integer (type, i);
            return NULL;
        }
    if (!parse_number (text, &number))
        return "a number is expected here";
    gboolean fits16 = number == (gint16) number, fits32 = number == (gint32) number;
    if (type == OX_TYPE_ERROR_CODE && number == (guint32) number)
        number = (gint32) number;
    else if (type == 0)
        type = fits32 ? OX_TYPE_INTEGER32 : OX_TYPE_INTEGER64;
    else if ((type == OX_TYPE_INTEGER16 && !fits16) || (type == OX_TYPE_INTEGER32 && !fits32))
        type = fits32 ? OX_TYPE_INTEGER32 : OX_TYPE_INTEGER64;
    *value = ox_value_integer (type, number);
    return NULL;
}

static const char *
real_value (const char *text, guint16 type, OxValue *value)
{
    char *end = NULL;
    double real = g_ascii_strtod (text, &end);
    if (end == text || *end != '\0')
        return "a number is expected here";
    *value = ox_value_real (type, type == OX_TYPE_FLOATING32 ? (double) (float) real : real);
    return NULL;
}

static const char *
boolean_value (const char *text, OxValue *value)
{
    gboolean yes = g_ascii_strcasecmp (text, "true") == 0 || g_ascii_strcasecmp (text, "yes") == 0;
    if (!yes && g_ascii_strcasecmp (text, "false") != 0 && g_ascii_strcasecmp (text, "no") != 0)
        return "true or false is expected here";
    *value = ox_value_integer (OX_TYPE_BOOLEAN, yes);
    return NULL;
}

static const char *
hex_value (const char *text, guint16 type, OxValue *value)
{
    g_autoptr (GByteArray) bytes = g_byte_array_new ();
    for (; *text != '\0'; text += 2) {
        int high = g_ascii_xdigit_value (text[0]);
        int low = high >= 0 ? g_ascii_xdigit_value (text[1]) : -1;
        if (low < 0)
            return "two hexadecimal digits a byte are expected here";
        guint8 byte = (guint8) (high << 4 | low);
        g_byte_array_append (bytes, &byte, 1);
    }
    *value = ox_value_bytes (type, g_byte_array_free_to_bytes (g_steal_pointer (&bytes)));
    return NULL;
}

/* What a value looks like, where its property does not say. */
static guint16
guess_type (const QueryToken *token)
{
    QueryDate date;
    gint64 number;
    OxValue value;
    const char *text = token->text;
    if (token->kind == QUERY_HEX)
        return OX_TYPE_BINARY;
    if (token->kind == QUERY_BRACES)
        return OX_TYPE_GUID;
    if (token->kind == QUERY_TEXT)
        return OX_TYPE_STRING;
    if (boolean_value (text, &value) == NULL)
        return OX_TYPE_BOOLEAN;
    if (parse_number (text, &number))
        return number == (gint32) number ? OX_TYPE_INTEGER32 : OX_TYPE_INTEGER64;
    if (query_date_parse (text, &date))
        return OX_TYPE_TIME;
    return real_value (text, OX_TYPE_FLOATING64, &value) == NULL ? OX_TYPE_FLOATING64 : OX_TYPE_STRING;
}

static const char *
text_value (const char *text, OxValue *value)
{
    *value = ox_value_text (OX_TYPE_STRING, g_strdup (text), strlen (text));
    return NULL;
}

const char *
query_value_parse (const QueryToken *token, guint16 type, const QueryField *field, OxValue *value)
{
    QueryDate date;
    OxGuid guid;
    if (token->kind == QUERY_BRACES) {
        g_autofree char *text = g_strdup_printf ("{%s}", token->text);
        if ((type != 0 && type != OX_TYPE_GUID) || !ox_guid_from_string (&guid, text))
            return "a GUID is not expected here";
        *value = ox_value_guid (&guid);
        return NULL;
    }
    if (token->kind == QUERY_HEX && type != 0 && type != OX_TYPE_BINARY && type != OX_TYPE_SERVER_ID)
        return "bytes are not what the property holds";
    type = type != 0 ? type : guess_type (token);
    switch (type) {
    case OX_TYPE_STRING:
        return text_value (token->text, value);
    case OX_TYPE_BOOLEAN:
        return boolean_value (token->text, value);
    case OX_TYPE_TIME:
        if (!query_date_parse (token->text, &date))
            return "a date such as 2020-01-31 or 2020-01-31T12:00Z is expected here";
        *value = ox_value_integer (type, (gint64) date.from);
        return NULL;
    case OX_TYPE_FLOATING32:
    case OX_TYPE_FLOATING64:
    case OX_TYPE_FLOATING_TIME:
        return real_value (token->text, type, value);
    case OX_TYPE_BINARY:
    case OX_TYPE_SERVER_ID:
        return token->kind == QUERY_HEX ? hex_value (token->text, type, value)
                                        : "bytes such as x\"0A0B\" are expected here";
    case OX_TYPE_GUID:
        return "a GUID in braces is expected here";
    case OX_TYPE_NULL:
        *value = (OxValue){ .type = type };
        return g_strcmp0 (token->text, "null") == 0 ? NULL : "the property has no value but null";
    case OX_TYPE_INTEGER16:
    case OX_TYPE_INTEGER32:
    case OX_TYPE_INTEGER64:
    case OX_TYPE_CURRENCY:
    case OX_TYPE_ERROR_CODE:
        return integer_value (token->text, type, field, value);
    default:
        return "a property of this type does not compare with a value";
    }
}

/* --- printing ------------------------------------------------------------------------------------------ */

static void
put_time (GString *out, guint64 filetime, gboolean coarse)
{
    g_autofree char *iso = ox_filetime_to_iso8601 (filetime);
    if (coarse && g_str_has_suffix (iso, "T00:00:00Z"))
        g_string_append_len (out, iso, (gssize) (strlen (iso) - strlen ("T00:00:00Z")));
    else
        g_string_append (out, iso);
}

static void
put_integer (GString *out, gint64 integer, const QueryField *field)
{
    gboolean is_size = field != NULL && field->key == OX_TAG_MESSAGE_SIZE;
    guint n_values = 0;
    while (field != NULL && field->values != NULL && field->values[n_values] != NULL)
        n_values++;
    if (integer >= 0 && integer < (gint64) n_values)
        g_string_append (out, field->values[integer]);
    else if (is_size && integer > 0 && integer % (1 << 20) == 0)
        g_string_append_printf (out, "%" G_GINT64_FORMAT "M", integer / (1 << 20));
    else if (is_size && integer > 0 && integer % (1 << 10) == 0)
        g_string_append_printf (out, "%" G_GINT64_FORMAT "K", integer / (1 << 10));
    else
        g_string_append_printf (out, "%" G_GINT64_FORMAT, integer);
}

static void
put_bytes (GString *out, GBytes *bytes)
{
    gsize n = 0;
    const guint8 *data = g_bytes_get_data (bytes, &n);
    g_string_append (out, "x\"");
    for (gsize i = 0; i < n; i++)
        g_string_append_printf (out, "%02X", data[i]);
    g_string_append_c (out, '"');
}

static void
put_list (GString *out, const OxValue *value, gboolean coarse)
{
    g_string_append_c (out, '(');
    for (guint i = 0; i < value->n; i++) {
        if (i > 0)
            g_string_append (out, ", ");
        query_put_value (out, &value->u.items[i], NULL, coarse);
    }
    g_string_append_c (out, ')');
}

void
query_put_value (GString *out, const OxValue *value, const QueryField *field, gboolean coarse)
{
    char buffer[G_ASCII_DTOSTR_BUF_SIZE];
    g_autofree char *guid = NULL;
    switch ((OxForm) value->form) {
    case OX_FORM_TEXT:
        query_put_quoted (out, value->u.text);
        break;
    case OX_FORM_INTEGER:
        if (value->type == OX_TYPE_TIME)
            put_time (out, (guint64) value->u.integer, coarse);
        else if (value->type == OX_TYPE_BOOLEAN)
            g_string_append (out, value->u.integer != 0 ? "true" : "false");
        else
            put_integer (out, value->u.integer, field);
        break;
    case OX_FORM_REAL:
        g_string_append (out, isnan (value->u.real) ? "nan"
                                                    : g_ascii_dtostr (buffer, sizeof buffer, value->u.real));
        break;
    case OX_FORM_BYTES:
        put_bytes (out, value->u.bytes);
        break;
    case OX_FORM_GUID:
        guid = ox_guid_to_string (value->u.guid);
        g_string_append (out, guid);
        break;
    case OX_FORM_MULTIPLE:
        put_list (out, value, coarse);
        break;
    default:
        g_string_append (out, "null");
        break;
    }
}
