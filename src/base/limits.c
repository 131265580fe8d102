/* SPDX-License-Identifier: MIT */
#include <oxcart/limits.h>

G_DEFINE_BOXED_TYPE (OxLimits, ox_limits, ox_limits_copy, ox_limits_free)

void
ox_limits_init (OxLimits *limits)
{
    *limits = (OxLimits){
        .depth = 64,
        .properties = 1u << 20,
        .recipients = 1u << 20,
        .attachments = 1u << 20,
        .names = 0x7FFF,
        .stream_threshold = 64u << 10,
        .value_bytes = G_GUINT64_CONSTANT (256) << 20,
        .item_bytes = G_GUINT64_CONSTANT (1) << 30,
        .expansion = 1000,
        .diagnostics = 1000,
    };
}

OxLimits *
ox_limits_copy (const OxLimits *limits)
{
    return g_memdup2 (limits, sizeof *limits);
}

void
ox_limits_free (OxLimits *limits)
{
    g_free (limits);
}
