/* SPDX-License-Identifier: MIT
 *
 * Message classes: a class is of another one where that is its beginning, up to a dot.
 */
#ifndef OX_MODEL_CLASS_H
#define OX_MODEL_CLASS_H

#include <glib.h>

/* "IPM.Appointment.Example" is an "IPM.Appointment"; without case. */
gboolean ox_class_is (const char *klass, const char *wanted);

#endif
