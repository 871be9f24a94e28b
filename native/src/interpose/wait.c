/* SPDX-License-Identifier: Apache-2.0 */
/* wait, waitpid, wait3, wait4, waitid, and syscall with their numbers: a child's end, which the
 * kernel tells once. */
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "awaited.h"
#include "cancellation.h"
#include "export.h"
#include "interpose.h"
#include "log/log.h"
#include "nested.h"
#include "outcome/ended.h"
#include "outcome/self.h"
#include "outcome/tracees.h"
#include "real.h"
#include "syscall.h"

/*
 * Another library behind us may come back through one of these doors, which then tells the end:
 * NOT_ASKED outside of such a function, and within it the child that was told last.
 */
#define NOT_ASKED 0
#define NOBODY    (-1)
static _Thread_local pid_t told __attribute__((tls_model("initial-exec")));

static void begin(void)
{
    interpose_start();
    self_lives_on();
}

static bool is_of_another_library(const void *original)
{
    return !real_is_of_the_c_library(original);
}

static void tell_reaped(const void *caller, pid_t child, int status, const struct rusage *usage)
{
    if (told != NOT_ASKED)
        told = child;
    /* What another library's system makes and reaps is a part of that one call, which tells it. */
    if (nested_is_a_part(caller))
        ended_reaped_of(child, 0, status, usage);
    else
        ended_reaped(child, status, usage);
}

/* A bad pointer is left to the kernel, which refuses it after it has reaped the child. */
static long see_refusal(long result, pid_t child)
{
    if (result < 0 && errno == EFAULT)
        ended_unread(child);
    return result;
}

static pid_t enter_another_library(void)
{
    pid_t outer = told;
    told = NOBODY;
    return outer;
}

/* Who asks for stops hears of children that a signal of job control has stopped. Other stops, and
 * those that nobody has asked for, are tracing's (ptrace(2)). */
static void see_stop(pid_t stopped, int status, int options)
{
    int signal = WSTOPSIG(status);
    bool is_job_control = status >> 16 == 0 && (signal == SIGSTOP || signal == SIGTSTP ||
                                                signal == SIGTTIN || signal == SIGTTOU);
    if (!WIFSTOPPED(status))
        return;
    if (is_job_control && (options & WUNTRACED) != 0)
        tracees_stopped_or_child(stopped);
    else
        tracees_stopped(stopped);
}

static pid_t leave_another_library(const void *caller, pid_t outer, pid_t reaped, const int *status,
                                   int options, const struct rusage *usage)
{
    bool is_told = told == reaped;
    told = outer;
    if (reaped > 0)
        see_stop(reaped, *status, options);
    if (reaped > 0 && !is_told)
        tell_reaped(caller, reaped, *status, usage);
    return reaped;
}

/* glibc's and musl's wait, waitpid and wait3 are this call too, with the same cancellation point.
 */
static pid_t reap(const void *caller, pid_t child, int *status, int options, struct rusage *usage)
{
    int own_status;
    struct rusage own_usage;
    int *kept = status != NULL ? status : &own_status;
    struct rusage *used = usage != NULL ? usage : &own_usage;
    if (is_of_another_library((void *)REAL(wait4))) {
        pid_t outer = enter_another_library();
        pid_t reaped = REAL(wait4)(child, kept, options, used);
        (void)see_refusal(reaped, child);
        return leave_another_library(caller, outer, reaped, kept, options, used);
    }
    if (awaited_one_was_interrupted((void *)REAL(wait4), child, options))
        return -1;
    pid_t reaped = REAL(wait4)(child, kept, options, used);
    if (reaped > 0) {
        see_stop(reaped, *kept, options);
        tell_reaped(caller, reaped, *kept, used);
    }
    return (pid_t)see_refusal(reaped, child);
}

/* What another library has for wait and waitpid gives no usage, and is not passed by for it. */
static pid_t reap_any(const void *caller, pid_t (*original)(int *), int *status)
{
    if (!is_of_another_library((void *)original))
        return reap(caller, -1, status, 0, NULL);
    int own_status;
    int *kept = status != NULL ? status : &own_status;
    pid_t outer = enter_another_library();
    pid_t reaped = (pid_t)see_refusal(original(kept), 0);
    return leave_another_library(caller, outer, reaped, kept, 0, NULL);
}

static pid_t reap_one(const void *caller, pid_t (*original)(pid_t, int *, int), pid_t child,
                      int *status, int options)
{
    if (!is_of_another_library((void *)original))
        return reap(caller, child, status, options, NULL);
    int own_status;
    int *kept = status != NULL ? status : &own_status;
    pid_t outer = enter_another_library();
    pid_t reaped = (pid_t)see_refusal(original(child, kept, options), child);
    return leave_another_library(caller, outer, reaped, kept, options, NULL);
}

EXPORT pid_t wait(int *status)
{
    begin();
    return reap_any(CALLER, REAL(wait), status);
}

EXPORT pid_t __wait(int *status)
{
    begin();
    return reap_any(CALLER, REAL(__wait), status);
}

EXPORT pid_t waitpid(pid_t child, int *status, int options)
{
    begin();
    return reap_one(CALLER, REAL(waitpid), child, status, options);
}

EXPORT pid_t __waitpid(pid_t child, int *status, int options)
{
    begin();
    return reap_one(CALLER, REAL(__waitpid), child, status, options);
}

EXPORT pid_t wait3(int *status, int options, struct rusage *usage)
{
    begin();
    if (!is_of_another_library((void *)REAL(wait3)))
        return reap(CALLER, -1, status, options, usage);
    int own_status;
    struct rusage own_usage;
    int *kept = status != NULL ? status : &own_status;
    struct rusage *used = usage != NULL ? usage : &own_usage;
    pid_t outer = enter_another_library();
    pid_t reaped = (pid_t)see_refusal(REAL(wait3)(kept, options, used), 0);
    return leave_another_library(CALLER, outer, reaped, kept, options, used);
}

EXPORT pid_t wait4(pid_t child, int *status, int options, struct rusage *usage)
{
    begin();
    return reap(CALLER, child, status, options, usage);
}

static void tell(const void *caller, const siginfo_t *info, const struct rusage *usage)
{
    if (info->si_code == CLD_EXITED)
        tell_reaped(caller, info->si_pid, (info->si_status & 0xFF) << 8, usage);
    else if (info->si_code == CLD_KILLED)
        tell_reaped(caller, info->si_pid, info->si_status, usage);
    else if (info->si_code == CLD_DUMPED)
        tell_reaped(caller, info->si_pid, info->si_status | WCOREFLAG, usage);
    else if (info->si_code == CLD_TRAPPED)
        tracees_stopped(info->si_pid);
}

static int reap_by_another_library(const void *caller, idtype_t type, id_t id, siginfo_t *found,
                                   int options)
{
    pid_t outer = enter_another_library();
    int result = REAL(waitid)(type, id, found, options);
    bool is_told = result != 0 || found->si_pid == 0 || told == found->si_pid;
    told = outer;
    if (!is_told)
        tell(caller, found, NULL);
    return result;
}

static long see_trap(long result, const siginfo_t *info)
{
    if (result == 0 && info != NULL && info->si_code == CLD_TRAPPED)
        tracees_stopped(info->si_pid);
    return result;
}

static int wait_for_no_end(idtype_t type, id_t id, siginfo_t *info, int options)
{
    return (int)see_trap(REAL(waitid)(type, id, info, options), info);
}

/* The C library's own gives no usage. */
EXPORT int waitid(idtype_t type, id_t id, siginfo_t *info, int options)
{
    begin();
    siginfo_t own = {0};
    siginfo_t *found = info != NULL ? info : &own;
    pid_t asked = type == P_PID ? (pid_t)id : 0;
    bool ends = (options & WNOWAIT) == 0 && (options & WEXITED) != 0;
    if (is_of_another_library((void *)REAL(waitid)) && ends)
        return (int)see_refusal(reap_by_another_library(CALLER, type, id, found, options), asked);
    if (!log_is_open() || !ends)
        return wait_for_no_end(type, id, info, options);
    struct rusage usage;
    bool has_usage;
    if (awaited_was_interrupted((void *)REAL(waitid), type, id, options))
        return -1;
    int result = cancellation_waitid(type, id, found, options, &usage, &has_usage);
    if (result == 0 && found->si_pid != 0)
        tell(CALLER, found, has_usage ? &usage : NULL);
    return (int)see_refusal(result, asked);
}

/* As syscall makes it: no cancellation point, and with usage. */
static long wait4_by_number(const void *caller, long number, const unsigned long arguments[5])
{
    int own_status;
    struct rusage own_usage;
    int *kept = arguments[1] != 0 ? (int *)arguments[1] : &own_status;
    struct rusage *used = arguments[3] != 0 ? (struct rusage *)arguments[3] : &own_usage;
    long reaped =
        syscall_original_or_raw(number, (unsigned long[5]){arguments[0], (uintptr_t)kept,
                                                           arguments[2], (uintptr_t)used, 0});
    if (reaped > 0) {
        see_stop((pid_t)reaped, *kept, (int)arguments[2]);
        tell_reaped(caller, (pid_t)reaped, *kept, used);
    }
    return see_refusal(reaped, (pid_t)arguments[0]);
}

static long waitid_by_number(const void *caller, long number, const unsigned long arguments[5])
{
    siginfo_t own = {0};
    struct rusage own_usage;
    siginfo_t *found = arguments[2] != 0 ? (siginfo_t *)arguments[2] : &own;
    struct rusage *used = arguments[4] != 0 ? (struct rusage *)arguments[4] : &own_usage;
    bool ends = ((int)arguments[3] & WNOWAIT) == 0 && ((int)arguments[3] & WEXITED) != 0;
    if (!ends)
        return see_trap(syscall_original_or_raw(number, arguments), (siginfo_t *)arguments[2]);
    long result = syscall_original_or_raw(number, (unsigned long[5]){arguments[0], arguments[1],
                                                                     (uintptr_t)found, arguments[3],
                                                                     (uintptr_t)used});
    if (result == 0 && found->si_pid != 0)
        tell(caller, found, used);
    return see_refusal(result, (int)arguments[0] == P_PID ? (pid_t)arguments[1] : 0);
}

long syscall_that_waits(const void *caller, long number, const unsigned long arguments[5])
{
    begin();
    return (int)number == SYS_wait4 ? wait4_by_number(caller, number, arguments)
                                    : waitid_by_number(caller, number, arguments);
}
