/* SPDX-License-Identifier: MIT */
#ifndef OXCART_LIMITS_H
#define OXCART_LIMITS_H

#include <glib-object.h>
#include <oxcart/export.h>

G_BEGIN_DECLS

/**
 * OxLimits:
 * @depth: how deep messages may be embedded in messages
 * @properties: how many properties one object may have
 * @recipients: how many recipients one message may have
 * @attachments: how many attachments one message may have
 * @names: how many named properties one file may define
 * @stream_threshold: bytes from which a value stays a stream into the source
 * @value_bytes: bytes of one value that may be held in memory
 * @item_bytes: bytes of all values of one item that may be held in memory
 * @expansion: how many times larger than its source a decoded value may be
 * @diagnostics: how many diagnostics are kept in full; the rest are counted
 *
 * What an input may claim. Start from ox_limits_init() and change fields.
 */
typedef struct {
    guint32 depth;
    guint32 properties;
    guint32 recipients;
    guint32 attachments;
    guint32 names;
    guint64 stream_threshold;
    guint64 value_bytes;
    guint64 item_bytes;
    guint32 expansion;
    guint32 diagnostics;
} OxLimits;

#define OX_TYPE_LIMITS (ox_limits_get_type ())
OX_API GType ox_limits_get_type (void);

/**
 * ox_limits_init:
 * @limits: (out caller-allocates): the limits
 *
 * Sets the defaults: depth 64, 2^20 of each count, values from 64 KiB as
 * streams, 256 MiB a value and 1 GiB an item in memory, expansion 1000 times,
 * 1000 diagnostics.
 */
OX_API void ox_limits_init (OxLimits *limits);

/**
 * ox_limits_copy:
 * @limits: limits
 *
 * Returns: (transfer full): a copy, to be freed by ox_limits_free()
 */
OX_API OxLimits *ox_limits_copy (const OxLimits *limits);

/**
 * ox_limits_free:
 * @limits: (nullable): limits made by ox_limits_copy()
 */
OX_API void ox_limits_free (OxLimits *limits);

G_END_DECLS

#endif
