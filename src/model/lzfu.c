/* SPDX-License-Identifier: MIT */
#include "model/lzfu.h"

#include "base/builder.h"
#include "base/crc.h"
#include "base/diag.h"
#include "base/match-copy.h"

#include <oxcart/error.h>
#include <string.h>

#define HEADER_SIZE 16
#define MAGIC_LZFU  0x75465A4Cu
#define MAGIC_MELA  0x414C454Du
#define WINDOW      4096u
#define MIN_MATCH   2u
#define MAX_MATCH   17u
#define RUN_TOKENS  8u
#define RUN_MAX     (RUN_TOKENS * MAX_MATCH) /* bytes that one run can give */
#define HEAD_BYTES  2048u                    /* of RTF, in which \ansicpg must stand */

/* What the dictionary holds before the first byte, [MS-OXRTFCP] 2.1.2.1. */
static const char preload[] =
    "{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern "
    "\\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0"
    "\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";

#define PRELOAD ((guint) sizeof preload - 1)

G_STATIC_ASSERT (sizeof preload - 1 == 207);

static void
put_preload (guint8 *to)
{
    for (guint i = 0; i < PRELOAD; i++)
        to[i] = (guint8) preload[i];
}

typedef struct {
    guint32 comp_size;
    guint32 raw_size;
    guint32 magic;
    guint32 crc;
} Header;

/* --- decompression -------------------------------------------------------------------------
 *
 * The dictionary is not kept apart: it is the last 4096 bytes of the output, when the output is
 * thought to follow 4096 bytes that end with the preload. A place in the dictionary then is a
 * distance back from the end. */

typedef struct {
    guint8 *bytes; /* WINDOW bytes before the output, then the output */
    gsize n;       /* the window included */
    gsize room;
    gsize most;    /* the same, as allowed */
    gboolean ended;
    gboolean full;
} Output;

static gboolean
output_grow (Output *o)
{
    if (o->room - o->n >= RUN_MAX)
        return TRUE;
    gsize room = MIN (o->room * 2, o->most + RUN_MAX);
    guint8 *bytes = room - o->n >= RUN_MAX ? g_try_realloc (o->bytes, room) : NULL;
    if (bytes == NULL) {
        o->full = TRUE;
        return FALSE;
    }
    o->bytes = bytes;
    o->room = room;
    return TRUE;
}

/* One reference, to where the output has come; how many bytes it gave, 0 at the end marker. */
static guint
copy_match (guint8 *bytes, gsize room, gsize n, guint reference)
{
    guint offset = reference >> 4;
    guint length = (reference & 15) + MIN_MATCH;
    guint write = (guint) (n - WINDOW + PRELOAD) % WINDOW;
    guint distance = (write - offset) % WINDOW;
    if (distance == 0)
        return 0;
    ox_match_copy (bytes, room, n, distance, length);
    return length;
}

/* A control byte and its eight tokens; FALSE where that is the end. The slice and the count are
 * copied: what is written through a byte pointer might be they, for all the compiler knows. */
static gboolean
decode_run (OxSlice *from, Output *o)
{
    OxSlice s = *from;
    guint8 *bytes = o->bytes;
    gsize n = o->n;
    guint control = ox_slice_u8 (&s);
    gboolean more = TRUE;
    for (guint bit = 0; bit < RUN_TOKENS && more; bit++, control >>= 1) {
        if ((control & 1) == 0) {
            more = s.left > 0;
            if (more)
                bytes[n++] = ox_slice_u8 (&s);
            continue;
        }
        more = s.left >= 2;
        if (more) {
            guint high = ox_slice_u8 (&s);
            guint length = copy_match (bytes, o->room, n, high << 8 | ox_slice_u8 (&s));
            n += length;
            more = length > 0;
            o->ended = !more;
        }
    }
    *from = s;
    o->n = n;
    return more;
}

static void
decode (OxSlice *s, Output *o)
{
    while (s->left > 0 && output_grow (o) && decode_run (s, o)) {
        if (o->n > o->most) {
            o->full = s->left > 0;
            return;
        }
    }
}

/* Eight bytes of output for one of input is the most that LZFu can give. */
static gboolean
output_init (Output *o, gsize input, guint32 raw_size, guint64 most)
{
    guint64 possible = (guint64) input * RUN_TOKENS + RUN_MAX;
    most = MIN (most, possible);
    guint64 first = MIN (MAX ((guint64) raw_size, RUN_MAX), most) + WINDOW + 2 * RUN_MAX;
    *o = (Output){ NULL, WINDOW, (gsize) first, (gsize) most + WINDOW, FALSE, FALSE };
    o->bytes = g_try_malloc (o->room);
    if (o->bytes == NULL)
        return FALSE;
    memset (o->bytes, 0, WINDOW - PRELOAD);
    put_preload (&o->bytes[WINDOW - PRELOAD]);
    return TRUE;
}

static Header
read_header (OxSlice *s)
{
    Header h;
    h.comp_size = ox_slice_u32 (s);
    h.raw_size = ox_slice_u32 (s);
    h.magic = ox_slice_u32 (s);
    h.crc = ox_slice_u32 (s);
    return h;
}

static void
report_compressed_size (const Header *h, OxSlice contents, OxDiagnostics *d)
{
    if ((guint64) h->comp_size != (guint64) contents.left + 12)
        ox_diag (d, OX_DIAG_RTF_HEADER, contents.at,
                 "compressed RTF of %" G_GSIZE_FORMAT " bytes says it has %u", contents.left + 12,
                 h->comp_size);
}

static void
report (const Header *h, OxSlice contents, const Output *o, gsize n, OxDiagnostics *d)
{
    report_compressed_size (h, contents, d);
    if (ox_crc32 (0, contents) != h->crc)
        ox_diag (d, OX_DIAG_RTF_CRC, contents.at, "checksum 0x%08x is not that of the bytes", h->crc);
    if (o->full)
        ox_diag (d, OX_DIAG_RTF_LIMIT, contents.at,
                 "compressed RTF gives more than the %" G_GSIZE_FORMAT " bytes allowed", n);
    else if (!o->ended && n < h->raw_size)
        ox_diag (d, OX_DIAG_RTF_TRUNCATED, contents.at + contents.left,
                 "%" G_GSIZE_FORMAT " of %u bytes of RTF are there", n, h->raw_size);
    else if (!o->ended)
        ox_diag (d, OX_DIAG_RTF_END_MARKER, contents.at + contents.left, "no end marker");
    else if (n != h->raw_size)
        ox_diag (d, OX_DIAG_RTF_HEADER, contents.at,
                 "RTF of %" G_GSIZE_FORMAT " bytes is said to have %u", n, h->raw_size);
}

static GBytes *
decompress_lzfu (const Header *h, OxSlice contents, const OxLimits *limits, OxDiagnostics *d,
                 GError **error)
{
    Output o;
    OxSlice s = contents;
    guint64 most = MIN (limits->value_bytes, (guint64) contents.left * limits->expansion);
    if (!output_init (&o, contents.left, h->raw_size, most)) {
        g_set_error (error, OX_ERROR, OX_ERROR_LIMIT, "no memory for %u bytes of RTF", h->raw_size);
        return NULL;
    }
    decode (&s, &o);
    gsize n = MIN (o.n, o.most) - WINDOW;
    /* The way to write no bytes at all is one NUL, 2.3.3.2 step 8. */
    if (h->raw_size == 0 && n == 1 && o.bytes[WINDOW] == 0)
        n = 0;
    if (n == 0 && (!o.ended || h->raw_size > 0)) {
        g_free (o.bytes);
        g_set_error (error, OX_ERROR, OX_ERROR_DAMAGED, "compressed RTF holds no text");
        return NULL;
    }
    report (h, contents, &o, n, d);
    g_autoptr (GBytes) all = g_bytes_new_take (o.bytes, o.n);
    return g_bytes_new_from_bytes (all, WINDOW, n);
}

/* Plain bytes. Writers disagree about the second size, so the end is where the bytes end, 2.2.3.1. */
static GBytes *
copy_mela (const Header *h, OxSlice contents, const OxLimits *limits, OxDiagnostics *d,
           GError **error)
{
    report_compressed_size (h, contents, d);
    gsize n = (gsize) MIN (limits->value_bytes, contents.left);
    guint8 *bytes = g_try_malloc (MAX (n, 1));
    if (bytes == NULL) {
        g_set_error (error, OX_ERROR, OX_ERROR_LIMIT, "no memory for %" G_GSIZE_FORMAT " bytes", n);
        return NULL;
    }
    if (n < contents.left)
        ox_diag (d, OX_DIAG_RTF_LIMIT, contents.at + n,
                 "RTF has more than the %" G_GSIZE_FORMAT " bytes allowed", n);
    ox_slice_copy (&contents, bytes, n);
    return g_bytes_new_take (bytes, n);
}

GBytes *
ox_lzfu_decompress (OxSlice compressed, const OxLimits *limits, OxDiagnostics *diagnostics,
                    GError **error)
{
    OxLimits defaults;
    if (limits == NULL) {
        ox_limits_init (&defaults);
        limits = &defaults;
    }
    Header h = read_header (&compressed);
    if (!ox_slice_check (&compressed, "the header of compressed RTF", error))
        return NULL;
    if (h.magic == MAGIC_LZFU)
        return decompress_lzfu (&h, compressed, limits, diagnostics, error);
    if (h.magic == MAGIC_MELA)
        return copy_mela (&h, compressed, limits, diagnostics, error);
    g_set_error (error, OX_ERROR, OX_ERROR_FORMAT, "0x%08x is no kind of compressed RTF", h.magic);
    return NULL;
}

/* --- compression -----------------------------------------------------------------------------
 *
 * Places in the text so far, the preload before it, are linked by their first two bytes, oldest
 * first. So the first of the longest matches is the farthest, as it is for a search through the
 * dictionary from its oldest byte on. */

typedef struct {
    guint8 *text;             /* the preload, then the input */
    gsize n;
    gsize at;                 /* all before is in the dictionary */
    gsize linked;             /* and those places are linked */
    guint32 *first;           /* [65536] oldest place of a pair of bytes, +1 */
    guint32 *last;            /* [65536] */
    guint32 next[WINDOW];     /* [place % WINDOW] next place of the same pair, +1 */
} Matcher;

static guint
pair_at (const Matcher *m, gsize place)
{
    return m->text[place] | (guint) m->text[place + 1] << 8;
}

/* Unlinks the place that the dictionary overwrites: the oldest of its pair. */
static void
unlink_place (Matcher *m, gsize place)
{
    guint pair = pair_at (m, place);
    if (m->first[pair] == m->last[pair])
        m->first[pair] = m->last[pair] = 0;
    else
        m->first[pair] = m->next[place % WINDOW];
}

/* Links the places up to the present one, which itself would be the end marker. */
static void
link_places (Matcher *m)
{
    for (; m->linked < m->at && m->linked + 1 < m->n; m->linked++) {
        guint pair = pair_at (m, m->linked);
        guint32 place = (guint32) m->linked + 1;
        if (m->linked >= WINDOW)
            unlink_place (m, m->linked - WINDOW);
        m->next[m->linked % WINDOW] = 0;
        if (m->first[pair] == 0)
            m->first[pair] = place;
        else
            m->next[(m->last[pair] - 1) % WINDOW] = place;
        m->last[pair] = place;
    }
}

static guint
longest_match (Matcher *m, gsize *where)
{
    guint most = (guint) MIN (MAX_MATCH, m->n - m->at);
    guint best = 0;
    if (most < MIN_MATCH)
        return 0;
    guint pair = pair_at (m, m->at);
    for (guint32 place = m->first[pair]; place != 0 && best < most;) {
        gsize from = place - 1;
        guint length = MIN_MATCH;
        while (length < most && m->text[from + length] == m->text[m->at + length])
            length++;
        /* At the full distance a reference is the end marker. */
        if (length > best && from + WINDOW > m->at) {
            best = length;
            *where = from;
        }
        place = m->next[from % WINDOW];
    }
    return best;
}

static void
put_reference (GByteArray *run, gsize offset, guint length)
{
    guint reference = (guint) (offset % WINDOW) << 4 | length;
    guint8 bytes[2] = { (guint8) (reference >> 8), (guint8) reference };
    g_byte_array_append (run, bytes, sizeof bytes);
}

/* One token into the run; whether it is a reference. */
static gboolean
put_token (Matcher *m, GByteArray *run)
{
    gsize where = 0;
    link_places (m);
    guint length = longest_match (m, &where);
    if (length < MIN_MATCH) {
        g_byte_array_append (run, &m->text[m->at++], 1);
        return FALSE;
    }
    put_reference (run, where, length - MIN_MATCH);
    m->at += length;
    return TRUE;
}

static void
encode (Matcher *m, OxBuilder *out)
{
    g_autoptr (GByteArray) run = g_byte_array_sized_new (RUN_TOKENS * 2);
    for (gboolean ended = FALSE; !ended;) {
        guint8 control = 0;
        g_byte_array_set_size (run, 0);
        for (guint bit = 0; bit < RUN_TOKENS && !ended; bit++) {
            ended = m->at >= m->n;
            if (ended)
                put_reference (run, m->at, 0);
            if (ended || put_token (m, run))
                control |= (guint8) (1u << bit);
        }
        ox_builder_u8 (out, control);
        ox_builder_bytes (out, run->data, run->len);
    }
}

GBytes *
ox_lzfu_compress (OxSlice rtf)
{
    static const guint8 nul = 0;
    g_autofree Matcher *m = g_new0 (Matcher, 1);
    g_autofree guint32 *heads = g_new0 (guint32, 2 * 65536);
    OxSlice input = rtf.left > 0 ? rtf : ox_slice (&nul, 1, 0);
    g_return_val_if_fail (rtf.left < G_MAXUINT32 - 2 * WINDOW, NULL);
    m->n = PRELOAD + input.left;
    g_autofree guint8 *text = g_malloc (m->n);
    put_preload (text);
    ox_slice_copy (&input, &text[PRELOAD], input.left);
    m->text = text;
    m->first = heads;
    m->last = &heads[65536];
    m->at = PRELOAD;

    g_auto (OxBuilder) out;
    ox_builder_init (&out);
    ox_builder_u32 (&out, 0);
    ox_builder_u32 (&out, (guint32) rtf.left);
    ox_builder_u32 (&out, MAGIC_LZFU);
    ox_builder_u32 (&out, 0);
    encode (m, &out);
    OxSlice contents = ox_slice (out.bytes->data, out.bytes->len, 0);
    ox_slice_skip (&contents, HEADER_SIZE);
    ox_builder_put_u32 (&out, 0, (guint32) contents.left + 12);
    ox_builder_put_u32 (&out, 12, ox_crc32 (0, contents));
    return ox_builder_finish (&out);
}

/* --- the code page -------------------------------------------------------------------------- */

guint
ox_rtf_ansicpg (OxSlice rtf)
{
    static const char word[] = "\\ansicpg";
    gsize matched = 0;
    guint page = 0;
    for (guint i = 0; i < HEAD_BYTES && rtf.left > 0 && matched < sizeof word - 1; i++) {
        guint8 c = ox_slice_u8 (&rtf);
        matched = c == (guint8) word[matched] ? matched + 1 : c == '\\';
    }
    if (matched < sizeof word - 1)
        return 0;
    for (int c; (c = ox_slice_peek (&rtf)) >= '0' && c <= '9' && page < 100000;) {
        page = page * 10 + (guint) (c - '0');
        ox_slice_skip (&rtf, 1);
    }
    return page <= G_MAXUINT16 ? page : 0;
}

guint
ox_lzfu_ansicpg (OxSlice compressed)
{
    OxSlice contents = compressed;
    Header h = read_header (&contents);
    Output o;
    if (h.magic == MAGIC_MELA)
        return ox_rtf_ansicpg (contents);
    if (h.magic != MAGIC_LZFU || !ox_slice_ok (&contents)
        || !output_init (&o, contents.left, HEAD_BYTES, HEAD_BYTES))
        return 0;
    decode (&contents, &o);
    guint page = ox_rtf_ansicpg (ox_slice (&o.bytes[WINDOW], o.n - WINDOW, 0));
    g_free (o.bytes);
    return page;
}
