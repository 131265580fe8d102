/* SPDX-License-Identifier: MIT
 *
 * What the parts of the .msg reader share: one open file.
 */
#ifndef OX_MSG_FILE_H
#define OX_MSG_FILE_H

#include "cfb/cfb.h"
#include "base/slice.h"
#include "model/props-private.h"

#include <oxcart/diagnostics.h>
#include <oxcart/options.h>

typedef struct {
    gatomicrefcount refs;
    OxCfb *cfb;
    OxOptions *options;
    const OxLimits *limits;
    OxDiagnostics *diagnostics; /* nullable */
    OxNames *names;
    GArray *keys;            /* OxKey of the ids from 0x8000 on */
    GHashTable *unnamed;     /* ids that the map does not name, to their keys */
    guint64 memory;          /* bytes of values held in memory so far */
} MsgFile;

/* The code pages of the 8-bit text of one message, worked out once its numbers
 * are read; its recipients and attachments share them. */
typedef struct {
    guint text;      /* of PtypString8 */
    guint html;      /* of an HTML body */
    gboolean stored; /* whether the file says so, or it is the default */
    OxKey key;       /* the property that says it; 0 for none */
    gboolean *used;  /* nullable: becomes TRUE where text depends on it */
} MsgCodepages;

/* names.c: reads the named-property map of the whole file. */
void msg_names_read (MsgFile *file);
/* names.c: the key of a property id of this file. */
OxKey msg_names_key (MsgFile *file, guint16 id);

/* A storage whose properties are to be read. */
typedef struct {
    guint32 storage;        /* entry of the compound file */
    gsize header;           /* bytes before the first property */
    const guint32 *entries; /* its children */
    guint n_entries;
    gboolean top; /* entries that no tree reaches are taken for its own */
} MsgObject;

/* The numbers of the property stream's header, 2.4.1. */
typedef struct {
    guint32 n_recipients;
    guint32 n_attachments;
} MsgCounts;

/* object.c: reads all properties of a storage into `props`. `pages` is filled
 * for a message, and used as given for anything else (header of 8 bytes).
 * Returns whether the storage has a property stream or any value. */
gboolean msg_object_read (MsgFile *file, const MsgObject *object, OxProps *props,
                          MsgCodepages *pages, MsgCounts *counts);

/* values.c: decodes 8-bit or UTF-16 text of a value stream. Takes `bytes` over. */
OxValue msg_value_text (MsgFile *file, guint16 id, guint16 type, GBytes *bytes,
                        const MsgCodepages *pages);
/* values.c: the value of a fixed-size type from its 8 bytes. FALSE: the type is not fixed. */
gboolean msg_value_fixed (guint16 type, OxSlice s, OxValue *value);
/* values.c: an array of a fixed-size type, [MS-OXMSG] 2.1.4.1. */
OxValue msg_value_array (MsgFile *file, guint16 type, GBytes *bytes);
/* values.c: bytes one element of a fixed-size array takes, or 0. */
gsize msg_value_width (guint16 type);

#endif
