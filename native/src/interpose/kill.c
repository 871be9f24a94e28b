/* SPDX-License-Identifier: Apache-2.0 */
/* kill and its relatives: a child that we ended was not ended by the OOM killer. */
#include <errno.h>
#include <signal.h>

#include "aliases.h"
#include "export.h"
#include "interpose.h"
#include "outcome/children.h"
#include "outcome/self.h"
#include "pidfd.h"
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

/* SIGKILL ends the whole process, whichever of its threads it is sent to. */
EXPORT int tgkill(pid_t process, pid_t thread, int signal)
{
    interpose_start();
    self_lives_on();
    if (signal == SIGKILL)
        children_killed(process);
    if (REAL(tgkill) != NULL)
        return REAL(tgkill)(process, thread, signal);
    errno = ENOSYS;
    return -1;
}

EXPORT int sigqueue(pid_t process, int signal, const union sigval value)
{
    interpose_start();
    self_lives_on();
    if (signal == SIGKILL)
        children_killed(process);
    return REAL(sigqueue)(process, signal, value);
}

EXPORT int pidfd_send_signal(int pidfd, int signal, siginfo_t *info, unsigned flags)
{
    interpose_start();
    self_lives_on();
    pid_t process = signal == SIGKILL ? pidfd_process(pidfd) : 0;
    if (process > 0)
        children_killed(process);
    if (REAL(pidfd_send_signal) != NULL)
        return REAL(pidfd_send_signal)(pidfd, signal, info, flags);
    errno = ENOSYS;
    return -1;
}
