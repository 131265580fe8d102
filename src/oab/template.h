/* SPDX-License-Identifier: MIT
 *
 * Files of display templates, [MS-OXOAB] 2.2 and [MS-OXOABKT].
 */
#ifndef OX_OAB_TEMPLATE_H
#define OX_OAB_TEMPLATE_H

#include <oxcart/stream.h>

/* Whether an uncompressed file is one. Details of versions 2 and 3 begin with the same number. */
gboolean oab_template_sniff (OxStream *stream);

#endif
