/* SPDX-License-Identifier: MIT
 *
 * What of ICU is called, bound late.
 */
#ifndef OX_BASE_ICU_H
#define OX_BASE_ICU_H

#include "base/late.h"

#include <unicode/ucal.h>
#include <unicode/ucnv.h>

#define OX_ICU_FUNCTIONS(F)                                                                       \
    F (ucal_open) F (ucal_close) F (ucal_add) F (ucal_get) F (ucal_getMillis) F (ucal_setMillis)  \
    F (ucal_getType) F (ucal_getCanonicalTimeZoneID) F (ucnv_open) F (ucnv_close) F (ucnv_reset) F (ucnv_resetToUnicode)          \
    F (ucnv_setFromUCallBack) F (ucnv_setToUCallBack) F (ucnv_toUnicode) F (ucnv_fromUChars)      \
    F (ucnv_getMaxCharSize) F (UCNV_FROM_U_CALLBACK_STOP) F (UCNV_TO_U_CALLBACK_STOP)

typedef struct {
    OX_ICU_FUNCTIONS (OX_LATE_MEMBER)
} OxIcu;

const OxIcu *ox_icu (void);

#endif
