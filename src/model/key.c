/* SPDX-License-Identifier: MIT
 *
 * The keys of well-known properties. OX_LID_ keys are arithmetic (set and long
 * id), so every long id of a well-known set has one, in the table or not.
 */
#include "model/key-private.h"

#include <string.h>

#include "property-table.inc"

#define FIRST_NAME 0x40000000u
#define INTERNET_HEADERS 2 /* its index in property_sets */

const char *
ox_type_to_string (guint16 type)
{
    static const struct {
        guint16 type;
        const char *name;
        const char *multiple;
    } names[] = {
        { OX_TYPE_UNSPECIFIED, "PtypUnspecified", NULL },
        { OX_TYPE_NULL, "PtypNull", NULL },
        { OX_TYPE_INTEGER16, "PtypInteger16", "PtypMultipleInteger16" },
        { OX_TYPE_INTEGER32, "PtypInteger32", "PtypMultipleInteger32" },
        { OX_TYPE_FLOATING32, "PtypFloating32", "PtypMultipleFloating32" },
        { OX_TYPE_FLOATING64, "PtypFloating64", "PtypMultipleFloating64" },
        { OX_TYPE_CURRENCY, "PtypCurrency", "PtypMultipleCurrency" },
        { OX_TYPE_FLOATING_TIME, "PtypFloatingTime", "PtypMultipleFloatingTime" },
        { OX_TYPE_ERROR_CODE, "PtypErrorCode", NULL },
        { OX_TYPE_BOOLEAN, "PtypBoolean", NULL },
        { OX_TYPE_OBJECT, "PtypObject", NULL },
        { OX_TYPE_INTEGER64, "PtypInteger64", "PtypMultipleInteger64" },
        { OX_TYPE_STRING8, "PtypString8", "PtypMultipleString8" },
        { OX_TYPE_STRING, "PtypString", "PtypMultipleString" },
        { OX_TYPE_TIME, "PtypTime", "PtypMultipleTime" },
        { OX_TYPE_GUID, "PtypGuid", "PtypMultipleGuid" },
        { OX_TYPE_SERVER_ID, "PtypServerId", NULL },
        { OX_TYPE_RESTRICTION, "PtypRestriction", NULL },
        { OX_TYPE_RULE_ACTION, "PtypRuleAction", NULL },
        { OX_TYPE_BINARY, "PtypBinary", "PtypMultipleBinary" },
    };
    for (guint i = 0; i < G_N_ELEMENTS (names); i++)
        if (names[i].type == (type & ~OX_TYPE_MULTIPLE))
            return (type & OX_TYPE_MULTIPLE) != 0 ? names[i].multiple : names[i].name;
    return NULL;
}

static int
set_index (const OxGuid *set)
{
    for (guint i = 0; i < G_N_ELEMENTS (property_sets); i++)
        if (memcmp (set, &property_sets[i].guid, sizeof *set) == 0)
            return (int) i;
    return -1;
}

const char *
ox_property_set_name (const OxGuid *set)
{
    int index = set_index (set);
    return index >= 0 ? property_sets[index].name : NULL;
}

OxKey
ox_key_from_lid (const OxGuid *set, guint32 lid)
{
    int index = lid <= 0xFFFF ? set_index (set) : -1;
    return index >= 0 ? (guint32) (index + 1) << 16 | lid : OX_KEY_NONE;
}

/* Header names compare without case, other names with, [MS-OXPROPS] 1.3.2. */
static char *
string_name_index (int set, const char *string)
{
    g_autofree char *lower = set == INTERNET_HEADERS ? g_ascii_strdown (string, -1) : NULL;
    return g_strdup_printf ("%d:%s", set, lower != NULL ? lower : string);
}

static GHashTable *
string_names_build (void)
{
    GHashTable *table = g_hash_table_new (g_str_hash, g_str_equal);
    for (guint i = 0; i < G_N_ELEMENTS (string_names); i++) {
        char *index = string_name_index (string_names[i].set, string_names[i].string);
        /* A row that stands twice keeps the first key. */
        if (g_hash_table_contains (table, index))
            g_free (index);
        else
            g_hash_table_insert (table, index, GUINT_TO_POINTER (FIRST_NAME + i));
    }
    return table;
}

OxKey
ox_key_from_name (const OxGuid *set, const char *name)
{
    static GHashTable *table;
    static gsize once;
    if (g_once_init_enter (&once)) {
        table = string_names_build ();
        g_once_init_leave (&once, 1);
    }
    int index = set_index (set);
    if (index < 0)
        return OX_KEY_NONE;
    g_autofree char *key = string_name_index (index, name);
    return GPOINTER_TO_UINT (g_hash_table_lookup (table, key));
}

static GHashTable *
canonical_build (void)
{
    GHashTable *table = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < G_N_ELEMENTS (property_rows); i++)
        g_hash_table_insert (table, g_ascii_strdown (property_rows[i].canonical, -1),
                             GUINT_TO_POINTER (property_rows[i].key));
    for (guint i = 0; i < G_N_ELEMENTS (property_rows); i++) {
        g_auto (GStrv) alternates = g_strsplit (property_rows[i].alternates, ";", -1);
        for (guint j = 0; alternates[j] != NULL; j++) {
            char *lower = g_ascii_strdown (alternates[j], -1);
            if (g_hash_table_contains (table, lower))
                g_free (lower);
            else
                g_hash_table_insert (table, lower, GUINT_TO_POINTER (property_rows[i].key));
        }
    }
    return table;
}

OxKey
ox_key_from_canonical (const char *name)
{
    static GHashTable *table;
    static gsize once;
    if (g_once_init_enter (&once)) {
        table = canonical_build ();
        g_once_init_leave (&once, 1);
    }
    g_autofree char *lower = g_ascii_strdown (name, -1);
    return GPOINTER_TO_UINT (g_hash_table_lookup (table, lower));
}

/* The first row of a key, or the number of rows: rows are sorted by key. */
static guint
first_row (OxKey key)
{
    guint low = 0;
    guint high = G_N_ELEMENTS (property_rows);
    while (low < high) {
        guint middle = low + (high - low) / 2;
        if (property_rows[middle].key < key)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

const char *
ox_key_get_canonical (OxKey key, guint16 type)
{
    guint first = first_row (key);
    const char *best = NULL;
    for (guint i = first; i < G_N_ELEMENTS (property_rows) && property_rows[i].key == key; i++) {
        gboolean fits = property_rows[i].type == type
                        || (property_rows[i].type == OX_TYPE_STRING && type == OX_TYPE_STRING8);
        if (fits)
            return property_rows[i].canonical;
        if (best == NULL)
            best = property_rows[i].canonical;
    }
    return best;
}

guint16
ox_key_natural_type (OxKey key, const char *name)
{
    guint first = first_row (key);
    guint16 type = 0;
    for (guint i = first; i < G_N_ELEMENTS (property_rows) && property_rows[i].key == key; i++) {
        if (name != NULL && g_ascii_strcasecmp (property_rows[i].canonical, name) == 0)
            return property_rows[i].type;
        if (type == 0)
            type = property_rows[i].type;
    }
    return type;
}

gboolean
ox_property_set_find (const char *name, OxGuid *set)
{
    for (guint i = 0; i < G_N_ELEMENTS (property_sets); i++)
        if (strcmp (name, property_sets[i].name) == 0) {
            *set = property_sets[i].guid;
            return TRUE;
        }
    return FALSE;
}

gboolean
ox_key_get_name (OxKey key, OxName *name)
{
    if (key >= FIRST_NAME && key - FIRST_NAME < G_N_ELEMENTS (string_names)) {
        guint i = key - FIRST_NAME;
        *name = (OxName){ OX_NAME_KIND_STRING, property_sets[string_names[i].set].guid, 0,
                          string_names[i].string };
        return TRUE;
    }
    guint set = (key >> 16) - 1;
    if (key < 0x10000 || key >= FIRST_NAME || set >= G_N_ELEMENTS (property_sets))
        return FALSE;
    *name = (OxName){ OX_NAME_KIND_LID, property_sets[set].guid, key & 0xFFFF, NULL };
    return TRUE;
}
