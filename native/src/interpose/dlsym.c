/* SPDX-License-Identifier: Apache-2.0 */
/* dlsym as a door: a library's handle leads past every preloaded symbol (ctypes, JNA, FFM). */
#include "dlsym.h"

#include <dlfcn.h>

#include "doors.h"
#include "real.h"
#include "redirect.h"

/* As the original, from behind us, would say it: our return address has to be on the stack, so the
 * call may not become a jump. */
static void *find_nothing(void *handle, const char *name)
{
    (void)handle;
    void *nothing = REAL(dlsym)(RTLD_NEXT, name);
    __asm__ volatile("" : "+r"(nothing));
    return nothing;
}

static void *find_door(void *handle, const char *name)
{
    (void)handle;
    return door_of(name);
}

/* Loaded later than the rest of the program, we are not among what the default scope has. */
static bool is_found_by_default(void *handle, const char *name)
{
    return handle == RTLD_DEFAULT && redirect_is_on() && door_of(name) != NULL &&
           !door_leads_nowhere(name) &&
           door_instead_of(name, REAL(dlsym)(handle, name)) == door_of(name);
}

void *dlsym_target(void *handle, const char *name)
{
    redirect_newcomers();
    if (is_found_by_default(handle, name))
        return (void *)find_door;
    __typeof__(dlsym) *original = REAL(dlsym);
    return (void *)(door_leads_nowhere(name) ? find_nothing : original);
}

/*
 * By a version the C library's own is found past every function without one, such as ours: glibc
 * asks for just that version (elf/dl-lookup.c, check_match). The look-up from here finds what the
 * caller's would, as the C library is in the scope of all. Who asks for the next one stands behind
 * us, and gets that.
 */
void *dlvsym_target(void *handle, const char *name, const char *version)
{
    __typeof__(dlvsym) *original = REAL(dlvsym);
    if (handle != RTLD_DEFAULT || door_of(name) == NULL)
        return (void *)original;
    void *found = original(handle, name, version);
    return door_instead_of(name, found) == found ? (void *)original : (void *)find_door;
}

void *dlsym_of_handle(void *handle, const char *name)
{
    redirect_newcomers();
    void *found = REAL(dlsym)(handle, name);
    if (found != NULL && found == door_of(name) && door_leads_nowhere(name))
        return find_nothing(handle, name);
    return door_instead_of(name, found);
}

void *dlvsym_of_handle(void *handle, const char *name, const char *version)
{
    return door_instead_of(name, REAL(dlvsym)(handle, name, version));
}
