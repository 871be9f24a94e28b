/* SPDX-License-Identifier: Apache-2.0 */
/* kill and its relatives, and syscall with their numbers: a child that we ended was not ended by
 * the OOM killer. */
#include <errno.h>
#include <signal.h>
#include <sys/syscall.h>

#include "aliases.h"
#include "export.h"
#include "interpose.h"
#include "outcome/children.h"
#include "outcome/self.h"
#include "pidfd.h"
#include "real.h"
#include "syscall.h"

static void sends(pid_t process, int signal)
{
    self_lives_on();
    if (signal == SIGKILL)
        children_killed(process);
}

static void sends_by_descriptor(int pidfd, int signal)
{
    self_lives_on();
    pid_t process = signal == SIGKILL ? pidfd_process(pidfd) : 0;
    if (process > 0)
        children_killed(process);
}

EXPORT int kill(pid_t process, int signal)
{
    interpose_start();
    sends(process, signal);
    return REAL(kill)(process, signal);
}

EXPORT int killpg(pid_t group, int signal)
{
    interpose_start();
    sends(-group, signal);
    return REAL(killpg)(group, signal);
}

/* SIGKILL ends the whole process, whichever of its threads it is sent to. */
EXPORT int tgkill(pid_t process, pid_t thread, int signal)
{
    interpose_start();
    sends(process, signal);
    if (REAL(tgkill) != NULL)
        return REAL(tgkill)(process, thread, signal);
    errno = ENOSYS;
    return -1;
}

EXPORT int sigqueue(pid_t process, int signal, const union sigval value)
{
    interpose_start();
    sends(process, signal);
    return REAL(sigqueue)(process, signal, value);
}

EXPORT int pidfd_send_signal(int pidfd, int signal, siginfo_t *info, unsigned flags)
{
    interpose_start();
    sends_by_descriptor(pidfd, signal);
    if (REAL(pidfd_send_signal) != NULL)
        return REAL(pidfd_send_signal)(pidfd, signal, info, flags);
    errno = ENOSYS;
    return -1;
}

/* Of tkill the thread is all that is known: a process's first one has its pid. */
void syscall_that_kills(int number, const unsigned long arguments[5])
{
    bool has_thread = number == SYS_tgkill || number == SYS_rt_tgsigqueueinfo;
    int signal = (int)arguments[has_thread ? 2 : 1];
    if (number == SYS_pidfd_send_signal)
        sends_by_descriptor((int)arguments[0], signal);
    else
        sends((pid_t)arguments[0], signal);
}
