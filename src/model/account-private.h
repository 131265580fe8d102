/* SPDX-License-Identifier: MIT
 *
 * Keeping the account: for converters. A NULL account is valid everywhere: the
 * caller did not ask for one.
 */
#ifndef OX_MODEL_ACCOUNT_PRIVATE_H
#define OX_MODEL_ACCOUNT_PRIVATE_H

#include <oxcart/account.h>
#include <oxcart/message.h>

/* Enters every property of an object; until told otherwise each is lost, or
 * not applicable where the closed list of those names it. */
void ox_account_enter (OxAccount *account, const char *place, OxProps *props, OxNames *names);

/* The same for a message, its recipients and its attachments; not for messages within them. */
void ox_account_enter_message (OxAccount *account, OxMessage *message, const char *place);

/* Says what became of one property; of one that is not there, nothing. What was mapped once stays
 * so: a value may be of use in one place and say nothing new in another. */
void ox_account_set (OxAccount *account, OxProps *props, OxKey key, OxFate fate);

#endif
