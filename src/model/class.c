/* SPDX-License-Identifier: MIT */
#include "model/class.h"

#include <string.h>

gboolean
ox_class_is (const char *klass, const char *wanted)
{
    gsize n = strlen (wanted);
    return g_ascii_strncasecmp (klass, wanted, n) == 0 && (klass[n] == '\0' || klass[n] == '.');
}
