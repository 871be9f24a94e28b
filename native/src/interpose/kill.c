/* SPDX-License-Identifier: Apache-2.0 */
/* kill and its relatives, and syscall with their numbers: a child that we ended was not ended by
 * the OOM killer. */
#include <errno.h>
#include <signal.h>
#include <sys/syscall.h>

#include "aliases.h"
#include "export.h"
#include "interpose.h"
#include "outcome/kills.h"
#include "outcome/self.h"
#include "pidfd.h"
#include "real.h"
#include "syscall.h"

static struct killing sends(pid_t process, int signal)
{
    struct killing killing = {.counts = false};
    self_lives_on();
    if (signal == SIGKILL)
        kills_begin(&killing, process);
    return killing;
}

static struct killing sends_by_descriptor(int pidfd, int signal)
{
    pid_t process = signal == SIGKILL ? pidfd_process(pidfd) : 0;
    return sends(process, process > 0 ? signal : 0);
}

static long sent(struct killing *killing, long result)
{
    if (result < 0)
        kills_failed(killing);
    return result;
}

EXPORT int kill(pid_t process, int signal)
{
    interpose_start();
    struct killing killing = sends(process, signal);
    return (int)sent(&killing, REAL(kill)(process, signal));
}

EXPORT int killpg(pid_t group, int signal)
{
    interpose_start();
    struct killing killing = sends((pid_t) - (int64_t)group, signal);
    return (int)sent(&killing, REAL(killpg)(group, signal));
}

/* SIGKILL ends the whole process, whichever of its threads it is sent to. */
EXPORT int tgkill(pid_t process, pid_t thread, int signal)
{
    interpose_start();
    struct killing killing = sends(process, signal);
    if (REAL(tgkill) != NULL)
        return (int)sent(&killing, REAL(tgkill)(process, thread, signal));
    errno = ENOSYS;
    return (int)sent(&killing, -1);
}

EXPORT int sigqueue(pid_t process, int signal, const union sigval value)
{
    interpose_start();
    struct killing killing = sends(process, signal);
    return (int)sent(&killing, REAL(sigqueue)(process, signal, value));
}

EXPORT int pidfd_send_signal(int pidfd, int signal, siginfo_t *info, unsigned flags)
{
    interpose_start();
    struct killing killing = sends_by_descriptor(pidfd, signal);
    if (REAL(pidfd_send_signal) != NULL)
        return (int)sent(&killing, REAL(pidfd_send_signal)(pidfd, signal, info, flags));
    errno = ENOSYS;
    return (int)sent(&killing, -1);
}

/* Of tkill the thread is all that is known: a process's first one has its pid. */
long syscall_that_kills(long number, const unsigned long arguments[5])
{
    bool has_thread = (int)number == SYS_tgkill || (int)number == SYS_rt_tgsigqueueinfo;
    int signal = (int)arguments[has_thread ? 2 : 1];
    struct killing killing = (int)number == SYS_pidfd_send_signal
                                 ? sends_by_descriptor((int)arguments[0], signal)
                                 : sends((pid_t)arguments[0], signal);
    return sent(&killing, syscall_original_or_raw(number, arguments));
}
