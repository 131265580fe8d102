/* SPDX-License-Identifier: MIT */
#include "base/late.h"

#include "late-libraries.h"

#include <dlfcn.h>

static const char *const libraries[] = {
    [OX_LATE_GMIME] = OX_SONAME_GMIME,
    [OX_LATE_GSF] = OX_SONAME_GSF,
    [OX_LATE_ICAL] = OX_SONAME_ICAL,
    [OX_LATE_ICU] = OX_SONAME_ICU,
    [OX_LATE_UCHARDET] = OX_SONAME_UCHARDET,
};

#define NEED(soname, feature) \
    "{\"soname\":[\"" soname "\"],\"feature\":\"" feature "\",\"priority\":\"required\"}"
#define NEEDS                                                                         \
    "[" NEED (OX_SONAME_GMIME, "mime") "," NEED (OX_SONAME_GSF, "ole") "," NEED (OX_SONAME_ICAL, "libical") ","          \
    NEED (OX_SONAME_ICU, "icu") "," NEED (OX_SONAME_UCHARDET, "guess") "]"

/* What makers of packages look for, since these libraries are not among the needed ones: the note of UAPI's
 * "ELF dlopen metadata". */
static const struct {
    guint32 name_size;
    guint32 size;
    guint32 type;
    char name[4];
    char needs[(sizeof NEEDS + 3) & ~3u];
} note __attribute__ ((used, aligned (4), section (".note.dlopen"))) = {
    4, sizeof NEEDS, 0x407C0C0A, "FDO", NEEDS,
};

void
ox_late_bind (OxLateLibrary library, const char *const *names, gpointer *functions, guint n)
{
    gpointer handle = dlopen (libraries[library], RTLD_LAZY | RTLD_LOCAL);
    for (guint i = 0; i < n; i++) {
        functions[i] = handle != NULL ? dlsym (handle, names[i]) : NULL;
        if (functions[i] == NULL)
            g_error ("%s: %s", names[i], dlerror ());
    }
}
