/* SPDX-License-Identifier: MIT */
#ifndef OXCART_ACCOUNT_H
#define OXCART_ACCOUNT_H

#include <oxcart/message.h>

G_BEGIN_DECLS

/**
 * OxFate:
 * @OX_FATE_MAPPED: it shaped the output
 * @OX_FATE_PRESERVED: it was carried alongside
 * @OX_FATE_NOT_APPLICABLE: computed, or of one store only: nothing of the message
 * @OX_FATE_LOST: the output has no place for it
 *
 * What became of a property in a conversion.
 */
typedef enum {
    OX_FATE_MAPPED,
    OX_FATE_PRESERVED,
    OX_FATE_NOT_APPLICABLE,
    OX_FATE_LOST
} OxFate;

/**
 * OxAccount:
 *
 * What became of each property of an item in one conversion. Refcounted.
 */
typedef struct _OxAccount OxAccount;

#define OX_TYPE_ACCOUNT (ox_account_get_type ())
OX_API GType ox_account_get_type (void);

/**
 * ox_account_new:
 *
 * Returns: (transfer full): an empty account
 */
OX_API OxAccount *ox_account_new (void);

/**
 * ox_account_ref:
 * @account: an account
 *
 * Returns: (transfer full): @account
 */
OX_API OxAccount *ox_account_ref (OxAccount *account);

/**
 * ox_account_unref:
 * @account: an account
 */
OX_API void ox_account_unref (OxAccount *account);

/**
 * ox_account_get_size:
 * @account: an account
 *
 * Returns: how many entries it has, one a property of each object converted
 */
OX_API guint ox_account_get_size (OxAccount *account);

/**
 * ox_account_get:
 * @account: an account
 * @index: below ox_account_get_size()
 * @place: (out) (transfer none): the object, such as "" for the message itself,
 *   "recipient 0", "attachment 2" or "attachment 2/message"
 * @key: (out): the property
 * @name: (out) (transfer none): its name as ox_names_describe() gives it
 * @size: (out): bytes of its value
 *
 * Returns: what became of it
 */
OX_API OxFate ox_account_get (OxAccount *account, guint index, const char **place, OxKey *key,
                              const char **name, guint64 *size);

/**
 * ox_account_count:
 * @account: an account
 * @fate: a fate
 *
 * Returns: how many properties met it
 */
OX_API guint ox_account_count (OxAccount *account, OxFate fate);

/**
 * ox_fate_to_string:
 * @fate: a fate
 *
 * Returns: (transfer none): "mapped", "preserved", "not-applicable" or "lost"
 */
OX_API const char *ox_fate_to_string (OxFate fate);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OxAccount, ox_account_unref)

G_END_DECLS

#endif
