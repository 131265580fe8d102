/* SPDX-License-Identifier: MIT
 *
 * The example files of [MS-OXOAB] 3, byte by byte.
 */
#ifndef OX_TESTS_OAB_SAMPLES_H
#define OX_TESTS_OAB_SAMPLES_H

#include <glib.h>
#include <string.h>

#define PARENT "/o=example/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients"

/* 3.3 */
static const char sample_v4[] =
    "\x20\0\0\0\xf7\xda\xc0\x7f\x02\0\0\0"
    "\x5c\0\0\0"
    "\x04\0\0\0\x1f\0\0\x68\0\0\0\0\x1e\0\x04\x68\0\0\0\0\x03\0\x01\x68\0\0\0\0\x1e\0\x02\x68\0\0\0\0"
    "\x06\0\0\0\x1e\0\x03\x30\x02\0\0\0\x1f\0\xfe\x39\x02\0\0\0\x1f\0\x01\x30\x01\0\0\0"
    "\x03\0\xfe\x0f\0\0\0\0\x03\0\0\x39\0\0\0\0\x03\x10\x05\x68\0\0\0\0"
    "\x42\0\0\0\xf0\\Global Address List\0/\0\x06" "d4f244a8-a8ec-442a-87a3-5236f82cabdc\0"
    "\x80\0\0\0\xf8" PARENT "/cn=Lisa Miller\0LisaM@example.com\0Lisa Miller\0\x06\0"
    "\x8c\0\0\0\xf8" PARENT "/cn=Administrator\0Administrator@example.com\0Administrator\0\x06";

#define SAMPLE(name) g_bytes_new_static (name, sizeof name) /* the last NUL is the last byte */

#endif
