/* SPDX-License-Identifier: MIT
 *
 * Windows locale ids.
 */
#ifndef OX_BASE_LOCALE_H
#define OX_BASE_LOCALE_H

#include <glib.h>

/* The language tag (BCP 47) of an LCID: "en-US"; NULL where it names none. Newly allocated. */
char *ox_language_from_lcid (guint lcid);

#endif
