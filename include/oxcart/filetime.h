/* SPDX-License-Identifier: MIT */
#ifndef OXCART_FILETIME_H
#define OXCART_FILETIME_H

#include <glib.h>
#include <oxcart/export.h>

G_BEGIN_DECLS

/**
 * ox_filetime_to_unix:
 * @filetime: 100 ns since 1601-01-01 UTC
 *
 * Returns: whole seconds since 1970-01-01 UTC, negative before
 */
OX_API gint64 ox_filetime_to_unix (guint64 filetime);

/**
 * ox_filetime_from_unix:
 * @seconds: seconds since 1970-01-01 UTC
 *
 * Returns: the FILETIME; 0 for times before 1601
 */
OX_API guint64 ox_filetime_from_unix (gint64 seconds);

/**
 * ox_filetime_is_set:
 * @filetime: 100 ns since 1601-01-01 UTC
 *
 * Returns: whether it is a date at all: not 0, not 1 January 4501 (which means none), not
 *   negative, not after the year 9999
 */
OX_API gboolean ox_filetime_is_set (guint64 filetime);

/**
 * ox_filetime_to_iso8601:
 * @filetime: 100 ns since 1601-01-01 UTC
 *
 * Returns: (transfer full): such as "2026-11-23T18:45:00Z", with a fraction where there is one;
 *   the bare number where the date is outside the years 1601 to 9999
 */
OX_API char *ox_filetime_to_iso8601 (guint64 filetime);

G_END_DECLS

#endif
