/* SPDX-License-Identifier: MIT
 *
 * What the JSON writers share.
 */
#ifndef OX_CONVERT_JSON_PRIVATE_H
#define OX_CONVERT_JSON_PRIVATE_H

#include <oxcart/diagnostics.h>
#include <oxcart/props.h>
#include <oxcart/sink.h>

/* "properties":[...] of a bag without named properties of its own. */
void ox_json_write_props (OxSink *sink, OxDiagnostics *diagnostics, OxProps *props);

#endif
