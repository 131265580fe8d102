/* SPDX-License-Identifier: MIT */
#include "model/key-private.h"


#include <string.h>

struct _OxNames {
    gatomicrefcount refs;
    GPtrArray *rows;   /* OxName */
    GHashTable *index; /* OxName to its key; the first of several equal ones */
};

G_DEFINE_BOXED_TYPE (OxNames, ox_names, ox_names_ref, ox_names_unref)

static guint
name_hash (gconstpointer data)
{
    const OxName *name = data;
    guint32 head = name->set.bytes[0] | (guint32) name->set.bytes[1] << 8;
    return name->kind == OX_NAME_KIND_STRING ? g_str_hash (name->string) ^ head
                                             : name->lid * 31 ^ head;
}

static gboolean
name_equal (gconstpointer a, gconstpointer b)
{
    const OxName *x = a;
    const OxName *y = b;
    if (x->kind != y->kind || memcmp (&x->set, &y->set, sizeof x->set) != 0)
        return FALSE;
    return x->kind == OX_NAME_KIND_STRING ? strcmp (x->string, y->string) == 0 : x->lid == y->lid;
}

static void
name_free (gpointer data)
{
    OxName *name = data;
    g_free ((char *) name->string);
    g_free (name);
}

OxNames *
ox_names_new (void)
{
    OxNames *names = g_new0 (OxNames, 1);
    g_atomic_ref_count_init (&names->refs);
    names->rows = g_ptr_array_new_with_free_func (name_free);
    names->index = g_hash_table_new (name_hash, name_equal);
    return names;
}

OxNames *
ox_names_ref (OxNames *names)
{
    g_atomic_ref_count_inc (&names->refs);
    return names;
}

void
ox_names_unref (OxNames *names)
{
    if (!g_atomic_ref_count_dec (&names->refs))
        return;
    g_hash_table_unref (names->index);
    g_ptr_array_unref (names->rows);
    g_free (names);
}

OxKey
ox_names_add (OxNames *names, const OxName *name)
{
    OxName *row = g_new (OxName, 1);
    *row = *name;
    row->string = g_strdup (name->string);
    OxKey key = OX_KEY_LOCAL + names->rows->len;
    g_ptr_array_add (names->rows, row);
    if (!g_hash_table_contains (names->index, row))
        g_hash_table_insert (names->index, row, GUINT_TO_POINTER (key));
    return key;
}

OxKey
ox_names_find (OxNames *names, const OxName *name)
{
    OxKey key = OX_KEY_NONE;
    if (name->kind == OX_NAME_KIND_LID)
        key = ox_key_from_lid (&name->set, name->lid);
    else if (name->kind == OX_NAME_KIND_STRING)
        key = ox_key_from_name (&name->set, name->string);
    if (key == OX_KEY_NONE)
        key = GPOINTER_TO_UINT (g_hash_table_lookup (names->index, name));
    return key;
}

OxKey
ox_names_intern (OxNames *names, const OxName *name)
{
    OxKey key = ox_names_find (names, name);
    return key != OX_KEY_NONE ? key : ox_names_add (names, name);
}

gboolean
ox_names_get (OxNames *names, OxKey key, OxName *name)
{
    if (key < OX_KEY_LOCAL)
        return ox_key_get_name (key, name);
    if (key >= OX_KEY_UNNAMED) {
        *name = (OxName){ OX_NAME_KIND_UNKNOWN, { { 0 } }, key & 0xFFFF, NULL };
        return TRUE;
    }
    if (names == NULL || key - OX_KEY_LOCAL >= names->rows->len)
        return FALSE;
    *name = *(const OxName *) names->rows->pdata[key - OX_KEY_LOCAL];
    return TRUE;
}

guint
ox_names_get_size (OxNames *names)
{
    return names->rows->len;
}

char *
ox_names_describe (OxNames *names, OxKey key, guint16 type)
{
    const char *canonical = key < OX_KEY_LOCAL ? ox_key_get_canonical (key, type) : NULL;
    if (canonical != NULL)
        return g_strdup (canonical);
    if (key < 0x10000)
        return g_strdup_printf ("0x%04X", key);
    OxName name;
    if (!ox_names_get (names, key, &name))
        return g_strdup_printf ("0x%08X", key);
    if (name.kind == OX_NAME_KIND_UNKNOWN)
        return g_strdup_printf ("unnamed:0x%04X", name.lid);
    const char *known = ox_property_set_name (&name.set);
    g_autofree char *set = known != NULL ? g_strdup (known) : ox_guid_to_string (&name.set);
    if (name.kind == OX_NAME_KIND_LID)
        return g_strdup_printf ("%s:0x%04X", set, name.lid);
    return g_strconcat (set, ":", name.string, NULL);
}
