/* SPDX-License-Identifier: MIT
 *
 * Whether the entries of a list can be told apart.
 */
#include "base/diag.h"
#include "base/hash.h"
#include "model/address-index.h"

#include <oxcart/error.h>
#include <string.h>

static const OxKey wanted[] = { OX_TAG_EMAIL_ADDRESS, OX_KEY_NONE };

/* A hash of a folded X.500 name, and whose it is. */
typedef struct {
    guint64 hash;
    guint32 entry;
} Name;

static gint
compare_names (gconstpointer a, gconstpointer b)
{
    const Name *x = a;
    const Name *y = b;
    if (x->hash != y->hash)
        return x->hash < y->hash ? -1 : 1;
    return x->entry < y->entry ? -1 : x->entry > y->entry;
}

/* The folded name; NULL where there is none. What is damaged is not told here: who reads the entry is told. */
static gboolean
name_of (OxAddressList *list, guint32 entry, char **name, GError **error)
{
    g_autoptr (GError) failure = NULL;
    g_autoptr (OxProps) props = ox_address_list_read_props (list, entry, wanted, NULL, &failure);
    *name = NULL;
    if (props == NULL && failure->domain != OX_ERROR) {
        g_propagate_error (error, g_steal_pointer (&failure));
        return FALSE;
    }
    const char *dn = props != NULL ? ox_props_get_text (props, OX_TAG_EMAIL_ADDRESS) : NULL;
    if (dn != NULL)
        *name = ox_address_fold (dn);
    return TRUE;
}

static gboolean
collect_names (OxAddressList *list, GArray *names, OxDiagnostics *d, GError **error)
{
    for (guint32 i = 0; i < ox_address_list_get_n_entries (list); i++) {
        g_autofree char *folded = NULL;
        if (!name_of (list, i, &folded, error))
            return FALSE;
        if (folded == NULL || *folded == '\0') {
            ox_diag (d, OX_DIAG_OAB_NAME, OX_DIAG_NO_OFFSET, "entry %u has no X.500 name", i);
            continue;
        }
        OxHash hash;
        ox_hash_init (&hash);
        ox_hash_update (&hash, ox_slice ((const guint8 *) folded, strlen (folded), 0));
        Name name = { hash.a, i };
        g_array_append_val (names, name);
    }
    return TRUE;
}

gboolean
ox_address_list_check_names (OxAddressList *list, OxDiagnostics *diagnostics, GError **error)
{
    g_autoptr (GArray) names = g_array_new (FALSE, FALSE, sizeof (Name));
    if (!collect_names (list, names, diagnostics, error))
        return FALSE;
    g_array_sort (names, compare_names);
    for (guint i = 1; i < names->len; i++) {
        const Name *x = &g_array_index (names, Name, i - 1);
        const Name *y = &g_array_index (names, Name, i);
        g_autofree char *one = NULL;
        g_autofree char *other = NULL;
        if (x->hash != y->hash)
            continue;
        if (!name_of (list, x->entry, &one, error) || !name_of (list, y->entry, &other, error))
            return FALSE;
        if (g_strcmp0 (one, other) == 0)
            ox_diag (diagnostics, OX_DIAG_OAB_NAME, OX_DIAG_NO_OFFSET, "entries %u and %u have one X.500 name", x->entry,
                     y->entry);
    }
    return TRUE;
}
