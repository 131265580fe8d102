/* SPDX-License-Identifier: MIT
 *
 * What the parts of the .msg reader share: one open file.
 */
#ifndef OX_MSG_FILE_H
#define OX_MSG_FILE_H

#include "cfb/cfb.h"
#include "base/slice.h"
#include "model/decode.h"
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
                          OxCodepages *pages, MsgCounts *counts);

#endif
