/* SPDX-License-Identifier: MIT */
#include <oxcart/body.h>

#include "base/charset.h"
#include "convert/body/rtf.h"
#include "model/lzfu.h"

static char *
text_of_html (OxMessage *message, OxOptions *options)
{
    OxProps *props = ox_message_get_props (message);
    const OxValue *value = ox_props_lookup (props, OX_TAG_HTML);
    gsize length = 0;
    guint n_bad = 0;
    const char *text = ox_value_get_text (value, &length);
    if (text != NULL)
        return ox_html_to_text (text, length);
    g_autoptr (OxStream) stream = ox_value_open (value);
    if (stream == NULL || ox_stream_get_size (stream) > ox_options_get_limits (options)->value_bytes)
        return NULL;
    g_autoptr (GBytes) bytes = ox_stream_read_bytes (stream, 0, (gsize) ox_stream_get_size (stream),
                                                     NULL);
    guint page = (guint) ox_props_get_integer (props, OX_TAG_INTERNET_CODEPAGE, 65001);
    OxSlice s = ox_slice_from_bytes (bytes);
    g_autofree char *utf8 = ox_charset_decode (page, s, &length, &n_bad);
    if (utf8 == NULL || n_bad > 0) {
        g_free (utf8);
        utf8 = ox_charset_decode (65001, s, &length, &n_bad);
    }
    return utf8 != NULL ? ox_html_to_text (utf8, length) : NULL;
}

static char *
text_of_rtf (OxMessage *message, OxOptions *options)
{
    const OxLimits *limits = ox_options_get_limits (options);
    g_autoptr (OxStream) stream = ox_props_open (ox_message_get_props (message),
                                                 OX_TAG_RTF_COMPRESSED);
    if (stream == NULL || ox_stream_get_size (stream) > limits->value_bytes)
        return NULL;
    g_autoptr (GBytes) compressed = ox_stream_read_bytes (
        stream, 0, (gsize) ox_stream_get_size (stream), NULL);
    OxRtfOptions rtf_options = { .limits = limits };
    OxRtfInfo info;
    g_autoptr (GBytes) rtf = NULL;
    if (compressed != NULL)
        rtf = ox_lzfu_decompress (ox_slice_from_bytes (compressed), limits, NULL, NULL);
    return rtf != NULL
               ? ox_rtf_to_text (ox_slice_from_bytes (rtf), &rtf_options, NULL, &info, NULL)
               : NULL;
}

char *
ox_message_get_text_body (OxMessage *message, OxOptions *options)
{
    const char *plain = ox_props_get_text (ox_message_get_props (message), OX_TAG_BODY);
    char *text = plain != NULL ? g_strdup (plain) : text_of_html (message, options);
    return text != NULL ? text : text_of_rtf (message, options);
}
