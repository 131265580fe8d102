/* SPDX-License-Identifier: MIT */
#include "oab/row2.h"

#include "base/charset.h"
#include "base/diag.h"
#include "oab/layout2.h"

#include <string.h>

const OxKey oab2_key_tags[OAB2_N_KEYS] = { OX_TAG_DISPLAY_NAME, OX_TAG_ACCOUNT, OX_TAG_OFFICE_LOCATION,
                                           OX_TAG_SURNAME };

/* Text as the files hold it: UTF-8 in the ANR index of version 3, else the code page; NULL where that cannot
 * say it. */
static char *
encode (const Oab2Decoder *coder, const char *text, gboolean utf8)
{
    if (utf8)
        return g_strdup (text);
    g_autoptr (GBytes) bytes = ox_charset_encode (coder->codepage, text, strlen (text));
    if (bytes == NULL) {
        ox_diag (coder->diagnostics, OX_DIAG_OAB_WRITE, OX_DIAG_NO_OFFSET, "\"%s\" cannot be said in code page %u",
                 text, coder->codepage);
        return NULL;
    }
    return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

/* Both parts of a name, or none. */
static void
take_pair (const Oab2Decoder *coder, const char *text, const char *key, const char *parent, char **to_key,
           char **to_parent)
{
    if (strlen (key) > MOST_KEY2 || *parent == '\0' || strlen (parent) >= MOST_PDN) {
        ox_diag (coder->diagnostics, OX_DIAG_OAB_WRITE, OX_DIAG_NO_OFFSET, "\"%s\" is too long for an index", text);
        return;
    }
    *to_key = g_strdup (key);
    *to_parent = g_strdup (parent);
}

/* 2.4.2: the last part of an X.500 name, without its "/CN=". */
static void
take_dn (Oab2Row *row, const Oab2Decoder *coder, const char *text)
{
    g_autofree char *dn = text != NULL ? encode (coder, text, FALSE) : NULL;
    char *last = dn != NULL ? strrchr (dn, '/') : NULL;
    char *value = last != NULL ? strchr (last, '=') : NULL;
    if (value == NULL || last == dn)
        return;
    *last = '\0';
    take_pair (coder, text, value + 1, dn, &row->rdn, &row->parent);
}

/* The local part of an address with its "@". */
static void
take_smtp (Oab2Row *row, const Oab2Decoder *coder, const char *text)
{
    g_autofree char *address = text != NULL ? encode (coder, text, FALSE) : NULL;
    char *at = address != NULL ? strrchr (address, '@') : NULL;
    if (at == NULL || at == address)
        return;
    g_autofree char *local = g_strndup (address, (gsize) (at - address) + 1);
    take_pair (coder, text, local, at + 1, &row->local, &row->domain);
}

static char *
key_of (const Oab2Decoder *coder, const char *text)
{
    char *key = text != NULL && *text != '\0' ? encode (coder, text, coder->version3) : NULL;
    gsize n = key != NULL ? strlen (key) : 0;
    if (n < MOST_KEY2)
        return key;
    n = MOST_KEY2 - 1; /* cut at a character */
    while (coder->version3 && n > 0 && ((guchar) key[n] & 0xC0) == 0x80)
        n--;
    key[n] = '\0';
    ox_diag (coder->diagnostics, OX_DIAG_OAB_WRITE, OX_DIAG_NO_OFFSET, "\"%s\" is too long for an index", text);
    return key;
}

void
oab2_row_init (Oab2Row *row, const Oab2Decoder *coder, OxProps *props)
{
    guint object_type = (guint) ox_props_get_integer (props, OX_TAG_OBJECT_TYPE, 6);
    gboolean rich = ox_props_get_boolean (props, OX_TAG_SEND_RICH_INFO);
    *row = (Oab2Row){ .disp_type = (guint8) ox_props_get_integer (props, OX_TAG_DISPLAY_TYPE, 0),
                      .obj_type = (guint8) ((object_type & OBJECT_TYPE_MASK) | (rich ? RICH_CONTENT : 0)) };
    take_dn (row, coder, ox_props_get_text (props, OX_TAG_EMAIL_ADDRESS));
    take_smtp (row, coder, ox_props_get_text (props, OX_TAG_SMTP_ADDRESS));
    for (guint i = 0; i < OAB2_N_KEYS; i++)
        row->keys[i] = key_of (coder, ox_props_get_text (props, oab2_key_tags[i]));
    ox_builder_init (&row->details);
    oab2_details_write (&row->details, coder->version3, coder->codepage, props, coder->diagnostics);
}

void
oab2_row_clear (Oab2Row *row)
{
    g_clear_pointer (&row->parent, g_free);
    g_clear_pointer (&row->rdn, g_free);
    g_clear_pointer (&row->domain, g_free);
    g_clear_pointer (&row->local, g_free);
    for (guint i = 0; i < OAB2_N_KEYS; i++)
        g_clear_pointer (&row->keys[i], g_free);
    ox_builder_clear (&row->details);
}
