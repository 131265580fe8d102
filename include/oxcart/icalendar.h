/* SPDX-License-Identifier: MIT */
#ifndef OXCART_ICALENDAR_H
#define OXCART_ICALENDAR_H

#include <libical/ical.h>
#include <oxcart/account.h>
#include <oxcart/diagnostics.h>
#include <oxcart/message.h>
#include <oxcart/options.h>
#include <oxcart/sink.h>
#include <oxcart/store.h>

G_BEGIN_DECLS

/**
 * ox_message_write_icalendar:
 * @message: an appointment, or a message about a meeting
 * @sink: where the bytes go; not finished by this call
 * @options: (nullable): how to convert
 * @diagnostics: (nullable): where to record what was changed or lost
 * @account: (nullable): where to record what became of each property
 * @error: return location for an error
 *
 * Writes a message as an iCalendar object, RFC 5545, lines ended by CRLF: its series with all
 * exceptions, its time zones as they are stored. The same message gives the same bytes.
 * [MS-OXCICAL] 2.1.
 *
 * Returns: whether the message was written; %OX_ERROR_UNSUPPORTED where its class is none that a
 *   calendar holds; what the sink failed at is its own error
 */
OX_API gboolean ox_message_write_icalendar (OxMessage *message, OxSink *sink, OxOptions *options,
                                            OxDiagnostics *diagnostics, OxAccount *account,
                                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * ox_store_write_icalendar:
 * @store: a store
 * @folder: one of its folders
 * @sink: where the bytes go; not finished by this call
 * @options: (nullable): how to convert
 * @diagnostics: (nullable): where to record what was changed or lost
 * @n_items: (out) (optional): how many items were written
 * @error: return location for an error
 *
 * Writes the appointments, tasks, journal entries and notes of a folder as one iCalendar object, in the order of
 * the folder, each time zone once, before the first item that needs it. Other items and mail about meetings are
 * passed over, and recorded as that; folders below it are not looked at. What cannot be read is recorded and
 * left out. One item at a time is in memory, and the time zones.
 *
 * Returns: whether the calendar was written; what the sink failed at is its own error
 */
OX_API gboolean ox_store_write_icalendar (OxStore *store, OxFolder *folder, OxSink *sink, OxOptions *options,
                                          OxDiagnostics *diagnostics, guint *n_items,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * ox_message_to_icalendar: (skip)
 * @message: an appointment, or a message about a meeting
 * @options: (nullable): how to convert
 * @diagnostics: (nullable): where to record what was changed or lost
 * @error: return location for an error
 *
 * The same as a libical component, to go on with in libical's own functions.
 *
 * Returns: the VCALENDAR, to be freed with icalcomponent_free(); or %NULL
 */
OX_API icalcomponent *ox_message_to_icalendar (OxMessage *message, OxOptions *options,
                                               OxDiagnostics *diagnostics,
                                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

#endif
