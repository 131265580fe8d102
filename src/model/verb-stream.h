/* SPDX-License-Identifier: MIT
 *
 * What a reader may answer a message with, the buttons of a vote among it: PidLidVerbStream,
 * [MS-OXOMSG] 2.2.1.74.
 */
#ifndef OX_MODEL_VERB_STREAM_H
#define OX_MODEL_VERB_STREAM_H

#include <glib.h>

#define OX_VERB_VOTE 4u /* type of a verb; below are reply, reply to all, forward, reply to folder */

enum { OX_VERB_NAME, OX_VERB_CLASS, OX_VERB_INTERNAL, OX_VERB_NAME_REPEAT, OX_VERB_N_STRINGS };
#define OX_VERB_N_NUMBERS 6

/* One VoteOption, 2.2.1.74.1, with its VoteOptionExtras, 2.2.1.74.2. */
typedef struct {
    guint32 type;
    GBytes *strings[OX_VERB_N_STRINGS]; /* 8-bit, of no page that is told, at most 255 bytes each */
    guint32 internal2;
    guint8 internal3;
    guint32 numbers[OX_VERB_N_NUMBERS]; /* headers, internal, send behaviour, internal, id, internal */
    GBytes *name;                       /* UTF-16; NULL where there are no extras of it, as the next */
    GBytes *name_repeat;
} OxVerb;

typedef struct {
    GPtrArray *verbs;    /* OxVerb, in their order */
    gboolean has_extras; /* the second array begins at all */
    gboolean is_whole;   /* nothing was missing: written again it gives the same bytes */
    GBytes *tail;        /* what follows */
} OxVerbStream;

/* As far as it can be read; NULL where it is none at all. The count that it claims allocates nothing. */
OxVerbStream *ox_verb_stream_parse (GBytes *bytes);
void ox_verb_stream_free (OxVerbStream *stream);
GBytes *ox_verb_stream_serialize (const OxVerbStream *stream);

/* The names of the votes as valid UTF-8, the first `most`. */
GPtrArray *ox_verb_stream_votes (const OxVerbStream *stream, guint most);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OxVerbStream, ox_verb_stream_free)

#endif
