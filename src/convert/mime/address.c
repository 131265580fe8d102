/* SPDX-License-Identifier: MIT */
#include "convert/mime/address.h"

#include "base/diag.h"
#include "convert/mime/address-read.h"
#include "convert/mime/header.h"

#include <oxcart/addressbook.h>
#include <string.h>

/* Where an X.500 address has no SMTP form, it is wrapped into one of this domain,
 * which can never be delivered to (RFC 2606 2). */
#define MOST_QUOTED 200 /* characters of an address whose local part is quoted */
#define ENCAPSULATION_DOMAIN "imcea.invalid"
/* Stored address headers beyond this are not searched for names. */
#define SEARCHED_HEADER (64u << 10)
#define MOST_ENCAPSULATED 300

const OxAddressGroup ox_group_sent_representing = {
    OX_TAG_SENT_REPRESENTING_NAME,          OX_TAG_SENT_REPRESENTING_ENTRY_ID,
    OX_TAG_SENT_REPRESENTING_ADDRESS_TYPE,  OX_TAG_SENT_REPRESENTING_EMAIL_ADDRESS,
    OX_TAG_SENT_REPRESENTING_SEARCH_KEY,    OX_TAG_SENT_REPRESENTING_SMTP_ADDRESS,
};
const OxAddressGroup ox_group_sender = {
    OX_TAG_SENDER_NAME,          OX_TAG_SENDER_ENTRY_ID,   OX_TAG_SENDER_ADDRESS_TYPE,
    OX_TAG_SENDER_EMAIL_ADDRESS, OX_TAG_SENDER_SEARCH_KEY, OX_TAG_SENDER_SMTP_ADDRESS,
};
const OxAddressGroup ox_group_read_receipt = {
    OX_TAG_READ_RECEIPT_NAME,          OX_TAG_READ_RECEIPT_ENTRY_ID,
    OX_TAG_READ_RECEIPT_ADDRESS_TYPE,  OX_TAG_READ_RECEIPT_EMAIL_ADDRESS,
    OX_TAG_READ_RECEIPT_SEARCH_KEY,    OX_TAG_READ_RECEIPT_SMTP_ADDRESS,
};
const OxAddressGroup ox_group_recipient = {
    OX_TAG_DISPLAY_NAME,  OX_TAG_ENTRY_ID,   OX_TAG_ADDRESS_TYPE,
    OX_TAG_EMAIL_ADDRESS, OX_TAG_SEARCH_KEY, OX_TAG_SMTP_ADDRESS,
};

const OxAddressGroup ox_group_received_by = {
    OX_TAG_RECEIVED_BY_NAME,          OX_TAG_RECEIVED_BY_ENTRY_ID,
    OX_TAG_RECEIVED_BY_ADDRESS_TYPE,  OX_TAG_RECEIVED_BY_EMAIL_ADDRESS,
    OX_TAG_RECEIVED_BY_SEARCH_KEY,    OX_TAG_RECEIVED_BY_SMTP_ADDRESS,
};
const OxAddressGroup ox_group_received_representing = {
    OX_TAG_RECEIVED_REPRESENTING_NAME,          OX_TAG_RECEIVED_REPRESENTING_ENTRY_ID,
    OX_TAG_RECEIVED_REPRESENTING_ADDRESS_TYPE,  OX_TAG_RECEIVED_REPRESENTING_EMAIL_ADDRESS,
    OX_TAG_RECEIVED_REPRESENTING_SEARCH_KEY,    OX_TAG_RECEIVED_REPRESENTING_SMTP_ADDRESS,
};

void
ox_mailbox_clear (OxMailbox *mailbox)
{
    g_clear_pointer (&mailbox->name, g_free);
    g_clear_pointer (&mailbox->address, g_free);
}

/* --- SMTP addresses ---------------------------------------------------------------- */

gboolean
ox_address_is_smtp (const char *text)
{
    if (text == NULL)
        return FALSE;
    const char *at = strrchr (text, '@');
    if (at == NULL || at == text || at[1] == '\0' || strlen (text) > 900)
        return FALSE;
    for (const char *p = text; *p != '\0'; p++)
        if ((guchar) *p <= ' ' || (guchar) *p >= 0x7F || strchr ("<>,;:\\\"()[]", *p) != NULL)
            return FALSE;
    return TRUE;
}

/* The address in "<a@b>", "smtp:a@b", "'a@b'" or "Name <a@b>"; NULL where there is none. */
static char *
extract_smtp (const char *text)
{
    if (text == NULL)
        return NULL;
    const char *open = strrchr (text, '<');
    g_autofree char *inner = NULL;
    if (open != NULL && strchr (open, '>') != NULL)
        inner = g_strndup (open + 1, (gsize) (strchr (open, '>') - open - 1));
    else
        inner = g_strdup (text);
    g_strstrip (inner);
    char *address = inner;
    if (g_ascii_strncasecmp (address, "smtp:", 5) == 0)
        address += 5;
    else if (g_ascii_strncasecmp (address, "mailto:", 7) == 0)
        address += 7;
    gsize n = strlen (address);
    if (n > 2 && address[0] == '\'' && address[n - 1] == '\'') {
        address[n - 1] = '\0';
        address++;
    }
    return ox_address_is_smtp (address) ? g_strdup (address) : NULL;
}

/* A local part that is no dot-atom, in quotes (RFC 5322 3.4.1): addresses that came through gateways have
 * spaces, slashes and further signs in it. NULL where even that makes no address. */
static char *
quote_local (const char *text)
{
    const char *at = text != NULL ? strrchr (text, '@') : NULL;
    if (at == NULL || at == text || at[1] == '\0' || strlen (text) > MOST_QUOTED)
        return NULL;
    for (const char *p = at + 1; *p != '\0'; p++)
        if (!g_ascii_isalnum (*p) && strchr (".-_", *p) == NULL)
            return NULL;
    g_autofree char *local = g_strndup (text, (gsize) (at - text));
    gsize n = strlen (local);
    gboolean quoted = n > 2 && local[0] == '"' && local[n - 1] == '"';
    if (quoted)
        local[n - 1] = '\0';
    GString *out = g_string_new ("\"");
    for (const char *p = local + quoted; *p != '\0'; p++) {
        if ((guchar) *p < ' ' || (guchar) *p >= 0x7F) {
            g_string_free (out, TRUE);
            return NULL;
        }
        if (*p == '"' || *p == '\\')
            g_string_append_c (out, '\\');
        g_string_append_c (out, *p);
    }
    g_string_append_printf (out, "\"%s", at);
    return g_string_free (out, FALSE);
}

static gboolean
is_x500 (const char *address)
{
    return address != NULL && g_ascii_strncasecmp (address, "/o", 2) == 0;
}

/* [MS-OXCMAIL] 2.1.3.1.8: type and address in the local part of an SMTP address. */
static char *
encapsulate (const char *type, const char *address)
{
    GString *out = g_string_new ("IMCEA");
    for (const char *p = type; *p != '\0'; p++)
        if (g_ascii_isalnum (*p))
            g_string_append_c (out, *p);
    g_string_append_c (out, '-');
    for (const char *p = address; *p != '\0'; p++) {
        if (g_ascii_isalnum (*p) || *p == '-' || *p == '=')
            g_string_append_c (out, *p);
        else if (*p == '/')
            g_string_append_c (out, '_');
        else
            g_string_append_printf (out, "+%02X", (guchar) *p);
    }
    g_string_append (out, "@" ENCAPSULATION_DOMAIN);
    return g_string_free (out, FALSE);
}

/* --- who else of the message knows the address -------------------------------------- */

/* An address that the message has elsewhere. */
typedef struct {
    char *address;
    OxProps *source; /* the recipient it is of; NULL: a stored header */
} Learned;

static void
learned_free (gpointer data)
{
    Learned *learned = data;
    g_free (learned->address);
    g_free (learned);
}

/* The same whoever writes it, in capitals or not. */
static char *
fold (const char *who)
{
    return g_str_is_ascii (who) ? g_ascii_strdown (who, -1) : g_utf8_casefold (who, -1);
}

static void
learn (GHashTable *table, const char *who, const char *address, OxProps *source)
{
    if (who == NULL || *who == '\0' || !ox_address_is_smtp (address))
        return;
    char *key = fold (who);
    if (g_hash_table_contains (table, key)) {
        g_free (key);
        return;
    }
    Learned *learned = g_new (Learned, 1);
    *learned = (Learned){ g_strdup (address), source };
    g_hash_table_insert (table, key, learned);
}

static void
learn_person (gpointer table, const OxMailbox *person)
{
    learn (table, person->name, person->address, NULL);
}

static void
learn_from_header (GHashTable *table, const OxStoredHeader *header)
{
    if (header == NULL || strlen (header->raw) > SEARCHED_HEADER)
        return;
    ox_address_list_each (header->raw, learn_person, table);
}

static GHashTable *
learn_addresses (OxMimeContext *c)
{
    static const char *const headers[] = { "From", "Sender", "Reply-To", "To", "Cc" };
    GHashTable *table = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, learned_free);
    for (guint i = 0; i < ox_message_get_n_recipients (c->message); i++) {
        OxProps *props = ox_recipient_get_props (ox_message_get_recipient (c->message, i));
        learn (table, ox_props_get_text (props, OX_TAG_EMAIL_ADDRESS),
               ox_props_get_text (props, OX_TAG_SMTP_ADDRESS), props);
    }
    for (guint i = 0; i < G_N_ELEMENTS (headers); i++)
        learn_from_header (table, ox_transport_find (c->transport, headers[i]));
    return table;
}

static const Learned *
remembered (OxMimeContext *c, const char *who)
{
    if (who == NULL)
        return NULL;
    if (c->addresses == NULL)
        c->addresses = learn_addresses (c);
    g_autofree char *key = fold (who);
    return g_hash_table_lookup (c->addresses, key);
}

/* --- resolution ---------------------------------------------------------------------- */

/* What is known of one person so far. */
typedef struct {
    OxMimeContext *c;
    OxProps *props;
    const OxAddressGroup *group;
    OxMailbox *mailbox;
    char *dn; /* X.500 name */
    OxKey dn_key;
} Search;

static gboolean
found (Search *s, char *address, OxKey key)
{
    if (address == NULL)
        return FALSE;
    s->mailbox->address = address;
    s->mailbox->address_key = key;
    return TRUE;
}

static gboolean
in_text (Search *s, OxKey key)
{
    return found (s, extract_smtp (ox_props_get_text (s->props, key)), key);
}

static void
take_dn (Search *s, const char *dn, OxKey key)
{
    if (s->dn == NULL && is_x500 (dn)) {
        s->dn = g_strdup (dn);
        s->dn_key = key;
    }
}

static gboolean
in_entryid (Search *s, OxKey key)
{
    GBytes *bytes = ox_props_get_bytes (s->props, key);
    if (bytes == NULL)
        return FALSE;
    g_autoptr (OxEntryId) id = ox_entryid_parse (bytes, 1252);
    if (s->mailbox->name == NULL && id->display_name != NULL && *id->display_name != '\0') {
        s->mailbox->name = g_strdup (id->display_name);
        s->mailbox->name_key = key;
    }
    take_dn (s, id->address, key);
    return !is_x500 (id->address) && found (s, extract_smtp (id->address), key);
}

static gboolean
in_search_key (Search *s, OxKey key)
{
    gsize n = 0;
    GBytes *bytes = ox_props_get_bytes (s->props, key);
    const char *data = bytes != NULL ? g_bytes_get_data (bytes, &n) : NULL;
    if (n < 6 || g_ascii_strncasecmp (data, "SMTP:", 5) != 0)
        return FALSE;
    g_autofree char *text = g_strndup (data + 5, n - 5);
    /* Search keys are upper case; addresses do not care. */
    return ox_address_is_smtp (text) && found (s, g_ascii_strdown (text, -1), key);
}

/* Where name and X.500 name lead to the same address, another value of neither would lead elsewhere:
 * then no property has given it. */
static gboolean
in_memory (Search *s)
{
    const Learned *by_dn = remembered (s->c, s->dn);
    const Learned *by_name = remembered (s->c, s->mailbox->name);
    const Learned *use = by_dn != NULL ? by_dn : by_name;
    if (use == NULL)
        return FALSE;
    gboolean twice = by_dn != NULL && by_name != NULL
                     && strcmp (by_name->address, use->address) == 0;
    s->mailbox->source = twice ? NULL : use->source;
    return found (s, g_strdup (use->address),
                  twice ? OX_KEY_NONE : by_dn != NULL ? s->dn_key : s->mailbox->name_key);
}

/* The address book that the caller gave for such names. */
static gboolean
in_address_book (Search *s)
{
    OxAddressBook *book = ox_options_get_address_book (s->c->options);
    g_autofree char *address = book != NULL && s->dn != NULL ? ox_address_book_resolve_dn (book, s->dn) : NULL;
    return ox_address_is_smtp (address) && found (s, g_steal_pointer (&address), s->dn_key);
}

/* The order of the specification for a client without a directory, completed by what else the
 * message knows. */
static gboolean
find_smtp (Search *s)
{
    const OxAddressGroup *g = s->group;
    gboolean is_recipient = g == &ox_group_recipient;
    take_dn (s, ox_props_get_text (s->props, g->address), g->address);
    return (s->dn == NULL && in_text (s, g->address)) || in_text (s, g->smtp)
           || in_entryid (s, g->entryid) || in_search_key (s, g->search_key)
           || in_text (s, g->name)
           || (is_recipient
               && (in_text (s, OX_TAG_ORIGINAL_DISPLAY_NAME)
                   || in_text (s, OX_TAG_RECIPIENT_DISPLAY_NAME)
                   || in_entryid (s, OX_TAG_RECIPIENT_ENTRY_ID)))
           || in_memory (s) || in_address_book (s);
}

/* An address that says it is one of SMTP, and all but has the form. */
static gboolean
find_loose (Search *s)
{
    const char *type = ox_props_get_text (s->props, s->group->type);
    const char *address = ox_props_get_text (s->props, s->group->address);
    return s->dn == NULL && type != NULL && g_ascii_strcasecmp (type, "SMTP") == 0
           && found (s, quote_local (address), s->group->address);
}

/* An address of another system, such as a fax number, 2.1.3.1.8. */
static void
encapsulate_other (Search *s)
{
    const char *type = ox_props_get_text (s->props, s->group->type);
    const char *address = ox_props_get_text (s->props, s->group->address);
    if (s->dn != NULL && strlen (s->dn) < MOST_ENCAPSULATED) {
        found (s, encapsulate ("EX", s->dn), s->dn_key);
        ox_diag (s->c->diagnostics, OX_DIAG_MIME_ADDRESS, OX_DIAG_NO_OFFSET,
                 "no SMTP address is known of a person of an address book");
    } else if (type != NULL && *type != '\0' && strlen (type) < 20 && address != NULL
               && *address != '\0' && strlen (address) < MOST_ENCAPSULATED
               && g_ascii_strcasecmp (type, "SMTP") != 0
               && g_ascii_strcasecmp (type, "UNKNOWN") != 0) {
        found (s, encapsulate (type, address), s->group->address);
        ox_diag (s->c->diagnostics, OX_DIAG_MIME_ADDRESS, OX_DIAG_NO_OFFSET,
                 "an address of type %s is no SMTP address", type);
    } else if (s->mailbox->name != NULL) {
        ox_diag (s->c->diagnostics, OX_DIAG_MIME_ADDRESS, OX_DIAG_NO_OFFSET,
                 "a person has a name but no address");
    }
}

static gboolean
same_as_address (const char *name, const char *address)
{
    g_autofree char *bare = extract_smtp (name);
    return bare != NULL && g_ascii_strcasecmp (bare, address) == 0;
}

gboolean
ox_address_resolve (OxMimeContext *c, OxProps *props, const OxAddressGroup *group,
                    OxMailbox *mailbox)
{
    Search s = { c, props, group, mailbox, NULL, 0 };
    const char *name = ox_props_get_text (props, group->name);
    *mailbox = (OxMailbox){ 0 };
    if (name != NULL && *name != '\0') {
        mailbox->name = g_strdup (name);
        mailbox->name_key = group->name;
    }
    if (!find_smtp (&s) && !find_loose (&s))
        encapsulate_other (&s);
    g_free (s.dn);
    if (mailbox->name != NULL && mailbox->address != NULL
        && same_as_address (mailbox->name, mailbox->address))
        g_clear_pointer (&mailbox->name, g_free);
    return mailbox->name != NULL || mailbox->address != NULL;
}

/* An address that is no SMTP address counts together with its type. */
gboolean
ox_address_type_matters (OxProps *props, const OxAddressGroup *group, const OxMailbox *mailbox)
{
    const char *text = ox_props_get_text (props, group->address);
    gboolean is_smtp = mailbox->address != NULL && !g_str_has_prefix (mailbox->address, "IMCEA");
    return !is_smtp && text != NULL && *text != '\0' && !is_x500 (text)
           && mailbox->address_key != group->entryid;
}

/* The address-book name of somebody whose SMTP address is written says nothing to anybody outside
 * one organization; a second copy of the address says nothing at all. */
void
ox_mailbox_mark (OxMimeContext *c, OxProps *props, const OxAddressGroup *group,
                 const OxMailbox *mailbox)
{
    const OxKey others[] = { group->address, group->smtp };
    ox_mime_mark (c, props, mailbox->name_key, OX_FATE_MAPPED);
    ox_mime_mark (c, props, mailbox->address_key, OX_FATE_MAPPED);
    if (mailbox->source != NULL)
        ox_mime_mark (c, mailbox->source, OX_TAG_EMAIL_ADDRESS, OX_FATE_MAPPED);
    if (ox_address_type_matters (props, group, mailbox))
        ox_mime_mark (c, props, group->type, OX_FATE_MAPPED);
    for (guint i = 0; i < G_N_ELEMENTS (others); i++) {
        const char *text = ox_props_get_text (props, others[i]);
        if (is_x500 (text)
            || (text != NULL && mailbox->address != NULL && same_as_address (text, mailbox->address)))
            ox_mime_mark (c, props, others[i], OX_FATE_NOT_APPLICABLE);
    }
}

gboolean
ox_address_from_entryid (OxMimeContext *c, const OxEntryId *id, OxMailbox *mailbox)
{
    mailbox->name = g_strdup (id->display_name);
    mailbox->address = extract_smtp (id->address);
    if (mailbox->address == NULL && is_x500 (id->address)) {
        const Learned *learned = remembered (c, id->address);
        mailbox->address = learned != NULL ? g_strdup (learned->address) : NULL;
        mailbox->source = learned != NULL ? learned->source : NULL;
        if (mailbox->address == NULL && strlen (id->address) < MOST_ENCAPSULATED)
            mailbox->address = encapsulate ("EX", id->address);
    }
    return mailbox->address != NULL;
}

char *
ox_mailbox_format (const OxMailbox *mailbox)
{
    GString *out = g_string_new (NULL);
    /* Two of them in one address: the first belongs to the local part. */
    const char *at = mailbox->address != NULL ? strchr (mailbox->address, '@') : NULL;
    gboolean odd = at != NULL && *mailbox->address != '"' && strchr (at + 1, '@') != NULL;
    g_autofree char *quoted = odd ? quote_local (mailbox->address) : NULL;
    const char *address = quoted != NULL ? quoted : mailbox->address;
    if (mailbox->name != NULL)
        ox_header_phrase (out, mailbox->name);
    if (mailbox->address == NULL) {
        if (out->len == 0)
            g_string_append (out, "\"\"");
        /* A group without members is how RFC 5322 3.4 writes a name alone. White space parts an
         * encoded word from what follows, RFC 2047 5. */
        g_string_append (out, g_str_has_suffix (out->str, "?=") ? " :;" : ":;");
    } else if (out->len == 0) {
        g_string_append (out, address);
    } else {
        const char *last = g_strrstr (out->str, "\n");
        gsize column = last != NULL ? strlen (last + 1) : out->len;
        g_string_append (out, column + strlen (address) + 3 > 76 ? "\r\n " : " ");
        g_string_append_printf (out, "<%s>", address);
    }
    return g_string_free (out, FALSE);
}

/* --- lists of them ----------------------------------------------------------------------- */

static void
keep_person (gpointer people, const OxMailbox *person)
{
    OxMailbox *copy = g_new0 (OxMailbox, 1);
    copy->name = g_strdup (person->name != NULL ? person->name : "");
    copy->address = g_strdup (person->address);
    g_ptr_array_add (people, copy);
}

static void
free_person (gpointer data)
{
    ox_mailbox_clear (data);
    g_free (data);
}

static GPtrArray *
read_list (const char *value)
{
    GPtrArray *people = g_ptr_array_new_with_free_func (free_person);
    ox_address_list_each (value, keep_person, people);
    return people;
}

/* What has no valid form as it stands is not the same as anything: it shall be written again. */
static gboolean
same_person (gconstpointer a, gconstpointer b)
{
    const OxMailbox *one = a, *other = b;
    return ox_address_is_smtp (one->address)
           && g_strcmp0 (one->address, other->address) == 0 && strcmp (one->name, other->name) == 0;
}

gboolean
ox_address_lists_equal (const char *a, const char *b)
{
    g_autoptr (GPtrArray) list_a = read_list (a);
    g_autoptr (GPtrArray) list_b = read_list (b);
    gboolean equal = list_a->len > 0 && list_a->len == list_b->len;
    for (guint i = 0; equal && i < list_a->len; i++)
        equal = same_person (list_a->pdata[i], list_b->pdata[i]);
    return equal;
}
