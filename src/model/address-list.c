/* SPDX-License-Identifier: MIT
 *
 * Address books, their lists and entries, [MS-OXOABK].
 */
#include "base/diag.h"
#include "model/address-index.h"

#include <oxcart/error.h>
#include <string.h>

#define MOST_DEPTH 64 /* of names of lists */

struct _OxEntry {
    gatomicrefcount refs;
    OxProps *props;
};

struct _OxAddressList {
    GObject parent;
    const OxAddressListSource *source;
    gpointer self;
    const char *format;
    guint32 n_entries;
    OxProps *props;
    GArray *columns;
    GMutex lock; /* of the indexes */
    OxAddressIndex *indexes[OX_INDEX_N];
};

struct _OxAddressBook {
    GObject parent;
    GPtrArray *lists;
};

G_DEFINE_BOXED_TYPE (OxEntry, ox_entry, ox_entry_ref, ox_entry_unref)
G_DEFINE_FINAL_TYPE (OxAddressList, ox_address_list, G_TYPE_OBJECT)
G_DEFINE_FINAL_TYPE (OxAddressBook, ox_address_book, G_TYPE_OBJECT)

/* --- entries ---------------------------------------------------------------------------------------- */

/* Takes the properties over. */
static OxEntry *
entry_take (OxProps *props)
{
    OxEntry *entry = g_new (OxEntry, 1);
    g_atomic_ref_count_init (&entry->refs);
    entry->props = props;
    return entry;
}

OxEntry *
ox_entry_new (OxProps *props)
{
    return entry_take (ox_props_ref (props));
}

OxEntry *
ox_entry_ref (OxEntry *entry)
{
    g_atomic_ref_count_inc (&entry->refs);
    return entry;
}

void
ox_entry_unref (OxEntry *entry)
{
    if (!g_atomic_ref_count_dec (&entry->refs))
        return;
    ox_props_unref (entry->props);
    g_free (entry);
}

OxProps *
ox_entry_get_props (OxEntry *entry)
{
    return entry->props;
}

/* [MS-OXOABK] 2.2.3.10 and 2.2.3.11. */
OxEntryKind
ox_entry_get_kind (OxEntry *entry)
{
    gint64 display = ox_props_get_integer (entry->props, OX_TAG_DISPLAY_TYPE, -1);
    if (display >= OX_ENTRY_USER && display <= OX_ENTRY_REMOTE_USER)
        return (OxEntryKind) display;
    switch (ox_props_get_integer (entry->props, OX_TAG_OBJECT_TYPE, 6)) {
    case 3:
        return OX_ENTRY_FORUM;
    case 8:
        return OX_ENTRY_LIST;
    default:
        return OX_ENTRY_USER;
    }
}

const char *
ox_entry_kind_to_string (OxEntryKind kind)
{
    static const char *const words[] = { "user", "list", "forum", "agent", "organization",
                                         "private-list", "remote-user" };
    return (guint) kind < G_N_ELEMENTS (words) ? words[kind] : "user";
}

/* The low byte is the type here, the next one the type where the entry comes from, 2.2.3.12. */
OxEntryResource
ox_entry_get_resource (OxEntry *entry)
{
    guint32 type = (guint32) ox_props_get_integer (entry->props, OX_TAG_DISPLAY_TYPE_EX, 0);
    guint32 local = type & 0xFF;
    if (local == 6 && (type & 0x80000000u) != 0)
        local = type >> 8 & 0xFF;
    return local == 7 ? OX_RESOURCE_ROOM : local == 8 ? OX_RESOURCE_EQUIPMENT : OX_RESOURCE_NONE;
}

gboolean
ox_entry_is_truncated (OxEntry *entry, OxKey key)
{
    const OxValue *tags = ox_props_lookup (entry->props, OX_TAG_OFFLINE_ADDRESS_BOOK_TRUNCATED_PROPERTIES);
    for (guint i = 0; tags != NULL && i < ox_value_get_n_items (tags); i++) {
        gint64 tag = 0;
        if (ox_value_get_integer (ox_value_get_item (tags, i), &tag) && (guint32) tag >> 16 == key)
            return TRUE;
    }
    return FALSE;
}

static char *
smtp_of_proxy (const char *proxy)
{
    return proxy != NULL && g_ascii_strncasecmp (proxy, "smtp:", 5) == 0 && strchr (proxy, '@') != NULL
               ? g_strdup (proxy + 5)
               : NULL;
}

char *
ox_entry_get_smtp (OxEntry *entry)
{
    const char *smtp = ox_props_get_text (entry->props, OX_TAG_SMTP_ADDRESS);
    const OxValue *proxies = ox_props_lookup (entry->props, OX_TAG_ADDRESS_BOOK_PROXY_ADDRESSES);
    char *other = NULL;
    if (smtp != NULL && strchr (smtp, '@') != NULL)
        return g_strdup (smtp);
    for (guint i = 0; proxies != NULL && i < ox_value_get_n_items (proxies); i++) {
        const char *proxy = ox_value_get_text (ox_value_get_item (proxies, i), NULL);
        char *address = smtp_of_proxy (proxy);
        /* The primary address is the one whose type is in capitals, 2.2.3.23. */
        if (address != NULL && g_str_has_prefix (proxy, "SMTP:")) {
            g_free (other);
            return address;
        }
        if (other == NULL)
            other = address;
        else
            g_free (address);
    }
    return other != NULL ? other
                         : smtp_of_proxy (ox_props_get_text (entry->props, OX_TAG_ADDRESS_BOOK_TARGET_ADDRESS));
}

/* --- lists -------------------------------------------------------------------------------------------- */

static void
ox_address_list_init (OxAddressList *list)
{
    g_mutex_init (&list->lock);
}

static void
address_list_finalize (GObject *object)
{
    OxAddressList *list = OX_ADDRESS_LIST (object);
    if (list->source != NULL)
        list->source->free_self (list->self);
    for (guint i = 0; i < OX_INDEX_N; i++)
        ox_address_index_free (list->indexes[i]);
    g_clear_pointer (&list->props, ox_props_unref);
    g_clear_pointer (&list->columns, g_array_unref);
    g_mutex_clear (&list->lock);
    G_OBJECT_CLASS (ox_address_list_parent_class)->finalize (object);
}

static void
ox_address_list_class_init (OxAddressListClass *klass)
{
    G_OBJECT_CLASS (klass)->finalize = address_list_finalize;
}

OxAddressList *
ox_address_list_new (const OxAddressListSource *source, gpointer self, const char *format,
                     guint32 n_entries, OxProps *props)
{
    OxAddressList *list = g_object_new (OX_TYPE_ADDRESS_LIST, NULL);
    list->source = source;
    list->self = self;
    list->format = format;
    list->n_entries = n_entries;
    list->props = ox_props_ref (props);
    return list;
}

const char *
ox_address_list_get_name (OxAddressList *list)
{
    const char *name = ox_props_get_text (list->props, OX_TAG_OFFLINE_ADDRESS_BOOK_NAME);
    return name != NULL ? name : "";
}

const char *
ox_address_list_get_format (OxAddressList *list)
{
    return list->format;
}

OxProps *
ox_address_list_get_props (OxAddressList *list)
{
    return list->props;
}

guint32
ox_address_list_get_n_entries (OxAddressList *list)
{
    return list->n_entries;
}

void
ox_address_list_take_columns (OxAddressList *list, GArray *columns)
{
    g_clear_pointer (&list->columns, g_array_unref);
    list->columns = columns;
}

GArray *
ox_address_list_get_columns (OxAddressList *list)
{
    return list->columns;
}

gpointer
ox_address_list_get_self (OxAddressList *list, const OxAddressListSource *source)
{
    return list->source == source ? list->self : NULL;
}

OxProps *
ox_address_list_read_props (OxAddressList *list, guint32 index, const OxKey *wanted, OxDiagnostics *d,
                            GError **error)
{
    if (index < list->n_entries)
        return list->source->read_entry (list->self, index, wanted, d, error);
    g_set_error (error, OX_ERROR, OX_ERROR_NOT_FOUND, "there is no entry %u", index);
    return NULL;
}

OxEntry *
ox_address_list_read_entry (OxAddressList *list, guint32 index, OxDiagnostics *diagnostics, GError **error)
{
    OxProps *props = ox_address_list_read_props (list, index, NULL, diagnostics, error);
    return props != NULL ? entry_take (props) : NULL;
}

gboolean
ox_address_list_try_entry (OxAddressList *list, guint32 index, OxDiagnostics *d, OxEntry **entry, GError **error)
{
    g_autoptr (GError) failure = NULL;
    *entry = ox_address_list_read_entry (list, index, d, &failure);
    if (*entry != NULL)
        return TRUE;
    if (failure->domain != OX_ERROR) {
        g_propagate_error (error, g_steal_pointer (&failure));
        return FALSE;
    }
    ox_diag (d, OX_DIAG_OAB_RECORD, OX_DIAG_NO_OFFSET, "entry %u: %s", index, failure->message);
    return TRUE;
}

/* The index of a kind, built by whoever asks first. */
static const OxAddressIndex *
index_of (OxAddressList *list, OxIndexKind kind, GError **error)
{
    g_mutex_lock (&list->lock);
    if (list->indexes[kind] == NULL)
        list->indexes[kind] = ox_address_index_build (list, kind, error);
    const OxAddressIndex *index = list->indexes[kind];
    g_mutex_unlock (&list->lock);
    return index;
}

GArray *
ox_address_list_search (OxAddressList *list, OxLookup search, const char *text, guint32 most, GError **error)
{
    OxIndexKind kind = search == OX_LOOKUP_ANR      ? OX_INDEX_ANR
                       : search == OX_LOOKUP_PREFIX ? OX_INDEX_NAME
                                                    : OX_INDEX_EXACT;
    const OxAddressIndex *index = index_of (list, kind, error);
    if (index == NULL)
        return NULL;
    return ox_address_index_search (index, list, search, text, most > 0 ? most : G_MAXUINT32, error);
}

gboolean
ox_address_list_browse (OxAddressList *list, guint32 position, guint32 *index, GError **error)
{
    gboolean in_order = list->source->in_order;
    const OxAddressIndex *names = in_order ? NULL : index_of (list, OX_INDEX_NAME, error);
    if (names == NULL && !in_order)
        return FALSE;
    *index = position;
    if (in_order ? position < list->n_entries : ox_address_index_nth (names, position, index))
        return TRUE;
    g_set_error (error, OX_ERROR, OX_ERROR_NOT_FOUND, "there is no entry at %u", position);
    return FALSE;
}

/* --- books ---------------------------------------------------------------------------------------------- */

static void
ox_address_book_init (OxAddressBook *book)
{
    book->lists = g_ptr_array_new_with_free_func (g_object_unref);
}

static void
address_book_finalize (GObject *object)
{
    g_clear_pointer (&OX_ADDRESS_BOOK (object)->lists, g_ptr_array_unref);
    G_OBJECT_CLASS (ox_address_book_parent_class)->finalize (object);
}

static void
ox_address_book_class_init (OxAddressBookClass *klass)
{
    G_OBJECT_CLASS (klass)->finalize = address_book_finalize;
}

OxAddressBook *
ox_address_book_new (void)
{
    return g_object_new (OX_TYPE_ADDRESS_BOOK, NULL);
}

guint
ox_address_book_get_n_lists (OxAddressBook *book)
{
    return book->lists->len;
}

OxAddressList *
ox_address_book_get_list (OxAddressBook *book, guint index)
{
    g_return_val_if_fail (index < book->lists->len, NULL);
    return book->lists->pdata[index];
}

void
ox_address_book_add_list (OxAddressBook *book, OxAddressList *list)
{
    g_ptr_array_add (book->lists, g_object_ref (list));
}

OxAddressBook *
ox_address_book_of_list (OxAddressList *list)
{
    OxAddressBook *book = ox_address_book_new ();
    ox_address_book_add_list (book, list);
    return book;
}

OxAddressList *
ox_address_book_get_parent (OxAddressBook *book, OxAddressList *list)
{
    g_autofree char *path = g_strdup (ox_address_list_get_name (list));
    for (guint depth = 0; depth < MOST_DEPTH; depth++) {
        char *end = strrchr (path, '\\');
        if (end == NULL || end == path)
            return NULL;
        *end = '\0';
        for (guint i = 0; i < book->lists->len; i++)
            if (strcmp (ox_address_list_get_name (book->lists->pdata[i]), path) == 0)
                return book->lists->pdata[i];
    }
    return NULL;
}

OxEntry *
ox_address_book_find (OxAddressBook *book, OxLookup search, const char *text, OxDiagnostics *diagnostics,
                      GError **error)
{
    for (guint i = 0; i < book->lists->len; i++) {
        OxAddressList *list = book->lists->pdata[i];
        g_autoptr (GArray) found = ox_address_list_search (list, search, text, 1, error);
        if (found == NULL)
            return NULL;
        if (found->len > 0)
            return ox_address_list_read_entry (list, g_array_index (found, guint32, 0), diagnostics, error);
    }
    g_set_error (error, OX_ERROR, OX_ERROR_NOT_FOUND, "nothing is found for \"%s\"", text);
    return NULL;
}

char *
ox_address_book_resolve_dn (OxAddressBook *book, const char *dn)
{
    g_autoptr (OxEntry) entry = ox_address_book_find (book, OX_LOOKUP_DN, dn, NULL, NULL);
    return entry != NULL ? ox_entry_get_smtp (entry) : NULL;
}
