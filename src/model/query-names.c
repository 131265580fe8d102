/* SPDX-License-Identifier: MIT
 *
 * Properties in a query: by canonical name, by tag, or in brackets by set and name.
 */
#include "model/query-private.h"

#include "model/key-private.h"

#include <string.h>

#define MOST_LID_DIGITS 8

static guint16
natural_type (OxKey key, const char *name)
{
    guint16 type = ox_key_natural_type (key, name);
    return type == OX_TYPE_STRING8 || type == (OX_TYPE_STRING8 | OX_TYPE_MULTIPLE) ? type + 1 : type;
}

static gboolean
parse_hex (const char *text, gsize digits, guint64 *number)
{
    return g_str_has_prefix (text, "0x") && strlen (text) >= 3 && strlen (text) <= digits + 2
           && g_ascii_string_to_unsigned (text + 2, 16, 0, G_MAXUINT32, number, NULL);
}

/* "0x0037001F" is id and type, "0x0037" the id alone. */
static gboolean
from_tag (const char *text, OxPropRef *ref)
{
    guint64 tag;
    if (!parse_hex (text, 8, &tag))
        return FALSE;
    gboolean whole = strlen (text) > 6;
    *ref = (OxPropRef){ (OxKey) (whole ? tag >> 16 : tag), NULL, (guint16) (whole ? tag : 0) };
    if (ref->key >= 0x8000)
        ref->key |= OX_KEY_UNNAMED;
    else if (!whole)
        ref->type = natural_type (ref->key, NULL);
    return TRUE;
}

static gboolean
from_unnamed (const char *text, OxPropRef *ref)
{
    guint64 id;
    if (!g_str_has_prefix (text, "unnamed:") || !parse_hex (text + strlen ("unnamed:"), 4, &id))
        return FALSE;
    *ref = (OxPropRef){ OX_KEY_UNNAMED | (OxKey) id, NULL, 0 };
    return TRUE;
}

/* A well-known property has a key, any other goes by its name. */
static gboolean
set_name (const OxName *name, OxKey key, OxPropRef *ref)
{
    *ref = (OxPropRef){ key, NULL, key != OX_KEY_NONE ? natural_type (key, NULL) : 0 };
    if (key == OX_KEY_NONE) {
        ref->name = g_memdup2 (name, sizeof *name);
        ref->name->string = g_strdup (name->string);
    }
    return TRUE;
}

static gboolean
named (const OxGuid *set, const char *string, OxPropRef *ref)
{
    const OxName name = { OX_NAME_KIND_STRING, *set, 0, string };
    return set_name (&name, ox_key_from_name (set, string), ref);
}

/* "PSETID_Common:0x8501", "{GUID}:name" */
static gboolean
from_set (const char *text, OxPropRef *ref)
{
    const char *colon = strchr (text, ':');
    OxName name = { OX_NAME_KIND_STRING, { { 0 } }, 0, NULL };
    guint64 lid;
    if (colon == NULL || colon[1] == '\0')
        return FALSE;
    g_autofree char *set = g_strndup (text, (gsize) (colon - text));
    if (!ox_property_set_find (set, &name.set) && !ox_guid_from_string (&name.set, set))
        return FALSE;
    name.string = colon + 1;
    if (g_str_has_prefix (colon + 1, "\"") && g_str_has_suffix (colon + 2, "\"")) {
        /* a name that looks like a number */
        g_autofree char *inner = g_strndup (colon + 2, strlen (colon + 2) - 1);
        return named (&name.set, inner, ref);
    }
    if (parse_hex (colon + 1, MOST_LID_DIGITS, &lid)) {
        name = (OxName){ OX_NAME_KIND_LID, name.set, (guint32) lid, NULL };
        return set_name (&name, ox_key_from_lid (&name.set, name.lid), ref);
    }
    return named (&name.set, colon + 1, ref);
}

/* The type that may stand behind the name, after a space. */
static gboolean
split_type (char *text, guint16 *type)
{
    char *space = strrchr (text, ' ');
    guint64 number;
    if (space == NULL)
        return FALSE;
    if (parse_hex (space + 1, 4, &number)) {
        *type = (guint16) number;
        *space = '\0';
        return TRUE;
    }
    for (guint code = 0; code <= OX_TYPE_BINARY; code++)
        for (guint flag = 0; flag <= OX_TYPE_MULTIPLE; flag += OX_TYPE_MULTIPLE)
            if (g_strcmp0 (ox_type_to_string ((guint16) (code | flag)), space + 1) == 0) {
                *type = (guint16) (code | flag);
                *space = '\0';
                return TRUE;
            }
    return FALSE;
}

gboolean
query_prop_from_text (const char *text, gboolean bracketed, OxPropRef *ref)
{
    g_autofree char *name = g_strdup (text);
    guint16 type = 0;
    gboolean typed = bracketed && split_type (name, &type);
    *ref = (OxPropRef){ 0 };
    OxKey key = ox_key_from_canonical (name);
    if (key != OX_KEY_NONE)
        *ref = (OxPropRef){ key, NULL, natural_type (key, name) };
    else if (!from_tag (name, ref) && !(bracketed && (from_unnamed (name, ref) || from_set (name, ref))))
        return FALSE;
    if (typed)
        ref->type = type;
    return TRUE;
}

/* --- printing --------------------------------------------------------------------------------------- */

static void
put_bracketed (GString *out, const char *name, guint16 type)
{
    const char *type_name = ox_type_to_string (type);
    g_string_append_c (out, '[');
    for (; *name != '\0'; name++) {
        if (*name == '\\' || *name == ']')
            g_string_append_c (out, '\\');
        g_string_append_c (out, *name);
    }
    if (type_name != NULL)
        g_string_append_printf (out, " %s]", type_name);
    else
        g_string_append_printf (out, " 0x%04X]", type);
}

static char *
describe_name (const OxName *name)
{
    g_autofree char *set = ox_guid_to_string (&name->set);
    if (name->kind == OX_NAME_KIND_LID)
        return g_strdup_printf ("%s:0x%08X", set, name->lid);
    guint64 number;
    gboolean odd = name->string[0] == '"' || parse_hex (name->string, MOST_LID_DIGITS, &number);
    return g_strconcat (set, odd ? ":\"" : ":", name->string, odd ? "\"" : NULL, NULL);
}

void
query_put_prop (GString *out, const OxPropRef *ref)
{
    g_autofree char *described = NULL;
    const char *canonical = ref->name == NULL && ref->key < OX_KEY_LOCAL
                                ? ox_key_get_canonical (ref->key, ref->type) : NULL;
    gboolean same = canonical != NULL && ox_key_from_canonical (canonical) == ref->key;
    if (same && natural_type (ref->key, canonical) == ref->type) {
        g_string_append (out, canonical);
    } else if (ref->name == NULL && ref->key < 0x8000) {
        g_string_append_printf (out, "0x%04X%04X", ref->key, ref->type);
    } else if (ref->name == NULL && ref->key >= OX_KEY_UNNAMED) {
        g_string_append_printf (out, "0x%04X%04X", ref->key & 0xFFFF, ref->type);
    } else {
        OxName name = { 0 };
        if (ref->name != NULL)
            described = describe_name (ref->name);
        else if (ox_key_get_name (ref->key, &name))
            described = describe_name (&name);
        put_bracketed (out, same ? canonical : described != NULL ? described : "", ref->type);
    }
}
