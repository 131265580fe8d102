/* SPDX-License-Identifier: MIT */
#include "model/account-private.h"

#include "model/props-private.h"

typedef struct {
    OxKey key;
    OxFate fate;
    guint place; /* index into places */
    guint64 size;
    char *name;
} Entry;

struct _OxAccount {
    gatomicrefcount refs;
    GArray *entries;
    GPtrArray *places;
    GHashTable *first;   /* OxProps to the index of its first entry */
    GHashTable *entered; /* name of a place to its Range */
};

/* The entries of one place. */
typedef struct {
    guint first;
    guint n;
} Range;

/* Properties that describe one copy in one store, or that any client computes
 * from the rest: they say nothing of the message. A closed list. */
static const OxKey not_applicable[] = {
#include "model/not-applicable.inc"
};

G_DEFINE_BOXED_TYPE (OxAccount, ox_account, ox_account_ref, ox_account_unref)

static void
entry_clear (gpointer data)
{
    g_free (((Entry *) data)->name);
}

OxAccount *
ox_account_new (void)
{
    OxAccount *account = g_new0 (OxAccount, 1);
    g_atomic_ref_count_init (&account->refs);
    account->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
    g_array_set_clear_func (account->entries, entry_clear);
    account->places = g_ptr_array_new_with_free_func (g_free);
    account->first = g_hash_table_new_full (NULL, NULL, (GDestroyNotify) ox_props_unref, NULL);
    account->entered = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
    return account;
}

OxAccount *
ox_account_ref (OxAccount *account)
{
    g_atomic_ref_count_inc (&account->refs);
    return account;
}

void
ox_account_unref (OxAccount *account)
{
    if (!g_atomic_ref_count_dec (&account->refs))
        return;
    g_array_unref (account->entries);
    g_ptr_array_unref (account->places);
    g_hash_table_unref (account->first);
    g_hash_table_unref (account->entered);
    g_free (account);
}

static OxFate
initial_fate (OxKey key)
{
    for (guint i = 0; i < G_N_ELEMENTS (not_applicable); i++)
        if (not_applicable[i] == key)
            return OX_FATE_NOT_APPLICABLE;
    return OX_FATE_LOST;
}

void
ox_account_enter (OxAccount *account, const char *place, OxProps *props, OxNames *names)
{
    if (account == NULL || g_hash_table_contains (account->first, props))
        return;
    /* An embedded message that is opened anew is the one that was there before: what either reading
     * makes of a property counts. */
    guint n = ox_props_get_size (props);
    const Range *before = g_hash_table_lookup (account->entered, place);
    gboolean is_again = before != NULL && before->n == n;
    guint first = is_again ? before->first : account->entries->len;
    g_hash_table_insert (account->first, ox_props_ref (props), GUINT_TO_POINTER (first));
    if (is_again)
        return;
    const Range range = { first, n };
    g_hash_table_insert (account->entered, g_strdup (place), g_memdup2 (&range, sizeof range));
    g_ptr_array_add (account->places, g_strdup (place));
    for (guint i = 0; i < n; i++) {
        OxKey key;
        const OxValue *value = ox_props_get_nth (props, i, &key);
        Entry entry = { key, initial_fate (key), account->places->len - 1,
                        ox_value_get_size (value),
                        ox_names_describe (names, key, ox_value_get_type_code (value)) };
        g_array_append_val (account->entries, entry);
    }
}

void
ox_account_enter_message (OxAccount *account, OxMessage *message, const char *place)
{
    OxNames *names = ox_message_get_names (message);
    const char *slash = *place != '\0' ? "/" : "";
    if (account == NULL)
        return;
    ox_account_enter (account, place, ox_message_get_props (message), names);
    for (guint i = 0; i < ox_message_get_n_recipients (message); i++) {
        g_autofree char *inner = g_strdup_printf ("%s%srecipient %u", place, slash, i);
        ox_account_enter (account, inner,
                          ox_recipient_get_props (ox_message_get_recipient (message, i)), names);
    }
    for (guint i = 0; i < ox_message_get_n_attachments (message); i++) {
        g_autofree char *inner = g_strdup_printf ("%s%sattachment %u", place, slash, i);
        ox_account_enter (account, inner,
                          ox_attachment_get_props (ox_message_get_attachment (message, i)), names);
    }
}

void
ox_account_set (OxAccount *account, OxProps *props, OxKey key, OxFate fate)
{
    gpointer first;
    if (account == NULL || key == OX_KEY_NONE
        || !g_hash_table_lookup_extended (account->first, props, NULL, &first))
        return;
    gint index = ox_props_index (props, key);
    if (index < 0)
        return;
    Entry *entry = &g_array_index (account->entries, Entry,
                                   GPOINTER_TO_UINT (first) + (guint) index);
    entry->fate = MIN (entry->fate, fate); /* in the order of the enumeration */
}

guint
ox_account_get_size (OxAccount *account)
{
    return account->entries->len;
}

OxFate
ox_account_get (OxAccount *account, guint index, const char **place, OxKey *key,
                const char **name, guint64 *size)
{
    g_return_val_if_fail (index < account->entries->len, OX_FATE_LOST);
    const Entry *entry = &g_array_index (account->entries, Entry, index);
    *place = account->places->pdata[entry->place];
    *key = entry->key;
    *name = entry->name;
    *size = entry->size;
    return entry->fate;
}

guint
ox_account_count (OxAccount *account, OxFate fate)
{
    guint n = 0;
    for (guint i = 0; i < account->entries->len; i++)
        n += g_array_index (account->entries, Entry, i).fate == fate;
    return n;
}

const char *
ox_fate_to_string (OxFate fate)
{
    static const char *const words[] = { "mapped", "preserved", "not-applicable", "lost" };
    g_return_val_if_fail (fate <= OX_FATE_LOST, "");
    return words[fate];
}
