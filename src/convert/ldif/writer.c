/* SPDX-License-Identifier: MIT
 *
 * Address lists as LDIF, RFC 2849.
 */
#include "base/diag.h"
#include "convert/ldif/field.h"
#include "convert/ldif/rows.h"
#include "model/address-private.h"

#include <oxcart/directory.h>
#include <string.h>

#define MOST_LINE 76 /* columns; longer lines go on behind a space */

typedef struct {
    OxSink *sink;
    OxDiagnostics *diagnostics;
    GHashTable *ancestors; /* distinguished names that are there already */
    GString *line;
} Ldif;

/* --- lines --------------------------------------------------------------------------------------------------- */

static void
put_line (Ldif *l)
{
    gsize n = l->line->len;
    gsize at = 0;
    for (gsize room = MOST_LINE; n - at > room; room = MOST_LINE - 1) {
        ox_sink_write (l->sink, (const guint8 *) &l->line->str[at], room);
        ox_sink_puts (l->sink, "\n ");
        at += room;
    }
    ox_sink_write (l->sink, (const guint8 *) &l->line->str[at], n - at);
    ox_sink_puts (l->sink, "\n");
}

/* SAFE-STRING of RFC 2849, without control characters, which would be allowed; what ends in a space is not
 * safe, so that nobody strips it. */
static gboolean
is_safe (const guint8 *data, gsize n)
{
    if (n > 0 && (data[0] == ' ' || data[0] == ':' || data[0] == '<' || data[n - 1] == ' '))
        return FALSE;
    for (gsize i = 0; i < n; i++)
        if (data[i] < ' ' || data[i] >= 0x7F)
            return FALSE;
    return TRUE;
}

static void
put_bytes (Ldif *l, const char *attribute, const guint8 *data, gsize n)
{
    g_string_assign (l->line, attribute);
    if (is_safe (data, n)) {
        g_string_append (l->line, n > 0 ? ": " : ":");
        g_string_append_len (l->line, (const char *) data, (gssize) n);
    } else {
        g_autofree char *base64 = g_base64_encode (data, n);
        g_string_append_printf (l->line, ":: %s", base64);
    }
    put_line (l);
}

static void
put_text (Ldif *l, const char *attribute, const char *text)
{
    put_bytes (l, attribute, (const guint8 *) text, strlen (text));
}

/* --- entries ------------------------------------------------------------------------------------------------- */

static const OxLdifRow *
row_of (OxKey key)
{
    for (guint i = 0; i < ox_ldif_n_rows; i++)
        if (ox_ldif_rows[i].tag >> 16 == key && ox_ldif_rows[i].codec != OX_LDIF_IMPORT)
            return &ox_ldif_rows[i];
    return NULL;
}

/* Whether a value has the type its row reads to: else it is kept as it is. */
static gboolean
fits_row (const OxLdifRow *row, guint16 type)
{
    return row != NULL && type == (guint16) row->tag;
}

static void
put_value (Ldif *l, const OxLdifRow *row, OxKey key, guint16 type, const OxValue *item)
{
    g_autoptr (GBytes) bytes = ox_field_bytes (item);
    gsize n = 0;
    const guint8 *data = bytes != NULL ? g_bytes_get_data (bytes, &n) : NULL;
    if (bytes == NULL) {
        ox_diag (l->diagnostics, OX_DIAG_OAB_WRITE, OX_DIAG_NO_OFFSET, "property 0x%X cannot be written", key);
    } else if (!fits_row (row, type)) {
        g_autofree char *other = ox_field_other (key, item, type);
        if (other != NULL)
            put_text (l, "oxcartProperty", other);
    } else if (row->codec == OX_LDIF_DN) {
        g_autofree char *text = g_strndup ((const char *) data, n);
        g_autofree char *dn = ox_ldif_dn_from_x500 (text);
        put_text (l, row->attribute, dn);
    } else if (row->binary) {
        g_autofree char *attribute = g_strconcat (row->attribute, ";binary", NULL);
        put_bytes (l, attribute, data, n);
    } else {
        put_bytes (l, row->attribute, data, n);
    }
}

/* What reading gives by the class alone. */
static gboolean
follows_from_class (OxKey key, gint64 integer, gboolean is_group)
{
    return (key == OX_TAG_DISPLAY_TYPE && integer == (is_group ? 1 : 0))
           || (key == OX_TAG_OBJECT_TYPE && integer == (is_group ? 8 : 6));
}

static void
put_properties (Ldif *l, OxProps *props, gboolean is_group)
{
    for (guint i = 0; i < ox_props_get_size (props); i++) {
        OxKey key;
        gint64 integer = 0;
        const OxValue *value = ox_props_get_nth (props, i, &key);
        guint16 type = ox_value_get_type_code (value);
        if (key == OX_TAG_SURNAME && type == OX_TYPE_STRING)
            continue; /* sn, written before */
        if (ox_value_get_integer (value, &integer) && follows_from_class (key, integer, is_group))
            continue;
        for (guint j = 0; j < ox_value_get_n_items (value); j++)
            put_value (l, row_of (key), key, type, ox_value_get_item (value, j));
    }
}

/* Classes need names: of a person cn and sn, of a list cn and one member at least. */
static void
put_required (Ldif *l, OxProps *props, gboolean is_group, const char *name, const char *rdn)
{
    const char *surname = ox_props_get_text (props, OX_TAG_SURNAME);
    put_text (l, "objectClass", "top");
    put_text (l, "objectClass", is_group ? "groupOfNames" : "inetOrgPerson");
    put_text (l, "objectClass", "mailRecipient");
    put_text (l, "cn", name);
    /* The name that the entry has in the tree is one of its names. */
    if (rdn != NULL && strcmp (rdn, name) != 0)
        put_text (l, "cn", rdn);
    if (!is_group || surname != NULL)
        put_text (l, "sn", surname != NULL && *surname != '\0' ? surname : name);
    if (is_group && ox_props_lookup (props, OX_TAG_ADDRESS_BOOK_MEMBER) == NULL)
        put_text (l, "member", "");
}

/* The parts above an entry, each once, so that the file can be loaded into an empty directory. */
static void
put_ancestors (Ldif *l, const char *x500)
{
    for (const char *slash = x500 != NULL ? strchr (x500 + 1, '/') : NULL; slash != NULL;
         slash = strchr (slash + 1, '/')) {
        g_autofree char *above = g_strndup (x500, (gsize) (slash - x500));
        g_autofree char *dn = ox_ldif_dn_from_x500 (above);
        g_autofree char *folded = g_ascii_strdown (dn, -1);
        const char *value = strrchr (above, '=');
        gboolean is_o = g_ascii_strncasecmp (dn, "o=", 2) == 0;
        gboolean is_ou = g_ascii_strncasecmp (dn, "ou=", 3) == 0;
        if (value == NULL || !g_hash_table_add (l->ancestors, g_steal_pointer (&folded)))
            continue;
        put_text (l, "dn", dn);
        put_text (l, "objectClass", is_o ? "organization" : is_ou ? "organizationalUnit" : "organizationalRole");
        put_text (l, is_o ? "o" : is_ou ? "ou" : "cn", value + 1);
        ox_sink_puts (l->sink, "\n");
    }
}

static void
put_entry (Ldif *l, OxEntry *entry)
{
    OxProps *props = ox_entry_get_props (entry);
    const char *x500 = ox_props_get_text (props, OX_TAG_EMAIL_ADDRESS);
    const char *name = ox_props_get_text (props, OX_TAG_DISPLAY_NAME);
    g_autofree char *smtp = ox_entry_get_smtp (entry);
    gboolean is_group = ox_entry_get_kind (entry) == OX_ENTRY_LIST;
    const char *shown = name != NULL && *name != '\0' ? name : smtp != NULL ? smtp : "?";
    g_autofree char *dn = x500 != NULL ? ox_ldif_dn_from_x500 (x500) : ox_ldif_dn_from_x500 (shown);
    const char *rdn = x500 != NULL ? strrchr (x500, '/') : NULL;
    put_ancestors (l, x500);
    put_text (l, "dn", dn);
    put_required (l, props, is_group, shown, rdn != NULL && g_ascii_strncasecmp (rdn, "/cn=", 4) == 0 ? rdn + 4 : NULL);
    put_properties (l, props, is_group);
    ox_sink_puts (l->sink, "\n");
}

gboolean
ox_address_list_write_ldif (OxAddressList *list, OxSink *sink, OxOptions *options, OxDiagnostics *diagnostics,
                            GError **error)
{
    g_autoptr (GHashTable) ancestors = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr (GString) line = g_string_new (NULL);
    Ldif l = { sink, diagnostics, ancestors, line };
    /* Instead of "version: 1", which slapadd takes for an attribute of the first entry. */
    ox_sink_puts (sink, "# LDIF\n\n");
    for (guint32 i = 0; i < ox_address_list_get_n_entries (list) && ox_sink_is_ok (sink); i++) {
        g_autoptr (OxEntry) entry = NULL;
        if (!ox_address_list_try_entry (list, i, diagnostics, &entry, error))
            return FALSE;
        if (entry != NULL)
            put_entry (&l, entry);
    }
    return ox_sink_is_ok (sink) || ox_sink_finish (sink, error);
}
