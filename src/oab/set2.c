/* SPDX-License-Identifier: MIT */
#include "oab/set2.h"

#include "base/diag.h"
#include "model/address-private.h"
#include "oab/browse2.h"
#include "oab/details2.h"
#include "oab/layout2.h"
#include "oab/template.h"

#include <oxcart/error.h>
#include <string.h>

#define UNKNOWN_ENTRY G_MAXUINT32
#define MOST_TEXT_TRIED 512u /* bytes of an RDN index that are looked at to know it */
#define MOST_RECORDS_TRIED (1u << 20)
#define MOST_PARENTS (64u << 20)
#define MOST_SAMPLED 16u /* records that are tried to know a file, or to find the Details file of another */

/* --- what a file is ----------------------------------------------------------------------------------------- */

static GBytes *
read_at (OxStream *stream, guint64 at, gsize n, OxSlice *s)
{
    GBytes *bytes = ox_stream_read_bytes (stream, at, n, NULL);
    *s = bytes != NULL ? ox_slice_from_bytes (bytes) : ox_slice (NULL, 0, at);
    s->at = at;
    return bytes;
}

/* The first record is plausible, or most are: of an ANR index, what stands where the object type would is 0. Damage may
 * have met some, or cut the file; an ANR index of nobody looks the same as a Browse file of nobody. */
static gboolean
looks_like_browse (OxStream *stream, const OabHdr *hdr)
{
    OxSlice s;
    guint n = 0;
    guint n_plausible = 0;
    gboolean first = FALSE;
    g_autoptr (GBytes) bytes = read_at (stream, OAB_HDR_SIZE, MOST_SAMPLED * B2_REC_SIZE, &s);
    if (s.left == 0)
        return hdr->total == 0;
    for (; n < MOST_SAMPLED && s.left >= B2_REC_SIZE; n++) {
        B2Rec rec = b2_rec_read (&s);
        n_plausible += b2_rec_is_plausible (&rec);
        first = first || (n == 0 && n_plausible == 1);
    }
    return first || n_plausible > n / 2;
}

/* Names and domains stand between the header and the root. Of an ANR index the root's oLT stands where oRoot
 * would, and what is before it are numbers. */
static gboolean
looks_like_rdn (OxStream *stream)
{
    OxSlice s;
    g_autoptr (GBytes) bytes = read_at (stream, OAB_HDR_SIZE, MOST_TEXT_TRIED, &s);
    guint32 root = ox_slice_u32 (&s);
    if (!ox_slice_ok (&s) || root <= RDN_HDR_SIZE || root > ox_stream_get_size (stream))
        return FALSE;
    gsize n = MIN (root - RDN_HDR_SIZE, s.left);
    guint8 before = '\0';
    for (gsize i = 0; i < n; i++) {
        guint8 c = ox_slice_u8 (&s);
        if ((c > 0 && c < ' ') || (c == 0 && before == 0))
            return FALSE;
        before = c;
    }
    return n < root - RDN_HDR_SIZE || before == 0;
}

static gboolean
looks_like_anr (OxStream *stream)
{
    OxSlice s;
    g_autoptr (GBytes) bytes = read_at (stream, OAB_HDR_SIZE, ANR_REC_SIZE + 1, &s);
    IndexRec rec = index_rec_read (&s, FALSE);
    return ox_slice_peek (&s) > 0 && rec.i_browse >= BROWSE_BIAS;
}

static gboolean
header_of (OxStream *stream, OabHdr *hdr)
{
    OxSlice s;
    g_autoptr (GBytes) bytes = read_at (stream, 0, OAB_HDR_SIZE, &s);
    *hdr = oab_hdr_read (&s);
    return ox_slice_ok (&s);
}

Oab2Part
oab2_part_of (OxStream *stream)
{
    OabHdr hdr;
    if (!header_of (stream, &hdr))
        return OAB2_NONE;
    switch (hdr.version) {
    case OAB_VERSION_DETAILS:
        return OAB2_DETAILS;
    case OAB_VERSION_2_CHANGES:
    case OAB_VERSION_3_CHANGES:
        return OAB2_CHANGES;
    case OAB_VERSION_2:
    case OAB_VERSION_3:
        return looks_like_rdn (stream)             ? OAB2_RDN
               : looks_like_browse (stream, &hdr) ? OAB2_BROWSE
               : looks_like_anr (stream)          ? OAB2_ANR
                                                  : OAB2_NONE;
    default:
        return OAB2_NONE;
    }
}

const char *
oab2_part_to_string (Oab2Part part)
{
    static const char *const words[OAB2_N_PARTS] = { NULL, "browse, version 2 or 3", "RDN index, version 2 or 3",
                                                     "ANR index, version 2 or 3", "details, version 2 or 3",
                                                     "changes, version 2 or 3" };
    return words[part];
}

/* --- lists ---------------------------------------------------------------------------------------------------- */

typedef struct {
    OxStream *parts[OAB2_N_PARTS];
    gboolean version3;
    guint codepage;
    guint32 serial;
} List2;

static void
list2_free (gpointer self)
{
    List2 *list = self;
    for (guint i = 0; i < OAB2_N_PARTS; i++)
        g_clear_pointer (&list->parts[i], ox_stream_unref);
    g_free (list);
}

/* What is read of an entry: its number, UNKNOWN_ENTRY where its record was made up, and where it goes. */
typedef struct {
    const List2 *list;
    guint32 number;
    OxProps *props;
    OxDiagnostics *d;
} Entry2;

/* The key of a record of an index, and what the record says. NULL where there is none. */
static char *
index_key (const Entry2 *e, Oab2Part part, guint32 offset, IndexRec *rec)
{
    const List2 *list = e->list;
    OxDiagnostics *d = e->d;
    OxStream *stream = list->parts[part];
    OxSlice s;
    if (stream == NULL || offset == 0)
        return NULL;
    g_autoptr (GBytes) bytes = read_at (stream, offset, RDN2_REC_SIZE + 4 * MOST_KEY2, &s);
    *rec = index_rec_read (&s, part == OAB2_RDN);
    const Oab2Decoder decoder = { list->version3 && part == OAB2_ANR, list->codepage, d };
    char *key = ox_slice_ok (&s) ? oab2_text_read (&decoder, &s) : NULL;
    if (key == NULL)
        ox_diag (d, OX_DIAG_OAB_INDEX, offset, "no record of an index is here");
    else if (*key == '\0')
        ox_diag (d, OX_DIAG_OAB_MISMATCH, offset, "a record of an index has no text");
    else if (e->number != UNKNOWN_ENTRY && rec->i_browse != e->number + BROWSE_BIAS)
        ox_diag (d, OX_DIAG_OAB_MISMATCH, offset, "entry %u leads to a record of entry %u", e->number,
                 rec->i_browse - BROWSE_BIAS);
    return key;
}

static char *
parent_text (const List2 *list, guint32 offset, OxDiagnostics *d)
{
    OxSlice s;
    g_autoptr (GBytes) bytes = read_at (list->parts[OAB2_RDN], offset, MOST_PDN, &s);
    const Oab2Decoder decoder = { FALSE, list->codepage, d };
    char *text = offset >= RDN_HDR_SIZE ? oab2_text_read (&decoder, &s) : NULL;
    if (text == NULL)
        ox_diag (d, OX_DIAG_OAB_INDEX, offset, "no parent name or domain is here");
    return text;
}

static void
add_text (OxProps *props, OxKey key, char *text)
{
    if (text != NULL && *text != '\0')
        ox_props_add (props, key, ox_value_text (OX_TYPE_STRING, text, strlen (text)));
    else
        g_free (text);
}

/* X.500 name: parent, "/CN=", key. SMTP: key with its "@", domain. 2.4.2. */
static void
add_rdn (const Entry2 *e, OxKey key, guint32 offset)
{
    IndexRec rec;
    g_autofree char *last = index_key (e, OAB2_RDN, offset, &rec);
    g_autofree char *parent = last != NULL ? parent_text (e->list, rec.o_parent_dn, e->d) : NULL;
    if (parent == NULL)
        return;
    if (key == OX_TAG_EMAIL_ADDRESS)
        add_text (e->props, key, g_strconcat (parent, "/CN=", last, NULL));
    else
        add_text (e->props, key, g_strconcat (last, g_str_has_suffix (last, "@") ? "" : "@", parent, NULL));
}

static void
add_anr (const Entry2 *e, OxKey key, guint32 offset)
{
    IndexRec rec;
    add_text (e->props, key, index_key (e, OAB2_ANR, offset, &rec));
}

static void
add_details (const List2 *list, OxProps *props, const B2Rec *rec, OxDiagnostics *d)
{
    OxSlice s;
    gsize rest = 0;
    if (list->parts[OAB2_DETAILS] == NULL || rec->o_details == 0)
        return;
    g_autoptr (GBytes) bytes = read_at (list->parts[OAB2_DETAILS], rec->o_details, rec->cb_details, &s);
    const Oab2Decoder decoder = { list->version3, list->codepage, d };
    if (s.left < rec->cb_details || !oab2_details_read (&decoder, s, props, &rest))
        ox_diag (d, OX_DIAG_OAB_VALUE, rec->o_details, "a details record ends before its last field");
    else if (rest > 0)
        ox_diag (d, OX_DIAG_OAB_RECORD, rec->o_details, "%" G_GSIZE_FORMAT " bytes behind the last field", rest);
}

static gboolean
wants_details (const OxKey *wanted)
{
    static const OxKey others[] = { OX_TAG_EMAIL_ADDRESS, OX_TAG_SMTP_ADDRESS,    OX_TAG_DISPLAY_NAME,
                                    OX_TAG_ACCOUNT,       OX_TAG_OFFICE_LOCATION, OX_TAG_SURNAME };
    for (guint i = 0; wanted != NULL && wanted[i] != OX_KEY_NONE; i++) {
        gboolean other = FALSE;
        for (guint j = 0; j < G_N_ELEMENTS (others); j++)
            other |= wanted[i] == others[j];
        if (!other)
            return TRUE;
    }
    return wanted == NULL;
}

static void
add_types (OxProps *props, const B2Rec *rec)
{
    gint64 object_type = rec->obj_type & OBJECT_TYPE_MASK;
    gboolean rich = (rec->obj_type & RICH_CONTENT) != 0;
    ox_props_add (props, OX_TAG_DISPLAY_TYPE, ox_value_integer (OX_TYPE_INTEGER32, rec->disp_type));
    ox_props_add (props, OX_TAG_OBJECT_TYPE, ox_value_integer (OX_TYPE_INTEGER32, object_type));
    ox_props_add (props, OX_TAG_SEND_RICH_INFO, ox_value_integer (OX_TYPE_BOOLEAN, rich));
}

static OxProps *
read_entry (gpointer self, guint32 index, const OxKey *wanted, OxDiagnostics *d, GError **error)
{
    const List2 *list = self;
    guint8 bytes[B2_REC_SIZE];
    guint64 at = OAB_HDR_SIZE + (guint64) index * B2_REC_SIZE;
    gssize n = ox_stream_pread (list->parts[OAB2_BROWSE], at, bytes, sizeof bytes, error);
    if (n < 0)
        return NULL;
    OxSlice s = ox_slice (bytes, (gsize) n, at);
    B2Rec rec = b2_rec_read (&s);
    if (!ox_slice_check (&s, "a record of a browse file", error))
        return NULL;
    OxProps *props = ox_props_new ();
    const Entry2 e = { list, rec.disp_type != UNKNOWN_TYPE ? index : UNKNOWN_ENTRY, props, d };
    if (rec.disp_type != UNKNOWN_TYPE)
        add_types (props, &rec);
    add_rdn (&e, OX_TAG_EMAIL_ADDRESS, rec.o_rdn);
    add_rdn (&e, OX_TAG_SMTP_ADDRESS, rec.o_smtp);
    add_anr (&e, OX_TAG_DISPLAY_NAME, rec.o_disp_name);
    add_anr (&e, OX_TAG_ACCOUNT, rec.o_alias);
    add_anr (&e, OX_TAG_OFFICE_LOCATION, rec.o_location);
    add_anr (&e, OX_TAG_SURNAME, rec.o_surname);
    if (wants_details (wanted))
        add_details (list, props, &rec, d);
    ox_props_seal (props, NULL);
    return props;
}

static const OxAddressListSource source = { read_entry, list2_free, TRUE };

gboolean
oab2_list_get (OxAddressList *list, Oab2List *of)
{
    const List2 *self = ox_address_list_get_self (list, &source);
    if (self != NULL)
        *of = (Oab2List){ self->parts[OAB2_RDN], self->version3, self->serial };
    return self != NULL;
}

GBytes *
oab2_parents_read (OxStream *rdn)
{
    OxSlice s;
    if (rdn == NULL)
        return NULL;
    g_autoptr (GBytes) head = read_at (rdn, OAB_HDR_SIZE, 4, &s);
    guint32 root = ox_slice_u32 (&s);
    if (root <= RDN_HDR_SIZE || root > ox_stream_get_size (rdn) || root > MOST_PARENTS)
        return NULL;
    g_autoptr (GBytes) table = read_at (rdn, RDN_HDR_SIZE, root - RDN_HDR_SIZE, &s);
    gsize n = s.left;
    while (s.left > 0) {
        gsize length = ox_slice_strnlen (&s);
        if (length == 0 || length == s.left || length >= MOST_PDN)
            return NULL;
        ox_slice_skip (&s, length + 1);
    }
    return n == root - RDN_HDR_SIZE ? g_steal_pointer (&table) : NULL;
}

/* --- sets ----------------------------------------------------------------------------------------------------- */

struct _Oab2Set {
    GPtrArray *parts[OAB2_N_PARTS]; /* of OxStream */
};

Oab2Set *
oab2_set_new (void)
{
    Oab2Set *set = g_new0 (Oab2Set, 1);
    for (guint i = 0; i < OAB2_N_PARTS; i++)
        set->parts[i] = g_ptr_array_new_with_free_func ((GDestroyNotify) ox_stream_unref);
    return set;
}

void
oab2_set_free (Oab2Set *set)
{
    for (guint i = 0; i < OAB2_N_PARTS; i++)
        g_ptr_array_unref (set->parts[i]);
    g_free (set);
}

void
oab2_set_add (Oab2Set *set, OxStream *stream)
{
    Oab2Part part = oab2_part_of (stream);
    /* Templates begin as details do. */
    if (part != OAB2_NONE && (part != OAB2_DETAILS || !oab_template_sniff (stream)))
        g_ptr_array_add (set->parts[part], ox_stream_ref (stream));
}

/* Of the files of a kind the one that says it belongs to the Browse file; else one of the same version.
 * Outlook 2003 writes the version number 3 into an RDN index of version 2, 2.4.1; and in the examples of
 * 3.1 only the Browse file has a serial number. */
static OxStream *
find_part (const Oab2Set *set, Oab2Part part, const OabHdr *browse)
{
    OxStream *best = NULL;
    guint best_score = 0;
    for (guint i = 0; i < set->parts[part]->len; i++) {
        OabHdr hdr = { 0 };
        header_of (set->parts[part]->pdata[i], &hdr);
        gboolean same_serial = hdr.serial == browse->serial;
        guint score = (same_serial ? 4 : 0) + (hdr.version == browse->version ? 2 : 0) + (hdr.serial == 0 ? 1 : 0)
                      + (part == OAB2_RDN && hdr.version == OAB_VERSION_3 ? 1 : 0);
        if (score > best_score) {
            best = set->parts[part]->pdata[i];
            best_score = score;
        }
    }
    return best;
}

/* How many of the first records find their details in a file. */
static guint
n_fitting (const List2 *list, OxStream *details)
{
    guint n = 0;
    const Oab2Decoder decoder = { list->version3, list->codepage, NULL };
    for (guint i = 0; i < MOST_SAMPLED; i++) {
        OxSlice s;
        OxSlice record;
        gsize rest = 1;
        g_autoptr (OxProps) props = ox_props_new ();
        g_autoptr (GBytes) bytes = read_at (list->parts[OAB2_BROWSE], OAB_HDR_SIZE + i * B2_REC_SIZE, B2_REC_SIZE, &s);
        B2Rec rec = b2_rec_read (&s);
        g_autoptr (GBytes) more = read_at (details, rec.o_details, rec.cb_details, &record);
        n += ox_slice_ok (&s) && record.left == rec.cb_details && oab2_details_read (&decoder, record, props, &rest)
             && rest == 0;
    }
    return n;
}

static OxStream *
find_details (const Oab2Set *set, const List2 *list, const OabHdr *browse)
{
    OxStream *best = NULL;
    guint best_score = 0;
    for (guint i = 0; i < set->parts[OAB2_DETAILS]->len; i++) {
        OxStream *stream = set->parts[OAB2_DETAILS]->pdata[i];
        OabHdr hdr = { 0 };
        header_of (stream, &hdr);
        guint score = 2 * n_fitting (list, stream) + (hdr.serial == browse->serial);
        if (score > best_score) {
            best = stream;
            best_score = score;
        }
    }
    return best;
}

/* Adds the list of the files that are known; its Browse file is mended where it has to be. */
static void
add_list (List2 *list, OxDiagnostics *d, OxAddressBook *book)
{
    g_autoptr (OxProps) props = ox_props_new ();
    const Oab2Decoder decoder = { list->version3, list->codepage, d };
    const Oab2Files files = { list->parts[OAB2_BROWSE], list->parts[OAB2_RDN], list->parts[OAB2_ANR],
                              list->parts[OAB2_DETAILS] };
    OxStream *browse = oab2_browse_mend (&files, &decoder);
    g_clear_pointer (&list->parts[OAB2_BROWSE], ox_stream_unref);
    list->parts[OAB2_BROWSE] = browse;
    guint64 n = (ox_stream_get_size (browse) - OAB_HDR_SIZE) / B2_REC_SIZE;
    g_autoptr (OxAddressList) made = ox_address_list_new (&source, list,
                                                          list->version3 ? "address book, version 3"
                                                                         : "address book, version 2",
                                                          (guint32) MIN (n, G_MAXUINT32), props);
    ox_address_book_add_list (book, made);
}

static void
open_list (Oab2Set *set, OxStream *browse, OxOptions *options, OxDiagnostics *d, OxAddressBook *book)
{
    static const char *const missing[] = { NULL, NULL, "RDN index", "ANR index", "details" };
    List2 *list = g_new0 (List2, 1);
    OabHdr hdr = { 0 };
    header_of (browse, &hdr);
    list->version3 = hdr.version == OAB_VERSION_3;
    list->serial = hdr.serial;
    list->codepage = ox_options_get_codepage (options);
    list->parts[OAB2_BROWSE] = ox_stream_ref (browse);
    for (guint part = OAB2_RDN; part <= OAB2_DETAILS; part++) {
        OxStream *found = part == OAB2_DETAILS ? find_details (set, list, &hdr)
                                               : find_part (set, (Oab2Part) part, &hdr);
        if (found != NULL)
            list->parts[part] = ox_stream_ref (found);
        else if (hdr.total > 0)
            ox_diag (d, OX_DIAG_OAB_INDEX, OX_DIAG_NO_OFFSET, "the %s file is missing", missing[part]);
    }
    add_list (list, d, book);
}

/* Of which version details are: the one whose records follow on each other to the end of the file. */
static gboolean
details_are_version3 (OxStream *details, guint codepage)
{
    OxSlice s;
    g_autoptr (GBytes) bytes = details != NULL ? read_at (details, OAB_HDR_SIZE, MOST_RECORDS_TRIED, &s) : NULL;
    for (guint i = 0; bytes != NULL && i < MOST_SAMPLED && s.left > 0; i++) {
        g_autoptr (OxProps) props = ox_props_new ();
        g_autoptr (OxDiagnostics) odd = ox_diagnostics_new ();
        const Oab2Decoder tried = { TRUE, codepage, odd };
        gsize rest = 0;
        if (!oab2_details_read (&tried, s, props, &rest) || ox_diagnostics_get_size (odd) > 0)
            return FALSE;
        ox_slice_skip (&s, s.left - rest);
    }
    return bytes != NULL;
}

/* Without a Browse file: the first file of each kind. */
static void
open_remains (Oab2Set *set, OxOptions *options, OxDiagnostics *d, OxAddressBook *book)
{
    List2 *list = g_new0 (List2, 1);
    OabHdr hdr = { 0 };
    list->codepage = ox_options_get_codepage (options);
    for (guint part = OAB2_RDN; part <= OAB2_DETAILS; part++)
        if (set->parts[part]->len > 0)
            list->parts[part] = ox_stream_ref (set->parts[part]->pdata[0]);
    /* The RDN index comes last: Outlook 2003 writes number 3 into that of version 2. */
    if (list->parts[OAB2_ANR] != NULL)
        list->version3 = header_of (list->parts[OAB2_ANR], &hdr) && hdr.version == OAB_VERSION_3;
    else if (list->parts[OAB2_DETAILS] != NULL)
        list->version3 = details_are_version3 (list->parts[OAB2_DETAILS], list->codepage);
    else
        list->version3 = header_of (list->parts[OAB2_RDN], &hdr) && hdr.version == OAB_VERSION_3;
    add_list (list, d, book);
}

void
oab2_set_open (Oab2Set *set, OxOptions *options, OxDiagnostics *diagnostics, OxAddressBook *book)
{
    OxStream *empty = NULL;
    guint before = ox_address_book_get_n_lists (book);
    for (guint i = 0; i < set->parts[OAB2_BROWSE]->len; i++) {
        OxStream *browse = set->parts[OAB2_BROWSE]->pdata[i];
        if (ox_stream_get_size (browse) == OAB_HDR_SIZE)
            empty = empty == NULL ? browse : empty;
        else
            open_list (set, browse, options, diagnostics, book);
    }
    if (ox_address_book_get_n_lists (book) > before)
        return;
    if (empty != NULL)
        open_list (set, empty, options, diagnostics, book);
    else if (set->parts[OAB2_RDN]->len + set->parts[OAB2_ANR]->len + set->parts[OAB2_DETAILS]->len > 0)
        open_remains (set, options, diagnostics, book);
}

/* --- index trees ------------------------------------------------------------------------------------------- */

typedef struct {
    OxStream *stream;
    Oab2Part part;
    OxDiagnostics *diagnostics;
    GHashTable *seen; /* offsets; each once, so that no walk goes on for ever */
    GArray *pending;
} Tree;

static void
tree_visit (Tree *tree, guint32 offset)
{
    if (offset == 0)
        return;
    if (g_hash_table_add (tree->seen, GUINT_TO_POINTER (offset)))
        g_array_append_val (tree->pending, offset);
    else
        ox_diag (tree->diagnostics, OX_DIAG_OAB_INDEX, offset, "a record is in the tree twice");
}

static void
tree_node (Tree *tree, guint32 offset)
{
    OxSlice s;
    g_autoptr (GBytes) bytes = read_at (tree->stream, offset, RDN2_REC_SIZE + MOST_KEY2 * 4, &s);
    IndexRec rec = index_rec_read (&s, tree->part == OAB2_RDN);
    if (!ox_slice_ok (&s) || ox_slice_strnlen (&s) == s.left) {
        ox_diag (tree->diagnostics, OX_DIAG_OAB_INDEX, offset, "a branch leads out of the file");
        g_hash_table_remove (tree->seen, GUINT_TO_POINTER (offset));
        return;
    }
    if (rec.i_browse < BROWSE_BIAS)
        ox_diag (tree->diagnostics, OX_DIAG_OAB_INDEX, offset, "a record is of no entry");
    tree_visit (tree, rec.o_lt);
    tree_visit (tree, rec.o_gt);
}

guint32
oab2_index_check (OxStream *stream, Oab2Part part, OxDiagnostics *diagnostics)
{
    OxSlice s;
    g_autoptr (GBytes) head = read_at (stream, 0, RDN_HDR_SIZE, &s);
    g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
    g_autoptr (GArray) pending = g_array_new (FALSE, FALSE, sizeof (guint32));
    Tree tree = { stream, part, diagnostics, seen, pending };
    OabHdr hdr = oab_hdr_read (&s);
    tree_visit (&tree, part == OAB2_RDN ? ox_slice_u32 (&s) : OAB_HDR_SIZE);
    while (pending->len > 0) {
        guint32 offset = g_array_index (pending, guint32, pending->len - 1);
        g_array_set_size (pending, pending->len - 1);
        tree_node (&tree, offset);
    }
    guint32 n = g_hash_table_size (seen);
    if (n != hdr.total)
        ox_diag (diagnostics, OX_DIAG_OAB_INDEX, 8, "the header counts %u records, the tree reaches %u", hdr.total, n);
    return n;
}
