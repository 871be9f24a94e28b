/* SPDX-License-Identifier: Apache-2.0 */
/* kill and killpg: a child that we ended was not ended by the OOM killer. */
#include <signal.h>

#include "export.h"
#include "interpose.h"
#include "outcome/children.h"
#include "outcome/self.h"
#include "real.h"

EXPORT int kill(pid_t process, int signal)
{
    interpose_start();
    self_lives_on();
    if (signal == SIGKILL)
        children_killed(process);
    return REAL(kill)(process, signal);
}

EXPORT int killpg(pid_t group, int signal)
{
    interpose_start();
    self_lives_on();
    if (signal == SIGKILL)
        children_killed(-group);
    return REAL(killpg)(group, signal);
}
