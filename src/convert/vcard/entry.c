/* SPDX-License-Identifier: MIT
 *
 * Entries of an address book as vCards: people, groups with their members, rooms and equipment. What an entry
 * is called in X.500 makes its UID, so that the members of a group, which are such names, refer to the cards of
 * the same file.
 */
#include "base/diag.h"
#include "base/hash.h"
#include "convert/line/line.h"
#include "model/address-private.h"

#include <oxcart/directory.h>
#include <string.h>

typedef struct {
    OxLineWriter w;
    gboolean v4;
    OxProps *props;
    OxEntry *entry;
} Card;

/* A text property, its field and its TYPE. */
typedef struct {
    OxKey key;
    const char *field;
    const char *types; /* of TYPE, separated by "," */
} Row;

static const Row rows[] = {
    { OX_TAG_TITLE, "TITLE", NULL },
    { OX_TAG_BUSINESS_TELEPHONE_NUMBER, "TEL", "work,voice" },
    { OX_TAG_BUSINESS2_TELEPHONE_NUMBERS, "TEL", "work,voice" },
    { OX_TAG_HOME_TELEPHONE_NUMBER, "TEL", "home,voice" },
    { OX_TAG_HOME2_TELEPHONE_NUMBERS, "TEL", "home,voice" },
    { OX_TAG_MOBILE_TELEPHONE_NUMBER, "TEL", "cell" },
    { OX_TAG_PAGER_TELEPHONE_NUMBER, "TEL", "pager" },
    { OX_TAG_PRIMARY_FAX_NUMBER, "TEL", "work,fax" },
    { OX_TAG_COMMENT, "NOTE", NULL },
    { OX_TAG_ACCOUNT, "X-OXCART-ALIAS", NULL },
    { OX_TAG_OFFICE_LOCATION, "X-OXCART-OFFICE", NULL },
    { OX_TAG_ASSISTANT, "X-MS-ASSISTANT", NULL },
    { OX_TAG_ASSISTANT_TELEPHONE_NUMBER, "X-MS-TEL", "assistant" },
    { OX_TAG_ADDRESS_BOOK_PHONETIC_GIVEN_NAME, "X-PHONETIC-FIRST-NAME", NULL },
    { OX_TAG_ADDRESS_BOOK_PHONETIC_SURNAME, "X-PHONETIC-LAST-NAME", NULL },
    { OX_TAG_EMAIL_ADDRESS, "X-MS-X500", NULL },
};

static const char *
text_of (const Card *card, OxKey key)
{
    const char *text = ox_props_get_text (card->props, key);
    return text != NULL ? text : "";
}

static void
put_types (Card *card, const char *types)
{
    g_auto (GStrv) list = g_strsplit (types != NULL ? types : "", ",", -1);
    for (guint i = 0; list[i] != NULL; i++)
        ox_line_parameter (&card->w, "TYPE", list[i]);
}

/* A structured value: each part escaped, between separators that are not. */
static void
put_parts (Card *card, const char *name, const char *types, const char *const *parts, guint n)
{
    gboolean any = FALSE;
    for (guint i = 0; i < n; i++)
        any |= *parts[i] != '\0';
    if (!any)
        return;
    ox_line_begin (&card->w, name);
    put_types (card, types);
    ox_line_value (&card->w);
    for (guint i = 0; i < n; i++) {
        if (i > 0)
            ox_line_put_ascii (&card->w, ";");
        ox_line_put_text (&card->w, parts[i]);
    }
    ox_line_end (&card->w);
}

/* A UUID that follows from an X.500 name, whose case does not count. RFC 9562 5.8. */
static char *
uid_of (const char *name)
{
    OxHash hash;
    g_autofree char *folded = g_utf8_casefold (name, -1);
    ox_hash_init (&hash);
    ox_hash_update (&hash, ox_slice ((const guint8 *) folded, strlen (folded), 0));
    g_autofree char *digest = ox_hash_finish (&hash);
    digest[12] = '8';
    digest[16] = "89ab"[g_ascii_xdigit_value (digest[16]) & 3];
    return g_strdup_printf ("urn:uuid:%.8s-%.4s-%.4s-%.4s-%.12s", digest, digest + 8, digest + 12, digest + 16,
                            digest + 20);
}

/* RFC 6350 6.1.4; "device" is RFC 6869. */
static const char *
kind_of (OxEntry *entry)
{
    if (ox_entry_get_resource (entry) != OX_RESOURCE_NONE)
        return ox_entry_get_resource (entry) == OX_RESOURCE_ROOM ? "location" : "device";
    switch (ox_entry_get_kind (entry)) {
    case OX_ENTRY_LIST:
    case OX_ENTRY_AGENT:
    case OX_ENTRY_PRIVATE_LIST:
        return "group";
    case OX_ENTRY_ORGANIZATION:
        return "org";
    case OX_ENTRY_FORUM:
        return "x-forum";
    default:
        return "individual";
    }
}

static void
put_emails (Card *card)
{
    g_autofree char *smtp = ox_entry_get_smtp (card->entry);
    const OxValue *proxies = ox_props_lookup (card->props, OX_TAG_ADDRESS_BOOK_PROXY_ADDRESSES);
    if (smtp != NULL) {
        ox_line_begin (&card->w, "EMAIL");
        if (card->v4)
            ox_line_parameter (&card->w, "PREF", "1");
        else
            put_types (card, "internet,pref");
        ox_line_value (&card->w);
        ox_line_put_text (&card->w, smtp);
        ox_line_end (&card->w);
    }
    for (guint i = 0; proxies != NULL && i < ox_value_get_n_items (proxies); i++) {
        const char *proxy = ox_value_get_text (ox_value_get_item (proxies, i), NULL);
        gboolean is_smtp = proxy != NULL && g_ascii_strncasecmp (proxy, "smtp:", 5) == 0;
        if (is_smtp && (smtp == NULL || g_ascii_strcasecmp (proxy + 5, smtp) != 0))
            ox_line_text (&card->w, "EMAIL", proxy + 5);
        else if (proxy != NULL && !is_smtp)
            ox_line_text (&card->w, "X-OXCART-ADDRESS", proxy);
    }
}

static void
put_members (Card *card)
{
    const OxValue *members = ox_props_lookup (card->props, OX_TAG_ADDRESS_BOOK_MEMBER);
    for (guint i = 0; members != NULL && i < ox_value_get_n_items (members); i++) {
        const char *dn = ox_value_get_text (ox_value_get_item (members, i), NULL);
        if (dn == NULL)
            continue;
        g_autofree char *uid = uid_of (dn);
        ox_line_begin (&card->w, card->v4 ? "MEMBER" : "X-ADDRESSBOOKSERVER-MEMBER");
        ox_line_value (&card->w);
        ox_line_put_uri (&card->w, uid);
        ox_line_end (&card->w);
    }
}

static void
put_bytes (Card *card, const char *name, GBytes *bytes, const char *type, const char *type_3)
{
    g_autoptr (OxStream) stream = bytes != NULL ? ox_stream_new_bytes (bytes) : NULL;
    if (stream == NULL || ox_stream_get_size (stream) == 0)
        return;
    ox_line_begin (&card->w, name);
    if (!card->v4) {
        ox_line_parameter (&card->w, "ENCODING", "b");
        put_types (card, type_3);
    }
    ox_line_value (&card->w);
    if (card->v4) {
        ox_line_put_ascii (&card->w, "data:");
        ox_line_put_ascii (&card->w, type);
        ox_line_put_ascii (&card->w, ";base64,");
    }
    if (ox_line_put_base64 (&card->w, stream) < 0)
        card->w.n_cleaned++;
    ox_line_end (&card->w);
}

static void
put_head (Card *card, guint32 index)
{
    const char *dn = text_of (card, OX_TAG_EMAIL_ADDRESS);
    const char *name = text_of (card, OX_TAG_DISPLAY_NAME);
    const char *kind = kind_of (card->entry);
    g_autofree char *smtp = ox_entry_get_smtp (card->entry);
    g_autofree char *number = g_strdup_printf ("#%u", index);
    const char *identity = *dn != '\0' ? dn : smtp != NULL ? smtp : number;
    g_autofree char *uid = uid_of (identity);
    ox_line_text (&card->w, "BEGIN", "VCARD");
    ox_line_text (&card->w, "VERSION", card->v4 ? "4.0" : "3.0");
    ox_line_text (&card->w, "PRODID", "-//oxcart//oxcart//EN");
    ox_line_text (&card->w, "UID", uid);
    if (card->v4 && strcmp (kind, "individual") != 0)
        ox_line_text (&card->w, "KIND", kind);
    else if (!card->v4 && strcmp (kind, "individual") != 0)
        ox_line_text (&card->w, "X-ADDRESSBOOKSERVER-KIND", kind);
    ox_line_text (&card->w, "FN", ox_line_has_text (&card->w, name) ? name : smtp != NULL ? smtp : "(no name)");
}

static void
put_names (Card *card)
{
    const char *surname = text_of (card, OX_TAG_SURNAME);
    const char *given = text_of (card, OX_TAG_GIVEN_NAME);
    const char *name[] = { surname, given, "", "", "" };
    const char *org[] = { text_of (card, OX_TAG_COMPANY_NAME), text_of (card, OX_TAG_DEPARTMENT_NAME) };
    const char *address[] = { "", "", text_of (card, OX_TAG_STREET_ADDRESS), text_of (card, OX_TAG_LOCALITY),
                              text_of (card, OX_TAG_STATE_OR_PROVINCE), text_of (card, OX_TAG_POSTAL_CODE),
                              text_of (card, OX_TAG_COUNTRY) };
    /* vCard 3.0 needs N, RFC 2426 3.1.2. */
    if (*surname == '\0' && *given == '\0' && !card->v4)
        name[0] = text_of (card, OX_TAG_DISPLAY_NAME);
    put_parts (card, "N", NULL, name, G_N_ELEMENTS (name));
    put_parts (card, "ORG", NULL, org, *org[1] != '\0' ? 2 : 1);
    put_parts (card, "ADR", "work", address, G_N_ELEMENTS (address));
}

static void
put_rows (Card *card)
{
    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        const OxValue *value = ox_props_lookup (card->props, rows[i].key);
        for (guint j = 0; value != NULL && j < ox_value_get_n_items (value); j++) {
            const char *text = ox_value_get_text (ox_value_get_item (value, j), NULL);
            if (!ox_line_has_text (&card->w, text))
                continue;
            ox_line_begin (&card->w, rows[i].field);
            put_types (card, rows[i].types);
            ox_line_value (&card->w);
            ox_line_put_text (&card->w, text);
            ox_line_end (&card->w);
        }
    }
}

static void
put_card (OxEntry *entry, guint32 index, OxSink *sink, gboolean v4, OxDiagnostics *d)
{
    Card card = { .v4 = v4, .props = ox_entry_get_props (entry), .entry = entry };
    ox_line_writer_init (&card.w, sink, v4 ? OX_DIALECT_VCARD_4 : OX_DIALECT_VCARD_3);
    put_head (&card, index);
    put_names (&card);
    put_emails (&card);
    put_rows (&card);
    put_bytes (&card, "PHOTO", ox_props_get_bytes (card.props, OX_TAG_THUMBNAIL_PHOTO), "image/jpeg", "jpeg");
    put_members (&card);
    ox_line_text (&card.w, "END", "VCARD");
    if (card.w.n_cleaned > 0)
        ox_diag (d, OX_DIAG_VCARD_TEXT, OX_DIAG_NO_OFFSET, "entry %u: %u characters that no line may hold", index,
                 card.w.n_cleaned);
}

gboolean
ox_address_list_write_vcard (OxAddressList *list, OxSink *sink, OxOptions *options, OxDiagnostics *diagnostics,
                             GError **error)
{
    gboolean v4 = ox_options_get_vcard_version (options) == OX_VCARD_4;
    for (guint32 i = 0; i < ox_address_list_get_n_entries (list) && ox_sink_is_ok (sink); i++) {
        g_autoptr (OxEntry) entry = NULL;
        if (!ox_address_list_try_entry (list, i, diagnostics, &entry, error))
            return FALSE;
        if (entry != NULL)
            put_card (entry, i, sink, v4, diagnostics);
    }
    return ox_sink_is_ok (sink) || ox_sink_finish (sink, error);
}
