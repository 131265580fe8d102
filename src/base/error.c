/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <gio/gio.h>
#include <oxcart/error.h>
#include <oxcart/version.h>

G_DEFINE_QUARK (ox-error-quark, ox_error)

const char *
ox_version (void)
{
    return OX_VERSION;
}

/* --- errors of the machine ------------------------------------------------------------------------ */

/* GLib finds a domain by its name: this is the one that libgio uses. */
GQuark
ox_io_error_domain (void)
{
    return g_quark_from_static_string ("g-io-error-quark");
}

/* All that libgio has a name for; tests/base/test_stream.c compares each number. A library that had to be opened
 * to say so would not open where descriptors have run out. */
static const struct {
    gint code;
    GIOErrorEnum error;
} io_errors[] = {
    { ENOENT, G_IO_ERROR_NOT_FOUND },
    { EACCES, G_IO_ERROR_PERMISSION_DENIED },
    { EPERM, G_IO_ERROR_PERMISSION_DENIED },
    { EEXIST, G_IO_ERROR_EXISTS },
    { ENOTDIR, G_IO_ERROR_NOT_DIRECTORY },
    { EISDIR, G_IO_ERROR_IS_DIRECTORY },
    { ENOTEMPTY, G_IO_ERROR_NOT_EMPTY },
    { ENAMETOOLONG, G_IO_ERROR_FILENAME_TOO_LONG },
    { ELOOP, G_IO_ERROR_TOO_MANY_LINKS },
    { EMLINK, G_IO_ERROR_TOO_MANY_LINKS },
    { ENOSPC, G_IO_ERROR_NO_SPACE },
    { ENOMEM, G_IO_ERROR_NO_SPACE },
    { EROFS, G_IO_ERROR_READ_ONLY },
    { EMFILE, G_IO_ERROR_TOO_MANY_OPEN_FILES },
    { ENFILE, G_IO_ERROR_TOO_MANY_OPEN_FILES },
    { EPIPE, G_IO_ERROR_BROKEN_PIPE },
    { EAGAIN, G_IO_ERROR_WOULD_BLOCK },
    { EBUSY, G_IO_ERROR_BUSY },
    { ETXTBSY, G_IO_ERROR_BUSY },
    { EINVAL, G_IO_ERROR_INVALID_ARGUMENT },
    { ENXIO, G_IO_ERROR_NOT_REGULAR_FILE },
    { ENODEV, G_IO_ERROR_NO_SUCH_DEVICE },
    { ENOSYS, G_IO_ERROR_NOT_SUPPORTED },
    { EOPNOTSUPP, G_IO_ERROR_NOT_SUPPORTED },
    { ETIMEDOUT, G_IO_ERROR_TIMED_OUT },
    { ECANCELED, G_IO_ERROR_CANCELLED },
    { ENODATA, G_IO_ERROR_INVALID_DATA },
    { ENOMSG, G_IO_ERROR_INVALID_DATA },
    { EBADMSG, G_IO_ERROR_INVALID_DATA },
    { EMSGSIZE, G_IO_ERROR_MESSAGE_TOO_LARGE },
    { ENOTSOCK, G_IO_ERROR_INVALID_ARGUMENT },
    { EPROTONOSUPPORT, G_IO_ERROR_NOT_SUPPORTED },
    { ESOCKTNOSUPPORT, G_IO_ERROR_NOT_SUPPORTED },
    { EPFNOSUPPORT, G_IO_ERROR_NOT_SUPPORTED },
    { EAFNOSUPPORT, G_IO_ERROR_NOT_SUPPORTED },
    { EADDRINUSE, G_IO_ERROR_ADDRESS_IN_USE },
    { ENETDOWN, G_IO_ERROR_NETWORK_UNREACHABLE },
    { ENETUNREACH, G_IO_ERROR_NETWORK_UNREACHABLE },
    { EHOSTUNREACH, G_IO_ERROR_HOST_UNREACHABLE },
    { ECONNREFUSED, G_IO_ERROR_CONNECTION_REFUSED },
    { ECONNRESET, G_IO_ERROR_BROKEN_PIPE },
    { ENOTCONN, G_IO_ERROR_NOT_CONNECTED },
};

gint
ox_io_error_from_errno (gint code)
{
    for (gsize i = 0; i < G_N_ELEMENTS (io_errors); i++)
        if (io_errors[i].code == code)
            return (gint) io_errors[i].error;
    return G_IO_ERROR_FAILED;
}
