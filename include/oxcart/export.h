/* SPDX-License-Identifier: MIT */
#ifndef OXCART_EXPORT_H
#define OXCART_EXPORT_H

/* Everything is hidden unless it says OX_API. */
#if defined(__GNUC__) && !defined(__GI_SCANNER__)
#define OX_API __attribute__ ((visibility ("default")))
#else
#define OX_API
#endif

#endif
