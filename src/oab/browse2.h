/* SPDX-License-Identifier: MIT
 *
 * Browse files of versions 2 and 3 that are missing or damaged, put together again from the files they refer to.
 */
#ifndef OX_OAB_BROWSE2_H
#define OX_OAB_BROWSE2_H

#include "oab/details2.h"

#include <oxcart/stream.h>

/* The files of a set; those that are missing are NULL. */
typedef struct {
    OxStream *browse;
    OxStream *rdn;
    OxStream *anr;
    OxStream *details;
} Oab2Files;

/* The Browse file itself where it is whole; else one in memory: its records that make sense, and others for the
 * entries that the indexes and the details speak of. What these do not say, the kind of an entry, is
 * UNKNOWN_TYPE. */
OxStream *oab2_browse_mend (const Oab2Files *files, const Oab2Decoder *decoder);

#endif
