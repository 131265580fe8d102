/* SPDX-License-Identifier: MIT */
#include "base/charset-guess.h"

#include "base/charset.h"
#include "base/late.h"

#include <uchardet/uchardet.h>

#define LEAST_HIGH 12          /* bytes beyond ASCII; of fewer, statistics say nothing */
#define MOST_READ  (64u << 10)

#define FUNCTIONS(F)                                                                       \
    F (uchardet_new) F (uchardet_handle_data) F (uchardet_data_end) F (uchardet_get_charset) \
    F (uchardet_delete)

typedef struct {
    FUNCTIONS (OX_LATE_MEMBER)
} Uchardet;

static OX_LATE_DEFINE (Uchardet, uchardet, OX_LATE_UCHARDET, FUNCTIONS)

static guint
ask (OxSlice s)
{
    const Uchardet *u = uchardet ();
    uchardet_t detector = u->uchardet_new ();
    guint page = 0;
    if (u->uchardet_handle_data (detector, (const char *) ox_slice_data (&s), s.left) == 0) {
        u->uchardet_data_end (detector);
        page = ox_charset_from_name (u->uchardet_get_charset (detector));
    }
    u->uchardet_delete (detector);
    return ox_codepage_windows (page);
}

guint
ox_charset_guess (OxSlice text)
{
    OxSlice s = ox_slice_take (&text, MIN (text.left, MOST_READ));
    const guint8 *data = ox_slice_data (&s);
    guint n_high = 0;
    for (gsize i = 0; i < s.left; i++)
        n_high += data[i] >= 0x80;
    guint page = n_high >= LEAST_HIGH ? ask (s) : 0;
    return page != 20127 && ox_charset_known (page) ? page : 0;
}
