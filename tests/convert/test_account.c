/* SPDX-License-Identifier: MIT
 *
 * Whether the account is true: of each property of a file that it calls mapped, another value gives
 * another output; of each other one, it does not.
 *
 * Values are changed where they stand in the file, byte by byte, so the whole way from the file to
 * the output is tried. Several changes of each value are made: a number that only says yes or no
 * does not show each of them. What is derived from a hash of all properties (boundaries, a made-up
 * Message-ID) is left out of the comparison: it changes with every byte, and is no content.
 */
#include "testing.h"

#include "base/slice.h"
#include "cfb/cfb-private.h"
#include "msg/file.h"
#include "msg/layout.h"

#include <oxcart/oxcart.h>
#include <stdlib.h>
#include <string.h>

/* Files beyond this take too long for every run of the tests; OX_FULL=1 tries them all. Under the
   sanitizers, where all is ten times slower, a part of them will do. */
#ifdef __SANITIZE_ADDRESS__
#define MOST_BYTES (20u << 10)
#define LEAST_OF_REAL 800
#define LEAST_AS_MAIL 100
#else
#define MOST_BYTES (200u << 10)
#define LEAST_OF_REAL 1000
#define LEAST_AS_MAIL 200
#endif

#define LEAST_OF_SAMPLES 20
#define MOST_OF_SAMPLE (64u << 10)

#define MINI_BYTES 6 /* the shift of a mini sector */

typedef struct {
    const char *path;
    guint8 *bytes; /* of the file, changed in place and changed back */
    gsize n;
    MsgFile file;
    OxAccount *account;
    GHashTable *fates; /* "place/key" to its fate, plus 1 */
    GBytes *expected;
    char *difference; /* of the last output that was another */
    GString *faults;
    guint n_mapped;
    guint n_other;
    guint n_faults;
} Trial;

/* --- converting ----------------------------------------------------------------------------- */

/* Blanks what comes from a hash of everything: the 24 or 32 digits, and those of a card's UID. */
static void
blank_derived (guint8 *data, gsize n)
{
    static const char mark[] = "=_oxcart_";
    static const char id[] = "@oxcart.invalid";
    static const char uid[] = "UID:urn:uuid:";
    for (gsize i = 0; i + sizeof mark < n; i++) {
        if (memcmp (data + i, mark, sizeof mark - 1) == 0)
            for (gsize j = i + sizeof mark + 1; j < n && data[j] != '_'; j++)
                data[j] = '.';
        if (memcmp (data + i, uid, MIN (sizeof uid - 1, n - i)) == 0)
            memset (data + i + sizeof uid - 1, '.', MIN (36, n - i - (sizeof uid - 1)));
        if (i >= 32 && memcmp (data + i, id, MIN (sizeof id - 1, n - i)) == 0)
            memset (data + i - 32, '.', 32);
    }
}

/* Appointments, tasks and the like, written as if they were mail; and nothing else. */
static gboolean as_mail;

/* In the format that its class asks for, as the command does. */
static gboolean
write_item (OxMessage *message, OxSink *sink, OxAccount *account)
{
    OxTextFormat format = ox_message_natural_format (message);
    if (as_mail && format != OX_FORMAT_ICALENDAR)
        return FALSE;
    if (format == OX_FORMAT_VCARD)
        return ox_message_write_vcard (message, sink, NULL, NULL, account, NULL);
    if (format == OX_FORMAT_ICALENDAR && !as_mail)
        return ox_message_write_icalendar (message, sink, NULL, NULL, account, NULL);
    return ox_message_write_mime (message, sink, NULL, NULL, account, NULL);
}

static GBytes *
convert (const Trial *t, OxAccount *account)
{
    g_autoptr (GBytes) bytes = g_bytes_new (t->bytes, t->n);
    g_autoptr (OxStream) stream = ox_stream_new_bytes (bytes);
    g_autoptr (OxMessage) message = ox_open_message (stream, NULL, NULL, NULL);
    g_autoptr (OxSink) sink = ox_sink_new_memory ();
    if (message == NULL || !write_item (message, sink, account))
        return g_bytes_new_static ("", 0);
    g_autoptr (GBytes) out = ox_sink_steal_bytes (sink);
    gsize n = 0;
    guint8 *data = g_bytes_unref_to_data (g_steal_pointer (&out), &n);
    blank_derived (data, n);
    return g_bytes_new_take (data, n);
}

/* The first line that two outputs do not share, for who has to find out why. */
static char *
first_difference (GBytes *a, GBytes *b)
{
    gsize n = 0, m = 0, at = 0;
    const char *x = g_bytes_get_data (a, &n);
    const char *y = g_bytes_get_data (b, &m);
    while (at < n && at < m && x[at] == y[at])
        at++;
    while (at > 0 && x[at - 1] != '\n')
        at--;
    return g_strdup_printf ("    was: %.*s\n    now: %.*s\n", (int) MIN (n - at, 70), x + at,
                            (int) MIN (m - at, 70), y + at);
}

static gboolean
output_changes (Trial *t)
{
    g_autoptr (GBytes) now = convert (t, NULL);
    if (g_bytes_equal (now, t->expected))
        return FALSE;
    g_free (t->difference);
    t->difference = first_difference (t->expected, now);
    return TRUE;
}

/* --- where values stand ------------------------------------------------------------------------ */

/* The place in the file of a byte of a chain; 0 where it is not there. */
static gsize
in_chain (const OxCfb *cfb, const CfbChain *chain, gsize offset, guint shift, gsize header)
{
    for (guint i = 0; i < chain->n_runs; i++) {
        CfbRun run = g_array_index (cfb->runs, CfbRun, chain->first_run + i);
        gsize start = (gsize) run.at << shift;
        if (offset >= start && offset - start < (gsize) run.count << shift)
            return (((gsize) run.first + header) << shift) + offset - start;
    }
    return 0;
}

static gsize
in_file (const Trial *t, guint32 entry, gsize offset)
{
    OxCfb *cfb = t->file.cfb;
    const CfbEntry *e = cfb_entry (cfb, entry);
    gsize at;
    if (!e->is_mini)
        at = in_chain (cfb, &e->chain, offset, cfb->shift, 1);
    else
        at = in_chain (cfb, &cfb_entry (cfb, 0)->chain,
                       in_chain (cfb, &e->chain, offset, MINI_BYTES, 0), cfb->shift, 1);
    return at < t->n ? at : 0;
}

/* --- changing them ------------------------------------------------------------------------------- */

static gboolean
with_byte (Trial *t, gsize at, guint8 value)
{
    if (at == 0 || t->bytes[at] == value)
        return FALSE;
    guint8 before = t->bytes[at];
    t->bytes[at] = value;
    gboolean changes = output_changes (t);
    t->bytes[at] = before;
    return changes;
}

/* A half and a quarter, for floating point numbers: most single bits of theirs are too small to be seen. */
static gboolean
share_matters (Trial *t, guint32 entry, gsize offset)
{
    static const guint8 low[] = { 0xE0, 0xD0 };
    gsize exponent = in_file (t, entry, offset + 6);
    gsize sign = in_file (t, entry, offset + 7);
    guint8 before = t->bytes[sign];
    gboolean changes = FALSE;
    for (guint i = 0; i < G_N_ELEMENTS (low) && !changes; i++) {
        t->bytes[sign] = 0x3F;
        changes = with_byte (t, exponent, low[i]);
        t->bytes[sign] = before;
    }
    return changes;
}

/* Bits of a number or of a time: each of its lowest four, and one in each higher byte. */
static gboolean
fixed_matters (Trial *t, guint32 entry, gsize offset, guint16 type)
{
    gsize width = type == OX_TYPE_BOOLEAN ? 1 : type == OX_TYPE_INTEGER16 ? 2 : 8;
    if (type == OX_TYPE_INTEGER32 || type == OX_TYPE_ERROR_CODE || type == 0x0004)
        width = 4;
    for (gsize i = 0; i < width; i++)
        for (guint bit = 0; bit < (i == 0 && width < 8 ? 4 : 1); bit++) {
            gsize at = in_file (t, entry, offset + i);
            if (with_byte (t, at, t->bytes[at] ^ (guint8) (1u << bit)))
                return TRUE;
        }
    return type == OX_TYPE_FLOATING64 && share_matters (t, entry, offset);
}

/* Of the numbers of code pages and languages few mean anything: another one of those. */
static gboolean
codepage_matters (Trial *t, guint32 entry, gsize offset)
{
    static const guint16 pages[] = { 1252, 20866, 28595, 932, 65001, 0x0419, 0x0411, 0x0409 };
    gsize low = in_file (t, entry, offset);
    gsize high = in_file (t, entry, offset + 1);
    guint8 before = t->bytes[high];
    for (guint i = 0; i < G_N_ELEMENTS (pages); i++) {
        t->bytes[high] = (guint8) (pages[i] >> 8);
        gboolean changes = with_byte (t, low, (guint8) pages[i]);
        t->bytes[high] = before;
        if (changes)
            return TRUE;
    }
    return FALSE;
}

/* A body of RTF becomes another one, stored as it is ([MS-OXRTFCP] 2.1.3.1.4). */
static gboolean
rtf_matters (Trial *t, guint32 entry)
{
    static const char rtf[] = "{\\rtf1 q}";
    guint8 head[16 + sizeof rtf] = { 0 };
    gsize size = (gsize) ox_cfb_get_size (t->file.cfb, entry);
    guint8 before[sizeof head];
    if (size < sizeof head)
        return FALSE;
    guint32 words[] = { (guint32) size - 4, sizeof rtf - 1, 0x414C454D, 0 };
    for (guint i = 0; i < 16; i++)
        head[i] = (guint8) (words[i / 4] >> i % 4 * 8);
    for (guint i = 0; i < sizeof rtf; i++)
        head[16 + i] = (guint8) rtf[i];
    for (guint i = 0; i < sizeof head; i++) {
        before[i] = t->bytes[in_file (t, entry, i)];
        t->bytes[in_file (t, entry, i)] = head[i];
    }
    gboolean changes = output_changes (t);
    for (guint i = 0; i < sizeof head; i++)
        t->bytes[in_file (t, entry, i)] = before[i];
    return changes;
}

/* A byte of text becomes another letter; a byte of anything else another byte. */
static gboolean
stream_matters (Trial *t, guint32 entry, gboolean is_text)
{
    gsize size = (gsize) ox_cfb_get_size (t->file.cfb, entry);
    gsize step = MAX (2, (size / 16) & ~(gsize) 1);
    for (gsize i = 0; i < size; i += step) {
        gsize at = in_file (t, entry, i);
        guint8 now = t->bytes[at];
        guint8 other = is_text ? (now == 'q' ? 'z' : 'q') : now ^ 0x01;
        if (with_byte (t, at, other))
            return TRUE;
    }
    return FALSE;
}

/* --- the account ------------------------------------------------------------------------------------ */

static char *
fate_key (const char *place, OxKey key)
{
    return g_strdup_printf ("%s/%08X", place, key);
}

static void
index_account (Trial *t)
{
    t->fates = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < ox_account_get_size (t->account); i++) {
        const char *place;
        const char *name;
        OxKey key;
        guint64 size;
        OxFate fate = ox_account_get (t->account, i, &place, &key, &name, &size);
        g_hash_table_insert (t->fates, fate_key (place, key), GUINT_TO_POINTER (fate + 1));
    }
}

static void
compare (Trial *t, const char *place, guint32 tag, gboolean matters)
{
    OxKey key = msg_names_key (&t->file, (guint16) (tag >> 16));
    g_autofree char *index = fate_key (place, key);
    guint fate = GPOINTER_TO_UINT (g_hash_table_lookup (t->fates, index));
    if (fate == 0)
        return; /* a value the reader did not take: it says so */
    gboolean mapped = fate - 1 == OX_FATE_MAPPED;
    t->n_mapped += mapped;
    t->n_other += !mapped;
    if (mapped == matters)
        return;
    g_autofree char *name = ox_names_describe (t->file.names, key, (guint16) tag);
    t->n_faults++;
    g_string_append_printf (t->faults, "%s: %s: %s (0x%08X) is %s, but another value %s\n", t->path,
                            *place != '\0' ? place : "message", name, tag,
                            ox_fate_to_string ((OxFate) (fate - 1)),
                            matters ? "changes the output" : "changes nothing");
    if (matters)
        g_string_append (t->faults, t->difference);
}

/* --- going through a file ------------------------------------------------------------------------------ */

static gboolean
is_codepage (guint32 tag)
{
    return tag >> 16 == OX_TAG_INTERNET_CODEPAGE || tag >> 16 == OX_TAG_MESSAGE_CODEPAGE
           || tag >> 16 == OX_TAG_MESSAGE_LOCALE_ID;
}

static void
try_fixed (Trial *t, const char *place, guint32 entry, gsize header)
{
    gsize size = (gsize) ox_cfb_get_size (t->file.cfb, entry);
    for (gsize at = header; at + MSG_ENTRY <= size; at += MSG_ENTRY) {
        guint8 raw[MSG_ENTRY];
        for (gsize i = 0; i < MSG_ENTRY; i++)
            raw[i] = t->bytes[in_file (t, entry, at + i)];
        OxSlice s = ox_slice (raw, sizeof raw, 0);
        guint32 tag = ox_slice_u32 (&s);
        OxSlice eight = { 0 };
        OxValue value;
        ox_slice_skip (&s, 4);
        eight = ox_slice_take (&s, 8);
        if (ox_decode_fixed ((guint16) tag, eight, &value))
            compare (t, place, tag,
                     fixed_matters (t, entry, at + 8, (guint16) tag)
                         || (is_codepage (tag) && codepage_matters (t, entry, at + 8)));
    }
}

static void
try_object (Trial *t, const char *place, guint32 storage, gsize header)
{
    guint n = 0;
    const guint32 *children = ox_cfb_children (t->file.cfb, storage, &n);
    for (guint i = 0; i < n; i++) {
        const char *name = ox_cfb_get_name (t->file.cfb, children[i]);
        if (ox_cfb_get_type (t->file.cfb, children[i]) != OX_CFB_STREAM)
            continue;
        if (strcmp (name, MSG_PROPERTIES) == 0)
            try_fixed (t, place, children[i], header);
        if (!g_str_has_prefix (name, MSG_VALUE_PREFIX) || strlen (name) != 20
            || ox_cfb_get_size (t->file.cfb, children[i]) == 0)
            continue;
        guint32 tag = (guint32) strtoul (name + strlen (MSG_VALUE_PREFIX), NULL, 16);
        guint16 type = (guint16) tag;
        if ((type & 0x1000) != 0) /* the lengths of several: their values are other streams */
            continue;
        gboolean is_text = type == OX_TYPE_STRING || type == OX_TYPE_STRING8;
        compare (t, place, tag,
                 stream_matters (t, children[i], is_text)
                     || (tag >> 16 == OX_TAG_RTF_COMPRESSED && rtf_matters (t, children[i])));
    }
}

static void
try_message (Trial *t, const char *place, guint32 storage)
{
    guint n = 0;
    guint n_recipients = 0;
    guint n_attachments = 0;
    const guint32 *children = ox_cfb_children (t->file.cfb, storage, &n);
    const char *slash = *place != '\0' ? "/" : "";
    try_object (t, place, storage, *place == '\0' ? MSG_HEADER_TOP : MSG_HEADER_EMBEDDED);
    for (guint i = 0; i < n; i++) {
        const char *name = ox_cfb_get_name (t->file.cfb, children[i]);
        g_autofree char *below = NULL;
        if (g_str_has_prefix (name, MSG_RECIPIENT_PREFIX) && n_recipients < 4)
            below = g_strdup_printf ("%s%srecipient %u", place, slash, n_recipients++);
        else if (g_str_has_prefix (name, MSG_ATTACHMENT_PREFIX))
            below = g_strdup_printf ("%s%sattachment %u", place, slash, n_attachments++);
        if (below == NULL)
            continue;
        try_object (t, below, children[i], MSG_HEADER_OBJECT);
        guint32 inner = ox_cfb_find (t->file.cfb, children[i], "__substg1.0_3701000D");
        g_autofree char *deeper = g_strconcat (below, "/message", NULL);
        if (inner != OX_CFB_NONE
            && ox_cfb_find (t->file.cfb, inner, MSG_PROPERTIES) != OX_CFB_NONE && *place == '\0')
            try_message (t, deeper, inner);
    }
}

static gboolean
trial_open (Trial *t, const char *path, const OxLimits *limits)
{
    char *contents = NULL;
    *t = (Trial){ .path = path };
    assert_true (g_file_get_contents (path, &contents, &t->n, NULL));
    t->bytes = (guint8 *) contents;
    g_autoptr (GBytes) bytes = g_bytes_new (t->bytes, t->n);
    g_autoptr (OxStream) stream = ox_stream_new_bytes (bytes);
    t->file.cfb = ox_cfb_open (stream, limits, OX_POLICY_DEFAULT, NULL, NULL);
    t->file.limits = limits;
    t->faults = g_string_new (NULL);
    if (t->file.cfb == NULL)
        return FALSE;
    t->file.names = ox_names_new ();
    t->file.unnamed = g_hash_table_new (NULL, NULL);
    msg_names_read (&t->file);
    t->account = ox_account_new ();
    t->expected = convert (t, t->account);
    index_account (t);
    return g_bytes_get_size (t->expected) > 0;
}

static void
trial_clear (Trial *t)
{
    g_free (t->bytes);
    g_clear_pointer (&t->file.cfb, ox_cfb_unref);
    g_clear_pointer (&t->file.names, ox_names_unref);
    g_clear_pointer (&t->file.unnamed, g_hash_table_unref);
    g_clear_pointer (&t->file.keys, g_array_unref);
    g_clear_pointer (&t->account, ox_account_unref);
    g_clear_pointer (&t->fates, g_hash_table_unref);
    g_clear_pointer (&t->expected, g_bytes_unref);
    g_string_free (t->faults, TRUE);
    g_free (t->difference);
}

static void
try_folder (const char *folder, guint least, gsize most_bytes)
{
    OxLimits limits;
    guint n_mapped = 0, n_other = 0, n_faults = 0;
    gboolean full = g_getenv ("OX_FULL") != NULL;
    g_autoptr (GPtrArray) files = testing_files (folder);
    ox_limits_init (&limits);
    for (guint i = 0; i < files->len; i++) {
        Trial t;
        /* What fuzzers made has values that share sectors: a byte of one is a byte of another. */
        if (!g_str_has_suffix (files->pdata[i], ".msg")
            || strstr (files->pdata[i], "clusterfuzz") != NULL)
            continue;
        if (trial_open (&t, files->pdata[i], &limits) && (full || t.n <= most_bytes))
            try_message (&t, "", ox_cfb_root (t.file.cfb));
        fputs (t.faults->str, stdout);
        n_mapped += t.n_mapped;
        n_other += t.n_other;
        n_faults += t.n_faults;
        trial_clear (&t);
    }
    print_message ("%u mapped, %u others, %u wrongly called so\n", n_mapped, n_other, n_faults);
    assert_true (n_mapped >= least && n_other >= least);
    assert_int_equal (n_faults, 0);
}

static void
of_samples (void **state)
{
    as_mail = FALSE;
    try_folder (CORPUS, LEAST_OF_SAMPLES, MOST_OF_SAMPLE);
}

static void
of_samples_as_mail (void **state)
{
    as_mail = TRUE;
    try_folder (CORPUS, LEAST_OF_SAMPLES, MOST_OF_SAMPLE);
}

static void
try_real_files (guint least)
{
    if (!g_file_test (SHARED "/msg", G_FILE_TEST_IS_DIR)) {
        print_message ("../shared is not there: skipped\n");
        skip ();
    }
    try_folder (SHARED "/msg", least, MOST_BYTES);
}

static void
of_real_files (void **state)
{
    as_mail = FALSE;
    try_real_files (LEAST_OF_REAL);
}

static void
of_real_files_as_mail (void **state)
{
    as_mail = TRUE;
    try_real_files (LEAST_AS_MAIL);
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (of_samples),
        cmocka_unit_test (of_samples_as_mail),
        cmocka_unit_test (of_real_files),
        cmocka_unit_test (of_real_files_as_mail),
    };
    return cmocka_run_group_tests (tests, NULL, NULL);
}
