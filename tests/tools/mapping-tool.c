/* SPDX-License-Identifier: MIT
 *
 * The tables of the MIME converter as text, for tools/gen_mapping.py: a row a line, parted by tabs.
 */
#include "convert/mime/rows.h"

#include <oxcart/oxcart.h>
#include <stdio.h>

static const OxKey not_applicable[] = {
#include "model/not-applicable.inc"
};

int
main (void)
{
    guint n = 0;
    const OxFieldRow *rows = ox_field_rows (&n);
    g_autoptr (OxMessage) message = ox_message_new ();
    OxNames *names = ox_message_get_names (message);
    for (guint i = 0; i < n; i++) {
        g_autofree char *name = rows[i].key != 0 ? ox_names_describe (names, rows[i].key, 0)
                                                 : g_strdup ("");
        const char *flags = (rows[i].flags & OX_ROW_STORED_WINS) != 0 ? "stored wins"
                            : (rows[i].flags & OX_ROW_SWITCH) != 0    ? "switch"
                                                                      : "";
        printf ("field\t%s\t%s\t%s\t%s\n", rows[i].header, name, rows[i].section, flags);
    }
    for (guint i = 0; i < G_N_ELEMENTS (not_applicable); i++) {
        g_autofree char *name = ox_names_describe (names, not_applicable[i], 0);
        printf ("not-applicable\t%s\n", name);
    }
    return 0;
}
