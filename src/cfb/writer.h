/* SPDX-License-Identifier: MIT */
#ifndef OX_CFB_WRITER_H
#define OX_CFB_WRITER_H

#include <oxcart/storage.h>

/* A compound file whose root is `storage`, through libgsf. The same tree gives the same bytes. */
OxStream *ox_cfb_write_storage (OxStorage *storage, GError **error) G_GNUC_WARN_UNUSED_RESULT;

#endif
