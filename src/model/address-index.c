/* SPDX-License-Identifier: MIT */
#include "model/address-index.h"

#include "base/hash.h"
#include "base/normalize.h"

#include <oxcart/error.h>
#include <string.h>

#define MOST_KEY 64               /* bytes of a key that are kept; longer ones are read again */
#define MOST_KEYS 64              /* of one entry that ambiguous name resolution looks through */
#define MOST_ARENA (1u << 30)     /* bytes of all keys */
#define MOST_WORDS 16
#define MOST_PROPERTIES 64        /* that ambiguous name resolution looks through */
#define MOST_TRIED (1u << 20)     /* entries that one search may read to make sure */

/* Keys of equal prefix are told apart by the text at `key`; of an exact index the prefix is a hash. */
typedef struct {
    guint64 prefix;
    guint32 key;
    guint32 entry;
} Slot;

struct _OxAddressIndex {
    OxIndexKind kind;
    GArray *keys; /* OxKey: the properties that are looked through, ended by OX_KEY_NONE */
    GArray *slots;
    GByteArray *arena; /* folded keys, each ended by NUL; offset 0 is the empty one */
};

/* What ambiguous name resolution looks through, whatever a list says: what a server looks through by default,
 * [MS-OXOAB] 2.9.4, and the address. */
static const OxKey anr_keys[] = {
    OX_TAG_DISPLAY_NAME, OX_TAG_ADDRESS_BOOK_PHONETIC_DISPLAY_NAME, OX_TAG_ACCOUNT, OX_TAG_SURNAME,
    OX_TAG_ADDRESS_BOOK_PHONETIC_SURNAME, OX_TAG_GIVEN_NAME, OX_TAG_ADDRESS_BOOK_PHONETIC_GIVEN_NAME,
    OX_TAG_ADDRESS_BOOK_PROXY_ADDRESSES, OX_TAG_OFFICE_LOCATION, OX_TAG_SMTP_ADDRESS, OX_KEY_NONE,
};
static const OxKey name_keys[] = { OX_TAG_DISPLAY_NAME, OX_KEY_NONE };
static const OxKey exact_keys[] = {
    OX_TAG_EMAIL_ADDRESS, OX_TAG_SMTP_ADDRESS, OX_TAG_ADDRESS_BOOK_PROXY_ADDRESSES,
    OX_TAG_ADDRESS_BOOK_TARGET_ADDRESS, OX_KEY_NONE,
};
static const OxKey *const keys_of[OX_INDEX_N] = { name_keys, anr_keys, exact_keys };

/* --- properties ------------------------------------------------------------------------------------------ */

static gboolean
is_text (guint32 tag)
{
    guint16 type = (guint16) tag & ~OX_TYPE_MULTIPLE;
    return type == OX_TYPE_STRING || type == OX_TYPE_STRING8;
}

static gboolean
has_key (const GArray *keys, OxKey key)
{
    for (guint i = 0; i < keys->len; i++)
        if (g_array_index (keys, OxKey, i) == key)
            return TRUE;
    return FALSE;
}

/* The columns of a list say of which properties a server would look through more, 2.9.4. */
static void
add_columns (GArray *keys, const GArray *columns)
{
    for (guint i = 0; i < columns->len && keys->len < MOST_PROPERTIES; i++) {
        const OxAddressColumn *column = &g_array_index (columns, OxAddressColumn, i);
        OxKey key = column->tag >> 16;
        if ((column->flags & OX_COLUMN_ANR) != 0 && is_text (column->tag) && key != OX_KEY_NONE && !has_key (keys, key))
            g_array_append_val (keys, key);
    }
}

static GArray *
choose_keys (OxAddressList *list, OxIndexKind kind)
{
    GArray *keys = g_array_new (TRUE, FALSE, sizeof (OxKey));
    const GArray *columns = kind == OX_INDEX_ANR ? ox_address_list_get_columns (list) : NULL;
    for (const OxKey *key = keys_of[kind]; *key != OX_KEY_NONE; key++)
        g_array_append_val (keys, *key);
    if (columns != NULL)
        add_columns (keys, columns);
    return keys;
}

static const OxKey *
wanted (const OxAddressIndex *index)
{
    return (const OxKey *) (gconstpointer) index->keys->data;
}

/* --- keys ----------------------------------------------------------------------------------------------- */

static char *
fold_unicode (const char *text)
{
    g_autofree char *apart = ox_utf8_normalize (text, G_NORMALIZE_ALL);
    GString *bare = g_string_new (NULL);
    for (const char *p = apart != NULL ? apart : text; *p != '\0'; p = g_utf8_next_char (p)) {
        gunichar c = g_utf8_get_char (p);
        if (!g_unichar_ismark (c))
            g_string_append_unichar (bare, c);
    }
    char *folded = g_utf8_casefold (bare->str, -1);
    g_string_free (bare, TRUE);
    return folded;
}

char *
ox_address_fold (const char *text)
{
    gboolean ascii = TRUE;
    for (const char *p = text; *p != '\0' && ascii; p++)
        ascii = (guchar) *p < 0x80;
    char *folded = ascii ? g_ascii_strdown (text, -1) : fold_unicode (text);
    char *to = folded;
    for (const char *p = folded; *p != '\0'; p++) {
        char c = (guchar) *p <= ' ' ? ' ' : *p;
        if (c != ' ' || (to > folded && to[-1] != ' '))
            *to++ = c;
    }
    if (to > folded && to[-1] == ' ')
        to--;
    *to = '\0';
    return folded;
}

/* The first eight bytes, so that their numbers compare as the bytes do. */
static guint64
prefix_of (const char *key)
{
    guint64 prefix = 0;
    guint n = 0;
    for (; n < 8 && key[n] != '\0'; n++)
        prefix = prefix << 8 | (guchar) key[n];
    return n == 0 ? 0 : prefix << (8 * (8 - n));
}

static guint64
hash_of (const char *key)
{
    OxHash hash;
    ox_hash_init (&hash);
    ox_hash_update (&hash, ox_slice ((const guint8 *) key, strlen (key), 0));
    return hash.a;
}

/* An address or a distinguished name in the one form that is looked up: X500:/o=... is the name itself,
 * smtp:a@b the address, any other type keeps its type. */
static char *
exact_key (const char *text)
{
    if (g_ascii_strncasecmp (text, "smtp:", 5) == 0 || g_ascii_strncasecmp (text, "x500:", 5) == 0)
        text += 5;
    else if (g_ascii_strncasecmp (text, "EX:", 3) == 0)
        text += 3;
    return ox_address_fold (text);
}

/* The text that ambiguous name resolution compares: of an address, what is behind its type. */
static const char *
anr_text (OxKey key, const char *text)
{
    const char *colon = key == OX_TAG_ADDRESS_BOOK_PROXY_ADDRESSES ? strchr (text, ':') : NULL;
    return colon != NULL ? colon + 1 : text;
}

static char *
key_of (OxIndexKind kind, OxKey key, const char *text)
{
    if (kind == OX_INDEX_EXACT)
        return exact_key (text);
    char *folded = ox_address_fold (kind == OX_INDEX_ANR ? anr_text (key, text) : text);
    if (strlen (folded) > MOST_KEY)
        folded[MOST_KEY] = '\0';
    return folded;
}

/* Whether a key says nothing new: to find what begins a key, one that begins another is of no use. */
static gboolean
is_known (GPtrArray *keys, OxIndexKind kind, const char *key, gboolean beginnings)
{
    if (*key == '\0')
        return TRUE;
    for (guint k = 0; k < MIN (keys->len, MOST_KEYS); k++)
        if (beginnings && kind != OX_INDEX_EXACT ? g_str_has_prefix (keys->pdata[k], key)
                                                 : strcmp (keys->pdata[k], key) == 0)
            return TRUE;
    return FALSE;
}

/* All keys of an entry. */
static GPtrArray *
entry_keys (const OxAddressIndex *index, OxProps *props, gboolean beginnings)
{
    OxIndexKind kind = index->kind;
    GPtrArray *keys = g_ptr_array_new_with_free_func (g_free);
    for (const OxKey *tag = wanted (index); *tag != OX_KEY_NONE; tag++) {
        const OxValue *value = ox_props_lookup (props, *tag);
        for (guint j = 0; value != NULL && j < ox_value_get_n_items (value); j++) {
            const char *text = ox_value_get_text (ox_value_get_item (value, j), NULL);
            if (text == NULL || *text == '\0' || (kind == OX_INDEX_ANR && keys->len >= MOST_KEYS))
                continue;
            char *key = key_of (kind, *tag, text);
            if (is_known (keys, kind, key, beginnings))
                g_free (key);
            else
                g_ptr_array_add (keys, key);
        }
    }
    return keys;
}

/* --- building ------------------------------------------------------------------------------------------- */

static void
add_slot (OxAddressIndex *index, const char *key, guint32 entry)
{
    Slot slot = { 0, 0, entry };
    if (index->kind == OX_INDEX_EXACT) {
        slot.prefix = hash_of (key);
    } else {
        slot.prefix = prefix_of (key);
        if (strlen (key) > 8) {
            slot.key = index->arena->len;
            g_byte_array_append (index->arena, (const guint8 *) key + 8, (guint) strlen (key + 8) + 1);
        }
    }
    g_array_append_val (index->slots, slot);
}

static const char *
rest_of (const OxAddressIndex *index, const Slot *slot)
{
    return (const char *) &index->arena->data[slot->key];
}

static gint
compare_slots (gconstpointer a, gconstpointer b, gpointer user)
{
    const Slot *x = a;
    const Slot *y = b;
    if (x->prefix != y->prefix)
        return x->prefix < y->prefix ? -1 : 1;
    int order = x->key == y->key ? 0 : strcmp (rest_of (user, x), rest_of (user, y));
    return order != 0 ? order : x->entry < y->entry ? -1 : x->entry > y->entry;
}

static gboolean
add_entry (OxAddressIndex *index, OxAddressList *list, guint32 i, GError **error)
{
    g_autoptr (GError) failure = NULL;
    g_autoptr (OxProps) props = ox_address_list_read_props (list, i, wanted (index), NULL, &failure);
    /* A damaged entry cannot be found; a machine that cannot read finds nothing at all. */
    if (props == NULL && failure->domain != OX_ERROR) {
        g_propagate_error (error, g_steal_pointer (&failure));
        return FALSE;
    }
    g_autoptr (GPtrArray) keys = props != NULL ? entry_keys (index, props, TRUE)
                                               : g_ptr_array_new_with_free_func (g_free);
    for (guint k = 0; k < keys->len; k++)
        add_slot (index, keys->pdata[k], i);
    /* In browse order every entry has a place. */
    if (keys->len == 0 && index->kind == OX_INDEX_NAME)
        add_slot (index, "", i);
    if (index->arena->len < MOST_ARENA && index->slots->len < (G_MAXUINT32 / sizeof (Slot) - MOST_KEYS) / 2)
        return TRUE;
    g_set_error_literal (error, OX_ERROR, OX_ERROR_LIMIT, "the address list is too large to be searched");
    return FALSE;
}

OxAddressIndex *
ox_address_index_build (OxAddressList *list, OxIndexKind kind, GError **error)
{
    OxAddressIndex *index = g_new0 (OxAddressIndex, 1);
    index->kind = kind;
    index->keys = choose_keys (list, kind);
    index->slots = g_array_new (FALSE, FALSE, sizeof (Slot));
    index->arena = g_byte_array_new ();
    g_byte_array_append (index->arena, (const guint8 *) "", 1);
    for (guint32 i = 0; i < ox_address_list_get_n_entries (list); i++) {
        if (add_entry (index, list, i, error))
            continue;
        ox_address_index_free (index);
        return NULL;
    }
    g_array_sort_with_data (index->slots, compare_slots, index);
    return index;
}

void
ox_address_index_free (OxAddressIndex *index)
{
    if (index == NULL)
        return;
    g_array_unref (index->keys);
    g_array_unref (index->slots);
    g_byte_array_unref (index->arena);
    g_free (index);
}

/* --- looking up ------------------------------------------------------------------------------------------ */

gboolean
ox_address_index_nth (const OxAddressIndex *index, guint32 position, guint32 *entry)
{
    if (position >= index->slots->len)
        return FALSE;
    *entry = g_array_index (index->slots, Slot, position).entry;
    return TRUE;
}

/* How a slot compares with what is looked for: 0 where it begins with it. */
static int
compare_key (const OxAddressIndex *index, const Slot *slot, const char *key, gsize n)
{
    guint64 mask = n >= 8 ? G_MAXUINT64 : n == 0 ? 0 : G_MAXUINT64 << (8 * (8 - n));
    guint64 wanted = prefix_of (key);
    if ((slot->prefix & mask) != wanted)
        return (slot->prefix & mask) < wanted ? -1 : 1;
    return n > 8 ? strncmp (rest_of (index, slot), key + 8, n - 8) : 0;
}

/* The first slot that is not below a key. */
static guint
lower_bound (const OxAddressIndex *index, const char *key, gsize n, guint64 hash)
{
    guint low = 0;
    guint high = index->slots->len;
    while (low < high) {
        guint middle = low + (high - low) / 2;
        const Slot *slot = &g_array_index (index->slots, Slot, middle);
        gboolean below = index->kind == OX_INDEX_EXACT ? slot->prefix < hash
                                                       : compare_key (index, slot, key, n) < 0;
        if (below)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

typedef struct {
    const OxAddressIndex *index;
    OxAddressList *list;
    char **words; /* folded; NULL where the slot alone decides */
    gboolean whole;
    guint32 tried;
} Search;

/* Whether a word begins one of the words of a key. */
static gboolean
begins_word (const char *key, const char *word, gboolean whole)
{
    gsize n = strlen (word);
    for (const char *p = key; p != NULL; p = strchr (p, ' ')) {
        p += *p == ' ';
        if (strncmp (p, word, n) == 0 && (!whole || p[n] == '\0'))
            return TRUE;
        if (whole)
            return FALSE;
    }
    return FALSE;
}

/* Reads the entry again: keys are cut, hashes may be those of another key. */
static gboolean
is_meant (Search *s, guint32 entry)
{
    if (s->words == NULL)
        return TRUE;
    s->tried++;
    g_autoptr (OxProps) props = ox_address_list_read_props (s->list, entry, wanted (s->index), NULL, NULL);
    if (props == NULL)
        return FALSE;
    g_autoptr (GPtrArray) keys = entry_keys (s->index, props, FALSE);
    for (guint w = 0; s->words[w] != NULL; w++) {
        gboolean found = FALSE;
        for (guint k = 0; k < keys->len && !found; k++)
            found = begins_word (keys->pdata[k], s->words[w], s->whole);
        if (!found)
            return FALSE;
    }
    return TRUE;
}

static gboolean
slot_fits (const OxAddressIndex *index, const Slot *slot, const char *key, gsize n, guint64 hash)
{
    return index->kind == OX_INDEX_EXACT ? slot->prefix == hash : compare_key (index, slot, key, n) == 0;
}

static void
collect (Search *s, const char *key, guint32 most, GArray *found)
{
    gsize n = MIN (strlen (key), MOST_KEY);
    guint64 hash = s->index->kind == OX_INDEX_EXACT ? hash_of (key) : 0;
    g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
    for (guint i = lower_bound (s->index, key, n, hash); i < s->index->slots->len; i++) {
        const Slot *slot = &g_array_index (s->index->slots, Slot, i);
        if (!slot_fits (s->index, slot, key, n, hash) || found->len >= most || s->tried >= MOST_TRIED)
            return;
        if (g_hash_table_add (seen, GUINT_TO_POINTER (slot->entry)) && is_meant (s, slot->entry))
            g_array_append_val (found, slot->entry);
    }
}

/* "Lisa Mil" where no key begins with all of it: each word has to begin one. A word is looked up until one
 * finds something; the others are looked for in that. */
static void
collect_words (Search *s, const char *folded, guint32 most, GArray *found)
{
    g_auto (GStrv) words = g_strsplit_set (folded, " ,", MOST_WORDS);
    guint n = 0;
    for (guint i = 0; words[i] != NULL; i++) {
        if (*words[i] == '\0')
            g_free (words[i]);
        else
            words[n++] = words[i];
    }
    words[n] = NULL;
    s->words = words;
    for (guint i = 0; n >= 2 && i < n && found->len == 0; i++)
        collect (s, words[i], most, found);
    s->words = NULL;
}

GArray *
ox_address_index_search (const OxAddressIndex *index, OxAddressList *list, OxLookup search, const char *text,
                         guint32 most, GError **error)
{
    GArray *found = g_array_new (FALSE, FALSE, sizeof (guint32));
    Search s = { index, list, NULL, FALSE, 0 };
    gboolean whole = search == OX_LOOKUP_ANR && *text == '=';
    g_autofree char *folded = index->kind == OX_INDEX_EXACT ? exact_key (text) : ox_address_fold (text + whole);
    if (*folded == '\0' && search != OX_LOOKUP_PREFIX)
        return found;
    char *single[] = { folded, NULL };
    gboolean long_key = strlen (folded) > MOST_KEY;
    if (long_key && index->kind != OX_INDEX_EXACT)
        folded[MOST_KEY] = '\0'; /* what is kept of keys decides */
    s.whole = whole || index->kind == OX_INDEX_EXACT;
    s.words = s.whole ? single : NULL;
    collect (&s, folded, most, found);
    if (found->len == 0 && search == OX_LOOKUP_ANR && !whole)
        collect_words (&s, folded, most, found);
    return found;
}
