/* SPDX-License-Identifier: MIT */
#ifndef OXCART_VCARD_H
#define OXCART_VCARD_H

#include <oxcart/account.h>
#include <oxcart/diagnostics.h>
#include <oxcart/message.h>
#include <oxcart/options.h>
#include <oxcart/sink.h>
#include <oxcart/store.h>

G_BEGIN_DECLS

/**
 * ox_message_write_vcard:
 * @message: a contact or a personal distribution list; of anything else its fields of these kinds
 * @sink: where the bytes go; not finished by this call
 * @options: (nullable): how to convert; ox_options_set_vcard_version() says which vCard
 * @diagnostics: (nullable): where to record what was changed or lost
 * @account: (nullable): where to record what became of each property
 * @error: return location for an error
 *
 * Writes one vCard, UTF-8, lines folded and ended by CRLF: a person, a company, or a group with its members.
 * Days stay on their day wherever it runs. The UID follows from the item's search key, else from its content,
 * so the same contact gives the same bytes. [MS-OXVCARD] 2.1.3, RFC 6350, RFC 2426.
 *
 * Returns: whether the card was written; what the sink failed at is its own error
 */
OX_API gboolean ox_message_write_vcard (OxMessage *message, OxSink *sink, OxOptions *options,
                                        OxDiagnostics *diagnostics, OxAccount *account,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * ox_store_write_vcards:
 * @store: a store
 * @folder: one of its folders
 * @sink: where the bytes go; not finished by this call
 * @options: (nullable): how to convert
 * @diagnostics: (nullable): where to record what was changed or lost
 * @n_cards: (out) (optional): how many cards were written
 * @error: return location for an error
 *
 * Writes the contacts and distribution lists of a folder as vCards, one after the other, in the order of the
 * folder; items of other kinds and folders below it are passed over. No two cards have the same UID, unless
 * they are the same in everything. What cannot be read is recorded and left out.
 *
 * Returns: whether the cards were written; what the sink failed at is its own error
 */
OX_API gboolean ox_store_write_vcards (OxStore *store, OxFolder *folder, OxSink *sink, OxOptions *options,
                                       OxDiagnostics *diagnostics, guint *n_cards,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

#endif
