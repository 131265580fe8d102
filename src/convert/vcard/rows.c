/* SPDX-License-Identifier: MIT
 *
 * The table of fields, and the codecs of single properties.
 */
#include "convert/vcard/card.h"

#include "model/file-under.h"

#include <oxcart/filetime.h>
#include <string.h>

#define YEAR_OF_NONE 1604 /* what Outlook makes of a birthday whose year nobody said */

/* --- texts and numbers ------------------------------------------------------------------------------- */

/* A text, or each of several: telephone numbers exist in both forms, [MS-OXPROPS] 2.624 and 2.625. */
static void
write_text (OxCard *card, const OxCardRow *row)
{
    const OxValue *value = ox_props_lookup (card->c.props, row->key);
    if (value == NULL)
        return;
    if ((ox_value_get_type_code (value) & OX_TYPE_MULTIPLE) == 0) {
        const char *text = ox_card_text (card, row->key);
        if (text != NULL)
            ox_card_line (card, row, text);
        return;
    }
    ox_card_mark (card, row->key, OX_FATE_MAPPED);
    for (guint i = 0; i < ox_value_get_n_items (value); i++) {
        const char *text = ox_value_get_text (ox_value_get_item (value, i), NULL);
        if (ox_line_has_text (&card->w, text))
            ox_card_line (card, row, text);
    }
}

static void
write_list (OxCard *card, const OxCardRow *row)
{
    const OxValue *value = ox_props_lookup (card->c.props, row->key);
    guint n = 0;
    ox_card_mark (card, row->key, OX_FATE_MAPPED);
    for (guint i = 0; value != NULL && i < ox_value_get_n_items (value); i++) {
        const char *text = ox_value_get_text (ox_value_get_item (value, i), NULL);
        if (!ox_line_has_text (&card->w, text))
            continue;
        if (n++ == 0) {
            ox_card_begin (card, row);
            ox_line_value (&card->w);
        } else {
            ox_line_put_ascii (&card->w, ",");
        }
        ox_line_put_text (&card->w, text);
    }
    if (n > 0)
        ox_line_end (&card->w);
}

static void
write_uri (OxCard *card, const OxCardRow *row)
{
    const char *text = ox_card_text (card, row->key);
    if (text == NULL || !ox_card_begin (card, row))
        return;
    ox_line_value (&card->w);
    ox_line_put_uri (&card->w, text);
    ox_line_end (&card->w);
}

/* PidLidHtml is a copy of the business page, [MS-OXOCNTC] 2.2.1.10.12; where it is not, it is one more. */
static void
write_page (OxCard *card, const OxCardRow *row)
{
    const char *text = ox_card_text (card, row->key);
    const char *business = ox_props_get_text (card->c.props, OX_TAG_BUSINESS_HOME_PAGE);
    if (g_strcmp0 (text, business) != 0)
        write_uri (card, row);
}

static void
write_number (OxCard *card, const OxCardRow *row)
{
    if (ox_props_lookup (card->c.props, row->key) == NULL)
        return;
    g_autofree char *text = g_strdup_printf (
        "%" G_GINT64_FORMAT, ox_mime_integer (&card->c, card->c.props, row->key, 0));
    ox_card_line (card, row, text);
}

static const OxCardCodec codec_text = { write_text };
static const OxCardCodec codec_list = { write_list };
static const OxCardCodec codec_uri = { write_uri };
static const OxCardCodec codec_page = { write_page };
static const OxCardCodec codec_number = { write_number };

/* --- names -------------------------------------------------------------------------------------------- */

static void
write_full_name (OxCard *card, const OxCardRow *row)
{
    ox_card_line (card, row, card->name);
}

/* In the order of N, 2.1.3.2.2. A part keeps its commas: they are escaped. */
static void
write_name (OxCard *card, const OxCardRow *row)
{
    static const OxKey parts[] = { OX_TAG_SURNAME, OX_TAG_GIVEN_NAME, OX_TAG_MIDDLE_NAME,
                                   OX_TAG_DISPLAY_NAME_PREFIX, OX_TAG_GENERATION };
    OxLineWriter *w = &card->w;
    gboolean any = FALSE;
    for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
        any |= ox_card_text (card, parts[i]) != NULL;
    /* 3.0 wants the field, RFC 2426 3.1.2; a name that nobody took apart is all family name. */
    if (!any && card->v4)
        return;
    ox_card_begin (card, row);
    ox_line_value (w);
    for (guint i = 0; i < G_N_ELEMENTS (parts); i++) {
        const char *text = ox_card_text (card, parts[i]);
        if (i > 0)
            ox_line_put_ascii (w, ";");
        ox_line_put_text (w, text != NULL ? text : i == 0 && !any ? card->name : "");
    }
    ox_line_end (w);
}

static void
write_organization (OxCard *card, const OxCardRow *row)
{
    const char *company = ox_card_text (card, OX_TAG_COMPANY_NAME);
    const char *department = ox_card_text (card, OX_TAG_DEPARTMENT_NAME);
    if (company == NULL && department == NULL)
        return;
    ox_card_begin (card, row);
    ox_line_value (&card->w);
    ox_line_put_text (&card->w, company != NULL ? company : "");
    if (department != NULL) {
        ox_line_put_ascii (&card->w, ";");
        ox_line_put_text (&card->w, department);
    }
    ox_line_end (&card->w);
}

/* The stored text; where there is none, what the rule gives that the contact names. */
static void
write_file_under (OxCard *card, const OxCardRow *row)
{
    const char *stored = ox_card_text (card, row->key);
    gint64 rule = ox_mime_integer (&card->c, card->c.props, OX_LID_FILE_UNDER_ID, 0);
    g_autofree char *made = stored == NULL ? ox_file_under_compose (card->c.props, (guint32) rule) : NULL;
    gboolean has_rule = ox_props_lookup (card->c.props, OX_LID_FILE_UNDER_ID) != NULL;
    if (stored == NULL && made == NULL && !has_rule)
        return;
    g_autofree char *number = g_strdup_printf ("%04X", (guint32) rule);
    ox_card_begin (card, row);
    if (has_rule)
        ox_card_parameter (card, "X-RULE", number);
    ox_line_value (&card->w);
    ox_line_put_text (&card->w, stored != NULL ? stored : made != NULL ? made : "");
    ox_line_end (&card->w);
}

static const OxCardCodec codec_full_name = { write_full_name };
static const OxCardCodec codec_name = { write_name };
static const OxCardCodec codec_organization = { write_organization };
static const OxCardCodec codec_file_under = { write_file_under };

/* --- days ------------------------------------------------------------------------------------------------ */

/* Which day a time means. What is local needs no conversion. The other is midnight of the place where the
 * contact was written, given in UTC: east of Greenwich the evening before. */
static GDateTime *
find_day (OxCard *card, OxKey local, OxKey utc)
{
    guint64 time;
    if (ox_mime_time (&card->c, card->c.props, local, &time)) {
        ox_card_mark (card, utc, OX_FATE_NOT_APPLICABLE);
        return g_date_time_new_from_unix_utc (ox_filetime_to_unix (time));
    }
    if (!ox_mime_time (&card->c, card->c.props, utc, &time))
        return NULL;
    g_autoptr (GDateTime) day = g_date_time_new_from_unix_utc (ox_filetime_to_unix (time));
    return day != NULL && g_date_time_get_hour (day) >= 12 ? g_date_time_add_hours (day, 12)
                                                           : g_steal_pointer (&day);
}

static void
write_day (OxCard *card, const OxCardRow *row)
{
    OxKey utc = row->key == OX_LID_BIRTHDAY_LOCAL ? OX_TAG_BIRTHDAY : OX_TAG_WEDDING_ANNIVERSARY;
    g_autoptr (GDateTime) day = find_day (card, row->key, utc);
    if (day == NULL || !ox_card_begin (card, row))
        return;
    int year, month, date;
    g_date_time_get_ymd (day, &year, &month, &date);
    g_autofree char *whole = g_strdup_printf (card->v4 ? "%04d%02d%02d" : "%04d-%02d-%02d", year, month, date);
    g_autofree char *yearless = g_strdup_printf ("--%02d%02d", month, date);
    if (year == YEAR_OF_NONE && !card->v4)
        ox_card_parameter (card, "X-APPLE-OMIT-YEAR", "1604");
    ox_line_value (&card->w);
    ox_line_put_ascii (&card->w, year == YEAR_OF_NONE && card->v4 ? yearless : whole);
    ox_line_end (&card->w);
}

/* RFC 6350 4.3.5 has one form only; 3.0 takes it too, RFC 2426 4. */
static void
write_revision (OxCard *card, const OxCardRow *row)
{
    guint64 time;
    if (!ox_mime_time (&card->c, card->c.props, row->key, &time))
        return;
    g_autoptr (GDateTime) when = g_date_time_new_from_unix_utc (ox_filetime_to_unix (time));
    g_autofree char *text = when != NULL ? g_date_time_format (when, "%Y%m%dT%H%M%SZ") : NULL;
    if (text != NULL)
        ox_card_line (card, row, text);
}

static const OxCardCodec codec_day = { write_day };
static const OxCardCodec codec_revision = { write_revision };

/* --- words ------------------------------------------------------------------------------------------------ */

/* PidTagGender, [MS-OXOCNTC] 2.2.1.10.20. */
static void
write_gender (OxCard *card, const OxCardRow *row)
{
    gint64 value = ox_mime_integer (&card->c, card->c.props, row->key, 0);
    if (value == 1 || value == 2)
        ox_card_line (card, row, card->v4 ? (value == 1 ? "F" : "M") : (value == 1 ? "Female" : "Male"));
}

/* 2.1.3.8.1; PidLidPrivate says the same as "private" for who does not know the other. */
static void
write_class (OxCard *card, const OxCardRow *row)
{
    static const char *const words[] = { "PUBLIC", "PERSONAL", "PRIVATE", "CONFIDENTIAL" };
    gboolean there = ox_props_lookup (card->c.props, row->key) != NULL;
    gint64 value = ox_mime_integer (&card->c, card->c.props, row->key, 0);
    if (value == 0 && ox_mime_integer (&card->c, card->c.props, OX_LID_PRIVATE, 0) != 0)
        value = 2;
    else if (value != 0)
        ox_card_mark (card, OX_LID_PRIVATE, OX_FATE_NOT_APPLICABLE);
    if ((there || value != 0) && value >= 0 && value < (gint64) G_N_ELEMENTS (words))
        ox_card_line (card, row, words[value]);
}

/* A language tag, RFC 5646 2.1, goes into LANG; what a person wrote does not. */
static void
write_language (OxCard *card, const OxCardRow *row)
{
    const char *text = ox_card_text (card, row->key);
    gboolean is_tag = text != NULL && g_regex_match_simple ("^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$", text, 0, 0);
    if (text == NULL)
        return;
    if (card->v4 && is_tag)
        ox_card_line (card, row, text);
    else
        ox_line_text (&card->w, "X-OXCART-LANGUAGE", text);
}

/* PidTagMessageClass, where a form of its own shows the contact. */
static void
write_message_class (OxCard *card, const OxCardRow *row)
{
    const char *text = ox_card_text (card, row->key);
    if (text != NULL && g_ascii_strcasecmp (text, "IPM.Contact") != 0 && g_ascii_strcasecmp (text, "IPM.DistList") != 0)
        ox_card_line (card, row, text);
}

static const OxCardCodec codec_gender = { write_gender };
static const OxCardCodec codec_class = { write_class };
static const OxCardCodec codec_language = { write_language };
static const OxCardCodec codec_message_class = { write_message_class };

#define NAME_SECTION "[MS-OXOCNTC] 2.2.1.1"
#define BOTH OX_CARD_BOTH
#define OUT OX_CARD_OUT

/* The table, in the order of the card. */
static const OxCardRow rows[] = {
    { "FN", NULL, NULL, NULL, OX_TAG_DISPLAY_NAME, &codec_full_name, BOTH, "2.1.3.2.1" },
    { "N", NULL, NULL, NULL, OX_TAG_SURNAME, &codec_name, BOTH, "2.1.3.2.2" },
    { "NICKNAME", NULL, NULL, NULL, OX_TAG_NICKNAME, &codec_text, BOTH, "2.1.3.2.3" },
    { "X-PHONETIC-FIRST-NAME", NULL, NULL, NULL, OX_LID_YOMI_FIRST_NAME, &codec_text, BOTH, NAME_SECTION },
    { "X-PHONETIC-LAST-NAME", NULL, NULL, NULL, OX_LID_YOMI_LAST_NAME, &codec_text, BOTH, NAME_SECTION },
    { "X-OXCART-INITIALS", NULL, NULL, NULL, OX_TAG_INITIALS, &codec_text, BOTH, NAME_SECTION },
    { "X-EVOLUTION-FILE-AS", NULL, NULL, NULL, OX_LID_FILE_UNDER, &codec_file_under, BOTH, NAME_SECTION },
    { "ORG", NULL, NULL, NULL, OX_TAG_COMPANY_NAME, &codec_organization, BOTH, "2.1.3.6.5" },
    { "X-PHONETIC-ORG", NULL, NULL, NULL, OX_LID_YOMI_COMPANY_NAME, &codec_text, BOTH, "[MS-OXOCNTC] 2.2.1.6.8" },
    { "TITLE", NULL, NULL, NULL, OX_TAG_TITLE, &codec_text, BOTH, "2.1.3.6.1" },
    { "ROLE", NULL, NULL, NULL, OX_TAG_PROFESSION, &codec_text, BOTH, "2.1.3.6.2" },
    { "X-OXCART-OFFICE", NULL, NULL, NULL, OX_TAG_OFFICE_LOCATION, &codec_text, BOTH, "[MS-OXOCNTC] 2.2.1.6.5" },

    { "EMAIL", NULL, NULL, "internet,pref", OX_LID_EMAIL1_EMAIL_ADDRESS, &ox_card_codec_email, BOTH, "2.1.3.4.2" },
    { "EMAIL", NULL, NULL, "internet", OX_LID_EMAIL2_EMAIL_ADDRESS, &ox_card_codec_email, BOTH, "2.1.3.4.2" },
    { "EMAIL", NULL, NULL, "internet", OX_LID_EMAIL3_EMAIL_ADDRESS, &ox_card_codec_email, BOTH, "2.1.3.4.2" },
    { "IMPP", NULL, "X-MS-IMADDRESS", NULL, OX_LID_INSTANT_MESSAGING_ADDRESS, &ox_card_codec_messenger, BOTH,
      "2.1.3.9.4" },

    { "TEL", "voice,pref", NULL, "pref", OX_TAG_PRIMARY_TELEPHONE_NUMBER, &codec_text, BOTH, "2.1.3.4.1" },
    { "TEL", "work,voice", NULL, "work", OX_TAG_BUSINESS_TELEPHONE_NUMBER, &codec_text, BOTH, "2.1.3.4.1" },
    { "TEL", "work,voice", NULL, "work", OX_TAG_BUSINESS2_TELEPHONE_NUMBER, &codec_text, BOTH, "2.1.3.4.1" },
    { "TEL", "home,voice", NULL, "home", OX_TAG_HOME_TELEPHONE_NUMBER, &codec_text, BOTH, "2.1.3.4.1" },
    { "TEL", "home,voice", NULL, "home", OX_TAG_HOME2_TELEPHONE_NUMBER, &codec_text, BOTH, "2.1.3.4.1" },
    { "TEL", "cell", NULL, NULL, OX_TAG_MOBILE_TELEPHONE_NUMBER, &codec_text, BOTH, "2.1.3.4.1" },
    { "TEL", "pager", NULL, NULL, OX_TAG_PAGER_TELEPHONE_NUMBER, &codec_text, BOTH, "2.1.3.4.1" },
    { "TEL", "car", NULL, NULL, OX_TAG_CAR_TELEPHONE_NUMBER, &codec_text, BOTH, "2.1.3.4.1" },
    { "TEL", "isdn", NULL, NULL, OX_TAG_ISDN_NUMBER, &codec_text, BOTH, "2.1.3.4.1" },
    { "TEL", "voice", NULL, NULL, OX_TAG_OTHER_TELEPHONE_NUMBER, &codec_text, BOTH, "2.1.3.4.1" },
    { "TEL", "x-company", "X-MS-TEL", "COMPANY", OX_TAG_COMPANY_MAIN_TELEPHONE_NUMBER, &codec_text, BOTH, "2.1.3.9.5" },
    { "TEL", "x-assistant", "X-MS-TEL", "ASSISTANT", OX_TAG_ASSISTANT_TELEPHONE_NUMBER, &codec_text, BOTH, "2.1.3.9.5" },
    { "TEL", "x-callback", "X-MS-TEL", "CALLBACK", OX_TAG_CALLBACK_TELEPHONE_NUMBER, &codec_text, BOTH, "2.1.3.9.5" },
    { "TEL", "x-radio", "X-MS-TEL", "RADIO", OX_TAG_RADIO_TELEPHONE_NUMBER, &codec_text, BOTH, "2.1.3.9.5" },
    { "TEL", "textphone", "X-MS-TEL", "TTYTDD", OX_TAG_TELECOMMUNICATIONS_DEVICE_FOR_DEAF_TELEPHONE_NUMBER, &codec_text,
      BOTH, "2.1.3.9.5" },
    { "TEL", "x-telex", NULL, NULL, OX_TAG_TELEX_NUMBER, &codec_text, BOTH, "[MS-OXOCNTC] 2.2.1.4.15" },
    { "TEL", "work,fax", NULL, NULL, OX_TAG_BUSINESS_FAX_NUMBER, &codec_text, BOTH, "2.1.3.4.1" },
    { "TEL", "home,fax", NULL, NULL, OX_TAG_HOME_FAX_NUMBER, &codec_text, BOTH, "2.1.3.4.1" },
    { "TEL", "fax", NULL, NULL, OX_TAG_PRIMARY_FAX_NUMBER, &codec_text, BOTH, "[MS-OXOCNTC] 2.2.1.2.6" },
    { "TEL", "fax", NULL, NULL, OX_LID_FAX1_EMAIL_ADDRESS, &ox_card_codec_fax_slot, OUT, "[MS-OXOCNTC] 2.2.1.2.6" },
    { "TEL", "fax", NULL, NULL, OX_LID_FAX2_EMAIL_ADDRESS, &ox_card_codec_fax_slot, OUT, "[MS-OXOCNTC] 2.2.1.2.6" },
    { "TEL", "fax", NULL, NULL, OX_LID_FAX3_EMAIL_ADDRESS, &ox_card_codec_fax_slot, OUT, "[MS-OXOCNTC] 2.2.1.2.6" },

    { "ADR", "work", NULL, NULL, OX_LID_WORK_ADDRESS_STREET, &ox_card_codec_address, BOTH, "2.1.3.3.1" },
    { "ADR", "home", NULL, NULL, OX_TAG_HOME_ADDRESS_STREET, &ox_card_codec_address, BOTH, "2.1.3.3.1" },
    { "ADR", NULL, NULL, "postal", OX_TAG_OTHER_ADDRESS_STREET, &ox_card_codec_address, BOTH, "2.1.3.3.1" },
    { "ADR", "work", NULL, NULL, OX_TAG_STREET_ADDRESS, &ox_card_codec_mailing, OUT, "[MS-OXOCNTC] 2.2.1.3.9" },
    { "X-MS-OL-DEFAULT-POSTAL-ADDRESS", NULL, NULL, NULL, OX_LID_POSTAL_ADDRESS_ID, &codec_number, BOTH, "2.1.3.9.12" },

    { "URL", "work", NULL, NULL, OX_TAG_BUSINESS_HOME_PAGE, &codec_uri, BOTH, "2.1.3.7.8" },
    { "URL", "work", NULL, NULL, OX_LID_HTML, &codec_page, OUT, "[MS-OXOCNTC] 2.2.1.10.12" },
    { "URL", "home", NULL, NULL, OX_TAG_PERSONAL_HOME_PAGE, &codec_uri, BOTH, "2.1.3.7.8" },
    { "URL", "x-ftp", NULL, NULL, OX_TAG_FTP_SITE, &codec_uri, BOTH, "[MS-OXOCNTC] 2.2.1.10" },
    { "FBURL", NULL, NULL, NULL, OX_LID_FREE_BUSY_LOCATION, &codec_uri, BOTH, "2.1.3.9.10" },

    { "BDAY", NULL, NULL, NULL, OX_LID_BIRTHDAY_LOCAL, &codec_day, BOTH, "2.1.3.2.5" },
    { "ANNIVERSARY", NULL, "X-MS-ANNIVERSARY", NULL, OX_LID_WEDDING_ANNIVERSARY_LOCAL, &codec_day, BOTH, "2.1.3.9.6" },
    { "GENDER", NULL, "X-GENDER", NULL, OX_TAG_GENDER, &codec_gender, BOTH, "[MS-OXOCNTC] 2.2.1.10.20" },
    { "LANG", NULL, "X-OXCART-LANGUAGE", NULL, OX_TAG_LANGUAGE, &codec_language, BOTH, "[MS-OXOCNTC] 2.2.1.10" },
    { "RELATED", "spouse", "X-MS-SPOUSE", "N", OX_TAG_SPOUSE_NAME, &ox_card_codec_relation, BOTH, "2.1.3.9.7" },
    { "RELATED", "child", "X-MS-CHILD", "", OX_TAG_CHILDRENS_NAMES, &ox_card_codec_relation, BOTH, "2.1.3.9.2" },
    { "RELATED", "x-manager", "X-MS-MANAGER", "N", OX_TAG_MANAGER_NAME, &ox_card_codec_relation, BOTH, "2.1.3.9.8" },
    { "RELATED", "agent", "X-MS-ASSISTANT", "N", OX_TAG_ASSISTANT, &ox_card_codec_relation, BOTH, "2.1.3.9.9" },
    { "RELATED", "x-referred-by", "X-OXCART-REFERRED-BY", "", OX_TAG_REFERRED_BY_NAME, &ox_card_codec_relation, BOTH,
      "[MS-OXOCNTC] 2.2.1.10.21" },
    { "X-MS-INTERESTS", NULL, NULL, NULL, OX_TAG_HOBBIES, &codec_text, BOTH, "2.1.3.9.11" },
    { "X-OXCART-LOCATION", NULL, NULL, NULL, OX_TAG_LOCATION, &codec_text, BOTH, "[MS-OXOCNTC] 2.2.1.10" },
    { "X-OXCART-ACCOUNT", NULL, NULL, NULL, OX_TAG_ACCOUNT, &codec_text, BOTH, "[MS-OXOCNTC] 2.2.1.10" },
    { "X-OXCART-BILLING", NULL, NULL, NULL, OX_LID_BILLING, &codec_text, BOTH, "[MS-OXOCNTC] 2.2.1.10.24" },
    { "X-OXCART-CUSTOMER-ID", NULL, NULL, NULL, OX_TAG_CUSTOMER_ID, &codec_text, BOTH, "[MS-OXOCNTC] 2.2.1.10" },
    { "X-OXCART-GOVERNMENT-ID", NULL, NULL, NULL, OX_TAG_GOVERNMENT_ID_NUMBER, &codec_text, BOTH, "[MS-OXOCNTC] 2.2.1.10" },
    { "X-OXCART-ORGANIZATIONAL-ID", NULL, NULL, NULL, OX_TAG_ORGANIZATIONAL_ID_NUMBER, &codec_text, BOTH,
      "[MS-OXOCNTC] 2.2.1.10" },
    { "X-OXCART-NETWORK-NAME", NULL, NULL, NULL, OX_TAG_COMPUTER_NETWORK_NAME, &codec_text, BOTH, "[MS-OXOCNTC] 2.2.1.10" },
    { "X-OXCART-MILEAGE", NULL, NULL, NULL, OX_LID_MILEAGE, &codec_text, BOTH, "ours" },
    { "X-OXCART-CONTACTS", NULL, NULL, NULL, OX_LID_CONTACTS, &codec_list, BOTH, "ours" },
    { "X-OXCART-COMPANIES", NULL, NULL, NULL, OX_LID_COMPANIES, &codec_list, BOTH, "ours" },

    { "CATEGORIES", NULL, NULL, NULL, OX_NAME_KEYWORDS, &codec_list, BOTH, "2.1.3.7.1" },
    { "X-CLASS", NULL, "CLASS", NULL, OX_TAG_SENSITIVITY, &codec_class, BOTH, "2.1.3.8.1" },
    { "X-MS-TEXT", NULL, NULL, NULL, OX_LID_CONTACT_USER_FIELD1, &ox_card_codec_user_field, BOTH, "2.1.3.9.3" },
    { "X-MS-TEXT", NULL, NULL, NULL, OX_LID_CONTACT_USER_FIELD2, &ox_card_codec_user_field, BOTH, "2.1.3.9.3" },
    { "X-MS-TEXT", NULL, NULL, NULL, OX_LID_CONTACT_USER_FIELD3, &ox_card_codec_user_field, BOTH, "2.1.3.9.3" },
    { "X-MS-TEXT", NULL, NULL, NULL, OX_LID_CONTACT_USER_FIELD4, &ox_card_codec_user_field, BOTH, "2.1.3.9.3" },
    { "X-OXCART-FIELD-DEFINITION", NULL, NULL, NULL, OX_LID_PROPERTY_DEFINITION_STREAM, &ox_card_codec_definitions, BOTH,
      "ours" },
    { "X-OXCART-FIELD", NULL, NULL, NULL, OX_KEY_NONE, &ox_card_codec_named, BOTH, "ours" },
    { "MEMBER", NULL, "X-ADDRESSBOOKSERVER-MEMBER", NULL, OX_LID_DISTRIBUTION_LIST_MEMBERS, &ox_card_codec_members, BOTH,
      "RFC 6350 6.6.5" },
    { "NOTE", NULL, NULL, NULL, OX_TAG_BODY, &ox_card_codec_note, BOTH, "2.1.3.7.2" },

    { "KEY", NULL, NULL, NULL, OX_TAG_USER_X509_CERTIFICATE, &ox_card_codec_certificates, BOTH, "2.1.3.8.2" },
    { "KEY", NULL, NULL, NULL, OX_LID_USER_X509_CERTIFICATE, &ox_card_codec_certificates, OUT, "[MS-OXPROPS] 2.355" },
    { "PHOTO", NULL, NULL, NULL, OX_TAG_ATTACHMENT_CONTACT_PHOTO, &ox_card_codec_photo, BOTH, "2.1.3.2.4" },
    { "X-OXCART-CARD-DESIGN", NULL, NULL, NULL, OX_LID_BUSINESS_CARD_DISPLAY_DEFINITION, &ox_card_codec_bytes, BOTH,
      "[MS-OXOCNTC] 2.2.1.7.1" },
    { "X-OXCART-CARD-PICTURE", NULL, NULL, NULL, OX_LID_BUSINESS_CARD_CARD_PICTURE, &ox_card_codec_bytes, BOTH,
      "[MS-OXOCNTC] 2.2.1.7.2" },
    { "X-OXCART-MESSAGE-CLASS", NULL, NULL, NULL, OX_TAG_MESSAGE_CLASS, &codec_message_class, BOTH, "ours" },
    { "REV", NULL, NULL, NULL, OX_TAG_LAST_MODIFICATION_TIME, &codec_revision, OUT, "2.1.3.7.4" },
};

const OxCardRow *
ox_card_rows (guint *n)
{
    *n = G_N_ELEMENTS (rows);
    return rows;
}

static const OxKey not_applicable[] = {
#include "convert/vcard/not-applicable.inc"
};

const OxKey *
ox_card_not_applicable (guint *n)
{
    *n = G_N_ELEMENTS (not_applicable);
    return not_applicable;
}
