/* SPDX-License-Identifier: MIT
 *
 * No example and no real file of this kind is known. The order of the flags is the one in which the
 * specification draws them, the most significant bit of each byte first (2.7.2).
 */
#include "oab/changes2.h"

#include "base/diag.h"
#include "model/address-private.h"
#include "oab/details2.h"
#include "oab/layout2.h"
#include "oab/set2.h"

#include <oxcart/error.h>
#include <oxcart/oab.h>
#include <string.h>

#define MOST_CHANGE (1u << 20)
#define MOST_CHANGES (1u << 24)

typedef struct {
    guint32 place; /* in the old list; of an addition, before which it stands */
    guint32 order; /* in the file, for several additions at one place */
    ChangeType type;
    guint32 flags;
    guint64 at; /* of what follows the head, in the changes file */
    guint32 size;
} Change;

/* An entry of the new list: one of the old, and what changes it; or a change alone. */
typedef struct {
    guint32 old;    /* G_MAXUINT32 for an addition */
    guint32 change; /* G_MAXUINT32 for an entry as it was */
} Merged;

typedef struct {
    OxAddressList *list;
    OxStream *changes;
    OxStream *rdn; /* nullable */
    gboolean version3;
    guint codepage;
    GArray *all;    /* Change */
    GArray *merged; /* Merged */
} Changed;

static void
changed_free (gpointer self)
{
    Changed *c = self;
    g_clear_object (&c->list);
    g_clear_pointer (&c->changes, ox_stream_unref);
    g_clear_pointer (&c->rdn, ox_stream_unref);
    g_clear_pointer (&c->all, g_array_unref);
    g_clear_pointer (&c->merged, g_array_unref);
    g_free (c);
}

/* --- the fields of a change ------------------------------------------------------------------------------------ */

static char *
name_at (const Changed *c, guint32 offset, const Oab2Decoder *decoder)
{
    g_autoptr (GBytes) bytes = c->rdn != NULL ? ox_stream_read_bytes (c->rdn, offset, MOST_PDN, NULL) : NULL;
    OxSlice s = bytes != NULL ? ox_slice_from_bytes (bytes) : ox_slice (NULL, 0, 0);
    const Oab2Decoder ansi = { FALSE, decoder->codepage, NULL };
    char *name = offset >= RDN_HDR_SIZE ? oab2_text_read (&ansi, &s) : NULL;
    if (name == NULL)
        ox_diag (decoder->diagnostics, OX_DIAG_OAB_INDEX, offset, "no parent name or domain is here");
    return name;
}

/* Of an addition a value that is missing is a single space, 2.7.2. */
static void
set_text (OxProps *props, OxKey key, const char *text)
{
    if (text == NULL)
        return;
    ox_props_remove (props, key);
    if (*text != '\0' && strcmp (text, NO_VALUE) != 0)
        ox_props_set_text (props, key, text);
}

static void
read_text (const Oab2Decoder *decoder, OxSlice *s, OxProps *props, OxKey key)
{
    g_autofree char *text = oab2_text_read (decoder, s);
    set_text (props, key, text);
}

static void
read_name (const Changed *c, const Oab2Decoder *decoder, OxSlice *s, OxProps *props)
{
    read_text (decoder, s, props, OX_TAG_DISPLAY_NAME);
    guint32 offset = ox_slice_u32 (s);
    g_autofree char *rdn = oab2_text_read (decoder, s);
    gboolean none = rdn == NULL || *rdn == '\0' || strcmp (rdn, NO_VALUE) == 0;
    g_autofree char *parent = none ? NULL : name_at (c, offset, decoder);
    if (parent == NULL)
        return;
    g_autofree char *dn = g_strconcat (parent, "/CN=", rdn, NULL);
    set_text (props, OX_TAG_EMAIL_ADDRESS, dn);
}

static void
read_address (const Changed *c, const Oab2Decoder *decoder, OxSlice *s, guint32 flags, OxProps *props)
{
    guint32 offset = (flags & HAS_DOMAIN) != 0 ? ox_slice_u32 (s) : 0;
    g_autofree char *local = (flags & HAS_LOCAL_PART) != 0 ? oab2_text_read (decoder, s) : NULL;
    if (local == NULL)
        return;
    if (*local == '\0' || strcmp (local, NO_VALUE) == 0) { /* it has no address any more */
        set_text (props, OX_TAG_SMTP_ADDRESS, "");
        return;
    }
    g_autofree char *domain = name_at (c, offset, decoder);
    const char *at = g_str_has_suffix (local, "@") ? "" : "@";
    g_autofree char *address = domain != NULL ? g_strconcat (local, at, domain, NULL) : NULL;
    set_text (props, OX_TAG_SMTP_ADDRESS, address);
}

/* The whole details record: what it does not have, the entry has no more. */
static void
read_details (const Oab2Decoder *decoder, OxSlice *s, OxProps *props)
{
    guint16 size = ox_slice_u16 (s); /* itself included */
    OxSlice record = ox_slice_take (s, size >= 2 ? size - 2u : 0);
    gsize rest = 0;
    if (record.left == 0)
        return;
    for (guint i = 0; i < G_N_ELEMENTS (details_fields); i++)
        ox_props_remove (props, details_fields[i].key);
    if (!oab2_details_read (decoder, record, props, &rest))
        ox_diag (decoder->diagnostics, OX_DIAG_OAB_VALUE, record.at, "a details record ends before its last field");
    ox_props_seal (props, NULL);
}

static void
apply (const Changed *c, const Change *change, OxSlice s, OxProps *props, OxDiagnostics *d)
{
    const Oab2Decoder decoder = { c->version3, c->codepage, d };
    guint32 flags = change->flags;
    if (change->type == CHANGE_ADD)
        read_name (c, &decoder, &s, props);
    if ((flags & (HAS_DOMAIN | HAS_LOCAL_PART)) != 0)
        read_address (c, &decoder, &s, flags, props);
    if ((flags & HAS_ALIAS) != 0)
        read_text (&decoder, &s, props, OX_TAG_ACCOUNT);
    if ((flags & HAS_LOCATION) != 0)
        read_text (&decoder, &s, props, OX_TAG_OFFICE_LOCATION);
    if ((flags & HAS_SURNAME) != 0)
        read_text (&decoder, &s, props, OX_TAG_SURNAME);
    if ((flags & (HAS_DETAILS | LARGER_DETAILS)) != 0)
        read_details (&decoder, &s, props);
    guint8 display_type = (flags & HAS_DISPLAY_TYPE) != 0 ? ox_slice_u8 (&s) : 0;
    if ((flags & HAS_DISPLAY_TYPE) != 0)
        ox_props_set_integer (props, OX_TAG_DISPLAY_TYPE, OX_TYPE_INTEGER32, display_type);
    if ((flags & HAS_OBJECT_TYPE) != 0) {
        guint8 type = ox_slice_u8 (&s);
        ox_props_set_integer (props, OX_TAG_OBJECT_TYPE, OX_TYPE_INTEGER32, type & OBJECT_TYPE_MASK);
        ox_props_set_integer (props, OX_TAG_SEND_RICH_INFO, OX_TYPE_BOOLEAN, (type & RICH_CONTENT) != 0);
    }
    if (!ox_slice_ok (&s) || s.left > 0)
        ox_diag (d, OX_DIAG_OAB_VALUE, change->at, "a change does not have the size that it says");
}

static OxProps *
read_entry (gpointer self, guint32 index, const OxKey *wanted, OxDiagnostics *d, GError **error)
{
    const Changed *c = self;
    const Merged *merged = &g_array_index (c->merged, Merged, index);
    g_autoptr (OxProps) props = merged->old != G_MAXUINT32
                                    ? ox_address_list_read_props (c->list, merged->old, NULL, d, error)
                                    : ox_props_new ();
    if (props == NULL || merged->change == G_MAXUINT32)
        return g_steal_pointer (&props);
    const Change *change = &g_array_index (c->all, Change, merged->change);
    g_autoptr (GBytes) bytes = ox_stream_read_bytes (c->changes, change->at, change->size, error);
    if (bytes == NULL)
        return NULL;
    OxSlice s = ox_slice_from_bytes (bytes);
    s.at = change->at;
    apply (c, change, s, props, d);
    return g_steal_pointer (&props);
}

static const OxAddressListSource source = { read_entry, changed_free, TRUE };

OxAddressList *
oab2_changes_get_base (OxAddressList *list)
{
    const Changed *c = ox_address_list_get_self (list, &source);
    return c != NULL ? c->list : NULL;
}

/* --- merging ----------------------------------------------------------------------------------------------------- */

/* CHG_REC, 2.7.2. */
static gboolean
read_head (Changed *c, guint64 *at, guint32 n_old, OxDiagnostics *d)
{
    g_autoptr (GBytes) bytes = ox_stream_read_bytes (c->changes, *at, CHG_REC_SIZE, NULL);
    OxSlice s = bytes != NULL ? ox_slice_from_bytes (bytes) : ox_slice (NULL, 0, 0);
    guint32 browse = ox_slice_u32 (&s);
    guint8 type = ox_slice_u8 (&s) & 7;
    ox_slice_skip (&s, 1);
    guint32 flags = (guint32) (ox_slice_u8 (&s) & 0x80) << 1;
    flags |= ox_slice_u8 (&s);
    guint32 size = ox_slice_u32 (&s);
    if (!ox_slice_ok (&s) || size > MOST_CHANGE || *at + CHG_REC_SIZE + size > ox_stream_get_size (c->changes)) {
        ox_diag (d, OX_DIAG_OAB_RECORD, *at, "a change is not within the file");
        return FALSE;
    }
    Change change = { browse - BROWSE_BIAS, c->all->len, (ChangeType) type, flags, *at + CHG_REC_SIZE, size };
    *at += CHG_REC_SIZE + size;
    if (type == CHANGE_ADD)
        change.flags = HAS_ALL; /* whatever the flags say */
    if (browse < BROWSE_BIAS || change.place > n_old || (type != CHANGE_ADD && change.place == n_old)
        || type > CHANGE_DELETE)
        ox_diag (d, OX_DIAG_OAB_RECORD, change.at, "a change of no entry");
    else
        g_array_append_val (c->all, change);
    return TRUE;
}

/* By place; there additions first, as they stand before the entry. */
static gint
compare_changes (gconstpointer a, gconstpointer b)
{
    const Change *x = a;
    const Change *y = b;
    gboolean x_adds = x->type == CHANGE_ADD;
    gboolean y_adds = y->type == CHANGE_ADD;
    if (x->place != y->place)
        return x->place < y->place ? -1 : 1;
    if (x_adds != y_adds)
        return x_adds ? -1 : 1;
    return x->order < y->order ? -1 : x->order > y->order;
}

static void
merge (Changed *c, guint32 n_old)
{
    guint next = 0;
    g_array_sort (c->all, compare_changes);
    for (guint32 place = 0; place <= n_old; place++) {
        Merged entry = { place, G_MAXUINT32 };
        gboolean deleted = place == n_old;
        for (; next < c->all->len && g_array_index (c->all, Change, next).place == place; next++) {
            const Change *change = &g_array_index (c->all, Change, next);
            Merged added = { G_MAXUINT32, next };
            if (change->type == CHANGE_ADD)
                g_array_append_val (c->merged, added);
            else if (change->type == CHANGE_DELETE)
                deleted = TRUE;
            else
                entry.change = next;
        }
        if (!deleted)
            g_array_append_val (c->merged, entry);
    }
}

/* The header; whether the changes are for this list is told by its serial number, 2.7.1. */
static gboolean
read_header (OxStream *changes, const Oab2List *old, OxOptions *options, OabHdr *hdr, OxDiagnostics *d, GError **error)
{
    guint8 bytes[OAB_HDR_SIZE];
    gssize n = ox_stream_pread (changes, 0, bytes, sizeof bytes, error);
    if (n < 0)
        return FALSE;
    OxSlice s = ox_slice (bytes, (gsize) n, 0);
    *hdr = oab_hdr_read (&s);
    if (!ox_slice_ok (&s) || (hdr->version != OAB_VERSION_2_CHANGES && hdr->version != OAB_VERSION_3_CHANGES)) {
        g_set_error_literal (error, OX_ERROR, OX_ERROR_FORMAT, "no changes file");
        return FALSE;
    }
    if ((hdr->version == OAB_VERSION_3_CHANGES) == old->version3 && hdr->serial == old->serial)
        return TRUE;
    if (ox_options_get_policy (options) != OX_POLICY_SALVAGE) {
        g_set_error (error, OX_ERROR, OX_ERROR_ARGUMENT,
                     "the changes are for another list: they say 0x%08X, it has 0x%08X", hdr->serial, old->serial);
        return FALSE;
    }
    ox_diag (d, OX_DIAG_OAB_CRC, 4, "changes for a list of 0x%08X, applied to one of 0x%08X", hdr->serial, old->serial);
    return TRUE;
}

OxAddressList *
ox_oab_apply_changes (OxAddressList *list, OxStream *changes, OxOptions *options, OxDiagnostics *diagnostics,
                      GError **error)
{
    Oab2List old;
    OabHdr hdr;
    if (!oab2_list_get (list, &old)) {
        g_set_error_literal (error, OX_ERROR, OX_ERROR_ARGUMENT, "changes are for files of version 2 or 3");
        return NULL;
    }
    g_autoptr (OxStream) inner = ox_oab_open_uncompressed (changes, options, diagnostics, error);
    if (inner == NULL || !read_header (inner, &old, options, &hdr, diagnostics, error))
        return NULL;
    Changed *c = g_new0 (Changed, 1);
    c->list = g_object_ref (list);
    c->changes = g_steal_pointer (&inner);
    c->rdn = old.rdn != NULL ? ox_stream_ref (old.rdn) : NULL;
    c->version3 = hdr.version == OAB_VERSION_3_CHANGES;
    c->codepage = ox_options_get_codepage (options);
    c->all = g_array_new (FALSE, FALSE, sizeof (Change));
    c->merged = g_array_new (FALSE, FALSE, sizeof (Merged));
    guint64 at = OAB_HDR_SIZE;
    guint32 n_old = ox_address_list_get_n_entries (list);
    for (guint32 i = 0; i < hdr.total && i < MOST_CHANGES && read_head (c, &at, n_old, diagnostics); i++)
        continue;
    merge (c, n_old);
    return ox_address_list_new (&source, c, c->version3 ? "address book, version 3, changed"
                                                        : "address book, version 2, changed",
                                c->merged->len, ox_address_list_get_props (list));
}
