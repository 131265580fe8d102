/* SPDX-License-Identifier: MIT
 *
 * People are inetOrgPerson (RFC 2798), lists groupOfNames (RFC 4519); the other names are those that
 * Exchange has in Active Directory, [MS-OXOABK] 2.2.
 */
#include "convert/ldif/rows.h"

#include <string.h>

const OxLdifRow ox_ldif_rows[] = {
    { "displayName", 0x3001001F, OX_LDIF_PLAIN, FALSE },
    { "givenName", 0x3A06001F, OX_LDIF_PLAIN, FALSE },
    { "initials", 0x3A0A001F, OX_LDIF_PLAIN, FALSE },
    { "mail", 0x39FE001F, OX_LDIF_PLAIN, FALSE },
    { "title", 0x3A17001F, OX_LDIF_PLAIN, FALSE },
    { "o", 0x3A16001F, OX_LDIF_PLAIN, FALSE },
    { "departmentNumber", 0x3A18001F, OX_LDIF_PLAIN, FALSE },
    { "physicalDeliveryOfficeName", 0x3A19001F, OX_LDIF_PLAIN, FALSE },
    { "telephoneNumber", 0x3A08001F, OX_LDIF_PLAIN, FALSE },
    { "otherTelephone", 0x3A1B101F, OX_LDIF_PLAIN, FALSE },
    { "homePhone", 0x3A09001F, OX_LDIF_PLAIN, FALSE },
    { "otherHomePhone", 0x3A2F101F, OX_LDIF_PLAIN, FALSE },
    { "facsimileTelephoneNumber", 0x3A23001F, OX_LDIF_PLAIN, FALSE },
    { "mobile", 0x3A1C001F, OX_LDIF_PLAIN, FALSE },
    { "pager", 0x3A21001F, OX_LDIF_PLAIN, FALSE },
    { "telephoneAssistant", 0x3A2E001F, OX_LDIF_PLAIN, FALSE },
    { "msExchAssistantName", 0x3A30001F, OX_LDIF_PLAIN, FALSE },
    { "street", 0x3A29001F, OX_LDIF_PLAIN, FALSE },
    { "l", 0x3A27001F, OX_LDIF_PLAIN, FALSE },
    { "st", 0x3A28001F, OX_LDIF_PLAIN, FALSE },
    { "postalCode", 0x3A2A001F, OX_LDIF_PLAIN, FALSE },
    { "co", 0x3A26001F, OX_LDIF_PLAIN, FALSE },
    { "description", 0x3004001F, OX_LDIF_PLAIN, FALSE },
    { "manager", 0x8005001F, OX_LDIF_DN, FALSE },
    { "member", 0x8009101E, OX_LDIF_DN, FALSE },
    { "memberOf", 0x8008101E, OX_LDIF_DN, FALSE },
    { "userCertificate", 0x8C6A1102, OX_LDIF_PLAIN, TRUE },
    { "userSMIMECertificate", 0x3A701102, OX_LDIF_PLAIN, FALSE }, /* OpenLDAP refuses ";binary" here */
    { "jpegPhoto", 0x8C9E0102, OX_LDIF_PLAIN, FALSE },
    { "legacyExchangeDN", 0x3003001E, OX_LDIF_PLAIN, FALSE },
    { "mailNickname", 0x3A00001F, OX_LDIF_PLAIN, FALSE },
    { "proxyAddresses", 0x800F101F, OX_LDIF_PLAIN, FALSE },
    { "targetAddress", 0x8011001F, OX_LDIF_PLAIN, FALSE },
    { "homeMDB", 0x8006001E, OX_LDIF_PLAIN, FALSE },
    { "displayNamePrintable", 0x39FF001E, OX_LDIF_PLAIN, FALSE },
    { "mAPIRecipient", 0x3A40000B, OX_LDIF_PLAIN, FALSE },
    { "msExchRecipientDisplayType", 0x39050003, OX_LDIF_PLAIN, FALSE },
    { "msDS-HABSeniorityIndex", 0x8CA00003, OX_LDIF_PLAIN, FALSE },
    { "msOrg-IsOrganizational", 0x8CDD000B, OX_LDIF_PLAIN, FALSE },
    { "objectGUID", 0x8C6D0102, OX_LDIF_PLAIN, FALSE },
    { "msExchSenderHintTranslations", 0x8CAC101F, OX_LDIF_PLAIN, FALSE },
    { "delivContLength", 0x806A0003, OX_LDIF_PLAIN, FALSE },
    { "msExchEnableModeration", 0x8CB5000B, OX_LDIF_PLAIN, FALSE },
    { "msExchGroupMemberCount", 0x8CE20003, OX_LDIF_PLAIN, FALSE },
    { "msExchGroupExternalMemberCount", 0x8CE30003, OX_LDIF_PLAIN, FALSE },
    { "msDS-PhoneticDisplayName", 0x8C92001F, OX_LDIF_PLAIN, FALSE },
    { "msDS-PhoneticFirstName", 0x8C8E001F, OX_LDIF_PLAIN, FALSE },
    { "msDS-PhoneticLastName", 0x8C8F001F, OX_LDIF_PLAIN, FALSE },
    { "msDS-PhoneticCompanyName", 0x8C91001F, OX_LDIF_PLAIN, FALSE },
    { "msDS-PhoneticDepartment", 0x8C90001F, OX_LDIF_PLAIN, FALSE },
    /* The names that other directories give the same. */
    { "uid", 0x3A00001F, OX_LDIF_IMPORT, FALSE },
    { "sAMAccountName", 0x3A00001F, OX_LDIF_IMPORT, FALSE },
    { "company", 0x3A16001F, OX_LDIF_IMPORT, FALSE },
    { "department", 0x3A18001F, OX_LDIF_IMPORT, FALSE },
    { "ou", 0x3A18001F, OX_LDIF_IMPORT, FALSE },
    { "streetAddress", 0x3A29001F, OX_LDIF_IMPORT, FALSE },
    { "roomNumber", 0x3A19001F, OX_LDIF_IMPORT, FALSE },
    { "friendlyCountryName", 0x3A26001F, OX_LDIF_IMPORT, FALSE },
    { "info", 0x3004001F, OX_LDIF_IMPORT, FALSE },
    { "thumbnailPhoto", 0x8C9E0102, OX_LDIF_IMPORT, FALSE },
    { "rfc822Mailbox", 0x39FE001F, OX_LDIF_IMPORT, FALSE },
};
const guint ox_ldif_n_rows = G_N_ELEMENTS (ox_ldif_rows);

/* --- distinguished names ------------------------------------------------------------------------------------- */

static void
append_escaped (GString *out, const char *value)
{
    gsize n = strlen (value);
    for (gsize i = 0; i < n; i++) {
        char c = value[i];
        gboolean at_end = i == 0 || i + 1 == n;
        if (strchr (",+\"\\<>;=", c) != NULL || (c == ' ' && at_end) || (c == '#' && i == 0))
            g_string_append_printf (out, "\\%c", c);
        else if ((guchar) c < ' ')
            g_string_append_printf (out, "\\%02X", (guchar) c);
        else
            g_string_append_c (out, c);
    }
}

static gboolean
is_part (const char *part)
{
    gsize n = 0;
    while (g_ascii_isalnum (part[n]))
        n++;
    return n > 0 && g_ascii_isalpha (part[0]) && part[n] == '=' && part[n + 1] != '\0';
}

char *
ox_ldif_dn_from_x500 (const char *dn)
{
    g_auto (GStrv) parts = g_strsplit (*dn == '/' ? dn + 1 : dn, "/", -1);
    GString *out = g_string_new (NULL);
    gboolean ok = *dn == '/';
    guint n = g_strv_length (parts);
    for (guint i = 0; i < n; i++)
        ok = ok && is_part (parts[i]);
    if (!ok) {
        g_string_append (out, "cn=");
        append_escaped (out, *dn != '\0' ? dn : "?");
        return g_string_free (out, FALSE);
    }
    for (guint i = n; i > 0; i--) {
        const char *value = strchr (parts[i - 1], '=') + 1;
        g_string_append_len (out, parts[i - 1], value - parts[i - 1]);
        append_escaped (out, value);
        if (i > 1)
            g_string_append_c (out, ',');
    }
    return g_string_free (out, FALSE);
}

/* The parts between commas that are not escaped, each without its escapes. */
static GPtrArray *
split_dn (const char *dn)
{
    GPtrArray *parts = g_ptr_array_new_with_free_func (g_free);
    g_autoptr (GString) part = g_string_new (NULL);
    for (const char *p = dn;; p++) {
        if (*p == '\\' && g_ascii_isxdigit (p[1]) && g_ascii_isxdigit (p[2])) {
            g_string_append_c (part, (char) (g_ascii_xdigit_value (p[1]) << 4 | g_ascii_xdigit_value (p[2])));
            p += 2;
        } else if (*p == '\\' && p[1] != '\0') {
            g_string_append_c (part, *++p);
        } else if (*p == ',' || *p == '\0') {
            g_ptr_array_add (parts, g_strdup (part->str));
            g_string_truncate (part, 0);
            while (*p == ',' && p[1] == ' ')
                p++;
        } else {
            g_string_append_c (part, *p);
        }
        if (*p == '\0')
            return parts;
    }
}

char *
ox_ldif_dn_to_x500 (const char *dn)
{
    g_autoptr (GPtrArray) parts = split_dn (dn);
    GString *out = g_string_new (NULL);
    /* A single "cn=/..." is a name that had no parts. */
    if (parts->len == 1 && g_str_has_prefix (parts->pdata[0], "cn=/")) {
        g_string_append (out, (const char *) parts->pdata[0] + 3);
        return g_string_free (out, FALSE);
    }
    for (guint i = parts->len; i > 0; i--)
        g_string_append_printf (out, "/%s", (const char *) parts->pdata[i - 1]);
    return g_string_free (out, FALSE);
}
