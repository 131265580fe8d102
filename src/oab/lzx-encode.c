/* SPDX-License-Identifier: MIT
 *
 * The encoder: matches are found once a piece, tokens are chosen, the piece is split where its
 * statistics change, each block's tokens are chosen again by what symbols then cost, and the
 * cheapest type of block is written.
 */
#include "oab/lzx-parse.h"
#include "oab/lzx-tree.h"

#define PASSES       1u             /* choices of tokens a block, after the first */
#define UNIT         8192u          /* blocks begin and end at multiples */
#define UNITS        (LZX_PIECE / UNIT)
#define HEADER_BITS  27u            /* type and size of a block */
#define TREE_BITS    (3u * 80u)     /* three pretrees */
#define SYMBOL_BITS  3u             /* of a tree, a symbol that is used: estimated */
#define MAX_PRETREE  15u            /* the longest code of a pretree, and of the aligned tree */
#define MAX_ALIGNED  7u
#define FAR_MATCH    128u          /* bytes from which a match leads where the next one is looked for first */
#define CHUNK_EXCESS 12000u        /* bytes that a block may add to a chunk, trees and all */

typedef struct {
    guint8 main[LZX_MAX_MAIN];
    guint8 lengths[LZX_LENGTHS];
    guint8 aligned[LZX_ALIGNED];
} Lengths;

typedef struct {
    guint16 main[LZX_MAX_MAIN];
    guint16 lengths[LZX_LENGTHS];
    guint16 aligned[LZX_ALIGNED];
} Words;

struct _LzxEncoder {
    LzxFinder finder;
    LzxPiece piece;
    guint slots;
    gsize far;          /* how far back the last long match into the reference was; at first, to its beginning */
    gsize size;         /* of the stream */
    gsize done;         /* bytes of it that are written */
    OxBitWriter w;
    gsize chunk;        /* where the size of the chunk at hand goes */
    guint32 r[3];
    LzxCounts counts;
    LzxCosts costs;
    Lengths before;     /* of the block before: trees are written as differences */
    Lengths now;
    Words words;
    LzxCounts *units;   /* [UNITS] */
    guint32 unit_tokens[UNITS + 1];
};

LzxEncoder *
lzx_encoder_new (void)
{
    LzxEncoder *e = g_new0 (LzxEncoder, 1);
    e->piece.first = g_new (guint32, LZX_PIECE + 1);
    e->piece.nodes = g_new (LzxNode, LZX_PIECE + 1);
    e->piece.tokens = g_new (LzxToken, LZX_PIECE);
    e->units = g_new (LzxCounts, UNITS);
    return e;
}

void
lzx_encoder_free (LzxEncoder *e)
{
    if (e == NULL)
        return;
    lzx_finder_clear (&e->finder);
    g_free (e->piece.first);
    g_free (e->piece.matches);
    g_free (e->piece.nodes);
    g_free (e->piece.tokens);
    g_free (e->units);
    g_free (e);
}

/* --- chunks -------------------------------------------------------------------------------- */

static void
begin_chunk (LzxEncoder *e)
{
    static const guint8 no_size[2];
    e->chunk = e->w.bytes->len;
    g_byte_array_append (e->w.bytes, no_size, sizeof no_size);
}

static void
end_chunk (LzxEncoder *e)
{
    ox_bit_writer_align (&e->w);
    gsize n = e->w.bytes->len - e->chunk - 2;
    g_assert (n <= G_MAXUINT16); /* verbatim_bits () sees to that */
    e->w.bytes->data[e->chunk] = (guint8) n;
    e->w.bytes->data[e->chunk + 1] = (guint8) (n >> 8);
}

/* n more bytes of the stream are written; the next chunk begins where this one ends. */
static inline void
advance (LzxEncoder *e, gsize n)
{
    e->done += n;
    if (e->done % LZX_CHUNK == 0 && e->done < e->size) {
        end_chunk (e);
        begin_chunk (e);
    }
}

/* --- trees --------------------------------------------------------------------------------- */

typedef struct {
    guint8 code;
    guint8 extra; /* for 17 to 19; 19 has the difference behind it, as a code of its own */
} TreeCode;

static guint
run_length (const guint8 *lengths, guint i, guint last)
{
    guint n = 1;
    while (i + n < last && lengths[i + n] == lengths[i])
        n++;
    return n;
}

/* The codes for lengths from `first` to `last`, [MS-PATCH] 2.5; returns how many. */
static guint
tree_codes (const guint8 *lengths, const guint8 *before, guint first, guint last, TreeCode *codes)
{
    guint n = 0;
    for (guint i = first; i < last;) {
        guint run = run_length (lengths, i, last);
        guint8 difference = (guint8) ((before[i] + 17 - lengths[i]) % 17);
        if (lengths[i] == 0 && run >= 20) {
            run = MIN (run, 51);
            codes[n++] = (TreeCode){ 18, (guint8) (run - 20) };
        } else if (lengths[i] == 0 && run >= 4) {
            codes[n++] = (TreeCode){ 17, (guint8) (run - 4) };
        } else if (run >= 4) {
            run = MIN (run, 5);
            codes[n++] = (TreeCode){ 19, (guint8) (run - 4) };
            codes[n++] = (TreeCode){ difference, 0 };
        } else {
            run = 1;
            codes[n++] = (TreeCode){ difference, 0 };
        }
        i += run;
    }
    return n;
}

static const guint8 extra_bits[LZX_PRETREE] = { [17] = 4, [18] = 5, [19] = 1 };

/* Writes part of a tree; or only says how many bits it would take. */
static guint32
put_tree (OxBitWriter *w, const guint8 *lengths, const guint8 *before, guint first, guint last)
{
    TreeCode codes[LZX_MAX_MAIN];
    guint32 counts[LZX_PRETREE] = { 0 };
    guint8 pre_lengths[LZX_PRETREE];
    guint16 words[LZX_PRETREE];
    guint n = tree_codes (lengths, before, first, last, codes);
    for (guint i = 0; i < n; i++)
        counts[codes[i].code]++;
    lzx_code_lengths (counts, LZX_PRETREE, MAX_PRETREE, pre_lengths);
    guint32 bits = 4 * LZX_PRETREE;
    for (guint i = 0; i < LZX_PRETREE; i++)
        bits += counts[i] * (pre_lengths[i] + extra_bits[i]);
    if (w == NULL)
        return bits;
    lzx_code_words (pre_lengths, LZX_PRETREE, words);
    for (guint i = 0; i < LZX_PRETREE; i++)
        ox_bit_writer_put (w, pre_lengths[i], 4);
    for (guint i = 0; i < n; i++) {
        guint8 code = codes[i].code;
        ox_bit_writer_put (w, words[code], pre_lengths[code]);
        ox_bit_writer_put (w, codes[i].extra, extra_bits[code]);
    }
    return bits;
}

static guint32
put_trees (LzxEncoder *e, OxBitWriter *w, guint type)
{
    guint32 bits = 0;
    if (type == LZX_ALIGNED_TYPE) {
        for (guint i = 0; i < LZX_ALIGNED && w != NULL; i++)
            ox_bit_writer_put (w, e->now.aligned[i], 3);
        bits += 3 * LZX_ALIGNED;
    }
    bits += put_tree (w, e->now.main, e->before.main, 0, LZX_LITERALS);
    bits += put_tree (w, e->now.main, e->before.main, LZX_LITERALS, LZX_LITERALS + 8 * e->slots);
    bits += put_tree (w, e->now.lengths, e->before.lengths, 0, LZX_LENGTHS);
    return bits;
}

/* --- blocks -------------------------------------------------------------------------------- */

static void
put_match (LzxEncoder *e, const LzxToken *token, guint type)
{
    OxBitWriter *w = &e->w;
    guint slot = lzx_slot (token->formatted);
    guint header = MIN (token->length - LZX_MIN_MATCH, 7);
    guint symbol = LZX_LITERALS + 8 * slot + header;
    ox_bit_writer_put (w, e->words.main[symbol], e->now.main[symbol]);
    if (header == 7) {
        guint footer = MIN (token->length, LZX_MAX_TOKEN) - 9;
        ox_bit_writer_put (w, e->words.lengths[footer], e->now.lengths[footer]);
    }
    guint bits = lzx_footer_bits (slot);
    guint32 footer = token->formatted - lzx_base (slot);
    if (type == LZX_ALIGNED_TYPE && bits >= 3) {
        ox_bit_writer_put (w, footer >> 3, bits - 3);
        ox_bit_writer_put (w, e->words.aligned[footer & 7], e->now.aligned[footer & 7]);
    } else {
        ox_bit_writer_put (w, footer, bits);
    }
    if (token->length >= LZX_MAX_TOKEN) {
        guint32 extra;
        guint n = lzx_extra_length (token->length, &extra);
        ox_bit_writer_put (w, extra, n);
    }
}

static void
put_tokens (LzxEncoder *e, const LzxToken *tokens, guint32 n, guint type)
{
    for (guint32 i = 0; i < n; i++) {
        if (tokens[i].length == 1)
            ox_bit_writer_put (&e->w, e->words.main[tokens[i].formatted], e->now.main[tokens[i].formatted]);
        else
            put_match (e, &tokens[i], type);
        advance (e, tokens[i].length);
    }
}

/* 1 to 16 bits of padding, the repeated offsets, the bytes. Only the last block can have an odd
 * size, and be followed by a byte of padding. */
static void
put_uncompressed (LzxEncoder *e, gsize at, gsize n)
{
    ox_bit_writer_put (&e->w, 0, 16 - e->w.n);
    for (guint i = 0; i < 3; i++)
        for (guint k = 0; k < 4; k++) {
            guint8 byte = (guint8) (e->r[i] >> (8 * k));
            g_byte_array_append (e->w.bytes, &byte, 1);
        }
    gboolean odd = n % 2 != 0;
    while (n > 0) {
        gsize part = MIN (n, LZX_CHUNK - e->done % LZX_CHUNK);
        g_byte_array_append (e->w.bytes, e->piece.data + at, (guint) part);
        if (part == n && odd)
            g_byte_array_append (e->w.bytes, (const guint8 *) "", 1);
        at += part;
        n -= part;
        advance (e, part);
    }
}

/* The bits of a token, but for those of the aligned tree. */
static guint32
token_bits (const LzxEncoder *e, const LzxToken *token)
{
    if (token->length == 1)
        return e->now.main[token->formatted];
    guint slot = lzx_slot (token->formatted);
    guint header = MIN (token->length - LZX_MIN_MATCH, 7);
    guint32 extra;
    guint32 bits = e->now.main[LZX_LITERALS + 8 * slot + header] + lzx_footer_bits (slot);
    if (header == 7)
        bits += e->now.lengths[MIN (token->length, LZX_MAX_TOKEN) - 9];
    if (token->length >= LZX_MAX_TOKEN)
        bits += lzx_extra_length (token->length, &extra);
    return bits;
}

/*
 * The bits of a verbatim block; G_MAXUINT64 where what it puts into one of its chunks would be much
 * larger than the bytes are. Only a block that goes on beyond its chunk can do that; a chunk sees two
 * of those at most, so that its size always fits 16 bits.
 */
static guint64
verbatim_bits (LzxEncoder *e, const LzxToken *tokens, guint32 n)
{
    guint64 part = put_trees (e, NULL, LZX_VERBATIM), total = part;
    gsize at = e->done, begun = e->done;
    for (guint32 i = 0; i < n; i++) {
        guint32 bits = token_bits (e, &tokens[i]);
        part += bits;
        total += bits;
        at += tokens[i].length;
        if (part > 8 * ((guint64) (at - begun) + CHUNK_EXCESS))
            return G_MAXUINT64;
        if (at % LZX_CHUNK == 0) {
            part = 0;
            begun = at;
        }
    }
    return total;
}

/* The type that takes the fewest bits, for the counts and code lengths at hand. */
static guint
choose_type (LzxEncoder *e, const LzxToken *tokens, guint32 n, gsize bytes)
{
    guint64 verbatim = verbatim_bits (e, tokens, n);
    guint64 plain = 0, aligned = 3 * LZX_ALIGNED;
    for (guint i = 0; i < LZX_ALIGNED; i++) {
        plain += 3 * (guint64) e->counts.aligned[i];
        aligned += (guint64) e->counts.aligned[i] * e->now.aligned[i];
    }
    guint64 saved = plain > aligned ? plain - aligned : 0;
    if (verbatim == G_MAXUINT64 || verbatim - saved > 16 + 96 + 8 * (guint64) bytes)
        return LZX_UNCOMPRESSED;
    return saved > 0 ? LZX_ALIGNED_TYPE : LZX_VERBATIM;
}

static void
count_tokens (LzxEncoder *e, const LzxToken *tokens, guint32 n)
{
    memset (&e->counts, 0, sizeof e->counts);
    for (guint32 i = 0; i < n; i++)
        lzx_count (&e->counts, &tokens[i]);
}

static void
put_block (LzxEncoder *e, const LzxToken *tokens, guint32 n, gsize at, gsize bytes)
{
    guint n_main = LZX_LITERALS + 8 * e->slots;
    lzx_code_lengths (e->counts.main, n_main, LZX_MAX_BITS, e->now.main);
    lzx_code_lengths (e->counts.lengths, LZX_LENGTHS, LZX_MAX_BITS, e->now.lengths);
    lzx_code_lengths (e->counts.aligned, LZX_ALIGNED, MAX_ALIGNED, e->now.aligned);
    guint type = choose_type (e, tokens, n, bytes);
    ox_bit_writer_put (&e->w, type, 3);
    ox_bit_writer_put (&e->w, (guint32) bytes, 24);
    if (type == LZX_UNCOMPRESSED) {
        put_uncompressed (e, at, bytes);
        return;
    }
    put_trees (e, &e->w, type);
    lzx_code_words (e->now.main, n_main, e->words.main);
    lzx_code_words (e->now.lengths, LZX_LENGTHS, e->words.lengths);
    lzx_code_words (e->now.aligned, LZX_ALIGNED, e->words.aligned);
    put_tokens (e, tokens, n, type);
    e->before = e->now;
    for (guint32 i = 0; i < n; i++)
        if (tokens[i].length > 1)
            lzx_update_offsets (e->r, tokens[i].formatted);
}

/* Chooses the tokens of a block once or twice more, and writes it. */
static void
encode_block (LzxEncoder *e, guint32 from, guint32 to)
{
    LzxPiece *piece = &e->piece;
    guint32 n = 0;
    for (guint pass = 0; pass < PASSES; pass++) {
        guint32 r[3] = { e->r[0], e->r[1], e->r[2] };
        lzx_costs_from_counts (&e->costs, &e->counts, e->slots);
        n = lzx_parse (piece, &e->costs, from, to, r);
        count_tokens (e, piece->tokens + from, n);
    }
    put_block (e, piece->tokens + from, n, piece->start + from, to - from);
}

/* --- splitting ----------------------------------------------------------------------------- */

static void
add_counts (LzxCounts *sum, const LzxCounts *counts, guint n_main)
{
    for (guint i = 0; i < n_main; i++)
        sum->main[i] += counts->main[i];
    for (guint i = 0; i < LZX_LENGTHS; i++)
        sum->lengths[i] += counts->lengths[i];
    for (guint i = 0; i < LZX_ALIGNED; i++)
        sum->aligned[i] += counts->aligned[i];
}

/* n log n, in sixteenths of a bit; most numbers are small. */
static guint64
n_log_n (guint32 n)
{
    static gsize once;
    static guint32 table[1024];
    if (g_once_init_enter (&once)) {
        for (guint32 i = 1; i < G_N_ELEMENTS (table); i++)
            table[i] = (guint32) ((guint64) i * lzx_log2 (i) >> 12);
        g_once_init_leave (&once, 1);
    }
    return n < G_N_ELEMENTS (table) ? table[n] : (guint64) n * lzx_log2 (n) >> 12;
}

static guint64
entropy (const guint32 *counts, guint n)
{
    guint32 total = 0, used = 0;
    guint64 sum = 0;
    for (guint i = 0; i < n; i++) {
        if (counts[i] == 0)
            continue;
        total += counts[i];
        sum += n_log_n (counts[i]);
        used++;
    }
    return n_log_n (total) - sum + 16 * SYMBOL_BITS * used;
}

/*
 * Where to split a piece of `units`: of all ways the one whose blocks take the fewest bits, by
 * entropy and an estimate of what trees take. ends[i] is where the block that begins with unit i
 * ends.
 */
static void
split (LzxEncoder *e, guint units, guint *ends)
{
    guint64 best[UNITS + 1];
    guint n_main = LZX_LITERALS + 8 * e->slots;
    best[units] = 0;
    for (guint i = units; i-- > 0;) {
        memset (&e->counts, 0, sizeof e->counts);
        best[i] = G_MAXUINT64;
        for (guint k = i; k < units; k++) {
            add_counts (&e->counts, &e->units[k], n_main);
            guint64 cost = entropy (e->counts.main, n_main) + entropy (e->counts.lengths, LZX_LENGTHS)
                           + 16 * (HEADER_BITS + TREE_BITS) + best[k + 1];
            if (cost < best[i]) {
                best[i] = cost;
                ends[i] = k + 1;
            }
        }
    }
}

/* The counts of each unit, out of the first choice of tokens; a token counts where it begins. */
static guint
count_units (LzxEncoder *e, guint32 n_tokens)
{
    guint units = (e->piece.n + UNIT - 1) / UNIT;
    memset (e->units, 0, units * sizeof *e->units);
    guint32 at = 0;
    for (guint32 i = 0; i < n_tokens; i++) {
        lzx_count (&e->units[at / UNIT], &e->piece.tokens[i]);
        at += e->piece.tokens[i].length;
    }
    return units;
}

/* --- pieces -------------------------------------------------------------------------------- */

/* For the matches of one more position. */
static void
make_room (LzxPiece *piece)
{
    if (piece->room - piece->n_matches >= LZX_MATCHES)
        return;
    piece->room = 2 * piece->room + (1u << 16);
    piece->matches = g_renew (LzxMatch, piece->matches, piece->room);
}

/* A match as far back as the last long one into the reference data, if it is long: new data go on as the old do. */
static guint32
find_far (const LzxEncoder *e, gsize at, guint32 most)
{
    if (e->far == 0 || e->far > at)
        return 0;
    guint32 length = ox_match_length (e->piece.data, at - e->far, at, 0, most);
    return length >= MIN (FAR_MATCH, most) && length >= LZX_MIN_MATCH ? length : 0;
}

/* All matches of a position, the longest last; gives its length. */
static guint32
find_near (LzxEncoder *e, gsize at, guint32 most)
{
    LzxPiece *piece = &e->piece;
    LzxMatch *found = &piece->matches[piece->n_matches];
    if (e->finder.next < e->finder.reference)
        lzx_finder_near (&e->finder, at, at - MIN (at, e->far));
    guint n = lzx_finder_find (&e->finder, at, most, found);
    piece->n_matches += n;
    if (n == 0)
        return 0;
    if (found[n - 1].length >= FAR_MATCH && at - found[n - 1].offset < e->piece.origin)
        e->far = found[n - 1].offset;
    return found[n - 1].length;
}

static void
find_matches (LzxEncoder *e)
{
    LzxPiece *piece = &e->piece;
    piece->n_matches = 0;
    guint32 i = 0;
    while (i < piece->n) {
        make_room (piece);
        gsize at = piece->start + i;
        guint32 in_chunk = LZX_CHUNK - (guint32) ((at - piece->origin) % LZX_CHUNK);
        guint32 most = MIN (in_chunk, piece->n - i);
        guint32 far = piece->origin > 0 ? find_far (e, at, most) : 0;
        piece->first[i] = piece->n_matches;
        if (far > 0)
            piece->matches[piece->n_matches++] = (LzxMatch){ far, (guint32) e->far };
        guint32 longest = far > 0 ? far : find_near (e, at, most);
        i++;
        if (longest < LZX_NICE && far == 0)
            continue;
        if (far == 0)
            lzx_finder_skip (&e->finder, at + 1, longest - 1);
        for (guint32 k = 1; k < longest; k++)
            piece->first[i++] = piece->n_matches;
    }
    piece->first[piece->n] = piece->n_matches;
}

static void
encode_piece (LzxEncoder *e)
{
    guint ends[UNITS];
    LzxPiece *piece = &e->piece;
    find_matches (e);
    guint32 r[3] = { e->r[0], e->r[1], e->r[2] };
    guint32 n = lzx_parse_greedily (piece, r);
    guint units = count_units (e, n);
    split (e, units, ends);
    for (guint i = 0; i < units; i = ends[i]) {
        memset (&e->counts, 0, sizeof e->counts);
        for (guint k = i; k < ends[i]; k++)
            add_counts (&e->counts, &e->units[k], LZX_LITERALS + 8 * e->slots);
        encode_block (e, i * UNIT, MIN (ends[i] * UNIT, piece->n));
    }
}

void
lzx_encode (LzxEncoder *e, const guint8 *data, gsize reference, gsize size, GByteArray *out)
{
    g_return_if_fail (reference + size <= LZX_MAX_DATA);
    e->slots = lzx_slots (reference, size);
    e->size = size;
    e->done = 0;
    e->w = (OxBitWriter){ out, 0, 0 };
    e->r[0] = e->r[1] = e->r[2] = 1;
    memset (&e->before, 0, sizeof e->before);
    memset (&e->now, 0, sizeof e->now);
    if (size == 0)
        return;
    lzx_finder_start (&e->finder, data, reference, reference + size);
    e->far = reference;
    begin_chunk (e);
    ox_bit_writer_put (&e->w, 0, 1); /* no E8 translation: an address book holds no programs */
    e->piece.data = data;
    e->piece.origin = reference;
    for (gsize at = 0; at < size; at += LZX_PIECE) {
        e->piece.start = reference + at;
        e->piece.n = (guint32) MIN (LZX_PIECE, size - at);
        encode_piece (e);
    }
    end_chunk (e);
}
