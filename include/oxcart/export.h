/* SPDX-License-Identifier: MIT */
#ifndef OXCART_EXPORT_H
#define OXCART_EXPORT_H

/* Everything is hidden unless it says OX_API. */
#ifdef __GI_SCANNER__
#define OX_API
#else
#define OX_API __attribute__ ((visibility ("default")))
#endif

#endif
