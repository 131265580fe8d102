/* SPDX-License-Identifier: MIT */
#include "convert/mime/address.h"

#include "base/diag.h"
#include "convert/mime/header.h"

#include <gmime/gmime.h>
#include <oxcart/entryid.h>
#include <string.h>

/* Where an X.500 address has no SMTP form, it is wrapped into one of this domain,
 * which can never be delivered to (RFC 2606 2). */
#define ENCAPSULATION_DOMAIN "imcea.invalid"
/* Stored address headers beyond this are not searched for names. */
#define SEARCHED_HEADER (64u << 10)

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

static void
learn (GHashTable *table, const char *who, const char *address)
{
    if (who == NULL || *who == '\0' || !ox_address_is_smtp (address))
        return;
    char *key = g_utf8_casefold (who, -1);
    if (g_hash_table_contains (table, key))
        g_free (key);
    else
        g_hash_table_insert (table, key, g_strdup (address));
}

static void
learn_from_header (GHashTable *table, const OxStoredHeader *header)
{
    if (header == NULL || strlen (header->raw) > SEARCHED_HEADER)
        return;
    g_autofree char *flat = g_strdelimit (g_strdup (header->raw), "\n", ' ');
    InternetAddressList *list = internet_address_list_parse (NULL, flat);
    if (list == NULL)
        return;
    for (int i = 0; i < internet_address_list_length (list); i++) {
        InternetAddress *one = internet_address_list_get_address (list, i);
        if (INTERNET_ADDRESS_IS_MAILBOX (one))
            learn (table, internet_address_get_name (one),
                   internet_address_mailbox_get_addr (INTERNET_ADDRESS_MAILBOX (one)));
    }
    g_object_unref (list);
}

static GHashTable *
learn_addresses (OxMimeContext *c)
{
    static const char *const headers[] = { "From", "Sender", "Reply-To", "To", "Cc" };
    GHashTable *table = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
    for (guint i = 0; i < ox_message_get_n_recipients (c->message); i++) {
        OxProps *props = ox_recipient_get_props (ox_message_get_recipient (c->message, i));
        learn (table, ox_props_get_text (props, OX_TAG_EMAIL_ADDRESS),
               ox_props_get_text (props, OX_TAG_SMTP_ADDRESS));
    }
    for (guint i = 0; i < G_N_ELEMENTS (headers); i++)
        learn_from_header (table, ox_transport_find (c->transport, headers[i]));
    return table;
}

static char *
remembered (OxMimeContext *c, const char *who)
{
    if (who == NULL)
        return NULL;
    if (c->addresses == NULL)
        c->addresses = learn_addresses (c);
    g_autofree char *key = g_utf8_casefold (who, -1);
    return g_strdup (g_hash_table_lookup (c->addresses, key));
}

/* --- resolution ---------------------------------------------------------------------- */

static char *
from_entryid (OxMimeContext *c, OxProps *props, OxKey key, char **name, char **dn)
{
    GBytes *bytes = ox_mime_bytes (c, props, key);
    if (bytes == NULL)
        return NULL;
    g_autoptr (OxEntryId) id = ox_entryid_parse (bytes, 1252);
    if (*name == NULL && id->display_name != NULL && *id->display_name != '\0')
        *name = g_strdup (id->display_name);
    if (id->address == NULL)
        return NULL;
    if (is_x500 (id->address) && *dn == NULL)
        *dn = g_strdup (id->address);
    return extract_smtp (id->address);
}

static char *
from_search_key (OxMimeContext *c, OxProps *props, OxKey key)
{
    gsize n = 0;
    GBytes *bytes = ox_mime_bytes (c, props, key);
    const char *data = bytes != NULL ? g_bytes_get_data (bytes, &n) : NULL;
    if (n < 6 || g_ascii_strncasecmp (data, "SMTP:", 5) != 0)
        return NULL;
    g_autofree char *text = g_strndup (data + 5, n - 5);
    if (!ox_address_is_smtp (text))
        return NULL;
    /* Search keys are upper case; addresses do not care. */
    return g_ascii_strdown (text, -1);
}

/* Texts in which an address is sometimes found, of recipients only. */
static char *
from_other_texts (OxMimeContext *c, OxProps *props, const OxAddressGroup *group)
{
    static const OxKey of_recipients[] = { OX_TAG_ORIGINAL_DISPLAY_NAME,
                                           OX_TAG_RECIPIENT_DISPLAY_NAME };
    char *found = extract_smtp (ox_mime_text (c, props, group->address));
    if (found == NULL)
        found = extract_smtp (ox_mime_text (c, props, group->name));
    if (group != &ox_group_recipient)
        return found;
    for (guint i = 0; found == NULL && i < G_N_ELEMENTS (of_recipients); i++)
        found = extract_smtp (ox_mime_text (c, props, of_recipients[i]));
    return found;
}

/* The order of the specification for a client without a directory, completed
 * by what else the message knows. */
static char *
find_address (OxMimeContext *c, OxProps *props, const OxAddressGroup *group, char **name,
              char **dn)
{
    const char *address = ox_mime_text (c, props, group->address);
    ox_mime_text (c, props, group->type);
    char *found = NULL;
    if (is_x500 (address))
        *dn = g_strdup (address);
    else
        found = extract_smtp (address);
    if (found == NULL)
        found = extract_smtp (ox_mime_text (c, props, group->smtp));
    if (found == NULL)
        found = from_entryid (c, props, group->entryid, name, dn);
    if (found == NULL)
        found = from_search_key (c, props, group->search_key);
    if (found == NULL)
        found = from_other_texts (c, props, group);
    if (found == NULL && group == &ox_group_recipient)
        found = from_entryid (c, props, OX_TAG_RECIPIENT_ENTRY_ID, name, dn);
    if (found == NULL)
        found = remembered (c, *dn);
    return found != NULL ? found : remembered (c, *name);
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
    const char *name = ox_mime_text (c, props, group->name);
    *mailbox = (OxMailbox){ NULL, NULL };
    if (name != NULL && *name != '\0')
        mailbox->name = g_strdup (name);
    g_autofree char *dn = NULL;
    mailbox->address = find_address (c, props, group, &mailbox->name, &dn);
    if (mailbox->address == NULL && dn != NULL && strlen (dn) < 300) {
        mailbox->address = encapsulate ("EX", dn);
        ox_diag (c->diagnostics, OX_DIAG_MIME_ADDRESS, OX_DIAG_NO_OFFSET,
                 "no SMTP address is known of a person of an address book");
    } else if (mailbox->address == NULL && mailbox->name != NULL) {
        ox_diag (c->diagnostics, OX_DIAG_MIME_ADDRESS, OX_DIAG_NO_OFFSET,
                 "a person has a name but no address");
    }
    if (mailbox->name != NULL && mailbox->address != NULL
        && same_as_address (mailbox->name, mailbox->address))
        g_clear_pointer (&mailbox->name, g_free);
    return mailbox->name != NULL || mailbox->address != NULL;
}

char *
ox_mailbox_format (const OxMailbox *mailbox)
{
    GString *out = g_string_new (NULL);
    if (mailbox->name != NULL)
        ox_header_phrase (out, mailbox->name);
    if (mailbox->address == NULL) {
        if (out->len == 0)
            g_string_append (out, "\"\"");
        /* A group without members is how RFC 5322 3.4 writes a name alone. White space parts an
         * encoded word from what follows, RFC 2047 5. */
        g_string_append (out, g_str_has_suffix (out->str, "?=") ? " :;" : ":;");
    } else if (out->len == 0) {
        g_string_append (out, mailbox->address);
    } else {
        const char *last = g_strrstr (out->str, "\n");
        gsize column = last != NULL ? strlen (last + 1) : out->len;
        g_string_append (out, column + strlen (mailbox->address) + 3 > 76 ? "\r\n " : " ");
        g_string_append_printf (out, "<%s>", mailbox->address);
    }
    return g_string_free (out, FALSE);
}

/* --- lists of them ----------------------------------------------------------------------- */

static InternetAddressList *
parse_list (const char *value)
{
    g_autofree char *flat = g_strdelimit (g_strdup (value), "\r\n", ' ');
    return internet_address_list_parse (NULL, flat);
}

static gboolean
same_address (InternetAddress *a, InternetAddress *b)
{
    const char *name_a = internet_address_get_name (a);
    const char *name_b = internet_address_get_name (b);
    if (!INTERNET_ADDRESS_IS_MAILBOX (a) || !INTERNET_ADDRESS_IS_MAILBOX (b)
        || g_strcmp0 (name_a != NULL ? name_a : "", name_b != NULL ? name_b : "") != 0)
        return FALSE;
    const char *address_a = internet_address_mailbox_get_addr (INTERNET_ADDRESS_MAILBOX (a));
    const char *address_b = internet_address_mailbox_get_addr (INTERNET_ADDRESS_MAILBOX (b));
    return address_a != NULL && strchr (address_a, '@') != NULL
           && g_strcmp0 (address_a, address_b) == 0;
}

gboolean
ox_address_lists_equal (const char *a, const char *b)
{
    InternetAddressList *list_a = parse_list (a);
    InternetAddressList *list_b = parse_list (b);
    int n = list_a != NULL ? internet_address_list_length (list_a) : 0;
    gboolean equal = n > 0 && list_b != NULL && internet_address_list_length (list_b) == n;
    for (int i = 0; equal && i < n; i++)
        equal = same_address (internet_address_list_get_address (list_a, i),
                              internet_address_list_get_address (list_b, i));
    g_clear_object (&list_a);
    g_clear_object (&list_b);
    return equal;
}
