/* SPDX-License-Identifier: Apache-2.0 */
/* wait, waitpid, wait3, wait4, waitid: a child's end, which the kernel tells once. */
#include <errno.h>
#include <sys/wait.h>

#include "export.h"
#include "host/raw.h"
#include "interpose.h"
#include "log/log.h"
#include "outcome/ended.h"
#include "real.h"

/*
 * glibc's and musl's wait, waitpid and wait3 are this call too, with the same cancellation point.
 * A bad pointer is left to the kernel, which refuses it after it has reaped the child.
 */
static pid_t reap(pid_t child, int *status, int options, struct rusage *usage)
{
    interpose_start();
    int own_status;
    struct rusage own_usage;
    int *told = status != NULL ? status : &own_status;
    struct rusage *used = usage != NULL ? usage : &own_usage;
    pid_t reaped = REAL(wait4)(child, told, options, used);
    if (reaped > 0)
        ended_reaped(reaped, *told, used);
    return reaped;
}

EXPORT pid_t wait(int *status)
{
    return reap(-1, status, 0, NULL);
}

EXPORT pid_t waitpid(pid_t child, int *status, int options)
{
    return reap(child, status, options, NULL);
}

EXPORT pid_t wait3(int *status, int options, struct rusage *usage)
{
    return reap(-1, status, options, usage);
}

EXPORT pid_t wait4(pid_t child, int *status, int options, struct rusage *usage)
{
    return reap(child, status, options, usage);
}

static void tell(const siginfo_t *info, const struct rusage *usage)
{
    if (info->si_code == CLD_EXITED)
        ended_reaped(info->si_pid, (info->si_status & 0xFF) << 8, usage);
    else if (info->si_code == CLD_KILLED)
        ended_reaped(info->si_pid, info->si_status, usage);
    else if (info->si_code == CLD_DUMPED)
        ended_reaped(info->si_pid, info->si_status | WCOREFLAG, usage);
}

/*
 * The C library's waitid can't give the usage, and the system call that can is no cancellation
 * point. So the first waits and leaves the child, and the second, which never waits, takes it.
 * Another thread may have taken it in between; then this one waits on, as it would have.
 */
EXPORT int waitid(idtype_t type, id_t id, siginfo_t *info, int options)
{
    interpose_start();
    siginfo_t own = {0};
    siginfo_t *found = info != NULL ? info : &own;
    if (!log_is_open() || (options & WNOWAIT) != 0 || (options & WEXITED) == 0)
        return REAL(waitid)(type, id, info, options);
    for (;;) {
        int result = REAL(waitid)(type, id, found, options | WNOWAIT);
        if (result != 0 && errno == EFAULT)
            return REAL(waitid)(type, id, info, options);
        if (result != 0 || found->si_pid == 0)
            return result;
        struct rusage usage;
        long taken = raw_syscall(SYS_waitid, P_PID, found->si_pid, (long)found, options | WNOHANG,
                                 (long)&usage, 0);
        if (taken == 0 && found->si_pid != 0) {
            tell(found, &usage);
            return 0;
        }
    }
}
