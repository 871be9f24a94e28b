/* SPDX-License-Identifier: Apache-2.0 */
/* dlsym as a door: a library's handle leads past every preloaded symbol (ctypes, JNA, FFM). */
#include "dlsym.h"

#include <dlfcn.h>

#include "doors.h"
#include "real.h"

/* As the original, from behind us, would say it: our return address has to be on the stack, so the
 * call may not become a jump. */
static void *find_nothing(void *handle, const char *name)
{
    (void)handle;
    void *nothing = REAL(dlsym)(RTLD_NEXT, name);
    __asm__ volatile("" : "+r"(nothing));
    return nothing;
}

void *dlsym_target(const char *name)
{
    __typeof__(dlsym) *original = REAL(dlsym);
    return (void *)(door_leads_nowhere(name) ? find_nothing : original);
}

void *dlvsym_target(const char *name)
{
    (void)name;
    return (void *)REAL(dlvsym);
}

void *dlsym_of_handle(void *handle, const char *name)
{
    void *found = REAL(dlsym)(handle, name);
    if (found != NULL && found == door_of(name) && door_leads_nowhere(name))
        return find_nothing(handle, name);
    return door_instead_of(name, found);
}

void *dlvsym_of_handle(void *handle, const char *name, const char *version)
{
    return door_instead_of(name, REAL(dlvsym)(handle, name, version));
}
