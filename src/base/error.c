/* SPDX-License-Identifier: MIT */
#include <oxcart/error.h>
#include <oxcart/version.h>

G_DEFINE_QUARK (ox-error-quark, ox_error)

const char *
ox_version (void)
{
    return OX_VERSION;
}
