/* SPDX-License-Identifier: MIT */
#include "convert/mime/entity.h"

#include "base/charset.h"
#include "base/diag.h"
#include "base/slice.h"
#include "convert/mime/context.h"
#include "convert/mime/header-read.h"
#include "convert/mime/header.h"

#include <oxcart/error.h>
#include <string.h>

#define CHUNK        (64u << 10)
#define MOST_DEPTH   100
#define MOST_PARTS   10000
#define MOST_BLOCK   (1u << 20)  /* bytes of one header */
#define MOST_BLOCKS  (16u << 20) /* of all headers */
#define MOST_VALUE   (64u << 10) /* of a field that GMime takes apart */
#define MOST_BOUNDARY 1000
#define MOST_CRS     3 /* before one LF */

/* --- lines ---------------------------------------------------------------------------------------------------- */

/* A line, or a piece of one that is longer than a chunk. */
typedef struct {
    OxSlice text;    /* without its end */
    guint64 next;    /* where the following begins */
    gboolean begins; /* it is the begin of a line */
} Line;

typedef struct {
    OxStream *stream;
    GBytes *chunk;
    OxSlice s;       /* what of the chunk is not taken yet */
    guint64 newline; /* where its next LF is, or its end: looked for once, however many lines CRs end before */
    gboolean is_last;
    gboolean begins;
} Lines;

static void
refill (Lines *l)
{
    guint64 at = l->s.at;
    GBytes *chunk = ox_stream_read_bytes (l->stream, at, CHUNK, NULL);
    g_clear_pointer (&l->chunk, g_bytes_unref);
    l->chunk = chunk != NULL ? chunk : g_bytes_new (NULL, 0);
    l->s = ox_slice_from_bytes (l->chunk);
    l->s.at = at;
    l->is_last = l->s.left < CHUNK;
    l->newline = at + ox_slice_find (&l->s, "\n");
}

/* How long a line is, and its end; FALSE where its end is not in the chunk. */
static gboolean
measure (Lines *l, gsize *length, gsize *ending)
{
    if (l->newline < l->s.at)
        l->newline = l->s.at + ox_slice_find (&l->s, "\n");
    gsize n = (gsize) (l->newline - l->s.at);
    OxSlice rest = l->s;
    OxSlice text = ox_slice_take (&rest, n);
    gsize cr = ox_slice_find (&text, "\r");
    ox_slice_skip (&text, MIN (cr, n));
    gsize crs = 0; /* one, or more where lines were converted twice */
    while (crs < MOST_CRS && ox_slice_peek (&text) == '\r') {
        ox_slice_skip (&text, 1);
        crs++;
    }
    *length = MIN (n, cr);
    if (*length == l->s.left)
        *ending = 0;
    else
        *ending = cr + crs == n && n < l->s.left ? crs + 1 : 1;
    /* Behind a CR that ends the chunk there may be its LF. */
    return l->is_last || (*ending > 0 && *length + 1 < l->s.left);
}

static gboolean
next_line (Lines *l, Line *line)
{
    gsize length = 0, ending = 0;
    if (!measure (l, &length, &ending) && l->s.left < CHUNK) {
        refill (l);
        measure (l, &length, &ending);
    }
    if (l->s.left == 0)
        return FALSE;
    line->begins = l->begins;
    line->text = ox_slice_take (&l->s, length);
    ox_slice_skip (&l->s, ending);
    line->next = l->s.at;
    l->begins = ending > 0;
    return TRUE;
}

/* --- one entity after the other --------------------------------------------------------------------------------- */

typedef struct {
    OxEntities *entities;
    OxDiagnostics *d;
    GArray *open;      /* guint32: multiparts that are not closed yet, the outermost first */
    guint32 current;   /* whose header or content this is; OX_ENTITY_NONE between parts */
    gboolean in_block; /* its header */
    GString *block;    /* of that, as far as it is read */
    gsize blocks;      /* bytes of all headers */
    guint64 last;      /* where the line before ended, without its end */
    gboolean is_full;  /* no more parts */
} Split;

static void
entity_clear (gpointer data)
{
    OxEntity *e = data;
    g_free (e->block);
    g_clear_pointer (&e->header, ox_transport_free);
    g_free (e->type);
    g_free (e->boundary);
}

static OxEntity *
entity_at (Split *s, guint32 index)
{
    return &g_array_index (s->entities->all, OxEntity, index);
}

static void
begin_entity (Split *s, guint32 parent, guint64 at)
{
    OxEntity e = { .parent = parent, .head = at, .body = at, .end = at };
    e.depth = parent != OX_ENTITY_NONE ? entity_at (s, parent)->depth + 1 : 0;
    s->current = s->entities->all->len;
    s->in_block = TRUE;
    g_string_truncate (s->block, 0);
    g_array_append_val (s->entities->all, e);
}

static char *
decode_block (const Split *s, guint codepage)
{
    guint bad = 0;
    gsize length = 0;
    OxSlice bytes = ox_slice ((const guint8 *) s->block->str, s->block->len, 0);
    char *text = ox_charset_decode (codepage, bytes, &length, &bad);
    return text != NULL ? text : g_utf8_make_valid (s->block->str, (gssize) s->block->len);
}

/* Bytes that are no UTF-8 have no charset of their own: the one of the text is the best guess, [MS-OXCMAIL] 2.2.1. */
static char *
block_text (const Split *s)
{
    if (g_utf8_validate_len (s->block->str, s->block->len, NULL))
        return g_strndup (s->block->str, s->block->len);
    g_autofree char *text = decode_block (s, s->entities->codepage);
    OxEntity said = { .header = ox_transport_parse (text) };
    g_autofree char *charset = ox_entity_parameter (&said, "Content-Type", "charset");
    guint codepage = charset != NULL ? ox_charset_from_name (charset) : 0;
    ox_transport_free (said.header);
    if (codepage == 0 || codepage == 20127 || codepage == 65001 || !ox_charset_known (codepage))
        return g_steal_pointer (&text);
    return decode_block (s, codepage);
}

static const char *
default_type (Split *s, const OxEntity *e)
{
    gboolean digest = e->parent != OX_ENTITY_NONE && strcmp (entity_at (s, e->parent)->type, "multipart/digest") == 0;
    return digest ? "message/rfc822" : "text/plain";
}

/* The header is whole: what the entity is, and whether parts follow. */
static void
end_block (Split *s, guint64 body)
{
    OxEntity *e = entity_at (s, s->current);
    s->in_block = FALSE;
    s->blocks += s->block->len;
    e->body = body;
    e->end = body;
    e->block = block_text (s);
    e->header = ox_transport_parse (e->block);
    e->type = ox_entity_token (e, "Content-Type");
    if (e->type == NULL || strchr (e->type, '/') == NULL) {
        g_free (e->type);
        e->type = g_strdup (default_type (s, e));
    }
    if (e->header->n_broken > 0)
        ox_diag (s->d, OX_DIAG_EML_HEADER, e->head, "%u lines of a header are no fields", e->header->n_broken);
    char *boundary = g_str_has_prefix (e->type, "multipart/") ? ox_entity_parameter (e, "Content-Type", "boundary")
                                                              : NULL;
    if (boundary == NULL)
        return;
    if (*boundary == '\0' || strlen (boundary) > MOST_BOUNDARY || s->open->len >= MOST_DEPTH) {
        ox_diag (s->d, OX_DIAG_EML_PARTS, e->head, "the parts of a multipart cannot be told apart");
        g_free (boundary);
        return;
    }
    e->boundary = boundary;
    g_array_append_val (s->open, s->current);
    s->current = OX_ENTITY_NONE;
}

/* Whether a line, without its "--", is a boundary: between parts, or behind the last one. */
static gboolean
is_boundary (OxSlice line, const char *boundary, gboolean *is_close)
{
    gsize n = strlen (boundary);
    if (line.left < n || memcmp (ox_slice_data (&line), boundary, n) != 0)
        return FALSE;
    ox_slice_skip (&line, n);
    *is_close = line.left >= 2 && memcmp (ox_slice_data (&line), "--", 2) == 0;
    ox_slice_skip (&line, *is_close ? 2 : 0);
    while (line.left > 0)
        if (strchr (" \t", ox_slice_u8 (&line)) == NULL)
            return FALSE;
    return TRUE;
}

/* Which open multipart the line is a boundary of: how many stay open. */
static gboolean
find_boundary (Split *s, OxSlice line, guint *level, gboolean *is_close)
{
    if (s->open->len == 0 || line.left < 2 || memcmp (ox_slice_data (&line), "--", 2) != 0)
        return FALSE;
    ox_slice_skip (&line, 2);
    for (guint i = s->open->len; i > 0; i--)
        if (is_boundary (line, entity_at (s, g_array_index (s->open, guint32, i - 1))->boundary, is_close)) {
            *level = i;
            return TRUE;
        }
    return FALSE;
}

static void
end_current (Split *s, guint64 end)
{
    if (s->current == OX_ENTITY_NONE)
        return;
    guint32 current = s->current;
    if (s->in_block)
        end_block (s, MAX (end, entity_at (s, current)->head));
    OxEntity *e = entity_at (s, current);
    e->end = MAX (end, e->body);
    s->current = OX_ENTITY_NONE;
}

static void
close_down_to (Split *s, guint level, guint64 end)
{
    end_current (s, end);
    while (s->open->len > level) {
        OxEntity *e = entity_at (s, g_array_index (s->open, guint32, s->open->len - 1));
        e->end = MAX (end, e->body);
        g_array_set_size (s->open, s->open->len - 1);
    }
}

static gboolean
is_full (Split *s, guint64 at)
{
    if (!s->is_full && (s->entities->all->len >= MOST_PARTS || s->blocks >= MOST_BLOCKS)) {
        ox_diag (s->d, OX_DIAG_EML_LIMIT, at, "parts from here on are not taken apart");
        s->is_full = TRUE;
    }
    return s->is_full;
}

static gboolean
take_boundary (Split *s, const Line *line)
{
    guint level = 0;
    gboolean is_close = FALSE;
    if (!line->begins || !find_boundary (s, line->text, &level, &is_close) || is_full (s, line->text.at))
        return FALSE;
    close_down_to (s, is_close ? level - 1 : level, s->last);
    if (!is_close)
        begin_entity (s, g_array_index (s->open, guint32, level - 1), line->next);
    return TRUE;
}

/* Whether a line can stand in a header: a field, or more of the one before. */
static gboolean
is_field (const Split *s, OxSlice line)
{
    int first = ox_slice_peek (&line);
    if (s->block->len > 0)
        return TRUE; /* what is no field there is said when the header is read */
    gsize colon = ox_slice_find (&line, ":");
    g_autofree char *name = g_strndup ((const char *) ox_slice_data (&line), MIN (colon, 200));
    g_strchomp (name);
    return first != ' ' && first != '\t' && colon < line.left && ox_header_is_name (name, strlen (name));
}

static gboolean
is_blank (OxSlice line)
{
    while (line.left > 0)
        if (strchr (" \t", ox_slice_u8 (&line)) == NULL)
            return FALSE;
    return TRUE;
}

static void
take_field_line (Split *s, const Line *line)
{
    OxSlice text = line->text;
    if (line->begins && is_blank (text)) {
        end_block (s, line->next);
        return;
    }
    if (line->begins && !is_field (s, text)) {
        end_block (s, text.at);
        return;
    }
    if (s->block->len + text.left > MOST_BLOCK) {
        ox_diag (s->d, OX_DIAG_EML_LIMIT, text.at, "a header is longer than %u bytes", MOST_BLOCK);
        return;
    }
    while (text.left > 0) {
        guint8 c = ox_slice_u8 (&text);
        if (c != '\0')
            g_string_append_c (s->block, (char) c);
    }
    g_string_append (s->block, "\r\n");
}

/* What may stand before the first field: a mark, blank lines, and the line that mboxes set before a message. */
static void
skip_start (Lines *l)
{
    gboolean more = TRUE;
    refill (l);
    ox_slice_skip_utf8_mark (&l->s);
    while (more) {
        Lines here = *l;
        Line line;
        g_bytes_ref (here.chunk);
        gboolean there = next_line (&here, &line);
        more = there && (is_blank (line.text) || (line.text.left >= 5
                                                   && memcmp (ox_slice_data (&line.text), "From ", 5) == 0));
        if (more) {
            g_bytes_unref (l->chunk);
            *l = here;
        } else {
            g_bytes_unref (here.chunk);
        }
    }
}

OxEntities *
ox_entities_read (OxStream *stream, guint codepage, OxDiagnostics *d)
{
    OxEntities *entities = g_new0 (OxEntities, 1);
    entities->stream = ox_stream_ref (stream);
    entities->codepage = ox_codepage_or_western (codepage);
    entities->all = g_array_new (FALSE, FALSE, sizeof (OxEntity));
    g_array_set_clear_func (entities->all, entity_clear);
    Lines lines = { .stream = stream, .begins = TRUE };
    Split s = { .entities = entities, .d = d, .open = g_array_new (FALSE, FALSE, sizeof (guint32)) };
    s.block = g_string_new (NULL);
    skip_start (&lines);
    begin_entity (&s, OX_ENTITY_NONE, lines.s.at);
    for (Line line; next_line (&lines, &line); s.last = line.text.at + line.text.left)
        if (!take_boundary (&s, &line) && s.in_block)
            take_field_line (&s, &line);
    if (s.open->len > 0)
        ox_diag (d, OX_DIAG_EML_PARTS, lines.s.at, "the last part of a multipart has no end");
    close_down_to (&s, 0, ox_stream_get_size (stream));
    g_string_free (s.block, TRUE);
    g_array_unref (s.open);
    g_bytes_unref (lines.chunk);
    return entities;
}

void
ox_entities_free (OxEntities *entities)
{
    ox_stream_unref (entities->stream);
    g_array_unref (entities->all);
    g_free (entities);
}

const OxEntity *
ox_entities_get (const OxEntities *entities, guint index)
{
    return &g_array_index (entities->all, OxEntity, index);
}

/* --- fields ------------------------------------------------------------------------------------------------------- */

static const char *
raw_field (const OxEntity *entity, const char *name)
{
    const OxStoredHeader *stored = ox_transport_find (entity->header, name);
    return stored != NULL && strlen (stored->raw) <= MOST_VALUE ? stored->raw : NULL;
}

/* Only line ends go: the white space behind them is of the value, RFC 5322 2.2.3. */
static char *
unfold (const char *raw)
{
    GString *out = g_string_new (NULL);
    for (; *raw != '\0' && out->len < MOST_VALUE; raw++)
        if (*raw != '\r' && *raw != '\n')
            g_string_append_c (out, *raw);
    return g_string_free (out, FALSE);
}

/* One encoded word, of which some characters are not encoded: the bytes that its charset has for them. */
static void
encode_rest (GString *out, const char *word, gsize n, guint codepage)
{
    for (const char *p = word; p < &word[n]; p = g_utf8_next_char (p)) {
        gsize size = (gsize) (g_utf8_next_char (p) - p), length = 0;
        g_autoptr (GBytes) bytes = size > 1 ? ox_charset_encode (codepage, p, size) : NULL;
        const guint8 *data = bytes != NULL ? g_bytes_get_data (bytes, &length) : NULL;
        if (data == NULL)
            g_string_append_len (out, p, (gssize) size);
        for (gsize i = 0; i < length; i++)
            g_string_append_printf (out, "=%02X", data[i]);
    }
}

/* "=?iso-8859-1?Q?M<FC>ller?=" is what some programs wrote: where a word says Q, the rest of it is encoded too. */
static char *
mend_words (const char *flat)
{
    GString *out = g_string_new (NULL);
    const char *p = flat;
    while (!g_str_is_ascii (p) && g_utf8_validate (p, -1, NULL)) {
        const char *start = strstr (p, "=?");
        const char *charset = start != NULL ? start + strlen ("=?") : NULL;
        const char *how = charset != NULL ? strchr (charset, '?') : NULL;
        const char *end = how != NULL && (how[1] == 'q' || how[1] == 'Q') && how[2] == '?' ? strstr (how + 3, "?=") : NULL;
        if (how == NULL)
            break;
        g_string_append_len (out, p, how + 1 - p);
        p = how + 1;
        if (end == NULL)
            continue;
        g_autofree char *name = g_strndup (charset, (gsize) (how - charset));
        g_string_append_len (out, p, 2);
        encode_rest (out, p + 2, (gsize) (end - p) - 2, ox_charset_from_name (name));
        p = end;
    }
    g_string_append (out, p);
    return g_string_free (out, FALSE);
}

char *
ox_entity_decode (const char *raw)
{
    g_autofree char *unfolded = unfold (raw);
    g_autofree char *flat = mend_words (unfolded);
    g_autofree char *text = ox_header_decode (flat);
    g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);
    return ox_header_clean (valid);
}

char *
ox_entity_text (const OxEntity *entity, const char *name)
{
    const OxStoredHeader *stored = ox_transport_find (entity->header, name);
    return stored != NULL ? ox_entity_decode (stored->raw) : NULL;
}

char *
ox_entity_parameter (const OxEntity *entity, const char *field, const char *parameter)
{
    const char *raw = raw_field (entity, field);
    if (raw == NULL)
        return NULL;
    g_autofree char *flat = unfold (raw);
    const char *semicolon = strchr (flat, ';');
    /* Content-Disposition has parameters of the same form behind one word. */
    g_autofree char *typed = g_strconcat ("a/b", semicolon != NULL ? semicolon : "", NULL);
    GMimeContentType *type = ox_gmime ()->g_mime_content_type_parse (NULL, typed);
    const char *value = type != NULL ? ox_gmime ()->g_mime_content_type_get_parameter (type, parameter) : NULL;
    g_autofree char *valid = value != NULL ? g_utf8_make_valid (value, -1) : NULL;
    char *text = valid == NULL ? NULL : strcmp (parameter, "boundary") == 0 ? g_strdup (value) : ox_entity_decode (valid);
    g_clear_object (&type);
    return text;
}

char *
ox_entity_token (const OxEntity *entity, const char *name)
{
    const char *raw = raw_field (entity, name);
    if (raw == NULL)
        return NULL;
    g_autofree char *word = g_strndup (raw, strcspn (raw, "; \t\r\n("));
    return *word != '\0' && g_str_is_ascii (word) ? g_ascii_strdown (word, -1) : NULL;
}

/* --- content ------------------------------------------------------------------------------------------------------ */

static GMimeContentEncoding
transfer_encoding (const OxEntity *entity)
{
    g_autofree char *token = ox_entity_token (entity, "Content-Transfer-Encoding");
    if (token == NULL)
        return GMIME_CONTENT_ENCODING_DEFAULT;
    if (strcmp (token, "base64") == 0)
        return GMIME_CONTENT_ENCODING_BASE64;
    if (strcmp (token, "quoted-printable") == 0)
        return GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE;
    if (strcmp (token, "x-uuencode") == 0 || strcmp (token, "x-uue") == 0 || strcmp (token, "uuencode") == 0)
        return GMIME_CONTENT_ENCODING_UUENCODE;
    return GMIME_CONTENT_ENCODING_DEFAULT;
}

static GBytes *
undo (GBytes *raw, GMimeContentEncoding how, GError **error)
{
    GMimeEncoding state;
    gsize n = 0;
    const char *data = g_bytes_get_data (raw, &n);
    ox_gmime ()->g_mime_encoding_init_decode (&state, how);
    if (how == GMIME_CONTENT_ENCODING_UUENCODE)
        state.state |= GMIME_UUDECODE_STATE_BEGIN;
    char *out = g_try_malloc (ox_gmime ()->g_mime_encoding_outlen (&state, n) + 1);
    if (out == NULL) {
        g_set_error (error, OX_ERROR, OX_ERROR_LIMIT, "no memory for %" G_GSIZE_FORMAT " bytes", n);
        return NULL;
    }
    gsize got = n > 0 ? ox_gmime ()->g_mime_encoding_flush (&state, data, n, out) : 0;
    return g_bytes_new_take (out, got);
}

/* What is behind the line with mode and name. */
static GBytes *
behind_begin (GBytes *raw)
{
    OxSlice s = ox_slice_from_bytes (raw);
    gsize size = s.left;
    ox_slice_skip (&s, ox_slice_find (&s, "begin "));
    ox_slice_skip (&s, ox_slice_find (&s, "\n"));
    ox_slice_skip (&s, MIN (1, s.left));
    return s.left > 0 ? g_bytes_new_from_bytes (raw, size - s.left, s.left) : g_bytes_ref (raw);
}

GBytes *
ox_entity_read (const OxEntities *entities, const OxEntity *entity, const OxLimits *limits, OxDiagnostics *d,
                GError **error)
{
    guint64 size = entity->end - entity->body;
    if (size > limits->value_bytes) {
        ox_diag (d, OX_DIAG_EML_LIMIT, entity->body, "a part of %" G_GUINT64_FORMAT " bytes is cut off", size);
        size = limits->value_bytes;
    }
    g_autoptr (GBytes) raw = ox_stream_read_bytes (entities->stream, entity->body, (gsize) size, error);
    GMimeContentEncoding how = transfer_encoding (entity);
    if (raw == NULL || how == GMIME_CONTENT_ENCODING_DEFAULT)
        return g_steal_pointer (&raw);
    g_autoptr (GBytes) encoded = how == GMIME_CONTENT_ENCODING_UUENCODE ? behind_begin (raw) : g_bytes_ref (raw);
    return undo (encoded, how, error);
}

OxStream *
ox_entity_open (const OxEntities *entities, const OxEntity *entity, const OxLimits *limits, OxDiagnostics *d,
                GError **error)
{
    if (transfer_encoding (entity) == GMIME_CONTENT_ENCODING_DEFAULT)
        return ox_stream_new_window (entities->stream, entity->body, entity->end - entity->body);
    g_autoptr (GBytes) bytes = ox_entity_read (entities, entity, limits, d, error);
    return bytes != NULL ? ox_stream_new_bytes (bytes) : NULL;
}
