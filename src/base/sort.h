/* SPDX-License-Identifier: MIT */
#ifndef OX_BASE_SORT_H
#define OX_BASE_SORT_H

#include <glib.h>

/* Whether each element of an array compares below or equal to the next one: most arrays from files
 * are in order already, and then need no sort. */
static inline gboolean
ox_array_is_sorted (GArray *array, gsize element, GCompareFunc compare)
{
    for (guint i = 1; i < array->len; i++)
        if (compare (array->data + (i - 1) * element, array->data + i * element) > 0)
            return FALSE;
    return TRUE;
}

/* Ascending; for some hundred numbers at most times, as keys with a place in their lower half. */
void ox_sort_u64 (guint64 *numbers, gsize n);

/* Ids, guint32, ascending: the comparison, and an array of them put in order, each once. */
gint ox_compare_ids (gconstpointer a, gconstpointer b);
void ox_ids_order (GArray *ids);

#endif
