/* SPDX-License-Identifier: MIT
 *
 * Characters that HTML spells, &#8364; and &euro;.
 */
#ifndef OX_BODY_HTML_ENTITY_H
#define OX_BODY_HTML_ENTITY_H

#include "base/slice.h"

/* The character at an '&', which is taken with its name; 0 where it is none, and nothing is taken. */
gunichar ox_html_take_entity (OxSlice *s);

#endif
