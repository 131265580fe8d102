/* SPDX-License-Identifier: MIT */
#ifndef OX_MODEL_KEY_PRIVATE_H
#define OX_MODEL_KEY_PRIVATE_H

#include <oxcart/key.h>

typedef struct {
    OxKey key;
    guint16 type;
    const char *canonical;
    const char *alternates; /* separated by ";" */
} OxPropertyRow;

#endif
