/* SPDX-License-Identifier: MIT
 *
 * What pages and texts of a message say above its body.
 */
#ifndef OX_PAGE_PAGE_H
#define OX_PAGE_PAGE_H

#include "convert/mime/context.h"

typedef struct {
    const char *label; /* static: "From"; the same for lines that belong together */
    char *text;        /* UTF-8, may have line ends in it */
} OxPageLine;

/* Who, when, what and what is attached: an array of OxPageLine that frees its items. */
GPtrArray *ox_page_lines (OxMimeContext *c);

#endif
