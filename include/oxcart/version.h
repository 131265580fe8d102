/* SPDX-License-Identifier: MIT */
#ifndef OXCART_VERSION_H
#define OXCART_VERSION_H

#include <oxcart/export.h>
#include <glib.h>

G_BEGIN_DECLS

/**
 * ox_version:
 *
 * Returns: (transfer none): the version of the library, such as "0.1.0"
 */
OX_API const char *ox_version (void);

G_END_DECLS

#endif
