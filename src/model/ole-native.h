/* SPDX-License-Identifier: MIT
 *
 * What is inside the OLE objects that mail carries: packaged files and pictures.
 */
#ifndef OX_MODEL_OLE_NATIVE_H
#define OX_MODEL_OLE_NATIVE_H

#include <oxcart/storage.h>

/* The file in "\x01Ole10Native", and its name where one is stored; NULL where
 * there is no such stream. Constant memory: the result is a window. */
OxStream *ox_ole_native_open (OxStorage *storage, char **name);

/* The picture in CONTENTS (bitmap or metafile); NULL. Borrowed. */
OxStream *ox_ole_picture (OxStorage *storage);

/* ".bmp", ".wmf" and so on by the first bytes; NULL where they are not known. */
char *ox_ole_picture_extension (OxStream *picture);

#endif
