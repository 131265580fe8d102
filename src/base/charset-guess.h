/* SPDX-License-Identifier: MIT
 *
 * The code page of text that nothing names: what statistics say. A guess, for callers who say so.
 */
#ifndef OX_BASE_CHARSET_GUESS_H
#define OX_BASE_CHARSET_GUESS_H

#include "base/slice.h"

/* The Windows code page that 8-bit text looks like; 0 where there is too little of it to tell. */
guint ox_charset_guess (OxSlice text);

#endif
