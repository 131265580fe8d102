/* SPDX-License-Identifier: MIT */
#include "model/verb-stream.h"

#include "base/builder.h"
#include "base/charset.h"
#include "base/slice.h"

#include <string.h>

#define VERSION 0x0102
#define VERSION_EXTRAS 0x0104

static void
verb_free (gpointer data)
{
    OxVerb *verb = data;
    for (guint i = 0; i < OX_VERB_N_STRINGS; i++)
        g_clear_pointer (&verb->strings[i], g_bytes_unref);
    g_clear_pointer (&verb->name, g_bytes_unref);
    g_clear_pointer (&verb->name_repeat, g_bytes_unref);
    g_free (verb);
}

void
ox_verb_stream_free (OxVerbStream *stream)
{
    g_ptr_array_unref (stream->verbs);
    g_bytes_unref (stream->tail);
    g_free (stream);
}

/* --- reading ----------------------------------------------------------------------------------------- */

/* A byte with the number of characters, and these. */
static GBytes *
counted (OxSlice *s, gsize width)
{
    OxSlice text = ox_slice_take (s, ox_slice_u8 (s) * width);
    return g_bytes_new (ox_slice_data (&text), text.left);
}

static OxVerb *
read_verb (OxSlice *s)
{
    OxVerb *verb = g_new0 (OxVerb, 1);
    verb->type = ox_slice_u32 (s);
    for (guint i = 0; i < OX_VERB_N_STRINGS; i++)
        verb->strings[i] = counted (s, 1);
    verb->internal2 = ox_slice_u32 (s);
    verb->internal3 = ox_slice_u8 (s);
    for (guint i = 0; i < OX_VERB_N_NUMBERS; i++)
        verb->numbers[i] = ox_slice_u32 (s);
    if (!ox_slice_ok (s))
        g_clear_pointer (&verb, verb_free);
    return verb;
}

/* Both arrays are of one length: the count is that of the first, whatever the text says of a sum. */
static void
read_extras (OxVerbStream *stream, OxSlice *s)
{
    for (guint i = 0; i < stream->verbs->len; i++) {
        OxVerb *verb = stream->verbs->pdata[i];
        g_autoptr (GBytes) name = counted (s, 2);
        g_autoptr (GBytes) repeat = counted (s, 2);
        if (!ox_slice_ok (s))
            return;
        verb->name = g_steal_pointer (&name);
        verb->name_repeat = g_steal_pointer (&repeat);
    }
    stream->is_whole = TRUE;
}

OxVerbStream *
ox_verb_stream_parse (GBytes *bytes)
{
    OxSlice s = ox_slice_from_bytes (bytes);
    if (ox_slice_u16 (&s) != VERSION)
        return NULL;
    OxVerbStream *stream = g_new0 (OxVerbStream, 1);
    stream->verbs = g_ptr_array_new_with_free_func (verb_free);
    guint32 count = ox_slice_u32 (&s);
    for (guint32 i = 0; i < count && ox_slice_ok (&s); i++) {
        OxVerb *verb = read_verb (&s);
        if (verb != NULL)
            g_ptr_array_add (stream->verbs, verb);
    }
    stream->has_extras = ox_slice_u16 (&s) == VERSION_EXTRAS;
    if (stream->has_extras)
        read_extras (stream, &s);
    OxSlice rest = stream->is_whole ? ox_slice_take (&s, s.left) : (OxSlice){ 0 };
    stream->tail = g_bytes_new (rest.left > 0 ? ox_slice_data (&rest) : NULL, rest.left);
    return stream;
}

/* --- writing ----------------------------------------------------------------------------------------- */

static void
put_counted (OxBuilder *b, GBytes *bytes, gsize width)
{
    gsize n = 0;
    const guint8 *data = bytes != NULL ? g_bytes_get_data (bytes, &n) : NULL;
    n = MIN (n / width, G_MAXUINT8);
    ox_builder_u8 (b, (guint8) n);
    ox_builder_bytes (b, data, n * width);
}

GBytes *
ox_verb_stream_serialize (const OxVerbStream *stream)
{
    g_auto (OxBuilder) b;
    gsize n_tail = 0;
    ox_builder_init (&b);
    ox_builder_u16 (&b, VERSION);
    ox_builder_u32 (&b, stream->verbs->len);
    for (guint i = 0; i < stream->verbs->len; i++) {
        const OxVerb *verb = stream->verbs->pdata[i];
        ox_builder_u32 (&b, verb->type);
        for (guint j = 0; j < OX_VERB_N_STRINGS; j++)
            put_counted (&b, verb->strings[j], 1);
        ox_builder_u32 (&b, verb->internal2);
        ox_builder_u8 (&b, verb->internal3);
        for (guint j = 0; j < OX_VERB_N_NUMBERS; j++)
            ox_builder_u32 (&b, verb->numbers[j]);
    }
    ox_builder_u16 (&b, VERSION_EXTRAS);
    for (guint i = 0; i < stream->verbs->len; i++) {
        const OxVerb *verb = stream->verbs->pdata[i];
        put_counted (&b, verb->name, 2);
        put_counted (&b, verb->name_repeat, 2);
    }
    const guint8 *tail = g_bytes_get_data (stream->tail, &n_tail);
    ox_builder_bytes (&b, tail, n_tail);
    return ox_builder_finish (&b);
}

/* --- votes ------------------------------------------------------------------------------------------- */

/* Of the two names the one in Unicode, where there is one. */
static char *
name_of (const OxVerb *verb)
{
    gsize n = 0;
    guint n_bad = 0;
    char *name = verb->name != NULL ? ox_utf16_decode (ox_slice_from_bytes (verb->name), &n, &n_bad) : NULL;
    if (name != NULL && *name != '\0')
        return name;
    g_free (name);
    const char *data = g_bytes_get_data (verb->strings[OX_VERB_NAME], &n);
    g_autofree char *text = g_strndup (data != NULL ? data : "", n);
    return g_utf8_make_valid (text, -1);
}

GPtrArray *
ox_verb_stream_votes (const OxVerbStream *stream, guint most)
{
    GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
    for (guint i = 0; i < stream->verbs->len && names->len < most; i++) {
        const OxVerb *verb = stream->verbs->pdata[i];
        if (verb->type == OX_VERB_VOTE)
            g_ptr_array_add (names, name_of (verb));
    }
    return names;
}
