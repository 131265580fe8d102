/* SPDX-License-Identifier: MIT */
#include "base/icu.h"

OX_LATE_DEFINE (OxIcu, ox_icu, OX_LATE_ICU, OX_ICU_FUNCTIONS)
