/* SPDX-License-Identifier: MIT
 *
 * Under which text a contact is filed, [MS-OXOCNTC] 2.2.1.1.11 to 2.2.1.1.13.
 */
#ifndef OX_MODEL_FILE_UNDER_H
#define OX_MODEL_FILE_UNDER_H

#include <oxcart/props.h>

/* PidLidFileUnderId where it names no rule. */
#define OX_FILE_UNDER_BEST   0xFFFFFFFDu /* whatever rule gives the stored text */
#define OX_FILE_UNDER_DEFAULT 0xFFFFFFFEu
#define OX_FILE_UNDER_USER   0xFFFFFFFFu /* a text of the user's own: never to be made anew */

/* The text that a rule gives, from the parts of the name and the company; parts that are not there take their
 * separator with them. NULL where the rule is none, or gives nothing. */
char *ox_file_under_compose (OxProps *props, guint32 rule);

#endif
