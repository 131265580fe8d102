/* SPDX-License-Identifier: MIT
 *
 * Libraries that few inputs need. GMime, ICU, libgsf, libical and uchardet, with all that they stand on, are most of what the
 * dynamic linker has to do when a process starts: they are opened when one of their functions is first called.
 */
#ifndef OX_BASE_LATE_H
#define OX_BASE_LATE_H

#include <glib.h>

typedef enum { OX_LATE_GMIME, OX_LATE_GSF, OX_LATE_ICAL, OX_LATE_ICU, OX_LATE_UCHARDET } OxLateLibrary;

/* Makes a struct of pointers of a list of functions, F (one) F (other): they keep their own names and types. */
#define OX_LATE_MEMBER(function) __typeof__ (function) *function;
#define OX_LATE_NAME(function)   G_STRINGIFY (function),

/* The function that gives that struct, filled. */
#define OX_LATE_DEFINE(Type, get, library, FUNCTIONS)                                           \
    const Type *get (void)                                                                      \
    {                                                                                           \
        static const char *const names[] = { FUNCTIONS (OX_LATE_NAME) };                        \
        static Type functions;                                                                  \
        static gsize is_bound;                                                                  \
        G_STATIC_ASSERT (sizeof functions == sizeof names);                                     \
        if (g_once_init_enter (&is_bound)) {                                                    \
            ox_late_bind (library, names, (gpointer *) &functions, G_N_ELEMENTS (names));       \
            g_once_init_leave (&is_bound, 1);                                                   \
        }                                                                                       \
        return &functions;                                                                      \
    }

/* Where the library is not installed, or is another, the process ends, as it would at its start. */
void ox_late_bind (OxLateLibrary library, const char *const *names, gpointer *functions, guint n);

#endif
