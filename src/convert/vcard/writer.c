/* SPDX-License-Identifier: MIT
 *
 * One contact or distribution list as one vCard: a walk over the table.
 */
#include <oxcart/vcard.h>

#include "base/diag.h"
#include "base/hash.h"
#include "convert/line/folder.h"
#include "convert/mime/fields.h"
#include "convert/vcard/card.h"
#include "model/account-private.h"
#include "model/message-private.h"

#include <oxcart/format.h>
#include <string.h>

#define SEARCH_KEY_BYTES 16 /* [MS-OXCPRPT] 2.2.1.9: of a message it is a GUID */

/* --- what the card is called -------------------------------------------------------------------------- */

/* FN must say something, RFC 6350 6.2.1: the first of these that does. */
static char *
find_name (OxCard *card)
{
    static const OxKey keys[] = { OX_TAG_DISPLAY_NAME,        OX_LID_DISTRIBUTION_LIST_NAME,
                                  OX_TAG_NORMALIZED_SUBJECT,  OX_TAG_SUBJECT,
                                  OX_LID_FILE_UNDER,          OX_TAG_COMPANY_NAME,
                                  OX_LID_EMAIL1_EMAIL_ADDRESS, OX_LID_EMAIL1_DISPLAY_NAME,
                                  OX_TAG_MOBILE_TELEPHONE_NUMBER, OX_TAG_BUSINESS_TELEPHONE_NUMBER,
                                  OX_TAG_HOME_TELEPHONE_NUMBER };
    for (guint i = 0; i < G_N_ELEMENTS (keys); i++) {
        const char *text = ox_props_get_text (card->c.props, keys[i]);
        g_autofree char *name = g_strdup (text != NULL ? text : "");
        g_strstrip (name);
        if (!ox_line_has_text (&card->w, name))
            continue;
        ox_card_mark (card, keys[i], OX_FATE_MAPPED);
        if (i > 1)
            ox_diag (card->c.diagnostics, OX_DIAG_VCARD_NAME, OX_DIAG_NO_OFFSET,
                     "property 0x%X stands for its name", keys[i]);
        return g_steal_pointer (&name);
    }
    ox_diag (card->c.diagnostics, OX_DIAG_VCARD_NAME, OX_DIAG_NO_OFFSET, "it has nothing to be called by");
    return g_strdup ("(no name)");
}

/* --- its id --------------------------------------------------------------------------------------------- */

/* The search key stays with an item wherever it goes, so a card that is written again replaces the former.
 * Without one the content decides. */
static char *
make_uid (OxMessage *message, gboolean by_content)
{
    GBytes *key = ox_props_get_bytes (ox_message_get_props (message), OX_TAG_SEARCH_KEY);
    g_autofree char *digest = NULL;
    if (!by_content && key != NULL && g_bytes_get_size (key) >= SEARCH_KEY_BYTES) {
        OxHash h;
        ox_hash_init (&h);
        ox_hash_update (&h, ox_slice_from_bytes (key));
        digest = ox_hash_finish (&h);
    } else {
        digest = ox_message_digest (message);
    }
    digest[12] = '8'; /* a UUID of our own making, RFC 9562 5.8 */
    digest[16] = "89ab"[g_ascii_xdigit_value (digest[16]) & 3];
    return g_strdup_printf ("urn:uuid:%.8s-%.4s-%.4s-%.4s-%.12s", digest, digest + 8, digest + 12, digest + 16,
                            digest + 20);
}

/* --- the card --------------------------------------------------------------------------------------------- */

static gboolean
has_text (OxCard *card, OxKey key)
{
    const char *text = ox_props_get_text (card->c.props, key);
    return text != NULL && *text != '\0';
}

/* "individual" needs no word. What has a company's name and nobody's is the company, [MS-OXOCNTC] 2.2.1.1.12. */
static const char *
find_kind (OxCard *card)
{
    if (ox_card_is_list (card->c.message))
        return "group";
    if (has_text (card, OX_TAG_SURNAME) || has_text (card, OX_TAG_GIVEN_NAME) || has_text (card, OX_TAG_MIDDLE_NAME))
        return NULL;
    return g_strcmp0 (ox_props_get_text (card->c.props, OX_TAG_COMPANY_NAME), card->name) == 0 ? "org" : NULL;
}

static void
write_head (OxCard *card, const char *uid)
{
    const char *kind = find_kind (card);
    ox_line_text (&card->w, "BEGIN", "VCARD");
    ox_line_text (&card->w, "VERSION", card->v4 ? "4.0" : "3.0");
    ox_line_text (&card->w, "PRODID", "-//oxcart//oxcart//EN");
    ox_line_text (&card->w, "UID", uid);
    if (kind == NULL)
        return;
    if (card->v4)
        ox_line_text (&card->w, "KIND", kind);
    else if (strcmp (kind, "group") == 0)
        ox_line_text (&card->w, "X-ADDRESSBOOKSERVER-KIND", kind);
    else
        ox_line_text (&card->w, "X-ABSHOWAS", "COMPANY");
}

void
ox_card_write_rows (OxCard *card, gboolean with_data)
{
    guint n = 0;
    const OxCardRow *rows = ox_card_rows (&n);
    for (guint i = 0; i < n && ox_sink_is_ok (card->w.sink); i++) {
        const OxCardCodec *codec = rows[i].codec;
        gboolean is_data = codec == &ox_card_codec_photo || codec == &ox_card_codec_certificates
                           || codec == &ox_card_codec_bytes || codec == &ox_card_codec_note;
        if (with_data || !is_data)
            codec->write (card, &rows[i]);
    }
}

void
ox_card_init (OxCard *card, OxMessage *message, OxSink *sink, OxOptions *options, OxDiagnostics *diagnostics,
              OxAccount *account, gboolean v4)
{
    *card = (OxCard){ .c = { .message = message,
                             .props = ox_message_get_props (message),
                             .options = options,
                             .diagnostics = diagnostics,
                             .account = account,
                             .place = "" },
                      .v4 = v4 };
    ox_line_writer_init (&card->w, sink, v4 ? OX_DIALECT_VCARD_4 : OX_DIALECT_VCARD_3);
    card->name = find_name (card);
}

void
ox_card_clear (OxCard *card)
{
    g_clear_pointer (&card->name, g_free);
}

static void
account_card (OxCard *card)
{
    guint n = 0;
    const OxKey *keys = ox_card_not_applicable (&n);
    for (guint i = 0; i < n; i++)
        ox_card_mark (card, keys[i], OX_FATE_NOT_APPLICABLE);
    ox_card_mark (card, ox_message_get_codepage_key (card->c.message), OX_FATE_MAPPED);
    ox_card_mark (card, OX_TAG_MESSAGE_CLASS, OX_FATE_MAPPED);
}

/* `uids`: those that other cards of the file have; NULL for a file of one. */
static void
write_card (OxMessage *message, OxSink *sink, OxOptions *options, OxDiagnostics *diagnostics, OxAccount *account,
            GHashTable *uids)
{
    OxCard card;
    char *uid = make_uid (message, FALSE);
    ox_account_enter_message (account, message, "");
    ox_card_init (&card, message, sink, options, diagnostics, account,
                  ox_options_get_vcard_version (options) == OX_VCARD_4);
    /* A copy keeps the search key: readers would take the second card for a newer first one. */
    if (uids != NULL && g_hash_table_contains (uids, uid)) {
        g_free (uid);
        uid = make_uid (message, TRUE);
    }
    write_head (&card, uid);
    ox_card_write_rows (&card, TRUE);
    ox_line_text (&card.w, "END", "VCARD");
    account_card (&card);
    if (card.w.n_cleaned > 0)
        ox_diag (diagnostics, OX_DIAG_VCARD_TEXT, OX_DIAG_NO_OFFSET,
                 "%u characters that no line may hold were dropped or replaced", card.w.n_cleaned);
    ox_card_clear (&card);
    if (uids != NULL)
        g_hash_table_add (uids, g_steal_pointer (&uid));
    g_free (uid);
}

gboolean
ox_message_write_vcard (OxMessage *message, OxSink *sink, OxOptions *options, OxDiagnostics *diagnostics,
                        OxAccount *account, GError **error)
{
    write_card (message, sink, options, diagnostics, account, NULL);
    return ox_write_finish (sink, options, diagnostics, error);
}

typedef struct {
    OxSink *sink;
    OxOptions *options;
    OxDiagnostics *diagnostics;
    GHashTable *uids;
} CardFile;

static gboolean
write_of_folder (gpointer data, OxMessage *message)
{
    CardFile *file = data;
    if (ox_message_natural_format (message) != OX_FORMAT_VCARD)
        return FALSE;
    write_card (message, file->sink, file->options, file->diagnostics, NULL, file->uids);
    return TRUE;
}

gboolean
ox_store_write_vcards (OxStore *store, OxFolder *folder, OxSink *sink, OxOptions *options,
                       OxDiagnostics *diagnostics, guint *n_cards, GError **error)
{
    g_autoptr (GHashTable) uids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    CardFile file = { sink, options, diagnostics, uids };
    guint n = ox_write_folder (store, folder, sink, diagnostics, OX_DIAG_VCARD_ITEM, write_of_folder, &file);
    if (n_cards != NULL)
        *n_cards = n;
    return ox_write_finish (sink, options, diagnostics, error);
}
