/* SPDX-License-Identifier: Apache-2.0 */
/* dlsym as a door: a library's handle leads past every preloaded symbol (ctypes, JNA, FFM). */
#include "dlsym.h"

#include "doors.h"
#include "real.h"

void *dlsym_of_handle(void *handle, const char *name)
{
    return door_instead_of(name, REAL(dlsym)(handle, name));
}

void *dlvsym_of_handle(void *handle, const char *name, const char *version)
{
    return door_instead_of(name, REAL(dlvsym)(handle, name, version));
}
