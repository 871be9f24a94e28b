/* SPDX-License-Identifier: Apache-2.0 */
/* _exit and _Exit: the last that a child does. exit reaches our destructor (preload.c). */
#include <unistd.h>

#include "export.h"
#include "interpose.h"
#include "outcome/self.h"
#include "real.h"

EXPORT void _exit(int status)
{
    interpose_start();
    self_ends();
    REAL(_exit)(status);
    __builtin_unreachable();
}

EXPORT void _Exit(int status)
{
    interpose_start();
    self_ends();
    REAL(_Exit)(status);
    __builtin_unreachable();
}
