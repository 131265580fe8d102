/* SPDX-License-Identifier: MIT */
#include "oab/browse2.h"

#include "base/diag.h"
#include "oab/layout2.h"

#include <string.h>

#define BLOCK (2048u * B2_REC_SIZE)
#define DETAILS_BLOCK (1u << 20)
#define MOST_NAMES 3u /* of an entry in the ANR index, beside its alias: display name, office, surname */

/* What a record of an index is of its entry. */
typedef enum { FOUND_DN, FOUND_SMTP, FOUND_ALIAS, FOUND_NAME } FoundKind;

typedef struct {
    guint32 browse; /* the number of the entry */
    FoundKind kind;
    guint32 offset;
} Found;

typedef struct {
    guint32 offset;
    guint16 size;
    gboolean used;
} Record;

typedef struct {
    const Oab2Files *files;
    const Oab2Decoder *decoder;
    GArray *browse;        /* B2Rec */
    GArray *found;         /* Found, of entries without a record */
    GArray *records;       /* Record: the details */
    GHashTable *addresses; /* primary addresses in the details: number of the record, and 1 */
    GHashTable *seen;      /* offsets of the index that is walked */
} Mend;

static OxSlice
slice_at (OxStream *stream, guint64 at, gsize n, GBytes **bytes)
{
    *bytes = stream != NULL ? ox_stream_read_bytes (stream, at, n, NULL) : NULL;
    OxSlice s = *bytes != NULL ? ox_slice_from_bytes (*bytes) : ox_slice (NULL, 0, at);
    s.at = at;
    return s;
}

/* --- what is left of the Browse file --------------------------------------------------------------------------- */

/* Reads all records; how many make sense. */
static guint
read_records (OxStream *stream, GArray *records)
{
    guint n = 0;
    for (guint64 at = OAB_HDR_SIZE; at + B2_REC_SIZE <= ox_stream_get_size (stream); at += BLOCK) {
        g_autoptr (GBytes) bytes = NULL;
        OxSlice s = slice_at (stream, at, BLOCK, &bytes);
        while (s.left >= B2_REC_SIZE) {
            B2Rec rec = b2_rec_read (&s);
            n += b2_rec_is_plausible (&rec);
            g_array_append_val (records, rec);
        }
    }
    return n;
}

static gboolean
is_whole (Mend *m)
{
    g_autoptr (GBytes) bytes = NULL;
    OxSlice s = slice_at (m->files->browse, 0, OAB_HDR_SIZE, &bytes);
    OabHdr hdr = oab_hdr_read (&s);
    guint n = m->files->browse != NULL ? read_records (m->files->browse, m->browse) : 0;
    return m->files->browse != NULL && n == m->browse->len && hdr.total == n;
}

/* --- indexes ------------------------------------------------------------------------------------------------------ */

static char *
key_at (const Mend *m, OxStream *stream, guint32 offset, IndexRec *rec)
{
    g_autoptr (GBytes) bytes = NULL;
    gboolean is_rdn = stream == m->files->rdn;
    OxSlice s = slice_at (stream, offset, RDN2_REC_SIZE + 4 * MOST_KEY2, &bytes);
    const Oab2Decoder decoder = { m->decoder->version3 && !is_rdn, m->decoder->codepage, NULL };
    *rec = index_rec_read (&s, is_rdn);
    return ox_slice_ok (&s) ? oab2_text_read (&decoder, &s) : NULL;
}

static void
visit (Mend *m, GArray *pending, guint32 offset)
{
    if (offset >= OAB_HDR_SIZE && g_hash_table_add (m->seen, GUINT_TO_POINTER (offset)))
        g_array_append_val (pending, offset);
}

static void
take_record (Mend *m, guint32 offset, const IndexRec *rec, const char *key, gboolean is_rdn)
{
    Found found = { rec->i_browse - BROWSE_BIAS, FOUND_NAME, offset };
    if (rec->i_browse < BROWSE_BIAS || rec->i_browse > 0xFFFFFF || *key == '\0')
        return;
    if (found.browse < m->browse->len
        && b2_rec_is_plausible (&g_array_index (m->browse, B2Rec, found.browse)))
        return;
    if (is_rdn)
        found.kind = g_str_has_suffix (key, "@") ? FOUND_SMTP : FOUND_DN;
    else if (rec->alias)
        found.kind = FOUND_ALIAS;
    g_array_append_val (m->found, found);
}

/* By the branches of the tree and along the list: where one is damaged the other leads on. */
static void
walk_index (Mend *m, OxStream *stream, guint32 root)
{
    g_autoptr (GArray) pending = g_array_new (FALSE, FALSE, sizeof (guint32));
    m->seen = g_hash_table_new (NULL, NULL);
    visit (m, pending, root);
    while (pending->len > 0) {
        IndexRec rec;
        guint32 offset = g_array_index (pending, guint32, pending->len - 1);
        g_array_set_size (pending, pending->len - 1);
        g_autofree char *key = key_at (m, stream, offset, &rec);
        if (key == NULL)
            continue;
        take_record (m, offset, &rec, key, stream == m->files->rdn);
        visit (m, pending, rec.o_lt);
        visit (m, pending, rec.o_gt);
        visit (m, pending, rec.o_prev);
        visit (m, pending, rec.o_next);
    }
    g_clear_pointer (&m->seen, g_hash_table_unref);
}

static gint
compare_found (gconstpointer a, gconstpointer b)
{
    const Found *x = a;
    const Found *y = b;
    if (x->browse != y->browse)
        return x->browse < y->browse ? -1 : 1;
    if (x->kind != y->kind)
        return x->kind < y->kind ? -1 : 1;
    return x->offset < y->offset ? -1 : x->offset > y->offset;
}

static void
walk_indexes (Mend *m)
{
    g_autoptr (GBytes) bytes = NULL;
    OxSlice s = slice_at (m->files->rdn, OAB_HDR_SIZE, 4, &bytes);
    if (m->files->rdn != NULL)
        walk_index (m, m->files->rdn, ox_slice_u32 (&s));
    if (m->files->anr != NULL)
        walk_index (m, m->files->anr, OAB_HDR_SIZE);
    g_array_sort (m->found, compare_found);
}

/* --- details ------------------------------------------------------------------------------------------------------ */

static void
keep_address (Mend *m, OxProps *props)
{
    const OxValue *proxies = ox_props_lookup (props, OX_TAG_ADDRESS_BOOK_PROXY_ADDRESSES);
    for (guint i = 0; proxies != NULL && i < ox_value_get_n_items (proxies); i++) {
        const char *proxy = ox_value_get_text (ox_value_get_item (proxies, i), NULL);
        if (proxy == NULL || !g_str_has_prefix (proxy, "SMTP:"))
            continue;
        char *address = g_ascii_strdown (proxy + 5, -1);
        if (g_hash_table_contains (m->addresses, address))
            g_free (address);
        else
            g_hash_table_insert (m->addresses, address, GUINT_TO_POINTER (m->records->len + 1));
        return;
    }
}

/* All records of a block that end within it; gives how many bytes they take. */
static gsize
read_block (Mend *m, OxSlice s)
{
    const Oab2Decoder quiet = { m->decoder->version3, m->decoder->codepage, NULL };
    gsize taken = 0;
    while (s.left > 0) {
        g_autoptr (OxProps) props = ox_props_new ();
        gsize rest = 0;
        if (!oab2_details_read (&quiet, s, props, &rest) || s.left - rest > G_MAXUINT16)
            break;
        ox_props_seal (props, NULL);
        keep_address (m, props);
        Record record = { (guint32) s.at, (guint16) (s.left - rest), FALSE };
        g_array_append_val (m->records, record);
        taken += record.size;
        ox_slice_skip (&s, record.size);
    }
    return taken;
}

/* The records stand one behind the other, and each ends with its last field, 2.6. */
static void
read_details (Mend *m)
{
    guint64 size = m->files->details != NULL ? ox_stream_get_size (m->files->details) : 0;
    for (guint64 at = OAB_HDR_SIZE; at < MIN (size, G_MAXUINT32);) {
        g_autoptr (GBytes) bytes = NULL;
        gsize taken = read_block (m, slice_at (m->files->details, at, DETAILS_BLOCK, &bytes));
        if (taken == 0)
            break;
        at += taken;
    }
}

static void
use_details (Mend *m, B2Rec *rec, guint number)
{
    Record *record = &g_array_index (m->records, Record, number);
    if (record->used)
        return;
    record->used = TRUE;
    rec->o_details = record->offset;
    rec->cb_details = record->size;
}

/* By the address, which both have. */
static void
find_details (Mend *m, B2Rec *rec)
{
    IndexRec smtp;
    g_autoptr (GBytes) bytes = NULL;
    g_autofree char *local = rec->o_smtp != 0 ? key_at (m, m->files->rdn, rec->o_smtp, &smtp) : NULL;
    if (local == NULL)
        return;
    OxSlice s = slice_at (m->files->rdn, smtp.o_parent_dn, MOST_PDN, &bytes);
    const Oab2Decoder ansi = { FALSE, m->decoder->codepage, NULL };
    g_autofree char *domain = oab2_text_read (&ansi, &s);
    g_autofree char *address = domain != NULL ? g_strconcat (local, domain, NULL) : NULL;
    g_autofree char *folded = address != NULL ? g_ascii_strdown (address, -1) : NULL;
    guint number = folded != NULL ? GPOINTER_TO_UINT (g_hash_table_lookup (m->addresses, folded)) : 0;
    if (number > 0)
        use_details (m, rec, number - 1);
}

/* --- entries ------------------------------------------------------------------------------------------------------ */

static gboolean
has_word (const char *text, const char *word)
{
    gsize n = strlen (word);
    for (const char *p = strstr (text, word); p != NULL; p = strstr (p + 1, word))
        if ((p == text || p[-1] == ' ') && (p[n] == '\0' || p[n] == ' ' || p[n] == ','))
            return TRUE;
    return FALSE;
}

/* The index does not say which is which. A display name is one in which another, the surname, is a word; else the
 * longest; what is left is the office. */
static void
tell_names (const Mend *m, const guint32 *offsets, guint n, B2Rec *rec)
{
    IndexRec ignored;
    char *names[MOST_NAMES + 1] = { NULL };
    guint name = 0;
    guint surname = n;
    for (guint i = 0; i < n; i++)
        names[i] = key_at (m, m->files->anr, offsets[i], &ignored);
    for (guint i = 0; i < n; i++)
        if (strlen (names[i]) > strlen (names[name]))
            name = i;
    for (guint i = 0; i < n; i++)
        for (guint j = 0; j < n && surname == n; j++)
            if (i != j && has_word (names[i], names[j])) {
                name = i;
                surname = j;
            }
    rec->o_disp_name = n > 0 ? offsets[name] : 0;
    rec->o_surname = surname < n ? offsets[surname] : 0;
    for (guint i = 0; i < n; i++)
        if (i != name && i != surname)
            rec->o_location = offsets[i];
    for (guint i = 0; i < n; i++)
        g_free (names[i]);
}

/* The entry of some of what was found; gives how many of them. */
static guint
make_entry (Mend *m, guint first)
{
    guint32 names[MOST_NAMES];
    guint n_names = 0;
    guint i = first;
    guint32 browse = g_array_index (m->found, Found, first).browse;
    B2Rec rec = { .disp_type = UNKNOWN_TYPE };
    for (; i < m->found->len && g_array_index (m->found, Found, i).browse == browse; i++) {
        const Found *found = &g_array_index (m->found, Found, i);
        if (found->kind == FOUND_DN)
            rec.o_rdn = found->offset;
        else if (found->kind == FOUND_SMTP)
            rec.o_smtp = found->offset;
        else if (found->kind == FOUND_ALIAS)
            rec.o_alias = found->offset;
        else if (n_names < MOST_NAMES)
            names[n_names++] = found->offset;
    }
    tell_names (m, names, n_names, &rec);
    find_details (m, &rec);
    if (browse < m->browse->len)
        g_array_index (m->browse, B2Rec, browse) = rec;
    else
        g_array_append_val (m->browse, rec);
    return i - first;
}

/* Where nothing says which details are whose: both are in the same order as long as a server writes them; of what
 * belongs to nobody an entry is made. */
static void
place_details (Mend *m)
{
    gboolean in_order = m->records->len == m->browse->len;
    for (guint i = 0; i < m->records->len && in_order; i++) {
        const B2Rec *rec = &g_array_index (m->browse, B2Rec, i);
        in_order = rec->o_details == 0 || rec->o_details == g_array_index (m->records, Record, i).offset;
    }
    for (guint i = 0; i < m->records->len; i++) {
        B2Rec rec = { .disp_type = UNKNOWN_TYPE };
        if (in_order)
            use_details (m, &g_array_index (m->browse, B2Rec, i), i);
        if (g_array_index (m->records, Record, i).used)
            continue;
        use_details (m, &rec, i);
        g_array_append_val (m->browse, rec);
    }
}

static OxStream *
write_browse (const Mend *m)
{
    g_auto (OxBuilder) b = { NULL };
    ox_builder_init (&b);
    ox_builder_u32 (&b, m->decoder->version3 ? OAB_VERSION_3 : OAB_VERSION_2);
    ox_builder_u32 (&b, 0);
    ox_builder_u32 (&b, m->browse->len);
    for (guint i = 0; i < m->browse->len; i++)
        b2_rec_write (&b, &g_array_index (m->browse, B2Rec, i));
    g_autoptr (GBytes) bytes = ox_builder_finish (&b);
    return ox_stream_new_bytes (bytes);
}

static void
mend (Mend *m)
{
    walk_indexes (m);
    if (m->files->browse == NULL || m->found->len > 0)
        read_details (m);
    for (guint i = 0; i < m->found->len;)
        i += make_entry (m, i);
    if (m->files->browse == NULL)
        place_details (m);
}

OxStream *
oab2_browse_mend (const Oab2Files *files, const Oab2Decoder *decoder)
{
    Mend m = { .files = files,
               .decoder = decoder,
               .browse = g_array_new (FALSE, FALSE, sizeof (B2Rec)),
               .found = g_array_new (FALSE, FALSE, sizeof (Found)),
               .records = g_array_new (FALSE, FALSE, sizeof (Record)),
               .addresses = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL) };
    gboolean whole = is_whole (&m);
    if (!whole) {
        ox_diag (decoder->diagnostics, OX_DIAG_OAB_INDEX, files->browse != NULL ? OAB_HDR_SIZE : OX_DIAG_NO_OFFSET,
                 "the browse file is %s: what it does not say of entries is taken from the indexes",
                 files->browse != NULL ? "damaged" : "missing");
        mend (&m);
    }
    OxStream *stream = whole ? ox_stream_ref (files->browse) : write_browse (&m);
    g_array_unref (m.browse);
    g_array_unref (m.found);
    g_array_unref (m.records);
    g_hash_table_unref (m.addresses);
    return stream;
}
