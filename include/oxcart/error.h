/* SPDX-License-Identifier: MIT */
#ifndef OXCART_ERROR_H
#define OXCART_ERROR_H

#include <glib.h>
#include <oxcart/export.h>

G_BEGIN_DECLS

/**
 * OX_ERROR:
 *
 * The domain of errors about content. Failures of the machine (a disk that is
 * full, a read that fails) are in G_IO_ERROR: damage and I/O never look alike.
 */
#define OX_ERROR (ox_error_quark ())

/**
 * OxError:
 * @OX_ERROR_FAILED: none of the others
 * @OX_ERROR_ARGUMENT: what the caller asked for makes no sense
 * @OX_ERROR_FORMAT: the input is not of the format
 * @OX_ERROR_DAMAGED: the input is of the format, but broken beyond use
 * @OX_ERROR_UNSUPPORTED: the input uses what the library does not read
 * @OX_ERROR_LIMIT: a limit of #OxLimits was reached
 * @OX_ERROR_NOT_FOUND: there is no such object
 * @OX_ERROR_STRICT: the strict policy turned a warning into an error
 *
 * What a GError in the domain %OX_ERROR says.
 */
typedef enum {
    OX_ERROR_FAILED,
    OX_ERROR_ARGUMENT,
    OX_ERROR_FORMAT,
    OX_ERROR_DAMAGED,
    OX_ERROR_UNSUPPORTED,
    OX_ERROR_LIMIT,
    OX_ERROR_NOT_FOUND,
    OX_ERROR_STRICT
} OxError;

/**
 * ox_error_quark:
 *
 * Returns: the domain of #OxError; %OX_ERROR is the same
 */
OX_API GQuark ox_error_quark (void);

/**
 * OX_IO_ERROR:
 *
 * The domain %G_IO_ERROR, which can be had without libgio being loaded: that and what it stands on are
 * most of what a process that only reads files would have to load.
 */
#define OX_IO_ERROR (ox_io_error_domain ())

/**
 * ox_io_error_domain:
 *
 * Returns: the domain of #GIOErrorEnum, that of g_io_error_quark()
 */
OX_API GQuark ox_io_error_domain (void);

/**
 * ox_io_error_from_errno:
 * @code: a number of errno
 *
 * Returns: the #GIOErrorEnum for it, that of g_io_error_from_errno()
 */
OX_API gint ox_io_error_from_errno (gint code);

G_END_DECLS

#endif
