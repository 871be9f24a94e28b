/* SPDX-License-Identifier: Apache-2.0 */
/* fork: a copy-on-write copy of the parent. */
#include <errno.h>

#include "export.h"
#include "interpose.h"
#include "real.h"
#include "spawn.h"

EXPORT pid_t fork(void)
{
    interpose_start();
    struct spawn spawn;
    spawn_begin(&spawn, "fork", MECHANISM_FORK, NULL, NULL);
    pid_t child = REAL(fork)();
    if (child == 0)
        spawn_child(&spawn);
    else
        spawn_end(&spawn, child, child < 0 ? errno : 0);
    return child;
}
